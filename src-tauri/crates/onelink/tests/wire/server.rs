//! A server on localhost that sends exactly the given bytes and records the requests.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use onelink::Address;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

/// The request line and the headers of one request, as received.
#[derive(Debug, Clone)]
pub struct Request {
    head: String,
}

impl Request {
    pub fn method(&self) -> &str {
        self.head.split(' ').next().unwrap()
    }

    pub fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// What the server does with a request. It closes the connection afterwards, unless it never ends.
#[derive(Clone)]
pub enum Reply {
    Bytes(Vec<u8>),
    BytesThenSilence(Vec<u8>),
    /// Sends the first bytes, then the second ones again and again, until the client closes the connection. The pause
    /// between them is as given.
    Endless(Vec<u8>, Vec<u8>, Duration),
    /// Responds when the semaphore has a permit.
    WhenAllowed(Arc<Semaphore>, Vec<u8>),
}

/// A complete response with its length.
pub fn response(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = response_head(status, headers, body.as_ref().len()).into_bytes();
    bytes.extend_from_slice(body.as_ref());
    bytes
}

/// The status line and the headers of a response.
pub fn response_head(status: &str, headers: &[(&str, &str)], length: usize) -> String {
    let mut head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n");
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    head + "\r\n"
}

pub fn json(status: &str, body: &str) -> Reply {
    Reply::Bytes(response(status, &[("content-type", "application/json; charset=utf-8")], body))
}

pub struct Server {
    socket: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Starts a server that answers the first request with the first reply and so on. The last reply is repeated.
    pub async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let socket = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let received = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, replies.clone(), Arc::clone(&received)));
            }
        });
        Self { socket, requests, task }
    }

    pub fn socket(&self) -> SocketAddr {
        self.socket
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.socket)
    }

    pub fn address(&self) -> Address {
        Address::parse(&self.url()).unwrap()
    }

    pub fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(mut stream: TcpStream, replies: Vec<Reply>, received: Arc<Mutex<Vec<Request>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let number = {
        let mut received = received.lock().unwrap();
        received.push(Request { head: String::from_utf8(head).unwrap() });
        received.len() - 1
    };
    match replies[number.min(replies.len() - 1)].clone() {
        Reply::Bytes(bytes) => send(&mut stream, &bytes).await,
        Reply::BytesThenSilence(bytes) => {
            send(&mut stream, &bytes).await;
            std::future::pending::<()>().await;
        }
        Reply::Endless(first, repeated, pause) => {
            send(&mut stream, &first).await;
            while stream.write_all(&repeated).await.is_ok() {
                tokio::time::sleep(pause).await;
            }
        }
        Reply::WhenAllowed(gate, bytes) => {
            let _permit = gate.acquire().await.unwrap();
            send(&mut stream, &bytes).await;
        }
    }
    // The client may have closed the connection first.
    let _ = stream.shutdown().await;
}

async fn send(stream: &mut TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes).await;
}
