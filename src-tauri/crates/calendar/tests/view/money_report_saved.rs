//! The report of saved responses, as they are and damaged, equals a recount of their JSON.

use calendar::decode::decode;
use calendar::model::Instant;
use calendar::money::{DebtKind, DebtTotals, MoneyReport, MoneyRequest, PaymentBasis, money, report};
use calendar::view::{MoneyState, ViewKind};
use calendar::{Calendar, Filter};
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

use crate::fixture::{SavedResponse, fixture_path};
use crate::money_json;
use crate::money_recount::Recount;
use crate::support::Views;

/// The payload of a saved response, and a moment in the middle of its range.
fn saved(name: &str) -> (Value, Instant) {
    let saved = SavedResponse::open(&fixture_path(&format!("payloads/{name}.json.gz")));
    let range = saved.range();
    (saved.json["payload"].clone(), range.start + range.length() / 2 + TimeDelta::hours(1))
}

fn report_of(
    calendar: &Calendar,
    (from, to): (NaiveDate, NaiveDate),
    basis: PaymentBasis,
    now: Instant,
) -> MoneyReport {
    let zone = calendar.clinic_zone();
    report(calendar, &MoneyRequest { from, to, basis, now, zone, filter: &Filter::default() })
}

/// Compares the report with the recount on both bases, for each day of the data and for all of them. Returns what was
/// counted by the date of the appointment for all days.
fn check(name: &str, payload: &Value, now: Instant) -> Value {
    let calendar = Calendar::new(decode(json!({ "payload": payload }).to_string().as_bytes()).unwrap());
    let recount = Recount::new(payload);
    assert_eq!(calendar.clinic_zone(), recount.zone, "{name}");
    let (first, last) = recount.dates().unwrap();
    for basis in [PaymentBasis::Taken, PaymentBasis::Appointment] {
        for dates in
            first.iter_days().take_while(|date| *date <= last).map(|date| (date, date)).chain([(first, last)])
        {
            let counted = recount.report(dates.0, dates.1, basis == PaymentBasis::Taken, now);
            let report = report_of(&calendar, dates, basis, now);
            assert_eq!(money_json::of_report(&report), counted, "{name}: {dates:?} {basis:?}");
        }
    }
    recount.report(first, last, false, now)
}

const DEMOS: [&str; 3] = ["demo1_clinic", "demo2_salon", "demo3_clinic"];

#[test]
fn every_sum_of_saved_weeks_equals_a_recount() {
    for name in DEMOS {
        let (payload, now) = saved(name);
        let counted = check(name, &payload, now);
        assert_eq!((&counted["finance"], &counted["issues"]), (&json!("recorded"), &json!(0)), "{name}");
        for kind in ["left_without_paying", "part_paid", "expected", "no_show_with_prepayment"] {
            assert!(counted["debts"][kind]["count"].as_i64().unwrap() > 0, "{name} has such a debt: {kind}");
        }
    }
}

#[test]
fn every_sum_of_a_large_month_equals_a_recount() {
    let (payload, now) = saved("large_60x31_20k");
    check("large", &payload, now);
}

/// Removes the rows inside of the appointments.
fn without_nested_rows(mut payload: Value) -> Value {
    for appointment in payload["appointments"].as_array_mut().unwrap() {
        let appointment = appointment.as_object_mut().unwrap();
        appointment.remove("payments");
        appointment.remove("expense");
    }
    payload
}

fn without_lists(mut payload: Value) -> Value {
    let object = payload.as_object_mut().unwrap();
    object.remove("payments");
    object.remove("expenses");
    payload
}

#[test]
fn rows_of_either_place_give_the_same_sums() {
    for name in DEMOS {
        let (payload, now) = saved(name);
        let counted = check(name, &payload, now);
        let mut nested = without_lists(payload.clone());
        for appointment in nested["appointments"].as_array_mut().unwrap() {
            for payment in appointment["payments"].as_array_mut().unwrap() {
                payment.as_object_mut().unwrap().remove("appointment_id");
            }
            if let Some(expense) = appointment["expense"].as_object_mut() {
                expense.remove("resource_id");
            }
        }
        assert_eq!(check(name, &nested, now), counted);
        let mut top = without_nested_rows(payload);
        assert_eq!(check(name, &top, now), counted);
        let repeated = top["payments"][0].clone();
        top["payments"].as_array_mut().unwrap().push(repeated);
        assert_eq!(check(name, &top, now), counted, "a repeated row counts once");
    }
}

#[test]
fn sums_that_the_server_does_not_send_are_absent() {
    for name in DEMOS {
        let (payload, now) = saved(name);
        let recorded = check(name, &payload, now);

        let mut amounts_only = without_lists(without_nested_rows(payload));
        let counted = check(name, &amounts_only, now);
        assert_eq!(counted["finance"], "amounts_only");
        assert_eq!(counted["debts"], recorded["debts"]);
        assert_eq!(counted["payments"]["total"], recorded["payments"]["total"]);
        assert_eq!(counted["payments"]["by_kind"]["prepaid"], recorded["payments"]["by_kind"]["prepaid"]);
        assert!(counted["payments"]["rows"].is_null() && counted["expenses"]["accrued"].is_null());

        for appointment in amounts_only["appointments"].as_array_mut().unwrap() {
            appointment["prepaid_amount"] = Value::Null;
            appointment.as_object_mut().unwrap().remove("settlement_amount");
        }
        let counted = check(name, &amounts_only, now);
        assert_eq!(counted["finance"], "not_provided");
        assert!(counted["payments"]["total"].is_null() && counted["debts"]["expected"]["count"].is_null());
    }
}

#[test]
fn expenses_alone_do_not_say_what_was_received() {
    let (payload, now) = saved("demo1_clinic");
    let mut payload = without_nested_rows(payload);
    payload["payments"] = json!([]);
    for appointment in payload["appointments"].as_array_mut().unwrap() {
        let appointment = appointment.as_object_mut().unwrap();
        appointment.remove("prepaid_amount");
        appointment.remove("settlement_amount");
    }
    let counted = check("expenses alone", &payload, now);
    assert_eq!(counted["finance"], "recorded");
    assert!(counted["expenses"]["accrued"].as_i64().unwrap() > 0);
    assert!(counted["payments"]["total"].is_null() && counted["debts"]["expected"]["amount"].is_null());
}

#[test]
fn every_sum_of_a_damaged_week_equals_a_recount() {
    for name in DEMOS {
        let (mut payload, now) = saved(name);
        let every = |step: usize, rows: &mut Value, edit: fn(&mut Value)| {
            rows.as_array_mut().unwrap().iter_mut().step_by(step).for_each(edit);
        };
        every(7, &mut payload["payments"], |row| row["amount"] = json!(row["amount"].as_i64().unwrap() + 1));
        every(11, &mut payload["payments"], |row| row["payment_kind"] = json!("refund"));
        every(13, &mut payload["payments"], |row| row["appointment_id"] = json!(9_000_000));
        every(17, &mut payload["payments"], |row| row["payment_method"] = Value::Null);
        every(5, &mut payload["expenses"], |row| row["amount"] = json!(row["amount"].as_i64().unwrap() - 1));
        every(19, &mut payload["expenses"], |row| row["appointment_id"] = json!(9_000_000));
        every(3, &mut payload["appointments"], |row| row["payment_status"] = json!("paid"));
        every(23, &mut payload["appointments"], |row| row["prepaid_amount"] = json!(200_000));
        every(29, &mut payload["appointments"], |row| row["status"] = json!("arrived"));
        every(31, &mut payload["appointments"], |row| row["payment_status"] = json!("cancelled"));
        let counted = check(name, &payload, now);
        assert!(counted["issues"].as_i64().unwrap() > 100, "{name}: {counted}");

        payload["payments"][3].as_object_mut().unwrap().remove("created_at");
        let expenses = payload["expenses"].as_array_mut().unwrap();
        expenses.iter_mut().find(|row| row["status"] == "paid").unwrap()["paid_at"] = Value::Null;
        let counted = check(name, &payload, now);
        assert!(counted["expenses"]["paid_out"].is_null() && counted["payments"]["total"].is_i64());
    }
}

#[test]
fn report_of_a_day_has_the_numbers_of_the_money_panel() {
    for name in DEMOS {
        let (payload, now) = saved(name);
        let calendar = Calendar::new(decode(json!({ "payload": payload }).to_string().as_bytes()).unwrap());
        let (first, last) = Recount::new(&payload).dates().unwrap();
        let views = Views::new(&calendar, calendar.clinic_zone());
        let mut days_with_money = 0;
        for date in first.iter_days().take_while(|date| *date <= last) {
            let view = money(&calendar, &views.request(ViewKind::Day, &date.to_string()));
            let report = report_of(&calendar, (date, date), PaymentBasis::Appointment, now);
            assert_eq!((view.state, &view.issues), (MoneyState::Recorded, &report.issues));
            let payments = report.payments.unwrap();
            assert_eq!((&view.by_method, &view.by_kind), (&payments.by_method, &payments.by_kind));
            assert_eq!(view.received, Some(payments.total), "{name}: {date}");
            let expenses = report.expenses.unwrap();
            assert_eq!(view.expenses, Some(expenses.accrued));
            let debts = report.debts.unwrap();
            let owed = [DebtKind::LeftWithoutPaying, DebtKind::PartPaid, DebtKind::Expected]
                .map(|kind| DebtTotals::of(&debts, kind).amount.0);
            assert_eq!(view.outstanding.unwrap().0, owed.iter().sum::<i64>(), "{name}: {date}");
            days_with_money += usize::from(payments.total.0 > 0);
        }
        assert!(days_with_money > 4, "{name}");
    }
}
