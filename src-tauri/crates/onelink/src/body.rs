//! Reads the body of a response within the limits and detects bodies that are not JSON.

use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use zeroize::Zeroize;

use crate::{Error, ErrorCode, Limits, failure};

/// At most this much memory is reserved on the word of a `Content-Length` header.
const MAX_RESERVED_BYTES: usize = 1024 * 1024;

/// Appends the whole body of the response to `body`.
pub(crate) async fn read(response: &mut Response, limits: &Limits, body: &mut Vec<u8>) -> Result<(), Error> {
    let too_large = || Error::new(ErrorCode::TooLarge, format!("more than {} bytes", limits.max_body_bytes));
    let content_length = response.content_length().unwrap_or(0);
    if content_length > limits.max_body_bytes as u64 {
        return Err(too_large());
    }
    body.reserve(usize::try_from(content_length).unwrap_or(0).min(MAX_RESERVED_BYTES));
    loop {
        match tokio::time::timeout(limits.read_timeout, response.chunk()).await {
            Ok(Ok(Some(chunk))) if chunk.len() > limits.max_body_bytes - body.len() => {
                return Err(too_large());
            }
            Ok(Ok(Some(chunk))) => body.extend_from_slice(&chunk),
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(error)) => return Err(failure::within_body(error)),
            Err(_) => return Err(Error::new(ErrorCode::ReadTimeout, "the server stopped sending the body")),
        }
    }
}

/// Whether the content type or the first character says that the body is HTML.
pub(crate) fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    content_type.is_some_and(|value| value.contains("html")) || body.trim_ascii_start().starts_with(b"<")
}

pub(crate) fn content_type(response: &Response) -> Option<String> {
    Some(response.headers().get(CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase())
}

/// JSON has no byte order mark, but some servers write one.
pub(crate) fn remove_byte_order_mark(body: &mut Vec<u8>) {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    if body.starts_with(MARK) {
        body.drain(..MARK.len());
    }
}

/// Rejects a body that is empty, HTML, or does not start like a JSON object or array. It does not read further: the
/// decoder scans the whole body anyway.
pub(crate) fn require_json_start(content_type: Option<&str>, body: &[u8]) -> Result<(), Error> {
    let first = body.trim_ascii_start().first();
    if first.is_none() {
        Err(Error::new(ErrorCode::EmptyBody, "the response has no body"))
    } else if is_html(content_type, body) {
        Err(Error::new(ErrorCode::NotJson, "the response is a web page"))
    } else if !matches!(first, Some(b'{' | b'[')) {
        Err(Error::new(ErrorCode::NotJson, "the response is not JSON"))
    } else {
        Ok(())
    }
}

/// Converts an error of `serde_json`. The message names the position and never the content of the body.
pub(crate) fn from_json(error: &serde_json::Error) -> Error {
    let position = format!("line {} column {}", error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Eof => {
            Error::new(ErrorCode::Truncated, format!("the JSON ends early at {position}"))
        }
        serde_json::error::Category::Data => {
            Error::new(ErrorCode::WrongShape, format!("unexpected data at {position}"))
        }
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            Error::new(ErrorCode::NotJson, format!("invalid JSON at {position}"))
        }
    }
}

/// A body that holds the token. It is wiped from memory when it is dropped.
#[derive(Default)]
pub(crate) struct SecretBody(pub(crate) Vec<u8>);

impl Drop for SecretBody {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_content_type_and_first_character_are_checked() {
        let json = Some("application/json");
        for (content_type, body, expected) in [
            (json, "", Some(ErrorCode::EmptyBody)),
            (json, " \r\n\t", Some(ErrorCode::EmptyBody)),
            (json, " <!DOCTYPE html>", Some(ErrorCode::NotJson)),
            (Some("text/html; charset=utf-8"), "{}", Some(ErrorCode::NotJson)),
            (json, "Retry later", Some(ErrorCode::NotJson)),
            (json, "null", Some(ErrorCode::NotJson)),
            (json, "\"{}\"", Some(ErrorCode::NotJson)),
            (json, "\n {}", None),
            (None, "[]", None),
            // The decoder rejects these.
            (json, r#"{"payload":{"a":[1,2"#, None),
            (json, r#"{"payload":{a}}"#, None),
            (json, r#"{"error":"x"}"#, None),
        ] {
            let outcome = require_json_start(content_type, body.as_bytes());
            assert_eq!(outcome.err().map(|error| error.code()), expected, "{content_type:?} {body:?}");
        }
    }
}
