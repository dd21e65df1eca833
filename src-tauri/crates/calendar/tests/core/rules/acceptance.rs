//! Section E: whether the server accepts an appointment. This crate creates no appointments, but the server
//! must accept every slot that it offers.

use std::collections::HashMap;

use calendar::Calendar;
use calendar::civil::to_instant;
use calendar::free::{FreeSlot, duration_from_query, slots, slots_unique};
use calendar::model::{Instant, Interval, Payload, Status};
use calendar::zone::resolve;
use chrono::{Datelike, NaiveDate, TimeDelta};
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::account::{MONDAY, account, at, days, rule};
use crate::fixture::{SavedResponse, fixture_path};

/// The error code with which the server refuses an appointment. `None` when it accepts the appointment.
fn refusal(payload: &Payload, resource_id: i64, tz: Tz, appointment: Interval) -> Option<&'static str> {
    let Interval { start, end } = appointment;
    if end <= start {
        return Some("VALIDATION_ERROR");
    }
    let local_date = |at: Instant| at.with_timezone(&tz).date_naive();
    let date = local_date(start);
    if local_date(end - TimeDelta::seconds(1)) != date {
        return Some("OUTSIDE_WORKING_HOURS");
    }
    let date_override =
        payload.workday_overrides.iter().find(|row| row.resource_id == resource_id && row.date == date);
    if date_override.is_none() && is_closed(payload, date) {
        return Some("BLOCKED_BY_HOLIDAY");
    }
    let span = |from: u16, to: u16| (to_instant(tz, date, from), to_instant(tz, date, to));
    let weekday = u8::try_from(date.weekday().num_days_from_sunday()).unwrap();
    let (work, breaks): (Vec<_>, Vec<_>) = match date_override {
        Some(row) => (
            vec![span(row.start_minute, row.end_minute)],
            row.break_start_minute
                .zip(row.break_end_minute)
                .map(|(from, to)| span(from, to))
                .into_iter()
                .collect(),
        ),
        None => (
            payload
                .work_rules
                .iter()
                .filter(|rule| rule.active && rule.resource_id == resource_id && rule.weekday == weekday)
                .map(|rule| span(rule.start_minute, rule.end_minute))
                .collect(),
            payload
                .break_rules
                .iter()
                .filter(|rule| rule.active && rule.resource_id == resource_id && rule.weekday == weekday)
                .map(|rule| span(rule.start_minute, rule.end_minute))
                .collect(),
        ),
    };
    let overlaps = |from: Instant, to: Instant| start < to && from < end;
    if !work.iter().any(|&(opens, closes)| opens <= start && end <= closes) {
        return Some("OUTSIDE_WORKING_HOURS");
    }
    if breaks.iter().any(|&(from, to)| overlaps(from, to)) {
        return Some("BLOCKED_BY_BREAK");
    }
    let time_offs = payload.time_offs.iter().filter(|off| off.resource_id.is_none_or(|id| id == resource_id));
    if time_offs.into_iter().any(|off| overlaps(off.starts_at, off.ends_at)) {
        return Some("BLOCKED_BY_VACATION");
    }
    let appointments =
        payload.appointments.iter().filter(|appointment| appointment.resource_id == resource_id);
    if appointments
        .filter(|appointment| appointment.status != Status::Cancelled)
        .any(|appointment| overlaps(appointment.starts_at, appointment.ends_at))
    {
        return Some("SLOT_CONFLICT");
    }
    None
}

fn is_closed(payload: &Payload, date: NaiveDate) -> bool {
    let is_on_date = |holiday: &&calendar::model::Holiday| {
        let same_day = (holiday.date.month(), holiday.date.day()) == (date.month(), date.day());
        same_day && (holiday.recurring_yearly || holiday.date.year() == date.year())
    };
    let matching: Vec<_> = payload.holidays.iter().filter(is_on_date).collect();
    !matching.is_empty() && matching.iter().all(|holiday| !holiday.working_day_override)
}

#[test]
fn rule_20_server_accepts_nearly_all_slots_of_the_saved_responses() {
    let mut files: Vec<_> =
        std::fs::read_dir(fixture_path("vectors")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.file_name().unwrap().to_str().unwrap().starts_with('v'));
    files.extend(
        ["demo1_clinic", "demo2_salon"].map(|name| fixture_path(&format!("payloads/{name}.json.gz"))),
    );
    let (mut slot_count, mut refused) = (0, HashMap::<(String, &str), usize>::new());
    for file in files {
        let saved = SavedResponse::open(&file);
        let (range, request) = (saved.range(), saved.json["request"]["duration_min"].clone());
        let duration_min = match &request {
            Value::String(text) => duration_from_query(text),
            number => number.as_i64(),
        };
        let zones: HashMap<i64, Tz> = saved
            .payload
            .resources
            .iter()
            .map(|resource| (resource.id, resolve(&resource.timezone).tz))
            .collect();
        let calendar = Calendar::new(saved.payload);
        for FreeSlot { resource_id, interval } in slots_unique(&calendar, range, duration_min) {
            slot_count += 1;
            if let Some(code) = refusal(calendar.payload(), resource_id, zones[&resource_id], interval) {
                *refused.entry((zones[&resource_id].name().to_owned(), code)).or_default() += 1;
            }
        }
    }
    assert!(slot_count > 10_000, "only {slot_count} slots");
    // An unusual clock change in these zones moves working hours to another date, where the server refuses
    // them.
    let is_unusual = |zone: &str| ["Pacific/Apia", "Antarctica/Casey", "Asia/Kathmandu"].contains(&zone);
    assert!(refused.keys().all(|(zone, _)| is_unusual(zone)), "{refused:?}");
    assert!(refused.values().sum::<usize>() <= 16, "{refused:?}");
}

#[test]
fn rule_20_refused_appointment_is_not_offered() {
    let body = account(&[
        ("work_rules", json!([rule(540, 780), rule(780, 1080)])),
        ("break_rules", json!([{"weekday": 1, "start_minute": 660, "end_minute": 690}])),
        ("holidays", json!([{"date": "2026-03-10"}])),
        ("time_offs", json!([{"starts_at": at("15:00"), "ends_at": at("16:00")}])),
        (
            "appointments",
            json!([
                {"starts_at": at("09:00"), "ends_at": at("10:00")},
                {"starts_at": at("10:00"), "ends_at": at("11:00"), "status": "cancelled"},
            ]),
        ),
    ]);
    let calendar = Calendar::new(calendar::decode::decode(body.to_string().as_bytes()).unwrap());
    let offered: Vec<Interval> =
        slots(&calendar, days(MONDAY, "2026-03-10"), Some(60)).iter().map(|slot| slot.interval).collect();
    for (from, length_min, code) in [
        ("10:00", 60, None),
        ("16:00", 60, None),
        ("10:00", 0, Some("VALIDATION_ERROR")),
        ("23:30", 60, Some("OUTSIDE_WORKING_HOURS")),
        ("08:30", 60, Some("OUTSIDE_WORKING_HOURS")),
        ("12:30", 60, Some("OUTSIDE_WORKING_HOURS")),
        ("10:30", 60, Some("BLOCKED_BY_BREAK")),
        ("14:30", 60, Some("BLOCKED_BY_VACATION")),
        ("09:30", 60, Some("SLOT_CONFLICT")),
    ] {
        let appointment = Interval { start: at(from), end: at(from) + TimeDelta::minutes(length_min) };
        assert_eq!(refusal(calendar.payload(), 1, Tz::Asia__Almaty, appointment), code, "{from}");
        assert_eq!(offered.contains(&appointment), code.is_none(), "{from}");
    }
    let on_the_holiday =
        Interval { start: at("10:00") + TimeDelta::days(1), end: at("11:00") + TimeDelta::days(1) };
    assert_eq!(refusal(calendar.payload(), 1, Tz::Asia__Almaty, on_the_holiday), Some("BLOCKED_BY_HOLIDAY"));
    assert!(!offered.contains(&on_the_holiday));
}
