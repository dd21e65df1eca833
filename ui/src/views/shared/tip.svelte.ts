import { untrack } from "svelte";
import type { Attachment } from "svelte/attachments";

/** What a tip can be about. */
const TARGETS = "[data-appointment-id], [data-tip]";
/** Long enough not to flicker while the pointer crosses the grid. */
const DELAY_MS = 350;
/** So soon after one tip the next one comes at once. */
const WARM_MS = 300;

/**
 * One tip for everything under a root: it follows the pointer and the keyboard's focus from outside, so that a
 * thousand boxes need no listener and no component each.
 */
export class Tip {
	target = $state.raw<HTMLElement | null>(null);

	#pending: HTMLElement | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#hiddenAt = -Infinity;

	hide(): void {
		clearTimeout(this.#timer);
		this.#pending = null;
		// A focus can be lost while a picture is being painted, in which nothing may be changed but what is read later.
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

		const over = (event: Event): void => {
			const target = targetOf(event);
			if (target === (this.#pending ?? this.target)) {
				return;
			}
			this.hide();
			if (!target) {
				return;
			}
			const delay = performance.now() - this.#hiddenAt < WARM_MS ? 0 : DELAY_MS;
			this.#pending = target;
			this.#timer = setTimeout(() => this.#show(target), delay);
		};
		const focused = (event: Event): void => {
			const target = targetOf(event);
			this.hide();
			if (target?.matches(":focus-visible")) {
				this.#show(target);
			}
		};
		const hide = (): void => this.hide();
		const keydown = (event: KeyboardEvent): void => {
			if (event.code === "Escape") {
				hide();
			}
		};

		const stop = new AbortController();
		const { signal } = stop;
		root.addEventListener("pointerover", over, { signal });
		root.addEventListener("pointerleave", hide, { signal });
		root.addEventListener("pointerdown", hide, { signal });
		root.addEventListener("focusin", focused, { signal });
		root.addEventListener("focusout", hide, { signal });
		root.addEventListener("keydown", keydown, { signal });
		root.addEventListener("scroll", hide, { signal, capture: true, passive: true });
		return () => {
			stop.abort();
			hide();
		};
	};

	#show(target: HTMLElement): void {
		this.#pending = null;
		this.target = target.isConnected ? target : null;
	}
}
