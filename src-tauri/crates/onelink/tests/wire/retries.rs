//! What is sent again, and how often.

use std::time::Duration;

use onelink::{ErrorCode, Limits};

use crate::server::{Reply, Server, answer, json};
use crate::{PAYLOAD, ask, client, limits, token, week};

fn with_retries() -> Limits {
    Limits { max_retries: 2, ..limits() }
}

#[tokio::test]
async fn what_passes_is_tried_until_it_has_passed() {
    let server = Server::start(vec![
        Reply::Bytes(answer("503 X", &[], "")),
        Reply::Bytes(answer("429 X", &[("retry-after", "0")], "Retry later")),
        json("200 OK", PAYLOAD),
    ])
    .await;
    ask(&server.address(), with_retries()).await.unwrap();
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn two_retries_are_the_most() {
    let client = client(with_retries());
    for status in [429, 502, 503, 504] {
        let server = Server::start(vec![Reply::Bytes(answer(&format!("{status} X"), &[], ""))]).await;
        let error = client.calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
        assert_eq!((error.http_status(), error.is_worth_retrying()), (Some(status), true));
        assert_eq!(server.requests().len(), 3, "{status}");
    }
}

#[tokio::test]
async fn a_final_answer_is_asked_for_once() {
    let client = client(with_retries());
    for status in [301, 400, 401, 403, 404, 410, 422, 500, 501] {
        let server = Server::start(vec![Reply::Bytes(answer(&format!("{status} X"), &[], ""))]).await;
        let error = client.calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
        assert!(!error.is_worth_retrying());
        assert_eq!(server.requests().len(), 1, "{status}");
    }
    for body in ["<html>", "", "{", "[]"] {
        let server = Server::start(vec![Reply::Bytes(answer("200 OK", &[], body))]).await;
        client.calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
        assert_eq!(server.requests().len(), 1, "{body}");
    }
}

#[tokio::test]
async fn a_long_retry_after_goes_to_the_caller_at_once() {
    let server = Server::start(vec![Reply::Bytes(answer("429 X", &[("retry-after", "3600")], ""))]).await;
    let error = ask(&server.address(), with_retries()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_short_retry_after_is_waited_out() {
    let server = Server::start(vec![
        Reply::Bytes(answer("503 X", &[("retry-after", "1")], "")),
        json("200 OK", PAYLOAD),
    ])
    .await;
    let start = tokio::time::Instant::now();
    ask(&server.address(), with_retries()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn silence_is_tried_again() {
    let server = Server::start(vec![Reply::BytesThenSilence(Vec::new()), json("200 OK", PAYLOAD)]).await;
    let short = Duration::from_millis(150);
    let limits = Limits { connect_timeout: short, read_timeout: short, ..with_retries() };
    ask(&server.address(), limits).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}
