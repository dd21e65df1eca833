//! Serves the desk over loopback HTTP, so that the same UI runs in an ordinary browser.
//!
//! For tests and for working on the UI; the program that users install does not contain it.
//!
//! `test-host --ui FOLDER [--data FOLDER] [--now ISO] [--language ru|kk|en] [--patience-ms N]` prints
//! `listening on http://127.0.0.1:PORT` and ends when its standard input is closed. It waits for a server no longer than
//! its patience.

use std::convert::Infallible;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::TimeDelta;
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

/// The window's policy, with the host itself in the place of Tauri's IPC.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'";

#[derive(Default)]
struct Arguments {
    ui: Option<PathBuf>,
    data: Option<PathBuf>,
    now: Option<String>,
    language: Option<String>,
    patience: Option<Duration>,
}

/// The addresses that a user's browser would have been shown.
type Opened = Arc<Mutex<Vec<String>>>;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(clippy::print_stderr, reason = "a program of the command line")]
            {
                eprintln!("test-host: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = parse(std::env::args().skip(1))?;
    let ui = arguments.ui.ok_or("--ui FOLDER is needed")?;
    let now = arguments.now.as_deref().map(str::parse).transpose()?;
    let clock = ShiftedClock::set_to(now.unwrap_or_else(|| SystemClock.now()));
    let system_language = match arguments.language.as_deref() {
        None | Some("ru") => Language::Ru,
        Some("kk") => Language::Kk,
        Some("en") => Language::En,
        Some(other) => return Err(format!("no language {other}").into()),
    };
    // No name for the keychain: a browser's tests leave nothing in it.
    let store: Box<dyn SettingsStore> = match &arguments.data {
        Some(folder) => Box::new(FileStore::new(folder.join("settings.json"))),
        None => Box::new(MemoryStore::default()),
    };
    // Made only when something is kept in it, and a folder of this host's own: another's passphrase would lock it.
    let data = arguments
        .data
        .unwrap_or_else(|| std::env::temp_dir().join(format!("qabyl-test-host-{}", std::process::id())));
    let opened = Opened::default();
    let in_browser = opened.clone();
    // Nothing is logged here; what a test puts there is read.
    let log = Arc::new(Log::new(&data, Box::new(clock.clone())));
    let parts = desk::Parts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: data,
        keychain_name: String::new(),
        clock: Box::new(clock.clone()),
        store,
        browser: Box::new(move |url| {
            in_browser.lock().map_err(|_| std::io::Error::other("a test panicked"))?.push(url.to_owned());
            Ok(())
        }),
        system_language,
        log,
        system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
    };
    let usual = Limits::default();
    let limits = arguments.patience.map_or(usual, |patience| Limits {
        connect_timeout: patience,
        read_timeout: patience,
        retry_within: patience,
        ..usual
    });
    let desk = Desk::with_client(parts, Client::new(limits))?;
    tokio::spawn(desk.clone().poll());

    let app = Router::new()
        .route("/desk/events", get(events))
        .route("/desk/{command}", post(command))
        .with_state(desk)
        .merge(Router::new().route("/clock/forward", post(forward)).with_state(clock))
        .merge(Router::new().route("/opened", get(opened_pages)).with_state(opened))
        .fallback_service(ServeDir::new(ui))
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static("content-security-policy"),
            HeaderValue::from_static(POLICY),
        ));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    #[expect(clippy::print_stdout, reason = "the address is what the caller waits for")]
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

/// Puts the desk's clock forward by so many seconds: a test need not wait for data to grow old.
async fn forward(State(clock): State<ShiftedClock>, seconds: String) -> StatusCode {
    let Ok(seconds) = seconds.parse() else { return StatusCode::BAD_REQUEST };
    clock.forward(TimeDelta::seconds(seconds));
    StatusCode::NO_CONTENT
}

async fn opened_pages(State(opened): State<Opened>) -> Response {
    let pages = opened.lock().map(|pages| pages.clone()).unwrap_or_default();
    axum::Json(pages).into_response()
}

async fn events(State(desk): State<Desk>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let events = BroadcastStream::new(desk.events())
        .filter_map(|event| Event::default().json_data(event.ok()?).ok())
        .map(Ok);
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// Whoever started the host holds its input; when that ends, however it ends, so does the host.
async fn input_closed() {
    let mut input = tokio::io::stdin();
    let mut buffer = [0; 64];
    while let Ok(1..) = input.read(&mut buffer).await {}
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut arguments = Arguments::default();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--ui" => arguments.ui = Some(value()?.into()),
            "--data" => arguments.data = Some(value()?.into()),
            "--now" => arguments.now = Some(value()?),
            "--language" => arguments.language = Some(value()?),
            "--patience-ms" => {
                let milliseconds = value()?.parse().map_err(|_| "the patience is no number".to_owned())?;
                arguments.patience = Some(Duration::from_millis(milliseconds));
            }
            _ => return Err(format!("no option {word}")),
        }
    }
    Ok(arguments)
}
