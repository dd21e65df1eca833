//! Instants and dates as labels.

use chrono::{Datelike, NaiveDate, SecondsFormat};
use chrono_tz::Tz;

use super::types::{DateLabel, DateTimeLabel};
use crate::civil;
use crate::model::Instant;

/// A date in its parts.
pub fn date_label(date: NaiveDate, today: NaiveDate) -> DateLabel {
    DateLabel {
        iso: iso_date(date),
        year: date.year(),
        month: date.month(),
        day: date.day(),
        weekday: date.weekday().number_from_monday(),
        today: date == today,
    }
}

/// `YYYY-MM-DD`.
pub(super) fn iso_date(date: NaiveDate) -> String {
    date.to_string()
}

/// `YYYY-MM-DDTHH:MM:SSZ`.
pub(super) fn utc(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A date and a time of day on the wall clock of `zone`.
pub fn date_time_label(zone: Tz, at: Instant, today: NaiveDate) -> DateTimeLabel {
    DateTimeLabel { date: date_label(civil::date_of(zone, at), today), time: civil::wall_label(zone, at) }
}

/// `HH:MM` of minutes since midnight. It does not use `format!`, which is slower, because a week has thousands of
/// labels.
pub(super) fn minute_label(minute: i32) -> String {
    let digit = |number: i32| char::from_digit(number.unsigned_abs() % 10, 10).unwrap_or('0');
    let (hour, minute) = (minute / 60, minute % 60);
    [digit(hour / 10), digit(hour), ':', digit(minute / 10), digit(minute)].into_iter().collect()
}
