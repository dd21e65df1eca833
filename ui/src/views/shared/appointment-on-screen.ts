import type { AppointmentBox, ViewBody } from "../../bindings";

/** The appointment with this id among those on screen. An appointment over midnight is on several days. */
export function appointmentOnScreen(body: ViewBody, id: number, date: string): AppointmentBox | undefined {
	switch (body.kind) {
		case "day":
		case "week":
			for (const row of body.rows) {
				for (const cell of row.cells.filter((each) => each.date === date)) {
					const found = cell.appointments.find((appointment) => appointment.id === id);
					if (found) {
						return found;
					}
				}
			}
			return undefined;
		case "list":
			for (const day of body.days.filter((each) => each.date.iso === date)) {
				const found = day.rows.find((row) => row.appointment.id === id);
				if (found) {
					return found.appointment;
				}
			}
			return undefined;
		case "month":
			return undefined;
	}
}
