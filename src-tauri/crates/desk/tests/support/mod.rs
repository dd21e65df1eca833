//! A desk for tests, with a clock that the test sets, and practice servers for it.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use calendar::model::Instant;
use chrono::{DateTime, TimeDelta};
use desk::Desk;
use desk::api::{DeskEvent, Language};
use desk::clock::Clock;
use desk::record::Log;
use desk::{FileStore, LoadedPart, MemoryStore, SettingsStore, StoredPart};
use practice::{Options, SampleEdit, Scenario, Server};
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::TryRecvError;

pub const TOKEN: &str = "desk-test-token";
pub const PASSPHRASE: &str = "three words, or four";
/// The time at which every test starts: a Tuesday, 10:30 in Almaty.
pub const NOW: &str = "2026-11-24T05:30:00Z";
/// The date of [`NOW`] in Almaty.
pub const TODAY: &str = "2026-11-24";

/// A clock that stands still until a test moves it forward. Clones share one time.
#[derive(Clone)]
pub struct TestClock {
    now_ms: Arc<AtomicI64>,
    uptime_ms: Arc<AtomicU64>,
}

impl TestClock {
    pub fn set_to(now: Instant) -> Self {
        Self { now_ms: Arc::new(AtomicI64::new(now.timestamp_millis())), uptime_ms: Arc::default() }
    }

    /// This time passes.
    pub fn forward(&self, duration: TimeDelta) {
        self.uptime_ms.fetch_add(duration.num_milliseconds().try_into().unwrap(), Ordering::SeqCst);
        self.correct(duration);
    }

    /// The clock is corrected by this time, which does not pass.
    pub fn correct(&self, duration: TimeDelta) {
        self.now_ms.fetch_add(duration.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Instant {
        DateTime::from_timestamp_millis(self.now_ms.load(Ordering::SeqCst)).unwrap()
    }

    fn uptime(&self) -> Duration {
        Duration::from_millis(self.uptime_ms.load(Ordering::SeqCst))
    }
}

/// A settings store that several desks use, one after the other.
pub struct SharedStore<S>(pub Arc<S>);

impl<S: SettingsStore> SettingsStore for SharedStore<S> {
    fn load(&self, part: StoredPart) -> LoadedPart {
        self.0.load(part)
    }

    fn save(&self, part: StoredPart, value: Value) -> io::Result<()> {
        self.0.save(part, value)
    }

    fn keep_copy(&self, part: StoredPart) {
        self.0.keep_copy(part);
    }

    fn copy(&self, part: StoredPart) -> Option<Value> {
        self.0.copy(part)
    }

    fn set_aside(&self, part: StoredPart) {
        self.0.set_aside(part);
    }

    fn clear(&self) -> io::Result<()> {
        self.0.clear()
    }
}

/// A [`Desk`] with its clock, its events and a browser that records the opened pages.
pub struct TestDesk {
    desk: Desk,
    pub opened_pages: Arc<Mutex<Vec<String>>>,
    /// While it is `false`, opening a page fails.
    pub has_browser: Arc<AtomicBool>,
    pub events: Receiver<DeskEvent>,
    pub clock: TestClock,
}

impl Deref for TestDesk {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

pub fn now() -> Instant {
    NOW.parse().unwrap()
}

/// A desk whose settings, secrets and cache are in memory.
pub fn desk_in_memory() -> TestDesk {
    desk_with_store(&Arc::new(MemoryStore::default()))
}

/// A desk whose settings are in `store`. Its secrets and its cache are in memory.
pub fn desk_with_store<S: SettingsStore + 'static>(store: &Arc<S>) -> TestDesk {
    let folder = tempfile::tempdir().unwrap();
    let (parts, clock) = parts_in(folder.path(), Box::new(SharedStore(Arc::clone(store))), now());
    desk_from_parts(parts, clock, default_client())
}

/// A desk in memory whose client has other limits.
pub fn desk_with_limits(limits: onelink::Limits) -> TestDesk {
    let folder = tempfile::tempdir().unwrap();
    let (parts, clock) = parts_in(folder.path(), Box::new(MemoryStore::default()), now());
    desk_from_parts(parts, clock, onelink::Client::new(limits))
}

/// A desk whose files, with the settings, are in `folder`. A later desk can use the folder again.
pub fn desk_in(folder: &Path) -> TestDesk {
    desk_in_at(folder, now())
}

/// The same as [`desk_in`], started at another time.
pub fn desk_in_at(folder: &Path, now: Instant) -> TestDesk {
    let (parts, clock) = parts_in(folder, settings_file_in(folder), now);
    desk_from_parts(parts, clock, default_client())
}

/// The same as [`desk_in`], with another client.
pub fn desk_with_client(folder: &Path, client: onelink::Client) -> TestDesk {
    let (parts, clock) = parts_in(folder, settings_file_in(folder), now());
    desk_from_parts(parts, clock, client)
}

pub fn settings_file_in(folder: &Path) -> Box<dyn SettingsStore> {
    Box::new(FileStore::open(folder).unwrap())
}

pub fn default_client() -> onelink::Client {
    onelink::Client::new(onelink::Limits::default())
}

/// The parts of a desk, with the clock that they contain.
pub fn parts_in(folder: &Path, store: Box<dyn SettingsStore>, now: Instant) -> (desk::Parts, TestClock) {
    let clock = TestClock::set_to(now);
    let parts = desk::Parts {
        version: "0.0.0".to_owned(),
        data_dir: folder.to_owned(),
        keychain: None,
        clock: Box::new(clock.clone()),
        store,
        browser: Box::new(|_| Ok(())),
        printer: Box::new(|_| Ok(())),
        save_dialog: Box::new(|_| Ok(None)),
        system_language: Language::Ru,
        log: Arc::new(Log::new(folder, Box::new(clock.clone()))),
        system: "a system for tests".to_owned(),
    };
    (parts, clock)
}

/// A desk of these parts. Its browser is replaced by one that records the opened pages.
pub fn desk_from_parts(mut parts: desk::Parts, clock: TestClock, client: onelink::Client) -> TestDesk {
    let opened_pages = Arc::<Mutex<Vec<String>>>::default();
    let has_browser = Arc::new(AtomicBool::new(true));
    let (pages, is_available) = (Arc::clone(&opened_pages), Arc::clone(&has_browser));
    parts.browser = Box::new(move |url| {
        if !is_available.load(Ordering::SeqCst) {
            return Err(io::Error::other("there is no browser"));
        }
        pages.lock().unwrap().push(url.to_owned());
        Ok(())
    });
    let desk = Desk::with_client(parts, client).unwrap();
    let events = desk.events();
    TestDesk { desk, opened_pages, has_browser, events, clock }
}

impl TestDesk {
    /// Runs a command. `Err` is the error as the UI gets it.
    pub async fn try_call(&self, name: &str, request: Value) -> Result<Value, Value> {
        match desk::commands::dispatch(&self.desk, name, &request.to_string()).await {
            Ok(text) => Ok(serde_json::from_str(&text).unwrap()),
            Err(error) => Err(serde_json::to_value(error).unwrap()),
        }
    }

    /// Runs a command that must succeed.
    pub async fn call(&self, name: &str, request: Value) -> Value {
        self.try_call(name, request).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The code of the error of a command that must fail.
    pub async fn error_code(&self, name: &str, request: Value) -> String {
        let error = self.try_call(name, request).await.unwrap_err();
        error["code"].as_str().unwrap().to_owned()
    }

    pub async fn start(&self) -> Value {
        self.call("start", Value::Null).await
    }

    /// Opens the period of a view that contains the present day.
    pub async fn open(&self, view: &str) -> Value {
        self.call("open", json!({ "view": view, "date": null })).await
    }

    /// Opens the period of a view that contains `date`.
    pub async fn open_at(&self, view: &str, date: &str) -> Value {
        self.call("open", json!({ "view": view, "date": date })).await
    }

    /// Opens a view again after each event until the screen meets a condition.
    pub async fn open_until(&mut self, view: &str, condition: impl Fn(&Value) -> bool) -> Value {
        loop {
            let screen = self.open(view).await;
            if condition(&screen) {
                return screen;
            }
            self.events.recv().await.unwrap();
        }
    }

    /// Requests the displayed range and does not wait for the response.
    pub async fn refresh(&self) {
        self.call("refresh", Value::Null).await;
    }

    /// Requests the displayed range and waits until no fetch is running.
    pub async fn refresh_and_wait(&self) {
        self.refresh().await;
        self.idle().await;
    }

    /// Ends the desk. Its folder can be opened again: no task and no write uses it any more.
    pub async fn close(self) {
        self.idle().await;
    }

    /// Connects to the account of a practice server.
    pub async fn connect(&self, server: &Server) -> Value {
        self.call("check_connection", json!({ "address": server.address(), "token": TOKEN })).await;
        self.call("connect", json!({ "accountId": 1 })).await
    }

    /// The names of the files and folders in the desk's folder, after every write in the background has ended: a write makes
    /// files that exist for a moment only.
    pub async fn file_names_in(&self, folder: &Path) -> Vec<String> {
        self.idle().await;
        file_names_in(folder)
    }

    /// The names of the files in the desk's folder that contain a text, after every write in the background has ended.
    pub async fn files_containing(&self, folder: &Path, text: &str) -> Vec<String> {
        self.idle().await;
        files_containing(folder, text)
    }

    /// The events since the last call.
    pub fn take_events(&mut self) -> Vec<DeskEvent> {
        let mut events = Vec::new();
        loop {
            match self.events.try_recv() {
                Ok(event) => events.push(event),
                Err(TryRecvError::Lagged(_)) => {}
                Err(TryRecvError::Empty | TryRecvError::Closed) => return events,
            }
        }
    }
}

/// A desk in memory that is connected to `server` and displays the present day. See [`connect_and_settle`].
pub async fn connected_desk(server: &Server) -> TestDesk {
    connect_and_settle(desk_in_memory(), server).await
}

/// Connects to `server` and displays the present day. The weeks before and after were fetched ahead then, and no fetch is
/// running. So the next refresh sends exactly one request.
pub async fn connect_and_settle(mut desk: TestDesk, server: &Server) -> TestDesk {
    desk.connect(server).await;
    desk.open_until("day", has_body).await;
    loop {
        let requests_before = server.requests();
        desk.refresh_and_wait().await;
        if server.requests() == requests_before + 1 {
            return desk;
        }
    }
}

pub async fn start_server(scenario: Scenario) -> Server {
    practice::start(server_options(scenario)).await.unwrap()
}

pub fn server_options(scenario: Scenario) -> Options {
    Options { port: 0, token: TOKEN.to_owned(), scenario, fault: None, now: now(), edits: Vec::new() }
}

/// Starts a server at the address of a server that was stopped.
pub async fn start_server_at(address: &str, scenario: Scenario, edits: Vec<SampleEdit>) -> Server {
    let port = address.rsplit(':').next().unwrap().parse().unwrap();
    practice::start(Options { port, edits, ..server_options(scenario) }).await.unwrap()
}

/// Stops a server and starts another one with edited data at the same address.
pub async fn restart_server(server: Server, edits: Vec<SampleEdit>) -> Server {
    let (address, scenario) = (server.address(), server.dataset().scenario());
    server.stop().await;
    start_server_at(&address, scenario, edits).await
}

/// Waits until the server has received `count` requests since it was started.
pub async fn wait_for_requests(server: &Server, count: u64) {
    while server.requests() < count {
        tokio::task::yield_now().await;
    }
}

pub fn has_body(screen: &Value) -> bool {
    !screen["body"].is_null()
}

pub fn problem_code(screen: &Value) -> &Value {
    &screen["freshness"]["problem"]["code"]
}

/// The ids of the displayed appointments of a day or a week.
pub fn appointment_ids(screen: &Value) -> BTreeSet<i64> {
    screen["body"]["rows"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row["cells"].as_array().unwrap())
        .flat_map(ids_of_cell)
        .collect()
}

/// A cell of the day has its appointments, and one of the week the pieces that it draws.
fn ids_of_cell(cell: &Value) -> Vec<i64> {
    let ids: Vec<&Value> = match (cell["appointments"].as_array(), cell["pieces"].as_array()) {
        (Some(appointments), _) => appointments.iter().map(|appointment| &appointment["id"]).collect(),
        (None, Some(pieces)) => pieces.iter().flat_map(|piece| piece["ids"].as_array().unwrap()).collect(),
        (None, None) => panic!("not a cell: {cell}"),
    };
    ids.into_iter().map(|id| id.as_i64().unwrap()).collect()
}

/// The ids of the appointments that the server has on the present day.
pub fn appointment_ids_of_server(server: &Server) -> BTreeSet<i64> {
    server
        .dataset()
        .appointments_on(TODAY.parse().unwrap())
        .iter()
        .map(|appointment| appointment.id)
        .collect()
}

/// The files and folders in a folder, sorted. A missing folder has none.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// The names of the files and folders in a folder that no desk uses, without the lock file, which stays for ever.
pub fn file_names_in(folder: &Path) -> Vec<String> {
    let name = |file: &PathBuf| file.file_name().unwrap().to_str().unwrap().to_owned();
    files_in(folder).iter().map(name).filter(|name| name != "lock").collect()
}

/// For a folder that no desk uses. See [`TestDesk::files_containing`].
pub fn files_containing(folder: &Path, text: &str) -> Vec<String> {
    let contains_text = |name: &String| {
        let bytes = fs::read(folder.join(name)).unwrap();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    file_names_in(folder).into_iter().filter(contains_text).collect()
}

/// The permissions of a file or folder.
#[cfg(unix)]
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}
