//! The views of saved responses are consistent, and agree with counts made directly from the JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use calendar::Calendar;
use calendar::model::{Interval, Resource, Status};
use calendar::view::{Axis, ClosedKind, DayCell, DayTotals, GridView, Span};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::Value;

use crate::fixture::{SavedResponse, fixture_path, instant};
use crate::support::{Show, at};

const DEMOS: [&str; 3] = ["demo1_clinic", "demo2_salon", "demo3_clinic"];

/// 60 resources, 31 days, 20 000 appointments. It is opened once, because that takes long.
pub fn busy_month() -> &'static SavedResponse {
    static SAVED: LazyLock<SavedResponse> = LazyLock::new(|| demo("large_60x31_20k"));
    &SAVED
}

fn demo(name: &str) -> SavedResponse {
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

/// Checks that every minute of a future day is closed, taken or free, and that no free minute is also closed
/// or taken. Not for hours kept elsewhere and inactive resources.
fn assert_minutes_add_up(context: &str, cell: &DayCell, axis: &Axis) {
    let length = usize::try_from(axis.length_min).unwrap();
    let mark = |spans: &mut dyn Iterator<Item = &Span>| {
        let mut minutes = vec![false; length];
        for span in spans {
            let from = usize::try_from(span.from_min).unwrap();
            let to = from + usize::try_from(span.length_min).unwrap();
            assert!(from < to && to <= length, "{context}: {span:?} leaves the axis");
            minutes[from..to].fill(true);
        }
        minutes
    };
    let closed = mark(&mut cell.closed.iter().map(|closed| &closed.span));
    let live = cell.appointments.iter().filter(|appointment| appointment.status != Status::Cancelled);
    let booked = mark(&mut live.map(|appointment| &appointment.span));
    let free = mark(&mut cell.free.iter().map(|free| &free.span));
    for minute in 0..length {
        let expected = !closed[minute] && !booked[minute];
        assert_eq!(free[minute], expected, "{context}: minute {minute}");
    }
    let count =
        |is: &dyn Fn(usize) -> bool| i32::try_from((0..length).filter(|&minute| is(minute)).count()).unwrap();
    assert_eq!(cell.totals.work_min, count(&|minute| !closed[minute]), "{context}");
    assert_eq!(cell.totals.busy_min, count(&|minute| !closed[minute] && booked[minute]), "{context}");
    assert_eq!(cell.totals.free_min, count(&|minute| free[minute]), "{context}");
}

fn assert_coherent(context: &str, grid: &GridView) {
    for (index, head) in grid.days.iter().enumerate() {
        let mut sum = DayTotals::default();
        for row in &grid.rows {
            let cell = &row.cells[index];
            let context = format!("{context} {} {}", cell.date, row.resource.name);
            assert_eq!((cell.date.as_str(), cell.resource_id), (head.date.iso.as_str(), row.resource.id));
            sum.appointments += cell.totals.appointments;
            sum.cancelled += cell.totals.cancelled;
            sum.work_min += cell.totals.work_min;
            sum.busy_min += cell.totals.busy_min;
            sum.free_min += cell.totals.free_min;
            assert!(cell.totals.free_min + cell.totals.busy_min <= cell.totals.work_min, "{context}");
            assert_eq!(cell.totals.load_percent.is_some(), cell.totals.work_min > 0, "{context}");
            let live =
                || cell.appointments.iter().filter(|appointment| appointment.status != Status::Cancelled);
            for free in &cell.free {
                assert!(
                    live().all(|appointment| !interval(&appointment.span).overlaps(&interval(&free.span))),
                    "{context}"
                );
            }
            for span in
                cell.free.iter().map(|free| &free.span).chain(live().map(|appointment| &appointment.span))
            {
                let (from, to) = (span.from_min, span.from_min + span.length_min);
                let axis = &head.axis;
                assert!(axis.visible_from_min <= from && to <= axis.visible_to_min, "{context}: {span:?}");
            }
            for (position, appointment) in cell.appointments.iter().enumerate() {
                assert!(appointment.lane < appointment.lanes, "{context}");
                for other in &cell.appointments[..position] {
                    let meet = interval(&appointment.span).overlaps(&interval(&other.span));
                    assert!(
                        !meet || appointment.lane != other.lane,
                        "{context}: {} and {}",
                        appointment.id,
                        other.id
                    );
                }
            }
        }
        sum.load_percent = head.totals.load_percent;
        assert_eq!(head.totals, sum, "{context} {}", head.date.iso);
    }
}

fn is_plain(calendar: &Calendar, id: i64) -> bool {
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
        // In each zone of the payload, and in one zone in which its days are cut in two.
        let mut zones: Vec<Tz> =
            calendar.payload().resources.iter().map(|row| calendar.zone_of(row).tz).collect();
        zones.push(Tz::Pacific__Auckland);
        zones.dedup();
        for zone in zones {
            let show = Show::new(&calendar, zone);
            for date in dates(range, zone) {
                let grid = show.day(&date.to_string());
                let context = format!("{} {zone}", saved.name);
                assert_coherent(&context, &grid);
                for row in grid.rows.iter().filter(|row| is_plain(&calendar, row.resource.id)) {
                    let context = format!("{context} {date} {}", row.resource.name);
                    assert_minutes_add_up(&context, &row.cells[0], &grid.days[0].axis);
                }
            }
        }
    }
}

/// The dates that lie completely in the range, so that the payload has all of their appointments.
fn dates(range: Interval, zone: Tz) -> Vec<NaiveDate> {
    let first = range.start.with_timezone(&zone).date_naive();
    first
        .iter_days()
        .skip(1)
        .take_while(|date| date.succ_opt().unwrap() < range.end.with_timezone(&zone).date_naive())
        .collect()
}

#[test]
fn demo_weeks_agree_with_the_server_and_the_rows() {
    for name in DEMOS {
        let saved = demo(name);
        let calendar = Calendar::new(saved.payload.clone());
        let zone = calendar.clinic_zone();
        let day = saved.range().start.with_timezone(&zone).date_naive().to_string();
        let show = Show::new(&calendar, zone);
        let week = show.week(&day);
        assert_coherent(name, &week);

        let mut free: BTreeMap<(i64, String), i64> = BTreeMap::new();
        for (resource, piece) in saved.expected("free_intervals") {
            let date = piece.start.with_timezone(&zone).date_naive().to_string();
            *free.entry((resource, date)).or_default() += piece.length().num_minutes();
        }
        let appointments = saved.json["payload"]["appointments"].as_array().unwrap();
        for cell in week.rows.iter().flat_map(|row| &row.cells) {
            let key = (cell.resource_id, cell.date.clone());
            assert_eq!(i64::from(cell.totals.free_min), free.remove(&key).unwrap_or(0), "{name} {key:?}");
            let of_cell = |appointment: &&Value| {
                let start = instant(appointment["starts_at"].as_str().unwrap()).with_timezone(&zone);
                appointment["resource_id"] == cell.resource_id && start.date_naive().to_string() == cell.date
            };
            let (cancelled, live): (Vec<&Value>, Vec<&Value>) = appointments
                .iter()
                .filter(of_cell)
                .partition(|appointment| appointment["status"] == "cancelled");
            let counted = (cell.totals.appointments as usize, cell.totals.cancelled as usize);
            assert_eq!(counted, (live.len(), cancelled.len()), "{name} {key:?}");
        }
        assert!(free.is_empty(), "{name}: free time that no cell shows: {free:?}");
    }
}

#[test]
fn four_views_of_a_demo_week_agree() {
    for name in DEMOS {
        let saved = demo(name);
        let calendar = Calendar::new(saved.payload.clone());
        let zone = calendar.clinic_zone();
        let mut show = Show::new(&calendar, zone);
        // In the middle of the week, so that a part of it is past.
        show.now = saved.range().start + saved.range().length() / 2;
        let first = saved.range().start.with_timezone(&zone).date_naive().to_string();
        let week = show.week(&first);
        assert_coherent(name, &week);
        let list = show.list(&first);
        let month = show.month(&first).weeks.concat();
        for (index, head) in week.days.iter().enumerate() {
            let day = show.day(&head.date.iso);
            assert_eq!(day.days[0].totals, head.totals);
            assert_eq!(
                (day.days[0].axis.rows.clone(), day.days[0].holiday.clone()),
                (head.axis.rows.clone(), head.holiday.clone())
            );
            for (day_row, week_row) in day.rows.iter().zip(&week.rows) {
                assert_eq!(day_row.cells[0], week_row.cells[index]);
            }
            assert_eq!(list.days[index].totals, head.totals);
            let mut listed: Vec<i64> = list.days[index].rows.iter().map(|row| row.appointment.id).collect();
            let mut boxed: Vec<i64> = week
                .rows
                .iter()
                .flat_map(|row| &row.cells[index].appointments)
                .map(|appointment| appointment.id)
                .collect();
            listed.sort_unstable();
            boxed.sort_unstable();
            assert_eq!(listed, boxed);
            let cell = month.iter().find(|cell| cell.date == head.date).unwrap();
            assert_eq!(cell.totals, head.totals);
            let known = cell.scheduled + cell.confirmed + cell.completed + cell.no_show;
            assert_eq!(known, head.totals.appointments);
            let away = week.rows.iter().filter(|row| {
                let cell = &row.cells[index];
                cell.totals.work_min == 0
                    && !cell.hours_label.is_empty()
                    && cell.closed.iter().any(|closed| closed.kind == ClosedKind::TimeOff)
            });
            assert_eq!(cell.away as usize, away.count());
        }
        let free_after_now = week.rows.iter().flat_map(|row| &row.cells).flat_map(|cell| &cell.free);
        assert!(free_after_now.clone().count() > 0);
        assert!(free_after_now.into_iter().all(|free| interval(&free.span).start >= show.now), "{name}");
    }
}

#[test]
fn busy_month_counts_every_appointment_once() {
    let saved = busy_month();
    let calendar = Calendar::new(saved.payload.clone());
    let zone = calendar.clinic_zone();
    let cells = Show::new(&calendar, zone).month("2026-05-15").weeks.concat();
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
