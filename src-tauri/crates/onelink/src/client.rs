//! The client: it sends one request and returns the body of the response.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use reqwest::header::{ACCEPT, AGE, DATE, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH};
use reqwest::{Response, StatusCode};
use url::Url;

use crate::body::{self, SecretBody};
use crate::connections::{Authority, Connections};
use crate::{
    Address, CalendarQuery, Error, ErrorCode, Limits, Profile, ProxyAddress, Token, failure, refusal, retry,
};

/// A longer `ETag` is ignored: a server can refuse a request with a header of that size.
const MAX_ETAG_BYTES: usize = 1024;

const TOKEN_HEADER: HeaderName = HeaderName::from_static("api_access_token");

/// The client of One-Link. Clones share their connections.
///
/// Each call sends its own request: the client does not join identical calls.
#[derive(Clone)]
pub struct Client {
    connections: Arc<Connections>,
}

/// The result of a successful calendar request.
#[derive(Clone, PartialEq, Eq)]
pub enum CalendarAnswer {
    /// The server sent a body.
    Fresh {
        /// The whole body, decompressed. It is within [`Limits::max_body_bytes`], starts like JSON and is not marked as
        /// HTML. Nothing else is checked: the decoder finds out whether it is complete JSON and a calendar.
        body: Vec<u8>,
        /// The version of this body, for the next request.
        etag: Option<String>,
        /// The time of the server when it answered. `None` when the response does not tell it, or was stored by a cache.
        server_time: Option<DateTime<Utc>>,
    },
    /// The version that the caller has is still current.
    NotModified {
        /// The time of the server, as in [`CalendarAnswer::Fresh`].
        server_time: Option<DateTime<Utc>>,
    },
}

/// A successful response without its body.
enum Answer {
    Fresh(Response),
    NotModified { server_time: Option<DateTime<Utc>> },
}

impl fmt::Debug for CalendarAnswer {
    /// Prints the length of the body only, because the body holds names of clients.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fresh { body, etag, server_time } => formatter
                .debug_struct("Fresh")
                .field("bytes", &body.len())
                .field("etag", etag)
                .field("server_time", server_time)
                .finish_non_exhaustive(),
            Self::NotModified { server_time } => {
                formatter.debug_struct("NotModified").field("server_time", server_time).finish()
            }
        }
    }
}

impl Client {
    /// Creates a client that uses the system's proxy, if there is one, and the certificate authorities that the
    /// operating system trusts. One client serves the whole program. Creating it does no I/O.
    pub fn new(limits: Limits) -> Self {
        Self::with(Connections::new(limits, None, Vec::new()))
    }

    /// Creates a client like this one, with connections of its own, that uses `proxy` instead of the system's proxy.
    /// Requests to localhost bypass the proxy.
    #[must_use]
    pub fn through(&self, proxy: ProxyAddress) -> Self {
        let authorities = self.connections.authorities().to_vec();
        Self::with(Connections::new(*self.limits(), Some(proxy), authorities))
    }

    /// Creates a client like this one, with connections of its own, that trusts one more certificate authority. For
    /// tests, and for a company whose own authority the operating system does not trust.
    #[must_use]
    pub fn trusting(&self, authority: Authority) -> Self {
        let mut authorities = self.connections.authorities().to_vec();
        authorities.push(authority);
        Self::with(Connections::new(*self.limits(), self.connections.proxy().cloned(), authorities))
    }

    /// Creates a client like this one, with connections of its own. The memory of the connections contains what was sent
    /// through them. It is freed when the last clone of their client is dropped.
    #[must_use]
    pub fn with_new_connections(&self) -> Self {
        let authorities = self.connections.authorities().to_vec();
        Self::with(Connections::new(*self.limits(), self.connections.proxy().cloned(), authorities))
    }

    fn with(connections: Connections) -> Self {
        Self { connections: Arc::new(connections) }
    }

    /// Requests a calendar. `etag` is the version that the caller has. A temporary failure is retried within the limits.
    ///
    /// # Errors
    ///
    /// Any code of [`ErrorCode`] about the connection or the response.
    pub async fn calendar(
        &self,
        address: &Address,
        token: &Token,
        query: &CalendarQuery,
        etag: Option<&str>,
    ) -> Result<CalendarAnswer, Error> {
        let url = query.url(address);
        retry::run(self.limits(), || self.calendar_once(address, &url, token, etag)).await
    }

    /// Requests the profile of the user whose token this is. The response holds the token, so its body is wiped from
    /// memory after decoding.
    ///
    /// # Errors
    ///
    /// Any code of [`ErrorCode`] about the connection or the response. A server that refuses this request can still
    /// return the calendar.
    pub async fn profile(&self, address: &Address, token: &Token) -> Result<Profile, Error> {
        let url = address.endpoint("/api/v1/profile");
        retry::run(self.limits(), || self.profile_once(address, &url, token)).await
    }

    fn limits(&self) -> &Limits {
        self.connections.limits()
    }

    async fn calendar_once(
        &self,
        address: &Address,
        url: &Url,
        token: &Token,
        etag: Option<&str>,
    ) -> Result<CalendarAnswer, Error> {
        let mut response = match self.get(address, url, token, etag).await? {
            Answer::Fresh(response) => response,
            Answer::NotModified { server_time } => return Ok(CalendarAnswer::NotModified { server_time }),
        };
        let server_time = server_time(response.headers());
        let status = response.status().as_u16();
        let etag = response
            .headers()
            .get(ETAG)
            .filter(|value| value.len() <= MAX_ETAG_BYTES)
            .and_then(|value| value.to_str().ok())
            .map(ToOwned::to_owned);
        let mut body = Vec::new();
        self.read_json(&mut response, &mut body).await.map_err(|error| error.with_http_status(status))?;
        Ok(CalendarAnswer::Fresh { body, etag, server_time })
    }

    async fn profile_once(&self, address: &Address, url: &Url, token: &Token) -> Result<Profile, Error> {
        let Answer::Fresh(mut response) = self.get(address, url, token, None).await? else {
            return Err(not_modified_without_cache());
        };
        let status = response.status().as_u16();
        let mut body = SecretBody::default();
        self.read_json(&mut response, &mut body.0)
            .await
            .and_then(|()| Profile::decode(&body.0))
            .map_err(|error| error.with_http_status(status))
    }

    /// Returns a successful response whose body is not read yet, or that the version `etag` is still current.
    async fn get(
        &self,
        address: &Address,
        url: &Url,
        token: &Token,
        etag: Option<&str>,
    ) -> Result<Answer, Error> {
        let if_none_match = etag.and_then(|etag| HeaderValue::from_str(etag).ok());
        let mut has_version = if_none_match.is_some();
        let mut response = self.send(address, url, token, if_none_match).await?;
        if has_version && refuses_the_version(response.status()) {
            has_version = false;
            response = self.send(address, url, token, None).await?;
        }
        match response.status() {
            StatusCode::NOT_MODIFIED if has_version => {
                Ok(Answer::NotModified { server_time: server_time(response.headers()) })
            }
            StatusCode::NOT_MODIFIED => Err(not_modified_without_cache()),
            status if status.is_redirection() => Err(refusal::redirected(&response, token)),
            status if status.is_success() => Ok(Answer::Fresh(response)),
            _ => Err(refusal::refused(response, token, self.limits()).await),
        }
    }

    async fn send(
        &self,
        address: &Address,
        url: &Url,
        token: &Token,
        if_none_match: Option<HeaderValue>,
    ) -> Result<Response, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(TOKEN_HEADER, token.header_value()?);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(if_none_match) = if_none_match {
            headers.insert(IF_NONE_MATCH, if_none_match);
        }
        let request = self.connections.to(address)?.get(url.clone()).headers(headers).send();
        // `send` returns when the headers have arrived. The connection has its own limit, so the rest of this timeout is
        // the wait for the headers.
        let timeout = self.limits().connect_timeout.saturating_add(self.limits().read_timeout);
        match tokio::time::timeout(timeout, request).await {
            Ok(outcome) => outcome.map_err(failure::before_response),
            Err(_) => Err(Error::new(ErrorCode::ReadTimeout, "connected, but the server did not respond")),
        }
    }

    async fn read_json(&self, response: &mut Response, body: &mut Vec<u8>) -> Result<(), Error> {
        let content_type = body::content_type(response);
        body::read(response, self.limits(), body).await?;
        body::remove_byte_order_mark(body);
        body::require_json_start(content_type.as_deref(), body)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("limits", self.limits()).finish_non_exhaustive()
    }
}

/// The time of the server when it answered. A response with an `Age` was stored by a cache on the way, so its `Date` is
/// that of an earlier time.
fn server_time(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    if headers.contains_key(AGE) {
        return None;
    }
    let date = headers.get(DATE)?.to_str().ok()?;
    Some(DateTime::parse_from_rfc2822(date).ok()?.to_utc())
}

/// Whether a server, or a proxy before it, can have answered so because of `If-None-Match`.
fn refuses_the_version(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::BAD_REQUEST
            | StatusCode::PRECONDITION_FAILED
            | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE
    )
}

fn not_modified_without_cache() -> Error {
    Error::new(
        ErrorCode::NotModifiedWithoutCache,
        "the server answered 304, but the request named no version",
    )
    .with_http_status(StatusCode::NOT_MODIFIED.as_u16())
}
