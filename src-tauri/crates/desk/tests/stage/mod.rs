//! A desk in memory, with a clock to set, beside practice servers.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use calendar::model::Instant;
use chrono::{DateTime, TimeDelta};
use desk::Desk;
use desk::api::{DeskEvent, Language};
use desk::clock::Clock;
use desk::record::Log;
use desk::{FileStore, MemoryStore, SettingsStore};
use practice::{Options, Scenario, Server};
use serde_json::{Value, json};
use tokio::sync::broadcast::Receiver;

pub const TOKEN: &str = "desk-test-token";
/// A Tuesday morning in Almaty, 10:30.
pub const NOW: &str = "2026-11-24T05:30:00Z";

/// Stands still unless it is set forward.
#[derive(Clone)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    pub fn forward(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for Hands {
    fn now(&self) -> Instant {
        DateTime::from_timestamp_millis(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

pub struct Stage {
    pub desk: Desk,
    /// The addresses that were opened in the user's browser, while there is one.
    pub opened: Arc<Mutex<Vec<String>>>,
    pub browser: Arc<AtomicBool>,
    pub events: Receiver<DeskEvent>,
    pub clock: Hands,
}

/// Settings that outlive a desk.
struct Shared(Arc<MemoryStore>);

impl SettingsStore for Shared {
    fn load(&self) -> Option<Value> {
        self.0.load()
    }
    fn save(&self, value: Value) -> std::io::Result<()> {
        self.0.save(value)
    }
    fn clear(&self) -> std::io::Result<()> {
        self.0.clear()
    }
}

pub fn now() -> Instant {
    NOW.parse().unwrap()
}

pub fn stage_with(store: &Arc<MemoryStore>) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    stage_of(folder.path(), Box::new(Shared(Arc::clone(store))), now(), usual())
}

/// A desk whose files, the settings' too, are in a folder that outlives it.
pub fn stage_in(folder: &Path) -> Stage {
    stage_in_at(folder, now())
}

pub fn stage_in_at(folder: &Path, now: Instant) -> Stage {
    stage_of(folder, Box::new(settings_in(folder)), now, usual())
}

/// A desk in memory that waits for a server no longer than these limits allow.
pub fn stage_within(limits: onelink::Limits) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    stage_of(folder.path(), Box::new(MemoryStore::default()), now(), onelink::Client::new(limits))
}

/// A desk over a client of the test's, whose files are in a folder that outlives it.
pub fn stage_over(folder: &Path, client: onelink::Client) -> Stage {
    stage_of(folder, Box::new(settings_in(folder)), now(), client)
}

fn settings_in(folder: &Path) -> FileStore {
    FileStore::new(folder.join("settings.json"))
}

pub fn usual() -> onelink::Client {
    onelink::Client::new(onelink::Limits::default())
}

fn stage_of(folder: &Path, store: Box<dyn SettingsStore>, now: Instant, client: onelink::Client) -> Stage {
    let (parts, clock) = parts_of(folder, store, now);
    stage_from(parts, clock, client)
}

/// A desk of these parts, but with a browser that takes down what it is shown.
pub fn stage_from(mut parts: desk::Parts, clock: Hands, client: onelink::Client) -> Stage {
    let opened = Arc::<Mutex<Vec<String>>>::default();
    let browser = Arc::new(AtomicBool::new(true));
    let (in_browser, there) = (Arc::clone(&opened), Arc::clone(&browser));
    parts.browser = Box::new(move |url| {
        if !there.load(Ordering::SeqCst) {
            return Err(std::io::Error::other("no browser here"));
        }
        in_browser.lock().unwrap().push(url.to_owned());
        Ok(())
    });
    let desk = Desk::with_client(parts, client).unwrap();
    let events = desk.events();
    Stage { desk, opened, browser, events, clock }
}

pub fn parts_of(folder: &Path, store: Box<dyn SettingsStore>, now: Instant) -> (desk::Parts, Hands) {
    let clock = Hands(Arc::new(AtomicI64::new(now.timestamp_millis())));
    let parts = desk::Parts {
        version: "0.0.0".to_owned(),
        data_dir: folder.to_owned(),
        keychain_name: String::new(),
        clock: Box::new(clock.clone()),
        store,
        browser: Box::new(|_| Ok(())),
        system_language: Language::Ru,
        log: Arc::new(Log::new(folder, Box::new(clock.clone()))),
        system: "a system for tests".to_owned(),
    };
    (parts, clock)
}

pub fn stage() -> Stage {
    stage_with(&Arc::new(MemoryStore::default()))
}

impl Stage {
    pub async fn try_call(&self, name: &str, request: Value) -> Result<Value, Value> {
        match desk::commands::dispatch(&self.desk, name, &request.to_string()).await {
            Ok(text) => Ok(serde_json::from_str(&text).unwrap()),
            Err(error) => Err(serde_json::to_value(error).unwrap()),
        }
    }

    pub async fn call(&self, name: &str, request: Value) -> Value {
        self.try_call(name, request).await.unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Opens a view again after each change until `fits`.
    pub async fn open_until(&mut self, view: &str, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let screen = self.call("open", json!({ "view": view, "date": null })).await;
            if fits(&screen) {
                return screen;
            }
            self.events.recv().await.unwrap();
        }
    }

    pub async fn connect(&mut self, server: &Server) -> Value {
        self.call("check_connection", json!({ "address": server.address(), "token": TOKEN })).await;
        self.call("connect", json!({ "accountId": 1 })).await
    }
}

pub async fn server(scenario: Scenario) -> Server {
    practice::start(options(scenario)).await.unwrap()
}

pub fn options(scenario: Scenario) -> Options {
    Options { port: 0, token: TOKEN.to_owned(), scenario, fault: None, now: now(), edits: Vec::new() }
}

pub fn has_body(screen: &Value) -> bool {
    !screen["body"].is_null()
}

pub fn appointment_ids(screen: &Value) -> BTreeSet<i64> {
    screen["body"]["rows"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|row| row["cells"].as_array().unwrap())
        .flat_map(|cell| cell["appointments"].as_array().unwrap())
        .map(|appointment| appointment["id"].as_i64().unwrap())
        .collect()
}
