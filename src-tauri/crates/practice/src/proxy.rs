//! A proxy that leads everybody to one server, for tests of a client that must go through one.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// The first byte of who speaks SOCKS5; a `CONNECT` begins with a letter.
const SOCKS5: u8 = 5;

/// Whom a proxy leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// Whoever asks.
    Anybody,
    /// Whoever says this in `Proxy-Authorization`, such as `Basic ZGVzazpw`; others are answered with a 407.
    Authorized(String),
    /// Everybody is answered with a 403.
    Nobody,
}

/// A running proxy on loopback, spoken to by `CONNECT` or, when it leads anybody, by SOCKS5. It stops when it is dropped.
pub struct Proxy {
    socket: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Starts a proxy on a free port that takes every name for the server at `server`.
    ///
    /// # Errors
    ///
    /// When there is no port to be had.
    pub async fn start(server: SocketAddr, leads: Leads) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let socket = listener.local_addr()?;
        let heard = Arc::default();
        let way = Arc::new(Way { server, leads, heard: Arc::clone(&heard) });
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let way = Arc::clone(&way);
                // A client that hangs up ends its own connection only.
                connections.spawn(async move { way.lead(stream).await.ok() });
            }
        });
        Ok(Self { socket, heard, task })
    }

    /// `127.0.0.1:PORT`.
    pub fn socket(&self) -> SocketAddr {
        self.socket
    }

    /// What was said in the clear, a text a connection: the head of a `CONNECT`, or the `host:port` of a SOCKS5 request.
    pub fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Stops: nothing listens on the port when this returns, and whoever was led is cut off.
    pub async fn stop(mut self) {
        self.task.abort();
        // That it was aborted is all that it can say.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Way {
    server: SocketAddr,
    leads: Leads,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Way {
    async fn lead(&self, mut stream: TcpStream) -> io::Result<()> {
        let first = stream.read_u8().await?;
        let led = if first == SOCKS5 && self.leads == Leads::Anybody {
            self.answer_socks5(&mut stream).await?;
            true
        } else {
            self.answer_connect(first, &mut stream).await?
        };
        if !led {
            return stream.shutdown().await;
        }
        let mut server = TcpStream::connect(self.server).await?;
        copy_bidirectional(&mut stream, &mut server).await.map(drop)
    }

    async fn answer_connect(&self, first: u8, stream: &mut TcpStream) -> io::Result<bool> {
        let mut head = vec![first];
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let head = String::from_utf8(head).map_err(io::Error::other)?;
        let status = match &self.leads {
            Leads::Anybody => 200,
            Leads::Authorized(wanted) if header(&head, "proxy-authorization") == Some(wanted) => 200,
            Leads::Authorized(_) => 407,
            Leads::Nobody => 403,
        };
        self.hear(head);
        stream.write_all(format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n").as_bytes()).await?;
        Ok(status == 200)
    }

    async fn answer_socks5(&self, stream: &mut TcpStream) -> io::Result<()> {
        let ways_to_sign_in = stream.read_u8().await?;
        stream.read_exact(&mut vec![0; usize::from(ways_to_sign_in)]).await?;
        stream.write_all(&[SOCKS5, 0]).await?;
        // Version, CONNECT, reserved, "a name follows", its length.
        let mut request = [0; 5];
        stream.read_exact(&mut request).await?;
        if request[..4] != [SOCKS5, 1, 0, 3] {
            return Err(io::Error::other("a name is for the proxy to look up"));
        }
        let mut name = vec![0; usize::from(request[4])];
        stream.read_exact(&mut name).await?;
        let port = stream.read_u16().await?;
        self.hear(format!("{}:{port}", String::from_utf8(name).map_err(io::Error::other)?));
        stream.write_all(&[SOCKS5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await
    }

    fn hear(&self, text: String) {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).push(text);
    }
}

fn header<'a>(head: &'a str, wanted: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case(wanted).then(|| value.trim())
    })
}
