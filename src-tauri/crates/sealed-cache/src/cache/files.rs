//! The folder and the files of the cache, closed to other users before anything is in them.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

const DATABASE: &str = "cache.sqlite3";

/// What SQLite puts beside its file: write-ahead log, its index, and the journal of other modes.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

pub(super) fn database(dir: &Path) -> PathBuf {
    dir.join(DATABASE)
}

fn all(dir: &Path) -> impl Iterator<Item = PathBuf> {
    BESIDE.iter().chain([&""]).map(move |end| dir.join(format!("{DATABASE}{end}")))
}

/// Deletes every file of the cache; the database last, for SQLite would replay a log left over into the next one.
pub(super) fn remove(dir: &Path) -> io::Result<()> {
    for path in all(dir) {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Makes folder and file if need be, for this user alone. SQLite gives the files beside it the same permissions.
#[cfg(unix)]
pub(super) fn prepare(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};

    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    OpenOptions::new().create(true).append(true).mode(0o600).open(database(dir))?;
    for path in all(dir).filter(|path| path.exists()) {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// A user's own folders are closed to other users by what they inherit.
#[cfg(not(unix))]
pub(super) fn prepare(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    OpenOptions::new().create(true).append(true).open(database(dir))?;
    Ok(())
}
