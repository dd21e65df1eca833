//! Requests through a configured proxy and through the system's proxy. Requests to localhost bypass both.

use std::process::Command;

use onelink::{Address, Client, Error, ErrorCode, ProxyAddress};
use practice::{Proxy, ProxyAccess};
use tokio::net::TcpListener;

use crate::server::{Server, json};
use crate::tls::{Ca, TlsServer, params};
use crate::{PAYLOAD, TOKEN, client, limits, token, week};

/// A host name that only the proxy can resolve.
const HOST: &str = "clinic.example";

fn proxy_address(text: &str) -> ProxyAddress {
    ProxyAddress::parse(text).unwrap()
}

async fn request_from_host(client: &Client) -> Result<(), Error> {
    let address = Address::parse(&format!("https://{HOST}")).unwrap();
    client.calendar(&address, &token(), &week(), None).await.map(|_| ())
}

#[tokio::test]
async fn configured_proxy_is_used_and_does_not_see_the_token() {
    for (scheme, expected) in
        [("http", "CONNECT clinic.example:443 HTTP/1.1"), ("socks5", "clinic.example:443")]
    {
        let ca = Ca::new();
        let server = TlsServer::start(ca.sign(&params(HOST))).await;
        let proxy = Proxy::start(server.socket(), ProxyAccess::Anyone).await.unwrap();
        let address = proxy_address(&format!("{scheme}://{}", proxy.socket()));
        request_from_host(&client(limits()).through(address).trusting(ca.authority()))
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
async fn proxy_password_is_sent_to_the_proxy_only_and_never_printed() {
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
            let address = proxy_address(&format!("http://desk:{password}@{}", proxy.socket()));
            let client = client(limits()).through(address).trusting(ca.authority());
            let error = request_from_host(&client).await.err();
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
async fn unreachable_proxy_is_a_proxy_error() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let unused = listener.local_addr().unwrap();
    drop(listener);
    for scheme in ["http", "https", "socks5"] {
        let proxy = proxy_address(&format!("{scheme}://{unused}"));
        let error = request_from_host(&client(limits()).through(proxy)).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Proxy, "{scheme}: {error}");
    }
}

#[tokio::test]
async fn requests_to_localhost_bypass_a_configured_proxy() {
    let ca = Ca::new();
    let secure = TlsServer::start(ca.sign(&params("127.0.0.1"))).await;
    let plain = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    let proxy = Proxy::start(secure.socket(), ProxyAccess::NoOne).await.unwrap();
    let address = proxy_address(&proxy.socket().to_string());
    let client = client(limits()).through(address).trusting(ca.authority());
    for server_address in [plain.address(), secure.address()] {
        client.calendar(&server_address, &token(), &week(), None).await.unwrap();
    }
    assert_eq!(proxy.received(), [""; 0]);
}

/// The environment of a running process cannot be changed safely, so a child process of this test binary sends the request.
#[tokio::test]
async fn system_proxy_is_used() {
    let server = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    let proxy = Proxy::start(server.socket(), ProxyAccess::NoOne).await.unwrap();
    let proxy_url = format!("http://{}", proxy.socket());
    let output = tokio::task::spawn_blocking(move || {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "proxies::child_is_refused_by_the_system_proxy", "--ignored"])
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
#[ignore = "run by `system_proxy_is_used` with a proxy in its environment"]
async fn child_is_refused_by_the_system_proxy() {
    assert_eq!(request_from_host(&client(limits())).await.unwrap_err().code(), ErrorCode::Proxy);
}
