import type { ListArrangement, ListRow, ListView } from "../../bindings";
import { m } from "../../paraglide/messages";
import { desk } from "../../state/desk";
import { period } from "../../state/period.svelte";
import { dateTitle } from "../../words/dates";
import { countFacts, sumFacts } from "../../words/list";
import { aboutLines, fileName } from "./about";
import { allListRows, type AllRows } from "../../state/all-rows";
import { calendarWords, listColumns } from "./list-table";
import { tableOf, type FileSource } from "./table";

/** What can be saved of the list on screen. */
export function listSource(list: ListView, arrangement: ListArrangement): FileSource {
	const of = period.screen?.period;
	if (!of) {
		throw new Error("there is no list on screen");
	}
	const title = m.view_list();
	const name = fileName(title, of.first, of.last);
	const resources = new Map(list.resources.map((resource) => [resource.id, resource.name]));
	const rows = (): Promise<AllRows<ListRow>> =>
		allListRows(of.date.iso, (request) => desk.call("list_rows", request));
	const totals = [...countFacts(list.totals), ...sumFacts(list.totals)].map((fact) => fact.text);
	const about = aboutLines(dateTitle(of, "list"), [`${m.list_total()}: ${totals.join(", ")}`]);
	return {
		table: async () => ({
			name,
			table: tableOf(
				{ title, aboutTitle: m.files_about(), about, totalTitle: m.list_total() },
				listColumns(arrangement, resources),
				(await rows()).rows,
			),
		}),
		saveAppointments: async () => {
			const { revision, rows: all } = await rows();
			const appointments = calendarWords(all, resources);
			return desk.call("save_appointments", { date: of.date.iso, revision, name, title, appointments });
		},
	};
}
