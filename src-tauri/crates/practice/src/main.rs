//! The practice server as a program.
//!
//! It prints `listening on http://127.0.0.1:PORT` when it accepts connections, and serves until it is killed. With a
//! connection fault it prints the same line when the port is in the faulty state.
//! With `--https` it presents a certificate that is signed by the authority in the given folder. The authority is created if
//! the folder has none. A client must trust `authority.pem` of that folder.

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use clap::Parser;
use practice::{
    Authority, AuthorityError, ConnectionFault, DateHeader, Fault, Options, SampleEdit, Scenario, StartError,
};

/// Serves One-Link's scheduling API with invented data, on 127.0.0.1 only.
#[derive(Debug, Parser)]
#[command(name = "practice", args_override_self = true)]
struct Cli {
    /// The port. 0 selects any free port.
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// The access token that the server accepts.
    #[arg(long, default_value = "practice", allow_hyphen_values = true)]
    token: String,
    /// The sample account.
    #[arg(long, value_name = "NAME", default_value_t)]
    scenario: Scenario,
    /// A failure to simulate, of requests or of connections.
    #[arg(long, value_name = "NAME")]
    fault: Option<AnyFault>,
    /// Serve https. The folder holds the certificate authority, which is created if it is missing.
    #[arg(long, value_name = "FOLDER")]
    https: Option<PathBuf>,
    /// The current time of the sample data. Without it, the computer's clock.
    #[arg(long, value_name = "ISO", value_parser = parse_now)]
    now: Option<DateTime<Utc>>,
    /// The time in the `Date` header of each response. By default the header is empty with `--now`, and has the computer's
    /// time without it.
    #[arg(long, value_name = "TIME", value_parser = parse_now)]
    date: Option<DateTime<Utc>>,
    /// Add unplanned time off for a resource. Can be repeated.
    #[arg(long, value_name = "RESOURCE_ID,FROM,TO", value_parser = parse_time_off)]
    away: Vec<SampleEdit>,
    /// Cancel an appointment. Can be repeated.
    #[arg(long, value_name = "ID", value_parser = parse_cancelled)]
    cancelled: Vec<SampleEdit>,
    /// Move an appointment by some minutes, backwards if negative. Can be repeated.
    #[arg(long, value_name = "ID,MINUTES", value_parser = parse_moved)]
    moved: Vec<SampleEdit>,
    /// Leave an appointment out, as if it was not created yet. Can be repeated.
    #[arg(long, value_name = "ID", value_parser = parse_not_created)]
    not_yet: Vec<SampleEdit>,
    /// Add an appointment for any time, also over midnight. Can be repeated.
    #[arg(long, value_name = "RESOURCE_ID,FROM,TO", value_parser = parse_booked)]
    booked: Vec<SampleEdit>,
}

/// The value of `--fault`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum AnyFault {
    /// A fault of the running server.
    Request(Fault),
    /// A fault that replaces the server.
    Connection(ConnectionFault),
}

impl FromStr for AnyFault {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let request = name.parse().map(Self::Request);
        request.or_else(|_| name.parse().map(Self::Connection)).map_err(|_| {
            let names = Fault::ALL
                .map(Fault::name)
                .into_iter()
                .chain(ConnectionFault::ALL.iter().map(|fault| fault.name()));
            format!("unknown fault; the faults are: {}", names.collect::<Vec<_>>().join(", "))
        })
    }
}

fn parse_now(text: &str) -> Result<DateTime<Utc>, &'static str> {
    practice::parse_instant(text).ok_or("not a time; write it as 2026-03-09T09:00:00+05:00")
}

/// A resource and an interval, written as `3,FROM,TO`.
fn parse_time_of_resource(text: &str) -> Option<(i64, DateTime<Utc>, DateTime<Utc>)> {
    let mut parts = text.split(',');
    let resource_id = parts.next()?.parse().ok()?;
    let from = practice::parse_instant(parts.next()?)?;
    let to = practice::parse_instant(parts.next()?)?;
    (from < to && parts.next().is_none()).then_some((resource_id, from, to))
}

fn parse_booked(text: &str) -> Result<SampleEdit, &'static str> {
    parse_time_of_resource(text)
        .map(|(resource_id, from, to)| SampleEdit::Booked { resource_id, from, to })
        .ok_or("not an appointment; write it as 3,2026-03-09T23:30:00+05:00,2026-03-10T00:30:00+05:00, the end after the start")
}

fn parse_time_off(text: &str) -> Result<SampleEdit, &'static str> {
    parse_time_of_resource(text)
        .map(|(resource_id, from, to)| SampleEdit::TimeOff { resource_id, from, to })
        .ok_or("not a time off; write it as 3,2026-03-09T09:00:00+05:00,2026-03-09T18:00:00+05:00, the end after the start")
}

fn parse_cancelled(text: &str) -> Result<SampleEdit, &'static str> {
    text.parse().map(SampleEdit::Cancelled).map_err(|_| "not the id of an appointment; write a number")
}

fn parse_not_created(text: &str) -> Result<SampleEdit, &'static str> {
    text.parse().map(SampleEdit::NotCreated).map_err(|_| "not the id of an appointment; write a number")
}

fn parse_moved(text: &str) -> Result<SampleEdit, &'static str> {
    let parse = || {
        let (id, by_min) = text.split_once(',')?;
        Some(SampleEdit::Moved { id: id.parse().ok()?, by_min: by_min.parse().ok()? })
    };
    parse().ok_or("not a moved appointment; write its id and the minutes as 17,30")
}

#[expect(
    clippy::disallowed_methods,
    reason = "without --now the sample data are dated around the real today"
)]
fn now_by_the_clock() -> DateTime<Utc> {
    SystemTime::now().into()
}

/// Why the program ends.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("cannot write to the standard output")]
    Output(#[from] io::Error),
}

async fn run(cli: Cli) -> Result<(), Failure> {
    let authority = cli.https.as_deref().map(Authority::in_folder).transpose()?;
    if let Some(AnyFault::Connection(fault)) = cli.fault {
        let (scheme, port) = match &authority {
            Some(authority) => {
                ("https", practice::start_connection_fault_https(cli.port, fault, authority).await?)
            }
            None => ("http", practice::start_connection_fault(cli.port, fault).await?),
        };
        return announce_and_wait(&format!("{scheme}://{}", port.socket())).await;
    }
    let date_header = match (cli.date, cli.now) {
        (Some(date), _) => DateHeader::Fixed(date),
        (None, Some(_)) => DateHeader::Empty,
        (None, None) => DateHeader::Computer,
    };
    let options = cli.into_options();
    let server = match &authority {
        Some(authority) => practice::start_https(options, authority).await?,
        None => practice::start(options).await?,
    };
    server.set_date_header(date_header);
    announce_and_wait(&server.address()).await
}

impl Cli {
    fn into_options(self) -> Options {
        Options {
            port: self.port,
            token: self.token,
            scenario: self.scenario,
            fault: match self.fault {
                Some(AnyFault::Request(fault)) => Some(fault),
                Some(AnyFault::Connection(_)) | None => None,
            },
            now: self.now.unwrap_or_else(now_by_the_clock),
            edits: [self.away, self.cancelled, self.moved, self.not_yet, self.booked].concat(),
        }
    }
}

/// Prints the address, then waits until the process is killed.
async fn announce_and_wait(address: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    writeln!(output, "listening on {address}")?;
    output.flush()?;
    drop(output);
    std::future::pending().await
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let causes = std::iter::successors(Some(&failure as &dyn Error), |&error| error.source());
            let message = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
            // If the message cannot be written, the exit code still reports the failure.
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn options(arguments: &str) -> Options {
        parse(arguments).unwrap().into_options()
    }

    fn parse(arguments: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once("practice").chain(arguments.split_whitespace()))
    }

    fn instant(text: &str) -> DateTime<Utc> {
        practice::parse_instant(text).unwrap()
    }

    #[test]
    fn command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_without_arguments_are_the_defaults() {
        let cli = parse("").unwrap();
        assert_eq!((cli.fault, cli.https.is_none(), cli.now), (None, true, None));
        let options = cli.into_options();
        assert_eq!((options.port, options.token.as_str()), (0, "practice"));
        assert_eq!((options.scenario, options.fault, options.edits), (Scenario::Clinic, None, vec![]));
    }

    #[test]
    fn every_option_is_read() {
        let options = options(
            "--port 4000 --token T --scenario=salon --fault slow --now 2026-03-09T09:00:00+05:00 \
             --away 3,2026-03-09T09:00:00+05:00,2026-03-09T18:00:00+05:00 \
             --cancelled 17 --moved 18,-30 --not-yet 19 --cancelled 20 \
             --booked 3,2026-03-09T09:00:00+05:00,2026-03-09T18:00:00+05:00",
        );
        assert_eq!((options.port, options.token.as_str()), (4_000, "T"));
        assert_eq!((options.scenario, options.fault), (Scenario::Salon, Some(Fault::Slow)));
        assert_eq!(options.now, instant("2026-03-09T04:00:00Z"));
        let (from, to) = (instant("2026-03-09T04:00:00Z"), instant("2026-03-09T13:00:00Z"));
        let edits = [
            SampleEdit::TimeOff { resource_id: 3, from, to },
            SampleEdit::Cancelled(17),
            SampleEdit::Cancelled(20),
            SampleEdit::Moved { id: 18, by_min: -30 },
            SampleEdit::NotCreated(19),
            SampleEdit::Booked { resource_id: 3, from, to },
        ];
        assert_eq!(options.edits, edits);
    }

    #[test]
    fn fault_option_accepts_every_fault_of_both_kinds() {
        let fault = |name: &str| parse(&format!("--fault {name}")).unwrap().fault.unwrap();
        for expected in Fault::ALL {
            assert_eq!(fault(expected.name()), AnyFault::Request(expected));
        }
        for &expected in ConnectionFault::ALL {
            assert_eq!(fault(expected.name()), AnyFault::Connection(expected));
        }
    }

    #[test]
    fn repeated_option_takes_its_last_value() {
        assert_eq!(options("--port 1 --port 2 --token -x").port, 2);
    }

    #[test]
    fn bad_argument_is_reported_with_its_reason() {
        for (arguments, reason) in [
            ("--port 65536", "65536"),
            ("--port", "a value is required"),
            ("--scenario casino", "finance-gone"),
            ("--fault earthquake", "tls-wrong-host"),
            ("--now today", "2026-03-09T09:00:00+05:00"),
            ("--away 3,2026-03-09T18:00:00+05:00,2026-03-09T09:00:00+05:00", "not a time off"),
            ("--booked 3,2026-03-09T18:00:00+05:00", "not an appointment"),
            ("--cancelled seventeen", "write a number"),
            ("--moved 17", "17,30"),
            ("--not-yet x", "write a number"),
            ("--speed 3", "--speed"),
        ] {
            let error = parse(arguments).unwrap_err();
            assert_eq!(error.exit_code(), 2, "{arguments}");
            assert!(error.to_string().contains(reason), "{arguments}: {error}");
        }
    }
}
