/** The heights of the parts of a table, in pixels. */
export interface RowHeights {
	/** The heading of each section. */
	heading: number;
	row: number;
	/** The line in a section without rows. */
	empty: number;
}

/** Consecutive rows: from `first`, before `end`. */
export interface RowRange {
	first: number;
	end: number;
}

/**
 * Where the rows of a long table are, so that only those in sight need to be in the page.
 *
 * The table consists of sections. Each has a heading and rows of one height; the rows of all sections are numbered from 0.
 * Positions are pixels from the top of the first section.
 */
export class RowLayout {
	readonly heights: RowHeights;
	/** The top of each section, and the bottom of the last one. */
	readonly #tops: number[] = [0];
	/** The first row of each section, and the number of all rows. */
	readonly #firstRows: number[] = [0];

	/** `counts` are the numbers of rows of the sections. */
	constructor(counts: readonly number[], heights: RowHeights) {
		this.heights = heights;
		for (const [section, count] of counts.entries()) {
			const content = count === 0 ? heights.empty : count * heights.row;
			this.#tops.push(this.sectionTop(section) + heights.heading + content);
			this.#firstRows.push(this.firstRow(section) + count);
		}
	}

	get height(): number {
		return this.#tops.at(-1) ?? 0;
	}

	get rowCount(): number {
		return this.#firstRows.at(-1) ?? 0;
	}

	sectionTop(section: number): number {
		return this.#tops[section] ?? this.height;
	}

	/** The number of the first row of a section. Without rows, it is that of the next section. */
	firstRow(section: number): number {
		return this.#firstRows[section] ?? this.rowCount;
	}

	sectionOf(row: number): number {
		return lastNotAbove(this.#firstRows, row);
	}

	/** The section that has a position. */
	sectionAt(position: number): number {
		return lastNotAbove(this.#tops, position);
	}

	rowTop(row: number): number {
		const section = this.sectionOf(row);
		const above = (row - this.firstRow(section)) * this.heights.row;
		return this.sectionTop(section) + this.heights.heading + above;
	}

	/** The rows of which a part is between two positions. */
	rowsBetween(top: number, bottom: number): RowRange {
		const first = this.#rowsAbove(top, Math.floor);
		return { first, end: Math.max(first, this.#rowsAbove(bottom, Math.ceil)) };
	}

	/** The rows of a section that are in a range. */
	rowsOfSection(section: number, { first, end }: RowRange): RowRange {
		const from = Math.max(first, this.firstRow(section));
		return { first: from, end: Math.max(from, Math.min(end, this.firstRow(section + 1))) };
	}

	/** How many rows are above a position. `round` decides about the row that the position cuts. */
	#rowsAbove(position: number, round: (rows: number) => number): number {
		if (position <= 0) {
			return 0;
		}
		const section = this.sectionAt(position);
		const rows = round((position - this.sectionTop(section) - this.heights.heading) / this.heights.row);
		const first = this.firstRow(section);
		return Math.min(Math.max(first + rows, first), this.firstRow(section + 1));
	}
}

/** The index of the last value that is not above `limit`, in ascending values. Of equal values it is the last one. */
function lastNotAbove(values: readonly number[], limit: number): number {
	let from = 0;
	let to = values.length;
	while (from < to) {
		const middle = (from + to) >>> 1;
		if ((values[middle] ?? Infinity) <= limit) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return Math.max(from - 1, 0);
}
