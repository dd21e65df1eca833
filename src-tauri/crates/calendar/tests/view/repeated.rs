//! Rows with equal ids. Only the first one is displayed and counted, because the lists of the screen use ids
//! as keys.

use crate::support::*;
use calendar::Calendar;
use calendar::ResourceOrder;
use calendar::free::free_intervals;
use calendar::model::{Appointment, Expense, Interval, Payload, Payment, Status, Tenge};
use calendar::view::{AppointmentBox, ViewKind, details, resource_heads};
use chrono_tz::Tz;

const ALMATY: Tz = Tz::Asia__Almaty;
const WEDNESDAY: &str = "2026-03-11";

/// An appointment of one hour on Wednesday. The hour is that of Almaty.
fn at_hour(id: i64, resource_id: i64, local_hour: u32) -> Appointment {
    let utc = |hour: u32| format!("2026-03-11T{hour:02}:00:00Z");
    appointment(id, resource_id, &utc(local_hour - 5), &utc(local_hour - 4))
}

fn anna_and_boris(appointments: Vec<Appointment>) -> Payload {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.push(resource(BORIS, "Asia/Almaty"));
    payload.work_rules.extend(daily(BORIS, 540, 1080));
    payload.appointments = appointments;
    payload
}

/// Appointment 7 of Anna at 14:00, then four other rows with this id, then appointment 8.
fn repeated_appointment() -> Payload {
    let thursday = appointment(7, ANNA, "2026-03-12T05:00:00Z", "2026-03-12T06:00:00Z");
    anna_and_boris(vec![
        at_hour(7, ANNA, 14),
        at_hour(7, ANNA, 14),
        with_status(Status::Confirmed, at_hour(7, ANNA, 10)),
        thursday,
        at_hour(7, BORIS, 11),
        at_hour(8, ANNA, 12),
    ])
}

fn labels<'a>(appointments: impl IntoIterator<Item = &'a AppointmentBox>) -> Vec<(i64, &'a str)> {
    appointments
        .into_iter()
        .map(|appointment| (appointment.id, appointment.span.start_label.as_str()))
        .collect()
}

#[test]
fn cell_has_only_the_first_of_appointments_with_equal_ids() {
    let calendar = Calendar::new(repeated_appointment());
    let views = Views::new(&calendar, ALMATY);
    let day = views.day(WEDNESDAY);
    let (anna, boris) = (&day.rows[0].cells[0], &day.rows[1].cells[0]);
    assert_eq!(labels(&anna.appointments), [(8, "12:00"), (7, "14:00")]);
    assert_eq!(labels(&boris.appointments), []);
    assert!(
        anna.appointments.iter().all(|appointment| appointment.lanes == 1),
        "a repeated row takes no lane"
    );
    assert_eq!((anna.totals.appointments, day.days[0].totals.appointments), (2, 2));

    let week = views.week(WEDNESDAY);
    let counts: Vec<usize> = week.rows[0].cells.iter().map(|cell| cell.appointments.len()).collect();
    assert_eq!(counts, [0, 0, 2, 0, 0, 0, 0]);
}

#[test]
fn list_has_only_the_first_of_appointments_with_equal_ids() {
    let calendar = Calendar::new(repeated_appointment());
    let list = Views::new(&calendar, ALMATY).list_rows(WEDNESDAY);
    let rows = |day: usize| -> Vec<(i64, &str)> {
        list[day].iter().map(|row| (row.id, row.span.start_label.as_str())).collect()
    };
    assert_eq!((rows(2), rows(3)), (vec![(8, "12:00"), (7, "14:00")], vec![]));
}

#[test]
fn month_counts_appointments_with_equal_ids_once() {
    let calendar = Calendar::new(repeated_appointment());
    let cells = Views::new(&calendar, ALMATY).month(WEDNESDAY).weeks.concat();
    let on = |day: &str| cells.iter().find(|cell| cell.date.iso == day).unwrap();
    let wednesday = on(WEDNESDAY);
    assert_eq!((wednesday.totals.appointments, wednesday.scheduled, wednesday.confirmed), (2, 2, 0));
    assert_eq!(on("2026-03-12").totals.appointments, 0);
}

#[test]
fn money_counts_appointments_with_equal_ids_once() {
    let mut payload = repeated_appointment();
    for appointment in &mut payload.appointments {
        appointment.service_amount = Some(Tenge(5_000));
        appointment.prepaid_amount = Some(Tenge(1_000));
        appointment.payment_status = Some("paid".into());
    }
    payload.appointments[0].payments =
        vec![Payment { id: 1, appointment_id: 7, amount: Tenge(1_000), ..Payment::default() }];
    payload.appointments[1].payments =
        vec![Payment { id: 2, appointment_id: 7, amount: Tenge(1_000), ..Payment::default() }];
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, ALMATY);
    let report = views.money(ViewKind::Week, WEDNESDAY);
    let totals = views.list(WEDNESDAY).totals;
    assert_eq!(
        (totals.appointments, totals.planned, totals.received, totals.outstanding),
        (2, Some(Tenge(10_000)), Some(Tenge(2_000)), Some(Tenge(8_000)))
    );
    let expenses = report.expenses.as_ref().unwrap();
    let by_resource: Vec<_> = expenses
        .by_resource
        .iter()
        .map(|row| (row.resource_id, row.appointments, row.revenue, row.received))
        .collect();
    assert_eq!(by_resource, [(ANNA, 2, Tenge(10_000), Some(Tenge(2_000)))]);
    assert_eq!(owed(&report), Tenge(8_000));
    let mut debts: Vec<_> = report.debts.as_ref().unwrap().iter().map(|debt| debt.appointment_id).collect();
    debts.sort_unstable();
    assert_eq!(debts, [7, 8]);
    let payments = report.payments.as_ref().unwrap();
    assert_eq!((payments.total.count, payments.by_kind[0].amount), (1, Tenge(1_000)));
    let statuses = report.issues.iter().filter(|issue| issue.actual_status.is_some());
    assert_eq!(statuses.map(|issue| issue.appointment_id).collect::<Vec<_>>(), [7, 8]);

    let panel = details(&calendar, 7, ALMATY, at("2026-03-01T00:00:00Z")).unwrap();
    assert_eq!((panel.span.start_label.as_str(), panel.payments.len()), ("14:00", 1));
}

#[test]
fn resources_with_equal_ids_have_one_head_one_row_and_one_sum() {
    let mut payload = anna_and_boris(vec![at_hour(1, ANNA, 10), at_hour(2, 9, 11), at_hour(2, 10, 12)]);
    let mut again = resource(ANNA, "Asia/Almaty");
    again.name = "Anna again".to_owned();
    payload.resources.push(again);
    payload.expenses = vec![Expense { id: 1, appointment_id: 1, amount: Tenge(500), ..Expense::default() }];
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, ALMATY);
    // Resource 10 is not displayed, because its only appointment is a repeated row of appointment 2.
    let names = ["Anna", "Boris", "#9"];
    let heads = resource_heads(&calendar, ALMATY, &ResourceOrder::Server);
    assert_eq!(heads.iter().map(|head| head.name.as_str()).collect::<Vec<_>>(), names);
    for grid in [views.day(WEDNESDAY), views.week(WEDNESDAY)] {
        assert_eq!(grid.rows.iter().map(|row| row.resource.name.as_str()).collect::<Vec<_>>(), names);
    }
    let day = views.day(WEDNESDAY).days.remove(0);
    assert_eq!((day.totals.appointments, day.totals.work_min), (2, 2 * 540));
    let cells = views.month(WEDNESDAY).weeks.concat();
    let wednesday = cells.iter().find(|cell| cell.date.iso == WEDNESDAY).unwrap();
    assert_eq!(wednesday.totals, day.totals);
    assert_eq!(views.list(WEDNESDAY).sections[2].row_count, 2);
    let money = views.money(ViewKind::Day, WEDNESDAY).expenses.unwrap();
    assert_eq!(money.by_resource.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Anna", "#9"]);
}

#[test]
fn each_of_the_appointments_with_equal_ids_blocks_free_time() {
    let calendar = Calendar::new(repeated_appointment());
    let wednesday = Interval::new(at("2026-03-11T00:00:00Z"), at("2026-03-11T19:00:00Z"));
    let starts: Vec<_> = free_intervals(&calendar, wednesday)
        .into_iter()
        .filter(|piece| piece.resource_id == ANNA)
        .map(|piece| (piece.interval.start.format("%H").to_string(), piece.interval.length().num_hours()))
        .collect();
    let utc = |hour: &str, hours| (hour.to_owned(), hours);
    assert_eq!(starts, [utc("04", 1), utc("06", 1), utc("08", 1), utc("10", 3)]);
}
