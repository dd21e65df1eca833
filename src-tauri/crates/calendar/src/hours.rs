//! The working time of a resource on a date, and where it comes from (free-time rules 10 and 11).

use chrono::{Datelike, NaiveDate};

use crate::Calendar;
use crate::civil::to_instant;
use crate::model::{Holiday, Interval, Resource};

/// The working time of one resource on one date. Breaks, time offs and appointments are not subtracted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayHours {
    /// One interval for each work rule, in the server's order. They may overlap or touch, and are not joined.
    /// None is empty.
    pub working: Vec<Interval>,
    /// In the server's order, not clipped to the working time.
    pub breaks: Vec<BreakSpan>,
    /// Where the hours come from.
    pub source: HoursSource,
}

/// A break on a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakSpan {
    /// A clock change can make it empty or inverted, see [`crate::interval::subtract`].
    pub interval: Interval,
    /// The break's title from the server.
    pub title: Option<String>,
}

/// Where the hours of a date come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoursSource {
    /// The weekly rules.
    Rules,
    /// The override of this date, which replaces weekly rules and holidays.
    Override,
    /// A holiday closes the date.
    Holiday {
        /// The holiday's name.
        title: Option<String>,
    },
    /// No work rule on this weekday.
    None,
}

/// The hours of a resource on a date of its zone (free-time rules 10 and 11).
///
/// The result is the same when the resource is inactive or has its hours elsewhere. See
/// [`crate::free::is_offered`].
pub fn day_hours(calendar: &Calendar, resource: &Resource, date: NaiveDate) -> DayHours {
    let tz = calendar.zone_of(resource).tz;
    let on_date = |start, end| Interval::new(to_instant(tz, date, start), to_instant(tz, date, end));

    if let Some(workday) = calendar.override_on(resource.id, date) {
        let break_minutes = workday.break_start_minute.zip(workday.break_end_minute);
        return DayHours {
            working: non_empty(on_date(workday.start_minute, workday.end_minute)).collect(),
            breaks: break_minutes
                .map(|(start, end)| BreakSpan {
                    interval: on_date(start, end),
                    title: workday.break_title.clone(),
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
        .flat_map(|rule| non_empty(on_date(rule.start_minute, rule.end_minute)))
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

/// The holiday that closes a date (free-time rule 10b): the first of the date's holidays, unless one of them
/// is declared a working day.
pub fn holiday_of(calendar: &Calendar, date: NaiveDate) -> Option<&Holiday> {
    if calendar.holidays_on(date).any(|holiday| holiday.working_day_override) {
        return None;
    }
    calendar.holidays_on(date).next()
}

/// No interval when a clock change made `working` empty or inverted (free-time rule 13).
fn non_empty(working: Interval) -> impl Iterator<Item = Interval> {
    std::iter::once(working).filter(|working| !working.is_empty())
}
