//! Responses with the texts of the real server and of the proxies in front of it (`docs/api.md`).

use std::convert::Infallible;
use std::io;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LOCATION, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};

use crate::query::InvalidQuery;

const JSON: &str = "application/json; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

pub(crate) fn json_error(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, JSON)], body.to_string()).into_response()
}

pub(crate) fn unauthorized(text: &str) -> Response {
    json_error(StatusCode::UNAUTHORIZED, &json!({ "error": text }))
}

pub(crate) fn invalid_token() -> Response {
    unauthorized("Invalid Access Token")
}

pub(crate) fn header_missing() -> Response {
    let text = "You need to sign in or sign up before continuing.";
    json_error(StatusCode::UNAUTHORIZED, &json!({ "errors": [text] }))
}

pub(crate) fn not_a_member() -> Response {
    unauthorized("You are not authorized to access this account")
}

pub(crate) fn account_suspended() -> Response {
    unauthorized("Account is suspended")
}

pub(crate) fn role_refused() -> Response {
    unauthorized("You are not authorized to do this action")
}

pub(crate) fn bot_token() -> Response {
    unauthorized("Access to this endpoint is not authorized for bots")
}

pub(crate) fn feature_disabled() -> Response {
    let body = json!({ "error": "Scheduling is not enabled for this account", "code": "FEATURE_DISABLED" });
    json_error(StatusCode::FORBIDDEN, &body)
}

pub(crate) fn forbidden() -> Response {
    json_error(StatusCode::FORBIDDEN, &json!({ "error": "Not from this network" }))
}

pub(crate) fn unknown_resource() -> Response {
    let body = json!({ "error": "Resource could not be found", "code": "NOT_FOUND" });
    json_error(StatusCode::NOT_FOUND, &body)
}

pub(crate) fn no_such_page() -> Response {
    json_error(StatusCode::NOT_FOUND, &json!({ "error": "Resource could not be found" }))
}

pub(crate) fn invalid_query(invalid: InvalidQuery) -> Response {
    let parameter = match invalid {
        InvalidQuery::FromMissing | InvalidQuery::FromUnreadable => "from",
        InvalidQuery::ToMissing | InvalidQuery::ToUnreadable => "to",
        InvalidQuery::View => "view",
        InvalidQuery::Duration => "duration_min",
    };
    let text = invalid.to_string();
    let body = json!({ "error": text, "code": "VALIDATION_ERROR", "details": { parameter: [text] } });
    json_error(StatusCode::UNPROCESSABLE_ENTITY, &body)
}

pub(crate) fn range_too_large() -> Response {
    let body = json!({
        "error": "Calendar range must not exceed 92 days",
        "code": "CALENDAR_RANGE_TOO_LARGE",
        "details": { "max_days": 92 },
    });
    json_error(StatusCode::UNPROCESSABLE_ENTITY, &body)
}

pub(crate) fn rate_limited(retry_after_s: Option<u32>) -> Response {
    let text = [(CONTENT_TYPE, "text/plain")];
    let mut response = (StatusCode::TOO_MANY_REQUESTS, text, "Retry later\n").into_response();
    if let Some(seconds) = retry_after_s {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

pub(crate) fn server_error() -> Response {
    let body = json!({ "status": 500, "error": "Internal Server Error" });
    json_error(StatusCode::INTERNAL_SERVER_ERROR, &body)
}

pub(crate) fn proxy_page(status: StatusCode) -> Response {
    let page = format!(
        "<html>\r\n<head><title>{status}</title></head>\r\n<body>\r\n<center><h1>{status}</h1></center>\r\n\
         <hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
    );
    (status, [(CONTENT_TYPE, HTML)], page).into_response()
}

pub(crate) fn maintenance() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, HeaderValue::from(120))]).into_response()
}

pub(crate) fn proxy_text(status: StatusCode) -> Response {
    (status, [(CONTENT_TYPE, "text/plain")], status.to_string()).into_response()
}

pub(crate) fn captive_portal() -> Response {
    let page = "<!DOCTYPE html><html lang=\"ru\"><head><title>Вход в сеть Wi-Fi</title></head>\
                <body><h1>Добро пожаловать</h1><form action=\"/login\"><button>Подключиться</button></form></body></html>";
    ([(CONTENT_TYPE, HTML)], page).into_response()
}

pub(crate) fn empty_json() -> Response {
    ([(CONTENT_TYPE, JSON)], "").into_response()
}

pub(crate) fn wrong_shape() -> Response {
    ([(CONTENT_TYPE, JSON)], r#"{"payload":[{"id":1},{"id":2}],"meta":{"count":2}}"#).into_response()
}

/// More appointments than any clinic has. None of them is readable.
pub(crate) fn too_many_rows() -> Response {
    let rows = vec!["{}"; 200_000].join(",");
    let body = format!(r#"{{"payload":{{"resources":[],"appointments":[{rows}]}}}}"#);
    ([(CONTENT_TYPE, JSON)], body).into_response()
}

pub(crate) fn redirect(location: &str) -> Response {
    (StatusCode::FOUND, [(LOCATION, location)]).into_response()
}

/// JSON that continues until the client closes the connection, or up to 256 MiB.
pub(crate) fn huge() -> Response {
    const START: &[u8] = br#"{"payload":{"view":"week","resources":[],"appointments":[{"id":0}"#;
    const CHUNK_BYTES: usize = 64 * 1024;
    const CHUNKS: usize = 256 * 1024 * 1024 / CHUNK_BYTES;
    let row = br#",{"id":1,"client_name":"..............................................."}"#;
    let chunk = Bytes::from(row.repeat(CHUNK_BYTES / row.len()));
    let chunks = std::iter::once(Bytes::from_static(START)).chain(std::iter::repeat_n(chunk, CHUNKS));
    let body = Body::from_stream(stream::iter(chunks.map(Ok::<_, Infallible>)));
    ([(CONTENT_TYPE, JSON)], body).into_response()
}

/// A complete response whose JSON ends in the middle.
pub(crate) fn truncated(mut body: Vec<u8>) -> Response {
    body.truncate(body.len() / 2);
    ([(CONTENT_TYPE, JSON)], body).into_response()
}

/// An incomplete response: the connection breaks before all promised bytes are sent.
pub(crate) fn cut_off(mut body: Vec<u8>) -> Response {
    let promised_bytes = body.len();
    body.truncate(promised_bytes / 2);
    let reset = stream::once(async {
        // The first half must be sent first, or the client receives no response at all.
        tokio::task::yield_now().await;
        Err(io::Error::from(io::ErrorKind::ConnectionReset))
    });
    let body = Body::from_stream(stream::iter([Ok(Bytes::from(body))]).chain(reset));
    (
        [(CONTENT_TYPE, HeaderValue::from_static(JSON)), (CONTENT_LENGTH, HeaderValue::from(promised_bytes))],
        body,
    )
        .into_response()
}

/// The body with its weak `ETag`, or 304 if the client already has this version.
pub(crate) fn body_or_not_modified(body: Vec<u8>, request: &HeaderMap) -> Response {
    let etag = format!("W/\"{:016x}\"", fingerprint(&body));
    if client_has(request, &etag) {
        return not_modified(&etag);
    }
    let cache_control = "max-age=0, private, must-revalidate";
    ([("content-type", JSON), ("etag", &etag), ("cache-control", cache_control)], body).into_response()
}

/// 304: the client has the current version.
pub(crate) fn not_modified(etag: &str) -> Response {
    (StatusCode::NOT_MODIFIED, [(ETAG, etag)]).into_response()
}

/// Whether `If-None-Match` names this version.
pub(crate) fn client_has(request: &HeaderMap, etag: &str) -> bool {
    request.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|tags| {
        tags.split(',').map(str::trim).any(|tag| tag == "*" || opaque(tag) == opaque(etag))
    })
}

/// The tag without the prefix of a weak tag. `If-None-Match` compares tags without it.
fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// FNV-1a over words of eight bytes. The standard library's hash may change between versions; this one does not.
fn fingerprint(bytes: &[u8]) -> u64 {
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x0100_0000_01b3).rotate_left(23);
    let (words, rest) = bytes.as_chunks::<8>();
    let hash = words.iter().fold(0xcbf2_9ce4_8422_2325, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    rest.iter().fold(hash, |hash, byte| mix(hash, u64::from(*byte)))
}
