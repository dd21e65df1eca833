//! Prints the free intervals and slots of saved answers, a line of JSON a file, to compare with another
//! implementation.
//!
//! `cargo run -p calendar --example slots -- <file.json|.json.gz>...`, where a file is shaped as those in
//! `fixtures/vectors`: a `payload` and the `request` it answers. A file that cannot be read is told on
//! stderr, and the exit code is 1.

use std::io::{self, Read, Write};
use std::process::ExitCode;

use calendar::Calendar;
use calendar::decode::{DecodeError, decode, parse_instant};
use calendar::free::{duration_from_query, free_intervals, slots_unique};
use calendar::model::{Instant, Interval};
use chrono::SecondsFormat;
use flate2::read::GzDecoder;
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

/// One line of output; times in UTC.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    free_intervals: Vec<(i64, String, String)>,
    slots: Vec<(i64, String, String)>,
}

/// What a file says beside its payload.
#[derive(Deserialize)]
struct Question {
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
    #[error("`{0}` is no time")]
    Time(String),
    #[error("neither the request nor the payload says which range it is about")]
    NoRange,
    #[error("`duration_min` is {0}: a number, a string or null is expected")]
    Duration(Value),
}

fn main() -> ExitCode {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let mut outcome = ExitCode::SUCCESS;
    if files.is_empty() {
        complain("usage: slots <file.json|.json.gz>...");
        return ExitCode::from(2);
    }
    let mut out = io::stdout().lock();
    for file in &files {
        match line(file) {
            // Whoever reads has gone: there is nobody to tell.
            Ok(line) if writeln!(out, "{line}").is_err() => return ExitCode::FAILURE,
            Ok(_) => {}
            Err(error) => {
                complain(&format!("{file}: {error}"));
                outcome = ExitCode::FAILURE;
            }
        }
    }
    outcome
}

fn line(file: &str) -> Result<String, FileError> {
    let bytes = contents(file)?;
    // The keys beside `payload` are none of a calendar's, so that the file decodes as the body of an answer
    // does.
    let payload = decode(&bytes)?;
    let Question { request } = serde_json::from_slice(&bytes)?;
    let answered = payload.range;
    let range = Interval {
        start: bound(request.from, answered.map(|range| range.start))?,
        end: bound(request.to, answered.map(|range| range.end))?,
    };
    let duration_min = duration(&request.duration_min)?;
    let calendar = Calendar::new(payload);
    let line = Line {
        file,
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

fn contents(file: &str) -> io::Result<Vec<u8>> {
    const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
    let bytes = std::fs::read(file)?;
    if !bytes.starts_with(&GZIP_MAGIC) {
        return Ok(bytes);
    }
    let mut unpacked = Vec::new();
    GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked)?;
    Ok(unpacked)
}

fn bound(asked: Option<String>, answered: Option<Instant>) -> Result<Instant, FileError> {
    match asked {
        Some(text) => parse_instant(&text).ok_or(FileError::Time(text)),
        None => answered.ok_or(FileError::NoRange),
    }
}

/// A number, as a request has it, or a string, as a query carries it (free-time rule 4).
fn duration(asked: &Value) -> Result<Option<i64>, FileError> {
    match asked {
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

fn complain(what: &str) {
    // With stderr gone, the exit code still tells.
    let _ = writeln!(io::stderr(), "{what}");
}
