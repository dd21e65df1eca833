import { expect, test } from "vitest";
import type { DayHead, WeekCell, WeekPiece } from "../../bindings";
import { hourLines, hourMarks } from "./hours";
import { namesOf } from "./names";
import { paintedWeek } from "./painting";
import { weekScale } from "./week-scale";

/** From 08:00 to 18:00, with 1 pixel a minute. */
const WINDOW = { fromMin: 480, toMin: 1080 };
const SIZES = { width: 1200, height: 720, days: 7, rows: 12, window: WINDOW, density: 1, names: false };
const SCALE = { ...weekScale(SIZES), dayWidth: 609, paddingX: 4, timelineWidth: 600 };
type Emphasis = Parameters<typeof paintedWeek>[3];
const ALL: Emphasis = { selected: null, marked: new Set<number>(), cancelled: true, strips: true };

const piece = (change: Partial<WeekPiece>): WeekPiece => ({
	ids: [1],
	fromMin: 540,
	lengthMin: 30,
	lane: 0,
	lanes: 1,
	status: "confirmed",
	startLabel: "09:00",
	clientName: "Айгерим Оспанова",
	...change,
});
const cell = (...pieces: WeekPiece[]): WeekCell => ({ pieces }) as unknown as WeekCell;
const day = (nowMin: number | null): DayHead => ({ axis: { nowMin } }) as unknown as DayHead;
const paint = (cells: WeekCell[], emphasis: Partial<Emphasis> = {}) =>
	paintedWeek(
		cells,
		cells.map(() => day(null)),
		SCALE,
		{ ...ALL, ...emphasis },
	);

test("appointments with one status are one path, each at its time and on its day", () => {
	const painted = paint([cell(piece({})), cell(piece({ ids: [2], fromMin: 600 })), cell()]);
	expect(painted).toEqual([
		{ status: "confirmed", outline: undefined, path: "M64 0h29v22h-29zM733 0h29v22h-29z" },
	]);
});

test("lanes are below each other, and a group has bars", () => {
	const [lane, group] = paint([
		cell(piece({ lane: 1, lanes: 2 }), piece({ ids: [2, 3], status: null, fromMin: 700 })),
	]);
	expect(lane?.path).toBe("M64 11.5h29v10.5h-29z");
	expect(group?.status).toBe("mixed");
	expect(group?.path.match(/M/g)).toHaveLength(4);
});

test("a cancelled appointment is a strip below the others, or is not drawn", () => {
	const cells = [cell(piece({ status: "cancelled" }))];
	expect(paint(cells)[0]?.path).toBe("M64 24h29v4h-29z");
	expect(paint(cells, { cancelled: false })).toEqual([]);
});

test("an outline is around the selected and the changed appointments, above the others", () => {
	const cells = [cell(piece({ ids: [1] }), piece({ ids: [2, 3], fromMin: 700, status: "scheduled" }))];
	const outlines = paint(cells, { selected: 1, marked: new Set([3]) }).map(({ outline }) => outline);
	expect(outlines).toEqual([undefined, undefined, "selected", "marked"]);
});

test("a time before or after the visible part is at its edge and can be seen", () => {
	const [painted] = paint([
		cell(piece({ fromMin: 0, lengthMin: 60 }), piece({ fromMin: 1079, lengthMin: 300 })),
	]);
	expect(painted?.path).toBe("M4 0h6v22h-6zM597 0h6v22h-6z");
});

test("the present time is drawn on its day only", () => {
	const painted = paintedWeek([cell(), cell()], [day(null), day(780)], SCALE, ALL);
	expect(painted).toEqual([{ status: undefined, outline: "now", path: "M912 0h2v28h-2z" }]);
});

test("a short appointment is wide enough to be seen, and does not cover the next one", () => {
	const [painted] = paint([
		cell(
			piece({ lengthMin: 3 }),
			piece({ ids: [2], fromMin: 543, lengthMin: 3 }),
			piece({ ids: [3], fromMin: 700 }),
		),
	]);
	expect(painted?.path).toBe("M64 0h2v22h-2zM67 0h6v22h-6zM224 0h29v22h-29z");
});

test("an appointment in another lane leaves the room of a short one", () => {
	const [painted] = paint([
		cell(piece({ lengthMin: 3, lanes: 2 }), piece({ ids: [2], fromMin: 542, lane: 1, lanes: 2 })),
	]);
	expect(painted?.path).toContain("M64 0h6v10.5");
});

/** A day of 24 hours, with grid lines every half hour. */
const DAY = {
	axis: {
		nowMin: null,
		rows: Array.from({ length: 48 }, (_, row) => ({
			fromMin: row * 30,
			label: `${String(Math.floor(row / 2)).padStart(2, "0")}:${row % 2 === 0 ? "00" : "30"}`,
			hour: row % 2 === 0,
		})),
	},
} as unknown as DayHead;
const labels = (timelineWidth: number) =>
	hourMarks(DAY, { ...SCALE, timelineWidth }).map(({ label }) => label);

test("as many hours have a label as fit without touching", () => {
	expect(labels(600)).toEqual(["08", "09", "10", "11", "12", "13", "14", "15", "16", "17"]);
	expect(labels(114)).toEqual(["09", "12", "15"]);
	expect(labels(40)).toEqual(["12"]);
});

test("each labelled hour has a line in each day, but not at the edge of a timeline", () => {
	const lines = hourLines([DAY, DAY], { ...SCALE, timelineWidth: 200 });
	expect(lines.match(/M\d+/g)).toEqual(["M44", "M84", "M124", "M164", "M653", "M693", "M733", "M773"]);
});

const WIDE = { ...SCALE, timelineWidth: 206, nameLines: 2 };
const WORDS = { strips: true, nowMin: null, privacy: false };
const many = (count: number): WeekCell =>
	cell(
		...Array.from({ length: count }, (_, index) =>
			piece({ ids: [index], fromMin: 540 + index * 30, startLabel: `t${index}`, clientName: "Ли Анна" }),
		),
	);

test("times and initials are side by side, and a number stands for those that do not fit", () => {
	expect(namesOf(many(4), WIDE, WORDS)).toBe("t0 Л. А.\tt1 Л. А.\tt2 Л. А.\nt3 Л. А.");
	expect(namesOf(many(8), WIDE, WORDS)).toBe("t0 Л. А.\tt1 Л. А.\tt2 Л. А.\nt3 Л. А.\tt4 Л. А.\t+3");
});

test("of today, those that are over are left out first", () => {
	expect(namesOf(many(6), WIDE, { ...WORDS, nowMin: 700 })).toMatch(/^t0/);
	expect(namesOf(many(9), WIDE, { ...WORDS, nowMin: 640 })).toBe(
		"t3 Л. А.\tt4 Л. А.\tt5 Л. А.\nt6 Л. А.\tt7 Л. А.\t+4",
	);
	expect(namesOf(many(9), WIDE, { ...WORDS, nowMin: 1400 })).toBe("+9");
});

test("privacy mode leaves the times; a group has its number; a strip has no text", () => {
	const group = piece({ ids: [1, 2, 3], clientName: null, startLabel: null });
	const strip = piece({ ids: [4], status: "cancelled" });
	expect(namesOf(cell(group, strip, piece({ fromMin: 600 })), WIDE, { ...WORDS, privacy: true })).toBe(
		"… ×3\t09:00",
	);
});

test("the rows have as many lines of names as the window is high enough for", () => {
	const linesIn = (height: number) => weekScale({ ...SIZES, height, names: true }).nameLines;
	expect([linesIn(720), linesIn(1200), linesIn(9000)]).toEqual([2, 3, 6]);
	expect(weekScale(SIZES)).toMatchObject({ nameLines: 0, rowHeight: 53 });
});
