//! Finding, protecting and deleting files by the pattern of their names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sealed_cache::private_files;

/// The files whose names match, sorted by name. A missing folder has no files.
pub(crate) fn find(folder: &Path, matches: impl Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(&matches) {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Excludes other users from a folder and from the files in it whose names match.
pub(crate) fn protect_all(folder: &Path, matches: impl Fn(&str) -> bool) {
    private_files::protect_folder(folder);
    for file in find(folder, matches).unwrap_or_default() {
        private_files::protect(&file);
    }
}

/// Deletes the files whose names match, except the last `max_files` by name. The names contain a time, so the last are the
/// newest.
pub(crate) fn delete_oldest(
    folder: &Path,
    max_files: usize,
    matches: impl Fn(&str) -> bool,
) -> io::Result<()> {
    let files = find(folder, matches)?;
    let excess = files.len().saturating_sub(max_files);
    files.iter().take(excess).try_for_each(fs::remove_file)
}

/// Deletes all files whose names match, and the folder when it is empty then.
pub(crate) fn delete_all(folder: &Path, matches: impl Fn(&str) -> bool) -> io::Result<()> {
    delete_oldest(folder, 0, matches)?;
    match fs::remove_dir(folder) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty) => {
            Err(error)
        }
        _ => Ok(()),
    }
}
