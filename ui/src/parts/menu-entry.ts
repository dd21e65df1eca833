import type { Component } from "svelte";

/** A line of a menu. */
export interface MenuEntry {
	/** The value of `data-action`, and the key of the line. */
	id: string;
	label: string;
	/** A second line. */
	detail?: string;
	/** The shortcut, as the user reads it. */
	key?: string;
	icon?: Component<{ size?: number }>;
	/** For an entry of a choice. */
	checked?: boolean;
	/** A line separates this entry from those before it. */
	separated?: boolean;
	/** More `data-*` attributes. */
	data?: Record<`data-${string}`, string | number>;
	run: () => unknown;
}
