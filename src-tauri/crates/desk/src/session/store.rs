//! Where the settings are stored: the window uses tauri-plugin-store, tests a file or memory.

use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// Stores one JSON value. No secret is ever stored in it.
pub trait SettingsStore: Send + Sync {
    /// The value that was saved last; `None` when there is none or it cannot be read.
    fn load(&self) -> Option<Value>;
    /// Stores `value` for the next start.
    ///
    /// # Errors
    /// When it cannot be written.
    fn save(&self, value: Value) -> io::Result<()>;
    /// Deletes what was saved, with its file.
    ///
    /// # Errors
    /// When it cannot be deleted.
    fn clear(&self) -> io::Result<()>;
}

/// Keeps the settings until the program ends.
#[derive(Default)]
pub struct MemoryStore(Mutex<Option<Value>>);

impl SettingsStore for MemoryStore {
    fn load(&self) -> Option<Value> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn save(&self, value: Value) -> io::Result<()> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        Ok(())
    }

    fn clear(&self) -> io::Result<()> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}

/// Keeps the settings in a file.
pub struct FileStore(PathBuf);

impl FileStore {
    /// The settings in this file, which need not exist.
    #[must_use]
    pub fn new(file: PathBuf) -> Self {
        Self(file)
    }
}

impl SettingsStore for FileStore {
    fn load(&self) -> Option<Value> {
        serde_json::from_slice(&std::fs::read(&self.0).ok()?).ok()
    }

    fn save(&self, value: Value) -> io::Result<()> {
        // A new file replaces the old one, so that one of the two is there after a kill.
        let next = self.0.with_extension("new");
        std::fs::write(&next, value.to_string())?;
        std::fs::rename(next, &self.0)
    }

    fn clear(&self) -> io::Result<()> {
        match std::fs::remove_file(&self.0) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
