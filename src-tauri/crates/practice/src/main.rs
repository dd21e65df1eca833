//! The practice server on the command line.
//!
//! `practice --port N --token T --scenario NAME [--fault NAME] [--https FOLDER] [--now ISO] [--away ID,FROM,TO]
//! [--cancelled ID] [--moved ID,MINUTES] [--not-yet ID]` prints `listening on http://127.0.0.1:N` when it accepts
//! connections - or, with a fault that keeps them from coming about, when it does not - and serves until it is ended.
//! With `--https` it presents a certificate of the authority in that folder, which is made if there is none; a client
//! that is to believe it must trust `authority.pem` there.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use practice::{
    Authority, AuthorityError, Barrier, Fault, Options, Scenario, StartError, Turn, UnknownScenario,
};

const USAGE: &str = "usage: practice [--port N] [--token T] [--scenario NAME] [--fault NAME] [--https FOLDER] [--now ISO] \
                     [--away RESOURCE_ID,FROM,TO] [--cancelled ID] [--moved ID,MINUTES] [--not-yet ID]";

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
    #[error("{value:?} is no appointment: write its number, and for one that moved 17,30")]
    Appointment { value: String },
    #[error(transparent)]
    Scenario(#[from] UnknownScenario),
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    #[error("no fault is called {name:?}; there are: {}", all_faults())]
    Fault { name: String },
    #[error("{0}: {source}", source = std::error::Error::source(.0).map(ToString::to_string).unwrap_or_default())]
    Start(#[from] StartError),
    #[error(transparent)]
    Output(#[from] io::Error),
}

/// What the command line asks for.
struct Wanted {
    options: Options,
    /// Stands in the server's place.
    barrier: Option<Barrier>,
    /// Where the authority's files are, if it is to be https.
    https: Option<PathBuf>,
}

fn all_faults() -> String {
    let names =
        Fault::ALL.map(Fault::name).into_iter().chain(Barrier::ALL.iter().map(|barrier| barrier.name()));
    names.collect::<Vec<_>>().join(", ")
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Result<Wanted, Failure> {
    let mut barrier = None;
    let mut https = None;
    let mut options = Options {
        port: 0,
        token: "practice".to_owned(),
        scenario: Scenario::default(),
        fault: None,
        now: now_by_the_clock(),
        turns: Vec::new(),
    };
    while let Some(argument) = arguments.next() {
        let (option, attached) = match argument.split_once('=') {
            Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        if option == "--help" || option == "-h" {
            return Err(Failure::Usage);
        }
        if ![
            "--port",
            "--token",
            "--scenario",
            "--fault",
            "--https",
            "--now",
            "--away",
            "--cancelled",
            "--moved",
            "--not-yet",
        ]
        .contains(&option.as_str())
        {
            return Err(Failure::UnknownOption { option });
        }
        let Some(value) = attached.or_else(|| arguments.next()) else {
            return Err(Failure::NoValue { option });
        };
        match option.as_str() {
            "--port" => options.port = value.parse().map_err(|_| Failure::Port { value })?,
            "--token" => options.token = value,
            "--scenario" => options.scenario = value.parse()?,
            "--fault" => match (value.parse(), value.parse()) {
                (Ok(fault), _) => options.fault = Some(fault),
                (_, Ok(found)) => barrier = Some(found),
                _ => return Err(Failure::Fault { name: value }),
            },
            "--https" => https = Some(PathBuf::from(value)),
            "--away" => options.turns.push(absence(&value).ok_or(Failure::Away { value })?),
            "--cancelled" | "--moved" | "--not-yet" => {
                options.turns.push(appointment_turn(&option, &value).ok_or(Failure::Appointment { value })?);
            }
            _ => options.now = practice::parse_instant(&value).ok_or(Failure::Now { value })?,
        }
    }
    Ok(Wanted { options, barrier, https })
}

fn absence(text: &str) -> Option<Turn> {
    let mut parts = text.split(',');
    let resource_id = parts.next()?.parse().ok()?;
    let mut instant = || practice::parse_instant(parts.next()?);
    let (from, to) = (instant()?, instant()?);
    (from < to && parts.next().is_none()).then_some(Turn::Away { resource_id, from, to })
}

fn appointment_turn(option: &str, text: &str) -> Option<Turn> {
    match option {
        "--cancelled" => text.parse().ok().map(Turn::Cancelled),
        "--not-yet" => text.parse().ok().map(Turn::NotYet),
        _ => {
            let (id, by_min) = text.split_once(',')?;
            Some(Turn::Moved { id: id.parse().ok()?, by_min: by_min.parse().ok()? })
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a program that is started by hand shows data round today")]
fn now_by_the_clock() -> DateTime<Utc> {
    SystemTime::now().into()
}

async fn serve() -> Result<(), Failure> {
    let Wanted { options, barrier, https } = wanted(std::env::args().skip(1))?;
    let authority = https.as_deref().map(Authority::in_folder).transpose()?;
    let scheme = if authority.is_some() { "https" } else { "http" };
    match (barrier, authority) {
        (Some(barrier), authority) => {
            let barred = match &authority {
                Some(authority) => practice::bar_https(options.port, barrier, authority).await?,
                None => practice::bar(options.port, barrier).await?,
            };
            stand_at(&format!("{scheme}://{}", barred.socket())).await
        }
        (None, Some(authority)) => {
            let server = practice::start_https(options, &authority).await?;
            stand_at(&server.address()).await
        }
        (None, None) => {
            let server = practice::start(options).await?;
            stand_at(&server.address()).await
        }
    }
}

/// Tells where it stands, and stands until it is ended.
async fn stand_at(address: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    writeln!(output, "listening on {address}")?;
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
