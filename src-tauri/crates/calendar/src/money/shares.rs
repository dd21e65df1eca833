//! The parts of a sum, by the values of an open enumeration.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::ledger::Ledger;
use super::sum::Sum;
use crate::model::{Appointment, OpenEnum, Payment, PaymentKind, PaymentMethod, Tenge};
use crate::view::types::MoneyShare;

/// Received money, in total and by method and kind.
#[derive(Default)]
pub(super) struct PaymentShares<'a> {
    pub(super) total: Sum,
    pub(super) by_method: SharesOf<'a, PaymentMethod>,
    pub(super) by_kind: SharesOf<'a, PaymentKind>,
}

impl<'a> PaymentShares<'a> {
    pub(super) fn add_row(&mut self, row: &'a Payment) {
        self.add(row.amount, row.payment_method.as_ref(), row.payment_kind.as_ref());
    }

    /// Adds the payments of an appointment. Without any payment row in the payload, its two amounts.
    pub(super) fn add_of_appointment(&mut self, ledger: &Ledger<'a>, appointment: &'a Appointment) {
        if ledger.has_payments {
            for row in ledger.payments_of(appointment.id) {
                self.add_row(row);
            }
            return;
        }
        // A server with payment rows has a row of this kind for each of the two amounts.
        let parts = [
            (appointment.prepaid_amount, &appointment.prepaid_payment_method, &PaymentKind::Prepaid),
            (appointment.settlement_amount, &appointment.settlement_payment_method, &PaymentKind::Payment),
        ];
        for (amount, method, kind) in parts {
            if let Some(amount) = amount.filter(|amount| *amount != Tenge(0)) {
                self.add(amount, method.as_ref(), Some(kind));
            }
        }
    }

    fn add(&mut self, amount: Tenge, method: Option<&'a PaymentMethod>, kind: Option<&'a PaymentKind>) {
        self.total += amount;
        self.by_method.add(method, amount);
        self.by_kind.add(kind, amount);
    }
}

/// The parts of a sum by the values of one open enumeration. An absent value and an empty word count
/// together.
pub(super) struct SharesOf<'a, T> {
    by_word: BTreeMap<&'a str, Share<'a, T>>,
}

struct Share<'a, T> {
    value: Option<&'a T>,
    count: u32,
    sum: Sum,
}

impl<T> Default for SharesOf<'_, T> {
    fn default() -> Self {
        SharesOf { by_word: BTreeMap::new() }
    }
}

impl<'a, T: OpenEnum + Clone> SharesOf<'a, T> {
    pub(super) fn add(&mut self, value: Option<&'a T>, amount: Tenge) {
        let word = value.map_or("", T::word);
        let value = value.filter(|_| !word.is_empty());
        let share = self.by_word.entry(word).or_insert(Share { value, count: 0, sum: Sum::default() });
        share.count += 1;
        share.sum += amount;
    }

    /// The largest amount first. Equal amounts are ordered by word.
    pub(super) fn into_view(self) -> Vec<MoneyShare<T>> {
        let share = |Share { value, count, sum }: Share<T>| MoneyShare {
            value: value.cloned(),
            count,
            amount: sum.total(),
        };
        let mut shares: Vec<MoneyShare<T>> = self.by_word.into_values().map(share).collect();
        shares.sort_by_key(|share| Reverse(share.amount));
        shares
    }
}
