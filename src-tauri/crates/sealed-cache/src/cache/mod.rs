//! Sealed records in SQLite: on disk when the cache key is stored, else in memory.

mod database;
mod error;
mod files;
mod kept_table;
mod table;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use crate::account::AccountKey;
use crate::kept::{Kept, KeptRow};
use crate::key::CacheKey;
use crate::private_fields::without_private_fields;
use crate::record::{CacheLimits, CacheSize, Record, RecordHead};
use crate::seal::SealError;
use crate::secrets::{Secrets, Storage};
use database::Database;
pub use error::CacheError;
use table::SealedRow;

/// The payloads of the accounts of one data folder, and their kept records.
///
/// Neither a file nor a key exists before the first [`put`](Self::put) or [`keep`](Self::keep), nor after a
/// [`wipe`](Self::wipe) until the next one. Every call blocks on the disk. Calls from several threads wait for each other.
pub struct Cache {
    dir: PathBuf,
    secrets: Secrets,
    limits: Mutex<CacheLimits>,
    /// Whether nothing is written to disk, whatever the secrets allow.
    is_in_memory: bool,
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
    /// created if it does not exist, and other users get no access to it. A damaged file is replaced by an empty one. A file
    /// that was sealed with another key, or written by a later version of the program, is set aside. It is used again when
    /// its key comes back.
    ///
    /// When the secrets are in memory, or have no key, nothing is written, and an earlier file stays. It is deleted when it is
    /// too old ([`enforce`](Self::enforce)), or by [`wipe`](Self::wipe).
    ///
    /// # Errors
    /// When the key cannot be read, or the folder or the file cannot be used.
    pub fn open(dir: &Path, secrets: &Secrets, limits: CacheLimits) -> Result<Self, CacheError> {
        // Also files that are not opened now.
        files::protect_all(dir);
        let cache = Self { is_in_memory: false, ..Self::in_memory(dir, secrets, limits) };
        cache.follow_secrets()?;
        Ok(cache)
    }

    /// A cache that stores nothing on disk, for a folder that cannot be used. Earlier files in `dir` stay.
    pub fn in_memory(dir: &Path, secrets: &Secrets, limits: CacheLimits) -> Self {
        Self {
            dir: dir.to_owned(),
            secrets: secrets.clone(),
            limits: Mutex::new(limits),
            is_in_memory: true,
            database: Mutex::new(None),
        }
    }

    /// Moves the records to the storage that the secrets use now. To be called after [`Secrets::set_passphrase`] and
    /// [`Secrets::unlock`]. Records in memory are moved to disk when they were sealed with the same key, and kept records
    /// always.
    ///
    /// # Errors
    /// When the key cannot be read, or the folder or the file cannot be used. Kept records in memory stay there then.
    pub fn follow_secrets(&self) -> Result<(), CacheError> {
        let mut database = self.database();
        if self.is_in_memory {
            return Ok(());
        }
        let mut in_memory = database.take().filter(|previous| !previous.database.is_on_disk());
        let on_disk = match self.secrets.storage() {
            Storage::Keychain | Storage::Passphrase => self.move_to_disk(in_memory.as_mut()),
            Storage::Memory { .. } | Storage::Locked => Ok(None),
        };
        match on_disk {
            Ok(Some(on_disk)) => *database = Some(on_disk),
            Ok(None) => *database = in_memory,
            Err(error) => {
                *database = in_memory;
                return Err(error);
            }
        }
        Ok(())
    }

    /// Opens the database on disk and copies the records from the one in memory. Returns `None` when there is no key: a file
    /// without its key stays, because the key can come back.
    fn move_to_disk(
        &self,
        in_memory: Option<&mut SealedDatabase>,
    ) -> Result<Option<SealedDatabase>, CacheError> {
        let Some(key) = self.secrets.known_cache_key()? else { return Ok(None) };
        let (mut rows, mut kept_rows) = (Vec::new(), Vec::new());
        if let Some(previous) = in_memory {
            let connection = previous.database.connection();
            if previous.key == key {
                rows = table::all_rows(connection).map_err(CacheError::Database)?;
            }
            // Payloads of another key are fetched again. Kept records are nowhere else.
            for row in kept_table::all_rows(connection).map_err(CacheError::Database)? {
                kept_rows.push(row.reseal(&previous.key, &key)?);
            }
        }
        let mut on_disk = SealedDatabase { database: Database::on_disk(&self.dir, &key)?, key };
        on_disk.run(|connection, _| {
            table::insert_all(connection, &rows)?;
            kept_table::insert_all(connection, &kept_rows)
        })?;
        Ok(Some(on_disk))
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

    /// Stores a record in place of an earlier one of the same account and range, then deletes what is over the limit of the
    /// size. When this returns, the record is on the disk, if the folder and the keychain can be used.
    ///
    /// The body is stored without its [private fields](crate::PRIVATE_FIELDS).
    ///
    /// # Errors
    /// When the body is not JSON, or cannot be sealed or written; the earlier record is still stored then.
    pub fn put(&self, record: &Record) -> Result<(), CacheError> {
        let body = without_private_fields(&record.body)?;
        let limits = self.limits();
        self.run_or_create(|sealed| {
            let row = SealedRow::seal(&sealed.key, record, &body)?;
            sealed.run(|connection, _| table::insert_within_size(connection, &row, limits))
        })
    }

    /// Keeps `body` in place of an earlier one of the same account, kind and name, whatever its age and size are. When this
    /// returns, it is on the disk, if [`keeps_on_disk`](Self::keeps_on_disk) says so.
    ///
    /// The body is sealed as it is, and need not be JSON. The file shows `kind` and `name`.
    ///
    /// # Errors
    /// When it cannot be sealed or written; the earlier one is still kept then.
    pub fn keep(&self, account: &AccountKey, kind: &str, name: &str, body: &[u8]) -> Result<(), CacheError> {
        self.run_or_create(|sealed| {
            let row = [KeptRow::seal(&sealed.key, account, kind, name, body)?];
            sealed.run(|connection, _| kept_table::insert_all(connection, &row))
        })
    }

    /// The kept records of an account and kind, sorted by name.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn kept(&self, account: &AccountKey, kind: &str) -> Result<Vec<Kept>, CacheError> {
        self.run_if_stored(|connection, key| kept_table::list(connection, key, account, kind))
            .map(Option::unwrap_or_default)
    }

    /// Deletes a kept record. It is no error when there is none.
    ///
    /// # Errors
    /// When the file cannot be written; the record is still kept then.
    pub fn remove_kept(&self, account: &AccountKey, kind: &str, name: &str) -> Result<(), CacheError> {
        self.run_if_stored(|connection, _| kept_table::remove(connection, account, kind, name))?;
        Ok(())
    }

    /// Whether records outlive the program: those that are stored, and the next one if nothing is stored yet.
    pub fn keeps_on_disk(&self) -> bool {
        match &*self.database() {
            Some(sealed) => sealed.database.is_on_disk(),
            None => self.uses_disk(),
        }
    }

    /// Stores the time at which the server confirmed a record (status 304). Returns `false` when there is no such record.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn touch(
        &self,
        account: &AccountKey,
        range: (DateTime<Utc>, DateTime<Utc>),
        checked_at: DateTime<Utc>,
    ) -> Result<bool, CacheError> {
        self.run_if_stored(|connection, key| {
            table::confirm(connection, key, account, range.into(), checked_at)
        })
        .map(Option::unwrap_or_default)
    }

    /// Finds the record that was confirmed last among those whose range covers `range` (`from`, `to`). Records that were
    /// confirmed after `now` come last: the clock was wrong then, or is now. Records that cannot be opened are deleted.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn find(
        &self,
        account: &AccountKey,
        range: (DateTime<Utc>, DateTime<Utc>),
        now: DateTime<Utc>,
    ) -> Result<Option<Record>, CacheError> {
        self.run_if_stored(|connection, key| table::find(connection, key, account, range.into(), now))
            .map(Option::flatten)
    }

    /// The stored records of an account, by start of range.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn list(&self, account: &AccountKey) -> Result<Vec<RecordHead>, CacheError> {
        self.run_if_stored(|connection, _| table::list(connection, account)).map(Option::unwrap_or_default)
    }

    /// Deletes the records that are outside the limits, and no kept record. `now` is the present time if a server has confirmed it. Without it
    /// nothing is deleted for its age: the computer's clock may be wrong, and the data cannot be fetched again at the moment.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn enforce(&self, now: Option<DateTime<Utc>>) -> Result<(), CacheError> {
        let limits = self.limits();
        self.run_if_stored(|connection, _| table::enforce_limits(connection, limits, now))?;
        let oldest =
            now.and_then(|now| now.checked_sub_signed(TimeDelta::try_days(limits.max_age_days_back)?));
        let Some(oldest) = oldest else { return Ok(()) };
        for file in self.files_without_key() {
            match Database::latest_check_in(&file) {
                Ok(Some(latest_check)) if latest_check >= oldest => {}
                Ok(_) => match Database::delete_all_but_kept_in(&file) {
                    Ok(true) => {}
                    Ok(false) => files::remove_database(&file).map_err(CacheError::Files)?,
                    Err(error) => tracing::warn!("a cache file without its key cannot be emptied: {error}"),
                },
                Err(error) => tracing::warn!("a cache file without its key cannot be read: {error}"),
            }
        }
        Ok(())
    }

    /// The latest time at which a record was fetched or confirmed. `None` without records.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn latest_check(&self) -> Result<Option<DateTime<Utc>>, CacheError> {
        self.run_if_stored(|connection, _| table::latest_check(connection)).map(Option::flatten)
    }

    /// Deletes the records of one account, the kept ones too, and leaves no trace of them in the files.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn wipe_account(&self, account: &AccountKey) -> Result<(), CacheError> {
        self.run_if_stored(|connection, _| table::delete_account(connection, account))?;
        for file in self.files_without_key() {
            // A file from which the account cannot be deleted is deleted as a whole.
            if let Err(error) = Database::delete_account_in(&file, account) {
                tracing::warn!("a cache file without its key cannot be changed and is deleted: {error}");
                files::remove_database(&file).map_err(CacheError::Files)?;
            }
        }
        Ok(())
    }

    /// Deletes all records, the kept ones too, and the files. The key is one of the secrets, so [`Secrets::forget_all`] deletes it. To leave no
    /// trace, call that before the next `put` or `keep`.
    ///
    /// # Errors
    /// When a file cannot be deleted.
    pub fn wipe(&self) -> Result<(), CacheError> {
        let mut database = self.database();
        // The database is closed first: Windows does not delete an open file.
        *database = None;
        files::remove_all(&self.dir).map_err(CacheError::Files)
    }

    /// The files of the cache that cannot be opened at the moment, because their key is missing.
    fn files_without_key(&self) -> Vec<PathBuf> {
        let is_open = self.database().as_ref().is_some_and(|sealed| sealed.database.is_on_disk());
        let database = (!is_open).then(|| files::database(&self.dir));
        database.into_iter().chain([files::set_aside(&self.dir)]).filter(|file| file.is_file()).collect()
    }

    /// Whether a database that is created now is on disk, if the folder can be used.
    fn uses_disk(&self) -> bool {
        !self.is_in_memory && matches!(self.secrets.storage(), Storage::Keychain | Storage::Passphrase)
    }

    /// Creates the database for the first record, and the key if there is none.
    fn create_database(&self) -> Result<SealedDatabase, CacheError> {
        let uses_disk = self.uses_disk();
        if uses_disk {
            let on_disk =
                self.secrets.cache_key().map_err(CacheError::Key).and_then(|key| {
                    Ok(SealedDatabase { database: Database::on_disk(&self.dir, &key)?, key })
                });
            match on_disk {
                Ok(sealed) => return Ok(sealed),
                Err(error) => tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the calendar is cached in memory only"
                ),
            }
        }
        let key = if uses_disk {
            CacheKey::make().map_err(SealError::NoRandomness)?
        } else {
            self.secrets.cache_key()?
        };
        Ok(SealedDatabase { database: Database::in_memory(&key)?, key })
    }

    /// Runs `work` on the database, which is created for the first record.
    fn run_or_create<T>(
        &self,
        work: impl FnOnce(&mut SealedDatabase) -> Result<T, CacheError>,
    ) -> Result<T, CacheError> {
        let mut database = self.database();
        match &mut *database {
            Some(sealed) => work(sealed),
            none => work(none.insert(self.create_database()?)),
        }
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
            tracing::warn!("the cache file does not exist any more and is created anew");
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
