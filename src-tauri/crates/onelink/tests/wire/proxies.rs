//! The ways out: through a proxy that was typed, through the system's, and past both to this computer.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::{Arc, Mutex};

use onelink::{Address, Client, Error, ErrorCode, ProxyAddress};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::server::{Server, json};
use crate::tls::{Ca, TlsServer, params};
use crate::{PAYLOAD, TOKEN, client, limits, token, week};

/// A host that only the proxy knows the way to.
const HOST: &str = "clinic.example";

#[derive(Clone, Copy)]
enum Kind {
    /// `CONNECT`, answered with that status; a tunnel is dug on 200.
    Http(u16),
    Socks5,
}

/// A proxy on loopback that leads every request to one server and keeps what it was told in the clear.
struct TestProxy {
    socket: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl TestProxy {
    async fn start(kind: Kind, server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let socket = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let ears = Arc::clone(&ears);
                // A client that hangs up ends its own connection only.
                connections.spawn(async move { lead(kind, stream, server, &ears).await.ok() });
            }
        });
        Self { socket, heard, task }
    }

    fn address(&self, scheme: &str) -> ProxyAddress {
        ProxyAddress::parse(&format!("{scheme}://{}", self.socket)).unwrap()
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

impl Drop for TestProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn lead(
    kind: Kind,
    mut stream: TcpStream,
    server: SocketAddr,
    heard: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    match kind {
        Kind::Http(status) => {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                request.push(stream.read_u8().await?);
            }
            heard.lock().unwrap().push(String::from_utf8(request).unwrap());
            stream.write_all(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").as_bytes()).await?;
            if status != 200 {
                return stream.shutdown().await;
            }
        }
        Kind::Socks5 => {
            let mut greeting = [0; 2];
            stream.read_exact(&mut greeting).await?;
            stream.read_exact(&mut vec![0; usize::from(greeting[1])]).await?;
            stream.write_all(&[5, 0]).await?;
            // Version, CONNECT, reserved, "a name follows", its length.
            let mut request = [0; 5];
            stream.read_exact(&mut request).await?;
            assert_eq!(request[..4], [5, 1, 0, 3], "a name is for the proxy to look up");
            let mut name = vec![0; usize::from(request[4])];
            stream.read_exact(&mut name).await?;
            let port = stream.read_u16().await?;
            heard.lock().unwrap().push(format!("{}:{port}", String::from_utf8(name).unwrap()));
            stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
        }
    }
    let mut server = TcpStream::connect(server).await?;
    copy_bidirectional(&mut stream, &mut server).await.map(|_| ())
}

async fn ask(client: &Client) -> Result<(), Error> {
    let address = Address::parse(&format!("https://{HOST}")).unwrap();
    client.calendar(&address, &token(), &week(), None).await.map(|_| ())
}

#[tokio::test]
async fn a_typed_proxy_is_gone_through_and_sees_no_token() {
    for (kind, scheme, expected) in [
        (Kind::Http(200), "http", "CONNECT clinic.example:443 HTTP/1.1"),
        (Kind::Socks5, "socks5", "clinic.example:443"),
    ] {
        let ca = Ca::new();
        let server = TlsServer::start(ca.sign(&params(HOST))).await;
        let proxy = TestProxy::start(kind, server.socket()).await;
        let client = client(limits()).through(proxy.address(scheme)).trusting(ca.authority());
        ask(&client).await.unwrap_or_else(|error| panic!("{scheme}: {error}"));

        let heard = proxy.heard();
        assert_eq!(heard.len(), 1, "{scheme}");
        assert_eq!(heard[0].lines().next(), Some(expected), "{scheme}");
        assert!(!heard[0].contains(TOKEN), "{scheme}: {}", heard[0]);
        let heads = server.heads();
        assert_eq!(heads.len(), 1, "{scheme}");
        assert!(heads[0].contains(TOKEN), "{scheme}: {}", heads[0]);
    }
}

#[tokio::test]
async fn a_proxys_password_reaches_the_proxy_and_no_message() {
    let ca = Ca::new();
    let server = TlsServer::start(ca.sign(&params(HOST))).await;
    for (status, expected) in [(200, None), (407, Some(ErrorCode::Proxy)), (403, Some(ErrorCode::Proxy))] {
        let proxy = TestProxy::start(Kind::Http(status), server.socket()).await;
        let typed = format!("http://desk:hunter2@{}", proxy.socket);
        let client = client(limits()).through(ProxyAddress::parse(&typed).unwrap()).trusting(ca.authority());
        let error = ask(&client).await.err();
        assert_eq!(error.as_ref().map(Error::code), expected, "{status}: {error:?}");
        // "desk:hunter2"
        assert!(proxy.heard()[0].contains("Basic ZGVzazpodW50ZXIy"), "{}", proxy.heard()[0]);
        let printed = format!("{error:?} {client:?}");
        assert!(!printed.contains("hunter2") && !printed.contains("ZGVzazpodW50ZXIy"), "{printed}");
    }
}

#[tokio::test]
async fn a_proxy_that_is_not_there_is_not_taken_for_the_server() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    for scheme in ["http", "https", "socks5"] {
        let proxy = ProxyAddress::parse(&format!("{scheme}://{nobody}")).unwrap();
        let error = ask(&client(limits()).through(proxy)).await.unwrap_err();
        assert_eq!(error.code(), ErrorCode::Proxy, "{scheme}: {error}");
    }
}

#[tokio::test]
async fn this_computer_is_asked_past_a_typed_proxy() {
    let ca = Ca::new();
    let secure = TlsServer::start(ca.sign(&params("127.0.0.1"))).await;
    let plain = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    let proxy = TestProxy::start(Kind::Http(403), secure.socket()).await;
    let client = client(limits()).through(proxy.address("http")).trusting(ca.authority());
    for address in [plain.address(), secure.address()] {
        client.calendar(&address, &token(), &week(), None).await.unwrap();
    }
    assert_eq!(proxy.heard(), [""; 0]);
}

/// The environment of a running process cannot be changed safely, so the request is made by this test program anew.
#[tokio::test]
async fn the_systems_proxy_is_gone_through() {
    let server = Server::start(vec![json("200 OK", PAYLOAD)]).await;
    let proxy = TestProxy::start(Kind::Http(502), server.socket()).await;
    let proxy_url = format!("http://{}", proxy.socket);
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
    assert_eq!(proxy.heard().len(), 1);
    assert!(proxy.heard()[0].starts_with("CONNECT clinic.example:443"), "{:?}", proxy.heard());
}

#[tokio::test]
#[ignore = "run by `the_systems_proxy_is_gone_through` with a proxy in its environment"]
async fn as_a_child_the_systems_proxy_refuses() {
    assert_eq!(ask(&client(limits())).await.unwrap_err().code(), ErrorCode::Proxy);
}
