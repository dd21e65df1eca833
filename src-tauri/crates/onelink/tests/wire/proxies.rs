//! The ways out: through a proxy that was typed, through the system's, and past both to this computer.

use std::process::Command;

use onelink::{Address, Client, Error, ErrorCode, ProxyAddress};
use practice::{Proxy, ProxyAccess};
use tokio::net::TcpListener;

use crate::server::{Server, json};
use crate::tls::{Ca, TlsServer, params};
use crate::{PAYLOAD, TOKEN, client, limits, token, week};

/// A host that only the proxy knows the way to.
const HOST: &str = "clinic.example";

fn typed(text: &str) -> ProxyAddress {
    ProxyAddress::parse(text).unwrap()
}

async fn ask(client: &Client) -> Result<(), Error> {
    let address = Address::parse(&format!("https://{HOST}")).unwrap();
    client.calendar(&address, &token(), &week(), None).await.map(|_| ())
}

#[tokio::test]
async fn a_typed_proxy_is_gone_through_and_sees_no_token() {
    for (scheme, expected) in
        [("http", "CONNECT clinic.example:443 HTTP/1.1"), ("socks5", "clinic.example:443")]
    {
        let ca = Ca::new();
        let server = TlsServer::start(ca.sign(&params(HOST))).await;
        let proxy = Proxy::start(server.socket(), ProxyAccess::Anyone).await.unwrap();
        let way = typed(&format!("{scheme}://{}", proxy.socket()));
        ask(&client(limits()).through(way).trusting(ca.authority()))
            .await
            .unwrap_or_else(|error| panic!("{scheme}: {error}"));

        let heard = proxy.received();
        assert_eq!(heard.len(), 1, "{scheme}");
        assert_eq!(heard[0].lines().next(), Some(expected), "{scheme}");
        assert!(!heard[0].contains(TOKEN), "{scheme}: {}", heard[0]);
        let heads = server.heads();
        assert_eq!(heads.len(), 1, "{scheme}");
        assert!(heads[0].contains(TOKEN), "{scheme}: {}", heads[0]);
    }
}

#[tokio::test]
async fn a_proxys_password_reaches_the_proxy_and_no_server_and_no_message() {
    let ca = Ca::new();
    let server = TlsServer::start(ca.sign(&params(HOST))).await;
    for (password, encoded) in
        [("hunter2", "ZGVzazpodW50ZXIy"), ("p@ss/#?:1%", "ZGVzazpwQHNzLyM/OjEl"), ("p%40ss", "ZGVzazpwQHNz")]
    {
        let wanted = format!("Basic {encoded}");
        for (leads, expected) in [
            (ProxyAccess::Authorized(wanted.clone()), None),
            (ProxyAccess::Authorized("Basic b3RoZXI6d29yZHM=".to_owned()), Some(ErrorCode::Proxy)),
            (ProxyAccess::NoOne, Some(ErrorCode::Proxy)),
        ] {
            let proxy = Proxy::start(server.socket(), leads).await.unwrap();
            let way = typed(&format!("http://desk:{password}@{}", proxy.socket()));
            let client = client(limits()).through(way).trusting(ca.authority());
            let error = ask(&client).await.err();
            assert_eq!(error.as_ref().map(Error::code), expected, "{error:?}");
            assert!(proxy.received()[0].contains(&wanted), "{}", proxy.received()[0]);
            let printed = format!("{error:?} {client:?}");
            assert!(!printed.contains(password) && !printed.contains(encoded), "{printed}");
        }
    }
    let heads = server.heads();
    assert_eq!(heads.len(), 3);
    assert!(!heads.concat().to_ascii_lowercase().contains("proxy-authorization"), "{heads:?}");
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_not_taken_for_the_server() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    for scheme in ["http", "https", "socks5"] {
        let proxy = typed(&format!("{scheme}://{nobody}"));
        let error = ask(&client(limits()).through(proxy)).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Proxy, "{scheme}: {error}");
    }
}

#[tokio::test]
async fn this_computer_is_asked_past_a_typed_proxy() {
    let ca = Ca::new();
    let secure = TlsServer::start(ca.sign(&params("127.0.0.1"))).await;
    let plain = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    let proxy = Proxy::start(secure.socket(), ProxyAccess::NoOne).await.unwrap();
    let way = typed(&proxy.socket().to_string());
    let client = client(limits()).through(way).trusting(ca.authority());
    for address in [plain.address(), secure.address()] {
        client.calendar(&address, &token(), &week(), None).await.unwrap();
    }
    assert_eq!(proxy.received(), [""; 0]);
}

/// The environment of a running process cannot be changed safely, so the request is made by this test program anew.
#[tokio::test]
async fn the_systems_proxy_is_gone_through() {
    let server = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    let proxy = Proxy::start(server.socket(), ProxyAccess::NoOne).await.unwrap();
    let proxy_url = format!("http://{}", proxy.socket());
    let output = tokio::task::spawn_blocking(move || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "proxies::as_a_child_the_systems_proxy_refuses", "--ignored"])
            .envs(["HTTPS_PROXY", "https_proxy"].map(|name| (name, proxy_url.as_str())))
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .output()
            .unwrap()
    })
    .await
    .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
    assert_eq!(proxy.received().len(), 1);
    assert!(proxy.received()[0].starts_with("CONNECT clinic.example:443"), "{:?}", proxy.received());
}

#[tokio::test]
#[ignore = "run by `the_systems_proxy_is_gone_through` with a proxy in its environment"]
async fn as_a_child_the_systems_proxy_refuses() {
    assert_eq!(ask(&client(limits())).await.unwrap_err().code(), ErrorCode::Proxy);
}
