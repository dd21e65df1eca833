//! The moments of a resource's day in the clinic's zone.

use calendar::Calendar;
use calendar::model::{Holiday, Payload};
use calendar::view::moments;
use calendar::view::types::{CellMoments, MomentKind};
use chrono_tz::Tz;

use crate::support::{ANNA, anna_in, appointment, at, daily_break, date, holiday, time_off};

/// The moments of Anna on 2025-11-24, with start times for 30 minutes every 30 minutes.
fn annas_moments(payload: Payload, now: &str) -> CellMoments {
    let calendar = Calendar::new(payload);
    let anna = calendar.resource(ANNA).unwrap();
    moments(&calendar, anna, date("2025-11-24"), Tz::Asia__Almaty, at(now), Some(30), Some(30))
}

/// A label for each moment, such as `Break 13:00-14:00 Обед`.
fn labels(cell: &CellMoments) -> Vec<String> {
    cell.moments
        .iter()
        .map(|moment| {
            let title = moment.title.as_deref().unwrap_or("");
            format!("{:?} {}-{} {title}", moment.kind, moment.span.start_label, moment.span.end_label)
                .trim_end()
                .to_owned()
        })
        .collect()
}

#[test]
fn moment_has_the_reason_of_its_row() {
    let mut payload = anna_in("Asia/Almaty");
    payload.break_rules = daily_break(ANNA, 780, 840, "Обед");
    payload.appointments = vec![appointment(7, ANNA, "2025-11-24T07:00:00Z", "2025-11-24T07:30:00Z")];
    payload.appointments[0].client_name = Some("Айгерим Оспанова".into());
    payload.time_offs = vec![time_off(3, None, "2025-11-24T11:00:00Z", "2025-11-24T20:00:00Z")];
    let cell = annas_moments(payload, "2025-11-24T05:00:00Z");
    assert_eq!(
        labels(&cell),
        [
            "OutsideHours 00:00-09:00",
            "Past 09:00-10:00",
            "Free 10:00-12:00",
            "Taken 12:00-12:30 Айгерим Оспанова",
            "Free 12:30-13:00",
            "Break 13:00-14:00 Обед",
            "Free 14:00-16:00",
            "TimeOff 16:00-24:00 vacation",
        ]
    );
    assert_eq!(cell.moments[3].appointment_id, Some(7));
    assert!(cell.moments[7].whole_account);
    let starts: Vec<&str> = cell.start_times.iter().map(|start| start.label.as_str()).collect();
    assert_eq!(starts, ["10:00", "10:30", "11:00", "11:30", "12:30", "14:00", "14:30", "15:00", "15:30"]);
    let minutes: i32 = cell.moments.iter().map(|moment| moment.span.length_min).sum();
    assert_eq!(minutes, 1440);
}

#[test]
fn day_without_free_time_is_one_moment_with_the_reason() {
    let mut on_holiday = anna_in("Asia/Almaty");
    on_holiday.holidays =
        vec![Holiday { recurring_yearly: true, ..holiday(1, "2000-11-24", "Наурыз") }];
    assert_eq!(labels(&annas_moments(on_holiday, "2025-11-24T05:00:00Z")), ["Holiday 00:00-24:00 Наурыз"]);

    let mut hours_elsewhere = anna_in("Asia/Almaty");
    hours_elsewhere.resources[0].custom_attributes.insert("medelement_specialist_code".into(), "5".into());
    let cell = annas_moments(hours_elsewhere, "2025-11-24T05:00:00Z");
    assert_eq!(labels(&cell), ["HoursElsewhere 00:00-24:00"]);
    assert_eq!(cell.start_times, []);

    let mut inactive = anna_in("Asia/Almaty");
    inactive.resources[0].active = false;
    let kinds: Vec<_> =
        annas_moments(inactive, "2025-11-24T05:00:00Z").moments.iter().map(|moment| moment.kind).collect();
    assert_eq!(kinds, [MomentKind::NotOffered]);
}
