/** What a hand at the desk makes: the pointer moves, a key goes down. */
const INPUT = ["pointermove", "pointerdown", "keydown", "wheel"] as const;

/**
 * Whether names and phones are hidden, for a screen that faces clients. By itself it only ever hides: what was hidden
 * comes back when somebody asks for it.
 */
class Privacy {
	on = $state(false);

	toggle(): void {
		this.#set(!this.on);
	}

	/** Hides after so many minutes without input; gives what ends that. */
	hideAfter(minutes: number | null): (() => void) | undefined {
		if (minutes === null) {
			return undefined;
		}
		const stop = new AbortController();
		let timer: ReturnType<typeof setTimeout>;
		const wait = (): void => {
			clearTimeout(timer);
			timer = setTimeout(() => this.#set(true), minutes * 60_000);
		};
		for (const name of INPUT) {
			window.addEventListener(name, wait, { signal: stop.signal, capture: true, passive: true });
		}
		wait();
		return () => {
			stop.abort();
			clearTimeout(timer);
		};
	}

	#set(on: boolean): void {
		this.on = on;
		document.documentElement.toggleAttribute("data-privacy", on);
	}
}

export const privacy = new Privacy();
