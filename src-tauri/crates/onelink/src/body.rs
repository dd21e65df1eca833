//! Reading an answer's body within the limits, and telling data from what only looks like an answer.

use std::fmt;

use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use zeroize::Zeroize;

use crate::{Error, ErrorCode, Limits, failure};

/// Reads the whole body into `body`.
pub(crate) async fn read(response: &mut Response, limits: &Limits, body: &mut Vec<u8>) -> Result<(), Error> {
    let too_large = || Error::new(ErrorCode::TooLarge, format!("more than {} bytes", limits.max_body_bytes));
    let announced = response.content_length().unwrap_or(0);
    if announced > limits.max_body_bytes as u64 {
        return Err(too_large());
    }
    // An announced length is only trusted this far before the bytes are there.
    body.reserve(usize::try_from(announced).unwrap_or(0).min(1024 * 1024));
    loop {
        match tokio::time::timeout(limits.read_timeout, response.chunk()).await {
            Ok(Ok(Some(chunk))) if chunk.len() > limits.max_body_bytes - body.len() => {
                return Err(too_large());
            }
            Ok(Ok(Some(chunk))) => body.extend_from_slice(&chunk),
            Ok(Ok(None)) => return Ok(()),
            Ok(Err(error)) => return Err(failure::within_body(error)),
            Err(_) => return Err(Error::new(ErrorCode::ReadTimeout, "the body stopped coming")),
        }
    }
}

/// Whether the answer says, or its first byte shows, that it is a web page.
pub(crate) fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    content_type.is_some_and(|value| value.contains("html")) || without_space(body).first() == Some(&b'<')
}

pub(crate) fn content_type(response: &Response) -> Option<String> {
    Some(response.headers().get(CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase())
}

/// Refuses a success that is empty, or that is no JSON at all.
pub(crate) fn require_json(content_type: Option<&str>, body: &[u8]) -> Result<(), Error> {
    if without_space(body).is_empty() {
        Err(Error::new(ErrorCode::EmptyBody, "the answer has no body"))
    } else if is_html(content_type, body) {
        Err(Error::new(ErrorCode::NotJson, "a web page instead of data"))
    } else if !matches!(without_space(body).first(), Some(b'{' | b'[')) {
        Err(Error::new(ErrorCode::NotJson, "the answer is not JSON"))
    } else {
        Ok(())
    }
}

/// Refuses JSON that breaks off, or that holds no `payload` object. Nothing is built: a payload can be large, and who
/// decodes it reads it again.
pub(crate) fn require_payload(body: &[u8]) -> Result<(), Error> {
    serde_json::from_slice::<Answer>(body).map(|Answer| ()).map_err(|error| from_json(&error))
}

/// Why an answer that began as JSON could not be read. The message holds a place, never what stands there.
pub(crate) fn from_json(error: &serde_json::Error) -> Error {
    let place = format!("at line {} column {}", error.line(), error.column());
    match error.classify() {
        serde_json::error::Category::Eof => {
            Error::new(ErrorCode::Truncated, format!("JSON ends early {place}"))
        }
        serde_json::error::Category::Data => {
            Error::new(ErrorCode::WrongShape, format!("not the data that was asked for, {place}"))
        }
        serde_json::error::Category::Syntax | serde_json::error::Category::Io => {
            Error::new(ErrorCode::NotJson, format!("JSON is broken {place}"))
        }
    }
}

fn without_space(body: &[u8]) -> &[u8] {
    body.trim_ascii_start()
}

/// A body that held the token: wiped when it is dropped.
#[derive(Default)]
pub(crate) struct SecretBody(pub(crate) Vec<u8>);

impl Drop for SecretBody {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// `{"payload": {...}, ...}`
struct Answer;

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnswerVisitor;

        impl<'de> Visitor<'de> for AnswerVisitor {
            type Value = Answer;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object with a payload")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Answer, A::Error> {
                let mut found = false;
                while let Some(key) = entries.next_key::<Key>()? {
                    match key {
                        Key::Payload => {
                            entries.next_value::<AnyObject>()?;
                            found = true;
                        }
                        Key::Other => {
                            entries.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                if found { Ok(Answer) } else { Err(A::Error::missing_field("payload")) }
            }
        }

        deserializer.deserialize_map(AnswerVisitor)
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Payload,
    #[serde(other)]
    Other,
}

/// Any JSON object; a derived struct would take an array too.
struct AnyObject;

impl<'de> Deserialize<'de> for AnyObject {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyObjectVisitor;

        impl<'de> Visitor<'de> for AnyObjectVisitor {
            type Value = AnyObject;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<AnyObject, A::Error> {
                while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(AnyObject)
            }
        }

        deserializer.deserialize_map(AnyObjectVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_object_with_a_payload_object_passes() {
        for (body, expected) in [
            (r#"{"payload":{}}"#, None),
            (r#"{"meta":[1,{"payload":3}],"payload":{"a":[{"b":"}"}],"c":null},"more":1}"#, None),
            (r"{}", Some(ErrorCode::WrongShape)),
            (r#"{"payload":null}"#, Some(ErrorCode::WrongShape)),
            (r#"{"payload":[]}"#, Some(ErrorCode::WrongShape)),
            (r#"[{"payload":{}}]"#, Some(ErrorCode::WrongShape)),
            (r#"{"error":"x"}"#, Some(ErrorCode::WrongShape)),
            (r#"{"payload":{"a":[1,2"#, Some(ErrorCode::Truncated)),
            (r#"{"payload":{"a":"x"#, Some(ErrorCode::Truncated)),
            (r#"{"payload":{}"#, Some(ErrorCode::Truncated)),
            (r#"{"payload":{}}}"#, Some(ErrorCode::NotJson)),
            (r#"{"payload":{a}}"#, Some(ErrorCode::NotJson)),
        ] {
            assert_eq!(require_payload(body.as_bytes()).err().map(|error| error.code()), expected, "{body}");
        }
    }

    #[test]
    fn deep_nesting_is_no_crash() {
        let body = format!(r#"{{"payload":{{"a":{}{}}}}}"#, "[".repeat(200_000), "]".repeat(200_000));
        let _ = require_payload(body.as_bytes());
    }

    #[test]
    fn a_message_holds_nothing_of_the_body() {
        let error = require_payload(br#"{"payload":"Aigul Serikova"}"#).unwrap_err();
        assert!(!error.to_string().contains("Aigul"), "{error}");
    }
}
