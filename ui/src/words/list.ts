import type { ListColumn, ListGroupBy, ListRow, ListTotals } from "../bindings";
import { m } from "../paraglide/messages";
import { appointmentCount, timeRangeShort } from "./appointment";
import { dayShort, moment } from "./dates";
import { grouped, minutes, tenge } from "./numbers";
import { clientOf, clientPhone } from "./people";
import { appointmentTypeWord, paymentStatusWord, sourceWord, statusWord } from "./status";

/** The head of a column of the list. */
export function columnWord(column: ListColumn | "date"): string {
	switch (column) {
		case "date":
			return m.list_date();
		case "time":
			return m.list_time();
		case "duration":
			return m.list_duration();
		case "status":
			return m.list_status();
		case "client":
			return m.list_client();
		case "phone":
			return m.list_phone();
		case "service":
			return m.list_service();
		case "type":
			return m.details_type();
		case "resource":
			return m.list_resource();
		case "source":
			return m.details_source();
		case "payment":
			return m.list_payment();
		case "amount":
			return m.list_amount();
		case "received":
			return m.details_received();
		case "outstanding":
			return m.list_outstanding();
		case "comment":
			return m.details_comment();
		case "created":
			return m.field_created();
	}
}

/** The text of a row in a column. The name of the resource is not in the row, and a comment has a sign. */
export function cellWord(row: ListRow, column: Exclude<ListColumn, "comment" | "resource"> | "date"): string {
	const amount = (value: number | null): string => (value === null ? "" : tenge(value));
	switch (column) {
		case "date":
			return dayShort(row.date);
		case "time":
			return timeRangeShort(row);
		case "duration":
			return minutes(row.durationMin);
		case "status":
			return statusWord(row.status);
		case "client":
			return clientOf(row);
		case "phone":
			return clientPhone(row.clientPhone) ?? "";
		case "service":
			return row.serviceName ?? "";
		case "type":
			return row.appointmentType === null ? "" : appointmentTypeWord(row.appointmentType);
		case "source":
			return row.source === null ? "" : sourceWord(row.source);
		case "payment":
			return row.paymentStatus === null ? "" : paymentStatusWord(row.paymentStatus);
		case "amount":
			return amount(row.serviceAmount);
		case "received":
			return amount(row.received);
		case "outstanding":
			// A debt is seen at once when nothing else is in the column.
			return amount(row.outstanding || null);
		case "created":
			return row.created === null ? "" : moment(row.created);
	}
}

/** The times of a row with its date: `Вт 24, 10:30–11:00`. */
export function dateAndTimes(row: ListRow): string {
	return row.startDate || row.endDate
		? timeRangeShort({ ...row, startDate: row.startDate ?? row.date })
		: `${dayShort(row.date)}, ${timeRangeShort(row)}`;
}

export function groupByWord(groupBy: ListGroupBy): string {
	switch (groupBy) {
		case "day":
			return m.money_by_day();
		case "resource":
			return m.money_by_resource();
		case "status":
			return m.list_by_status();
		case "nothing":
			return m.list_ungrouped();
	}
}

/** A count or a sum, with the name of what it counts. */
export interface TotalFact {
	name: keyof ListTotals | "free";
	text: string;
}

/** How many appointments the rows have. */
export function countFacts(totals: ListTotals): TotalFact[] {
	return [
		{ name: "appointments", text: appointmentCount(totals) },
		...(totals.cancelled > 0
			? [
					{
						name: "cancelled",
						text: m.view_cancelled_count({ count: grouped(totals.cancelled) }),
					} as const,
				]
			: []),
	];
}

/** The sums of the rows. What is unknown or zero is not among them. */
export function sumFacts({ planned, received, outstanding }: ListTotals): TotalFact[] {
	const facts: TotalFact[] = [];
	if (planned) {
		facts.push({ name: "planned", text: m.list_planned({ amount: tenge(planned) }) });
	}
	if (received) {
		facts.push({ name: "received", text: m.money_received_of({ received: tenge(received) }) });
	}
	if (outstanding) {
		facts.push({ name: "outstanding", text: m.details_to_pay({ amount: tenge(outstanding) }) });
	}
	return facts;
}
