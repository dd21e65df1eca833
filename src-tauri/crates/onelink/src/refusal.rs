//! What an answer that is no success means.

use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use reqwest::header::{DATE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde_json::Value;
use url::Url;

use crate::{Error, ErrorCode, Limits, Token, body};

/// A refusal's text is short; what is longer is not read.
const MAX_REFUSAL_BYTES: usize = 64 * 1024;
const MAX_SERVER_TEXT_CHARS: usize = 300;

/// What the server says in the three forms that its layers use: `{"error", "code"}`, `{"errors": [..]}`, `{"message"}`.
#[derive(Default)]
struct Said {
    text: Option<String>,
    code: Option<String>,
    is_html: bool,
}

/// An answer that sends the request elsewhere. It is not followed: the token belongs to one host.
pub(crate) fn redirected(response: &Response, token: &Token) -> Error {
    let target = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|location| response.url().join(location).ok())
        .map(|target: Url| target.origin().ascii_serialization());
    // Where to is the server's word: for the screen, and not for the log.
    Error::new(ErrorCode::Redirected, "the server sends the request elsewhere")
        .with_http_status(response.status().as_u16())
        .with_server_text(target.as_deref().and_then(|target| printable(target, token)))
}

/// An answer of 400 and above, or one that has no place in the contract.
pub(crate) async fn refused(mut response: Response, token: &Token, limits: &Limits) -> Error {
    let status = response.status();
    let retry_after = retry_after(response.headers());
    let content_type = body::content_type(&response);
    let mut text = Vec::new();
    let limits = Limits { max_body_bytes: MAX_REFUSAL_BYTES, ..*limits };
    // A refusal whose text does not come is still that refusal.
    let _ = body::read(&mut response, &limits, &mut text).await;
    let said = said(content_type.as_deref(), &text);

    Error::new(code(status, &said), format!("HTTP status {}", status.as_u16()))
        .with_http_status(status.as_u16())
        .with_server_text(said.text.as_deref().and_then(|text| printable(text, token)))
        .with_retry_after(retry_after)
}

fn code(status: StatusCode, said: &Said) -> ErrorCode {
    let is_code = |code: &str| said.code.as_deref() == Some(code);
    match status.as_u16() {
        401 => code_of_401(said.text.as_deref().unwrap_or_default()),
        429 => ErrorCode::RateLimited,
        500..=599 => ErrorCode::ServerError,
        400..=499 if said.is_html => ErrorCode::NotJson,
        403 if is_code("FEATURE_DISABLED") => ErrorCode::FeatureDisabled,
        403 => ErrorCode::Forbidden,
        404 => ErrorCode::NotFound,
        400 | 422 if is_code("CALENDAR_RANGE_TOO_LARGE") => ErrorCode::RangeTooLarge,
        422 => ErrorCode::Validation,
        400 if is_code("VALIDATION_ERROR") => ErrorCode::Validation,
        _ => ErrorCode::UnexpectedStatus,
    }
}

/// The layers in front of scheduling answer 401 for six things and tell them apart by text alone.
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

fn said(content_type: Option<&str>, text: &[u8]) -> Said {
    if body::is_html(content_type, text) {
        return Said { is_html: true, ..Said::default() };
    }
    let Ok(value) = serde_json::from_slice::<Value>(text) else {
        return Said { text: Some(String::from_utf8_lossy(text).into_owned()), ..Said::default() };
    };
    let first = match &value["errors"] {
        Value::Array(texts) => texts.first().unwrap_or(&Value::Null),
        text => text,
    };
    let text = [&value["error"], first, &value["message"], &value].into_iter().find_map(Value::as_str);
    Said {
        text: text.map(ToOwned::to_owned),
        code: value["code"].as_str().map(ToOwned::to_owned),
        is_html: false,
    }
}

/// One bounded line that can stand on the screen. A server that quotes the token back does not get it printed.
fn printable(text: &str, token: &Token) -> Option<String> {
    let text = text.replace(token.expose(), "[token]");
    let text: String = text.chars().map(|c| if is_invisible(c) { ' ' } else { c }).collect();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line: String = line.chars().take(MAX_SERVER_TEXT_CHARS).collect();
    (!line.is_empty()).then_some(line)
}

/// Control characters, and the marks that turn the direction of a line or hide in it.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// `Retry-After` in seconds, or as a date: then beside the answer's own `Date`, since this computer's clock may be wrong.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let asked = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = asked.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = |text: &str| -> Option<DateTime<FixedOffset>> { DateTime::parse_from_rfc2822(text).ok() };
    let now = date(headers.get(DATE)?.to_str().ok()?)?;
    Some((date(asked)? - now).to_std().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn token() -> Token {
        Token::new("q7Hk2mZx").unwrap()
    }

    #[test]
    fn the_servers_text_is_one_bounded_line_without_the_token() {
        assert_eq!(printable(" a\u{0}\r\nb\u{202e}c ", &token()).as_deref(), Some("a b c"));
        assert_eq!(printable("bad token q7Hk2mZx.", &token()).as_deref(), Some("bad token [token]."));
        assert_eq!(printable(&"щ".repeat(900), &token()).unwrap().chars().count(), 300);
        assert_eq!(printable(" \n", &token()), None);
    }

    #[test]
    fn every_form_of_a_refusal_is_read() {
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
            let said = said(Some("application/json"), body.as_bytes());
            assert_eq!((said.text.as_deref(), said.code.as_deref()), (text, code), "{body}");
        }
        assert!(said(None, b"\n <html>").is_html);
        assert!(said(Some("text/html; charset=utf-8"), b"").is_html);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_beside_the_answers_own() {
        let headers = |asked: &str, date: Option<&str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_str(asked).unwrap());
            if let Some(date) = date {
                headers.insert(DATE, HeaderValue::from_str(date).unwrap());
            }
            headers
        };
        let date = Some("Mon, 09 Mar 2026 08:00:00 GMT");
        for (asked, date, seconds) in [
            ("7", None, Some(7)),
            ("Mon, 09 Mar 2026 08:00:30 GMT", date, Some(30)),
            ("Mon, 09 Mar 2026 07:00:00 GMT", date, Some(0)),
            ("Mon, 09 Mar 2026 08:00:30 GMT", None, None),
            ("soon", date, None),
            ("-1", date, None),
        ] {
            assert_eq!(retry_after(&headers(asked, date)), seconds.map(Duration::from_secs), "{asked}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
