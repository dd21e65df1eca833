/** The list as it is on screen: its sections, its order, its columns and its filter. */
import type { ListColumn, ListRow, ListSection, ListView, PaperOption } from "../bindings";
import { m } from "../paraglide/messages";
import { dayLong } from "../words/dates";
import { cellWord, columnWord, countFacts, sumFacts } from "../words/list";
import { statusWord } from "../words/status";
import type { Paper, PaperColumn, PaperRow, PaperSection } from "./paper";

type Column = ListColumn | "date";

/** The columns on paper, with their widths. The others have no room or no text. */
const SHARES: readonly (readonly [Column, number])[] = [
	["date", 8],
	["time", 13],
	["duration", 10],
	["status", 13],
	["client", 19],
	["phone", 16],
	["service", 21],
	["type", 12],
	["resource", 17],
	["source", 11],
	["payment", 14],
	["amount", 11],
	["received", 11],
	["outstanding", 11],
];
const AMOUNTS: readonly Column[] = ["amount", "received", "outstanding"];
/** With more columns the page is landscape. */
const MAX_SHARES_IN_PORTRAIT = 110;

const isShown = (
	column: Column,
	{ arrangement }: ListView,
	has: (option: PaperOption) => boolean,
): boolean => {
	if (column === "date") {
		return arrangement.groupBy !== "day";
	}
	if (column === "time" || column === "client") {
		return true;
	}
	if (column === "phone" || AMOUNTS.includes(column)) {
		return arrangement.columns.includes(column) && has(column === "phone" ? "phones" : "amounts");
	}
	return arrangement.columns.includes(column) && column !== arrangement.groupBy;
};

function heading({ head }: ListSection, list: ListView): string {
	switch (head.kind) {
		case "day":
			return dayLong(head.date);
		case "resource":
			return resourceName(head.id, list);
		case "status":
			return statusWord(head.status);
		case "everything":
			return "";
	}
}

const resourceName = (id: number, { resources }: ListView): string =>
	resources.find((resource) => resource.id === id)?.name ?? "";

/** `rows` are those of all sections. */
export function listPaper(
	list: ListView,
	rows: readonly ListRow[],
	period: string,
	has: (option: PaperOption) => boolean,
): Paper {
	const shown = SHARES.filter(([column]) => isShown(column, list, has));
	const columns: PaperColumn[] = [
		...shown.map(([key, share]) => ({
			key,
			title: columnWord(key),
			share,
			end: AMOUNTS.includes(key),
		})),
		...(has("notes") ? [{ key: "notes", title: m.print_notes(), share: 20 }] : []),
	];
	const paperRow = (row: ListRow): PaperRow => ({
		kind: row.status === "cancelled" ? "cancelled" : "row",
		cells: [
			...shown.map(([column]) =>
				column === "resource"
					? resourceName(row.resourceId, list)
					: column === "comment"
						? ""
						: cellWord(row, column),
			),
			...(has("notes") ? [""] : []),
		],
	});
	let next = 0;
	const sections = list.sections
		.map((section, index): PaperSection & { count: number } => {
			const ofSection = rows.slice(next, next + section.rowCount);
			next += section.rowCount;
			const { totals } = section;
			const facts = [...countFacts(totals), ...(has("amounts") ? sumFacts(totals) : [])];
			return {
				key: index,
				heading: heading(section, list),
				about: facts.map(({ text }) => text).join(" · "),
				columns,
				rows: ofSection.map(paperRow),
				empty: m.print_list_empty(),
				ownPage: false,
				count: section.rowCount,
			};
		})
		// An empty day takes no room when other days have rows.
		.filter(({ count }, _, all) => count > 0 || all.every((other) => other.count === 0));
	const facts = [...countFacts(list.totals), ...(has("amounts") ? sumFacts(list.totals) : [])];
	const total: PaperSection = {
		key: "total",
		heading: m.money_total(),
		about: facts.map(({ text }) => text).join(" · "),
		columns: [],
		rows: [],
		empty: "",
		ownPage: false,
	};
	const empty = sections.every(({ count }) => count === 0);
	return {
		kind: "list",
		title: m.print_kind_list(),
		period,
		landscape: columns.reduce((sum, { share }) => sum + share, 0) > MAX_SHARES_IN_PORTRAIT,
		sections: empty
			? sections.slice(0, 1).map((section) => ({ ...section, heading: "", about: "" }))
			: [...sections, total],
	};
}
