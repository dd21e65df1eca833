import { desk, type Desk } from "../../state/desk";
import { notices, type Notices } from "../../state/notices.svelte";
import { period, type ShownPeriod } from "../../state/period.svelte";
import { LoadedRows, type RowSource } from "./loaded-rows.svelte";

/** The rows of the list on screen. */
class ListRows {
	readonly #period: ShownPeriod;
	readonly #source: RowSource;
	#last: { key: string; rows: LoadedRows } | null = null;

	constructor(desk: Desk, notices: Notices, period: ShownPeriod) {
		this.#period = period;
		this.#source = {
			load: (request) => desk.call("list_rows", request),
			outdated: () => void period.load(),
			failed: (error) => notices.add(error),
		};
	}

	/** Null if another view is on screen. If the list is opened again and nothing has changed, the rows stay. */
	loaded: LoadedRows | null = $derived.by(() => {
		const { screen } = this.#period;
		if (screen?.body?.kind !== "list") {
			return this.#replace(null);
		}
		const date = screen.period.date.iso;
		const key = `${screen.period.first.iso} ${screen.revision}`;
		return this.#last?.key === key
			? this.#last.rows
			: this.#replace({ key, rows: new LoadedRows(screen.body, date, screen.revision, this.#source) });
	});

	#replace(next: { key: string; rows: LoadedRows } | null): LoadedRows | null {
		this.#last?.rows.end();
		this.#last = next;
		return next?.rows ?? null;
	}
}

export const listRows = new ListRows(desk, notices, period);
