//! Where the program's files are: one folder, `QABYL_DATA_DIR` or the system's place for it, and nothing outside.

use std::ffi::{OsStr, OsString};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The folder that the user chose in the environment, made absolute.
pub(crate) fn chosen_folder() -> Option<PathBuf> {
    let folder = std::env::var_os("QABYL_DATA_DIR").filter(|folder| !folder.is_empty())?;
    std::path::absolute(folder).ok()
}

/// Steers the libraries underneath, and returns what it changed as it was before. Must run before the first thread and before
/// GTK starts.
pub(crate) fn keep_libraries_inside(chosen: Option<&Path>) -> Vec<(&'static str, Option<OsString>)> {
    let mut before = Vec::new();
    if !cfg!(target_os = "linux") {
        return before;
    }
    let mut set = |name: &'static str, value: &OsStr| {
        before.push((name, std::env::var_os(name)));
        std::env::set_var(name, value);
    };
    // With NVIDIA's driver, or on Wayland, WebKitGTK's DMABUF renderer can leave the window blank.
    if std::env::var_os("WEBKIT_DISABLE_DMABUF_RENDERER").is_none() {
        set("WEBKIT_DISABLE_DMABUF_RENDERER", "1".as_ref());
    }
    // GTK, fontconfig, Mesa and WebKit keep caches of their own; in a chosen folder they belong there too.
    if let Some(folder) = chosen {
        for (name, place) in [
            ("XDG_CACHE_HOME", "system/cache"),
            ("XDG_CONFIG_HOME", "system/config"),
            ("XDG_DATA_HOME", "system/data"),
        ] {
            set(name, folder.join(place).as_os_str());
        }
    }
    before
}

/// The name under which secrets are kept: two data folders do not share them.
pub(crate) fn keychain_name(identifier: &str, folder: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    AsRef::<OsStr>::as_ref(folder).hash(&mut hasher);
    format!("{identifier}.{:016x}", hasher.finish())
}
