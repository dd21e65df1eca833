//! Where the settings are kept: the shell has tauri-plugin-store, tests a file or nothing.

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
}
