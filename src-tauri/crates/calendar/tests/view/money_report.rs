//! The rules of the report, one by one.

use crate::support::*;
use calendar::model::{Appointment, Compensation, Expense, Payload, Payment, Status, Tenge};
use calendar::money::{Debt, MoneyReport, MoneyRequest, money_rows, report};
use calendar::view::MoneyIssueKind;
use calendar::view::types::{
    DebtKind, ExpenseBasis, MoneyColumn, MoneyRow, MoneyRowOrder, MoneyTable, PaymentBasis, PaymentOverview,
    PaymentsUnknown, RowWindow,
};
use calendar::{Calendar, Filter, ResourceOrder};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// 12:00 in Almaty on a Wednesday.
const NOW: &str = "2026-03-11T07:00:00Z";

/// An appointment of an hour from 10:00 in Almaty on a day of March 2026, for 10 000 tenge.
fn priced(id: i64, day: u32, prepaid: i64, settlement: i64) -> Appointment {
    let (start, end) = (format!("2026-03-{day:02}T05:00:00Z"), format!("2026-03-{day:02}T06:00:00Z"));
    Appointment {
        service_amount: Some(Tenge(10_000)),
        prepaid_amount: Some(Tenge(prepaid)),
        settlement_amount: Some(Tenge(settlement)),
        ..appointment(id, ANNA, &start, &end)
    }
}

fn payment(id: i64, appointment_id: i64, amount: i64, taken: &str) -> Payment {
    Payment {
        id,
        appointment_id,
        amount: Tenge(amount),
        payment_method: Some("cash".into()),
        payment_kind: Some("payment".into()),
        created_at: Some(at(taken)),
        ..Payment::default()
    }
}

fn expense(id: i64, appointment_id: i64, amount: i64, paid_at: Option<&str>) -> Expense {
    Expense {
        id,
        appointment_id,
        amount: Tenge(amount),
        status: Some(if paid_at.is_some() { "paid" } else { "unpaid" }.into()),
        paid_at: paid_at.map(at),
        ..Expense::default()
    }
}

fn clinic(appointments: Vec<Appointment>, payments: Vec<Payment>, expenses: Vec<Expense>) -> Payload {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.push(resource(BORIS, "Asia/Almaty"));
    Payload { appointments, payments, expenses, ..payload }
}

fn request(basis: PaymentBasis, [from, to]: [NaiveDate; 2], filter: &Filter) -> MoneyRequest<'_> {
    const ORDER: &ResourceOrder = &ResourceOrder::Name;
    MoneyRequest { from, to, basis, now: at(NOW), zone: Tz::Asia__Almaty, filter, order: ORDER }
}

fn filtered(payload: &Payload, basis: PaymentBasis, days: [u32; 2], filter: &Filter) -> MoneyReport {
    let [from, to] = days.map(|day| date(&format!("2026-03-{day:02}")));
    report(&[known(&Calendar::new(payload.clone()))], &request(basis, [from, to], filter))
}

fn of_days(payload: &Payload, basis: PaymentBasis, days: [u32; 2]) -> MoneyReport {
    filtered(payload, basis, days, &Filter::default())
}

fn rows_of(payload: &Payload, days: [u32; 2], table: &MoneyTable, sort: MoneyColumn) -> Vec<MoneyRow> {
    let days = days.map(|day| date(&format!("2026-03-{day:02}")));
    let rows = RowWindow { first: 0, count: RowWindow::MAX_COUNT };
    let order = MoneyRowOrder { sort, descending: false, rows };
    let filter = Filter::default();
    let calendar = Calendar::new(payload.clone());
    money_rows(&[known(&calendar)], &request(PaymentBasis::Taken, days, &filter), table, &order).rows
}

fn accrued(resource: Option<i64>) -> MoneyTable {
    MoneyTable::Expenses { basis: ExpenseBasis::Accrued, resource, paid: None, paid_by: None }
}

fn total(report: &MoneyReport) -> Option<i64> {
    report.payments.as_ref().ok().map(|payments| payments.total.amount.0)
}

#[test]
fn payment_goes_by_the_date_that_the_basis_names() {
    // The appointment is on the 11th. One payment was taken in the last minute of the 10th in Almaty, one in the first
    // of the 12th.
    let payload = clinic(
        vec![priced(1, 11, 4_000, 6_000)],
        vec![payment(1, 1, 4_000, "2026-03-10T18:59:59Z"), payment(2, 1, 6_000, "2026-03-11T19:00:00Z")],
        vec![],
    );
    let cases = [
        (PaymentBasis::Taken, [10, 10], 4_000),
        (PaymentBasis::Taken, [11, 11], 0),
        (PaymentBasis::Taken, [12, 12], 6_000),
        (PaymentBasis::Taken, [10, 12], 10_000),
        (PaymentBasis::Appointment, [10, 10], 0),
        (PaymentBasis::Appointment, [11, 11], 10_000),
        (PaymentBasis::Appointment, [12, 12], 0),
    ];
    for (basis, days, expected) in cases {
        let report = of_days(&payload, basis, days);
        assert_eq!(total(&report), Some(expected), "{basis:?} {days:?}");
        assert_eq!(report.payments.unwrap().basis, basis);
    }
}

#[test]
fn payment_without_an_appointment_counts_when_it_was_taken_and_is_an_issue() {
    let payload = clinic(vec![], vec![payment(1, 99, 500, NOW)], vec![]);
    let taken = of_days(&payload, PaymentBasis::Taken, [11, 11]);
    assert_eq!((total(&taken), taken.issues[0].kind), (Some(500), MoneyIssueKind::Orphan));
    assert_eq!(total(&of_days(&payload, PaymentBasis::Appointment, [1, 31])), Some(0));
}

#[test]
fn payments_are_added_by_employee_and_those_without_one_together() {
    let by =
        |employee: Option<i64>, id| Payment { recorded_by_id: employee, ..payment(id, 1, 100 * id, NOW) };
    let payload = clinic(
        vec![priced(1, 11, 0, 1_000)],
        vec![by(Some(7), 1), by(None, 2), by(Some(7), 3), by(None, 4)],
        vec![],
    );
    for basis in [PaymentBasis::Taken, PaymentBasis::Appointment] {
        let PaymentOverview { total, by_employee, .. } = of_days(&payload, basis, [11, 11]).payments.unwrap();
        let found: Vec<_> = by_employee.iter().map(|by| (by.employee_id, by.count, by.amount.0)).collect();
        assert_eq!((total.count, found), (4, vec![(None, 2, 600), (Some(7), 2, 400)]));
    }
}

#[test]
fn basis_that_a_row_does_not_offer_is_refused_with_the_reason() {
    let mut payload = clinic(
        vec![priced(1, 11, 0, 3_000)],
        vec![payment(1, 1, 1_000, NOW), payment(2, 1, 2_000, NOW)],
        vec![],
    );
    payload.payments[1].created_at = None;
    let reason = of_days(&payload, PaymentBasis::Taken, [11, 11]).payments.unwrap_err();
    assert_eq!(reason, PaymentsUnknown::NoTime { rows: 2, without_time: 1 });
    assert_eq!(reason.to_string(), "1 of 2 payments do not say when they were taken");
    assert_eq!(total(&of_days(&payload, PaymentBasis::Appointment, [11, 11])), Some(3_000));

    payload.payments.clear();
    let reason = of_days(&payload, PaymentBasis::Taken, [11, 11]).payments.unwrap_err();
    assert_eq!(reason, PaymentsUnknown::NoRows);
    let amounts = of_days(&payload, PaymentBasis::Appointment, [11, 11]).payments.unwrap();
    assert_eq!((amounts.total.amount.0, amounts.has_rows, amounts.by_employee), (3_000, false, vec![]));

    payload.appointments[0].settlement_amount = Some(Tenge(0));
    for basis in [PaymentBasis::Taken, PaymentBasis::Appointment] {
        let report = of_days(&payload, basis, [11, 11]);
        assert_eq!(report.payments, Err(PaymentsUnknown::NotProvided));
        assert_eq!((report.debts, report.expenses), (None, None));
    }
}

#[test]
fn open_money_is_told_apart_by_status_end_and_what_was_received() {
    let (scheduled, completed) = (Status::Scheduled, Status::Completed);
    let (cancelled, no_show, unknown) =
        (Status::Cancelled, Status::NoShow, Status::Other("arrived".to_owned()));
    // The day, the status, what was received, and the debt with its amount. It is noon on the 11th.
    let cases = [
        (9, &scheduled, 0, Some((DebtKind::LeftWithoutPaying, 10_000, Some(2)))),
        (11, &completed, 0, Some((DebtKind::LeftWithoutPaying, 10_000, Some(0)))),
        (10, &completed, 4_000, Some((DebtKind::PartPaid, 6_000, Some(1)))),
        (10, &completed, 10_000, None),
        (10, &completed, 12_000, None),
        (10, &unknown, 0, None),
        (12, &unknown, 0, Some((DebtKind::Expected, 10_000, None))),
        (12, &scheduled, 4_000, Some((DebtKind::Expected, 6_000, None))),
        (12, &completed, 10_000, None),
        (10, &no_show, 4_000, Some((DebtKind::NoShowWithPrepayment, 4_000, Some(1)))),
        (10, &no_show, 0, None),
        (10, &cancelled, 4_000, Some((DebtKind::CancelledWithMoney, 4_000, Some(1)))),
        (12, &cancelled, 4_000, Some((DebtKind::CancelledWithMoney, 4_000, None))),
        (12, &cancelled, 0, None),
    ];
    for (day, status, received, expected) in cases {
        let appointment = with_status(status.clone(), priced(1, day, received, 0));
        let others = priced(2, 20, 1, 0);
        let payload = clinic(vec![appointment, others], vec![], vec![]);
        let debts = of_days(&payload, PaymentBasis::Appointment, [1, 19]).debts.unwrap();
        let expected = expected.map(|(kind, amount, age_days)| Debt {
            kind,
            appointment_id: 1,
            amount: Tenge(amount),
            age_days,
        });
        assert_eq!(debts, Vec::from_iter(expected), "{day} {status:?} {received}");
    }
}

#[test]
fn appointment_is_over_at_the_moment_of_its_end() {
    let kind_at = |end: &str| {
        let over = Appointment { ends_at: at(end), ..priced(1, 11, 1_000, 0) };
        of_days(&clinic(vec![over], vec![], vec![]), PaymentBasis::Appointment, [11, 11]).debts.unwrap()[0]
            .kind
    };
    assert_eq!(kind_at(NOW), DebtKind::PartPaid);
    assert_eq!(kind_at("2026-03-11T07:00:01Z"), DebtKind::Expected);
}

#[test]
fn nothing_is_owed_when_the_user_cancelled_the_payment() {
    let waived = Appointment { payment_status: Some("cancelled".into()), ..priced(1, 10, 0, 0) };
    let payload = clinic(vec![waived, priced(2, 20, 1, 0)], vec![], vec![]);
    assert_eq!(of_days(&payload, PaymentBasis::Appointment, [10, 10]).debts, Some(vec![]));
}

#[test]
fn expense_accrues_on_the_date_of_the_appointment_and_is_paid_out_on_its_own() {
    let mut payload = clinic(
        vec![priced(1, 5, 0, 10_000), priced(2, 11, 0, 10_000)],
        vec![],
        vec![
            expense(1, 1, 3_000, Some("2026-03-11T18:59:59Z")),
            expense(2, 2, 4_000, None),
            expense(3, 99, 500, Some("2026-03-11T05:00:00Z")),
        ],
    );
    let sums = |payload: &Payload, days| {
        let expenses = of_days(payload, PaymentBasis::Appointment, days).expenses.unwrap();
        let accrued = expenses.accrued;
        ((accrued.total.0, accrued.paid.0, accrued.unpaid.0), expenses.paid_out.map(|sum| sum.amount.0))
    };
    assert_eq!(sums(&payload, [5, 5]), ((3_000, 3_000, 0), Some(0)));
    assert_eq!(sums(&payload, [11, 11]), ((4_000, 0, 4_000), Some(3_500)));
    assert_eq!(sums(&payload, [12, 12]), ((0, 0, 0), Some(0)));
    payload.expenses[0].paid_at = None;
    assert_eq!(sums(&payload, [11, 11]), ((4_000, 0, 4_000), None), "nobody knows when 3 000 were paid out");
}

#[test]
fn expense_is_compared_with_the_terms_of_its_own_appointment() {
    let with_terms = |id: i64, status: &str, kind: &str, value: i64, percent: Option<i64>| Appointment {
        service_amount: Some(Tenge(15_000)),
        payment_status: Some(status.into()),
        compensation_type_snapshot: Some(kind.into()),
        compensation_value_snapshot: Some(value),
        compensation_percent_snapshot: percent,
        ..priced(id, 11, 0, 15_000)
    };
    let paid_out = Some("2026-03-11T05:00:00Z");
    let payload = clinic(
        vec![
            with_terms(1, "paid", "percent", 30, None),
            with_terms(2, "paid", "fixed_plus_percent", 1_000, Some(10)),
            with_terms(3, "paid", "by agreement", 30, None),
            Appointment { settlement_amount: None, ..with_terms(4, "awaiting_payment", "percent", 30, None) },
            Appointment { settlement_amount: None, ..with_terms(5, "awaiting_payment", "percent", 30, None) },
        ],
        vec![],
        vec![
            expense(1, 1, 4_000, None),
            expense(2, 2, 2_500, None),
            expense(3, 3, 7_000, None),
            expense(4, 4, 4_500, None),
            expense(5, 5, 4_500, paid_out),
        ],
    );
    let report = of_days(&payload, PaymentBasis::Appointment, [11, 11]);
    let rows = rows_of(&payload, [11, 11], &accrued(None), MoneyColumn::Appointment);
    let rows: Vec<_> = rows
        .into_iter()
        .map(|row| (row.id, row.amount.0, row.should_be.map(|amount| amount.0), row.terms))
        .collect();
    let percent = Some(Compensation::Percent { percent: 30 });
    let both = Some(Compensation::FixedPlusPercent { amount: Tenge(1_000), percent: 10 });
    assert_eq!(
        rows,
        [
            (1, 4_000, Some(4_500), percent),
            (2, 2_500, Some(2_500), both),
            (3, 7_000, None, None),
            (4, 4_500, Some(0), percent),
            (5, 4_500, None, percent),
        ]
    );
    let wrong: Vec<i64> = report
        .issues
        .iter()
        .filter(|issue| issue.kind == MoneyIssueKind::Expense)
        .map(|issue| issue.appointment_id)
        .collect();
    assert_eq!(wrong, [1, 4]);
}

#[test]
fn hidden_resources_and_appointments_are_in_no_sum() {
    let of_boris = Appointment { resource_id: BORIS, ..priced(2, 10, 2_000, 0) };
    let payload = clinic(
        vec![priced(1, 10, 1_000, 0), of_boris],
        vec![payment(1, 1, 1_000, NOW), payment(2, 2, 2_000, NOW), payment(3, 99, 4_000, NOW)],
        vec![expense(1, 1, 100, Some(NOW)), expense(2, 2, 200, Some(NOW)), expense(3, 99, 400, Some(NOW))],
    );
    let unpaid_only = Filter { unpaid: true, ..hiding([BORIS]) };
    for filter in [hiding([BORIS]), unpaid_only] {
        let taken = filtered(&payload, PaymentBasis::Taken, [1, 31], &filter);
        let expenses = taken.expenses.as_ref().unwrap();
        assert_eq!(
            (total(&taken), expenses.accrued.total.0, expenses.paid_out.map(|sum| sum.amount.0)),
            (Some(1_000), 100, Some(100))
        );
        assert_eq!(taken.debts.unwrap().iter().map(|debt| debt.appointment_id).collect::<Vec<_>>(), [1]);
        let dated = filtered(&payload, PaymentBasis::Appointment, [1, 31], &filter);
        assert_eq!(total(&dated), Some(1_000));
    }
    let taken = of_days(&payload, PaymentBasis::Taken, [1, 31]);
    assert_eq!((total(&taken), taken.expenses.unwrap().paid_out.unwrap().amount.0), (Some(7_000), 700));
}
