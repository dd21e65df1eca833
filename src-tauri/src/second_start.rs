//! A second start with the same data folder: it shows the window of the first one and ends.
//!
//! Where the first program cannot be found this way, the lock of the data folder refuses the second one
//! ([`desk::FileStore::open`]).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Wry};

/// The plugin that finds the first program. `None` when it could find a program with another data folder: on Windows and
/// macOS it tells programs apart by their identifier only.
pub(crate) fn plugin(identifier: &str, chosen_folder: Option<&Path>) -> Option<TauriPlugin<Wry>> {
    let mut builder = tauri_plugin_single_instance::Builder::new().callback(|app, _, _| show_window(app));
    if let Some(folder) = chosen_folder {
        if !cfg!(target_os = "linux") {
            return None;
        }
        builder = builder.dbus_id(format!("{identifier}.{}", folder_name(folder)));
    }
    Some(builder.build())
}

/// A name of the folder that is the same for every spelling of its path. Only programs that run at the same time compare it.
fn folder_name(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mut hasher = DefaultHasher::new();
    folder.hash(&mut hasher);
    format!("folder{:016x}", hasher.finish())
}

fn show_window(app: &AppHandle) {
    let Some(window) = app.get_webview_window("main") else { return };
    for outcome in [window.unminimize(), window.show(), window.set_focus()] {
        if let Err(error) = outcome {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn every_spelling_of_a_folder_has_one_name() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        let data = folder.path().join("data");
        std::fs::create_dir(&data).unwrap();
        std::os::unix::fs::symlink(&data, &link).unwrap();
        for spelling in [link, data.join(""), data.join("../data")] {
            assert_eq!(folder_name(&spelling), folder_name(&data), "{}", spelling.display());
        }
        assert_ne!(folder_name(&data), folder_name(folder.path()));
    }
}
