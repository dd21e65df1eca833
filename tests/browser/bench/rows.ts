/** What is measured: the rows of the table. */
import type { View } from "../actions.ts";
import { TODAY } from "../servers.ts";
import { addDays, type DataSetName } from "./data-sets.ts";
import type { ScrollPlan } from "./stopwatch.ts";

/** A view and the date at which it is open. The money view shows the money of the view before. */
export interface Shown {
	view: View | "money";
	date: string;
}

interface RowStart {
	name: string;
	set: DataSetName;
	/** The view in which the program starts. */
	from: Shown & { view: View };
	/** The keys that are pressed before anything is measured. */
	before: readonly string[];
}

/** The row of a key press. */
export interface PressRow extends RowStart {
	kind: "press";
	/** The measured key. */
	press: string;
	/** Press the key on the first appointment. */
	onAppointment?: boolean;
	/** The view after the key. */
	to: Shown;
	/** The part of the page after the key that the floor draws text by text: a panel, or the money view. */
	texts?: string;
	/** An element that is in the page after the key. */
	expected: string;
}

/** The row of a scrolling. */
export interface ScrollRow extends RowStart {
	kind: "scroll";
	scroll: ScrollPlan;
}

export type Row = PressRow | ScrollRow;

const day = { view: "day", date: TODAY } as const;
const nextDay = { view: "day", date: addDays(TODAY, 1) } as const;
const week = { view: "week", date: TODAY } as const;
const month = { view: "month", date: TODAY } as const;
const list = { view: "list", date: TODAY } as const;

const view = (
	name: string,
	set: DataSetName,
	press: string,
	from: RowStart["from"],
	to: Shown,
): PressRow => ({
	kind: "press",
	name,
	set,
	before: [],
	from,
	press,
	to,
	expected:
		to.view === "month"
			? "[data-view=month] [data-date]"
			: to.view === "week"
				? "[data-view=week]"
				: `[data-view=${to.view}] [data-appointment-id]`,
});

const panel = (
	name: string,
	set: DataSetName,
	press: string,
	panel: string,
	rest: Partial<PressRow> = {},
): PressRow => ({
	kind: "press",
	name: `${name}, ${set}`,
	set,
	before: [],
	from: day,
	press,
	to: day,
	texts: `[data-panel=${panel}]`,
	expected: `[data-panel=${panel}]`,
	...rest,
});

const panels = (set: DataSetName): PressRow[] => [
	panel("appointment", set, "Enter", "appointment", { onAppointment: true }),
	panel("money", set, "KeyP", "money"),
	panel("finder", set, "KeyF", "finder"),
	panel("search", set, "Slash", "search"),
	// The letter is in most names.
	panel("one letter", set, "а", "search", {
		before: ["Slash"],
		expected: "[data-panel=search] [role=option]",
	}),
	panel("settings", set, "Control+Comma", "settings"),
];

const moneyView = (name: string, set: DataSetName, from: RowStart["from"]): PressRow => ({
	...view(name, set, "KeyK", from, { view: "money", date: TODAY }),
	texts: "[data-view=money]",
	expected: "[data-view=money] [data-row]",
});

const scroll = (name: string, set: DataSetName, from: RowStart["from"], axis: "x" | "y"): ScrollRow => ({
	kind: "scroll",
	name,
	set,
	before: [],
	from,
	// One notch of a mouse wheel in each frame.
	scroll: { axis, frames: 60, pxPerFrame: 100 },
});

export const ROWS: readonly Row[] = [
	view("day 12 x 200", "clinic", "KeyD", month, day),
	view("next day 12 x 200", "clinic", "ArrowRight", day, nextDay),
	view("week 1,400", "clinic", "KeyW", month, week),
	view("month 6,000", "clinic", "KeyM", day, month),
	view("list 1,400", "clinic", "KeyL", month, list),
	view("day 50 x 1,000", "large", "KeyD", month, day),
	view("next day 50 x 1,000", "large", "ArrowRight", day, nextDay),
	view("week 7,000", "large", "KeyW", month, week),
	view("list 10,003", "list", "KeyL", month, list),
	view("list of a week of 22,260", "payments", "KeyL", month, list),
	moneyView("money of a month of 22,260", "payments", month),
	moneyView("money of a day of 200", "clinic", day),
	...panels("clinic"),
	...panels("large"),
	scroll("large day, sideways", "large", day, "x"),
	scroll("large day, down", "large", day, "y"),
	scroll("list of 10,003, down", "list", list, "y"),
];
