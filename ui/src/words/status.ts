import type {
	AppointmentType,
	DayNote,
	ExpenseStatus,
	PaymentKind,
	PaymentMethod,
	PaymentStatus,
	SkipReason,
	Status,
} from "../bindings";
import { m } from "../paraglide/messages";

/*
 * The server's words in the user's language. The server can add words to its enumerations. A word that is not known here
 * is shown unchanged.
 */

export function statusWord(status: Status): string {
	if (typeof status === "object") {
		return status.other;
	}
	switch (status) {
		case "scheduled":
			return m.status_scheduled();
		case "confirmed":
			return m.status_confirmed();
		case "completed":
			return m.status_completed();
		case "cancelled":
			return m.status_cancelled();
		case "no_show":
			return m.status_no_show();
	}
}

export function appointmentTypeWord(type: AppointmentType): string {
	if (typeof type === "object") {
		return type.other;
	}
	switch (type) {
		case "primary":
			return m.appointment_type_primary();
		case "secondary":
			return m.appointment_type_secondary();
		case "other":
			return m.appointment_type_other();
	}
}

export function paymentStatusWord(status: PaymentStatus): string {
	if (typeof status === "object") {
		return status.other;
	}
	switch (status) {
		case "awaiting_payment":
			return m.payment_status_awaiting();
		case "prepaid":
			return m.payment_status_prepaid();
		case "paid":
			return m.payment_status_paid();
		case "cancelled":
			return m.payment_status_cancelled();
	}
}

export function paymentMethodWord(method: PaymentMethod): string {
	if (typeof method === "object") {
		return method.other;
	}
	switch (method) {
		case "kaspi_transfer":
			return m.payment_method_kaspi_transfer();
		case "kaspi_qr":
			return m.payment_method_kaspi_qr();
		case "cash":
			return m.payment_method_cash();
		case "bank_transfer":
			return m.payment_method_bank_transfer();
		case "card":
			return m.payment_method_card();
		case "other":
			return m.payment_method_other();
	}
}

export function paymentKindWord(kind: PaymentKind): string {
	if (typeof kind === "object") {
		return kind.other;
	}
	switch (kind) {
		case "prepaid":
			return m.payment_kind_prepaid();
		case "payment":
			return m.payment_kind_payment();
		case "adjustment":
			return m.payment_kind_adjustment();
	}
}

export function expenseStatusWord(status: ExpenseStatus): string {
	if (typeof status === "object") {
		return status.other;
	}
	switch (status) {
		case "paid":
			return m.expense_status_paid();
		case "unpaid":
			return m.expense_status_unpaid();
	}
}

/** The known values of a text that has no closed list of values. */
type Words = Readonly<Record<string, () => string>>;

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

/** The kind of a time off. A title that people of the account have written is returned unchanged. */
export const timeOffWord = (kind: string): string => translate(TIME_OFF, kind);

/** Where an appointment was made. */
export const sourceWord = (word: string): string => translate(SOURCE, word);
export const roleWord = (role: string): string => translate(ROLE, role);

/** What is special about a resource's whole day. */
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

/** Why a row was skipped. */
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
		case "tooLong":
			return m.skip_too_long();
		case "damaged":
			return m.skip_damaged();
		case "repeated":
			return m.skip_repeated();
	}
}
