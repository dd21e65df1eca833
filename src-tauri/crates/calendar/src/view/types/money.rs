//! The money panel.

use serde::Serialize;

use super::label::DateLabel;
use crate::model::{PaymentKind, PaymentMethod, PaymentStatus, Tenge};

#[cfg(feature = "bindings")]
use ts_rs::TS;

/// How much the server sends about money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum MoneyState {
    /// There are payment or expense rows.
    Recorded,
    /// There are no rows, but appointments have prepaid or settlement amounts.
    AmountsOnly,
    /// The keys are absent, or all amounts are zero or null. Only service amounts can be shown.
    NotProvided,
}

view_type! {
/// The money of the appointments in the period, by appointment date.
#[derive(Eq)]
pub struct MoneyView {
    pub state: MoneyState,
    /// Appointments that are not cancelled.
    pub appointments: u32,
    /// Sum of `service_amount` of appointments that are neither cancelled nor missed.
    pub planned: Tenge,
    /// Absent when the server does not send it. Then it is not shown as zero.
    pub received: Option<Tenge>,
    /// What clients still owe for appointments that are neither cancelled nor missed.
    pub outstanding: Option<Tenge>,
    /// Owed to the resources.
    pub expenses: Option<ExpenseTotals>,
    pub by_day: Vec<MoneyDay>,
    pub by_resource: Vec<MoneyResource>,
    /// The sums of the payments, or else of the appointments' amounts. The largest first.
    pub by_method: Vec<MoneyShare<PaymentMethod>>,
    pub by_kind: Vec<MoneyShare<PaymentKind>>,
    /// The appointments and their service amounts.
    pub by_payment_status: Vec<MoneyShare<PaymentStatus>>,
    /// Appointments with something outstanding, largest first.
    pub unpaid_appointments: Vec<UnpaidAppointment>,
    /// Amounts that do not add up by the API's rules.
    pub issues: Vec<MoneyIssue>,
}
}

view_type! {
/// Sums of expense rows.
#[derive(Eq, Default, Copy)]
pub struct ExpenseTotals {
    pub total: Tenge,
    pub paid: Tenge,
    pub unpaid: Tenge,
}
}

view_type! {
/// The money of one day's appointments.
#[derive(Eq)]
pub struct MoneyDay {
    pub date: DateLabel,
    pub appointments: u32,
    pub planned: Tenge,
    pub received: Option<Tenge>,
}
}

view_type! {
/// The money of one resource's appointments.
#[derive(Eq)]
pub struct MoneyResource {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    pub name: String,
    pub appointments: u32,
    pub planned: Tenge,
    pub received: Option<Tenge>,
    pub outstanding: Option<Tenge>,
    pub expenses: Option<ExpenseTotals>,
}
}

view_type! {
/// The part of a sum that belongs to one value of an open enumeration.
#[derive(Eq)]
pub struct MoneyShare<T> {
    /// Absent when the server sent none.
    pub value: Option<T>,
    /// How many rows or appointments the part has.
    pub count: u32,
    pub amount: Tenge,
}
}

view_type! {
/// An appointment that is not fully paid.
#[derive(Eq)]
pub struct UnpaidAppointment {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub appointment_id: i64,
    pub date: DateLabel,
    pub start_label: String,
    pub client_name: Option<String>,
    pub resource_name: String,
    pub outstanding: Tenge,
}
}

/// The rule that the amounts break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum MoneyIssueKind {
    /// More was received than the service costs.
    OverService,
    /// `payment_status` does not follow from the amounts.
    Status,
    /// The sum of the payments is not the received money.
    Rows,
    /// The sum of the prepaid rows is not `prepaid_amount`.
    PrepaidRow,
    /// The expense does not follow from the terms of compensation.
    Expense,
    /// A payment or expense whose appointment is not in the payload.
    Orphan,
}

view_type! {
/// Amounts that do not add up.
#[derive(Eq)]
pub struct MoneyIssue {
    pub kind: MoneyIssueKind,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub appointment_id: i64,
    pub expected: Option<Tenge>,
    pub actual: Option<Tenge>,
    /// Only for [`MoneyIssueKind::Status`].
    pub expected_status: Option<PaymentStatus>,
    /// Only for [`MoneyIssueKind::Status`].
    pub actual_status: Option<PaymentStatus>,
}
}
