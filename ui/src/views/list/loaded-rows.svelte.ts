import { asDeskError } from "../../backend";
import type { DeskError, ListRow, ListView, LoadedListRows, LoadListRows } from "../../bindings";
import type { RowRange } from "../../parts/row-layout";

/** If so many rows next to those in sight are missing, they are requested. */
const NEAR_ROWS = 15;
/** A request includes so many rows next to those in sight. */
const AHEAD_ROWS = 60;
/** The desk sends no more rows at once. */
const MAX_ROWS = 500;

/** What the loading of rows needs from outside. */
export interface RowSource {
	load: (request: LoadListRows) => Promise<LoadedListRows>;
	/** The desk has other data than those on screen: the list must be opened again. */
	outdated: () => void;
	failed: (error: DeskError) => void;
}

/** Rows of a list that are here: those that the list came with, and those that were loaded since. All have one revision. */
export class LoadedRows {
	readonly rowCount: number;
	readonly #date: string | null;
	readonly #revision: string;
	readonly #source: RowSource;
	#rows: (ListRow | undefined)[];
	#needed: RowRange[] = [];
	#loading = false;
	#ended = false;

	constructor(list: ListView, date: string | null, revision: string, source: RowSource) {
		this.#date = date;
		this.#revision = revision;
		this.#source = source;
		this.rowCount = list.sections.reduce((sum, section) => sum + section.rowCount, 0);
		this.#rows = $state.raw(this.#withRows([], list.first, list.rows));
	}

	/** A row, if it is here. */
	at(row: number): ListRow | undefined {
		return this.#rows[row];
	}

	/** The row of an appointment on a date, if it is here. */
	find(id: number, date: string): ListRow | undefined {
		const row = this.numberOf(id, date);
		return row === undefined ? undefined : this.at(row);
	}

	/** The number of the row of an appointment on a date, if the row is here. */
	numberOf(id: number, date: string): number | undefined {
		const row = this.#rows.findIndex((each) => each?.id === id && each.date.iso === date);
		return row === -1 ? undefined : row;
	}

	/**
	 * Loads what is missing of these ranges and near them. One request runs at a time; when it is answered, only what is
	 * needed by then is requested. Rows that were only scrolled past are not requested.
	 */
	need(ranges: RowRange[]): void {
		this.#needed = ranges;
		if (!this.#loading && !this.#ended) {
			void this.#load();
		}
	}

	/** Other rows have replaced these. */
	end(): void {
		this.#ended = true;
	}

	async #load(): Promise<void> {
		this.#loading = true;
		try {
			for (let range = this.#missing(); range; range = this.#missing()) {
				const count = range.end - range.first;
				const { revision, rows } = await this.#source.load({
					date: this.#date,
					rows: { first: range.first, count },
				});
				if (this.#ended) {
					return;
				}
				if (revision !== this.#revision || rows.length !== count) {
					this.#source.outdated();
					return;
				}
				this.#rows = this.#withRows(this.#rows, range.first, rows);
			}
		} catch (reason) {
			if (!this.#ended) {
				this.#source.failed(asDeskError(reason));
			}
		} finally {
			this.#loading = false;
		}
	}

	/** The next rows to request. */
	#missing(): RowRange | undefined {
		for (const needed of this.#needed) {
			if (this.#missingIn(needed, NEAR_ROWS)) {
				return this.#missingIn(needed, AHEAD_ROWS);
			}
		}
		return undefined;
	}

	/** From the first to the last missing row of a range that is extended at both ends. */
	#missingIn(range: RowRange, extension: number): RowRange | undefined {
		let first = Math.max(range.first - extension, 0);
		let end = Math.min(range.end + extension, this.rowCount);
		while (first < end && this.#rows[first]) {
			first += 1;
		}
		while (first < end && this.#rows[end - 1]) {
			end -= 1;
		}
		return first < end ? { first, end: Math.min(end, first + MAX_ROWS) } : undefined;
	}

	#withRows(
		known: (ListRow | undefined)[],
		first: number,
		rows: readonly ListRow[],
	): (ListRow | undefined)[] {
		const all = known.slice();
		for (const [index, row] of rows.entries()) {
			all[first + index] = row;
		}
		return all;
	}
}
