//! Amounts that do not add up by the API's rules (`docs/api.md`).
//!
//! A rule is only checked when the payload has rows of that kind, because some servers send no payments or no
//! expenses.

use super::ledger::{Ledger, amounts};
use super::sum::{Sum, percent_of};
use crate::Filter;
use crate::model::{Appointment, Compensation, ExpenseStatus, PaymentKind, PaymentStatus, Tenge};
use crate::view::types::{MoneyIssue, MoneyIssueKind, MoneyState};

/// The issues of one appointment.
pub(super) fn of_appointment<'a>(
    ledger: &'a Ledger,
    appointment: &'a Appointment,
) -> impl Iterator<Item = MoneyIssue> + 'a {
    let is_known = ledger.state != MoneyState::NotProvided;
    let checks: [fn(&Ledger, &Appointment) -> Option<MoneyIssue>; 5] =
        [over_service, status, rows, prepaid_row, expense];
    checks.into_iter().filter(move |_| is_known).filter_map(move |check| check(ledger, appointment))
}

/// Rows whose appointment is not in the payload. Expenses of hidden resources are left out. A payment has no
/// resource.
pub(super) fn orphans<'a>(ledger: &'a Ledger, filter: &'a Filter) -> impl Iterator<Item = MoneyIssue> + 'a {
    let payments = ledger.orphan_payments.iter().map(|row| (row.appointment_id, row.amount));
    let expenses = ledger
        .orphan_expenses
        .iter()
        .filter(|row| row.resource_id.is_none_or(|id| filter.shows_resource(id)))
        .map(|row| (row.appointment_id, row.amount));
    payments.chain(expenses).map(|(appointment_id, amount)| {
        of_amounts(MoneyIssueKind::Orphan, appointment_id, None, Some(amount))
    })
}

/// The received money is not more than the price, when there is a price.
fn over_service(ledger: &Ledger, appointment: &Appointment) -> Option<MoneyIssue> {
    let price = appointment.service_amount.filter(|price| price.0 > 0)?;
    let received = ledger.received(appointment);
    (received > price)
        .then(|| of_amounts(MoneyIssueKind::OverService, appointment.id, Some(price), Some(received)))
}

/// The payment status follows from the received money, unless it is `cancelled`.
fn status(ledger: &Ledger, appointment: &Appointment) -> Option<MoneyIssue> {
    let actual = match appointment.payment_status.as_ref()? {
        PaymentStatus::Cancelled | PaymentStatus::Other(_) => return None,
        actual => actual,
    };
    ledger.received_if_known(appointment)?;
    let received = ledger.received(appointment);
    let expected = if received.0 <= 0 {
        PaymentStatus::AwaitingPayment
    } else if appointment.service_amount? <= received {
        PaymentStatus::Paid
    } else {
        PaymentStatus::Prepaid
    };
    (*actual != expected).then(|| MoneyIssue {
        expected_status: Some(expected),
        actual_status: Some(actual.clone()),
        ..of_amounts(MoneyIssueKind::Status, appointment.id, None, None)
    })
}

/// The sum of the payments is the received money.
fn rows(ledger: &Ledger, appointment: &Appointment) -> Option<MoneyIssue> {
    let expected = amounts(appointment).filter(|_| ledger.has_payments)?;
    let actual = ledger.sum_of_payments(appointment.id);
    (actual != expected)
        .then(|| of_amounts(MoneyIssueKind::Rows, appointment.id, Some(expected), Some(actual)))
}

/// The sum of the prepaid rows is the prepaid amount. Not checked when a row has an unknown kind.
fn prepaid_row(ledger: &Ledger, appointment: &Appointment) -> Option<MoneyIssue> {
    let expected = appointment.prepaid_amount.filter(|_| ledger.has_payments)?;
    let mut prepaid = Sum::default();
    for row in ledger.payments_of(appointment.id) {
        match row.payment_kind.as_ref()? {
            PaymentKind::Prepaid => prepaid += row.amount,
            PaymentKind::Payment | PaymentKind::Adjustment => {}
            PaymentKind::Other(_) => return None,
        }
    }
    let actual = prepaid.total();
    (actual != expected)
        .then(|| of_amounts(MoneyIssueKind::PrepaidRow, appointment.id, Some(expected), Some(actual)))
}

/// The expense of a paid appointment follows from the compensation in its row. An appointment that is not
/// paid has no expense, except one that was already paid out.
fn expense(ledger: &Ledger, appointment: &Appointment) -> Option<MoneyIssue> {
    if !ledger.has_expenses {
        return None;
    }
    let mut rows = ledger.expenses_of(appointment.id).peekable();
    let is_paid = appointment.payment_status == Some(PaymentStatus::Paid);
    let expected = expected_expense(appointment)?;
    let actual = rows.peek().is_some().then(|| {
        Sum::of(rows.filter(|row| is_paid || row.status != Some(ExpenseStatus::Paid)).map(|row| row.amount))
            .total()
    });
    (actual.unwrap_or_default() != expected)
        .then(|| of_amounts(MoneyIssueKind::Expense, appointment.id, Some(expected), actual))
}

/// What the resource is owed for an appointment by the terms in its row: nothing until it is paid. `None` when the
/// payment status or the terms are unknown.
pub(super) fn expected_expense(appointment: &Appointment) -> Option<Tenge> {
    match appointment.payment_status.as_ref()? {
        PaymentStatus::Paid => compensation(appointment),
        _ => Some(Tenge(0)),
    }
}

/// The expense for a paid appointment. `None` when the compensation is absent or of an unknown type.
fn compensation(appointment: &Appointment) -> Option<Tenge> {
    let price = appointment.service_amount.unwrap_or_default();
    Some(match appointment.compensation()? {
        Compensation::Percent { percent } => percent_of(price, percent),
        Compensation::Fixed { amount } => amount,
        Compensation::FixedPlusPercent { amount, percent } => {
            Sum::of([amount, percent_of(price, percent)]).total()
        }
    })
}

fn of_amounts(
    kind: MoneyIssueKind,
    appointment_id: i64,
    expected: Option<Tenge>,
    actual: Option<Tenge>,
) -> MoneyIssue {
    MoneyIssue { kind, appointment_id, expected, actual, expected_status: None, actual_status: None }
}
