//! What does not add up by the rules the server keeps.

use crate::support::*;
use calendar::Calendar;
use calendar::model::{Appointment, Expense, Payload, Payment, Tenge};
use calendar::money::money;
use calendar::view::{MoneyIssue, MoneyIssueKind, ViewKind};
use chrono_tz::Tz;

/// An appointment of 10 000 tenge with what was received for it.
fn seen(id: i64, prepaid: i64, settlement: i64, payment_status: &str) -> Appointment {
    Appointment {
        service_amount: Some(Tenge(10_000)),
        prepaid_amount: Some(Tenge(prepaid)),
        settlement_amount: Some(Tenge(settlement)),
        payment_status: Some(payment_status.into()),
        ..appointment(id, ANNA, "2026-03-11T05:00:00Z", "2026-03-11T06:00:00Z")
    }
}

fn on_terms(kind: &str, value: i64, percent: Option<i64>, appointment: Appointment) -> Appointment {
    Appointment {
        compensation_type_snapshot: Some(kind.into()),
        compensation_value_snapshot: Some(value),
        compensation_percent_snapshot: percent,
        ..appointment
    }
}

fn paid_in(kind: &str, id: i64, appointment_id: i64, amount: i64) -> Payment {
    Payment {
        id,
        appointment_id,
        amount: Tenge(amount),
        payment_kind: Some(kind.into()),
        ..Payment::default()
    }
}

fn owed(id: i64, appointment_id: i64, amount: i64, status: &str) -> Expense {
    Expense { id, appointment_id, amount: Tenge(amount), status: Some(status.into()), ..Expense::default() }
}

fn issues(appointments: Vec<Appointment>, payments: Vec<Payment>, expenses: Vec<Expense>) -> Vec<MoneyIssue> {
    let payload = Payload { appointments, payments, expenses, ..anna_in("Asia/Almaty") };
    let calendar = Calendar::new(payload);
    money(&calendar, &Show::new(&calendar, Tz::Asia__Almaty).request(ViewKind::Day, "2026-03-11")).issues
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
fn books_in_order_have_no_issue() {
    let appointments = vec![
        on_terms("percent", 35, None, seen(1, 2_000, 8_000, "paid")),
        on_terms("percent", 35, None, seen(2, 2_000, 0, "prepaid")),
        seen(3, 0, 0, "awaiting_payment"),
        seen(4, 2_000, 0, "cancelled"),
    ];
    let payments = vec![
        paid_in("prepaid", 1, 1, 2_000),
        paid_in("payment", 2, 1, 9_000),
        paid_in("adjustment", 3, 1, -1_000),
        paid_in("prepaid", 4, 2, 2_000),
        paid_in("prepaid", 5, 4, 2_000),
    ];
    assert_eq!(issues(appointments, payments, vec![owed(1, 1, 3_500, "paid")]), []);
}

#[test]
fn more_than_the_price() {
    let found = issues(vec![seen(1, 2_000, 8_001, "paid")], vec![], vec![]);
    assert_eq!(found, [issue(MoneyIssueKind::OverService, 1, 10_000, Some(10_001))]);
    let free_of_charge = Appointment { service_amount: Some(Tenge(0)), ..seen(1, 500, 0, "paid") };
    assert_eq!(issues(vec![free_of_charge], vec![], vec![]), []);
}

#[test]
fn a_status_that_the_amounts_belie() {
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
        // The second appointment makes the amounts known where the first has none.
        let found = issues(vec![seen(1, received, 0, status), seen(2, 1, 0, "prepaid")], vec![], vec![]);
        let expected: Vec<MoneyIssue> =
            expected.map(|word| wrong_status(1, word, status)).into_iter().collect();
        assert_eq!(found, expected, "{received} {status}");
    }
    let free_of_charge = Appointment { service_amount: Some(Tenge(0)), ..seen(1, 500, 0, "prepaid") };
    assert_eq!(issues(vec![free_of_charge], vec![], vec![]), [wrong_status(1, "paid", "prepaid")]);
    let unpriced = Appointment { service_amount: None, ..seen(1, 500, 0, "prepaid") };
    assert_eq!(issues(vec![unpriced], vec![], vec![]), []);
}

#[test]
fn rows_that_do_not_sum_to_what_was_received() {
    let found = issues(
        vec![seen(1, 2_000, 3_000, "prepaid")],
        vec![paid_in("prepaid", 1, 1, 2_000), paid_in("payment", 2, 1, 2_500)],
        vec![],
    );
    assert_eq!(found, [issue(MoneyIssueKind::Rows, 1, 5_000, Some(4_500))]);
}

#[test]
fn a_prepaid_row_that_is_not_the_prepaid_amount() {
    let appointments = || vec![seen(1, 2_000, 3_000, "prepaid")];
    let found = issues(
        appointments(),
        vec![paid_in("prepaid", 1, 1, 1_500), paid_in("payment", 2, 1, 3_500)],
        vec![],
    );
    assert_eq!(found, [issue(MoneyIssueKind::PrepaidRow, 1, 2_000, Some(1_500))]);
    let of_a_new_kind = vec![paid_in("deposit", 1, 1, 2_000), paid_in("payment", 2, 1, 3_000)];
    assert_eq!(issues(appointments(), of_a_new_kind, vec![]), []);
}

#[test]
fn an_expense_that_the_terms_do_not_give() {
    let wrong = |expected, actual| vec![issue(MoneyIssueKind::Expense, 1, expected, actual)];
    let paid = || seen(1, 10_000, 0, "paid");
    let odd = || Appointment { service_amount: Some(Tenge(9_990)), ..seen(1, 9_990, 0, "paid") };
    let cases = [
        (on_terms("fixed", 1_500, None, paid()), Some((1_500, "unpaid")), vec![]),
        (on_terms("fixed", 1_500, None, paid()), Some((1_400, "unpaid")), wrong(1_500, Some(1_400))),
        (on_terms("fixed", 1_500, None, paid()), None, wrong(1_500, None)),
        (on_terms("fixed", 0, None, paid()), None, vec![]),
        (on_terms("percent", 35, None, odd()), Some((3_497, "paid")), vec![]), // 3496.5
        (on_terms("percent", 35, None, odd()), Some((3_496, "paid")), wrong(3_497, Some(3_496))),
        (on_terms("fixed_plus_percent", 500, Some(10), paid()), Some((1_500, "unpaid")), vec![]),
        (
            on_terms("fixed_plus_percent", 500, Some(10), paid()),
            Some((500, "unpaid")),
            wrong(1_500, Some(500)),
        ),
        // Terms that did not come, or of a new kind, give nothing to compare with.
        (on_terms("fixed_plus_percent", 500, None, paid()), Some((1, "unpaid")), vec![]),
        (on_terms("by_hour", 500, None, paid()), Some((1, "unpaid")), vec![]),
        (paid(), Some((1, "unpaid")), vec![]),
        // Not paid (any more): nothing is owed, but what was handed out stays.
        (
            on_terms("fixed", 1_500, None, seen(1, 5_000, 0, "prepaid")),
            Some((1_500, "unpaid")),
            wrong(0, Some(1_500)),
        ),
        (on_terms("fixed", 1_500, None, seen(1, 5_000, 0, "prepaid")), Some((1_500, "paid")), vec![]),
        (on_terms("fixed", 1_500, None, seen(1, 5_000, 0, "prepaid")), None, vec![]),
    ];
    for (number, (appointment, expense, expected)) in cases.into_iter().enumerate() {
        // The second appointment's row shows that the server sends expenses at all.
        let other = on_terms("fixed", 100, None, seen(2, 10_000, 0, "paid"));
        let mut expenses = vec![owed(2, 2, 100, "paid")];
        expenses.extend(expense.map(|(amount, status)| owed(1, 1, amount, status)));
        assert_eq!(issues(vec![appointment, other], vec![], expenses), expected, "case {number}");
    }
}

#[test]
fn rows_of_appointments_that_did_not_come() {
    let orphan = |id, actual| MoneyIssue {
        kind: MoneyIssueKind::Orphan,
        appointment_id: id,
        expected: None,
        actual: Some(Tenge(actual)),
        expected_status: None,
        actual_status: None,
    };
    let payload = Payload {
        payments: vec![paid_in("prepaid", 1, 404, 700)],
        expenses: vec![owed(1, 405, 80, "unpaid")],
        ..anna_in("Asia/Almaty")
    };
    let calendar = Calendar::new(payload);
    let view = money(&calendar, &Show::new(&calendar, Tz::Asia__Almaty).request(ViewKind::Day, "2026-03-11"));
    assert_eq!(view.issues, [orphan(404, 700), orphan(405, 80)]);
    assert_eq!((view.received, view.by_method.len()), (Some(Tenge(0)), 0), "in no sum");
}

#[test]
fn on_a_server_without_finance_nothing_is_missing() {
    let appointments = || {
        vec![
            on_terms("fixed", 1_500, None, seen(1, 10_000, 0, "paid")),
            on_terms("fixed", 1_500, None, seen(2, 2_000, 0, "prepaid")),
        ]
    };
    assert_eq!(issues(appointments(), vec![], vec![]), []);
    // Payments come, expenses do not, and the other way round.
    let payments = vec![paid_in("prepaid", 1, 1, 10_000), paid_in("prepaid", 2, 2, 2_000)];
    assert_eq!(issues(appointments(), payments, vec![]), []);
    assert_eq!(issues(appointments(), vec![], vec![owed(1, 1, 1_500, "unpaid")]), []);
    // All of it zero: the statuses are left from another time.
    assert_eq!(issues(vec![seen(1, 0, 0, "paid")], vec![], vec![]), []);
}
