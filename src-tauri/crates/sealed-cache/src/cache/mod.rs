//! Sealed records in SQLite: on disk when the key is kept, in memory otherwise.

mod database;
mod files;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::account::AccountKey;
use crate::key::CacheKey;
use crate::private_fields::{PrivateFieldsError, without_private_fields};
use crate::record::{self, CacheLimits, CacheSize, Record, RecordHead, RowIdentity};
use crate::seal::SealError;
use crate::secrets::{Secrets, SecretsError, Storage};
use database::Database;

/// Why the cache could not do what was asked. A record or a file that cannot be read is not among these.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The folder or a file in it cannot be made, protected or deleted.
    #[error("the cache folder cannot be used")]
    Files(#[source] std::io::Error),
    /// SQLite failed: the disk is full or read-only, or another program holds the file.
    #[error("the cache file cannot be used")]
    Database(#[source] rusqlite::Error),
    /// The key cannot be had.
    #[error("the cache key cannot be had")]
    Key(#[from] SecretsError),
    /// The payload is not JSON, so its private fields cannot be taken out; nothing was stored.
    #[error("the payload cannot be kept")]
    Payload(#[from] PrivateFieldsError),
    /// The payload cannot be sealed; nothing was stored.
    #[error("the payload cannot be sealed")]
    Sealing(#[from] SealError),
}

/// The payloads of the accounts of one data folder.
///
/// There is neither a file nor a key before the first [`put`](Self::put), and none after a [`wipe`](Self::wipe) until the next.
/// Every call blocks on the disk. Calls from several threads take turns.
pub struct Cache {
    dir: PathBuf,
    secrets: Secrets,
    state: Mutex<State>,
}

struct State {
    limits: CacheLimits,
    /// `None`: nothing is kept yet.
    open: Option<Open>,
}

struct Open {
    database: Database,
    key: CacheKey,
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("limits", &self.state().limits).finish_non_exhaustive()
    }
}

impl Cache {
    /// Opens the cache in `dir`.
    ///
    /// With the secrets in the keychain or under a passphrase the records are in `cache.sqlite3` there (the folder is made, and
    /// closed to other users, if need be); a file that is damaged, was sealed with another key or was written by another
    /// version of the program is replaced by an empty one. With the secrets in memory nothing is written, and an earlier file
    /// goes unless its key may come back (the keychain is only locked, the passphrase was not given).
    ///
    /// # Errors
    /// When the key cannot be had, or the folder or the file not used.
    pub fn open(dir: &Path, secrets: &Secrets, limits: CacheLimits) -> Result<Self, CacheError> {
        let state = Mutex::new(State { limits, open: None });
        let cache = Self { dir: dir.to_owned(), secrets: secrets.clone(), state };
        cache.follow_secrets()?;
        Ok(cache)
    }

    /// Goes where the secrets are now: to be called after they were put under a passphrase or unlocked. Records in memory
    /// that were sealed with the same key go with it.
    ///
    /// # Errors
    /// When the key cannot be had, or the folder or the file not used.
    pub fn follow_secrets(&self) -> Result<(), CacheError> {
        let mut state = self.state();
        let before = state.open.take();
        match self.secrets.storage() {
            Storage::Keychain | Storage::Passphrase => {
                let Some(key) = self.secrets.known_cache_key()? else {
                    // Whatever is in a file, nothing opens it any more.
                    return files::remove(&self.dir).map_err(CacheError::Files);
                };
                let mut rows = Vec::new();
                if let Some(mut before) = before.filter(|open| !open.database.is_on_disk() && open.key == key)
                {
                    rows = all_rows(before.database.connection()).map_err(CacheError::Database)?;
                }
                let open = state.open.insert(Open { database: Database::on_disk(&self.dir, &key)?, key });
                open.run(|connection, _| put_rows(connection, &rows))
            }
            Storage::Memory { reason } => {
                state.open = before.filter(|open| !open.database.is_on_disk());
                if reason.key_may_return() {
                    Ok(())
                } else {
                    files::remove(&self.dir).map_err(CacheError::Files)
                }
            }
            Storage::Locked => {
                state.open = before.filter(|open| !open.database.is_on_disk());
                Ok(())
            }
        }
    }

    /// Changes the limits; what is outside of them goes with the next [`put`](Self::put) or [`enforce`](Self::enforce).
    pub fn set_limits(&self, limits: CacheLimits) {
        self.state().limits = limits;
    }

    /// How much is kept, of all accounts.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn size(&self) -> Result<CacheSize, CacheError> {
        let on_disk = self.state().open.as_ref().is_some_and(|open| open.database.is_on_disk());
        let sums = self.if_open(|connection, _| {
            connection.query_row("SELECT COUNT(*), COALESCE(SUM(LENGTH(sealed)), 0) FROM record", [], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
            })
        })?;
        let (records, sealed_bytes) = sums.unwrap_or_default();
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok(CacheSize { records: count(records), sealed_bytes: count(sealed_bytes), on_disk })
    }

    /// Keeps a record in place of an earlier one of the same account and range, then enforces the limits with the
    /// record's `checked_at` as the present. When this returns, the record is on the disk.
    ///
    /// The body is kept without its [private fields](crate::PRIVATE_FIELDS). A record outside of the limits is not kept.
    ///
    /// # Errors
    /// When the body is not JSON, or cannot be sealed or written; then what was there before is there still. Also when there is
    /// no key yet and the keychain does not take one.
    pub fn put(&self, record: &Record) -> Result<(), CacheError> {
        let body = without_private_fields(&record.body)?;
        let account = record.account.to_string();
        let row = RowIdentity {
            account: &account,
            from_us: record.from.timestamp_micros(),
            to_us: record.to.timestamp_micros(),
            fetched_at_us: record.fetched_at.timestamp_micros(),
        };
        let checked_at = record.checked_at.max(record.fetched_at);
        let mut state = self.state();
        let limits = state.limits;
        let open = match &mut state.open {
            Some(open) => open,
            none => none.insert(self.begin()?),
        };
        let sealed = record::seal_payload(&open.key, &row, record.etag.as_deref(), &body)?;
        open.run(|connection, _| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO record (account, from_us, to_us, fetched_at_us, checked_at_us, sealed)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    row.account,
                    row.from_us,
                    row.to_us,
                    row.fetched_at_us,
                    checked_at.timestamp_micros(),
                    sealed
                ])?;
            // By the way `find` will take (the plus keeps SQLite from going straight to the row): a damaged index takes the
            // row in and never gives it out, for good, and no error would ever tell.
            let is_found: bool = transaction
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM record
                     WHERE account = ?1 AND from_us <= ?2 AND to_us >= ?3 AND +id = ?4)",
                )?
                .query_row(params![row.account, row.from_us, row.to_us, transaction.last_insert_rowid()], |row| row.get(0))?;
            if !is_found {
                return Err(database::damage());
            }
            enforce(&transaction, limits, checked_at)?;
            transaction.commit()
        })
    }

    /// Notes that the server confirmed the record (a 304). Only moves forward; `false` when there is no such record.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn touch(
        &self,
        account: &AccountKey,
        range: (DateTime<Utc>, DateTime<Utc>),
        checked_at: DateTime<Utc>,
    ) -> Result<bool, CacheError> {
        let account = account.to_string();
        let (from, to) = range;
        let touched = self.if_open(|connection, _| {
            let touched = connection
                .prepare_cached(
                    "UPDATE record SET checked_at_us = MAX(checked_at_us, ?4)
                     WHERE account = ?1 AND from_us = ?2 AND to_us = ?3",
                )?
                .execute(params![
                    account,
                    from.timestamp_micros(),
                    to.timestamp_micros(),
                    checked_at.timestamp_micros()
                ])?;
            Ok(touched > 0)
        })?;
        Ok(touched.unwrap_or(false))
    }

    /// The record confirmed last among those whose range covers `range` (`from`, `to`). Records that do not open are
    /// dropped on the way.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn find(
        &self,
        account: &AccountKey,
        range: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Option<Record>, CacheError> {
        let name = account.to_string();
        let (from, to) = range;
        let found = self.if_open(|connection, key| {
            loop {
                let stored = connection
                    .prepare_cached(
                        "SELECT id, from_us, to_us, fetched_at_us, checked_at_us, sealed FROM record
                         WHERE account = ?1 AND from_us <= ?2 AND to_us >= ?3
                         ORDER BY checked_at_us DESC, fetched_at_us DESC, id DESC LIMIT 1",
                    )?
                    .query_row(params![name, from.timestamp_micros(), to.timestamp_micros()], stored_record)
                    .optional()?;
                let Some(stored) = stored else { return Ok(None) };
                // A damaged index leads to a sound record of another range.
                if stored.from_us > from.timestamp_micros() || stored.to_us < to.timestamp_micros() {
                    return Err(database::damage());
                }
                match stored.open(key, account, &name) {
                    Ok(record) => return Ok(Some(record)),
                    Err(error) => {
                        tracing::warn!("a record was dropped from the cache: {error:?}");
                        if connection.execute("DELETE FROM record WHERE id = ?1", [stored.id])? == 0 {
                            return Err(database::damage());
                        }
                    }
                }
            }
        })?;
        Ok(found.flatten())
    }

    /// What is kept of an account, by start of range.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn list(&self, account: &AccountKey) -> Result<Vec<RecordHead>, CacheError> {
        let name = account.to_string();
        let rows: Option<Vec<[i64; 5]>> = self.if_open(|connection, _| {
            connection
                .prepare_cached(
                    "SELECT from_us, to_us, fetched_at_us, checked_at_us, LENGTH(sealed) FROM record
                     WHERE account = ?1 ORDER BY from_us, to_us",
                )?
                .query_map([&name], |row| {
                    Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])
                })?
                .collect()
        })?;
        let head = |[from_us, to_us, fetched_at_us, checked_at_us, sealed_bytes]: [i64; 5]| {
            Some(RecordHead {
                account: account.clone(),
                from: DateTime::from_timestamp_micros(from_us)?,
                to: DateTime::from_timestamp_micros(to_us)?,
                fetched_at: DateTime::from_timestamp_micros(fetched_at_us)?,
                checked_at: DateTime::from_timestamp_micros(checked_at_us)?,
                sealed_bytes: u64::try_from(sealed_bytes).ok()?,
            })
        };
        Ok(rows.unwrap_or_default().into_iter().filter_map(head).collect())
    }

    /// Drops what is outside of the limits at `now`. For a program that runs for days: [`put`](Self::put) does it too.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn enforce(&self, now: DateTime<Utc>) -> Result<(), CacheError> {
        let limits = self.state().limits;
        self.if_open(|connection, _| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            enforce(&transaction, limits, now)?;
            transaction.commit()
        })
        .map(Option::unwrap_or_default)
    }

    /// Drops everything of one account and leaves no trace of it in the file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn wipe_account(&self, account: &AccountKey) -> Result<(), CacheError> {
        let account = account.to_string();
        self.if_open(|connection, _| {
            connection.execute("DELETE FROM record WHERE account = ?1", [&account])?;
            // Until a checkpoint the write-ahead log still holds the pages as they were.
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        })
        .map(Option::unwrap_or_default)
    }

    /// Drops everything and deletes the files. The key is among the secrets and goes with
    /// [`Secrets::forget_all`]; whoever wants no trace calls that before anything is put again.
    ///
    /// # Errors
    /// When a file cannot be deleted.
    pub fn wipe(&self) -> Result<(), CacheError> {
        let mut state = self.state();
        // Closed before its files go: Windows does not delete an open file.
        state.open = None;
        files::remove(&self.dir).map_err(CacheError::Files)
    }

    /// The place of the first record.
    fn begin(&self) -> Result<Open, CacheError> {
        let storage = self.secrets.storage();
        let key = self.secrets.cache_key()?;
        let database = match storage {
            Storage::Keychain | Storage::Passphrase => Database::on_disk(&self.dir, &key)?,
            Storage::Memory { .. } | Storage::Locked => Database::in_memory(&key)?,
        };
        Ok(Open { database, key })
    }

    fn if_open<T>(
        &self,
        work: impl Fn(&mut Connection, &CacheKey) -> Result<T, rusqlite::Error>,
    ) -> Result<Option<T>, CacheError> {
        self.state().open.as_mut().map(|open| open.run(work)).transpose()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    /// Runs `work`, and once more on an empty file when the present one turns out to be damaged or gone.
    fn run<T>(
        &mut self,
        work: impl Fn(&mut Connection, &CacheKey) -> Result<T, rusqlite::Error>,
    ) -> Result<T, CacheError> {
        let Self { database, key } = self;
        // SQLite would go on writing into a file that has no name any more.
        if database.is_gone() {
            tracing::warn!("the cache file was deleted from outside and is made anew");
            database.make_anew(key)?;
        }
        match work(database.connection(), key) {
            Err(error) if database::is_damage(&error) => {
                tracing::warn!("the cache file is damaged and made anew: {error}");
                database.make_anew(key)?;
                work(database.connection(), key).map_err(CacheError::Database)
            }
            outcome => outcome.map_err(CacheError::Database),
        }
    }
}

/// A row, sealed as it is: it opens wherever its key is.
type Row = (String, [i64; 4], Vec<u8>);

fn all_rows(connection: &Connection) -> Result<Vec<Row>, rusqlite::Error> {
    connection
        .prepare(
            "SELECT account, from_us, to_us, fetched_at_us, checked_at_us, sealed FROM record ORDER BY id",
        )?
        .query_map([], |row| {
            Ok((row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?], row.get(5)?))
        })?
        .collect()
}

fn put_rows(connection: &mut Connection, rows: &[Row]) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (account, [from_us, to_us, fetched_at_us, checked_at_us], sealed) in rows {
        transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO record (account, from_us, to_us, fetched_at_us, checked_at_us, sealed)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![account, from_us, to_us, fetched_at_us, checked_at_us, sealed])?;
    }
    transaction.commit()
}

/// A row as it is stored.
struct StoredRecord {
    id: i64,
    from_us: i64,
    to_us: i64,
    fetched_at_us: i64,
    checked_at_us: i64,
    sealed: Vec<u8>,
}

fn stored_record(row: &rusqlite::Row<'_>) -> Result<StoredRecord, rusqlite::Error> {
    Ok(StoredRecord {
        id: row.get(0)?,
        from_us: row.get(1)?,
        to_us: row.get(2)?,
        fetched_at_us: row.get(3)?,
        checked_at_us: row.get(4)?,
        sealed: row.get(5)?,
    })
}

impl StoredRecord {
    fn open(&self, key: &CacheKey, account: &AccountKey, name: &str) -> Result<Record, SealError> {
        let row = RowIdentity {
            account: name,
            from_us: self.from_us,
            to_us: self.to_us,
            fetched_at_us: self.fetched_at_us,
        };
        let (etag, body) = record::open_payload(key, &row, &self.sealed)?;
        let instant = |micros| DateTime::from_timestamp_micros(micros).ok_or(SealError::Malformed);
        Ok(Record {
            account: account.clone(),
            from: instant(self.from_us)?,
            to: instant(self.to_us)?,
            body,
            etag,
            fetched_at: instant(self.fetched_at_us)?,
            checked_at: instant(self.checked_at_us)?,
        })
    }
}

const MICROS_A_DAY: i64 = 86_400_000_000;

fn enforce(
    transaction: &Transaction<'_>,
    limits: CacheLimits,
    now: DateTime<Utc>,
) -> Result<(), rusqlite::Error> {
    let now_us = now.timestamp_micros();
    let days_us = |days: i64| days.saturating_mul(MICROS_A_DAY);
    let oldest_us = now_us.saturating_sub(days_us(limits.max_age_days_back));
    let furthest_us = now_us.saturating_add(days_us(limits.days_ahead));
    // A record confirmed later than that was stamped while the computer's clock was wrong; it would be the newest for years.
    let latest_check_us = now_us.saturating_add(days_us(1));
    transaction
        .prepare_cached(
            "DELETE FROM record
             WHERE to_us < ?1 OR checked_at_us < ?1 OR from_us > ?2 OR checked_at_us > ?3",
        )?
        .execute([oldest_us, furthest_us, latest_check_us])?;
    transaction
        .prepare_cached(
            "DELETE FROM record WHERE id IN (
                 SELECT id FROM (
                     SELECT id, SUM(LENGTH(sealed)) OVER (
                         ORDER BY checked_at_us DESC, fetched_at_us DESC, id DESC ROWS UNBOUNDED PRECEDING
                     ) AS bytes_so_far FROM record
                 ) WHERE bytes_so_far > ?1
             )",
        )?
        .execute([i64::try_from(limits.max_bytes).unwrap_or(i64::MAX)])?;
    Ok(())
}
