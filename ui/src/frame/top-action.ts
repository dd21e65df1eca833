import type { Component } from "svelte";

/** An action of the top bar: a button in the bar, or an item of its menu. */
export interface TopAction {
	/** The value of `data-action`. */
	id: string;
	label: string;
	/** What a press does now, if that is not what the label says. */
	title?: string;
	/** The shortcut, as `aria-keyshortcuts` and as the user reads it. */
	shortcut: string;
	key: string;
	icon: Component<{ size?: number; class?: string }>;
	pressed?: boolean;
	busy?: boolean;
	run: () => unknown;
}
