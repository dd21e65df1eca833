//! Where the settings are kept: the shell has tauri-plugin-store, tests a file or nothing.

use std::path::PathBuf;

use serde_json::Value;

/// A place for one JSON value. Nothing secret is ever put there.
pub trait SettingsStore: Send + Sync {
    /// What was saved last; `None` when there is nothing or it cannot be read.
    fn load(&self) -> Option<Value>;
    /// Keeps `value` for the next start.
    ///
    /// # Errors
    /// When it cannot be written.
    fn save(&self, value: Value) -> std::io::Result<()>;
    /// Leaves nothing of what was saved, no empty file either.
    ///
    /// # Errors
    /// When it cannot be deleted.
    fn clear(&self) -> std::io::Result<()>;
}

/// Keeps the settings as long as the program runs.
#[derive(Default)]
pub struct MemoryStore(std::sync::Mutex<Option<Value>>);

impl SettingsStore for MemoryStore {
    fn load(&self) -> Option<Value> {
        self.0.lock().ok()?.clone()
    }

    fn save(&self, value: Value) -> std::io::Result<()> {
        let mut kept = self.0.lock().map_err(|_| std::io::Error::other("the settings' lock is poisoned"))?;
        *kept = Some(value);
        Ok(())
    }

    fn clear(&self) -> std::io::Result<()> {
        *self.0.lock().map_err(|_| std::io::Error::other("the settings' lock is poisoned"))? = None;
        Ok(())
    }
}

/// Keeps the settings in a file, for whoever has no store of its own.
pub struct FileStore(PathBuf);

impl FileStore {
    /// The settings in this file, which need not be there.
    #[must_use]
    pub fn new(file: PathBuf) -> Self {
        Self(file)
    }
}

impl SettingsStore for FileStore {
    fn load(&self) -> Option<Value> {
        serde_json::from_slice(&std::fs::read(&self.0).ok()?).ok()
    }

    fn save(&self, value: Value) -> std::io::Result<()> {
        // Written whole and then put in the place of the old one: a kill leaves one of the two.
        let next = self.0.with_extension("new");
        std::fs::write(&next, value.to_string())?;
        std::fs::rename(next, &self.0)
    }

    fn clear(&self) -> std::io::Result<()> {
        match std::fs::remove_file(&self.0) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
