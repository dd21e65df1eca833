//! Against a real Secret Service: each test runs itself again inside a D-Bus session of its own, with a
//! gnome-keyring whose files are in a temporary home.

use std::collections::HashMap;
use std::fs;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use secret_service::EncryptionType;
use secret_service::blocking::SecretService;
use tempfile::TempDir;

use super::{PROXY, clinic, kept, noon, record, test_name};
use crate::{AccountKey, Cache, CacheLimits, NoKeychain, Passphrase, Secrets, Storage};

/// Set in the process that is the test proper.
const INSIDE: &str = "SEALED_CACHE_KEYCHAIN_TEST";

const SERVICE: &str = "kz.qabyl.desk.test-one";

/// A bus on which nothing starts by itself: no other Secret Service, and no prompter that would wait for a person.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:dir=DIR</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"#;

fn inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// This test binary, to be run for one test in a home of its own.
fn this_test_in(home: &Path, mut command: Command, test: &str) -> Command {
    command
        .args([test, "--exact", "--nocapture"])
        .env(INSIDE, "1")
        .env("HOME", home)
        .env("XDG_RUNTIME_DIR", home)
        .envs([("XDG_DATA_HOME", home.join("data")), ("XDG_CONFIG_HOME", home.join("config"))])
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null());
    command
}

fn passes(mut command: Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!(
            "{:?} does not start ({error}): install `dbus` (it has dbus-run-session)",
            command.get_program()
        )
    });
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// Runs `before` in a shell and then the test, in a session of their own.
fn passes_in_a_session(test: &str, before: &str) {
    let version = Command::new("gnome-keyring-daemon").arg("--version").output();
    assert!(version.is_ok(), "gnome-keyring-daemon does not start: install `gnome-keyring`");
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("bus.conf");
    fs::write(&config, BUS.replace("DIR", home.path().to_str().unwrap())).unwrap();
    let mut session = Command::new("dbus-run-session");
    session
        .arg(format!("--config-file={}", config.display()))
        .args(["--", "sh", "-c", &format!("{before} && exec \"$0\" \"$@\"")])
        .arg(std::env::current_exe().unwrap());
    passes(this_test_in(home.path(), session, test));
}

fn passes_with_bus_address(test: &str, home: &TempDir, address: &str) {
    let mut command = this_test_in(home.path(), Command::new(std::env::current_exe().unwrap()), test);
    command.env("DBUS_SESSION_BUS_ADDRESS", address);
    passes(command);
}

/// The daemon's shell command returns before its name is on the bus.
fn wait_for_the_service() {
    const NAME: &str = "org.freedesktop.secrets";
    let session = zbus::blocking::Connection::session().unwrap();
    let bus = zbus::blocking::fdo::DBusProxy::new(&session).unwrap();
    let mut changes = bus.receive_name_owner_changed_with_args(&[(0, NAME)]).unwrap();
    if !bus.name_has_owner(NAME.try_into().unwrap()).unwrap() {
        changes.next().unwrap();
    }
}

const UNLOCKED: &str = "printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1";

fn entries_of(service: &str) -> usize {
    let secrets = SecretService::connect(EncryptionType::Plain).unwrap();
    let found = secrets.search_items(HashMap::from([("service", service)])).unwrap();
    found.unlocked.len() + found.locked.len()
}

fn secrets() -> Secrets {
    Secrets::open(Some(SERVICE), Path::new("no folder"))
}

fn without_keychain() -> NoKeychain {
    match secrets().storage() {
        Storage::Memory { reason } => reason,
        other => panic!("{other:?} where there is no keychain"),
    }
}

#[test]
fn a_real_keychain_keeps_secrets_over_a_restart_and_forgets_them_all() {
    if !inside() {
        return passes_in_a_session(
            test_name!("a_real_keychain_keeps_secrets_over_a_restart_and_forgets_them_all"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let salon = AccountKey { origin: "https://salon.example".into(), account_id: 3 };
    let first_run = secrets();
    assert_eq!(first_run.storage(), Storage::Keychain);
    assert_eq!(entries_of(SERVICE), 0, "the probe leaves nothing");
    assert_eq!(first_run.token(&clinic()).unwrap(), None);
    first_run.set_token(&clinic(), "a token").unwrap();
    first_run.set_token(&salon, "another, қазақша").unwrap();
    first_run.set_proxy(Some(PROXY)).unwrap();
    let key = first_run.cache_key().unwrap();
    drop(first_run);

    let beside = Secrets::open(Some("kz.qabyl.desk.test-two"), Path::new("no folder"));
    beside.set_token(&clinic(), "of another folder").unwrap();

    let second_run = secrets();
    assert_eq!(second_run.storage(), Storage::Keychain);
    assert_eq!(**second_run.token(&clinic()).unwrap().unwrap(), *"a token");
    assert_eq!(**second_run.token(&salon).unwrap().unwrap(), *"another, қазақша");
    assert_eq!(**second_run.proxy().unwrap().unwrap(), *PROXY);
    assert_eq!(second_run.cache_key().unwrap().bytes(), key.bytes());
    assert_ne!(beside.cache_key().unwrap().bytes(), key.bytes());
    assert_eq!(entries_of(SERVICE), 5, "two tokens, the proxy, the key and the list");
    drop(second_run);

    let third_run = secrets();
    third_run.forget(&salon).unwrap();
    assert_eq!(third_run.token(&salon).unwrap(), None);
    assert_eq!(entries_of(SERVICE), 4);
    third_run.forget_all().unwrap();
    assert_eq!(entries_of(SERVICE), 0);
    assert_eq!(**beside.token(&clinic()).unwrap().unwrap(), *"of another folder");
}

#[test]
fn the_cache_on_disk_lives_as_long_as_its_key() {
    if !inside() {
        return passes_in_a_session(test_name!("the_cache_on_disk_lives_as_long_as_its_key"), UNLOCKED);
    }
    wait_for_the_service();
    let dir = tempfile::tempdir().unwrap();
    let put = record(0, 1);
    let found = |secrets: &Secrets| {
        let cache = Cache::open(dir.path(), secrets, CacheLimits::default()).unwrap();
        cache.find(&clinic(), (put.from, put.to)).unwrap()
    };
    Cache::open(dir.path(), &secrets(), CacheLimits::default()).unwrap().put(&put).unwrap();
    assert_eq!(found(&secrets()), Some(kept(&put)));
    secrets().forget_all().unwrap();
    assert_eq!(found(&secrets()), None);
}

#[test]
fn a_wipe_leaves_no_file_and_no_entry_and_the_next_account_begins_anew() {
    if !inside() {
        return passes_in_a_session(
            test_name!("a_wipe_leaves_no_file_and_no_entry_and_the_next_account_begins_anew"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let dir = tempfile::tempdir().unwrap();
    let files = || fs::read_dir(dir.path()).unwrap().count();
    let open = || {
        let secrets = Secrets::open(Some(SERVICE), dir.path());
        let cache = Cache::open(dir.path(), &secrets, CacheLimits::default()).unwrap();
        (secrets, cache)
    };
    let (secrets, cache) = open();
    assert_eq!((files(), entries_of(SERVICE)), (0, 0), "a program that was only looked at keeps nothing");
    assert_eq!(cache.find(&clinic(), (noon(), noon())).unwrap(), None);
    secrets.set_token(&clinic(), "a token").unwrap();
    cache.put(&record(0, 1)).unwrap();
    assert_eq!((files(), entries_of(SERVICE)), (3, 3));
    let key = secrets.cache_key().unwrap();

    cache.wipe().unwrap();
    secrets.forget_all().unwrap();
    assert_eq!((files(), entries_of(SERVICE)), (0, 0));
    assert_eq!(secrets.storage(), Storage::Keychain);
    // Neither looking nor confirming brings anything back.
    let range = (record(0, 1).from, record(0, 1).to);
    assert_eq!(cache.find(&clinic(), range).unwrap(), None);
    assert!(!cache.touch(&clinic(), range, noon()).unwrap());
    cache.enforce(noon()).unwrap();
    cache.wipe_account(&clinic()).unwrap();
    assert_eq!((files(), entries_of(SERVICE)), (0, 0));
    drop((secrets, cache));

    let (secrets, cache) = open();
    assert_eq!((files(), entries_of(SERVICE)), (0, 0), "nor does a restart");
    secrets.set_token(&clinic(), "another token").unwrap();
    cache.put(&record(0, 2)).unwrap();
    assert_ne!(secrets.cache_key().unwrap().bytes(), key.bytes());
    drop((secrets, cache));
    let (secrets, cache) = open();
    assert_eq!(**secrets.token(&clinic()).unwrap().unwrap(), *"another token");
    assert_eq!(cache.find(&clinic(), range).unwrap(), Some(kept(&record(0, 2))));
}

#[test]
fn a_wipe_finds_the_entries_of_a_keychain_that_was_not_asked() {
    if !inside() {
        return passes_in_a_session(
            test_name!("a_wipe_finds_the_entries_of_a_keychain_that_was_not_asked"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let dir = tempfile::tempdir().unwrap();
    let before = Secrets::open(Some(SERVICE), dir.path());
    before.set_token(&clinic(), "of an earlier run").unwrap();
    before.set_proxy(Some(PROXY)).unwrap();
    assert_eq!(entries_of(SERVICE), 3);
    // As on a day on which the keychain was away.
    let passphrase = Passphrase::new(String::from("three words or four").into());
    let without = Secrets::open(None, dir.path());
    without.set_passphrase(&passphrase).unwrap();

    let later = Secrets::open(Some(SERVICE), dir.path());
    assert_eq!(later.storage(), Storage::Locked, "the file is asked for first");
    later.forget_all().unwrap();
    assert_eq!(entries_of(SERVICE), 0);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    assert_eq!(later.storage(), Storage::Keychain);
}

#[test]
fn a_wipe_that_cannot_reach_the_keychain_says_so() {
    if !inside() {
        return passes_in_a_session(test_name!("a_wipe_that_cannot_reach_the_keychain_says_so"), UNLOCKED);
    }
    wait_for_the_service();
    secrets().set_token(&clinic(), "a token").unwrap();
    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    let keyring = service.get_default_collection().unwrap();
    keyring.lock().unwrap();
    let locked = secrets();
    assert_eq!(locked.storage(), Storage::Memory { reason: NoKeychain::Locked });
    locked.forget_all().unwrap_err();
    assert_eq!(entries_of(SERVICE), 2);
}

#[test]
fn a_locked_keychain_is_told_apart_and_costs_no_file() {
    if !inside() {
        return passes_in_a_session(
            test_name!("a_locked_keychain_is_told_apart_and_costs_no_file"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let dir = tempfile::tempdir().unwrap();
    let put = record(0, 1);
    let open = |secrets: &Secrets| Cache::open(dir.path(), secrets, CacheLimits::default()).unwrap();
    let unlocked = secrets();
    open(&unlocked).put(&put).unwrap();

    let service = SecretService::connect(EncryptionType::Plain).unwrap();
    service.get_default_collection().unwrap().lock().unwrap();
    // Nobody is there to be asked, so the prompt is dismissed at once.
    let locked = secrets();
    assert_eq!(locked.storage(), Storage::Memory { reason: NoKeychain::Locked });
    assert!(unlocked.token(&clinic()).is_ok_and(|token| token.is_none()), "no entry to unlock for");
    unlocked.cache_key().unwrap_err();

    let in_memory = open(&locked);
    assert_eq!(in_memory.find(&clinic(), (put.from, put.to)).unwrap(), None);
    in_memory.put(&record(1, 2)).unwrap();
    in_memory.enforce(noon()).unwrap();
    assert!(dir.path().join("cache.sqlite3").exists(), "its key comes back with the unlocking");
}

#[test]
fn a_secret_service_without_a_keyring_is_told_apart() {
    if !inside() {
        return passes_in_a_session(
            test_name!("a_secret_service_without_a_keyring_is_told_apart"),
            "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1",
        );
    }
    wait_for_the_service();
    assert_eq!(without_keychain(), NoKeychain::NoDefaultKeyring);
}

#[test]
fn a_bus_without_a_secret_service_is_no_service() {
    if !inside() {
        return passes_in_a_session(test_name!("a_bus_without_a_secret_service_is_no_service"), "true");
    }
    assert_eq!(without_keychain(), NoKeychain::NoService);
}

#[test]
fn no_bus_is_no_service() {
    if !inside() {
        let home = tempfile::tempdir().unwrap();
        let address = format!("unix:path={}/nothing-here", home.path().display());
        return passes_with_bus_address(test_name!("no_bus_is_no_service"), &home, &address);
    }
    let started = Instant::now();
    assert_eq!(without_keychain(), NoKeychain::NoService);
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    let dir = tempfile::tempdir().unwrap();
    let secrets = secrets();
    secrets.set_token(&clinic(), "for this run").unwrap();
    assert_eq!(**secrets.token(&clinic()).unwrap().unwrap(), *"for this run");
    let cache = Cache::open(dir.path(), &secrets, CacheLimits::default()).unwrap();
    cache.put(&record(0, 1)).unwrap();
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn a_bus_that_never_answers_is_given_up_on() {
    if !inside() {
        let home = tempfile::tempdir().unwrap();
        let socket = home.path().join("bus");
        // Connections wait in its queue; nobody takes them.
        let _bus = UnixListener::bind(&socket).unwrap();
        let address = format!("unix:path={}", socket.display());
        return passes_with_bus_address(
            test_name!("a_bus_that_never_answers_is_given_up_on"),
            &home,
            &address,
        );
    }
    let started = Instant::now();
    assert_eq!(without_keychain(), NoKeychain::NoAnswer);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}
