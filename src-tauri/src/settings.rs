//! The settings in tauri-plugin-store's file.

use std::io;
use std::path::Path;
use std::sync::Arc;

use desk::store::SettingsStore;
use serde_json::Value;
use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreExt};

/// The one key in the file.
const KEY: &str = "qabyl";

pub(crate) struct PluginStore(Arc<Store<Wry>>);

impl PluginStore {
    pub fn open(app: &AppHandle, folder: &Path) -> tauri_plugin_store::Result<Self> {
        // Saved by hand after each change, so that a kill in the next moment loses nothing.
        app.store_builder(folder.join("settings.json")).disable_auto_save().build().map(Self)
    }
}

impl SettingsStore for PluginStore {
    fn load(&self) -> Option<Value> {
        self.0.get(KEY)
    }

    fn save(&self, value: Value) -> io::Result<()> {
        self.0.set(KEY, value);
        self.0.save().map_err(io::Error::other)
    }
}
