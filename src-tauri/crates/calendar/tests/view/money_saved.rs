//! The sums of saved responses, compared with sums that the test computes from the JSON.

use std::collections::{BTreeMap, HashSet};

use calendar::model::OpenEnum;
use calendar::money::money;
use calendar::view::{MoneyShare, MoneyState, MoneyView, ViewKind};
use calendar::{Calendar, Filter};
use serde_json::Value;

use crate::fixture::{SavedResponse, fixture_path, instant};
use crate::saved::large_month;
use crate::support::{Views, hiding};

fn money_of(saved: &SavedResponse, kind: ViewKind, filter: Filter) -> MoneyView {
    let calendar = Calendar::new(saved.payload.clone());
    let zone = calendar.clinic_zone();
    let date = saved.range().start.with_timezone(&zone).date_naive().to_string();
    let views = Views { filter, ..Views::new(&calendar, zone) };
    money(&calendar, &views.request(kind, &date))
}

fn number(row: &Value, key: &str) -> i64 {
    row[key].as_i64().unwrap_or(0)
}

/// The count and the sum of rows for each word of a field.
fn by_word<'a>(rows: impl Iterator<Item = &'a Value>, key: &str) -> BTreeMap<String, (u32, i64)> {
    let mut sums: BTreeMap<String, (u32, i64)> = BTreeMap::new();
    for row in rows {
        let (count, sum) = sums.entry(row[key].as_str().unwrap_or("").to_owned()).or_default();
        *count += 1;
        *sum += number(row, "amount");
    }
    sums
}

fn shares_by_word<T: OpenEnum>(shares: &[MoneyShare<T>]) -> BTreeMap<String, (u32, i64)> {
    assert!(shares.is_sorted_by(|a, b| a.amount >= b.amount));
    let word = |share: &MoneyShare<T>| {
        share.value.as_ref().map_or_else(String::new, |value| value.word().to_owned())
    };
    shares.iter().map(|share| (word(share), (share.count, share.amount.0))).collect()
}

#[test]
fn sums_of_the_demo_weeks_equal_the_json() {
    for name in ["demo1_clinic", "demo2_salon", "demo3_clinic"] {
        let saved = SavedResponse::open(&fixture_path(&format!("payloads/{name}.json.gz")));
        let payload = &saved.json["payload"];
        let hidden = saved.payload.resources[0].id;
        for filter in [Filter::default(), hiding([hidden])] {
            let view = money_of(&saved, ViewKind::Week, filter.clone());
            let is_counted = |appointment: &&Value| {
                let start = instant(appointment["starts_at"].as_str().unwrap());
                saved.range().contains(start) && filter.shows_resource(number(appointment, "resource_id"))
            };
            let appointments: Vec<&Value> =
                payload["appointments"].as_array().unwrap().iter().filter(is_counted).collect();
            let ids: HashSet<i64> =
                appointments.iter().map(|appointment| number(appointment, "id")).collect();
            let rows = |key: &str| -> Vec<&Value> {
                let rows = payload[key].as_array().unwrap().iter();
                rows.filter(|row| ids.contains(&number(row, "appointment_id"))).collect()
            };

            let (mut planned, mut received, mut outstanding, mut not_cancelled) = (0, 0, 0, 0);
            for appointment in &appointments {
                let status = appointment["status"].as_str().unwrap();
                let amounts =
                    number(appointment, "prepaid_amount") + number(appointment, "settlement_amount");
                received += amounts;
                not_cancelled += u32::from(status != "cancelled");
                if status != "cancelled" && status != "no_show" {
                    planned += number(appointment, "service_amount");
                    if appointment["payment_status"] != "cancelled" {
                        outstanding += (number(appointment, "service_amount") - amounts).max(0);
                    }
                }
            }
            assert_eq!(
                (view.state, view.appointments, view.planned.0),
                (MoneyState::Recorded, not_cancelled, planned),
                "{name}"
            );
            assert_eq!(view.received.map(|sum| sum.0), Some(received), "{name}");
            assert_eq!(view.outstanding.map(|sum| sum.0), Some(outstanding), "{name}");
            assert_eq!(
                view.unpaid_appointments.iter().map(|appointment| appointment.outstanding.0).sum::<i64>(),
                outstanding
            );

            let payments = rows("payments");
            assert_eq!(
                payments.iter().map(|row| number(row, "amount")).sum::<i64>(),
                received,
                "{name}: the sum of the payments"
            );
            assert_eq!(
                shares_by_word(&view.by_method),
                by_word(payments.iter().copied(), "payment_method"),
                "{name}"
            );
            assert_eq!(
                shares_by_word(&view.by_kind),
                by_word(payments.iter().copied(), "payment_kind"),
                "{name}"
            );

            let by_status = by_word(rows("expenses").into_iter(), "status");
            let expenses = view.expenses.unwrap();
            let amount = |word: &str| by_status.get(word).map_or(0, |(_, sum)| *sum);
            assert_eq!((expenses.paid.0, expenses.unpaid.0), (amount("paid"), amount("unpaid")), "{name}");
            assert_eq!(expenses.total.0, by_status.values().map(|(_, sum)| sum).sum::<i64>(), "{name}");

            assert_eq!(view.by_day.iter().map(|day| day.received.unwrap().0).sum::<i64>(), received);
            assert_eq!(view.by_resource.iter().map(|row| row.received.unwrap().0).sum::<i64>(), received);
            assert_eq!(
                view.by_resource.iter().map(|row| row.expenses.unwrap().total.0).sum::<i64>(),
                expenses.total.0
            );
            assert_eq!(view.issues, [], "{name}: the server's amounts add up");
        }
    }
}

#[test]
fn large_month_has_no_issues() {
    let saved = large_month();
    let calendar = Calendar::new(saved.payload.clone());
    let view = money(
        &calendar,
        &Views::new(&calendar, calendar.clinic_zone()).request(ViewKind::Month, "2026-05-15"),
    );
    assert_eq!((view.state, view.by_day.len(), view.issues.len()), (MoneyState::Recorded, 31, 0));
    let rows = saved.json["payload"]["payments"].as_array().unwrap();
    assert_eq!(view.received.unwrap().0, rows.iter().map(|row| number(row, "amount")).sum::<i64>());
}

#[test]
fn sums_without_payment_rows_equal_the_sums_with_them() {
    let mut saved = SavedResponse::open(&fixture_path("payloads/demo1_clinic.json.gz"));
    let recorded = money_of(&saved, ViewKind::Week, Filter::default());
    saved.payload.payments.clear();
    saved.payload.expenses.clear();
    for appointment in &mut saved.payload.appointments {
        appointment.payments.clear();
        appointment.expense = None;
    }
    let without_rows = money_of(&saved, ViewKind::Week, Filter::default());
    assert_eq!(without_rows.state, MoneyState::AmountsOnly);
    assert_eq!((without_rows.received, without_rows.outstanding), (recorded.received, recorded.outstanding));
    assert_eq!((without_rows.expenses, without_rows.issues.len()), (None, 0));
    assert_eq!(
        without_rows.by_method.iter().map(|share| share.amount.0).sum::<i64>(),
        without_rows.received.unwrap().0
    );

    for appointment in &mut saved.payload.appointments {
        (appointment.prepaid_amount, appointment.settlement_amount) = (None, None);
    }
    let without_amounts = money_of(&saved, ViewKind::Week, Filter::default());
    assert_eq!(
        (without_amounts.state, without_amounts.received, without_amounts.planned),
        (MoneyState::NotProvided, None, recorded.planned)
    );
}
