import type { ExportCell, ExportColumn, ExportTable, SavedFile } from "../../bindings";

/** A table as it is saved, with the suggested name of its file. */
export interface NamedTable {
	name: string;
	table: ExportTable;
}

/** What can be saved of a screen. */
export interface FileSource {
	/** The table with all of its rows, also those that are not in the page. Rejects with a `DeskError`. */
	table: () => Promise<NamedTable>;
	/** Saves the same rows as a calendar file. Absent where the rows are no appointments. Rejects with a `DeskError`. */
	saveAppointments?: () => Promise<SavedFile>;
}

/** A column of a table, and what a row has in it. */
export interface ColumnOf<Row> extends ExportColumn {
	cell: (row: Row) => ExportCell | null;
}

export const text = (value: string | null | undefined): ExportCell | null =>
	value ? { kind: "text", value } : null;

export const number = (value: number | null | undefined): ExportCell | null =>
	value === null || value === undefined ? null : { kind: "number", value };

export const column = <Row>(
	title: string,
	kind: ExportColumn["kind"],
	cell: (row: Row) => ExportCell | null,
	total = false,
): ColumnOf<Row> => ({ title, kind, total, cell });

export function tableOf<Row>(
	head: Pick<ExportTable, "title" | "aboutTitle" | "about" | "totalTitle">,
	columns: readonly ColumnOf<Row>[],
	rows: readonly Row[],
): ExportTable {
	return {
		...head,
		columns: columns.map(({ title, kind, total }) => ({ title, kind, total })),
		rows: rows.map((row) => columns.map(({ cell }) => cell(row))),
	};
}
