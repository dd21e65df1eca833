import type { Axis } from "../../bindings";

/**
 * The wall clock at a minute of the axis, told from the grid line before it: lines carry the clock's own labels, so
 * it is right on days that lose or gain an hour too.
 */
export function wallClockAt(axis: Axis, minute: number): string {
	const line = axis.rows.findLast((row) => row.fromMin <= minute);
	if (!line) {
		return "";
	}
	const [hour = 0, minuteOfHour = 0] = line.label.split(":").map(Number);
	const sinceHour = minuteOfHour + minute - line.fromMin;
	const two = (value: number) => String(value).padStart(2, "0");
	return `${two((hour + Math.floor(sinceHour / 60)) % 24)}:${two(sinceHour % 60)}`;
}
