//! The program is killed at every call that changes a file, and the disk fails or is full from every such call on. After
//! each of them a new start has every account, the newest calendar and the settings before or after the change.
//!
//! A script of commands runs in a child process, with `fault.c` loaded into it. The library counts the calls of `write`,
//! `pwrite`, `writev`, `fsync`, `fdatasync`, `ftruncate`, `rename`, `unlink`, `mkdir`, and `open` with creation, in the
//! data folder. (`strace -f` shows no other call that changes a file there; the index of the write-ahead log is mapped into
//! memory, and SQLite makes it anew after a crash.)
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod saved_file;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::io::Write;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::{fs, thread};

use practice::{Dataset, SampleEdit, Scenario};
use serde_json::{Value, json};
use tempfile::TempDir;

use support::*;

/// The variable with the data folder of the child.
const FOLDER: &str = "QABYL_TEST_FOLDER";
/// The passphrase of `quick.passphrase`, whose key is derived at the least cost.
const QUICK_PASSPHRASE: &str = "терезе, көк шай, алма";

/// The compiled `fault.c`.
static FAULT_LIBRARY: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("fault.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/interrupted_writes/fault.c");
    let compiler = Command::new("cc")
        .args(["-O1", "-shared", "-fPIC", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .status();
    assert!(compiler.unwrap().success(), "fault.c cannot be compiled");
    (folder, library)
});

/// What the script has done, in this order. Each step ends when everything is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Nothing,
    Unlocked,
    ClinicConnected,
    DarkTheme,
    NewCalendar,
    SalonConnected,
    FilterSet,
    Switched,
    SignedOut,
    Wiped,
}

impl Step {
    const ALL: [Step; 10] = [
        Step::Nothing,
        Step::Unlocked,
        Step::ClinicConnected,
        Step::DarkTheme,
        Step::NewCalendar,
        Step::SalonConnected,
        Step::FilterSet,
        Step::Switched,
        Step::SignedOut,
        Step::Wiped,
    ];

    fn next(self) -> Step {
        Step::ALL.into_iter().find(|step| *step > self).unwrap_or(self)
    }

    /// The names of the accounts on the computer after this step.
    fn accounts(self) -> &'static [&'static str] {
        match self {
            Step::Nothing | Step::Unlocked | Step::Wiped => &[],
            Step::ClinicConnected | Step::DarkTheme | Step::NewCalendar => &["clinic"],
            Step::SalonConnected | Step::FilterSet | Step::Switched => &["clinic", "salon"],
            Step::SignedOut => &["salon"],
        }
    }
}

/// Tells the parent what was done.
fn report(line: impl std::fmt::Display) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{line}").unwrap();
    out.flush().unwrap();
}

/// The appointment that the clinic's first calendar lacks.
fn new_appointment() -> i64 {
    let today = TODAY.parse().unwrap();
    Dataset::new(Scenario::Clinic, now()).appointments_on(today)[0].id
}

/// A folder with a file of secrets whose passphrase is checked quickly.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let quick = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/quick.passphrase");
    fs::copy(quick, folder.path().join("secrets.sealed")).unwrap();
    folder
}

async fn unlock(desk: &TestDesk) {
    if desk.start().await["storage"]["kind"] == "locked" {
        desk.call("unlock", json!({ "passphrase": QUICK_PASSPHRASE })).await;
    }
}

async fn open_day(desk: &mut TestDesk) {
    desk.open_until("day", has_body).await;
    desk.idle().await;
}

#[tokio::test]
#[ignore = "run by the other tests in a process of its own"]
async fn script() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let edits = vec![SampleEdit::NotCreated(new_appointment())];
    let clinic =
        practice::start(practice::Options { edits, ..server_options(Scenario::Clinic) }).await.unwrap();
    let salon = start_server(Scenario::Salon).await;
    report(format_args!("clinic {}", clinic.address()));
    report(format_args!("salon {}", salon.address()));
    let done = |step: Step| report(format_args!("done {step:?}"));

    // On a full disk a command can be refused. The screen goes on.
    let mut desk = desk_in(&folder);
    unlock(&desk).await;
    desk.idle().await;
    done(Step::Unlocked);
    desk.connect(&clinic).await;
    open_day(&mut desk).await;
    done(Step::ClinicConnected);
    let _ =
        desk.try_call("set_settings", json!({ "language": "ru", "theme": "dark", "timeStepMin": 30 })).await;
    done(Step::DarkTheme);
    let _clinic = restart_server(clinic, Vec::new()).await;
    desk.refresh_and_wait().await;
    let ids = appointment_ids(&desk.open("day").await);
    assert!(ids.contains(&new_appointment()));
    done(Step::NewCalendar);
    let salon_start = desk.connect(&salon).await;
    let salon_account = salon_start["others"][0].clone();
    open_day(&mut desk).await;
    done(Step::SalonConnected);
    let _ = desk.try_call("set_filter", json!({ "filter": { "hiddenResources": [1] } })).await;
    done(Step::FilterSet);
    let request = json!({ "address": salon_account["address"], "accountId": salon_account["accountId"] });
    desk.call("switch_account", request).await;
    open_day(&mut desk).await;
    done(Step::Switched);

    if let Some(space) = std::env::var_os("FAULT_SPACE") {
        fs::write(space, "").unwrap();
        let light = json!({ "language": "ru", "theme": "light", "timeStepMin": 30 });
        // The one call that fails can be of this change. Then the user tries again.
        if desk.try_call("set_settings", light.clone()).await.is_err() {
            desk.call("set_settings", light).await;
        }
        desk.refresh_and_wait().await;
        desk.close().await;
        return;
    }
    desk.call("sign_out", Value::Null).await;
    desk.idle().await;
    done(Step::SignedOut);
    desk.call("wipe", Value::Null).await;
    desk.idle().await;
    done(Step::Wiped);
}

/// What a child has reported.
struct Outcome {
    step: Step,
    addresses: Vec<(String, String)>,
    /// It ended by itself and without an error.
    has_succeeded: bool,
    was_killed: bool,
    output: String,
}

fn run_script(folder: &Path, variables: &[(&str, String)]) -> Outcome {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["script", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .env("FAULT_FOLDER", folder)
        .env("LD_PRELOAD", &FAULT_LIBRARY.1)
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut outcome = Outcome {
        step: Step::Nothing,
        addresses: Vec::new(),
        has_succeeded: output.status.success(),
        was_killed: output.status.signal().is_some(),
        output: text.clone() + &String::from_utf8_lossy(&output.stderr),
    };
    for line in text.lines() {
        match line.split_once(' ') {
            Some(("done", name)) => {
                outcome.step = Step::ALL.into_iter().find(|step| format!("{step:?}") == name).unwrap();
            }
            Some((name @ ("clinic" | "salon"), address)) => {
                outcome.addresses.push((address.to_owned(), name.to_owned()));
            }
            _ => {}
        }
    }
    outcome
}

/// The number of calls that change a file, without a fault.
fn count_calls() -> u32 {
    let (folder, report) = (folder(), tempfile::NamedTempFile::new().unwrap());
    let outcome = run_script(folder.path(), &[("FAULT_REPORT", report.path().display().to_string())]);
    assert!(outcome.has_succeeded && outcome.step == Step::Wiped, "{}", outcome.output);
    fs::read_to_string(report.path()).unwrap().trim().parse().unwrap()
}

/// A new start in the folder of a child, without its servers.
struct Found {
    accounts: BTreeSet<String>,
    theme: Value,
    /// The appointments of the day by account.
    days: Vec<(String, BTreeSet<i64>)>,
}

/// The appointments of the day, from the cache. Empty when it is not cached.
async fn cached_ids(desk: &TestDesk) -> BTreeSet<i64> {
    let screen = desk.open_at("day", TODAY).await;
    if has_body(&screen) { appointment_ids(&screen) } else { BTreeSet::new() }
}

async fn find(folder: &Path, outcome: &Outcome) -> Found {
    let name_of = |account: &Value| {
        let address = account["address"].as_str().unwrap();
        outcome.addresses.iter().find(|(known, _)| known == address).unwrap().1.clone()
    };
    let desk = desk_in(folder);
    unlock(&desk).await;
    let start = desk.start().await;
    let mut found =
        Found { accounts: BTreeSet::new(), theme: start["settings"]["theme"].clone(), days: Vec::new() };
    if !start["account"].is_null() {
        found.accounts.insert(name_of(&start["account"]));
        found.days.push((name_of(&start["account"]), cached_ids(&desk).await));
    }
    for other in start["others"].as_array().unwrap() {
        found.accounts.insert(name_of(other));
        let request = json!({ "address": other["address"], "accountId": other["accountId"] });
        desk.call("switch_account", request).await;
        found.days.push((name_of(other), cached_ids(&desk).await));
    }
    desk.close().await;
    found
}

async fn check_after_kill(folder: &Path, outcome: &Outcome, point: &str) {
    let (step, next) = (outcome.step, outcome.step.next());
    let found = find(folder, outcome).await;
    let is = |step: Step| found.accounts.iter().map(String::as_str).eq(step.accounts().iter().copied());
    assert!(is(step) || is(next), "{point}: {:?}, accounts {:?}", step, found.accounts);
    let dark = [step, next].map(|step| step >= Step::DarkTheme && step < Step::Wiped);
    assert!(dark.contains(&(found.theme == "dark")), "{point}: {step:?}, theme {}", found.theme);
    for (account, ids) in &found.days {
        let committed = match account.as_str() {
            "clinic" => step >= Step::ClinicConnected && step < Step::Switched,
            _ => step >= Step::SalonConnected && step < Step::SignedOut,
        };
        assert!(!committed || ids.len() > 5, "{point}: {step:?}, {} appointments of {account}", ids.len());
        let is_new = ids.contains(&new_appointment());
        assert!(
            account != "clinic" || !committed || step < Step::NewCalendar || is_new,
            "{point}: {step:?}, an older calendar"
        );
    }
}

/// Runs `check` for every point, on two threads.
fn for_every_point(points: u32, check: impl Fn(u32) + Sync) {
    let next = AtomicU32::new(1);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let point = next.fetch_add(1, Ordering::SeqCst);
                    if point > points {
                        break;
                    }
                    check(point);
                }
            });
        }
    });
}

fn block_on(future: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future);
}

#[test]
fn kill_at_any_change_of_a_file_loses_no_account_and_no_calendar() {
    let calls = count_calls();
    assert!(calls > 100, "{calls} calls");
    let killed = AtomicU32::new(0);
    // A run can have a few calls more or less than another one.
    for_every_point(calls + 5, |point| {
        let mode = if point.is_multiple_of(2) { "kill" } else { "half" };
        let folder = folder();
        let variables = [("FAULT_AT", point.to_string()), ("FAULT_MODE", mode.to_owned())];
        let outcome = run_script(folder.path(), &variables);
        assert!(outcome.was_killed || outcome.has_succeeded, "{}", outcome.output);
        killed.fetch_add(u32::from(outcome.was_killed), Ordering::SeqCst);
        block_on(check_after_kill(folder.path(), &outcome, &format!("{mode} at call {point} of {calls}")));
    });
    let killed = killed.into_inner();
    println!("killed at {killed} of {calls} calls");
    assert!(killed + 5 >= calls, "{killed} of {calls}");
}

/// Lets the disk fail at some of the points, with both modes in turn.
fn check_failing_disk(calls: u32, points: impl Fn(u32) -> bool + Sync) {
    for_every_point(calls, |point| {
        if !points(point) {
            return;
        }
        let mode = if point.is_multiple_of(2) { "fail" } else { "full" };
        let (folder, space) = (folder(), tempfile::tempdir().unwrap());
        let variables = [
            ("FAULT_AT", point.to_string()),
            ("FAULT_MODE", mode.to_owned()),
            ("FAULT_SPACE", space.path().join("space").display().to_string()),
        ];
        let outcome = run_script(folder.path(), &variables);
        let point = format!("{mode} at call {point} of {calls}");
        assert!(outcome.has_succeeded, "{point}: {}", outcome.output);
        block_on(async {
            let found = find(folder.path(), &outcome).await;
            assert_eq!(found.accounts.len(), 2, "{point}: {:?}", found.accounts);
            assert_eq!(found.theme, "light", "{point}");
        });
    });
}

/// A fifth of the points, because every run goes to its end. The next test has all of them.
#[test]
fn disk_that_fails_or_is_full_at_a_change_of_a_file_keeps_the_screen_and_stores_everything_later() {
    check_failing_disk(count_calls(), |point| point.is_multiple_of(5));
}

#[test]
#[ignore = "takes some minutes"]
fn disk_that_fails_or_is_full_at_every_change_of_a_file_keeps_the_screen_and_stores_everything_later() {
    check_failing_disk(count_calls(), |_| true);
}
