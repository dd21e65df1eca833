//! The query of a calendar request and its URL.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::Address;

/// The characters of a query value that are percent-encoded. `+` must be: a server decodes `+` as a space, drops the
/// offset and reads the time as UTC (docs/api.md). `:` and `,` have no special meaning in a query.
const VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b',');

/// The view for which a payload is requested. The server only echoes it: rows and slots do not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum View {
    /// One day.
    Day,
    /// One week. The default of the server.
    #[default]
    Week,
    /// One month.
    Month,
    /// A list.
    List,
}

impl View {
    /// The value of the query parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::List => "list",
        }
    }
}

impl fmt::Display for View {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// The text is not a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a view is one of day, week, month, list")]
pub struct UnknownView;

impl FromStr for View {
    type Err = UnknownView;

    fn from_str(text: &str) -> Result<Self, UnknownView> {
        [Self::Day, Self::Week, Self::Month, Self::List]
            .into_iter()
            .find(|view| view.as_str() == text)
            .ok_or(UnknownView)
    }
}

/// One range of one account's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CalendarQuery {
    /// The number of the account.
    pub account_id: u64,
    /// The server only echoes it.
    pub view: View,
    /// The first instant of the range. Its offset is sent as it is.
    pub from: DateTime<FixedOffset>,
    /// The first instant after the range.
    pub to: DateTime<FixedOffset>,
    /// Only these resources, or all when empty. Newer servers answer 404 when one of them does not exist.
    pub resource_ids: Vec<i64>,
    /// Whether the server also computes slots.
    pub include_slots: bool,
    /// Length of a slot in minutes, at least 5. Sent only with `include_slots`.
    pub duration_min: Option<u32>,
}

impl CalendarQuery {
    pub(crate) fn url(&self, address: &Address) -> Url {
        let mut url = address.endpoint(&format!("/api/v1/accounts/{}/scheduling/calendar", self.account_id));
        let mut query = String::new();
        let mut add = |name: &str, value: &str| {
            let separator = if query.is_empty() { "" } else { "&" };
            // Writing to a String cannot fail.
            let _ = write!(query, "{separator}{name}={}", utf8_percent_encode(value, VALUE));
        };
        add("view", self.view.as_str());
        add("from", &self.from.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        add("to", &self.to.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        if !self.resource_ids.is_empty() {
            let ids: Vec<String> = self.resource_ids.iter().map(i64::to_string).collect();
            add("resource_ids", &ids.join(","));
        }
        if self.include_slots {
            add("include_slots", "true");
            if let Some(duration_min) = self.duration_min {
                add("duration_min", &duration_min.to_string());
            }
        }
        url.set_query(Some(&query));
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn week() -> CalendarQuery {
        CalendarQuery {
            account_id: 12,
            view: View::Week,
            from: DateTime::parse_from_rfc3339("2026-03-09T00:00:00+05:00").unwrap(),
            to: DateTime::parse_from_rfc3339("2026-03-16T00:00:00+05:00").unwrap(),
            resource_ids: vec![],
            include_slots: false,
            duration_min: Some(30),
        }
    }

    fn url(query: &CalendarQuery) -> String {
        query.url(&Address::parse("one-link.kz").unwrap()).to_string()
    }

    #[test]
    fn plus_of_an_offset_is_percent_encoded() {
        assert_eq!(
            url(&week()),
            "https://one-link.kz/api/v1/accounts/12/scheduling/calendar\
             ?view=week&from=2026-03-09T00:00:00%2B05:00&to=2026-03-16T00:00:00%2B05:00"
        );
    }

    #[test]
    fn optional_parameters_are_sent_only_when_set() {
        let query = CalendarQuery { resource_ids: vec![3, 1], include_slots: true, ..week() };
        assert!(url(&query).ends_with("&resource_ids=3,1&include_slots=true&duration_min=30"));
    }

    #[test]
    fn instant_keeps_its_offset_and_fraction() {
        for (text, encoded) in [
            ("2026-03-09T00:00:00Z", "2026-03-09T00:00:00Z"),
            ("2026-03-09T00:00:00-09:30", "2026-03-09T00:00:00-09:30"),
            ("2026-03-09T00:00:00.250+05:45", "2026-03-09T00:00:00.250%2B05:45"),
        ] {
            let query = CalendarQuery { from: DateTime::parse_from_rfc3339(text).unwrap(), ..week() };
            assert!(url(&query).contains(&format!("&from={encoded}&")), "{text}: {}", url(&query));
        }
    }

    #[test]
    fn view_is_parsed_from_its_text() {
        for view in [View::Day, View::Week, View::Month, View::List] {
            assert_eq!(view.as_str().parse(), Ok(view));
        }
        assert_eq!("year".parse::<View>(), Err(UnknownView));
    }
}
