//! The counts and sums of the list.

use std::collections::HashSet;

use calendar::model::*;
use calendar::view::{ListArrangement, ListColumn, ListGroupBy, ListRow, ListTotals, ListView, ViewKind};
use calendar::{Calendar, Filter};
use chrono_tz::Tz;

use crate::saved::{DEMOS, demo};
use crate::support::{ANNA, Views, anna_in, appointment, owed, with_status};

const GROUPINGS: [ListGroupBy; 4] =
    [ListGroupBy::Day, ListGroupBy::Resource, ListGroupBy::Status, ListGroupBy::Nothing];
const WEDNESDAY: &str = "2026-03-11";

fn by(group_by: ListGroupBy) -> ListArrangement {
    ListArrangement { group_by, sort: ListColumn::Client, ..ListArrangement::default() }
}

/// The totals of rows without the clients, counted from what the rows show.
fn recounted(rows: &[ListRow], has_money: bool) -> ListTotals {
    let count =
        |is: &dyn Fn(&ListRow) -> bool| u32::try_from(rows.iter().filter(|row| is(row)).count()).unwrap();
    let sum = |amount: &dyn Fn(&ListRow) -> Option<Tenge>| {
        Tenge(rows.iter().filter_map(amount).map(|amount| amount.0).sum())
    };
    let cancelled = |row: &ListRow| row.status == Status::Cancelled;
    let due = |row: &ListRow| !cancelled(row) && row.status != Status::NoShow;
    let has_prices = rows.iter().any(|row| row.service_amount.is_some_and(|price| price.0 != 0));
    ListTotals {
        appointments: count(&|row| !cancelled(row) && row.start_date.is_none()),
        continuing: count(&|row| !cancelled(row) && row.start_date.is_some()),
        cancelled: count(&|row| cancelled(row) && row.start_date.is_none()),
        clients: 0,
        planned: has_prices.then(|| sum(&|row| row.service_amount.filter(|_| due(row)))),
        received: has_money.then(|| sum(&|row| row.received)),
        outstanding: has_money.then(|| sum(&|row| row.outstanding)),
    }
}

fn without_clients(totals: &ListTotals) -> ListTotals {
    ListTotals { clients: 0, ..totals.clone() }
}

#[test]
fn totals_of_each_section_and_of_all_equal_a_recount_over_the_rows() {
    for name in DEMOS {
        let saved = demo(name);
        let calendar = Calendar::new(saved.payload.clone());
        let zone = calendar.clinic_zone();
        let date = saved.range().start.with_timezone(&zone).date_naive().to_string();
        let statuses =
            Filter { statuses: [Status::Completed, Status::Cancelled].into(), ..Filter::default() };
        for filter in [Filter::default(), statuses] {
            for group_by in GROUPINGS {
                let arrangement = by(group_by);
                let views = Views { arrangement, filter: filter.clone(), ..Views::new(&calendar, zone) };
                let ListView { sections, totals, .. } = views.list(&date);
                let rows = views.list_rows(&date);
                let has_money = totals.received.is_some();
                assert!(totals.appointments > 0, "{name}");
                for (section, rows) in sections.iter().zip(&rows) {
                    assert_eq!(
                        without_clients(&section.totals),
                        recounted(rows, has_money),
                        "{name} {group_by:?}"
                    );
                }
                // An appointment on several days is counted once.
                let mut ids = HashSet::new();
                let once: Vec<ListRow> = rows.concat().into_iter().filter(|row| ids.insert(row.id)).collect();
                assert_eq!(without_clients(&totals), recounted(&once, has_money), "{name} {group_by:?}");
            }
        }
    }
}

#[test]
fn sums_are_those_of_the_money_report() {
    for name in DEMOS {
        let saved = demo(name);
        let calendar = Calendar::new(saved.payload.clone());
        let zone = calendar.clinic_zone();
        let date = saved.range().start.with_timezone(&zone).date_naive().to_string();
        let unpaid = Filter { unpaid: true, ..Filter::default() };
        for filter in [Filter::default(), unpaid] {
            let views = Views { filter, ..Views::new(&calendar, zone) };
            let report = views.money(ViewKind::List, &date);
            let totals = views.list(&date).totals;
            let by_resource = &report.expenses.as_ref().unwrap().by_resource;
            let planned = Tenge(by_resource.iter().map(|row| row.revenue.0).sum());
            assert_eq!(totals.planned, Some(planned), "{name}");
            let received = report.payments.as_ref().unwrap().total.amount;
            assert_eq!(
                (totals.received, totals.outstanding),
                (Some(received), Some(owed(&report))),
                "{name}"
            );
        }
    }
}

fn totals(appointments: Vec<Appointment>) -> ListTotals {
    let calendar = Calendar::new(Payload { appointments, ..anna_in("Asia/Almaty") });
    Views::new(&calendar, Tz::Asia__Almaty).list(WEDNESDAY).totals
}

fn at_nine(id: i64) -> Appointment {
    appointment(id, ANNA, "2026-03-11T04:00:00Z", "2026-03-11T04:30:00Z")
}

#[test]
fn without_data_about_money_the_sums_are_absent_and_not_zero() {
    let bare = totals(vec![at_nine(1)]);
    assert_eq!((bare.appointments, bare.planned, bare.received, bare.outstanding), (1, None, None, None));
    // The server sends zero when a service has no price.
    let free = totals(vec![Appointment { service_amount: Some(Tenge(0)), ..at_nine(1) }]);
    assert_eq!((free.planned, free.received), (None, None));
    let priced = totals(vec![Appointment { service_amount: Some(Tenge(900)), ..at_nine(1) }]);
    assert_eq!((priced.planned, priced.received, priced.outstanding), (Some(Tenge(900)), None, None));
    let paid = totals(vec![Appointment {
        service_amount: Some(Tenge(900)),
        prepaid_amount: Some(Tenge(300)),
        ..at_nine(1)
    }]);
    assert_eq!((paid.received, paid.outstanding), (Some(Tenge(300)), Some(Tenge(600))));
}

#[test]
fn client_is_counted_once_and_one_of_a_cancelled_appointment_is_not() {
    let client = |id, contact_id, phone: Option<&str>, name: Option<&str>| Appointment {
        contact_id,
        client_phone: phone.map(str::to_owned),
        client_name: name.map(str::to_owned),
        ..at_nine(id)
    };
    let counted = totals(vec![
        client(1, Some(5), Some("+77010000001"), Some("Алия")),
        client(2, Some(5), None, None),
        client(3, None, Some("8 701 000 00 02"), Some("Болат")),
        client(4, None, Some("+7 701 000 00 02"), None),
        client(5, None, None, Some("Дана")),
        client(6, None, None, None),
        with_status(Status::Cancelled, client(7, Some(9), None, Some("Ерлан"))),
    ]);
    assert_eq!((counted.appointments, counted.cancelled, counted.clients), (6, 1, 3));
}

#[test]
fn cancelled_and_missed_appointments_are_not_planned_and_not_outstanding() {
    let priced = |id, price, received| Appointment {
        service_amount: Some(Tenge(price)),
        prepaid_amount: Some(Tenge(received)),
        ..at_nine(id)
    };
    let with_payment_status =
        |status: &str, appointment| Appointment { payment_status: Some(status.into()), ..appointment };
    let counted = totals(vec![
        priced(1, 5_000, 1_000),
        with_status(Status::Cancelled, with_payment_status("cancelled", priced(2, 5_000, 300))),
        with_status(Status::NoShow, priced(3, 5_000, 200)),
        with_payment_status("cancelled", priced(4, 5_000, 0)),
        priced(5, 5_000, 9_000),
        with_status(Status::Other("new".into()), priced(6, 1_000, 0)),
    ]);
    assert_eq!((counted.appointments, counted.planned), (5, Some(Tenge(16_000))));
    assert_eq!((counted.received, counted.outstanding), (Some(Tenge(10_500)), Some(Tenge(5_000))));
}
