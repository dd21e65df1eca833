import type { Axis, AxisRow, Span } from "../../bindings";

/** The part of a day that a grid shows, in elapsed minutes of the day. */
export interface Window {
	fromMin: number;
	toMin: number;
}

/** The height of the column heads. Sticky elements below them depend on it. */
export const HEAD_HEIGHT_PX = 80;

/** A panel that is not docked covers so much at the right: `--panel-width` in `styles/tokens.css`. */
export const PANEL_PX = 340;

/** Minutes before the present time that are visible when the grid opens. */
const PAST_MIN = 90;

/** Additional room, so that the label of the first hour is not cut off. */
const LABEL_ROOM_PX = 12;

/** The window that contains the visible parts of all days. */
export function windowOf(axes: readonly Axis[]): Window {
	return {
		fromMin: Math.min(...axes.map((axis) => axis.visibleFromMin)),
		toMin: Math.max(...axes.map((axis) => axis.visibleToMin)),
	};
}

/** Grid lines at equal distances, which a style sheet can draw as a repeated pattern. */
interface Ruling {
	offsetPx: number;
	pitchPx: number;
}

/**
 * The lines of an axis as a repeated pattern. Null if their distances differ, as the distances of full hours do on a day
 * on which the clock changes by half an hour.
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

/** The initial scroll position in pixels: a little before the present time, or the beginning of the window. */
export function openingScroll(nowMin: number | null, window: Window, pxPerMin: number): number {
	if (nowMin === null) {
		return 0;
	}
	return Math.max(0, (nowMin - PAST_MIN - window.fromMin) * pxPerMin - LABEL_ROOM_PX);
}

/** The position of a minute on a horizontal axis, in percent of the window. */
export function percentAt(minute: number, window: Window): number {
	const length = Math.max(1, window.toMin - window.fromMin);
	return Math.min(100, Math.max(0, ((minute - window.fromMin) * 100) / length));
}
