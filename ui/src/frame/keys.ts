import { dialogs } from "../state/dialogs.svelte";
import { filter } from "../state/filter.svelte";
import { free } from "../state/free.svelte";
import { panels } from "../state/panels.svelte";
import { period } from "../state/period.svelte";
import { privacy } from "../state/privacy.svelte";
import { session } from "../state/session.svelte";
import { zoomByKey } from "./zoom";

/*
 * The window's keyboard shortcuts. They name keys by position: `KeyD` is the same key in every keyboard layout.
 */

const ACTIONS = {
	KeyD: () => panels.openView("day"),
	KeyW: () => panels.openView("week"),
	KeyM: () => panels.openView("month"),
	KeyL: () => panels.openView("list"),
	KeyK: () => panels.toggleMoneyView(),
	KeyT: () => period.today(),
	KeyR: () => period.refresh(),
	KeyP: () => panels.toggleMoney(),
	KeyF: () => panels.toggleFinder(),
	KeyV: () => panels.toggleFilter(),
	KeyX: () => filter.clear(),
	KeyU: () => filter.toggleUnpaidToday(),
	KeyB: () => privacy.toggle(),
	ArrowLeft: () => period.previous(),
	ArrowRight: () => period.next(),
	PageUp: () => period.previous(),
	PageDown: () => period.next(),
	KeyG: () => dialogs.show("date"),
	Slash: () => dialogs.show("search"),
	F6: () => toggleViewFocus(),
} as const;

/** The keys with an action of their own. The help names each of them. */
export type ActionKey = keyof typeof ACTIONS;

const isActionKey = (code: string): code is ActionKey => Object.hasOwn(ACTIONS, code);

/** Menus and popovers, which handle Escape themselves. */
const FLOATING = '[role="menu"], [data-popover-content], [data-select-content]';

function isTyping(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), select, textarea"))
	);
}

function hasSelectedText(target: EventTarget | null): boolean {
	if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) {
		return target.selectionStart !== target.selectionEnd;
	}
	return isTyping(target);
}

/** What had the focus before the view got it. */
let focusedBefore: Element | null = null;

/** Moves the focus into the view, or from the view back to where it was. */
function toggleViewFocus(): void {
	const view = document.querySelector("[data-view]");
	const focused = document.activeElement;
	if (view?.contains(focused)) {
		const back = focusedBefore?.isConnected
			? focusedBefore
			: document.querySelector("[data-panel] h2, header button");
		if (back instanceof HTMLElement) {
			back.focus();
		}
	} else {
		focusedBefore = focused === document.body ? null : focused;
		const stop = view?.querySelector<HTMLElement>('[tabindex="0"]:not([data-head], [data-sort])') ?? view;
		if (stop instanceof HTMLElement) {
			stop.focus();
		}
	}
}

/** Runs in the capture phase. An open dialog, menu or popover closes itself on Escape; only without one the panel closes. */
export function escapeClosesPanel(event: KeyboardEvent): void {
	if (event.code !== "Escape" || dialogs.open || !panels.open || document.querySelector(FLOATING)) {
		return;
	}
	if (!isTyping(event.target)) {
		panels.close();
	}
}

/** Runs last. A part that has handled the key already has called `preventDefault`. */
export function runShortcut(event: KeyboardEvent): void {
	if (event.defaultPrevented || event.isComposing) {
		return;
	}
	// It works everywhere: on the first screen, in dialogs and in text fields.
	if (zoomByKey(event)) {
		return;
	}
	const isPrint = (event.ctrlKey || event.metaKey) && event.code === "KeyP";
	if (isPrint) {
		// The webview would print the window as it is on screen.
		event.preventDefault();
	}
	if (dialogs.open || !session.account) {
		return;
	}
	if (isPrint) {
		dialogs.show("print");
		return;
	}
	if ((event.ctrlKey || event.metaKey) && event.code === "Comma") {
		event.preventDefault();
		dialogs.show("settings");
		return;
	}
	if ((event.ctrlKey || event.metaKey) && event.code === "KeyC") {
		// If the user has selected text on the page or in a field, Ctrl+C copies that text.
		if (free.canCopy && !hasSelectedText(event.target) && document.getSelection()?.isCollapsed !== false) {
			event.preventDefault();
			void free.copy();
		}
		return;
	}
	// The key F6 writes nothing, so it works in text fields, too.
	if (event.ctrlKey || event.metaKey || event.altKey || (isTyping(event.target) && event.code !== "F6")) {
		return;
	}
	if (event.code === "Escape" && free.selected.length > 0 && !document.querySelector(FLOATING)) {
		event.preventDefault();
		void free.clear();
		return;
	}
	if (event.key === "?" || (event.shiftKey && event.code === "Slash")) {
		event.preventDefault();
		dialogs.show("help");
		return;
	}
	// In a view these keys scroll.
	const scrolls = event.code.startsWith("Page") && document.activeElement?.closest("[data-view]");
	if (!scrolls && isActionKey(event.code) && !event.shiftKey && !document.querySelector(FLOATING)) {
		event.preventDefault();
		void ACTIONS[event.code]();
	}
}
