import type { DeskError, ErrorCode, RowKind } from "../bindings";
import { m } from "../paraglide/messages";
import { grouped } from "./numbers";

/** What the user can do about a failure with one click. */
type ErrorAction = "retry" | "connection" | "today" | "day" | "copy" | "reload";

interface ErrorWords {
	/** A sentence: what happened. */
	title: string;
	/** A sentence: what to do about it. */
	next: string;
	action: ErrorAction;
}

type Message = () => string;

/** The words of every code. A code that is missing here is a type error. */
const WORDS: Record<
	ErrorCode,
	readonly [title: Message, next: Message, reason: Message, action: ErrorAction]
> = {
	bad_address: [m.error_bad_address, m.error_bad_address_next, m.reason_address, "connection"],
	insecure_address: [m.error_insecure_address, m.error_insecure_address_next, m.reason_address, "connection"],
	address_has_user_info: [
		m.error_address_has_user_info,
		m.error_address_has_user_info_next,
		m.reason_address,
		"connection",
	],
	bad_token_text: [m.error_bad_token_text, m.error_bad_token_text_next, m.reason_token, "connection"],
	dns: [m.error_dns, m.error_dns_next, m.reason_offline, "retry"],
	refused: [m.error_refused, m.error_refused_next, m.reason_no_answer, "retry"],
	unreachable: [m.error_unreachable, m.error_unreachable_next, m.reason_offline, "retry"],
	tls_unknown_authority: [
		m.error_tls_unknown_authority,
		m.error_tls_unknown_authority_next,
		m.reason_not_secure,
		"connection",
	],
	tls_expired: [m.error_tls_expired, m.error_tls_expired_next, m.reason_not_secure, "retry"],
	tls_wrong_host: [m.error_tls_wrong_host, m.error_tls_wrong_host_next, m.reason_not_secure, "connection"],
	tls: [m.error_tls, m.error_tls_next, m.reason_not_secure, "retry"],
	tls_no_authorities: [
		m.error_tls_no_authorities,
		m.error_tls_no_authorities_next,
		m.reason_not_secure,
		"retry",
	],
	bad_proxy: [m.error_bad_proxy, m.error_bad_proxy_next, m.reason_offline, "connection"],
	proxy: [m.error_proxy, m.error_proxy_next, m.reason_offline, "connection"],
	connect_timeout: [m.error_connect_timeout, m.error_connect_timeout_next, m.reason_no_answer, "retry"],
	read_timeout: [m.error_read_timeout, m.error_read_timeout_next, m.reason_no_answer, "retry"],
	redirected: [m.error_redirected, m.error_redirected_next, m.reason_address, "connection"],
	not_json: [m.error_not_json, m.error_not_json_next, m.reason_answer, "connection"],
	empty_body: [m.error_empty_body, m.error_empty_body_next, m.reason_answer, "retry"],
	truncated: [m.error_truncated, m.error_truncated_next, m.reason_answer, "retry"],
	wrong_shape: [m.error_wrong_shape, m.error_wrong_shape_next, m.reason_answer, "connection"],
	too_large: [m.error_too_large, m.error_too_large_next, m.reason_too_much, "day"],
	invalid_token: [m.error_invalid_token, m.error_invalid_token_next, m.reason_token, "connection"],
	header_lost: [m.error_header_lost, m.error_header_lost_next, m.reason_token, "connection"],
	not_a_member: [m.error_not_a_member, m.error_not_a_member_next, m.reason_access, "connection"],
	account_suspended: [m.error_account_suspended, m.error_account_suspended_next, m.reason_access, "retry"],
	role_refused: [m.error_role_refused, m.error_role_refused_next, m.reason_access, "retry"],
	bot_token: [m.error_bot_token, m.error_bot_token_next, m.reason_token, "connection"],
	unauthorized: [m.error_unauthorized, m.error_unauthorized_next, m.reason_access, "connection"],
	feature_disabled: [m.error_feature_disabled, m.error_feature_disabled_next, m.reason_access, "retry"],
	forbidden: [m.error_forbidden, m.error_forbidden_next, m.reason_access, "retry"],
	not_found: [m.error_not_found, m.error_not_found_next, m.reason_access, "connection"],
	validation: [m.error_validation, m.error_validation_next, m.reason_program, "retry"],
	range_too_large: [m.error_range_too_large, m.error_range_too_large_next, m.reason_answer, "day"],
	rate_limited: [m.error_rate_limited, m.error_rate_limited_next, m.reason_busy, "retry"],
	server_error: [m.error_server_error, m.error_server_error_next, m.reason_server, "retry"],
	other: [m.error_other, m.error_other_next, m.reason_answer, "retry"],
	unexpected_status: [m.error_unexpected_status, m.error_unexpected_status_next, m.reason_answer, "retry"],
	not_modified_without_cache: [
		m.error_not_modified_without_cache,
		m.error_not_modified_without_cache_next,
		m.reason_answer,
		"retry",
	],
	no_account: [m.error_no_account, m.error_no_account_next, m.reason_access, "connection"],
	token_missing: [m.error_token_missing, m.error_token_missing_next, m.reason_token, "connection"],
	bad_date: [m.error_bad_date, m.error_bad_date_next, m.reason_program, "today"],
	no_such_appointment: [
		m.error_no_such_appointment,
		m.error_no_such_appointment_next,
		m.reason_program,
		"retry",
	],
	not_fetched: [m.error_not_fetched, m.error_not_fetched_next, m.reason_no_answer, "retry"],
	nothing_checked: [m.error_nothing_checked, m.error_nothing_checked_next, m.reason_program, "connection"],
	account_not_stored: [
		m.error_account_not_stored,
		m.error_account_not_stored_next,
		m.reason_program,
		"retry",
	],
	folder_in_use: [m.error_folder_in_use, m.error_folder_in_use_next, m.reason_program, "retry"],
	folder_unusable: [m.error_folder_unusable, m.error_folder_unusable_next, m.reason_program, "retry"],
	too_many_rows: [m.error_too_many_rows, m.error_too_many_rows_next, m.reason_too_much, "day"],
	view_too_large: [m.error_view_too_large, m.error_view_too_large_next, m.reason_too_much, "day"],
	storage_failed: [m.error_storage_failed, m.error_storage_failed_next, m.reason_program, "retry"],
	locked: [m.error_locked, m.error_locked_next, m.reason_locked, "retry"],
	wrong_passphrase: [m.error_wrong_passphrase, m.error_wrong_passphrase_next, m.reason_locked, "retry"],
	passphrase_too_short: [
		m.error_passphrase_too_short,
		m.error_passphrase_too_short_next,
		m.reason_locked,
		"retry",
	],
	secrets_damaged: [m.error_secrets_damaged, m.error_secrets_damaged_next, m.reason_locked, "retry"],
	print_failed: [m.error_print_failed, m.error_print_failed_next, m.reason_program, "retry"],
	browser_failed: [m.error_browser_failed, m.error_browser_failed_next, m.reason_program, "copy"],
	file_no_room: [m.error_file_no_room, m.error_file_no_room_next, m.reason_program, "retry"],
	file_not_allowed: [m.error_file_not_allowed, m.error_file_not_allowed_next, m.reason_program, "retry"],
	file_not_saved: [m.error_file_not_saved, m.error_file_not_saved_next, m.reason_program, "retry"],
	data_changed: [m.error_data_changed, m.error_data_changed_next, m.reason_program, "retry"],
	wipe_incomplete: [m.error_wipe_incomplete, m.error_wipe_incomplete_next, m.reason_program, "retry"],
	settings_unreadable: [
		m.error_settings_unreadable,
		m.error_settings_unreadable_next,
		m.reason_program,
		"connection",
	],
	settings_refused: [m.error_settings_refused, m.error_settings_refused_next, m.reason_program, "retry"],
	no_diagnostics: [m.error_no_diagnostics, m.error_no_diagnostics_next, m.reason_program, "retry"],
	crashed: [m.error_crashed, m.error_crashed_next, m.reason_program, "retry"],
	page_failed: [m.error_page_failed, m.error_page_failed_next, m.reason_program, "reload"],
	bad_request: [m.error_bad_request, m.error_bad_request_next, m.reason_program, "retry"],
};

/** Which rows an answer has too many of. */
const TOO_MANY: Record<RowKind, (inputs: { max: string }) => string> = {
	resources: m.too_many_resources,
	workRules: m.too_many_work_rules,
	breakRules: m.too_many_break_rules,
	rulesOfDay: m.too_many_rules_of_day,
	holidays: m.too_many_holidays,
	workdayOverrides: m.too_many_workday_overrides,
	timeOffs: m.too_many_time_offs,
	accountTimeOffs: m.too_many_account_time_offs,
	appointments: m.too_many_appointments,
	paymentsOfAppointment: m.too_many_payments_of_appointment,
	payments: m.too_many_payments,
	expenses: m.too_many_expenses,
	slots: m.too_many_slots,
};

/** All codes that the desk can send. */
export const ERROR_CODES = Object.keys(WORDS) as ErrorCode[];

/** Falls back to `bad_request`, because a newer desk can send a code that is not known here. */
function wordsOf(code: ErrorCode) {
	return Object.hasOwn(WORDS, code) ? WORDS[code] : WORDS.bad_request;
}

/** A failure in the user's language. */
export function errorWords(error: DeskError): ErrorWords {
	const [title, next, , action] = wordsOf(error.code);
	const limit = error.rowLimit;
	return {
		title: limit ? TOO_MANY[limit.rows]({ max: grouped(limit.max) }) : title(),
		next: next(),
		action,
	};
}

/** A failure in two or three words, for the freshness. */
export function errorReason(error: DeskError): string {
	const [, , reason] = wordsOf(error.code);
	return reason();
}

/** The label of an action's button. */
export function errorActionLabel(action: ErrorAction): string {
	switch (action) {
		case "retry":
			return m.frame_retry();
		case "connection":
			return m.error_action_connection();
		case "today":
			return m.error_action_today();
		case "day":
			return m.error_action_day();
		case "copy":
			return m.error_action_copy();
		case "reload":
			return m.error_action_reload();
	}
}
