//! Failures that prevent a connection.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

#[cfg(feature = "https")]
use axum::serve::Listener;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use crate::scenario::normalized;
use crate::server::StartError;

#[cfg(feature = "https")]
use crate::https::{Authority, CertificateKind, TlsListener};

/// A failure before any request. A running server cannot switch it on and off, unlike a [`Fault`](crate::Fault): it takes the
/// place of the server on the port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConnectionFault {
    /// Nothing listens on the port.
    Refused,
    /// The connection is never accepted. (On Linux. Other systems refuse when the queue is full.)
    ConnectTimeout,
    /// The server closes the connection in the middle of the TLS handshake.
    TlsBroken,
    /// The certificate is self-signed.
    #[cfg(feature = "https")]
    TlsUnknownAuthority,
    /// The certificate is signed by the right authority, but it expired years ago.
    #[cfg(feature = "https")]
    TlsExpired,
    /// The certificate is signed by the right authority, but for another host.
    #[cfg(feature = "https")]
    TlsWrongHost,
}

impl ConnectionFault {
    /// All connection faults.
    pub const ALL: &[Self] = &[
        Self::Refused,
        Self::ConnectTimeout,
        Self::TlsBroken,
        #[cfg(feature = "https")]
        Self::TlsUnknownAuthority,
        #[cfg(feature = "https")]
        Self::TlsExpired,
        #[cfg(feature = "https")]
        Self::TlsWrongHost,
    ];

    /// The name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::ConnectTimeout => "connect-timeout",
            Self::TlsBroken => "tls-broken",
            #[cfg(feature = "https")]
            Self::TlsUnknownAuthority => "tls-unknown-authority",
            #[cfg(feature = "https")]
            Self::TlsExpired => "tls-expired",
            #[cfg(feature = "https")]
            Self::TlsWrongHost => "tls-wrong-host",
        }
    }

    #[cfg(feature = "https")]
    const fn certificate(self) -> Option<CertificateKind> {
        match self {
            Self::Refused | Self::ConnectTimeout | Self::TlsBroken => None,
            Self::TlsUnknownAuthority => Some(CertificateKind::SelfSigned),
            Self::TlsExpired => Some(CertificateKind::Expired),
            Self::TlsWrongHost => Some(CertificateKind::OtherHost),
        }
    }
}

impl fmt::Display for ConnectionFault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The name is not the name of a connection fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown connection fault {name:?}")]
pub struct UnknownConnectionFault {
    /// The unknown name.
    pub name: String,
}

impl FromStr for ConnectionFault {
    type Err = UnknownConnectionFault;

    /// Kebab case. Underscores and capitals are accepted.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let wanted = normalized(name);
        let found = Self::ALL.iter().find(|fault| normalized(fault.name()) == wanted);
        found.copied().ok_or_else(|| UnknownConnectionFault { name: name.to_owned() })
    }
}

/// A port in the state of a [`ConnectionFault`], until it is stopped or dropped.
pub struct FaultyPort {
    socket: SocketAddr,
    resources: PortResources,
}

/// The sockets or the task of a fault. Dropping them releases the port.
#[expect(dead_code, reason = "the open sockets have an effect although nothing reads them")]
enum PortResources {
    /// A bound socket that does not listen.
    Bound(TcpSocket),
    /// A listener with a full queue of connections that are never accepted.
    FullQueue(TcpListener, Vec<TcpStream>),
    /// A task that accepts connections and closes them.
    Task(JoinHandle<()>),
}

impl FaultyPort {
    /// `127.0.0.1:PORT`.
    pub fn socket(&self) -> SocketAddr {
        self.socket
    }

    /// Ends the fault. The port is free when this returns.
    pub async fn stop(mut self) {
        if let PortResources::Task(task) = &mut self.resources {
            task.abort();
            // The only possible error is that the task was aborted.
            let _ = task.await;
        }
    }
}

impl Drop for FaultyPort {
    fn drop(&mut self) {
        if let PortResources::Task(task) = &self.resources {
            task.abort();
        }
    }
}

/// Starts a fault that needs no certificate, on a port of 127.0.0.1. Port 0 selects any free port.
///
/// # Errors
///
/// [`StartError`] if the port is not available, or the fault needs a certificate.
pub async fn start_connection_fault(port: u16, fault: ConnectionFault) -> Result<FaultyPort, StartError> {
    let listen_error = |source| StartError::Listen { port, source };
    let bound = TcpSocket::new_v4().map_err(listen_error)?;
    // The port of a server that has just stopped must be usable, as it is for a new server.
    bound.set_reuseaddr(true).map_err(listen_error)?;
    bound.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).map_err(listen_error)?;
    let socket = bound.local_addr().map_err(listen_error)?;
    let resources = match fault {
        ConnectionFault::Refused => PortResources::Bound(bound),
        ConnectionFault::ConnectTimeout => {
            let listener = bound.listen(0).map_err(listen_error)?;
            let queued = fill_queue(socket).await.map_err(listen_error)?;
            PortResources::FullQueue(listener, queued)
        }
        ConnectionFault::TlsBroken => {
            let listener = bound.listen(16).map_err(listen_error)?;
            PortResources::Task(tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    drop(stream);
                }
            }))
        }
        #[cfg(feature = "https")]
        _ => return Err(StartError::NoCertificate),
    };
    Ok(FaultyPort { socket, resources })
}

/// Starts any connection fault. A fault that needs a certificate uses one of `authority`.
///
/// # Errors
///
/// [`StartError`] if the port is not available or the certificate cannot be created.
#[cfg(feature = "https")]
pub async fn start_connection_fault_https(
    port: u16,
    fault: ConnectionFault,
    authority: &Authority,
) -> Result<FaultyPort, StartError> {
    let Some(certificate) = fault.certificate() else { return start_connection_fault(port, fault).await };
    let listen_error = |source| StartError::Listen { port, source };
    let acceptor = authority.acceptor(certificate)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(listen_error)?;
    let socket = listener.local_addr().map_err(listen_error)?;
    let mut listener = TlsListener::new(listener, acceptor);
    let task = tokio::spawn(async move {
        loop {
            // A client that accepts the certificate gets no response.
            drop(Listener::accept(&mut listener).await);
        }
    });
    Ok(FaultyPort { socket, resources: PortResources::Task(task) })
}

/// Connects until the queue of the port is full, and returns the open connections.
async fn fill_queue(socket: SocketAddr) -> std::io::Result<Vec<TcpStream>> {
    // A connection on the loopback interface takes far less time, so the queue is full when this has passed.
    const CONNECT_TIMEOUT: Duration = Duration::from_millis(100);
    // More connections than the queue of any supported system holds.
    const MAX_CONNECTIONS: usize = 64;
    let mut queued = Vec::new();
    while let Ok(stream) = tokio::time::timeout(CONNECT_TIMEOUT, TcpStream::connect(socket)).await {
        queued.push(stream?);
        if queued.len() == MAX_CONNECTIONS {
            return Err(std::io::ErrorKind::Unsupported.into());
        }
    }
    Ok(queued)
}
