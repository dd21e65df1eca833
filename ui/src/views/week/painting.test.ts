import { expect, test } from "vitest";
import type { DayHead, WeekCell, WeekPiece } from "../../bindings";
import { paintedWeek } from "./painting";
import { weekScale } from "./week-scale";

/** From 08:00 to 18:00, with 1 pixel a minute. */
const WINDOW = { fromMin: 480, toMin: 1080 };
const SCALE = { ...weekScale(1200, 7, WINDOW, 1), dayWidth: 609, paddingX: 4, timelineWidth: 600 };
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
	expect(painted?.path).toBe("M4 0h3v22h-3zM600 0h3v22h-3z");
});

test("the present time is drawn on its day only", () => {
	const painted = paintedWeek([cell(), cell()], [day(null), day(780)], SCALE, ALL);
	expect(painted).toEqual([{ status: undefined, outline: "now", path: "M912 0h2v28h-2z" }]);
});
