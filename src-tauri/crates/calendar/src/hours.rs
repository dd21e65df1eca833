//! When a resource works on a date, and why (free-time rules 10 and 11).

use chrono::{Datelike, NaiveDate};

use crate::Calendar;
use crate::civil::to_instant;
use crate::model::{Holiday, Interval, Resource};

/// The working time of one resource on one date, before anything is booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayHours {
    /// One interval a work rule, in the server's order: they may overlap or touch, and stay apart. None is
    /// empty.
    pub working: Vec<Interval>,
    /// In the server's order; not clipped to the working time.
    pub breaks: Vec<BreakSpan>,
    /// What the hours come from.
    pub source: HoursSource,
}

/// A break on a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakSpan {
    /// Empty or inverted when a clock change moved its end before its start: see
    /// [`crate::interval::subtract`].
    pub interval: Interval,
    /// The server's words for it.
    pub title: Option<String>,
}

/// Why the hours of a date are what they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoursSource {
    /// Weekly rules.
    Rules,
    /// Special hours of this date; they beat weekly rules and holidays.
    Override,
    /// Closed.
    Holiday {
        /// The holiday's name.
        title: Option<String>,
    },
    /// No work rule on this weekday.
    None,
}

/// The hours of a resource on a date of its zone (free-time rules 10 and 11).
///
/// Whether the resource is active, or keeps its hours elsewhere, plays no part: see
/// [`crate::free::is_offered`].
pub fn day_hours(calendar: &Calendar, resource: &Resource, date: NaiveDate) -> DayHours {
    let tz = calendar.zone_of(resource).tz;
    let on_date = |start, end| Interval::new(to_instant(tz, date, start), to_instant(tz, date, end));

    if let Some(special) = calendar.override_on(resource.id, date) {
        let own_break = special.break_start_minute.zip(special.break_end_minute);
        return DayHours {
            working: kept(on_date(special.start_minute, special.end_minute)).collect(),
            breaks: own_break
                .map(|(start, end)| BreakSpan {
                    interval: on_date(start, end),
                    title: special.break_title.clone(),
                })
                .into_iter()
                .collect(),
            source: HoursSource::Override,
        };
    }
    if let Some(holiday) = holiday_of(calendar, date) {
        let source = HoursSource::Holiday { title: holiday.title.clone() };
        return DayHours { working: Vec::new(), breaks: Vec::new(), source };
    }
    let weekday = date.weekday();
    let working: Vec<Interval> = calendar
        .work_rules_on(resource.id, weekday)
        .flat_map(|rule| kept(on_date(rule.start_minute, rule.end_minute)))
        .collect();
    let breaks = calendar
        .break_rules_on(resource.id, weekday)
        .map(|rule| BreakSpan {
            interval: on_date(rule.start_minute, rule.end_minute),
            title: rule.title.clone(),
        })
        .collect();
    let source = if working.is_empty() { HoursSource::None } else { HoursSource::Rules };
    DayHours { working, breaks, source }
}

/// The holiday that closes a date (free-time rule 10b): the first that falls on it, unless one of those that
/// do is declared a working day.
pub fn holiday_of(calendar: &Calendar, date: NaiveDate) -> Option<&Holiday> {
    if calendar.holidays_on(date).any(|holiday| holiday.working_day_override) {
        return None;
    }
    calendar.holidays_on(date).next()
}

/// A working interval whose end a clock change moved to its start or before gives nothing (free-time rule
/// 13).
fn kept(working: Interval) -> impl Iterator<Item = Interval> {
    std::iter::once(working).filter(|working| !working.is_empty())
}
