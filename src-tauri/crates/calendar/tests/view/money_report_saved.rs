//! The report of saved responses, as they are and damaged, equals a recount of their JSON.

use std::collections::HashSet;
use std::sync::LazyLock;

use calendar::decode::decode;
use calendar::model::{Instant, Interval};
use calendar::money::{MoneyRequest, overview, report};
use calendar::view::types::PaymentBasis;
use calendar::{Calendar, Filter, KnownRange, ResourceOrder, civil};
use chrono::{NaiveDate, TimeDelta};
use serde_json::{Value, json};

use crate::fixture::{SavedResponse, fixture_path};
use crate::money_json;
use crate::money_recount::Recount;
use crate::money_view_recount::every_row;
use crate::support::known;

/// The payload of a saved response, and a moment in the middle of its range.
fn saved(name: &str) -> (Value, Instant) {
    let saved = SavedResponse::open(&fixture_path(&format!("payloads/{name}.json.gz")));
    let range = saved.range();
    (saved.json["payload"].clone(), range.start + range.length() / 2 + TimeDelta::hours(1))
}

fn request(
    calendar: &Calendar,
    (from, to): (NaiveDate, NaiveDate),
    basis: PaymentBasis,
    now: Instant,
) -> MoneyRequest<'static> {
    static FILTER: LazyLock<Filter> = LazyLock::new(Filter::default);
    let zone = calendar.clinic_zone();
    MoneyRequest { from, to, basis, now, zone, filter: &FILTER, order: &ResourceOrder::Name }
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
            let request = request(&calendar, dates, basis, now);
            let known = [known(&calendar)];
            assert_eq!(
                money_json::of_report(&report(&known, &request)),
                counted,
                "{name}: {dates:?} {basis:?}"
            );
            let overview = json!(overview(&known, &request));
            recount.check_overview(&overview, dates, basis == PaymentBasis::Taken, now);
            if dates == (first, last) {
                let today = civil::date_of(recount.zone, now);
                let rows = every_row(&known, &request);
                recount.check_rows(&rows, dates, basis == PaymentBasis::Taken, today);
            }
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
        assert_eq!((&counted["finance"], &counted["issues"]), (&json!("amounts_only"), &json!(0)));
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

/// The payload with the appointments that start in a range, and the rows of these. What is nested in other appointments is
/// not there.
fn part_of(payload: &Value, (from, to): (NaiveDate, NaiveDate)) -> Value {
    let zone = Recount::new(payload).zone;
    let is_inside = |row: &Value| {
        let at: Instant = row["starts_at"].as_str().unwrap().parse().unwrap();
        (from..=to).contains(&civil::date_of(zone, at))
    };
    let mut part = payload.clone();
    part["appointments"].as_array_mut().unwrap().retain(is_inside);
    let ids: HashSet<i64> =
        part["appointments"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect();
    for list in ["payments", "expenses"] {
        let rows = part[list].as_array_mut().unwrap();
        rows.retain(|row| ids.contains(&row["appointment_id"].as_i64().unwrap()));
    }
    part
}

#[test]
fn ranges_together_have_the_sums_of_one_range_with_all() {
    for name in DEMOS {
        let (payload, now) = saved(name);
        let calendar_of = |payload: &Value| {
            Calendar::new(decode(json!({"payload": payload}).to_string().as_bytes()).unwrap())
        };
        let whole = calendar_of(&payload);
        let zone = whole.clinic_zone();
        let (first, last) = Recount::new(&payload).dates().unwrap();
        let dates: Vec<NaiveDate> = first.iter_days().take_while(|date| *date <= last).collect();
        let parts: Vec<(Interval, Calendar)> = dates
            .chunks(2)
            .map(|days| {
                let (from, to) = (days[0], days[days.len() - 1]);
                let range = Interval::new(
                    civil::day_start(zone, from),
                    civil::day_start(zone, civil::add_days(to, 1)),
                );
                (range, calendar_of(&part_of(&payload, (from, to))))
            })
            .collect();
        let known_parts: Vec<KnownRange> =
            parts.iter().map(|(range, calendar)| KnownRange { range: *range, calendar }).collect();
        // An older answer about everything changes nothing: each of its times is in a newer one.
        let older = [known_parts.as_slice(), &[known(&whole)]].concat();
        for basis in [PaymentBasis::Taken, PaymentBasis::Appointment] {
            let request = request(&whole, (first, last), basis, now);
            let expected = json!(overview(&[known(&whole)], &request));
            assert_eq!(json!(overview(&known_parts, &request)), expected, "{name} {basis:?}");
            assert_eq!(json!(overview(&older, &request)), expected, "{name} {basis:?}");
        }
    }
}

#[test]
fn appointment_that_a_newer_range_lacks_or_has_elsewhere_counts_as_the_newer_one_says() {
    let (payload, now) = saved("demo1_clinic");
    let whole = Calendar::new(decode(json!({"payload": payload}).to_string().as_bytes()).unwrap());
    let (first, last) = Recount::new(&payload).dates().unwrap();
    let mut newer_payload = payload.clone();
    let deleted = newer_payload["appointments"].as_array_mut().unwrap().remove(0);
    let moved = newer_payload["appointments"][0].clone();
    let later = civil::day_start(whole.clinic_zone(), civil::add_days(last, 1));
    newer_payload["appointments"][0]["starts_at"] = json!(later);
    newer_payload["appointments"][0]["ends_at"] = json!(later + TimeDelta::hours(1));
    let id_of = |row: &Value| row["id"].as_i64();
    for list in ["payments", "expenses"] {
        let rows = newer_payload[list].as_array_mut().unwrap();
        rows.retain(|row| row["appointment_id"].as_i64() != id_of(&deleted));
    }
    let newer = Calendar::new(decode(json!({"payload": newer_payload}).to_string().as_bytes()).unwrap());
    let request = request(&whole, (first, last), PaymentBasis::Appointment, now);
    let expected = json!(overview(&[known(&newer)], &request));
    assert_eq!(json!(overview(&[known(&newer), known(&whole)], &request)), expected);
    assert_ne!(json!(overview(&[known(&whole)], &request)), expected, "{}", moved["id"]);
}
