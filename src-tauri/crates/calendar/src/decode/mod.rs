//! The tolerant decoder: from the bytes of a response to a [`Payload`].
//!
//! A server of another version, or a row damaged by an import, must not hide the rest of the day. Therefore:
//!
//! - unknown keys are ignored, and the last value of a repeated key counts;
//! - each field is read by a visitor that accepts any JSON value (`field_value`). A value of the wrong type,
//!   or an impossible value, is reported with its path;
//! - a row without a readable required field is skipped and listed in [`Payload::skipped`]. Any other row is
//!   kept without the field, and the field is listed in [`Payload::unread_fields`];
//! - an absent or null list is empty. A value that is not a list counts as empty and is listed in
//!   [`Payload::skipped`];
//! - of rows with the same id the newest is kept (`repeated`);
//! - texts, lists and numbers have bounds, so that no later sum or loop can overflow or take long. A longer text is
//!   cut. A list with more rows than any real one is an error. (A year has four digits. chrono's range is wider, so
//!   no sum with a duration within the bounds overflows.)
//!
//! Decoding fails only when the text is not JSON, ends early, or is not a calendar.
//!
//! A body is scanned twice: a UTF-8 check of the whole body, then one JSON pass that builds the rows
//! directly. No row is decoded twice. When the
//! JSON reader rejects the text, `repair` scans it once more, and a repaired text is read again.
//!
//! The required fields and the defaults of the other fields are in `rows`, one line for each field.

mod field_value;
mod instant;
mod limits;
mod readers;
mod repair;
mod repeated;
mod row;
mod rows;

use serde::Deserialize;

pub use self::instant::parse_instant;
pub use self::limits::RowKind;

use self::field_value::FieldValue;
use self::readers::DAMAGE;
use self::row::{Problem, ReadRow};
use self::rows::{Body, PayloadObject};
use crate::model::{Payload, Skipped};

/// Why a body could not be decoded at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The body is not JSON: HTML from a proxy, plain text, or JSON with a syntax error.
    #[error("not JSON (line {line}, column {column})")]
    NotJson {
        /// From 1.
        line: usize,
        /// In bytes, from 1. It is 0 when a line break itself is the error.
        column: usize,
    },
    /// The body ends in the middle of the JSON, or is empty.
    #[error("the JSON ends early")]
    Truncated,
    /// The body is JSON, but not a calendar.
    #[error("JSON, but not a calendar")]
    WrongShape,
    /// There are more rows than [`RowKind::max`].
    #[error("more than {} {}", .0.max(), .0.name())]
    TooManyRows(RowKind),
}

/// Replaces the bytes of a body that are not UTF-8, so that one damaged name does not make the calendar unreadable. The
/// decoder reports the fields in which bytes were replaced. `None` when the body is UTF-8, or ends in the middle of a
/// character.
pub fn repaired_bytes(body: &[u8]) -> Option<Vec<u8>> {
    let error = std::str::from_utf8(body).err()?;
    error.error_len()?;
    let mut repaired = Vec::with_capacity(body.len());
    for chunk in body.utf8_chunks() {
        repaired.extend_from_slice(chunk.valid().as_bytes());
        if !chunk.invalid().is_empty() {
            repaired.extend_from_slice(DAMAGE.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    Some(repaired)
}

/// Decodes a response of the calendar endpoint: the whole body, `{"payload": {...}}`, or only the inner
/// object.
///
/// # Errors
///
/// When the body is not a calendar, see [`DecodeError`]. Unreadable rows and fields are not errors. They are
/// reported in the payload.
pub fn decode(bytes: &[u8]) -> Result<Payload, DecodeError> {
    let repaired_bytes = repaired_bytes(bytes);
    let text = text_of(repaired_bytes.as_deref().unwrap_or(bytes))?;
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
    // Damaged bytes were replaced, so only the end can be missing.
    std::str::from_utf8(bytes).map_err(|_| DecodeError::Truncated)
}

fn read(text: &str) -> Result<FieldValue<PayloadObject>, DecodeError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    FieldValue::deserialize(&mut deserializer).and_then(|body| deserializer.end().map(|()| body)).map_err(
        |error| {
            if error.is_eof() {
                DecodeError::Truncated
            } else if let Some(kind) = limits::exceeded(&error) {
                DecodeError::TooManyRows(kind)
            } else {
                DecodeError::NotJson { line: error.line(), column: error.column() }
            }
        },
    )
}

fn payload_of(body: FieldValue<PayloadObject>) -> Result<Payload, DecodeError> {
    let FieldValue::Value(mut body) = body else { return Err(DecodeError::WrongShape) };
    let wrapped = body.row.as_mut().map(|keys| keys.payload.take());
    let is_calendar = body.row.as_ref().is_some_and(Body::is_calendar);
    let row = match wrapped {
        Some(FieldValue::Value(inner)) => inner,
        Some(FieldValue::Absent) if is_calendar => body,
        _ => return Err(DecodeError::WrongShape),
    };
    let ReadRow { row: Some(lists), problems } = *row else { return Err(DecodeError::WrongShape) };
    let mut payload = lists.into_payload();
    payload.more_skipped = problems.more_skipped;
    for Problem { path, id, reason, row_skipped } in problems.kept {
        let reports = if row_skipped { &mut payload.skipped } else { &mut payload.unread_fields };
        reports.push(Skipped { path, id, reason });
    }
    repeated::remove(&mut payload);
    limits::check(&payload)?;
    Ok(payload)
}
