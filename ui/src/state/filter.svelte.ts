import type { Filter, SavedFilter } from "../bindings";
import { desk, type Desk } from "./desk";
import { InTurn } from "./in-turn";
import { notices, type Notices } from "./notices.svelte";
import { period, type ShownPeriod } from "./period.svelte";
import { session, type Session } from "./session.svelte";

/** Everything that a filter can ask of an appointment, apart from its resource. */
export type Conditions = Omit<Filter, "hiddenResources">;
/** The conditions that are lists of values to show. */
export type ListCondition = Exclude<keyof Conditions, "unpaid">;

export const NO_CONDITIONS: Conditions = {
	statuses: [],
	payments: [],
	types: [],
	sources: [],
	services: [],
	unpaid: false,
};
const SHOW_EVERYTHING: Filter = { hiddenResources: [], ...NO_CONDITIONS };

/** Conditions that people at a desk need often, with one click. */
export const QUICK = ["unpaid", "first", "cancelled", "unconfirmed"] as const;
export type Quick = (typeof QUICK)[number];

const QUICK_CONDITIONS: Readonly<Record<Quick, Partial<Conditions>>> = {
	unpaid: { unpaid: true },
	first: { types: ["primary"] },
	cancelled: { statuses: ["cancelled"] },
	unconfirmed: { statuses: ["scheduled"] },
};

/** Values of the server's open enumerations are texts or objects with one text. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What the user hides from the views and money. The finder and the search mark it. */
export class CalendarFilter {
	readonly #desk: Desk;
	readonly #notices: Notices;
	readonly #session: Session;
	readonly #period: ShownPeriod;
	/** The filter that the user has just chosen, until a screen with it arrives. */
	#pending = $state.raw<Filter | null>(null);
	readonly #requests = new InTurn();

	current: Filter = $derived.by(() => this.#pending ?? this.#period.screen?.filter ?? SHOW_EVERYTHING);

	/** The ids of the hidden resources. */
	hidden: readonly number[] = $derived(this.current.hiddenResources);
	/** It hides appointments of resources that it shows. */
	hasConditions: boolean = $derived(!isSame(conditionsOf(this.current), NO_CONDITIONS));
	active: boolean = $derived(this.hidden.length > 0 || this.hasConditions);
	/**
	 * Cancelled appointments are strips beside the others. If the filter of the screen shows no others, they are drawn as
	 * blocks. The desk computes their places by the same rule.
	 */
	strips: boolean = $derived.by(() => !isSame(this.#period.screen?.filter.statuses, ["cancelled"]));

	constructor(desk: Desk, notices: Notices, session: Session, period: ShownPeriod) {
		this.#desk = desk;
		this.#notices = notices;
		this.#session = session;
		this.#period = period;
		session.started.add(() => {
			this.#pending = null;
		});
	}

	/** Whether day and week draw cancelled appointments. */
	get drawsCancelled(): boolean {
		return this.#session.showsCancelled || !this.strips;
	}

	get saved(): readonly SavedFilter[] {
		return this.#period.screen?.savedFilters ?? [];
	}

	/** Hides these resources and shows all others. */
	setHidden(ids: readonly number[]): Promise<void> {
		return this.change({ hiddenResources: [...ids] });
	}

	async change(change: Partial<Filter>): Promise<void> {
		const filter = { ...this.current, ...change };
		this.#pending = filter;
		const isNewest = await this.#requests.send(() =>
			this.#notices.attempt(this.#desk.call("set_filter", { filter })),
		);
		await this.#period.load();
		if (isNewest()) {
			this.#pending = null;
		}
	}

	/** Shows everything. */
	clear(): Promise<void> {
		return this.active ? this.change(SHOW_EVERYTHING) : Promise.resolve();
	}

	/** Adds a value to a list of values to show, or removes it. */
	toggleValue<Name extends ListCondition>(name: Name, value: Filter[Name][number]): Promise<void> {
		const values: readonly unknown[] = this.current[name];
		const others = values.filter((other) => !isSame(other, value));
		return this.change({ [name]: others.length < values.length ? others : [...values, value] });
	}

	shows<Name extends ListCondition>(name: Name, value: Filter[Name][number]): boolean {
		return this.current[name].some((other) => isSame(other, value));
	}

	/** Whether these are exactly the conditions of a quick filter. */
	isQuick(name: Quick): boolean {
		return isSame(conditionsOf(this.current), { ...NO_CONDITIONS, ...QUICK_CONDITIONS[name] });
	}

	/** Sets the conditions of a quick filter, or removes them. The resources stay. */
	toggleQuick(name: Quick): Promise<void> {
		return this.change({ ...NO_CONDITIONS, ...(this.isQuick(name) ? {} : QUICK_CONDITIONS[name]) });
	}

	/** Shows today's appointments for which clients still owe money, or everything again. */
	async toggleUnpaidToday(): Promise<void> {
		const ends = this.isQuick("unpaid");
		await this.toggleQuick("unpaid");
		if (!ends) {
			await this.#period.open(this.#period.view === "list" ? "list" : "day", null);
		}
	}

	/** Gives the present filter a name. A filter of the same name is replaced. */
	save(name: string): Promise<void> {
		const others = this.saved.filter((saved) => saved.name !== name);
		return this.#save([...others, { name, filter: this.current }]);
	}

	removeSaved(name: string): Promise<void> {
		return this.#save(this.saved.filter((saved) => saved.name !== name));
	}

	isApplied(saved: SavedFilter): boolean {
		return isSame(saved.filter, this.current);
	}

	async #save(saved: readonly SavedFilter[]): Promise<void> {
		await this.#notices.attempt(this.#desk.call("save_filters", { saved: [...saved] }));
		await this.#period.load();
	}

	/** Shows all appointments of a resource. */
	reveal(id: number): Promise<void> {
		return this.change({ ...NO_CONDITIONS, hiddenResources: this.hidden.filter((other) => other !== id) });
	}

	toggleResource(id: number): Promise<void> {
		const { hidden } = this;
		return this.setHidden(hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id]);
	}

	/** Shows only this resource. If it is the only shown one already (by `hidden`), shows all of them. */
	toggleOnly(id: number, hidden: readonly number[] = this.hidden): Promise<void> {
		return this.toggleOnlyThese([id], hidden);
	}

	/** Shows only these resources. If they are the only shown ones already (by `hidden`), shows all of them. */
	toggleOnlyThese(ids: readonly number[], hidden: readonly number[] = this.hidden): Promise<void> {
		const others = (this.#period.screen?.resources ?? [])
			.map(({ resource }) => resource.id)
			.filter((other) => !ids.includes(other));
		const areOnly = !ids.some((id) => hidden.includes(id)) && others.every((other) => hidden.includes(other));
		return this.setHidden(areOnly ? [] : others);
	}
}

/** Without the resources. The order of the fields is always the same, so that they can be compared as text. */
function conditionsOf({ statuses, payments, types, sources, services, unpaid }: Filter): Conditions {
	return { statuses, payments, types, sources, services, unpaid };
}

export const filter = new CalendarFilter(desk, notices, session, period);
