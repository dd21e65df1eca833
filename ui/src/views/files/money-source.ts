import type { MoneyColumn, MoneyTable } from "../../bindings";
import { m } from "../../paraglide/messages";
import { desk } from "../../state/desk";
import { moneyView } from "../../state/money-view.svelte";
import { period } from "../../state/period.svelte";
import { coverageWord, datesWord, employeeWord, kindWord, methodWord } from "../../words/money";
import { aboutLines, fileName } from "./about";
import { allMoneyRows } from "../../state/all-rows";
import { moneyColumns } from "./money-table";
import { tableOf, type FileSource } from "./table";

/** A table of money on screen. */
export interface ShownMoneyTable {
	table: MoneyTable;
	label: string;
	columns: readonly MoneyColumn[];
	sort: MoneyColumn;
	descending: boolean;
}

/** What can be saved of a table of money. */
export function moneySource(shown: ShownMoneyTable): FileSource {
	const screen = moneyView.screen.value;
	if (!screen) {
		throw new Error("there is no money on screen");
	}
	const { table, label, columns, sort, descending } = shown;
	const money = moneyView.request;
	const employees = moneyView.employees.value;
	const about = aboutLines(datesWord(screen), [
		...choiceLines(table),
		m.money_coverage({ dates: coverageWord(screen) }),
		screen.hasGaps ? m.money_gaps() : "",
		screen.incomplete ? m.money_incomplete() : "",
	]);
	return {
		table: async () => {
			const request = { money, table, order: { sort, descending } };
			const { rows } = await allMoneyRows(request, (window) => desk.call("money_rows", window));
			const head = { title: label, aboutTitle: m.files_about(), about, totalTitle: m.money_total() };
			return {
				name: fileName(label, screen.first, screen.last),
				table: tableOf(head, moneyColumns(columns, table.kind, employees), rows),
			};
		},
	};
}

/** Which rows the user has chosen, and the date that they go by. */
function choiceLines(table: MoneyTable): string[] {
	const employees = moneyView.employees.value;
	const line = <Value>(name: string, values: readonly Value[] | null, word: (value: Value) => string) =>
		values ? `${name}: ${values.map(word).join(", ")}` : "";
	const byEmployee = (id: number | null) => employeeWord(id, employees);
	const ofResource = (id: number | null): string => {
		const found = period.screen?.resources.find(({ resource }) => resource.id === id);
		return found ? `${m.list_resource()}: ${found.resource.name}` : "";
	};
	switch (table.kind) {
		case "payments": {
			const basis = moneyView.basis === "taken" ? m.money_basis_taken() : m.money_basis_appointment();
			return [
				`${m.money_basis_label()}: ${basis}`,
				line(m.money_col_method(), table.methods, methodWord),
				line(m.money_col_kind(), table.kinds, kindWord),
				line(m.money_col_employee(), table.employees, byEmployee),
			];
		}
		case "debts":
			return [];
		case "expenses":
			return [
				ofResource(table.resource),
				table.paid === null ? "" : table.paid ? m.expense_tile_paid() : m.expense_tile_left(),
				line(m.money_col_paid_by(), table.paidBy, byEmployee),
			];
		case "notAccrued":
			return [ofResource(table.resource)];
	}
}
