import type { Attachment } from "svelte/attachments";

/** In which direction the items of a line are arranged. */
type Direction = "vertical" | "horizontal";

interface Roving {
	/** Selector of the items. Each item has `tabindex="-1"` at first. */
	items: string;
	/** Selector of the lines (columns or rows) that contain the items. Without it, all items are one line. */
	lines?: string;
	direction: Direction;
	/** Selector of the item at which the user enters, if there is such an item. */
	start?: string;
	/** The items of a line are ordered by `data-from`; in the page they are ordered by kind. */
	byTime?: boolean;
	/** The next line with items, forward or backward, where not all lines are in the page. It then puts the line into the page. */
	neighbour?: (line: HTMLElement, forward: boolean) => HTMLElement | undefined;
	/** Reads the state on which the items depend. When it changes, the tab stop is chosen again. */
	dependency: () => unknown;
}

/** The meaning of a key; it depends on the direction of the lines. */
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
 * A roving tab stop for many items. The arrow keys move along a line and between lines, Home and End move to the ends of
 * a line. The tab stop is the item that had the focus last. If a refresh removed it, the tab stop is the first item.
 */
export function roving(options: Roving): Attachment<HTMLElement> {
	const { items, lines, direction, start = items, byTime = false, neighbour, dependency } = options;

	return (root) => {
		const itemOf = (event: Event): HTMLElement | null =>
			event.target instanceof Element ? event.target.closest<HTMLElement>(items) : null;

		const firstItem = (): HTMLElement | null =>
			root.querySelector<HTMLElement>(start) ?? root.querySelector<HTMLElement>(items);

		const moveTabStop = (to: HTMLElement): void => {
			for (const stop of root.querySelectorAll<HTMLElement>(`:is(${items})[tabindex="0"]`)) {
				stop.tabIndex = -1;
			}
			to.tabIndex = 0;
		};

		/** The moves between lines since another move: the place where they began, and the items that they left. */
		let run: { place: number; items: HTMLElement[] } | null = null;

		const onKeyDown = (event: KeyboardEvent): void => {
			const from = itemOf(event);
			const step = STEPS[direction][event.code];
			if (!from || !step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
				return;
			}
			// Outside the grid the arrow keys change the period. Inside they must not, not even at the last item.
			event.preventDefault();
			event.stopPropagation();
			let to: HTMLElement | undefined;
			if (step === "lineBefore" || step === "lineAfter") {
				const line = lineOf(root, from);
				run ??= { place: placeOf(from, line), items: [] };
				run.items.push(from);
				const other = nextLine(root, line, step === "lineAfter");
				// The way back leads over the same items.
				to = other && (run.items.findLast((item) => other.contains(item)) ?? nearest(run.place, other));
			} else {
				run = null;
				to = destination(root, from, step, options);
			}
			if (to) {
				const moves = run;
				moveTabStop(to);
				to.focus();
				run = moves;
			}
		};

		const onFocusIn = (event: FocusEvent): void => {
			const item = itemOf(event);
			run = null;
			if (item) {
				moveTabStop(item);
			}
		};

		$effect(() => {
			dependency();
			if (!root.querySelector(`:is(${items})[tabindex="0"]`)) {
				const first = firstItem();
				if (first) {
					first.tabIndex = 0;
				}
			}
		});

		root.addEventListener("keydown", onKeyDown);
		root.addEventListener("focusin", onFocusIn);
		return () => {
			root.removeEventListener("keydown", onKeyDown);
			root.removeEventListener("focusin", onFocusIn);
		};
	};

	function destination(
		root: HTMLElement,
		from: HTMLElement,
		step: Exclude<Step, "lineBefore" | "lineAfter">,
		{ items }: Roving,
	): HTMLElement | undefined {
		const line = lineOf(root, from);
		const itemsOf = (within: HTMLElement): HTMLElement[] => {
			const found = [...within.querySelectorAll<HTMLElement>(items)];
			return byTime ? found.sort((one, other) => timeOf(one) - timeOf(other)) : found;
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
				// After the end of a line comes the next line.
				const other = nextLine(root, line, step === "after");
				return other && itemsOf(other).at(step === "after" ? 0 : -1);
			}
		}
	}

	function lineOf(root: HTMLElement, item: HTMLElement): HTMLElement {
		return lines === undefined ? root : (item.closest<HTMLElement>(lines) ?? root);
	}

	function nextLine(root: HTMLElement, line: HTMLElement, forward: boolean): HTMLElement | undefined {
		if (neighbour) {
			return neighbour(line, forward);
		}
		const all = lines === undefined ? [] : [...root.querySelectorAll<HTMLElement>(lines)];
		const index = all.indexOf(line);
		const others = forward ? all.slice(index + 1) : all.slice(0, index).reverse();
		return others.find((other) => other.querySelector(items));
	}

	function timeOf(item: HTMLElement): number {
		return Number(item.dataset["from"]);
	}

	/** Where an item begins in its line, in pixels. Scrolling does not change it. */
	function placeOf(item: HTMLElement, line: HTMLElement): number {
		const [box, around] = [item.getBoundingClientRect(), line.getBoundingClientRect()];
		return direction === "vertical" ? box.top - around.top : box.left - around.left;
	}

	/** The item of a line that begins closest to a place. */
	function nearest(place: number, line: HTMLElement): HTMLElement | undefined {
		let best: HTMLElement | undefined;
		let bestDistance = Infinity;
		for (const item of line.querySelectorAll<HTMLElement>(items)) {
			const distance = Math.abs(placeOf(item, line) - place);
			if (distance < bestDistance) {
				best = item;
				bestDistance = distance;
			}
		}
		return best;
	}
}
