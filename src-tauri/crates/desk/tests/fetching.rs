//! Fetching: one request at a time for each range, late responses, and every failure that a server can cause.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::time::Duration;

use chrono::TimeDelta;
use practice::{Fault, SampleEdit, Scenario};
use serde_json::{Value, json};

use support::*;

/// Limits under which a request without a response fails after four seconds, without a retry.
fn short_limits() -> onelink::Limits {
    onelink::Limits {
        connect_timeout: Duration::from_secs(1),
        read_timeout: Duration::from_secs(3),
        max_retries: 0,
        ..onelink::Limits::default()
    }
}

#[tokio::test]
async fn failed_request_keeps_the_screen_and_reports_its_code() {
    let mut desk = desk_in_memory();
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    let displayed = appointment_ids(&desk.open_until("day", has_body).await);
    for (fault, code, state) in [
        (Fault::InvalidToken, "invalid_token", "stale"),
        (Fault::RoleRefused, "role_refused", "stale"),
        (Fault::Html, "not_json", "offline"),
        (Fault::EmptyBody, "empty_body", "offline"),
        (Fault::NoAppointments, "wrong_shape", "stale"),
        (Fault::Truncated, "truncated", "offline"),
        (Fault::WrongShape, "wrong_shape", "stale"),
        (Fault::TooManyRows, "too_many_rows", "stale"),
        (Fault::NotFound, "not_found", "stale"),
    ] {
        server.set_fault(Some(fault));
        desk.refresh().await;
        let screen = desk.open_until("day", |screen| *problem_code(screen) == code).await;
        assert_eq!(appointment_ids(&screen), displayed, "{code}");
        assert_eq!(screen["freshness"]["state"], state, "{code}");
        assert_eq!(screen["account"]["tokenMissing"], false, "{code}");
    }
    server.set_fault(Some(Fault::TooManyRows));
    desk.refresh().await;
    let screen = desk.open_until("day", |screen| *problem_code(screen) == "too_many_rows").await;
    let row_limit = &screen["freshness"]["problem"]["rowLimit"];
    assert_eq!(*row_limit, serde_json::json!({ "rows": "appointments", "max": 100_000 }));
    server.set_fault(None);
    desk.refresh().await;
    let screen = desk.open_until("day", |screen| screen["freshness"]["state"] == "fresh").await;
    assert_eq!(screen["freshness"]["problem"], Value::Null);
}

#[tokio::test]
async fn range_that_is_being_fetched_is_not_requested_again() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let requests_before = server.requests();
    // The server does not respond while the user refreshes again and again.
    server.set_fault(Some(Fault::Hang));
    for _ in 0..20 {
        desk.refresh().await;
    }
    wait_for_requests(&server, requests_before + 1).await;
    desk.refresh().await;
    assert_eq!(server.requests(), requests_before + 1);
}

#[tokio::test]
async fn two_ranges_are_fetched_at_the_same_time_and_each_is_requested_once() {
    let server = start_server(Scenario::Clinic).await;
    let desk = desk_with_limits(short_limits());
    desk.connect(&server).await;
    let requests_before = server.requests();
    server.set_fault(Some(Fault::Hang));
    let (week, month) = ("2027-03-10", "2027-05-12");
    desk.open_at("week", week).await;
    desk.open_at("month", month).await;
    // Neither request gets a response, so the second was sent while the first was running.
    wait_for_requests(&server, requests_before + 2).await;

    for (view, date) in [("week", week), ("month", month), ("week", week), ("month", month)] {
        let screen = desk.open_at(view, date).await;
        assert_eq!(screen["freshness"]["refreshing"], true, "{view}");
        desk.refresh().await;
    }
    desk.idle().await;
    assert_eq!(server.requests(), requests_before + 2);
}

#[tokio::test]
async fn callers_during_a_fetch_share_its_response_and_a_later_refresh_sends_a_new_request() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let request = json!({
        "durationMin": null, "whom": { "kind": "any" }, "second": null, "from": null, "workingDays": 1, "part": "any",
        "noticeMin": 0, "stepMin": null, "groupBy": "day", "span": "workingDays", "moreFirst": false, "maxRows": 1,
    });
    let first = desk.call("find_free", request).await["view"]["first"][0]["start"]["startTime"].clone();
    let time = json!({ "resourceId": first["resourceId"], "start": first["start"], "end": first["end"] });
    // The data are too old for a text without a check.
    desk.clock.forward(TimeDelta::seconds(90));
    let requests_before = server.requests();
    server.set_fault(Some(Fault::Slow));
    let offer = || desk.call("offer", json!({ "times": [time], "check": true }));
    let ((), first_offer, second_offer) = tokio::join!(desk.refresh(), offer(), offer());
    assert_eq!(server.requests(), requests_before + 1);
    for offer in [first_offer, second_offer] {
        assert_eq!(offer["notCheckedSince"], Value::Null, "the offer waits for the shared response");
        assert_eq!(offer["text"].as_str().unwrap().lines().count(), 1, "{offer}");
    }

    server.set_fault(None);
    desk.refresh_and_wait().await;
    assert_eq!(server.requests(), requests_before + 2);
}

/// What the user can see of the first account's late response.
fn visible_state(screen: &Value) -> Value {
    json!([screen["account"], screen["freshness"], screen["changes"], screen["marked"], screen["body"]])
}

#[tokio::test]
async fn response_for_the_account_before_changes_nothing_on_screen() {
    let clinic = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&clinic).await;
    let id = *appointment_ids_of_server(&clinic).first().unwrap();
    let clinic = restart_server(clinic, vec![SampleEdit::Cancelled(id)]).await;
    clinic.set_fault(Some(Fault::Slow));
    desk.refresh().await;
    wait_for_requests(&clinic, 1).await;

    let salon = start_server(Scenario::Salon).await;
    desk.connect(&salon).await;
    let before = desk.open_until("day", has_body).await;
    assert_eq!(before["account"]["address"], salon.address());
    desk.take_events();
    // The clinic's response arrives meanwhile: a fresh body with a change.
    desk.idle().await;
    assert_eq!(desk.take_events(), []);
    let after = desk.open("day").await;
    assert_eq!(visible_state(&after), visible_state(&before));
}

#[tokio::test]
async fn failure_for_the_account_before_is_not_reported() {
    let clinic = start_server(Scenario::Clinic).await;
    let mut desk = connect_and_settle(desk_with_limits(short_limits()), &clinic).await;
    clinic.set_fault(Some(Fault::Hang));
    let requests_before = clinic.requests();
    desk.refresh().await;
    wait_for_requests(&clinic, requests_before + 1).await;

    let salon = start_server(Scenario::Salon).await;
    desk.connect(&salon).await;
    let before = desk.open_until("day", has_body).await;
    desk.take_events();
    // The request to the clinic fails now.
    clinic.stop().await;
    desk.idle().await;
    assert_eq!(desk.take_events(), []);
    let after = desk.open("day").await;
    assert_eq!(after["freshness"]["problem"], Value::Null);
    assert_eq!(visible_state(&after), visible_state(&before));
}
