use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::damage::with_three_records;
use super::kept::keep_the_golden_record;
use super::{Numbers, body, clinic, days, later, noon, record, stored};
use crate::{AccountKey, Cache, CacheError, CacheKey, CacheLimits, CacheSize, Record, Secrets};

const NO_LIMITS: CacheLimits =
    CacheLimits { max_age_days_back: 100_000, days_ahead: 100_000, max_bytes: u64::MAX };

pub(super) fn open(dir: &Path, key: &CacheKey) -> Cache {
    Cache::open(dir, &Secrets::like_keychain_with(key), CacheLimits::default()).unwrap()
}

pub(super) fn range(record: &Record) -> (DateTime<Utc>, DateTime<Utc>) {
    (record.from, record.to)
}

pub(super) fn find(cache: &Cache, record: &Record) -> Option<Record> {
    cache.find(&record.account, range(record), later()).unwrap()
}

pub(super) fn file(dir: &Path) -> PathBuf {
    dir.join("cache.sqlite3")
}

pub(super) fn files(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn record_is_found_without_private_fields_also_after_a_restart() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let put = Record { etag: None, ..record(0, 1) };
    let cache = open(dir.path(), &key);
    cache.put(&put).unwrap();
    let found = find(&cache, &put).unwrap();
    assert_eq!(found, stored(&put));
    let text = String::from_utf8(found.body).unwrap();
    assert!(text.contains("Айгерим") && !text.contains("900101400123") && !text.contains("1990-01-01"));
    drop(cache);
    let cache = open(dir.path(), &key);
    assert_eq!(find(&cache, &put), Some(stored(&put)));
    assert_eq!(cache.find(&AccountKey { account_id: 8, ..clinic() }, range(&put), later()).unwrap(), None);
}

#[test]
fn latest_confirmed_record_that_covers_the_range_is_found() {
    let cache = Cache::open(Path::new("unused"), &Secrets::in_memory(), CacheLimits::default()).unwrap();
    let day = record(1, 1);
    let at = |minutes| noon() + TimeDelta::minutes(minutes);
    let week = Record {
        from: day.from - days(3),
        to: day.to + days(3),
        body: body(2),
        fetched_at: at(10),
        checked_at: at(10),
        ..record(1, 2)
    };
    let beside = Record {
        from: day.from + TimeDelta::hours(1),
        fetched_at: at(50),
        checked_at: at(50),
        ..record(1, 3)
    };
    for record in [&day, &week, &beside] {
        cache.put(record).unwrap();
    }
    assert_eq!(find(&cache, &day), Some(stored(&week)));
    assert!(cache.touch(&clinic(), range(&day), at(20)).unwrap());
    assert_eq!(find(&cache, &day), Some(stored(&Record { checked_at: at(20), ..day.clone() })));
    // The last confirmation counts, also when the clock was corrected meanwhile.
    assert!(cache.touch(&clinic(), range(&day), at(5)).unwrap());
    assert_eq!(find(&cache, &day), Some(stored(&week)));
    assert_eq!(find(&cache, &Record { from: day.from - days(1), ..day.clone() }).unwrap().checked_at, at(10));
    assert!(!cache.touch(&clinic(), (day.from, week.to), at(60)).unwrap());
    assert_eq!(cache.find(&clinic(), (week.from - days(1), day.to), later()).unwrap(), None);
}

#[test]
fn record_replaces_the_one_of_the_same_range() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    cache.put(&record(0, 1)).unwrap();
    cache.put(&record(0, 2)).unwrap();
    assert_eq!(find(&cache, &record(0, 1)), Some(stored(&record(0, 2))));
    let heads = cache.list(&clinic()).unwrap();
    assert_eq!(heads.len(), 1);
    assert_eq!((heads[0].from, heads[0].to), range(&record(0, 1)));
    assert_eq!((heads[0].fetched_at, heads[0].checked_at), (noon(), noon()));
    let on_disk: i64 = Connection::open(file(dir.path()))
        .unwrap()
        .query_row("SELECT LENGTH(sealed) FROM record", [], |row| row.get(0))
        .unwrap();
    assert_eq!(heads[0].sealed_bytes, u64::try_from(on_disk).unwrap());
}

#[test]
fn body_that_is_not_json_is_not_stored_and_replaces_nothing() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    let good = record(0, 1);
    cache.put(&good).unwrap();
    let error =
        cache.put(&Record { body: b"<html>captive portal</html>".to_vec(), ..good.clone() }).unwrap_err();
    assert!(matches!(error, CacheError::Payload(_)), "{error:?}");
    assert_eq!(find(&cache, &good), Some(stored(&good)));
}

#[test]
fn swapped_payloads_cannot_be_opened() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    let (one, other, third) = (record(0, 1), record(1, 2), record(2, 3));
    for record in [&one, &other, &third] {
        cache.put(record).unwrap();
    }
    Connection::open(file(dir.path()))
        .unwrap()
        .execute_batch(
            "CREATE TEMP TABLE swap AS SELECT id, sealed FROM record WHERE id IN (1, 2);
             UPDATE record SET sealed = (SELECT sealed FROM swap WHERE swap.id = 3 - record.id) WHERE id IN (1, 2);",
        )
        .unwrap();
    assert_eq!(find(&cache, &one), None);
    assert_eq!(find(&cache, &other), None);
    assert_eq!(find(&cache, &third), Some(stored(&third)));
    assert_eq!(cache.list(&clinic()).unwrap().len(), 1, "records that cannot be opened are deleted");
}

#[test]
fn payload_with_a_changed_column_cannot_be_opened() {
    for change in [
        "account = 'https://desk.example#8'",
        "from_us = from_us - 86400000000",
        "to_us = to_us + 86400000000",
        "fetched_at_us = fetched_at_us + 1",
        "checked_at_us = checked_at_us + 777600000000",
        "sealed_check = SUBSTR(sealed_check, 1, LENGTH(sealed_check) - 1)",
        "sealed_check = sealed",
        "sealed = sealed_check",
        "sealed = SUBSTR(sealed, 1, LENGTH(sealed) - 1)",
        "sealed = x''",
        // A later version of the format.
        "sealed = CAST(SUBSTR(sealed, 1, 4) || x'02' || SUBSTR(sealed, 6) AS BLOB)",
    ] {
        let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
        let cache = open(dir.path(), &key);
        let put = record(0, 1);
        cache.put(&put).unwrap();
        let touched = Connection::open(file(dir.path()))
            .unwrap()
            .execute(&format!("UPDATE record SET {change}"), [])
            .unwrap();
        assert_eq!(touched, 1);
        for account_id in [7, 8] {
            let account = AccountKey { account_id, ..clinic() };
            assert_eq!(cache.find(&account, range(&put), later()).unwrap(), None, "{change}");
        }
    }
}

/// A longer range that cannot be opened must not hide a shorter one that can.
#[test]
fn unreadable_record_is_skipped_and_the_next_one_is_found() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    let day = record(0, 1);
    cache.put(&day).unwrap();
    let newer = noon() + TimeDelta::minutes(1);
    cache
        .put(&Record { to: day.to + days(6), fetched_at: newer, checked_at: newer, ..record(0, 2) })
        .unwrap();
    Connection::open(file(dir.path()))
        .unwrap()
        .execute("UPDATE record SET sealed = zeroblob(LENGTH(sealed)) WHERE id = 2", [])
        .unwrap();
    assert_eq!(find(&cache, &day), Some(stored(&day)));
}

/// The time of the last check was not authenticated in layout 1. Without it a record is as old as its body.
#[test]
fn removed_check_makes_a_record_as_old_as_its_body() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    let put = record(0, 1);
    cache.put(&put).unwrap();
    assert!(cache.touch(&clinic(), range(&put), noon() + days(1)).unwrap());
    assert_eq!(find(&cache, &put).unwrap().checked_at, noon() + days(1));
    let change = "UPDATE record SET sealed_check = NULL, checked_at_us = checked_at_us + 777600000000";
    assert_eq!(Connection::open(file(dir.path())).unwrap().execute(change, []).unwrap(), 1);
    assert_eq!(find(&cache, &put).unwrap().checked_at, noon());
}

#[test]
fn check_of_another_record_is_not_accepted() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    for day in [0, 1] {
        cache.put(&record(day, 1)).unwrap();
    }
    assert!(cache.touch(&clinic(), range(&record(1, 1)), noon() + days(1)).unwrap());
    let change = "UPDATE record SET (checked_at_us, sealed_check) = (SELECT checked_at_us, sealed_check FROM record WHERE id = 2)
                  WHERE id = 1";
    assert_eq!(Connection::open(file(dir.path())).unwrap().execute(change, []).unwrap(), 1);
    assert_eq!(find(&cache, &record(0, 1)), None);
}

#[test]
fn record_of_the_future_is_found_after_the_others() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    let day = record(0, 1);
    cache.put(&day).unwrap();
    let future = noon() + days(300);
    cache
        .put(&Record { to: day.to + days(6), fetched_at: future, checked_at: future, ..record(0, 2) })
        .unwrap();
    let found = |now| cache.find(&clinic(), range(&day), now).unwrap().unwrap();
    assert_eq!(found(noon()), stored(&day));
    assert_eq!(found(future).fetched_at, future);
    // When every record is from the future, the latest one is found.
    assert_eq!(found(noon() - days(4_000)).fetched_at, future);
}

fn start(dir: &Path, key: &CacheKey) -> Vec<i64> {
    starts(&open(dir, key))
}

#[test]
fn file_of_another_key_is_set_aside_and_used_again_when_its_key_comes_back() {
    let (dir, first) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let second = CacheKey::make().unwrap();
    open(dir.path(), &first).put(&record(1, 1)).unwrap();
    let cache = open(dir.path(), &second);
    assert_eq!(cache.list(&clinic()).unwrap(), []);
    cache.put(&record(2, 1)).unwrap();
    assert_eq!(find(&cache, &record(2, 1)), Some(stored(&record(2, 1))));
    drop(cache);
    assert_eq!(files(dir.path()), ["cache.sqlite3", "cache.sqlite3.kept"]);
    for _ in 0..2 {
        assert_eq!(start(dir.path(), &first), [1]);
        assert_eq!(start(dir.path(), &second), [2]);
    }
    // Only one file is set aside: that of a third key replaces the one of the first.
    let third = CacheKey::make().unwrap();
    open(dir.path(), &third).put(&record(3, 1)).unwrap();
    assert_eq!(start(dir.path(), &second), [2]);
    assert_eq!(start(dir.path(), &third), [3]);
}

#[test]
fn exchange_that_was_interrupted_is_finished_at_the_next_start() {
    let (first, second) = (CacheKey::make().unwrap(), CacheKey::make().unwrap());
    let dir = tempfile::tempdir().unwrap();
    open(dir.path(), &first).put(&record(1, 1)).unwrap();
    open(dir.path(), &second).put(&record(2, 1)).unwrap();
    let (kept, moving) = (dir.path().join("cache.sqlite3.kept"), dir.path().join("cache.sqlite3.moving"));
    // Killed after the first rename, and after the second one.
    fs::rename(file(dir.path()), &moving).unwrap();
    assert_eq!((start(dir.path(), &second), start(dir.path(), &first)), (vec![2], vec![1]));
    fs::rename(file(dir.path()), &moving).unwrap();
    fs::rename(&kept, file(dir.path())).unwrap();
    assert_eq!((start(dir.path(), &second), start(dir.path(), &first)), (vec![2], vec![1]));
}

#[test]
fn file_without_its_key_is_kept_until_it_is_too_old() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    fs::write(file(dir.path()), with_three_records(&key)).unwrap();
    fs::write(dir.path().join("cache.sqlite3.kept"), with_three_records(&key)).unwrap();
    let without_key = Secrets::like_keychain_with(&key);
    without_key.forget_all().unwrap();
    for secrets in [&without_key, &Secrets::in_memory()] {
        let cache = Cache::open(dir.path(), secrets, CacheLimits::default()).unwrap();
        for now in [None, Some(noon()), Some(noon() + days(14))] {
            cache.enforce(now).unwrap();
            assert_eq!(files(dir.path()), ["cache.sqlite3", "cache.sqlite3.kept"]);
        }
    }
    assert_eq!(start(dir.path(), &key), [0, 1, 2]);
    let cache = Cache::open(dir.path(), &Secrets::in_memory(), CacheLimits::default()).unwrap();
    cache.enforce(Some(noon() + days(15))).unwrap();
    assert!(files(dir.path()).is_empty());
}

#[test]
fn wiped_account_is_deleted_from_files_without_their_key() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let other = AccountKey { account_id: 8, ..clinic() };
    {
        let cache = open(dir.path(), &key);
        cache.put(&record(0, 1)).unwrap();
        cache.put(&Record { account: other.clone(), ..record(0, 2) }).unwrap();
    }
    let cache = open(dir.path(), &CacheKey::make().unwrap());
    cache.wipe_account(&clinic()).unwrap();
    drop(cache);
    let cache = open(dir.path(), &key);
    assert_eq!((cache.list(&clinic()).unwrap().len(), cache.list(&other).unwrap().len()), (0, 1));
    drop(cache);
    fs::write(dir.path().join("cache.sqlite3.kept"), "not a database").unwrap();
    open(dir.path(), &key).wipe_account(&clinic()).unwrap();
    assert_eq!(files(dir.path()), ["cache.sqlite3"]);
}

#[test]
fn cache_in_memory_is_used_when_the_disk_cannot_be() {
    let dir = tempfile::tempdir().unwrap();
    let not_a_folder = dir.path().join("file");
    fs::write(&not_a_folder, "").unwrap();
    let secrets = Secrets::like_keychain_with(&CacheKey::make().unwrap());
    let cache = Cache::in_memory(&not_a_folder, &secrets, CacheLimits::default());
    cache.put(&record(0, 1)).unwrap();
    cache.follow_secrets().unwrap();
    assert_eq!(find(&cache, &record(0, 1)), Some(stored(&record(0, 1))));
    assert!(!cache.size().unwrap().on_disk);
}

#[test]
fn folder_that_cannot_be_created_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let not_a_dir = dir.path().join("file");
    fs::write(&not_a_dir, "").unwrap();
    let secrets = Secrets::like_keychain_with(&CacheKey::make().unwrap());
    let error = Cache::open(&not_a_dir, &secrets, CacheLimits::default()).unwrap_err();
    assert!(matches!(error, CacheError::Files(_)), "{error:?}");
}

fn starts(cache: &Cache) -> Vec<i64> {
    cache.list(&clinic()).unwrap().iter().map(|head| (head.from - record(0, 0).from).num_days()).collect()
}

#[test]
fn records_that_are_too_old_or_too_far_ahead_are_deleted() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let limits = CacheLimits { max_age_days_back: 2, days_ahead: 3, ..CacheLimits::default() };
    let days_put = [-4, -3, -2, -1, 0, 1, 2, 3, 4, 5];
    {
        let cache = Cache::open(dir.path(), &Secrets::like_keychain_with(&key), NO_LIMITS).unwrap();
        for day in days_put {
            cache.put(&record(day, 1)).unwrap();
        }
        assert_eq!(starts(&cache), days_put);
    }
    let cache = Cache::open(dir.path(), &Secrets::like_keychain_with(&key), limits).unwrap();
    assert_eq!(starts(&cache), days_put, "opening reads no clock");
    cache.enforce(Some(noon())).unwrap();
    // At noon the day of three days ago ended 2.5 days ago, and the day in three days begins in 2.5 days.
    assert_eq!(starts(&cache), [-2, -1, 0, 1, 2, 3]);
    let tomorrow = noon() + days(1);
    cache.put(&Record { fetched_at: tomorrow, checked_at: tomorrow, ..record(1, 2) }).unwrap();
    cache.enforce(None).unwrap();
    assert_eq!(starts(&cache), [-2, -1, 0, 1, 2, 3], "without a confirmed clock nothing is too old");
    cache.enforce(Some(tomorrow)).unwrap();
    assert_eq!(starts(&cache), [-1, 0, 1, 2, 3]);
    // Their days are not over yet, but the server has not confirmed them for more than two days.
    cache.enforce(Some(noon() + days(2) + TimeDelta::microseconds(1))).unwrap();
    assert_eq!(starts(&cache), [1]);
}

#[test]
fn record_confirmed_in_the_future_is_deleted() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    let years_ahead = noon() + days(1_000);
    cache.put(&record(0, 1)).unwrap();
    cache.touch(&clinic(), range(&record(0, 1)), years_ahead).unwrap();
    cache.put(&record(1, 1)).unwrap();
    cache.enforce(None).unwrap();
    assert_eq!(starts(&cache), [0, 1]);
    cache.enforce(Some(noon())).unwrap();
    assert_eq!(starts(&cache), [1]);
}

#[test]
fn extreme_limits_and_times_do_not_overflow() {
    let cache = Cache::open(
        Path::new("unused"),
        &Secrets::in_memory(),
        CacheLimits { max_age_days_back: i64::MAX, days_ahead: i64::MAX, max_bytes: u64::MAX },
    )
    .unwrap();
    cache.put(&record(0, 1)).unwrap();
    for now in [DateTime::<Utc>::MIN_UTC, noon(), DateTime::<Utc>::MAX_UTC] {
        cache.enforce(Some(now)).unwrap();
    }
}

#[test]
fn records_over_the_size_limit_are_deleted_oldest_confirmation_first() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let at = |minute: i64, day: i64| {
        let at = noon() + TimeDelta::minutes(minute);
        Record { fetched_at: at, checked_at: at, ..record(day, 1) }
    };
    let one_record = {
        let cache = Cache::open(Path::new("unused"), &Secrets::in_memory(), CacheLimits::default()).unwrap();
        cache.put(&at(0, 0)).unwrap();
        cache.list(&clinic()).unwrap()[0].sealed_bytes
    };
    let limits = CacheLimits { max_bytes: 3 * one_record, ..CacheLimits::default() };
    let cache = Cache::open(dir.path(), &Secrets::like_keychain_with(&key), limits).unwrap();
    for (minute, day) in [(0, 4), (1, 3), (2, 2)] {
        cache.put(&at(minute, day)).unwrap();
    }
    assert_eq!(starts(&cache), [2, 3, 4], "records of exactly the limit stay");
    cache.touch(&clinic(), range(&record(4, 1)), noon() + TimeDelta::minutes(3)).unwrap();
    cache.put(&at(4, 1)).unwrap();
    assert_eq!(starts(&cache), [1, 2, 4]);
}

#[test]
fn file_shrinks_after_records_are_deleted() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let mut numbers = Numbers(1);
    let long: String =
        (0..200_000).map(|_| char::from(b'a' + u8::try_from(numbers.below(26)).unwrap())).collect();
    let cache = open(dir.path(), &key);
    for day in 0..5 {
        cache.put(&Record { body: format!("\"{long}\"").into_bytes(), ..record(day, 1) }).unwrap();
    }
    let size = || fs::metadata(file(dir.path())).unwrap().len();
    cache.wipe_account(&AccountKey { account_id: 8, ..clinic() }).unwrap();
    assert!(size() > 500_000, "{}", size());
    cache.wipe_account(&clinic()).unwrap();
    assert!(size() < 50_000, "{}", size());
}

#[test]
fn wiped_account_leaves_no_trace_and_other_accounts_stay() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    let other = AccountKey { origin: "https://salon.example".into(), account_id: 7 };
    cache.put(&record(0, 1)).unwrap();
    cache.put(&Record { account: other.clone(), ..record(0, 2) }).unwrap();
    assert!(any_file_contains(dir.path(), b"desk.example"));
    cache.wipe_account(&clinic()).unwrap();
    assert_eq!(find(&cache, &record(0, 1)), None);
    assert!(cache.find(&other, range(&record(0, 2)), later()).unwrap().is_some());
    assert!(!any_file_contains(dir.path(), b"desk.example"));
    assert!(any_file_contains(dir.path(), b"salon.example"));
}

fn any_file_contains(dir: &Path, needle: &[u8]) -> bool {
    files(dir)
        .iter()
        .any(|name| fs::read(dir.join(name)).unwrap().windows(needle.len()).any(|window| window == needle))
}

#[test]
fn payload_is_not_readable_on_the_disk() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    for (day, appointment) in [(0, 61_208), (1, 61_209), (0, 61_210)] {
        cache.put(&record(day, appointment)).unwrap();
    }
    assert_eq!(files(dir.path()), ["cache.sqlite3", "cache.sqlite3-shm", "cache.sqlite3-wal"]);
    let assert_unreadable = |when: &str| {
        assert!(
            any_file_contains(dir.path(), b"desk.example"),
            "{when}: the scan does not find readable text"
        );
        for text in [
            "Айгерим",
            "Оспанова",
            "77015550123",
            "900101400123",
            "1990-01-01",
            "лидокаин",
            "client_name",
            "appointments",
            "61208",
            "61210",
        ] {
            assert!(!any_file_contains(dir.path(), text.as_bytes()), "{when}: {text}");
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(!any_file_contains(dir.path(), &utf16), "{when}: {text} in UTF-16");
        }
        // In data that are only compressed, these texts would not be found either.
        assert!(
            !any_file_contains(dir.path(), &[0x28, 0xb5, 0x2f, 0xfd]),
            "{when}: the data are only compressed"
        );
        assert!(!any_file_contains(dir.path(), key.bytes()), "{when}: the key");
    };
    assert_unreadable("while the file is open");
    drop(cache);
    assert_unreadable("after the file was closed");
}

#[cfg(unix)]
#[test]
fn other_users_have_no_access() {
    use std::os::unix::fs::PermissionsExt;

    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let new = dir.path().join("data/desk");
    let old = dir.path().join("old");
    fs::create_dir(&old).unwrap();
    fs::write(file(&old), "").unwrap();
    fs::set_permissions(&old, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(file(&old), fs::Permissions::from_mode(0o644)).unwrap();
    for dir in [new, old] {
        let cache = open(&dir, &key);
        cache.put(&record(0, 1)).unwrap();
        assert_eq!(mode(&dir), 0o700);
        let names = files(&dir);
        assert_eq!(names.len(), 3, "{names:?}");
        for name in names {
            assert_eq!(mode(&dir.join(&name)), 0o600, "{name}");
        }
    }
}

#[test]
fn without_keychain_no_file_is_made() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("settings.json"), "{}").unwrap();
    let cache = Cache::open(dir.path(), &Secrets::in_memory(), CacheLimits::default()).unwrap();
    cache.put(&record(0, 1)).unwrap();
    assert_eq!(find(&cache, &record(0, 1)), Some(stored(&record(0, 1))));
    assert_eq!(files(dir.path()), ["settings.json"]);
}

#[test]
fn wipe_leaves_no_file() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    fs::write(dir.path().join("settings.json"), "{}").unwrap();
    let cache = open(dir.path(), &key);
    cache.put(&record(0, 1)).unwrap();
    assert_eq!(files(dir.path()).len(), 4);
    for name in ["cache.sqlite3.kept", "cache.sqlite3.moving"] {
        fs::write(dir.path().join(name), "").unwrap();
    }
    cache.wipe().unwrap();
    assert_eq!(files(dir.path()), ["settings.json"]);
    assert_eq!(cache.list(&clinic()).unwrap(), []);
    assert_eq!(cache.size().unwrap(), CacheSize::default());
    assert_eq!(files(dir.path()), ["settings.json"], "reading creates no file");
    cache.put(&record(0, 2)).unwrap();
    assert_eq!(find(&cache, &record(0, 2)), Some(stored(&record(0, 2))));
    assert_eq!(files(dir.path()).len(), 4, "a record after the wipe is stored again");
    cache.wipe().unwrap();
    drop(cache);
    assert_eq!(files(dir.path()), ["settings.json"]);
}

#[test]
fn no_key_and_no_file_is_created_before_the_first_record() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = Secrets::like_keychain_with(&CacheKey::make().unwrap());
    secrets.forget_all().unwrap();
    let cache = Cache::open(dir.path(), &secrets, CacheLimits::default()).unwrap();
    assert!(files(dir.path()).is_empty());
    assert!(secrets.known_cache_key().unwrap().is_none());
    cache.put(&record(0, 1)).unwrap();
    assert!(secrets.known_cache_key().unwrap().is_some());
    assert_eq!(files(dir.path()).len(), 3);
}

#[test]
fn size_includes_all_accounts() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    cache.put(&record(0, 1)).unwrap();
    let other = AccountKey { account_id: 8, ..clinic() };
    cache.put(&Record { account: other.clone(), ..record(0, 2) }).unwrap();
    let bytes = |account: &AccountKey| cache.list(account).unwrap()[0].sealed_bytes;
    let sealed_bytes = bytes(&clinic()) + bytes(&other);
    assert_eq!(cache.size().unwrap(), CacheSize { records: 2, sealed_bytes, on_disk: true });
}

#[test]
fn new_limits_apply_to_the_next_enforcement() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    for day in [-5, -1, 0, 5, 20] {
        cache.put(&record(day, 1)).unwrap();
    }
    cache.set_limits(CacheLimits { max_age_days_back: 2, days_ahead: 10, ..CacheLimits::default() });
    cache.enforce(Some(noon())).unwrap();
    assert_eq!(starts(&cache), [-1, 0, 5]);
}

#[test]
fn threads_can_share_the_cache() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    std::thread::scope(|scope| {
        for day in 0..4 {
            let cache = &cache;
            scope.spawn(move || {
                for appointment in 0..10 {
                    cache.put(&record(day, appointment)).unwrap();
                    assert_eq!(
                        find(cache, &record(day, appointment)),
                        Some(stored(&record(day, appointment)))
                    );
                }
            });
        }
    });
    assert_eq!(starts(&cache), [0, 1, 2, 3]);
}

#[test]
fn record_is_printed_without_its_payload() {
    let printed = format!("{:?}", record(0, 1));
    assert!(printed.contains("body_bytes") && !printed.contains("client"), "{printed}");
}

pub(super) fn golden(layout: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/golden-v{layout}.sqlite3"))
}

/// A file of each layout, as it is on the disks of users. If this fails, the layout was changed without a new number.
#[test]
fn golden_files_can_be_opened() {
    for layout in [1, 2, 3] {
        let dir = tempfile::tempdir().unwrap();
        fs::copy(golden(layout), file(dir.path())).unwrap();
        for start in 1..=2 {
            let cache = open(dir.path(), &CacheKey::golden());
            assert_eq!(
                find(&cache, &record(0, 1)),
                Some(stored(&record(0, 1))),
                "layout {layout}, start {start}"
            );
            assert!(cache.touch(&clinic(), range(&record(0, 1)), noon() + days(1)).unwrap());
            assert_eq!(find(&cache, &record(0, 1)).unwrap().checked_at, noon() + days(1));
            assert!(cache.touch(&clinic(), range(&record(0, 1)), noon()).unwrap());
        }
    }
}

#[test]
#[ignore = "creates the golden file, once for each layout"]
fn create_the_golden_file() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path(), &CacheKey::golden());
    cache.put(&record(0, 1)).unwrap();
    keep_the_golden_record(&cache);
    drop(cache);
    fs::copy(file(dir.path()), golden(3)).unwrap();
}
