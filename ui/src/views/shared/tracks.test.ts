import { expect, test } from "vitest";
import { indexesOf, rowsBetween, totalWidth, tracksBetween, tracksOf } from "./tracks";

const WIDE = [false, false, false, false];

test("columns share the room, and narrow ones leave theirs to the others", () => {
	expect(tracksOf(WIDE, 1000).map(({ width }) => width)).toEqual([250, 250, 250, 250]);
	expect(tracksOf([false, true, false], 880)).toEqual([
		{ left: 0, width: 400 },
		{ left: 400, width: 80 },
		{ left: 480, width: 400 },
	]);
});

test("without room every column has its least width, and the grid scrolls", () => {
	const tracks = tracksOf(
		Array.from({ length: 50 }, () => false),
		900,
	);
	expect(totalWidth(tracks)).toBe(50 * 148);
	expect(tracks[49]).toEqual({ left: 49 * 148, width: 148 });
});

test("the columns in sight are drawn, and one on either side", () => {
	const tracks = tracksOf(
		Array.from({ length: 50 }, () => false),
		0,
	);
	expect(tracksBetween(tracks, 0, 148 * 3)).toEqual([0, 3]);
	expect(tracksBetween(tracks, 148 * 10 + 1, 148 * 12 - 1)).toEqual([9, 12]);
	expect(tracksBetween(tracks, 148 * 49, 148 * 60)).toEqual([48, 49]);
});

test("a place beyond the last column draws the last one, and no columns draw nothing", () => {
	expect(tracksBetween(tracksOf(WIDE, 0), 10_000, 11_000)).toEqual([3, 3]);
	expect(indexesOf(...tracksBetween([], 0, 100), [])).toEqual([]);
	expect(totalWidth([])).toBe(0);
});

test("the rows in sight are drawn, and some on either side", () => {
	expect(rowsBetween(60, 50, 0, 500, 3)).toEqual([0, 12]);
	expect(rowsBetween(60, 50, 1025, 1475, 3)).toEqual([17, 32]);
	expect(rowsBetween(60, 50, 2900, 3500, 3)).toEqual([55, 59]);
	expect(indexesOf(...rowsBetween(0, 50, 0, 500, 3), [])).toEqual([]);
});

test("a column with the focus is drawn, wherever it is, and once", () => {
	expect(indexesOf(4, 6, [5])).toEqual([4, 5, 6]);
	expect(indexesOf(4, 6, [9, 1, 9])).toEqual([1, 4, 5, 6, 9]);
});
