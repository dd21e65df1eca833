import { untrack } from "svelte";
import type { Attachment } from "svelte/attachments";
import type { CellMoments, Moment, OpenMoments, Screen, StartTime } from "../../bindings";
import { desk } from "../../state/desk";
import { free } from "../../state/free.svelte";
import { momentWord } from "../../words/moments";

type Cell = Pick<OpenMoments, "resourceId" | "date">;

/** The time at the pointer, or at the focus. */
interface Position extends Cell {
	/** Elapsed minutes of the cell's day. */
	minute: number;
	/** Where the tip about it can be, in pixels of the window. */
	left: number;
	top: number;
}

/** For which appointments the start times are. Null: what each resource has. */
interface StartTimeConditions {
	durationMin: number | null;
	stepMin: number | null;
}

/** Long enough that the tip does not flicker while the pointer crosses the grid. */
const DELAY_MS = 350;
const OWN_TIP = "[data-appointment-id], [data-group], [data-ticked-start]";

/**
 * What the time under the pointer is, and which start time a click there would select.
 *
 * A cell declares its axis: `data-axis="x"` or `"y"` with `data-from-min` and `data-to-min`, on an element with
 * `data-resource-id` and `data-date` or inside one. The root has the only listeners. The desk is asked for the moments
 * of a cell when the pointer enters the cell.
 */
class TimePointer {
	position = $state.raw<Position | null>(null);
	/** The pointer has rested, so the tip is shown. */
	rested = $state(false);
	/** A whole day as text, for screen readers: the day of the column whose head has the focus. */
	spokenDay = $state("");

	#cells = $state.raw<ReadonlyMap<string, CellMoments>>(new Map());
	/** Requests by cell. A change of the data replaces this object. */
	#requests: Record<string, Promise<CellMoments | undefined> | undefined> = {};
	#screen: Screen | null = null;
	#conditions: StartTimeConditions = { durationMin: null, stepMin: null };
	#timer: ReturnType<typeof setTimeout> | undefined;

	#cell: CellMoments | undefined = $derived(
		this.position ? this.#cells.get(cellKey(this.position)) : undefined,
	);

	/** What the time under the pointer is. */
	moment: Moment | undefined = $derived.by(() => {
		const minute = this.position?.minute ?? 0;
		return this.#cell?.moments.find(({ span }) => contains(span, minute));
	});

	/** The start time that a click would select. */
	start: StartTime | undefined = $derived.by(() => {
		const { moment, position } = this;
		if (!moment || !position || moment.kind !== "free") {
			return undefined;
		}
		return startTimeAt(this.#cell?.startTimes ?? [], moment, position.minute);
	});

	/** The duration of the appointment for which the cell's start times are. */
	durationMin: number | undefined = $derived(this.#cell?.durationMin);

	/** Discards what is known of the cells, if the data, the duration or the step changed. */
	use(screen: Screen | null, { durationMin, stepMin }: StartTimeConditions): void {
		if (
			screen === this.#screen &&
			durationMin === this.#conditions.durationMin &&
			stepMin === this.#conditions.stepMin
		) {
			return;
		}
		this.#screen = screen;
		this.#conditions = { durationMin, stepMin };
		this.#requests = {};
		this.#cells = new Map();
		untrack(() => {
			if (this.position) {
				void this.#load(this.position);
			}
		});
	}

	/** The pointer is at no time any more: something else is drawn under it. */
	leave(): void {
		this.#moveTo(null);
	}

	/** The start time that the cell shows as the one that a click would select. */
	startTimeIn(resourceId: number, date: string): StartTime | undefined {
		const { position } = this;
		return position?.resourceId === resourceId && position.date === date ? this.start : undefined;
	}

	watch: Attachment<HTMLElement> = (root) => {
		const onPointerMove = (event: PointerEvent): void => {
			this.#moveTo(event.pointerType === "touch" ? null : positionOf(event));
		};
		const onLeave = (): void => this.#moveTo(null);
		const onClick = (event: MouseEvent): void => {
			const target = event.target instanceof Element ? event.target : null;
			const axis = target?.closest<HTMLElement>("[data-axis]");
			if (!axis || target?.closest(OWN_TIP)) {
				return;
			}
			// A key has no pointer position. It means the first start time of the free interval that has the focus.
			const byKey = event.detail === 0;
			const interval = target?.closest<HTMLElement>("[data-free-start]") ?? null;
			const position = byKey ? middleOf(interval) : positionOf(event);
			if (position) {
				void this.#toggle(position, byKey ? (interval?.dataset["freeStart"] ?? null) : null);
			}
		};
		const onFocusIn = (event: FocusEvent): void => {
			const target = event.target instanceof HTMLElement ? event.target : null;
			const { headResource, headDate } = target?.dataset ?? {};
			if (headResource !== undefined && headDate !== undefined) {
				void this.#speakDay({ resourceId: Number(headResource), date: headDate });
			}
			if (target?.matches("[data-free-start]:focus-visible, [data-closed]:focus-visible")) {
				this.#moveTo(middleOf(target));
				this.rested = true;
			} else {
				this.#moveTo(null);
			}
		};
		const listening = new AbortController();
		const { signal } = listening;
		root.addEventListener("pointermove", onPointerMove, { signal, passive: true });
		root.addEventListener("pointerleave", onLeave, { signal });
		root.addEventListener("scroll", onLeave, { signal, capture: true, passive: true });
		root.addEventListener("click", onClick, { signal });
		root.addEventListener("focusin", onFocusIn, { signal });
		root.addEventListener("focusout", onLeave, { signal });
		return () => {
			listening.abort();
			onLeave();
		};
	};

	/** An element can lose the focus while Svelte updates the page. State may be read then only without tracking. */
	#moveTo(position: Position | null): void {
		untrack(() => this.#setPosition(position));
	}

	#setPosition(position: Position | null): void {
		clearTimeout(this.#timer);
		if (!position) {
			this.position = null;
			this.rested = false;
			return;
		}
		const previous = this.position;
		if (!previous || cellKey(previous) !== cellKey(position)) {
			this.rested = false;
			void this.#load(position);
		}
		this.position = position;
		if (!this.rested) {
			this.#timer = setTimeout(() => (this.rested = this.position !== null), DELAY_MS);
		}
	}

	/** The moments of a cell. Undefined if the request failed: the view works without them. */
	#load(cell: Cell): Promise<CellMoments | undefined> {
		const key = cellKey(cell);
		const running = this.#requests[key];
		if (running) {
			return running;
		}
		const requests = this.#requests;
		const request = desk.call("moments", this.#request(cell)).catch(() => {
			// The next time the request is sent again.
			requests[key] = undefined;
			return undefined;
		});
		requests[key] = request;
		void request.then((moments) => {
			// An answer to a request from before the data changed is discarded.
			if (moments && requests === this.#requests) {
				this.#cells = new Map([...this.#cells, [key, moments]]);
			}
		});
		return request;
	}

	#request({ resourceId, date }: Cell): OpenMoments {
		return { resourceId, date, ...this.#conditions };
	}

	async #speakDay(cell: Cell): Promise<void> {
		const loaded = await this.#load(cell);
		const day = loaded?.moments.map(
			(moment) => `${moment.span.startLabel}–${moment.span.endLabel} ${momentWord(moment)}`,
		);
		this.spokenDay = day?.join("; ") ?? "";
	}

	/** Selects or deselects the start time at a position; with `freeStart`, the first one of that free interval. */
	async #toggle(position: Position, freeStart: string | null): Promise<void> {
		const cell = await this.#load(position);
		const moment = cell?.moments.find(({ kind, span }) =>
			freeStart === null ? contains(span, position.minute) : kind === "free" && span.start === freeStart,
		);
		if (!cell || moment?.kind !== "free") {
			return;
		}
		const start = startTimeAt(cell.startTimes, moment, freeStart === null ? position.minute : -Infinity);
		if (start) {
			await free.toggle(start, position.date);
		}
	}
}

export const pointer = new TimePointer();

/** The last start time of a moment at or before a minute; if there is none, the first one of the moment. */
function startTimeAt(starts: readonly StartTime[], moment: Moment, minute: number): StartTime | undefined {
	const within = starts.filter(({ fromMin }) => contains(moment.span, fromMin));
	return within.findLast(({ fromMin }) => fromMin <= minute) ?? within[0];
}

function cellKey({ resourceId, date }: Cell): string {
	return `${resourceId} ${date}`;
}

function contains(span: { fromMin: number; lengthMin: number }, minute: number): boolean {
	return span.fromMin <= minute && minute < span.fromMin + span.lengthMin;
}

function positionOf(event: MouseEvent): Position | null {
	const target = event.target instanceof Element ? event.target : null;
	if (!target || target.closest(OWN_TIP)) {
		return null;
	}
	return positionAt(target, event.clientX, event.clientY);
}

function middleOf(element: HTMLElement | null): Position | null {
	if (!element) {
		return null;
	}
	const box = element.getBoundingClientRect();
	return positionAt(element, (box.left + box.right) / 2, (box.top + box.bottom) / 2);
}

function positionAt(target: Element, left: number, top: number): Position | null {
	const axis = target.closest<HTMLElement>("[data-axis]");
	const cell = axis?.closest<HTMLElement>("[data-resource-id][data-date]");
	if (!axis || !cell) {
		return null;
	}
	const box = axis.getBoundingClientRect();
	const fraction =
		axis.dataset["axis"] === "x" ? (left - box.left) / box.width : (top - box.top) / box.height;
	const from = Number(axis.dataset["fromMin"]);
	const to = Number(axis.dataset["toMin"]);
	return {
		resourceId: Number(cell.dataset["resourceId"]),
		date: cell.dataset["date"] ?? "",
		minute: from + fraction * (to - from),
		left,
		top,
	};
}
