import { Later } from "../parts/later.svelte";

/** The views that are not in the first script. The day is, because the program opens it first. */
export const laterViews = {
	week: new Later(() => import("./week/WeekMatrix.svelte")),
	weekColumns: new Later(() => import("./week/WeekColumns.svelte")),
	month: new Later(() => import("./month/MonthView.svelte")),
	money: new Later(() => import("./money/MoneyView.svelte")),
	list: new Later(() => import("./list/ListView.svelte")),
};
