/** The least height of a week: a day has room for its number, its count and three more lines. */
export const LEAST_WEEK_PX = 98;
/** The height of a line of text. */
export const LINE_PX = 15;
/** What a day always has: its edges, its number, the count of its appointments and the bar of its load. */
const REST_PX = 47;
/** Between the lines. */
const GAP_PX = 1;
/** The edges of a day, and the sign before the names. */
const EDGES_PX = 17;
const SIGN_PX = 15;
/** A letter of the smallest text is not wider than this on average. */
const LETTER_PX = 6.4;
/** `+12` is beside the names. */
const MORE_LETTERS = 4;

/** The size of a day in pixels. */
export interface DayRoom {
	width: number;
	height: number;
}

/** What a day could show below its count. */
interface DayFacts {
	starts: boolean;
	unpaid: boolean;
	/** So many lines the names of all who are off take. */
	offLines: number;
	/** So many are off. */
	off: number;
	statuses: number;
}

/** What a day shows of them. */
interface DayLines {
	/** The lines for those who are off. */
	off: number;
	/** Each of them has a line, with the reason. */
	reasons: boolean;
	statuses: "none" | "signs" | "words";
}

/** Distributes the lines of a day. What is the first reason to look at a month comes first. */
export function dayLines(room: DayRoom, facts: DayFacts): DayLines {
	let left = Math.floor((room.height - REST_PX) / (LINE_PX + GAP_PX));
	left -= Number(facts.starts) + Number(facts.unpaid);
	const take = (lines: number): number => {
		const taken = Math.max(0, Math.min(lines, left));
		left -= taken;
		return taken;
	};
	const firstOff = take(Math.min(1, facts.offLines));
	const signs = take(Math.min(1, facts.statuses));
	const off = firstOff + take(facts.offLines - firstOff);
	const words = facts.statuses - signs <= left;
	left -= words ? facts.statuses - signs : 0;
	const reasons = facts.off <= off + left;
	return {
		off: reasons ? facts.off : off,
		reasons,
		statuses: signs === 0 ? "none" : words ? "words" : "signs",
	};
}

/** How many letters fit into a line of names. */
export function lettersPerLine(room: DayRoom): number {
	return Math.floor((room.width - EDGES_PX - SIGN_PX) / LETTER_PX) - MORE_LETTERS;
}

/** How many lines these names take, with commas between them. A name is not broken. */
export function linesOf(names: readonly string[], perLine: number): number {
	let lines = 1;
	let used = 0;
	names.forEach(({ length }, index) => {
		const withComma = length + (index < names.length - 1 ? 1 : 0);
		if (used > 0 && used + 1 + withComma > perLine) {
			lines += 1;
			used = 0;
		}
		used += (used > 0 ? 1 : 0) + withComma;
	});
	return lines;
}

/** How many of the names fit; at least one. */
export function fittingNames(names: readonly string[], perLine: number, lines: number): number {
	let count = names.length;
	while (count > 1 && linesOf(names.slice(0, count), perLine) > lines) {
		count -= 1;
	}
	return count;
}
