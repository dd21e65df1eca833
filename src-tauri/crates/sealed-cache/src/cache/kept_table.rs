//! The SQL statements on the table of kept records.

use rusqlite::{Connection, Row, params};

use super::{database, table};
use crate::account::AccountKey;
use crate::kept::{Kept, KeptRow};
use crate::key::CacheKey;

/// The table is of layout 3. It has no index of its own, because its rows are sorted by their key.
pub(super) const CREATE: &str = "CREATE TABLE kept (
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (account, kind, name)
) STRICT, WITHOUT ROWID;";

fn from_columns(row: &Row<'_>) -> Result<KeptRow, rusqlite::Error> {
    Ok(KeptRow {
        account: row.get("account")?,
        kind: row.get("kind")?,
        name: row.get("name")?,
        sealed: row.get("sealed")?,
    })
}

pub(super) fn all_rows(connection: &Connection) -> Result<Vec<KeptRow>, rusqlite::Error> {
    connection.prepare("SELECT account, kind, name, sealed FROM kept")?.query_map([], from_columns)?.collect()
}

/// Inserts rows in place of those of the same account, kind and name. All are inserted, or none.
pub(super) fn insert_all(connection: &mut Connection, rows: &[KeptRow]) -> Result<(), rusqlite::Error> {
    let transaction = table::begin(connection)?;
    for row in rows {
        let key = params![row.account, row.kind, row.name];
        transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO kept (account, kind, name, sealed) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![row.account, row.kind, row.name, row.sealed])?;
        // Damaged pages accept a row and never find it again, without an error.
        let is_found: bool = transaction
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM kept WHERE account = ?1 AND kind = ?2 AND name = ?3)",
            )?
            .query_row(key, |row| row.get(0))?;
        if !is_found {
            return Err(database::damage());
        }
    }
    transaction.commit()
}

/// The records of an account and kind by name. One that cannot be opened stays: a later version may open it.
pub(super) fn list(
    connection: &Connection,
    key: &CacheKey,
    account: &AccountKey,
    kind: &str,
) -> Result<Vec<Kept>, rusqlite::Error> {
    let rows: Vec<KeptRow> = connection
        .prepare_cached(
            "SELECT account, kind, name, sealed FROM kept WHERE account = ?1 AND kind = ?2 ORDER BY name",
        )?
        .query_map(params![account.to_string(), kind], from_columns)?
        .collect::<Result<_, _>>()?;
    let open = |row: KeptRow| {
        let body = row.open(key);
        if let Err(error) = &body {
            tracing::warn!("a kept record cannot be opened: {error:?}");
        }
        Kept { body: body.ok(), name: row.name }
    };
    Ok(rows.into_iter().map(open).collect())
}

pub(super) fn remove(
    connection: &Connection,
    account: &AccountKey,
    kind: &str,
    name: &str,
) -> Result<(), rusqlite::Error> {
    connection
        .prepare_cached("DELETE FROM kept WHERE account = ?1 AND kind = ?2 AND name = ?3")?
        .execute(params![account.to_string(), kind, name])?;
    Ok(())
}

/// Deletes the records of an account, also in a file of an earlier layout, which has no such table.
pub(super) fn delete_account(connection: &Connection, account: &AccountKey) -> Result<(), rusqlite::Error> {
    if exists(connection)? {
        connection.execute("DELETE FROM kept WHERE account = ?1", [account.to_string()])?;
    }
    Ok(())
}

/// Whether the file has a kept record, also when its key is missing.
pub(super) fn has_rows(connection: &Connection) -> Result<bool, rusqlite::Error> {
    Ok(exists(connection)?
        && connection.query_row("SELECT EXISTS (SELECT 1 FROM kept)", [], |row| row.get(0))?)
}

fn exists(connection: &Connection) -> Result<bool, rusqlite::Error> {
    let query = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'kept')";
    connection.query_row(query, [], |row| row.get(0))
}
