//! The practice server on the command line.
//!
//! `practice --port N --token T --scenario NAME [--fault NAME] [--now ISO] [--away ID,FROM,TO]...` prints `listening on http://127.0.0.1:N`
//! when it accepts connections, and serves until it is ended.

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use practice::{Options, Scenario, StartError, SuddenAbsence, UnknownFault, UnknownScenario};

const USAGE: &str = "usage: practice [--port N] [--token T] [--scenario NAME] [--fault NAME] [--now ISO] \
                     [--away RESOURCE_ID,FROM,TO]...";

#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("{USAGE}")]
    Usage,
    #[error("{option} wants a value\n{USAGE}")]
    NoValue { option: String },
    #[error("there is no option {option}\n{USAGE}")]
    UnknownOption { option: String },
    #[error("{value:?} is no port: a number from 0 (any free one) to 65535")]
    Port { value: String },
    #[error("{value:?} is no time: write it as 2026-03-09T09:00:00+05:00")]
    Now { value: String },
    #[error("{value:?} is no absence: write it as 3,2026-03-09T09:00:00+05:00,2026-03-09T18:00:00+05:00")]
    Away { value: String },
    #[error(transparent)]
    Scenario(#[from] UnknownScenario),
    #[error(transparent)]
    Fault(#[from] UnknownFault),
    #[error("{0}: {source}", source = std::error::Error::source(.0).map(ToString::to_string).unwrap_or_default())]
    Start(#[from] StartError),
    #[error(transparent)]
    Output(#[from] io::Error),
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, Failure> {
    let mut options = Options {
        port: 0,
        token: "practice".to_owned(),
        scenario: Scenario::default(),
        fault: None,
        now: now_by_the_clock(),
        absences: Vec::new(),
    };
    while let Some(argument) = arguments.next() {
        let (option, attached) = match argument.split_once('=') {
            Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        if option == "--help" || option == "-h" {
            return Err(Failure::Usage);
        }
        if !["--port", "--token", "--scenario", "--fault", "--now", "--away"].contains(&option.as_str()) {
            return Err(Failure::UnknownOption { option });
        }
        let Some(value) = attached.or_else(|| arguments.next()) else {
            return Err(Failure::NoValue { option });
        };
        match option.as_str() {
            "--port" => options.port = value.parse().map_err(|_| Failure::Port { value })?,
            "--token" => options.token = value,
            "--scenario" => options.scenario = value.parse()?,
            "--fault" => options.fault = Some(value.parse()?),
            "--away" => options.absences.push(absence(&value).ok_or(Failure::Away { value })?),
            _ => options.now = practice::parse_instant(&value).ok_or(Failure::Now { value })?,
        }
    }
    Ok(options)
}

fn absence(text: &str) -> Option<SuddenAbsence> {
    let mut parts = text.split(',');
    let resource_id = parts.next()?.parse().ok()?;
    let mut instant = || practice::parse_instant(parts.next()?);
    let (from, to) = (instant()?, instant()?);
    (from < to && parts.next().is_none()).then_some(SuddenAbsence { resource_id, from, to })
}

#[expect(clippy::disallowed_methods, reason = "a program that is started by hand shows data round today")]
fn now_by_the_clock() -> DateTime<Utc> {
    SystemTime::now().into()
}

async fn serve() -> Result<(), Failure> {
    let server = practice::start(options(std::env::args().skip(1))?).await?;
    let mut output = io::stdout().lock();
    writeln!(output, "listening on {}", server.address())?;
    output.flush()?;
    drop(output);
    std::future::pending().await
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // If even this cannot be written, the exit code still tells.
            let _ = writeln!(io::stderr(), "{failure}");
            ExitCode::from(2)
        }
    }
}
