//! What the payload has about money, parts of sums, and amounts that do not add up.

use serde::Serialize;

use crate::model::{PaymentStatus, Tenge};

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
/// Sums of expense rows.
#[derive(Eq, Default, Copy)]
pub struct ExpenseTotals {
    pub total: Tenge,
    pub paid: Tenge,
    pub unpaid: Tenge,
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
