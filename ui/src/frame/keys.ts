import { desk } from "../state/desk.svelte";
import { free } from "../state/free.svelte";
import { privacy } from "../state/privacy.svelte";

/*
 * The window's keys, by their place on the keyboard: `KeyD` is the same key in a Russian layout.
 */

const PLAIN: Readonly<Record<string, () => unknown>> = {
	KeyD: () => desk.open("day"),
	KeyW: () => desk.open("week"),
	KeyM: () => desk.open("month"),
	KeyL: () => desk.open("list"),
	KeyT: () => desk.today(),
	KeyR: () => desk.refresh(),
	KeyP: () => desk.toggleMoney(),
	KeyF: () => desk.toggleFinder(),
	KeyB: () => privacy.toggle(),
	ArrowLeft: () => desk.previous(),
	ArrowRight: () => desk.next(),
	Slash: () => desk.showSearch(),
};

/** Something that floats and takes its own Escape. */
const FLOATING = '[role="menu"], [data-popover-content], [data-select-content]';

function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), select, textarea"))
	);
}

/** Before anybody else sees the key: what is open closes itself, and only then is the panel's turn. */
export function escapeClosesPanel(event: KeyboardEvent): void {
	if (event.code !== "Escape" || desk.dialog || !desk.panel || document.querySelector(FLOATING)) {
		return;
	}
	if (!isTyping(event.target)) {
		desk.closePanel();
	}
}

/** After everybody else: a part that took the key has called `preventDefault`. */
export function pressKey(event: KeyboardEvent): void {
	if (event.defaultPrevented || event.isComposing || desk.dialog || !desk.start?.account) {
		return;
	}
	if ((event.ctrlKey || event.metaKey) && event.code === "Comma") {
		event.preventDefault();
		desk.showSettings();
		return;
	}
	if ((event.ctrlKey || event.metaKey) && event.code === "KeyC") {
		// Marked text is what its owner means.
		if (free.canCopy && !isTyping(event.target) && document.getSelection()?.isCollapsed !== false) {
			event.preventDefault();
			void free.copy();
		}
		return;
	}
	if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
		return;
	}
	if (event.code === "Escape" && free.ticks.length > 0 && !document.querySelector(FLOATING)) {
		event.preventDefault();
		void free.clear();
		return;
	}
	if (event.key === "?" || (event.shiftKey && event.code === "Slash")) {
		event.preventDefault();
		desk.showHelp();
		return;
	}
	const action = event.shiftKey || document.querySelector(FLOATING) ? undefined : PLAIN[event.code];
	if (action) {
		event.preventDefault();
		action();
	}
}
