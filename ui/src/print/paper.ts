import type { PaperKind, PaperOption } from "../bindings";

/*
 * A printed document: sections, each with a heading and a table. It is made from the answers of the desk and has only
 * texts. `paginate.ts` distributes it to pages.
 */

/** A text, or several lines. */
export type PaperCell = string | readonly string[];

export interface PaperColumn {
	key: string;
	title: string;
	/** Its part of the width of the page, compared with the other columns. */
	share: number;
	/** The texts end at the right edge: amounts and counts. */
	end?: boolean;
}

export interface PaperRow {
	/** `free`: room to write on. `closed`: a break or an absence. `cancelled` is struck through. */
	kind: "row" | "free" | "closed" | "cancelled" | "total";
	/** The last cell is as wide as all columns that have no cell. */
	cells: readonly PaperCell[];
}

export interface PaperSection {
	key: string | number;
	/** Empty: the section has no heading. */
	heading: string;
	/** Beside the heading. */
	about: string;
	columns: readonly PaperColumn[];
	rows: readonly PaperRow[];
	/** Instead of the table, when there are no rows. */
	empty: string;
	/** It begins on a page of its own. */
	ownPage: boolean;
	/** Lines for signatures below the table, each with what is signed. */
	signatures?: readonly string[];
}

export interface Paper {
	kind: PaperKind;
	title: string;
	/** The dates. */
	period: string;
	landscape: boolean;
	/** Smaller letters, for many columns of short texts. */
	small?: boolean;
	sections: readonly PaperSection[];
}

/** What each page says besides. */
export interface PaperFrame {
	clinic: string;
	/** Below the clinic: what the filter hides, whose names are hidden. */
	notes: readonly string[];
	/** When it was printed, and how old the data are. */
	foot: string;
}

/** The options of each kind, in their order on screen. */
export const OPTIONS: Readonly<Record<PaperKind, readonly PaperOption[]>> = {
	day: ["phones", "amounts", "comments", "notes", "freeTime", "cancelled", "ownPages"],
	week: ["freeTime", "cancelled"],
	list: ["phones", "amounts", "notes"],
	cash: ["phones"],
	payouts: [],
	payslips: ["ownPages"],
	freeTimes: [],
};

/** What a kind has until the user changes it. */
export const USUAL_OPTIONS: Readonly<Record<PaperKind, readonly PaperOption[]>> = {
	day: ["phones", "comments", "notes", "freeTime"],
	week: [],
	list: ["phones", "amounts"],
	cash: [],
	payouts: [],
	payslips: ["ownPages"],
	freeTimes: [],
};
