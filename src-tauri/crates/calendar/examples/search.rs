//! Searches the appointments of a saved response and prints a line of JSON for each hit, the best first.
//!
//! `cargo run -p calendar --example search -- <file.json|.json.gz> <text>`. The file is a response of the server, or has the
//! format of those in `fixtures/vectors`. As on the screen, at most 50 hits are printed. An unreadable file is reported on
//! stderr, and the exit code is 1.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calendar::decode::{DecodeError, decode};
use calendar::model::{Appointment, Interval};
use calendar::search::{SearchIndex, search};
use calendar::view::types::SearchHit;
use calendar::{Calendar, Filter};
use clap::Parser;
use serde::Serialize;

mod file;

/// Searches the appointments of a saved response and prints a line of JSON for each hit, the best first.
#[derive(Parser)]
#[command(name = "search")]
struct Arguments {
    /// A saved response.
    #[arg(value_name = "FILE.JSON|.JSON.GZ")]
    file: PathBuf,
    /// A part of a name or of a service, a phone number or the number of an appointment.
    text: String,
}

/// One line of output.
#[derive(Serialize)]
struct Line {
    appointment_id: i64,
    /// The least is the best. See [`SearchHit::rank`].
    rank: u32,
}

#[derive(Debug, thiserror::Error)]
enum FileError {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("{0}")]
    Payload(#[from] DecodeError),
}

fn main() -> ExitCode {
    let Arguments { file, text } = Arguments::parse();
    let hits = match hits(&file, &text) {
        Ok(hits) => hits,
        Err(error) => {
            // When stderr is closed, the exit code still reports the failure.
            let _ = writeln!(io::stderr(), "{}: {error}", file.display());
            return ExitCode::FAILURE;
        }
    };
    let mut out = io::stdout().lock();
    for SearchHit { id, rank, .. } in hits {
        let line = serde_json::to_string(&Line { appointment_id: id, rank });
        // The reader can close the pipe.
        if line.map_err(io::Error::from).and_then(|line| writeln!(out, "{line}")).is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn hits(file: &Path, text: &str) -> Result<Vec<SearchHit>, FileError> {
    let calendar = Calendar::new(decode(&file::contents(file)?)?);
    let intervals = || calendar.appointments().map(Appointment::interval);
    let (Some(first), Some(last)) =
        (intervals().map(|one| one.start).min(), intervals().map(|one| one.end).max())
    else {
        return Ok(Vec::new());
    };
    let index = SearchIndex::new(&calendar, Interval::new(first, last));
    // Before the first appointment all of them are coming, so that one list has all hits.
    Ok(search(&[&index], text, &Filter::default(), calendar.clinic_zone(), first).coming)
}
