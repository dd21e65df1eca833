//! The dates of a period.

use chrono::{Datelike, Months, NaiveDate};
use chrono_tz::Tz;

use super::types::ViewKind;
use crate::civil::{add_days, day_start};
use crate::model::Interval;

/// The first and the last date that a view of `date` shows: the date itself, Monday to Sunday, or the whole
/// weeks of the month (42 days at most).
pub fn period(kind: ViewKind, date: NaiveDate) -> (NaiveDate, NaiveDate) {
    let (first, last) = named_period(kind, date);
    match kind {
        ViewKind::Month => (monday_of(first), sunday_of(last)),
        ViewKind::Day | ViewKind::Week | ViewKind::List => (first, last),
    }
}

/// As [`period`], but for a month only the days of the month itself.
pub fn named_period(kind: ViewKind, date: NaiveDate) -> (NaiveDate, NaiveDate) {
    match kind {
        ViewKind::Day => (date, date),
        ViewKind::Week | ViewKind::List => (monday_of(date), sunday_of(date)),
        ViewKind::Month => {
            let first = date.with_day(1).unwrap_or(date);
            let last = first.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt());
            (first, last.unwrap_or(date))
        }
    }
}

/// The interval of [`period`], from the start of its first date to the end of its last date.
pub fn period_range(kind: ViewKind, date: NaiveDate, zone: Tz) -> Interval {
    let (first, last) = period(kind, date);
    let start = day_start(zone, first);
    Interval { start, end: day_start(zone, add_days(last, 1)).max(start) }
}

/// The date of the next period (`forward`) or the previous one. A step of a month does not change the day of
/// the month, except to the last day of a shorter month.
pub fn step(kind: ViewKind, date: NaiveDate, forward: bool) -> NaiveDate {
    let sign = if forward { 1 } else { -1 };
    match kind {
        ViewKind::Day => add_days(date, sign),
        ViewKind::Week | ViewKind::List => add_days(date, 7 * sign),
        ViewKind::Month if forward => date.checked_add_months(Months::new(1)).unwrap_or(date),
        ViewKind::Month => date.checked_sub_months(Months::new(1)).unwrap_or(date),
    }
}

fn monday_of(date: NaiveDate) -> NaiveDate {
    add_days(date, -i64::from(date.weekday().num_days_from_monday()))
}

fn sunday_of(date: NaiveDate) -> NaiveDate {
    add_days(date, 6 - i64::from(date.weekday().num_days_from_monday()))
}
