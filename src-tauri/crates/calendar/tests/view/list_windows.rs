//! The windows of the list: which rows they have, and how many.

use calendar::Calendar;
use calendar::view::{ListRow, ListView, RowWindow, ViewKind, list_rows_within_limit, list_within_limit};
use chrono_tz::Tz;

use crate::support::{ANNA, BORIS, Views, anna_in, appointment, at, resource};

const WEDNESDAY: &str = "2026-03-11";

/// On each day of the week `per_day` appointments, half of them of each resource, at the same times.
fn busy_week(per_day: i64) -> Calendar {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.push(resource(BORIS, "Asia/Almaty"));
    payload.appointments = (0..7 * per_day)
        .map(|number| {
            let (day, of_day) = (9 + number / per_day, number % per_day);
            let (hour, minute) = (3 + of_day / 2 / 60, of_day / 2 % 60);
            let time = |minute: i64| format!("2026-03-{day:02}T{hour:02}:{minute:02}:00Z");
            let resource = if of_day % 2 == 0 { BORIS } else { ANNA };
            let end = format!("2026-03-{day:02}T18:00:00Z");
            appointment(1 + number, resource, &time(minute), &end)
        })
        .collect();
    Calendar::new(payload)
}

fn views(calendar: &Calendar) -> Views<'_> {
    Views::new(calendar, Tz::Asia__Almaty)
}

fn rows(views: &Views, first: u32, count: u32) -> Vec<ListRow> {
    let request = views.request(ViewKind::List, WEDNESDAY);
    list_rows_within_limit(views.calendar, &request, &views.arrangement, RowWindow { first, count }).unwrap()
}

fn ids(rows: &[ListRow]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

#[test]
fn windows_of_any_size_put_together_are_all_rows_in_order() {
    let calendar = busy_week(31);
    let views = views(&calendar);
    let all = views.list_rows(WEDNESDAY);
    // At equal starts the resources keep their order: Anna is before Boris.
    assert_eq!(ids(&all[0][..4]), [2, 1, 4, 3]);
    let all = all.concat();
    assert_eq!(all.len(), 7 * 31);
    for count in [1, 7, 31, 100, 217, 500] {
        let starts = (0..217).step_by(count as usize);
        let together: Vec<ListRow> = starts.flat_map(|first| rows(&views, first, count)).collect();
        assert_eq!(together, all, "windows of {count}");
    }
}

#[test]
fn window_over_the_end_has_the_rows_that_exist() {
    let calendar = busy_week(10);
    let views = views(&calendar);
    let all = views.list_rows(WEDNESDAY).concat();
    assert_eq!(rows(&views, 65, 100), all[65..]);
    assert_eq!(rows(&views, 70, 1), []);
    assert_eq!(rows(&views, u32::MAX, u32::MAX), []);
    assert_eq!(rows(&views, 0, 0), []);
}

#[test]
fn row_counts_agree_with_the_totals() {
    let calendar = busy_week(12);
    for day in views(&calendar).list(WEDNESDAY).sections {
        assert_eq!(day.row_count, day.totals.appointments + day.totals.continuing + day.totals.cancelled);
    }
}

#[test]
fn first_window_is_where_the_list_opens() {
    let calendar = busy_week(100);
    let mut views = views(&calendar);
    let first_window = |views: &Views| {
        let ListView { first, rows, .. } = views.list(WEDNESDAY);
        (first, rows)
    };
    // Today is in another week.
    let (first, at_the_top) = first_window(&views);
    assert_eq!((first, &at_the_top[..]), (0, &rows(&views, 0, 120)[..]));
    // Today is Thursday; some rows before it are there, too.
    views.now = at("2026-03-12T05:00:00Z");
    let (first, at_today) = first_window(&views);
    assert_eq!((first, &at_today[..]), (260, &rows(&views, 260, 120)[..]));
    assert_eq!(at_today[40].id, views.list_rows(WEDNESDAY)[3][0].id);
}

#[test]
fn list_has_the_requested_window() {
    let calendar = busy_week(20);
    let views = views(&calendar);
    let request = views.request(ViewKind::List, WEDNESDAY);
    let window = RowWindow { first: 50, count: 5 };
    let list = list_within_limit(&calendar, &request, &views.arrangement, Some(window)).unwrap();
    assert_eq!((list.first, list.rows), (50, rows(&views, 50, 5)));
}

#[test]
fn resources_of_all_rows_are_listed_and_no_others() {
    let calendar = busy_week(1);
    let list = views(&calendar).list(WEDNESDAY);
    assert_eq!(list.resources.iter().map(|resource| resource.id).collect::<Vec<_>>(), [BORIS]);
}
