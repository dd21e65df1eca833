//! The settings and the accounts in tauri-plugin-store.
//!
//! The plugin has them in memory. It would write its files in place, so that a kill or a full disk could leave an empty file;
//! [`FileStore`] writes the same files as a whole instead.

use std::io;
use std::path::Path;
use std::sync::Arc;

use desk::{FileStore, LoadedPart, SettingsStore, StoredPart};
use serde_json::Value;
use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreExt};

/// The key of the value in each of the plugin's stores.
const KEY: &str = "qabyl";

pub(crate) struct PluginStore {
    accounts: Arc<Store<Wry>>,
    settings: Arc<Store<Wry>>,
    files: FileStore,
}

impl PluginStore {
    /// Keeps in the plugin what the desk reads from the files of `folder` and writes into them.
    pub fn new(app: &AppHandle, folder: &Path, files: FileStore) -> tauri_plugin_store::Result<Self> {
        let store = |part: StoredPart| {
            // The plugin would read any file, also a pipe that never ends. What can be read comes from the desk.
            let store =
                app.store_builder(folder.join(part.file_name())).disable_auto_save().create_new().build()?;
            // Without this the plugin writes the file again when the program ends, even after the user deleted all data.
            store.close_resource();
            tauri_plugin_store::Result::Ok(store)
        };
        Ok(Self { accounts: store(StoredPart::Accounts)?, settings: store(StoredPart::Settings)?, files })
    }

    fn store(&self, part: StoredPart) -> &Store<Wry> {
        match part {
            StoredPart::Accounts => &self.accounts,
            StoredPart::Settings => &self.settings,
        }
    }
}

impl SettingsStore for PluginStore {
    fn load(&self, part: StoredPart) -> LoadedPart {
        let loaded = self.files.load(part);
        if let Some(value) = &loaded.value {
            self.store(part).set(KEY, value.clone());
        }
        loaded
    }

    fn save(&self, part: StoredPart, value: Value) -> io::Result<()> {
        self.files.save(part, value.clone())?;
        self.store(part).set(KEY, value);
        Ok(())
    }

    fn keep_copy(&self, part: StoredPart) {
        self.files.keep_copy(part);
    }

    fn copy(&self, part: StoredPart) -> Option<Value> {
        self.files.copy(part)
    }

    fn set_aside(&self, part: StoredPart) {
        self.files.set_aside(part);
    }

    fn clear(&self) -> io::Result<()> {
        for part in StoredPart::ALL {
            self.store(part).clear();
        }
        self.files.clear()
    }
}
