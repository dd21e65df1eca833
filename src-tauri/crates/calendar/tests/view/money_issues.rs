//! Amounts that do not add up by the API's rules.

use crate::support::*;
use calendar::Calendar;
use calendar::model::{Appointment, Expense, Payload, Payment, Tenge};
use calendar::view::{MoneyIssue, MoneyIssueKind, ViewKind};
use chrono_tz::Tz;

/// An appointment with a price of 10 000 tenge.
fn priced_appointment(id: i64, prepaid: i64, settlement: i64, payment_status: &str) -> Appointment {
    Appointment {
        service_amount: Some(Tenge(10_000)),
        prepaid_amount: Some(Tenge(prepaid)),
        settlement_amount: Some(Tenge(settlement)),
        payment_status: Some(payment_status.into()),
        ..appointment(id, ANNA, "2026-03-11T05:00:00Z", "2026-03-11T06:00:00Z")
    }
}

fn with_compensation(kind: &str, value: i64, percent: Option<i64>, appointment: Appointment) -> Appointment {
    Appointment {
        compensation_type_snapshot: Some(kind.into()),
        compensation_value_snapshot: Some(value),
        compensation_percent_snapshot: percent,
        ..appointment
    }
}

fn payment(kind: &str, id: i64, appointment_id: i64, amount: i64) -> Payment {
    Payment {
        id,
        appointment_id,
        amount: Tenge(amount),
        payment_kind: Some(kind.into()),
        ..Payment::default()
    }
}

fn expense(id: i64, appointment_id: i64, amount: i64, status: &str) -> Expense {
    Expense { id, appointment_id, amount: Tenge(amount), status: Some(status.into()), ..Expense::default() }
}

fn issues(appointments: Vec<Appointment>, payments: Vec<Payment>, expenses: Vec<Expense>) -> Vec<MoneyIssue> {
    let payload = Payload { appointments, payments, expenses, ..anna_in("Asia/Almaty") };
    let calendar = Calendar::new(payload);
    Views::new(&calendar, Tz::Asia__Almaty).money(ViewKind::Day, "2026-03-11").issues
}

fn issue(kind: MoneyIssueKind, appointment_id: i64, expected: i64, actual: Option<i64>) -> MoneyIssue {
    MoneyIssue {
        kind,
        appointment_id,
        expected: Some(Tenge(expected)),
        actual: actual.map(Tenge),
        expected_status: None,
        actual_status: None,
    }
}

fn wrong_status(appointment_id: i64, expected: &str, actual: &str) -> MoneyIssue {
    MoneyIssue {
        kind: MoneyIssueKind::Status,
        appointment_id,
        expected: None,
        actual: None,
        expected_status: Some(expected.into()),
        actual_status: Some(actual.into()),
    }
}

#[test]
fn consistent_amounts_have_no_issue() {
    let appointments = vec![
        with_compensation("percent", 35, None, priced_appointment(1, 2_000, 8_000, "paid")),
        with_compensation("percent", 35, None, priced_appointment(2, 2_000, 0, "prepaid")),
        priced_appointment(3, 0, 0, "awaiting_payment"),
        priced_appointment(4, 2_000, 0, "cancelled"),
    ];
    let payments = vec![
        payment("prepaid", 1, 1, 2_000),
        payment("payment", 2, 1, 9_000),
        payment("adjustment", 3, 1, -1_000),
        payment("prepaid", 4, 2, 2_000),
        payment("prepaid", 5, 4, 2_000),
    ];
    assert_eq!(issues(appointments, payments, vec![expense(1, 1, 3_500, "paid")]), []);
}

#[test]
fn received_above_the_price_is_an_issue() {
    let found = issues(vec![priced_appointment(1, 2_000, 8_001, "paid")], vec![], vec![]);
    assert_eq!(found, [issue(MoneyIssueKind::OverService, 1, 10_000, Some(10_001))]);
    let free_of_charge =
        Appointment { service_amount: Some(Tenge(0)), ..priced_appointment(1, 500, 0, "paid") };
    assert_eq!(issues(vec![free_of_charge], vec![], vec![]), []);
}

#[test]
fn payment_status_that_disagrees_with_the_amounts_is_an_issue() {
    let cases = [
        (0, "paid", Some("awaiting_payment")),
        (0, "prepaid", Some("awaiting_payment")),
        (5_000, "paid", Some("prepaid")),
        (5_000, "awaiting_payment", Some("prepaid")),
        (10_000, "prepaid", Some("paid")),
        (10_000, "paid", None),
        (5_000, "prepaid", None),
        (5_000, "cancelled", None),
        (5_000, "refunded", None),
    ];
    for (received, status, expected) in cases {
        // Amounts are only checked when the server sends some. The second appointment has one.
        let found = issues(
            vec![priced_appointment(1, received, 0, status), priced_appointment(2, 1, 0, "prepaid")],
            vec![],
            vec![],
        );
        let expected: Vec<MoneyIssue> =
            expected.map(|expected| wrong_status(1, expected, status)).into_iter().collect();
        assert_eq!(found, expected, "{received} {status}");
    }
    let free_of_charge =
        Appointment { service_amount: Some(Tenge(0)), ..priced_appointment(1, 500, 0, "prepaid") };
    assert_eq!(issues(vec![free_of_charge], vec![], vec![]), [wrong_status(1, "paid", "prepaid")]);
    let unpriced = Appointment { service_amount: None, ..priced_appointment(1, 500, 0, "prepaid") };
    assert_eq!(issues(vec![unpriced], vec![], vec![]), []);
}

#[test]
fn payments_that_do_not_sum_to_received_are_an_issue() {
    let found = issues(
        vec![priced_appointment(1, 2_000, 3_000, "prepaid")],
        vec![payment("prepaid", 1, 1, 2_000), payment("payment", 2, 1, 2_500)],
        vec![],
    );
    assert_eq!(found, [issue(MoneyIssueKind::Rows, 1, 5_000, Some(4_500))]);
}

#[test]
fn prepaid_row_other_than_the_prepaid_amount_is_an_issue() {
    let appointments = || vec![priced_appointment(1, 2_000, 3_000, "prepaid")];
    let found = issues(
        appointments(),
        vec![payment("prepaid", 1, 1, 1_500), payment("payment", 2, 1, 3_500)],
        vec![],
    );
    assert_eq!(found, [issue(MoneyIssueKind::PrepaidRow, 1, 2_000, Some(1_500))]);
    let with_unknown_kind = vec![payment("deposit", 1, 1, 2_000), payment("payment", 2, 1, 3_000)];
    assert_eq!(issues(appointments(), with_unknown_kind, vec![]), []);
}

#[test]
fn expense_that_disagrees_with_the_compensation_is_an_issue() {
    let expense_issue = |expected, actual| vec![issue(MoneyIssueKind::Expense, 1, expected, actual)];
    let paid = || priced_appointment(1, 10_000, 0, "paid");
    let with_half_tenge =
        || Appointment { service_amount: Some(Tenge(9_990)), ..priced_appointment(1, 9_990, 0, "paid") };
    let cases = [
        (with_compensation("fixed", 1_500, None, paid()), Some((1_500, "unpaid")), vec![]),
        (
            with_compensation("fixed", 1_500, None, paid()),
            Some((1_400, "unpaid")),
            expense_issue(1_500, Some(1_400)),
        ),
        (with_compensation("fixed", 1_500, None, paid()), None, expense_issue(1_500, None)),
        (with_compensation("fixed", 0, None, paid()), None, vec![]),
        // 35 % of the price is 3496.5.
        (with_compensation("percent", 35, None, with_half_tenge()), Some((3_497, "paid")), vec![]),
        (
            with_compensation("percent", 35, None, with_half_tenge()),
            Some((3_496, "paid")),
            expense_issue(3_497, Some(3_496)),
        ),
        (with_compensation("fixed_plus_percent", 500, Some(10), paid()), Some((1_500, "unpaid")), vec![]),
        (
            with_compensation("fixed_plus_percent", 500, Some(10), paid()),
            Some((500, "unpaid")),
            expense_issue(1_500, Some(500)),
        ),
        // The compensation is incomplete, of an unknown type, or absent. Then nothing is checked.
        (with_compensation("fixed_plus_percent", 500, None, paid()), Some((1, "unpaid")), vec![]),
        (with_compensation("by_hour", 500, None, paid()), Some((1, "unpaid")), vec![]),
        (paid(), Some((1, "unpaid")), vec![]),
        // The appointment is not paid, so it must have no expense. One that was paid out is accepted.
        (
            with_compensation("fixed", 1_500, None, priced_appointment(1, 5_000, 0, "prepaid")),
            Some((1_500, "unpaid")),
            expense_issue(0, Some(1_500)),
        ),
        (
            with_compensation("fixed", 1_500, None, priced_appointment(1, 5_000, 0, "prepaid")),
            Some((1_500, "paid")),
            vec![],
        ),
        (with_compensation("fixed", 1_500, None, priced_appointment(1, 5_000, 0, "prepaid")), None, vec![]),
    ];
    for (number, (appointment, actual, expected)) in cases.into_iter().enumerate() {
        // Expenses are only checked when the server sends some. The second appointment has one.
        let other = with_compensation("fixed", 100, None, priced_appointment(2, 10_000, 0, "paid"));
        let mut expenses = vec![expense(2, 2, 100, "paid")];
        expenses.extend(actual.map(|(amount, status)| expense(1, 1, amount, status)));
        assert_eq!(issues(vec![appointment, other], vec![], expenses), expected, "case {number}");
    }
}

#[test]
fn payment_or_expense_of_a_missing_appointment_is_an_issue() {
    let orphan = |id, actual| MoneyIssue {
        kind: MoneyIssueKind::Orphan,
        appointment_id: id,
        expected: None,
        actual: Some(Tenge(actual)),
        expected_status: None,
        actual_status: None,
    };
    let payload = Payload {
        payments: vec![payment("prepaid", 1, 404, 700)],
        expenses: vec![expense(1, 405, 80, "unpaid")],
        ..anna_in("Asia/Almaty")
    };
    let calendar = Calendar::new(payload);
    let report = Views::new(&calendar, Tz::Asia__Almaty).money(ViewKind::Day, "2026-03-11");
    assert_eq!(report.issues, [orphan(404, 700), orphan(405, 80)]);
    let payments = report.payments.unwrap();
    assert_eq!((payments.total.amount, payments.by_method.len()), (Tenge(0), 0), "the payment is in no sum");
}

#[test]
fn data_that_the_server_does_not_send_are_not_an_issue() {
    let appointments = || {
        vec![
            with_compensation("fixed", 1_500, None, priced_appointment(1, 10_000, 0, "paid")),
            with_compensation("fixed", 1_500, None, priced_appointment(2, 2_000, 0, "prepaid")),
        ]
    };
    assert_eq!(issues(appointments(), vec![], vec![]), []);
    // The server sends payments without expenses, or expenses without payments.
    let payments = vec![payment("prepaid", 1, 1, 10_000), payment("prepaid", 2, 2, 2_000)];
    assert_eq!(issues(appointments(), payments, vec![]), []);
    assert_eq!(issues(appointments(), vec![], vec![expense(1, 1, 1_500, "unpaid")]), []);
    // All amounts are zero, so the payment status is not checked.
    assert_eq!(issues(vec![priced_appointment(1, 0, 0, "paid")], vec![], vec![]), []);
}
