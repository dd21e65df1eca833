//! Every answer of the contract, and the answers of what stands between.

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use onelink::{CalendarAnswer, Client, Error, ErrorCode, Limits};

use crate::server::{Reply, Server, answer, head, json};
use crate::{PAYLOAD, TOKEN, ask, client, limits, token, week};

async fn refusal(reply: Reply) -> Error {
    refusal_to(&client(limits()), reply).await
}

async fn refusal_to(client: &Client, reply: Reply) -> Error {
    let server = Server::start(vec![reply]).await;
    let error = client.calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
    error
}

#[tokio::test]
async fn every_refusal_of_the_contract_has_its_code() {
    let client = client(limits());
    for (status, body, code) in [
        (401, r#"{"error":"Invalid Access Token"}"#, ErrorCode::InvalidToken),
        (401, r#"{"errors":["You need to sign in or sign up before continuing."]}"#, ErrorCode::HeaderLost),
        (401, r#"{"error":"You are not authorized to access this account"}"#, ErrorCode::NotAMember),
        (401, r#"{"error":"Account is suspended"}"#, ErrorCode::AccountSuspended),
        (401, r#"{"error":"You are not authorized to do this action"}"#, ErrorCode::RoleRefused),
        (401, r#"{"error":"Access to this endpoint is not authorized for bots"}"#, ErrorCode::BotToken),
        (401, r#"{"error":"Something new"}"#, ErrorCode::Unauthorized),
        (401, "", ErrorCode::Unauthorized),
        (401, "<html>Sign in to the proxy</html>", ErrorCode::Unauthorized),
        (403, r#"{"error":"Scheduling is off","code":"FEATURE_DISABLED"}"#, ErrorCode::FeatureDisabled),
        (403, r#"{"error":"no"}"#, ErrorCode::Forbidden),
        (403, "<html>Blocked</html>", ErrorCode::NotJson),
        (404, r#"{"error":"Unknown resource","code":"NOT_FOUND"}"#, ErrorCode::NotFound),
        (404, r#"{"error":"Resource could not be found"}"#, ErrorCode::NotFound),
        (404, "", ErrorCode::NotFound),
        (404, "<!DOCTYPE html><html>Not found</html>", ErrorCode::NotJson),
        (422, r#"{"error":"from is required","code":"VALIDATION_ERROR"}"#, ErrorCode::Validation),
        (422, r#"{"error":"too long","code":"CALENDAR_RANGE_TOO_LARGE"}"#, ErrorCode::RangeTooLarge),
        (429, "Retry later\n", ErrorCode::RateLimited),
        (500, r#"{"error":"Internal Server Error"}"#, ErrorCode::ServerError),
        (502, "<html>Bad gateway</html>", ErrorCode::ServerError),
        (503, "", ErrorCode::ServerError),
        (504, "", ErrorCode::ServerError),
        (410, "", ErrorCode::UnexpectedStatus),
        (407, "", ErrorCode::UnexpectedStatus),
    ] {
        let error = refusal_to(&client, Reply::Bytes(answer(&format!("{status} Status"), &[], body))).await;
        assert_eq!((error.code(), error.http_status()), (code, Some(status)), "{status} {body}");
    }
}

#[tokio::test]
async fn the_servers_own_words_are_kept_for_people_but_no_page_is() {
    let error = refusal(json("422 X", r#"{"error":"from is required","code":"VALIDATION_ERROR"}"#)).await;
    assert_eq!(error.server_text(), Some("from is required"));
    let error =
        refusal(Reply::Bytes(answer("429 X", &[("content-type", "text/plain")], "Retry later\n"))).await;
    assert_eq!(error.server_text(), Some("Retry later"));
    let error =
        refusal(Reply::Bytes(answer("502 X", &[("content-type", "text/html")], "<h1>502</h1>"))).await;
    assert_eq!(error.server_text(), None);
}

#[tokio::test]
async fn an_error_never_holds_the_token_even_when_the_server_quotes_it() {
    let error = refusal(json("401 X", &format!(r#"{{"error":"Invalid Access Token: {TOKEN}"}}"#))).await;
    assert_eq!(error.code(), ErrorCode::InvalidToken);
    assert!(!format!("{error:?} {error}").contains(TOKEN), "{error:?}");
}

#[tokio::test]
async fn a_body_that_is_no_payload_says_what_it_is() {
    let client = client(limits());
    let html = ("content-type", "text/html; charset=utf-8");
    let text = ("content-type", "text/plain");
    let data = ("content-type", "application/json");
    for (header, body, code) in [
        (html, "<!DOCTYPE html><html>Wi-Fi: sign in</html>", ErrorCode::NotJson),
        (html, PAYLOAD, ErrorCode::NotJson),
        (data, " \n<html></html>", ErrorCode::NotJson),
        (text, "Retry later", ErrorCode::NotJson),
        (data, "", ErrorCode::EmptyBody),
        (data, " \r\n", ErrorCode::EmptyBody),
        (data, r#"{"payload":{"resources":[{"id":"#, ErrorCode::Truncated),
        (data, r#"{"payload":[]}"#, ErrorCode::WrongShape),
        (data, r#"{"error":"Invalid Access Token"}"#, ErrorCode::WrongShape),
    ] {
        let error = refusal_to(&client, Reply::Bytes(answer("200 OK", &[header], body))).await;
        assert_eq!((error.code(), error.http_status()), (code, Some(200)), "{body}");
    }
    let error = refusal(Reply::Bytes(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec())).await;
    assert_eq!(error.code(), ErrorCode::EmptyBody);
}

#[tokio::test]
async fn an_answer_that_stops_early_is_truncated() {
    let mut bytes = head("200 OK", &[("content-type", "application/json")], PAYLOAD.len() + 1).into_bytes();
    bytes.extend_from_slice(PAYLOAD.as_bytes());
    assert_eq!(refusal(Reply::Bytes(bytes)).await.code(), ErrorCode::Truncated);

    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n{:x}\r\n{PAYLOAD}\r\n",
        PAYLOAD.len()
    );
    assert_eq!(refusal(Reply::Bytes(chunked.into_bytes())).await.code(), ErrorCode::Truncated);

    let compressed = gzip(PAYLOAD.as_bytes());
    let half = &compressed[..compressed.len() / 2];
    let bytes = answer("200 OK", &[("content-encoding", "gzip")], half);
    assert_eq!(refusal(Reply::Bytes(bytes)).await.code(), ErrorCode::Truncated);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_before_and_while_it_comes() {
    let limits = Limits { max_body_bytes: 1000, read_timeout: Duration::from_secs(60), ..limits() };

    // Only announced: nothing of it is waited for.
    let announced = Reply::BytesThenSilence(head("200 OK", &[], 1001).into_bytes());
    let server = Server::start(vec![announced]).await;
    assert_eq!(ask(&server.address(), limits).await.unwrap_err().code(), ErrorCode::TooLarge);

    let chunk = "a".repeat(0x400);
    let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n400\r\n{chunk}\r\n");
    let server = Server::start(vec![Reply::BytesThenSilence(chunked.into_bytes())]).await;
    assert_eq!(ask(&server.address(), limits).await.unwrap_err().code(), ErrorCode::TooLarge);
}

#[tokio::test]
async fn what_counts_is_the_size_after_decompression() {
    let bomb = gzip(&vec![b' '; 20 * 1024 * 1024]);
    assert!(bomb.len() < 100 * 1024);
    let limits = Limits { max_body_bytes: 1024 * 1024, ..limits() };
    let server =
        Server::start(vec![Reply::Bytes(answer("200 OK", &[("content-encoding", "gzip")], bomb))]).await;
    assert_eq!(ask(&server.address(), limits).await.unwrap_err().code(), ErrorCode::TooLarge);
}

#[tokio::test]
async fn a_payload_of_exactly_the_limit_passes_compressed_or_not() {
    let limits = Limits { max_body_bytes: PAYLOAD.len(), ..limits() };
    for bytes in [
        answer("200 OK", &[], PAYLOAD),
        answer("200 OK", &[("content-encoding", "gzip")], gzip(PAYLOAD.as_bytes())),
    ] {
        let server = Server::start(vec![Reply::Bytes(bytes)]).await;
        let expected = CalendarAnswer::Fresh { body: PAYLOAD.into(), etag: None };
        assert_eq!(ask(&server.address(), limits).await, Ok(expected));
    }
}

#[tokio::test]
async fn a_known_version_comes_back_as_not_modified() {
    let first = answer("200 OK", &[("etag", r#"W/"5f1""#)], PAYLOAD);
    let then = b"HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n".to_vec();
    let server = Server::start(vec![Reply::Bytes(first), Reply::Bytes(then)]).await;
    let (client, address) = (client(limits()), server.address());

    let fresh = client.calendar(&address, &token(), &week(), None).await.unwrap();
    let CalendarAnswer::Fresh { body, etag } = fresh else { panic!("{fresh:?}") };
    assert_eq!((body.as_slice(), etag.as_deref()), (PAYLOAD.as_bytes(), Some(r#"W/"5f1""#)));

    let again = client.calendar(&address, &token(), &week(), etag.as_deref()).await;
    assert_eq!(again, Ok(CalendarAnswer::NotModified));
    let sent: Vec<Option<String>> =
        server.requests().iter().map(|request| request.header("if-none-match").map(str::to_owned)).collect();
    assert_eq!(sent, [None, Some(r#"W/"5f1""#.to_owned())]);

    // Now to a caller who knows no version.
    let error = client.calendar(&address, &token(), &week(), None).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotModifiedWithoutCache);
    let error = client.profile(&address, &token()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotModifiedWithoutCache);
}

#[tokio::test]
async fn a_profile_names_the_accounts() {
    let body = format!(
        r#"{{"id":5,"name":"Айгуль","access_token":"{TOKEN}","accounts":[{{"id":12,"name":"Клиника","role":"agent"}}]}}"#
    );
    let server = Server::start(vec![json("200 OK", &body)]).await;
    let profile = client(limits()).profile(&server.address(), &token()).await.unwrap();
    assert_eq!((profile.accounts[0].id, profile.accounts[0].role.as_deref()), (12, Some("agent")));
    assert!(!format!("{profile:?}").contains(TOKEN));
    assert_eq!(server.requests()[0].target(), "/api/v1/profile");

    let server = Server::start(vec![json("404 X", r#"{"error":"Resource could not be found"}"#)]).await;
    let error = client(limits()).profile(&server.address(), &token()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotFound);
}

#[tokio::test]
async fn an_answer_is_printed_without_its_payload() {
    let body = r#"{"payload":{"appointments":[{"client_name":"Serikova"}]}}"#;
    let server = Server::start(vec![json("200 OK", body)]).await;
    let answer = ask(&server.address(), limits()).await.unwrap();
    assert!(!format!("{answer:?}").contains("Serikova"), "{answer:?}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
