//! Saved responses of the server, and short notations for instants.

use std::io::Read;
use std::path::{Path, PathBuf};

use calendar::decode::{decode, parse_instant};
use calendar::model::{Instant, Interval, Payload};
use flate2::read::GzDecoder;
use serde_json::Value;

/// A saved response: the payload, and the file as plain JSON for comparison.
pub struct SavedResponse {
    pub name: String,
    pub payload: Payload,
    pub json: Value,
}

impl SavedResponse {
    pub fn open(path: &Path) -> SavedResponse {
        let bytes = contents(path);
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let payload = decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        SavedResponse { payload, json: serde_json::from_slice(&bytes).unwrap(), name }
    }

    /// The requested range.
    pub fn range(&self) -> Interval {
        let bound = |key: &str| instant(self.json["request"][key].as_str().unwrap());
        Interval { start: bound("from"), end: bound("to") }
    }

    /// The resource id and the interval of each row of a list in the file.
    pub fn expected(&self, key: &str) -> Vec<(i64, Interval)> {
        let rows = self.json[key].as_array().unwrap();
        rows.iter().map(|row| (row[0].as_i64().unwrap(), interval(&row[1], &row[2]))).collect()
    }

    /// The slots in the payload.
    pub fn server_slots(&self) -> Vec<(i64, Interval)> {
        let rows = self.json["payload"]["slots"].as_array().unwrap();
        rows.iter()
            .map(|row| (row["resource_id"].as_i64().unwrap(), interval(&row["starts_at"], &row["ends_at"])))
            .collect()
    }
}

/// The bytes of a file, decompressed when its name ends in `.gz`.
pub fn contents(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    if path.extension().is_some_and(|extension| extension == "gz") {
        let mut unpacked = Vec::new();
        GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked).unwrap();
        return unpacked;
    }
    bytes
}

pub fn fixture_path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(file)
}

/// Parses an instant with chrono, because a test must not depend on the parser of this crate.
pub fn instant(text: &str) -> Instant {
    match text.parse() {
        Ok(at) => at,
        // chrono rejects the two texts without an offset in v040.
        Err(_) => parse_instant(text).unwrap_or_else(|| panic!("not an instant: {text}")),
    }
}

fn interval(start: &Value, end: &Value) -> Interval {
    Interval { start: instant(start.as_str().unwrap()), end: instant(end.as_str().unwrap()) }
}
