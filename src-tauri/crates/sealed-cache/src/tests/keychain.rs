//! Tests with a real Secret Service. Each test runs itself again as a child in its own D-Bus session, with a gnome-keyring
//! whose files are in a temporary home folder.

use std::fs;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use secret_service::EncryptionType;
use secret_service::blocking::{Item, SecretService};
use tempfile::TempDir;

use super::{PROXY, clinic, later, noon, record, stored, test_name};
use crate::{AccountKey, Cache, CacheLimits, KeychainNames, NoKeychain, Passphrase, Secrets, Storage};

/// Environment variable of the child process, which runs the actual test.
const INSIDE: &str = "SEALED_CACHE_KEYCHAIN_TEST";

const SERVICE: &str = "kz.qabyl.desk.test-one";

/// A bus that starts no services: no other Secret Service, and no prompter that would wait for the user.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:dir=DIR</listen>
  <auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>"#;

fn inside() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// The command that runs one test of this binary in its own home folder.
fn child_test(home: &Path, mut command: Command, test: &str) -> Command {
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

fn assert_passes(mut command: Command) {
    let output = command.output().unwrap_or_else(|error| {
        panic!(
            "{:?} does not start ({error}): install `dbus` (it has dbus-run-session)",
            command.get_program()
        )
    });
    let text = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// Runs the shell command `before` and then the test in a new D-Bus session.
fn assert_passes_in_session(test: &str, before: &str) {
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
    assert_passes(child_test(home.path(), session, test));
}

fn assert_passes_with_bus_address(test: &str, home: &TempDir, address: &str) {
    let mut command = child_test(home.path(), Command::new(std::env::current_exe().unwrap()), test);
    command.env("DBUS_SESSION_BUS_ADDRESS", address);
    assert_passes(command);
}

/// Waits until the daemon has its name on the bus. Its shell command returns earlier.
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

/// The number of entries whose name begins with this one.
fn entries_of(program: &str) -> usize {
    let secrets = SecretService::connect(EncryptionType::Plain).unwrap();
    let keyring = secrets.get_default_collection().unwrap();
    let items = keyring.get_all_items().unwrap();
    let service = |item: &Item<'_>| item.get_attributes().unwrap().remove("service").unwrap_or_default();
    items.iter().filter(|item| service(item).starts_with(program)).count()
}

fn names(program: &str) -> KeychainNames {
    KeychainNames { program: program.to_owned(), of_earlier_versions: Vec::new() }
}

fn secrets_in(dir: &Path) -> Secrets {
    Secrets::open(Some(&names(SERVICE)), dir)
}

/// The secrets of one folder in the home folder of the child.
fn secrets() -> Secrets {
    secrets_in(&Path::new(&std::env::var_os("HOME").unwrap()).join("data"))
}

fn without_keychain() -> NoKeychain {
    match secrets().storage() {
        Storage::Memory { reason } => reason,
        other => panic!("{other:?} although there is no keychain"),
    }
}

#[test]
fn real_keychain_stores_secrets_over_a_restart_and_deletes_all() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("real_keychain_stores_secrets_over_a_restart_and_deletes_all"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let salon = AccountKey { origin: "https://salon.example".into(), account_id: 3 };
    let first_run = secrets();
    assert_eq!(first_run.storage(), Storage::Keychain);
    assert_eq!(entries_of(SERVICE), 0, "the probe leaves no entry");
    assert_eq!(first_run.token(&clinic()).unwrap(), None);
    first_run.set_token(&clinic(), "a token").unwrap();
    first_run.set_token(&salon, "another, қазақша").unwrap();
    first_run.set_proxy(Some(PROXY)).unwrap();
    let key = first_run.cache_key().unwrap();
    drop(first_run);

    let beside_folder = tempfile::tempdir().unwrap();
    let beside = Secrets::open(Some(&names("kz.qabyl.desk.test-two")), beside_folder.path());
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
fn cache_file_can_be_read_as_long_as_its_key_exists() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("cache_file_can_be_read_as_long_as_its_key_exists"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let dir = tempfile::tempdir().unwrap();
    let put = record(0, 1);
    let found = |secrets: &Secrets| {
        let cache = Cache::open(dir.path(), secrets, CacheLimits::default()).unwrap();
        cache.find(&clinic(), (put.from, put.to), later()).unwrap()
    };
    Cache::open(dir.path(), &secrets(), CacheLimits::default()).unwrap().put(&put).unwrap();
    assert_eq!(found(&secrets()), Some(stored(&put)));
    secrets().forget_all().unwrap();
    assert_eq!(found(&secrets()), None);
}

#[test]
fn wipe_leaves_no_file_and_no_entry_and_the_next_account_gets_a_new_key() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("wipe_leaves_no_file_and_no_entry_and_the_next_account_gets_a_new_key"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let dir = tempfile::tempdir().unwrap();
    let files = || fs::read_dir(dir.path()).unwrap().count();
    let open = || {
        let secrets = secrets_in(dir.path());
        let cache = Cache::open(dir.path(), &secrets, CacheLimits::default()).unwrap();
        (secrets, cache)
    };
    let (secrets, cache) = open();
    assert_eq!((files(), entries_of(SERVICE)), (0, 0), "without an account nothing is stored");
    assert_eq!(cache.find(&clinic(), (noon(), noon()), later()).unwrap(), None);
    secrets.set_token(&clinic(), "a token").unwrap();
    cache.put(&record(0, 1)).unwrap();
    assert_eq!((files(), entries_of(SERVICE)), (4, 3));
    let key = secrets.cache_key().unwrap();

    cache.wipe().unwrap();
    secrets.forget_all().unwrap();
    assert_eq!((files(), entries_of(SERVICE)), (0, 0));
    assert_eq!(secrets.storage(), Storage::Keychain);
    // Neither reading nor confirming creates anything.
    let range = (record(0, 1).from, record(0, 1).to);
    assert_eq!(cache.find(&clinic(), range, later()).unwrap(), None);
    assert!(!cache.touch(&clinic(), range, noon()).unwrap());
    cache.enforce(Some(noon())).unwrap();
    cache.wipe_account(&clinic()).unwrap();
    assert_eq!((files(), entries_of(SERVICE)), (0, 0));
    drop((secrets, cache));

    let (secrets, cache) = open();
    assert_eq!((files(), entries_of(SERVICE)), (0, 0), "a restart creates nothing");
    secrets.set_token(&clinic(), "another token").unwrap();
    cache.put(&record(0, 2)).unwrap();
    assert_ne!(secrets.cache_key().unwrap().bytes(), key.bytes());
    drop((secrets, cache));
    let (secrets, cache) = open();
    assert_eq!(**secrets.token(&clinic()).unwrap().unwrap(), *"another token");
    assert_eq!(cache.find(&clinic(), range, later()).unwrap(), Some(stored(&record(0, 2))));
}

#[test]
fn wipe_deletes_the_entries_of_a_keychain_that_was_not_in_use() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("wipe_deletes_the_entries_of_a_keychain_that_was_not_in_use"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let dir = tempfile::tempdir().unwrap();
    let before = secrets_in(dir.path());
    before.set_token(&clinic(), "of an earlier run").unwrap();
    before.set_proxy(Some(PROXY)).unwrap();
    assert_eq!(entries_of(SERVICE), 3);
    // A run without the keychain.
    let passphrase = Passphrase::new(String::from("three words or four").into());
    let without = Secrets::open(None, dir.path());
    without.set_passphrase(&passphrase).unwrap();

    let later = secrets_in(dir.path());
    assert_eq!(later.storage(), Storage::Locked, "the file has priority over the keychain");
    later.forget_all().unwrap();
    assert_eq!(entries_of(SERVICE), 0);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    assert_eq!(later.storage(), Storage::Keychain);
}

#[test]
fn wipe_that_cannot_open_the_keychain_is_an_error() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("wipe_that_cannot_open_the_keychain_is_an_error"),
            UNLOCKED,
        );
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
fn locked_keychain_has_its_reason_and_the_file_stays() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("locked_keychain_has_its_reason_and_the_file_stays"),
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
    // There is no prompter, so the prompt is dismissed at once.
    let locked = secrets();
    assert_eq!(locked.storage(), Storage::Memory { reason: NoKeychain::Locked });
    assert!(
        unlocked.token(&clinic()).is_ok_and(|token| token.is_none()),
        "without an entry nothing needs to be unlocked"
    );
    unlocked.cache_key().unwrap_err();

    let in_memory = open(&locked);
    assert_eq!(in_memory.find(&clinic(), (put.from, put.to), later()).unwrap(), None);
    in_memory.put(&record(1, 2)).unwrap();
    in_memory.enforce(Some(noon())).unwrap();
    assert!(dir.path().join("cache.sqlite3").exists(), "the key is available again after unlocking");
}

#[test]
fn secret_service_without_keyring_has_its_reason() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("secret_service_without_keyring_has_its_reason"),
            "gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1",
        );
    }
    wait_for_the_service();
    assert_eq!(without_keychain(), NoKeychain::NoDefaultKeyring);
}

#[test]
fn bus_without_secret_service_is_no_service() {
    if !inside() {
        return assert_passes_in_session(test_name!("bus_without_secret_service_is_no_service"), "true");
    }
    assert_eq!(without_keychain(), NoKeychain::NoService);
}

#[test]
fn missing_bus_is_no_service() {
    if !inside() {
        let home = tempfile::tempdir().unwrap();
        let address = format!("unix:path={}/nothing-here", home.path().display());
        return assert_passes_with_bus_address(test_name!("missing_bus_is_no_service"), &home, &address);
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
fn bus_that_never_answers_is_no_answer() {
    if !inside() {
        let home = tempfile::tempdir().unwrap();
        let socket = home.path().join("bus");
        // Connections wait in the accept queue; no process reads from them.
        let _bus = UnixListener::bind(&socket).unwrap();
        let address = format!("unix:path={}", socket.display());
        return assert_passes_with_bus_address(
            test_name!("bus_that_never_answers_is_no_answer"),
            &home,
            &address,
        );
    }
    let started = Instant::now();
    assert_eq!(without_keychain(), NoKeychain::NoAnswer);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn moved_folder_keeps_its_entries_under_every_spelling_of_its_path() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("moved_folder_keeps_its_entries_under_every_spelling_of_its_path"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let home = tempfile::tempdir().unwrap();
    let (first, moved) = (home.path().join("first"), home.path().join("moved"));
    let put = record(0, 1);
    {
        let secrets = secrets_in(&first);
        secrets.set_token(&clinic(), "a token").unwrap();
        Cache::open(&first, &secrets, CacheLimits::default()).unwrap().put(&put).unwrap();
    }
    fs::rename(&first, &moved).unwrap();
    std::os::unix::fs::symlink(&moved, home.path().join("link")).unwrap();
    for spelling in [moved.clone(), moved.join(""), home.path().join("link"), moved.join("../moved")] {
        let secrets = secrets_in(&spelling);
        assert_eq!(**secrets.token(&clinic()).unwrap().unwrap(), *"a token", "{}", spelling.display());
        let cache = Cache::open(&spelling, &secrets, CacheLimits::default()).unwrap();
        assert_eq!(cache.find(&clinic(), (put.from, put.to), later()).unwrap(), Some(stored(&put)));
    }
    assert_eq!(entries_of(SERVICE), 3);
    secrets_in(&moved).forget_all().unwrap();
    assert_eq!(entries_of(SERVICE), 0, "a wipe in the moved folder");
}

/// A version before used one fixed name for a folder.
fn store_under_earlier_name(name: &str) {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("keychain-names"), name).unwrap();
    let earlier = secrets_in(dir.path());
    earlier.set_token(&clinic(), "a token").unwrap();
    earlier.set_proxy(Some(PROXY)).unwrap();
    earlier.cache_key().unwrap();
}

#[test]
fn entries_of_an_earlier_version_are_moved_to_the_name_of_the_folder() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("entries_of_an_earlier_version_are_moved_to_the_name_of_the_folder"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let earlier = format!("{SERVICE}.00aa");
    store_under_earlier_name(&earlier);
    assert_eq!(entries_of(&earlier), 4);
    let dir = tempfile::tempdir().unwrap();
    let names = KeychainNames { of_earlier_versions: vec![earlier.clone()], ..names(SERVICE) };
    for start in 1..=2 {
        let secrets = Secrets::open(Some(&names), dir.path());
        assert_eq!(**secrets.token(&clinic()).unwrap().unwrap(), *"a token", "start {start}");
        assert_eq!(**secrets.proxy().unwrap().unwrap(), *PROXY);
        assert!(secrets.known_cache_key().unwrap().is_some());
        assert_eq!((entries_of(&earlier), entries_of(SERVICE)), (0, 4));
    }
    Secrets::open(Some(&names), dir.path()).forget_all().unwrap();
    assert_eq!((entries_of(SERVICE), fs::read_dir(dir.path()).unwrap().count()), (0, 0));
}

/// The program was killed after it copied a part of the entries, or before it deleted all of the old ones.
#[test]
fn interrupted_move_of_entries_is_finished_at_the_next_start() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("interrupted_move_of_entries_is_finished_at_the_next_start"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let (earlier, dir) = (format!("{SERVICE}.00aa"), tempfile::tempdir().unwrap());
    fs::write(dir.path().join("keychain-names"), format!("{SERVICE}.current\n{earlier}")).unwrap();
    // The token is copied already, and a newer one was entered since then.
    secrets_in(dir.path()).set_token(&clinic(), "a newer token").unwrap();
    fs::write(dir.path().join("keychain-names"), format!("{SERVICE}.current\n{earlier}")).unwrap();
    store_under_earlier_name(&earlier);
    let secrets = secrets_in(dir.path());
    assert_eq!(**secrets.token(&clinic()).unwrap().unwrap(), *"a newer token");
    assert_eq!(**secrets.proxy().unwrap().unwrap(), *PROXY);
    assert_eq!((entries_of(&earlier), entries_of(SERVICE)), (0, 4));
    assert_eq!(fs::read_to_string(dir.path().join("keychain-names")).unwrap(), format!("{SERVICE}.current"));
}

/// The names are in the file as long as entries may be left under them, so that a wipe finds all of them.
#[test]
fn wipe_deletes_the_entries_under_every_name_that_the_folder_had() {
    if !inside() {
        return assert_passes_in_session(
            test_name!("wipe_deletes_the_entries_under_every_name_that_the_folder_had"),
            UNLOCKED,
        );
    }
    wait_for_the_service();
    let (earlier, dir) = (format!("{SERVICE}.00aa"), tempfile::tempdir().unwrap());
    let names = KeychainNames { of_earlier_versions: vec![earlier.clone()], ..names(SERVICE) };
    let secrets = Secrets::open(Some(&names), dir.path());
    secrets.set_token(&clinic(), "a token").unwrap();
    // Entries that appear under the earlier name while the program runs, for example those of a restored keychain.
    store_under_earlier_name(&earlier);
    secrets.forget_all().unwrap();
    assert_eq!((entries_of(SERVICE), fs::read_dir(dir.path()).unwrap().count()), (0, 0));
}
