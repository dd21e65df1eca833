import { describe, expect, test } from "vitest";
import { RowLayout } from "./row-layout";

const HEIGHTS = { heading: 30, row: 20, empty: 10 };

/** A section without rows is at the start, in the middle twice, and at the end. */
const COUNTS = [0, 3, 0, 0, 2, 0];
const layout = new RowLayout(COUNTS, HEIGHTS);

/** The top of each row, counted one by one. */
function countedTops(counts: readonly number[]): number[] {
	const tops: number[] = [];
	let top = 0;
	for (const count of counts) {
		top += HEIGHTS.heading;
		for (let row = 0; row < count; row += 1) {
			tops.push(top);
			top += HEIGHTS.row;
		}
		top += count === 0 ? HEIGHTS.empty : 0;
	}
	return tops;
}

describe("the layout of rows", () => {
	test("has the height of all headings, rows and empty lines", () => {
		expect(layout.height).toBe(6 * 30 + 5 * 20 + 4 * 10);
		expect(layout.rowCount).toBe(5);
		expect([0, 1, 2, 3, 4, 5, 6].map((section) => layout.sectionTop(section))).toEqual([
			0, 40, 130, 170, 210, 280, 320,
		]);
	});

	test("a row is in the section that has it, and not in an empty one", () => {
		expect([0, 1, 2, 3, 4].map((row) => layout.sectionOf(row))).toEqual([1, 1, 1, 4, 4]);
		expect([0, 1, 2, 3, 4].map((row) => layout.rowTop(row))).toEqual(countedTops(COUNTS));
	});

	test("a section is found at each of its pixels", () => {
		expect([-5, 0, 39, 40, 129, 130, 209, 210, 319].map((position) => layout.sectionAt(position))).toEqual([
			0, 0, 0, 1, 1, 2, 3, 4, 5,
		]);
	});

	test("the rows between two positions are those that a count row by row finds", () => {
		for (const counts of [COUNTS, [4, 0, 1], [0], [7], []]) {
			const one = new RowLayout(counts, HEIGHTS);
			const tops = countedTops(counts);
			for (let top = -25; top <= one.height + 25; top += 5) {
				for (let bottom = top; bottom <= one.height + 50; bottom += 15) {
					const { first, end } = one.rowsBetween(top, bottom);
					const seen = tops.flatMap((rowTop, row) =>
						rowTop + HEIGHTS.row > top && rowTop < bottom ? [row] : [],
					);
					expect(
						Array.from({ length: end - first }, (_, index) => first + index),
						`${counts.join()} from ${top} to ${bottom}`,
					).toEqual(seen);
				}
			}
		}
	});

	test("the rows of a range are divided among the sections", () => {
		const range = { first: 1, end: 4 };
		const rows = COUNTS.flatMap((_, section) => {
			const { first, end } = layout.rowsOfSection(section, range);
			return Array.from({ length: end - first }, (_, index) => [section, first + index]);
		});
		expect(rows).toEqual([
			[1, 1],
			[1, 2],
			[4, 3],
		]);
	});

	test("ten thousand rows in one section have exact positions", () => {
		const long = new RowLayout([10_003], HEIGHTS);
		expect(long.rowsBetween(long.height - 20, long.height)).toEqual({ first: 10_002, end: 10_003 });
		expect(long.rowTop(5_000)).toBe(30 + 5_000 * 20);
		expect(long.rowsBetween(30 + 5_000 * 20, 30 + 5_001 * 20)).toEqual({ first: 5_000, end: 5_001 });
	});

	test("nothing is in a table without sections", () => {
		const empty = new RowLayout([], HEIGHTS);
		expect([empty.height, empty.rowCount]).toEqual([0, 0]);
		expect(empty.rowsBetween(0, 500)).toEqual({ first: 0, end: 0 });
	});
});
