//! Storing the settings: in the order of the requests, unchanged after a failed save, and not at all after a wipe.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use desk::api::DeskError;
use desk::{FileStore, LoadedPart, MemoryStore, SettingsStore, StoredPart};
use practice::Scenario;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use support::*;

/// A store that can fail, panic or block. It records the settings of each save.
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

    fn stored(&self) -> [LoadedPart; 2] {
        StoredPart::ALL.map(|part| self.load(part))
    }

    fn stored_settings(&self) -> Value {
        self.load(StoredPart::Settings).value.unwrap()
    }

    /// A value of the settings in each save.
    fn saved_settings(&self, name: &str) -> Vec<Value> {
        self.saved.lock().unwrap().iter().map(|saved| saved["settings"][name].clone()).collect()
    }
}

impl SettingsStore for TestStore {
    fn load(&self, part: StoredPart) -> LoadedPart {
        self.memory.load(part)
    }

    fn save(&self, part: StoredPart, value: Value) -> io::Result<()> {
        let block = self.block.lock().unwrap().take();
        if let Some(Block { reached, released }) = block {
            reached.send(()).unwrap();
            released.recv().unwrap();
        }
        assert!(!self.panics_once.swap(false, Ordering::SeqCst), "the store panics");
        if self.is_failing.load(Ordering::SeqCst) {
            return Err(io::Error::other("the disk is full"));
        }
        if part == StoredPart::Settings {
            self.saved.lock().unwrap().push(value.clone());
        }
        self.memory.save(part, value)
    }

    fn keep_copy(&self, part: StoredPart) {
        self.memory.keep_copy(part);
    }

    fn copy(&self, part: StoredPart) -> Option<Value> {
        self.memory.copy(part)
    }

    fn set_aside(&self, part: StoredPart) {
        self.memory.set_aside(part);
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
    let stored = store.stored();

    store.is_failing.store(true, Ordering::SeqCst);
    let hidden = screen["resources"][0]["resource"]["id"].clone();
    for (command, request) in [
        ("set_settings", settings("light")),
        ("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })),
        ("set_proxy", json!({ "proxy": "http://10.0.0.1:3128" })),
        ("sign_out", Value::Null),
    ] {
        assert_eq!(desk.error_code(command, request).await, "storage_failed", "{command}");
        let start = desk.start().await;
        assert_eq!(start["settings"]["theme"], "dark", "{command}");
        assert_eq!(start["account"]["address"], server.address(), "{command}");
        assert_eq!(start["proxy"], Value::Null, "{command}");
    }
    let after = desk.open_until("week", has_body).await;
    assert!(after["resources"].as_array().unwrap().iter().all(|row| row["shown"] == true));
    desk.idle().await;
    assert_eq!(store.stored(), stored);

    store.is_failing.store(false, Ordering::SeqCst);
    desk.call("set_settings", settings("light")).await;
    assert_eq!(store.stored_settings()["settings"]["theme"], "light");
}

#[tokio::test]
async fn account_that_cannot_be_stored_is_used_and_the_next_write_stores_it() {
    let store = Arc::new(TestStore::default());
    let mut desk = desk_with_store(&store);
    let server = start_server(Scenario::Clinic).await;
    store.is_failing.store(true, Ordering::SeqCst);

    let start = desk.connect(&server).await;
    assert_eq!(start["settingsProblem"]["code"], "account_not_stored");
    assert_eq!(start["account"]["address"], server.address());
    desk.open_until("day", has_body).await;
    let start = desk.call("explore_sample", Value::Null).await;
    assert_eq!(
        (&start["settingsProblem"]["code"], &start["account"]["sample"]),
        (&json!("account_not_stored"), &json!(true))
    );
    let other = json!({ "address": server.address(), "accountId": 1 });
    let start = desk.call("switch_account", other).await;
    assert_eq!(start["settingsProblem"]["code"], "account_not_stored");
    assert_eq!(start["account"]["address"], server.address());
    assert_eq!(desk.start().await["settingsProblem"], Value::Null, "it is told once");
    desk.idle().await;
    assert!(store.stored().iter().all(|part| *part == LoadedPart::default()));

    store.is_failing.store(false, Ordering::SeqCst);
    desk.open("week").await;
    desk.idle().await;
    let accounts = store.load(StoredPart::Accounts).value.unwrap();
    assert_eq!(accounts["account"]["address"], server.address());
    assert_eq!(desk_with_store(&store).start().await["account"]["address"], server.address());
}

#[tokio::test]
async fn account_that_could_not_be_stored_is_stored_before_the_program_ends() {
    let store = Arc::new(TestStore::default());
    let desk = desk_with_store(&store);
    let server = start_server(Scenario::Clinic).await;
    store.is_failing.store(true, Ordering::SeqCst);
    desk.connect(&server).await;
    desk.idle().await;
    store.is_failing.store(false, Ordering::SeqCst);
    desk.flush().await;
    let accounts = store.load(StoredPart::Accounts).value.unwrap();
    assert_eq!(accounts["account"]["address"], server.address());
}

#[tokio::test]
async fn second_desk_on_a_folder_is_refused_until_the_first_is_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    let desk = desk_in(folder.path());
    desk.connect(&server).await;
    let error = DeskError::from(FileStore::open(folder.path()).unwrap_err());
    assert_eq!(error.code.to_string(), "folder_in_use");
    desk.close().await;
    assert_eq!(desk_in(folder.path()).start().await["account"]["address"], server.address());
}

#[tokio::test]
async fn damaged_or_missing_settings_keep_every_account() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (start_server(Scenario::Clinic).await, start_server(Scenario::Salon).await);
    {
        let desk = desk_in(folder.path());
        desk.connect(&first).await;
        desk.connect(&second).await;
        desk.close().await;
    }
    for broken in [None, Some("{"), Some("{\"qabyl\": {\"settings\": 5, \"version\": 99}}")] {
        for name in ["settings.json", "settings.json.last"] {
            match broken {
                None => drop(std::fs::remove_file(folder.path().join(name))),
                Some(text) => std::fs::write(folder.path().join(name), text).unwrap(),
            }
        }
        let desk = desk_in(folder.path());
        let start = desk.start().await;
        assert_eq!(start["account"]["address"], second.address(), "{broken:?}");
        assert_eq!(start["others"][0]["address"], first.address(), "{broken:?}");
        desk.call("set_settings", settings("dark")).await;
        desk.close().await;
    }
}

#[tokio::test]
async fn account_that_cannot_be_read_is_set_aside_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (start_server(Scenario::Clinic).await, start_server(Scenario::Salon).await);
    {
        let desk = desk_in(folder.path());
        desk.connect(&first).await;
        desk.connect(&second).await;
        desk.close().await;
    }
    let file = folder.path().join("accounts.json");
    let damaged = std::fs::read_to_string(&file).unwrap().replace(&second.address(), "");
    std::fs::write(&file, &damaged).unwrap();

    std::fs::remove_file(folder.path().join("accounts.json.last")).unwrap();

    let start = desk_in(folder.path()).start().await;
    assert_eq!(start["settingsProblem"]["code"], "settings_unreadable");
    assert_eq!(start["others"][0]["address"], first.address());
    assert_eq!(std::fs::read_to_string(folder.path().join("accounts.json.bad")).unwrap(), damaged);
    assert!(!folder.path().join("settings.json.bad").exists(), "the settings are not damaged");
}

#[tokio::test]
async fn accounts_that_cannot_be_used_come_from_the_copy_which_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (start_server(Scenario::Clinic).await, start_server(Scenario::Salon).await);
    {
        let desk = desk_in(folder.path());
        desk.connect(&first).await;
        desk.connect(&second).await;
        desk.close().await;
    }
    let [file, copy] = ["accounts.json", "accounts.json.last"].map(|name| folder.path().join(name));
    let good = std::fs::read_to_string(&file).unwrap();
    for damaged in [
        "{\"qabyl\":{}}".to_owned(),
        "{\"qabyl\":{\"account\":null,\"others\":null}}".to_owned(),
        good.replace(&second.address(), ""),
        good.replace("\"accountId\":1", "\"accountId\":\"x\""),
        good.replace(&format!("\"{}\"", first.address()), "5"),
    ] {
        assert_ne!(damaged, good);
        std::fs::write(&file, &damaged).unwrap();
        // At every start until something is written.
        for _ in 0..2 {
            let desk = desk_in(folder.path());
            let start = desk.start().await;
            assert_eq!(start["settingsProblem"]["code"], "settings_unreadable", "{damaged}");
            assert_eq!(start["account"]["address"], second.address(), "{damaged}");
            assert_eq!(start["others"][0]["address"], first.address(), "{damaged}");
            assert_eq!(std::fs::read_to_string(&copy).unwrap(), good, "{damaged}");
            desk.close().await;
        }
        let desk = desk_in(folder.path());
        desk.call("switch_account", json!({ "address": first.address(), "accountId": 1 })).await;
        desk.call("switch_account", json!({ "address": second.address(), "accountId": 1 })).await;
        desk.close().await;
        assert_eq!(std::fs::read_to_string(&file).unwrap(), good, "{damaged}");
    }
}

#[tokio::test]
async fn panic_in_a_save_is_reported_as_crashed_and_the_next_save_succeeds() {
    let store = Arc::new(TestStore::default());
    let desk = desk_with_store(&store);
    desk.call("set_settings", settings("dark")).await;

    store.panics_once.store(true, Ordering::SeqCst);
    assert_eq!(desk.error_code("set_settings", settings("light")).await, "crashed");
    assert_eq!(desk.start().await["settings"]["theme"], "dark");
    assert_eq!(store.stored_settings()["settings"]["theme"], "dark");

    desk.call("set_settings", settings("light")).await;
    assert_eq!(desk.start().await["settings"]["theme"], "light");
    assert_eq!(store.stored_settings()["settings"]["theme"], "light");
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
    assert!(store.stored().iter().all(|part| *part == LoadedPart::default()));
    assert_eq!(desk.start().await["settings"]["theme"], "system");
}

#[tokio::test]
async fn setting_out_of_its_bounds_is_refused() {
    let desk = desk_in_memory();
    let request = json!({ "language": "ru", "theme": "dark", "timeStepMin": 7 });
    assert_eq!(desk.error_code("set_settings", request).await, "settings_refused");
}

#[tokio::test]
async fn sizes_and_cancelled_appointments_are_stored_within_their_bounds() {
    let store = Arc::new(TestStore::default());
    let desk = desk_with_store(&store);
    let mut settings = desk.start().await["settings"].clone();
    assert_eq!(
        (&settings["textSizePercent"], &settings["densityPercent"], &settings["cancelled"]),
        (&json!(100), &json!(100), &json!("narrow"))
    );
    for name in ["textSizePercent", "densityPercent"] {
        for percent in [0, 79, 151] {
            let mut request = settings.clone();
            request[name] = json!(percent);
            assert_eq!(
                desk.error_code("set_settings", request).await,
                "settings_refused",
                "{name} {percent}"
            );
        }
        for percent in [80, 150] {
            settings[name] = json!(percent);
            desk.call("set_settings", settings.clone()).await;
            assert_eq!(store.stored_settings()["settings"][name], percent);
        }
    }
    settings["cancelled"] = json!("hidden");
    desk.call("set_settings", settings.clone()).await;
    assert_eq!(desk_with_store(&store).start().await["settings"], settings);
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
    let mut stored = store.stored_settings();
    stored["settings"]["language"] = json!("uz");
    stored["lastDate"] = json!(["300000-01-01", "2026-11-24"]);
    stored["version"] = json!(99);
    store.memory.save(StoredPart::Settings, stored.clone()).unwrap();

    let desk = desk_with_store(&store);
    let start = desk.start().await;
    assert_eq!(start["account"]["address"], server.address());
    assert_eq!(start["settings"]["language"], "ru", "the system's language");
    desk.idle().await;
    desk.call("set_settings", settings("dark")).await;
    let key = format!("{}#1", server.address());
    assert_eq!(store.stored_settings()["filters"][key]["hiddenResources"], json!([hidden]));
}

#[tokio::test]
async fn damaged_settings_file_is_reported_once_and_the_settings_of_the_last_start_are_used() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    {
        let desk = desk_in(folder.path());
        desk.connect(&server).await;
        desk.close().await;
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
    desk.close().await;

    let start = desk_in(folder.path()).start().await;
    assert_eq!(
        (&start["settingsProblem"], &start["account"]["address"]),
        (&Value::Null, &json!(server.address()))
    );
}
