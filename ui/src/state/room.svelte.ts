import { MediaQuery } from "svelte/reactivity";

/** From this width on the panel is beside the view; in a narrower window it covers the view's right edge. */
const PANEL_DOCKED = "(min-width: 1100px)";
/** From this width on the sidebar is beside the view. In a narrower window it covers the view, and is closed at first. */
const SIDEBAR_DOCKED = "(min-width: 800px)";
/** From this width on the top bar has room for the long title beside the badges. */
const BAR_WIDE = "(min-width: 1180px)";
/** From this width on the top bar has room for all actions and for the usual titles. */
const BAR_MEDIUM = "(min-width: 1000px)";
/** In a narrower window the top bar has one button for the view. */
const BAR_NARROW = "(min-width: 850px)";
/** From this width on the week of several resources has room for the names of clients. */
const WEEK_NAMES = "(min-width: 1900px)";

/**
 * What the window has room for. Its width in CSS pixels becomes smaller when the user enlarges the text.
 *
 * `App.svelte`, `SidePanel.svelte`, `Sidebar.svelte` and the grids have the same widths in their style sheets.
 */
class Room {
	readonly #panelDocked = new MediaQuery(PANEL_DOCKED);
	readonly #sidebarDocked = new MediaQuery(SIDEBAR_DOCKED);
	readonly #weekNames = new MediaQuery(WEEK_NAMES);
	readonly #barWide = new MediaQuery(BAR_WIDE);
	readonly #barMedium = new MediaQuery(BAR_MEDIUM);
	readonly #barNarrow = new MediaQuery(BAR_NARROW);

	get panelDocked(): boolean {
		return this.#panelDocked.current;
	}

	get sidebarDocked(): boolean {
		return this.#sidebarDocked.current;
	}

	get weekNames(): boolean {
		return this.#weekNames.current;
	}

	/** How much the top bar has room for. */
	get bar(): "wide" | "medium" | "narrow" | "narrowest" {
		if (this.#barWide.current) {
			return "wide";
		}
		if (this.#barMedium.current) {
			return "medium";
		}
		return this.#barNarrow.current ? "narrow" : "narrowest";
	}
}

export const room = new Room();
