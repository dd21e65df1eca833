//! Serves the commands of `desk` over HTTP on the loopback interface, so that the UI runs in an ordinary browser.
//!
//! It is for tests and for work on the UI. The released program does not contain it.
//!
//! It prints `listening on http://127.0.0.1:PORT`, and ends when its standard input is closed.

use std::convert::Infallible;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::{DateTime, TimeDelta, Utc};
use clap::Parser;
use desk::Desk;
use desk::api::Language;
use desk::clock::{Clock, ShiftedClock, SystemClock};
use desk::record::Log;
use desk::{FileStore, MemoryStore, SettingsStore};
use onelink::{Client, Limits};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;

/// The content security policy of the window, with this host instead of Tauri's IPC.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
                                       img-src 'self' data:; font-src 'self'; connect-src 'self'";

/// Serves the commands of the front desk, and the UI, over HTTP on 127.0.0.1.
#[derive(Debug, Parser)]
#[command(name = "test-host", args_override_self = true)]
struct Cli {
    /// The folder of the built UI. Without it, only the commands are served, for use behind Vite's proxy.
    #[arg(long, value_name = "FOLDER")]
    ui: Option<PathBuf>,
    /// The folder for settings and cache. Without it, settings stay in memory, and files go to a temporary folder.
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// The time at which the clock starts. Without it, the computer's clock.
    #[arg(long, value_name = "ISO")]
    now: Option<DateTime<Utc>>,
    /// The language of the operating system: ru, kk or en.
    #[arg(long, value_name = "LANGUAGE", default_value = "ru", value_parser = parse_language)]
    language: Language,
    /// How long to wait for the server, in milliseconds.
    #[arg(long, value_name = "N")]
    patience_ms: Option<u64>,
    /// The folder in which the dialog for saving a file puts every file, under the suggested name. Without it, the dialog is
    /// cancelled.
    #[arg(long, value_name = "FOLDER")]
    save_folder: Option<PathBuf>,
    /// Start with sample data instead of the first screen.
    #[arg(long)]
    sample: bool,
}

fn parse_language(text: &str) -> Result<Language, &'static str> {
    match text {
        "ru" => Ok(Language::Ru),
        "kk" => Ok(Language::Kk),
        "en" => Ok(Language::En),
        _ => Err("the languages are ru, kk and en"),
    }
}

/// The addresses that the program opened in the user's browser.
type OpenedPages = Arc<Mutex<Vec<String>>>;

#[tokio::main]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "a command-line program reports its errors there")]
            {
                eprintln!("test-host: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<(), Box<dyn std::error::Error>> {
    let clock = ShiftedClock::set_to(cli.now.unwrap_or_else(|| SystemClock.now()));
    let store: Box<dyn SettingsStore> = match &cli.data {
        Some(folder) => Box::new(FileStore::open(folder)?),
        None => Box::new(MemoryStore::default()),
    };
    // The default folder is unique to this process, because the passphrase of another host would lock it. It is created only
    // when something is stored in it.
    let data_dir = cli
        .data
        .unwrap_or_else(|| std::env::temp_dir().join(format!("qabyl-test-host-{}", std::process::id())));
    let opened_pages = OpenedPages::default();
    let browser_pages = opened_pages.clone();
    let save_folder = cli.save_folder;
    // The host does not start logging, so the log contains only what a test writes to its file.
    let log = Arc::new(Log::new(&data_dir, Box::new(clock.clone())));
    let parts = desk::Parts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir,
        // Tests leave no entries in the keychain.
        keychain: None,
        clock: Box::new(clock.clone()),
        store,
        browser: Box::new(move |url| {
            browser_pages
                .lock()
                .map_err(|_| std::io::Error::other("a request panicked"))?
                .push(url.to_owned());
            Ok(())
        }),
        // The page prints itself.
        printer: Box::new(|_| Ok(())),
        save_dialog: Box::new(move |suggested| {
            Ok(save_folder.as_ref().map(|folder| folder.join(&suggested.file_name)))
        }),
        system_language: cli.language,
        log,
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
    };
    let defaults = Limits::default();
    let limits = cli.patience_ms.map(Duration::from_millis).map_or(defaults, |patience| Limits {
        connect_timeout: patience,
        read_timeout: patience,
        retry_within: patience,
        ..defaults
    });
    let desk = Desk::with_client(parts, Client::new(limits))?;
    if cli.sample {
        desk::commands::dispatch(&desk, "explore_sample", "null").await?;
    }
    tokio::spawn(desk.clone().poll());

    let commands = Router::new()
        .route("/desk/events", get(events))
        .route("/desk/{command}", post(command))
        // The rows of a saved table are in the request.
        .layer(DefaultBodyLimit::disable())
        .with_state(desk)
        .merge(Router::new().route("/clock/forward", post(forward_clock)).with_state(clock))
        .merge(Router::new().route("/opened", get(list_opened_pages)).with_state(opened_pages));
    let app = match cli.ui {
        Some(folder) => commands.fallback_service(ServeDir::new(folder)),
        None => commands,
    };
    let app = app.layer(SetResponseHeaderLayer::overriding(
        HeaderName::from_static("content-security-policy"),
        HeaderValue::from_static(CONTENT_SECURITY_POLICY),
    ));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    #[expect(clippy::print_stdout, reason = "the caller reads the address from the standard output")]
    {
        println!("listening on http://{}", listener.local_addr()?);
    }
    tokio::select! {
        served = async { axum::serve(listener, app).await } => served?,
        () = input_closed() => {}
    }
    Ok(())
}

async fn command(State(desk): State<Desk>, Path(name): Path<String>, request: String) -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    match desk::commands::dispatch(&desk, &name, &request).await {
        Ok(response) => (json, response).into_response(),
        Err(error) => {
            (StatusCode::UNPROCESSABLE_ENTITY, json, serde_json::to_string(&error).unwrap_or_default())
                .into_response()
        }
    }
}

/// Moves the clock forward by a number of seconds, so that a test need not wait for data to become old.
async fn forward_clock(State(clock): State<ShiftedClock>, seconds: String) -> StatusCode {
    let Ok(seconds) = seconds.parse() else { return StatusCode::BAD_REQUEST };
    clock.forward(TimeDelta::seconds(seconds));
    StatusCode::NO_CONTENT
}

async fn list_opened_pages(State(opened_pages): State<OpenedPages>) -> Response {
    let pages = opened_pages.lock().map(|pages| pages.clone()).unwrap_or_default();
    axum::Json(pages).into_response()
}

async fn events(State(desk): State<Desk>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = BroadcastStream::new(desk.events())
        .filter_map(|event| Event::default().json_data(event.ok()?).ok())
        .map(Ok);
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// Returns when the standard input is closed. The process that started the host holds it open, so the host ends with that
/// process, even if it is killed.
async fn input_closed() {
    let mut input = tokio::io::stdin();
    let mut buffer = [0; 64];
    while let Ok(1..) = input.read(&mut buffer).await {}
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn parse(arguments: &str) -> Result<Cli, clap::Error> {
        Cli::try_parse_from(std::iter::once("test-host").chain(arguments.split_whitespace()))
    }

    #[test]
    fn command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn options_without_arguments_are_the_defaults() {
        let cli = parse("").unwrap();
        assert_eq!((cli.ui, cli.data, cli.now, cli.patience_ms), (None, None, None, None));
        assert_eq!(cli.save_folder, None);
        assert!(!cli.sample && matches!(cli.language, Language::Ru));
    }

    #[test]
    fn every_option_is_read() {
        let cli = parse(
            "--ui dist --data=files --now 2026-11-24T10:30:00+05:00 --language kk --patience-ms 500 --save-folder saved --sample",
        )
        .unwrap();
        assert_eq!(cli.save_folder, Some("saved".into()));
        assert_eq!((cli.ui, cli.data), (Some("dist".into()), Some("files".into())));
        assert_eq!(cli.now, "2026-11-24T05:30:00Z".parse().ok());
        assert_eq!(cli.patience_ms, Some(500));
        assert!(cli.sample && matches!(cli.language, Language::Kk));
    }

    #[test]
    fn bad_argument_is_reported_with_its_reason() {
        for (arguments, reason) in [
            ("--ui", "a value is required"),
            ("--now today", "today"),
            ("--language de", "ru, kk and en"),
            ("--patience-ms short", "short"),
            ("--speed 3", "--speed"),
        ] {
            let error = parse(arguments).unwrap_err();
            assert_ne!(error.exit_code(), 0, "{arguments}");
            assert!(error.to_string().contains(reason), "{arguments}: {error}");
        }
    }
}
