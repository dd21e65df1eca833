//! The endpoints: the profile, the calendar, and the target of redirects.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, RawQuery, Request, State};
use axum::http::header::{DATE, ETAG};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{DateHeader, ServerState, stopped};
use crate::body::{self, BodyError};
use crate::dataset::ACCOUNT_ID;
use crate::fault::{Endpoint, Fault};
use crate::money::USER;
use crate::query::{CalendarQuery, InvalidQuery};
use crate::responses;

/// The path of the target of [`Fault::Redirect`].
pub(super) const REDIRECT_TARGET: &str = "/elsewhere";

/// The delay of every response under [`Fault::Slow`].
const SLOW_DELAY: Duration = Duration::from_secs(2);

/// The longest range under [`Fault::RangeLimited`].
const MAX_RANGE: TimeDelta = TimeDelta::days(92);

pub(super) fn router(state: Arc<ServerState>) -> Router {
    let api = Router::new()
        .route("/api/v1/profile", get(profile))
        .route("/api/v1/accounts/{account_id}/scheduling/calendar", get(calendar))
        .fallback(async || responses::no_such_page())
        .layer(middleware::from_fn_with_state(Arc::clone(&state), count_request));
    Router::new()
        .route(REDIRECT_TARGET, get(redirect_target))
        .fallback_service(api.with_state(Arc::clone(&state)))
        .with_state(state)
}

async fn count_request(State(state): State<Arc<ServerState>>, request: Request, next: Next) -> Response {
    state.requests.fetch_add(1, Ordering::SeqCst);
    let mut response = next.run(request).await;
    let date = match state.date_header() {
        // The HTTP library adds the time of the computer to a response without the header.
        DateHeader::Computer => return response,
        DateHeader::Empty => HeaderValue::from_static(""),
        DateHeader::Fixed(date) => http_date(date),
    };
    response.headers_mut().insert(DATE, date);
    response
}

/// A time in the form of HTTP, such as `Tue, 24 Nov 2026 05:30:00 GMT`.
fn http_date(date: DateTime<Utc>) -> HeaderValue {
    let text = date.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

async fn redirect_target(State(state): State<Arc<ServerState>>) -> Response {
    state.redirects_followed.fetch_add(1, Ordering::SeqCst);
    responses::captive_portal()
}

/// Checks the token and plays the faults that replace the response. `Err` is the response to send.
async fn check_request(state: &ServerState, endpoint: Endpoint, headers: &HeaderMap) -> Result<(), Response> {
    let fault = state.fault_at(endpoint);
    if let Some(fault) = fault {
        play_fault_before_authentication(state, fault).await?;
    }
    match headers.get("api_access_token") {
        None => return Err(responses::header_missing()),
        Some(token) if token.as_bytes() != state.token.as_bytes() => return Err(responses::invalid_token()),
        Some(_) => {}
    }
    match fault {
        Some(Fault::BotToken) => Err(responses::bot_token()),
        Some(Fault::NotAMember) => Err(responses::not_a_member()),
        Some(Fault::AccountSuspended) => Err(responses::account_suspended()),
        Some(Fault::RoleRefused) => Err(responses::role_refused()),
        Some(Fault::Unauthorized) => Err(responses::unauthorized("This session is not accepted")),
        Some(Fault::Forbidden) => Err(responses::forbidden()),
        Some(Fault::FeatureDisabled) => Err(responses::feature_disabled()),
        Some(Fault::NotFound) => Err(responses::unknown_resource()),
        Some(Fault::NotModified) => Err(StatusCode::NOT_MODIFIED.into_response()),
        Some(Fault::NoProfile) => Err(responses::no_such_page()),
        Some(Fault::Validation) => Err(responses::invalid_query(InvalidQuery::FromUnreadable)),
        Some(Fault::RangeTooLarge) => Err(responses::range_too_large()),
        _ => Ok(()),
    }
}

/// Plays the faults that do not depend on the token: those of the network, of a proxy, and of the whole application.
async fn play_fault_before_authentication(state: &ServerState, fault: Fault) -> Result<(), Response> {
    match fault {
        Fault::Slow => {
            // The delay ends early when the server stops.
            let _ = tokio::time::timeout(SLOW_DELAY, stopped(state.stopping.clone())).await;
            Ok(())
        }
        Fault::Hang => {
            stopped(state.stopping.clone()).await;
            Err(responses::proxy_page(StatusCode::SERVICE_UNAVAILABLE))
        }
        Fault::Flaky if state.flaky_requests.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) => {
            Err(responses::proxy_page(StatusCode::BAD_GATEWAY))
        }
        Fault::InvalidToken => Err(responses::invalid_token()),
        Fault::HeaderLost => Err(responses::header_missing()),
        Fault::RateLimited => Err(responses::rate_limited(None)),
        Fault::RateLimitedRetryAfter => Err(responses::rate_limited(Some(2))),
        Fault::ServerError => Err(responses::server_error()),
        Fault::BadGateway => Err(responses::proxy_page(StatusCode::BAD_GATEWAY)),
        Fault::GatewayTimeout => Err(responses::proxy_page(StatusCode::GATEWAY_TIMEOUT)),
        Fault::Unavailable => Err(StatusCode::SERVICE_UNAVAILABLE.into_response()),
        Fault::Maintenance => Err(responses::maintenance()),
        Fault::Gone => Err(responses::proxy_text(StatusCode::GONE)),
        Fault::Html => Err(responses::captive_portal()),
        Fault::EmptyBody => Err(responses::empty_json()),
        Fault::WrongShape => Err(responses::wrong_shape()),
        Fault::TooManyRows => Err(responses::too_many_rows()),
        Fault::Huge => Err(responses::huge()),
        Fault::Redirect => Err(responses::redirect(&state.redirect_target)),
        _ => Ok(()),
    }
}

/// The response with this body, changed by the faults that damage a body.
fn respond_with_body(fault: Option<Fault>, body: Vec<u8>, headers: &HeaderMap) -> Response {
    let changed = match fault {
        Some(Fault::Truncated) => return responses::truncated(body),
        Some(Fault::CutOff) => return responses::cut_off(body),
        Some(Fault::BrokenRows) => body::with_broken_rows(&body),
        Some(Fault::EndlessAppointments) => body::with_endless_appointments(&body),
        Some(Fault::NoAppointments) => body::without_appointments(&body),
        Some(Fault::OddTypes) => body::with_odd_types(&body),
        _ => Ok(body),
    };
    changed.map_or_else(|_| responses::server_error(), |body| responses::body_or_not_modified(body, headers))
}

async fn calendar(
    State(state): State<Arc<ServerState>>,
    Path(account_id): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    if let Err(refusal) = check_request(&state, Endpoint::Calendar, &headers).await {
        return refusal;
    }
    if account_id.parse() != Ok(ACCOUNT_ID) {
        return responses::not_a_member();
    }
    let raw_query = query.unwrap_or_default();
    let query = match CalendarQuery::parse(&raw_query) {
        Ok(query) => query,
        Err(invalid) => return responses::invalid_query(invalid),
    };
    let fault = state.fault_at(Endpoint::Calendar);
    if fault == Some(Fault::RangeLimited) && query.to - query.from > MAX_RANGE {
        return responses::range_too_large();
    }
    // The data do not change while the server runs, so a known ETag is checked without encoding the body again.
    let known = fault.is_none().then(|| state.etag(&raw_query)).flatten();
    if let Some(etag) = known.filter(|etag| responses::client_has(&headers, etag)) {
        return responses::not_modified(&etag);
    }
    // A month of a large clinic has tens of megabytes. It must not block a thread that serves other requests.
    let encoding = tokio::task::spawn_blocking(move || match body::encode(&state.dataset, &query) {
        Ok(body) => {
            let response = respond_with_body(fault, body, &headers);
            if let (None, Some(etag)) = (fault, etag_of(&response)) {
                state.etags().insert(raw_query, etag);
            }
            response
        }
        Err(BodyError::UnknownResource) => responses::unknown_resource(),
        Err(BodyError::Encode(_) | BodyError::Slots(_)) => responses::server_error(),
    });
    encoding.await.unwrap_or_else(|_| responses::server_error())
}

fn etag_of(response: &Response) -> Option<String> {
    response.headers().get(ETAG)?.to_str().ok().map(str::to_owned)
}

/// Responds with the user of the token. Like the real server, the response contains the token and a `pubsub_token`, so that
/// tests can check that the client does not store them from here.
async fn profile(State(state): State<Arc<ServerState>>, headers: HeaderMap) -> Response {
    if let Err(refusal) = check_request(&state, Endpoint::Profile, &headers).await {
        return refusal;
    }
    let scenario = state.dataset.scenario();
    let fault = state.fault();
    let account = json!({
        "id": ACCOUNT_ID,
        "name": scenario.account_name(),
        "role": if fault == Some(Fault::RoleRefused) { "agent" } else { "administrator" },
        "status": if fault == Some(Fault::AccountSuspended) { "suspended" } else { "active" },
        "features": { "scheduling": fault != Some(Fault::FeatureDisabled), "scheduling_finance": state.dataset.has_finance() },
    });
    let is_member = fault != Some(Fault::NotAMember);
    let body = json!({
        "id": USER.0,
        "name": USER.1,
        "email": "desk@practice.example",
        "access_token": state.token,
        "pubsub_token": "practice-pubsub-0123456789",
        "accounts": is_member.then_some(account).into_iter().collect::<Vec<_>>(),
    });
    respond_with_body(state.fault_at(Endpoint::Profile), body.to_string().into_bytes(), &headers)
}
