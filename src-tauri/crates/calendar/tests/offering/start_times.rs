//! Tidy starts beside the server's slots, and by hand.

use calendar::Calendar;
use calendar::civil::{day_bounds, wall_label};
use calendar::free::{free_intervals, is_offered, offered, slots};
use calendar::model::{Appointment, Instant, Interval, Payload, Resource, Status};
use calendar::start_times::{StartTimeRequest, is_free, start_times};
use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::fixture::{Saved, path};
use crate::support::{ANNA, anna_in, appointment, at, daily, date};

fn wish(duration_min: i64, step_min: Option<i64>) -> StartTimeRequest {
    StartTimeRequest { duration_min, step_min, earliest: at("2000-01-01T00:00:00Z") }
}

fn labels(payload: Payload, zone: Tz, day: &str, wish: &StartTimeRequest) -> Vec<String> {
    let calendar = Calendar::new(payload);
    let anna = calendar.resource(ANNA).unwrap();
    let range = day_bounds(zone, date(day));
    start_times(&calendar, anna, range, wish).into_iter().map(|start| wall_label(zone, start)).collect()
}

/// Anna on 2025-11-24 in Almaty, with appointments.
fn anna_with(appointments: Vec<Appointment>) -> Payload {
    Payload { appointments: appointments, ..anna_in("Asia/Almaty") }
}

fn almaty(payload: Payload, wish: &StartTimeRequest) -> Vec<String> {
    labels(payload, Tz::Asia__Almaty, "2025-11-24", wish)
}

/// Minutes that a wall clock's label shows.
fn minutes(label: &str) -> i64 {
    let (hours, minutes) = label.split_once(':').unwrap();
    hours.parse::<i64>().unwrap() * 60 + minutes.parse::<i64>().unwrap()
}

/// Slot by slot: the first of each free interval, then whichever is the first in another part of the hour.
fn slowly(
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
            // A clock that was put back has come to the same part again, but not to the same time.
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
fn starts_are_the_servers_slots_one_for_each_step() {
    let mut compared = 0;
    let folders = ["vectors", "payloads"].map(|folder| std::fs::read_dir(path(folder)).unwrap());
    for file in folders.into_iter().flatten().map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if !(name.starts_with('v') || name.starts_with("demo")) || !name.contains(".json") {
            continue;
        }
        let saved = Saved::open(&file);
        let range = saved.range();
        let whole = |instant: Instant| instant.timestamp().rem_euclid(60) == 0;
        let calendar = Calendar::new(saved.payload);
        for resource in calendar.payload().resources.iter().filter(|resource| is_offered(resource)) {
            for (duration_min, step_min) in [(5, 5), (30, 15), (45, 30), (20, 60)] {
                let found = start_times(&calendar, resource, range, &wish(duration_min, Some(step_min)));
                let odd_seconds =
                    free_intervals(&calendar, range).iter().any(|free| !whole(free.interval.start));
                if !odd_seconds {
                    let slow = slowly(&calendar, resource, range, duration_min, step_min);
                    assert_eq!(found, slow, "{name}, {}, {duration_min} min by {step_min}", resource.name);
                    let server = slots(&calendar, range, Some(duration_min));
                    let is_slot = |start: &Instant| {
                        server
                            .iter()
                            .any(|slot| slot.resource_id == resource.id && slot.interval.start == *start)
                    };
                    assert!(found.iter().all(is_slot), "{name}: a start that is no slot");
                }
                let promised = offered(&calendar, resource, range, range.start);
                for start in &found {
                    let span = Interval::new(*start, *start + TimeDelta::minutes(duration_min));
                    assert!(is_free(&calendar, resource, span, range.start), "{name}: {start} is not free");
                    assert!(
                        promised.iter().any(|piece| piece.start <= span.start && span.end <= piece.end),
                        "{name}: {start} is promised to somebody else"
                    );
                    assert!(whole(*start), "{name}: {start} is told as another time than it is");
                }
                compared += found.len();
            }
        }
    }
    assert!(compared > 5000, "only {compared} starts were looked at");
}

#[test]
fn the_first_start_of_a_gap_is_told_even_when_it_is_off_the_mark() {
    let payload = anna_with(vec![
        appointment(1, ANNA, "2025-11-24T04:00:00Z", "2025-11-24T05:10:00Z"),
        appointment(2, ANNA, "2025-11-24T06:00:00Z", "2025-11-24T12:30:00Z"),
    ]);
    assert_eq!(almaty(payload, &wish(30, Some(30))), ["10:10", "10:30", "17:30"]);
}

#[test]
fn a_step_that_does_not_divide_the_hour_counts_from_the_opening() {
    let mut payload = Payload { work_rules: daily(ANNA, 600, 840), ..anna_in("Asia/Almaty") };
    assert_eq!(almaty(payload.clone(), &wish(45, Some(45))), ["10:00", "10:45", "11:30", "12:15", "13:00"]);
    // After an appointment the marks are those of the opening still.
    payload.appointments = vec![appointment(1, ANNA, "2025-11-24T05:00:00Z", "2025-11-24T05:30:00Z")];
    assert_eq!(almaty(payload, &wish(45, Some(45))), ["10:30", "10:45", "11:30", "12:15", "13:00"]);
}

#[test]
fn the_resources_own_slot_length_is_the_step_when_none_is_asked_for() {
    let mut payload = Payload { work_rules: daily(ANNA, 540, 660), ..anna_in("Asia/Almaty") };
    payload.resources[0].slot_duration_min = 20;
    assert_eq!(almaty(payload, &wish(60, None)), ["09:00", "09:20", "09:40", "10:00"]);
}

#[test]
fn nothing_before_the_earliest_and_then_from_full_five_minutes() {
    let payload = Payload { work_rules: daily(ANNA, 540, 660), ..anna_in("Asia/Almaty") };
    let after = |earliest: &str| {
        almaty(payload.clone(), &StartTimeRequest { earliest: at(earliest), ..wish(30, Some(30)) })
    };
    assert_eq!(after("2025-11-24T04:00:00Z"), ["09:00", "09:30", "10:00", "10:30"]);
    assert_eq!(after("2025-11-24T04:00:01Z"), ["09:05", "09:30", "10:00", "10:30"]);
    assert_eq!(after("2025-11-24T05:28:30.5Z"), ["10:30"]);
    assert_eq!(after("2025-11-24T05:30:00.001Z"), Vec::<String>::new());
}

#[test]
fn an_appointment_that_ends_within_a_minute_is_not_overlapped() {
    let payload = anna_with(vec![appointment(1, ANNA, "2025-11-24T04:00:00Z", "2025-11-24T12:07:30Z")]);
    assert_eq!(almaty(payload, &wish(30, Some(30))), ["17:08"]);
}

#[test]
fn overlapping_hours_offer_a_time_once_and_touching_ones_no_appointment_across() {
    let overlapping = [daily(ANNA, 540, 660), daily(ANNA, 600, 720)].concat();
    let payload = Payload { work_rules: overlapping, ..anna_in("Asia/Almaty") };
    assert_eq!(almaty(payload, &wish(60, Some(60))), ["09:00", "10:00", "11:00"]);

    let touching = [daily(ANNA, 540, 600), daily(ANNA, 600, 660)].concat();
    let payload = Payload { work_rules: touching, ..anna_in("Asia/Almaty") };
    assert_eq!(almaty(payload, &wish(60, Some(30))), ["09:00", "10:00"]);
}

#[test]
fn clock_changes_move_no_start_off_its_mark() {
    // Berlin, 26 October 2025: 02:00 to 03:00 comes twice. 30 March: 02:00 to 03:00 does not come.
    let night = Payload { work_rules: daily(ANNA, 60, 300), ..anna_in("Europe/Berlin") };
    let of = |day| labels(night.clone(), Tz::Europe__Berlin, day, &wish(60, Some(60)));
    assert_eq!(of("2025-10-26"), ["01:00", "02:00", "02:00", "03:00", "04:00"]);
    assert_eq!(of("2025-03-30"), ["01:00", "03:00", "04:00"]);
    // The afternoon of such a day is an ordinary one.
    let day = Payload { work_rules: daily(ANNA, 840, 960), ..anna_in("Europe/Berlin") };
    assert_eq!(
        labels(day, Tz::Europe__Berlin, "2025-03-30", &wish(60, Some(30))),
        ["14:00", "14:30", "15:00"]
    );
}

#[test]
fn who_is_not_offered_has_no_starts() {
    let none = |change: fn(&mut Resource)| {
        let mut payload = anna_in("Asia/Almaty");
        change(&mut payload.resources[0]);
        let calendar = Calendar::new(payload);
        let range = day_bounds(Tz::Asia__Almaty, date("2025-11-24"));
        assert!(!slots(&calendar, range, None).is_empty(), "the server offers it all the same");
        let anna = calendar.resource(ANNA).unwrap();
        assert!(start_times(&calendar, anna, range, &wish(30, None)).is_empty());
        let span = Interval::new(at("2025-11-24T05:00:00Z"), at("2025-11-24T05:30:00Z"));
        assert!(!is_free(&calendar, anna, span, at("2025-11-24T04:00:00Z")));
    };
    none(|anna| anna.active = false);
    none(|anna| drop(anna.custom_attributes.insert("deleted_from_scheduling".into(), true.into())));
    none(|anna| drop(anna.custom_attributes.insert("medelement_specialist_code".into(), "77".into())));
}

#[test]
fn a_cancelled_appointment_frees_its_time() {
    let cancelled = Appointment {
        status: Status::Cancelled,
        ..appointment(1, ANNA, "2025-11-24T04:00:00Z", "2025-11-24T13:00:00Z")
    };
    assert_eq!(
        almaty(anna_with(vec![cancelled]), &wish(240, Some(60))),
        ["09:00", "10:00", "11:00", "12:00", "13:00", "14:00"]
    );
}
