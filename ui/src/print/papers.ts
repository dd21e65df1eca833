/** Loads what a document is made of, and makes it. */
import type { FoundFree, ListRow, ListView, PaperHead, PaperKind, PaperOption, Sheet } from "../bindings";
import { m } from "../paraglide/messages";
import { allListRows, DATA_CHANGED } from "../state/all-rows";
import { desk } from "../state/desk";
import { free } from "../state/free.svelte";
import { period } from "../state/period.svelte";
import { dateTitle } from "../words/dates";
import { freeTimesPaper } from "./free-times-paper";
import { listPaper } from "./list-paper";
import { loadMoney, moneyPaper, type MoneyData } from "./money-papers";
import type { Paper } from "./paper";
import { dayPaper, weekPaper } from "./sheet-papers";

/** What a document is made of. */
export type PaperData = { head: PaperHead } & (
	| { kind: "day" | "week"; sheet: Sheet }
	| { kind: "list"; list: ListView; rows: readonly ListRow[]; period: string }
	| { kind: "freeTimes"; found: FoundFree }
	| MoneyData
);

/** The list on screen, if the screen is the list. */
const shownList = (): ListView | null => {
	const body = period.screen?.body;
	return body?.kind === "list" ? body : null;
};

/** The kinds that can be printed now. */
export function offeredKinds(): PaperKind[] {
	return [
		"day",
		"week",
		...(shownList() ? (["list"] as const) : []),
		"cash",
		"payouts",
		"payslips",
		...(free.found ? (["freeTimes"] as const) : []),
	];
}

export function kindWord(kind: PaperKind): string {
	switch (kind) {
		case "day":
			return m.print_kind_day();
		case "week":
			return m.print_kind_week();
		case "list":
			return m.print_kind_list();
		case "cash":
			return m.print_kind_cash();
		case "payouts":
			return m.print_kind_payouts();
		case "payslips":
			return m.print_kind_payslips();
		case "freeTimes":
			return m.finder_title();
	}
}

/** Rejects with a `DeskError`. */
export async function loadPaper(kind: PaperKind): Promise<PaperData> {
	const { view, date } = period.request;
	const of = { view: kind === "day" || kind === "week" ? kind : view, date };
	const head = await desk.call("paper_head", of);
	switch (kind) {
		case "day":
		case "week":
			return { head, kind, sheet: await desk.call("sheet", of) };
		case "list": {
			const [list, screen] = [shownList(), period.screen];
			if (!list || !screen) {
				return loadPaper("week");
			}
			const { revision, rows } = await allListRows(screen.period.date.iso, (request) =>
				desk.call("list_rows", request),
			);
			if (revision !== screen.revision) {
				// The sections are of other data than the rows. When the screen has these data, the document is made again.
				// eslint-disable-next-line @typescript-eslint/only-throw-error -- callers expect a DeskError, which is plain data
				throw DATA_CHANGED;
			}
			return { head, kind, list, rows, period: dateTitle(screen.period, screen.view) };
		}
		case "freeTimes":
			return free.found ? { head, kind, found: free.found } : loadPaper("day");
		case "cash":
		case "payouts":
		case "payslips":
			return { head, ...(await loadMoney(kind)) };
	}
}

/** The resources of a document. Null: it has no sections of resources to choose from. */
export function resourcesIn(data: PaperData): { id: number; name: string }[] | null {
	if ("sheet" in data) {
		return data.sheet.resources.map(({ resource: { id, name } }) => ({ id, name }));
	}
	if (data.kind === "payouts" || data.kind === "payslips") {
		const { expenses } = data.screen.overview;
		return expenses?.byResource.map(({ resourceId: id, name }) => ({ id, name })) ?? [];
	}
	return null;
}

/** `resources` are those whose sections are printed; null is all. */
export function makePaper(
	data: PaperData,
	has: (option: PaperOption) => boolean,
	resources: ReadonlySet<number> | null,
): Paper {
	const isChosen = (id: number): boolean => resources === null || resources.has(id);
	switch (data.kind) {
		case "day":
		case "week": {
			const chosen = data.sheet.resources.filter(({ resource }) => isChosen(resource.id));
			return (data.kind === "day" ? dayPaper : weekPaper)({ ...data.sheet, resources: chosen }, has);
		}
		case "list":
			return listPaper(data.list, data.rows, data.period, has);
		case "freeTimes":
			return freeTimesPaper(data.found);
		case "cash":
		case "payouts":
		case "payslips":
			return moneyPaper(data, has, isChosen);
	}
}
