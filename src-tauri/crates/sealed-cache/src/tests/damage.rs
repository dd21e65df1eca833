//! Files that are damaged, deleted, or written by another program.

use std::fs;
use std::path::Path;

use rusqlite::Connection;

use super::cache::{file, files, find, open, range};
use super::{Numbers, clinic, later, record, stored};
use crate::{Cache, CacheKey, CacheLimits, Secrets};

pub(super) fn with_three_records(key: &CacheKey) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path(), key);
    for day in 0..3 {
        cache.put(&record(day, 1)).unwrap();
    }
    drop(cache);
    assert_eq!(files(dir.path()), ["cache.sqlite3"], "a closed cache has one file");
    fs::read(file(dir.path())).unwrap()
}

/// Asserts that the cache can be opened, returns each record unchanged or not at all, and can store a new one.
fn assert_usable(dir: &Path, key: &CacheKey, what: &str) {
    let cache = Cache::open(dir, &Secrets::like_keychain_with(key), CacheLimits::default())
        .unwrap_or_else(|error| panic!("{what}: {error:?}"));
    for day in 0..3 {
        let put = record(day, 1);
        let found =
            cache.find(&clinic(), range(&put), later()).unwrap_or_else(|error| panic!("{what}: {error:?}"));
        if let Some(found) = found {
            assert_eq!(found, stored(&put), "{what}");
        }
    }
    let put = record(5, 9);
    cache.put(&put).unwrap_or_else(|error| panic!("{what}: {error:?}"));
    assert_eq!(find(&cache, &put), Some(stored(&put)), "{what}");
}

/// A file whose index is not sorted. SQLite inserts rows into such an index without an error and does not find them again.
fn with_unsorted_index(whole: &[u8]) -> Vec<u8> {
    let account = clinic().to_string().into_bytes();
    let mut bytes = whole.to_vec();
    // The last page is that of the index, and the entry of the first row is at its end.
    let at = bytes.windows(account.len()).rposition(|window| window == account).unwrap();
    assert!(at > whole.len() - 4096);
    bytes[at] = b'z';
    bytes
}

#[test]
fn damaged_file_returns_correct_records_or_is_created_anew() {
    let key = CacheKey::make().unwrap();
    let whole = with_three_records(&key);
    let mut numbers = Numbers(0xda7a);
    let mut damaged: Vec<(String, Vec<u8>)> = vec![
        ("empty".into(), Vec::new()),
        ("text".into(), b"this is no database, it is a text of some length\n".repeat(200)),
        ("zeros".into(), vec![0; whole.len()]),
    ];
    for len in
        [1, 15, 16, 99, 100, 101, 4095, 4096, 4097, whole.len() / 2, whole.len() - 4096, whole.len() - 1]
    {
        damaged.push((format!("cut at {len}"), whole[..len].to_vec()));
    }
    for round in 0..120 {
        let mut bytes = whole.clone();
        for _ in 0..=numbers.below(40) {
            // Half of the changes are in the first page, on which all others depend.
            let limit = if numbers.below(2) == 0 { 4096 } else { u64::try_from(bytes.len()).unwrap() };
            let at = usize::try_from(numbers.below(limit)).unwrap();
            bytes[at] ^= u8::try_from(1 + numbers.below(255)).unwrap();
        }
        damaged.push((format!("changed bytes, round {round}"), bytes));
    }
    damaged.push(("unsorted index".into(), with_unsorted_index(&whole)));
    let dir = tempfile::tempdir().unwrap();
    for (what, bytes) in damaged {
        fs::write(file(dir.path()), bytes).unwrap();
        assert_usable(dir.path(), &key, &what);
    }
}

#[test]
fn damage_of_an_open_file_is_repaired() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let put = record(0, 1);
    let cache = open(dir.path(), &key);
    cache.put(&put).unwrap();
    Connection::open(file(dir.path()))
        .unwrap()
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
    // A new connection reads the pages from the disk; the old one has them in memory.
    drop(cache);
    let len = fs::metadata(file(dir.path())).unwrap().len();
    let cache = open(dir.path(), &key);
    let mut bytes = fs::read(file(dir.path())).unwrap();
    bytes[4096..].fill(0x5a);
    assert_eq!(u64::try_from(bytes.len()).unwrap(), len);
    fs::write(file(dir.path()), bytes).unwrap();
    cache.put(&put).unwrap();
    assert_eq!(find(&cache, &put), Some(stored(&put)));
}

#[cfg(unix)]
#[test]
fn deleted_open_file_is_created_anew() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    cache.put(&record(0, 1)).unwrap();
    for name in files(dir.path()) {
        fs::remove_file(dir.path().join(name)).unwrap();
    }
    cache.put(&record(1, 2)).unwrap();
    drop(cache);
    assert_eq!(find(&open(dir.path(), &key), &record(1, 2)), Some(stored(&record(1, 2))));
}

#[cfg(unix)]
#[test]
fn record_is_not_stored_in_memory_while_the_file_cannot_be_created_anew() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    cache.put(&record(0, 1)).unwrap();
    for name in files(dir.path()) {
        fs::remove_file(dir.path().join(name)).unwrap();
    }
    // SQLite cannot open a folder as its log.
    let log = dir.path().join("cache.sqlite3-wal");
    fs::create_dir(&log).unwrap();
    for _ in 0..2 {
        cache.put(&record(1, 2)).unwrap_err();
        cache.keep(&clinic(), "cash_count", "1", b"a count").unwrap_err();
    }
    fs::remove_dir(&log).unwrap();
    cache.put(&record(1, 2)).unwrap();
    drop(cache);
    assert_eq!(find(&open(dir.path(), &key), &record(1, 2)), Some(stored(&record(1, 2))));
}

#[test]
fn file_of_another_program_is_created_anew() {
    for change in
        ["PRAGMA application_id = 1", "DROP TABLE record", "DROP TABLE kept", "DELETE FROM key_check"]
    {
        let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
        fs::write(file(dir.path()), with_three_records(&key)).unwrap();
        Connection::open(file(dir.path())).unwrap().execute_batch(change).unwrap();
        assert_usable(dir.path(), &key, change);
        assert_eq!(open(dir.path(), &key).list(&clinic()).unwrap().len(), 1, "{change}");
    }
}

#[test]
fn file_of_a_later_layout_is_set_aside_and_its_records_stay() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    fs::write(file(dir.path()), with_three_records(&key)).unwrap();
    Connection::open(file(dir.path())).unwrap().execute_batch("PRAGMA user_version = 4").unwrap();
    assert_usable(dir.path(), &key, "a later layout");
    let kept = Connection::open(dir.path().join("cache.sqlite3.kept")).unwrap();
    let records: i64 = kept.query_row("SELECT COUNT(*) FROM record", [], |row| row.get(0)).unwrap();
    assert_eq!(records, 3);
}

/// A program that was killed leaves its write-ahead log, and a backup can be restored beside the log of the newer file.
#[test]
fn damaged_or_foreign_write_ahead_log_leaves_a_usable_cache() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    cache.put(&record(0, 1)).unwrap();
    let older = fs::read(file(dir.path())).unwrap();
    for day in 0..3 {
        cache.put(&record(day, 1)).unwrap();
    }
    let (whole, log) =
        (fs::read(file(dir.path())).unwrap(), fs::read(dir.path().join("cache.sqlite3-wal")).unwrap());
    drop(cache);
    let closed = fs::read(file(dir.path())).unwrap();
    let mut numbers = Numbers(0x7a1);
    for round in 0..60 {
        let mut damaged_log = log.clone();
        match round % 3 {
            0 => damaged_log.truncate(usize::try_from(numbers.below(log.len() as u64)).unwrap()),
            1 => {
                let at = usize::try_from(numbers.below(log.len() as u64)).unwrap();
                damaged_log[at] ^= 0x10;
            }
            _ => {}
        }
        // The database of the log, an older copy of it, and one to which the log does not belong.
        let database = [&whole, &older, &closed][usize::try_from(numbers.below(3)).unwrap()];
        let folder = tempfile::tempdir().unwrap();
        fs::write(file(folder.path()), database).unwrap();
        fs::write(folder.path().join("cache.sqlite3-wal"), damaged_log).unwrap();
        assert_usable(folder.path(), &key, &format!("round {round}"));
    }
}
