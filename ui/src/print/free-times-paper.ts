/** The start times that the finder found. */
import type { FinderGroup, FinderRow, FoundFree, FoundStart } from "../bindings";
import { m } from "../paraglide/messages";
import { dayLong, dayMonth, dayMonthYear } from "../words/dates";
import { minutes } from "../words/numbers";
import type { Paper, PaperRow } from "./paper";

const startWord = ({ startTime, then }: FoundStart): string =>
	then ? `${startTime.label} + ${then.startTime.label} ${then.resource.name}` : startTime.label;

function rowOf({ date, resource, starts, more }: FinderRow, { date: ofGroup }: FinderGroup): PaperRow {
	const times = starts.map(startWord).join(", ");
	return {
		kind: "row",
		cells: [
			ofGroup ? [resource.name, resource.specialty ?? ""].filter(Boolean) : dayLong(date),
			more > 0 ? `${times} ${m.print_more_times({ count: more })}` : times,
		],
	};
}

export function freeTimesPaper({ view }: FoundFree): Paper {
	return {
		kind: "freeTimes",
		title: m.print_kind_free_times({ duration: minutes(view.durationMin) }),
		period:
			view.from.iso === view.until.iso
				? dayMonthYear(view.from)
				: `${dayMonth(view.from)} – ${dayMonthYear(view.until)}`,
		landscape: false,
		sections:
			view.groups.length === 0
				? [section(0, "", [])]
				: view.groups.map((group, index) =>
						section(
							index,
							group.date ? dayLong(group.date) : (group.resource?.name ?? ""),
							group.rows.map((row) => rowOf(row, group)),
						),
					),
	};
}

const section = (key: number, heading: string, rows: PaperRow[]) => ({
	key,
	heading,
	about: "",
	columns: [
		{ key: "who", title: "", share: 30 },
		{ key: "times", title: m.print_start_times(), share: 70 },
	],
	rows,
	empty: m.print_no_free_times(),
	ownPage: false,
});
