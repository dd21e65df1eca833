//! Panics: the note that they leave, the report at the next start, and what continues after them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use calendar::model::Instant;
use chrono::TimeDelta;
use desk::MemoryStore;
use desk::clock::Clock;
use desk::record::{Log, leave_panic_notes};
use practice::Scenario;
use serde_json::{Value, json};

use support::*;

#[tokio::test]
async fn crash_is_reported_at_each_start_until_the_user_has_seen_it() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    let reported_crash = async |desk: &TestDesk| desk.start().await["crashed"].clone();
    let first_desk = desk_in(folder.path());
    assert_eq!(reported_crash(&first_desk).await, Value::Null);
    fs::create_dir(&logs).unwrap();
    for name in ["panic-2026-11-23T20-30-00Z.txt", "panic-2026-11-22T05-00-00Z.txt", "panic-some.txt"] {
        fs::write(logs.join(name), "a note").unwrap();
    }
    let reported = reported_crash(&first_desk).await;
    assert_eq!(reported, Value::Null, "a panic in this run is reported at the next start");
    first_desk.close().await;

    let desk = desk_in(folder.path());
    let crash = reported_crash(&desk).await;
    // 01:30 on the 24th in Almaty.
    assert_eq!((&crash["time"], &crash["date"]["iso"]), (&json!("01:30"), &json!("2026-11-24")));
    assert_eq!(crash["date"]["today"], true);
    desk.close().await;
    let desk = desk_in(folder.path());
    assert_eq!(reported_crash(&desk).await, crash, "the user has not seen it yet");
    desk.call("crash_seen", Value::Null).await;
    assert_eq!(reported_crash(&desk).await, Value::Null);
    desk.close().await;
    let desk = desk_in(folder.path());
    assert_eq!(reported_crash(&desk).await, Value::Null);
    let diagnostics = desk.call("diagnostics", Value::Null).await;
    let text = diagnostics["text"].as_str().unwrap();
    assert!(text.contains("== panic of 2026-11-23T20:30:00Z\na note"), "the note stays: {text}");

    desk.close().await;
    fs::write(logs.join("panic-2026-11-24T06-00-00Z.txt"), "another note").unwrap();
    let next_day_desk = desk_in_at(folder.path(), now() + TimeDelta::days(1));
    let crash = reported_crash(&next_day_desk).await;
    assert_eq!((&crash["time"], &crash["date"]["today"]), (&json!("11:00"), &json!(false)));
}

/// The variable that contains the data folder of the process that panics.
const PANICKING_FOLDER: &str = "QABYL_TEST_CRASHING_IN";

/// Panics in a named thread and then in the test's thread. The next test runs it in a process of its own.
#[tokio::test]
#[ignore = "run by panic_leaves_a_readable_note in a process of its own"]
async fn panics_with_a_note() {
    let folder = PathBuf::from(std::env::var_os(PANICKING_FOLDER).unwrap());
    let log = Log::new(&folder, Box::new(desk::clock::SystemClock));
    leave_panic_notes(&log, "Qabyl 0.0.0, a system for tests".to_owned());
    let desk = desk_in(&folder);
    let client = "Айгерим Оспанова +7 701 123 45 67 q7Hk2mZr9TxW4bNc6LpVs8Yd";
    // The message has the form of a slice error in the middle of a character, which quotes the sliced text.
    let thread = std::thread::Builder::new().name("a thread".to_owned());
    thread
        .spawn(move || panic!("inside `{client}` of {client} while \"{client}\""))
        .unwrap()
        .join()
        .unwrap_err();
    // The desk still responds.
    desk.start().await;
    panic!("the end");
}

#[test]
fn panic_leaves_a_readable_note() {
    let folder = tempfile::tempdir().unwrap();
    // More old notes than are stored.
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).unwrap();
    for day in 10..20 {
        fs::write(logs.join(format!("panic-2026-01-{day}T05-00-00Z.txt")), "old").unwrap();
    }
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "panics_with_a_note", "--nocapture"])
        .env(PANICKING_FOLDER, folder.path())
        .output()
        .unwrap();
    assert!(!output.status.success());
    // The default hook still prints to the terminal.
    let printed = String::from_utf8_lossy(&output.stderr);
    assert!(printed.contains("thread 'a thread'") && printed.contains("the end"), "{printed}");

    let notes = files_in(&logs);
    assert_eq!(notes.len(), 5, "{notes:?}");
    let new_notes: Vec<_> = notes
        .iter()
        .map(|note| fs::read_to_string(note).unwrap())
        .filter(|note| note.starts_with("Qabyl"))
        .collect();
    let note = &new_notes[0];
    assert!(note.starts_with("Qabyl 0.0.0, a system for tests\nwhen     20"), "{note}");
    for line in [
        "\nthread   a thread\n",
        "\nplace    src-tauri/crates/desk/tests/panics.rs:",
        "\nmessage  inside `...` of [text] [text] [number] [token] while \"...\"\n\n",
        "panics_with_a_note",
    ] {
        assert!(note.contains(line), "{line}: {note}");
    }
    assert!(note.is_ascii());
    #[cfg(unix)]
    assert_eq!(mode(notes.last().unwrap()), 0o600);
}

/// A clock whose next reading can be made to panic.
#[derive(Clone)]
struct PanickingClock {
    clock: TestClock,
    panics_once: Arc<AtomicBool>,
}

impl Clock for PanickingClock {
    fn now(&self) -> Instant {
        assert!(!self.panics_once.swap(false, Ordering::SeqCst), "the clock panics");
        self.clock.now()
    }

    fn uptime(&self) -> Duration {
        self.clock.uptime()
    }
}

#[tokio::test]
async fn panic_ends_only_the_command_the_fetch_or_the_poll_in_which_it_happens() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    let (parts, clock) = parts_in(folder.path(), Box::new(MemoryStore::default()), now());
    let panics_once = Arc::new(AtomicBool::new(false));
    let panicking_clock = PanickingClock { clock: clock.clone(), panics_once: Arc::clone(&panics_once) };
    let parts = desk::Parts { clock: Box::new(panicking_clock), ..parts };
    let mut desk = desk_from_parts(parts, clock, default_client());
    desk.connect(&server).await;
    desk.open_until("week", has_body).await;
    desk.idle().await;

    // In a command: the caller gets an error.
    panics_once.store(true, Ordering::SeqCst);
    let error = desk.try_call("open", json!({ "view": "week", "date": null })).await.unwrap_err();
    assert_eq!(error["code"], "crashed");
    assert!(!error.to_string().contains("clock"), "{error}");

    // In a fetch, which reads the clock when the response arrives. The range can be fetched again.
    panics_once.store(true, Ordering::SeqCst);
    desk.refresh_and_wait().await;
    assert!(!panics_once.load(Ordering::SeqCst), "the fetch has panicked");
    assert_eq!(desk.open("week").await["freshness"]["refreshing"], false);
    let requests_before = server.requests();
    desk.refresh_and_wait().await;
    assert!(server.requests() > requests_before);

    // In the polling: its next iteration sends the request that is due.
    let polling = tokio::spawn((*desk).clone().poll());
    tokio::task::yield_now().await;
    let requests_before = server.requests();
    panics_once.store(true, Ordering::SeqCst);
    desk.clock.forward(TimeDelta::minutes(10));
    // This wakes the polling, which then panics.
    desk.call("set_visible", json!({ "visible": false })).await;
    while panics_once.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    desk.call("set_visible", json!({ "visible": true })).await;
    while server.requests() == requests_before {
        desk.events.recv().await.unwrap();
    }
    assert!(!polling.is_finished());
    polling.abort();
}
