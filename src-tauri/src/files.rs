//! The location of the program's files: one folder, either `QABYL_DATA_DIR` or the default folder of the system. The program
//! writes no files outside it.

use std::ffi::{OsStr, OsString};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The folder in the environment variable `QABYL_DATA_DIR`, as an absolute path.
pub(crate) fn chosen_folder() -> Option<PathBuf> {
    let folder = std::env::var_os("QABYL_DATA_DIR").filter(|folder| !folder.is_empty())?;
    std::path::absolute(folder).ok()
}

/// Sets environment variables of the system libraries, so that they work reliably and write their files in the chosen folder.
/// Returns the original values. Must run before the first thread starts and before GTK is initialized.
pub(crate) fn set_library_environment(chosen: Option<&Path>) -> Vec<(&'static str, Option<OsString>)> {
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

/// The name of the keychain entries. It depends on the data folder, so that two data folders do not share secrets.
pub(crate) fn keychain_name(identifier: &str, folder: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    AsRef::<OsStr>::as_ref(folder).hash(&mut hasher);
    format!("{identifier}.{:016x}", hasher.finish())
}
