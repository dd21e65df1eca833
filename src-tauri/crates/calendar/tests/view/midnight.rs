//! Appointments that go past midnight: the dates of their labels, their price and their count.

use calendar::Calendar;
use calendar::model::{Payload, Status, Tenge};
use calendar::view::{AppointmentBox, DateLabel, ListRow, details};
use chrono_tz::Tz;

use crate::support::{ANNA, Views, anna_in, appointment, at, daily, with_status};

/// The labels of an appointment as the UI puts them together: `24 23:30 - 00:30`.
fn labels(appointment: &AppointmentBox) -> String {
    let AppointmentBox { span, start_date, end_date, .. } = appointment;
    dated_times(start_date.as_ref(), &span.start_label, end_date.as_ref(), &span.end_label)
}

fn row_labels(ListRow { span, start_date, end_date, .. }: &ListRow) -> String {
    dated_times(start_date.as_ref(), &span.start_label, end_date.as_ref(), &span.end_label)
}

fn dated_times(
    start_date: Option<&DateLabel>,
    start: &str,
    end_date: Option<&DateLabel>,
    end: &str,
) -> String {
    let dated = |date: Option<&DateLabel>, time: &str| {
        date.map_or_else(|| time.to_owned(), |date| format!("{} {time}", date.day))
    };
    format!("{} - {}", dated(start_date, start), dated(end_date, end))
}

/// Anna works around the clock. Her only appointment costs 8,000 tenge.
fn one_appointment(start: &str, end: &str) -> Payload {
    let mut payload = anna_in("Asia/Almaty");
    payload.work_rules = daily(ANNA, 0, 1440);
    let mut only = appointment(1, ANNA, start, end);
    only.service_amount = Some(Tenge(8_000));
    payload.appointments = vec![only];
    payload
}

#[test]
fn labels_have_the_date_where_it_is_not_the_date_of_the_day() {
    let calendar = Calendar::new(one_appointment("2026-11-24T18:30:00Z", "2026-11-24T19:30:00Z"));
    let views = Views::new(&calendar, Tz::Asia__Almaty);
    let week = views.week("2026-11-24");
    let of_day = |day: usize| &week.rows[0].cells[day].appointments[0];
    assert_eq!(labels(of_day(1)), "23:30 - 25 00:30");
    assert_eq!(labels(of_day(2)), "24 23:30 - 00:30");
    let list = views.list_rows("2026-11-24");
    let rows = |day: usize| list[day].iter().map(row_labels).collect::<Vec<_>>();
    assert_eq!(
        (rows(1), rows(2)),
        (vec!["23:30 - 25 00:30".to_owned()], vec!["24 23:30 - 00:30".to_owned()])
    );
    assert_eq!((of_day(1).duration_min, of_day(2).duration_min), (60, 60), "the whole length on both days");
    let panel = details(&calendar, 1, Tz::Asia__Almaty, at("2026-11-24T05:00:00Z")).unwrap();
    let end_date = panel.end_date.map(|date| (date.iso, date.today));
    assert_eq!(end_date, Some(("2026-11-25".to_owned(), false)));
}

#[test]
fn labels_on_the_day_itself_have_no_date() {
    // Until midnight, and from midnight on.
    for (start, end, expected) in [
        ("2026-11-24T17:00:00Z", "2026-11-24T19:00:00Z", "22:00 - 24:00"),
        ("2026-11-23T19:00:00Z", "2026-11-23T20:00:00Z", "00:00 - 01:00"),
        ("2026-11-24T05:00:00Z", "2026-11-24T06:00:00Z", "10:00 - 11:00"),
    ] {
        let calendar = Calendar::new(one_appointment(start, end));
        let cell = Views::new(&calendar, Tz::Asia__Almaty).only_cell("2026-11-24");
        assert_eq!(cell.appointments.iter().map(labels).collect::<Vec<_>>(), [expected]);
        let panel = details(&calendar, 1, Tz::Asia__Almaty, at("2026-11-24T05:00:00Z")).unwrap();
        assert_eq!(panel.end_date, None, "{expected}");
    }
}

#[test]
fn stay_of_three_days_has_its_price_once_and_is_counted_once() {
    let calendar = Calendar::new(one_appointment("2026-11-24T05:00:00Z", "2026-11-27T08:00:00Z"));
    let views = Views::new(&calendar, Tz::Asia__Almaty);
    let list = views.list("2026-11-24");
    let rows = views.list_rows("2026-11-24").concat();
    assert_eq!(
        rows.iter().map(row_labels).collect::<Vec<_>>(),
        ["10:00 - 27 13:00", "24 10:00 - 27 13:00", "24 10:00 - 27 13:00", "24 10:00 - 13:00"]
    );
    let prices: Vec<_> = rows.iter().map(|row| row.service_amount).collect();
    assert_eq!(prices, [Some(Tenge(8_000)), None, None, None]);
    let counts: Vec<_> =
        list.sections.iter().map(|day| (day.totals.appointments, day.totals.continuing)).collect();
    assert_eq!(counts, [(0, 0), (1, 0), (0, 1), (0, 1), (0, 1), (0, 0), (0, 0)]);
    let month = views.month("2026-11-24");
    let cells = month.weeks.concat();
    let with_stay: Vec<_> = cells
        .iter()
        .filter(|cell| cell.totals.appointments + cell.totals.continuing > 0)
        .map(|cell| cell.date.day)
        .collect();
    assert_eq!(with_stay, [24, 25, 26, 27]);
}

#[test]
fn cancelled_stay_does_not_continue() {
    let mut payload = one_appointment("2026-11-24T05:00:00Z", "2026-11-26T08:00:00Z");
    payload.appointments =
        payload.appointments.into_iter().map(|row| with_status(Status::Cancelled, row)).collect();
    let calendar = Calendar::new(payload);
    let cell = Views::new(&calendar, Tz::Asia__Almaty).only_cell("2026-11-25");
    assert_eq!((cell.totals.appointments, cell.totals.continuing, cell.totals.cancelled), (0, 0, 0));
    assert_eq!(cell.appointments.len(), 1, "it is drawn");
}

#[test]
fn dates_of_labels_follow_a_clock_change() {
    // Almaty repeats 23:00-24:00 on 2024-02-29, which has 25 hours.
    let calendar = Calendar::new(one_appointment("2024-02-29T18:30:00Z", "2024-02-29T19:30:00Z"));
    let views = Views::new(&calendar, Tz::Asia__Almaty);
    let first = views.only_cell("2024-02-29");
    assert_eq!(labels(&first.appointments[0]), "23:30 - 1 00:30");
    assert_eq!(labels(&views.only_cell("2024-03-01").appointments[0]), "29 23:30 - 00:30");
}
