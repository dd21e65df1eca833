//! What a request for the calendar asks for, read as the real server reads it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use url::form_urlencoded;

/// The shortest duration that can be asked for, in minutes.
const SHORTEST_DURATION_MIN: i64 = 5;

/// The views that are echoed; they change neither rows nor slots.
const VIEWS: [&str; 4] = ["day", "week", "month", "list"];

/// A valid question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CalendarQuery {
    pub(crate) view: &'static str,
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
    /// `None`: all of them.
    pub(crate) resource_ids: Option<Vec<i64>>,
    pub(crate) include_slots: bool,
    /// `None`: each resource's own.
    pub(crate) duration_min: Option<i64>,
    /// `None`: all of them.
    pub(crate) statuses: Option<Vec<String>>,
}

/// The parameter that is missing or wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidQuery {
    #[error("from is required")]
    FromMissing,
    #[error("to is required")]
    ToMissing,
    #[error("from is not a valid ISO 8601 time")]
    FromUnreadable,
    #[error("to is not a valid ISO 8601 time")]
    ToUnreadable,
    #[error("view must be one of day, week, month, list")]
    View,
    #[error("duration_min must be greater than or equal to 5")]
    Duration,
}

impl CalendarQuery {
    /// Reads a raw query string; a `+` in it is a space, and of a repeated name the last counts.
    pub(crate) fn parse(raw: &str) -> Result<Self, InvalidQuery> {
        let value = |name: &str| {
            form_urlencoded::parse(raw.as_bytes())
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.trim().to_owned())
                .last()
                .filter(|value| !value.is_empty())
        };
        let from = value("from").ok_or(InvalidQuery::FromMissing)?;
        let to = value("to").ok_or(InvalidQuery::ToMissing)?;
        let view = value("view").unwrap_or_else(|| "week".to_owned());
        let duration_min = value("duration_min").map(|text| leading_integer(&text));
        if duration_min.is_some_and(|minutes| minutes < SHORTEST_DURATION_MIN) {
            return Err(InvalidQuery::Duration);
        }
        let list = |name: &str| {
            value(name).map(|text| text.split(',').map(|part| part.trim().to_owned()).collect::<Vec<_>>())
        };
        Ok(Self {
            view: VIEWS.into_iter().find(|known| *known == view).ok_or(InvalidQuery::View)?,
            from: parse_instant(&from).ok_or(InvalidQuery::FromUnreadable)?,
            to: parse_instant(&to).ok_or(InvalidQuery::ToUnreadable)?,
            resource_ids: list("resource_ids").map(|ids| ids.iter().map(|id| leading_integer(id)).collect()),
            include_slots: value("include_slots").is_some_and(|word| matches!(word.as_str(), "true" | "1")),
            duration_min,
            statuses: list("status"),
        })
    }
}

/// An ISO 8601 time. Without an offset it is UTC; so is a bare date's midnight, and so is a time whose `+` has become a
/// space, because what follows the space is dropped.
pub fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.to_utc());
    }
    let text = match text.split_once(' ') {
        Some((head, _)) if head.contains('T') => head,
        _ => text,
    };
    let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let midnight =
        || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|date| date.and_time(NaiveTime::MIN));
    local.or_else(midnight).map(|moment| moment.and_utc())
}

/// The number that a text begins with, as Ruby's `to_i` reads it: "45.9" is 45, "abc" is 0.
fn leading_integer(text: &str) -> i64 {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let length = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let number: i64 = digits[..length].parse().unwrap_or(0);
    if digits.len() == text.len() { number } else { -number }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: &str) -> String {
        let query = CalendarQuery::parse(&format!("from={from}&to=2026-03-16")).unwrap();
        query.from.to_rfc3339()
    }

    #[test]
    fn an_unescaped_plus_loses_the_offset() {
        assert_eq!(range("2026-03-09T00:00:00%2B05:00"), "2026-03-08T19:00:00+00:00");
        assert_eq!(range("2026-03-09T00:00:00+05:00"), "2026-03-09T00:00:00+00:00");
    }

    #[test]
    fn a_time_without_an_offset_is_utc() {
        for from in ["2026-03-09", "2026-03-09T00:00", "2026-03-09T00:00:00", "2026-03-09T00:00:00.000Z"] {
            assert_eq!(range(from), "2026-03-09T00:00:00+00:00", "{from}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let parse = |raw: &str| CalendarQuery::parse(raw).unwrap_err();
        assert_eq!(parse(""), InvalidQuery::FromMissing);
        assert_eq!(parse("from=2026-03-09&to="), InvalidQuery::ToMissing);
        assert_eq!(parse("from=yesterday&to=2026-03-09"), InvalidQuery::FromUnreadable);
        assert_eq!(parse("from=2026-03-09&to=2026-13-09"), InvalidQuery::ToUnreadable);
        assert_eq!(parse("from=2026-03-09&to=2026-03-10&view=year"), InvalidQuery::View);
        for minutes in ["4", "0", "-15", "abc"] {
            let raw = format!("from=2026-03-09&to=2026-03-10&duration_min={minutes}");
            assert_eq!(parse(&raw), InvalidQuery::Duration, "{minutes}");
        }
    }

    #[test]
    fn lists_and_numbers_are_read_as_the_server_reads_them() {
        let raw = "from=2026-03-09&to=2026-03-10&view=&resource_ids=101,%20103&status=confirmed,no_show\
                   &include_slots=true&duration_min=45.9";
        let query = CalendarQuery::parse(raw).unwrap();
        assert_eq!(query.view, "week");
        assert_eq!(query.resource_ids, Some(vec![101, 103]));
        assert_eq!(query.statuses, Some(vec!["confirmed".to_owned(), "no_show".to_owned()]));
        assert!(query.include_slots);
        assert_eq!(query.duration_min, Some(45));
    }
}
