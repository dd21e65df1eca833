//! Start times: the slots that the screen offers.
//!
//! The server offers a slot every five minutes from the beginning of each free interval, which is too many to
//! read to a client on the phone. This module takes one slot in each *step* of the wall clock. It always
//! takes the first slot of a free interval, so that every interval in which the appointment fits has a start
//! time.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "instants of four-digit years, and durations of at most 720 minutes"
)]

use chrono::{TimeDelta, Timelike};
use chrono_tz::Tz;

use crate::Calendar;
use crate::free::{appointment_intervals, is_offered};
use crate::hours::day_hours;
use crate::model::{Instant, Interval, Resource};

/// The minutes between slots (free-time rule 15), and the shortest duration (rule 4).
const SLOT_MIN: i64 = 5;
const SLOT_SECONDS: i64 = SLOT_MIN * 60;
const HOUR_MIN: i64 = 60;

/// Which start times to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartTimeRequest {
    /// The length of the appointment. Less than 5 means 5 (free-time rule 4).
    pub duration_min: i64,
    /// Minutes between start times. When absent, the resource's slot duration. Less than 5 means 5.
    pub step_min: Option<i64>,
    /// The earliest start time. It is rounded up to five minutes.
    pub earliest: Instant,
}

/// The start times of a resource in `range`, in order and without duplicates. Empty when the resource
/// [is not offered](is_offered).
///
/// Each start time is a whole minute, and the appointment lies in one of the server's free intervals. When
/// the step divides the hour, start times are at round times of the clock (10:00, 10:30) where possible.
/// Another step is counted from the beginning of the working time. A step of 45 minutes from 10:00 gives
/// 10:45 and 11:30.
pub fn start_times(
    calendar: &Calendar,
    resource: &Resource,
    range: Interval,
    request: &StartTimeRequest,
) -> Vec<Instant> {
    let range = Interval::new(range.start.max(round_up_to_slot(request.earliest)), range.end);
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
        let first = round_up_to_minute(free.interval.start);
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
            let since_step_min = (minute_of_day(tz, start) - anchor_min).rem_euclid(step_min);
            let until_next_step_min = step_min - since_step_min;
            // The first slot at or after the beginning of the next step.
            let slots = (until_next_step_min + SLOT_MIN - 1) / SLOT_MIN;
            start += TimeDelta::minutes(slots * SLOT_MIN);
        }
    }
    // Overlapping work rules give the same time twice (free-time rule 11).
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether the appointment `interval` can still be offered: the resource is offered, the start is not past,
/// and the appointment lies in one of the server's free intervals.
pub fn is_free(calendar: &Calendar, resource: &Resource, interval: Interval, now: Instant) -> bool {
    is_offered(resource)
        && !interval.is_empty()
        && interval.start >= now
        && appointment_intervals(calendar, resource, interval).iter().any(|free| free.interval == interval)
}

/// Rounds up to five minutes.
fn round_up_to_slot(at: Instant) -> Instant {
    round_up(at, SLOT_SECONDS)
}

/// Rounds up to a minute. Otherwise a start at 10:07:30 would be displayed as 10:07, when the resource is
/// still busy.
fn round_up_to_minute(at: Instant) -> Instant {
    round_up(at, 60)
}

fn round_up(at: Instant, seconds: i64) -> Instant {
    let excess = TimeDelta::seconds(at.timestamp().rem_euclid(seconds))
        + TimeDelta::nanoseconds(i64::from(at.timestamp_subsec_nanos()));
    if excess.is_zero() { at } else { at + (TimeDelta::seconds(seconds) - excess) }
}

fn minute_of_day(tz: Tz, at: Instant) -> i64 {
    let wall = at.with_timezone(&tz);
    i64::from(wall.hour() * 60 + wall.minute())
}
