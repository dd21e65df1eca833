import { asDeskError } from "../../backend";
import type {
	DeskError,
	LoadedMoneyRows,
	LoadMoneyRows,
	MoneyColumn,
	MoneyRow,
	MoneySum,
	MoneyTable,
	OpenMoney,
} from "../../bindings";

/** The rows of the first request: a high screen. */
const FIRST_ROWS = 60;
/** A request includes so many rows next to those in sight. */
const AHEAD_ROWS = 60;
/** The desk sends no more rows at once. */
const MAX_ROWS = 500;

/** Which rows a table has, and in which order. */
export interface TableRequest {
	/** Of the sums on screen. Rows of other data are not shown. */
	revision: string;
	money: OpenMoney;
	table: MoneyTable;
	sort: MoneyColumn;
	descending: boolean;
}

/**
 * The rows of a table that are here. They are requested in windows, as far as they come into sight. Rows of an earlier
 * request stay until the first of the new ones are here, so that the place in the table and the focus are kept.
 */
export class TableRows {
	/** The number and the sum of all rows. Null until the first answer. */
	total = $state.raw<MoneySum | null>(null);
	problem = $state.raw<DeskError | null>(null);
	#rows = $state.raw<readonly (MoneyRow | undefined)[]>([]);
	#needed = { first: 0, end: FIRST_ROWS };
	#loading = false;
	/** The rows here are those of an earlier request. */
	#outdated = true;
	#request: TableRequest | null = null;

	readonly #load: (request: LoadMoneyRows) => Promise<LoadedMoneyRows>;
	/** The desk has other data than those of the sums on screen. */
	readonly #onOtherData: () => unknown;

	constructor(load: (request: LoadMoneyRows) => Promise<LoadedMoneyRows>, onOtherData: () => unknown) {
		this.#load = load;
		this.#onOtherData = onOtherData;
	}

	/** Loads the rows of a request. Null: the table is no longer on screen. */
	show(request: TableRequest | null): void {
		this.#request = request;
		this.#outdated = true;
		void this.#loadMissing();
	}

	at(row: number): MoneyRow | undefined {
		return this.#rows[row];
	}

	/** Rows are in sight: those from `first`, before `end`. One request runs at a time. */
	need(first: number, end: number): void {
		this.#needed = { first, end };
		void this.#loadMissing();
	}

	async #loadMissing(): Promise<void> {
		if (this.#loading) {
			return;
		}
		this.#loading = true;
		try {
			let request = this.#request;
			for (let window = this.#missing(); request && window; window = this.#missing()) {
				const { money, table, sort, descending, revision } = request;
				const loaded = await this.#load({ money, table, order: { sort, descending, rows: window } }).catch(
					asDeskError,
				);
				if (this.#request !== request) {
					request = this.#request;
					continue;
				}
				if ("code" in loaded) {
					this.problem = loaded;
					return;
				}
				if (loaded.revision !== revision) {
					this.#onOtherData();
					return;
				}
				const { total, first, rows } = loaded.rows;
				const all = this.#outdated ? new Array<MoneyRow | undefined>(total.count) : [...this.#rows];
				for (const [index, row] of rows.entries()) {
					all[first + index] = row;
				}
				this.#rows = all;
				this.total = total;
				this.#outdated = false;
				this.problem = null;
			}
		} finally {
			this.#loading = false;
		}
	}

	/** The next window to request. */
	#missing(): { first: number; count: number } | null {
		let { first, end } = this.#needed;
		if (this.#outdated || !this.total) {
			// The new table can be shorter. Then the rest is requested when its length is known.
			return { first, count: Math.min(Math.max(end - first, FIRST_ROWS), MAX_ROWS) };
		}
		const { count } = this.total;
		const isMissing = (row: number) => row < count && !this.#rows[row];
		end = Math.min(end, count);
		while (first < end && !isMissing(first)) {
			first += 1;
		}
		if (first >= end) {
			return null;
		}
		first = Math.max(first - AHEAD_ROWS, 0);
		while (!isMissing(first)) {
			first += 1;
		}
		let last = Math.min(end + AHEAD_ROWS, count) - 1;
		while (last > first && !isMissing(last)) {
			last -= 1;
		}
		return { first, count: Math.min(last - first + 1, MAX_ROWS) };
	}
}
