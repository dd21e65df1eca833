//! Folders and files to which only this user has access, and replacing a file as a whole.

use std::ffi::OsString;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Creates a folder and its parents. Only this user can open the folder, also when it existed before.
///
/// # Errors
/// When it cannot be created.
pub fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    // On a full disk, creating a folder that exists can fail.
    if !folder.is_dir() {
        builder.create(folder)?;
    }
    protect_folder(folder);
    Ok(())
}

/// The bytes of a file.
///
/// # Errors
/// When it cannot be read, or when it is no regular file: reading a pipe or a device can last for ever.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(file)?.is_file() {
        return Err(not_regular());
    }
    fs::read(file)
}

/// The text of a file.
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub fn read_text(file: &Path) -> io::Result<String> {
    String::from_utf8(read(file)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

fn not_regular() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file")
}

/// Opens a file with `options`. The file and its folder are created when they are missing. Only this user can read them,
/// also when they existed before.
///
/// # Errors
/// When it cannot be created or opened, or when it is no regular file: opening a pipe waits for another program.
pub fn open(file: &Path, options: &mut OpenOptions) -> io::Result<File> {
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        create_folder(folder)?;
    }
    if fs::metadata(file).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(not_regular());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let opened = options.open(file)?;
    protect(file);
    Ok(opened)
}

/// Replaces the contents of a file as a whole. After a kill, a power failure or on a full disk the file has the contents
/// before or after the change.
///
/// # Errors
/// When it cannot be written. The earlier contents are still there then.
pub fn replace(file: &Path, contents: &[u8]) -> io::Result<()> {
    let new = new_file(file);
    // A file left by a killed program.
    remove_if_exists(&new)?;
    let mut writer = open(&new, OpenOptions::new().write(true).create_new(true))?;
    writer.write_all(contents)?;
    // Without this the rename can reach the disk before the contents do.
    writer.sync_all()?;
    drop(writer);
    fs::rename(&new, file)?;
    sync_folder_of(file)
}

/// Deletes a file that [`replace`] wrote, and what a killed `replace` has left.
///
/// # Errors
/// When it cannot be deleted. It is no error when it does not exist.
pub fn remove(file: &Path) -> io::Result<()> {
    let outcomes = [remove_if_exists(file), remove_if_exists(&new_file(file))];
    outcomes.into_iter().collect::<io::Result<()>>()?;
    sync_folder_of(file)
}

/// Deletes what a killed [`replace`] of this file has left. To be called at the start, before anything is written.
pub fn remove_leftover(file: &Path) {
    if let Err(error) = remove_if_exists(&new_file(file)) {
        tracing::warn!(%error, "a file of a killed program could not be deleted");
    }
}

/// Deletes a file, if it exists. A folder of that name is not a file of this program and stays.
///
/// # Errors
/// When it cannot be deleted.
pub fn remove_if_exists(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound || file.is_dir() => Ok(()),
        outcome => outcome,
    }
}

fn new_file(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".new");
    name.into()
}

/// Makes the renames and deletions in the folder of a file durable. Windows does so at once, and cannot open a folder.
///
/// # Errors
/// When the folder cannot be synced, as on some file systems of other computers.
pub fn sync_folder_of(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = file.parent().filter(|folder| folder.is_dir()) {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// Excludes other users from a file, if it exists. A device that a link leads to keeps its permissions.
pub fn protect(file: &Path) {
    if file.is_file() {
        set_mode(file, 0o600);
    }
}

/// Excludes other users from a folder, if it exists.
pub fn protect_folder(folder: &Path) {
    set_mode(folder, 0o700);
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;

    let protected = fs::metadata(path).and_then(|metadata| {
        let mut permissions = metadata.permissions();
        if permissions.mode() & 0o777 == mode {
            return Ok(());
        }
        permissions.set_mode(mode);
        fs::set_permissions(path, permissions)
    });
    // A folder of another owner can be used, but not protected.
    if let Err(error) = protected
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a file or folder could not be closed to other users");
    }
}

/// On Windows the folders of a user inherit permissions that exclude others.
#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaced_file_has_the_new_contents_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("sub").join("file");
        fs::create_dir(folder.path().join("sub")).unwrap();
        fs::write(new_file(&file), "left by a killed program").unwrap();
        for contents in ["one", "two"] {
            replace(&file, contents.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), contents);
            assert!(!new_file(&file).exists());
        }
        fs::write(new_file(&file), "left by a killed program").unwrap();
        remove(&file).unwrap();
        assert_eq!(fs::read_dir(folder.path().join("sub")).unwrap().count(), 0);
        remove(&file).unwrap();
    }

    #[test]
    fn failed_replacement_leaves_the_contents_before() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        replace(&file, b"one").unwrap();
        // A folder in the place of the new file: it can neither be removed nor opened.
        fs::create_dir(new_file(&file)).unwrap();
        replace(&file, b"two").unwrap_err();
        assert_eq!(fs::read_to_string(&file).unwrap(), "one");
    }

    #[test]
    fn leftover_is_deleted_and_the_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        replace(&file, b"one").unwrap();
        fs::write(new_file(&file), "left by a killed program").unwrap();
        for _ in 0..2 {
            remove_leftover(&file);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
        assert_eq!(read_text(&file).unwrap(), "one");
    }

    /// Without the check this test does not end.
    #[cfg(unix)]
    #[test]
    fn pipe_device_and_folder_are_neither_read_nor_opened() {
        let folder = tempfile::tempdir().unwrap();
        let [pipe, sub, device] = ["pipe", "sub", "device"].map(|name| folder.path().join(name));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        fs::create_dir(&sub).unwrap();
        std::os::unix::fs::symlink("/dev/null", &device).unwrap();
        let mode = || fs::metadata("/dev/null").unwrap().permissions();
        let before = mode();
        for path in [pipe, sub, device] {
            assert_eq!(read(&path).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{}", path.display());
            let opened = open(&path, OpenOptions::new().append(true));
            assert_eq!(opened.unwrap_err().kind(), io::ErrorKind::InvalidInput, "{}", path.display());
            protect(&path);
        }
        assert_eq!(mode(), before);
        assert_eq!(read(&folder.path().join("none")).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[cfg(unix)]
    #[test]
    fn files_and_folders_that_existed_for_everybody_are_closed_to_other_users() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let (sub, file) = (folder.path().join("sub"), folder.path().join("sub").join("file"));
        fs::create_dir(&sub).unwrap();
        fs::write(&file, "").unwrap();
        fs::set_permissions(&sub, fs::Permissions::from_mode(0o755)).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        open(&file, OpenOptions::new().append(true)).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&sub), mode(&file)), (0o700, 0o600));
    }
}
