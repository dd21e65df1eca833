//! Free time, as the server computes it and as the screen offers it.
//!
//! [`free_intervals`], [`slots`] and [`slots_unique`] give the server's results (free-time rules 4, 9 and 11
//! to 16), including inactive resources, overlapping intervals and past time. [`offered`] gives the time that
//! can be offered to a client.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "instants of four-digit years, and durations that were checked"
)]

use chrono::{NaiveDate, TimeDelta};
use serde_json::Value;

use crate::Calendar;
use crate::civil::{date_of, day_bounds};
use crate::hours::day_hours;
use crate::interval::{gaps, merge, subtract};
use crate::model::{Instant, Interval, Resource};

/// The time between slots (free-time rule 15).
const STEP: TimeDelta = TimeDelta::minutes(5);
/// The shortest duration of a slot (free-time rule 4).
const MIN_DURATION_MIN: i64 = 5;

/// Working time of a resource that nothing blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeInterval {
    /// The resource.
    pub resource_id: i64,
    /// The date in the resource's zone. The interval follows from the rules of this date. Intervals of
    /// different dates are never joined.
    pub date: NaiveDate,
    /// The free time.
    pub interval: Interval,
}

/// A slot: a start that the server offers for a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeSlot {
    /// The resource.
    pub resource_id: i64,
    /// From the start to the end of the duration.
    pub interval: Interval,
}

/// The free intervals of every resource in `range`, as the server computes them: by resource, date, work rule
/// and time. They are not merged and may contain duplicates (free-time rules 9 to 14).
pub fn free_intervals(calendar: &Calendar, range: Interval) -> Vec<FreeInterval> {
    let mut found = Vec::new();
    for resource in &calendar.payload().resources {
        push_free_intervals(calendar, resource, range, Blocking::WithinDay, &mut found);
    }
    found
}

/// [`free_intervals`] of one resource.
pub fn free_intervals_of(calendar: &Calendar, resource: &Resource, range: Interval) -> Vec<FreeInterval> {
    let mut found = Vec::new();
    push_free_intervals(calendar, resource, range, Blocking::WithinDay, &mut found);
    found
}

/// The intervals of one resource in which an appointment can be made. They are its [`free_intervals`] without
/// the occupied time that the server wrongly counts as free after a clock change at midnight.
pub fn appointment_intervals(calendar: &Calendar, resource: &Resource, range: Interval) -> Vec<FreeInterval> {
    let mut found = Vec::new();
    push_free_intervals(calendar, resource, range, Blocking::Whole, &mut found);
    found
}

/// The slots of every resource in `range` in the server's order, with duplicates (free-time rules 4, 15, 16).
///
/// Without `duration_min` each resource's own slot duration is used. Less than 5 minutes means 5.
pub fn slots(calendar: &Calendar, range: Interval, duration_min: Option<i64>) -> Vec<FreeSlot> {
    calendar
        .payload()
        .resources
        .iter()
        .flat_map(|resource| slots_of(calendar, resource, range, duration_min))
        .collect()
}

/// [`slots`] without duplicates: by resource order, then start (free-time rule 22).
pub fn slots_unique(calendar: &Calendar, range: Interval, duration_min: Option<i64>) -> Vec<FreeSlot> {
    let of_resource = |resource| {
        let mut found = slots_of(calendar, resource, range, duration_min);
        found.sort_unstable_by_key(|slot| slot.interval);
        found.dedup();
        found
    };
    calendar.payload().resources.iter().flat_map(of_resource).collect()
}

/// Parses the duration of a query (free-time rule 4), in minutes: the integer at the start of the text, or 0
/// without one. `None` when the text is blank, which means each resource's own slot duration.
pub fn duration_from_query(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let (negative, digits) = match text.as_bytes() {
        [b'-', ..] => (true, &text[1..]),
        [b'+', ..] => (false, &text[1..]),
        _ => (false, text),
    };
    let magnitude = digits
        .bytes()
        .take_while(u8::is_ascii_digit)
        .fold(0_i64, |sum, digit| sum.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
    Some(if negative { -magnitude } else { magnitude })
}

/// Whether One-Link has the working hours of the resource. When they are kept in MedElement, neither rules
/// nor slots are reliable.
pub fn hours_known(resource: &Resource) -> bool {
    match resource.custom_attributes.get("medelement_specialist_code") {
        None | Some(Value::Null | Value::Bool(false)) => true,
        Some(Value::String(code)) => code.trim().is_empty(),
        Some(Value::Array(codes)) => codes.is_empty(),
        Some(Value::Object(codes)) => codes.is_empty(),
        Some(Value::Bool(true) | Value::Number(_)) => false,
    }
}

/// Whether free time of the resource may be offered: the resource is active, not deleted from scheduling, and
/// its hours are known.
pub fn is_offered(resource: &Resource) -> bool {
    resource.active
        && !is_true(resource.custom_attributes.get("deleted_from_scheduling"))
        && hours_known(resource)
}

/// The free time of one resource that is not past, merged and ordered by start. Empty when the resource
/// [is not offered](is_offered).
///
/// Intervals that touch are joined for display, also across midnight and across work rules. [`slots`] does
/// not join them.
pub fn offered(calendar: &Calendar, resource: &Resource, range: Interval, now: Instant) -> Vec<Interval> {
    if !is_offered(resource) {
        return Vec::new();
    }
    open_time(calendar, resource, Interval::new(range.start.max(now), range.end))
}

/// As [`offered`], but including the past and resources that are not offered.
pub(crate) fn open_time(calendar: &Calendar, resource: &Resource, range: Interval) -> Vec<Interval> {
    let free = appointment_intervals(calendar, resource, range);
    merge(free.into_iter().map(|free| free.interval).collect())
}

/// Which part of an appointment or a time off blocks the working time of a date. The two cases differ only
/// when a clock change has moved working time beyond the bounds of the day.
#[derive(Clone, Copy)]
enum Blocking {
    /// Only the part within the bounds, as on the server (free-time rule 12). The moved working time is then
    /// free, even when it is occupied.
    WithinDay,
    /// All of it, so that occupied time is never offered.
    Whole,
}

/// Free-time rules 9 to 14 for one resource.
fn push_free_intervals(
    calendar: &Calendar,
    resource: &Resource,
    range: Interval,
    blocking: Blocking,
    found: &mut Vec<FreeInterval>,
) {
    if range.is_empty() {
        return;
    }
    let tz = calendar.zone_of(resource).tz;
    let last_date = date_of(tz, range.end.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(range.end));
    for date in date_of(tz, range.start).iter_days().take_while(|date| *date <= last_date) {
        let hours = day_hours(calendar, resource, date);
        if hours.working.is_empty() {
            continue;
        }
        let mut bounds = day_bounds(tz, date);
        if let Blocking::Whole = blocking {
            for working in &hours.working {
                bounds.start = bounds.start.min(working.start);
                bounds.end = bounds.end.max(working.end);
            }
        }
        let time_offs =
            calendar.time_offs_of(resource.id).filter_map(|time_off| time_off.interval().clip(&bounds));
        let appointments =
            calendar.blocked_within(resource.id, bounds).filter_map(|blocked| blocked.clip(&bounds));
        // No interval in this set is empty or inverted, so the order of the subtraction does not matter. The
        // order of breaks matters.
        let busy = merge(time_offs.chain(appointments).collect());
        let mut pieces = Vec::new();
        for working in hours.working {
            pieces.clear();
            pieces.push(working);
            for break_span in &hours.breaks {
                subtract(&mut pieces, break_span.interval);
            }
            let free = pieces.iter().flat_map(|piece| gaps(*piece, &busy));
            found.extend(free.filter_map(|gap| gap.clip(&range)).map(|interval| FreeInterval {
                resource_id: resource.id,
                date,
                interval,
            }));
        }
    }
}

/// Free-time rules 4 and 15 for one resource.
fn slots_of(
    calendar: &Calendar,
    resource: &Resource,
    range: Interval,
    duration_min: Option<i64>,
) -> Vec<FreeSlot> {
    let duration_min = duration_min.unwrap_or(resource.slot_duration_min).max(MIN_DURATION_MIN);
    // A duration that `TimeDelta` cannot represent fits into no interval.
    let Some(duration) = TimeDelta::try_minutes(duration_min) else { return Vec::new() };
    let mut free = Vec::new();
    push_free_intervals(calendar, resource, range, Blocking::WithinDay, &mut free);
    let mut found = Vec::new();
    for FreeInterval { resource_id, interval, .. } in free {
        let mut start = interval.start;
        while interval.end - start >= duration {
            found.push(FreeSlot { resource_id, interval: Interval::new(start, start + duration) });
            start += STEP;
        }
    }
    found
}

/// Whether an attribute is set. Texts are read as Rails reads the value of a form field.
fn is_true(attribute: Option<&Value>) -> bool {
    match attribute {
        None | Some(Value::Null) => false,
        Some(Value::Bool(set)) => *set,
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::String(text)) => !matches!(
            text.trim().to_ascii_lowercase().as_str(),
            "" | "0" | "f" | "false" | "off" | "no" | "n"
        ),
        Some(Value::Array(_) | Value::Object(_)) => true,
    }
}
