//! What leaves the computer, and where to.

use std::process::Command;
use std::sync::Arc;

use onelink::{Address, CalendarAnswer, CalendarQuery, ErrorCode};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use crate::server::{Reply, Server, answer, json};
use crate::{PAYLOAD, TOKEN, ask, client, limits, token, week};

#[tokio::test]
async fn a_request_is_a_get_with_the_token_in_one_header() {
    let server = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    ask(&server.address(), limits()).await.unwrap();
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
async fn a_path_before_the_api_is_kept() {
    let server = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    let address = Address::parse(&format!("{}/desk/app/accounts/12", server.url())).unwrap();
    ask(&address, limits()).await.unwrap();
    assert!(server.requests()[0].target().starts_with("/desk/api/v1/accounts/12/scheduling/calendar?"));
}

#[tokio::test]
async fn no_redirect_is_followed_and_the_other_host_hears_nothing() {
    let client = client(limits());
    for status in ["301 X", "302 X", "303 X", "307 X", "308 X", "300 X"] {
        let elsewhere = Server::start(vec![json("200 OK", PAYLOAD)]).await;
        let location = format!("{}/api/v1/accounts/12/scheduling/calendar", elsewhere.url());
        let server = Server::start(vec![Reply::Bytes(answer(status, &[("location", &location)], ""))]).await;
        let error = client.calendar(&server.address(), &token(), &week(), None).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Redirected, "{status}");
        assert_eq!(error.server_text(), Some(elsewhere.url().as_str()));
        assert!(!error.to_string().contains(&elsewhere.url()), "{error}");
        assert_eq!(
            client.profile(&server.address(), &token()).await.unwrap_err().code(),
            ErrorCode::Redirected
        );
        assert_eq!((server.requests().len(), elsewhere.requests().len()), (2, 0), "{status}");
    }
}

#[tokio::test]
async fn identical_calls_at_the_same_time_are_one_request() {
    let gate = Arc::new(Semaphore::new(0));
    let server =
        Server::start(vec![Reply::WhenAllowed(Arc::clone(&gate), answer("200 OK", &[], PAYLOAD))]).await;
    let (client, address, token) = (client(limits()), server.address(), token());
    let (this_week, other_account) = (week(), CalendarQuery { account_id: 13, ..week() });
    let other_client = client.clone();
    let calls = futures_util::future::join_all([
        client.calendar(&address, &token, &this_week, None),
        other_client.calendar(&address, &token, &this_week, None),
        client.calendar(&address, &token, &other_account, None),
    ]);
    let allow = async {
        while server.requests().len() < 2 {
            tokio::task::yield_now().await;
        }
        gate.add_permits(1);
    };
    let (answers, ()) = futures_util::future::join(calls, allow).await;
    for answer in answers {
        assert_eq!(answer, Ok(CalendarAnswer::Fresh { body: PAYLOAD.into(), etag: None }));
    }
    let mut targets: Vec<String> =
        server.requests().iter().map(|request| request.target().to_owned()).collect();
    targets.sort();
    assert_eq!(targets.len(), 2);
    assert!(targets[0].contains("/12/") && targets[1].contains("/13/"), "{targets:?}");

    // What is over is asked anew.
    client.calendar(&address, &token, &this_week, None).await.unwrap();
    assert_eq!(server.requests().len(), 3);
}

/// Plain http to this computer must not be shown to a proxy: the token would cross the network in the clear. The
/// environment of a running process cannot be changed safely, so the request is made by this test program anew.
#[tokio::test]
async fn loopback_goes_past_every_proxy() {
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy_url = format!("http://{}", proxy.local_addr().unwrap());
    let child = tokio::task::spawn_blocking(move || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "requests::as_a_child_loopback_is_asked_directly", "--ignored"])
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
        accepted = proxy.accept() => panic!("the proxy was asked: {accepted:?}"),
    }
}

#[tokio::test]
#[ignore = "run by `loopback_goes_past_every_proxy` with a proxy in its environment"]
async fn as_a_child_loopback_is_asked_directly() {
    let server = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    ask(&server.address(), limits()).await.unwrap();
    let localhost = Address::parse(&format!("http://localhost:{}", server.socket().port())).unwrap();
    ask(&localhost, limits()).await.unwrap();
    assert_eq!(server.requests().len(), 2);
}
