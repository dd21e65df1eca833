//! Appointments that are too short for a line of text.

use calendar::Calendar;
use calendar::model::Payload;
use calendar::view::{AppointmentBox, DayCell, GridView};
use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::support::{ANNA, Views, anna_in, appointment, at};

const STEPS: [u32; 5] = [5, 10, 15, 30, 60];
/// The pixels that a line of text needs.
const LINE_PX: u32 = 13;

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
        for (step_min, density_percent) in
            STEPS.into_iter().flat_map(|step| [80, 100, 150].map(|density| (step, density)))
        {
            let calendar = Calendar::new(payload.clone());
            let views = Views { step_min, density_percent, ..Views::new(&calendar, Tz::Asia__Almaty) };
            let mut grid = views.day("2026-11-24");
            let cell = grid.rows.remove(0).cells.remove(0);
            assert!(cell.groups.is_empty(), "{length_min} min at step {step_min}, {density_percent} %");
            for (index, one) in cell.appointments.iter().enumerate() {
                let context = format!("{length_min} min at step {step_min}: {index}");
                assert!(one.block_min.unsigned_abs() * grid.hour_px >= LINE_PX * 60, "{context}");
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
fn appointments_in_a_row_have_the_whole_width() {
    // Of ten minutes at every step, of five at the finest one.
    for (length_min, steps) in [(10, STEPS.as_slice()), (5, &[5])] {
        for &step_min in steps {
            for only in cell(&in_a_row("2026-11-24T06:00:00Z", length_min, 6), step_min).appointments {
                assert_eq!(only.lanes, 1, "{length_min} min at step {step_min}");
            }
        }
    }
}

#[test]
fn cancelled_appointment_is_as_long_as_its_time() {
    let mut payload = in_a_row("2026-11-24T06:00:00Z", 5, 1);
    payload.appointments[0].status = calendar::model::Status::Cancelled;
    assert_eq!(cell(&payload, 30).appointments[0].block_min, 5);
}

#[test]
fn many_very_short_appointments_are_a_group() {
    let cell = cell(&in_a_row("2026-11-24T06:00:00Z", 1, 10), 15);
    assert_eq!((cell.groups.len(), cell.groups[0].appointments), (1, 10));
    assert_eq!((cell.groups[0].span.end_label.as_str(), cell.groups[0].span.length_min), ("11:10", 10));
    assert_eq!(cell.groups[0].block_min, 19);
}

#[test]
fn block_is_inside_the_day_and_the_visible_part() {
    // At 17:55, when Anna stops at 18:00, and at 23:58.
    for (start, block) in [("2026-11-24T12:55:00Z", (1075, 10)), ("2026-11-24T18:58:00Z", (1430, 10))] {
        let grid = day(&in_a_row(start, 2, 1), 15);
        let axis = &grid.days[0].axis;
        let only = &grid.rows[0].cells[0].appointments[0];
        assert_eq!((only.block_from_min, only.block_min), block, "{start}");
        assert!(only.block_from_min + only.block_min <= axis.visible_to_min, "{start}");
    }
}

#[test]
fn long_enough_appointments_are_drawn_as_they_are() {
    for step_min in STEPS {
        for only in cell(&in_a_row("2026-11-24T06:00:00Z", 15, 4), step_min).appointments {
            assert_eq!((only.block_min, only.lanes), (15, 1));
        }
    }
}
