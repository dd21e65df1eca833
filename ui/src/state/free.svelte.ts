import { asDeskError } from "../backend";
import type {
	DayPart,
	DeskError,
	FinderSpan,
	FindFree,
	FoundFree,
	FoundStart,
	GroupBy,
	Offer,
	SecondService,
	SelectedTime,
	StartTime,
	Whom,
} from "../bindings";
import { desk, type Desk } from "./desk";
import { Loaded } from "./loaded.svelte";
import { panels, type Panels } from "./panels.svelte";
import { period, type ShownPeriod } from "./period.svelte";

/** The conditions in the finder's form. */
export interface FinderConditions {
	whom: Whom;
	/** An appointment right after the first one. */
	second: SecondService | null;
	span: FinderSpan;
	/** For a number of working days: the first date, `YYYY-MM-DD`. Null: today, whichever day that is. */
	from: string | null;
	/** For `workingDays`: how many. */
	workingDays: number;
	part: DayPart;
	noticeMin: number;
	/** Null: each resource's own slot length. */
	stepMin: number | null;
	groupBy: GroupBy;
	/** A few start times of each half-day are proposed, instead of one. */
	moreFirst: boolean;
}

/** An appointment of a selected time, with its day. */
export type SelectedPart = StartTime & {
	/** `YYYY-MM-DD`. */
	date: string;
};

/** A start time that the user selected. */
export type SelectedStart = SelectedPart & {
	/** The second of two appointments in a row. */
	then: StartTime | null;
};

type StartKey = Pick<StartTime, "resourceId" | "start" | "end">;

/** The finder lists so many rows, and so many more each time the user requests more. */
const PAGE_ROWS = 40;
const DEFAULT_CONDITIONS: FinderConditions = {
	whom: { kind: "any" },
	second: null,
	span: "workingDays",
	from: null,
	workingDays: 5,
	part: "any",
	noticeMin: 0,
	stepMin: null,
	groupBy: "day",
	moreFirst: false,
};

function keySet<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlySet<string> {
	return new Set(items.map(keyOf));
}

const NONE: readonly SelectedPart[] = [];
const startKey = ({ resourceId, start, end }: StartKey): string => `${resourceId} ${start} ${end}`;
/** Two selected times can share one of their appointments. */
const wholeKey = ({ then, ...first }: StartKey & { then: StartKey | null }): string =>
	then ? `${startKey(first)} ${startKey(then)}` : startKey(first);
const foundKey = ({ startTime, then }: FoundStart): string =>
	wholeKey({ ...startTime, then: then?.startTime ?? null });
/** The appointments of a selected time. */
const partsOf = ({ date, then, ...first }: SelectedStart): SelectedPart[] =>
	then
		? [
				{ ...first, date },
				{ ...then, date },
			]
		: [{ ...first, date }];
const cellKey = (resourceId: number, date: string): string => `${resourceId} ${date}`;

/** Free time: what the finder searches for, which times are selected, and their text for the clipboard. */
export class FreeTime {
	conditions = $state.raw<FinderConditions>(DEFAULT_CONDITIONS);
	selected = $state.raw<readonly SelectedStart[]>([]);
	/** The server is checking the selected times before they are copied. */
	copying = $state(false);
	/** The text that was copied, until the selection changes. */
	copied = $state.raw<string | null>(null);
	copyProblem = $state.raw<DeskError | "clipboard" | "allGone" | null>(null);

	readonly #desk: Desk;
	readonly #panels: Panels;
	readonly #period: ShownPeriod;
	#found = new Loaded<FoundFree>();
	#offer = new Loaded<Offer>();
	#maxRows = PAGE_ROWS;
	#account: string | null = null;
	/** The clinic's today at the last screen. */
	#today: string | null = null;
	/** Their appointments, each once. */
	#parts: readonly SelectedPart[] = $derived(
		Object.values(Object.fromEntries(this.selected.flatMap(partsOf).map((part) => [startKey(part), part]))),
	);
	#selectedKeys: ReadonlySet<string> = $derived(keySet(this.#parts, startKey));
	#wholeKeys: ReadonlySet<string> = $derived(keySet(this.selected, wholeKey));
	#selectedCells: ReadonlySet<string> = $derived(
		keySet(this.#parts, ({ resourceId, date }) => cellKey(resourceId, date)),
	);

	constructor(desk: Desk, panels: Panels, period: ShownPeriod) {
		this.#desk = desk;
		this.#panels = panels;
		this.#period = period;
	}

	get found(): FoundFree | null {
		return this.#found.value;
	}

	get findProblem(): DeskError | null {
		return this.#found.problem;
	}

	/** The text of the selected times, as the desk last composed it. */
	get offer(): Offer | null {
		return this.#offer.value;
	}

	// --- the finder -------------------------------------------------------------------------------------------

	/** Searches again. The previous results stay until the answer arrives. */
	find(): Promise<void> {
		return this.#found.load(() => this.#desk.call("find_free", this.#request()));
	}

	/** The user begins a search: what was copied was for another client. */
	startSearch(): void {
		if (this.copied !== null) {
			void this.clear();
		}
	}

	changeConditions(change: Partial<FinderConditions>): Promise<void> {
		this.startSearch();
		this.conditions = { ...this.conditions, ...change };
		this.#maxRows = PAGE_ROWS;
		return this.find();
	}

	/** For views and finder. The screen that arrives searches again. */
	changeDuration(durationMin: number): Promise<void> {
		this.startSearch();
		this.#maxRows = PAGE_ROWS;
		return this.#period.changeDuration(durationMin);
	}

	showMore(): Promise<void> {
		this.#maxRows += PAGE_ROWS;
		return this.find();
	}

	#request(): FindFree {
		return { ...this.conditions, durationMin: this.#period.durationMin, maxRows: this.#maxRows };
	}

	// --- selected times ---------------------------------------------------------------------------------------

	isSelected(start: StartKey): boolean {
		return this.#selectedKeys.has(startKey(start));
	}

	/** The selected appointments of one resource on one date. */
	selectedIn(resourceId: number, date: string): readonly SelectedPart[] {
		if (!this.#selectedCells.has(cellKey(resourceId, date))) {
			return NONE;
		}
		return this.#parts.filter((start) => start.resourceId === resourceId && start.date === date);
	}

	isFoundSelected(found: FoundStart): boolean {
		return this.#wholeKeys.has(foundKey(found));
	}

	/** Selects or deselects a start time of the finder together with that of its second appointment. */
	toggleFound(found: FoundStart, date: string): Promise<void> {
		const key = foundKey(found);
		return this.#wholeKeys.has(key)
			? this.#select(this.selected.filter((other) => wholeKey(other) !== key))
			: this.#select([...this.selected, { ...found.startTime, date, then: found.then?.startTime ?? null }]);
	}

	toggle(start: StartTime, date: string): Promise<void> {
		if (this.isSelected(start)) {
			return this.deselect(start);
		}
		return this.#select([...this.selected, { ...start, date, then: null }]);
	}

	/** Deselects all times with this appointment. */
	deselect(start: StartKey): Promise<void> {
		const key = startKey(start);
		const others = this.selected.filter((other) => partsOf(other).every((part) => startKey(part) !== key));
		return this.#select(others);
	}

	clear(): Promise<void> {
		return this.#select([]);
	}

	/** With another account everything of the previous one is removed. */
	useAccount(account: string | null): void {
		if (account === this.#account) {
			return;
		}
		this.#account = account;
		this.#today = null;
		this.selected = [];
		this.conditions = DEFAULT_CONDITIONS;
		this.#found.clear();
		this.#offer.clear();
		this.copied = null;
		this.copyProblem = null;
	}

	/** Selected times do not survive the night: they were for a client of the day before. */
	useToday(today: string): void {
		if (this.#today !== null && this.#today !== today && this.selected.length > 0) {
			void this.clear();
		}
		this.#today = today;
	}

	#select(selected: readonly SelectedStart[]): Promise<void> {
		this.selected = selected;
		this.copied = null;
		this.copyProblem = null;
		return this.updateText();
	}

	/** Composes the text again, after the selection, the data, the template or the language changed. */
	updateText(): Promise<void> {
		if (this.selected.length === 0) {
			this.#offer.clear();
			return Promise.resolve();
		}
		return this.#offer.load(() => this.#desk.call("offer", { times: this.#times(), check: false }));
	}

	#times(): SelectedTime[] {
		const timeOf = ({ resourceId, start, end }: StartKey) => ({ resourceId, start, end });
		return this.selected.map((selected) => ({
			...timeOf(selected),
			...(selected.then && { then: timeOf(selected.then) }),
		}));
	}

	// --- copying ----------------------------------------------------------------------------------------------

	/** Whether there is anything to copy: selected times, or the finder's first ones. */
	get canCopy(): boolean {
		return this.selected.length > 0 || (this.#panels.open?.kind === "finder" && this.#first().length > 0);
	}

	/**
	 * Checks the selected times with the server and copies their text. If no time is selected, selects the finder's first
	 * three.
	 */
	async copy(): Promise<void> {
		if (this.copying || !this.canCopy) {
			return;
		}
		if (this.selected.length === 0) {
			this.selected = this.#first();
		}
		this.copying = true;
		this.copied = null;
		this.copyProblem = null;
		const { selected } = this;
		try {
			const offer = await this.#desk.call("offer", { times: this.#times(), check: true });
			// The selection changed meanwhile, so this text is not the text of the selection.
			if (selected !== this.selected) {
				return;
			}
			this.#offer.clear();
			this.#offer.value = offer;
			if (offer.text === "") {
				this.copyProblem = "allGone";
			} else {
				await this.#toClipboard(offer.text);
			}
		} catch (reason) {
			this.copyProblem = asDeskError(reason);
		} finally {
			this.copying = false;
		}
	}

	async #toClipboard(text: string): Promise<void> {
		try {
			await this.#desk.copyText(text);
			this.copied = text;
		} catch {
			this.copyProblem = "clipboard";
		}
	}

	#first(): readonly SelectedStart[] {
		return (this.found?.view.first ?? []).map(({ date, start }) => ({
			...start.startTime,
			date: date.iso,
			then: start.then?.startTime ?? null,
		}));
	}
}

export const free = new FreeTime(desk, panels, period);
