//! Stores the settings in the file of tauri-plugin-store.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk::SettingsStore;
use serde_json::Value;
use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreExt};

/// The only key in the file.
const KEY: &str = "qabyl";

pub(crate) struct PluginStore {
    store: Arc<Store<Wry>>,
    file: PathBuf,
}

impl PluginStore {
    pub fn open(app: &AppHandle, folder: &Path) -> tauri_plugin_store::Result<Self> {
        // Each change is saved explicitly and at once, so that a killed program loses nothing.
        let file = folder.join("settings.json");
        let store = app.store_builder(&file).disable_auto_save().build()?;
        // Without this the plugin writes the file again when the program ends, even after the user deleted all data.
        store.close_resource();
        Ok(Self { store, file })
    }
}

impl SettingsStore for PluginStore {
    fn load(&self) -> Option<Value> {
        self.store.get(KEY)
    }

    fn save(&self, value: Value) -> io::Result<()> {
        self.store.set(KEY, value);
        self.store.save().map_err(io::Error::other)
    }

    fn clear(&self) -> io::Result<()> {
        self.store.clear();
        match std::fs::remove_file(&self.file) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
