//! The parameters of a calendar request, read as the real server reads them (`docs/api.md`).

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use url::form_urlencoded;

/// The shortest permitted `duration_min`.
const MIN_DURATION_MIN: i64 = 5;

/// The permitted values of `view`. The response repeats the value, but its rows and slots do not depend on it.
const VIEWS: [&str; 4] = ["day", "week", "month", "list"];

/// The parameters of a valid request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CalendarQuery {
    pub(crate) view: &'static str,
    pub(crate) from: DateTime<Utc>,
    pub(crate) to: DateTime<Utc>,
    /// `None` means all resources.
    pub(crate) resource_ids: Option<Vec<i64>>,
    pub(crate) include_slots: bool,
    /// The length of a slot. `None` means the slot duration of each resource.
    pub(crate) duration_min: Option<i64>,
    /// `None` means all statuses.
    pub(crate) statuses: Option<Vec<String>>,
}

/// A parameter is missing or invalid.
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
    /// Parses a raw query string. A `+` means a space. The last value of a repeated parameter is used.
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
        if duration_min.is_some_and(|minutes| minutes < MIN_DURATION_MIN) {
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
            include_slots: value("include_slots").is_some_and(|text| matches!(text.as_str(), "true" | "1")),
            duration_min,
            statuses: list("status"),
        })
    }
}

/// Parses an ISO 8601 time. A time without an offset is UTC. A date means its midnight in UTC. If the `+` of an offset was
/// decoded as a space, the offset is ignored and the time is UTC.
pub fn parse_instant(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    let text = match text.split_once(' ') {
        Some((time, _)) if time.contains('T') => time,
        _ => text,
    };
    let local = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M"]
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    let midnight =
        || NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|date| date.and_time(NaiveTime::MIN));
    local.or_else(midnight).map(|time| time.and_utc())
}

/// The number at the start of the text, as Ruby's `to_i` reads it: "45.9" is 45, "abc" is 0.
fn leading_integer(text: &str) -> i64 {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let length = digits.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(digits.len());
    let number: i64 = digits[..length].parse().unwrap_or(0);
    if digits.len() == text.len() { number } else { -number }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed_from(from: &str) -> String {
        let query = CalendarQuery::parse(&format!("from={from}&to=2026-03-16")).unwrap();
        query.from.to_rfc3339()
    }

    #[test]
    fn unescaped_plus_loses_the_offset() {
        assert_eq!(parsed_from("2026-03-09T00:00:00%2B05:00"), "2026-03-08T19:00:00+00:00");
        assert_eq!(parsed_from("2026-03-09T00:00:00+05:00"), "2026-03-09T00:00:00+00:00");
    }

    #[test]
    fn time_without_offset_is_utc() {
        for from in ["2026-03-09", "2026-03-09T00:00", "2026-03-09T00:00:00", "2026-03-09T00:00:00.000Z"] {
            assert_eq!(parsed_from(from), "2026-03-09T00:00:00+00:00", "{from}");
        }
    }

    #[test]
    fn missing_or_invalid_parameter_is_reported() {
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
    fn lists_and_numbers_are_read_as_the_real_server_reads_them() {
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
