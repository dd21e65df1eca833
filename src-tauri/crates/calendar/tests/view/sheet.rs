//! The days in rows that are printed.

use crate::saved::{DEMOS, demo};
use crate::support::*;
use calendar::view::sheet_within_limit;
use calendar::view::types::{ClosedKind, DayNoteKind, Sheet, SheetCell, SheetRow, ViewKind};
use calendar::{Calendar, Filter, model::Status};
use chrono_tz::Tz;

const UTC: Tz = chrono_tz::UTC;
const DAY: &str = "2026-03-11";

fn sheet(views: &Views, kind: ViewKind) -> Sheet {
    sheet_within_limit(views.calendar, &views.request(kind, DAY)).unwrap()
}

/// `start-end what` of each row.
fn lines(cell: &SheetCell) -> Vec<String> {
    let line = |row: &SheetRow| match row {
        SheetRow::Appointment(of) => format!("{}-{} {}", of.start_label, of.end_label, of.id),
        SheetRow::Free { start_label, end_label, length_min } => {
            format!("{start_label}-{end_label} free {length_min}")
        }
        SheetRow::Closed { reason, title, start_label, end_label } => {
            format!("{start_label}-{end_label} {reason:?} {}", title.clone().unwrap_or_default())
        }
    };
    cell.rows.iter().map(line).collect()
}

#[test]
fn rows_of_a_day_are_in_the_order_of_time_with_free_time_between() {
    let mut payload = anna_in("UTC");
    payload.break_rules = daily_break(ANNA, 720, 780, "Lunch");
    payload.time_offs = vec![time_off(1, Some(ANNA), "2026-03-11T16:00:00Z", "2026-03-11T18:00:00Z")];
    payload.appointments = vec![
        appointment(11, ANNA, "2026-03-11T14:00:00Z", "2026-03-11T15:00:00Z"),
        appointment(10, ANNA, "2026-03-11T09:30:00Z", "2026-03-11T10:00:00Z"),
        with_status(Status::Cancelled, appointment(12, ANNA, "2026-03-11T11:00:00Z", "2026-03-11T11:30:00Z")),
    ];
    let calendar = Calendar::new(payload);
    let sheet = sheet(&Views::new(&calendar, UTC), ViewKind::Day);
    assert_eq!(
        lines(&sheet.resources[0].cells[0]),
        [
            "09:00-09:30 free 30",
            "09:30-10:00 10",
            "10:00-12:00 free 120",
            "11:00-11:30 12",
            "12:00-13:00 Break Lunch",
            "13:00-14:00 free 60",
            "14:00-15:00 11",
            "15:00-16:00 free 60",
            "16:00-18:00 TimeOff vacation",
        ]
    );
}

#[test]
fn past_time_is_not_free_and_a_day_off_has_a_note_and_no_rows() {
    let mut payload = anna_in("UTC");
    payload.holidays = vec![holiday(1, "2026-03-12", "Holiday")];
    payload.work_rules.retain(|rule| rule.weekday != 5);
    let calendar = Calendar::new(payload);
    let mut views = Views::new(&calendar, UTC);
    views.now = at("2026-03-11T12:00:00Z");
    let week = sheet(&views, ViewKind::Week);
    let cells = &week.resources[0].cells;
    assert_eq!(week.days.len(), 7);
    assert_eq!(lines(&cells[1]), [""; 0], "Tuesday is past");
    assert_eq!(lines(&cells[2]), ["12:00-18:00 free 360"]);
    assert_eq!(week.days[3].holiday.as_deref(), Some("Holiday"));
    assert_eq!(lines(&cells[3]), ["00:00-24:00 Holiday Holiday"]);
    assert_eq!(cells[4].note.as_ref().map(|note| note.kind), Some(DayNoteKind::NotWorking));
    assert_eq!(lines(&cells[4]), [""; 0]);
}

#[test]
fn appointment_over_midnight_is_on_both_days_with_its_other_date() {
    let mut payload = anna_in("UTC");
    payload.appointments = vec![appointment(10, ANNA, "2026-03-11T23:30:00Z", "2026-03-12T00:30:00Z")];
    let calendar = Calendar::new(payload);
    let week = sheet(&Views::new(&calendar, UTC), ViewKind::Week);
    let of = |day: usize| {
        week.resources[0].cells[day]
            .rows
            .iter()
            .find_map(|row| match row {
                SheetRow::Appointment(of) => Some((**of).clone()),
                SheetRow::Free { .. } | SheetRow::Closed { .. } => None,
            })
            .unwrap()
    };
    let (first, second) = (of(2), of(3));
    assert_eq!((first.start_label.as_str(), first.end_label.as_str()), ("23:30", "00:30"));
    assert_eq!((first.start_date, first.end_date.unwrap().iso.as_str()), (None, "2026-03-12"));
    assert_eq!((second.start_date.unwrap().iso.as_str(), second.end_date), (DAY, None));
}

#[test]
fn time_of_hidden_appointments_is_taken_and_says_so() {
    let mut payload = anna_in("UTC");
    payload.resources.push(resource(BORIS, "UTC"));
    payload.appointments = vec![appointment(10, ANNA, "2026-03-11T09:00:00Z", "2026-03-11T10:00:00Z")];
    let calendar = Calendar::new(payload);
    let mut views = Views::new(&calendar, UTC);
    views.filter = Filter { statuses: [Status::Completed].into(), ..hiding([BORIS]) };
    let sheet = sheet(&views, ViewKind::Day);
    assert_eq!(sheet.resources.len(), 1);
    assert_eq!(lines(&sheet.resources[0].cells[0]), ["09:00-10:00 Filtered ", "10:00-18:00 free 480"]);
}

/// Every row is compared with the cell of the day view that the screen shows.
#[test]
fn sheet_of_a_saved_response_has_every_appointment_and_all_free_time_of_the_view() {
    for name in DEMOS {
        let saved = demo(name);
        let calendar = Calendar::new(saved.payload.clone());
        let zone = calendar.clinic_zone();
        let mut views = Views::new(&calendar, zone);
        views.now = saved.range().start + saved.range().length() / 2;
        let day = saved.range().start.with_timezone(&zone).date_naive().to_string();
        let request = views.request(ViewKind::Week, &day);
        let sheet = sheet_within_limit(&calendar, &request).unwrap();
        let grid = calendar::view::grid(&calendar, &request);
        assert_eq!(sheet.resources.len(), grid.rows.len(), "{name}");
        let mut appointments = 0;
        for (of_sheet, of_grid) in sheet.resources.iter().zip(&grid.rows) {
            for (cell, shown) in of_sheet.cells.iter().zip(&of_grid.cells) {
                let mut printed = Vec::new();
                let (mut free_min, mut closed) = (0, 0);
                for row in &cell.rows {
                    match row {
                        SheetRow::Appointment(of) => printed.push(of.id),
                        SheetRow::Free { length_min, .. } => free_min += length_min,
                        SheetRow::Closed { .. } => closed += 1,
                    }
                }
                let expected: Vec<i64> = shown.appointments.iter().map(|one| one.id).collect();
                assert_eq!(printed, expected, "{name} {}", shown.date);
                assert_eq!(free_min, shown.totals.free_min, "{name} {}", shown.date);
                let inside =
                    shown.closed.iter().filter(|closed| closed.kind != ClosedKind::OutsideHours).count();
                assert_eq!(closed, inside, "{name} {}", shown.date);
                appointments += printed.len();
            }
        }
        assert!(appointments > 100, "{name}");
    }
}
