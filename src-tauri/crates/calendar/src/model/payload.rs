//! A whole payload, and the reports about its unreadable parts.

use serde::Serialize;

use super::appointment::Appointment;
use super::finance::{Expense, Payment};
use super::schedule::{BreakRule, Holiday, Resource, Slot, TimeOff, WorkRule, WorkdayOverride};
use super::units::Interval;

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
