import type { AppointmentWords, ExportCell, ListArrangement, ListColumn, ListRow } from "../../bindings";
import { m } from "../../paraglide/messages";
import { cellWord, columnWord } from "../../words/list";
import { clientOf, clientPhone } from "../../words/people";
import { statusWord } from "../../words/status";
import { shownColumns, type ShownColumn } from "../list/columns";
import { column, number, text, type ColumnOf } from "./table";

/** The names of the resources by their ids. */
export type ResourceNames = ReadonlyMap<number, string>;

const inTenge = (title: string): string => m.files_in_tenge({ column: title });

/** A time of the row's day, or with its date when it is on another one. */
const timeCell = (time: string, otherDate: ListRow["startDate"]): ExportCell =>
	otherDate ? { kind: "dateTime", value: `${otherDate.iso}T${time}` } : { kind: "time", value: time };

/**
 * The columns on screen. The file has no headings of sections, so their day, resource or status is in a column. The start and
 * the end are two columns.
 */
export function listColumns(arrangement: ListArrangement, resources: ResourceNames): ColumnOf<ListRow>[] {
	const { groupBy, columns } = arrangement;
	const ofHeading: ListColumn[] = groupBy === "resource" || groupBy === "status" ? [groupBy] : [];
	const shown = shownColumns({ columns: [...columns, ...ofHeading], groupBy: "nothing" }, false);
	return shown.flatMap((name) => columnsOf(name, resources));
}

function columnsOf(name: ShownColumn, resources: ResourceNames): ColumnOf<ListRow>[] {
	const title = columnWord(name);
	switch (name) {
		case "date":
			return [column(title, "date", ({ date }) => ({ kind: "date", value: date.iso }))];
		case "time":
			return [
				column(m.files_start(), "time", ({ span, startDate }) => timeCell(span.startLabel, startDate)),
				column(m.files_end(), "time", ({ span, endDate }) => timeCell(span.endLabel, endDate)),
			];
		case "duration":
			return [column(m.files_in_minutes({ column: title }), "count", (row) => number(row.durationMin))];
		case "resource":
			return [column(title, "text", (row) => text(resources.get(row.resourceId)))];
		case "comment":
			return [column(title, "text", (row) => text(row.hasComment ? m.view_comment() : null))];
		case "amount":
			// Without a sum: the plan leaves out cancelled and missed appointments. It is in the words about the file.
			return [column(inTenge(title), "amount", (row) => number(row.serviceAmount))];
		case "received":
			return [column(inTenge(title), "amount", (row) => number(row.received), true)];
		case "outstanding":
			return [column(inTenge(title), "amount", (row) => number(row.outstanding), true)];
		case "created":
			return [
				column(title, "dateTime", ({ created }) =>
					created ? { kind: "dateTime", value: `${created.date.iso}T${created.time}` } : null,
				),
			];
		default:
			return [column(title, "text", (row) => text(cellWord(row, name)))];
	}
}

/** The words of the appointments in a calendar file. An appointment that is in two rows is there once. */
export function calendarWords(rows: readonly ListRow[], resources: ResourceNames): AppointmentWords[] {
	const byId = new Map<number, AppointmentWords>();
	for (const row of rows) {
		byId.set(row.id, {
			id: row.id,
			summary: [clientOf(row), row.serviceName].filter(Boolean).join(", "),
			location: resources.get(row.resourceId) ?? "",
			description: [statusWord(row.status), clientPhone(row.clientPhone)].filter(Boolean).join("\n"),
		});
	}
	return [...byId.values()];
}
