//! The parts of a sum, by the values of an open enumeration.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::sum::Sum;
use crate::model::{Appointment, OpenEnum, PaymentKind, PaymentMethod, Tenge};
use crate::view::types::MoneyShare;

/// The two amounts of an appointment that are not zero, with their method and kind: a server with payment rows has a row of
/// this kind for each of them.
pub(super) fn amounts_of(
    appointment: &Appointment,
) -> impl Iterator<Item = (Tenge, Option<&PaymentMethod>, &'static PaymentKind)> {
    let prepaid = (appointment.prepaid_amount, &appointment.prepaid_payment_method, &PaymentKind::Prepaid);
    let settled =
        (appointment.settlement_amount, &appointment.settlement_payment_method, &PaymentKind::Payment);
    [prepaid, settled].into_iter().filter_map(|(amount, method, kind)| {
        Some((amount.filter(|amount| *amount != Tenge(0))?, method.as_ref(), kind))
    })
}

/// Sorts by amount, the largest first. Equal ones keep their order.
pub(super) fn largest_first<T>(sums: &mut [T], amount: impl Fn(&T) -> Tenge) {
    sums.sort_by_key(|sum| Reverse(amount(sum)));
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
        largest_first(&mut shares, |share| share.amount);
        shares
    }
}
