//! The [`report`] of the money between two dates, and the sums of some appointments.
//!
//! Some servers send only a part of the data about money, or none. [`MoneyState`] says how much the payload
//! has, so that an unknown amount is never displayed as zero.
//!
//! Terms: *planned* is the sum of the service amounts, *received* is prepaid plus settlement amount,
//! *outstanding* is what clients still owe, and an *expense* is owed to a resource for a paid appointment.
//!
//! Not here: currencies, cents, rounding for display.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "a body within the limit has fewer than four million amounts, each at most 10^12 tenge"
)]

mod books;
mod debts;
mod expenses;
mod issues;
pub(crate) mod ledger;
mod payments;
mod report;
mod rows;
mod shares;
mod sum;

pub use debts::Debt;
pub use report::{MoneyReport, MoneyRequest, overview, report};
pub use rows::money_rows;

use crate::model::{Appointment, Tenge};
use crate::view::types::MoneyState;

use ledger::{Ledger, is_due};
use sum::Sum;

/// Sums of some appointments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    planned: Sum,
    received: Sum,
    outstanding: Sum,
}

impl Tally {
    pub(crate) fn of_appointment(ledger: &Ledger, appointment: &Appointment) -> Tally {
        let mut tally = Tally::default();
        if is_due(appointment) {
            tally.planned += appointment.service_amount.unwrap_or_default();
        }
        tally.received += ledger.received(appointment);
        tally.outstanding += ledger.outstanding(appointment);
        tally
    }

    pub(crate) fn add(&mut self, other: Tally) {
        self.planned += other.planned.total();
        self.received += other.received.total();
        self.outstanding += other.outstanding.total();
    }

    pub(crate) fn planned(&self) -> Tenge {
        self.planned.total()
    }

    pub(crate) fn received(&self, state: MoneyState) -> Option<Tenge> {
        (state != MoneyState::NotProvided).then(|| self.received.total())
    }

    pub(crate) fn outstanding(&self, state: MoneyState) -> Option<Tenge> {
        (state != MoneyState::NotProvided).then(|| self.outstanding.total())
    }
}
