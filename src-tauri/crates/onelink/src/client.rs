//! The client: one request, from the address to a checked body.

use std::fmt;
use std::sync::Arc;

use reqwest::header::{ACCEPT, ETAG, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH};
use reqwest::{Response, StatusCode};
use url::Url;

use crate::body::{self, SecretBody};
use crate::connections::{Authority, Connections};
use crate::in_flight::{InFlight, Key};
use crate::{
    Address, CalendarQuery, Error, ErrorCode, Limits, Profile, ProxyAddress, Token, failure, refusal, retry,
};

const TOKEN_HEADER: HeaderName = HeaderName::from_static("api_access_token");

/// The client of One-Link. A clone shares the connections and the requests in flight.
#[derive(Clone)]
pub struct Client {
    http: Arc<Http>,
    calendars: Arc<InFlight<Result<CalendarAnswer, Error>>>,
}

struct Http {
    connections: Connections,
}

/// What a calendar request brought.
#[derive(Clone, PartialEq, Eq)]
pub enum CalendarAnswer {
    /// A payload.
    Fresh {
        /// JSON with a `payload` object, decompressed and complete.
        body: Vec<u8>,
        /// Names this version for the next request.
        etag: Option<String>,
    },
    /// The version that the caller knows is still the present one.
    NotModified,
}

impl fmt::Debug for CalendarAnswer {
    /// Without the payload: it names clients.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fresh { body, etag } => formatter
                .debug_struct("Fresh")
                .field("bytes", &body.len())
                .field("etag", etag)
                .finish_non_exhaustive(),
            Self::NotModified => formatter.write_str("NotModified"),
        }
    }
}

impl Client {
    /// A client that keeps to `limits`, goes through the system's proxy where there is one and trusts the computer's
    /// certificate authorities. One serves the whole program. Nothing is read before the first request.
    pub fn new(limits: Limits) -> Self {
        Self::with(Connections::new(limits, None, Vec::new()))
    }

    /// A client like this one, on connections of its own, that goes through `proxy` instead of the system's; to this
    /// computer still through none.
    #[must_use]
    pub fn through(&self, proxy: ProxyAddress) -> Self {
        let authorities = self.http.connections.authorities().to_vec();
        Self::with(Connections::new(*self.http.limits(), Some(proxy), authorities))
    }

    /// A client like this one, on connections of its own, that trusts one more authority: for tests, and for a company
    /// with an authority of its own that the computer does not know.
    #[must_use]
    pub fn trusting(&self, authority: Authority) -> Self {
        let mut authorities = self.http.connections.authorities().to_vec();
        authorities.push(authority);
        Self::with(Connections::new(*self.http.limits(), self.http.connections.proxy().cloned(), authorities))
    }

    fn with(connections: Connections) -> Self {
        Self { http: Arc::new(Http { connections }), calendars: Arc::new(InFlight::new()) }
    }

    /// Asks for a calendar. `etag` names the version that the caller has; identical calls at the same time are one
    /// request, and a failure that can pass is tried again within the limits.
    ///
    /// # Errors
    ///
    /// Any code of [`ErrorCode`] that concerns an answer or the lack of one.
    pub async fn calendar(
        &self,
        address: &Address,
        token: &Token,
        query: &CalendarQuery,
        etag: Option<&str>,
    ) -> Result<CalendarAnswer, Error> {
        let etag = etag.map(ToOwned::to_owned);
        let key = Key { url: query.url(address), token: token.clone() };
        let request = {
            let (http, address) = (Arc::clone(&self.http), address.clone());
            let (key, etag) = (key.clone(), etag.clone());
            async move {
                retry::run(http.limits(), || http.calendar(&address, &key.url, &key.token, etag.as_deref()))
                    .await
            }
        };
        self.calendars.run(key, etag, request).await
    }

    /// Asks whose token it is. The answer holds the token again, so its body is wiped once it is read.
    ///
    /// # Errors
    ///
    /// Any code of [`ErrorCode`] that concerns an answer or the lack of one. A server that refuses this request may
    /// still give the calendar.
    pub async fn profile(&self, address: &Address, token: &Token) -> Result<Profile, Error> {
        let url = address.endpoint("/api/v1/profile");
        retry::run(self.http.limits(), || self.http.profile(address, &url, token)).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Client").field("limits", self.http.limits()).finish_non_exhaustive()
    }
}

impl Http {
    fn limits(&self) -> &Limits {
        self.connections.limits()
    }

    async fn calendar(
        &self,
        address: &Address,
        url: &Url,
        token: &Token,
        etag: Option<&str>,
    ) -> Result<CalendarAnswer, Error> {
        let Some(mut response) = self.get(address, url, token, etag).await? else {
            return Ok(CalendarAnswer::NotModified);
        };
        let status = response.status().as_u16();
        let etag = response.headers().get(ETAG).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
        let mut bytes = Vec::new();
        self.read_json(&mut response, &mut bytes)
            .await
            .and_then(|()| body::require_payload(&bytes))
            .map_err(|error| error.with_http_status(status))?;
        Ok(CalendarAnswer::Fresh { body: bytes, etag })
    }

    async fn profile(&self, address: &Address, url: &Url, token: &Token) -> Result<Profile, Error> {
        let Some(mut response) = self.get(address, url, token, None).await? else {
            return Err(not_modified_without_cache());
        };
        let status = response.status().as_u16();
        let mut bytes = SecretBody::default();
        self.read_json(&mut response, &mut bytes.0)
            .await
            .and_then(|()| Profile::decode(&bytes.0))
            .map_err(|error| error.with_http_status(status))
    }

    /// A success whose body is still to come; `None` when the version that `etag` names is the present one.
    async fn get(
        &self,
        address: &Address,
        url: &Url,
        token: &Token,
        etag: Option<&str>,
    ) -> Result<Option<Response>, Error> {
        // Whoever knows no version must not be told that it is still the present one.
        let known = etag.and_then(|etag| HeaderValue::from_str(etag).ok());
        let is_known = known.is_some();
        let response = self.send(address, url, token, known).await?;
        match response.status() {
            StatusCode::NOT_MODIFIED if is_known => Ok(None),
            StatusCode::NOT_MODIFIED => Err(not_modified_without_cache()),
            status if status.is_redirection() => Err(refusal::redirected(&response, token)),
            status if status.is_success() => Ok(Some(response)),
            _ => Err(refusal::refused(response, token, self.limits()).await),
        }
    }

    async fn send(
        &self,
        address: &Address,
        url: &Url,
        token: &Token,
        known: Option<HeaderValue>,
    ) -> Result<Response, Error> {
        let mut headers = HeaderMap::new();
        headers.insert(TOKEN_HEADER, token.header_value()?);
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(known) = known {
            headers.insert(IF_NONE_MATCH, known);
        }
        let request = self.connections.to(address)?.get(url.clone()).headers(headers).send();
        // The connection has a limit of its own; the silence after it is what is limited here.
        let head_timeout = self.limits().connect_timeout.saturating_add(self.limits().read_timeout);
        match tokio::time::timeout(head_timeout, request).await {
            Ok(answer) => answer.map_err(failure::before_answer),
            Err(_) => Err(Error::new(ErrorCode::ReadTimeout, "connected, but no answer")),
        }
    }

    async fn read_json(&self, response: &mut Response, bytes: &mut Vec<u8>) -> Result<(), Error> {
        let content_type = body::content_type(response);
        body::read(response, self.limits(), bytes).await?;
        body::require_json(content_type.as_deref(), bytes)
    }
}

fn not_modified_without_cache() -> Error {
    Error::new(ErrorCode::NotModifiedWithoutCache, "nothing new, though no version was named")
        .with_http_status(StatusCode::NOT_MODIFIED.as_u16())
}
