//! The money view: which weeks its sums come from, the rows behind the sums, and requests that cannot be fulfilled.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use chrono::NaiveDate;
use practice::{Fault, SamplePayment, Scenario, Server};
use serde_json::{Value, json};

use support::*;

/// A day of this week on which a client has paid for an appointment of another week.
const DAY: &str = "2026-11-23";

fn of_day(basis: &str) -> Value {
    json!({ "view": "day", "date": DAY, "last": null, "basis": basis })
}

fn payments(money: &Value) -> Value {
    json!({
        "money": money,
        "table": { "kind": "payments", "methods": null, "kinds": null, "employees": null },
        "order": { "sort": "amount", "descending": true, "rows": { "first": 0, "count": 500 } },
    })
}

/// Opens the money again after each event until nothing is being fetched.
async fn open_until_complete(desk: &mut TestDesk, request: &Value) -> Value {
    loop {
        let screen = desk.call("open_money", request.clone()).await;
        if screen["fetching"] == false {
            return screen;
        }
        desk.events.recv().await.unwrap();
    }
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The payments for the appointments from one date to another.
fn payments_for(server: &Server, first: &str, last: &str) -> Vec<SamplePayment> {
    let last = date(last);
    let days = date(first).iter_days().take_while(|day| *day <= last);
    days.flat_map(|day| server.dataset().appointments_on(day))
        .flat_map(|appointment| appointment.payment_rows().to_vec())
        .collect()
}

/// The payments that were taken on the day, with those for appointments of other weeks.
fn taken_on_the_day(server: &Server) -> Vec<SamplePayment> {
    let mut taken = payments_for(server, "2026-11-09", "2027-01-10");
    taken.retain(|payment| {
        payment.created_at.with_timezone(&chrono_tz::Asia::Almaty).date_naive() == date(DAY)
    });
    taken
}

fn sum(payments: &[SamplePayment]) -> i64 {
    payments.iter().map(|payment| payment.amount).sum()
}

async fn server_with_a_prepayment() -> Server {
    let server = start_server(Scenario::Clinic).await;
    let this_week = payments_for(&server, "2026-11-23", "2026-11-29");
    let taken = taken_on_the_day(&server);
    assert!(
        taken.iter().any(|payment| !this_week.contains(payment)),
        "the sample data have a payment of this day for another week"
    );
    server
}

#[tokio::test]
async fn money_taken_on_a_day_is_whole_when_the_weeks_of_the_cache_are_here() {
    let server = server_with_a_prepayment().await;
    let mut desk = connected_desk(&server).await;
    desk.open_until("day", has_body).await;
    let first = desk.call("open_money", of_day("taken")).await;
    assert_eq!((&first["fetching"], &first["hasGaps"]), (&json!(true), &json!(false)));

    let screen = open_until_complete(&mut desk, &of_day("taken")).await;
    assert_eq!(screen["incomplete"], false);
    let covered = &screen["covered"];
    assert_eq!(covered.as_array().unwrap().len(), 1);
    assert_eq!(covered[0]["first"]["iso"], "2026-11-09");
    assert_eq!(covered[0]["last"]["iso"], "2027-01-10");
    let taken = taken_on_the_day(&server);
    let total = &screen["overview"]["payments"]["total"];
    assert_eq!(*total, json!({ "count": taken.len(), "amount": sum(&taken) }));
    assert_ne!(total["amount"], first["overview"]["payments"]["total"]["amount"]);

    let rows = desk.call("money_rows", payments(&of_day("taken"))).await;
    assert_eq!((&rows["revision"], &rows["rows"]["total"]), (&screen["revision"], total));
    let mut amounts: Vec<i64> = taken.iter().map(|payment| payment.amount).collect();
    amounts.sort_unstable_by(|one, other| other.cmp(one));
    let found: Vec<i64> =
        rows["rows"]["rows"].as_array().unwrap().iter().map(|row| row["amount"].as_i64().unwrap()).collect();
    assert_eq!(found, amounts);

    let dated = desk.call("open_money", of_day("appointment")).await;
    let of_day = payments_for(&server, DAY, DAY);
    assert_eq!(dated["overview"]["payments"]["total"]["amount"], sum(&of_day));
}

#[tokio::test]
async fn appointment_of_a_row_can_be_opened_whatever_its_week_is() {
    let server = server_with_a_prepayment().await;
    let mut desk = connected_desk(&server).await;
    open_until_complete(&mut desk, &of_day("taken")).await;
    let rows = desk.call("money_rows", payments(&of_day("taken"))).await;
    for row in rows["rows"]["rows"].as_array().unwrap() {
        let id = &row["appointmentId"];
        assert_eq!(desk.call("appointment", json!({ "id": id })).await["id"], *id);
    }
}

#[tokio::test]
async fn without_a_connection_the_sums_are_those_of_the_cache() {
    let folder = tempfile::tempdir().unwrap();
    let server = server_with_a_prepayment().await;
    let mut desk = desk_in(folder.path());
    desk.connect(&server).await;
    desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    let known = open_until_complete(&mut desk, &of_day("taken")).await;
    desk.close().await;
    server.set_fault(Some(Fault::ServerError));

    let mut desk = desk_in(folder.path());
    desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    let offline = open_until_complete(&mut desk, &of_day("taken")).await;
    assert_eq!(offline["overview"], known["overview"]);
    assert_eq!(offline["covered"], known["covered"]);
    // The view closes, and the same answer is read from the cache again.
    desk.call("close_money", Value::Null).await;
    assert_eq!(desk.call("open_money", of_day("taken")).await["overview"], known["overview"]);
}

#[tokio::test]
async fn dates_outside_of_what_is_known_have_gaps_until_they_are_fetched() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    desk.open_until("day", has_body).await;
    let request =
        json!({ "view": "day", "date": "2026-10-05", "last": "2026-10-18", "basis": "appointment" });
    let first = desk.call("open_money", request.clone()).await;
    assert_eq!((&first["hasGaps"], &first["fetching"]), (&json!(true), &json!(true)));
    let screen = open_until_complete(&mut desk, &request).await;
    assert_eq!(screen["hasGaps"], false);
    assert_eq!(
        (&screen["first"]["iso"], &screen["last"]["iso"]),
        (&json!("2026-10-05"), &json!("2026-10-18"))
    );
    let expected = sum(&payments_for(&server, "2026-10-05", "2026-10-18"));
    assert_eq!(screen["overview"]["payments"]["total"]["amount"], expected);
}

#[tokio::test]
async fn server_that_stops_answering_leaves_the_sums_with_what_is_missing() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    desk.open_until("day", has_body).await;
    server.set_fault(Some(Fault::ServerError));
    let screen = open_until_complete(&mut desk, &of_day("taken")).await;
    assert_eq!(screen["incomplete"], true);
    assert!(screen["overview"]["payments"]["total"]["amount"].as_i64().unwrap() > 0);
}

#[tokio::test]
async fn request_that_cannot_be_fulfilled_is_refused() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    for (date, last) in
        [("2026-11-24", "2026-11-23"), ("2026-01-01", "2026-12-31"), ("2026-11-24", "0001-01-01")]
    {
        let request = json!({ "view": "day", "date": date, "last": last, "basis": "taken" });
        assert_eq!(desk.error_code("open_money", request).await, "bad_date", "{date} {last}");
    }
    let mut request = payments(&of_day("taken"));
    for rows in [json!({ "first": 0, "count": 0 }), json!({ "first": 0, "count": 501 })] {
        request["order"]["rows"] = rows;
        assert_eq!(desk.error_code("money_rows", request.clone()).await, "bad_request");
    }
    desk.call("sign_out", Value::Null).await;
    assert_eq!(desk.error_code("open_money", of_day("taken")).await, "no_account");
}
