//! Where the settings are stored: in a file that is never half written. Tests also store them in memory.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use crate::record::private_files;

/// The only key in the file. Its value is the settings object.
const KEY: &str = "qabyl";

/// What a store has at the start.
#[derive(Debug, Default, PartialEq)]
pub struct LoadedSettings {
    /// `None` when nothing was stored, or nothing can be read.
    pub value: Option<Value>,
    /// The stored settings could not be read. `value` are those of an earlier start, if there are any.
    pub was_unreadable: bool,
}

/// Stores one JSON value. No secret is ever stored in it.
pub trait SettingsStore: Send + Sync {
    /// The value that was saved last.
    fn load(&self) -> LoadedSettings;
    /// Stores `value` for the next start.
    ///
    /// # Errors
    /// When it cannot be written. The previous value stays stored.
    fn save(&self, value: Value) -> io::Result<()>;
    /// Deletes what was saved, with its files.
    ///
    /// # Errors
    /// When it cannot be deleted.
    fn clear(&self) -> io::Result<()>;
}

/// Keeps the settings until the program ends.
#[derive(Default)]
pub struct MemoryStore(Mutex<Option<Value>>);

impl SettingsStore for MemoryStore {
    fn load(&self) -> LoadedSettings {
        let value = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        LoadedSettings { value, was_unreadable: false }
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

/// Keeps the settings in a file, `{"qabyl": {...}}`, that only this user can read.
///
/// The file is replaced as a whole: after a kill or on a full disk it has the settings before or after the change. A copy of
/// the settings at the last start is beside it. A file that cannot be read is renamed to `*.bad`, and the copy is used.
pub struct FileStore {
    file: PathBuf,
}

impl FileStore {
    /// The settings in this file, which need not exist.
    #[must_use]
    pub fn new(file: PathBuf) -> Self {
        Self { file }
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = OsString::from(&self.file);
        name.push(suffix);
        name.into()
    }

    /// The settings of the last start.
    fn last_good(&self) -> PathBuf {
        self.beside(".last")
    }

    /// A file that could not be read.
    fn bad(&self) -> PathBuf {
        self.beside(".bad")
    }

    /// Puts the settings of the last start in the place of the file.
    fn restore(&self) -> Option<Value> {
        let (text, value) = read(&self.last_good()).ok().flatten()?;
        if let Err(error) = self.replace(&self.file, &text) {
            tracing::warn!(%error, "the settings of the last start could not be restored");
        }
        Some(value)
    }

    /// Writes a new file and puts it in the place of `file`.
    fn replace(&self, file: &Path, text: &str) -> io::Result<()> {
        let new = self.beside(".new");
        // A file left by a killed program can have other permissions.
        remove_if_exists(&new)?;
        let mut writer = private_files::open(&new, OpenOptions::new().write(true).create_new(true))?;
        writer.write_all(text.as_bytes())?;
        // Without this the rename can reach the disk before the content does.
        writer.sync_all()?;
        drop(writer);
        fs::rename(&new, file)?;
        sync_folder(file)
    }
}

impl SettingsStore for FileStore {
    fn load(&self) -> LoadedSettings {
        match read(&self.file) {
            Ok(Some((text, value))) => {
                if let Err(error) = self.replace(&self.last_good(), &text) {
                    tracing::warn!(%error, "the copy of the settings could not be written");
                }
                LoadedSettings { value: Some(value), was_unreadable: false }
            }
            Ok(None) => LoadedSettings { was_unreadable: self.last_good().exists(), value: self.restore() },
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "the settings file cannot be read");
                if let Err(error) = fs::rename(&self.file, self.bad()) {
                    tracing::warn!(%error, "the unreadable settings file could not be renamed");
                }
                LoadedSettings { value: self.restore(), was_unreadable: true }
            }
        }
    }

    fn save(&self, value: Value) -> io::Result<()> {
        self.replace(&self.file, &json!({ KEY: value }).to_string())
    }

    fn clear(&self) -> io::Result<()> {
        let files = [self.file.clone(), self.last_good(), self.bad(), self.beside(".new")];
        // All are tried, and the first failure is returned.
        files.map(|file| remove_if_exists(&file)).into_iter().collect()
    }
}

/// The text of a settings file and the settings in it. `None` when there is no file.
fn read(file: &Path) -> io::Result<Option<(String, Value)>> {
    let text = match fs::read_to_string(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    let mut content: Value = serde_json::from_str(&text)?;
    let settings = content.get_mut(KEY).map(Value::take).filter(Value::is_object);
    let settings = settings.ok_or_else(|| io::Error::other("the file has no settings"))?;
    Ok(Some((text, settings)))
}

fn remove_if_exists(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Makes a rename durable. Only Unix systems can do so.
fn sync_folder(file: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn store() -> (TempDir, FileStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path().join("settings.json"));
        (folder, store)
    }

    fn loaded(value: &Value) -> LoadedSettings {
        LoadedSettings { value: Some(value.clone()), was_unreadable: false }
    }

    #[test]
    fn saved_settings_are_loaded() {
        let (_folder, store) = store();
        assert_eq!(store.load(), LoadedSettings::default());
        for number in 0..3 {
            let settings = json!({ "number": number });
            store.save(settings.clone()).unwrap();
            assert_eq!(store.load(), loaded(&settings));
        }
    }

    #[test]
    fn unreadable_file_is_set_aside_and_the_settings_of_the_last_start_are_used() {
        let settings = json!({ "account": "Clinic" });
        for broken in ["", "{\"qabyl\": {\"acc", "[]", "{\"qabyl\": 5}", "\u{0}\u{0}"] {
            let (_folder, store) = store();
            store.save(settings.clone()).unwrap();
            store.load();
            fs::write(&store.file, broken).unwrap();
            let expected = LoadedSettings { value: Some(settings.clone()), was_unreadable: true };
            assert_eq!(store.load(), expected, "{broken:?}");
            assert_eq!(fs::read_to_string(store.bad()).unwrap(), broken);
            assert_eq!(store.load(), loaded(&settings), "{broken:?}, at the start after that");
        }
    }

    #[test]
    fn missing_file_is_restored_from_the_copy() {
        let (_folder, store) = store();
        let settings = json!({ "number": 1 });
        store.save(settings.clone()).unwrap();
        store.load();
        fs::remove_file(&store.file).unwrap();
        let expected = LoadedSettings { value: Some(settings.clone()), was_unreadable: true };
        assert_eq!(store.load(), expected);
        assert_eq!(store.load(), loaded(&settings));
    }

    #[test]
    fn unreadable_file_without_a_copy_gives_nothing() {
        let (_folder, store) = store();
        fs::write(&store.file, "{").unwrap();
        assert_eq!(store.load(), LoadedSettings { value: None, was_unreadable: true });
    }

    #[test]
    fn rest_of_a_killed_save_changes_nothing() {
        let (_folder, store) = store();
        let settings = json!({ "number": 1 });
        store.save(settings.clone()).unwrap();
        fs::write(store.beside(".new"), "{\"qabyl\": {\"num").unwrap();
        assert_eq!(store.load(), loaded(&settings));
        store.save(json!({ "number": 2 })).unwrap();
        assert_eq!(store.load(), loaded(&json!({ "number": 2 })));
    }

    #[test]
    fn failed_save_leaves_the_settings_before() {
        let (_folder, store) = store();
        let settings = json!({ "number": 1 });
        store.save(settings.clone()).unwrap();
        // A folder in the place of the new file: it can neither be removed nor opened.
        fs::create_dir(store.beside(".new")).unwrap();
        store.save(json!({ "number": 2 })).unwrap_err();
        assert_eq!(store.load(), loaded(&settings));
    }

    #[test]
    fn clear_leaves_no_file() {
        let (folder, store) = store();
        store.save(json!({})).unwrap();
        store.load();
        fs::write(&store.file, "{").unwrap();
        store.load();
        store.save(json!({})).unwrap();
        fs::write(store.beside(".new"), "").unwrap();
        store.clear().unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        store.clear().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn every_file_is_readable_by_this_user_only() {
        use std::os::unix::fs::PermissionsExt;

        let (folder, store) = store();
        // An earlier version wrote the file for everybody.
        fs::write(&store.file, "{\"qabyl\": {}}").unwrap();
        fs::set_permissions(&store.file, fs::Permissions::from_mode(0o644)).unwrap();
        store.load();
        store.save(json!({})).unwrap();
        for entry in fs::read_dir(folder.path()).unwrap() {
            let entry = entry.unwrap();
            assert_eq!(entry.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{:?}", entry.path());
        }
    }
}
