//! The measured bodies.

use std::io::{self, Read};
use std::path::Path;

use calendar::decode::parse_instant;
use chrono::{SecondsFormat, TimeDelta};
use flate2::read::GzDecoder;
use serde::de::IgnoredAny;

/// The difference between the id of a copied appointment and that of its original.
const ID_OFFSET: i64 = 1_000_000_000;
/// The difference between the time of a copied appointment and that of its original. With this difference the
/// copy also overlaps other appointments.
const TIME_OFFSET: TimeDelta = TimeDelta::minutes(15);

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// A week of 12 resources and 421 appointments.
    Clinic,
    /// A month of 60 resources and 19 979 appointments.
    Large,
    /// `Large` with a copy of each appointment. The copy has another id and another time.
    LargeDoubled,
}

impl Case {
    pub const ALL: [Case; 3] = [Case::Clinic, Case::Large, Case::LargeDoubled];

    pub fn name(self) -> &'static str {
        match self {
            Case::Clinic => "clinic",
            Case::Large => "large",
            Case::LargeDoubled => "large-doubled",
        }
    }

    /// The whole body, uncompressed.
    pub fn body(self) -> io::Result<Vec<u8>> {
        match self {
            Case::Clinic => saved("demo1_clinic"),
            Case::Large => saved("large_60x31_20k"),
            Case::LargeDoubled => Ok(with_appointments_doubled(&saved("large_60x31_20k")?)),
        }
    }
}

fn saved(name: &str) -> io::Result<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/payloads/{name}.json.gz"));
    let mut body = Vec::new();
    GzDecoder::new(std::fs::File::open(path)?).read_to_end(&mut body)?;
    Ok(body)
}

fn with_appointments_doubled(body: &[u8]) -> Vec<u8> {
    const KEY: &str = "\"appointments\":[";
    let text = std::str::from_utf8(body).expect("JSON is UTF-8");
    let rows_at = text.find(KEY).expect("a calendar has appointments") + KEY.len();
    let (before, mut rest) = text.split_at(rows_at);
    let mut doubled = String::with_capacity(2 * text.len());
    doubled.push_str(before);
    loop {
        let mut rows = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        rows.next().expect("a row follows").expect("a row is JSON");
        let (row, after) = rest.split_at(rows.byte_offset());
        doubled.push_str(row);
        doubled.push(',');
        doubled.push_str(&later_copy(row));
        let Some(next) = after.strip_prefix(',') else {
            doubled.push_str(after);
            return doubled.into_bytes();
        };
        doubled.push(',');
        rest = next;
    }
}

/// A copy of the row with another id, also in its nested rows, and another time. The row is edited as text,
/// so that nothing else changes.
fn later_copy(row: &str) -> String {
    let mut copy = String::with_capacity(row.len() + 64);
    let mut rest = row;
    while let Some(key_end) = rest.find("\":") {
        let (key, value) = rest.split_at(key_end + 2);
        copy.push_str(key);
        rest = value;
        let is_key = |name: &str| key[..key_end].ends_with(name);
        if is_key("\"id") || is_key("\"appointment_id") {
            let digits = value.bytes().take_while(u8::is_ascii_digit).count();
            let id: i64 = value[..digits].parse().expect("an id is a number");
            copy.push_str(&(id + ID_OFFSET).to_string());
            rest = &value[digits..];
        } else if is_key("\"starts_at") || is_key("\"ends_at") {
            let (time, after) = value[1..].split_once('"').expect("a time is text");
            let later = parse_instant(time).expect("a time") + TIME_OFFSET;
            copy.push('"');
            copy.push_str(&later.to_rfc3339_opts(SecondsFormat::Secs, true));
            copy.push('"');
            rest = after;
        }
    }
    copy + rest
}
