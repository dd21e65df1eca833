//! Free time: what is left of the working time, as the server computes it, and as the screen offers it.
//!
//! [`free_intervals`], [`slots`] and [`slots_unique`] are the server's own (free-time rules 4, 9 and 11 to
//! 16): inactive resources, overlapping pieces and past time included. [`offered`] is what a receptionist may
//! promise.

use chrono::{NaiveDate, TimeDelta};
use serde_json::Value;

use crate::Calendar;
use crate::civil::{date_of, day_bounds};
use crate::hours::day_hours;
use crate::interval::{gaps, merge, subtract};
use crate::model::{Instant, Interval, Resource};

/// Slots begin this far apart (free-time rule 15).
const STEP: TimeDelta = TimeDelta::minutes(5);
/// No slot is shorter (free-time rule 4).
const SHORTEST_MIN: i64 = 5;

/// Working time of a resource that nothing blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeInterval {
    /// Whose.
    pub resource_id: i64,
    /// The date of the resource's zone whose rules gave it; pieces are never joined across dates.
    pub date: NaiveDate,
    /// When.
    pub interval: Interval,
}

/// A start that the server offers, with its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeSlot {
    /// Whose.
    pub resource_id: i64,
    /// From the start to the duration's end.
    pub interval: Interval,
}

/// The free intervals of every resource in `range`, as the server has them: by resource, date, work rule and
/// time, neither merged nor without duplicates (free-time rules 9 to 14).
pub fn free_intervals(calendar: &Calendar, range: Interval) -> Vec<FreeInterval> {
    let mut found = Vec::new();
    for resource in &calendar.payload().resources {
        push_free(calendar, resource, range, Blocking::WithinDay, &mut found);
    }
    found
}

/// [`free_intervals`] of one resource.
pub fn free_intervals_of(calendar: &Calendar, resource: &Resource, range: Interval) -> Vec<FreeInterval> {
    let mut found = Vec::new();
    push_free(calendar, resource, range, Blocking::WithinDay, &mut found);
    found
}

/// Where appointments of one resource can be put: its [`free_intervals`] without the time that, after a clock change
/// at midnight, the server takes for free though somebody has it.
pub fn appointment_intervals(calendar: &Calendar, resource: &Resource, range: Interval) -> Vec<FreeInterval> {
    let mut found = Vec::new();
    push_free(calendar, resource, range, Blocking::Whole, &mut found);
    found
}

/// The slots of every resource in `range` in the server's order, duplicates included (free-time rules 4, 15,
/// 16).
///
/// Without `duration_min` each resource's own slot duration is used; less than 5 minutes means 5.
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

/// The duration that the text of a query asks for (free-time rule 4): its leading integer, 0 when there is
/// none; `None` when it is blank and each resource's own is meant.
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

/// Whether One-Link knows when the resource works; when MedElement keeps the hours, neither rules nor slots
/// tell.
pub fn hours_known(resource: &Resource) -> bool {
    match resource.custom_attributes.get("medelement_specialist_code") {
        None | Some(Value::Null | Value::Bool(false)) => true,
        Some(Value::String(code)) => code.trim().is_empty(),
        Some(Value::Array(codes)) => codes.is_empty(),
        Some(Value::Object(codes)) => codes.is_empty(),
        Some(Value::Bool(true) | Value::Number(_)) => false,
    }
}

/// Whether free time of the resource may be offered: it is active, not deleted from scheduling, and its hours
/// are known.
pub fn is_offered(resource: &Resource) -> bool {
    resource.active
        && !is_true(resource.custom_attributes.get("deleted_from_scheduling"))
        && hours_known(resource)
}

/// The free time of one resource that can still be promised: what is not past, in as few pieces as possible,
/// by start. Empty when the resource [is not offered](is_offered).
///
/// Pieces that touch are one, also across midnight or two work rules: it is for the eye. Where appointments
/// may start is the matter of [`slots`], which keeps them apart.
pub fn offered(calendar: &Calendar, resource: &Resource, range: Interval, now: Instant) -> Vec<Interval> {
    if !is_offered(resource) {
        return Vec::new();
    }
    open_time(calendar, resource, Interval::new(range.start.max(now), range.end))
}

/// [`offered`] without regard to now and to whether the resource is offered at all.
pub(crate) fn open_time(calendar: &Calendar, resource: &Resource, range: Interval) -> Vec<Interval> {
    let free = appointment_intervals(calendar, resource, range);
    merge(free.into_iter().map(|free| free.interval).collect())
}

/// How much of an appointment or an absence blocks a date's working time. It matters only where a clock change has
/// pushed the working time past the day's bounds.
#[derive(Clone, Copy)]
enum Blocking {
    /// What lies within the bounds: the server's way (free-time rule 12), by which such time is free twice.
    WithinDay,
    /// All of it, since nobody can be promised what another has.
    Whole,
}

/// Free-time rules 9 to 14 for one resource.
fn push_free(
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
        // None of these is empty or inverted, so that their order plays no part; that of the breaks does.
        let busy = merge(time_offs.chain(appointments).collect());
        let mut pieces = Vec::new();
        for working in hours.working {
            pieces.clear();
            pieces.push(working);
            for pause in &hours.breaks {
                subtract(&mut pieces, pause.interval);
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
    let duration_min = duration_min.unwrap_or(resource.slot_duration_min).max(SHORTEST_MIN);
    // A duration beyond what time can hold fits nowhere.
    let Some(duration) = TimeDelta::try_minutes(duration_min) else { return Vec::new() };
    let mut free = Vec::new();
    push_free(calendar, resource, range, Blocking::WithinDay, &mut free);
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

/// Whether an attribute is set, as Rails reads a flag that may have passed through a form.
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
