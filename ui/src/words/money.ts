import type {
	Compensation,
	DebtKind,
	Employees,
	MoneyColumn,
	MoneyScreen,
	PaymentKind,
	PaymentMethod,
	PaymentsUnknown,
} from "../bindings";
import { m } from "../paraglide/messages";
import { dayMonth, dayMonthYear } from "./dates";
import { grouped, tenge } from "./numbers";
import { paymentKindWord, paymentMethodWord } from "./status";

/** A method, or words for a payment without one. */
export const methodWord = (method: PaymentMethod | null): string =>
	method === null ? m.money_no_method() : paymentMethodWord(method);

/** A kind, or words for a payment without one. */
export const kindWord = (kind: PaymentKind | null): string =>
	kind === null ? m.money_no_kind() : paymentKindWord(kind);

/** Who recorded a payment: the user, a name that the user gave, or a number. */
export function employeeWord(id: number | null, employees: Employees | null): string {
	if (id === null) {
		return m.money_nobody();
	}
	const name = employees?.names.find((named) => named.id === id)?.name;
	if (employees?.ownId === id) {
		return m.money_you();
	}
	return name ?? m.money_employee_number({ id });
}

/** As `employeeWord`, where the head of the column says what the number is. */
export const employeeWordShort = (id: number | null, employees: Employees | null): string =>
	id === null || employees?.ownId === id || employees?.names.some((named) => named.id === id)
		? employeeWord(id, employees)
		: m.money_employee_short({ id });

export function debtWord(kind: DebtKind): string {
	switch (kind) {
		case "leftWithoutPaying":
			return m.debt_left();
		case "partPaid":
			return m.debt_part_paid();
		case "expected":
			return m.debt_expected();
		case "noShowWithPrepayment":
			return m.debt_no_show();
		case "cancelledWithMoney":
			return m.debt_cancelled();
	}
}

/** `30 %`, `5 000 ₸` or `5 000 ₸ + 10 %`. */
export function termsWord(terms: Compensation): string {
	switch (terms.kind) {
		case "percent":
			return m.word_percent({ number: grouped(terms.percent) });
		case "fixed":
			return tenge(terms.amount);
		case "fixedPlusPercent":
			return `${tenge(terms.amount)} + ${m.word_percent({ number: grouped(terms.percent) })}`;
	}
}

/** Why there is no sum of the payments. */
export function unknownWord(reason: PaymentsUnknown): string {
	switch (reason.kind) {
		case "notProvided":
			return m.money_state_not_provided();
		case "noRows":
			return m.money_state_no_rows();
		case "noTime":
			return m.money_state_no_time({ count: grouped(reason.withoutTime), all: grouped(reason.rows) });
	}
}

/** The dates of the money: `27 ноября 2026` or `23 ноября – 29 ноября 2026`. */
export const datesWord = ({ first, last }: MoneyScreen): string =>
	first.iso === last.iso ? dayMonthYear(first) : `${dayMonth(first)} – ${dayMonthYear(last)}`;

/** The dates of appointments from which the sums come: `26 октября – 6 декабря`. */
export function coverageWord({ covered }: MoneyScreen): string {
	return covered.map(({ first, last }) => `${dayMonth(first)} – ${dayMonthYear(last)}`).join("; ");
}

/** The head of a column of the tables of money. */
export function moneyColumnWord(
	column: MoneyColumn,
	of: "payments" | "debts" | "expenses" | "notAccrued",
): string {
	switch (column) {
		case "time":
			return of === "expenses" ? m.money_col_paid_at() : m.money_col_taken();
		case "appointment":
			return m.money_col_appointment();
		case "amount":
			return of === "debts" || of === "notAccrued" ? m.money_col_owed() : m.money_col_amount();
		case "shouldBe":
			return m.money_col_should_be();
		case "method":
			return m.money_col_method();
		case "kind":
			return m.money_col_kind();
		case "employee":
			return of === "expenses" ? m.money_col_paid_by() : m.money_col_employee();
		case "client":
			return m.list_client();
		case "phone":
			return m.list_phone();
		case "service":
			return m.list_service();
		case "resource":
			return m.list_resource();
		case "status":
			return of === "debts" ? m.money_col_debt() : m.list_status();
		case "age":
			return m.money_col_age();
		case "price":
			return m.money_col_price();
		case "received":
			return m.details_received();
	}
}

/** A part of a sum in whole percent. Absent if the sum is not above zero. */
export function shareWord(part: number, whole: number): string | null {
	return whole > 0 && part >= 0 ? m.word_percent({ number: Math.round((part * 100) / whole) }) : null;
}
