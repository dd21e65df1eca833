//! Secrets in a file under a passphrase.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::cache::{file, files, find, range};
use super::{PROXY, clinic, later, noon, record, stored};
use crate::secrets::passphrase_file::KdfCost;
use crate::{
    AccountKey, Cache, CacheLimits, NoKeychain, Passphrase, PassphraseError, Secrets, SecretsError, Storage,
};

const WORDS: &str = "терезе, көк шай, алма";
const TOKEN: &str = "a-token-of-some-length";

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned().into())
}

fn secrets_file(dir: &Path) -> PathBuf {
    dir.join("secrets.sealed")
}

fn start(dir: &Path) -> Secrets {
    Secrets::open(None, dir)
}

fn cache(dir: &Path, secrets: &Secrets) -> Cache {
    Cache::open(dir, secrets, CacheLimits::default()).unwrap()
}

/// A folder whose secrets are under the passphrase [`WORDS`], with the smallest cost.
fn sealed_folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let secrets = start(dir.path());
    secrets.set_token(&clinic(), TOKEN).unwrap();
    secrets.set_passphrase_with(&passphrase(WORDS), KdfCost::MIN).unwrap();
    dir
}

fn token(secrets: &Secrets) -> Option<String> {
    secrets.token(&clinic()).unwrap().map(|token| token.to_string())
}

fn proxy(secrets: &Secrets) -> Option<String> {
    secrets.proxy().unwrap().map(|proxy| proxy.to_string())
}

#[test]
fn secrets_and_records_are_unlocked_with_the_passphrase_at_every_start() {
    let dir = tempfile::tempdir().unwrap();
    let (put, next) = (record(0, 1), record(1, 2));
    {
        let secrets = start(dir.path());
        assert_eq!(secrets.storage(), Storage::Memory { reason: NoKeychain::Chosen });
        secrets.set_token(&clinic(), TOKEN).unwrap();
        secrets.set_proxy(Some(PROXY)).unwrap();
        let cache = cache(dir.path(), &secrets);
        cache.put(&put).unwrap();
        assert!(files(dir.path()).is_empty());
        secrets.set_passphrase(&passphrase(WORDS)).unwrap();
        cache.follow_secrets().unwrap();
        assert_eq!(secrets.storage(), Storage::Passphrase);
        assert_eq!(find(&cache, &put), Some(stored(&put)), "the record in memory was moved to the disk");
        assert!(cache.size().unwrap().on_disk);
        cache.put(&next).unwrap();
    }
    for run in 0..2 {
        let secrets = start(dir.path());
        let cache = cache(dir.path(), &secrets);
        assert_eq!(secrets.storage(), Storage::Locked, "run {run}");
        assert_eq!((token(&secrets), proxy(&secrets), find(&cache, &put)), (None, None, None), "run {run}");
        secrets.unlock(&passphrase(WORDS)).unwrap();
        cache.follow_secrets().unwrap();
        assert_eq!(secrets.storage(), Storage::Passphrase);
        assert_eq!(token(&secrets).as_deref(), Some(TOKEN), "run {run}");
        assert_eq!(proxy(&secrets).as_deref(), Some(PROXY), "run {run}");
        assert_eq!(find(&cache, &put), Some(stored(&put)), "run {run}");
        assert_eq!(find(&cache, &next), Some(stored(&next)), "run {run}");
    }
}

#[test]
fn wrong_passphrase_changes_nothing_and_can_be_retried() {
    let dir = sealed_folder();
    let before = fs::read(secrets_file(dir.path())).unwrap();
    let secrets = start(dir.path());
    for wrong in ["", "терезе, көк шай, Алма", "терезе, көк шай, алма ", "a passphrase of somebody"]
    {
        let error = secrets.unlock(&passphrase(wrong)).unwrap_err();
        assert!(matches!(error, PassphraseError::Wrong), "{wrong}: {error:?}");
        assert_eq!((secrets.storage(), token(&secrets)), (Storage::Locked, None));
    }
    assert_eq!(fs::read(secrets_file(dir.path())).unwrap(), before);
    secrets.unlock(&passphrase(WORDS)).unwrap();
    assert_eq!(token(&secrets).as_deref(), Some(TOKEN));
}

#[test]
fn changed_or_incomplete_file_cannot_be_opened() {
    let dir = sealed_folder();
    let whole = fs::read(secrets_file(dir.path())).unwrap();
    let error_for = |bytes: &[u8], what: &str| {
        fs::write(secrets_file(dir.path()), bytes).unwrap();
        let secrets = start(dir.path());
        let error = secrets.unlock(&passphrase(WORDS)).unwrap_err();
        assert!(matches!(error, PassphraseError::Wrong | PassphraseError::Damaged), "{what}: {error:?}");
        assert_eq!((secrets.storage(), token(&secrets)), (Storage::Locked, None), "{what}");
        error
    };
    for at in 0..whole.len() {
        // In a cost, the highest bit requests huge memory and the lowest bit a little more.
        for bits in [0x01, 0x80] {
            let mut changed = whole.clone();
            changed[at] ^= bits;
            let error = error_for(&changed, &format!("byte {at}"));
            if at < 5 {
                assert!(matches!(error, PassphraseError::Damaged), "byte {at}: {error:?}");
            }
        }
        let error = error_for(&whole[..at], &format!("cut at {at}"));
        // Header, format of the seal, nonce and tag. What is cut later looks like a wrong passphrase.
        let is_too_short = at < 33 + 5 + 24 + 16;
        assert_eq!(matches!(error, PassphraseError::Damaged), is_too_short, "cut at {at}: {error:?}");
    }
    error_for(&[whole.as_slice(), &[0]].concat(), "one byte more");
    fs::write(secrets_file(dir.path()), &whole).unwrap();
    let secrets = start(dir.path());
    secrets.unlock(&passphrase(WORDS)).unwrap();
    assert_eq!(token(&secrets).as_deref(), Some(TOKEN));
}

#[test]
fn secrets_are_not_readable_on_the_disk() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = start(dir.path());
    secrets.set_token(&clinic(), TOKEN).unwrap();
    secrets.set_proxy(Some(PROXY)).unwrap();
    let key = secrets.cache_key().unwrap();
    secrets.set_passphrase_with(&passphrase(WORDS), KdfCost::MIN).unwrap();
    assert_eq!(files(dir.path()), ["secrets.sealed"]);
    let bytes = fs::read(secrets_file(dir.path())).unwrap();
    let holds = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    assert!(holds(b"QBYP"), "the scan does not find readable text");
    for needle in [TOKEN.as_bytes(), WORDS.as_bytes(), b"desk.example", b"token", b"10.0.0.1", key.bytes()] {
        assert!(!holds(needle), "{}", String::from_utf8_lossy(needle));
    }
}

#[test]
fn salt_differs_for_each_file_and_nonce_for_each_write() {
    let files = [sealed_folder(), sealed_folder()].map(|dir| fs::read(secrets_file(dir.path())).unwrap());
    assert_eq!(files[0].len(), files[1].len());
    assert_ne!(files[0][17..33], files[1][17..33], "two salts are the same");
    assert_ne!(files[0][38..62], files[1][38..62], "two nonces are the same");
    let dir = sealed_folder();
    let secrets = start(dir.path());
    secrets.unlock(&passphrase(WORDS)).unwrap();
    let before = fs::read(secrets_file(dir.path())).unwrap();
    secrets.set_token(&clinic(), &TOKEN.replace('a', "b")).unwrap();
    let after = fs::read(secrets_file(dir.path())).unwrap();
    assert_eq!(before[..33], after[..33]);
    assert_ne!(before[38..62], after[38..62], "the nonce was used twice");
}

#[test]
fn start_without_passphrase_keeps_the_file_for_another_start() {
    let dir = sealed_folder();
    let before = fs::read(secrets_file(dir.path())).unwrap();
    {
        let secrets = start(dir.path());
        let cache = cache(dir.path(), &secrets);
        secrets.start_without_passphrase();
        assert_eq!(secrets.storage(), Storage::Memory { reason: NoKeychain::WithoutPassphrase });
        secrets.set_token(&clinic(), "for today").unwrap();
        cache.put(&record(0, 1)).unwrap();
        assert!(!cache.size().unwrap().on_disk);
        assert_eq!(files(dir.path()), ["secrets.sealed"]);
        // The secrets under the old passphrase would be lost.
        let error = secrets.set_passphrase_with(&passphrase("another passphrase"), KdfCost::MIN).unwrap_err();
        assert!(matches!(error, PassphraseError::AnotherInUse), "{error:?}");
    }
    assert_eq!(fs::read(secrets_file(dir.path())).unwrap(), before);
    let secrets = start(dir.path());
    secrets.unlock(&passphrase(WORDS)).unwrap();
    assert_eq!(token(&secrets).as_deref(), Some(TOKEN));
}

#[test]
fn cache_file_stays_when_the_passphrase_was_not_entered() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = start(dir.path());
    secrets.set_passphrase_with(&passphrase(WORDS), KdfCost::MIN).unwrap();
    cache(dir.path(), &secrets).put(&record(0, 1)).unwrap();
    let before = fs::read(file(dir.path())).unwrap();

    let secrets = start(dir.path());
    let cache = cache(dir.path(), &secrets);
    secrets.start_without_passphrase();
    cache.put(&record(0, 2)).unwrap();
    cache.enforce(Some(noon())).unwrap();
    assert_eq!(fs::read(file(dir.path())).unwrap(), before);
    secrets.unlock(&passphrase(WORDS)).unwrap();
    cache.follow_secrets().unwrap();
    assert_eq!(cache.find(&clinic(), range(&record(0, 1)), later()).unwrap(), Some(stored(&record(0, 1))));
}

#[test]
fn token_entered_before_unlocking_is_added() {
    let dir = sealed_folder();
    let salon = AccountKey { origin: "https://salon.example".into(), account_id: 3 };
    let secrets = start(dir.path());
    secrets.start_without_passphrase();
    secrets.set_token(&salon, "of the salon").unwrap();
    secrets.unlock(&passphrase(WORDS)).unwrap();
    drop(secrets);
    let secrets = start(dir.path());
    secrets.unlock(&passphrase(WORDS)).unwrap();
    assert_eq!(token(&secrets).as_deref(), Some(TOKEN));
    assert_eq!(**secrets.token(&salon).unwrap().unwrap(), *"of the salon");
}

#[test]
fn proxy_entered_before_unlocking_replaces_the_stored_one() {
    let dir = sealed_folder();
    for (stored, entered) in
        [(None, Some(PROXY)), (Some(PROXY), None), (Some(PROXY), Some("http://other:words@10.0.0.2"))]
    {
        let secrets = start(dir.path());
        secrets.unlock(&passphrase(WORDS)).unwrap();
        secrets.set_proxy(stored).unwrap();
        let secrets = start(dir.path());
        secrets.start_without_passphrase();
        assert_eq!(proxy(&secrets), None);
        secrets.set_proxy(entered).unwrap();
        secrets.unlock(&passphrase(WORDS)).unwrap();
        let secrets = start(dir.path());
        secrets.unlock(&passphrase(WORDS)).unwrap();
        assert_eq!(proxy(&secrets).as_deref(), entered.or(stored));
    }
}

#[test]
fn new_passphrase_replaces_the_old_one() {
    let dir = sealed_folder();
    let secrets = start(dir.path());
    secrets.unlock(&passphrase(WORDS)).unwrap();
    secrets.set_proxy(Some(PROXY)).unwrap();
    secrets.set_passphrase_with(&passphrase("another passphrase"), KdfCost::MIN).unwrap();
    let secrets = start(dir.path());
    assert!(matches!(secrets.unlock(&passphrase(WORDS)), Err(PassphraseError::Wrong)));
    secrets.unlock(&passphrase("another passphrase")).unwrap();
    assert_eq!(token(&secrets).as_deref(), Some(TOKEN));
    assert_eq!(proxy(&secrets).as_deref(), Some(PROXY));
}

#[test]
fn file_that_a_kill_has_left_is_deleted_at_the_next_start() {
    let dir = sealed_folder();
    fs::write(dir.path().join("secrets.sealed.new"), "half").unwrap();
    let secrets = start(dir.path());
    assert_eq!(files(dir.path()), ["secrets.sealed"]);
    secrets.unlock(&passphrase(WORDS)).unwrap();
    assert_eq!(token(&secrets).as_deref(), Some(TOKEN));
}

#[test]
fn forget_all_deletes_the_file_also_without_the_passphrase() {
    for unlocked in [true, false] {
        let dir = sealed_folder();
        // A kill between writing and renaming leaves this file.
        fs::write(dir.path().join("secrets.sealed.new"), "half").unwrap();
        let secrets = start(dir.path());
        if unlocked {
            secrets.unlock(&passphrase(WORDS)).unwrap();
        }
        secrets.forget_all().unwrap();
        assert!(files(dir.path()).is_empty(), "{:?}", files(dir.path()));
        assert_eq!(secrets.storage(), Storage::Memory { reason: NoKeychain::Chosen });
        assert_eq!(token(&secrets), None);
        secrets.set_token(&clinic(), "the next").unwrap();
        assert!(files(dir.path()).is_empty());
    }
}

#[test]
fn passphrase_is_rejected_when_it_is_too_short_or_not_needed() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = start(dir.path());
    assert!(matches!(secrets.unlock(&passphrase(WORDS)), Err(PassphraseError::NotInUse)));
    for short in ["", "eleven char", "            12", "қысқа сөз"] {
        assert!(
            matches!(secrets.set_passphrase(&passphrase(short)), Err(PassphraseError::TooShort)),
            "{short}"
        );
    }
    let in_keychain = Secrets::like_keychain_with(&crate::CacheKey::golden());
    assert!(matches!(in_keychain.set_passphrase(&passphrase(WORDS)), Err(PassphraseError::NotInUse)));
    assert!(files(dir.path()).is_empty());
}

#[test]
fn failed_write_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let not_a_dir = dir.path().join("file");
    fs::write(&not_a_dir, "").unwrap();
    let secrets = start(&not_a_dir);
    secrets.set_token(&clinic(), TOKEN).unwrap();
    let error = secrets.set_passphrase_with(&passphrase(WORDS), KdfCost::MIN).unwrap_err();
    assert!(matches!(error, PassphraseError::Secrets(SecretsError::File(_))), "{error:?}");
    assert_eq!(secrets.storage(), Storage::Memory { reason: NoKeychain::Chosen });
    assert_eq!(token(&secrets).as_deref(), Some(TOKEN));
}

#[cfg(unix)]
#[test]
fn other_users_have_no_access_to_the_file() {
    use std::os::unix::fs::PermissionsExt;

    let dir = sealed_folder();
    let mode = fs::metadata(secrets_file(dir.path())).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600);
}

#[test]
fn passphrase_is_never_printed() {
    let dir = sealed_folder();
    let secrets = start(dir.path());
    secrets.unlock(&passphrase(WORDS)).unwrap();
    let error = start(dir.path()).unlock(&passphrase("wrong words, all of them")).unwrap_err();
    assert_eq!(format!("{:?}", passphrase(WORDS)), "Passphrase(..)");
    assert_eq!(format!("{secrets:?}"), "Secrets { storage: Passphrase, .. }");
    assert_eq!(format!("{error:?} {error}"), "Wrong the passphrase does not open the secrets");
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/golden-v1.passphrase")
}

/// A file of version 1, as it is on the disks of users. If this fails, users cannot unlock their secrets with the correct
/// passphrase.
#[test]
fn golden_file_can_be_unlocked() {
    let dir = tempfile::tempdir().unwrap();
    fs::copy(golden(), secrets_file(dir.path())).unwrap();
    let secrets = start(dir.path());
    secrets.unlock(&passphrase(WORDS)).unwrap();
    assert_eq!(token(&secrets).as_deref(), Some(TOKEN));
    assert_eq!(secrets.known_cache_key().unwrap().unwrap().bytes(), crate::CacheKey::golden().bytes());
}

#[test]
#[ignore = "creates a file without secrets whose passphrase is checked quickly, for tests of the desk"]
fn create_the_quick_file() {
    let dir = tempfile::tempdir().unwrap();
    start(dir.path()).set_passphrase_with(&passphrase(WORDS), KdfCost::MIN).unwrap();
    let quick = Path::new(env!("CARGO_MANIFEST_DIR")).join("../desk/fixtures/quick.passphrase");
    fs::copy(secrets_file(dir.path()), quick).unwrap();
}

#[test]
#[ignore = "creates the golden file, once for each version"]
fn create_the_golden_file() {
    let dir = tempfile::tempdir().unwrap();
    let secrets = start(dir.path());
    secrets.set_token(&clinic(), TOKEN).unwrap();
    secrets.put_golden_key();
    secrets.set_passphrase(&passphrase(WORDS)).unwrap();
    fs::copy(secrets_file(dir.path()), golden()).unwrap();
}
