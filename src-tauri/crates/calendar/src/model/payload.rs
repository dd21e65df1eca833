//! A whole payload, and the reports about its unreadable parts.

use serde::Serialize;

use super::appointment::Appointment;
use super::finance::{Expense, Payment};
use super::schedule::{BreakRule, Holiday, Resource, Slot, TimeOff, WorkRule, WorkdayOverride};
use super::units::Interval;

/// One decoded response of the calendar endpoint.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Payload {
    /// The range of the response, when the server sent it.
    pub range: Option<Interval>,
    /// In the server's order (by name). Every result has this order.
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
    /// Money owed to the resources for the appointments in range.
    pub expenses: Vec<Expense>,
    /// The server's own slots. Only with `include_slots`.
    pub slots: Vec<Slot>,
    /// The lists of the resources and of the appointments are there. Every server sends both. Without the appointments taken
    /// time would look free.
    pub has_main_lists: bool,
    /// Whether the body had the key `payments`. The newest servers leave it out.
    pub has_payments_key: bool,
    /// Whether the body had the key `expenses`.
    pub has_expenses_key: bool,
    /// Rows and whole lists that could not be read and were skipped, list by list.
    pub skipped: Vec<Skipped>,
    /// How many more rows were skipped than are listed.
    pub more_skipped: usize,
    /// Unreadable fields of rows that were not skipped. The field is absent or has its default.
    pub unread_fields: Vec<Skipped>,
}

/// An unreadable row that was skipped, or an unreadable field of a row that was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Skipped {
    /// The path in the payload, such as `appointments[17].starts_at`.
    pub path: String,
    /// The row's id, when it could be read.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub id: Option<i64>,
    /// The reason, which the screen translates.
    pub reason: SkipReason,
}

/// Why a row was skipped, or a field was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum SkipReason {
    /// A required field is absent or null.
    Missing,
    /// The JSON value has the wrong type.
    WrongType,
    /// The JSON value has the right type but an impossible value (`"2026-13-45"`, weekday 9, an end before
    /// its start).
    OutOfRange,
    /// The value of a list's key is not a list.
    NotAList,
    /// The text or the list is longer than any real one. It was cut.
    TooLong,
    /// The text has bytes that are not UTF-8. They were replaced by `\u{fffd}`.
    Damaged,
    /// Another row of the list has the same id and is newer.
    Repeated,
}
