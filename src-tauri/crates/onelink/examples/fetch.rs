//! Asks a server for a calendar once and prints what came of it as one line of JSON.
//!
//! ```text
//! cargo run -p onelink --example fetch -- --base https://one-link.kz --account 12 --token TOKEN \
//!     --from 2026-03-09T00:00:00+05:00 --to 2026-03-16T00:00:00+05:00 [--view week] [--slots] [--duration 30]
//! ```

use std::io::Write as _;
use std::process::ExitCode;

use chrono::{DateTime, FixedOffset};
use onelink::{Address, CalendarAnswer, CalendarQuery, Client, Error, Limits, Token};
use serde_json::{Value, json};

const USAGE: &str =
    "fetch --base URL --account N --token T --from ISO --to ISO [--view V] [--slots] [--duration N]";

#[tokio::main]
async fn main() -> ExitCode {
    let (line, code) = match run().await {
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
    code: &'static str,
    message: String,
}

impl Failure {
    fn usage(problem: impl std::fmt::Display) -> Self {
        Self { code: "usage", message: format!("{problem}; {USAGE}") }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = match error.server_text() {
            Some(text) => format!("{}: {text}", error.message()),
            None => error.message().to_owned(),
        };
        Self { code: error.code().as_str(), message }
    }
}

async fn run() -> Result<Value, Failure> {
    let arguments = Arguments::read(std::env::args().skip(1))?;
    let address = Address::parse(&arguments.base).map_err(Error::from)?;
    let token = Token::new(&arguments.token).map_err(Error::from)?;
    let client = Client::new(Limits::default());
    match client.calendar(&address, &token, &arguments.query, None).await? {
        CalendarAnswer::Fresh { body, etag } => {
            let payload = calendar::decode::decode(&body)
                .map_err(|error| Failure { code: "wrong_shape", message: error.to_string() })?;
            Ok(json!({
                "status": "ok",
                "bytes": body.len(),
                "etag": etag,
                "resources": payload.resources.len(),
                "appointments": payload.appointments.len(),
                "skipped": payload.skipped.len(),
            }))
        }
        CalendarAnswer::NotModified => {
            Err(Failure { code: "other", message: "not modified, though no version was named".to_owned() })
        }
    }
}

struct Arguments {
    base: String,
    token: String,
    query: CalendarQuery,
}

impl Arguments {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let (mut base, mut token, mut account_id, mut from, mut to) = (None, None, None, None, None);
        let (mut view, mut include_slots, mut duration_min) = (None, false, None);
        while let Some(name) = arguments.next() {
            if name == "--slots" {
                include_slots = true;
                continue;
            }
            let mut value =
                || arguments.next().ok_or_else(|| Failure::usage(format!("{name} needs a value")));
            match name.as_str() {
                "--base" => base = Some(value()?),
                "--token" => token = Some(value()?),
                "--account" => account_id = Some(parse::<u64>(&name, &value()?)?),
                "--from" => from = Some(instant(&name, &value()?)?),
                "--to" => to = Some(instant(&name, &value()?)?),
                "--view" => view = Some(parse(&name, &value()?)?),
                "--duration" => duration_min = Some(parse(&name, &value()?)?),
                // Not repeated: it can be a token in the wrong place.
                _ => return Err(Failure::usage("unknown argument")),
            }
        }
        let missing = |name: &str| Failure::usage(format!("{name} is missing"));
        Ok(Self {
            base: base.ok_or_else(|| missing("--base"))?,
            token: token.ok_or_else(|| missing("--token"))?,
            query: CalendarQuery {
                account_id: account_id.ok_or_else(|| missing("--account"))?,
                view: view.unwrap_or_default(),
                from: from.ok_or_else(|| missing("--from"))?,
                to: to.ok_or_else(|| missing("--to"))?,
                resource_ids: Vec::new(),
                include_slots,
                duration_min,
                status: Vec::new(),
            },
        })
    }
}

fn parse<T: std::str::FromStr<Err: std::fmt::Display>>(name: &str, text: &str) -> Result<T, Failure> {
    text.parse().map_err(|error| Failure::usage(format!("{name}: {error}")))
}

fn instant(name: &str, text: &str) -> Result<DateTime<FixedOffset>, Failure> {
    DateTime::parse_from_rfc3339(text)
        .map_err(|error| Failure::usage(format!("{name}: {error}, as in 2026-03-09T00:00:00+05:00")))
}
