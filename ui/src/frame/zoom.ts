import { desk } from "../state/desk";
import { nextStep } from "../state/percent-steps";
import { session } from "../state/session.svelte";

/*
 * The keys and the wheel that change the size of text and controls. They change the setting, and the program's window
 * follows it. An ordinary browser enlarges the page by itself, so there they are left to it.
 */

type Change = "larger" | "smaller" | "reset";

/** By position, as all shortcuts. The keys work with and without Shift: on many layouts plus is above the equals sign. */
const KEYS: Readonly<Record<string, Change>> = {
	Equal: "larger",
	NumpadAdd: "larger",
	Minus: "smaller",
	NumpadSubtract: "smaller",
	Digit0: "reset",
	Numpad0: "reset",
};

/** The change that a key asks for. */
export function changeOfKey(event: KeyboardEvent): Change | null {
	if (!(event.ctrlKey || event.metaKey) || event.altKey) {
		return null;
	}
	// Without Num Lock it is the key Insert, which copies.
	if (event.code === "Numpad0" && event.key !== "0") {
		return null;
	}
	return KEYS[event.code] ?? null;
}

/** Pixels of the wheel for a step. One notch of a mouse has more in every webview; a touchpad sends many small parts of it. */
const STEP_PIXELS = 40;
/** Firefox counts lines, three in a notch. */
const LINE_PIXELS = 20;

/** Adds up the movements of the wheel and tells the steps. */
export class WheelSteps {
	#pixels = 0;

	/** A movement down is positive. At most one step for each movement, however far it is. */
	add({ deltaY, deltaMode }: Pick<WheelEvent, "deltaY" | "deltaMode">): "larger" | "smaller" | null {
		const pixels = deltaMode === WheelEvent.DOM_DELTA_PIXEL ? deltaY : deltaY * LINE_PIXELS;
		const turns = this.#pixels * pixels < 0;
		this.#pixels = turns ? pixels : this.#pixels + pixels;
		if (Math.abs(this.#pixels) < STEP_PIXELS) {
			return null;
		}
		const direction = this.#pixels < 0 ? "larger" : "smaller";
		this.#pixels = 0;
		return direction;
	}
}

function apply(change: Change): void {
	const percent = session.settings?.textSizePercent;
	if (percent === undefined) {
		return;
	}
	const textSizePercent = change === "reset" ? 100 : nextStep(percent, change);
	if (textSizePercent !== percent) {
		void session.changeSettings({ textSizePercent });
	}
}

/** Changes the size if the key asks for it. Returns whether it does. */
export function zoomByKey(event: KeyboardEvent): boolean {
	const change = desk.zooms ? changeOfKey(event) : null;
	if (change) {
		event.preventDefault();
		apply(change);
	}
	return change !== null;
}

/** Changes the size while the wheel is turned with Ctrl, until the returned function is called. */
export function followZoomWheel(): () => void {
	const steps = new WheelSteps();
	const zoom = (event: WheelEvent) => {
		if (!desk.zooms || !(event.ctrlKey || event.metaKey)) {
			return;
		}
		event.preventDefault();
		const direction = steps.add(event);
		if (direction) {
			apply(direction);
		}
	};
	// Listeners of the window are passive unless they say otherwise, and could then not keep the page from scrolling.
	window.addEventListener("wheel", zoom, { passive: false });
	return () => window.removeEventListener("wheel", zoom);
}
