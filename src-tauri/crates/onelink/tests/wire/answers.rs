//! Responses that the API documents, and responses of the proxies in between.

use std::io::Write as _;
use std::time::Duration;

use calendar::decode::{DecodeError, decode};
use flate2::Compression;
use flate2::write::GzEncoder;
use onelink::{CalendarAnswer, Client, Error, ErrorCode, Limits};

use crate::server::{Reply, Server, json, response, response_head};
use crate::{PAYLOAD, TOKEN, client, limits, request_week, token, week};

/// The error of a request that gets this reply.
async fn error_for(reply: Reply) -> Error {
    error_of(&client(limits()), reply).await
}

async fn error_of(client: &Client, reply: Reply) -> Error {
    let server = Server::start(vec![reply]).await;
    let error = client.calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
    error
}

#[tokio::test]
async fn every_documented_error_response_has_its_code() {
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
        let error = error_of(&client, Reply::Bytes(response(&format!("{status} Status"), &[], body))).await;
        assert_eq!((error.code(), error.http_status()), (code, Some(status)), "{status} {body}");
    }
}

#[tokio::test]
async fn error_text_of_the_server_is_kept_and_a_web_page_is_not() {
    let error = error_for(json("422 X", r#"{"error":"from is required","code":"VALIDATION_ERROR"}"#)).await;
    assert_eq!(error.server_text(), Some("from is required"));
    let error =
        error_for(Reply::Bytes(response("429 X", &[("content-type", "text/plain")], "Retry later\n"))).await;
    assert_eq!(error.server_text(), Some("Retry later"));
    let error =
        error_for(Reply::Bytes(response("502 X", &[("content-type", "text/html")], "<h1>502</h1>"))).await;
    assert_eq!(error.server_text(), None);
}

#[tokio::test]
async fn error_never_contains_the_token_even_when_the_server_quotes_it() {
    let error = error_for(json("401 X", &format!(r#"{{"error":"Invalid Access Token: {TOKEN}"}}"#))).await;
    assert_eq!(error.code(), ErrorCode::InvalidToken);
    assert!(!format!("{error:?} {error}").contains(TOKEN), "{error:?}");
}

#[tokio::test]
async fn body_that_does_not_start_like_json_is_rejected_with_its_code() {
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
    ] {
        let error = error_of(&client, Reply::Bytes(response("200 OK", &[header], body))).await;
        assert_eq!((error.code(), error.http_status()), (code, Some(200)), "{body}");
    }
    let error =
        error_for(Reply::Bytes(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n".to_vec())).await;
    assert_eq!(error.code(), ErrorCode::EmptyBody);
}

/// The client passes on every body that starts like JSON. The decoder checks the rest.
#[tokio::test]
async fn body_that_starts_like_json_is_checked_by_the_decoder() {
    let client = client(limits());
    for (body, code) in [
        (r#"{"payload":{}}"#, None),
        (r#"{"meta":[1,{"payload":3}],"payload":{"a":[{"b":"}"}],"c":null},"more":1}"#, None),
        (r"{}", Some(ErrorCode::WrongShape)),
        (r"[]", Some(ErrorCode::WrongShape)),
        (r#"{"payload":null}"#, Some(ErrorCode::WrongShape)),
        (r#"{"payload":[]}"#, Some(ErrorCode::WrongShape)),
        (r#"{"payload":"Aigul Serikova"}"#, Some(ErrorCode::WrongShape)),
        (r#"[{"payload":{}}]"#, Some(ErrorCode::WrongShape)),
        (r#"{"error":"x"}"#, Some(ErrorCode::WrongShape)),
        (r#"{"error":"Invalid Access Token"}"#, Some(ErrorCode::WrongShape)),
        (r"{", Some(ErrorCode::Truncated)),
        (r#"{"payload":{"a":[1,2"#, Some(ErrorCode::Truncated)),
        (r#"{"payload":{"a":"x"#, Some(ErrorCode::Truncated)),
        (r#"{"payload":{"resources":[{"id":"#, Some(ErrorCode::Truncated)),
        (r#"{"payload":{}"#, Some(ErrorCode::Truncated)),
        (r#"{"payload":{}}}"#, Some(ErrorCode::NotJson)),
        (r#"{"payload":{a}}"#, Some(ErrorCode::NotJson)),
    ] {
        let server = Server::start(vec![json("200 OK", body)]).await;
        let answer = client.calendar(&server.address(), &token(), &week(), None).await;
        assert_eq!(answer, Ok(CalendarAnswer::Fresh { body: body.into(), etag: None, server_time: None }));
        assert_eq!(server.requests().len(), 1, "{body}");
        let error = decode(body.as_bytes()).err();
        assert_eq!(error.as_ref().map(code_of), code, "{body}");
        assert!(!format!("{error:?}").contains("Aigul"), "{error:?}");
    }
}

/// The code under which the desk reports an error of the decoder.
fn code_of(error: &DecodeError) -> ErrorCode {
    match error {
        DecodeError::NotJson { .. } => ErrorCode::NotJson,
        DecodeError::Truncated => ErrorCode::Truncated,
        DecodeError::WrongShape => ErrorCode::WrongShape,
        DecodeError::TooManyRows { .. } => ErrorCode::TooLarge,
    }
}

#[tokio::test]
async fn deep_nesting_does_not_crash() {
    let body = format!(r#"{{"payload":{{"a":{}{}}}}}"#, "[".repeat(200_000), "]".repeat(200_000));
    let server = Server::start(vec![json("200 OK", &body)]).await;
    request_week(&server.address(), limits()).await.unwrap();
    let _ = decode(body.as_bytes());
}

#[tokio::test]
async fn response_that_ends_early_is_truncated() {
    let mut bytes =
        response_head("200 OK", &[("content-type", "application/json")], PAYLOAD.len() + 1).into_bytes();
    bytes.extend_from_slice(PAYLOAD.as_bytes());
    assert_eq!(error_for(Reply::Bytes(bytes)).await.code(), ErrorCode::Truncated);

    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n{:x}\r\n{PAYLOAD}\r\n",
        PAYLOAD.len()
    );
    assert_eq!(error_for(Reply::Bytes(chunked.into_bytes())).await.code(), ErrorCode::Truncated);

    let compressed = gzip(PAYLOAD.as_bytes());
    let half = &compressed[..compressed.len() / 2];
    let bytes = response("200 OK", &[("content-encoding", "gzip")], half);
    assert_eq!(error_for(Reply::Bytes(bytes)).await.code(), ErrorCode::Truncated);
}

#[tokio::test]
async fn body_over_the_limit_is_rejected_by_its_announced_and_by_its_received_size() {
    let limits = Limits { max_body_bytes: 1000, read_timeout: Duration::from_mins(1), ..limits() };

    // The size is only announced: the client does not wait for the body.
    let announced = Reply::BytesThenSilence(response_head("200 OK", &[], 1001).into_bytes());
    let server = Server::start(vec![announced]).await;
    assert_eq!(request_week(&server.address(), limits).await.unwrap_err().code(), ErrorCode::TooLarge);

    let chunk = "a".repeat(0x400);
    let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n400\r\n{chunk}\r\n");
    let server = Server::start(vec![Reply::BytesThenSilence(chunked.into_bytes())]).await;
    assert_eq!(request_week(&server.address(), limits).await.unwrap_err().code(), ErrorCode::TooLarge);
}

#[tokio::test]
async fn size_limit_applies_after_decompression() {
    let spaces = vec![b' '; 20 * 1024 * 1024];
    let limits = Limits { max_body_bytes: 1024 * 1024, ..limits() };
    for (encoding, bomb) in [("gzip", gzip(&spaces)), ("br", brotli(&spaces))] {
        assert!(bomb.len() < 100 * 1024, "{encoding}: {}", bomb.len());
        let reply = Reply::Bytes(response("200 OK", &[("content-encoding", encoding)], bomb));
        let server = Server::start(vec![reply]).await;
        let error = request_week(&server.address(), limits).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::TooLarge, "{encoding}");
    }
}

#[tokio::test]
async fn body_of_exactly_the_limit_is_accepted_compressed_or_not() {
    let limits = Limits { max_body_bytes: PAYLOAD.len(), ..limits() };
    for bytes in [
        response("200 OK", &[], PAYLOAD),
        response("200 OK", &[("content-encoding", "gzip")], gzip(PAYLOAD.as_bytes())),
        response("200 OK", &[("content-encoding", "br")], brotli(PAYLOAD.as_bytes())),
    ] {
        let server = Server::start(vec![Reply::Bytes(bytes)]).await;
        let expected = CalendarAnswer::Fresh { body: PAYLOAD.into(), etag: None, server_time: None };
        assert_eq!(request_week(&server.address(), limits).await, Ok(expected));
    }
}

#[tokio::test]
async fn known_version_is_sent_and_answered_with_not_modified() {
    let fresh = response("200 OK", &[("etag", r#"W/"5f1""#)], PAYLOAD);
    let not_modified = b"HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n".to_vec();
    let server = Server::start(vec![Reply::Bytes(fresh), Reply::Bytes(not_modified)]).await;
    let (client, address) = (client(limits()), server.address());

    let first = client.calendar(&address, &token(), &week(), None).await.unwrap();
    let CalendarAnswer::Fresh { body, etag, .. } = first else { panic!("{first:?}") };
    assert_eq!((body.as_slice(), etag.as_deref()), (PAYLOAD.as_bytes(), Some(r#"W/"5f1""#)));

    let second = client.calendar(&address, &token(), &week(), etag.as_deref()).await;
    assert_eq!(second, Ok(CalendarAnswer::NotModified { server_time: None }));
    let sent: Vec<Option<String>> =
        server.requests().iter().map(|request| request.header("if-none-match").map(str::to_owned)).collect();
    assert_eq!(sent, [None, Some(r#"W/"5f1""#.to_owned())]);

    // A 304 to a request without a version is an error.
    let error = client.calendar(&address, &token(), &week(), None).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotModifiedWithoutCache);
    let error = client.profile(&address, &token()).await.unwrap_err();
    assert_eq!(error.code(), ErrorCode::NotModifiedWithoutCache);
}

#[tokio::test]
async fn time_of_the_server_is_returned_unless_a_cache_has_stored_the_answer() {
    const DATE: &str = "Tue, 24 Nov 2026 05:30:00 GMT";
    let expected = "2026-11-24T05:30:00Z".parse().ok();
    for (headers, server_time) in [
        (vec![("date", DATE)], expected),
        (vec![("date", DATE), ("age", "30")], None),
        (vec![], None),
        (vec![("date", "")], None),
        (vec![("date", "yesterday")], None),
        (vec![("date", "Tue, 24 Nov 99999999 05:30:00 GMT")], None),
    ] {
        let fresh = response("200 OK", &headers, PAYLOAD);
        let not_modified = response("304 Not Modified", &headers, "");
        let server = Server::start(vec![Reply::Bytes(fresh), Reply::Bytes(not_modified)]).await;
        let (client, address) = (client(limits()), server.address());
        let answer = client.calendar(&address, &token(), &week(), None).await;
        assert_eq!(
            answer,
            Ok(CalendarAnswer::Fresh { body: PAYLOAD.into(), etag: None, server_time }),
            "{headers:?}"
        );
        let answer = client.calendar(&address, &token(), &week(), Some("\"1\"")).await;
        assert_eq!(answer, Ok(CalendarAnswer::NotModified { server_time }), "{headers:?}");
    }
}

#[tokio::test]
async fn profile_lists_the_accounts() {
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
async fn answer_is_printed_without_its_body() {
    let body = r#"{"payload":{"appointments":[{"client_name":"Serikova"}]}}"#;
    let server = Server::start(vec![json("200 OK", body)]).await;
    let answer = request_week(&server.address(), limits()).await.unwrap();
    assert!(!format!("{answer:?}").contains("Serikova"), "{answer:?}");
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &brotli::enc::BrotliEncoderParams::default())
        .unwrap();
    compressed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
