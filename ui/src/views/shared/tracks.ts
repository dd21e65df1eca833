/** The place of a column in its grid, in pixels. */
export interface Track {
	left: number;
	width: number;
}

/** The least widths of a column: of one with appointments, and of one that has nothing to show. */
const LEAST_PX = 148;
const NARROW_PX = 80;

/** The columns side by side. The wide ones share the room that is left. */
export function tracksOf(narrow: readonly boolean[], roomPx: number): Track[] {
	const narrowCount = narrow.filter(Boolean).length;
	const share = (roomPx - narrowCount * NARROW_PX) / Math.max(1, narrow.length - narrowCount);
	const wide = Math.max(LEAST_PX, share);
	let left = 0;
	return narrow.map((isNarrow) => {
		const track = { left, width: isNarrow ? NARROW_PX : wide };
		left += track.width;
		return track;
	});
}

/** The width of all columns. */
export function totalWidth(tracks: readonly Track[]): number {
	const last = tracks.at(-1);
	return last ? last.left + last.width : 0;
}

/** The first and the last column that `from..to` touches, and one more on either side. Both are in bounds; without columns there is nothing between them. */
export function tracksBetween(tracks: readonly Track[], from: number, to: number): [number, number] {
	const first = tracks.findIndex(({ left, width }) => left + width > from);
	const last = tracks.findLastIndex(({ left }) => left < to);
	return linesBetween(tracks.length, first === -1 ? tracks.length : first, last, 1);
}

/** As `tracksBetween`, for rows of equal height, with `more` rows on either side. */
export function rowsBetween(
	count: number,
	rowPx: number,
	from: number,
	to: number,
	more: number,
): [number, number] {
	return linesBetween(count, Math.floor(from / rowPx), Math.ceil(to / rowPx) - 1, more);
}

function linesBetween(count: number, first: number, last: number, more: number): [number, number] {
	if (count === 0) {
		return [0, -1];
	}
	const inBounds = (index: number): number => Math.max(0, Math.min(index, count - 1));
	return [inBounds(first - more), inBounds(last + more)];
}

/** The indexes from `first` to `last`, and those of `pinned` that are not among them, in order. */
export function indexesOf(first: number, last: number, pinned: readonly number[]): number[] {
	const indexes = Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
	const others = pinned.filter((index) => index < first || index > last);
	return others.length === 0 ? indexes : [...new Set([...indexes, ...others])].sort((a, b) => a - b);
}
