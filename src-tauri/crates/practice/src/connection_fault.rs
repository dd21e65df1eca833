//! What keeps any connection from coming about.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

#[cfg(feature = "https")]
use axum::serve::Listener;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinHandle;

use crate::scenario::plain;
use crate::server::StartError;

#[cfg(feature = "https")]
use crate::https::{Authority, Presented, TlsListener};

/// A failure before any request: unlike a [`Fault`](crate::Fault) it is met by whoever connects, so it cannot be switched
/// on and off in a running server but stands in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Barrier {
    /// Nothing listens on the port.
    Refused,
    /// Who knocks is not answered. (Linux; elsewhere a full queue refuses.)
    ConnectTimeout,
    /// It hangs up in the middle of the handshake.
    TlsBroken,
    /// A certificate that nobody vouches for.
    #[cfg(feature = "https")]
    TlsUnknownAuthority,
    /// A certificate of the right authority that ran out years ago.
    #[cfg(feature = "https")]
    TlsExpired,
    /// A certificate of the right authority for another host.
    #[cfg(feature = "https")]
    TlsWrongHost,
}

impl Barrier {
    /// Every barrier.
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
    const fn presented(self) -> Option<Presented> {
        match self {
            Self::Refused | Self::ConnectTimeout | Self::TlsBroken => None,
            Self::TlsUnknownAuthority => Some(Presented::SelfSigned),
            Self::TlsExpired => Some(Presented::Expired),
            Self::TlsWrongHost => Some(Presented::OtherHost),
        }
    }
}

impl fmt::Display for Barrier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A name that no barrier has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no barrier is called {name:?}")]
pub struct UnknownBarrier {
    /// The name that was asked for.
    pub name: String,
}

impl FromStr for Barrier {
    type Err = UnknownBarrier;

    /// Kebab case; underscores and capitals are accepted.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let plain = plain(name);
        let found = Self::ALL.iter().find(|barrier| self::plain(barrier.name()) == plain);
        found.copied().ok_or_else(|| UnknownBarrier { name: name.to_owned() })
    }
}

/// A barrier that stands, until it is lifted or dropped.
pub struct Barred {
    socket: SocketAddr,
    held: Held,
}

/// What makes up a barrier; only ever dropped.
#[expect(dead_code, reason = "held for what the system does meanwhile")]
enum Held {
    Bound(TcpSocket),
    Full(TcpListener, Vec<TcpStream>),
    Listening(JoinHandle<()>),
}

impl Barred {
    /// `127.0.0.1:PORT`.
    pub fn socket(&self) -> SocketAddr {
        self.socket
    }

    /// Takes the barrier away: the port is free when this returns.
    pub async fn lift(mut self) {
        if let Held::Listening(task) = &mut self.held {
            task.abort();
            // That it was aborted is all that it can say.
            let _ = task.await;
        }
    }
}

impl Drop for Barred {
    fn drop(&mut self) {
        if let Held::Listening(task) = &self.held {
            task.abort();
        }
    }
}

/// Puts up a barrier on a port of 127.0.0.1 (0 takes any free one) that needs no certificate.
///
/// # Errors
///
/// [`StartError`] if the port cannot be had, or the barrier is one of certificates.
pub async fn bar(port: u16, barrier: Barrier) -> Result<Barred, StartError> {
    let listen = |source| StartError::Listen { port, source };
    let bound = TcpSocket::new_v4().map_err(listen)?;
    // As a server started anew on its port does.
    bound.set_reuseaddr(true).map_err(listen)?;
    bound.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).map_err(listen)?;
    let socket = bound.local_addr().map_err(listen)?;
    let held = match barrier {
        Barrier::Refused => Held::Bound(bound),
        Barrier::ConnectTimeout => {
            let listener = bound.listen(0).map_err(listen)?;
            let waiting = fill(socket).await.map_err(listen)?;
            Held::Full(listener, waiting)
        }
        Barrier::TlsBroken => {
            let listener = bound.listen(16).map_err(listen)?;
            Held::Listening(tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    drop(stream);
                }
            }))
        }
        #[cfg(feature = "https")]
        _ => return Err(StartError::NoCertificate),
    };
    Ok(Barred { socket, held })
}

/// Puts up any barrier; where it is one of certificates, with one of `authority`.
///
/// # Errors
///
/// [`StartError`] if the port cannot be had or the certificate not be made.
#[cfg(feature = "https")]
pub async fn bar_https(port: u16, barrier: Barrier, authority: &Authority) -> Result<Barred, StartError> {
    let Some(presented) = barrier.presented() else { return bar(port, barrier).await };
    let listen = |source| StartError::Listen { port, source };
    let acceptor = authority.acceptor(presented)?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(listen)?;
    let socket = listener.local_addr().map_err(listen)?;
    let mut listener = TlsListener::new(listener, acceptor);
    let task = tokio::spawn(async move {
        loop {
            // Who believes the certificate after all finds nobody behind it.
            drop(Listener::accept(&mut listener).await);
        }
    });
    Ok(Barred { socket, held: Held::Listening(task) })
}

/// Knocks until nobody opens: what waits in the queue of a port is never taken out here.
async fn fill(socket: SocketAddr) -> std::io::Result<Vec<TcpStream>> {
    const LONG_FOR_THIS_COMPUTER: Duration = Duration::from_millis(100);
    const MORE_THAN_ANY_QUEUE: usize = 64;
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::time::timeout(LONG_FOR_THIS_COMPUTER, TcpStream::connect(socket)).await {
        waiting.push(stream?);
        if waiting.len() == MORE_THAN_ANY_QUEUE {
            return Err(std::io::ErrorKind::Unsupported.into());
        }
    }
    Ok(waiting)
}
