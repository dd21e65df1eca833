import type { DayHead } from "../../bindings";
import { spanBox, type WeekScale } from "./week-scale";

/** An hour of the axis above the timelines. */
export interface HourMark {
	/** `09`. */
	label: string;
	/** The distance from the left of the timeline, in pixels. */
	left: number;
}

/** Labels have this distance at least, so that they do not touch. */
const LEAST_DISTANCE_PX = 28;
/** Hours between labels. Each divides a day, so that the same hours are labelled in every week. */
const STEPS = [1, 2, 3, 4, 6, 12];

/** The hours of a day that have a label and a line. */
export function hourMarks({ axis }: DayHead, scale: WeekScale): HourMark[] {
	const { window, timelineWidth } = scale;
	const hourPx = (60 * timelineWidth) / Math.max(1, window.toMin - window.fromMin);
	const step = STEPS.find((hours) => hours * hourPx >= LEAST_DISTANCE_PX) ?? 24;
	return axis.rows
		.filter(({ fromMin, hour }) => hour && fromMin >= window.fromMin && fromMin < window.toMin)
		.map(({ fromMin, label }) => ({ label: label.slice(0, 2), left: spanBox(scale, fromMin, 0).left }))
		.filter(({ label }) => Number(label) % step === 0);
}

/** The lines of all days as a path. At the left edge of a timeline there is an edge already. */
export function hourLines(days: readonly DayHead[], scale: WeekScale): string {
	return days
		.flatMap((day, index) =>
			hourMarks(day, scale)
				.filter(({ left }) => left >= 1)
				.map(({ left }) => {
					const x = Math.round(index * scale.dayWidth + scale.paddingX + left);
					return `M${x} 1h1v${scale.timelineHeight - 2}h-1z`;
				}),
		)
		.join("");
}
