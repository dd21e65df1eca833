//! Sums of whole tenge.

use std::ops::AddAssign;

use crate::model::Tenge;
use crate::view::types::MoneySum;

/// A saturating sum: a payload can contain any number, and the sum must not wrap or panic.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sum(i64);

impl Sum {
    pub(crate) fn of(amounts: impl IntoIterator<Item = Tenge>) -> Sum {
        let mut sum = Sum::default();
        for amount in amounts {
            sum += amount;
        }
        sum
    }

    pub(crate) fn total(self) -> Tenge {
        Tenge(self.0)
    }
}

impl AddAssign<Tenge> for Sum {
    fn add_assign(&mut self, amount: Tenge) {
        self.0 = self.0.saturating_add(amount.0);
    }
}

/// A sum and the number of its parts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CountedSum {
    count: u32,
    sum: Sum,
}

impl CountedSum {
    pub(super) fn add(&mut self, amount: Tenge) {
        self.count += 1;
        self.sum += amount;
    }

    pub(super) fn view(self) -> MoneySum {
        MoneySum { count: self.count, amount: self.sum.total() }
    }
}

/// `amount` minus `taken`, not below zero.
pub(crate) fn remainder(amount: Tenge, taken: Tenge) -> Tenge {
    Tenge(amount.0.saturating_sub(taken.0).max(0))
}

/// `percent` of `amount`, rounded half away from zero.
pub(crate) fn percent_of(amount: Tenge, percent: i64) -> Tenge {
    let hundredfold = i128::from(amount.0) * i128::from(percent);
    let rounded = (hundredfold + 50 * hundredfold.signum()) / 100;
    Tenge(i64::try_from(rounded).unwrap_or(if rounded < 0 { i64::MIN } else { i64::MAX }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_limited_and_do_not_overflow() {
        assert_eq!(Sum::of([Tenge(i64::MAX), Tenge(1)]).total(), Tenge(i64::MAX));
        assert_eq!(Sum::of([Tenge(i64::MIN), Tenge(-1), Tenge(1)]).total(), Tenge(i64::MIN + 1));
        assert_eq!(remainder(Tenge(i64::MAX), Tenge(-5)), Tenge(i64::MAX));
        assert_eq!(remainder(Tenge(100), Tenge(101)), Tenge(0));
    }

    #[test]
    fn percent_rounds_half_away_from_zero() {
        assert_eq!(percent_of(Tenge(50), 1), Tenge(1));
        assert_eq!(percent_of(Tenge(49), 1), Tenge(0));
        assert_eq!(percent_of(Tenge(-50), 1), Tenge(-1));
        assert_eq!(percent_of(Tenge(12_350), 35), Tenge(4_323));
        assert_eq!(percent_of(Tenge(8_000), 0), Tenge(0));
        assert_eq!(percent_of(Tenge(i64::MAX), 500), Tenge(i64::MAX));
        assert_eq!(percent_of(Tenge(i64::MAX), -500), Tenge(i64::MIN));
    }
}
