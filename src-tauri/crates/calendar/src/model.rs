//! The calendar as the server keeps it, after the tolerant decoder has made sense of it.
//!
//! Words that the server may add to (`status`, `payment_method`, ...) are open: an unknown one is kept as it
//! came.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A moment in time, independent of any zone.
pub type Instant = DateTime<Utc>;

/// An amount of money in whole tenge; the API never speaks in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Tenge(#[cfg_attr(feature = "bindings", ts(type = "number"))] pub i64);

/// A half-open piece of time, `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// First instant inside.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
}

/// One answer of the calendar endpoint, decoded.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Payload {
    /// The range the server answered for, when it said so.
    pub range: Option<Interval>,
    /// In the server's order (by name), which every result keeps.
    pub resources: Vec<Resource>,
    /// Weekly working hours.
    pub work_rules: Vec<WorkRule>,
    /// Weekly breaks.
    pub break_rules: Vec<BreakRule>,
    /// All of the account's holidays, not only those in range.
    pub holidays: Vec<Holiday>,
    /// Special hours of one resource on one date.
    pub workday_overrides: Vec<WorkdayOverride>,
    /// Absences of a resource, or of the whole account.
    pub time_offs: Vec<TimeOff>,
    /// Appointments.
    pub appointments: Vec<Appointment>,
    /// Payment rows of the appointments in range.
    pub payments: Vec<Payment>,
    /// What the business owes its resources for the appointments in range.
    pub expenses: Vec<Expense>,
    /// Free starts as the server printed them; only with `include_slots`.
    pub slots: Vec<Slot>,
    /// Whether the key `payments` was there at all (the newest servers drop it).
    pub has_payments_key: bool,
    /// Whether the key `expenses` was there at all.
    pub has_expenses_key: bool,
    /// Records (and whole lists) that could not be read and were left out, list by list.
    pub skipped: Vec<Skipped>,
    /// Fields that could not be read in records that can do without: the record is there, the field is absent
    /// or has its default.
    pub unread_fields: Vec<Skipped>,
}

/// A record that could not be read and was left out, or a field of one that was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Skipped {
    /// Where it stands in the payload, such as `appointments[17].starts_at`.
    pub path: String,
    /// The row's id when that could be read.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub id: Option<i64>,
    /// Why, as a closed word the screen can translate.
    pub reason: SkipReason,
}

/// Why a record was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum SkipReason {
    /// A field that the record cannot do without is absent or null.
    Missing,
    /// A field holds another kind of JSON value than it should.
    WrongType,
    /// A field is of the right kind but means nothing (`"2026-13-45"`, weekday 9, an end before its start).
    OutOfRange,
    /// A whole list is not a list.
    NotAList,
}

/// A person, room or device that appointments are made with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resource {
    pub id: i64,
    pub account_id: Option<i64>,
    pub user_id: Option<i64>,
    /// Empty when the server sent none.
    pub name: String,
    pub specialty: Option<String>,
    pub photo_url: Option<String>,
    pub description: Option<String>,
    /// `#RRGGBB`.
    pub color: Option<String>,
    /// The zone's name as it came; [`crate::zone::resolve`] makes sense of it.
    pub timezone: String,
    /// Minutes; 5..=720 when the server keeps its own rules, 30 when it said nothing.
    pub slot_duration_min: i64,
    pub compensation_type: Option<String>,
    pub compensation_value: Option<i64>,
    pub compensation_percent: Option<i64>,
    pub active: bool,
    pub custom_attributes: Map<String, Value>,
    pub created_at: Option<Instant>,
    pub updated_at: Option<Instant>,
}

/// Working hours of a resource on one weekday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkRule {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    /// 0 = Sunday ... 6 = Saturday.
    pub weekday: u8,
    /// Minutes since local midnight.
    pub start_minute: u16,
    /// Minutes since local midnight; 1440 is the next date's midnight.
    pub end_minute: u16,
    pub active: bool,
}

/// A break of a resource on one weekday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BreakRule {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    /// 0 = Sunday ... 6 = Saturday.
    pub weekday: u8,
    pub start_minute: u16,
    pub end_minute: u16,
    pub title: Option<String>,
    pub active: bool,
}

/// A day on which the account is closed (or, with `working_day_override`, on which it works after all).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Holiday {
    pub id: i64,
    pub account_id: Option<i64>,
    pub date: NaiveDate,
    pub title: Option<String>,
    pub recurring_yearly: bool,
    pub working_day_override: bool,
    pub custom_attributes: Map<String, Value>,
}

/// Special hours of one resource on one date; they beat weekly rules and holidays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WorkdayOverride {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    pub date: NaiveDate,
    pub start_minute: u16,
    pub end_minute: u16,
    pub break_start_minute: Option<u16>,
    pub break_end_minute: Option<u16>,
    pub break_title: Option<String>,
    pub custom_attributes: Map<String, Value>,
}

/// An absence.
#[derive(Debug, Clone, PartialEq)]
pub struct TimeOff {
    pub id: i64,
    pub account_id: Option<i64>,
    /// `None` = the whole account.
    pub resource_id: Option<i64>,
    /// Free text: `vacation`, `sick_leave`, `other`, ...
    pub kind: Option<String>,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub title: Option<String>,
    pub notes: Option<String>,
    pub custom_attributes: Map<String, Value>,
}

/// What became of an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Status {
    Scheduled,
    Confirmed,
    Completed,
    Cancelled,
    NoShow,
    /// A word this version does not know, as it came.
    Other(String),
}

/// An appointment.
#[derive(Debug, Clone, PartialEq)]
pub struct Appointment {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    pub resource_name: Option<String>,
    pub contact_id: Option<i64>,
    pub service_id: Option<i64>,
    pub company_id: Option<i64>,
    pub conversation_id: Option<i64>,
    pub conversation_display_id: Option<i64>,
    pub communication_thread_display_id: Option<i64>,
    pub created_by_id: Option<i64>,
    pub owner_id: Option<i64>,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub duration_min: Option<i64>,
    /// An empty [`Status::Other`] when the server sent none: the appointment blocks.
    pub status: Status,
    pub appointment_type: Option<String>,
    pub client_name: Option<String>,
    pub client_first_name: Option<String>,
    pub client_last_name: Option<String>,
    pub client_middle_name: Option<String>,
    pub client_phone: Option<String>,
    /// The national identification number (IIN).
    pub client_identifier: Option<String>,
    pub client_birth_date: Option<NaiveDate>,
    pub client_gender: Option<String>,
    pub client_comment: Option<String>,
    pub source: Option<String>,
    pub service_name_snapshot: Option<String>,
    pub service_type_snapshot: Option<String>,
    pub service_duration_min_snapshot: Option<i64>,
    pub service_ids: Vec<i64>,
    /// Names of the services, where the server lists them.
    pub service_names: Vec<String>,
    pub compensation_type_snapshot: Option<String>,
    pub compensation_value_snapshot: Option<i64>,
    pub compensation_percent_snapshot: Option<i64>,
    pub payment_status: Option<String>,
    /// `None`: the key was absent; `null` is zero by the API's rule.
    pub service_amount: Option<Tenge>,
    /// `None`: the key was absent.
    pub prepaid_amount: Option<Tenge>,
    pub prepaid_payment_method: Option<String>,
    /// `None`: the key was absent.
    pub settlement_amount: Option<Tenge>,
    pub settlement_payment_method: Option<String>,
    pub external_ref: Option<String>,
    pub idempotency_key: Option<String>,
    pub custom_attributes: Map<String, Value>,
    /// Nested copies of the rows in [`Payload::payments`].
    pub payments: Vec<Payment>,
    /// Nested copy of the row in [`Payload::expenses`].
    pub expense: Option<Expense>,
    pub created_at: Option<Instant>,
    pub updated_at: Option<Instant>,
}

/// Money received for an appointment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payment {
    pub id: i64,
    pub account_id: Option<i64>,
    /// Nested copies may lack it; the decoder fills it in from the appointment.
    pub appointment_id: i64,
    pub recorded_by_id: Option<i64>,
    pub amount: Tenge,
    pub payment_method: Option<String>,
    pub payment_kind: Option<String>,
    pub created_at: Option<Instant>,
}

/// What the business owes a resource for a paid appointment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expense {
    pub id: i64,
    pub account_id: Option<i64>,
    /// Nested copies may lack it; the decoder fills it in from the appointment.
    pub appointment_id: i64,
    /// Nested copies may lack it; the decoder fills it in from the appointment.
    pub resource_id: Option<i64>,
    pub amount: Tenge,
    /// `unpaid`, `paid`.
    pub status: Option<String>,
    pub paid_at: Option<Instant>,
    pub paid_by_id: Option<i64>,
    pub created_at: Option<Instant>,
}

/// A free start that the server printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub resource_id: i64,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub status: Option<String>,
}
