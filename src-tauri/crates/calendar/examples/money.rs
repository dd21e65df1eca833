//! Prints the payments, debts and expenses of a saved response between two dates as one line of JSON, for
//! comparison with another implementation.
//!
//! `cargo run -p calendar --example money -- <file.json|.json.gz> --from DATE --to DATE --basis taken|appointment
//! --now ISO`. The file is a response of the server, or has the format of those in `fixtures/vectors`. Both dates are
//! included, in the clinic's zone. What the server does not say is null. An unreadable file, and a basis that the data
//! do not offer, are reported on stderr, and the exit code is 1.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use calendar::decode::{DecodeError, decode, parse_instant};
use calendar::model::{Instant, Interval};
use calendar::money::{MoneyRequest, report};
use calendar::view::types::{PaymentBasis, PaymentsUnknown};
use calendar::{Calendar, Filter, KnownRange, ResourceOrder};
use chrono::NaiveDate;
use clap::{Parser, ValueEnum};

mod file;
mod money_json;

/// Prints the payments, debts and expenses of a saved response between two dates as JSON.
#[derive(Parser)]
#[command(name = "money")]
struct Arguments {
    /// A saved response.
    #[arg(value_name = "FILE.JSON|.JSON.GZ")]
    file: PathBuf,
    /// The first date, in the clinic's zone.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    from: NaiveDate,
    /// The last date. It is included.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    to: NaiveDate,
    /// The date that payments go by: when they were taken, or the date of the appointment.
    #[arg(long)]
    basis: Basis,
    /// The present moment. It separates debts from what is expected.
    #[arg(long, value_name = "ISO", value_parser = instant)]
    now: Instant,
}

#[derive(Clone, Copy, ValueEnum)]
enum Basis {
    Taken,
    Appointment,
}

#[derive(Debug, thiserror::Error)]
enum ReportError {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("{0}")]
    Payload(#[from] DecodeError),
    #[error("payments by when they were taken are not available: {0}")]
    Taken(PaymentsUnknown),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if arguments.to < arguments.from {
        // When stderr is closed, the exit code still reports the failure.
        let _ = writeln!(io::stderr(), "--to {} is before --from {}", arguments.to, arguments.from);
        return ExitCode::FAILURE;
    }
    match line(&arguments.file, &arguments) {
        // The reader closed the pipe.
        Ok(line) if writeln!(io::stdout(), "{line}").is_err() => ExitCode::FAILURE,
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{}: {error}", arguments.file.display());
            ExitCode::FAILURE
        }
    }
}

fn line(file: &Path, arguments: &Arguments) -> Result<String, ReportError> {
    let calendar = Calendar::new(decode(&file::contents(file)?)?);
    let report = report(
        &[KnownRange { range: Interval::new(Instant::MIN_UTC, Instant::MAX_UTC), calendar: &calendar }],
        &MoneyRequest {
            from: arguments.from,
            to: arguments.to,
            basis: match arguments.basis {
                Basis::Taken => PaymentBasis::Taken,
                Basis::Appointment => PaymentBasis::Appointment,
            },
            now: arguments.now,
            zone: calendar.clinic_zone(),
            filter: &Filter::default(),
            order: &ResourceOrder::default(),
        },
    );
    if let (Basis::Taken, Err(reason)) = (arguments.basis, &report.payments) {
        return Err(ReportError::Taken(*reason));
    }
    Ok(money_json::of_report(&report).to_string())
}

/// A date of four-digit years. chrono alone also reads years that no zone has data for.
fn date(text: &str) -> Result<NaiveDate, &'static str> {
    let is_date = text.len() == "2026-03-09".len() && text.starts_with(|first: char| first.is_ascii_digit());
    text.parse().ok().filter(|_| is_date).ok_or("write a date as 2026-03-09")
}

fn instant(text: &str) -> Result<Instant, &'static str> {
    parse_instant(text).ok_or("write a time as 2026-03-09T11:10:00+05:00")
}
