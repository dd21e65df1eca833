//! Sealed records in SQLite: on disk when the keychain keeps the key, in memory otherwise.

mod database;
mod files;

use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::account::AccountKey;
use crate::key::CacheKey;
use crate::private_fields::{PrivateFieldsError, without_private_fields};
use crate::record::{self, CacheLimits, Record, RecordHead, RowIdentity};
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
/// Every call blocks on the disk. Calls from several threads take turns.
pub struct Cache {
    database: Mutex<Database>,
    key: CacheKey,
    limits: CacheLimits,
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cache").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Cache {
    /// Opens the cache in `dir` (made, and closed to other users, if need be).
    ///
    /// With the secrets in the keychain the records are in `cache.sqlite3` there; a file that is damaged, was
    /// sealed with another key or was written by another version of the program is replaced by an empty one. With
    /// the secrets in memory nothing is written, and an earlier file goes unless its key may come back (the keychain is
    /// only locked).
    ///
    /// # Errors
    /// When the key cannot be had, or the folder or the file not used.
    pub fn open(dir: &Path, secrets: &Secrets, limits: CacheLimits) -> Result<Self, CacheError> {
        let key = secrets.cache_key()?;
        let database = match secrets.storage() {
            Storage::Keychain => Database::on_disk(dir, &key)?,
            Storage::Memory { reason } => {
                if !reason.key_may_return() {
                    files::remove(dir).map_err(CacheError::Files)?;
                }
                Database::in_memory(&key)?
            }
        };
        Ok(Self { database: Mutex::new(database), key, limits })
    }

    /// Keeps a record in place of an earlier one of the same account and range, then enforces the limits with the
    /// record's `checked_at` as the present. When this returns, the record is on the disk.
    ///
    /// The body is kept without its [private fields](crate::PRIVATE_FIELDS). A record outside of the limits is not kept.
    ///
    /// # Errors
    /// When the body is not JSON, or cannot be sealed or written; then what was there before is there still.
    pub fn put(&self, record: &Record) -> Result<(), CacheError> {
        let body = without_private_fields(&record.body)?;
        let account = record.account.to_string();
        let row = RowIdentity {
            account: &account,
            from_us: record.from.timestamp_micros(),
            to_us: record.to.timestamp_micros(),
            fetched_at_us: record.fetched_at.timestamp_micros(),
        };
        let sealed = record::seal_payload(&self.key, &row, record.etag.as_deref(), &body)?;
        let checked_at = record.checked_at.max(record.fetched_at);
        self.with(|connection| {
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
            enforce(&transaction, self.limits, checked_at)?;
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
        self.with(|connection| {
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
        })
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
        self.with(|connection| {
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
                match stored.open(&self.key, account, &name) {
                    Ok(record) => return Ok(Some(record)),
                    Err(error) => {
                        tracing::warn!("a record was dropped from the cache: {error:?}");
                        if connection.execute("DELETE FROM record WHERE id = ?1", [stored.id])? == 0 {
                            return Err(database::damage());
                        }
                    }
                }
            }
        })
    }

    /// What is kept of an account, by start of range.
    ///
    /// # Errors
    /// When the file cannot be used.
    pub fn list(&self, account: &AccountKey) -> Result<Vec<RecordHead>, CacheError> {
        let name = account.to_string();
        let rows: Vec<[i64; 5]> = self.with(|connection| {
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
        Ok(rows.into_iter().filter_map(head).collect())
    }

    /// Drops what is outside of the limits at `now`. For a program that runs for days: [`put`](Self::put) does it too.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn enforce(&self, now: DateTime<Utc>) -> Result<(), CacheError> {
        self.with(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            enforce(&transaction, self.limits, now)?;
            transaction.commit()
        })
    }

    /// Drops everything of one account and leaves no trace of it in the file.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn wipe_account(&self, account: &AccountKey) -> Result<(), CacheError> {
        let account = account.to_string();
        self.with(|connection| {
            connection.execute("DELETE FROM record WHERE account = ?1", [&account])?;
            // Until a checkpoint the write-ahead log still holds the pages as they were.
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        })
    }

    /// Drops everything and deletes the files. The cache can be used on, but only in memory: to keep
    /// records on disk again (another person signs in) open it anew.
    ///
    /// # Errors
    /// When a file cannot be deleted.
    pub fn wipe(&self) -> Result<(), CacheError> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner).wipe(&self.key)
    }

    /// Runs `work`, and once more on an empty file when the present one turns out to be damaged or gone.
    fn with<T>(&self, work: impl Fn(&mut Connection) -> Result<T, rusqlite::Error>) -> Result<T, CacheError> {
        let mut database = self.database.lock().unwrap_or_else(PoisonError::into_inner);
        // SQLite would go on writing into a file that has no name any more.
        if database.is_gone() {
            tracing::warn!("the cache file was deleted from outside and is made anew");
            database.make_anew(&self.key)?;
        }
        match work(database.connection()) {
            Err(error) if database::is_damage(&error) => {
                tracing::warn!("the cache file is damaged and made anew: {error}");
                database.make_anew(&self.key)?;
                work(database.connection()).map_err(CacheError::Database)
            }
            outcome => outcome.map_err(CacheError::Database),
        }
    }
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
