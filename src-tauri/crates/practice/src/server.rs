//! The HTTP server: loopback only, one account, one token.

use std::collections::HashMap;
use std::fmt;
use std::io;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::header::ETAG;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::serve::{Listener, ListenerExt};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::answers;
use crate::body::{self, BodyFailed};
use crate::dataset::{ACCOUNT_ID, Dataset, Turn};
use crate::fault::{Endpoint, Fault};
#[cfg(feature = "https")]
use crate::https::{Authority, Presented, TlsListener};
use crate::query::{CalendarQuery, InvalidQuery};
use crate::scenario::Scenario;

/// How long [`Fault::Slow`] keeps a client waiting.
const SLOWNESS: Duration = Duration::from_secs(2);

/// The longest range under [`Fault::RangeLimited`].
const LONGEST_RANGE: TimeDelta = TimeDelta::days(92);

/// How long [`Server::stop`] waits for answers that are on their way.
const PATIENCE: Duration = Duration::from_secs(2);

/// What to serve.
#[derive(Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// The access token that is right.
    pub token: String,
    /// The sample account.
    pub scenario: Scenario,
    /// What goes wrong from the start.
    pub fault: Option<Fault>,
    /// The moment round which the data are dated, and by which appointments are past or still to come.
    pub now: DateTime<Utc>,
    /// What happened since the appointments were made.
    pub turns: Vec<Turn>,
}

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken, or may not be used.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        source: io::Error,
    },
    /// The barrier is one of certificates, and none were named.
    #[cfg(feature = "https")]
    #[error("certificates need a folder of their own")]
    NoCertificate,
    /// There are no certificates to serve.
    #[cfg(feature = "https")]
    #[error(transparent)]
    Authority(#[from] crate::https::AuthorityError),
}

struct Shared {
    dataset: Dataset,
    token: String,
    fault: RwLock<Option<Fault>>,
    requests: AtomicU64,
    connections: AtomicU64,
    /// The versions of the bodies that were sent, by their query.
    etags: Mutex<HashMap<String, String>>,
    /// How many requests [`Fault::Flaky`] has met since it was set.
    flaky_requests: AtomicU64,
    redirects_followed: AtomicU64,
    /// Where [`Fault::Redirect`] leads: this very server under another host name.
    elsewhere: String,
    stopping: watch::Receiver<bool>,
}

impl Shared {
    fn fault(&self) -> Option<Fault> {
        *self.fault.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn etags(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.etags.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn etag(&self, query: &str) -> Option<String> {
        self.etags().get(query).cloned()
    }

    fn fault_at(&self, endpoint: Endpoint) -> Option<Fault> {
        self.fault().filter(|fault| fault.is_met_at(endpoint))
    }
}

/// A running server. It stops when it is dropped.
pub struct Server {
    address: String,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

/// Starts a server on the current tokio runtime, on loopback alone. It accepts connections when this returns.
///
/// # Errors
///
/// [`StartError::Listen`] if the port cannot be listened on.
pub async fn start(options: Options) -> Result<Server, StartError> {
    let (listener, port) = listen(options.port).await?;
    Ok(serve(options, listener, "http", port))
}

/// The same over TLS, with a certificate of `authority` for 127.0.0.1 and [`HOST_BEHIND_A_PROXY`](crate::HOST_BEHIND_A_PROXY).
///
/// # Errors
///
/// [`StartError`] if the port cannot be listened on or the certificate not be made.
#[cfg(feature = "https")]
pub async fn start_https(options: Options, authority: &Authority) -> Result<Server, StartError> {
    let acceptor = authority.acceptor(Presented::Right)?;
    let (listener, port) = listen(options.port).await?;
    Ok(serve(options, TlsListener::new(listener, acceptor), "https", port))
}

async fn listen(port: u16) -> Result<(TcpListener, u16), StartError> {
    let failed = |source| StartError::Listen { port, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
    let port = listener.local_addr().map_err(failed)?.port();
    Ok((listener, port))
}

fn serve<L>(options: Options, listener: L, scheme: &str, port: u16) -> Server
where
    L: Listener,
    L::Addr: fmt::Debug,
{
    let Options { port: _, token, scenario, fault, now, turns } = options;
    let (stop, stopping) = watch::channel(false);
    let shared = Arc::new(Shared {
        dataset: Dataset::new(scenario, now).with_turns(&turns),
        token,
        fault: RwLock::new(fault),
        requests: AtomicU64::new(0),
        connections: AtomicU64::new(0),
        etags: Mutex::default(),
        flaky_requests: AtomicU64::new(0),
        redirects_followed: AtomicU64::new(0),
        elsewhere: format!("{scheme}://localhost:{port}{ELSEWHERE}"),
        stopping: stopping.clone(),
    });
    let counted = Arc::clone(&shared);
    let listener = listener.tap_io(move |_| {
        counted.connections.fetch_add(1, Ordering::SeqCst);
    });
    let served = axum::serve(listener, router(Arc::clone(&shared))).with_graceful_shutdown(stopped(stopping));
    let task = tokio::spawn(async move {
        // It only ends with an error that axum itself never returns.
        let _ = served.await;
    });
    Server { address: format!("{scheme}://127.0.0.1:{port}"), shared, stop, task }
}

impl Server {
    /// `http://127.0.0.1:PORT` or with https, without a slash at the end.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// Makes that go wrong from the next request on; `None` makes all well again.
    pub fn set_fault(&self, fault: Option<Fault>) {
        self.shared.flaky_requests.store(0, Ordering::SeqCst);
        *self.shared.fault.write().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    /// How many requests came, right and wrong ones, without those that followed a redirect.
    pub fn requests(&self) -> u64 {
        self.shared.requests.load(Ordering::SeqCst)
    }

    /// How many connections were made to it.
    pub fn connections(&self) -> u64 {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// How many requests came to the other host that [`Fault::Redirect`] names. A client that guards its token makes none.
    pub fn redirects_followed(&self) -> u64 {
        self.shared.redirects_followed.load(Ordering::SeqCst)
    }

    /// The truth about the account that is served.
    pub fn dataset(&self) -> &Dataset {
        &self.shared.dataset
    }

    /// Stops: nothing listens on the address when this returns, and idle connections are closed. An answer that is on
    /// its way has two seconds to arrive.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(PATIENCE, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

async fn stopped(mut stopping: watch::Receiver<bool>) {
    // An error means that the server was dropped, which is the same.
    let _ = stopping.wait_for(|stopping| *stopping).await;
}

/// What the other host of a redirect answers under.
const ELSEWHERE: &str = "/elsewhere";

fn router(shared: Arc<Shared>) -> Router {
    let api = Router::new()
        .route("/api/v1/profile", get(profile))
        .route("/api/v1/accounts/{account_id}/scheduling/calendar", get(calendar))
        .fallback(async || answers::no_such_page())
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), count));
    Router::new()
        .route(ELSEWHERE, get(elsewhere))
        .fallback_service(api.with_state(Arc::clone(&shared)))
        .with_state(shared)
}

async fn count(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    shared.requests.fetch_add(1, Ordering::SeqCst);
    next.run(request).await
}

async fn elsewhere(State(shared): State<Arc<Shared>>) -> Response {
    shared.redirects_followed.fetch_add(1, Ordering::SeqCst);
    answers::captive_portal()
}

/// The answer of whoever looks at a request before its endpoint does.
async fn before(shared: &Shared, endpoint: Endpoint, headers: &HeaderMap) -> Result<(), Response> {
    let fault = shared.fault_at(endpoint);
    if let Some(fault) = fault {
        on_the_way(shared, fault).await?;
    }
    match headers.get("api_access_token") {
        None => return Err(answers::header_missing()),
        Some(token) if token.as_bytes() != shared.token.as_bytes() => return Err(answers::invalid_token()),
        Some(_) => {}
    }
    match fault {
        Some(Fault::BotToken) => Err(answers::bot_token()),
        Some(Fault::NotAMember) => Err(answers::not_a_member()),
        Some(Fault::AccountSuspended) => Err(answers::account_suspended()),
        Some(Fault::RoleRefused) => Err(answers::role_refused()),
        Some(Fault::Unauthorized) => Err(answers::unauthorized("This session is not accepted")),
        Some(Fault::Forbidden) => Err(answers::forbidden()),
        Some(Fault::FeatureDisabled) => Err(answers::feature_disabled()),
        Some(Fault::NotFound) => Err(answers::unknown_resource()),
        Some(Fault::NotModified) => Err(StatusCode::NOT_MODIFIED.into_response()),
        Some(Fault::NoProfile) => Err(answers::no_such_page()),
        Some(Fault::Validation) => Err(answers::invalid_query(InvalidQuery::FromUnreadable)),
        Some(Fault::RangeTooLarge) => Err(answers::range_too_large()),
        _ => Ok(()),
    }
}

/// What goes wrong whoever asks, because it lies between the client and the application, or is all of the application.
async fn on_the_way(shared: &Shared, fault: Fault) -> Result<(), Response> {
    match fault {
        Fault::Slow => {
            // A server that stops does not finish its nap.
            let _ = tokio::time::timeout(SLOWNESS, stopped(shared.stopping.clone())).await;
            Ok(())
        }
        Fault::Hang => {
            stopped(shared.stopping.clone()).await;
            Err(answers::proxy_page(StatusCode::SERVICE_UNAVAILABLE))
        }
        Fault::Flaky if shared.flaky_requests.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) => {
            Err(answers::proxy_page(StatusCode::BAD_GATEWAY))
        }
        Fault::InvalidToken => Err(answers::invalid_token()),
        Fault::HeaderLost => Err(answers::header_missing()),
        Fault::RateLimited => Err(answers::rate_limited(None)),
        Fault::RateLimitedRetryAfter => Err(answers::rate_limited(Some(2))),
        Fault::ServerError => Err(answers::server_error()),
        Fault::BadGateway => Err(answers::proxy_page(StatusCode::BAD_GATEWAY)),
        Fault::GatewayTimeout => Err(answers::proxy_page(StatusCode::GATEWAY_TIMEOUT)),
        Fault::Unavailable => Err(StatusCode::SERVICE_UNAVAILABLE.into_response()),
        Fault::Maintenance => Err(answers::maintenance()),
        Fault::Gone => Err(answers::proxy_text(StatusCode::GONE)),
        Fault::Html => Err(answers::captive_portal()),
        Fault::EmptyBody => Err(answers::empty_json()),
        Fault::WrongShape => Err(answers::wrong_shape()),
        Fault::Huge => Err(answers::huge()),
        Fault::Redirect => Err(answers::redirect(&shared.elsewhere)),
        _ => Ok(()),
    }
}

/// A body that is right, as the fault lets it through.
fn let_through(fault: Option<Fault>, body: Vec<u8>, headers: &HeaderMap) -> Response {
    let changed = match fault {
        Some(Fault::Truncated) => return answers::truncated(body),
        Some(Fault::CutOff) => return answers::cut_off(body),
        Some(Fault::BrokenRows) => body::broken(&body),
        Some(Fault::OddTypes) => body::oddly_typed(&body),
        _ => Ok(body),
    };
    changed.map_or_else(|_| answers::server_error(), |body| answers::fresh(body, headers))
}

async fn calendar(
    State(shared): State<Arc<Shared>>,
    Path(account_id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = before(&shared, Endpoint::Calendar, &headers).await {
        return refusal;
    }
    if account_id.parse() != Ok(ACCOUNT_ID) {
        return answers::not_a_member();
    }
    let asked = query.unwrap_or_default();
    let query = match CalendarQuery::parse(&asked) {
        Ok(query) => query,
        Err(invalid) => return answers::invalid_query(invalid),
    };
    let fault = shared.fault_at(Endpoint::Calendar);
    if fault == Some(Fault::RangeLimited) && query.to - query.from > LONGEST_RANGE {
        return answers::range_too_large();
    }
    // The data stand still while the server runs: a version that was sent once is known without making its body again.
    let known = fault.is_none().then(|| shared.etag(&asked)).flatten();
    if let Some(etag) = known.filter(|etag| answers::knows(&headers, etag)) {
        return answers::not_modified(&etag);
    }
    // A month of a large clinic is tens of megabytes: not on a thread that answers others.
    let made = tokio::task::spawn_blocking(move || match body::of(&shared.dataset, &query) {
        Ok(body) => {
            let answer = let_through(fault, body, &headers);
            if let (None, Some(etag)) = (fault, etag_in(&answer)) {
                shared.etags().insert(asked, etag);
            }
            answer
        }
        Err(BodyFailed::UnknownResource) => answers::unknown_resource(),
        Err(BodyFailed::Write(_) | BodyFailed::Slots(_)) => answers::server_error(),
    });
    made.await.unwrap_or_else(|_| answers::server_error())
}

fn etag_in(answer: &Response) -> Option<String> {
    answer.headers().get(ETAG)?.to_str().ok().map(str::to_owned)
}

/// The user behind the token. As with the real server the answer holds the token again, for clients to prove that they
/// keep neither it nor `pubsub_token`.
async fn profile(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    if let Err(refusal) = before(&shared, Endpoint::Profile, &headers).await {
        return refusal;
    }
    let scenario = shared.dataset.scenario();
    let fault = shared.fault();
    let account = json!({
        "id": ACCOUNT_ID,
        "name": scenario.account_name(),
        "role": if fault == Some(Fault::RoleRefused) { "agent" } else { "administrator" },
        "status": if fault == Some(Fault::AccountSuspended) { "suspended" } else { "active" },
        "features": { "scheduling": fault != Some(Fault::FeatureDisabled), "scheduling_finance": shared.dataset.has_finance() },
    });
    let is_member = fault != Some(Fault::NotAMember);
    let body = json!({
        "id": 11,
        "name": "Администратор",
        "email": "desk@practice.example",
        "access_token": shared.token,
        "pubsub_token": "practice-pubsub-0123456789",
        "accounts": is_member.then_some(account).into_iter().collect::<Vec<_>>(),
    });
    let_through(shared.fault_at(Endpoint::Profile), body.to_string().into_bytes(), &headers)
}
