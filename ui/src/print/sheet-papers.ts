/** The sheets of a day and of a week. */
import type {
	ClosedKind,
	PaperOption,
	Sheet,
	SheetAppointment,
	SheetCell,
	SheetResource,
	SheetRow,
} from "../bindings";
import { m } from "../paraglide/messages";
import { appointmentCount, closedWord, timeRangeShort, timeWord } from "../words/appointment";
import { dayLong, dayMonth, dayMonthYear, dayShort } from "../words/dates";
import { minutes, tenge } from "../words/numbers";
import { clientOf, clientPhone } from "../words/people";
import { appointmentTypeWord, dayNoteWord, paymentStatusWord, statusWord } from "../words/status";
import type { Paper, PaperCell, PaperColumn, PaperRow, PaperSection } from "./paper";

/** More entries of a day are in further rows of the week's table, so that no row is higher than a page. */
const ENTRIES_PER_ROW = 18;

type Has = (option: PaperOption) => boolean;

/** Shorter free time is no line: nobody is written into it. */
const LEAST_FREE_MIN = 10;

const isShown = (row: SheetRow, has: Has): boolean =>
	row.kind === "free"
		? has("freeTime") && row.lengthMin >= LEAST_FREE_MIN
		: row.kind !== "appointment" || row.status !== "cancelled" || has("cancelled");

const times = ({ startLabel, endLabel, startDate, endDate }: SheetAppointment): string =>
	timeRangeShort({ span: { startLabel, endLabel }, startDate, endDate });

/** `Шевченко Олег, ЛОР`. */
const resourceTitle = ({ resource: { name, specialty } }: SheetResource): string =>
	specialty ? `${name}, ${specialty}` : name;

/** The note of the day, or the working hours, and how many appointments there are. */
function aboutCell({ hoursLabel, note, totals }: SheetCell): string {
	return [note && dayNoteWord(note), hoursLabel, appointmentCount(totals)].filter(Boolean).join(" · ");
}

function payment(
	{ paymentStatus, serviceAmount, outstanding }: SheetAppointment,
	amounts: boolean,
): PaperCell {
	const status = paymentStatus === null ? "" : paymentStatusWord(paymentStatus);
	if (!amounts) {
		return status;
	}
	const price = serviceAmount === null ? "" : tenge(serviceAmount);
	const open = outstanding ? m.print_to_pay({ amount: tenge(outstanding) }) : "";
	return [status, price, open].filter(Boolean);
}

function dayColumns(has: Has): PaperColumn[] {
	return [
		{ key: "time", title: m.list_time(), share: 13 },
		{ key: "client", title: m.list_client(), share: has("phones") ? 28 : 21 },
		{ key: "service", title: m.list_service(), share: 23 },
		{ key: "status", title: m.list_status(), share: 17 },
		{ key: "payment", title: m.list_payment(), share: 14 },
		...(has("notes") ? [{ key: "notes", title: m.print_notes(), share: 18 }] : []),
	];
}

function dayRow(row: SheetRow, has: Has): PaperRow {
	if (row.kind === "free") {
		const { startLabel, endLabel, lengthMin } = row;
		return {
			kind: "free",
			cells: [`${startLabel}–${endLabel}`, m.print_free({ duration: minutes(lengthMin) })],
		};
	}
	if (row.kind === "closed") {
		return { kind: "closed", cells: [`${row.startLabel}–${row.endLabel}`, closedReason(row)] };
	}
	const phone = has("phones") ? clientPhone(row.clientPhone) : null;
	const comment = has("comments") && row.comment !== null ? row.comment : null;
	const isFirst = row.appointmentType === "primary";
	return {
		kind: row.status === "cancelled" ? "cancelled" : "row",
		cells: [
			times(row),
			[[clientOf(row), phone].filter(Boolean).join(", "), comment ?? ""].filter(Boolean),
			[row.serviceName ?? "", isFirst ? appointmentTypeWord("primary") : ""].filter(Boolean),
			statusWord(row.status),
			payment(row, has("amounts")),
			...(has("notes") ? [""] : []),
		],
	};
}

const closedReason = (row: { reason: ClosedKind; title: string | null }): string =>
	closedWord({ kind: row.reason, title: row.title, wholeAccount: false });

/** The day of each resource, one below the other. */
export function dayPaper(sheet: Sheet, has: Has): Paper {
	const day = sheet.days[0];
	const columns = dayColumns(has);
	const sections = sheet.resources.flatMap((of): PaperSection[] => {
		const cell = of.cells[0];
		return cell === undefined
			? []
			: [
					{
						key: of.resource.id,
						heading: resourceTitle(of),
						about: aboutCell(cell),
						columns,
						rows: cell.rows.filter((row) => isShown(row, has)).map((row) => dayRow(row, has)),
						empty: cell.note ? dayNoteWord(cell.note) : m.print_day_empty(),
						ownPage: has("ownPages"),
					},
				];
	});
	// Those who are off and have no appointment are named in one line, and take no section each.
	const isOff = ({ cells: [cell] }: SheetResource): boolean =>
		cell !== undefined && cell.hoursLabel === "" && cell.rows.every(({ kind }) => kind !== "appointment");
	const off = sheet.resources.filter(isOff);
	const working = sections.filter(({ key }) => off.every(({ resource }) => resource.id !== key));
	const offNames = off.map(({ resource, cells: [cell] }) =>
		cell?.note ? `${resource.name} (${dayNoteWord(cell.note)})` : resource.name,
	);
	return {
		kind: "day",
		title: m.print_kind_day(),
		period: day
			? `${dayLong(day.date)} ${day.date.year}${day.holiday === null ? "" : ` · ${day.holiday || m.note_holiday()}`}`
			: "",
		landscape: false,
		sections:
			off.length > 0
				? [
						...working,
						{
							key: "off",
							heading: m.print_off({ count: off.length }),
							about: "",
							columns: [],
							rows: [],
							empty: offNames.join(", "),
							ownPage: false,
						},
					]
				: sections,
	};
}

function weekEntries(cell: SheetCell, has: Has): string[] {
	const entries = cell.rows
		.filter((row) => isShown(row, has))
		.map((row) => {
			if (row.kind === "free") {
				return `${row.startLabel}–${row.endLabel} ${m.print_free_short()}`;
			}
			if (row.kind === "closed") {
				return `${row.startLabel}–${row.endLabel} ${closedReason(row)}`;
			}
			const time = timeWord({ span: row, startDate: row.startDate, endDate: row.endDate });
			const mark = row.status === "cancelled" ? ` (${statusWord(row.status)})` : "";
			return `${time} ${clientOf(row)}${mark}`;
		});
	return entries.length === 0 && cell.note ? [dayNoteWord(cell.note)] : entries;
}

/** A row for each resource, and a column for each day. */
export function weekPaper(sheet: Sheet, has: Has): Paper {
	const [first, last] = [sheet.days[0]?.date, sheet.days.at(-1)?.date];
	const rows = sheet.resources.flatMap((of): PaperRow[] => {
		const days = of.cells.map((cell) => weekEntries(cell, has));
		const count = Math.max(Math.ceil(Math.max(...days.map(({ length }) => length)) / ENTRIES_PER_ROW), 1);
		return Array.from({ length: count }, (_, part) => ({
			kind: "row",
			cells: [
				part === 0 ? [of.resource.name, of.resource.specialty ?? ""].filter(Boolean) : m.print_continued(),
				...days.map((entries) => entries.slice(part * ENTRIES_PER_ROW, (part + 1) * ENTRIES_PER_ROW)),
			],
		}));
	});
	return {
		kind: "week",
		title: m.print_kind_week(),
		period: first && last ? `${dayMonth(first)} – ${dayMonthYear(last)}` : "",
		landscape: true,
		small: true,
		sections: [
			{
				key: "week",
				heading: "",
				about: "",
				columns: [
					{ key: "resource", title: m.list_resource(), share: 14 },
					...sheet.days.map(({ date, holiday }) => ({
						key: date.iso,
						title: holiday === null ? dayShort(date) : `${dayShort(date)}, ${holiday || m.note_holiday()}`,
						share: 13,
					})),
				],
				rows,
				empty: m.print_nobody(),
				ownPage: false,
			},
		],
	};
}
