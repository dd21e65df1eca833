import type { Axis, AxisRow, Span } from "../../bindings";

/** The part of a day that is drawn, in elapsed minutes. */
export interface Window {
	fromMin: number;
	toMin: number;
}

/** Height of the column heads; what sticks below them needs to know. */
export const HEAD_HEIGHT_PX = 80;

/** How far above now the grid starts when it opens. */
const CONTEXT_MIN = 90;

/** So much more, that the label of the first hour is whole. */
const LABEL_ROOM_PX = 12;

/** A finer step needs more room; at each of them an appointment of 15 minutes holds a line of text. */
export function pixelsPerMinute(stepMin: number): number {
	if (stepMin <= 5) {
		return 2;
	}
	return stepMin <= 10 ? 1.6 : 4 / 3;
}

/** The part of the days that holds all of their visible parts. */
export function windowOf(axes: readonly Axis[]): Window {
	return {
		fromMin: Math.min(...axes.map((axis) => axis.visibleFromMin)),
		toMin: Math.max(...axes.map((axis) => axis.visibleToMin)),
	};
}

/** Grid lines at equal distances, for a style sheet to repeat. */
export interface Ruling {
	offsetPx: number;
	pitchPx: number;
}

/**
 * The lines of an axis as a repeated pattern; none when their distances differ, as those of full hours do on a day
 * whose clock moves by half an hour.
 */
export function rulingOf(rows: readonly AxisRow[], window: Window, pxPerMin: number): Ruling | null {
	const [first, second] = rows;
	if (!first || !second) {
		return null;
	}
	const pitchMin = second.fromMin - first.fromMin;
	const even = rows.every((row, index) => row.fromMin === first.fromMin + index * pitchMin);
	return even
		? { offsetPx: (first.fromMin - window.fromMin) * pxPerMin, pitchPx: pitchMin * pxPerMin }
		: null;
}

export function inWindow(span: Span, window: Window): boolean {
	return span.fromMin < window.toMin && span.fromMin + span.lengthMin > window.fromMin;
}

/** Where a row's grid opens, in pixels: a little before now, or at the first hour worth showing. */
export function openingScroll(nowMin: number | null, window: Window, pxPerMin: number): number {
	if (nowMin === null) {
		return 0;
	}
	return Math.max(0, (nowMin - CONTEXT_MIN - window.fromMin) * pxPerMin - LABEL_ROOM_PX);
}

/** A minute's place on a horizontal axis, in percent of the window. */
export function percentAt(minute: number, window: Window): number {
	const length = Math.max(1, window.toMin - window.fromMin);
	return Math.min(100, Math.max(0, ((minute - window.fromMin) * 100) / length));
}
