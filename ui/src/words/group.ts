import type { AppointmentGroup } from "../bindings";
import { m } from "../paraglide/messages";
import { statusKey, timeRange } from "./appointment";
import { grouped } from "./numbers";

/** `15 записей`, `4 записи, отменено: 1`. */
export function groupCount({ appointments, cancelled }: AppointmentGroup): string {
	const parts = [
		appointments > 0 ? m.view_appointments({ count: appointments }) : null,
		cancelled > 0 ? m.view_cancelled_count({ count: grouped(cancelled) }) : null,
	];
	return parts.filter((part) => part !== null).join(", ");
}

/** A group as text, a fact in each part. */
export function groupFacts(group: AppointmentGroup): string[] {
	return [groupCount(group), timeRange(group), group.serviceName].filter((fact) => fact !== null);
}

/** The value of `data-status` for a group. If its appointments have several statuses, it is `mixed`. */
export function groupStatusKey({ status }: AppointmentGroup): string {
	return status === null ? "mixed" : statusKey(status);
}
