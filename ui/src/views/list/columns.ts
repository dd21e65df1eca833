import type { ListArrangement, ListColumn } from "../../bindings";

/** A column on screen. The date is there when the sections are no days. */
export type ShownColumn = ListColumn | "date";

/** In pixels. */
interface ColumnWidths {
	least: number;
	/** Most contents fit. Every column is so wide before one gets more. */
	usual: number;
	/** Long contents fit, too. */
	most: number;
}

/** A column whose contents are all of about the same length. */
const even = (width: number, most: number): ColumnWidths => ({ least: width, usual: width, most });

/** In the order on screen. */
const WIDTHS: Readonly<Record<ShownColumn, ColumnWidths>> = {
	date: even(46, 60),
	time: even(80, 96),
	duration: even(88, 100),
	status: even(112, 130),
	client: { least: 110, usual: 180, most: 320 },
	phone: even(104, 130),
	service: { least: 96, usual: 170, most: 460 },
	type: even(92, 110),
	resource: { least: 84, usual: 150, most: 300 },
	source: even(84, 110),
	payment: even(120, 134),
	amount: even(68, 92),
	received: even(80, 96),
	outstanding: even(80, 96),
	comment: even(32, 36),
	created: even(120, 134),
};
const ALL = Object.keys(WIDTHS) as ShownColumn[];

/** The columns for which the form with two lines has places. */
export const NARROW: readonly ShownColumn[] = [
	"time",
	"status",
	"client",
	"phone",
	"service",
	"resource",
	"payment",
	"amount",
];

/** The time and the client are always shown. */
const isOptional = (column: ShownColumn): column is ListColumn =>
	column !== "date" && column !== "time" && column !== "client";

/** The columns that the user can hide. */
export const OPTIONAL_COLUMNS: readonly ListColumn[] = ALL.filter(isOptional);

/**
 * The columns of an arrangement, in their order. What the heading of a section says is in no column, unless there is a place
 * for it.
 */
export function shownColumns(
	{ columns, groupBy }: Pick<ListArrangement, "columns" | "groupBy">,
	narrow: boolean,
): ShownColumn[] {
	const isShown = (column: ShownColumn): boolean =>
		column === "date" ? groupBy !== "day" : !isOptional(column) || columns.includes(column);
	const isInHeading = (column: ShownColumn): boolean => column === groupBy && !narrow;
	return ALL.filter(
		(column) => isShown(column) && !isInHeading(column) && (!narrow || NARROW.includes(column)),
	);
}

/** The distance of two columns, and the room at both ends of a row. */
const GAP_PX = { least: 12, most: 48 };
const END_PX = 16;

export interface Tracks {
	/** A value of `grid-template-columns`. */
	columns: string;
	gapPx: number;
	/** With less, the list scrolls to the side. */
	leastPx: number;
}

/**
 * Distributes a width: first every column gets its usual width, then the long contents get more, then the gaps. If the columns
 * do not fit, each has its usual width.
 */
export function columnTracks(columns: readonly ShownColumn[], widthPx: number): Tracks {
	const gaps = Math.max(columns.length - 1, 1);
	const rest = gaps * GAP_PX.least + 2 * END_PX;
	const widthsOf = (stage: keyof ColumnWidths): number[] => columns.map((column) => WIDTHS[column][stage]);
	let widths = widthsOf("least");
	let leastPx = sum(widths) + rest;
	if (leastPx > widthPx) {
		widths = widthsOf("usual");
		leastPx = sum(widths) + rest;
	}
	let left = Math.max(widthPx - leastPx, 0);
	for (const stage of ["usual", "most"] as const) {
		const wanted = widthsOf(stage).map((width, index) => width - (widths[index] ?? 0));
		const part = Math.min(left / Math.max(sum(wanted), 1), 1);
		widths = widths.map((width, index) => width + part * (wanted[index] ?? 0));
		left -= part * sum(wanted);
	}
	return {
		columns: widths.map((width) => `${Math.floor(width)}px`).join(" "),
		gapPx: Math.floor(Math.min(GAP_PX.least + left / gaps, GAP_PX.most)),
		leastPx,
	};
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** What a click on the head of a column makes of the order: ascending, descending, and the order of time again. */
export function sortedBy(
	{ sort, descending }: Pick<ListArrangement, "sort" | "descending">,
	column: ListColumn,
): Pick<ListArrangement, "sort" | "descending"> {
	if (sort !== column) {
		return { sort: column, descending: false };
	}
	return descending ? { sort: "time", descending: false } : { sort, descending: true };
}

/** Shows a column or hides it. Rows that were sorted by a column that is hidden are in the order of time again. */
export function withColumnToggled(
	{ columns, sort }: Pick<ListArrangement, "columns" | "sort">,
	column: ListColumn,
): Partial<ListArrangement> {
	if (!columns.includes(column)) {
		return { columns: [...columns, column] };
	}
	return {
		columns: columns.filter((other) => other !== column),
		...(sort === column && { sort: "time", descending: false }),
	};
}
