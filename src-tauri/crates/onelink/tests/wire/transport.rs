//! Failures below HTTP. For certificates see `trust`, for proxies see `proxies`.

use std::process::Command;
use std::time::Duration;

use onelink::{Address, ErrorCode, Limits};
use tokio::net::TcpListener;
#[cfg(target_os = "linux")]
use tokio::net::{TcpSocket, TcpStream};

use crate::server::{Reply, Server, response_head};
use crate::{PAYLOAD, TOKEN, limits, request_week};

const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn port_without_listener_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let socket = listener.local_addr().unwrap();
    drop(listener);
    let address = Address::parse(&format!("http://{socket}")).unwrap();
    let error = request_week(&address, limits()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (ErrorCode::Refused, None));
    assert!(!format!("{error:?}").contains(TOKEN));
}

#[tokio::test]
async fn silent_tls_handshake_is_a_connect_timeout() {
    // The operating system accepts the connection; no process reads from it.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Address::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let limits = Limits { connect_timeout: SHORT, ..limits() };
    assert_eq!(request_week(&address, limits).await.unwrap_err().code(), ErrorCode::ConnectTimeout);
}

/// The accept queue of the port is full, so the operating system drops connection requests, like a host that is switched
/// off.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn host_that_accepts_no_connection_is_a_connect_timeout() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::time::timeout(SHORT, TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 100, "the accept queue does not fill up");
    }
    let address = Address::parse(&format!("http://{address}")).unwrap();
    let limits = Limits { connect_timeout: SHORT, ..limits() };
    let error = request_week(&address, limits).await.unwrap_err();
    assert_eq!((error.code(), error.is_worth_retrying()), (ErrorCode::ConnectTimeout, true));
}

#[tokio::test]
async fn silence_after_the_connection_is_a_read_timeout() {
    let mut half =
        response_head("200 OK", &[("content-type", "application/json")], 2 * PAYLOAD.len()).into_bytes();
    half.extend_from_slice(PAYLOAD.as_bytes());
    let limits = Limits { connect_timeout: SHORT, read_timeout: SHORT, ..limits() };
    for bytes in [Vec::new(), b"HTTP/1.1 200".to_vec(), half] {
        let server = Server::start(vec![Reply::BytesThenSilence(bytes)]).await;
        assert_eq!(request_week(&server.address(), limits).await.unwrap_err().code(), ErrorCode::ReadTimeout);
    }
}

#[tokio::test]
async fn total_timeout_ends_the_call() {
    let server = Server::start(vec![Reply::BytesThenSilence(Vec::new())]).await;
    let limits = Limits { total_timeout: SHORT, max_retries: 2, ..limits() };
    assert_eq!(request_week(&server.address(), limits).await.unwrap_err().code(), ErrorCode::ReadTimeout);
}

#[tokio::test]
async fn connection_closed_before_the_response_is_truncated() {
    for bytes in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-ty"] {
        let server = Server::start(vec![Reply::Bytes(bytes.to_vec())]).await;
        assert_eq!(request_week(&server.address(), limits()).await.unwrap_err().code(), ErrorCode::Truncated);
    }
}

#[tokio::test]
async fn server_without_http_or_tls_has_its_code() {
    let server = Server::start(vec![Reply::Bytes(b"220 mail.example ESMTP\r\n\r\n".to_vec())]).await;
    assert_eq!(request_week(&server.address(), limits()).await.unwrap_err().code(), ErrorCode::NotJson);

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Address::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let respond_without_tls = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        // The stream stays open: closing it would cause another failure.
        stream
    };
    let (outcome, _stream) = tokio::join!(request_week(&address, limits()), respond_without_tls);
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::Tls);
}

/// With a proxy, the proxy resolves the name. So a child process of this test binary sends the request without one.
#[test]
fn unknown_host_name_is_a_dns_error() {
    let proxies = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "transport::child_resolves_an_unknown_name", "--ignored"]);
    for name in proxies {
        child.env_remove(name);
    }
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
#[ignore = "run by `unknown_host_name_is_a_dns_error` without a proxy in its environment"]
async fn child_resolves_an_unknown_name() {
    let address = Address::parse("https://name.invalid").unwrap();
    assert_eq!(request_week(&address, limits()).await.unwrap_err().code(), ErrorCode::Dns);
}
