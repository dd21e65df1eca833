//! Start times, compared with the server's slots and with expected lists.

use calendar::Calendar;
use calendar::civil::{day_bounds, wall_label};
use calendar::free::{free_intervals, is_offered, offered, slots};
use calendar::model::{Appointment, Instant, Interval, Payload, Resource, Status};
use calendar::start_times::{StartTimeRequest, is_free, start_times};
use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::fixture::{SavedResponse, fixture_path};
use crate::support::{ANNA, anna_in, appointment, at, daily, date};

fn request(duration_min: i64, step_min: Option<i64>) -> StartTimeRequest {
    StartTimeRequest { duration_min, step_min, earliest: at("2000-01-01T00:00:00Z") }
}

fn labels(payload: Payload, zone: Tz, day: &str, request: &StartTimeRequest) -> Vec<String> {
    let calendar = Calendar::new(payload);
    let anna = calendar.resource(ANNA).unwrap();
    let range = day_bounds(zone, date(day));
    start_times(&calendar, anna, range, request).into_iter().map(|start| wall_label(zone, start)).collect()
}

/// Anna in Almaty with these appointments.
fn anna_with(appointments: Vec<Appointment>) -> Payload {
    Payload { appointments, ..anna_in("Asia/Almaty") }
}

/// The start times on 2025-11-24 in Almaty.
fn almaty_labels(payload: Payload, request: &StartTimeRequest) -> Vec<String> {
    labels(payload, Tz::Asia__Almaty, "2025-11-24", request)
}

/// The minutes since midnight of a label `HH:MM`.
fn minutes(label: &str) -> i64 {
    let (hours, minutes) = label.split_once(':').unwrap();
    hours.parse::<i64>().unwrap() * 60 + minutes.parse::<i64>().unwrap()
}

/// A slow reference: the first slot of each free interval, and the first slot in each later step of the wall
/// clock.
fn reference_start_times(
    calendar: &Calendar,
    resource: &Resource,
    range: Interval,
    duration_min: i64,
    step_min: i64,
) -> Vec<Instant> {
    let zone = calendar.zone_of(resource).tz;
    let mut found = Vec::new();
    for free in free_intervals(calendar, range).into_iter().filter(|free| free.resource_id == resource.id) {
        let mut last: Option<i64> = None;
        for slot in 0.. {
            let start = free.interval.start + TimeDelta::minutes(5 * slot);
            if start + TimeDelta::minutes(duration_min) > free.interval.end {
                break;
            }
            let minute = minutes(&wall_label(zone, start));
            // After the clock was set back, the wall clock displays the same step a second time.
            if last.is_none_or(|last| minute / step_min != last / step_min || minute < last) {
                found.push(start);
            }
            last = Some(minute);
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn start_times_are_the_first_slots_of_each_step() {
    let mut start_count = 0;
    let folders = ["vectors", "payloads"].map(|folder| std::fs::read_dir(fixture_path(folder)).unwrap());
    for file in folders.into_iter().flatten().map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if !(name.starts_with('v') || name.starts_with("demo")) || !name.contains(".json") {
            continue;
        }
        let saved = SavedResponse::open(&file);
        let range = saved.range();
        let is_whole_minute = |instant: Instant| instant.timestamp().rem_euclid(60) == 0;
        let calendar = Calendar::new(saved.payload);
        for resource in calendar.payload().resources.iter().filter(|resource| is_offered(resource)) {
            for (duration_min, step_min) in [(5, 5), (30, 15), (45, 30), (20, 60)] {
                let found = start_times(&calendar, resource, range, &request(duration_min, Some(step_min)));
                let has_seconds =
                    free_intervals(&calendar, range).iter().any(|free| !is_whole_minute(free.interval.start));
                if !has_seconds {
                    let expected = reference_start_times(&calendar, resource, range, duration_min, step_min);
                    assert_eq!(
                        found, expected,
                        "{name}, {}, {duration_min} min by {step_min}",
                        resource.name
                    );
                    let server_slots = slots(&calendar, range, Some(duration_min));
                    let is_slot = |start: &Instant| {
                        server_slots
                            .iter()
                            .any(|slot| slot.resource_id == resource.id && slot.interval.start == *start)
                    };
                    assert!(found.iter().all(is_slot), "{name}: a start time is not a slot");
                }
                let offered_time = offered(&calendar, resource, range, range.start);
                for start in &found {
                    let span = Interval::new(*start, *start + TimeDelta::minutes(duration_min));
                    assert!(is_free(&calendar, resource, span, range.start), "{name}: {start} is not free");
                    assert!(
                        offered_time.iter().any(|interval| interval.encloses(&span)),
                        "{name}: {start} is outside the offered time"
                    );
                    assert!(is_whole_minute(*start), "{name}: {start} is not a whole minute");
                }
                start_count += found.len();
            }
        }
    }
    assert!(start_count > 5000, "only {start_count} start times");
}

#[test]
fn first_slot_of_a_free_interval_is_a_start_time_at_any_minute() {
    let payload = anna_with(vec![
        appointment(1, ANNA, "2025-11-24T04:00:00Z", "2025-11-24T05:10:00Z"),
        appointment(2, ANNA, "2025-11-24T06:00:00Z", "2025-11-24T12:30:00Z"),
    ]);
    assert_eq!(almaty_labels(payload, &request(30, Some(30))), ["10:10", "10:30", "17:30"]);
}

#[test]
fn step_that_does_not_divide_the_hour_is_counted_from_the_start_of_work() {
    let mut payload = Payload { work_rules: daily(ANNA, 600, 840), ..anna_in("Asia/Almaty") };
    assert_eq!(
        almaty_labels(payload.clone(), &request(45, Some(45))),
        ["10:00", "10:45", "11:30", "12:15", "13:00"]
    );
    // After an appointment the steps are still counted from the start of work.
    payload.appointments = vec![appointment(1, ANNA, "2025-11-24T05:00:00Z", "2025-11-24T05:30:00Z")];
    assert_eq!(almaty_labels(payload, &request(45, Some(45))), ["10:30", "10:45", "11:30", "12:15", "13:00"]);
}

#[test]
fn slot_duration_of_the_resource_is_the_default_step() {
    let mut payload = Payload { work_rules: daily(ANNA, 540, 660), ..anna_in("Asia/Almaty") };
    payload.resources[0].slot_duration_min = 20;
    assert_eq!(almaty_labels(payload, &request(60, None)), ["09:00", "09:20", "09:40", "10:00"]);
}

#[test]
fn earliest_start_time_is_rounded_up_to_five_minutes() {
    let payload = Payload { work_rules: daily(ANNA, 540, 660), ..anna_in("Asia/Almaty") };
    let labels_from = |earliest: &str| {
        almaty_labels(payload.clone(), &StartTimeRequest { earliest: at(earliest), ..request(30, Some(30)) })
    };
    assert_eq!(labels_from("2025-11-24T04:00:00Z"), ["09:00", "09:30", "10:00", "10:30"]);
    assert_eq!(labels_from("2025-11-24T04:00:01Z"), ["09:05", "09:30", "10:00", "10:30"]);
    assert_eq!(labels_from("2025-11-24T05:28:30.5Z"), ["10:30"]);
    assert_eq!(labels_from("2025-11-24T05:30:00.001Z"), Vec::<String>::new());
}

#[test]
fn start_time_after_an_appointment_is_rounded_up_to_a_minute() {
    let payload = anna_with(vec![appointment(1, ANNA, "2025-11-24T04:00:00Z", "2025-11-24T12:07:30Z")]);
    assert_eq!(almaty_labels(payload, &request(30, Some(30))), ["17:08"]);
}

#[test]
fn overlapping_work_rules_give_each_start_time_once_and_adjacent_ones_are_not_joined() {
    let overlapping = [daily(ANNA, 540, 660), daily(ANNA, 600, 720)].concat();
    let payload = Payload { work_rules: overlapping, ..anna_in("Asia/Almaty") };
    assert_eq!(almaty_labels(payload, &request(60, Some(60))), ["09:00", "10:00", "11:00"]);

    let adjacent = [daily(ANNA, 540, 600), daily(ANNA, 600, 660)].concat();
    let payload = Payload { work_rules: adjacent, ..anna_in("Asia/Almaty") };
    assert_eq!(almaty_labels(payload, &request(60, Some(30))), ["09:00", "10:00"]);
}

#[test]
fn start_times_stay_at_full_hours_after_a_clock_change() {
    // Berlin repeats the hour from 02:00 on 26 October 2025, and skips it on 30 March.
    let at_night = Payload { work_rules: daily(ANNA, 60, 300), ..anna_in("Europe/Berlin") };
    let night_labels = |day| labels(at_night.clone(), Tz::Europe__Berlin, day, &request(60, Some(60)));
    assert_eq!(night_labels("2025-10-26"), ["01:00", "02:00", "02:00", "03:00", "04:00"]);
    assert_eq!(night_labels("2025-03-30"), ["01:00", "03:00", "04:00"]);
    // The clock change does not affect the afternoon.
    let in_the_afternoon = Payload { work_rules: daily(ANNA, 840, 960), ..anna_in("Europe/Berlin") };
    assert_eq!(
        labels(in_the_afternoon, Tz::Europe__Berlin, "2025-03-30", &request(60, Some(30))),
        ["14:00", "14:30", "15:00"]
    );
}

#[test]
fn resource_that_is_not_offered_has_no_start_times() {
    let assert_none_after = |change: fn(&mut Resource)| {
        let mut payload = anna_in("Asia/Almaty");
        change(&mut payload.resources[0]);
        let calendar = Calendar::new(payload);
        let range = day_bounds(Tz::Asia__Almaty, date("2025-11-24"));
        assert!(!slots(&calendar, range, None).is_empty(), "the server has slots");
        let anna = calendar.resource(ANNA).unwrap();
        assert!(start_times(&calendar, anna, range, &request(30, None)).is_empty());
        let span = Interval::new(at("2025-11-24T05:00:00Z"), at("2025-11-24T05:30:00Z"));
        assert!(!is_free(&calendar, anna, span, at("2025-11-24T04:00:00Z")));
    };
    assert_none_after(|anna| anna.active = false);
    assert_none_after(|anna| {
        drop(anna.custom_attributes.insert("deleted_from_scheduling".into(), true.into()));
    });
    assert_none_after(|anna| {
        drop(anna.custom_attributes.insert("medelement_specialist_code".into(), "77".into()));
    });
}

#[test]
fn cancelled_appointment_frees_its_time() {
    let cancelled = Appointment {
        status: Status::Cancelled,
        ..appointment(1, ANNA, "2025-11-24T04:00:00Z", "2025-11-24T13:00:00Z")
    };
    assert_eq!(
        almaty_labels(anna_with(vec![cancelled]), &request(240, Some(60))),
        ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00"]
    );
}
