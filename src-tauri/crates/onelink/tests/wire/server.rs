//! A server on loopback that says exactly the bytes it is told to, and remembers what it was asked.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use onelink::Address;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

/// One request's head, as it came.
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

/// What the server does with a request. It hangs up afterwards, except where it says that it stays silent.
#[derive(Clone)]
pub enum Reply {
    Bytes(Vec<u8>),
    BytesThenSilence(Vec<u8>),
    /// Answers when the test lets it.
    WhenAllowed(Arc<Semaphore>, Vec<u8>),
}

/// A whole answer with its length.
pub fn answer(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Vec<u8> {
    let mut bytes = head(status, headers, body.as_ref().len()).into_bytes();
    bytes.extend_from_slice(body.as_ref());
    bytes
}

pub fn head(status: &str, headers: &[(&str, &str)], length: usize) -> String {
    let mut head = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n");
    for (name, value) in headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    head + "\r\n"
}

pub fn json(status: &str, body: &str) -> Reply {
    Reply::Bytes(answer(status, &[("content-type", "application/json; charset=utf-8")], body))
}

pub struct Server {
    socket: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
    task: JoinHandle<()>,
}

impl Server {
    /// Answers the first request with the first reply and so on; the last one stays.
    pub async fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let socket = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        let task = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, replies.clone(), Arc::clone(&seen)));
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

async fn serve(mut stream: TcpStream, replies: Vec<Reply>, seen: Arc<Mutex<Vec<Request>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let number = {
        let mut seen = seen.lock().unwrap();
        seen.push(Request { head: String::from_utf8(head).unwrap() });
        seen.len() - 1
    };
    match replies[number.min(replies.len() - 1)].clone() {
        Reply::Bytes(bytes) => say(&mut stream, &bytes).await,
        Reply::BytesThenSilence(bytes) => {
            say(&mut stream, &bytes).await;
            std::future::pending::<()>().await;
        }
        Reply::WhenAllowed(gate, bytes) => {
            let _permit = gate.acquire().await.unwrap();
            say(&mut stream, &bytes).await;
        }
    }
    // A client that had enough may have hung up first.
    let _ = stream.shutdown().await;
}

async fn say(stream: &mut TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes).await;
}
