//! From the bytes of an answer to a [`Payload`], tolerantly and in one pass.
//!
//! A server of another version, or a row that an import has broken, must not take the day off the screen. So:
//!
//! - unknown keys are ignored, and of a key that comes twice the last counts;
//! - every field is read by a visitor that accepts any kind of JSON value (`cell`). What is of the wrong
//!   kind, or means nothing, is remembered with its path and skipped over;
//! - a record that cannot do without such a field is left out and listed in [`Payload::skipped`]; one that
//!   can is kept without it, and the field listed in [`Payload::unread_fields`];
//! - a list that is absent or null is empty; one that is no list is empty and listed in [`Payload::skipped`].
//!
//! Only text that is not JSON, ends early, or is no calendar at all fails as a whole. Nothing is decoded
//! twice and no row passes through `serde_json::Value`: the cost is that of a derived `Deserialize`.
//!
//! What a record cannot do without, and the defaults of the rest, stand in `records`, a line a field.

mod field_value;
mod instant;
mod readers;
mod repair;
mod row;
mod rows;

use serde::Deserialize;

pub use self::instant::parse_instant;

use self::field_value::FieldValue;
use self::row::{Problem, ReadRow};
use self::rows::{Body, PayloadObject};
use crate::model::{Payload, Skipped};

/// Why a body could not be decoded at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The body is something else: HTML of a proxy, plain text, or JSON with a mistake in it.
    #[error("not JSON (line {line}, column {column})")]
    NotJson {
        /// From 1.
        line: usize,
        /// In bytes; from 1, or 0 where a line break itself is the mistake.
        column: usize,
    },
    /// The body ends in the middle of the JSON, or is empty.
    #[error("the JSON ends early")]
    Truncated,
    /// The body is JSON, but no calendar.
    #[error("JSON, but not a calendar")]
    WrongShape,
}

/// Decodes an answer of the calendar endpoint: the whole body, `{"payload": {...}}`, or the inner object
/// alone.
///
/// # Errors
///
/// Only when there is no calendar to be had; see [`DecodeError`]. A broken record or field is no error but
/// reported in the payload.
pub fn decode(bytes: &[u8]) -> Result<Payload, DecodeError> {
    let text = text_of(bytes)?;
    let body = match read(text) {
        Err(error @ DecodeError::NotJson { .. }) => match repair::repaired(text) {
            Some(repaired) => read(&repaired)?,
            None => return Err(error),
        },
        read => read?,
    };
    payload_of(body)
}

fn text_of(bytes: &[u8]) -> Result<&str, DecodeError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        if error.error_len().is_none() {
            return DecodeError::Truncated;
        }
        let lines = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n');
        let (line, before) = lines.enumerate().last().unwrap_or_default();
        DecodeError::NotJson { line: line + 1, column: before.len() + 1 }
    })
}

fn read(text: &str) -> Result<FieldValue<PayloadObject>, DecodeError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    FieldValue::deserialize(&mut deserializer).and_then(|top| deserializer.end().map(|()| top)).map_err(
        |error| {
            if error.is_eof() {
                DecodeError::Truncated
            } else {
                DecodeError::NotJson { line: error.line(), column: error.column() }
            }
        },
    )
}

fn payload_of(body: FieldValue<PayloadObject>) -> Result<Payload, DecodeError> {
    let FieldValue::Value(mut body) = body else { return Err(DecodeError::WrongShape) };
    let wrapped = body.record.as_mut().map(|top| top.payload.take());
    let is_calendar = body.record.as_ref().is_some_and(Body::is_calendar);
    let row = match wrapped {
        Some(FieldValue::Value(inner)) => inner,
        Some(FieldValue::Absent) if is_calendar => body,
        _ => return Err(DecodeError::WrongShape),
    };
    let ReadRow { record: Some(lists), problems } = *row else { return Err(DecodeError::WrongShape) };
    let mut payload = lists.into_payload();
    for Problem { path, id, reason, lost } in problems {
        let reports = if lost { &mut payload.skipped } else { &mut payload.unread_fields };
        reports.push(Skipped { path, id, reason });
    }
    Ok(payload)
}
