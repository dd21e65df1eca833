//! Data on this computer: protected by a passphrase, within the limits of the cache, and deleted by a wipe.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
#[cfg(unix)]
use std::io::Write;
#[cfg(unix)]
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::TimeDelta;
use desk::WindowPlace;
use desk::clock::Clock;
#[cfg(unix)]
use desk::record::{Log, leave_panic_notes};
use practice::{DateHeader, Fault, Scenario, Server};
use serde_json::{Value, json};
use tempfile::TempDir;

use support::*;

const WINDOW_PLACE: WindowPlace = WindowPlace { x: 60, y: 40, width: 1000, height: 700, maximized: false };

/// A folder that was used with a passphrase and a real account.
async fn used_folder() -> (TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    let desk = desk_in(folder.path());
    desk.connect(&server).await;
    let start = desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(start["storage"], json!({ "kind": "passphrase" }));
    desk.close().await;
    (folder, server)
}

async fn cached_periods(desk: &TestDesk) -> u64 {
    desk.call("cache_usage", Value::Null).await["periods"].as_u64().unwrap()
}

/// The server answers with the time that the desk's clock shows. Its answer is no calendar, so the cache gets no new period.
async fn confirm_clock(desk: &TestDesk, server: &Server) {
    server.set_date_header(DateHeader::Fixed(desk.clock.now()));
    server.set_fault(Some(Fault::WrongShape));
    desk.open("day").await;
    desk.refresh_and_wait().await;
}

/// The details of an appointment of the present day whose client has an identification number.
async fn details(desk: &TestDesk, server: &Server) -> Value {
    let today = server.dataset().appointments_on(TODAY.parse().unwrap());
    let id = today.iter().find(|appointment| appointment.client_identifier.is_some()).unwrap().id;
    desk.call("appointment", json!({ "id": id })).await
}

#[tokio::test]
async fn without_a_keychain_only_accounts_and_settings_are_written_and_the_reason_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    let mut desk = desk_in(folder.path());
    let start = desk.start().await;
    assert_eq!(start["storage"], json!({ "kind": "memory", "reason": "chosen" }));
    assert_eq!(desk.file_names_in(folder.path()).await, [""; 0]);
    desk.connect(&server).await;
    desk.open_until("day", has_body).await;
    assert_eq!(
        desk.file_names_in(folder.path()).await,
        ["accounts.json", "accounts.json.last", "settings.json"]
    );
    assert!(desk.files_containing(folder.path(), TOKEN).await.is_empty());
    let usage = desk.call("cache_usage", Value::Null).await;
    assert_eq!(usage["onDisk"], false);
    assert!(usage["periods"].as_u64().unwrap() >= 1 && usage["bytes"].as_u64().unwrap() > 1000, "{usage}");
}

#[tokio::test]
async fn calendar_under_a_passphrase_is_displayed_after_unlocking() {
    let (folder, server) = used_folder().await;
    assert!(file_names_in(folder.path()).contains(&"secrets.sealed".to_owned()));
    for secret in [TOKEN, PASSPHRASE] {
        assert_eq!(files_containing(folder.path(), secret), [""; 0]);
    }
    server.set_fault(Some(Fault::ServerError));

    let mut desk = desk_in(folder.path());
    let start = desk.start().await;
    assert_eq!(start["storage"], json!({ "kind": "locked" }));
    assert_eq!(start["account"], Value::Null);
    for (command, request) in [
        ("open", json!({ "view": "day", "date": null })),
        ("search", json!({ "text": "а" })),
        ("open_money", json!({ "view": "day", "date": null, "last": null, "basis": "taken" })),
    ] {
        assert_eq!(desk.error_code(command, request).await, "locked", "{command}");
    }
    let wrong = desk.try_call("unlock", json!({ "passphrase": "other words entirely" })).await.unwrap_err();
    assert_eq!(wrong["code"], "wrong_passphrase");
    assert!(!wrong.to_string().contains("other words"), "{wrong}");
    assert_eq!(desk.start().await["storage"]["kind"], "locked");

    let start = desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(start["storage"], json!({ "kind": "passphrase" }));
    assert_eq!(start["account"]["tokenMissing"], false);
    let screen = desk.open_until("day", has_body).await;
    assert!(
        appointment_ids(&screen).len() > 40,
        "the calendar comes from the cache, because the server fails"
    );
    assert_eq!(screen["freshness"]["fromCache"], true);

    // The token is available too. A response of the server brings the fields that are not cached.
    let offline = details(&desk, &server).await;
    assert_eq!(offline["fromCache"], true);
    assert_eq!(offline["clientIdentifier"], Value::Null);
    // Wait for the failure of the fetch that `open` has started. While it is running, a refresh sends no request.
    desk.open_until("day", |screen| !screen["freshness"]["problem"].is_null()).await;
    server.set_fault(None);
    desk.refresh().await;
    desk.open_until("day", |screen| screen["freshness"]["fromCache"] == false).await;
    let online = details(&desk, &server).await;
    assert_eq!(online["fromCache"], false);
    assert_ne!(online["clientIdentifier"], Value::Null, "{online}");
}

#[tokio::test]
async fn starting_without_the_passphrase_keeps_the_sealed_files_and_unlocking_is_still_possible() {
    let (folder, _server) = used_folder().await;
    let before = fs::read(folder.path().join("secrets.sealed")).unwrap();
    let desk = desk_in(folder.path());
    let start = desk.call("start_without_passphrase", Value::Null).await;
    assert_eq!(start["storage"], json!({ "kind": "memory", "reason": "without_passphrase" }));
    assert_eq!(start["account"]["tokenMissing"], true);
    let screen = desk.open("day").await;
    assert_eq!(screen["body"], Value::Null);
    assert_eq!(fs::read(folder.path().join("secrets.sealed")).unwrap(), before);
    let start = desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(start["account"]["tokenMissing"], false);
    let screen = desk.open("day").await;
    assert!(has_body(&screen));
}

#[tokio::test]
async fn sign_out_is_refused_while_the_data_cannot_be_deleted() {
    let (folder, server) = used_folder().await;
    let desk = desk_in(folder.path());
    assert_eq!(desk.error_code("sign_out", Value::Null).await, "locked");
    desk.call("start_without_passphrase", Value::Null).await;
    assert_eq!(desk.error_code("sign_out", Value::Null).await, "locked");
    assert_eq!(desk.start().await["account"]["address"], server.address());

    desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    let start = desk.call("sign_out", Value::Null).await;
    assert_eq!((&start["account"], cached_periods(&desk).await), (&Value::Null, 0));
}

#[tokio::test]
async fn passphrase_is_refused_when_it_is_too_short_or_nothing_is_locked() {
    let desk = desk_in_memory();
    let short = desk.try_call("set_passphrase", json!({ "passphrase": "short" })).await.unwrap_err();
    assert_eq!(short["code"], "passphrase_too_short");
    assert!(!short["message"].as_str().unwrap().contains("short\""));
    assert_eq!(desk.error_code("unlock", json!({ "passphrase": PASSPHRASE })).await, "bad_request");
}

#[tokio::test]
async fn wipe_deletes_every_file_and_the_program_can_be_used_again() {
    let (folder, server) = used_folder().await;
    let mut desk = desk_in(folder.path());
    desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    desk.open_until("week", has_body).await;
    desk.set_window_place(WINDOW_PLACE);
    let mut settings = desk.start().await["settings"].clone();
    let default_settings = settings.clone();
    settings["language"] = json!("kk");
    settings["cache"]["daysBack"] = json!(3);
    desk.call("set_settings", settings).await;
    assert!(
        desk.file_names_in(folder.path()).await.len() >= 3,
        "{:?}",
        desk.file_names_in(folder.path()).await
    );

    assert_eq!(desk::stored_window_place(folder.path()), Some(WINDOW_PLACE));

    let start = desk.call("wipe", Value::Null).await;
    assert_eq!(desk.file_names_in(folder.path()).await, [""; 0]);
    assert_eq!(start["account"], Value::Null);
    assert_eq!(start["settings"], default_settings);
    assert_eq!(start["storage"], json!({ "kind": "memory", "reason": "chosen" }));
    let usage = desk.call("cache_usage", Value::Null).await;
    assert_eq!((usage["periods"].as_u64(), usage["bytes"].as_u64()), (Some(0), Some(0)));
    desk.start().await;
    assert_eq!(desk.file_names_in(folder.path()).await, [""; 0], "`start` writes no file");
    desk.set_window_place(WINDOW_PLACE);
    assert_eq!(desk.file_names_in(folder.path()).await, [""; 0], "a moved window writes no file");

    desk.connect(&server).await;
    let screen = desk.open_until("day", has_body).await;
    assert!(appointment_ids(&screen).len() > 40);
    assert_eq!(details(&desk, &server).await["fromCache"], false);
}

#[tokio::test]
async fn wipe_is_possible_while_the_secrets_are_locked() {
    let (folder, _server) = used_folder().await;
    let desk = desk_in(folder.path());
    assert_eq!(desk.start().await["storage"]["kind"], "locked");
    let start = desk.call("wipe", Value::Null).await;
    assert_eq!(start["storage"], json!({ "kind": "memory", "reason": "chosen" }));
    assert_eq!(desk.file_names_in(folder.path()).await, [""; 0]);
}

#[tokio::test]
async fn new_limits_of_the_cache_take_effect_at_once() {
    let (folder, server) = used_folder().await;
    let desk = desk_in(folder.path());
    desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    let mut settings = desk.start().await["settings"].clone();
    assert_eq!(settings["cache"], json!({ "daysBack": 14, "daysAhead": 45, "maxMib": 256 }));
    for (name, value) in
        [("daysBack", 0), ("daysBack", 61), ("daysAhead", 6), ("maxMib", 31), ("maxMib", 1025)]
    {
        let mut request = settings.clone();
        request["cache"][name] = json!(value);
        assert_eq!(desk.error_code("set_settings", request).await, "settings_refused", "{name} {value}");
    }
    desk.clock.forward(TimeDelta::days(10));
    confirm_clock(&desk, &server).await;
    assert_eq!(cached_periods(&desk).await, 1);
    settings["cache"]["daysBack"] = json!(9);
    desk.call("set_settings", settings.clone()).await;
    assert_eq!(cached_periods(&desk).await, 0);
    desk.close().await;
    let start = desk_in(folder.path()).start().await;
    assert_eq!(start["settings"], settings);
}

#[tokio::test]
async fn data_that_are_too_old_are_deleted_when_the_server_has_confirmed_the_clock() {
    let (folder, server) = used_folder().await;
    for (later, expected) in [(TimeDelta::days(13), 1), (TimeDelta::days(15), 0)] {
        let desk = desk_in_at(folder.path(), now() + later);
        desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
        assert_eq!(cached_periods(&desk).await, 1, "{later}, before an answer of the server");
        confirm_clock(&desk, &server).await;
        assert_eq!(cached_periods(&desk).await, expected, "{later}");
        desk.close().await;
    }
}

#[tokio::test]
async fn data_that_are_too_old_are_deleted_while_the_program_runs() {
    let (folder, server) = used_folder().await;
    let desk = desk_in(folder.path());
    desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    confirm_clock(&desk, &server).await;
    assert_eq!(cached_periods(&desk).await, 1);
    desk.clock.forward(TimeDelta::days(15));
    let polling = tokio::spawn(desk.clone().poll());
    while cached_periods(&desk).await > 0 {
        tokio::task::yield_now().await;
    }
    polling.abort();
}

/// A desk that waits an hour for an answer.
fn patient_desk() -> TestDesk {
    let hour = Duration::from_hours(1);
    desk_with_limits(onelink::Limits { read_timeout: hour, retry_within: hour, ..onelink::Limits::default() })
}

#[tokio::test]
async fn wipe_ends_the_running_fetch_and_its_token_with_it() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connect_and_settle(patient_desk(), &server).await;
    server.set_fault(Some(Fault::Hang));
    let requests_before = server.requests();
    desk.refresh().await;
    wait_for_requests(&server, requests_before + 1).await;
    desk.call("wipe", Value::Null).await;
    // The server does not answer within the hour.
    tokio::time::timeout(Duration::from_mins(2), desk.idle()).await.unwrap();
    assert_eq!(desk.start().await["account"], Value::Null);
}

#[tokio::test]
async fn wipe_ends_the_running_check_of_a_connection() {
    let server = start_server(Scenario::Clinic).await;
    let desk = patient_desk();
    let connection = json!({ "address": server.address(), "token": TOKEN });
    desk.call("check_connection", connection.clone()).await;
    server.set_fault(Some(Fault::Hang));
    for (command, request) in [("connect", json!({ "accountId": 1 })), ("check_connection", connection)] {
        let requests_before = server.requests();
        let wipe = async {
            wait_for_requests(&server, requests_before + 1).await;
            desk.call("wipe", Value::Null).await;
        };
        let both = async { tokio::join!(desk.error_code(command, request), wipe) };
        let (code, ()) = tokio::time::timeout(Duration::from_mins(2), both).await.unwrap();
        assert_eq!(code, "nothing_checked", "{command}");
    }
}

/// The variable that contains the data folder of the process without a umask.
#[cfg(unix)]
const FOLDER_WITHOUT_UMASK: &str = "QABYL_TEST_FOLDER_WITHOUT_UMASK";

/// A folder with everything in it.
#[cfg(unix)]
fn paths_in(folder: &Path) -> Vec<PathBuf> {
    let mut paths = vec![folder.to_owned()];
    let mut next = 0;
    while let Some(path) = paths.get(next) {
        if path.is_dir() {
            paths.extend(files_in(path));
        }
        next += 1;
    }
    paths
}

/// The paths in a folder that other users can use, with their permissions.
#[cfg(unix)]
fn open_to_others(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mut paths: Vec<_> = paths_in(folder).into_iter().map(|path| (path.clone(), mode(&path))).collect();
    paths.retain(|(path, mode)| *mode != if path.is_dir() { 0o700 } else { 0o600 });
    paths
}

/// Uses every file of the folder once. The next test runs it in a process of its own.
#[cfg(unix)]
#[tokio::test]
#[ignore = "run by files_are_closed_to_other_users_whatever_they_were_before in a process of its own"]
async fn uses_every_file() {
    let folder = PathBuf::from(std::env::var_os(FOLDER_WITHOUT_UMASK).unwrap());
    let log = Log::new(&folder, Box::new(desk::clock::SystemClock));
    leave_panic_notes(&log, "Qabyl 0.0.0, a system for tests".to_owned());
    let server = start_server(Scenario::Clinic).await;
    let mut desk = desk_in(&folder);
    assert_eq!(open_to_others(&folder), [], "before a file is written");
    writeln!(&log, "a line").unwrap();
    desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    desk.connect(&server).await;
    desk.open_until("day", has_body).await;
    desk.call("set_passphrase", json!({ "passphrase": "another passphrase" })).await;
    desk.call("diagnostics", Value::Null).await;
    desk.call("save_diagnostics", Value::Null).await;
    std::thread::spawn(|| panic!("a note is left")).join().unwrap_err();
    let names = desk.file_names_in(&folder).await;
    // The write-ahead log of the cache exists while it is open.
    for name in ["accounts.json", "settings.json", "secrets.sealed", "cache.sqlite3", "cache.sqlite3-wal"] {
        assert!(names.iter().any(|known| known == name), "{name}: {names:?}");
    }
    assert_eq!(
        (file_names_in(&folder.join("logs")).len(), file_names_in(&folder.join("diagnostics")).len()),
        (4, 2)
    );
    assert_eq!(open_to_others(&folder), []);
    println!("every file was used");
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_closed_to_other_users_whatever_they_were_before() {
    use std::os::unix::fs::PermissionsExt;

    let (folder, _server) = used_folder().await;
    // Files that no later start writes.
    for name in [
        "settings.json.bad",
        "accounts.json.bad",
        "cache.sqlite3.kept",
        "logs/qabyl.2026-11-20.log",
        "logs/panic-2026-11-20T05-00-00Z.txt",
        "diagnostics/qabyl-diagnostics-2026-11-20T05-00-00Z.txt",
    ] {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "of an earlier version").unwrap();
    }
    for path in paths_in(folder.path()) {
        let mode = if path.is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }
    let output = std::process::Command::new("sh")
        .args(["-c", "umask 0 && exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "uses_every_file", "--nocapture"])
        .env(FOLDER_WITHOUT_UMASK, folder.path())
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && printed.contains("every file was used"), "{printed}");
}
