import { untrack } from "svelte";
import type { Attachment } from "svelte/attachments";

/** Selector of the elements that have a tip. */
const TARGETS = "[data-appointment-id], [data-tip]";
/** Long enough that the tip does not flicker while the pointer crosses the grid. */
const DELAY_MS = 350;
/** If a tip was hidden less than this ago, the next tip appears without a delay. */
const NO_DELAY_MS = 300;

/**
 * One tip for all elements under a root. The root has the listeners for the pointer and the focus, so that a thousand
 * appointments need no listeners of their own.
 */
export class Tip {
	target = $state.raw<HTMLElement | null>(null);

	#pending: HTMLElement | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#hiddenAt = -Infinity;

	hide(): void {
		clearTimeout(this.#timer);
		this.#pending = null;
		// An element can lose the focus while Svelte updates the page. State may be read then only without tracking.
		untrack(() => {
			if (this.target) {
				this.#hiddenAt = performance.now();
				this.target = null;
			}
		});
	}

	watch: Attachment<HTMLElement> = (root) => {
		const targetOf = (event: Event): HTMLElement | null =>
			event.target instanceof Element ? event.target.closest<HTMLElement>(TARGETS) : null;

		const onPointerOver = (event: Event): void => {
			const target = targetOf(event);
			if (target === (this.#pending ?? this.target)) {
				return;
			}
			this.hide();
			if (!target) {
				return;
			}
			const delay = performance.now() - this.#hiddenAt < NO_DELAY_MS ? 0 : DELAY_MS;
			this.#pending = target;
			this.#timer = setTimeout(() => this.#show(target), delay);
		};
		const onFocusIn = (event: Event): void => {
			const target = targetOf(event);
			this.hide();
			if (target?.matches(":focus-visible")) {
				this.#show(target);
			}
		};
		const hide = (): void => this.hide();
		const onKeyDown = (event: KeyboardEvent): void => {
			if (event.code === "Escape") {
				hide();
			}
		};

		const listening = new AbortController();
		const { signal } = listening;
		root.addEventListener("pointerover", onPointerOver, { signal });
		root.addEventListener("pointerleave", hide, { signal });
		root.addEventListener("pointerdown", hide, { signal });
		root.addEventListener("focusin", onFocusIn, { signal });
		root.addEventListener("focusout", hide, { signal });
		root.addEventListener("keydown", onKeyDown, { signal });
		root.addEventListener("scroll", hide, { signal, capture: true, passive: true });
		return () => {
			listening.abort();
			hide();
		};
	};

	#show(target: HTMLElement): void {
		this.#pending = null;
		this.target = target.isConnected ? target : null;
	}
}
