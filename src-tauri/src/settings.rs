//! The settings in tauri-plugin-store.
//!
//! The plugin has them in memory. It would write its file in place, so that a kill or a full disk could leave an empty file;
//! [`FileStore`] writes the same file as a whole instead.

use std::io;
use std::path::Path;
use std::sync::Arc;

use desk::{FileStore, LoadedSettings, SettingsStore};
use serde_json::Value;
use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreExt};

/// The key of the settings in the plugin's store.
const KEY: &str = "qabyl";

pub(crate) struct PluginStore {
    store: Arc<Store<Wry>>,
    file: FileStore,
}

impl PluginStore {
    pub fn open(app: &AppHandle, folder: &Path) -> tauri_plugin_store::Result<Self> {
        let file = folder.join("settings.json");
        let store = app.store_builder(&file).disable_auto_save().build()?;
        // Without this the plugin writes the file again when the program ends, even after the user deleted all data.
        store.close_resource();
        Ok(Self { store, file: FileStore::new(file) })
    }
}

impl SettingsStore for PluginStore {
    fn load(&self) -> LoadedSettings {
        let loaded = self.file.load();
        if let Some(value) = &loaded.value {
            self.store.set(KEY, value.clone());
        }
        loaded
    }

    fn save(&self, value: Value) -> io::Result<()> {
        self.file.save(value.clone())?;
        self.store.set(KEY, value);
        Ok(())
    }

    fn clear(&self) -> io::Result<()> {
        self.store.clear();
        self.file.clear()
    }
}
