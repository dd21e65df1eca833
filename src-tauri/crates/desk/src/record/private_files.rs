//! Folders and files for this user alone, and of each kind the newest few.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// Makes a folder that only this user may look into.
///
/// # Errors
/// When it cannot be made.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Opens a file, its folder made if need be; what is made is for this user alone.
pub(crate) fn open(file: &Path, how: &mut OpenOptions) -> io::Result<File> {
    if let Some(folder) = file.parent() {
        create_folder(folder)?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        how.mode(0o600);
    }
    how.open(file)
}

/// The files of a kind, by name: a folder that is not there has none.
pub(crate) fn of_kind(folder: &Path, is_one: impl Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(&is_one) {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Deletes all of a kind but the last few by name.
pub(crate) fn keep_last(folder: &Path, few: usize, is_one: impl Fn(&str) -> bool) -> io::Result<()> {
    let files = of_kind(folder, is_one)?;
    let too_many = files.len().saturating_sub(few);
    files.iter().take(too_many).try_for_each(fs::remove_file)
}

/// Deletes all of a kind, and the folder when nothing else is in it.
pub(crate) fn remove(folder: &Path, is_one: impl Fn(&str) -> bool) -> io::Result<()> {
    keep_last(folder, 0, is_one)?;
    match fs::remove_dir(folder) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty) => {
            Err(error)
        }
        _ => Ok(()),
    }
}
