//! The log and the diagnostics: their contents, their files, and that they contain no client data, token or address.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use practice::{Fault, Options, Scenario, Server};
use serde_json::{Value, json};

use support::*;

/// A token of the form that One-Link uses.
const REAL_TOKEN: &str = "q7Hk2mZr9TxW4bNc6LpVs8Yd";

/// The names, numbers and comments of all clients, and the names of all resources, as a text could contain them.
fn private_words(server: &Server) -> BTreeSet<String> {
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
fn assert_contains_no_private_data(text: &str, words: &BTreeSet<String>, server: &Server) {
    let address = server.address();
    let secrets = [TOKEN, REAL_TOKEN, address.as_str(), "Invalid Access Token", "Жұлдыз"];
    for word in words.iter().map(String::as_str).chain(secrets) {
        assert!(!text.contains(word), "{word}");
    }
}

async fn start_server_with_token(token: &str) -> Server {
    practice::start(Options { token: token.to_owned(), ..server_options(Scenario::Clinic) }).await.unwrap()
}

async fn diagnostics(desk: &TestDesk) -> String {
    desk.call("diagnostics", Value::Null).await["text"].as_str().unwrap().to_owned()
}

/// A sum that nothing else in the log has.
const COUNTED: i64 = 98_765_430;

fn cash_count(name: &str, counted: i64) -> Value {
    json!({
        "date": TODAY, "expected": counted, "counted": counted, "notes": [], "by": name, "comment": name,
    })
}

fn page_failure(error: &str) -> Value {
    let calls = json!([{ "line": 1, "column": 234_567 }, { "line": 1, "column": 89 }]);
    json!({ "part": "view", "error": error, "calls": calls })
}

/// Records the log lines without scrubbing them.
#[derive(Clone, Default)]
struct CapturedLog(Arc<Mutex<Vec<u8>>>);

impl Write for &CapturedLog {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(line);
        Ok(line.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The only test of this binary that captures the log: a process has one subscriber for all tests.
#[tokio::test]
async fn log_of_every_failure_contains_no_client_data_token_or_server_text() {
    let captured = Arc::new(CapturedLog::default());
    tracing_subscriber::fmt()
        .with_writer(Arc::clone(&captured))
        .with_max_level(tracing::Level::INFO)
        .with_ansi(false)
        .try_init()
        .unwrap();
    let captured_text = || String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();

    let folder = tempfile::tempdir().unwrap();
    let server = start_server_with_token(REAL_TOKEN).await;
    let (parts, clock) = parts_in(folder.path(), settings_file_in(folder.path()), now());
    let timeout = Duration::from_millis(500);
    let limits = onelink::Limits {
        connect_timeout: timeout,
        read_timeout: timeout,
        retry_within: timeout,
        max_body_bytes: 4 * 1024 * 1024,
        max_retries: 0,
        ..onelink::Limits::default()
    };
    let mut desk = desk_from_parts(parts, clock, onelink::Client::new(limits));
    let check = json!({ "address": server.address(), "token": REAL_TOKEN });
    desk.call("check_connection", check.clone()).await;
    desk.call("connect", json!({ "accountId": 1 })).await;
    desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    desk.open_until("week", has_body).await;
    desk.idle().await;

    let mut codes = BTreeSet::new();
    for fault in Fault::ALL {
        server.set_fault(Some(fault));
        desk.refresh_and_wait().await;
        let screen = desk.open("week").await;
        codes.extend(screen["freshness"]["problem"]["code"].as_str().map(str::to_owned));
        let _ = desk.try_call("check_connection", check.clone()).await;
        server.set_fault(None);
        desk.refresh_and_wait().await;
    }
    assert!(codes.len() >= 22, "{codes:?}");

    // Requests that fail or cannot be read, with private data in them.
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
        (
            "preview_template",
            json!({ "kind": "offer", "language": "ru", "template": format!("{{{client}}}") }),
        ),
        ("page_failed", page_failure("TypeError")),
        ("page_failed", page_failure(client)),
        (client.as_str(), Value::Null),
        // A count of the cash and a name of an employee, saved and refused.
        ("save_cash_count", cash_count(client, COUNTED)),
        ("save_cash_count", cash_count(client, -COUNTED)),
        ("save_cash_count", cash_count(&client.repeat(60), COUNTED)),
        ("name_employee", json!({ "id": 12, "name": client })),
        ("name_employee", json!({ "id": 12, "name": client.repeat(60) })),
    ] {
        let _ = desk.try_call(name, request).await;
    }
    assert_eq!(desk.call("cash_counts", Value::Null).await["counts"][0]["counted"], COUNTED);
    server.stop().await;
    desk.refresh_and_wait().await;
    desk.close().await;
    // Damaged files.
    fs::write(folder.path().join("cache.sqlite3"), client).unwrap();
    fs::write(folder.path().join("settings.json"), format!("{{\"qabyl\": {{\"settings\": \"{client}\"}}}}"))
        .unwrap();
    let next_desk = desk_in(folder.path());
    next_desk.start().await;
    let _ = next_desk.try_call("unlock", json!({ "passphrase": client })).await;
    next_desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;

    let log = captured_text();
    for line in [
        "a fetch failed",
        r#"the page failed part=View error="TypeError" calls="line 1 column 234567, line 1 column 89""#,
        r#"the page failed part=View error="an unnamed error""#,
        "the server answers again",
        "code=invalid_token",
        "code=redirected",
        "the stored value of settings cannot be read",
        "the file of secrets could not be opened",
        "the cache file",
    ] {
        assert!(log.contains(line), "{line}: {log}");
    }
    let server = start_server_with_token(REAL_TOKEN).await;
    assert_contains_no_private_data(&log, &words, &server);
    let counted = COUNTED.to_string();
    for word in ["127.0.0.1", "localhost", "three words", "clinic.example", "a:b@", "8701123456", &counted] {
        assert!(!log.contains(word), "{word}: {log}");
    }
}

#[tokio::test]
async fn diagnostics_contain_facts_of_the_program_and_no_private_data() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server_with_token(REAL_TOKEN).await;
    let mut desk = desk_in(folder.path());
    desk.call("check_connection", json!({ "address": server.address(), "token": REAL_TOKEN })).await;
    desk.call("connect", json!({ "accountId": 1 })).await;
    desk.open_until("week", has_body).await;
    desk.idle().await;
    server.set_fault(Some(Fault::BrokenRows));
    desk.refresh().await;
    desk.open_until("week", |screen| !screen["unreadable"].as_array().unwrap().is_empty()).await;
    desk.idle().await;
    server.set_fault(Some(Fault::InvalidToken));
    for _ in 0..2 {
        desk.refresh_and_wait().await;
    }
    desk.clock.forward(TimeDelta::minutes(7));

    // A log and a note that contain private data by mistake.
    let words = private_words(&server);
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).unwrap();
    let all_words: Vec<&str> = words.iter().map(String::as_str).collect();
    let line =
        format!("2026-11-24T05:29:00Z  WARN desk: {} {REAL_TOKEN} {}", all_words.join(" "), server.address());
    fs::write(
        logs.join("qabyl.2026-11-24.log"),
        format!("{line}\n2026-11-24T05:29:01Z  INFO desk: the end\n"),
    )
    .unwrap();
    fs::write(logs.join("panic-2026-11-24T05-00-00Z.txt"), format!("message  {line}")).unwrap();

    let text = diagnostics(&desk).await;
    assert!(text.is_ascii());
    assert_contains_no_private_data(&text, &words, &server);
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
    let unreadable_rows: usize = fact("unreadable")
        .split(", ")
        .map(|count| count.split(' ').next().unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(unreadable_rows, practice::BROKEN_ROWS);
    assert!(fact("cache").ends_with("in memory"), "{}", fact("cache"));
    assert!(text.contains("== panic of 2026-11-24T05:00:00Z"));
    assert!(text.ends_with("INFO desk: the end\n"));

    desk.call("set_proxy", json!({ "proxy": "http://desk:hunter2@proxy.example:3128" })).await;
    let text = diagnostics(&desk).await;
    assert!(text.contains("\nproxy       typed, password: kept\n"), "{text}");
    assert!(!text.contains("hunter2") && !text.contains("proxy.example"), "{text}");
}

#[tokio::test]
async fn diagnostics_are_saved_as_they_were_displayed_and_the_last_five_files_stay() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk_in(folder.path());
    let error = desk.try_call("save_diagnostics", Value::Null).await.unwrap_err();
    assert_eq!(error["code"], "no_diagnostics", "no diagnostics were displayed");
    for minute in 0..7 {
        let displayed = diagnostics(&desk).await;
        assert!(files_in(&folder.path().join("diagnostics")).len() <= 5);
        // A change after the display is not part of the saved text.
        let mut settings = desk.start().await["settings"].clone();
        settings["pollSeconds"] = json!(10 + minute);
        desk.call("set_settings", settings).await;
        desk.clock.forward(TimeDelta::minutes(1));
        let saved = desk.call("save_diagnostics", Value::Null).await;
        assert_eq!(
            desk.call("save_diagnostics", Value::Null).await,
            saved,
            "saving again writes the same file"
        );
        let path = PathBuf::from(saved["path"].as_str().unwrap());
        assert_eq!(fs::read(&path).unwrap(), displayed.as_bytes());
        assert_eq!(path.parent().unwrap(), folder.path().join("diagnostics"));
        let name = format!("qabyl-diagnostics-2026-11-24T05-3{minute}-00Z.txt");
        assert_eq!(path.file_name().unwrap().to_str().unwrap(), name);
        #[cfg(unix)]
        assert_eq!((mode(path.parent().unwrap()), mode(&path)), (0o700, 0o600));
    }
    assert_eq!(files_in(&folder.path().join("diagnostics")).len(), 5);
    assert_eq!(
        desk.file_names_in(folder.path()).await,
        ["accounts.json", "accounts.json.last", "diagnostics", "settings.json"],
        "no other file was written"
    );
}

#[tokio::test]
async fn diagnostics_contain_only_the_end_of_a_long_log() {
    let folder = tempfile::tempdir().unwrap();
    let desk = desk_in(folder.path());
    let logs = folder.path().join("logs");
    fs::create_dir(&logs).unwrap();
    let line = "2026-11-24T05:29:00Z  INFO desk: a line among very many\n";
    fs::write(logs.join("qabyl.2026-11-24.log"), format!("first\n{}last\n", line.repeat(20_000))).unwrap();
    let text = diagnostics(&desk).await;
    assert!(!text.contains("first\n") && text.ends_with("many\nlast\n"));
    assert!((200 * 1024..300 * 1024).contains(&text.len()), "{}", text.len());
}

#[tokio::test]
async fn wipe_deletes_the_log_the_panic_notes_and_the_diagnostics() {
    let folder = tempfile::tempdir().unwrap();
    let (parts, clock) = parts_in(folder.path(), settings_file_in(folder.path()), now());
    let log = Arc::clone(&parts.log);
    writeln!(&*log, "a line").unwrap();
    let logs = folder.path().join("logs");
    fs::write(logs.join("panic-2026-11-24T05-00-00Z.txt"), "a note").unwrap();
    let desk = desk_from_parts(parts, clock, default_client());
    diagnostics(&desk).await;
    desk.call("save_diagnostics", Value::Null).await;
    assert_eq!(desk.file_names_in(folder.path()).await, ["diagnostics", "logs"]);
    let start = desk.call("wipe", Value::Null).await;
    assert_eq!(start["crashed"], Value::Null);
    assert_eq!(desk.file_names_in(folder.path()).await, [""; 0]);
    assert_eq!(desk.error_code("save_diagnostics", Value::Null).await, "no_diagnostics");
    // The log continues in a new file.
    writeln!(&*log, "another line").unwrap();
    assert_eq!(fs::read_to_string(&files_in(&logs)[0]).unwrap(), "another line\n");
}
