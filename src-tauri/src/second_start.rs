//! A second start with the same data folder: it shows the window of the first one and ends.
//!
//! Where the first program cannot be found this way, the lock of the data folder refuses the second one
//! ([`desk::FileStore::open`]).

#[cfg(target_os = "linux")]
use std::ffi::OsStr;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use tauri::plugin::TauriPlugin;
use tauri::{AppHandle, Manager, Wry};

/// The plugin that finds the first program. `None` when it could find a program with another data folder: on Windows and
/// macOS it tells programs apart by their identifier only. Also `None` without a session bus on Linux.
pub(crate) fn plugin(identifier: &str, chosen_folder: Option<&Path>) -> Option<TauriPlugin<Wry>> {
    #[cfg(target_os = "linux")]
    {
        let address = std::env::var_os("DBUS_SESSION_BUS_ADDRESS");
        if !is_bus_address(address.as_deref().and_then(OsStr::to_str)) {
            return None;
        }
    }
    let mut builder = tauri_plugin_single_instance::Builder::new().callback(|app, _, _| show_window(app));
    if let Some(folder) = chosen_folder {
        if !cfg!(target_os = "linux") {
            return None;
        }
        builder = builder.dbus_id(format!("{identifier}.{}", folder_name(folder)));
    }
    Some(builder.build())
}

/// Whether the plugin can try an address of the session bus. It panics when the address is empty or says that there is no
/// bus, such as `disabled:`. Without an address it uses the usual one, and it accepts that nothing answers there.
#[cfg(target_os = "linux")]
fn is_bus_address(address: Option<&str>) -> bool {
    address.is_none_or(|address| address.parse::<zbus::Address>().is_ok())
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

    #[cfg(target_os = "linux")]
    #[test]
    fn address_that_the_plugin_cannot_read_is_not_tried() {
        for address in ["", "disabled:", "nothing", "unix:"] {
            assert!(!is_bus_address(Some(address)), "{address:?}");
        }
        for address in [
            None,
            Some("unix:path=/run/user/1000/bus"),
            Some("unix:abstract=/tmp/dbus-x,guid=0123456789abcdef0123456789abcdef"),
            Some("unix:path=/nonexistent"),
        ] {
            assert!(is_bus_address(address), "{address:?}");
        }
    }

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
