//! A proxy that forwards every connection to one server, for tests of a client behind a proxy.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// The first byte of a SOCKS5 request. A `CONNECT` request starts with a letter.
const SOCKS5: u8 = 5;

/// Which clients may use a proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProxyAccess {
    /// All clients.
    Anyone,
    /// Clients that send this value in `Proxy-Authorization`, such as `Basic ZGVzazpw`. Others get a 407.
    Authorized(String),
    /// No client. All get a 403.
    NoOne,
}

/// A running proxy on the loopback interface. It supports `CONNECT`, and SOCKS5 with [`ProxyAccess::Anyone`]. It stops when
/// it is dropped.
pub struct Proxy {
    socket: SocketAddr,
    received: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Starts a proxy on a free port. It connects all clients to `server`, whatever host name they request.
    ///
    /// # Errors
    ///
    /// If no port is available.
    pub async fn start(server: SocketAddr, access: ProxyAccess) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let socket = listener.local_addr()?;
        let received = Arc::default();
        let state = Arc::new(ProxyState { server, access, received: Arc::clone(&received) });
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&state);
                // An error ends its own connection only.
                connections.spawn(async move { state.handle(stream).await.ok() });
            }
        });
        Ok(Self { socket, received, task })
    }

    /// `127.0.0.1:PORT`.
    pub fn socket(&self) -> SocketAddr {
        self.socket
    }

    /// The unencrypted requests to the proxy, one for each connection: the request line and headers of a `CONNECT`, or the
    /// `host:port` of a SOCKS5 request.
    pub fn received(&self) -> Vec<String> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops the proxy. When this returns, nothing listens on the port, and all connections are closed.
    pub async fn stop(mut self) {
        self.task.abort();
        // The only possible error is that the task was aborted.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The state of a running proxy, shared by all connections.
struct ProxyState {
    server: SocketAddr,
    access: ProxyAccess,
    received: Arc<Mutex<Vec<String>>>,
}

impl ProxyState {
    async fn handle(&self, mut stream: TcpStream) -> io::Result<()> {
        let first = stream.read_u8().await?;
        let accepted = if first == SOCKS5 && self.access == ProxyAccess::Anyone {
            self.accept_socks5(&mut stream).await?;
            true
        } else {
            self.answer_connect(first, &mut stream).await?
        };
        if !accepted {
            return stream.shutdown().await;
        }
        let mut server = TcpStream::connect(self.server).await?;
        copy_bidirectional(&mut stream, &mut server).await.map(drop)
    }

    /// Reads a `CONNECT` request and responds to it. Returns whether the client may use the proxy.
    async fn answer_connect(&self, first: u8, stream: &mut TcpStream) -> io::Result<bool> {
        let mut request = vec![first];
        while !request.ends_with(b"\r\n\r\n") {
            request.push(stream.read_u8().await?);
        }
        let request = String::from_utf8(request).map_err(io::Error::other)?;
        let status = match &self.access {
            ProxyAccess::Anyone => 200,
            ProxyAccess::Authorized(expected)
                if header(&request, "proxy-authorization") == Some(expected) =>
            {
                200
            }
            ProxyAccess::Authorized(_) => 407,
            ProxyAccess::NoOne => 403,
        };
        self.record(request);
        stream.write_all(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").as_bytes()).await?;
        Ok(status == 200)
    }

    async fn accept_socks5(&self, stream: &mut TcpStream) -> io::Result<()> {
        let authentication_methods = stream.read_u8().await?;
        stream.read_exact(&mut vec![0; usize::from(authentication_methods)]).await?;
        stream.write_all(&[SOCKS5, 0]).await?;
        // Version, command (1 = CONNECT), reserved, address type (3 = host name), length of the name.
        let mut request = [0; 5];
        stream.read_exact(&mut request).await?;
        if request[..4] != [SOCKS5, 1, 0, 3] {
            return Err(io::Error::other(
                "the client must leave the resolution of the host name to the proxy",
            ));
        }
        let mut name = vec![0; usize::from(request[4])];
        stream.read_exact(&mut name).await?;
        let port = stream.read_u16().await?;
        self.record(format!("{}:{port}", String::from_utf8(name).map_err(io::Error::other)?));
        stream.write_all(&[SOCKS5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await
    }

    fn record(&self, request: String) {
        self.received.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    }
}

/// The value of a header of the request.
fn header<'a>(request: &'a str, wanted: &str) -> Option<&'a str> {
    request.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(wanted).then(|| value.trim())
    })
}
