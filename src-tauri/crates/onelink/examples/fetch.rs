//! Requests a calendar once and prints the result as one line of JSON.
//!
//! ```text
//! cargo run -p onelink --example fetch -- --base https://one-link.kz --account 12 --token TOKEN \
//!     --from 2026-03-09T00:00:00+05:00 --to 2026-03-16T00:00:00+05:00 [--view week] [--slots] [--duration 30]
//! ```
//!
//! The exit code is 0 when the calendar was decoded, else 1.

use std::error::Error as _;
use std::io::Write as _;
use std::process::ExitCode;

use calendar::decode::{DecodeError, decode};
use chrono::{DateTime, FixedOffset};
use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use onelink::{Address, CalendarAnswer, CalendarQuery, Client, Error, ErrorCode, Limits, Token, View};
use serde_json::{Value, json};

const USAGE: &str =
    "fetch --base URL --account N --token T --from ISO --to ISO [--view V] [--slots] [--duration N]";

/// Requests a calendar once and prints the result as one line of JSON.
#[derive(Parser)]
#[command(name = "fetch", override_usage = USAGE, args_override_self = true)]
struct Arguments {
    /// Address of the server
    #[arg(long, value_name = "URL")]
    base: String,
    /// Number of the account
    #[arg(long, value_name = "N")]
    account: u64,
    /// Access token
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    token: String,
    /// First instant of the range, such as 2026-03-09T00:00:00+05:00
    #[arg(long, value_name = "ISO", value_parser = parse_instant)]
    from: DateTime<FixedOffset>,
    /// First instant after the range
    #[arg(long, value_name = "ISO", value_parser = parse_instant)]
    to: DateTime<FixedOffset>,
    /// day, week, month or list
    #[arg(long, value_name = "V", default_value_t)]
    view: View,
    /// Request slots too
    #[arg(long)]
    slots: bool,
    /// Length of a slot in minutes
    #[arg(long, value_name = "N")]
    duration: Option<u32>,
}

fn parse_instant(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text).map_err(|error| format!("{error}, as in 2026-03-09T00:00:00+05:00"))
}

#[tokio::main]
async fn main() -> ExitCode {
    let outcome = match Arguments::try_parse() {
        Ok(arguments) => fetch(arguments).await,
        Err(help) if help.kind() == ErrorKind::DisplayHelp => {
            return if help.print().is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
        Err(error) => Err(Failure::usage(&error)),
    };
    let (line, code) = match outcome {
        Ok(line) => (line, ExitCode::SUCCESS),
        Err(Failure { code, message }) => {
            (json!({"status": "error", "code": code, "message": message}), ExitCode::FAILURE)
        }
    };
    match writeln!(std::io::stdout(), "{line}") {
        Ok(()) => code,
        Err(_) => ExitCode::FAILURE,
    }
}

struct Failure {
    code: String,
    message: String,
}

impl Failure {
    /// The message does not quote the arguments: one of them can be the token, given in the wrong position.
    fn usage(error: &clap::Error) -> Self {
        let name = match error.get(ContextKind::InvalidArg) {
            Some(ContextValue::String(name)) => name.as_str(),
            Some(ContextValue::Strings(names)) => names.first().map_or("", String::as_str),
            _ => "",
        };
        // clap adds the name of the value: `--base <URL>`.
        let name = name.split(' ').next().unwrap_or_default();
        let problem = match (error.kind(), error.source()) {
            (ErrorKind::MissingRequiredArgument, _) => format!("{name} is missing"),
            (ErrorKind::InvalidValue, _) => format!("{name} needs a value"),
            (ErrorKind::ValueValidation, Some(source)) => format!("{name}: {source}"),
            _ => "unknown argument".to_owned(),
        };
        Self { code: "usage".to_owned(), message: format!("{problem}; {USAGE}") }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = match error.server_text() {
            Some(text) => format!("{}: {text}", error.message()),
            None => error.message().to_owned(),
        };
        Self { code: error.code().to_string(), message }
    }
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        let code = match error {
            DecodeError::NotJson { .. } => ErrorCode::NotJson,
            DecodeError::Truncated => ErrorCode::Truncated,
            DecodeError::WrongShape => ErrorCode::WrongShape,
            DecodeError::TooManyRows { .. } => ErrorCode::TooLarge,
        };
        Self { code: code.to_string(), message: error.to_string() }
    }
}

async fn fetch(arguments: Arguments) -> Result<Value, Failure> {
    let address = Address::parse(&arguments.base).map_err(Error::from)?;
    let token = Token::new(&arguments.token).map_err(Error::from)?;
    let query = CalendarQuery {
        account_id: arguments.account,
        view: arguments.view,
        from: arguments.from,
        to: arguments.to,
        resource_ids: Vec::new(),
        include_slots: arguments.slots,
        duration_min: arguments.duration,
    };
    match Client::new(Limits::default()).calendar(&address, &token, &query, None).await? {
        CalendarAnswer::Fresh { body, etag, .. } => {
            let payload = decode(&body)?;
            Ok(json!({
                "status": "ok",
                "bytes": body.len(),
                "etag": etag,
                "resources": payload.resources.len(),
                "appointments": payload.appointments.len(),
                "skipped": payload.skipped.len(),
            }))
        }
        CalendarAnswer::NotModified { .. } => Err(Failure {
            code: ErrorCode::Other.to_string(),
            message: "the server answered 304, but the request named no version".to_owned(),
        }),
    }
}
