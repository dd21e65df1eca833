//! Storing the settings: in the order of the requests, unchanged after a failed save, and not at all after a wipe.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use desk::{LoadedSettings, MemoryStore, SettingsStore};
use practice::Scenario;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use support::*;

/// A store that can fail, panic or block. It records every value that was saved.
#[derive(Default)]
struct TestStore {
    memory: MemoryStore,
    /// While it is `true`, each save fails.
    is_failing: AtomicBool,
    /// The next save panics.
    panics_once: AtomicBool,
    /// The next save waits here.
    block: Mutex<Option<Block>>,
    saved: Mutex<Vec<Value>>,
}

/// Blocks one save until the test releases it.
struct Block {
    reached: oneshot::Sender<()>,
    released: mpsc::Receiver<()>,
}

impl TestStore {
    /// Blocks the next save. The first result is ready when the save is reached. The second one releases it.
    fn block_next_save(&self) -> (oneshot::Receiver<()>, mpsc::Sender<()>) {
        let (reached, save_reached) = oneshot::channel();
        let (release_save, released) = mpsc::channel();
        *self.block.lock().unwrap() = Some(Block { reached, released });
        (save_reached, release_save)
    }

    /// A value of the settings in each saved state.
    fn saved_settings(&self, name: &str) -> Vec<Value> {
        self.saved.lock().unwrap().iter().map(|saved| saved["settings"][name].clone()).collect()
    }
}

impl SettingsStore for TestStore {
    fn load(&self) -> LoadedSettings {
        self.memory.load()
    }

    fn save(&self, value: Value) -> io::Result<()> {
        let block = self.block.lock().unwrap().take();
        if let Some(Block { reached, released }) = block {
            reached.send(()).unwrap();
            released.recv().unwrap();
        }
        assert!(!self.panics_once.swap(false, Ordering::SeqCst), "the store panics");
        if self.is_failing.load(Ordering::SeqCst) {
            return Err(io::Error::other("the disk is full"));
        }
        self.saved.lock().unwrap().push(value.clone());
        self.memory.save(value)
    }

    fn clear(&self) -> io::Result<()> {
        self.memory.clear()
    }
}

fn settings(theme: &str) -> Value {
    json!({ "language": "ru", "theme": theme, "timeStepMin": 30 })
}

/// Sends a command on a task of its own. Tasks that are spawned one after the other begin in this order.
fn spawn_command(desk: &TestDesk, name: &'static str, request: &Value) -> tokio::task::JoinHandle<()> {
    let (desk, request) = ((*desk).clone(), request.to_string());
    tokio::spawn(async move {
        desk::commands::dispatch(&desk, name, &request).await.unwrap();
    })
}

#[tokio::test]
async fn failed_save_is_reported_and_changes_nothing() {
    let store = Arc::new(TestStore::default());
    let mut desk = desk_with_store(&store);
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    let screen = desk.open_until("week", has_body).await;
    desk.call("set_settings", settings("dark")).await;
    desk.idle().await;
    let stored = store.load();

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
            desk.call("check_connection", connection).await;
        }
        // Connecting to the same account changes nothing that is stored, so it succeeds.
        let result = desk.try_call(command, request).await;
        if command != "connect" {
            assert_eq!(result.unwrap_err()["code"], "storage_failed", "{command}");
        }
        let start = desk.start().await;
        assert_eq!(start["settings"]["theme"], "dark", "{command}");
        assert_eq!(start["account"]["address"], server.address(), "{command}");
        assert_eq!(start["proxy"], Value::Null, "{command}");
    }
    let after = desk.open_until("week", has_body).await;
    assert!(after["resources"].as_array().unwrap().iter().all(|row| row["shown"] == true));
    desk.idle().await;
    assert_eq!(store.load(), stored);

    store.is_failing.store(false, Ordering::SeqCst);
    desk.call("set_settings", settings("light")).await;
    assert_eq!(store.load().value.unwrap()["settings"]["theme"], "light");
}

#[tokio::test]
async fn panic_in_a_save_is_reported_as_crashed_and_the_next_save_succeeds() {
    let store = Arc::new(TestStore::default());
    let desk = desk_with_store(&store);
    desk.call("set_settings", settings("dark")).await;

    store.panics_once.store(true, Ordering::SeqCst);
    assert_eq!(desk.error_code("set_settings", settings("light")).await, "crashed");
    assert_eq!(desk.start().await["settings"]["theme"], "dark");
    assert_eq!(store.load().value.unwrap()["settings"]["theme"], "dark");

    desk.call("set_settings", settings("light")).await;
    assert_eq!(desk.start().await["settings"]["theme"], "light");
    assert_eq!(store.load().value.unwrap()["settings"]["theme"], "light");
}

#[tokio::test]
async fn settings_are_stored_in_the_order_of_the_requests() {
    let store = Arc::new(TestStore::default());
    let desk = desk_with_store(&store);
    let poll_seconds: Vec<u32> = (10..40).collect();
    let request = |seconds: &u32| json!({ "language": "ru", "theme": "dark", "timeStepMin": 30, "pollSeconds": seconds });
    // All requests wait at the same time.
    let tasks: Vec<_> =
        poll_seconds.iter().map(|seconds| spawn_command(&desk, "set_settings", &request(seconds))).collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(store.saved_settings("pollSeconds"), poll_seconds);
}

#[tokio::test]
async fn wipe_while_changes_of_the_settings_wait_leaves_no_settings() {
    let store = Arc::new(TestStore::default());
    let server = start_server(Scenario::Clinic).await;
    let mut desk = desk_with_store(&store);
    desk.connect(&server).await;
    desk.open_until("day", has_body).await;
    desk.idle().await;
    store.saved.lock().unwrap().clear();

    let (save_reached, release_save) = store.block_next_save();
    let running = spawn_command(&desk, "set_settings", &settings("dark"));
    save_reached.await.unwrap();
    let waiting = spawn_command(&desk, "set_settings", &settings("light"));
    let wipe = spawn_command(&desk, "wipe", &Value::Null);
    // The displayed period is stored in the background, after the wipe. By then its account is not in use any more.
    let open = spawn_command(&desk, "open", &json!({ "view": "day", "date": "2026-12-01" }));
    open.await.unwrap();
    release_save.send(()).unwrap();
    for task in [running, waiting, wipe] {
        task.await.unwrap();
    }
    desk.idle().await;
    assert_eq!(store.saved_settings("theme"), ["dark", "light"], "both changes were stored before the wipe");
    assert_eq!(store.load().value, None);
    assert_eq!(desk.start().await["settings"]["theme"], "system");
}

#[tokio::test]
async fn setting_out_of_its_bounds_is_refused() {
    let desk = desk_in_memory();
    let request = json!({ "language": "ru", "theme": "dark", "timeStepMin": 7 });
    assert_eq!(desk.error_code("set_settings", request).await, "settings_refused");
}

#[tokio::test]
async fn unreadable_setting_keeps_the_account_and_its_filter() {
    let store = Arc::new(TestStore::default());
    let server = start_server(Scenario::Clinic).await;
    let hidden = {
        let mut desk = desk_with_store(&store);
        desk.connect(&server).await;
        let screen = desk.open_until("day", has_body).await;
        let hidden = screen["resources"][0]["resource"]["id"].clone();
        desk.call("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })).await;
        desk.idle().await;
        hidden
    };
    let mut stored = store.load().value.unwrap();
    stored["settings"]["language"] = json!("uz");
    stored["lastDate"] = json!(["300000-01-01", "2026-11-24"]);
    stored["version"] = json!(99);
    store.memory.save(stored.clone()).unwrap();

    let desk = desk_with_store(&store);
    let start = desk.start().await;
    assert_eq!(start["account"]["address"], server.address());
    assert_eq!(start["settings"]["language"], "ru", "the system's language");
    desk.idle().await;
    desk.call("set_settings", settings("dark")).await;
    let key = format!("{}#1", server.address());
    assert_eq!(store.load().value.unwrap()["filters"][key]["hiddenResources"], json!([hidden]));
}

#[tokio::test]
async fn damaged_settings_file_is_reported_once_and_the_settings_of_the_last_start_are_used() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    {
        let desk = desk_in(folder.path());
        desk.connect(&server).await;
        desk.idle().await;
    }
    {
        let start = desk_in(folder.path()).start().await;
        assert_eq!(start["settingsProblem"], Value::Null);
    }
    // A kill while the file was written in place, as by an earlier version.
    std::fs::write(folder.path().join("settings.json"), "").unwrap();

    let desk = desk_in(folder.path());
    let start = desk.start().await;
    assert_eq!(start["settingsProblem"]["code"], "settings_unreadable");
    assert_eq!(start["account"]["address"], server.address());
    assert_eq!(desk.start().await["settingsProblem"], Value::Null);
    drop(desk);

    let start = desk_in(folder.path()).start().await;
    assert_eq!(
        (&start["settingsProblem"], &start["account"]["address"]),
        (&Value::Null, &json!(server.address()))
    );
}
