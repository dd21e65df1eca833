//! The folder and the files of the cache. Other users have no access, from before the first byte is written.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

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
    for path in all_files(dir) {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Creates the folder and the database file if they do not exist, accessible to this user only. SQLite gives its auxiliary
/// files the same permissions.
#[cfg(unix)]
pub(super) fn prepare(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};

    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    OpenOptions::new().create(true).append(true).mode(0o600).open(database(dir))?;
    for path in all_files(dir).filter(|path| path.exists()) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// On Windows the folders of a user inherit permissions that exclude other users.
#[cfg(not(unix))]
pub(super) fn prepare(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    OpenOptions::new().create(true).append(true).open(database(dir))?;
    Ok(())
}
