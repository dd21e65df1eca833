//! What the panel of the money shows.

use serde::Serialize;

use super::label::DateLabel;
use crate::model::{PaymentKind, PaymentMethod, PaymentStatus, Tenge};

#[cfg(feature = "bindings")]
use ts_rs::TS;

/// How much the server tells of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum MoneyState {
    /// Payment and expense rows came.
    Recorded,
    /// No rows, but appointments carry prepaid or settlement amounts.
    AmountsOnly,
    /// Keys absent, or all of it zero or null: only what the services cost can be shown.
    NotProvided,
}

view_type! {
/// The money of the appointments shown, by appointment date.
#[derive(Eq)]
pub struct MoneyView {
    pub state: MoneyState,
    /// Appointments that are not cancelled.
    pub appointments: u32,
    /// Sum of `service_amount` of appointments that are neither cancelled nor missed.
    pub planned: Tenge,
    /// Absent when the server does not provide it; never a made-up zero.
    pub received: Option<Tenge>,
    /// What clients still owe for appointments that are neither cancelled nor missed.
    pub outstanding: Option<Tenge>,
    /// Owed to the resources: all, of it paid, of it unpaid.
    pub expenses: Option<ExpenseTotals>,
    pub by_day: Vec<MoneyDay>,
    pub by_resource: Vec<MoneyResource>,
    /// Sums of payment rows, or of the appointments' amounts by their methods; largest first.
    pub by_method: Vec<MoneyShare<PaymentMethod>>,
    pub by_kind: Vec<MoneyShare<PaymentKind>>,
    /// Appointments by `payment_status`; the amount is what they cost.
    pub by_payment_status: Vec<MoneyShare<PaymentStatus>>,
    /// Appointments with something outstanding, largest first.
    pub unpaid_appointments: Vec<UnpaidAppointment>,
    /// What does not add up by the server's own rules.
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

/// A rule of the server's that the rows break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum MoneyIssueKind {
    /// More was received than the service costs.
    OverService,
    /// `payment_status` is not what the amounts say.
    Status,
    /// Payment rows do not sum to what was received.
    Rows,
    /// The prepaid row is not `prepaid_amount`.
    PrepaidRow,
    /// The expense is not what the compensation terms give.
    Expense,
    /// A payment or expense row belongs to no appointment that came.
    Orphan,
}

view_type! {
/// Something that does not add up.
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
