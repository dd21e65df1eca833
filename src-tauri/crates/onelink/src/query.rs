//! What is asked of the calendar, and how it is written into an address.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, SecondsFormat};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::Address;

/// Everything that could mean something else in a query is escaped, above all the `+` of an offset, which a server reads
/// as a space: it then drops the offset and takes the time for UTC. `:` and `,` mean only themselves there.
const VALUE: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b',');

/// The view a payload is asked for. The server only echoes it: it changes neither rows nor slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum View {
    /// One day.
    Day,
    /// One week; the server's default.
    #[default]
    Week,
    /// One month.
    Month,
    /// A list.
    List,
}

impl View {
    /// The word that the server knows it by.
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

/// A word that is no view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a view is one of day, week, month and list")]
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
    /// The account's number.
    pub account_id: u64,
    /// Only echoed by the server.
    pub view: View,
    /// The first instant of the range. Its offset is sent as it is.
    pub from: DateTime<FixedOffset>,
    /// The first instant after the range.
    pub to: DateTime<FixedOffset>,
    /// Only these resources; all when empty. An unknown one makes newer servers answer 404 for all.
    pub resource_ids: Vec<i64>,
    /// Whether the server computes slots too.
    pub include_slots: bool,
    /// The slots' length in minutes, 5 or more; sent only with `include_slots`.
    pub duration_min: Option<u32>,
    /// Only appointments of these statuses; all when empty. Older servers do not know it.
    pub status: Vec<String>,
}

impl CalendarQuery {
    pub(crate) fn url(&self, address: &Address) -> Url {
        let mut url = address.endpoint(&format!("/api/v1/accounts/{}/scheduling/calendar", self.account_id));
        let mut query = String::new();
        let mut add = |name: &str, value: &str| {
            let separator = if query.is_empty() { "" } else { "&" };
            // Writing into a String cannot fail.
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
        if !self.status.is_empty() {
            add("status", &self.status.join(","));
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
            status: vec![],
        }
    }

    fn url(query: &CalendarQuery) -> String {
        query.url(&Address::parse("one-link.kz").unwrap()).to_string()
    }

    #[test]
    fn the_plus_of_an_offset_is_escaped() {
        assert_eq!(
            url(&week()),
            "https://one-link.kz/api/v1/accounts/12/scheduling/calendar\
             ?view=week&from=2026-03-09T00:00:00%2B05:00&to=2026-03-16T00:00:00%2B05:00"
        );
    }

    #[test]
    fn the_rest_is_sent_only_when_it_says_something() {
        let query = CalendarQuery {
            resource_ids: vec![3, 1],
            include_slots: true,
            status: vec!["scheduled".into(), "a&b=c d".into()],
            ..week()
        };
        assert!(url(&query).ends_with(
            "&resource_ids=3,1&include_slots=true&duration_min=30&status=scheduled,a%26b%3Dc%20d"
        ));
    }

    #[test]
    fn an_instant_keeps_its_offset_and_its_fraction() {
        for (given, sent) in [
            ("2026-03-09T00:00:00Z", "2026-03-09T00:00:00Z"),
            ("2026-03-09T00:00:00-09:30", "2026-03-09T00:00:00-09:30"),
            ("2026-03-09T00:00:00.250+05:45", "2026-03-09T00:00:00.250%2B05:45"),
        ] {
            let query = CalendarQuery { from: DateTime::parse_from_rfc3339(given).unwrap(), ..week() };
            assert!(url(&query).contains(&format!("&from={sent}&")), "{given}: {}", url(&query));
        }
    }

    #[test]
    fn a_view_is_read_back_from_its_word() {
        for view in [View::Day, View::Week, View::Month, View::List] {
            assert_eq!(view.as_str().parse(), Ok(view));
        }
        assert_eq!("year".parse::<View>(), Err(UnknownView));
    }
}
