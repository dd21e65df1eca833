import type { DayNote, SkipReason } from "../bindings";
import { m } from "../paraglide/messages";

/*
 * The server's words in the user's language. Its enumerations are open, so a word that is not known here comes
 * back as it is.
 */

type Words = Readonly<Record<string, () => string>>;

const APPOINTMENT_STATUS: Words = {
	scheduled: m.status_scheduled,
	confirmed: m.status_confirmed,
	completed: m.status_completed,
	cancelled: m.status_cancelled,
	no_show: m.status_no_show,
};

const APPOINTMENT_TYPE: Words = {
	primary: m.appointment_type_primary,
	secondary: m.appointment_type_secondary,
	other: m.appointment_type_other,
};

const PAYMENT_STATUS: Words = {
	awaiting_payment: m.payment_status_awaiting,
	prepaid: m.payment_status_prepaid,
	paid: m.payment_status_paid,
	cancelled: m.payment_status_cancelled,
};

const PAYMENT_METHOD: Words = {
	kaspi_transfer: m.payment_method_kaspi_transfer,
	kaspi_qr: m.payment_method_kaspi_qr,
	cash: m.payment_method_cash,
	bank_transfer: m.payment_method_bank_transfer,
	card: m.payment_method_card,
	other: m.payment_method_other,
};

const PAYMENT_KIND: Words = {
	prepaid: m.payment_kind_prepaid,
	payment: m.payment_kind_payment,
	adjustment: m.payment_kind_adjustment,
};

const EXPENSE_STATUS: Words = {
	paid: m.expense_status_paid,
	unpaid: m.expense_status_unpaid,
};

const TIME_OFF: Words = {
	vacation: m.time_off_vacation,
	day_off: m.time_off_day_off,
	sick: m.time_off_sick,
	sick_leave: m.time_off_sick,
	other: m.time_off_other,
};

const SOURCE: Words = {
	manual: m.source_manual,
	phone: m.source_phone,
	site: m.source_site,
	ai_agent: m.source_ai_agent,
	whatsapp: m.source_whatsapp,
	instagram: m.source_instagram,
};

const ROLE: Words = {
	administrator: m.role_administrator,
	agent: m.role_agent,
};

function translate(words: Words, word: string): string {
	return Object.hasOwn(words, word) ? (words[word]?.() ?? word) : word;
}

export const statusWord = (word: string): string => translate(APPOINTMENT_STATUS, word);
export const appointmentTypeWord = (word: string): string => translate(APPOINTMENT_TYPE, word);
export const paymentStatusWord = (word: string): string => translate(PAYMENT_STATUS, word);
export const paymentMethodWord = (word: string): string => translate(PAYMENT_METHOD, word);
export const paymentKindWord = (word: string): string => translate(PAYMENT_KIND, word);
export const expenseStatusWord = (word: string): string => translate(EXPENSE_STATUS, word);
/** A time off's kind; a title that the account's people wrote comes back as it is. */
export const timeOffWord = (kind: string): string => translate(TIME_OFF, kind);

/** Where an appointment was booked from. */
export const sourceWord = (word: string): string => translate(SOURCE, word);
export const roleWord = (role: string): string => translate(ROLE, role);

/** Why a resource's whole day is as it is. */
export function dayNoteWord(note: DayNote): string {
	switch (note.kind) {
		case "holiday":
			return note.title ?? m.note_holiday();
		case "timeOff":
			return note.title === null ? m.note_time_off() : timeOffWord(note.title);
		case "notWorking":
			return m.note_not_working();
		case "specialHours":
			return m.note_special_hours();
		case "hoursElsewhere":
			return m.note_hours_elsewhere();
	}
}

/** Why a record was left out. */
export function skipReasonWord(reason: SkipReason): string {
	switch (reason) {
		case "missing":
			return m.skip_missing();
		case "wrongType":
			return m.skip_wrong_type();
		case "outOfRange":
			return m.skip_out_of_range();
		case "notAList":
			return m.skip_not_a_list();
	}
}
