//! Storing the settings: in order, and not at all when the store fails.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use desk::{MemoryStore, SettingsStore};
use practice::Scenario;
use serde_json::{Value, json};

use stage::*;

/// A store that fails while it is told to, and remembers every value that it was given.
#[derive(Default)]
struct FailingStore {
    memory: MemoryStore,
    is_failing: AtomicBool,
    saved: Mutex<Vec<Value>>,
}

struct SharedStore(Arc<FailingStore>);

impl SettingsStore for SharedStore {
    fn load(&self) -> Option<Value> {
        self.0.memory.load()
    }

    fn save(&self, value: Value) -> io::Result<()> {
        if self.0.is_failing.load(Ordering::SeqCst) {
            return Err(io::Error::other("the disk is full"));
        }
        self.0.saved.lock().unwrap().push(value.clone());
        self.0.memory.save(value)
    }

    fn clear(&self) -> io::Result<()> {
        self.0.memory.clear()
    }
}

fn desk_with(store: &Arc<FailingStore>) -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let (parts, clock) = parts_of(folder.path(), Box::new(SharedStore(Arc::clone(store))), now());
    stage_from(parts, clock, usual())
}

fn settings(theme: &str) -> Value {
    json!({ "language": "ru", "theme": theme, "timeStepMin": 30 })
}

#[tokio::test]
async fn failed_save_is_reported_and_changes_nothing() {
    let store = Arc::new(FailingStore::default());
    let mut stage = desk_with(&store);
    let server = server(Scenario::Clinic).await;
    stage.connect(&server).await;
    let screen = stage.open_until("week", has_body).await;
    stage.call("set_settings", settings("dark")).await;
    stage.desk.idle().await;
    let stored = store.memory.load();

    store.is_failing.store(true, Ordering::SeqCst);
    let hidden = screen["resources"][0]["resource"]["id"].clone();
    for (command, request) in [
        ("set_settings", settings("light")),
        ("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })),
        ("set_proxy", json!({ "proxy": "http://10.0.0.1:3128" })),
        ("connect", json!({ "accountId": 1 })),
        ("explore_sample", Value::Null),
        ("sign_out", Value::Null),
    ] {
        if command == "connect" {
            let connection = json!({ "address": server.address(), "token": TOKEN });
            stage.call("check_connection", connection).await;
        }
        // Connecting to the same account changes nothing that is stored, so it succeeds.
        let result = stage.try_call(command, request).await;
        if command != "connect" {
            assert_eq!(result.unwrap_err()["code"], "storage_failed", "{command}");
        }
        let start = stage.call("start", Value::Null).await;
        assert_eq!(start["settings"]["theme"], "dark", "{command}");
        assert_eq!(start["account"]["address"], server.address(), "{command}");
        assert_eq!(start["proxy"], Value::Null, "{command}");
    }
    let after = stage.open_until("week", has_body).await;
    assert!(after["resources"].as_array().unwrap().iter().all(|row| row["shown"] == true));
    stage.desk.idle().await;
    assert_eq!(store.memory.load(), stored);

    store.is_failing.store(false, Ordering::SeqCst);
    stage.call("set_settings", settings("light")).await;
    assert_eq!(store.memory.load().unwrap()["settings"]["theme"], "light");
}

#[tokio::test]
async fn settings_are_stored_in_the_order_of_the_requests() {
    let store = Arc::new(FailingStore::default());
    let stage = desk_with(&store);
    let polls = |seconds: u32| json!({ "language": "ru", "theme": "dark", "timeStepMin": 30, "pollSeconds": seconds });
    // All requests wait at the same time.
    let requests: Vec<_> = (10..40)
        .map(|seconds| {
            let (desk, request) = (stage.desk.clone(), polls(seconds).to_string());
            Box::pin(
                async move { desk::commands::dispatch(&desk, "set_settings", &request).await.map(|_| ()) },
            )
        })
        .collect();
    let tasks: Vec<_> = requests.into_iter().map(tokio::spawn).collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let saved = store.saved.lock().unwrap();
    let seconds: Vec<u64> =
        saved.iter().map(|value| value["settings"]["pollSeconds"].as_u64().unwrap()).collect();
    assert_eq!(seconds, (10..40).collect::<Vec<u64>>());
}

#[tokio::test]
async fn unreadable_setting_keeps_the_account_and_its_filter() {
    let store = Arc::new(FailingStore::default());
    let server = server(Scenario::Clinic).await;
    let hidden = {
        let mut stage = desk_with(&store);
        stage.connect(&server).await;
        let screen = stage.open_until("day", has_body).await;
        let hidden = screen["resources"][0]["resource"]["id"].clone();
        stage.call("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })).await;
        stage.desk.idle().await;
        hidden
    };
    let mut stored = store.memory.load().unwrap();
    stored["settings"]["language"] = json!("uz");
    stored["lastDate"] = json!(["300000-01-01", "2026-11-24"]);
    stored["version"] = json!(99);
    store.memory.save(stored.clone()).unwrap();

    let stage = desk_with(&store);
    let start = stage.call("start", Value::Null).await;
    assert_eq!(start["account"]["address"], server.address());
    assert_eq!(start["settings"]["language"], "ru", "the system's language");
    stage.desk.idle().await;
    stage.call("set_settings", settings("dark")).await;
    let key = format!("{}#1", server.address());
    assert_eq!(store.memory.load().unwrap()["filters"][key]["hiddenResources"], json!([hidden]));
}

#[tokio::test]
async fn refresh_without_the_token_says_so() {
    let store = Arc::new(FailingStore::default());
    let server = server(Scenario::Clinic).await;
    {
        let mut stage = desk_with(&store);
        stage.connect(&server).await;
        stage.desk.idle().await;
    }
    // The secrets were in memory, so the token is gone.
    let stage = desk_with(&store);
    let start = stage.call("start", Value::Null).await;
    assert_eq!(start["account"]["tokenMissing"], true);
    let error = stage.try_call("refresh", Value::Null).await.unwrap_err();
    assert_eq!(error["code"], "token_missing");
}
