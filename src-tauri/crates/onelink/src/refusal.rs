//! Converts an unsuccessful response to an error.

use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use reqwest::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use url::Url;

use crate::{Error, ErrorCode, Limits, Token, body};

/// Error bodies are short. The rest of a longer one is not read.
const MAX_REFUSAL_BYTES: usize = 64 * 1024;
const MAX_SERVER_TEXT_CHARS: usize = 300;

/// The content of an error body, which has one of three forms: `{"error", "code"}`, `{"errors": [..]}`, `{"message"}`
/// (docs/api.md).
#[derive(Default)]
struct ErrorBody {
    text: Option<String>,
    code: Option<String>,
    is_html: bool,
}

/// The error for a redirect. It is not followed, because the token must reach one host only.
pub(crate) fn redirected(response: &Response, token: &Token) -> Error {
    let target = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|location| response.url().join(location).ok())
        .map(|target: Url| target.origin().ascii_serialization());
    // The server chooses the target, so it is shown to the user and is not part of the log message.
    Error::new(ErrorCode::Redirected, "the server answered with a redirect")
        .with_http_status(response.status().as_u16())
        .with_server_text(target.as_deref().and_then(|target| printable(target, token)))
}

/// The error for a status of 400 and above, or for a status that the API does not define.
pub(crate) async fn refused(mut response: Response, token: &Token, limits: &Limits) -> Error {
    let status = response.status();
    let retry_after = retry_after(response.headers());
    let content_type = body::content_type(&response);
    let mut text = Vec::new();
    let limits = Limits { max_body_bytes: MAX_REFUSAL_BYTES, ..*limits };
    // The status is enough when the body cannot be read.
    let _ = body::read(&mut response, &limits, &mut text).await;
    let body = parse_error_body(content_type.as_deref(), &text);

    Error::new(code(status, &body), format!("HTTP status {}", status.as_u16()))
        .with_http_status(status.as_u16())
        .with_server_text(body.text.as_deref().and_then(|text| printable(text, token)))
        .with_retry_after(retry_after)
}

fn code(status: StatusCode, body: &ErrorBody) -> ErrorCode {
    let is_code = |code: &str| body.code.as_deref() == Some(code);
    match status.as_u16() {
        401 => code_of_401(body.text.as_deref().unwrap_or_default()),
        429 => ErrorCode::RateLimited,
        500..=599 => ErrorCode::ServerError,
        400..=499 if body.is_html => ErrorCode::NotJson,
        403 if is_code("FEATURE_DISABLED") => ErrorCode::FeatureDisabled,
        403 => ErrorCode::Forbidden,
        404 => ErrorCode::NotFound,
        400 | 422 if is_code("CALENDAR_RANGE_TOO_LARGE") => ErrorCode::RangeTooLarge,
        422 => ErrorCode::Validation,
        400 if is_code("VALIDATION_ERROR") => ErrorCode::Validation,
        _ => ErrorCode::UnexpectedStatus,
    }
}

/// The server answers 401 for six reasons that differ only in the text (docs/api.md).
fn code_of_401(text: &str) -> ErrorCode {
    const TEXTS: [(&str, ErrorCode); 6] = [
        ("invalid access token", ErrorCode::InvalidToken),
        ("you need to sign in", ErrorCode::HeaderLost),
        ("you are not authorized to access this account", ErrorCode::NotAMember),
        ("account is suspended", ErrorCode::AccountSuspended),
        ("you are not authorized to do this action", ErrorCode::RoleRefused),
        ("not authorized for bots", ErrorCode::BotToken),
    ];
    let text = text.to_lowercase();
    TEXTS.iter().find(|(known, _)| text.contains(known)).map_or(ErrorCode::Unauthorized, |(_, code)| *code)
}

fn parse_error_body(content_type: Option<&str>, text: &[u8]) -> ErrorBody {
    if body::is_html(content_type, text) {
        return ErrorBody { is_html: true, ..ErrorBody::default() };
    }
    let Ok(value) = serde_json::from_slice::<Value>(text) else {
        return ErrorBody { text: Some(String::from_utf8_lossy(text).into_owned()), ..ErrorBody::default() };
    };
    let first = match &value["errors"] {
        Value::Array(texts) => texts.first().unwrap_or(&Value::Null),
        text => text,
    };
    let text = [&value["error"], first, &value["message"], &value].into_iter().find_map(Value::as_str);
    ErrorBody {
        text: text.map(ToOwned::to_owned),
        code: value["code"].as_str().map(ToOwned::to_owned),
        is_html: false,
    }
}

/// Makes one line of limited length from a text of the server, for the screen. The token is removed if the server quotes it.
fn printable(text: &str, token: &Token) -> Option<String> {
    let text = text.replace(token.expose(), "[token]");
    let text: String = text.chars().map(|c| if is_invisible(c) { ' ' } else { c }).collect();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().take(MAX_SERVER_TEXT_CHARS).collect();
    (!line.is_empty()).then_some(line)
}

/// Control characters, marks that change the writing direction, and characters without width.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// The longest wait that a server can ask for. A longer one would stop the polls for hours.
const MAX_RETRY_AFTER: Duration = Duration::from_mins(15);

/// Reads `Retry-After`: seconds, or a date. A date is compared with the `Date` of the response, because this computer's clock
/// can be wrong. At most [`MAX_RETRY_AFTER`].
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // Only a number that is too large cannot be parsed.
        text.parse().map_or(MAX_RETRY_AFTER, Duration::from_secs)
    } else {
        let date = |text: &str| -> Option<DateTime<FixedOffset>> { DateTime::parse_from_rfc2822(text).ok() };
        let now = date(headers.get(DATE)?.to_str().ok()?)?;
        (date(text)? - now).to_std().unwrap_or(Duration::ZERO)
    };
    Some(wait.min(MAX_RETRY_AFTER))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn token() -> Token {
        Token::new("q7Hk2mZx").unwrap()
    }

    #[test]
    fn server_text_is_one_short_line_without_the_token() {
        assert_eq!(printable(" a\u{0}\r\nb\u{202e}c ", &token()).as_deref(), Some("a b c"));
        assert_eq!(printable("bad token q7Hk2mZx.", &token()).as_deref(), Some("bad token [token]."));
        assert_eq!(printable(&"щ".repeat(900), &token()).unwrap().chars().count(), 300);
        assert_eq!(printable(" \n", &token()), None);
    }

    #[test]
    fn every_form_of_an_error_body_is_parsed() {
        for (body, text, code) in [
            (r#"{"error":"a","code":"C","details":{"b":1}}"#, Some("a"), Some("C")),
            (r#"{"errors":["a","b"]}"#, Some("a"), None),
            (r#"{"errors":"a"}"#, Some("a"), None),
            (r#"{"message":"a"}"#, Some("a"), None),
            (r#""a""#, Some("a"), None),
            ("Retry later\n", Some("Retry later\n"), None),
            (r#"{"error":{"a":1},"message":"b"}"#, Some("b"), None),
            (r"[]", None, None),
            (r#"{"errors":[]}"#, None, None),
        ] {
            let parsed = parse_error_body(Some("application/json"), body.as_bytes());
            assert_eq!((parsed.text.as_deref(), parsed.code.as_deref()), (text, code), "{body}");
        }
        assert!(parse_error_body(None, b"\n <html>").is_html);
        assert!(parse_error_body(Some("text/html; charset=utf-8"), b"").is_html);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_relative_to_the_response() {
        let headers = |value: &str, date: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_str(value).unwrap());
            if let Some(date) = date {
                headers.insert(DATE, HeaderValue::from_str(date).unwrap());
            }
            headers
        };
        let date = Some("Mon, 09 Mar 2026 08:00:00 GMT");
        for (value, date, seconds) in [
            ("7", None, Some(7)),
            ("Mon, 09 Mar 2026 08:00:30 GMT", date, Some(30)),
            ("Mon, 09 Mar 2026 07:00:00 GMT", date, Some(0)),
            ("Mon, 09 Mar 2026 08:00:30 GMT", None, None),
            ("901", None, Some(900)),
            ("18446744073709551615", None, Some(900)),
            ("99999999999999999999999", None, Some(900)),
            ("Tue, 09 Mar 2027 08:00:00 GMT", date, Some(900)),
            ("", date, None),
            ("soon", date, None),
            ("-1", date, None),
        ] {
            assert_eq!(retry_after(&headers(value, date)), seconds.map(Duration::from_secs), "{value}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
