import type { MoneySum } from "../../bindings";

/** A row or a column of a table of sums. */
export interface MatrixLine<Value> {
	value: Value;
	label: string;
}

/** A cell of a table of sums that is not empty. */
export interface MatrixCell<Row, Column> {
	row: Row;
	column: Column;
	sum: MoneySum;
}

/** A text that is equal for equal values. */
export const keyOf = (value: unknown): string => JSON.stringify(value);

/** The sums of a table: of each cell, each row, each column, and of everything. */
export class Matrix<Row, Column> {
	readonly #cells = new Map<string, MoneySum>();
	readonly #rows = new Map<string, MoneySum>();
	readonly #columns = new Map<string, MoneySum>();
	total: MoneySum = { count: 0, amount: 0 };

	constructor(cells: readonly MatrixCell<Row, Column>[]) {
		for (const { row, column, sum } of cells) {
			this.#cells.set(`${keyOf(row)} ${keyOf(column)}`, sum);
			this.#rows.set(keyOf(row), added(this.row(row), sum));
			this.#columns.set(keyOf(column), added(this.column(column), sum));
			this.total = added(this.total, sum);
		}
	}

	cell(row: Row, column: Column): MoneySum | undefined {
		return this.#cells.get(`${keyOf(row)} ${keyOf(column)}`);
	}

	row(row: Row): MoneySum {
		return this.#rows.get(keyOf(row)) ?? { count: 0, amount: 0 };
	}

	column(column: Column): MoneySum {
		return this.#columns.get(keyOf(column)) ?? { count: 0, amount: 0 };
	}
}

const added = (one: MoneySum, other: MoneySum): MoneySum => ({
	count: one.count + other.count,
	amount: one.amount + other.amount,
});
