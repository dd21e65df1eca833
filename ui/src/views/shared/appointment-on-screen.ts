import type { AppointmentBox, DayCell, ListRow, ViewBody } from "../../bindings";
import { listRows } from "../list/list-rows.svelte";
import { cellsOnScreen } from "./cells-on-screen.svelte";

/** A cell of the view with all its appointments. In the week of several resources, only those that are used have them. */
export function cellOnScreen(
	body: ViewBody | null,
	{ resourceId, date }: { resourceId: number; date: string },
): DayCell | undefined {
	if (body?.kind === "week") {
		return cellsOnScreen.find(resourceId, date);
	}
	if (body?.kind !== "day" && body?.kind !== "weekColumns") {
		return undefined;
	}
	const row = body.rows.find(({ resource }) => resource.id === resourceId);
	return row?.cells.find((cell) => cell.date === date);
}

/** The appointment with this id among those on screen. An appointment over midnight is on several days. */
export function appointmentOnScreen(
	body: ViewBody,
	id: number,
	date: string,
): AppointmentBox | ListRow | undefined {
	switch (body.kind) {
		case "day":
		case "weekColumns":
			for (const row of body.rows) {
				const found = inCells(
					row.cells.filter((cell) => cell.date === date),
					id,
				);
				if (found) {
					return found;
				}
			}
			return undefined;
		case "week":
			return inCells(cellsOnScreen.onDate(date), id);
		case "list":
			return listRows.loaded?.find(id, date);
		case "month":
			return undefined;
	}
}

function inCells(cells: readonly DayCell[], id: number): AppointmentBox | undefined {
	for (const cell of cells) {
		const found = cell.appointments.find((appointment) => appointment.id === id);
		if (found) {
			return found;
		}
	}
	return undefined;
}
