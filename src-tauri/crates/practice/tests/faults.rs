//! Every fault, as a client meets it.

mod common;

use std::time::{Duration, Instant};

use common::{Desk, WEEK, ids, refusal, rows, text};
use practice::{BROKEN_ROWS, Fault, Scenario};
use reqwest::header::RETRY_AFTER;
use serde_json::{Value, json};

#[tokio::test]
async fn refusals_have_the_servers_words() {
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
    let desk = Desk::new(Scenario::Clinic).await;
    for (fault, status, field, word) in refusals {
        desk.server.set_fault(Some(fault));
        let (came, body) = refusal(desk.calendar(WEEK).await).await;
        assert_eq!((came, body[field].as_str()), (status, Some(word)), "{fault}");
    }
    desk.server.set_fault(Some(Fault::HeaderLost));
    let (status, body) = refusal(desk.calendar(WEEK).await).await;
    assert_eq!(status, 401);
    assert!(body["errors"][0].as_str().unwrap().starts_with("You need to sign in"), "{body}");
    desk.server.set_fault(None);
    assert_eq!(desk.calendar(WEEK).await.status(), 200);
}

#[tokio::test]
async fn the_profile_meets_what_concerns_it() {
    let desk = Desk::new(Scenario::Clinic).await;
    let everywhere = [
        (Fault::InvalidToken, 401),
        (Fault::HeaderLost, 401),
        (Fault::BotToken, 401),
        (Fault::NoProfile, 404),
        (Fault::RateLimited, 429),
        (Fault::ServerError, 500),
        (Fault::BadGateway, 502),
    ];
    for (fault, status) in everywhere {
        desk.server.set_fault(Some(fault));
        assert_eq!(desk.profile().await.status(), status, "{fault}");
    }
    assert_eq!(desk.calendar(WEEK).await.status(), 502);
    desk.server.set_fault(Some(Fault::NoProfile));
    assert_eq!(desk.calendar(WEEK).await.status(), 200);
    for (fault, pointer, expected) in [
        (Fault::NotAMember, "/accounts", json!([])),
        (Fault::AccountSuspended, "/accounts/0/status", json!("suspended")),
        (Fault::RoleRefused, "/accounts/0/role", json!("agent")),
        (Fault::FeatureDisabled, "/accounts/0/features/scheduling", json!(false)),
    ] {
        desk.server.set_fault(Some(fault));
        let (status, body) = refusal(desk.profile().await).await;
        assert_eq!((status, body.pointer(pointer)), (200, Some(&expected)), "{fault}");
    }
}

#[tokio::test]
async fn too_many_requests_are_plain_text() {
    let desk = Desk::with(Fault::RateLimited).await;
    let response = desk.calendar(WEEK).await;
    assert!(response.headers().get(RETRY_AFTER).is_none());
    assert_eq!(text(response).await, (429, "text/plain".to_owned(), "Retry later\n".to_owned()));
    desk.server.set_fault(Some(Fault::RateLimitedRetryAfter));
    assert_eq!(desk.calendar(WEEK).await.headers()[RETRY_AFTER], "2");
}

#[tokio::test]
async fn what_stands_in_front_answers_in_html_or_not_at_all() {
    let desk = Desk::new(Scenario::Clinic).await;
    for (fault, expected) in [(Fault::BadGateway, 502), (Fault::GatewayTimeout, 504), (Fault::Html, 200)] {
        desk.server.set_fault(Some(fault));
        let (status, kind, body) = text(desk.calendar(WEEK).await).await;
        assert_eq!((status, kind.as_str()), (expected, "text/html; charset=utf-8"), "{fault}");
        assert!(body.contains("<html"), "{fault}: {body}");
    }
    desk.server.set_fault(Some(Fault::Unavailable));
    assert_eq!(text(desk.calendar(WEEK).await).await, (503, String::new(), String::new()));
    desk.server.set_fault(Some(Fault::EmptyBody));
    let (status, kind, body) = text(desk.calendar(WEEK).await).await;
    assert_eq!((status, kind.as_str(), body.as_str()), (200, "application/json; charset=utf-8", ""));
}

#[tokio::test]
async fn every_other_request_fails_when_the_server_is_flaky() {
    let desk = Desk::new(Scenario::Clinic).await;
    for before in 0..2 {
        assert_eq!(desk.profile().await.status(), 200, "{before}");
        desk.server.set_fault(Some(Fault::Flaky));
        for expected in [502, 200, 502, 200] {
            assert_eq!(desk.profile().await.status(), expected);
        }
        desk.server.set_fault(None);
    }
}

#[tokio::test]
async fn a_range_limit_lets_short_ranges_through() {
    let desk = Desk::with(Fault::RangeLimited).await;
    assert_eq!(desk.calendar("from=2026-10-01&to=2027-01-01").await.status(), 200);
    let (status, body) = refusal(desk.calendar("from=2026-10-01&to=2027-01-02").await).await;
    assert_eq!((status, &body["code"]), (422, &json!("CALENDAR_RANGE_TOO_LARGE")));
}

#[tokio::test]
async fn half_a_body_is_not_json_and_half_a_connection_is_an_error() {
    let desk = Desk::with(Fault::Truncated).await;
    let (status, _, body) = text(desk.calendar(WEEK).await).await;
    assert_eq!(status, 200);
    assert!(body.starts_with(r#"{"payload":"#) && serde_json::from_str::<Value>(&body).is_err());

    desk.server.set_fault(Some(Fault::CutOff));
    let response = desk.calendar(WEEK).await;
    assert_eq!(response.status(), 200);
    assert!(response.content_length().unwrap() > 100_000);
    assert!(response.bytes().await.is_err());
}

#[tokio::test]
async fn json_of_another_shape_is_json() {
    let desk = Desk::with(Fault::WrongShape).await;
    let (status, body) = refusal(desk.calendar(WEEK).await).await;
    assert_eq!(status, 200);
    assert!(body["payload"].is_array());
}

#[tokio::test]
async fn a_huge_body_goes_on_until_the_client_has_had_enough() {
    let desk = Desk::with(Fault::Huge).await;
    let mut response = desk.calendar(WEEK).await;
    assert_eq!(response.content_length(), None);
    let mut read = 0;
    while read < 32 * 1024 * 1024 {
        read += response.chunk().await.unwrap().expect("it went on").len();
    }
    drop(response);
    desk.server.set_fault(None);
    assert_eq!(desk.calendar(WEEK).await.status(), 200);
}

#[tokio::test]
async fn broken_rows_are_added_to_rows_that_stay() {
    let desk = Desk::new(Scenario::Clinic).await;
    let whole = desk.payload(WEEK).await;
    desk.server.set_fault(Some(Fault::BrokenRows));
    let broken = desk.payload(WEEK).await;
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
async fn odd_types_mean_the_same() {
    let desk = Desk::new(Scenario::Clinic).await;
    let plain = desk.calendar(WEEK).await.bytes().await.unwrap();
    desk.server.set_fault(Some(Fault::OddTypes));
    let odd = desk.calendar(WEEK).await.bytes().await.unwrap();
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
async fn a_redirect_leads_to_another_host_that_counts_who_comes() {
    let desk = Desk::with(Fault::Redirect).await;
    let response = desk.calendar(WEEK).await;
    assert_eq!(response.status(), 302);
    let location = response.headers()["location"].to_str().unwrap().to_owned();
    assert!(location.starts_with("http://localhost:"), "{location}");
    assert_eq!((desk.server.requests(), desk.server.redirects_followed()), (1, 0));
    // The name need not be resolved for the count: the path is what is counted.
    let path = location.splitn(4, '/').nth(3).unwrap().to_owned();
    assert_eq!(desk.get(&format!("/{path}")).send().await.unwrap().status(), 200);
    assert_eq!((desk.server.requests(), desk.server.redirects_followed()), (1, 1));
}

#[tokio::test]
async fn slowness_passes() {
    let desk = Desk::with(Fault::Slow).await;
    let asked = Instant::now();
    let payload = desk.payload(WEEK).await;
    assert!(asked.elapsed() >= Duration::from_millis(1_900), "{:?}", asked.elapsed());
    assert!(!ids(&payload, "appointments").is_empty());
}

#[tokio::test]
async fn hanging_never_answers_and_does_not_keep_the_server_from_stopping() {
    let desk = Desk::with(Fault::Hang).await;
    let path = format!("/api/v1/accounts/1/scheduling/calendar?{WEEK}");
    let timed_out = desk.get(&path).timeout(Duration::from_millis(300)).send().await.unwrap_err();
    assert!(timed_out.is_timeout(), "{timed_out}");
    let waiting = tokio::spawn(desk.get(&path).send());
    while desk.server.requests() < 2 {
        tokio::task::yield_now().await;
    }
    let stopped = Instant::now();
    desk.server.stop().await;
    assert!(stopped.elapsed() < Duration::from_secs(2), "{:?}", stopped.elapsed());
    let _ = waiting.await.unwrap();
}

#[test]
fn names_are_read_as_people_write_them() {
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
