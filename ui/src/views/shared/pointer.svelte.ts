import type { Attachment } from "svelte/attachments";
import { untrack } from "svelte";
import type { CellMoments, StartTime, Moment, OpenCell, Screen } from "../../bindings";
import { desk } from "../../state/desk.svelte";
import { momentWord } from "../../words/moments";
import { free, type Wish } from "../../state/free.svelte";

/** Where the pointer (or the focus) is in time. */
interface Spot {
	resourceId: number;
	date: string;
	/** Elapsed minutes of the cell's day. */
	minute: number;
	/** Where the words about it can stand, in pixels of the window. */
	left: number;
	top: number;
}

/** Long enough not to flicker while the pointer crosses the grid. */
const DELAY_MS = 350;

/**
 * What the time under the pointer is, and which start a press there would tick.
 *
 * A cell's day says its axis: `data-axis="x"` or `"y"` with `data-from-min` and `data-to-min`, inside (or being) an
 * element with `data-resource-id` and `data-date`. One listener for all; what a cell's moments are is asked of the
 * desk when the pointer enters it.
 */
class TimePointer {
	spot = $state.raw<Spot | null>(null);
	/** The pointer has rested: say what is there. */
	rested = $state(false);
	/** A whole day in words, for a screen reader: that of the column whose head has the focus. */
	spoken = $state("");

	#cells = $state.raw<ReadonlyMap<string, CellMoments>>(new Map());
	#asked: Record<string, Promise<CellMoments | undefined> | undefined> = {};
	#screen: Screen | null = null;
	#wish: Pick<Wish, "durationMin" | "stepMin"> = { durationMin: null, stepMin: null };
	#timer: ReturnType<typeof setTimeout> | undefined;

	#cell: CellMoments | undefined = $derived(this.spot ? this.#cells.get(keyOf(this.spot)) : undefined);

	/** What the time under the pointer is. */
	moment: Moment | undefined = $derived.by(() => {
		const minute = this.spot?.minute ?? 0;
		return this.#cell?.moments.find(({ span }) => holds(span, minute));
	});

	/** The start that a press would tick: the last one at or before the pointer in the same free time. */
	start: StartTime | undefined = $derived.by(() => {
		const { moment, spot } = this;
		if (!moment || !spot || moment.kind !== "free") {
			return undefined;
		}
		const starts = this.#cell?.startTimes.filter((each) => holds(moment.span, each.fromMin)) ?? [];
		return starts.findLast((each) => each.fromMin <= spot.minute) ?? starts[0];
	});

	/** How long an appointment in this cell is looked for. */
	durationMin: number | undefined = $derived(this.#cell?.durationMin);

	/** What was known of a cell's moments is old when the data, the duration or the step changed. */
	follow(screen: Screen | null, { durationMin, stepMin }: Wish): void {
		if (screen === this.#screen && durationMin === this.#wish.durationMin && stepMin === this.#wish.stepMin) {
			return;
		}
		this.#screen = screen;
		this.#wish = { durationMin, stepMin };
		this.#asked = {};
		this.#cells = new Map();
		untrack(() => {
			if (this.spot) {
				void this.#ask(this.spot);
			}
		});
	}

	/** The start to show in a cell as the one that a press would tick. */
	startIn(resourceId: number, date: string): StartTime | undefined {
		const { spot } = this;
		return spot?.resourceId === resourceId && spot.date === date ? this.start : undefined;
	}

	watch: Attachment<HTMLElement> = (root) => {
		const move = (event: PointerEvent): void => {
			const spot = event.pointerType === "touch" ? null : spotOf(event);
			this.#moveTo(spot);
		};
		const leave = (): void => this.#moveTo(null);
		const press = (event: MouseEvent): void => {
			const target = event.target instanceof Element ? event.target : null;
			const axis = target?.closest<HTMLElement>("[data-axis]");
			if (!axis || target?.closest("[data-appointment-id], [data-ticked-start]")) {
				return;
			}
			// A key has no place: it means the first start of the free time that has the focus.
			const piece = target?.closest<HTMLElement>("[data-free-start]") ?? null;
			const spot = event.detail === 0 ? middleOf(piece) : spotOf(event);
			if (spot) {
				void this.#tick(spot, event.detail === 0 ? (piece?.dataset["freeStart"] ?? null) : null);
			}
		};
		const focused = (event: FocusEvent): void => {
			const target = event.target instanceof HTMLElement ? event.target : null;
			const { headResource, headDate } = target?.dataset ?? {};
			if (headResource !== undefined && headDate !== undefined) {
				void this.#speak(Number(headResource), headDate);
			}
			if (target?.matches("[data-free-start]:focus-visible, [data-closed]:focus-visible")) {
				this.#moveTo(middleOf(target));
				this.rested = true;
			} else {
				this.#moveTo(null);
			}
		};
		const stop = new AbortController();
		const { signal } = stop;
		root.addEventListener("pointermove", move, { signal, passive: true });
		root.addEventListener("pointerleave", leave, { signal });
		root.addEventListener("scroll", leave, { signal, capture: true, passive: true });
		root.addEventListener("click", press, { signal });
		root.addEventListener("focusin", focused, { signal });
		root.addEventListener("focusout", leave, { signal });
		return () => {
			stop.abort();
			leave();
		};
	};

	/** A focus can be lost while a picture is being painted, in which nothing may be changed but what is read later. */
	#moveTo(spot: Spot | null): void {
		untrack(() => this.#settle(spot));
	}

	#settle(spot: Spot | null): void {
		clearTimeout(this.#timer);
		if (!spot) {
			this.spot = null;
			this.rested = false;
			return;
		}
		const before = this.spot;
		if (!before || keyOf(before) !== keyOf(spot)) {
			this.rested = false;
			void this.#ask(spot);
		}
		this.spot = spot;
		if (!this.rested) {
			this.#timer = setTimeout(() => (this.rested = this.spot !== null), DELAY_MS);
		}
	}

	/** What a cell's moments are; undefined when the desk cannot tell, and the view itself is unharmed. */
	#ask(cell: Pick<Spot, "resourceId" | "date">): Promise<CellMoments | undefined> {
		const key = keyOf(cell);
		const asked = this.#asked[key];
		if (asked) {
			return asked;
		}
		const questions = this.#asked;
		const answer = desk.ask("moments", this.#question(cell)).catch(() => {
			// The next look asks again.
			questions[key] = undefined;
			return undefined;
		});
		questions[key] = answer;
		void answer.then((known) => {
			// What was asked before the data changed is old.
			if (known && questions === this.#asked) {
				this.#cells = new Map([...this.#cells, [key, known]]);
			}
		});
		return answer;
	}

	#question({ resourceId, date }: Pick<Spot, "resourceId" | "date">): OpenCell {
		return { resourceId, date, ...this.#wish };
	}

	async #speak(resourceId: number, date: string): Promise<void> {
		const cell = await this.#ask({ resourceId, date });
		const day = cell?.moments.map(
			(moment) => `${moment.span.startLabel}–${moment.span.endLabel} ${momentWord(moment)}`,
		);
		this.spoken = day?.join("; ") ?? "";
	}

	async #tick(spot: Spot, freeStart: string | null): Promise<void> {
		const cell = await this.#ask(spot);
		if (!cell) {
			return;
		}
		const moment = cell.moments.find(({ kind, span }) =>
			freeStart === null ? holds(span, spot.minute) : kind === "free" && span.start === freeStart,
		);
		if (moment?.kind !== "free") {
			return;
		}
		const starts = cell.startTimes.filter((each) => holds(moment.span, each.fromMin));
		const start =
			(freeStart === null ? starts.findLast((each) => each.fromMin <= spot.minute) : undefined) ?? starts[0];
		if (start) {
			await free.toggle(start, spot.date);
		}
	}
}

export const pointer = new TimePointer();

function keyOf({ resourceId, date }: { resourceId: number; date: string }): string {
	return `${resourceId} ${date}`;
}

function holds(span: { fromMin: number; lengthMin: number }, minute: number): boolean {
	return span.fromMin <= minute && minute < span.fromMin + span.lengthMin;
}

function spotOf(event: MouseEvent): Spot | null {
	const target = event.target instanceof Element ? event.target : null;
	// An appointment has a tip of its own.
	if (!target || target.closest("[data-appointment-id], [data-ticked-start]")) {
		return null;
	}
	return spotAt(target, event.clientX, event.clientY);
}

function middleOf(piece: HTMLElement | null): Spot | null {
	if (!piece) {
		return null;
	}
	const box = piece.getBoundingClientRect();
	return spotAt(piece, (box.left + box.right) / 2, (box.top + box.bottom) / 2);
}

function spotAt(target: Element, left: number, top: number): Spot | null {
	const axis = target.closest<HTMLElement>("[data-axis]");
	const cell = axis?.closest<HTMLElement>("[data-resource-id][data-date]");
	if (!axis || !cell) {
		return null;
	}
	const box = axis.getBoundingClientRect();
	const part = axis.dataset["axis"] === "x" ? (left - box.left) / box.width : (top - box.top) / box.height;
	const from = Number(axis.dataset["fromMin"]);
	const to = Number(axis.dataset["toMin"]);
	return {
		resourceId: Number(cell.dataset["resourceId"]),
		date: cell.dataset["date"] ?? "",
		minute: from + part * (to - from),
		left,
		top,
	};
}
