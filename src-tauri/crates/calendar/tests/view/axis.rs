//! The axis of a day: elapsed minutes, labels and the window that is visible at first.

use crate::support::*;
use calendar::Calendar;
use calendar::model::{Payload, Status};
use calendar::view::{Axis, DayHead, DayTotals};
use chrono_tz::Tz;

fn day_head(zone: Tz, day: &str) -> DayHead {
    let calendar = Calendar::new(anna_in(zone.name()));
    Views::new(&calendar, zone).day(day).days.remove(0)
}

/// The labels of the grid lines at `minutes`.
fn labels(axis: &Axis, minutes: &[i32]) -> Vec<String> {
    let row =
        |min: &i32| axis.rows.iter().find(|row| row.from_min == *min).expect("a grid line").label.clone();
    minutes.iter().map(row).collect()
}

fn visible(axis: &Axis) -> (i32, i32) {
    (axis.visible_from_min, axis.visible_to_min)
}

/// The present moment on the axis: elapsed minutes and label.
fn now_of(axis: &Axis) -> Option<(i32, &str)> {
    assert_eq!(axis.now_min.is_some(), axis.now_label.is_some());
    axis.now_min.zip(axis.now_label.as_deref())
}

#[test]
fn ordinary_day_has_1440_minutes() {
    let axis = day_head(Tz::Asia__Almaty, "2026-03-11").axis;
    assert_eq!(
        (axis.length_min, axis.rows.len(), visible(&axis), axis.now_min),
        (1440, 48, (540, 1080), None)
    );
    assert_eq!(labels(&axis, &[0, 30, 570, 1410]), ["00:00", "00:30", "09:30", "23:30"]);
    assert!(axis.rows.iter().all(|row| row.hour == row.label.ends_with(":00")));
}

#[test]
fn day_with_a_clock_change_has_its_true_length() {
    let cases = [
        (Tz::Europe__Berlin, "2026-03-29", 1380),
        (Tz::Europe__Berlin, "2025-10-26", 1500),
        (Tz::Australia__Lord_Howe, "2026-04-05", 1470),
        (Tz::Australia__Lord_Howe, "2025-10-05", 1410),
        (Tz::Asia__Almaty, "2024-02-29", 1500),
        (Tz::Asia__Almaty, "2024-03-01", 1440),
        // Midnight does not exist, so the day starts at 01:00.
        (Tz::Asia__Beirut, "2024-03-31", 1380),
        (Tz::Asia__Beirut, "2024-03-30", 1440),
        // The zone skipped this date.
        (Tz::Pacific__Apia, "2011-12-30", 0),
        (Tz::Asia__Kathmandu, "2026-03-29", 1440),
    ];
    for (zone, day, length_min) in cases {
        let axis = day_head(zone, day).axis;
        assert_eq!(axis.length_min, length_min, "{zone} {day}");
        assert_eq!(axis.rows.len(), usize::try_from((length_min + 29) / 30).unwrap(), "{zone} {day}");
        assert!(0 <= axis.visible_from_min && axis.visible_to_min <= length_min, "{zone} {day}");
    }
}

#[test]
fn days_of_a_week_have_no_gap_or_overlap() {
    for (zone, day) in [
        (Tz::Europe__Berlin, "2026-03-29"),
        (Tz::Asia__Beirut, "2024-03-31"),
        (Tz::Africa__Cairo, "2024-11-01"),
        (Tz::Pacific__Apia, "2011-12-30"),
        (Tz::Asia__Almaty, "2024-03-01"),
    ] {
        let calendar = Calendar::new(anna_in(zone.name()));
        let views = Views::new(&calendar, zone);
        let week = views.week(day);
        let minutes: i32 = week.days.iter().map(|day| day.axis.length_min).sum();
        let request = views.request(calendar::view::ViewKind::Week, day);
        let range = calendar::view::period_range(request.kind, request.date, zone);
        assert_eq!(i64::from(minutes), range.length().num_minutes(), "{zone} {day}");
    }
}

#[test]
fn grid_lines_are_elapsed_minutes_with_wall_clock_labels() {
    let spring = day_head(Tz::Europe__Berlin, "2026-03-29").axis;
    assert_eq!(labels(&spring, &[60, 90, 120, 480]), ["01:00", "01:30", "03:00", "09:00"]);
    let autumn = day_head(Tz::Europe__Berlin, "2025-10-26").axis;
    assert_eq!(labels(&autumn, &[120, 150, 180, 240]), ["02:00", "02:30", "02:00", "03:00"]);
    let lord_howe = day_head(Tz::Australia__Lord_Howe, "2026-04-05").axis;
    assert_eq!(labels(&lord_howe, &[90, 120, 150]), ["01:30", "01:30", "02:00"]);
    assert!(lord_howe.rows.iter().all(|row| row.hour == row.label.ends_with(":00")));
    let almaty = day_head(Tz::Asia__Almaty, "2024-02-29").axis;
    assert_eq!(labels(&almaty, &[1380, 1410, 1440, 1470]), ["23:00", "23:30", "23:00", "23:30"]);
}

#[test]
fn afternoon_hours_keep_their_labels_on_a_day_with_a_clock_change() {
    for (day, from_min) in [("2026-03-29", 480), ("2026-03-30", 540), ("2025-10-26", 600)] {
        let calendar = Calendar::new(anna_in("Europe/Berlin"));
        let views = Views::new(&calendar, Tz::Europe__Berlin);
        let cell = views.only_cell(day);
        assert_eq!(cell.hours_label, "09:00–18:00", "{day}");
        assert_eq!((cell.free[0].span.from_min, cell.free[0].span.length_min), (from_min, 540), "{day}");
        assert_eq!(free(&cell), ["09:00-18:00"], "{day}");
        assert_eq!(visible(&views.day(day).days[0].axis), (from_min, from_min + 540), "{day}");
    }
}

#[test]
fn window_has_the_same_wall_clock_hours_on_every_day_of_a_week() {
    let mut payload = anna_in("Europe/Berlin");
    payload.appointments = vec![
        // Starts at 06:30 in Berlin.
        appointment(1, ANNA, "2026-03-24T05:30:00Z", "2026-03-24T06:00:00Z"),
        // Ends at 19:50 in Berlin.
        appointment(2, ANNA, "2026-03-25T18:20:00Z", "2026-03-25T18:50:00Z"),
        // Starts at 03:00 in Berlin. Cancelled appointments are drawn too.
        with_status(Status::Cancelled, appointment(3, ANNA, "2026-03-26T02:00:00Z", "2026-03-26T03:00:00Z")),
    ];
    let calendar = Calendar::new(payload);
    let week = Views::new(&calendar, Tz::Europe__Berlin).week("2026-03-24");
    for head in &week.days {
        let skipped_min = if head.date.iso == "2026-03-29" { 60 } else { 0 };
        let window = (3 * 60 - skipped_min, 20 * 60 - skipped_min);
        assert_eq!(visible(&head.axis), window, "{}", head.date.iso);
    }
}

#[test]
fn appointment_in_a_repeated_hour_is_inside_the_window() {
    // Almaty repeats 23:00-24:00. The appointment is in the first copy.
    let mut payload = anna_in("Asia/Almaty");
    payload.work_rules.clear();
    payload.appointments = vec![appointment(1, ANNA, "2024-02-29T17:10:00Z", "2024-02-29T17:40:00Z")];
    let calendar = Calendar::new(payload);
    let day = Views::new(&calendar, Tz::Asia__Almaty).day("2024-02-29");
    let (from_min, to_min) = visible(&day.days[0].axis);
    assert!(from_min <= 1390 && 1420 <= to_min && to_min - from_min >= 480, "{from_min}..{to_min}");
    assert_eq!(position(&day.rows[0].cells[0].appointments[0]), (1390, 30, 0, 1));
}

#[test]
fn window_has_a_minimum_length_and_a_default() {
    let empty = Calendar::new(Payload::default());
    let axis = Views::new(&empty, Tz::Asia__Almaty).day("2026-03-11").days.remove(0).axis;
    assert_eq!(visible(&axis), (480, 1200));

    for (start, end, window) in [(600, 660, (600, 1080)), (1380, 1440, (960, 1440)), (5, 25, (0, 480))] {
        let mut payload = anna_in("Asia/Almaty");
        payload.work_rules = daily(ANNA, start, end);
        let calendar = Calendar::new(payload);
        let axis = Views::new(&calendar, Tz::Asia__Almaty).day("2026-03-11").days.remove(0).axis;
        assert_eq!(visible(&axis), window, "{start}..{end}");
    }
}

#[test]
fn window_contains_every_appointment() {
    let cases = [
        ("2026-03-11T01:10:00Z", "2026-03-11T01:40:00Z", (360, 1080)), // 06:10, before work
        ("2026-03-11T15:00:00Z", "2026-03-11T15:20:00Z", (540, 1260)), // 20:00, after work
        ("2026-03-10T18:00:00Z", "2026-03-10T19:20:00Z", (0, 1080)),   // since the evening before
        ("2026-03-11T13:00:00Z", "2026-03-11T13:00:20Z", (540, 1140)), // drawn as one minute
    ];
    for (start, end, window) in cases {
        for status in [Status::Scheduled, Status::Cancelled] {
            let mut payload = anna_in("Asia/Almaty");
            payload.appointments = vec![with_status(status.clone(), appointment(1, ANNA, start, end))];
            let calendar = Calendar::new(payload);
            let day = Views::new(&calendar, Tz::Asia__Almaty).day("2026-03-11");
            let axis = &day.days[0].axis;
            assert_eq!(visible(axis), window, "{status:?} {start}");
            let span = &day.rows[0].cells[0].appointments[0].span;
            assert!(axis.visible_from_min <= span.from_min, "{status:?} {start}");
            assert!(span.from_min + span.length_min <= axis.visible_to_min, "{status:?} {start}");
        }
    }
}

#[test]
fn present_moment_is_on_the_axis_of_its_day_only() {
    let calendar = Calendar::new(anna_in("Asia/Almaty"));
    let mut views = Views::new(&calendar, Tz::Asia__Almaty);
    views.now = at("2026-03-11T19:00:00Z"); // the 12th begins
    let week = views.week("2026-03-11");
    let now: Vec<_> = week.days.iter().map(|day| now_of(&day.axis)).collect();
    assert_eq!(now, [None, None, None, Some((0, "00:00")), None, None, None]);
    let today: Vec<bool> = week.days.iter().map(|day| day.date.today).collect();
    assert_eq!(today, [false, false, false, true, false, false, false]);

    views.now = at("2026-03-11T18:59:59Z");
    assert_eq!(now_of(&views.day("2026-03-11").days[0].axis), Some((1439, "23:59")));
}

#[test]
fn present_moment_on_a_day_with_a_clock_change_has_elapsed_minutes_and_a_wall_clock_label() {
    let cases = [
        (Tz::Europe__Berlin, "2026-03-29", "2026-03-29T10:07:00Z", (667, "12:07")),
        // The clock displays 02:40 twice.
        (Tz::Europe__Berlin, "2025-10-26", "2025-10-26T00:40:00Z", (160, "02:40")),
        (Tz::Europe__Berlin, "2025-10-26", "2025-10-26T01:40:59Z", (220, "02:40")),
        // The clock is set back from 02:00 to 01:30.
        (Tz::Australia__Lord_Howe, "2026-04-05", "2026-04-04T15:10:00Z", (130, "01:40")),
        // The day starts at 01:00.
        (Tz::Asia__Beirut, "2024-03-31", "2024-03-30T22:05:00Z", (5, "01:05")),
    ];
    for (zone, day, now, expected) in cases {
        let calendar = Calendar::new(anna_in(zone.name()));
        let views = Views { now: at(now), ..Views::new(&calendar, zone) };
        assert_eq!(now_of(&views.day(day).days[0].axis), Some(expected), "{zone} {now}");
    }
}

#[test]
fn grid_has_one_line_for_each_step() {
    let calendar = Calendar::new(anna_in("Asia/Almaty"));
    for step_min in [5, 10, 15, 30, 60] {
        let views = Views { step_min, ..Views::new(&calendar, Tz::Asia__Almaty) };
        let rows = views.day("2026-03-11").days.remove(0).axis.rows;
        assert_eq!(rows.len(), 1440 / step_min as usize);
        assert!(rows.windows(2).all(|pair| pair[1].from_min - pair[0].from_min == step_min.cast_signed()));
        assert_eq!(rows.iter().filter(|row| row.hour).count(), 24);
    }
    let views = Views { step_min: 0, ..Views::new(&calendar, Tz::Asia__Almaty) };
    assert!(!views.day("2026-03-11").days[0].axis.rows.is_empty(), "a step of 0 is replaced");
}

#[test]
fn appointment_across_midnight_is_on_both_days_and_counted_once() {
    let mut payload = anna_in("Asia/Almaty");
    payload.work_rules = daily(ANNA, 0, 1440);
    payload.appointments = vec![appointment(1, ANNA, "2026-03-11T18:30:00Z", "2026-03-11T20:00:00Z")];
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, Tz::Asia__Almaty);
    let week = views.week("2026-03-11");
    let cells = &week.rows[0].cells;
    let (wednesday, thursday) = (&cells[2], &cells[3]);
    for (cell, expected) in [(wednesday, (1410, 30, 0, 1)), (thursday, (0, 60, 0, 1))] {
        let appointment = &cell.appointments[0];
        assert_eq!(position(appointment), expected);
        assert_eq!(
            (appointment.span.start.as_str(), appointment.span.end.as_str()),
            ("2026-03-11T18:30:00Z", "2026-03-11T20:00:00Z")
        );
        assert_eq!(
            (appointment.span.start_label.as_str(), appointment.span.end_label.as_str()),
            ("23:30", "01:00")
        );
    }
    assert_eq!(wednesday.totals, totals(1, 0, [1440, 30, 1410], Some(2)));
    assert_eq!(thursday.totals, DayTotals { continuing: 1, ..totals(0, 0, [1440, 60, 1380], Some(4)) });
    assert_eq!(week.days.iter().map(|day| day.totals.appointments).sum::<u32>(), 1);
    assert_eq!(free(wednesday), ["00:00-23:30"]);
    assert_eq!(free(thursday), ["01:00-24:00"]);

    let list = views.list("2026-03-11");
    assert_eq!((list.sections[2].row_count, list.sections[3].row_count), (1, 1));
}

#[test]
fn appointment_from_before_the_period_is_displayed_and_not_counted() {
    let mut payload = anna_in("Asia/Almaty");
    payload.appointments = vec![appointment(1, ANNA, "2026-03-10T18:30:00Z", "2026-03-10T20:00:00Z")];
    let calendar = Calendar::new(payload);
    let cell = Views::new(&calendar, Tz::Asia__Almaty).only_cell("2026-03-11");
    assert_eq!((cell.appointments.len(), cell.totals.appointments), (1, 0));
}
