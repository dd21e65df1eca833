//! The SQL statements on the table of records.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::{database, kept_table};
use crate::account::AccountKey;
use crate::key::CacheKey;
use crate::record::{self, CacheLimits, Record, RecordHead, RowIdentity};
use crate::seal::SealError;

/// A range in microseconds since 1970: the first instant and the first instant after it.
#[derive(Clone, Copy)]
pub(super) struct RangeUs {
    from: i64,
    to: i64,
}

impl From<(DateTime<Utc>, DateTime<Utc>)> for RangeUs {
    fn from((from, to): (DateTime<Utc>, DateTime<Utc>)) -> Self {
        Self { from: from.timestamp_micros(), to: to.timestamp_micros() }
    }
}

/// A row of the table. Its payload is sealed, so the row can be moved to another file that has the same key.
pub(super) struct SealedRow {
    /// [`AccountKey`] as text.
    pub(super) account: String,
    pub(super) from_us: i64,
    pub(super) to_us: i64,
    pub(super) fetched_at_us: i64,
    pub(super) checked_at_us: i64,
    pub(super) sealed: Vec<u8>,
    /// `checked_at_us`, sealed. A row of layout 1 has none, and counts as confirmed when it was fetched.
    pub(super) sealed_check: Option<Vec<u8>>,
}

impl SealedRow {
    /// Seals `body` as the payload of `record`.
    pub(super) fn seal(key: &CacheKey, record: &Record, body: &[u8]) -> Result<Self, SealError> {
        let mut row = Self {
            account: record.account.to_string(),
            from_us: record.from.timestamp_micros(),
            to_us: record.to.timestamp_micros(),
            fetched_at_us: record.fetched_at.timestamp_micros(),
            checked_at_us: record.checked_at.max(record.fetched_at).timestamp_micros(),
            sealed: Vec::new(),
            sealed_check: None,
        };
        row.sealed = record::seal_payload(key, &row.identity(), record.etag.as_deref(), body)?;
        row.sealed_check = Some(record::seal_check(key, &row.identity(), row.checked_at_us)?);
        Ok(row)
    }

    fn open(self, key: &CacheKey, account: &AccountKey) -> Result<Record, SealError> {
        let (etag, body) = record::open_payload(key, &self.identity(), &self.sealed)?;
        let checked_at_us = match &self.sealed_check {
            Some(sealed) => record::open_check(key, &self.identity(), sealed)?,
            None => self.fetched_at_us,
        };
        if self.sealed_check.is_some() && checked_at_us != self.checked_at_us {
            return Err(SealError::NotAuthentic);
        }
        let instant = |micros| DateTime::from_timestamp_micros(micros).ok_or(SealError::Malformed);
        Ok(Record {
            account: account.clone(),
            from: instant(self.from_us)?,
            to: instant(self.to_us)?,
            body,
            etag,
            fetched_at: instant(self.fetched_at_us)?,
            checked_at: instant(checked_at_us)?,
        })
    }

    fn identity(&self) -> RowIdentity<'_> {
        RowIdentity {
            account: &self.account,
            from_us: self.from_us,
            to_us: self.to_us,
            fetched_at_us: self.fetched_at_us,
        }
    }

    /// Reads [`ROW_COLUMNS`].
    fn from_columns(account: String, row: &Row<'_>) -> Result<Self, rusqlite::Error> {
        Ok(Self {
            account,
            from_us: row.get("from_us")?,
            to_us: row.get("to_us")?,
            fetched_at_us: row.get("fetched_at_us")?,
            checked_at_us: row.get("checked_at_us")?,
            sealed: row.get("sealed")?,
            sealed_check: row.get("sealed_check")?,
        })
    }
}

/// The columns that [`SealedRow::from_columns`] reads.
const ROW_COLUMNS: &str = "from_us, to_us, fetched_at_us, checked_at_us, sealed, sealed_check";

pub(super) fn all_rows(connection: &Connection) -> Result<Vec<SealedRow>, rusqlite::Error> {
    connection
        .prepare(&format!("SELECT account, {ROW_COLUMNS} FROM record ORDER BY id"))?
        .query_map([], |row| SealedRow::from_columns(row.get("account")?, row))?
        .collect()
}

/// Inserts all rows or none.
pub(super) fn insert_all(connection: &mut Connection, rows: &[SealedRow]) -> Result<(), rusqlite::Error> {
    let transaction = begin(connection)?;
    for row in rows {
        insert(&transaction, row)?;
    }
    transaction.commit()
}

/// Inserts a row in place of the one of the same account and range, then deletes what is over the limit of the size.
pub(super) fn insert_within_size(
    connection: &mut Connection,
    row: &SealedRow,
    limits: CacheLimits,
) -> Result<(), rusqlite::Error> {
    let transaction = begin(connection)?;
    insert(&transaction, row)?;
    // A damaged index accepts a row and never finds it again, without an error. So this query uses the same index as
    // `find`. (The plus sign keeps SQLite from using the primary key instead.)
    let is_found: bool = transaction
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM record
             WHERE account = ?1 AND from_us <= ?2 AND to_us >= ?3 AND +id = ?4)",
        )?
        .query_row(params![row.account, row.from_us, row.to_us, transaction.last_insert_rowid()], |row| {
            row.get(0)
        })?;
    if !is_found {
        return Err(database::damage());
    }
    delete_over_size(&transaction, limits)?;
    transaction.commit()
}

/// Sets the time at which the server confirmed a record. Returns whether there is such a record.
pub(super) fn confirm(
    connection: &mut Connection,
    key: &CacheKey,
    account: &AccountKey,
    range: RangeUs,
    checked_at: DateTime<Utc>,
) -> Result<bool, rusqlite::Error> {
    let account = account.to_string();
    let transaction = begin(connection)?;
    let fetched_at_us: Option<i64> = transaction
        .prepare_cached(
            "SELECT fetched_at_us FROM record WHERE account = ?1 AND from_us = ?2 AND to_us = ?3",
        )?
        .query_row(params![account, range.from, range.to], |row| row.get(0))
        .optional()?;
    let Some(fetched_at_us) = fetched_at_us else { return Ok(false) };
    let row = RowIdentity { account: &account, from_us: range.from, to_us: range.to, fetched_at_us };
    let checked_at_us = checked_at.timestamp_micros();
    let Ok(sealed_check) = record::seal_check(key, &row, checked_at_us) else { return Ok(false) };
    transaction
        .prepare_cached(
            "UPDATE record SET checked_at_us = ?4, sealed_check = ?5
             WHERE account = ?1 AND from_us = ?2 AND to_us = ?3",
        )?
        .execute(params![account, range.from, range.to, checked_at_us, sealed_check])?;
    transaction.commit()?;
    Ok(true)
}

/// Finds the record that was confirmed last among those that cover `range`. Records that were confirmed after `now` come
/// last: the clock was wrong then, or is now. Records that cannot be opened are deleted.
pub(super) fn find(
    connection: &Connection,
    key: &CacheKey,
    account: &AccountKey,
    range: RangeUs,
    now: DateTime<Utc>,
) -> Result<Option<Record>, rusqlite::Error> {
    let account_text = account.to_string();
    loop {
        let found = connection
            .prepare_cached(&format!(
                "SELECT id, {ROW_COLUMNS} FROM record
                 WHERE account = ?1 AND from_us <= ?2 AND to_us >= ?3
                 ORDER BY checked_at_us > ?4, checked_at_us DESC, fetched_at_us DESC, id DESC LIMIT 1"
            ))?
            .query_row(params![account_text, range.from, range.to, now.timestamp_micros()], |row| {
                Ok((row.get::<_, i64>("id")?, SealedRow::from_columns(account_text.clone(), row)?))
            })
            .optional()?;
        let Some((id, row)) = found else { return Ok(None) };
        // A damaged index can lead to the row of another range.
        if row.from_us > range.from || row.to_us < range.to {
            return Err(database::damage());
        }
        match row.open(key, account) {
            Ok(record) => return Ok(Some(record)),
            Err(error) => {
                tracing::warn!("a record that cannot be opened is deleted from the cache: {error:?}");
                if connection.execute("DELETE FROM record WHERE id = ?1", [id])? == 0 {
                    return Err(database::damage());
                }
            }
        }
    }
}

/// The records of an account by start of range. A row whose times are no instants is skipped.
pub(super) fn list(
    connection: &Connection,
    account: &AccountKey,
) -> Result<Vec<RecordHead>, rusqlite::Error> {
    let rows: Vec<[i64; 5]> = connection
        .prepare_cached(
            "SELECT from_us, to_us, fetched_at_us, checked_at_us, LENGTH(sealed) FROM record
             WHERE account = ?1 ORDER BY from_us, to_us",
        )?
        .query_map([account.to_string()], |row| {
            Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?])
        })?
        .collect::<Result<_, _>>()?;
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

/// The number of records of all accounts, and the bytes of their sealed payloads.
pub(super) fn size(connection: &Connection) -> Result<(u64, u64), rusqlite::Error> {
    connection.query_row("SELECT COUNT(*), COALESCE(SUM(LENGTH(sealed)), 0) FROM record", [], |row| {
        let count = |number: i64| u64::try_from(number).unwrap_or(0);
        Ok((count(row.get(0)?), count(row.get(1)?)))
    })
}

/// The latest time at which a record was fetched or confirmed, also in a database whose key is missing.
pub(super) fn latest_check(connection: &Connection) -> Result<Option<DateTime<Utc>>, rusqlite::Error> {
    let latest_us: Option<i64> =
        connection
            .query_row("SELECT MAX(MAX(checked_at_us, fetched_at_us)) FROM record", [], |row| row.get(0))?;
    Ok(latest_us.and_then(DateTime::from_timestamp_micros))
}

/// Deletes the records of an account, and its kept records, and leaves no trace of them in the file.
pub(super) fn delete_account(connection: &Connection, account: &AccountKey) -> Result<(), rusqlite::Error> {
    connection.execute("DELETE FROM record WHERE account = ?1", [account.to_string()])?;
    kept_table::delete_account(connection, account)?;
    delete_log(connection)
}

/// Deletes the records of all accounts. Their kept records stay.
pub(super) fn delete_all(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.execute("DELETE FROM record", [])?;
    delete_log(connection)
}

/// Empties the write-ahead log, which holds the old pages until a checkpoint.
fn delete_log(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// Deletes the records that are outside the limits. Those of the age apply only when `now` is known.
pub(super) fn enforce_limits(
    connection: &mut Connection,
    limits: CacheLimits,
    now: Option<DateTime<Utc>>,
) -> Result<(), rusqlite::Error> {
    let transaction = begin(connection)?;
    if let Some(now) = now {
        delete_outside_dates(&transaction, limits, now)?;
    }
    delete_over_size(&transaction, limits)?;
    transaction.commit()
}

pub(super) fn begin(connection: &mut Connection) -> Result<Transaction<'_>, rusqlite::Error> {
    connection.transaction_with_behavior(TransactionBehavior::Immediate)
}

fn insert(transaction: &Transaction<'_>, row: &SealedRow) -> Result<(), rusqlite::Error> {
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO record
                 (account, from_us, to_us, fetched_at_us, checked_at_us, sealed, sealed_check)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            row.account,
            row.from_us,
            row.to_us,
            row.fetched_at_us,
            row.checked_at_us,
            row.sealed,
            row.sealed_check
        ])?;
    Ok(())
}

fn delete_outside_dates(
    transaction: &Transaction<'_>,
    limits: CacheLimits,
    now: DateTime<Utc>,
) -> Result<(), rusqlite::Error> {
    const DAY_US: i64 = 86_400_000_000;

    let now_us = now.timestamp_micros();
    let days_us = |days: i64| days.saturating_mul(DAY_US);
    let oldest_us = now_us.saturating_sub(days_us(limits.max_age_days_back));
    let furthest_us = now_us.saturating_add(days_us(limits.days_ahead));
    // A record that was confirmed in the future was stored while the computer's clock was wrong.
    let latest_check_us = now_us.saturating_add(days_us(1));
    transaction
        .prepare_cached(
            "DELETE FROM record
             WHERE to_us < ?1 OR checked_at_us < ?1 OR from_us > ?2 OR checked_at_us > ?3",
        )?
        .execute([oldest_us, furthest_us, latest_check_us])?;
    Ok(())
}

/// Deletes the records that were confirmed longest ago until the rest is within the limit of the size.
fn delete_over_size(transaction: &Transaction<'_>, limits: CacheLimits) -> Result<(), rusqlite::Error> {
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
