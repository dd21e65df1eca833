//! Appointments that are too short for a line of text.

use calendar::Calendar;
use calendar::model::Payload;
use calendar::view::{AppointmentBox, DayCell, GridView};
use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::support::{ANNA, Views, anna_in, appointment, at};

/// The pixels that the UI has for a minute at each step.
const PIXELS: [(u32, f64); 5] = [(5, 2.0), (10, 1.6), (15, 4.0 / 3.0), (30, 4.0 / 3.0), (60, 4.0 / 3.0)];
const LINE_PX: f64 = 18.0;

/// Anna has `count` appointments of `length_min`, one after the other, from `start` on.
fn in_a_row(start: &str, length_min: i64, count: i64) -> Payload {
    let mut payload = anna_in("Asia/Almaty");
    payload.appointments = (0..count)
        .map(|index| {
            let starts_at = at(start) + TimeDelta::minutes(index * length_min);
            let ends_at = starts_at + TimeDelta::minutes(length_min);
            appointment(index + 1, ANNA, &starts_at.to_rfc3339(), &ends_at.to_rfc3339())
        })
        .collect();
    payload
}

fn day(payload: &Payload, step_min: u32) -> GridView {
    let calendar = Calendar::new(payload.clone());
    Views { step_min, ..Views::new(&calendar, Tz::Asia__Almaty) }.day("2026-11-24")
}

fn cell(payload: &Payload, step_min: u32) -> DayCell {
    day(payload, step_min).rows.remove(0).cells.remove(0)
}

fn overlap(one: &AppointmentBox, other: &AppointmentBox) -> bool {
    one.block_from_min < other.block_from_min + other.block_min
        && other.block_from_min < one.block_from_min + one.block_min
}

#[test]
fn every_block_has_a_line_at_every_step_and_covers_no_other() {
    for (length_min, count) in [(5, 6), (10, 6), (15, 4), (1, 1)] {
        let payload = in_a_row("2026-11-24T06:00:00Z", length_min, count);
        for (step_min, pixels) in PIXELS {
            let cell = cell(&payload, step_min);
            assert!(cell.groups.is_empty(), "{length_min} min at step {step_min}");
            for (index, one) in cell.appointments.iter().enumerate() {
                let context = format!("{length_min} min at step {step_min}: {index}");
                assert!(f64::from(one.block_min) * pixels >= LINE_PX, "{context}");
                assert_eq!(one.block_from_min, one.span.from_min, "{context}");
                assert_eq!(
                    i64::from(one.span.length_min),
                    length_min,
                    "the time itself is not longer: {context}"
                );
                for other in &cell.appointments[..index] {
                    assert!(one.lane != other.lane || !overlap(one, other), "{context}");
                }
            }
        }
    }
}

#[test]
fn many_very_short_appointments_are_a_group() {
    let cell = cell(&in_a_row("2026-11-24T06:00:00Z", 1, 10), 15);
    assert_eq!((cell.groups.len(), cell.groups[0].appointments), (1, 10));
    assert_eq!((cell.groups[0].span.end_label.as_str(), cell.groups[0].span.length_min), ("11:10", 10));
    assert_eq!(cell.groups[0].block_min, 23);
}

#[test]
fn block_is_inside_the_day_and_the_visible_part() {
    // At 17:55, when Anna stops at 18:00, and at 23:58.
    for (start, block) in [("2026-11-24T12:55:00Z", (1075, 14)), ("2026-11-24T18:58:00Z", (1426, 14))] {
        let grid = day(&in_a_row(start, 2, 1), 15);
        let axis = &grid.days[0].axis;
        let only = &grid.rows[0].cells[0].appointments[0];
        assert_eq!((only.block_from_min, only.block_min), block, "{start}");
        assert!(only.block_from_min + only.block_min <= axis.visible_to_min, "{start}");
    }
}

#[test]
fn long_enough_appointments_are_drawn_as_they_are() {
    for (step_min, _) in PIXELS {
        for only in cell(&in_a_row("2026-11-24T06:00:00Z", 15, 4), step_min).appointments {
            assert_eq!((only.block_min, only.lanes), (15, 1));
        }
    }
}
