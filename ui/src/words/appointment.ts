import type { AppointmentBox, ClosedSpan, Span, Status } from "../bindings";
import { m } from "../paraglide/messages";
import { minutes } from "./numbers";
import { clientOf } from "./people";
import { statusWord, timeOffWord } from "./status";

/** The value of `data-status` for a status. A status that is not known is `other`. */
export function statusKey(status: Status): string {
	return typeof status === "object" ? "other" : status;
}

export function timeRange(span: Span): string {
	return `${span.startLabel}–${span.endLabel}`;
}

/** An appointment as text, for screen readers. */
export function appointmentLabel(appointment: AppointmentBox): string {
	const service = appointment.serviceName === null ? "" : `, ${appointment.serviceName}`;
	return `${timeRange(appointment.span)}, ${clientOf(appointment)}${service}, ${statusWord(appointment.status)}`;
}

/** `Свободно 10:00–11:30, 1 ч 30 мин`. */
export function freeLabel(span: Span): string {
	return m.view_free_span({
		start: span.startLabel,
		end: span.endLabel,
		duration: minutes(span.lengthMin),
	});
}

/** The sign of an appointment's payment. Null if nothing has been paid. */
export function paymentSign(appointment: AppointmentBox): "paid" | "prepaid" | null {
	return appointment.paymentStatus === "paid" || appointment.paymentStatus === "prepaid"
		? appointment.paymentStatus
		: null;
}

/** Why a span of time is closed. */
export function closedWord(closed: ClosedSpan): string {
	switch (closed.kind) {
		case "outsideHours":
			return m.view_outside_hours();
		case "break":
			return closed.title ?? m.view_break();
		case "holiday":
			return closed.title ?? m.view_holiday();
		case "hoursElsewhere":
			return m.view_hours_elsewhere();
		case "timeOff": {
			const title = closed.title === null ? m.view_time_off() : timeOffWord(closed.title);
			return closed.wholeAccount ? m.view_time_off_everyone({ title }) : title;
		}
	}
}

/** A closed span of time, with its reason. */
export function closedLabel(closed: ClosedSpan): string {
	return `${closedWord(closed)}, ${timeRange(closed.span)}`;
}
