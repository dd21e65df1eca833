//! Free starts, as the server prints them.

use calendar::Calendar;
use calendar::free::{FreeInterval, free_intervals};
use calendar::hours::day_hours;
use calendar::model::{Interval, Resource};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use chrono_tz::{OffsetName, Tz};
use serde::Serialize;

use crate::query::CalendarQuery;

/// The server's grid: a start every five minutes (free-time rule 15).
const STEP: TimeDelta = TimeDelta::minutes(5);
/// No slot is shorter (free-time rule 4).
const SHORTEST_MIN: i64 = 5;

/// A free start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Slot {
    resource_id: i64,
    starts_at: String,
    ends_at: String,
    status: &'static str,
}

/// Our own rows could not be read back.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) struct SlotsFailed(#[from] calendar::decode::DecodeError);

/// The slots of a body that was made for `query`, in the server's order.
pub(crate) fn of(body: &[u8], query: &CalendarQuery) -> Result<Vec<Slot>, SlotsFailed> {
    let calendar = Calendar::new(calendar::decode::decode(body)?);
    let range = Interval { start: query.from, end: query.to };
    let mut slots = Vec::new();
    for free in free_intervals(&calendar, range) {
        let Some(resource) = calendar.resource(free.resource_id) else { continue };
        let duration_min = query.duration_min.unwrap_or(resource.slot_duration_min).max(SHORTEST_MIN);
        let Some(duration) = TimeDelta::try_minutes(duration_min) else { continue };
        let zone = printed_in(&calendar, resource, &free);
        let mut start = free.interval.start;
        while free.interval.end - start >= duration {
            slots.push(Slot {
                resource_id: free.resource_id,
                starts_at: printed(zone, start),
                ends_at: printed(zone, start + duration),
                status: "available",
            });
            start += STEP;
        }
    }
    Ok(slots)
}

/// A free interval that a rule, special hours or a break opens is printed in the resource's zone, any other in UTC (free-time
/// rule 17).
fn printed_in(calendar: &Calendar, resource: &Resource, free: &FreeInterval) -> Tz {
    let hours = day_hours(calendar, resource, free.date);
    let opens = free.interval.start;
    let by_rule = hours.working.iter().any(|working| working.start == opens)
        || hours.breaks.iter().any(|pause| pause.interval.end == opens);
    if by_rule { calendar.zone_of(resource).tz } else { Tz::UTC }
}

fn printed(zone: Tz, moment: DateTime<Utc>) -> String {
    let local = moment.with_timezone(&zone);
    let is_utc = local.offset().abbreviation() == Some("UTC");
    local.to_rfc3339_opts(SecondsFormat::Secs, is_utc)
}
