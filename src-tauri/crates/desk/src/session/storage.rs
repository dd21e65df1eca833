//! The secrets and the sealed cache of one data folder, and deleting them.

use std::error::Error;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use calendar::model::Instant;
use sealed_cache::{AccountKey, Cache, CacheError, CacheLimits, KeychainNames, Record, Secrets};

use super::SettingsStore;
use crate::api::{CacheSettings, DeskError, DeskErrorCode};
use crate::errors;

/// The number of deletions. A payload that was requested before a deletion is not stored after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DeletionCount(u64);

/// The secrets and the sealed cache. Every call blocks on the disk or the keychain.
pub(crate) struct Storage {
    pub secrets: Secrets,
    pub cache: Cache,
    /// Held while a payload is stored and while something is deleted.
    deletions: Mutex<DeletionCount>,
}

impl Storage {
    /// Opens the secrets and the cache of a folder. A damaged cache is made anew. While the folder cannot be used, the cache
    /// is in memory.
    pub fn open(data_dir: &Path, keychain: Option<&KeychainNames>, settings: &CacheSettings) -> Self {
        let secrets = Secrets::open(keychain, data_dir);
        let limits = cache_limits(settings);
        let cache = Cache::open(data_dir, &secrets, limits).unwrap_or_else(|error| {
            tracing::warn!(
                error = &error as &dyn Error,
                "the cache cannot be opened: the calendar stays in memory"
            );
            Cache::in_memory(data_dir, &secrets, limits)
        });
        Self { secrets, cache, deletions: Mutex::default() }
    }

    /// To be read before a request whose response is stored with [`Storage::store_payload`].
    pub fn deletion_count(&self) -> DeletionCount {
        *self.deletions()
    }

    /// Stores a payload, unless something was deleted since `requested`. Then deletes what is outside the limits at `now`,
    /// the present time if a server has confirmed it.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn store_payload(
        &self,
        record: &Record,
        requested: DeletionCount,
        now: Option<Instant>,
    ) -> Result<(), CacheError> {
        let deletions = self.deletions();
        if *deletions != requested {
            return Ok(());
        }
        self.cache.put(record)?;
        self.cache.enforce(now)
    }

    /// Moves the cache to where the secrets are now, after a passphrase was set or entered.
    pub fn follow_secrets(&self) {
        // The secrets are in place already. A calendar that could not be moved is fetched again.
        if let Err(error) = self.cache.follow_secrets() {
            tracing::warn!(%error, "the cache could not be moved to the place of the secrets");
        }
    }

    /// Deletes the token and the cached calendar of an account.
    pub fn delete_account(&self, account: &AccountKey) -> Result<(), DeskError> {
        let mut deletions = self.deletions();
        deletions.0 += 1;
        self.secrets.forget(account).map_err(|error| errors::storage("delete the token", &error))?;
        self.cache.wipe_account(account).map_err(|error| errors::storage("empty the cache", &error))
    }

    /// Deletes every file and every entry in the keychain. `delete_others` deletes the files of others.
    ///
    /// # Errors
    /// `WipeIncomplete` with the first failure, after everything was tried.
    pub fn wipe(
        &self,
        settings: &dyn SettingsStore,
        delete_others: impl FnOnce() -> Vec<Result<(), DeskError>>,
    ) -> Result<(), DeskError> {
        let mut deletions = self.deletions();
        deletions.0 += 1;
        let mut outcomes = vec![
            self.cache.wipe().map_err(|error| not_wiped("the cache", &error)),
            self.secrets.forget_all().map_err(|error| not_wiped("the secrets", &error)),
            settings.clear().map_err(|error| not_wiped("the settings", &error)),
        ];
        outcomes.extend(delete_others());
        outcomes.into_iter().collect()
    }

    fn deletions(&self) -> MutexGuard<'_, DeletionCount> {
        self.deletions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An error of a wipe. `what` names what is still on the computer.
pub(crate) fn not_wiped(what: &str, error: &dyn Error) -> DeskError {
    let error = onelink::error_chain(error);
    tracing::warn!(error, "{what} could not be deleted");
    DeskError::desk(DeskErrorCode::WipeIncomplete, format!("{what} could not be deleted: {error}"))
}

pub(crate) fn cache_limits(settings: &CacheSettings) -> CacheLimits {
    CacheLimits {
        max_age_days_back: i64::from(settings.days_back),
        days_ahead: i64::from(settings.days_ahead),
        max_bytes: u64::from(settings.max_mib) * 1024 * 1024,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, SystemClock};
    use crate::session::MemoryStore;

    #[test]
    fn payload_requested_before_a_wipe_is_not_stored_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path(), None, &CacheSettings::default());
        let now = SystemClock.now();
        let record = Record {
            account: AccountKey { origin: "https://desk.example".to_owned(), account_id: 7 },
            from: now,
            to: now,
            body: b"{}".to_vec(),
            etag: None,
            fetched_at: now,
            checked_at: now,
        };
        let stored = || storage.cache.size().unwrap().records;
        let requested = storage.deletion_count();
        storage.store_payload(&record, requested, None).unwrap();
        assert_eq!(stored(), 1);
        storage.wipe(&MemoryStore::default(), Vec::new).unwrap();
        storage.store_payload(&record, requested, None).unwrap();
        assert_eq!(stored(), 0);
        storage.store_payload(&record, storage.deletion_count(), None).unwrap();
        assert_eq!(stored(), 1);
    }
}
