//! Slots, formatted as the server formats them.

use calendar::Calendar;
use calendar::free::{FreeInterval, free_intervals};
use calendar::hours::day_hours;
use calendar::model::{Interval, Resource};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use chrono_tz::{OffsetName, Tz};
use serde::Serialize;

use crate::query::CalendarQuery;

/// The distance between two slots (free-time rule 15).
const STEP: TimeDelta = TimeDelta::minutes(5);
/// The minimum length of a slot (free-time rule 4).
const MIN_DURATION_MIN: i64 = 5;

/// A slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Slot {
    resource_id: i64,
    starts_at: String,
    ends_at: String,
    status: &'static str,
}

/// The `calendar` crate could not decode the rows of the sample account.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct SlotsError(#[from] calendar::decode::DecodeError);

/// Computes the slots for `query` from the encoded rows, in the order of the server.
pub(crate) fn free_slots(body: &[u8], query: &CalendarQuery) -> Result<Vec<Slot>, SlotsError> {
    let calendar = Calendar::new(calendar::decode::decode(body)?);
    let range = Interval { start: query.from, end: query.to };
    let mut slots = Vec::new();
    for free in free_intervals(&calendar, range) {
        let Some(resource) = calendar.resource(free.resource_id) else { continue };
        let duration_min = query.duration_min.unwrap_or(resource.slot_duration_min).max(MIN_DURATION_MIN);
        let Some(duration) = TimeDelta::try_minutes(duration_min) else { continue };
        let zone = zone_of_text(&calendar, resource, &free);
        let mut start = free.interval.start;
        while free.interval.end - start >= duration {
            slots.push(Slot {
                resource_id: free.resource_id,
                starts_at: format_instant(zone, start),
                ends_at: format_instant(zone, start + duration),
                status: "available",
            });
            start += STEP;
        }
    }
    Ok(slots)
}

/// The zone in which slots of a free interval are formatted (free-time rule 17): the zone of the resource if the interval starts
/// with working time or after a break, otherwise UTC.
fn zone_of_text(calendar: &Calendar, resource: &Resource, free: &FreeInterval) -> Tz {
    let hours = day_hours(calendar, resource, free.date);
    let start = free.interval.start;
    let starts_by_rule = hours.working.iter().any(|working| working.start == start)
        || hours.breaks.iter().any(|rule| rule.interval.end == start);
    if starts_by_rule { calendar.zone_of(resource).tz } else { Tz::UTC }
}

fn format_instant(zone: Tz, instant: DateTime<Utc>) -> String {
    let local = instant.with_timezone(&zone);
    let is_utc = local.offset().abbreviation() == Some("UTC");
    local.to_rfc3339_opts(SecondsFormat::Secs, is_utc)
}
