//! The sums of money, with and without the rows that a server can leave out.

use crate::support::*;
use calendar::Calendar;
use calendar::model::{Appointment, Expense, OpenEnum, Payload, Payment, Tenge};
use calendar::money::{MoneyReport, money_rows, overview};
use calendar::view::types::{
    DebtKind, DebtTotals, MoneyColumn, MoneyRowOrder, MoneyTable, PaymentOverview, PaymentsUnknown, RowWindow,
};
use calendar::view::{ExpenseTotals, MoneyShare, MoneyState, ViewKind};
use chrono_tz::Tz;

const WEDNESDAY: &str = "2026-03-11";

/// An appointment at 10:00 in Almaty on a day of March 2026.
fn priced(id: i64, resource_id: i64, day: u32, price: i64) -> Appointment {
    let start = format!("2026-03-{day:02}T05:00:00Z");
    let end = format!("2026-03-{day:02}T06:00:00Z");
    Appointment { service_amount: Some(Tenge(price)), ..appointment(id, resource_id, &start, &end) }
}

fn with_received(prepaid: i64, settlement: i64, appointment: Appointment) -> Appointment {
    Appointment {
        prepaid_amount: Some(Tenge(prepaid)),
        prepaid_payment_method: Some("cash".into()),
        settlement_amount: Some(Tenge(settlement)),
        settlement_payment_method: Some("kaspi_qr".into()),
        ..appointment
    }
}

fn with_payment_status(status: &str, appointment: Appointment) -> Appointment {
    Appointment { payment_status: Some(status.into()), ..appointment }
}

fn payment(id: i64, appointment_id: i64, amount: i64, method: &str, kind: &str) -> Payment {
    Payment {
        id,
        appointment_id,
        amount: Tenge(amount),
        payment_method: Some(method.into()),
        payment_kind: Some(kind.into()),
        ..Payment::default()
    }
}

fn expense(id: i64, appointment_id: i64, resource_id: i64, amount: i64, status: &str) -> Expense {
    Expense {
        id,
        appointment_id,
        resource_id: Some(resource_id),
        amount: Tenge(amount),
        status: Some(status.into()),
        ..Expense::default()
    }
}

fn clinic(appointments: Vec<Appointment>) -> Payload {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.push(resource(BORIS, "Asia/Almaty"));
    payload.appointments = appointments;
    payload
}

fn money(payload: Payload, kind: ViewKind, hidden: &[i64]) -> MoneyReport {
    let calendar = Calendar::new(payload);
    let views = Views { filter: hiding(hidden.iter().copied()), ..Views::new(&calendar, Tz::Asia__Almaty) };
    views.money(kind, WEDNESDAY)
}

fn payments(report: &MoneyReport) -> &PaymentOverview {
    report.payments.as_ref().unwrap()
}

fn accrued(report: &MoneyReport) -> ExpenseTotals {
    report.expenses.as_ref().unwrap().accrued
}

/// The word of each value, with its count and amount.
fn shares<T: OpenEnum>(shares: &[MoneyShare<T>]) -> Vec<(&str, u32, i64)> {
    shares
        .iter()
        .map(|share| (share.value.as_ref().map_or("", T::word), share.count, share.amount.0))
        .collect()
}

#[test]
fn amounts_that_the_server_does_not_send_are_absent_and_not_zero() {
    let zeros = clinic(vec![with_received(0, 0, priced(1, ANNA, 11, 5_000)), priced(2, ANNA, 11, 3_000)]);
    for has_keys in [true, false] {
        let payload = Payload { has_payments_key: has_keys, has_expenses_key: has_keys, ..zeros.clone() };
        let report = money(payload, ViewKind::Day, &[]);
        assert_eq!(report.state, MoneyState::NotProvided);
        assert_eq!(report.payments, Err(PaymentsUnknown::NotProvided));
        assert_eq!((report.debts, report.expenses, report.issues), (None, None, vec![]));
    }
}

#[test]
fn sums_without_rows_are_made_from_the_amounts() {
    let calendar = Calendar::new(clinic(vec![
        with_payment_status("prepaid", with_received(1_000, 500, priced(1, ANNA, 11, 5_000))),
        with_payment_status("paid", with_received(0, 3_000, priced(2, BORIS, 11, 3_000))),
        with_payment_status("awaiting_payment", priced(3, BORIS, 11, 700)),
    ]));
    let views = Views::new(&calendar, Tz::Asia__Almaty);
    let report = views.money(ViewKind::Day, WEDNESDAY);
    assert_eq!((report.state, &report.expenses), (MoneyState::AmountsOnly, &None));
    assert_eq!((payments(&report).total.amount, owed(&report)), (Tenge(4_500), Tenge(4_200)));
    assert_eq!(shares(&payments(&report).by_method), [("kaspi_qr", 2, 3_500), ("cash", 1, 1_000)]);
    assert_eq!(shares(&payments(&report).by_kind), [("payment", 2, 3_500), ("prepaid", 1, 1_000)]);
    assert_eq!(report.issues, []);
    let table = MoneyTable::Debts { kinds: DebtKind::ALL.to_vec() };
    let rows = RowWindow { first: 0, count: 10 };
    let order = MoneyRowOrder { sort: MoneyColumn::Amount, descending: true, rows };
    let request = views.money_request(ViewKind::Day, WEDNESDAY);
    let debts: Vec<(i64, i64, String, Option<String>)> =
        money_rows(&[known(&calendar)], &request, &table, &order)
            .rows
            .into_iter()
            .map(|row| (row.id, row.amount.0, row.appointment.unwrap().start.time, row.resource_name))
            .collect();
    let debt = |id, amount, name: &str| (id, amount, "10:00".to_owned(), Some(name.to_owned()));
    assert_eq!(debts, [debt(1, 3_500, "Anna"), debt(3, 700, "Boris")]);
}

#[test]
fn row_that_is_nested_and_top_level_is_counted_once_with_the_top_level_values() {
    let mut payload = clinic(vec![
        with_received(1_000, 0, priced(1, ANNA, 11, 5_000)),
        with_received(0, 700, priced(2, ANNA, 11, 700)),
    ]);
    payload.payments = vec![payment(1, 1, 1_000, "cash", "prepaid")];
    payload.appointments[0].payments = vec![payment(1, 1, 999_999, "card", "payment")];
    payload.appointments[1].payments = vec![payment(2, 2, 700, "card", "payment")];
    payload.expenses = vec![expense(1, 2, ANNA, 70, "paid")];
    payload.appointments[1].expense = Some(expense(1, 2, ANNA, 999, "unpaid"));
    let report = money(payload, ViewKind::Day, &[]);
    assert_eq!(report.state, MoneyState::Recorded);
    assert_eq!(shares(&payments(&report).by_method), [("cash", 1, 1_000), ("card", 1, 700)]);
    assert_eq!(shares(&payments(&report).by_kind), [("prepaid", 1, 1_000), ("payment", 1, 700)]);
    let expenses = ExpenseTotals { total: Tenge(70), paid: Tenge(70), unpaid: Tenge(0) };
    assert_eq!((payments(&report).total.amount, accrued(&report)), (Tenge(1_700), expenses));
}

#[test]
fn received_without_amounts_is_the_sum_of_the_nested_rows() {
    let mut payload = clinic(vec![priced(1, ANNA, 11, 5_000)]);
    payload.appointments[0].payments =
        vec![payment(1, 1, 1_200, "cash", "prepaid"), payment(2, 1, -200, "cash", "adjustment")];
    let report = money(payload, ViewKind::Day, &[]);
    assert_eq!(
        (report.state, payments(&report).total.amount, owed(&report)),
        (MoneyState::Recorded, Tenge(1_000), Tenge(4_000))
    );
    let of_anna = &report.expenses.as_ref().unwrap().by_resource[0];
    assert_eq!((of_anna.received, report.issues), (Some(Tenge(1_000)), vec![]));
}

#[test]
fn appointment_counts_in_the_period_of_its_local_start_date() {
    let mut payload = clinic(vec![
        priced(1, ANNA, 1, 1),
        priced(2, ANNA, 9, 10),
        priced(3, ANNA, 11, 100),
        priced(4, ANNA, 15, 1_000),
        priced(5, ANNA, 31, 10_000),
    ]);
    for (id, start, price) in [
        (6, "2026-02-28T18:59:00Z", 100_000),    // 23:59 on February 28
        (7, "2026-02-28T19:00:00Z", 1_000_000),  // March 1
        (8, "2026-03-31T19:00:00Z", 20_000_000), // April 1
    ] {
        let end = "2026-04-01T10:00:00Z";
        payload
            .appointments
            .push(Appointment { service_amount: Some(Tenge(price)), ..appointment(id, ANNA, start, end) });
    }
    payload.payments = payload
        .appointments
        .iter()
        .map(|row| payment(row.id, row.id, row.service_amount.unwrap().0, "cash", "payment"))
        .collect();
    let sums = |kind| {
        let report = money(payload.clone(), kind, &[]);
        let (total, by_day) = (payments(&report).total.amount.0, &payments(&report).by_day);
        let of_days = by_day.iter().flat_map(|day| &day.by_method).map(|share| share.amount.0);
        assert_eq!(of_days.sum::<i64>(), total);
        let by_resource = &report.expenses.as_ref().unwrap().by_resource;
        assert_eq!(by_resource.iter().map(|row| row.revenue.0).sum::<i64>(), total);
        (total, by_day.len())
    };
    assert_eq!(sums(ViewKind::Day), (100, 1));
    assert_eq!(sums(ViewKind::Week), (1_110, 7));
    assert_eq!(sums(ViewKind::List), (1_110, 7));
    assert_eq!(sums(ViewKind::Month), (1_011_111, 31));
}

#[test]
fn sums_by_resource_are_in_the_servers_order() {
    let mut payload = clinic(vec![
        priced(1, BORIS, 11, 500),
        with_received(100, 0, priced(2, ANNA, 11, 300)),
        priced(3, 77, 11, 40),
        priced(4, 55, 11, 2),
    ]);
    payload.appointments[2].resource_name = Some("Gone".to_owned());
    payload.payments = vec![payment(1, 2, 100, "cash", "prepaid")];
    payload.expenses = vec![
        expense(1, 1, BORIS, 50, "unpaid"),
        expense(2, 2, BORIS, 7, "paid"),
        expense(3, 1, BORIS, 1, "new"),
    ];
    let report = money(payload, ViewKind::Day, &[]);
    let by_resource = &report.expenses.as_ref().unwrap().by_resource;
    let rows: Vec<(&str, u32, i64, i64)> = by_resource
        .iter()
        .map(|row| (row.name.as_str(), row.appointments, row.revenue.0, row.received.unwrap().0))
        .collect();
    assert_eq!(rows, [("Anna", 1, 300, 100), ("Boris", 1, 500, 0), ("#55", 1, 2, 0), ("Gone", 1, 40, 0)]);
    let expenses = ExpenseTotals { total: Tenge(58), paid: Tenge(7), unpaid: Tenge(51) };
    assert_eq!((by_resource[1].totals, accrued(&report)), (expenses, expenses));
    assert_eq!(by_resource[0].totals, ExpenseTotals::default());
}

#[test]
fn hidden_resource_is_in_no_sum() {
    let mut payload = clinic(vec![
        with_received(100, 0, priced(1, ANNA, 11, 300)),
        with_received(5_000, 0, priced(2, BORIS, 11, 4_000)),
    ]);
    payload.payments = vec![payment(1, 1, 100, "cash", "prepaid"), payment(2, 2, 9_999, "card", "prepaid")];
    payload.expenses = vec![
        expense(1, 2, BORIS, 7, "paid"),
        expense(2, 99, BORIS, 7, "paid"),
        expense(3, 1, BORIS, 7, "unpaid"),
    ];
    let report = money(payload, ViewKind::Week, &[BORIS]);
    let by_resource = &report.expenses.as_ref().unwrap().by_resource;
    let rows: Vec<_> =
        by_resource.iter().map(|row| (row.resource_id, row.appointments, row.revenue)).collect();
    assert_eq!(rows, [(ANNA, 1, Tenge(300))]);
    assert_eq!((payments(&report).total.amount, owed(&report)), (Tenge(100), Tenge(200)));
    assert_eq!(accrued(&report), ExpenseTotals::default());
    assert_eq!(shares(&payments(&report).by_method), [("cash", 1, 100)]);
    assert!(report.issues.iter().all(|issue| issue.appointment_id == 1), "{:?}", report.issues);
}

#[test]
fn sums_of_huge_amounts_are_limited_and_do_not_panic() {
    let mut payload = clinic(vec![
        with_received(i64::MAX, i64::MAX, priced(1, ANNA, 11, i64::MAX)),
        with_received(i64::MIN, i64::MIN, priced(2, ANNA, 11, i64::MAX)),
        with_received(0, 0, priced(3, ANNA, 11, i64::MIN)),
    ]);
    payload.payments =
        vec![payment(1, 1, i64::MIN, "cash", "prepaid"), payment(2, 1, i64::MIN, "cash", "payment")];
    payload.expenses = vec![expense(1, 1, ANNA, i64::MIN, "unpaid"), expense(2, 1, ANNA, i64::MAX, "paid")];
    for appointment in &mut payload.appointments {
        appointment.payment_status = Some("paid".into());
        appointment.compensation_type_snapshot = Some("percent".into());
        appointment.compensation_value_snapshot = Some(i64::MAX);
    }
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, Tz::Asia__Almaty);
    let report = overview(&[known(&calendar)], &views.money_request(ViewKind::Month, WEDNESDAY));
    let expected = DebtTotals { kind: DebtKind::Expected, count: 1, amount: Tenge(i64::MAX) };
    assert!(report.debts.unwrap().contains(&expected));
    assert_eq!(shares(&report.payments.unwrap().by_method), [("cash", 2, i64::MIN)]);
    assert_eq!(views.list(WEDNESDAY).totals.outstanding, Some(Tenge(i64::MAX)));
}
