//! The SQLite file: opening it, checking that it is ours, and creating it anew.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::ffi::{self, SQLITE_CORRUPT_INDEX, SQLITE_IOERR_SHORT_READ, SQLITE_READONLY};
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};

use super::error::CacheError;
use super::{files, kept_table, table};
use crate::account::AccountKey;
use crate::key::CacheKey;
use crate::seal::{self, Identity, Namespace, SealError};

/// "QBYL". Identifies the file as ours, also for the tools of SQLite.
const APPLICATION_ID: i64 = 0x5142_594c;

/// Version of the tables. A file of layout 1 gets the column `sealed_check`, and one of layout 1 or 2 the table `kept`. A file
/// of a later layout is set aside.
const LAYOUT: i64 = 3;

/// The plaintext in the table `key_check`. It can be opened only with the key of the file.
const KEY_CHECK: &[u8] = b"qabyl";

/// How long SQLite waits while another process holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) struct Database {
    /// `None`: the database is in memory.
    dir: Option<PathBuf>,
    connection: Connection,
    /// Whether a file that was damaged or deleted could not be created anew. The connection is to an empty database then.
    lacks_file: bool,
}

/// Why a file could not be opened as a database.
enum NotOpened {
    /// The content is unusable: damaged, or from another program.
    Unusable,
    /// The content is sealed with another key, or a later version of the program has written it.
    Foreign,
    /// Another failure, which deleting the file would not solve.
    Failed(CacheError),
}

impl From<rusqlite::Error> for NotOpened {
    fn from(error: rusqlite::Error) -> Self {
        if is_damage(&error) {
            tracing::warn!("the cache file is unusable: {error}");
            Self::Unusable
        } else {
            Self::Failed(CacheError::Database(error))
        }
    }
}

impl From<SealError> for NotOpened {
    fn from(error: SealError) -> Self {
        Self::Failed(CacheError::Sealing(error))
    }
}

/// Whether the error means that the content of the file is damaged.
///
/// The statements never change, so every error that the environment does not cause comes from the content. Damage has many
/// forms: an invalid page, a schema that cannot be parsed, a missing column.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        Some(
            ErrorCode::DatabaseBusy
            | ErrorCode::DatabaseLocked
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::FileLockingProtocolFailed
            | ErrorCode::NoLargeFileSupport
            | ErrorCode::DiskFull
            | ErrorCode::OutOfMemory
            | ErrorCode::TooBig,
        ) => false,
        // `files::prepare` has opened the file for writing, so here the header of the file itself says read-only.
        Some(ErrorCode::ReadOnly) => extended_code(error) == Some(SQLITE_READONLY),
        Some(ErrorCode::SystemIoFailure) => extended_code(error) == Some(SQLITE_IOERR_SHORT_READ),
        _ => true,
    }
}

fn extended_code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|failure| failure.extended_code)
}

/// The error for damage that SQLite does not detect itself.
pub(super) fn damage() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(SQLITE_CORRUPT_INDEX), None)
}

impl Database {
    pub(super) fn on_disk(dir: &Path, key: &CacheKey) -> Result<Self, CacheError> {
        files::finish_exchange(dir).map_err(CacheError::Files)?;
        let connection = match open_file(dir, key) {
            Ok(connection) => connection,
            Err(NotOpened::Failed(error)) => return Err(error),
            Err(NotOpened::Unusable) => open_new_file(dir, key)?,
            Err(NotOpened::Foreign) => {
                files::exchange_with_set_aside(dir).map_err(CacheError::Files)?;
                // The database that was set aside before opens when its key has come back.
                match open_file(dir, key) {
                    Ok(connection) => connection,
                    Err(NotOpened::Failed(error)) => return Err(error),
                    Err(NotOpened::Unusable | NotOpened::Foreign) => open_new_file(dir, key)?,
                }
            }
        };
        Ok(Self { dir: Some(dir.to_owned()), connection, lacks_file: false })
    }

    /// The latest check of any record in a file whose key may be missing. `None` when the file has no records.
    ///
    /// # Errors
    /// When it is no database of this program.
    pub(super) fn latest_check_in(file: &Path) -> Result<Option<DateTime<Utc>>, rusqlite::Error> {
        table::latest_check(&open_existing(file)?)
    }

    /// Deletes the records from a file whose key may be missing, if it has kept records. Returns whether it has: otherwise the
    /// file can be deleted.
    pub(super) fn delete_all_but_kept_in(file: &Path) -> Result<bool, rusqlite::Error> {
        let connection = open_existing(file)?;
        connection.execute_batch("PRAGMA secure_delete = ON;")?;
        let has_kept = kept_table::has_rows(&connection)?;
        if has_kept {
            table::delete_all(&connection)?;
        }
        Ok(has_kept)
    }

    /// Deletes the records of an account from a file whose key may be missing.
    pub(super) fn delete_account_in(file: &Path, account: &AccountKey) -> Result<(), rusqlite::Error> {
        let connection = open_existing(file)?;
        connection.execute_batch("PRAGMA secure_delete = ON;")?;
        table::delete_account(&connection, account)
    }

    pub(super) fn in_memory(key: &CacheKey) -> Result<Self, CacheError> {
        Ok(Self { dir: None, connection: open_memory(key)?, lacks_file: false })
    }

    pub(super) fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }

    /// Whether the file of this database does not exist any more, or could not be created anew.
    pub(super) fn is_deleted(&self) -> bool {
        self.lacks_file || self.dir.as_deref().is_some_and(|dir| !files::database(dir).exists())
    }

    /// Discards the content and creates an empty database, at the same path if it is on disk.
    pub(super) fn recreate(&mut self, key: &CacheKey) -> Result<(), CacheError> {
        self.connection = open_memory(key)?;
        if let Some(dir) = &self.dir {
            self.lacks_file = true;
            self.connection = open_new_file(dir, key)?;
            self.lacks_file = false;
        }
        Ok(())
    }

    pub(super) fn is_on_disk(&self) -> bool {
        self.dir.is_some()
    }
}

/// Opens a file without its key. A connection that only reads would leave auxiliary files behind.
fn open_existing(file: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

fn open_new_file(dir: &Path, key: &CacheKey) -> Result<Connection, CacheError> {
    files::remove(dir).map_err(CacheError::Files)?;
    open_file(dir, key).map_err(|failure| match failure {
        NotOpened::Failed(error) => error,
        NotOpened::Unusable | NotOpened::Foreign => CacheError::Files(std::io::ErrorKind::InvalidData.into()),
    })
}

fn open_file(dir: &Path, key: &CacheKey) -> Result<Connection, NotOpened> {
    files::prepare(dir).map_err(|error| NotOpened::Failed(CacheError::Files(error)))?;
    let mut connection = Connection::open(files::database(dir))?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    set_up(&mut connection, key)?;
    Ok(connection)
}

fn open_memory(key: &CacheKey) -> Result<Connection, CacheError> {
    let mut connection = Connection::open_in_memory().map_err(CacheError::Database)?;
    match set_up(&mut connection, key) {
        Ok(()) => Ok(connection),
        Err(NotOpened::Failed(error)) => Err(error),
        Err(NotOpened::Unusable | NotOpened::Foreign) => {
            Err(CacheError::Files(std::io::ErrorKind::Other.into()))
        }
    }
}

/// Applies the settings, then creates the tables of a new file or checks an existing file.
fn set_up(connection: &mut Connection, key: &CacheKey) -> Result<(), NotOpened> {
    // `auto_vacuum` works only in a file without tables, and only before `journal_mode` writes the first page. Together with
    // `secure_delete` it removes deleted records from the file. WAL with `synchronous = FULL`: a commit is on the disk when
    // it returns, and the last commit survives a kill or a power failure.
    connection.execute_batch(
        "PRAGMA auto_vacuum = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA journal_size_limit = 4194304;
         PRAGMA temp_store = MEMORY;
         PRAGMA trusted_schema = OFF;",
    )?;
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let number = |pragma: &str| transaction.query_row(pragma, [], |row| row.get::<_, i64>(0));
    let is_new = number("SELECT COUNT(*) FROM sqlite_schema")? == 0;
    if is_new {
        transaction.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION_ID};
             PRAGMA user_version = {LAYOUT};
             CREATE TABLE key_check (sealed BLOB NOT NULL) STRICT;
             {}
             CREATE TABLE record (
                 id INTEGER PRIMARY KEY,
                 account TEXT NOT NULL,
                 from_us INTEGER NOT NULL,
                 to_us INTEGER NOT NULL,
                 fetched_at_us INTEGER NOT NULL,
                 checked_at_us INTEGER NOT NULL,
                 sealed BLOB NOT NULL,
                 sealed_check BLOB,
                 UNIQUE (account, from_us, to_us)
             ) STRICT;",
            kept_table::CREATE
        ))?;
        let sealed = seal::seal(key, &Identity::new(Namespace::KeyCheck), KEY_CHECK)?;
        transaction.execute("INSERT INTO key_check (sealed) VALUES (?1)", [sealed])?;
    } else if number("PRAGMA application_id")? != APPLICATION_ID {
        tracing::warn!("the cache file was written by another program");
        return Err(NotOpened::Unusable);
    } else if number("PRAGMA user_version")? > LAYOUT {
        tracing::warn!("the cache file was written by a later version");
        return Err(NotOpened::Foreign);
    } else {
        let sealed: Option<Vec<u8>> =
            transaction.query_row("SELECT sealed FROM key_check", [], |row| row.get(0)).optional()?;
        let sealed = sealed.ok_or(NotOpened::Unusable)?;
        match seal::open(key, &Identity::new(Namespace::KeyCheck), &sealed) {
            Ok(_) => {}
            Err(SealError::NotAuthentic) => {
                tracing::warn!("the cache file was sealed with another key");
                return Err(NotOpened::Foreign);
            }
            Err(error) => {
                tracing::warn!("the key check of the cache file is damaged: {error:?}");
                return Err(NotOpened::Unusable);
            }
        }
        let layout = number("PRAGMA user_version")?;
        if layout < 2 {
            transaction.execute_batch("ALTER TABLE record ADD COLUMN sealed_check BLOB;")?;
        }
        if layout < 3 {
            transaction.execute_batch(kept_table::CREATE)?;
        }
        transaction.execute_batch(&format!("PRAGMA user_version = {LAYOUT};"))?;
        transaction.query_row("SELECT COUNT(*) FROM record WHERE id < 0", [], |_| Ok(()))?;
        transaction.query_row("SELECT COUNT(*) FROM kept WHERE account = ''", [], |_| Ok(()))?;
    }
    transaction.commit()?;
    Ok(())
}
