import { describe, expect, test } from "vitest";
import type { LoadMoneyRows, MoneyRow } from "../../bindings";
import { settled } from "../../state/test-desk";
import { cashSum, NOTES, readAmount, readCount } from "./cash";
import { Matrix } from "./matrix";
import { TableRows } from "./table-rows.svelte";

describe("counted cash", () => {
	test("amounts are read with spaces, and what is no whole number is refused", () => {
		expect([" 12 500 ", "12\u00a0500", "0", ""].map(readAmount)).toEqual([12_500, 12_500, 0, 0]);
		expect(["-5", "1.5", "1e3", "12 500 ₸", "9".repeat(20)].map(readAmount)).toEqual(Array(5).fill(null));
		expect(["3", "", "x", "1000001"].map(readCount)).toEqual([3, 0, null, null]);
	});

	test("the sum of notes needs a number of each", () => {
		const counts: (number | null)[] = NOTES.map((note) => (note === 5_000 ? 2 : note === 200 ? 3 : 0));
		expect(cashSum(counts)).toBe(10_600);
		expect(cashSum(NOTES.map(() => 1_000_000))).toBeLessThan(1e12);
		counts[3] = null;
		expect(cashSum(counts)).toBeNull();
	});
});

describe("a table of sums", () => {
	test("rows, columns and everything add up, also for absent values", () => {
		const cell = (row: string | null, column: number | null, amount: number) => ({
			row,
			column,
			sum: { count: 1, amount },
		});
		const matrix = new Matrix([cell("a", 1, 10), cell("a", null, 5), cell(null, 1, -3)]);
		expect(matrix.row("a")).toEqual({ count: 2, amount: 15 });
		expect(matrix.row(null)).toEqual({ count: 1, amount: -3 });
		expect(matrix.column(1)).toEqual({ count: 2, amount: 7 });
		expect(matrix.column(null)).toEqual({ count: 1, amount: 5 });
		expect(matrix.cell(null, null)).toBeUndefined();
		expect(matrix.total).toEqual({ count: 3, amount: 12 });
	});
});

describe("rows of a table", () => {
	const request = {
		revision: "one",
		money: { view: "day", date: null, last: null, basis: "taken" },
		table: { kind: "payments", methods: null, kinds: null, employees: null },
		sort: "time",
		descending: false,
	} as const;
	const row = (id: number) => ({ id }) as MoneyRow;

	/** A desk with so many rows. Their ids begin with 0. */
	function rowsOf(count: number, revision = "one") {
		const asked: [number, number][] = [];
		let data = { count, revision, firstId: 0 };
		let outdated = 0;
		const load = ({ order }: LoadMoneyRows) => {
			const { count, revision, firstId } = data;
			const { first, count: most } = order.rows;
			asked.push([first, most]);
			const length = Math.max(Math.min(most, count - first), 0);
			const rows = Array.from({ length }, (_, at) => row(firstId + first + at));
			return Promise.resolve({ revision, rows: { total: { count, amount: 7 }, first, rows } });
		};
		const table = new TableRows(load, () => (outdated += 1));
		table.show(request);
		const change = (to: typeof data) => {
			data = to;
			table.show({ ...request, revision: to.revision });
		};
		return { table, asked, change, outdated: () => outdated };
	}

	test("only the rows in sight and those near them are requested, and none twice", async () => {
		const { table, asked } = rowsOf(1_000);
		await settled();
		expect(table.total).toEqual({ count: 1_000, amount: 7 });
		expect(asked).toEqual([[0, 60]]);
		table.need(500, 530);
		await settled();
		expect([table.at(500)?.id, table.at(529)?.id, table.at(589)?.id, table.at(590)]).toEqual([
			500,
			529,
			589,
			undefined,
		]);
		const before = asked.length;
		table.need(505, 525);
		table.need(0, 60);
		await settled();
		expect(asked).toHaveLength(before);
		table.need(990, 1_010);
		await settled();
		expect(table.at(999)?.id).toBe(999);
	});

	test("an empty table asks once", async () => {
		const { table, asked } = rowsOf(0);
		await settled();
		table.need(0, 30);
		await settled();
		expect(asked).toHaveLength(1);
		expect(table.total?.count).toBe(0);
	});

	test("rows of other data are not shown, and the sums are loaded again", async () => {
		const { table, outdated } = rowsOf(10, "two");
		await settled();
		expect(outdated()).toBe(1);
		expect(table.at(0)).toBeUndefined();
	});

	test("the rows on screen stay until the rows of a new request are here", async () => {
		const { table, change, asked } = rowsOf(1_000);
		table.need(700, 730);
		await settled();
		const before = asked.length;
		change({ count: 2_000, revision: "two", firstId: 5_000 });
		expect([table.total?.count, table.at(700)?.id]).toEqual([1_000, 700]);
		await settled();
		expect([table.total?.count, table.at(700)?.id, table.at(0)]).toEqual([2_000, 5_700, undefined]);
		expect(asked[before], "the rows in sight are requested first").toEqual([700, 60]);
	});

	test("a shorter table shows its own rows", async () => {
		const { table, change } = rowsOf(1_000);
		table.need(700, 730);
		await settled();
		change({ count: 5, revision: "two", firstId: 5_000 });
		await settled();
		expect(table.total?.count).toBe(5);
		table.need(0, 5);
		await settled();
		expect([table.at(0)?.id, table.at(4)?.id, table.at(700)]).toEqual([5_000, 5_004, undefined]);
	});

	test("the answer to a request that was replaced is discarded", async () => {
		const { table, change } = rowsOf(10);
		change({ count: 20, revision: "two", firstId: 100 });
		await settled();
		expect([table.total?.count, table.at(0)?.id]).toEqual([20, 100]);
	});

	test("rows of a table that is no longer on screen are discarded", async () => {
		const { table } = rowsOf(10);
		table.show(null);
		await settled();
		expect(table.total).toBeNull();
	});
});
