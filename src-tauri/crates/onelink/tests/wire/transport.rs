//! Failures below HTTP. Those of certificates are in `trust`, those of proxies in `proxies`.

use std::process::Command;
use std::time::Duration;

use onelink::{Address, ErrorCode, Limits};
use tokio::net::TcpListener;
#[cfg(target_os = "linux")]
use tokio::net::{TcpSocket, TcpStream};

use crate::server::{Reply, Server, head};
use crate::{PAYLOAD, TOKEN, ask, limits};

const SHORT: Duration = Duration::from_millis(200);

#[tokio::test]
async fn a_port_on_which_nothing_listens_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let socket = listener.local_addr().unwrap();
    drop(listener);
    let error = ask(&Address::parse(&format!("http://{socket}")).unwrap(), limits()).await.unwrap_err();
    assert_eq!((error.code(), error.http_status()), (ErrorCode::Refused, None));
    assert!(!format!("{error:?}").contains(TOKEN));
}

#[tokio::test]
async fn silence_before_the_secure_connection_is_a_connect_timeout() {
    // Accepted by the system, answered by nobody.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Address::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let limits = Limits { connect_timeout: SHORT, ..limits() };
    assert_eq!(ask(&address, limits).await.unwrap_err().code(), ErrorCode::ConnectTimeout);
}

/// A port whose queue is full: the system drops what asks for a connection, as a host that is switched off would.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_host_that_takes_no_connection_is_a_connect_timeout() {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(0).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::time::timeout(SHORT, TcpStream::connect(address)).await {
        waiting.push(stream.unwrap());
        assert!(waiting.len() < 100, "the queue does not fill");
    }
    let address = Address::parse(&format!("http://{address}")).unwrap();
    let limits = Limits { connect_timeout: SHORT, ..limits() };
    let error = ask(&address, limits).await.unwrap_err();
    assert_eq!((error.code(), error.is_worth_retrying()), (ErrorCode::ConnectTimeout, true));
}

#[tokio::test]
async fn silence_after_it_is_a_read_timeout() {
    let mut half = head("200 OK", &[("content-type", "application/json")], 2 * PAYLOAD.len()).into_bytes();
    half.extend_from_slice(PAYLOAD.as_bytes());
    let limits = Limits { connect_timeout: SHORT, read_timeout: SHORT, ..limits() };
    for said in [Vec::new(), b"HTTP/1.1 200".to_vec(), half] {
        let server = Server::start(vec![Reply::BytesThenSilence(said)]).await;
        assert_eq!(ask(&server.address(), limits).await.unwrap_err().code(), ErrorCode::ReadTimeout);
    }
}

#[tokio::test]
async fn a_call_as_a_whole_has_an_end() {
    let server = Server::start(vec![Reply::BytesThenSilence(Vec::new())]).await;
    let limits = Limits { total_timeout: SHORT, max_retries: 2, ..limits() };
    assert_eq!(ask(&server.address(), limits).await.unwrap_err().code(), ErrorCode::ReadTimeout);
}

#[tokio::test]
async fn a_connection_cut_before_the_answer_is_truncated() {
    for said in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-ty"] {
        let server = Server::start(vec![Reply::Bytes(said.to_vec())]).await;
        assert_eq!(ask(&server.address(), limits()).await.unwrap_err().code(), ErrorCode::Truncated);
    }
}

#[tokio::test]
async fn what_does_not_speak_http_or_tls_is_named() {
    let server = Server::start(vec![Reply::Bytes(b"220 mail.example ESMTP\r\n\r\n".to_vec())]).await;
    assert_eq!(ask(&server.address(), limits()).await.unwrap_err().code(), ErrorCode::NotJson);

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = Address::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let answering_in_plain_text = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        tokio::io::AsyncWriteExt::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
        // Kept open: a reset would be another failure.
        stream
    };
    let (outcome, _stream) =
        futures_util::future::join(ask(&address, limits()), answering_in_plain_text).await;
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::Tls);
}

/// Behind a proxy it is the proxy that looks names up, so the request is made without one, by this program anew.
#[test]
fn a_name_that_does_not_exist_is_told() {
    let proxies = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "transport::as_a_child_a_name_is_looked_up", "--ignored"]);
    for name in proxies {
        child.env_remove(name);
    }
    let output = child.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[tokio::test]
#[ignore = "run by `a_name_that_does_not_exist_is_told` without a proxy in its environment"]
async fn as_a_child_a_name_is_looked_up() {
    let address = Address::parse("https://name.invalid").unwrap();
    assert_eq!(ask(&address, limits()).await.unwrap_err().code(), ErrorCode::Dns);
}
