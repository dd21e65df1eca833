import { asDeskError } from "../backend";
import type {
	DayPart,
	DeskError,
	FindFree,
	FoundFree,
	GroupBy,
	Offer,
	SelectedTime,
	StartTime,
	Whom,
} from "../bindings";
import { desk, type Desk } from "./desk";
import { Loaded } from "./loaded.svelte";
import { panels, type Panels } from "./panels.svelte";

/** The conditions in the finder's form. */
export interface FinderConditions {
	/** Null: the duration that is most common in the data; in the views, each resource's own slot length. */
	durationMin: number | null;
	whom: Whom;
	/** The first date, `YYYY-MM-DD`. Null: today, whichever day that is. */
	from: string | null;
	workingDays: number;
	part: DayPart;
	noticeMin: number;
	/** Null: each resource's own slot length. */
	stepMin: number | null;
	groupBy: GroupBy;
}

/** A start time that the user selected, with its day. */
export type SelectedStart = StartTime & {
	/** `YYYY-MM-DD`. */
	date: string;
};

type StartKey = Pick<StartTime, "resourceId" | "start">;

/** The finder lists so many rows, and so many more each time the user requests more. */
const PAGE_ROWS = 40;
const DEFAULT_CONDITIONS: FinderConditions = {
	durationMin: null,
	whom: { kind: "any" },
	from: null,
	workingDays: 5,
	part: "any",
	noticeMin: 0,
	stepMin: null,
	groupBy: "day",
};

function keySet<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlySet<string> {
	return new Set(items.map(keyOf));
}

const NONE: readonly SelectedStart[] = [];
const startKey = ({ resourceId, start }: StartKey): string => `${resourceId} ${start}`;
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
	#found = new Loaded<FoundFree>();
	#offer = new Loaded<Offer>();
	#maxRows = PAGE_ROWS;
	#account: string | null = null;
	#selectedKeys: ReadonlySet<string> = $derived(keySet(this.selected, startKey));
	#selectedCells: ReadonlySet<string> = $derived(
		keySet(this.selected, ({ resourceId, date }) => cellKey(resourceId, date)),
	);

	constructor(desk: Desk, panels: Panels) {
		this.#desk = desk;
		this.#panels = panels;
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

	changeConditions(change: Partial<FinderConditions>): Promise<void> {
		this.conditions = { ...this.conditions, ...change };
		this.#maxRows = PAGE_ROWS;
		return this.find();
	}

	showMore(): Promise<void> {
		this.#maxRows += PAGE_ROWS;
		return this.find();
	}

	#request(): FindFree {
		return { ...this.conditions, maxRows: this.#maxRows };
	}

	// --- selected times ---------------------------------------------------------------------------------------

	isSelected(start: StartKey): boolean {
		return this.#selectedKeys.has(startKey(start));
	}

	/** The selected times of one resource on one date. */
	selectedIn(resourceId: number, date: string): readonly SelectedStart[] {
		if (!this.#selectedCells.has(cellKey(resourceId, date))) {
			return NONE;
		}
		return this.selected.filter((start) => start.resourceId === resourceId && start.date === date);
	}

	toggle(start: StartTime, date: string): Promise<void> {
		if (this.isSelected(start)) {
			return this.deselect(start);
		}
		return this.#select([...this.selected, { ...start, date }]);
	}

	deselect(start: StartKey): Promise<void> {
		const key = startKey(start);
		return this.#select(this.selected.filter((other) => startKey(other) !== key));
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
		this.selected = [];
		this.conditions = DEFAULT_CONDITIONS;
		this.#found.clear();
		this.#offer.clear();
		this.copied = null;
		this.copyProblem = null;
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
		return this.selected.map(({ resourceId, start, end }) => ({ resourceId, start, end }));
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
		return (this.found?.view.first ?? []).map(({ date, startTime }) => ({ ...startTime, date: date.iso }));
	}
}

export const free = new FreeTime(desk, panels);
