import type { DateTimeLabel, Employees, ExportCell, MoneyColumn, MoneyRow, MoneyTable } from "../../bindings";
import { m } from "../../paraglide/messages";
import { moneyColumnWord, termsWord } from "../../words/money";
import { moneyCellWord } from "../../words/money-row";
import { column, number, text, type ColumnOf } from "./table";

const inTenge = (title: string): string => m.files_in_tenge({ column: title });

const moment = (label: DateTimeLabel | null | undefined): ExportCell | null =>
	label ? { kind: "dateTime", value: `${label.date.iso}T${label.time}` } : null;

/** The columns of a table of money. The terms and the amount by the terms are two columns. */
export const moneyColumns = (
	columns: readonly MoneyColumn[],
	table: MoneyTable["kind"],
	employees: Employees | null,
): ColumnOf<MoneyRow>[] => columns.flatMap((name) => columnsOf(name, table, employees));

function columnsOf(
	name: MoneyColumn,
	table: MoneyTable["kind"],
	employees: Employees | null,
): ColumnOf<MoneyRow>[] {
	const title = moneyColumnWord(name, table);
	switch (name) {
		case "time":
			return [column(title, "dateTime", (row) => moment(row.time))];
		case "appointment":
			return [
				column(
					title,
					"dateTime",
					(row) => moment(row.appointment?.start) ?? text(moneyCellWord(row, name, table, employees)),
				),
			];
		case "amount":
			return [column(inTenge(title), "amount", (row) => number(row.amount), true)];
		// Without sums: an appointment with two payments is in two rows.
		case "price":
			return [column(inTenge(title), "amount", (row) => number(row.appointment?.price))];
		case "received":
			return [column(inTenge(title), "amount", (row) => number(row.appointment?.received))];
		case "shouldBe":
			return [
				column(m.files_terms(), "text", (row) => text(row.terms && termsWord(row.terms))),
				column(inTenge(title), "amount", (row) => number(row.shouldBe)),
			];
		case "age":
			return [column(m.files_in_days({ column: title }), "count", (row) => number(row.ageDays))];
		default:
			return [column(title, "text", (row) => text(moneyCellWord(row, name, table, employees)))];
	}
}
