//! The HTTP server. It listens on the loopback interface only, and has one account and one token.

mod endpoints;

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use axum::serve::{Listener, ListenerExt};
use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::dataset::Dataset;
use crate::edit::SampleEdit;
use crate::fault::{Endpoint, Fault};
#[cfg(feature = "https")]
use crate::https::{Authority, CertificateKind, TlsListener};
use crate::scenario::Scenario;

/// How long [`Server::stop`] waits for responses that are being sent.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// The options of a server.
#[derive(Clone)]
pub struct Options {
    /// The port on 127.0.0.1. 0 selects any free port.
    pub port: u16,
    /// The access token that the server accepts.
    pub token: String,
    /// The sample account.
    pub scenario: Scenario,
    /// The fault that is active from the start.
    pub fault: Option<Fault>,
    /// The current time of the sample data: the data are dated around it, and it decides which appointments are past.
    pub now: DateTime<Utc>,
    /// Events after the appointments were created.
    pub edits: Vec<SampleEdit>,
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is in use or not permitted.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The requested port.
        port: u16,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The connection fault needs a certificate, and no authority was given.
    #[cfg(feature = "https")]
    #[error("this fault needs a certificate authority (--https FOLDER)")]
    NoCertificate,
    /// The certificate could not be created.
    #[cfg(feature = "https")]
    #[error(transparent)]
    Authority(#[from] crate::https::AuthorityError),
}

/// The `Date` header of the responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateHeader {
    /// It is empty. The time of the sample data stands still, so it is not the time of a request.
    Empty,
    /// The time of this computer.
    Computer,
    /// This time, in every response.
    Fixed(DateTime<Utc>),
}

/// The state of a running server, shared by all requests.
struct ServerState {
    dataset: Dataset,
    token: String,
    fault: RwLock<Option<Fault>>,
    date_header: RwLock<DateHeader>,
    requests: AtomicU64,
    connections: AtomicU64,
    /// The `ETag` of each body that was sent, by the query string.
    etags: Mutex<HashMap<String, String>>,
    /// The number of requests under [`Fault::Flaky`] since it was set.
    flaky_requests: AtomicU64,
    redirects_followed: AtomicU64,
    /// The target of [`Fault::Redirect`]: this server under another host name.
    redirect_target: String,
    stopping: watch::Receiver<bool>,
}

impl ServerState {
    fn fault(&self) -> Option<Fault> {
        *self.fault.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn date_header(&self) -> DateHeader {
        *self.date_header.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The active fault, if it affects this endpoint.
    fn fault_at(&self, endpoint: Endpoint) -> Option<Fault> {
        self.fault().filter(|fault| fault.affects(endpoint))
    }

    fn etags(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.etags.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn etag(&self, query: &str) -> Option<String> {
        self.etags().get(query).cloned()
    }
}

/// A running server. It stops when it is dropped.
pub struct Server {
    address: String,
    state: Arc<ServerState>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// Starts a server on the current tokio runtime, on the loopback interface only. It accepts connections when this returns.
///
/// # Errors
///
/// [`StartError::Listen`] if the port is not available.
pub async fn start(options: Options) -> Result<Server, StartError> {
    let (listener, port) = listen(options.port).await?;
    Ok(serve(options, listener, "http", port))
}

/// Starts a server with TLS. Its certificate is signed by `authority`, for 127.0.0.1 and
/// [`HOST_BEHIND_A_PROXY`](crate::HOST_BEHIND_A_PROXY).
///
/// # Errors
///
/// [`StartError`] if the port is not available or the certificate cannot be created.
#[cfg(feature = "https")]
pub async fn start_https(options: Options, authority: &Authority) -> Result<Server, StartError> {
    let acceptor = authority.acceptor(CertificateKind::Valid)?;
    let (listener, port) = listen(options.port).await?;
    Ok(serve(options, TlsListener::new(listener, acceptor), "https", port))
}

async fn listen(port: u16) -> Result<(TcpListener, u16), StartError> {
    let listen_error = |source| StartError::Listen { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(listen_error)?;
    let port = listener.local_addr().map_err(listen_error)?.port();
    Ok((listener, port))
}

fn serve<L>(options: Options, listener: L, scheme: &str, port: u16) -> Server
where
    L: Listener,
    L::Addr: fmt::Debug,
{
    let Options { port: _, token, scenario, fault, now, edits } = options;
    let (stop, stopping) = watch::channel(false);
    let state = Arc::new(ServerState {
        dataset: Dataset::new(scenario, now).with_edits(&edits),
        token,
        fault: RwLock::new(fault),
        date_header: RwLock::new(DateHeader::Empty),
        requests: AtomicU64::new(0),
        connections: AtomicU64::new(0),
        etags: Mutex::default(),
        flaky_requests: AtomicU64::new(0),
        redirects_followed: AtomicU64::new(0),
        redirect_target: format!("{scheme}://localhost:{port}{}", endpoints::REDIRECT_TARGET),
        stopping: stopping.clone(),
    });
    let counter = Arc::clone(&state);
    let listener = listener.tap_io(move |_| {
        counter.connections.fetch_add(1, Ordering::SeqCst);
    });
    let serving = axum::serve(listener, endpoints::router(Arc::clone(&state)))
        .with_graceful_shutdown(stopped(stopping));
    let task = tokio::spawn(async move {
        // `axum::serve` never returns an error.
        let _ = serving.await;
    });
    Server { address: format!("{scheme}://127.0.0.1:{port}"), state, stop, task }
}

impl Server {
    /// `http://127.0.0.1:PORT` or the same with https, without a trailing slash.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// Sets the fault for all later requests. `None` ends the current fault.
    pub fn set_fault(&self, fault: Option<Fault>) {
        self.state.flaky_requests.store(0, Ordering::SeqCst);
        *self.state.fault.write().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// Sets the `Date` header of all later responses. It is empty until then.
    pub fn set_date_header(&self, date_header: DateHeader) {
        *self.state.date_header.write().unwrap_or_else(PoisonError::into_inner) = date_header;
    }

    /// The number of received requests, valid or not, without those that followed a redirect.
    pub fn requests(&self) -> u64 {
        self.state.requests.load(Ordering::SeqCst)
    }

    /// The number of accepted connections.
    pub fn connections(&self) -> u64 {
        self.state.connections.load(Ordering::SeqCst)
    }

    /// The number of requests to the target of [`Fault::Redirect`]. A client that protects its token sends none.
    pub fn redirects_followed(&self) -> u64 {
        self.state.redirects_followed.load(Ordering::SeqCst)
    }

    /// The data that are served.
    pub fn dataset(&self) -> &Dataset {
        &self.state.dataset
    }

    /// Stops the server. When this returns, nothing listens on the address, and idle connections are closed. A response
    /// that is being sent has two seconds to finish.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(STOP_TIMEOUT, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

/// Returns when the server is told to stop.
async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the server was dropped, which also stops it.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}
