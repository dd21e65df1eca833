import type { Employees, MoneyColumn, MoneyRow, MoneyTable } from "../bindings";
import { m } from "../paraglide/messages";
import { dayMonth, moment } from "./dates";
import { debtWord, employeeWordShort, kindWord, methodWord, termsWord } from "./money";
import { grouped, tenge } from "./numbers";
import { clientOf, clientPhone } from "./people";
import { expenseStatusWord, statusWord } from "./status";

const amount = (value: number | null | undefined): string =>
	value === null || value === undefined ? "" : tenge(value);

/** The amount of an expense is not the one by the terms of its appointment. */
export const differsFromTerms = ({ shouldBe, amount: actual }: MoneyRow): boolean =>
	shouldBe !== null && shouldBe !== actual;

/** The text of a row in a column. */
export function moneyCellWord(
	of: MoneyRow,
	column: MoneyColumn,
	table: MoneyTable["kind"],
	employees: Employees | null,
): string {
	switch (column) {
		case "time":
			return of.time ? moment(of.time) : "";
		case "appointment":
			return of.appointment
				? `${dayMonth(of.appointment.start.date)}, ${of.appointment.start.time}`
				: m.money_issue_appointment({ id: of.appointmentId });
		case "amount":
			return tenge(of.amount);
		case "shouldBe":
			return [
				of.terms ? termsWord(of.terms) : "",
				differsFromTerms(of) ? m.money_should_be({ amount: amount(of.shouldBe) }) : "",
			]
				.filter(Boolean)
				.join(" · ");
		case "method":
			return methodWord(of.method);
		case "kind":
			return kindWord(of.kind);
		case "employee":
			return table === "expenses" && of.time === null && of.employeeId === null
				? ""
				: employeeWordShort(of.employeeId, employees);
		case "client":
			return of.appointment ? clientOf(of.appointment) : "";
		case "phone":
			return clientPhone(of.appointment?.clientPhone ?? null) ?? "";
		case "service":
			return of.appointment?.serviceName ?? "";
		case "resource":
			return of.resourceName ?? "";
		case "status":
			return of.debt
				? debtWord(of.debt)
				: table === "expenses"
					? of.expenseStatus === null
						? ""
						: expenseStatusWord(of.expenseStatus)
					: of.appointment
						? statusWord(of.appointment.status)
						: "";
		case "age":
			return of.ageDays === null ? "" : m.word_days({ count: of.ageDays, days: grouped(of.ageDays) });
		case "price":
			return amount(of.appointment?.price);
		case "received":
			return amount(of.appointment?.received);
	}
}
