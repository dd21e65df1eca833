//! What clients owe, and money that was kept for appointments that did not take place.
//!
//! A debt belongs to the date of its appointment. Received is prepaid plus settlement amount, and what is due is
//! the service amount minus received (`docs/api.md`, "Money rules").

use super::ledger::Ledger;
use super::sum::Sum;
use crate::model::{Appointment, Instant, Status, Tenge};

/// Why money is open for an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DebtKind {
    /// The appointment is over, it was not missed, and nothing was received.
    LeftWithoutPaying,
    /// The appointment is over, it was not missed, and a part was received.
    PartPaid,
    /// The appointment is not over, and something is due.
    Expected,
    /// The client did not come and had paid something.
    NoShowWithPrepayment,
    /// The appointment is cancelled, and the money for it was not given back.
    CancelledWithMoney,
}

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

/// The debts of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DebtTotals {
    /// How many appointments.
    pub count: u32,
    /// The sum of their amounts.
    pub amount: Tenge,
}

impl DebtTotals {
    /// The count and the sum of the debts of one kind.
    pub fn of(debts: &[Debt], kind: DebtKind) -> DebtTotals {
        let mut totals = DebtTotals::default();
        let mut amount = Sum::default();
        for debt in debts.iter().filter(|debt| debt.kind == kind) {
            totals.count += 1;
            amount += debt.amount;
        }
        totals.amount = amount.total();
        totals
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
