//! The views of saved responses: they must be consistent and agree with counts that the test makes from the
//! JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use calendar::Calendar;
use calendar::model::{Interval, Resource, Status};
use calendar::view::{Axis, ClosedKind, DayCell, DayNoteKind, DayTotals, GridView, ListSectionHead, Span};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::Value;

use crate::fixture::{SavedResponse, fixture_path, instant};
use crate::support::{Views, at};

pub const DEMOS: [&str; 3] = ["demo1_clinic", "demo2_salon", "demo3_clinic"];

/// 60 resources, 31 days and 20 000 appointments. The file is read once, because that takes long.
pub fn large_month() -> &'static SavedResponse {
    static SAVED: LazyLock<SavedResponse> = LazyLock::new(|| demo("large_60x31_20k"));
    &SAVED
}

pub fn demo(name: &str) -> SavedResponse {
    SavedResponse::open(&fixture_path(&format!("payloads/{name}.json.gz")))
}

fn vectors() -> Vec<PathBuf> {
    let files = std::fs::read_dir(fixture_path("vectors")).unwrap().map(|entry| entry.unwrap().path());
    let is_vector = |file: &PathBuf| file.file_name().unwrap().to_str().unwrap().starts_with('v');
    let mut files: Vec<PathBuf> = files.filter(is_vector).collect();
    files.sort();
    files
}

fn interval(span: &Span) -> Interval {
    Interval::new(at(&span.start), at(&span.end))
}

/// Checks that a minute of a future day is free exactly when it is neither closed nor taken, and that the
/// totals are the counts of these minutes. The resource must be offered.
fn assert_minutes_add_up(context: &str, cell: &DayCell, axis: &Axis) {
    let length = usize::try_from(axis.length_min).unwrap();
    let mark = |spans: &mut dyn Iterator<Item = &Span>| {
        let mut minutes = vec![false; length];
        for span in spans {
            let from = usize::try_from(span.from_min).unwrap();
            let to = from + usize::try_from(span.length_min).unwrap();
            assert!(from < to && to <= length, "{context}: {span:?} is not on the axis");
            minutes[from..to].fill(true);
        }
        minutes
    };
    let closed = mark(&mut cell.closed.iter().map(|closed| &closed.span));
    let not_cancelled =
        cell.appointments.iter().filter(|appointment| appointment.status != Status::Cancelled);
    let taken = mark(&mut not_cancelled.map(|appointment| &appointment.span));
    let free = mark(&mut cell.free.iter().map(|free| &free.span));
    for minute in 0..length {
        let expected = !closed[minute] && !taken[minute];
        assert_eq!(free[minute], expected, "{context}: minute {minute}");
    }
    let count =
        |is: &dyn Fn(usize) -> bool| i32::try_from((0..length).filter(|&minute| is(minute)).count()).unwrap();
    assert_eq!(cell.totals.work_min, count(&|minute| !closed[minute]), "{context}");
    assert_eq!(cell.totals.busy_min, count(&|minute| !closed[minute] && taken[minute]), "{context}");
    assert_eq!(cell.totals.free_min, count(&|minute| free[minute]), "{context}");
}

/// Checks that totals, spans and lanes of a grid agree.
fn assert_consistent(context: &str, grid: &GridView) {
    for (index, head) in grid.days.iter().enumerate() {
        let mut sum = DayTotals::default();
        for row in &grid.rows {
            let cell = &row.cells[index];
            let context = format!("{context} {} {}", cell.date, row.resource.name);
            assert_eq!((cell.date.as_str(), cell.resource_id), (head.date.iso.as_str(), row.resource.id));
            sum.appointments += cell.totals.appointments;
            sum.continuing += cell.totals.continuing;
            sum.cancelled += cell.totals.cancelled;
            sum.work_min += cell.totals.work_min;
            sum.busy_min += cell.totals.busy_min;
            sum.free_min += cell.totals.free_min;
            assert!(cell.totals.free_min + cell.totals.busy_min <= cell.totals.work_min, "{context}");
            assert_eq!(cell.totals.load_percent.is_some(), cell.totals.work_min > 0, "{context}");
            let not_cancelled =
                || cell.appointments.iter().filter(|appointment| appointment.status != Status::Cancelled);
            for free in &cell.free {
                assert!(
                    not_cancelled()
                        .all(|appointment| !interval(&appointment.span).overlaps(&interval(&free.span))),
                    "{context}"
                );
            }
            for span in cell
                .free
                .iter()
                .map(|free| &free.span)
                .chain(not_cancelled().map(|appointment| &appointment.span))
            {
                let (from, to) = (span.from_min, span.from_min + span.length_min);
                let axis = &head.axis;
                assert!(axis.visible_from_min <= from && to <= axis.visible_to_min, "{context}: {span:?}");
            }
            for (position, appointment) in cell.appointments.iter().enumerate() {
                assert!(appointment.lane < appointment.lanes && appointment.lanes <= 3, "{context}");
                for other in &cell.appointments[..position] {
                    let overlap = interval(&appointment.span).overlaps(&interval(&other.span));
                    assert!(
                        !overlap
                            || appointment.lane != other.lane
                            || (appointment.group.is_some() && appointment.group == other.group),
                        "{context}: {} and {}",
                        appointment.id,
                        other.id
                    );
                }
            }
        }
        sum.load_percent = head.totals.load_percent;
        sum.starts = head.totals.starts;
        assert_eq!(head.totals, sum, "{context} {}", head.date.iso);
    }
}

fn is_offered(calendar: &Calendar, id: i64) -> bool {
    calendar.resource(id).is_some_and(|resource: &Resource| calendar::free::is_offered(resource))
}

#[test]
fn minutes_of_every_vector_add_up() {
    let files = vectors();
    assert_eq!(files.len(), 68);
    for file in files {
        let saved = SavedResponse::open(&file);
        let calendar = Calendar::new(saved.payload.clone());
        let range = saved.range();
        // Auckland is so far from the zones of the payload that the days of the resources are split in two.
        let mut zones: Vec<Tz> =
            calendar.payload().resources.iter().map(|row| calendar.zone_of(row).tz).collect();
        zones.push(Tz::Pacific__Auckland);
        zones.dedup();
        for zone in zones {
            let views = Views::new(&calendar, zone);
            for date in dates(range, zone) {
                let grid = views.day(&date.to_string());
                let context = format!("{} {zone}", saved.name);
                assert_consistent(&context, &grid);
                for row in grid.rows.iter().filter(|row| is_offered(&calendar, row.resource.id)) {
                    let context = format!("{context} {date} {}", row.resource.name);
                    assert_minutes_add_up(&context, &row.cells[0], &grid.days[0].axis);
                }
            }
        }
    }
}

/// The dates that lie completely in the range. The payload has all of their appointments.
fn dates(range: Interval, zone: Tz) -> Vec<NaiveDate> {
    let first = range.start.with_timezone(&zone).date_naive();
    first
        .iter_days()
        .skip(1)
        .take_while(|date| date.succ_opt().unwrap() < range.end.with_timezone(&zone).date_naive())
        .collect()
}

#[test]
fn free_minutes_and_counts_of_a_demo_week_equal_the_servers() {
    for name in DEMOS {
        let saved = demo(name);
        let calendar = Calendar::new(saved.payload.clone());
        let zone = calendar.clinic_zone();
        let day = saved.range().start.with_timezone(&zone).date_naive().to_string();
        let views = Views::new(&calendar, zone);
        let week = views.week(&day);
        assert_consistent(name, &week);

        let mut free: BTreeMap<(i64, String), i64> = BTreeMap::new();
        for (resource, piece) in saved.expected("free_intervals") {
            let date = piece.start.with_timezone(&zone).date_naive().to_string();
            *free.entry((resource, date)).or_default() += piece.length().num_minutes();
        }
        let appointments = saved.json["payload"]["appointments"].as_array().unwrap();
        for cell in week.rows.iter().flat_map(|row| &row.cells) {
            let key = (cell.resource_id, cell.date.clone());
            assert_eq!(i64::from(cell.totals.free_min), free.remove(&key).unwrap_or(0), "{name} {key:?}");
            let is_in_cell = |appointment: &&Value| {
                let start = instant(appointment["starts_at"].as_str().unwrap()).with_timezone(&zone);
                appointment["resource_id"] == cell.resource_id && start.date_naive().to_string() == cell.date
            };
            let (cancelled, not_cancelled): (Vec<&Value>, Vec<&Value>) = appointments
                .iter()
                .filter(is_in_cell)
                .partition(|appointment| appointment["status"] == "cancelled");
            let counted = (cell.totals.appointments as usize, cell.totals.cancelled as usize);
            assert_eq!(counted, (not_cancelled.len(), cancelled.len()), "{name} {key:?}");
        }
        assert!(free.is_empty(), "{name}: free time that is in no cell: {free:?}");
    }
}

#[test]
fn views_of_a_demo_week_have_equal_totals_and_appointments() {
    for name in DEMOS {
        let saved = demo(name);
        let calendar = Calendar::new(saved.payload.clone());
        let zone = calendar.clinic_zone();
        let mut views = Views::new(&calendar, zone);
        // The middle of the week, so that a part of the week is past.
        views.now = saved.range().start + saved.range().length() / 2;
        let first = saved.range().start.with_timezone(&zone).date_naive().to_string();
        let week = views.week(&first);
        assert_consistent(name, &week);
        let list = views.list(&first);
        let list_rows = views.list_rows(&first);
        let month = views.month(&first).weeks.concat();
        for (index, head) in week.days.iter().enumerate() {
            let day = views.day(&head.date.iso);
            assert_eq!(day.days[0].totals, head.totals);
            assert_eq!(
                (day.days[0].axis.rows.clone(), day.days[0].holiday.clone()),
                (head.axis.rows.clone(), head.holiday.clone())
            );
            for (day_row, week_row) in day.rows.iter().zip(&week.rows) {
                assert_eq!(day_row.cells[0], week_row.cells[index]);
            }
            let (of_day, totals) = (&list.sections[index].totals, &head.totals);
            assert_eq!(
                (of_day.appointments, of_day.continuing, of_day.cancelled),
                (totals.appointments, totals.continuing, totals.cancelled)
            );
            let section_head = ListSectionHead::Day {
                date: head.date.clone(),
                holiday: head.holiday.clone(),
                free_min: totals.free_min,
            };
            assert_eq!(list.sections[index].head, section_head);
            let mut listed: Vec<i64> = list_rows[index].iter().map(|row| row.id).collect();
            let mut in_grid: Vec<i64> = week
                .rows
                .iter()
                .flat_map(|row| &row.cells[index].appointments)
                .map(|appointment| appointment.id)
                .collect();
            listed.sort_unstable();
            in_grid.sort_unstable();
            assert_eq!(listed, in_grid);
            let cell = month.iter().find(|cell| cell.date == head.date).unwrap();
            assert_eq!(cell.totals, head.totals);
            let by_status = cell.scheduled + cell.confirmed + cell.completed + cell.no_show;
            assert_eq!(by_status, head.totals.appointments);
            let away = week.rows.iter().filter(|row| {
                let cell = &row.cells[index];
                cell.totals.work_min == 0
                    && !cell.hours_label.is_empty()
                    && cell.closed.iter().any(|closed| closed.kind == ClosedKind::TimeOff)
            });
            let off = cell.off.iter().filter(|off| off.reason.kind == DayNoteKind::TimeOff);
            assert_eq!(off.count(), away.count());
        }
        let free_after_now = week.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.free);
        assert!(free_after_now.clone().count() > 0);
        assert!(free_after_now.into_iter().all(|free| interval(&free.span).start >= views.now), "{name}");
    }
}

#[test]
fn month_counts_every_appointment_of_a_large_month_once() {
    let saved = large_month();
    let calendar = Calendar::new(saved.payload.clone());
    let zone = calendar.clinic_zone();
    let cells = Views::new(&calendar, zone).month("2026-05-15").weeks.concat();
    let appointments = saved.json["payload"]["appointments"].as_array().unwrap();
    let mut expected: BTreeMap<(String, &str), u32> = BTreeMap::new();
    for appointment in appointments {
        let start = instant(appointment["starts_at"].as_str().unwrap()).with_timezone(&zone);
        *expected
            .entry((start.date_naive().to_string(), appointment["status"].as_str().unwrap()))
            .or_default() += 1;
    }
    for cell in &cells {
        let mut count = |status| expected.remove(&(cell.date.iso.clone(), status)).unwrap_or(0);
        let counted = [cell.scheduled, cell.confirmed, cell.completed, cell.no_show, cell.totals.cancelled];
        let words = ["scheduled", "confirmed", "completed", "no_show", "cancelled"];
        assert_eq!(counted, words.map(&mut count), "{}", cell.date.iso);
    }
    assert!(expected.is_empty(), "appointments in no cell: {expected:?}");
}
