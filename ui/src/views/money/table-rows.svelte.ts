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
	money: OpenMoney;
	table: MoneyTable;
	sort: MoneyColumn;
	descending: boolean;
}

/** The rows of a table that are here. They are requested in windows, as far as they come into sight. */
export class TableRows {
	/** The number and the sum of all rows. Null until the first answer. */
	total = $state.raw<MoneySum | null>(null);
	problem = $state.raw<DeskError | null>(null);
	#rows = $state.raw<readonly (MoneyRow | undefined)[]>([]);
	#needed = { first: 0, end: FIRST_ROWS };
	#loading = false;
	#ended = false;

	readonly #request: TableRequest;
	/** Of the sums on screen. */
	readonly #revision: string;
	readonly #load: (request: LoadMoneyRows) => Promise<LoadedMoneyRows>;
	/** The desk has other data than those on screen. */
	readonly #outdated: () => unknown;

	constructor(
		request: TableRequest,
		revision: string,
		load: (request: LoadMoneyRows) => Promise<LoadedMoneyRows>,
		outdated: () => unknown,
	) {
		this.#request = request;
		this.#revision = revision;
		this.#load = load;
		this.#outdated = outdated;
		this.need(0, FIRST_ROWS);
	}

	at(row: number): MoneyRow | undefined {
		return this.#rows[row];
	}

	/** Rows are in sight: those from `first`, before `end`. One request runs at a time. */
	need(first: number, end: number): void {
		this.#needed = { first, end };
		if (!this.#loading && !this.#ended) {
			void this.#loadMissing();
		}
	}

	/** Other rows have replaced these. */
	end(): void {
		this.#ended = true;
	}

	async #loadMissing(): Promise<void> {
		this.#loading = true;
		try {
			for (let window = this.#missing(); window; window = this.#missing()) {
				const { money, table, sort, descending } = this.#request;
				const order = { sort, descending, rows: window };
				const { revision, rows } = await this.#load({ money, table, order });
				if (this.#ended) {
					return;
				}
				if (revision !== this.#revision) {
					this.#outdated();
					return;
				}
				const all = this.total ? [...this.#rows] : new Array<MoneyRow | undefined>(rows.total.count);
				for (const [index, row] of rows.rows.entries()) {
					all[rows.first + index] = row;
				}
				this.#rows = all;
				this.total = rows.total;
				this.problem = null;
			}
		} catch (reason) {
			if (!this.#ended) {
				this.problem = asDeskError(reason);
			}
		} finally {
			this.#loading = false;
		}
	}

	/** The next window to request. */
	#missing(): { first: number; count: number } | null {
		if (!this.total) {
			return { first: 0, count: FIRST_ROWS };
		}
		const { count } = this.total;
		const isMissing = (row: number) => row < count && !this.#rows[row];
		let { first, end } = this.#needed;
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
