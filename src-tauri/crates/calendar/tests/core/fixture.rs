//! Saved responses of the server, and short notations for instants.

use std::io::Read;
use std::path::{Path, PathBuf};

use calendar::decode::{decode, parse_instant};
use calendar::model::{Instant, Interval, Payload};
use flate2::read::GzDecoder;
use serde_json::Value;

/// A saved response: the payload, and the file as plain JSON for comparison.
pub struct Saved {
    pub name: String,
    pub payload: Payload,
    pub json: Value,
}

impl Saved {
    pub fn open(path: &Path) -> Saved {
        let bytes = contents(path);
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let payload = decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        Saved { payload, json: serde_json::from_slice(&bytes).unwrap(), name }
    }

    /// The requested range.
    pub fn range(&self) -> Interval {
        let bound = |key: &str| instant(self.json["request"][key].as_str().unwrap());
        Interval { start: bound("from"), end: bound("to") }
    }

    /// Rows `[resource_id, start, end]`.
    pub fn expected(&self, key: &str) -> Vec<(i64, Interval)> {
        let rows = self.json[key].as_array().unwrap();
        rows.iter().map(|row| (row[0].as_i64().unwrap(), interval(&row[1], &row[2]))).collect()
    }

    /// The server's slots.
    pub fn printed_slots(&self) -> Vec<(i64, Interval)> {
        let rows = self.json["payload"]["slots"].as_array().unwrap();
        rows.iter()
            .map(|row| (row["resource_id"].as_i64().unwrap(), interval(&row["starts_at"], &row["ends_at"])))
            .collect()
    }
}

pub fn contents(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension().is_some_and(|extension| extension == "gz") {
        let mut unpacked = Vec::new();
        GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked).unwrap();
        return unpacked;
    }
    bytes
}

pub fn path(within: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(within)
}

/// Independent of the crate's own parser.
pub fn instant(text: &str) -> Instant {
    match text.parse() {
        Ok(at) => at,
        // The two forms of v040 that have no offset.
        Err(_) => parse_instant(text).unwrap_or_else(|| panic!("no time: {text}")),
    }
}

fn interval(start: &Value, end: &Value) -> Interval {
    Interval { start: instant(start.as_str().unwrap()), end: instant(end.as_str().unwrap()) }
}
