import type { Attachment } from "svelte/attachments";

/** Which way the items of a line run. */
type Direction = "vertical" | "horizontal";

interface Roving {
	/** What can be walked; each starts with `tabindex="-1"`. */
	items: string;
	/** What holds the items of one line (a column, a row); without it everything is one line. */
	lines?: string;
	direction: Direction;
	/** Where the walk begins, if there is such an item. */
	start?: string;
	/** Items of a line are walked by their `data-from`, for they stand in the page by kind. */
	byTime?: boolean;
	/**
	 * The tab stop is the root itself, and an arrow steps inside; for items too small to be a target of their own.
	 */
	fromRoot?: boolean;
	/** Read, so that a new picture settles the tab stop again. */
	follow: () => unknown;
}

/** A key's meaning, once the direction of the lines is known. */
type Step = "before" | "after" | "lineBefore" | "lineAfter" | "first" | "last";

const STEPS: Record<Direction, Readonly<Record<string, Step>>> = {
	vertical: {
		ArrowUp: "before",
		ArrowDown: "after",
		ArrowLeft: "lineBefore",
		ArrowRight: "lineAfter",
		Home: "first",
		End: "last",
	},
	horizontal: {
		ArrowLeft: "before",
		ArrowRight: "after",
		ArrowUp: "lineBefore",
		ArrowDown: "lineAfter",
		Home: "first",
		End: "last",
	},
};

/**
 * One tab stop for many items: arrows walk along a line and between lines, Home and End go to a line's ends. The tab
 * stop is the item walked to last; when a refresh took it away, the first one.
 */
export function roving(options: Roving): Attachment<HTMLElement> {
	const { items, lines, direction, start = items, byTime = false, fromRoot = false, follow } = options;

	return (root) => {
		const itemOf = (event: Event): HTMLElement | null =>
			event.target instanceof Element ? event.target.closest<HTMLElement>(items) : null;

		const firstItem = (): HTMLElement | null =>
			root.querySelector<HTMLElement>(start) ?? root.querySelector<HTMLElement>(items);

		let last: HTMLElement | null = null;
		if (fromRoot) {
			root.tabIndex = 0;
		}

		const moveStop = (to: HTMLElement): void => {
			last = to;
			if (fromRoot) {
				return;
			}
			for (const stop of root.querySelectorAll<HTMLElement>(`:is(${items})[tabindex="0"]`)) {
				stop.tabIndex = -1;
			}
			to.tabIndex = 0;
		};

		const keydown = (event: KeyboardEvent): void => {
			const from = itemOf(event);
			const entering = fromRoot && event.target === root;
			const step = STEPS[direction][event.code];
			if (!(from || entering) || !step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
				return;
			}
			// Outside the grid arrows change the period; inside they only walk, even where there is nowhere to go.
			event.preventDefault();
			event.stopPropagation();
			const known = last?.isConnected ? last : firstItem();
			const to = from ? destination(root, from, step, options) : known;
			if (to) {
				moveStop(to);
				to.focus();
			}
		};

		const focusin = (event: FocusEvent): void => {
			const item = itemOf(event);
			if (item) {
				moveStop(item);
			}
		};

		$effect(() => {
			follow();
			if (!fromRoot && !root.querySelector(`:is(${items})[tabindex="0"]`)) {
				const first = firstItem();
				if (first) {
					first.tabIndex = 0;
				}
			}
		});

		root.addEventListener("keydown", keydown);
		root.addEventListener("focusin", focusin);
		return () => {
			root.removeEventListener("keydown", keydown);
			root.removeEventListener("focusin", focusin);
		};
	};

	function destination(
		root: HTMLElement,
		from: HTMLElement,
		step: Step,
		{ items }: Roving,
	): HTMLElement | undefined {
		const line = lines === undefined ? root : (from.closest<HTMLElement>(lines) ?? root);
		const itemsOf = (within: HTMLElement): HTMLElement[] => {
			const found = [...within.querySelectorAll<HTMLElement>(items)];
			return byTime ? found.sort((one, other) => timeOf(one) - timeOf(other)) : found;
		};
		const linesFrom = (forward: boolean): HTMLElement[] => {
			const all = lines === undefined ? [] : [...root.querySelectorAll<HTMLElement>(lines)];
			const at = all.indexOf(line);
			return forward ? all.slice(at + 1) : all.slice(0, at).reverse();
		};
		switch (step) {
			case "first":
				return itemsOf(line)[0];
			case "last":
				return itemsOf(line).at(-1);
			case "before":
			case "after": {
				const all = itemsOf(line);
				const next = all[all.indexOf(from) + (step === "after" ? 1 : -1)];
				if (next || line === root) {
					return next;
				}
				// Past a line's end the walk goes on in the next one.
				const other = linesFrom(step === "after").find((each) => each.querySelector(items));
				return other && itemsOf(other).at(step === "after" ? 0 : -1);
			}
			case "lineBefore":
			case "lineAfter": {
				const next = linesFrom(step === "lineAfter").find((other) => other.querySelector(items));
				return next && nearest(from, itemsOf(next));
			}
		}
	}

	function timeOf(item: HTMLElement): number {
		return Number(item.dataset["from"]);
	}

	/** The one that starts closest to where `from` starts. */
	function nearest(from: HTMLElement, among: HTMLElement[]): HTMLElement | undefined {
		const place = (item: HTMLElement): number => {
			const box = item.getBoundingClientRect();
			return direction === "vertical" ? box.top : box.left;
		};
		const wanted = place(from);
		let best: HTMLElement | undefined;
		let bestDistance = Infinity;
		for (const item of among) {
			const distance = Math.abs(place(item) - wanted);
			if (distance < bestDistance) {
				best = item;
				bestDistance = distance;
			}
		}
		return best;
	}
}
