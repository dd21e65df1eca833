//! The money report of every scenario equals a recount of the response's JSON.
#![allow(clippy::unwrap_used, reason = "a failed setup fails the test")]

mod common;
#[path = "../../calendar/examples/money_json/mod.rs"]
mod money_json;
#[path = "../../calendar/tests/view/money_recount.rs"]
mod money_recount;
#[path = "../../calendar/tests/view/money_view_recount.rs"]
mod money_view_recount;

use calendar::decode::decode;
use calendar::model::{Instant, Interval};
use calendar::money::{MoneyRequest, overview, report};
use calendar::view::types::PaymentBasis;
use calendar::{Calendar, Filter, KnownRange, ResourceOrder};
use chrono::NaiveDate;
use common::{NOW, TestServer, WEEK, instant};
use money_recount::Recount;
use money_view_recount::every_row;
use practice::Scenario;
use serde_json::{Value, json};

/// The six weeks around [`NOW`], the longest range that the program requests.
const SIX_WEEKS: &str = "from=2026-11-02T00:00:00%2B05:00&to=2026-12-14T00:00:00%2B05:00";

async fn payload_of(scenario: Scenario) -> Value {
    // A week of the busy scenario has as many rows as six weeks of the others.
    let query = if scenario == Scenario::Busy { WEEK } else { SIX_WEEKS };
    TestServer::start(scenario).await.payload(query).await
}

/// Compares the report with the recount on both bases, for each day of the data and for all of them. Returns what was
/// counted by the date of the appointment for all days.
fn check(scenario: Scenario, payload: &Value) -> Value {
    let calendar = Calendar::new(decode(json!({ "payload": payload }).to_string().as_bytes()).unwrap());
    let everything = Interval::new(Instant::MIN_UTC, Instant::MAX_UTC);
    let known = KnownRange { range: everything, calendar: &calendar };
    let recount = Recount::new(payload);
    assert_eq!(calendar.clinic_zone(), recount.zone, "{scenario}");
    let today: NaiveDate = "2026-11-25".parse().unwrap();
    let (first, last) = recount.dates().unwrap_or((today, today));
    let days = first.iter_days().take_while(|date| *date <= last);
    for (from, to) in days.map(|date| (date, date)).chain([(first, last)]) {
        for basis in [PaymentBasis::Taken, PaymentBasis::Appointment] {
            let request = MoneyRequest {
                from,
                to,
                basis,
                now: instant(NOW),
                zone: calendar.clinic_zone(),
                filter: &Filter::default(),
                order: &ResourceOrder::default(),
            };
            assert_eq!(
                money_json::of_report(&report(&[known], &request)),
                recount.report(from, to, basis == PaymentBasis::Taken, instant(NOW)),
                "{scenario}: {from} {to} {basis:?}"
            );
            let overview = json!(overview(&[known], &request));
            recount.check_overview(&overview, (from, to), basis == PaymentBasis::Taken, instant(NOW));
            if (from, to) == (first, last) {
                let rows = every_row(&[known], &request);
                recount.check_rows(&rows, (from, to), basis == PaymentBasis::Taken, today);
            }
        }
    }
    recount.report(first, last, false, instant(NOW))
}

#[tokio::test]
async fn every_sum_of_every_scenario_equals_a_recount() {
    for scenario in Scenario::ALL {
        let counted = check(scenario, &payload_of(scenario).await);
        let finance = match scenario {
            Scenario::NoFinance | Scenario::FinanceGone | Scenario::Empty => "not_provided",
            _ => "recorded",
        };
        assert_eq!((&counted["finance"], &counted["issues"]), (&json!(finance), &json!(0)), "{scenario}");
        let is_known = counted["payments"]["total"].as_i64().is_some_and(|total| total > 0);
        assert_eq!(is_known, finance == "recorded", "{scenario}: {}", counted["payments"]);
    }
}
