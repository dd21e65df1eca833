//! Prints the free intervals and slots of saved responses, one line of JSON for each file, for comparison
//! with another implementation.
//!
//! `cargo run -p calendar --example slots -- <file.json|.json.gz>...`. The files have the format of those in
//! `fixtures/vectors`: a `payload` and its `request`. An unreadable file is reported on stderr, and the exit
//! code is 1.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calendar::Calendar;
use calendar::decode::{DecodeError, decode, parse_instant, repaired_bytes};
use calendar::free::{duration_from_query, free_intervals, slots_unique};
use calendar::model::{Instant, Interval};
use chrono::SecondsFormat;
use clap::Parser;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

mod file;

/// Prints the free intervals and slots of saved responses as JSON lines.
#[derive(Parser)]
#[command(name = "slots")]
struct Arguments {
    /// Files with a payload and its request.
    #[arg(required = true, value_name = "FILE.JSON|.JSON.GZ")]
    files: Vec<PathBuf>,
}

/// One line of output. Times are in UTC.
#[derive(Serialize)]
struct Line<'a> {
    file: Cow<'a, str>,
    free_intervals: Vec<(i64, String, String)>,
    slots: Vec<(i64, String, String)>,
}

/// The part of a file beside its payload.
#[derive(Deserialize)]
struct SavedRequest {
    #[serde(default)]
    request: Request,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Request {
    from: Option<String>,
    to: Option<String>,
    duration_min: Value,
}

#[derive(Debug, thiserror::Error)]
enum FileError {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("{0}")]
    Payload(#[from] DecodeError),
    #[error("the request is malformed: {0}")]
    Request(#[from] serde_json::Error),
    #[error("`{0}` is not a time")]
    Time(String),
    #[error("neither the request nor the payload has a range")]
    NoRange,
    #[error("`duration_min` is {0}: a number, a string or null is expected")]
    Duration(Value),
}

fn main() -> ExitCode {
    let Arguments { files } = Arguments::parse();
    let mut exit_code = ExitCode::SUCCESS;
    let mut out = io::stdout().lock();
    for file in &files {
        match line(file) {
            // The reader closed the pipe.
            Ok(line) if writeln!(out, "{line}").is_err() => return ExitCode::FAILURE,
            Ok(_) => {}
            Err(error) => {
                // When stderr is closed, the exit code still reports the failure.
                let _ = writeln!(io::stderr(), "{}: {error}", file.display());
                exit_code = ExitCode::FAILURE;
            }
        }
    }
    exit_code
}

fn line(file: &Path) -> Result<String, FileError> {
    let bytes = file::contents(file)?;
    // As in the program, damaged bytes are replaced and a byte order mark is removed.
    let bytes = repaired_bytes(&bytes).unwrap_or(bytes);
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    // The keys beside `payload` are not those of a calendar, so the file is decoded like the body of a
    // response.
    let payload = decode(bytes)?;
    let SavedRequest { request } = serde_json::from_slice(bytes)?;
    let payload_range = payload.range;
    let range = Interval {
        start: bound(request.from, payload_range.map(|range| range.start))?,
        end: bound(request.to, payload_range.map(|range| range.end))?,
    };
    let duration_min = duration(&request.duration_min)?;
    let calendar = Calendar::new(payload);
    let line = Line {
        file: file.to_string_lossy(),
        free_intervals: free_intervals(&calendar, range)
            .into_iter()
            .map(|free| printed(free.resource_id, free.interval))
            .collect(),
        slots: slots_unique(&calendar, range, duration_min)
            .into_iter()
            .map(|slot| printed(slot.resource_id, slot.interval))
            .collect(),
    };
    Ok(serde_json::to_string(&line)?)
}

fn bound(requested: Option<String>, default: Option<Instant>) -> Result<Instant, FileError> {
    match requested {
        Some(text) => parse_instant(&text).ok_or(FileError::Time(text)),
        None => default.ok_or(FileError::NoRange),
    }
}

/// The duration of a request: a number, or a string as in a query (free-time rule 4).
fn duration(requested: &Value) -> Result<Option<i64>, FileError> {
    match requested {
        Value::Null => Ok(None),
        Value::Number(number) => Ok(duration_from_query(&Number::to_string(number))),
        Value::String(text) => Ok(duration_from_query(text)),
        other => Err(FileError::Duration(other.clone())),
    }
}

fn printed(resource_id: i64, interval: Interval) -> (i64, String, String) {
    let utc = |at: Instant| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    (resource_id, utc(interval.start), utc(interval.end))
}
