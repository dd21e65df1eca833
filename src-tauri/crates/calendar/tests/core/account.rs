//! Small accounts, and short notations for times.
//!
//! Most tests have resource 1 in Almaty (UTC+5), Monday 2026-03-09 and slots of 30 minutes.

use calendar::Calendar;
use calendar::civil::{day_bounds, wall_label};
use calendar::decode::decode;
use calendar::free::{FreeSlot, free_intervals};
use calendar::model::{Instant, Interval};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::fixture::instant;

pub const MONDAY: &str = "2026-03-09";

/// A payload with resource 1 and the given lists. Rows without an id or a resource id get one.
pub fn account(lists: &[(&str, Value)]) -> Value {
    let mut payload = json!({"resources": [{"id": 1, "timezone": "Asia/Almaty", "slot_duration_min": 30}]});
    for (list, rows) in lists {
        let mut rows = rows.clone();
        for (position, row) in rows.as_array_mut().unwrap().iter_mut().enumerate() {
            let row = row.as_object_mut().unwrap();
            row.entry("id").or_insert(json!(position + 1));
            if *list != "holidays" && *list != "resources" {
                row.entry("resource_id").or_insert(json!(1));
            }
        }
        payload[*list] = rows;
    }
    payload
}

pub fn calendar(lists: &[(&str, Value)]) -> Calendar {
    let payload = decode(account(lists).to_string().as_bytes()).unwrap();
    assert_eq!(payload.skipped, []);
    Calendar::new(payload)
}

/// A work rule on Monday, in minutes since midnight.
pub fn rule(start: u16, end: u16) -> Value {
    json!({"weekday": 1, "start_minute": start, "end_minute": end})
}

/// A work rule with the same hours for every weekday.
pub fn every_day(start: u16, end: u16) -> Value {
    (0..7)
        .map(|day| json!({"id": day + 1, "weekday": day, "start_minute": start, "end_minute": end}))
        .collect()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Whole local days in a zone.
pub fn days_in(tz: Tz, first: &str, last: &str) -> Interval {
    Interval { start: day_bounds(tz, date(first)).start, end: day_bounds(tz, date(last)).end }
}

/// Whole local days in Almaty.
pub fn days(first: &str, last: &str) -> Interval {
    days_in(Tz::Asia__Almaty, first, last)
}

/// An instant on that Monday, by the wall clock in Almaty.
pub fn at(time: &str) -> Instant {
    instant(&format!("{MONDAY}T{time}:00+05:00"))
}

pub fn labels_in(tz: Tz, intervals: impl IntoIterator<Item = Interval>) -> Vec<String> {
    let label = |at| wall_label(tz, at);
    intervals
        .into_iter()
        .map(|interval| format!("{}-{}", label(interval.start), label(interval.end)))
        .collect()
}

pub fn labels(intervals: impl IntoIterator<Item = Interval>) -> Vec<String> {
    labels_in(Tz::Asia__Almaty, intervals)
}

pub fn free_labels_in(tz: Tz, calendar: &Calendar, range: Interval) -> Vec<String> {
    labels_in(tz, free_intervals(calendar, range).into_iter().map(|free| free.interval))
}

pub fn free_labels(calendar: &Calendar, range: Interval) -> Vec<String> {
    free_labels_in(Tz::Asia__Almaty, calendar, range)
}

pub fn free_on_monday(lists: &[(&str, Value)]) -> Vec<String> {
    free_labels(&calendar(lists), days(MONDAY, MONDAY))
}

pub fn starts(slots: &[FreeSlot]) -> Vec<String> {
    slots.iter().map(|slot| wall_label(Tz::Asia__Almaty, slot.interval.start)).collect()
}
