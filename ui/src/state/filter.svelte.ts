import type { Filter } from "../bindings";
import { desk, type Desk } from "./desk";
import { notices, type Notices } from "./notices.svelte";
import { period, type ShownPeriod } from "./period.svelte";
import { session, type Session } from "./session.svelte";

const SHOW_EVERYTHING: Filter = { hiddenResources: [] };

/** What the user hides from the views, the finder and money. The search marks it. */
export class CalendarFilter {
	readonly #desk: Desk;
	readonly #notices: Notices;
	readonly #period: ShownPeriod;
	/** The filter that the user has just chosen, until a screen with it arrives. */
	#pending = $state.raw<Filter | null>(null);
	#changes = 0;

	#current: Filter = $derived.by(() => this.#pending ?? this.#period.screen?.filter ?? SHOW_EVERYTHING);

	/** The ids of the hidden resources. */
	hidden: readonly number[] = $derived(this.#current.hiddenResources);

	constructor(desk: Desk, notices: Notices, session: Session, period: ShownPeriod) {
		this.#desk = desk;
		this.#notices = notices;
		this.#period = period;
		session.started.add(() => {
			this.#pending = null;
		});
	}

	/** Hides these resources and shows all others. */
	setHidden(ids: readonly number[]): Promise<void> {
		return this.#change({ hiddenResources: [...ids] });
	}

	async #change(change: Partial<Filter>): Promise<void> {
		const number = ++this.#changes;
		const filter = { ...this.#current, ...change };
		this.#pending = filter;
		await this.#notices.attempt(this.#desk.call("set_filter", { filter }));
		await this.#period.load();
		if (number === this.#changes) {
			this.#pending = null;
		}
	}

	/** Shows a resource that is hidden. */
	show(id: number): Promise<void> {
		return this.setHidden(this.hidden.filter((other) => other !== id));
	}

	toggleResource(id: number): Promise<void> {
		const { hidden } = this;
		return this.setHidden(hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id]);
	}

	/** Shows only this resource. If it is the only shown one already (by `hidden`), shows all of them. */
	toggleOnly(id: number, hidden: readonly number[] = this.hidden): Promise<void> {
		const others = (this.#period.screen?.resources ?? [])
			.map(({ resource }) => resource.id)
			.filter((other) => other !== id);
		const isOnly = !hidden.includes(id) && others.every((other) => hidden.includes(other));
		return this.setHidden(isOnly ? [] : others);
	}
}

export const filter = new CalendarFilter(desk, notices, session, period);
