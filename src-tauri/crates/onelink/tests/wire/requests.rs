//! What the client sends, and to which host.

use std::process::Command;
use std::sync::Arc;

use onelink::{Address, CalendarAnswer, CalendarQuery, ErrorCode};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::server::{Reply, Server, json, response};
use crate::{PAYLOAD, TOKEN, client, limits, request_week, token, week};

#[tokio::test]
async fn request_is_a_get_with_the_token_in_one_header() {
    let server = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    request_week(&server.address(), limits()).await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(request.method(), "GET");
    assert_eq!(
        request.target(),
        "/api/v1/accounts/12/scheduling/calendar\
         ?view=week&from=2026-03-09T00:00:00%2B05:00&to=2026-03-16T00:00:00%2B05:00"
    );
    assert_eq!(request.header("api_access_token"), Some(TOKEN));
    assert_eq!(request.header("authorization"), None);
    assert_eq!(request.header("cookie"), None);
    assert_eq!(request.header("accept"), Some("application/json"));
    assert_eq!(request.header("if-none-match"), None);
    let encodings = request.header("accept-encoding").unwrap();
    assert!(encodings.contains("gzip") && encodings.contains("br"), "{encodings}");
    assert_eq!(request.header("user-agent"), Some(concat!("qabyl/", env!("CARGO_PKG_VERSION"))));
    assert!(!request.target().contains(TOKEN));
}

#[tokio::test]
async fn path_prefix_of_the_address_is_kept() {
    let server = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    let address = Address::parse(&format!("{}/desk/app/accounts/12", server.url())).unwrap();
    request_week(&address, limits()).await.unwrap();
    assert!(server.requests()[0].target().starts_with("/desk/api/v1/accounts/12/scheduling/calendar?"));
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let client = client(limits());
    for status in ["301 X", "302 X", "303 X", "307 X", "308 X", "300 X"] {
        let other_server = Server::start(vec![json("200 OK", PAYLOAD)]).await;
        let location = format!("{}/api/v1/accounts/12/scheduling/calendar", other_server.url());
        let server =
            Server::start(vec![Reply::Bytes(response(status, &[("location", &location)], ""))]).await;
        let error = client.calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Redirected, "{status}");
        assert_eq!(error.server_text(), Some(other_server.url().as_str()));
        assert!(!error.to_string().contains(&other_server.url()), "{error}");
        assert_eq!(
            client.profile(&server.address(), &token()).await.unwrap_err().code(),
            ErrorCode::Redirected
        );
        assert_eq!((server.requests().len(), other_server.requests().len()), (2, 0), "{status}");
    }
}

#[tokio::test]
async fn byte_order_mark_before_the_json_is_removed() {
    let server = Server::start(vec![json("200 OK", &format!("\u{feff}{PAYLOAD}"))]).await;
    let answer = client(limits()).calendar(&server.address(), &token(), &week(), None).await;
    assert_eq!(answer, Ok(CalendarAnswer::Fresh { body: PAYLOAD.into(), etag: None, server_time: None }));
}

#[tokio::test]
async fn etag_of_more_than_a_kilobyte_is_ignored() {
    for (length, is_returned) in [(1024, true), (1025, false), (300_000, false)] {
        let etag = "e".repeat(length);
        let server = Server::start(vec![Reply::Bytes(response("200 OK", &[("etag", &etag)], PAYLOAD))]).await;
        let answer = client(limits()).calendar(&server.address(), &token(), &week(), None).await;
        let expected = is_returned.then_some(etag);
        assert_eq!(
            answer,
            Ok(CalendarAnswer::Fresh { body: PAYLOAD.into(), etag: expected, server_time: None }),
            "{length}"
        );
    }
}

#[tokio::test]
async fn request_that_is_refused_for_its_etag_is_sent_once_more_without_it() {
    for status in ["400 X", "412 X", "431 X"] {
        let refusal = Reply::Bytes(response(status, &[], ""));
        let server = Server::start(vec![refusal, json("200 OK", PAYLOAD)]).await;
        let answer = client(limits()).calendar(&server.address(), &token(), &week(), Some("v1")).await;
        assert_eq!(
            answer,
            Ok(CalendarAnswer::Fresh { body: PAYLOAD.into(), etag: None, server_time: None }),
            "{status}"
        );
        let requests = server.requests();
        let etags: Vec<_> = requests.iter().map(|request| request.header("if-none-match")).collect();
        assert_eq!(etags, [Some("v1"), None], "{status}");
    }
}

#[tokio::test]
async fn refusal_of_a_request_without_etag_is_returned() {
    let server = Server::start(vec![Reply::Bytes(response("400 X", &[], ""))]).await;
    client(limits()).calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

/// The caller decides which of its calls may run at the same time.
#[tokio::test]
async fn concurrent_calls_each_send_a_request() {
    let gate = Arc::new(Semaphore::new(0));
    let server =
        Server::start(vec![Reply::WhenAllowed(Arc::clone(&gate), response("200 OK", &[], PAYLOAD))]).await;
    let (client, address, token) = (client(limits()), server.address(), token());
    let (this_week, other_account) = (week(), CalendarQuery { account_id: 13, ..week() });
    let allow = async {
        while server.requests().len() < 3 {
            tokio::task::yield_now().await;
        }
        gate.add_permits(1);
    };
    let (first, second, third, ()) = tokio::join!(
        client.calendar(&address, &token, &this_week, None),
        client.calendar(&address, &token, &this_week, None),
        client.calendar(&address, &token, &other_account, None),
        allow,
    );
    for answer in [first, second, third] {
        assert_eq!(answer, Ok(CalendarAnswer::Fresh { body: PAYLOAD.into(), etag: None, server_time: None }));
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(requests.iter().filter(|request| request.target().contains("/13/")).count(), 1);
}

/// Plain http to localhost must not go through a proxy, because the token would cross the network unencrypted. The
/// environment of a running process cannot be changed safely, so a child process of this test binary sends the request.
#[tokio::test]
async fn requests_to_localhost_bypass_the_systems_proxy() {
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy_url = format!("http://{}", proxy.local_addr().unwrap());
    let child = tokio::task::spawn_blocking(move || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "requests::child_requests_localhost_directly", "--ignored"])
            .envs(
                ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
                    .map(|name| (name, proxy_url.as_str())),
            )
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .output()
            .unwrap()
    });
    tokio::select! {
        output = child => {
            let output = output.unwrap();
            let text = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success() && text.contains("1 passed"), "{text}");
        }
        accepted = proxy.accept() => panic!("the proxy got a connection: {accepted:?}"),
    }
}

#[tokio::test]
#[ignore = "run by `requests_to_localhost_bypass_the_systems_proxy` with a proxy in its environment"]
async fn child_requests_localhost_directly() {
    let server = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    request_week(&server.address(), limits()).await.unwrap();
    let localhost = Address::parse(&format!("http://localhost:{}", server.socket().port())).unwrap();
    request_week(&localhost, limits()).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}
