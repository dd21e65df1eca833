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
/** An appointment is at least this wide, so that it can be seen and hit. */
const LEAST_PX = 4;

/** The sizes of the week, in pixels. */
export interface WeekScale {
	rowHeight: number;
	timelineHeight: number;
	compact: boolean;
	nameWidth: number;
	dayWidth: number;
	/** The room beside each timeline. */
	paddingX: number;
	timelineWidth: number;
	window: Window;
}

/** `density` is the height of rows, 1 for the usual one. */
export function weekScale(viewWidth: number, days: number, window: Window, density: number): WeekScale {
	const timelineHeight = Math.round(TIMELINE_PX * density);
	const compact = viewWidth < COMPACT_BELOW_PX;
	const nameWidth = compact ? 132 : 176;
	const dayWidth = Math.max(compact ? 88 : 118, (viewWidth - nameWidth) / days);
	const paddingX = compact ? 2 : 4;
	// The line at the right of a day takes one pixel.
	const timelineWidth = dayWidth - 2 * paddingX - 1;
	const rowHeight = timelineHeight + ROW_REST_PX;
	return { rowHeight, timelineHeight, compact, nameWidth, dayWidth, paddingX, timelineWidth, window };
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

interface Piece {
	fromMin: number;
	lengthMin: number;
	lane: number;
	lanes: number;
	/** A cancelled appointment takes no room from the others. */
	strip: boolean;
}

/** The place of an appointment or a group. */
export function pieceBox(scale: WeekScale, { fromMin, lengthMin, lane, lanes, strip }: Piece): Box {
	const box = spanBox(scale, fromMin, lengthMin, LEAST_PX);
	if (strip) {
		return { ...box, top: scale.timelineHeight - STRIP_PX, height: STRIP_PX };
	}
	const height = (scale.timelineHeight - STRIP_PX - 1) / lanes;
	return { ...box, top: lane * height, height };
}

export function boxStyle({ left, top, width, height }: Box): string {
	return `left:${left}px;top:${top}px;width:${width}px;height:${height}px`;
}
