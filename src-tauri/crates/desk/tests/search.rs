//! Search: what it finds on this computer, and the weeks that it fetches behind it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use practice::{Fault, Scenario, Server};
use serde_json::{Value, json};

use support::*;

/// The id of an appointment on a date.
fn appointment_on(server: &Server, date: &str) -> i64 {
    server.dataset().appointments_on(date.parse().unwrap())[0].id
}

/// Searches again after each event until nothing is being fetched.
async fn search_until_complete(desk: &mut TestDesk, request: &Value) -> Value {
    loop {
        let found = desk.call("search", request.clone()).await;
        if found["fetching"] == false {
            return found;
        }
        desk.events.recv().await.unwrap();
    }
}

fn has_hit(found: &Value, id: i64) -> bool {
    let hits = |key: &str| found["results"][key].as_array().unwrap().iter().any(|hit| hit["id"] == id);
    hits("coming") || hits("past")
}

#[tokio::test]
async fn search_fetches_the_weeks_that_the_cache_would_keep_and_finds_their_appointments() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let id = appointment_on(&server, "2027-01-05");
    let requests_before = server.requests();
    let empty = desk.call("search", json!({ "text": " " })).await;
    assert_eq!((&empty["fetching"], &empty["incomplete"]), (&json!(false), &json!(false)));
    assert_eq!(server.requests(), requests_before, "an empty text needs no data");

    let request = json!({ "text": id.to_string() });
    let first = desk.call("search", request.clone()).await;
    assert_eq!(first["fetching"], true);
    assert!(!has_hit(&first, id));
    let found = search_until_complete(&mut desk, &request).await;
    assert!(has_hit(&found, id));
    let results = &found["results"];
    assert_eq!((&results["hasGaps"], &found["incomplete"]), (&json!(false), &json!(false)));
    assert_eq!(results["searched"][0]["iso"], "2026-11-09");
    assert_eq!(results["searched"][1]["iso"], "2027-01-10");
    let requests = server.requests();
    assert!(requests - requests_before <= 8, "one request for each missing week");
    desk.call("search", json!({ "text": "а" })).await;
    assert_eq!(server.requests(), requests, "what is known is not requested again");
}

#[tokio::test]
async fn wider_search_looks_six_weeks_further() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let id = appointment_on(&server, "2027-02-10");
    let mut request = json!({ "text": id.to_string() });
    let found = search_until_complete(&mut desk, &request).await;
    assert!(!has_hit(&found, id));
    assert_eq!(found["widerUntil"]["iso"], "2027-02-19");
    request["steps"] = json!(1);
    let found = search_until_complete(&mut desk, &request).await;
    assert!(has_hit(&found, id));
    assert_eq!(found["incomplete"], false);
    // The cache does not keep these weeks, and there are more of them than calendars in memory.
    request["steps"] = json!(2);
    search_until_complete(&mut desk, &request).await;
    let requests = server.requests();
    let found = search_until_complete(&mut desk, &request).await;
    assert!(has_hit(&found, id));
    assert_eq!(server.requests(), requests);
    request["steps"] = json!(u32::MAX);
    assert_eq!(desk.call("search", request).await["widerUntil"], Value::Null);
}

#[tokio::test]
async fn search_requests_two_weeks_at_a_time() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let requests_before = server.requests();
    server.set_fault(Some(Fault::Hang));
    for text in ["а", "ах", "ахм", "ахме"] {
        assert_eq!(desk.call("search", json!({ "text": text })).await["fetching"], true);
    }
    wait_for_requests(&server, requests_before + 2).await;
    desk.call("search", json!({ "text": "ахмет" })).await;
    assert_eq!(server.requests(), requests_before + 2);
}

#[tokio::test]
async fn search_sends_no_request_after_a_failure_and_says_that_weeks_are_missing() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    server.set_fault(Some(Fault::NotFound));
    let request = json!({ "text": "ахм" });
    let found = search_until_complete(&mut desk, &request).await;
    assert_eq!(found["incomplete"], true);
    desk.open_until("day", |screen| !screen["freshness"]["problem"].is_null()).await;
    let requests_before = server.requests();
    for _ in 0..5 {
        let found = desk.call("search", request.clone()).await;
        assert_eq!((&found["fetching"], &found["incomplete"]), (&json!(false), &json!(true)));
    }
    assert_eq!(server.requests(), requests_before);
    server.set_fault(None);
    desk.refresh().await;
    desk.open_until("day", |screen| screen["freshness"]["problem"].is_null()).await;
    assert_eq!(search_until_complete(&mut desk, &request).await["incomplete"], false);
}
