import { asDeskError } from "../backend";
import type {
	DayPart,
	DeskError,
	FindFree,
	FoundFree,
	StartTime,
	GroupBy,
	Offer,
	SelectedTime,
	Whom,
} from "../bindings";
import { desk } from "./desk.svelte";
import { Loaded } from "./loaded.svelte";

/** What the finder's form says. */
export interface Wish {
	/** Null: the length most common in the data; in the views each one's own slot length. */
	durationMin: number | null;
	whom: Whom;
	/** The first date, `YYYY-MM-DD`; null: today, whichever that is. */
	from: string | null;
	workingDays: number;
	part: DayPart;
	noticeMin: number;
	/** Null: each one's own slot length. */
	stepMin: number | null;
	groupBy: GroupBy;
}

/** A time that the user chose to offer. */
export type Tick = StartTime & {
	/** Its day, `YYYY-MM-DD`. */
	date: string;
};

const FIRST_ROWS = 40;
const FIRST_WISH: Wish = {
	durationMin: null,
	whom: { kind: "any" },
	from: null,
	workingDays: 5,
	part: "any",
	noticeMin: 0,
	stepMin: null,
	groupBy: "day",
};

const NONE: readonly Tick[] = [];
const keyOf = (time: { resourceId: number; start: string }): string => `${time.resourceId} ${time.start}`;
const cellOf = (resourceId: number, date: string): string => `${resourceId} ${date}`;

/** Free times: what the finder looks for, which times are ticked, and their way to the clipboard. */
class FreeTimes {
	wish = $state.raw<Wish>(FIRST_WISH);
	ticks = $state.raw<readonly Tick[]>([]);
	/** The check before copying is under way. */
	copying = $state(false);
	/** The text that was copied, as long as the ticks are those it was made of. */
	copied = $state.raw<string | null>(null);
	copyProblem = $state.raw<DeskError | "clipboard" | "allGone" | null>(null);

	#found = new Loaded<FoundFree>();
	#offer = new Loaded<Offer>();
	#maxRows = FIRST_ROWS;
	#account: string | null = null;
	#keys: ReadonlySet<string> = $derived(new Set(this.ticks.map(keyOf)));
	#cells: ReadonlySet<string> = $derived(
		new Set(this.ticks.map((tick) => cellOf(tick.resourceId, tick.date))),
	);

	get found(): FoundFree | null {
		return this.#found.value;
	}

	get findProblem(): DeskError | null {
		return this.#found.problem;
	}

	/** The ticked times in words, as the desk last put them. */
	get offer(): Offer | null {
		return this.#offer.value;
	}

	// --- the finder -------------------------------------------------------------------------------------------

	/** Looks again; what was found stays until the answer comes. */
	look(): Promise<void> {
		return this.#found.load(() => desk.ask("find_free", this.#question()));
	}

	change(part: Partial<Wish>): Promise<void> {
		this.wish = { ...this.wish, ...part };
		this.#maxRows = FIRST_ROWS;
		return this.look();
	}

	showMore(): Promise<void> {
		this.#maxRows += FIRST_ROWS;
		return this.look();
	}

	#question(): FindFree {
		return { ...this.wish, maxRows: this.#maxRows };
	}

	// --- ticks ------------------------------------------------------------------------------------------------

	isTicked(start: { resourceId: number; start: string }): boolean {
		return this.#keys.has(keyOf(start));
	}

	/** The ticks on one resource's day. */
	inCell(resourceId: number, date: string): readonly Tick[] {
		if (!this.#cells.has(cellOf(resourceId, date))) {
			return NONE;
		}
		return this.ticks.filter((tick) => tick.resourceId === resourceId && tick.date === date);
	}

	toggle(start: StartTime, date: string): Promise<void> {
		if (this.isTicked(start)) {
			return this.untick(start);
		}
		return this.#setTicks([...this.ticks, { ...start, date }]);
	}

	untick(start: { resourceId: number; start: string }): Promise<void> {
		return this.#setTicks(this.ticks.filter((tick) => keyOf(tick) !== keyOf(start)));
	}

	clear(): Promise<void> {
		return this.#setTicks([]);
	}

	/** In another account nothing of the one before is of use. */
	follow(account: string | null): void {
		if (account === this.#account) {
			return;
		}
		this.#account = account;
		this.ticks = [];
		this.wish = FIRST_WISH;
		this.#found.clear();
		this.#offer.clear();
		this.copied = null;
		this.copyProblem = null;
	}

	#setTicks(ticks: readonly Tick[]): Promise<void> {
		this.ticks = ticks;
		this.copied = null;
		this.copyProblem = null;
		return this.reword();
	}

	/** The ticked times in words again: they, the data, the template or the language changed. */
	reword(): Promise<void> {
		if (this.ticks.length === 0) {
			this.#offer.clear();
			return Promise.resolve();
		}
		return this.#offer.load(() => desk.ask("offer", { times: this.#times(), check: false }));
	}

	#times(): SelectedTime[] {
		return this.ticks.map(({ resourceId, start, end }) => ({ resourceId, start, end }));
	}

	// --- copying ----------------------------------------------------------------------------------------------

	/** Whether there is anything to copy: ticked times, or the finder's first ones. */
	get canCopy(): boolean {
		return this.ticks.length > 0 || (desk.panel?.kind === "finder" && this.#first().length > 0);
	}

	/** Copies the ticked times as text, checked first; without any, ticks the finder's first three. */
	async copy(): Promise<void> {
		if (this.copying || !this.canCopy) {
			return;
		}
		if (this.ticks.length === 0) {
			this.ticks = this.#first();
		}
		this.copying = true;
		this.copied = null;
		this.copyProblem = null;
		const ticks = this.ticks;
		try {
			const offer = await desk.ask("offer", { times: this.#times(), check: true });
			// What was ticked in the meantime is not in this text.
			if (ticks !== this.ticks) {
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
			await desk.copyText(text);
			this.copied = text;
		} catch {
			this.copyProblem = "clipboard";
		}
	}

	#first(): readonly Tick[] {
		return (this.found?.view.first ?? []).map(({ date, startTime }) => ({ ...startTime, date: date.iso }));
	}
}

export const free = new FreeTimes();
