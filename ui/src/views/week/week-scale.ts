import { percentAt, type Window } from "../shared/scale";

/** Below this width of the view, the week has narrower columns and shorter words, so that all seven days fit. */
const COMPACT_BELOW_PX = 1002;

/** The usual height of a timeline, and of what is above and below it in a row. */
const TIMELINE_PX = 28;
const ROW_REST_PX = 25;
/** Below the other appointments, cancelled ones have a strip of this height. */
const STRIP_PX = 4;
/** The room above a timeline. */
export const TIMELINE_TOP_PX = 4;
/** An appointment is drawn at least this wide if the next one leaves room for it, so that it can be seen. */
const LEAST_PX = 7;
/** Its button is at least this wide, so that it can be hit. That of the next one is above it. */
export const LEAST_BUTTON_PX = 8;
/** The place of a time and initials, and the height of a line of them. */
export const NAME_PX = 68;
export const NAME_LINE_PX = 14;
/** A row has so many lines of names. More only make the next row distant. */
const NAME_LINES = { least: 2, most: 6 };

/** The sizes of the week, in pixels. */
export interface WeekScale {
	rowHeight: number;
	timelineHeight: number;
	/** The lines below a timeline for the times and initials of its appointments. */
	nameLines: number;
	compact: boolean;
	nameWidth: number;
	dayWidth: number;
	/** The room beside each timeline. */
	paddingX: number;
	timelineWidth: number;
	window: Window;
}

interface Sizes {
	/** The width of the view. */
	width: number;
	/** The height that the rows have together. */
	height: number;
	days: number;
	rows: number;
	window: Window;
	/** The height of a timeline, 1 for the usual one. */
	density: number;
	/** There is room for the names of clients. */
	names: boolean;
}

export function weekScale({ width, height, days, rows, window, density, names }: Sizes): WeekScale {
	const timelineHeight = Math.round(TIMELINE_PX * density);
	const compact = width < COMPACT_BELOW_PX;
	const nameWidth = compact ? 132 : 176;
	const dayWidth = Math.max(compact ? 88 : 118, (width - nameWidth) / days);
	const paddingX = compact ? 2 : 4;
	// The line at the right of a day takes one pixel.
	const timelineWidth = dayWidth - 2 * paddingX - 1;
	const restHeight = timelineHeight + ROW_REST_PX;
	// The rows use the height of the window, if they fit into it.
	const fitting = Math.floor((height / Math.max(1, rows) - restHeight) / NAME_LINE_PX);
	const nameLines = names ? Math.max(NAME_LINES.least, Math.min(NAME_LINES.most, fitting)) : 0;
	const rowHeight = restHeight + nameLines * NAME_LINE_PX;
	return {
		rowHeight,
		timelineHeight,
		nameLines,
		compact,
		nameWidth,
		dayWidth,
		paddingX,
		timelineWidth,
		window,
	};
}

/** A rectangle in a timeline, in pixels. */
export interface Box {
	left: number;
	top: number;
	width: number;
	height: number;
}

/** The place of a span of time, over the whole height. */
export function spanBox(scale: WeekScale, fromMin: number, lengthMin: number, leastPx = 0): Box {
	const at = (minute: number): number => (percentAt(minute, scale.window) * scale.timelineWidth) / 100;
	const left = at(fromMin);
	const width = Math.max(leastPx, at(fromMin + lengthMin) - left);
	return { left: Math.min(left, scale.timelineWidth - width), top: 0, width, height: scale.timelineHeight };
}

export interface Piece {
	fromMin: number;
	lengthMin: number;
	lane: number;
	lanes: number;
	/** A cancelled appointment takes no room from the others. */
	strip: boolean;
}

/** The place of an appointment or a group. It is at least so wide as `leastPx`. */
export function pieceBox(
	scale: WeekScale,
	{ fromMin, lengthMin, lane, lanes, strip }: Piece,
	leastPx: number,
): Box {
	const box = spanBox(scale, fromMin, lengthMin, leastPx);
	if (strip) {
		return { ...box, top: scale.timelineHeight - STRIP_PX, height: STRIP_PX };
	}
	const height = (scale.timelineHeight - STRIP_PX - 1) / lanes;
	return { ...box, top: lane * height, height };
}

/** The width that a short appointment is drawn with: up to the next one at the same height, or `LEAST_PX`. */
export function leastWidth(scale: WeekScale, piece: Piece, others: readonly Piece[]): number {
	let width = LEAST_PX;
	const from = spanBox(scale, piece.fromMin, 0).left;
	for (const other of others) {
		if (other.fromMin > piece.fromMin && isBeside(piece, other)) {
			width = Math.min(width, spanBox(scale, other.fromMin, 0).left - from);
		}
	}
	return Math.max(1, width);
}

/** Whether two pieces are at the same height. */
function isBeside(one: Piece, other: Piece): boolean {
	return (
		one.strip === other.strip &&
		(one.strip ||
			(one.lane * other.lanes < (other.lane + 1) * one.lanes &&
				other.lane * one.lanes < (one.lane + 1) * other.lanes))
	);
}

export function boxStyle({ left, top, width, height }: Box): string {
	return `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
}
