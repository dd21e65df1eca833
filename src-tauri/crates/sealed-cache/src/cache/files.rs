//! The folder and the files of the cache. Other users have no access, from before the first byte is written.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use crate::private_files;

const DATABASE: &str = "cache.sqlite3";

/// Suffixes of SQLite's auxiliary files: write-ahead log, its index, and the journal of other modes.
const AUXILIARY_SUFFIXES: [&str; 3] = ["-wal", "-shm", "-journal"];

pub(super) fn database(dir: &Path) -> PathBuf {
    dir.join(DATABASE)
}

fn all_files(dir: &Path) -> impl Iterator<Item = PathBuf> {
    AUXILIARY_SUFFIXES.iter().chain([&""]).map(move |suffix| dir.join(format!("{DATABASE}{suffix}")))
}

/// Deletes every file of the cache. The database is the last one: SQLite would replay a remaining log into a new database.
pub(super) fn remove(dir: &Path) -> io::Result<()> {
    all_files(dir).try_for_each(|path| private_files::remove_if_exists(&path))
}

/// Creates the folder and the database file if they do not exist. SQLite gives its auxiliary files the permissions of the
/// database.
pub(super) fn prepare(dir: &Path) -> io::Result<()> {
    private_files::open(&database(dir), OpenOptions::new().create(true).append(true))?;
    all_files(dir).for_each(|path| private_files::protect(&path));
    Ok(())
}
