//! The sums of saved responses, compared with sums that the test computes from the JSON.

use std::collections::{BTreeMap, HashSet};

use calendar::model::OpenEnum;
use calendar::money::MoneyReport;
use calendar::view::types::ResourceMoney;
use calendar::view::{MoneyShare, MoneyState, ViewKind};
use calendar::{Calendar, Filter};
use serde_json::Value;

use crate::fixture::{SavedResponse, fixture_path, instant};
use crate::saved::large_month;
use crate::support::{Views, hiding, owed};

fn money_of_week(saved: &SavedResponse, filter: Filter) -> MoneyReport {
    let calendar = Calendar::new(saved.payload.clone());
    let zone = calendar.clinic_zone();
    let date = saved.range().start.with_timezone(&zone).date_naive().to_string();
    Views { filter, ..Views::new(&calendar, zone) }.money(ViewKind::Week, &date)
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
            let report = money_of_week(&saved, filter.clone());
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

            let (mut planned, mut received, mut outstanding, mut due) = (0, 0, 0, 0);
            for appointment in &appointments {
                let status = appointment["status"].as_str().unwrap();
                let amounts =
                    number(appointment, "prepaid_amount") + number(appointment, "settlement_amount");
                received += amounts;
                if status != "cancelled" && status != "no_show" {
                    due += 1;
                    planned += number(appointment, "service_amount");
                    if appointment["payment_status"] != "cancelled" {
                        outstanding += (number(appointment, "service_amount") - amounts).max(0);
                    }
                }
            }
            assert_eq!(report.state, MoneyState::Recorded, "{name}");
            let taken = report.payments.as_ref().unwrap();
            assert_eq!(taken.total.amount.0, received, "{name}");
            assert_eq!(owed(&report).0, outstanding, "{name}");

            let payments = rows("payments");
            assert_eq!(
                payments.iter().map(|row| number(row, "amount")).sum::<i64>(),
                received,
                "{name}: the sum of the payments"
            );
            assert_eq!(
                shares_by_word(&taken.by_method),
                by_word(payments.iter().copied(), "payment_method"),
                "{name}"
            );
            assert_eq!(
                shares_by_word(&taken.by_kind),
                by_word(payments.iter().copied(), "payment_kind"),
                "{name}"
            );

            let by_status = by_word(rows("expenses").into_iter(), "status");
            let accrued = report.expenses.as_ref().unwrap().accrued;
            let amount = |word: &str| by_status.get(word).map_or(0, |(_, sum)| *sum);
            assert_eq!((accrued.paid.0, accrued.unpaid.0), (amount("paid"), amount("unpaid")), "{name}");
            assert_eq!(accrued.total.0, by_status.values().map(|(_, sum)| sum).sum::<i64>(), "{name}");

            let by_day = taken.by_day.iter().flat_map(|day| &day.by_method);
            assert_eq!(by_day.map(|share| share.amount.0).sum::<i64>(), received);
            let by_resource = &report.expenses.as_ref().unwrap().by_resource;
            let sum = |of: fn(&ResourceMoney) -> i64| by_resource.iter().map(of).sum::<i64>();
            assert_eq!(sum(|row| i64::from(row.appointments)), due, "{name}");
            assert_eq!(sum(|row| row.revenue.0), planned, "{name}");
            assert_eq!(sum(|row| row.received.unwrap().0), received);
            assert_eq!(sum(|row| row.totals.total.0), accrued.total.0);
            assert_eq!(report.issues, [], "{name}: the server's amounts add up");
        }
    }
}

#[test]
fn large_month_has_no_issues() {
    let saved = large_month();
    let calendar = Calendar::new(saved.payload.clone());
    let report = Views::new(&calendar, calendar.clinic_zone()).money(ViewKind::Month, "2026-05-15");
    let payments = report.payments.unwrap();
    assert_eq!((report.state, payments.by_day.len(), report.issues.len()), (MoneyState::Recorded, 31, 0));
    let rows = saved.json["payload"]["payments"].as_array().unwrap();
    assert_eq!(payments.total.amount.0, rows.iter().map(|row| number(row, "amount")).sum::<i64>());
}
