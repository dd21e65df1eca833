//! The response to a client under each fault.

mod common;

use std::time::{Duration, Instant};

use common::{TestServer, WEEK, ids, rows, status_and_json, status_type_and_text};
use practice::{BROKEN_ROWS, Fault, Scenario};
use reqwest::header::RETRY_AFTER;
use serde_json::{Value, json};

#[tokio::test]
async fn refusal_has_the_text_of_the_real_server() {
    let refusals = [
        (Fault::InvalidToken, 401, "error", "Invalid Access Token"),
        (Fault::NotAMember, 401, "error", "You are not authorized to access this account"),
        (Fault::AccountSuspended, 401, "error", "Account is suspended"),
        (Fault::RoleRefused, 401, "error", "You are not authorized to do this action"),
        (Fault::BotToken, 401, "error", "Access to this endpoint is not authorized for bots"),
        (Fault::FeatureDisabled, 403, "code", "FEATURE_DISABLED"),
        (Fault::NotFound, 404, "code", "NOT_FOUND"),
        (Fault::Validation, 422, "code", "VALIDATION_ERROR"),
        (Fault::RangeTooLarge, 422, "code", "CALENDAR_RANGE_TOO_LARGE"),
        (Fault::ServerError, 500, "error", "Internal Server Error"),
    ];
    let test = TestServer::start(Scenario::Clinic).await;
    for (fault, status, field, text) in refusals {
        test.server.set_fault(Some(fault));
        let (actual_status, body) = status_and_json(test.calendar(WEEK).await).await;
        assert_eq!((actual_status, body[field].as_str()), (status, Some(text)), "{fault}");
    }
    test.server.set_fault(Some(Fault::HeaderLost));
    let (status, body) = status_and_json(test.calendar(WEEK).await).await;
    assert_eq!(status, 401);
    assert!(body["errors"][0].as_str().unwrap().starts_with("You need to sign in"), "{body}");
    test.server.set_fault(None);
    assert_eq!(test.calendar(WEEK).await.status(), 200);
}

#[tokio::test]
async fn profile_is_affected_by_faults_of_the_token_the_server_and_the_account() {
    let test = TestServer::start(Scenario::Clinic).await;
    let faults_of_all_endpoints = [
        (Fault::InvalidToken, 401),
        (Fault::HeaderLost, 401),
        (Fault::BotToken, 401),
        (Fault::NoProfile, 404),
        (Fault::RateLimited, 429),
        (Fault::ServerError, 500),
        (Fault::BadGateway, 502),
    ];
    for (fault, status) in faults_of_all_endpoints {
        test.server.set_fault(Some(fault));
        assert_eq!(test.profile().await.status(), status, "{fault}");
    }
    assert_eq!(test.calendar(WEEK).await.status(), 502);
    test.server.set_fault(Some(Fault::NoProfile));
    assert_eq!(test.calendar(WEEK).await.status(), 200);
    for (fault, pointer, expected) in [
        (Fault::NotAMember, "/accounts", json!([])),
        (Fault::AccountSuspended, "/accounts/0/status", json!("suspended")),
        (Fault::RoleRefused, "/accounts/0/role", json!("agent")),
        (Fault::FeatureDisabled, "/accounts/0/features/scheduling", json!(false)),
    ] {
        test.server.set_fault(Some(fault));
        let (status, body) = status_and_json(test.profile().await).await;
        assert_eq!((status, body.pointer(pointer)), (200, Some(&expected)), "{fault}");
    }
}

#[tokio::test]
async fn rate_limit_is_plain_text_with_or_without_retry_after() {
    let test = TestServer::start_with(Fault::RateLimited).await;
    let response = test.calendar(WEEK).await;
    assert!(response.headers().get(RETRY_AFTER).is_none());
    assert_eq!(
        status_type_and_text(response).await,
        (429, "text/plain".to_owned(), "Retry later\n".to_owned())
    );
    test.server.set_fault(Some(Fault::RateLimitedRetryAfter));
    assert_eq!(test.calendar(WEEK).await.headers()[RETRY_AFTER], "2");
}

#[tokio::test]
async fn proxy_faults_respond_with_html_or_an_empty_body() {
    let test = TestServer::start(Scenario::Clinic).await;
    for (fault, expected) in [(Fault::BadGateway, 502), (Fault::GatewayTimeout, 504), (Fault::Html, 200)] {
        test.server.set_fault(Some(fault));
        let (status, content_type, body) = status_type_and_text(test.calendar(WEEK).await).await;
        assert_eq!((status, content_type.as_str()), (expected, "text/html; charset=utf-8"), "{fault}");
        assert!(body.contains("<html"), "{fault}: {body}");
    }
    test.server.set_fault(Some(Fault::Unavailable));
    assert_eq!(status_type_and_text(test.calendar(WEEK).await).await, (503, String::new(), String::new()));
    test.server.set_fault(Some(Fault::EmptyBody));
    let (status, content_type, body) = status_type_and_text(test.calendar(WEEK).await).await;
    assert_eq!((status, content_type.as_str(), body.as_str()), (200, "application/json; charset=utf-8", ""));
}

#[tokio::test]
async fn flaky_server_fails_every_other_request() {
    let test = TestServer::start(Scenario::Clinic).await;
    for round in 0..2 {
        assert_eq!(test.profile().await.status(), 200, "{round}");
        test.server.set_fault(Some(Fault::Flaky));
        for expected in [502, 200, 502, 200] {
            assert_eq!(test.profile().await.status(), expected);
        }
        test.server.set_fault(None);
    }
}

#[tokio::test]
async fn range_limit_allows_92_days() {
    let test = TestServer::start_with(Fault::RangeLimited).await;
    assert_eq!(test.calendar("from=2026-10-01&to=2027-01-01").await.status(), 200);
    let (status, body) = status_and_json(test.calendar("from=2026-10-01&to=2027-01-02").await).await;
    assert_eq!((status, &body["code"]), (422, &json!("CALENDAR_RANGE_TOO_LARGE")));
}

#[tokio::test]
async fn truncated_body_is_not_json_and_broken_connection_is_an_error() {
    let test = TestServer::start_with(Fault::Truncated).await;
    let (status, _, body) = status_type_and_text(test.calendar(WEEK).await).await;
    assert_eq!(status, 200);
    assert!(body.starts_with(r#"{"payload":"#) && serde_json::from_str::<Value>(&body).is_err());

    test.server.set_fault(Some(Fault::CutOff));
    let response = test.calendar(WEEK).await;
    assert_eq!(response.status(), 200);
    assert!(response.content_length().unwrap() > 100_000);
    assert!(response.bytes().await.is_err());
}

#[tokio::test]
async fn wrong_shape_is_valid_json() {
    let test = TestServer::start_with(Fault::WrongShape).await;
    let (status, body) = status_and_json(test.calendar(WEEK).await).await;
    assert_eq!(status, 200);
    assert!(body["payload"].is_array());
}

#[tokio::test]
async fn huge_body_continues_until_the_client_closes_the_connection() {
    let test = TestServer::start_with(Fault::Huge).await;
    let mut response = test.calendar(WEEK).await;
    assert_eq!(response.content_length(), None);
    let mut read_bytes = 0;
    while read_bytes < 32 * 1024 * 1024 {
        read_bytes += response.chunk().await.unwrap().expect("the body must not end").len();
    }
    drop(response);
    test.server.set_fault(None);
    assert_eq!(test.calendar(WEEK).await.status(), 200);
}

#[tokio::test]
async fn broken_rows_are_added_and_the_other_rows_stay() {
    let test = TestServer::start(Scenario::Clinic).await;
    let whole = test.payload(WEEK).await;
    test.server.set_fault(Some(Fault::BrokenRows));
    let broken = test.payload(WEEK).await;
    let mut added = 0;
    for (list, before) in whole.as_object().unwrap() {
        let Some(before) = before.as_array() else { continue };
        let after = rows(&broken, list);
        assert_eq!(&after[..before.len()], before, "{list}");
        added += after.len() - before.len();
    }
    assert_eq!(added, BROKEN_ROWS);
    let body = json!({ "payload": broken }).to_string();
    let decoded = calendar::decode::decode(body.as_bytes()).unwrap();
    assert_eq!(decoded.skipped.len(), BROKEN_ROWS, "{:?}", decoded.skipped);
    assert_eq!(decoded.appointments.len(), rows(&whole, "appointments").len());
}

#[tokio::test]
async fn odd_types_decode_to_the_same_rows() {
    let test = TestServer::start(Scenario::Clinic).await;
    let plain = test.calendar(WEEK).await.bytes().await.unwrap();
    test.server.set_fault(Some(Fault::OddTypes));
    let odd = test.calendar(WEEK).await.bytes().await.unwrap();
    let payload = serde_json::from_slice::<Value>(&odd).unwrap()["payload"].take();
    assert!(rows(&payload, "appointments").iter().all(|row| row["id"].is_string()));
    assert!(rows(&payload, "payments").iter().any(|row| row["amount"].is_string()));
    assert!(rows(&payload, "payments").iter().any(|row| row["amount"].is_f64()));
    let (plain, odd) = (calendar::decode::decode(&plain).unwrap(), calendar::decode::decode(&odd).unwrap());
    assert_eq!(odd.skipped, []);
    assert_eq!(
        (plain.appointments, plain.payments, plain.expenses),
        (odd.appointments, odd.payments, odd.expenses)
    );
}

#[tokio::test]
async fn redirect_names_another_host_that_counts_its_requests() {
    let test = TestServer::start_with(Fault::Redirect).await;
    let response = test.calendar(WEEK).await;
    assert_eq!(response.status(), 302);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    assert!(location.starts_with("http://localhost:"), "{location}");
    assert_eq!((test.server.requests(), test.server.redirects_followed()), (1, 0));
    // The server counts by the path, so the host name need not be resolved.
    let path = location.splitn(4, '/').nth(3).unwrap().to_owned();
    assert_eq!(test.get(&format!("/{path}")).send().await.unwrap().status(), 200);
    assert_eq!((test.server.requests(), test.server.redirects_followed()), (1, 1));
}

#[tokio::test]
async fn slow_response_is_correct() {
    let test = TestServer::start_with(Fault::Slow).await;
    let requested_at = Instant::now();
    let payload = test.payload(WEEK).await;
    assert!(requested_at.elapsed() >= Duration::from_millis(1_900), "{:?}", requested_at.elapsed());
    assert!(!ids(&payload, "appointments").is_empty());
}

#[tokio::test]
async fn hanging_request_gets_no_response_and_does_not_delay_stopping() {
    let test = TestServer::start_with(Fault::Hang).await;
    let path = format!("/api/v1/accounts/1/scheduling/calendar?{WEEK}");
    let timed_out = test.get(&path).timeout(Duration::from_millis(300)).send().await.unwrap_err();
    assert!(timed_out.is_timeout(), "{timed_out}");
    let waiting = tokio::spawn(test.get(&path).send());
    while test.server.requests() < 2 {
        tokio::task::yield_now().await;
    }
    let stopped_at = Instant::now();
    test.server.stop().await;
    assert!(stopped_at.elapsed() < Duration::from_secs(2), "{:?}", stopped_at.elapsed());
    let _ = waiting.await.unwrap();
}

#[test]
fn fault_and_scenario_names_are_parsed_in_several_spellings() {
    for fault in Fault::ALL {
        assert_eq!(fault.name().parse(), Ok(fault));
        assert_eq!(fault.name().replace('-', "_").to_uppercase().parse(), Ok(fault));
    }
    for scenario in Scenario::ALL {
        assert_eq!(scenario.name().parse(), Ok(scenario));
    }
    assert_eq!("med-element".parse(), Ok(Scenario::MedElement));
    let unknown = "earthquake".parse::<Fault>().unwrap_err().to_string();
    assert!(Fault::ALL.iter().all(|fault| unknown.contains(fault.name())), "{unknown}");
    let unknown = "casino".parse::<Scenario>().unwrap_err().to_string();
    assert!(Scenario::ALL.iter().all(|scenario| unknown.contains(scenario.name())), "{unknown}");
}
