//! How many rows a payload may have.
//!
//! A payload with more rows is refused as a whole. A calendar without its last rows would show taken time as free.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde::de::Error;

use super::DecodeError;
use crate::model::Payload;

/// The rows of a payload that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum RowKind {
    /// The resources, including those that only appointments refer to.
    Resources,
    /// The work rules of all resources.
    WorkRules,
    /// The break rules of all resources.
    BreakRules,
    /// The work rules, or the break rules, of one resource on one weekday.
    RulesOfDay,
    /// The holidays of all years.
    Holidays,
    /// The overrides of all resources.
    WorkdayOverrides,
    /// The time offs of all resources and of the whole account.
    TimeOffs,
    /// The time offs of the whole account. Each of them is also counted as a time off.
    AccountTimeOffs,
    /// The appointments.
    Appointments,
    /// The payments inside of one appointment.
    PaymentsOfAppointment,
    /// The payments. Those of the list and those inside of appointments are counted separately, because they are copies.
    Payments,
    /// The expenses.
    Expenses,
    /// The server's own slots.
    Slots,
}

impl RowKind {
    pub(super) const ALL: [RowKind; 13] = [
        RowKind::Resources,
        RowKind::WorkRules,
        RowKind::BreakRules,
        RowKind::RulesOfDay,
        RowKind::Holidays,
        RowKind::WorkdayOverrides,
        RowKind::TimeOffs,
        RowKind::AccountTimeOffs,
        RowKind::Appointments,
        RowKind::PaymentsOfAppointment,
        RowKind::Payments,
        RowKind::Expenses,
        RowKind::Slots,
    ];

    /// The largest number of rows. `docs/limits.md` compares it with a large clinic.
    pub const fn max(self) -> usize {
        match self {
            RowKind::Resources | RowKind::AccountTimeOffs => 1_000,
            RowKind::Holidays => 2_000,
            RowKind::WorkRules | RowKind::BreakRules => 20_000,
            RowKind::RulesOfDay => 24,
            RowKind::WorkdayOverrides
            | RowKind::TimeOffs
            | RowKind::Appointments
            | RowKind::Payments
            | RowKind::Expenses => 100_000,
            RowKind::PaymentsOfAppointment => 100,
            RowKind::Slots => 500_000,
        }
    }

    /// The name in the text of an error. It has no spaces.
    pub(super) fn name(self) -> &'static str {
        match self {
            RowKind::Resources => "resources",
            RowKind::WorkRules => "work_rules",
            RowKind::BreakRules => "break_rules",
            RowKind::RulesOfDay => "rules_of_day",
            RowKind::Holidays => "holidays",
            RowKind::WorkdayOverrides => "workday_overrides",
            RowKind::TimeOffs => "time_offs",
            RowKind::AccountTimeOffs => "account_time_offs",
            RowKind::Appointments => "appointments",
            RowKind::PaymentsOfAppointment => "payments_of_appointment",
            RowKind::Payments => "payments",
            RowKind::Expenses => "expenses",
            RowKind::Slots => "slots",
        }
    }
}

/// An error when a list has no room for one more row. The reader then stops, so the rest of the body is not read.
pub(super) fn check_room<E: Error>(rows: usize, kind: RowKind) -> Result<(), E> {
    if rows < kind.max() { Ok(()) } else { Err(E::custom(kind.name())) }
}

/// The limit that an error of [`check_room`] is about. An error of serde carries nothing but a text: the name and the
/// position.
pub(super) fn exceeded(error: &serde_json::Error) -> Option<RowKind> {
    let text = error.to_string();
    let name = text.split(' ').next()?;
    RowKind::ALL.into_iter().find(|kind| kind.name() == name)
}

/// Checks the limits that concern rows of several lists, or only some rows of a list.
///
/// The lists themselves are bounded while they are read.
pub(super) fn check(payload: &Payload) -> Result<(), DecodeError> {
    let resources: HashSet<i64> = payload
        .resources
        .iter()
        .map(|resource| resource.id)
        .chain(payload.appointments.iter().map(|appointment| appointment.resource_id))
        .collect();
    let work_rules = most_of_day(payload.work_rules.iter().map(|rule| (rule.resource_id, rule.weekday)));
    let break_rules = most_of_day(payload.break_rules.iter().map(|rule| (rule.resource_id, rule.weekday)));
    let account_time_offs = payload.time_offs.iter().filter(|off| off.resource_id.is_none()).count();
    let nested_payments = payload.appointments.iter().map(|row| row.payments.len());
    let nested_payments = nested_payments.fold(0, usize::saturating_add);
    for (kind, count) in [
        (RowKind::Resources, resources.len()),
        (RowKind::RulesOfDay, work_rules.max(break_rules)),
        (RowKind::AccountTimeOffs, account_time_offs),
        (RowKind::Payments, payload.payments.len().max(nested_payments)),
    ] {
        if count > kind.max() {
            return Err(DecodeError::TooManyRows(kind));
        }
    }
    Ok(())
}

/// The largest number of rules of one resource on one weekday.
fn most_of_day(days: impl Iterator<Item = (i64, u8)>) -> usize {
    let mut counts: HashMap<(i64, u8), usize> = HashMap::new();
    for day in days {
        let count = counts.entry(day).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_values().max().unwrap_or(0)
}
