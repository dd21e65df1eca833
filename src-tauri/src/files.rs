//! The location of the program's files: one folder, either `QABYL_DATA_DIR` or the default folder of the system. The program
//! writes no files outside it.

use std::ffi::{OsStr, OsString};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use desk::{KeychainNames, private_files};

/// The folder in the environment variable `QABYL_DATA_DIR`, as an absolute path.
pub(crate) fn chosen_folder() -> Option<PathBuf> {
    let folder = std::env::var_os("QABYL_DATA_DIR").filter(|folder| !folder.is_empty())?;
    std::path::absolute(folder).ok()
}

/// The values that environment variables had before the program changed them.
pub(crate) type OriginalEnvironment = Vec<(&'static str, Option<OsString>)>;

/// Sets environment variables of the system libraries, so that they work reliably and write their files in the chosen folder.
/// Returns the original values. Must run before the first thread starts and before GTK is initialized.
pub(crate) fn set_library_environment(chosen: Option<&Path>) -> OriginalEnvironment {
    let mut originals = Vec::new();
    if !cfg!(target_os = "linux") {
        return originals;
    }
    let mut set = |name: &'static str, value: &OsStr| {
        originals.push((name, std::env::var_os(name)));
        std::env::set_var(name, value);
    };
    // With the NVIDIA driver, or on Wayland, the DMABUF renderer of WebKitGTK can leave the window blank.
    if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
        set("WEBKIT_DISABLE_DMABUF_RENDERER", "1".as_ref());
    }
    // GTK, fontconfig, Mesa and WebKit write caches. With a chosen folder these also belong in it.
    if let Some(folder) = chosen {
        for (name, subfolder) in [
            ("XDG_CACHE_HOME", "system/cache"),
            ("XDG_CONFIG_HOME", "system/config"),
            ("XDG_DATA_HOME", "system/data"),
        ] {
            set(name, folder.join(subfolder).as_os_str());
        }
    }
    originals
}

/// The folder of the webview's files.
pub(crate) fn webview_folder(folder: &Path) -> PathBuf {
    folder.join("webview")
}

/// Excludes other users from the folders in which the webview and the system libraries write. They would create them for
/// everybody.
pub(crate) fn protect_library_folders(folder: &Path) {
    if let Err(error) = private_files::create_folder(&webview_folder(folder)) {
        tracing::warn!(%error, "the folder of the webview could not be created");
    }
    private_files::protect_folder(&folder.join("system"));
}

/// The names of the secrets in the keychain. Earlier versions named them by a hash of the path of the data folder, as it was
/// written.
pub(crate) fn keychain_names(identifier: &str, folder: &Path) -> KeychainNames {
    let mut spellings = vec![folder.to_owned(), folder.join("")];
    spellings.extend(folder.canonicalize());
    if let Some(trimmed) = folder.to_str().map(|path| path.trim_end_matches(std::path::MAIN_SEPARATOR)) {
        spellings.push(PathBuf::from(trimmed));
    }
    let mut of_earlier_versions: Vec<String> = Vec::new();
    for spelling in spellings {
        let mut hasher = DefaultHasher::new();
        spelling.as_os_str().hash(&mut hasher);
        let name = format!("{identifier}.{:016x}", hasher.finish());
        if !of_earlier_versions.contains(&name) {
            of_earlier_versions.push(name);
        }
    }
    KeychainNames { program: identifier.to_owned(), of_earlier_versions }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn folders_of_the_libraries_are_closed_to_other_users() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let system = folder.path().join("system");
        std::fs::create_dir(&system).unwrap();
        std::fs::set_permissions(&system, std::fs::Permissions::from_mode(0o755)).unwrap();
        protect_library_folders(folder.path());
        for subfolder in [system, webview_folder(folder.path())] {
            let mode = std::fs::metadata(&subfolder).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o700, "{}", subfolder.display());
        }
    }

    #[cfg(unix)]
    #[test]
    fn names_of_earlier_versions_have_those_of_every_spelling_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (data, link) = (folder.path().join("data"), folder.path().join("link"));
        std::fs::create_dir(&data).unwrap();
        std::os::unix::fs::symlink(&data, &link).unwrap();
        let names = |folder: &Path| keychain_names("kz.qabyl.desk", folder).of_earlier_versions;
        let plain = names(&data);
        assert_eq!(plain.len(), 2, "with and without a slash at the end");
        for spelling in [data.join(""), link.clone(), link.join("")] {
            assert!(names(&spelling).contains(&plain[0]), "{}", spelling.display());
        }
    }
}
