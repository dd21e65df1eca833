//! Starts for the ear: of the server's slots, few and tidy ones.
//!
//! The server offers a slot every five minutes from wherever a free interval begins. Nobody says "9:00, 9:05,
//! 9:10 ..." on the phone. Here one start is taken of each *step* of the wall clock, and the first of an interval
//! always, so that no gap in which the appointment fits goes unheard.

use chrono::{TimeDelta, Timelike};
use chrono_tz::Tz;

use crate::Calendar;
use crate::free::{appointment_intervals, is_offered};
use crate::hours::day_hours;
use crate::model::{Instant, Interval, Resource};

/// Slots begin this far apart (free-time rule 15).
const SLOT_MIN: i64 = 5;
const SLOT_SECONDS: i64 = SLOT_MIN * 60;
const HOUR_MIN: i64 = 60;

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartTimeRequest {
    /// Minutes; less than 5 means 5 (free-time rule 4).
    pub duration_min: i64,
    /// Minutes between starts; the resource's slot duration when absent. Less than 5 means 5.
    pub step_min: Option<i64>,
    /// Nothing before this instant, rounded up to five minutes.
    pub earliest: Instant,
}

/// The tidy starts of a resource in `range`, by time; empty when it [is not offered](is_offered).
///
/// Each start is a whole minute, the appointment lies in one of the server's free intervals, and none comes twice. With a
/// step that divides the hour, starts stand on the clock's own marks (10:00, 10:30) where they can; another step is
/// counted from the beginning of the working time (a massage of 45 minutes from 10:00: 10:45, 11:30).
pub fn start_times(
    calendar: &Calendar,
    resource: &Resource,
    range: Interval,
    request: &StartTimeRequest,
) -> Vec<Instant> {
    let range = Interval::new(range.start.max(next_mark(request.earliest)), range.end);
    if !is_offered(resource) || range.is_empty() {
        return Vec::new();
    }
    let Some(duration) = TimeDelta::try_minutes(request.duration_min.max(SLOT_MIN)) else {
        return Vec::new();
    };
    let step_min = request.step_min.unwrap_or(resource.slot_duration_min).max(SLOT_MIN);
    let tz = calendar.zone_of(resource).tz;
    let mut found = Vec::new();
    for free in appointment_intervals(calendar, resource, range) {
        let first = next_minute(free.interval.start);
        if free.interval.end - first < duration {
            continue;
        }
        let anchor_min = if HOUR_MIN % step_min == 0 {
            0
        } else {
            day_hours(calendar, resource, free.date)
                .working
                .iter()
                .find(|working| working.contains(free.interval.start))
                .map_or(0, |working| minute_of_day(tz, working.start))
        };
        let mut start = first;
        while free.interval.end - start >= duration {
            found.push(start);
            let past_mark_min = (minute_of_day(tz, start) - anchor_min).rem_euclid(step_min);
            let to_mark_min = step_min - past_mark_min;
            // The first slot at or after the mark.
            let slots = (to_mark_min + SLOT_MIN - 1) / SLOT_MIN;
            start += TimeDelta::minutes(slots * SLOT_MIN);
        }
    }
    // Overlapping work rules offer the same time twice (free-time rule 11).
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether an appointment of `span` can still be offered: the resource is, nothing of it is past, and it lies in one of the
/// server's free intervals.
pub fn is_free(calendar: &Calendar, resource: &Resource, span: Interval, now: Instant) -> bool {
    is_offered(resource)
        && !span.is_empty()
        && span.start >= now
        && appointment_intervals(calendar, resource, span).iter().any(|free| free.interval == span)
}

/// `at`, or the next full five minutes.
fn next_mark(at: Instant) -> Instant {
    up_to(at, SLOT_SECONDS)
}

/// `at`, or the next full minute: a start of 10:07:30 would be told as 10:07, when the room is still taken.
fn next_minute(at: Instant) -> Instant {
    up_to(at, 60)
}

fn up_to(at: Instant, seconds: i64) -> Instant {
    let past = TimeDelta::seconds(at.timestamp().rem_euclid(seconds))
        + TimeDelta::nanoseconds(i64::from(at.timestamp_subsec_nanos()));
    if past.is_zero() { at } else { at + (TimeDelta::seconds(seconds) - past) }
}

fn minute_of_day(tz: Tz, at: Instant) -> i64 {
    let wall = at.with_timezone(&tz);
    i64::from(wall.hour() * 60 + wall.minute())
}
