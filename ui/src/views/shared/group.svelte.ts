import type { AppointmentBox, ViewBody } from "../../bindings";
import { cellOnScreen } from "./appointment-on-screen";

interface Cell {
	resourceId: number;
	date: string;
}

/** A group is known by its cell and by one of its appointments, so that its list stays open after a refresh. */
interface Opened extends Cell {
	appointmentId: number;
	anchor: HTMLElement;
}

/** The group of appointments whose list is open. */
class OpenGroup {
	opened = $state.raw<Opened | null>(null);

	/** Opens the list of a group beside its box, or closes it if it is open. */
	toggle(appointments: readonly AppointmentBox[], { resourceId, date }: Cell, anchor: HTMLElement): void {
		const first = appointments[0];
		this.opened =
			first && this.opened?.anchor !== anchor ? { resourceId, date, appointmentId: first.id, anchor } : null;
	}

	close(): void {
		this.opened = null;
	}

	/** The appointments of the open group. Empty if it is not on screen any more. */
	appointments(body: ViewBody | null): AppointmentBox[] {
		const { opened } = this;
		const all = (opened && cellOnScreen(body, opened)?.appointments) ?? [];
		const group = all.find(({ id }) => id === opened?.appointmentId)?.group ?? null;
		return group === null ? [] : all.filter((appointment) => appointment.group === group);
	}
}

export const openGroup = new OpenGroup();
