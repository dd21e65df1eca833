//! Writing a file where the user wants it.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use sealed_cache::private_files;

/// Replaces a file as a whole, or creates it. Only this user can read it. The folder stays as it is.
///
/// The bytes are written into a file of another name beside it, which then gets the name. When this fails, the file has its
/// earlier contents, and the other one is deleted.
///
/// # Errors
/// When it cannot be written, for example because the folder is not there, or because something else than a file has the name.
pub(crate) fn write(file: &Path, contents: &[u8]) -> io::Result<()> {
    // Not the link is replaced, but the file to which it leads.
    let target = if file.is_symlink() { fs::canonicalize(file)? } else { file.to_owned() };
    if fs::metadata(&target).is_ok_and(|metadata| !metadata.is_file()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut new = tempfile::Builder::new()
        .prefix(".qabyl-")
        .suffix(".part")
        .tempfile_in(folder.unwrap_or(Path::new(".")))?;
    new.write_all(contents)?;
    // Without this the new name can reach the disk before the contents do.
    new.as_file().sync_all()?;
    new.persist(&target)?;
    if let Err(error) = private_files::sync_folder_of(&target) {
        // The file is there. Folders on other computers often cannot do this.
        tracing::info!(kind = %error.kind(), "the folder of a saved file could not be synced");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn file_is_created_and_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Оплаты.csv");
        for contents in ["one", "two"] {
            write(&file, contents.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&file).unwrap(), contents);
            assert_eq!(names_in(folder.path()), ["Оплаты.csv"]);
        }
    }

    #[test]
    fn folder_that_is_gone_is_not_created() {
        let folder = tempfile::tempdir().unwrap();
        let gone = folder.path().join("gone");
        assert_eq!(write(&gone.join("a.csv"), b"one").unwrap_err().kind(), io::ErrorKind::NotFound);
        assert!(names_in(folder.path()).is_empty());
    }

    #[test]
    fn folder_of_the_name_of_the_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let taken = folder.path().join("a.csv");
        fs::create_dir(&taken).unwrap();
        assert_eq!(write(&taken, b"one").unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert!(taken.is_dir());
        assert_eq!(names_in(folder.path()), ["a.csv"]);
    }

    #[cfg(unix)]
    #[test]
    fn only_this_user_can_read_the_file_and_the_folder_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let file = folder.path().join("a.csv");
        write(&file, b"one").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(folder.path())), (0o600, 0o755));
    }

    #[cfg(unix)]
    #[test]
    fn link_stays_a_link_and_its_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a.csv"), folder.path().join("link.csv"));
        fs::write(&file, "one").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(&link, b"two").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        let lost = folder.path().join("lost.csv");
        std::os::unix::fs::symlink(folder.path().join("none"), &lost).unwrap();
        write(&lost, b"two").unwrap_err();
        assert_eq!(names_in(folder.path()), ["a.csv", "link.csv", "lost.csv"]);
    }
}
