//! The dates of a period, and the mini-month.

use crate::support::{ANNA, Views, anna_in, appointment, at, date, holiday, resource};
use calendar::model::{Payload, Resource};
use calendar::view::{
    ViewKind, date_label, mini_month, named_period, period, period_range, resource_heads, step,
};
use calendar::{Calendar, ResourceOrder};
use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;

const KINDS: [ViewKind; 4] = [ViewKind::Day, ViewKind::Week, ViewKind::Month, ViewKind::List];

#[test]
fn period_has_the_dates_that_its_view_displays() {
    let cases = [
        (ViewKind::Day, "2026-03-11", "2026-03-11", "2026-03-11"),
        (ViewKind::Week, "2026-03-11", "2026-03-09", "2026-03-15"),
        (ViewKind::List, "2026-03-15", "2026-03-09", "2026-03-15"),
        (ViewKind::Week, "2026-03-09", "2026-03-09", "2026-03-15"),
        (ViewKind::Month, "2026-03-11", "2026-02-23", "2026-04-05"),
        // This February begins on a Monday and has 28 days.
        (ViewKind::Month, "2027-02-10", "2027-02-01", "2027-02-28"),
        (ViewKind::Month, "2026-12-31", "2026-11-30", "2027-01-03"),
    ];
    for (kind, day, first, last) in cases {
        assert_eq!(period(kind, date(day)), (date(first), date(last)), "{kind:?} {day}");
    }
    assert_eq!(named_period(ViewKind::Month, date("2024-02-10")), (date("2024-02-01"), date("2024-02-29")));
}

#[test]
fn period_of_a_month_has_four_to_six_whole_weeks() {
    for day in date("2019-12-15").iter_days().step_by(28).take(150) {
        let (first, last) = period(ViewKind::Month, day);
        let length = (last - first).num_days() + 1;
        assert_eq!((first.weekday().number_from_monday(), length % 7), (1, 0), "{day}");
        assert!((28..=42).contains(&length), "{day}");
        let (month_first, month_last) = named_period(ViewKind::Month, day);
        assert!(first <= month_first && month_last <= last && month_first.month() == month_last.month());
        assert!((month_first - first).num_days() < 7 && (last - month_last).num_days() < 7);
    }
}

#[test]
fn step_moves_by_a_day_a_week_or_a_month() {
    let cases = [
        (ViewKind::Day, "2026-02-28", "2026-03-01", "2026-02-27"),
        (ViewKind::Week, "2026-03-11", "2026-03-18", "2026-03-04"),
        (ViewKind::List, "2026-03-11", "2026-03-18", "2026-03-04"),
        (ViewKind::Month, "2026-01-31", "2026-02-28", "2025-12-31"),
        (ViewKind::Month, "2024-03-31", "2024-04-30", "2024-02-29"),
    ];
    for (kind, day, next, previous) in cases {
        assert_eq!(step(kind, date(day), true), date(next), "{kind:?} {day}");
        assert_eq!(step(kind, date(day), false), date(previous), "{kind:?} {day}");
    }
}

#[test]
fn first_and_last_date_of_the_calendar_do_not_panic() {
    for kind in KINDS {
        for day in [NaiveDate::MIN, NaiveDate::MAX] {
            let (first, last) = period(kind, day);
            assert!(first <= last);
            for forward in [true, false] {
                step(kind, day, forward);
            }
        }
    }
}

#[test]
fn period_range_follows_clock_changes() {
    let week = period_range(ViewKind::Week, date("2026-03-11"), Tz::Asia__Almaty);
    assert_eq!((week.start, week.end), (at("2026-03-08T19:00:00Z"), at("2026-03-15T19:00:00Z")));
    let with_skipped_hour = period_range(ViewKind::Week, date("2026-03-29"), Tz::Europe__Berlin);
    assert_eq!(with_skipped_hour.length().num_hours(), 7 * 24 - 1);
    let with_repeated_hour = period_range(ViewKind::Day, date("2024-02-29"), Tz::Asia__Almaty);
    assert_eq!(
        (with_repeated_hour.start, with_repeated_hour.end),
        (at("2024-02-28T18:00:00Z"), at("2024-02-29T19:00:00Z"))
    );
}

#[test]
fn date_label_has_all_parts() {
    let label = date_label(date("2026-03-01"), date("2026-03-01"));
    assert_eq!(
        (label.iso.as_str(), label.year, label.month, label.day, label.weekday, label.today),
        ("2026-03-01", 2026, 3, 1, 7, true)
    );
    assert!(!date_label(date("2026-03-01"), date("2026-03-02")).today);
}

#[test]
fn mini_month_marks_holidays_the_period_and_today() {
    let holidays = vec![holiday(1, "2026-03-08", "Women's Day"), holiday(2, "2026-04-01", "Spring")];
    let calendar = Calendar::new(Payload { holidays, ..Payload::default() });
    let selected = (date("2026-03-09"), date("2026-03-15"));
    let month = mini_month(Some(&calendar), 2026, 3, selected, date("2026-03-11"));
    assert_eq!((month.year, month.month, month.weeks.len()), (2026, 3, 6));
    let days: Vec<_> = month.weeks.concat();
    let marked_dates = |is_marked: fn(&calendar::view::MiniDay) -> bool| -> Vec<String> {
        days.iter().filter(|day| is_marked(day)).map(|day| day.date.iso.clone()).collect()
    };
    assert_eq!(marked_dates(|day| day.holiday), ["2026-03-08", "2026-04-01"]);
    assert_eq!(marked_dates(|day| day.selected).len(), 7);
    assert_eq!(marked_dates(|day| day.date.today), ["2026-03-11"]);
    assert_eq!(marked_dates(|day| day.in_month).len(), 31);
    assert_eq!(days[0].date.iso, "2026-02-23");

    let without_calendar = mini_month(None, 2026, 13, selected, date("2026-03-11"));
    assert_eq!(
        (without_calendar.year, without_calendar.month),
        (2026, 3),
        "an invalid month is replaced by today's"
    );
    assert!(without_calendar.weeks.concat().iter().all(|day| !day.holiday));
}

#[test]
fn starts_are_how_many_appointments_of_the_duration_fit_one_after_the_other() {
    // Free: 09:00-09:50, 10:20-12:00 and 13:30-18:00.
    let calendar = Calendar::new(Payload {
        appointments: vec![
            appointment(1, ANNA, "2025-11-24T04:50:00Z", "2025-11-24T05:20:00Z"),
            appointment(2, ANNA, "2025-11-24T07:00:00Z", "2025-11-24T08:30:00Z"),
        ],
        ..anna_in("Asia/Almaty")
    });
    let starts = |duration_min, now: &str| {
        let views = Views { duration_min, now: at(now), ..Views::new(&calendar, Tz::Asia__Almaty) };
        let cell = views.only_cell("2025-11-24");
        let head = &views.day("2025-11-24").days[0];
        let of_month = views.month("2025-11-24").weeks.concat();
        let in_month = of_month.iter().find(|cell| cell.date.iso == "2025-11-24").unwrap();
        assert_eq!((head.totals.starts, in_month.totals.starts), (cell.totals.starts, cell.totals.starts));
        cell.totals.starts
    };
    assert_eq!(starts(30, "2025-01-01T00:00:00Z"), 1 + 3 + 9);
    assert_eq!(starts(60, "2025-01-01T00:00:00Z"), 1 + 4);
    assert_eq!(starts(120, "2025-01-01T00:00:00Z"), 2);
    assert_eq!(starts(300, "2025-01-01T00:00:00Z"), 0);
    // At 15:10 a part of the day has passed.
    assert_eq!(starts(60, "2025-11-24T10:10:00Z"), 2);
}

#[test]
fn resources_are_in_the_chosen_order() {
    let with = |id, name: &str, specialty: Option<&str>| Resource {
        name: name.to_owned(),
        specialty: specialty.map(str::to_owned),
        ..resource(id, "Asia/Almaty")
    };
    let calendar = Calendar::new(Payload {
        resources: vec![
            with(1, "Өтеген Серік", Some("ЛОР")),
            with(2, "Оразбаева Жансая", None),
            with(3, "Қожахмет Айдос", Some("Терапевт")),
            with(4, "Ким Виктория", Some("ЛОР")),
        ],
        ..Payload::default()
    });
    for (order, ids) in [
        (ResourceOrder::Name, [4, 3, 2, 1]),
        (ResourceOrder::Specialty, [4, 1, 3, 2]),
        (ResourceOrder::Server, [1, 2, 3, 4]),
        // The others come by name, and unknown and repeated ids have no effect.
        (ResourceOrder::Own { ids: vec![2, 7, 1, 2] }, [2, 1, 4, 3]),
    ] {
        let views = Views { order: order.clone(), ..Views::new(&calendar, Tz::Asia__Almaty) };
        let of_day: Vec<i64> = views.day("2025-11-24").rows.iter().map(|row| row.resource.id).collect();
        let heads = resource_heads(&calendar, Tz::Asia__Almaty, &order);
        let of_heads: Vec<i64> = heads.iter().map(|head| head.id).collect();
        assert_eq!((of_day, of_heads), (ids.to_vec(), ids.to_vec()), "{order:?}");
    }
}
