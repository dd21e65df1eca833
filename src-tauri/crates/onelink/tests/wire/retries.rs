//! Which requests are retried, and how often.

use std::time::Duration;

use onelink::{ErrorCode, Limits};

use crate::server::{Reply, Server, json, response};
use crate::{PAYLOAD, client, limits, request_week, token, week};

fn with_retries() -> Limits {
    Limits { max_retries: 2, ..limits() }
}

#[tokio::test]
async fn temporary_failure_is_retried_until_success() {
    let server = Server::start(vec![
        Reply::Bytes(response("503 X", &[], "")),
        Reply::Bytes(response("429 X", &[("retry-after", "0")], "Retry later")),
        json("200 OK", PAYLOAD),
    ])
    .await;
    request_week(&server.address(), with_retries()).await.unwrap();
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn request_is_retried_twice_at_most() {
    let client = client(with_retries());
    for status in [429, 502, 503, 504] {
        let server = Server::start(vec![Reply::Bytes(response(&format!("{status} X"), &[], ""))]).await;
        let error = client.calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
        assert_eq!((error.http_status(), error.is_worth_retrying()), (Some(status), true));
        assert_eq!(server.requests().len(), 3, "{status}");
    }
}

#[tokio::test]
async fn permanent_failure_is_not_retried() {
    let client = client(with_retries());
    for status in [301, 400, 401, 403, 404, 410, 422, 500, 501] {
        let server = Server::start(vec![Reply::Bytes(response(&format!("{status} X"), &[], ""))]).await;
        let error = client.calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
        assert!(!error.is_worth_retrying());
        assert_eq!(server.requests().len(), 1, "{status}");
    }
    for body in ["<html>", "", "text"] {
        let server = Server::start(vec![Reply::Bytes(response("200 OK", &[], body))]).await;
        client.calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
        assert_eq!(server.requests().len(), 1, "{body}");
    }
}

#[tokio::test]
async fn long_retry_after_is_returned_at_once() {
    let server = Server::start(vec![Reply::Bytes(response("429 X", &[("retry-after", "600")], ""))]).await;
    let error = request_week(&server.address(), with_retries()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::RateLimited);
    assert_eq!(error.retry_after(), Some(Duration::from_mins(10)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn short_retry_after_is_awaited() {
    let server = Server::start(vec![
        Reply::Bytes(response("503 X", &[("retry-after", "1")], "")),
        json("200 OK", PAYLOAD),
    ])
    .await;
    let start = tokio::time::Instant::now();
    request_week(&server.address(), with_retries()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn read_timeout_is_retried() {
    let server = Server::start(vec![Reply::BytesThenSilence(Vec::new()), json("200 OK", PAYLOAD)]).await;
    let short = Duration::from_millis(150);
    let limits = Limits { connect_timeout: short, read_timeout: short, ..with_retries() };
    request_week(&server.address(), limits).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}
