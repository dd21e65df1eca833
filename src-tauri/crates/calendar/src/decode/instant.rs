//! Instants in the formats of the API.
#![expect(clippy::arithmetic_side_effects, reason = "digits of a date and of a time of day")]

use chrono::{NaiveDate, NaiveTime, TimeDelta};

use crate::model::Instant;

/// Parses an instant such as `2026-03-09T00:00:00+05:00`.
///
/// A space may separate date and time. The seconds may be absent. Without a time it is midnight. A fraction
/// of a second is dropped. The offset may be `Z`, `UTC`, `+05:00`, `+0500` or `+05`. As on the server
/// (free-time rule 1), a time without an offset is UTC, and so is a time whose `+` became a space in a query
/// (` 05:00`).
///
/// `None` when the text has another format or the time does not exist.
pub fn parse_instant(text: &str) -> Option<Instant> {
    let text = text.trim_ascii().as_bytes();
    let (date, rest) = split_date(text)?;
    let (second_of_day, rest) = split_time(rest)?;
    let midnight = civil_date(date)?.and_time(NaiveTime::MIN).and_utc();
    midnight.checked_add_signed(TimeDelta::seconds(second_of_day - offset_seconds(rest)?))
}

/// Parses a civil date, `YYYY-MM-DD`. A time after it is ignored.
pub(super) fn parse_date(text: &str) -> Option<NaiveDate> {
    let (date, rest) = split_date(text.trim_ascii().as_bytes())?;
    if matches!(rest, [] | [b'T' | b't' | b' ', ..]) { civil_date(date) } else { None }
}

type Date = (u16, u8, u8);

fn split_date(text: &[u8]) -> Option<(Date, &[u8])> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, rest @ ..] = text else { return None };
    let century = u16::from(two_digits(*y1, *y2)?);
    let year = century * 100 + u16::from(two_digits(*y3, *y4)?);
    Some(((year, two_digits(*m1, *m2)?, two_digits(*d1, *d2)?), rest))
}

/// The second of the day, and the rest of the text.
fn split_time(text: &[u8]) -> Option<(i64, &[u8])> {
    let [b'T' | b't' | b' ', h1, h2, b':', m1, m2, rest @ ..] = text else {
        return text.is_empty().then_some((0, text));
    };
    let (hour, minute) = (two_digits(*h1, *h2)?, two_digits(*m1, *m2)?);
    let (second, rest) = match rest {
        [b':', s1, s2, rest @ ..] => (two_digits(*s1, *s2)?, after_fraction(rest)?),
        _ => (0, rest),
    };
    let second_of_day = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
    // 24:00 is the next midnight. Second 60, a leap second, is read as the first second of the next minute.
    let exists = (hour < 24 && minute < 60 && second <= 60) || second_of_day == 86_400;
    exists.then_some((second_of_day, rest))
}

fn after_fraction(text: &[u8]) -> Option<&[u8]> {
    let [b'.' | b',', fraction @ ..] = text else { return Some(text) };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0).then_some(&fraction[digits..])
}

fn offset_seconds(text: &[u8]) -> Option<i64> {
    let (sign, digits) = match text {
        [] | [b'Z' | b'z'] | b"UTC" | b" UTC" => return Some(0),
        [b'+', digits @ ..] | [b' ', b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] | [b' ', b'-', digits @ ..] => (-1, digits),
        // A query turned the `+` into a space. The server drops such an offset, so it is dropped here too.
        [b' ', digits @ ..] => (0, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits {
        [h1, h2, b':', m1, m2] | [h1, h2, m1, m2] => (two_digits(*h1, *h2)?, two_digits(*m1, *m2)?),
        [h1, h2] => (two_digits(*h1, *h2)?, 0),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(sign * (i64::from(hours) * 60 + i64::from(minutes)) * 60)
}

fn two_digits(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| tens * 10 + ones)
}

fn civil_date((year, month, day): Date) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year.into(), month.into(), day.into())
}

#[cfg(test)]
mod tests {
    use chrono::{TimeZone, Utc};

    use super::*;

    #[test]
    fn instant_is_read_in_every_format() {
        let expected = Utc.with_ymd_and_hms(2026, 3, 8, 19, 0, 0).unwrap();
        for text in [
            "2026-03-09T00:00:00+05:00",
            "2026-03-09T00:00:00.999+05:00",
            "2026-03-09T00:00:00,5+0500",
            "2026-03-09 00:00:00 +0500",
            "2026-03-09T00:00+05",
            "2026-03-08T19:00:00Z",
            "2026-03-08t19:00:00z",
            "2026-03-08 19:00:00 UTC",
            "2026-03-08T19:00",
            " 2026-03-08 19:00:00 ",
            "2026-03-08T12:00:00-07:00",
            // The space was a plus, so the offset is dropped (free-time rule 1).
            "2026-03-08T19:00:00 05:00",
        ] {
            assert_eq!(parse_instant(text), Some(expected), "{text}");
        }
        assert_eq!(parse_instant("2026-03-08"), Utc.with_ymd_and_hms(2026, 3, 8, 0, 0, 0).single());
        assert_eq!(parse_instant("2026-03-08T24:00:00Z"), Utc.with_ymd_and_hms(2026, 3, 9, 0, 0, 0).single());
        assert_eq!(parse_instant("1969-12-31T23:59:59Z").map(|at| at.timestamp()), Some(-1));
    }

    #[test]
    fn impossible_and_malformed_instants_are_rejected() {
        for text in [
            "",
            "soon",
            "2026-13-01T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-03-08T25:00:00Z",
            "2026-03-08T24:00:01Z",
            "2026-03-08T10:60:00Z",
            "2026-03-08T10:00:61Z",
            "2026-03-08T10:00:00.Z",
            "2026-03-08T10:00:00+5",
            "2026-03-08T10:00:00+05:60",
            "2026-03-08T10:00:00+24:00",
            "2026-03-08T10",
            "2026-3-8T10:00:00Z",
            "2026-03-08T10:00:00Z!",
            "20260308T100000Z",
            "2026-03-08x",
            "２026-03-08",
            "2026-03-\u{7f}8",
        ] {
            assert_eq!(parse_instant(text), None, "{text}");
        }
    }

    #[test]
    fn every_date_of_four_centuries_equals_that_of_chrono() {
        for date in NaiveDate::from_ymd_opt(1900, 1, 1).unwrap().iter_days().take(146_097) {
            assert_eq!(parse_date(&date.to_string()), Some(date));
            assert_eq!(parse_instant(&date.to_string()), Some(date.and_hms_opt(0, 0, 0).unwrap().and_utc()));
        }
    }

    #[test]
    fn only_a_time_may_follow_a_date() {
        assert_eq!(parse_date("1992-12-09T00:00:00.000Z"), NaiveDate::from_ymd_opt(1992, 12, 9));
        assert_eq!(parse_date("1992-12-091"), None);
        assert_eq!(parse_date("1992-02-30"), None);
    }
}
