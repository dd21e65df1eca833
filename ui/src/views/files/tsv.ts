import type { ExportCell, ExportTable } from "../../bindings";

/**
 * A spreadsheet takes a text that begins with one of these for a formula. The last four are the wide forms. The desk has the
 * same rule for files.
 */
const FORMULA_START = /^[=+\-@＝＋－＠]/u;

/** A text in one cell, which no spreadsheet takes for a formula. An apostrophe at the start marks a text. */
function cellText(value: string): string {
	const line = value.replaceAll(/[\t\r\n\v\f\u0085\u2028\u2029]+/gu, " ").trim();
	return FORMULA_START.test(line) ? `'${line}` : line;
}

function cellValue(cell: ExportCell | null): string {
	switch (cell?.kind) {
		case undefined:
			return "";
		case "text":
			return cellText(cell.value);
		case "number":
			return String(cell.value);
		case "dateTime":
			return cell.value.replace("T", " ");
		case "date":
		case "time":
			return cell.value;
	}
}

/** A table as text for the clipboard: spreadsheets put each value into a cell. The titles are first. */
export function asTabbedText({ columns, rows }: ExportTable): string {
	const lines = [columns.map(({ title }) => cellText(title)), ...rows.map((row) => row.map(cellValue))];
	return lines.map((line) => line.join("\t")).join("\n");
}
