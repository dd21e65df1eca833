//! The folder and the files of the cache. Other users have no access, from before the first byte is written.

use std::fs::{self, OpenOptions};
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

/// Deletes the database with its auxiliary files. The database is the last one: SQLite would replay a remaining log into a
/// new database.
pub(super) fn remove(dir: &Path) -> io::Result<()> {
    remove_database(&database(dir))
}

/// Deletes a database file with its auxiliary files.
pub(super) fn remove_database(file: &Path) -> io::Result<()> {
    let auxiliary = AUXILIARY_SUFFIXES.iter().map(|suffix| {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    });
    auxiliary.chain([file.to_owned()]).try_for_each(|path| private_files::remove_if_exists(&path))
}

/// A database that cannot be opened now. Its key or a later version of the program can come back.
pub(super) fn set_aside(dir: &Path) -> PathBuf {
    dir.join("cache.sqlite3.kept")
}

/// The database while it changes its place with the one that was set aside.
fn moving(dir: &Path) -> PathBuf {
    dir.join("cache.sqlite3.moving")
}

/// Deletes every file of the cache.
pub(super) fn remove_all(dir: &Path) -> io::Result<()> {
    let outcomes = [
        remove(dir),
        private_files::remove_if_exists(&set_aside(dir)),
        private_files::remove_if_exists(&moving(dir)),
    ];
    outcomes.into_iter().collect()
}

/// Sets the database aside. The one that was set aside before, if any, takes its place. No connection is open, so the
/// database has no write-ahead log.
pub(super) fn exchange_with_set_aside(dir: &Path) -> io::Result<()> {
    fs::rename(database(dir), moving(dir))?;
    remove(dir)?;
    rename_if_exists(&set_aside(dir), &database(dir))?;
    fs::rename(moving(dir), set_aside(dir))
}

/// Ends an exchange during which the program was killed.
pub(super) fn finish_exchange(dir: &Path) -> io::Result<()> {
    let target = if database(dir).exists() { set_aside(dir) } else { database(dir) };
    rename_if_exists(&moving(dir), &target)
}

fn rename_if_exists(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Creates the folder and the database file if they do not exist. SQLite gives its auxiliary files the permissions of the
/// database.
pub(super) fn prepare(dir: &Path) -> io::Result<()> {
    private_files::open(&database(dir), OpenOptions::new().create(true).append(true))?;
    protect_all(dir);
    Ok(())
}

/// Excludes other users from the files that exist.
pub(super) fn protect_all(dir: &Path) {
    all_files(dir).chain([set_aside(dir), moving(dir)]).for_each(|path| private_files::protect(&path));
}
