//! The conditions of the filter, in every view and in the money.

use std::collections::BTreeSet;

use calendar::model::{Appointment, AppointmentType, Payload, PaymentStatus, Status, Tenge};
use calendar::view::types::DebtKind;
use calendar::view::{ClosedKind, ViewKind, filter_choices, period_range};
use calendar::{Calendar, Filter};
use chrono_tz::Tz;

use crate::support::*;

const ALMATY: Tz = Tz::Asia__Almaty;
const DAY: &str = "2025-11-24";

/// An appointment of Anna at an hour of the clinic's wall clock.
fn at_hour(id: i64, hour: u32) -> Appointment {
    let utc = |hour: u32| format!("{DAY}T{:02}:00:00Z", hour - 5);
    Appointment {
        service_amount: Some(Tenge(1_000)),
        prepaid_amount: Some(Tenge(0)),
        settlement_amount: Some(Tenge(1_000)),
        ..appointment(id, ANNA, &utc(hour), &utc(hour + 1))
    }
}

/// One appointment for each condition, at hours of their own, and one that fulfils none.
fn calendar() -> Calendar {
    let mut two_services = at_hour(5, 14);
    two_services.service_names = vec!["УЗИ".into(), " Чистка ".into()];
    Calendar::new(Payload {
        appointments: vec![
            with_status(Status::NoShow, at_hour(1, 10)),
            Appointment { payment_status: Some(PaymentStatus::Prepaid), ..at_hour(2, 11) },
            Appointment { appointment_type: Some(AppointmentType::Primary), ..at_hour(3, 12) },
            Appointment { source: Some(" site ".into()), ..at_hour(4, 13) },
            two_services,
            Appointment { settlement_amount: Some(Tenge(400)), ..at_hour(6, 15) },
            with_status(Status::Cancelled, at_hour(7, 16)),
            at_hour(8, 17),
        ],
        ..anna_in("Asia/Almaty")
    })
}

fn only<Value: Ord>(value: Value) -> BTreeSet<Value> {
    BTreeSet::from([value])
}

/// A filter for each condition, with the only appointment that fulfils it.
fn cases() -> Vec<(&'static str, Filter, i64)> {
    let all = Filter::default;
    vec![
        ("status", Filter { statuses: only(Status::NoShow), ..all() }, 1),
        ("payment", Filter { payments: only(PaymentStatus::Prepaid), ..all() }, 2),
        ("type", Filter { types: only(AppointmentType::Primary), ..all() }, 3),
        ("source", Filter { sources: only("site".into()), ..all() }, 4),
        ("service", Filter { services: only("Чистка".into()), ..all() }, 5),
        ("unpaid", Filter { unpaid: true, ..all() }, 6),
        ("cancelled", Filter { statuses: only(Status::Cancelled), ..all() }, 7),
    ]
}

#[test]
fn each_condition_leaves_its_appointment_in_every_view() {
    let calendar = calendar();
    for (name, filter, id) in cases() {
        let views = Views { filter, ..Views::new(&calendar, ALMATY) };
        let of_day: Vec<i64> = views.only_cell(DAY).appointments.iter().map(|row| row.id).collect();
        assert_eq!(of_day, [id], "the day by {name}");
        let week = views.week(DAY);
        let of_week: Vec<i64> =
            week.rows[0].cells.iter().flat_map(|cell| &cell.appointments).map(|row| row.id).collect();
        assert_eq!(of_week, [id], "the week by {name}");
        let listed: Vec<i64> = views.list_rows(DAY).iter().flatten().map(|row| row.id).collect();
        assert_eq!(listed, [id], "the list by {name}");
        let counted: u32 = views
            .month(DAY)
            .weeks
            .iter()
            .flatten()
            .map(|cell| cell.totals.appointments + cell.totals.cancelled)
            .sum();
        assert_eq!(counted, 1, "the month by {name}");
    }
}

#[test]
fn money_is_of_the_appointments_that_the_filter_shows() {
    let calendar = calendar();
    // What is planned, received and owed, and for how many appointments it is owed.
    let sums = |filter| {
        let views = Views { filter, ..Views::new(&calendar, ALMATY) };
        let report = views.money(ViewKind::Day, DAY);
        let received = report.payments.as_ref().unwrap().total.amount;
        let debts = report.debts.as_ref().unwrap();
        let expected = debts.iter().filter(|debt| debt.kind == DebtKind::Expected).count();
        let totals = views.list(DAY).totals;
        assert_eq!((totals.received, totals.outstanding), (Some(received), Some(owed(&report))));
        (totals.planned.unwrap(), received, owed(&report), expected)
    };
    assert_eq!(sums(Filter::default()), (Tenge(6_000), Tenge(7_400), Tenge(600), 1));
    assert_eq!(sums(Filter { unpaid: true, ..Filter::default() }), (Tenge(1_000), Tenge(400), Tenge(600), 1));
    let site = Filter { sources: only("site".into()), ..Filter::default() };
    assert_eq!(sums(site), (Tenge(1_000), Tenge(1_000), Tenge(0), 0));
}

#[test]
fn conditions_are_fulfilled_together_and_a_list_by_one_of_its_values() {
    let calendar = calendar();
    let shown = |filter: Filter| {
        calendar.appointments().filter(|row| filter.shows(row)).map(|row| row.id).collect::<Vec<_>>()
    };
    let statuses = BTreeSet::from([Status::NoShow, Status::Cancelled]);
    assert_eq!(shown(Filter { statuses: statuses.clone(), ..Filter::default() }), [1, 7]);
    assert_eq!(shown(Filter { statuses, unpaid: true, ..Filter::default() }), Vec::<i64>::new());
    assert_eq!(shown(Filter { unpaid: true, ..hiding([ANNA]) }), Vec::<i64>::new());
}

#[test]
fn time_of_hidden_appointments_is_taken_and_never_free() {
    let calendar = calendar();
    let unfiltered = Views::new(&calendar, ALMATY);
    let free = |views: &Views| {
        views.only_cell(DAY).free.iter().map(|piece| piece.span.start.clone()).collect::<Vec<_>>()
    };
    for (name, filter, _) in cases() {
        let views = Views { filter, ..Views::new(&calendar, ALMATY) };
        assert_eq!(free(&views), free(&unfiltered), "{name}");
    }
    let filter = Filter { unpaid: true, ..Filter::default() };
    let views = Views { filter, ..Views::new(&calendar, ALMATY) };
    let cell = views.only_cell(DAY);
    let hidden: Vec<_> = closed(&cell).into_iter().filter(|label| label.starts_with("filtered")).collect();
    // The cancelled appointment at 16:00 takes no time.
    assert_eq!(hidden, ["filtered 10:00-15:00", "filtered 17:00-18:00"]);
    let unfiltered = unfiltered.only_cell(DAY);
    assert!(unfiltered.closed.iter().all(|closed| closed.kind != ClosedKind::Filtered));
}

#[test]
fn cancelled_appointments_have_lanes_if_the_filter_shows_no_others() {
    let both = Calendar::new(Payload {
        appointments: vec![
            with_status(Status::Cancelled, at_hour(1, 10)),
            with_status(Status::Cancelled, at_hour(2, 10)),
        ],
        ..anna_in("Asia/Almaty")
    });
    let boxes = |filter| {
        let cell = Views { filter, ..Views::new(&both, ALMATY) }.only_cell(DAY);
        cell.appointments.iter().map(|row| (row.lane, row.lanes, row.group)).collect::<Vec<_>>()
    };
    let only_cancelled = Filter { statuses: only(Status::Cancelled), ..Filter::default() };
    assert_eq!(boxes(only_cancelled), [(0, 2, None), (1, 2, None)]);
    // Among others they are one narrow group.
    assert!(boxes(Filter::default()).iter().all(|(_, _, group)| group.is_some()));
}

#[test]
fn debt_without_amounts_follows_from_the_payment_status() {
    let with = |payment_status, status| {
        let row = appointment(1, ANNA, "2025-11-24T05:00:00Z", "2025-11-24T06:00:00Z");
        Appointment { payment_status: Some(payment_status), status, ..row }
    };
    let filter = Filter { unpaid: true, ..Filter::default() };
    assert!(filter.shows(&with(PaymentStatus::AwaitingPayment, Status::Completed)));
    assert!(filter.shows(&with(PaymentStatus::Prepaid, Status::Scheduled)));
    assert!(!filter.shows(&with(PaymentStatus::Paid, Status::Scheduled)));
    assert!(!filter.shows(&with(PaymentStatus::Cancelled, Status::Scheduled)));
    assert!(!filter.shows(&with(PaymentStatus::AwaitingPayment, Status::NoShow)));
}

#[test]
fn choices_are_the_values_of_the_period_the_most_common_first() {
    let calendar = calendar();
    let choices = filter_choices(&calendar, period_range(ViewKind::Day, date(DAY), ALMATY));
    let statuses: Vec<_> =
        choices.statuses.iter().map(|choice| (choice.value.clone(), choice.count)).collect();
    assert_eq!(statuses, [(Status::Scheduled, 6), (Status::Cancelled, 1), (Status::NoShow, 1)]);
    let services: Vec<_> = choices.services.iter().map(|choice| choice.value.as_str()).collect();
    assert_eq!(services, ["УЗИ", "Чистка"]);
    assert_eq!((choices.sources[0].value.as_str(), choices.unpaid), ("site", 1));
    let empty = filter_choices(&calendar, period_range(ViewKind::Day, date("2025-11-25"), ALMATY));
    assert!(empty.statuses.is_empty());
}
