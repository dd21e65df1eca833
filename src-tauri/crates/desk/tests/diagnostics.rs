//! What the program tells about itself: the log, the notes of panics, and the diagnostics. Nothing of a client is in any of it.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use calendar::model::Instant;
use chrono::TimeDelta;
use desk::clock::Clock;
use desk::record::Log;
use desk::record::leave_panic_notes;
use desk::{FileStore, MemoryStore};
use practice::{Fault, Options, Scenario};
use serde_json::{Value, json};

use stage::*;

/// As One-Link makes them.
const REAL_TOKEN: &str = "q7Hk2mZr9TxW4bNc6LpVs8Yd";

/// All that a server knows of clients and of those who see them, as it could turn up in a text.
fn private_words(server: &practice::Server) -> BTreeSet<String> {
    let dataset = server.dataset();
    let (first, last) = dataset.dates();
    let mut words = BTreeSet::new();
    for appointment in
        first.iter_days().take_while(|day| *day <= last).flat_map(|day| dataset.appointments_on(day))
    {
        words.extend([appointment.client_first_name, appointment.client_last_name].map(str::to_owned));
        words.extend(appointment.client_phone.iter().chain(&appointment.client_identifier).cloned());
        words.extend(appointment.client_phone.iter().map(|phone| phone.trim_start_matches('+').to_owned()));
        words.extend(appointment.client_comment.map(str::to_owned));
        words.extend(appointment.client_birth_date.map(|date| date.to_string()));
        words.insert(appointment.resource_name.clone());
    }
    words.retain(|word| word.chars().count() > 2);
    assert!(words.len() > 300, "{} words", words.len());
    words
}

#[track_caller]
fn assert_tells_nothing(text: &str, words: &BTreeSet<String>, server: &practice::Server) {
    let address = server.address();
    let secrets = [TOKEN, REAL_TOKEN, address.as_str(), "Invalid Access Token", "Жұлдыз"];
    for word in words.iter().map(String::as_str).chain(secrets) {
        assert!(!text.contains(word), "{word}");
    }
}

async fn server_with(token: &str) -> practice::Server {
    let (token, now) = (token.to_owned(), now());
    practice::start(Options {
        port: 0,
        token,
        scenario: Scenario::Clinic,
        fault: None,
        now,
        edits: Vec::new(),
    })
    .await
    .unwrap()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

async fn diagnostics(stage: &Stage) -> String {
    stage.call("diagnostics", Value::Null).await["text"].as_str().unwrap().to_owned()
}

// --- the log ----------------------------------------------------------------------------------------------------

/// Keeps what is logged as it is, with no scrubbing in between.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for &Captured {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The only test here that captures: a process has one subscriber, and threads of every runtime log into it.
#[tokio::test]
async fn every_fault_is_met_and_the_log_knows_neither_client_nor_token_nor_what_the_server_said() {
    let captured = Arc::new(Captured::default());
    tracing_subscriber::fmt()
        .with_writer(Arc::clone(&captured))
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .try_init()
        .unwrap();
    let logged = || String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();

    let folder = tempfile::tempdir().unwrap();
    let server = server_with(REAL_TOKEN).await;
    let store = Box::new(FileStore::new(folder.path().join("settings.json")));
    let (parts, clock) = parts_of(folder.path(), store, now());
    let patience = Duration::from_millis(500);
    let limits = onelink::Limits {
        connect_timeout: patience,
        read_timeout: patience,
        retry_within: patience,
        max_body_bytes: 4 * 1024 * 1024,
        max_retries: 0,
        ..onelink::Limits::default()
    };
    let mut stage = stage_from(parts, clock, onelink::Client::new(limits));
    let check = json!({ "address": server.address(), "token": REAL_TOKEN });
    stage.call("check_connection", check.clone()).await;
    stage.call("connect", json!({ "accountId": 1 })).await;
    stage.call("set_passphrase", json!({ "passphrase": "three words, or four" })).await;
    stage.open_until("week", has_body).await;
    stage.desk.idle().await;

    let mut codes = BTreeSet::new();
    for fault in Fault::ALL {
        server.set_fault(Some(fault));
        stage.call("refresh", Value::Null).await;
        stage.desk.idle().await;
        let screen = stage.call("open", json!({ "view": "week", "date": null })).await;
        codes.extend(screen["freshness"]["problem"]["code"].as_str().map(str::to_owned));
        let _ = stage.try_call("check_connection", check.clone()).await;
        server.set_fault(None);
        stage.call("refresh", Value::Null).await;
        stage.desk.idle().await;
    }
    assert!(codes.len() >= 22, "{codes:?}");

    // What the screen asks that cannot be done or cannot be understood, with data in the question.
    let words = private_words(&server);
    let client = words.iter().find(|word| word.chars().any(char::is_alphabetic)).unwrap();
    for (name, request) in [
        ("open", json!({ "view": client, "date": REAL_TOKEN })),
        ("search", json!({ "text": client })),
        ("search", json!({ "txt": client })),
        ("check_connection", json!({ "address": "https://a:b@clinic.example", "token": REAL_TOKEN })),
        ("check_connection", json!({ "address": server.address(), "token": "q7Hk2mZr9TxW4bNc6LpVs8Ye" })),
        ("unlock", json!({ "passphrase": client })),
        ("appointment", json!({ "id": 8_701_123_456_i64 })),
        ("preview_template", json!({ "language": "ru", "template": format!("{{{client}}}") })),
        (client.as_str(), Value::Null),
    ] {
        let _ = stage.try_call(name, request).await;
    }
    // Files that are not what they were.
    fs::write(folder.path().join("cache.sqlite3"), client).unwrap();
    fs::remove_file(folder.path().join("cache.sqlite3-wal")).unwrap();
    fs::write(folder.path().join("settings.json"), format!("{{\"settings\": \"{client}\"}}")).unwrap();
    let again = stage_in(folder.path());
    again.call("start", Value::Null).await;
    let _ = again.try_call("unlock", json!({ "passphrase": client })).await;
    again.call("unlock", json!({ "passphrase": "three words, or four" })).await;
    server.stop().await;
    stage.call("refresh", Value::Null).await;
    stage.desk.idle().await;

    let log = logged();
    for line in [
        "a fetch failed",
        "the server answers again",
        "code=invalid_token",
        "code=redirected",
        "the stored value of settings cannot be read",
        "the file of secrets could not be opened",
        "the cache file",
    ] {
        assert!(log.contains(line), "{line}: {log}");
    }
    let server = server_with(REAL_TOKEN).await;
    assert_tells_nothing(&log, &words, &server);
    for word in ["127.0.0.1", "localhost", "three words", "clinic.example", "a:b@", "8701123456"] {
        assert!(!log.contains(word), "{word}: {log}");
    }
}

// --- the diagnostics --------------------------------------------------------------------------------------------

#[tokio::test]
async fn diagnostics_tell_of_the_program_and_nothing_of_anybody() {
    let folder = tempfile::tempdir().unwrap();
    let server = server_with(REAL_TOKEN).await;
    let mut stage = stage_in(folder.path());
    stage.call("check_connection", json!({ "address": server.address(), "token": REAL_TOKEN })).await;
    stage.call("connect", json!({ "accountId": 1 })).await;
    stage.open_until("week", has_body).await;
    stage.desk.idle().await;
    server.set_fault(Some(Fault::BrokenRows));
    stage.call("refresh", Value::Null).await;
    stage.open_until("week", |screen| !screen["unreadable"].as_array().unwrap().is_empty()).await;
    stage.desk.idle().await;
    server.set_fault(Some(Fault::InvalidToken));
    for _ in 0..2 {
        stage.call("refresh", Value::Null).await;
        stage.desk.idle().await;
    }
    stage.clock.forward(TimeDelta::minutes(7));

    // A log and a note that should never have been written so.
    let words = private_words(&server);
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).unwrap();
    let everything: Vec<&str> = words.iter().map(String::as_str).collect();
    let line = format!(
        "2026-11-24T05:29:00Z  WARN desk: {} {REAL_TOKEN} {}",
        everything.join(" "),
        server.address()
    );
    fs::write(
        logs.join("qabyl.2026-11-24.log"),
        format!("{line}\n2026-11-24T05:29:01Z  INFO desk: the end\n"),
    )
    .unwrap();
    fs::write(logs.join("panic-2026-11-24T05-00-00Z.txt"), format!("message  {line}")).unwrap();

    let text = diagnostics(&stage).await;
    assert!(text.is_ascii());
    assert_tells_nothing(&text, &words, &server);
    let fact = |name: &str| {
        let line = text.lines().find(|line| line.split_whitespace().next() == Some(name));
        line.unwrap_or_else(|| panic!("{name}: {text}")).trim_start_matches(name).trim().to_owned()
    };
    for (name, expected) in [
        ("made", "2026-11-24T05:37:00Z"),
        ("version", "0.0.0"),
        ("system", "a system for tests"),
        ("language", "ru"),
        ("theme", "system"),
        ("polls", "every 30 s while visible"),
        ("secrets", "in memory (chosen)"),
        ("proxy", "the system's"),
        ("accounts", "1: this computer"),
        ("token", "there"),
        ("zone", "Asia/Almaty"),
        ("failure", "invalid_token, 2 in a row"),
        ("shown", "stale, checked 7 min ago"),
        ("panics", "1"),
    ] {
        assert_eq!(fact(name), expected, "{name}");
    }
    assert!(fact("unreadable").contains("appointments missing"), "{}", fact("unreadable"));
    let counted: usize = fact("unreadable")
        .split(", ")
        .map(|each| each.split(' ').next().unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(counted, practice::BROKEN_ROWS);
    assert!(fact("cache").ends_with("in memory"), "{}", fact("cache"));
    assert!(text.contains("== panic of 2026-11-24T05:00:00Z"));
    assert!(text.ends_with("INFO desk: the end\n"));

    stage.call("set_proxy", json!({ "proxy": "http://desk:hunter2@proxy.example:3128" })).await;
    let text = diagnostics(&stage).await;
    assert!(text.contains("\nproxy       typed, password: kept\n"), "{text}");
    assert!(!text.contains("hunter2") && !text.contains("proxy.example"), "{text}");
}

#[tokio::test]
async fn what_is_saved_is_what_was_shown_and_the_newest_few_stay() {
    let folder = tempfile::tempdir().unwrap();
    let stage = stage_in(folder.path());
    let error = stage.try_call("save_diagnostics", Value::Null).await.unwrap_err();
    assert_eq!(error["code"], "no_diagnostics", "nothing was shown");
    for minute in 0..7 {
        let shown = diagnostics(&stage).await;
        assert!(files(&folder.path().join("diagnostics")).len() <= 5);
        // What happens meanwhile is not in it.
        let mut settings = stage.call("start", Value::Null).await["settings"].clone();
        settings["pollSeconds"] = json!(10 + minute);
        stage.call("set_settings", settings).await;
        stage.clock.forward(TimeDelta::minutes(1));
        let saved = stage.call("save_diagnostics", Value::Null).await;
        assert_eq!(stage.call("save_diagnostics", Value::Null).await, saved, "the same once more");
        let path = PathBuf::from(saved["path"].as_str().unwrap());
        assert_eq!(fs::read(&path).unwrap(), shown.as_bytes());
        assert_eq!(path.parent().unwrap(), folder.path().join("diagnostics"));
        let name = format!("qabyl-diagnostics-2026-11-24T05-3{minute}-00Z.txt");
        assert_eq!(path.file_name().unwrap().to_str().unwrap(), name);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(path.parent().unwrap()), mode(&path)), (0o700, 0o600));
        }
    }
    assert_eq!(files(&folder.path().join("diagnostics")).len(), 5);
    let names: Vec<_> =
        files(folder.path()).iter().map(|file| file.file_name().unwrap().to_owned()).collect();
    assert_eq!(names, ["diagnostics", "settings.json"], "nothing else was written");
}

#[tokio::test]
async fn a_long_log_is_told_by_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let stage = stage_in(folder.path());
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).unwrap();
    let line = "2026-11-24T05:29:00Z  INFO desk: a line among very many\n";
    fs::write(logs.join("qabyl.2026-11-24.log"), format!("first\n{}last\n", line.repeat(20_000))).unwrap();
    let text = diagnostics(&stage).await;
    assert!(!text.contains("first\n") && text.ends_with("many\nlast\n"));
    assert!((200 * 1024..300 * 1024).contains(&text.len()), "{}", text.len());
}

#[tokio::test]
async fn a_wipe_takes_log_notes_and_diagnostics() {
    let folder = tempfile::tempdir().unwrap();
    let store = Box::new(FileStore::new(folder.path().join("settings.json")));
    let (parts, clock) = parts_of(folder.path(), store, now());
    let log = Arc::clone(&parts.log);
    writeln!(&*log, "a line").unwrap();
    let logs = folder.path().join("logs");
    fs::write(logs.join("panic-2026-11-24T05-00-00Z.txt"), "a note").unwrap();
    let stage = stage_from(parts, clock, usual());
    diagnostics(&stage).await;
    stage.call("save_diagnostics", Value::Null).await;
    assert_eq!(files(folder.path()).len(), 2);
    let start = stage.call("wipe", Value::Null).await;
    assert_eq!(start["crashed"], Value::Null);
    assert!(files(folder.path()).is_empty(), "{:?}", files(folder.path()));
    assert_eq!(stage.try_call("save_diagnostics", Value::Null).await.unwrap_err()["code"], "no_diagnostics");
    // And the log goes on.
    writeln!(&*log, "another line").unwrap();
    assert_eq!(fs::read_to_string(&files(&logs)[0]).unwrap(), "another line\n");
}

// --- a panic ----------------------------------------------------------------------------------------------------

#[tokio::test]
async fn a_crash_is_told_at_the_next_start_until_it_was_seen() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    let crashed = async |stage: &Stage| stage.call("start", Value::Null).await["crashed"].clone();
    let quiet = stage_in(folder.path());
    assert_eq!(crashed(&quiet).await, Value::Null);
    fs::create_dir(&logs).unwrap();
    for name in ["panic-2026-11-23T20-30-00Z.txt", "panic-2026-11-22T05-00-00Z.txt", "panic-some.txt"] {
        fs::write(logs.join(name), "a note").unwrap();
    }
    assert_eq!(crashed(&quiet).await, Value::Null, "what happens in this run is told at the next start");

    let stage = stage_in(folder.path());
    let told = crashed(&stage).await;
    // 01:30 of the 24th in Almaty.
    assert_eq!((&told["time"], &told["date"]["iso"]), (&json!("01:30"), &json!("2026-11-24")));
    assert_eq!(told["date"]["today"], true);
    assert_eq!(crashed(&stage_in(folder.path())).await, told, "not seen yet");
    stage.call("crash_seen", Value::Null).await;
    assert_eq!(crashed(&stage).await, Value::Null);
    assert_eq!(crashed(&stage_in(folder.path())).await, Value::Null);
    assert!(
        diagnostics(&stage).await.contains("== panic of 2026-11-23T20:30:00Z\na note"),
        "it is there still"
    );

    fs::write(logs.join("panic-2026-11-24T06-00-00Z.txt"), "another").unwrap();
    let later = stage_in_at(folder.path(), now() + TimeDelta::days(1));
    let told = crashed(&later).await;
    assert_eq!((&told["time"], &told["date"]["today"]), (&json!("11:00"), &json!(false)));
}

const CRASHING: &str = "QABYL_TEST_CRASHING_IN";

/// The child of the next one: panics in a thread with a name, in a task, and at last in the main thread.
#[tokio::test]
#[ignore = "run by a_panic_leaves_a_readable_note in a process of its own"]
async fn panics_with_a_note() {
    let folder = PathBuf::from(std::env::var_os(CRASHING).unwrap());
    let log = Log::new(&folder, Box::new(desk::clock::SystemClock));
    leave_panic_notes(&log, "Qabyl 0.0.0, a system for tests".to_owned());
    let stage = stage_in(&folder);
    let client = "Айгерим Оспанова +7 701 123 45 67 q7Hk2mZr9TxW4bNc6LpVs8Yd";
    // Like a slice of a name in the middle of a letter would.
    let in_thread = std::thread::Builder::new().name("a thread".to_owned());
    in_thread
        .spawn(move || panic!("inside `{client}` of {client} while \"{client}\""))
        .unwrap()
        .join()
        .unwrap_err();
    // The desk goes on.
    stage.call("start", Value::Null).await;
    panic!("the end");
}

#[test]
fn a_panic_leaves_a_readable_note() {
    let folder = tempfile::tempdir().unwrap();
    // Of an earlier time, and more than are kept.
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).unwrap();
    for day in 10..20 {
        fs::write(logs.join(format!("panic-2026-01-{day}T05-00-00Z.txt")), "old").unwrap();
    }
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "panics_with_a_note", "--nocapture"])
        .env(CRASHING, folder.path())
        .output()
        .unwrap();
    assert!(!child.status.success());
    let said = String::from_utf8_lossy(&child.stderr);
    // What the default hook says is said still; it is for the terminal of whoever started the program there.
    assert!(said.contains("thread 'a thread'") && said.contains("the end"), "{said}");

    let notes = files(&logs);
    assert_eq!(notes.len(), 5, "{notes:?}");
    let new: Vec<_> = notes
        .iter()
        .map(|note| fs::read_to_string(note).unwrap())
        .filter(|note| note.starts_with("Qabyl"))
        .collect();
    let note = &new[0];
    assert!(note.starts_with("Qabyl 0.0.0, a system for tests\nwhen     20"), "{note}");
    for line in [
        "\nthread   a thread\n",
        "\nplace    src-tauri/crates/desk/tests/diagnostics.rs:",
        "\nmessage  inside `...` of [text] [text] [number] [token] while \"...\"\n\n",
        "panics_with_a_note",
    ] {
        assert!(note.contains(line), "{line}: {note}");
    }
    assert!(note.is_ascii());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(notes.last().unwrap()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

/// A clock that can be broken, to make whatever looks at it panic.
#[derive(Clone)]
struct Fragile {
    clock: Hands,
    broken: Arc<AtomicBool>,
}

impl Clock for Fragile {
    fn now(&self) -> Instant {
        assert!(!self.broken.swap(false, Ordering::SeqCst), "the clock is broken");
        self.clock.now()
    }
}

#[tokio::test]
async fn a_panic_costs_what_it_hit_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(Scenario::Clinic).await;
    let (parts, clock) = parts_of(folder.path(), Box::new(MemoryStore::default()), now());
    let broken = Arc::new(AtomicBool::new(false));
    let fragile = Fragile { clock: clock.clone(), broken: Arc::clone(&broken) };
    let parts = desk::Parts { clock: Box::new(fragile), ..parts };
    let mut stage = stage_from(parts, clock, usual());
    stage.connect(&server).await;
    stage.open_until("week", has_body).await;
    stage.desk.idle().await;

    // In a command: whoever asked is told.
    broken.store(true, Ordering::SeqCst);
    let error = stage.try_call("open", json!({ "view": "week", "date": null })).await.unwrap_err();
    assert_eq!(error["code"], "crashed");
    assert!(!error.to_string().contains("clock"), "{error}");

    // In a fetch: the first look at the clock is when its answer is there. The unit can be fetched again.
    broken.store(true, Ordering::SeqCst);
    stage.call("refresh", Value::Null).await;
    stage.desk.idle().await;
    assert!(!broken.load(Ordering::SeqCst), "it was met");
    let screen = stage.call("open", json!({ "view": "week", "date": null })).await;
    assert_eq!(screen["freshness"]["refreshing"], false);
    let asked = server.requests();
    stage.call("refresh", Value::Null).await;
    stage.desk.idle().await;
    assert!(server.requests() > asked);

    // In the polling: its next look finds what is due.
    let poll = tokio::spawn(stage.desk.clone().poll());
    tokio::task::yield_now().await;
    let asked = server.requests();
    broken.store(true, Ordering::SeqCst);
    stage.clock.forward(TimeDelta::minutes(10));
    // Wakes the poll, which panics.
    stage.call("set_visible", json!({ "visible": false })).await;
    while broken.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    stage.call("set_visible", json!({ "visible": true })).await;
    while server.requests() == asked {
        stage.events.recv().await.unwrap();
    }
    assert!(!poll.is_finished());
    poll.abort();
}
