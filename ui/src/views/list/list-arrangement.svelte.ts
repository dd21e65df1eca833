import type { ListArrangement, ListView } from "../../bindings";
import { desk, type Desk } from "../../state/desk";
import { InTurn } from "../../state/in-turn";
import { notices, type Notices } from "../../state/notices.svelte";
import { period, type ShownPeriod } from "../../state/period.svelte";
import { session, type Session } from "../../state/session.svelte";

/** The arrangement of the list, as the user chooses it. The desk keeps it for each account. */
export class ChosenArrangement {
	readonly #desk: Desk;
	readonly #notices: Notices;
	readonly #period: ShownPeriod;
	/** What the user has just chosen, until a list with it arrives. */
	#pending = $state.raw<ListArrangement | null>(null);
	readonly #requests = new InTurn();

	constructor(desk: Desk, notices: Notices, session: Session, period: ShownPeriod) {
		this.#desk = desk;
		this.#notices = notices;
		this.#period = period;
		session.started.add(() => {
			this.#pending = null;
		});
	}

	/** The arrangement that a list has, or will have. */
	of(list: ListView): ListArrangement {
		return this.#pending ?? list.arrangement;
	}

	async change(list: ListView, change: Partial<ListArrangement>): Promise<void> {
		const arrangement = { ...this.of(list), ...change };
		this.#pending = arrangement;
		if (arrangement.groupBy !== list.arrangement.groupBy) {
			// Other sections open at rows of their own.
			this.#period.rowsInSight = null;
		}
		const isNewest = await this.#requests.send(() =>
			this.#notices.attempt(this.#desk.call("set_list_arrangement", { arrangement })),
		);
		await this.#period.load();
		if (isNewest()) {
			this.#pending = null;
		}
	}
}

export const listArrangement = new ChosenArrangement(desk, notices, session, period);
