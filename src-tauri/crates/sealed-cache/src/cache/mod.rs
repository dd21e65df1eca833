//! Sealed records in SQLite: on disk when the cache key is stored, else in memory.

mod database;
mod error;
mod files;
mod table;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use crate::account::AccountKey;
use crate::key::CacheKey;
use crate::private_fields::without_private_fields;
use crate::record::{CacheLimits, CacheSize, Record, RecordHead};
use crate::secrets::{Secrets, Storage};
use database::Database;
pub use error::CacheError;
use table::SealedRow;

/// The payloads of the accounts of one data folder.
///
/// Neither a file nor a key exists before the first [`put`](Self::put), nor after a [`wipe`](Self::wipe) until the next
/// `put`. Every call blocks on the disk. Calls from several threads wait for each other.
pub struct Cache {
    dir: PathBuf,
    secrets: Secrets,
    limits: Mutex<CacheLimits>,
    /// `None`: nothing is stored yet.
    database: Mutex<Option<SealedDatabase>>,
}

/// A database with the key of its records.
struct SealedDatabase {
    database: Database,
    key: CacheKey,
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("limits", &self.limits()).finish_non_exhaustive()
    }
}

impl Cache {
    /// Opens the cache in `dir`.
    ///
    /// When the secrets are in the keychain or under a passphrase, the records are in `cache.sqlite3` in `dir`. The folder is
    /// created if it does not exist, and other users get no access to it. A file that is damaged, was sealed with another
    /// key or was written by another version of the program is replaced by an empty one.
    ///
    /// When the secrets are in memory, nothing is written. An earlier file is deleted, unless its key can become available
    /// again: the keychain is only locked, or the passphrase was not entered.
    ///
    /// # Errors
    /// When the key cannot be read, or the folder or the file cannot be used.
    pub fn open(dir: &Path, secrets: &Secrets, limits: CacheLimits) -> Result<Self, CacheError> {
        let cache = Self {
            dir: dir.to_owned(),
            secrets: secrets.clone(),
            limits: Mutex::new(limits),
            database: Mutex::new(None),
        };
        cache.follow_secrets()?;
        Ok(cache)
    }

    /// Moves the records to the storage that the secrets use now. To be called after [`Secrets::set_passphrase`] and
    /// [`Secrets::unlock`]. Records in memory are moved to disk when they were sealed with the same key.
    ///
    /// # Errors
    /// When the key cannot be read, or the folder or the file cannot be used.
    pub fn follow_secrets(&self) -> Result<(), CacheError> {
        let mut database = self.database();
        let in_memory = database.take().filter(|previous| !previous.database.is_on_disk());
        match self.secrets.storage() {
            Storage::Keychain | Storage::Passphrase => {
                let Some(key) = self.secrets.known_cache_key()? else {
                    // No key can open an existing file any more.
                    return files::remove(&self.dir).map_err(CacheError::Files);
                };
                let mut rows = Vec::new();
                if let Some(mut previous) = in_memory.filter(|previous| previous.key == key) {
                    rows = table::all_rows(previous.database.connection()).map_err(CacheError::Database)?;
                }
                let on_disk = SealedDatabase { database: Database::on_disk(&self.dir, &key)?, key };
                database.insert(on_disk).run(|connection, _| table::insert_all(connection, &rows))
            }
            Storage::Memory { reason } => {
                *database = in_memory;
                if reason.key_may_return() {
                    Ok(())
                } else {
                    files::remove(&self.dir).map_err(CacheError::Files)
                }
            }
            Storage::Locked => {
                *database = in_memory;
                Ok(())
            }
        }
    }

    /// Changes the limits. Records outside the new limits are deleted by the next [`put`](Self::put) or
    /// [`enforce`](Self::enforce).
    pub fn set_limits(&self, limits: CacheLimits) {
        *self.limits.lock().unwrap_or_else(PoisonError::into_inner) = limits;
    }

    /// The size of the stored records of all accounts.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn size(&self) -> Result<CacheSize, CacheError> {
        let on_disk = self.database().as_ref().is_some_and(|sealed| sealed.database.is_on_disk());
        let size = self.run_if_stored(|connection, _| table::size(connection))?;
        let (records, sealed_bytes) = size.unwrap_or_default();
        Ok(CacheSize { records, sealed_bytes, on_disk })
    }

    /// Stores a record in place of an earlier one of the same account and range, then enforces the limits with the
    /// record's `checked_at` as the current time. When this returns, the record is on the disk.
    ///
    /// The body is stored without its [private fields](crate::PRIVATE_FIELDS). A record outside the limits is not stored.
    ///
    /// # Errors
    /// When the body is not JSON, or cannot be sealed or written; the earlier record is still stored then. Also when there
    /// is no key yet and the keychain does not store a new one.
    pub fn put(&self, record: &Record) -> Result<(), CacheError> {
        let body = without_private_fields(&record.body)?;
        let limits = self.limits();
        let now = record.checked_at.max(record.fetched_at);
        let mut database = self.database();
        let sealed = match &mut *database {
            Some(sealed) => sealed,
            none => none.insert(self.create_database()?),
        };
        let row = SealedRow::seal(&sealed.key, record, &body)?;
        sealed.run(|connection, _| table::insert_within_limits(connection, &row, limits, now))
    }

    /// Stores the time at which the server confirmed a record (status 304). An earlier time than the stored one is ignored.
    /// Returns `false` when there is no such record.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn touch(
        &self,
        account: &AccountKey,
        range: (DateTime<Utc>, DateTime<Utc>),
        checked_at: DateTime<Utc>,
    ) -> Result<bool, CacheError> {
        self.run_if_stored(|connection, _| table::confirm(connection, account, range.into(), checked_at))
            .map(Option::unwrap_or_default)
    }

    /// Finds the record that was confirmed last among those whose range covers `range` (`from`, `to`). Records that cannot
    /// be opened are deleted.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn find(
        &self,
        account: &AccountKey,
        range: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Option<Record>, CacheError> {
        self.run_if_stored(|connection, key| table::find(connection, key, account, range.into()))
            .map(Option::flatten)
    }

    /// The stored records of an account, by start of range.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn list(&self, account: &AccountKey) -> Result<Vec<RecordHead>, CacheError> {
        self.run_if_stored(|connection, _| table::list(connection, account)).map(Option::unwrap_or_default)
    }

    /// Deletes the records that are outside the limits at `now`. [`put`](Self::put) does the same; this is for a program that
    /// runs for days without storing anything.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn enforce(&self, now: DateTime<Utc>) -> Result<(), CacheError> {
        let limits = self.limits();
        self.run_if_stored(|connection, _| table::enforce_limits(connection, limits, now))
            .map(Option::unwrap_or_default)
    }

    /// Deletes the records of one account and leaves no trace of them in the file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn wipe_account(&self, account: &AccountKey) -> Result<(), CacheError> {
        self.run_if_stored(|connection, _| table::delete_account(connection, account))
            .map(Option::unwrap_or_default)
    }

    /// Deletes all records and the files. The key is one of the secrets, so [`Secrets::forget_all`] deletes it. To leave no
    /// trace, call that before the next `put`.
    ///
    /// # Errors
    /// When a file cannot be deleted.
    pub fn wipe(&self) -> Result<(), CacheError> {
        let mut database = self.database();
        // The database is closed first: Windows does not delete an open file.
        *database = None;
        files::remove(&self.dir).map_err(CacheError::Files)
    }

    /// Creates the database for the first record, and the key if there is none.
    fn create_database(&self) -> Result<SealedDatabase, CacheError> {
        let storage = self.secrets.storage();
        let key = self.secrets.cache_key()?;
        let database = match storage {
            Storage::Keychain | Storage::Passphrase => Database::on_disk(&self.dir, &key)?,
            Storage::Memory { .. } | Storage::Locked => Database::in_memory(&key)?,
        };
        Ok(SealedDatabase { database, key })
    }

    /// Runs `work` on the database. Returns `None` when nothing is stored yet.
    fn run_if_stored<T>(
        &self,
        work: impl Fn(&mut Connection, &CacheKey) -> Result<T, rusqlite::Error>,
    ) -> Result<Option<T>, CacheError> {
        self.database().as_mut().map(|sealed| sealed.run(work)).transpose()
    }

    fn limits(&self) -> CacheLimits {
        *self.limits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn database(&self) -> MutexGuard<'_, Option<SealedDatabase>> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SealedDatabase {
    /// Runs `work`. When the file is damaged or was deleted, it is replaced by an empty one and `work` runs on that.
    fn run<T>(
        &mut self,
        work: impl Fn(&mut Connection, &CacheKey) -> Result<T, rusqlite::Error>,
    ) -> Result<T, CacheError> {
        let Self { database, key } = self;
        // SQLite would go on writing to the deleted file, which nobody can open again.
        if database.is_deleted() {
            tracing::warn!("the cache file was deleted by another program and is created anew");
            database.recreate(key)?;
        }
        match work(database.connection(), key) {
            Err(error) if database::is_damage(&error) => {
                tracing::warn!("the cache file is damaged and is created anew: {error}");
                database.recreate(key)?;
                work(database.connection(), key).map_err(CacheError::Database)
            }
            outcome => outcome.map_err(CacheError::Database),
        }
    }
}
