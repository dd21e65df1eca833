//! Servers and proxies that want to keep the client busy for ever, or to fill its memory.

use std::time::Duration;

use onelink::{Address, ErrorCode, Limits, ProxyAddress};

use crate::server::{Reply, Server, response_head};
use crate::{client, limits, request_week, token, week};

const SHORT: Duration = Duration::from_millis(300);
/// Bytes come more often than a read timeout ends.
const PAUSE: Duration = Duration::from_millis(5);
const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
const CHUNKED: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";

async fn code_of(reply: Reply, limits: Limits) -> ErrorCode {
    let server = Server::start(vec![reply]).await;
    request_week(&server.address(), limits).await.unwrap_err().code()
}

#[tokio::test]
async fn response_that_never_ends_is_given_up_at_the_total_timeout() {
    let limits = Limits { total_timeout: SHORT, ..limits() };
    for (first, repeated) in [
        // One byte of a header.
        (format!("{HEAD}x: "), "a"),
        // One byte of the body, with an announced length and in chunks.
        (response_head("200 OK", &[("content-type", "application/json")], 60_000_000), " "),
        (CHUNKED.to_owned(), "1\r\n \r\n"),
        (format!("{CHUNKED}1"), ";extension"),
        // Answers that announce another answer.
        (String::new(), "HTTP/1.1 103 Early Hints\r\n\r\n"),
    ] {
        let reply = Reply::Endless(first.clone().into_bytes(), repeated.into(), PAUSE);
        assert_eq!(code_of(reply, limits).await, ErrorCode::ReadTimeout, "{first}{repeated}");
    }
}

#[tokio::test]
async fn response_without_end_is_refused_at_a_limit() {
    for (first, repeated, expected) in [
        (HEAD.to_owned(), "x: y\r\n".repeat(1000), ErrorCode::NotJson),
        (format!("{HEAD}x: "), "a".repeat(10_000), ErrorCode::NotJson),
        (CHUNKED.to_owned(), format!("2710\r\n{}\r\n", " ".repeat(10_000)), ErrorCode::TooLarge),
        (format!("{CHUNKED}1;"), "extension".repeat(1000), ErrorCode::Truncated),
    ] {
        let limits = Limits { max_body_bytes: 1_000_000, ..limits() };
        let reply = Reply::Endless(first.clone().into_bytes(), repeated.clone().into_bytes(), Duration::ZERO);
        assert_eq!(code_of(reply, limits).await, expected, "{first}{}", &repeated[..5]);
    }
}

#[tokio::test]
async fn impossible_length_is_refused() {
    for (length, expected) in [
        ("1000000000000", ErrorCode::TooLarge),
        ("18446744073709551615", ErrorCode::NotJson),
        ("18446744073709551616", ErrorCode::NotJson),
        ("-1", ErrorCode::NotJson),
        ("5\r\ncontent-length: 6", ErrorCode::NotJson),
    ] {
        let reply = Reply::Bytes(format!("{HEAD}content-length: {length}\r\n\r\n{{}}").into_bytes());
        assert_eq!(code_of(reply, limits()).await, expected, "{length}");
    }
}

#[tokio::test]
async fn proxy_that_hangs_is_given_up_before_and_after_the_tunnel() {
    let address = Address::parse("https://clinic.example").unwrap();
    let limits = Limits { connect_timeout: SHORT, ..limits() };
    for reply in [
        Reply::BytesThenSilence(Vec::new()),
        Reply::BytesThenSilence(b"HTTP/1.1 200 Connection established\r\n\r\n".to_vec()),
        Reply::Endless(b"HTTP/1.1 200 OK\r\nx: ".to_vec(), b"a".to_vec(), PAUSE),
    ] {
        let server = Server::start(vec![reply]).await;
        let proxy = ProxyAddress::parse(&server.url()).unwrap();
        let client = client(limits).through(proxy);
        let error = client.calendar(&address, &token(), &week(), None).await.unwrap_err();
        assert!(matches!(error.code(), ErrorCode::Proxy | ErrorCode::ConnectTimeout), "{error:?}");
        assert!(server.requests()[0].target().starts_with("clinic.example"));
    }
}
