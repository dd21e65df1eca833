//! What clients owe, and money that was kept for appointments that did not take place.
//!
//! A debt belongs to the date of its appointment. Received is prepaid plus settlement amount, and what is due is
//! the service amount minus received (`docs/api.md`, "Money rules").

use super::ledger::Ledger;
use super::report::{MoneyRequest, Shown};
use super::sum::CountedSum;
use crate::civil;
use crate::model::{Appointment, Instant, Status, Tenge};
use crate::view::types::{DebtKind, DebtTotals, MoneySum};

/// Open money of one appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Debt {
    /// Why it is open.
    pub kind: DebtKind,
    /// The appointment.
    pub appointment_id: i64,
    /// What is due, or what was received for an appointment that was missed or cancelled. Above zero.
    pub amount: Tenge,
    /// Days from the date of the appointment to today. Absent before that date.
    pub age_days: Option<u32>,
}

/// The debts of a request, the oldest appointment first.
pub(super) fn debts(ledger: &Ledger, shown: &Shown, request: &MoneyRequest) -> Vec<Debt> {
    let today = civil::date_of(request.zone, request.now);
    let mut debts: Vec<(Instant, Debt)> = shown
        .dated
        .iter()
        .filter_map(|appointment| {
            let (kind, amount) = open_money(ledger, appointment, request.now)?;
            let age = today.signed_duration_since(civil::date_of(request.zone, appointment.starts_at));
            let age_days = u32::try_from(age.num_days()).ok();
            Some((appointment.starts_at, Debt { kind, appointment_id: appointment.id, amount, age_days }))
        })
        .collect();
    debts.sort_by_key(|(starts_at, debt)| (*starts_at, debt.appointment_id));
    debts.into_iter().map(|(_, debt)| debt).collect()
}

/// The count and the sum of the debts of each kind.
pub(super) fn debt_totals(debts: &[Debt]) -> Vec<DebtTotals> {
    DebtKind::ALL.into_iter().map(|kind| DebtTotals::of(debts, kind)).collect()
}

impl DebtTotals {
    /// The count and the sum of the debts of one kind.
    pub fn of(debts: &[Debt], kind: DebtKind) -> DebtTotals {
        let mut sum = CountedSum::default();
        for debt in debts.iter().filter(|debt| debt.kind == kind) {
            sum.add(debt.amount);
        }
        let MoneySum { count, amount } = sum.view();
        DebtTotals { kind, count, amount }
    }
}

/// The kind and the amount of the open money of an appointment.
///
/// What is due is [`Ledger::outstanding`], so nothing is due when the user cancelled the payment. An appointment
/// with an unknown status can be expected, but nobody knows whether its client was there.
pub(super) fn open_money(
    ledger: &Ledger,
    appointment: &Appointment,
    now: Instant,
) -> Option<(DebtKind, Tenge)> {
    let received = ledger.received(appointment);
    let (kind, amount) = match &appointment.status {
        Status::NoShow => (DebtKind::NoShowWithPrepayment, received),
        Status::Cancelled => (DebtKind::CancelledWithMoney, received),
        _ if appointment.ends_at > now => (DebtKind::Expected, ledger.outstanding(appointment)),
        Status::Other(_) => return None,
        Status::Scheduled | Status::Confirmed | Status::Completed if received.0 <= 0 => {
            (DebtKind::LeftWithoutPaying, ledger.outstanding(appointment))
        }
        Status::Scheduled | Status::Confirmed | Status::Completed => {
            (DebtKind::PartPaid, ledger.outstanding(appointment))
        }
    };
    (amount.0 > 0).then_some((kind, amount))
}
