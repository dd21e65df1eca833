import { describe, expect, test } from "vitest";
import type { ListColumn } from "../../bindings";
import { columnTracks, OPTIONAL_COLUMNS, shownColumns, sortedBy, withColumnToggled } from "./columns";

const USUAL: ListColumn[] = ["time", "status", "client", "phone", "service", "resource", "payment", "amount"];

const widthsOf = (columns: string): number[] => columns.split(" ").map((track) => Number.parseInt(track, 10));
const total = (numbers: number[]): number => numbers.reduce((sum, number) => sum + number, 0);

describe("the columns of the list", () => {
	test("the usual ones are those of an arrangement by day", () => {
		expect(shownColumns({ columns: USUAL, groupBy: "day" }, false)).toEqual(USUAL);
	});

	test("the date is a column when the sections are no days, and part of the times in the narrow form", () => {
		expect(shownColumns({ columns: USUAL, groupBy: "nothing" }, false)).toEqual(["date", ...USUAL]);
		expect(shownColumns({ columns: USUAL, groupBy: "status" }, true)).toEqual(USUAL);
	});

	test("what the headings say is in no column", () => {
		for (const groupBy of ["resource", "status"] as const) {
			expect(shownColumns({ columns: USUAL, groupBy }, false)).toEqual([
				"date",
				...USUAL.filter((column) => column !== groupBy),
			]);
		}
	});

	test("the time and the client are shown although nothing names them", () => {
		expect(shownColumns({ columns: [], groupBy: "day" }, false)).toEqual(["time", "client"]);
		expect(OPTIONAL_COLUMNS).not.toContain("time");
		expect(OPTIONAL_COLUMNS).not.toContain("client");
	});

	test("the narrow form has no more columns than places", () => {
		expect(shownColumns({ columns: [...OPTIONAL_COLUMNS], groupBy: "day" }, true)).toEqual(USUAL);
	});

	test("a column that is hidden no longer sorts", () => {
		const columns: ListColumn[] = ["phone", "amount"];
		expect(withColumnToggled({ columns, sort: "amount" }, "amount")).toEqual({
			columns: ["phone"],
			sort: "time",
			descending: false,
		});
		expect(withColumnToggled({ columns, sort: "amount" }, "phone")).toEqual({ columns: ["amount"] });
		expect(withColumnToggled({ columns, sort: "amount" }, "source")).toEqual({
			columns: ["phone", "amount", "source"],
		});
	});
});

describe("the widths of the columns", () => {
	test.each([901, 1040, 1300, 1680, 2320, 3600])("the usual columns fit into %d pixels", (width) => {
		const { columns, gapPx, leastPx } = columnTracks(USUAL, width);
		expect(leastPx).toBeLessThanOrEqual(901);
		expect(total(widthsOf(columns)) + 7 * gapPx + 32).toBeLessThanOrEqual(width);
	});

	test("from a window of 1280 to one of 2560 pixels the room is used, and no column is a desert", () => {
		for (const width of [1040, 1680, 2320]) {
			const { columns, gapPx } = columnTracks(USUAL, width);
			expect(total(widthsOf(columns)) + 7 * gapPx + 32).toBeGreaterThan(0.85 * width);
			const [, , client = 0] = widthsOf(columns);
			expect(client + gapPx).toBeLessThanOrEqual(400);
		}
	});

	test("more columns than fit scroll to the side instead of becoming too narrow", () => {
		const all = shownColumns({ columns: [...OPTIONAL_COLUMNS], groupBy: "nothing" }, false);
		const { columns, leastPx } = columnTracks(all, 1040);
		expect(leastPx).toBeGreaterThan(1040);
		expect(total(widthsOf(columns)) + 12 * (all.length - 1) + 32).toBe(leastPx);
	});

	test("before the width is known the tracks are finite", () => {
		expect(columnTracks(USUAL, Infinity).columns).toMatch(/^(\d+px ?)+$/);
	});
});

test("the head of a column sorts ascending, then descending, then in the order of time", () => {
	const first = sortedBy({ sort: "time", descending: false }, "client");
	const second = sortedBy(first, "client");
	expect([first, second, sortedBy(second, "client")]).toEqual([
		{ sort: "client", descending: false },
		{ sort: "client", descending: true },
		{ sort: "time", descending: false },
	]);
	expect(sortedBy(second, "phone")).toEqual({ sort: "phone", descending: false });
	expect(sortedBy({ sort: "time", descending: false }, "time")).toEqual({ sort: "time", descending: true });
});
