/** The events that show that somebody uses the computer. */
const INPUT_EVENTS = ["pointermove", "pointerdown", "keydown", "wheel"] as const;

/**
 * Whether names and phones are hidden, for a screen that clients can see.
 *
 * The program hides them by itself after some time without input. Only the user shows them again.
 */
class Privacy {
	on = $state(false);

	toggle(): void {
		this.#set(!this.on);
	}

	/** Hides names and phones after so many minutes without input. The returned function ends this. */
	hideAfter(minutes: number | null): (() => void) | undefined {
		if (minutes === null) {
			return undefined;
		}
		const listening = new AbortController();
		let timer: ReturnType<typeof setTimeout>;
		const wait = (): void => {
			clearTimeout(timer);
			timer = setTimeout(() => this.#set(true), minutes * 60_000);
		};
		for (const name of INPUT_EVENTS) {
			window.addEventListener(name, wait, { signal: listening.signal, capture: true, passive: true });
		}
		wait();
		return () => {
			listening.abort();
			clearTimeout(timer);
		};
	}

	#set(on: boolean): void {
		this.on = on;
		document.documentElement.toggleAttribute("data-privacy", on);
	}
}

export const privacy = new Privacy();
