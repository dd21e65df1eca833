import { flushSync } from "svelte";
import type { Attachment } from "svelte/attachments";
import type { WeekView } from "../../bindings";
import { free } from "../../state/free.svelte";
import { period } from "../../state/period.svelte";
import { weekCells } from "./cells";

/** A cell of the week. */
interface Cell {
	resourceId: number;
	date: string;
}

/** What the arrow keys stop at: an appointment, a group or a selected time. */
interface Stop extends Cell {
	row: number;
	/** Minutes from the start of the week's first day. */
	at: number;
	/** Finds its button in the page. */
	selector: string;
}

const KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
const DAY_MIN = 24 * 60;
const STOPS = "[data-appointment-id], [data-group], [data-ticked-start]";

/**
 * Where the pointer and the focus are in the week. Only their cells have buttons, and not all rows are in the page, so
 * the arrow keys move over the data. The grid is the tab stop, and an arrow key moves from it to an appointment.
 */
export class WeekCursor {
	/** The row with the focus. It stays in the page when it is scrolled away. */
	row: number | null = $derived.by(() => {
		const cell = this.#focused;
		const row = cell ? this.#body().rows.findIndex(({ resource }) => resource.id === cell.resourceId) : -1;
		return row < 0 ? null : row;
	});
	/** The dates of the cells with buttons, by resource. */
	live: Readonly<Record<number, readonly string[]>> = $derived.by(() => {
		const live: Record<number, string[]> = {};
		for (const cell of [this.#pointed, this.#focused]) {
			const dates = cell && (live[cell.resourceId] ??= []);
			if (cell && !dates?.includes(cell.date)) {
				dates?.push(cell.date);
			}
		}
		return live;
	});

	#pointed = $state.raw<Cell | null>(null);
	#focused = $state.raw<Cell | null>(null);
	#stop: Stop | null = null;
	/** The moves between rows since another move: the time at which they began, and the stops that they left. */
	#run: { at: number; selectors: string[] } | null = null;
	readonly #body: () => WeekView;

	constructor(body: () => WeekView) {
		this.#body = body;
	}

	watch: Attachment<HTMLElement> = (root) => {
		const onPointerOver = ({ target }: Event): void => {
			const cell = cellOf(target);
			if (cell?.resourceId !== this.#pointed?.resourceId || cell?.date !== this.#pointed?.date) {
				this.#pointed = cell;
			}
		};
		const onPointerLeave = (): void => {
			this.#pointed = null;
		};
		const onFocusIn = ({ target }: Event): void => {
			const cell = cellOf(target);
			if (cell && target instanceof HTMLElement) {
				this.#focused = cell;
				const stop = this.#stops().find(({ selector }) => target.matches(selector)) ?? null;
				if (stop?.selector !== this.#stop?.selector) {
					this.#run = null;
				}
				this.#stop = stop;
			}
		};
		const onKeyDown = (event: KeyboardEvent): void => {
			const { target } = event;
			const isHere = target === root || (target instanceof Element && target.matches(STOPS));
			if (!isHere || !KEYS.includes(event.code) || hasModifier(event)) {
				return;
			}
			// Outside the grid the arrow keys change the period. Inside they must not, not even at the last appointment.
			event.preventDefault();
			event.stopPropagation();
			const stops = this.#stops();
			const present = this.#stop && stops.find(({ selector }) => selector === this.#stop?.selector);
			const next =
				present && target !== root ? this.#destination(stops, present, event.code) : (present ?? stops[0]);
			if (next) {
				void this.#moveTo(root, next);
			}
		};
		const listening = new AbortController();
		const { signal } = listening;
		root.addEventListener("pointerover", onPointerOver, { signal, passive: true });
		root.addEventListener("pointerleave", onPointerLeave, { signal });
		root.addEventListener("focusin", onFocusIn, { signal });
		root.addEventListener("keydown", onKeyDown, { signal });
		return () => listening.abort();
	};

	#destination(stops: readonly Stop[], from: Stop, key: string): Stop | undefined {
		if (key !== "ArrowUp" && key !== "ArrowDown") {
			this.#run = null;
			return destination(stops, from, key);
		}
		const run = (this.#run ??= { at: from.at, selectors: [] });
		run.selectors.push(from.selector);
		const next = nextRow(stops, from, key === "ArrowDown");
		// The way back leads over the same stops.
		const visited = next.find(({ selector }) => run.selectors.includes(selector));
		return visited ?? nearest(next, run.at);
	}

	async #moveTo(root: HTMLElement, stop: Stop): Promise<void> {
		this.#stop = stop;
		this.#focused = stop;
		// Draws the cell now. It then gets the answer before the code below, which looks for one of its buttons.
		flushSync();
		await weekCells.load(period.screen, stop);
		// Another key was pressed meanwhile.
		if (this.#stop === stop) {
			flushSync();
			root.querySelector<HTMLElement>(stop.selector)?.focus();
		}
	}

	/** All stops, row by row, each row by time. */
	#stops(): Stop[] {
		return this.#body().rows.flatMap(({ cells }, row) =>
			cells
				.flatMap(({ resourceId, date, pieces }, day): Stop[] => {
					const at = (fromMin: number): number => day * DAY_MIN + fromMin;
					const within = `[data-resource-id="${resourceId}"][data-date="${date}"]`;
					const appointments = pieces.map(({ ids, fromMin }) => ({
						selector: `${within} :is([data-appointment-id="${ids[0]}"], [data-group~="${ids[0]}"])`,
						at: at(fromMin),
					}));
					const times = free.selectedIn(resourceId, date).map(({ start, fromMin }) => ({
						selector: `${within} [data-ticked-start="${start}"]`,
						at: at(fromMin),
					}));
					return [...appointments, ...times].map((stop) => ({ ...stop, resourceId, date, row }));
				})
				.sort((one, other) => one.at - other.at),
		);
	}
}

const hasModifier = ({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
	altKey || ctrlKey || metaKey || shiftKey;

function cellOf(target: EventTarget | null): Cell | null {
	const cell =
		target instanceof Element ? target.closest<HTMLElement>("[data-resource-id][data-date]") : null;
	const { resourceId, date } = cell?.dataset ?? {};
	return resourceId === undefined || date === undefined ? null : { resourceId: Number(resourceId), date };
}

function destination(stops: readonly Stop[], from: Stop, key: string): Stop | undefined {
	const index = stops.indexOf(from);
	const line = stops.filter(({ row }) => row === from.row);
	switch (key) {
		case "ArrowLeft":
			return stops[index - 1];
		case "ArrowRight":
			return stops[index + 1];
		case "Home":
			return line[0];
		default:
			return line.at(-1);
	}
}

/** The stops of the next row with stops, below or above. */
function nextRow(stops: readonly Stop[], from: Stop, down: boolean): Stop[] {
	const others = stops.filter(({ row }) => (down ? row > from.row : row < from.row));
	const next = down ? others[0]?.row : others.at(-1)?.row;
	return others.filter(({ row }) => row === next);
}

const nearest = (stops: readonly Stop[], at: number): Stop | undefined =>
	stops.reduce<Stop | undefined>(
		(best, stop) => (best === undefined || Math.abs(stop.at - at) < Math.abs(best.at - at) ? stop : best),
		undefined,
	);
