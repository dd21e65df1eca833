import type { AppointmentBox, ClosedSpan, Span, Status, ViewBody } from "../../bindings";
import { m } from "../../paraglide/messages";
import { minutes } from "../../words/numbers";
import { clientOf } from "../../words/people";
import { statusWord, timeOffWord } from "../../words/status";

/** The status as `data-status` and the style sheet have it. An unknown status is `other`. */
export function statusStyle(status: Status): string {
	return typeof status === "object" ? "other" : status;
}

export function timeRange(span: Span): string {
	return `${span.startLabel}–${span.endLabel}`;
}

/** All that an appointment's box means, in words. */
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

/** Whether money has come, as the sign beside an appointment knows it. */
export function paymentSign(appointment: AppointmentBox): "paid" | "prepaid" | null {
	return appointment.paymentStatus === "paid" || appointment.paymentStatus === "prepaid"
		? appointment.paymentStatus
		: null;
}

/** Why a piece of time is closed. */
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

/** What a closed piece of time is, with its times. */
export function closedLabel(closed: ClosedSpan): string {
	return `${closedWord(closed)}, ${timeRange(closed.span)}`;
}

/** The appointment with this id among those on screen. */
export function appointmentOnScreen(body: ViewBody, id: number): AppointmentBox | undefined {
	switch (body.kind) {
		case "day":
		case "week":
			for (const row of body.rows) {
				for (const cell of row.cells) {
					const found = cell.appointments.find((appointment) => appointment.id === id);
					if (found) {
						return found;
					}
				}
			}
			return undefined;
		case "list":
			for (const day of body.days) {
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
