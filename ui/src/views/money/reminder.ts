import type { MoneyRowAppointment } from "../../bindings";
import { m } from "../../paraglide/messages";
import { dayMonth } from "../../words/dates";
import { tenge } from "../../words/numbers";

/** A text for the client about what is left to pay. It has no name, because it is pasted into the client's own chat. */
export function debtReminder(amount: number, { start, serviceName }: MoneyRowAppointment): string {
	const about = { date: dayMonth(start.date), amount: tenge(amount) };
	return serviceName === null
		? m.money_debt_text(about)
		: m.money_debt_text_service({ ...about, service: serviceName });
}
