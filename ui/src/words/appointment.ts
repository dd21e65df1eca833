import type { AppointmentBox, ClosedSpan, DateLabel, DayTotals, Span, Status } from "../bindings";
import { m } from "../paraglide/messages";
import { dayAndMonth, dayShort } from "./dates";
import { grouped, minutes } from "./numbers";
import { clientOf } from "./people";
import { statusWord, timeOffWord } from "./status";

/** The value of `data-status` for a status. A status that is not known is `other`. */
export function statusKey(status: Status): string {
	return typeof status === "object" ? "other" : status;
}

/** The times of an appointment on one day. A date is there if it is not this day. */
interface Times {
	span: Pick<Span, "startLabel" | "endLabel">;
	startDate?: DateLabel | null;
	endDate?: DateLabel | null;
}

function datedRange({ span, startDate, endDate }: Times, dateWord: (date: DateLabel) => string): string {
	if (!startDate && !endDate) {
		return `${span.startLabel}–${span.endLabel}`;
	}
	const dated = (date: DateLabel | null | undefined, time: string): string =>
		date ? `${dateWord(date)}, ${time}` : time;
	return `${dated(startDate, span.startLabel)} – ${dated(endDate, span.endLabel)}`;
}

/** `23:30–23:50`, `Вт, 24 ноября, 23:30 – 00:30`. */
export function timeRange(times: Times): string {
	return datedRange(times, dayAndMonth);
}

/** `23:30–23:50`, `Вт 24, 23:30 – 00:30`, for places with little room. */
export function timeRangeShort(times: Times): string {
	return datedRange(times, dayShort);
}

/** The time of an appointment in few letters: its start on this day, or when it ends if it began earlier. */
export function timeWord({ span, startDate, endDate }: Times): string {
	if (!startDate) {
		return span.startLabel;
	}
	const end = endDate ? `${dayShort(endDate)}, ${span.endLabel}` : span.endLabel;
	return m.view_until({ end });
}

/** How many appointments a day has: `3 записи`, `3 записи, с прошлых дней: 1`. */
export function appointmentCount({
	appointments,
	continuing,
}: Pick<DayTotals, "appointments" | "continuing">): string {
	const started = m.view_appointments({ count: appointments });
	if (continuing === 0) {
		return started;
	}
	const earlier = m.view_continuing({ count: grouped(continuing) });
	return appointments === 0 ? earlier : `${started}, ${earlier}`;
}

/** A text of the server among other text: its direction does not affect the text around it. */
export function isolated(text: string): string {
	return `\u2068${text}\u2069`;
}

/**
 * An appointment as text, for screen readers. With `visible`, it begins with these texts, which are on screen, so that
 * people who control the program by voice can say what they see.
 */
export function appointmentLabel(
	appointment: Times & Pick<AppointmentBox, "clientName" | "serviceName" | "status">,
	visible?: readonly string[],
): string {
	const facts = [
		timeRange(appointment),
		clientOf(appointment),
		appointment.serviceName,
		statusWord(appointment.status),
	].filter((fact) => fact !== null);
	if (!visible) {
		return facts.join(", ");
	}
	const shown = visible.join(", ");
	return [shown, ...facts.filter((fact) => !shown.includes(fact))].join(", ");
}

/** `Свободно 10:00–11:30, 1 ч 30 мин`. */
export function freeLabel(span: Span): string {
	return m.view_free_span({
		start: span.startLabel,
		end: span.endLabel,
		duration: minutes(span.lengthMin),
	});
}

/**
 * How many appointments of a length can still be made: `3 × 40 мин`, or that there is none although some time is free. Null
 * without free time.
 */
export function startsWord({ starts, freeMin }: DayTotals, durationMin: number): string | null {
	if (freeMin === 0) {
		return null;
	}
	const duration = minutes(durationMin);
	return starts === 0
		? m.view_starts_none({ duration })
		: m.view_starts({ count: grouped(starts), duration });
}

/** As `startsWord`, for screen readers. */
export function startsLabel(totals: DayTotals, durationMin: number): string | null {
	return totals.starts === 0
		? startsWord(totals, durationMin)
		: m.view_starts_label({ count: grouped(totals.starts), duration: minutes(durationMin) });
}

/** The client was served and has not paid everything. */
export function isOwed({ status, paymentStatus }: Pick<AppointmentBox, "paymentStatus" | "status">): boolean {
	return status === "completed" && (paymentStatus === "awaiting_payment" || paymentStatus === "prepaid");
}

/** What the marks of an appointment mean. */
export function markWords(
	of: Pick<AppointmentBox, "paymentStatus" | "status" | "hasComment"> &
		Partial<Pick<AppointmentBox, "appointmentType">>,
): string[] {
	return [
		of.appointmentType === "primary" ? m.view_first_visit() : null,
		isOwed(of) ? m.view_owed() : null,
		of.hasComment ? m.view_comment() : null,
	].filter((word) => word !== null);
}

/** The sign of an appointment's payment. Null if nothing has been paid. */
export function paymentSign(
	appointment: Pick<AppointmentBox, "paymentStatus" | "status">,
): "paid" | "prepaid" | "owed" | null {
	if (isOwed(appointment)) {
		return "owed";
	}
	return appointment.paymentStatus === "paid" || appointment.paymentStatus === "prepaid"
		? appointment.paymentStatus
		: null;
}

/** Why time is closed. */
export function closedWord(closed: Pick<ClosedSpan, "kind" | "title" | "wholeAccount">): string {
	switch (closed.kind) {
		case "outsideHours":
			return m.view_outside_hours();
		case "break":
			return closed.title ?? m.view_break();
		case "holiday":
			return closed.title ?? m.view_holiday();
		case "hoursElsewhere":
			return m.view_hours_elsewhere();
		case "filtered":
			return m.filter_taken();
		case "timeOff": {
			const title = closed.title === null ? m.view_time_off() : timeOffWord(closed.title);
			return closed.wholeAccount ? m.view_time_off_everyone({ title }) : title;
		}
	}
}

/** A closed span of time, with its reason. */
export function closedLabel(closed: ClosedSpan): string {
	const word = closed.kind === "filtered" ? m.filter_taken_label() : closedWord(closed);
	return `${word}, ${timeRange(closed)}`;
}
