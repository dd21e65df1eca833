import type { DebtKind, DebtTotals, MoneySum } from "../../bindings";

/** What clients owe for appointments that are over. */
export const OWED: readonly DebtKind[] = ["leftWithoutPaying", "partPaid"];

/** The sum of what clients owe. Null if it is not known what was received. */
export function debtsOwed(debts: readonly DebtTotals[] | null): MoneySum | null {
	if (!debts) {
		return null;
	}
	const owed = debts.filter(({ kind }) => OWED.includes(kind));
	return {
		count: owed.reduce((sum, { count }) => sum + count, 0),
		amount: owed.reduce((sum, { amount }) => sum + amount, 0),
	};
}
