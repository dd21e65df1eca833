//! Kept records: no limit deletes them, a wipe does, and each opens in its own place only.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use zeroize::Zeroizing;

use super::cache::{file, files, find, golden, open};
use super::damage::with_three_records;
use super::{clinic, days, noon, record, stored};
use crate::secrets::passphrase_file::KdfCost;
use crate::{AccountKey, Cache, CacheKey, CacheLimits, Kept, Passphrase, Secrets};

const KIND: &str = "cash_count";
const BODY: &[u8] = "{\"counted\":41500,\"by\":\"Айгерим Оспанова\"}".as_bytes();

fn other_account() -> AccountKey {
    AccountKey { account_id: 8, ..clinic() }
}

fn kept(name: &str, body: &[u8]) -> Kept {
    Kept { name: name.to_owned(), body: Some(body.to_vec()) }
}

fn all(cache: &Cache) -> Vec<Kept> {
    cache.kept(&clinic(), KIND).unwrap()
}

fn contains(dir: &Path, needle: &[u8]) -> bool {
    files(dir)
        .iter()
        .any(|name| fs::read(dir.join(name)).unwrap().windows(needle.len()).any(|window| window == needle))
}

#[test]
fn kept_records_are_found_by_account_and_kind_also_after_a_restart() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    assert_eq!(all(&cache), []);
    cache.remove_kept(&clinic(), KIND, "1").unwrap();
    cache.keep(&clinic(), KIND, "1", b"first").unwrap();
    cache.keep(&clinic(), KIND, "2", BODY).unwrap();
    cache.keep(&clinic(), KIND, "1", b"").unwrap();
    cache.keep(&clinic(), "employee", "1", b"another kind").unwrap();
    cache.keep(&other_account(), KIND, "1", b"another account").unwrap();
    drop(cache);
    let cache = open(dir.path(), &key);
    assert_eq!(all(&cache), [kept("1", b""), kept("2", BODY)]);
    assert_eq!(cache.kept(&clinic(), "employee").unwrap(), [kept("1", b"another kind")]);
    assert_eq!(cache.kept(&other_account(), KIND).unwrap(), [kept("1", b"another account")]);
    cache.remove_kept(&clinic(), KIND, "1").unwrap();
    assert_eq!(all(&cache), [kept("2", BODY)]);
    assert_eq!(cache.kept(&other_account(), KIND).unwrap().len(), 1);
}

#[test]
fn no_limit_of_age_or_size_deletes_a_kept_record() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let limits = CacheLimits { max_age_days_back: 0, days_ahead: 0, max_bytes: 0 };
    let cache = Cache::open(dir.path(), &Secrets::like_keychain_with(&key), limits).unwrap();
    cache.keep(&clinic(), KIND, "1", BODY).unwrap();
    cache.put(&record(0, 1)).unwrap();
    assert_eq!(cache.list(&clinic()).unwrap(), [], "the cache is full");
    cache.keep(&clinic(), KIND, "2", BODY).unwrap();
    for now in [None, Some(noon()), Some(noon() + days(10_000))] {
        cache.enforce(now).unwrap();
        assert_eq!(all(&cache), [kept("1", BODY), kept("2", BODY)]);
    }
    assert_eq!(cache.size().unwrap().records, 0, "kept records do not count as cached periods");
}

#[test]
fn wiped_account_loses_its_kept_records_and_the_others_stay() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    let salon = AccountKey { origin: "https://salon.example".to_owned(), account_id: 7 };
    cache.keep(&clinic(), KIND, "1", BODY).unwrap();
    cache.keep(&salon, KIND, "1", BODY).unwrap();
    assert!(contains(dir.path(), b"desk.example"));
    cache.wipe_account(&clinic()).unwrap();
    assert!(all(&cache).is_empty() && !contains(dir.path(), b"desk.example"));
    assert_eq!(cache.kept(&salon, KIND).unwrap(), [kept("1", BODY)]);
    cache.wipe().unwrap();
    assert_eq!(files(dir.path()), [""; 0]);
    assert_eq!(cache.kept(&salon, KIND).unwrap(), []);
}

#[test]
fn body_of_a_kept_record_is_not_readable_on_the_disk() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    cache.keep(&clinic(), KIND, "1", BODY).unwrap();
    let printed = format!("{:?}", all(&cache));
    assert!(printed.contains("body_bytes") && !printed.contains("41"), "{printed}");
    drop(cache);
    assert!(contains(dir.path(), KIND.as_bytes()), "the scan does not find readable text");
    for text in ["41500", "Айгерим", "counted"] {
        assert!(!contains(dir.path(), text.as_bytes()), "{text}");
    }
}

#[test]
fn moved_or_changed_record_does_not_open_and_the_others_do() {
    for change in [
        "account = 'https://desk.example#8'",
        "kind = 'employee'",
        "name = '3'",
        "sealed = (SELECT sealed FROM kept WHERE name = '2')",
        "sealed = SUBSTR(sealed, 1, LENGTH(sealed) - 1)",
        "sealed = zeroblob(LENGTH(sealed))",
        "sealed = x''",
        // A later version of the format.
        "sealed = CAST(SUBSTR(sealed, 1, 4) || x'02' || SUBSTR(sealed, 6) AS BLOB)",
    ] {
        let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
        let cache = open(dir.path(), &key);
        cache.keep(&clinic(), KIND, "1", BODY).unwrap();
        cache.keep(&clinic(), KIND, "2", b"second").unwrap();
        let update = format!("UPDATE kept SET {change} WHERE name = '1'");
        assert_eq!(Connection::open(file(dir.path())).unwrap().execute(&update, []).unwrap(), 1);
        let mut found = all(&cache);
        assert!(found.contains(&kept("2", b"second")), "{change}");
        for account in [clinic(), other_account()] {
            found.extend(cache.kept(&account, "employee").unwrap());
        }
        found.extend(cache.kept(&other_account(), KIND).unwrap());
        let changed: Vec<&Kept> = found.iter().filter(|kept| kept.name != "2").collect();
        assert_eq!(changed.len(), 1, "{change}: a record that cannot be opened stays");
        assert_eq!(changed[0].body, None, "{change}");
    }
}

#[test]
fn file_of_an_earlier_layout_gets_the_table_and_keeps_its_payloads() {
    for layout in [1, 2] {
        let dir = tempfile::tempdir().unwrap();
        fs::copy(golden(layout), file(dir.path())).unwrap();
        for start in 1..=2 {
            let cache = open(dir.path(), &CacheKey::golden());
            assert_eq!(all(&cache).len(), start - 1, "layout {layout}, start {start}");
            cache.keep(&clinic(), KIND, &start.to_string(), BODY).unwrap();
            assert_eq!(find(&cache, &record(0, 1)), Some(stored(&record(0, 1))), "layout {layout}");
        }
    }
}

/// A kept record as it is on the disks of users.
#[test]
fn kept_record_of_the_golden_file_can_be_opened() {
    let dir = tempfile::tempdir().unwrap();
    fs::copy(golden(3), file(dir.path())).unwrap();
    assert_eq!(all(&open(dir.path(), &CacheKey::golden())), [kept("1", BODY)]);
}

/// The part of the golden file that this module reads.
pub(super) fn keep_the_golden_record(cache: &Cache) {
    cache.keep(&clinic(), KIND, "1", BODY).unwrap();
}

#[test]
fn account_is_wiped_from_a_file_of_an_earlier_layout_without_its_key() {
    let dir = tempfile::tempdir().unwrap();
    fs::copy(golden(2), file(dir.path())).unwrap();
    let cache = Cache::open(dir.path(), &Secrets::in_memory(), CacheLimits::default()).unwrap();
    cache.wipe_account(&other_account()).unwrap();
    let cache = open(dir.path(), &CacheKey::golden());
    assert_eq!(find(&cache, &record(0, 1)), Some(stored(&record(0, 1))));
}

#[test]
fn file_without_its_key_keeps_its_kept_records_and_loses_payloads_that_are_too_old() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    {
        let cache = open(dir.path(), &key);
        cache.put(&record(0, 1)).unwrap();
        cache.keep(&clinic(), KIND, "1", BODY).unwrap();
        cache.keep(&other_account(), KIND, "1", BODY).unwrap();
    }
    let payloads = || open(dir.path(), &key).list(&clinic()).unwrap().len();
    for (now, expected) in [(noon(), 1), (noon() + days(15), 0), (noon() + days(3_000), 0)] {
        let cache = Cache::open(dir.path(), &Secrets::in_memory(), CacheLimits::default()).unwrap();
        cache.enforce(Some(now)).unwrap();
        drop(cache);
        assert_eq!(payloads(), expected, "{now}");
        assert_eq!(all(&open(dir.path(), &key)), [kept("1", BODY)]);
    }
    let cache = Cache::open(dir.path(), &Secrets::in_memory(), CacheLimits::default()).unwrap();
    cache.wipe_account(&clinic()).unwrap();
    assert_eq!(all(&open(dir.path(), &key)), []);
    assert_eq!(open(dir.path(), &key).kept(&other_account(), KIND).unwrap(), [kept("1", BODY)]);
}

#[test]
fn damaged_file_is_created_anew_and_records_can_be_kept_in_it() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let with_kept = {
        open(dir.path(), &key).keep(&clinic(), KIND, "1", BODY).unwrap();
        fs::read(file(dir.path())).unwrap()
    };
    for damaged in [b"not a database".to_vec(), with_kept[..4096].to_vec(), with_three_records(&key)] {
        fs::write(file(dir.path()), &damaged).unwrap();
        Connection::open(file(dir.path())).unwrap().execute_batch("DROP TABLE kept").ok();
        let cache = open(dir.path(), &key);
        assert_eq!(all(&cache), []);
        cache.keep(&clinic(), KIND, "2", BODY).unwrap();
        drop(cache);
        assert_eq!(all(&open(dir.path(), &key)), [kept("2", BODY)]);
    }
}

#[test]
fn records_kept_in_memory_move_to_the_disk_with_the_secrets() {
    let dir = tempfile::tempdir().unwrap();
    let passphrase = Passphrase::new(Zeroizing::new("twelve characters".to_owned()));
    let secrets = Secrets::open(None, dir.path());
    let cache = Cache::open(dir.path(), &secrets, CacheLimits::default()).unwrap();
    cache.keep(&clinic(), KIND, "1", b"before the passphrase").unwrap();
    assert!(!cache.keeps_on_disk() && files(dir.path()).is_empty());
    secrets.set_passphrase_with(&passphrase, KdfCost::MIN).unwrap();
    cache.follow_secrets().unwrap();
    assert!(cache.keeps_on_disk());
    drop((cache, secrets));

    // Without the passphrase the records in memory have another key.
    let secrets = Secrets::open(None, dir.path());
    let cache = Cache::open(dir.path(), &secrets, CacheLimits::default()).unwrap();
    secrets.start_without_passphrase();
    assert_eq!((all(&cache), cache.keeps_on_disk()), (Vec::new(), false));
    cache.keep(&clinic(), KIND, "2", b"without it").unwrap();
    secrets.unlock(&passphrase).unwrap();
    cache.follow_secrets().unwrap();
    assert_eq!(all(&cache), [kept("1", b"before the passphrase"), kept("2", b"without it")]);
}

#[test]
fn record_that_cannot_be_written_is_an_error_and_the_earlier_one_stays() {
    let (dir, key) = (tempfile::tempdir().unwrap(), CacheKey::make().unwrap());
    let cache = open(dir.path(), &key);
    assert!(cache.keeps_on_disk(), "nothing is stored yet, and the next record will be on the disk");
    cache.keep(&clinic(), KIND, "1", b"first").unwrap();
    let other = Connection::open(file(dir.path())).unwrap();
    // Another process that writes and does not end.
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    cache.keep(&clinic(), KIND, "1", b"second").unwrap_err();
    assert_eq!(all(&cache), [kept("1", b"first")]);
    other.execute_batch("ROLLBACK").unwrap();
    cache.keep(&clinic(), KIND, "1", b"second").unwrap();
    assert_eq!(all(&cache), [kept("1", b"second")]);
}
