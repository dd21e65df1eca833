//! Where the settings are stored: in a file that is never half written. Tests also store them in memory.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use sealed_cache::private_files;
use serde_json::{Value, json};

/// The only key in a file. Its value is an object.
const KEY: &str = "qabyl";

/// The name of the file that this program holds locked while it uses the folder.
const LOCK: &str = "lock";

/// What is stored apart from the rest, so that a write of one part cannot damage another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoredPart {
    /// The accounts of this computer. They change rarely, and each change is copied.
    Accounts,
    /// The settings, the filters and the displayed period.
    Settings,
}

impl StoredPart {
    /// All parts, in the order in which they are written. Earlier versions stored the accounts with the settings. So the
    /// accounts are written before the settings without them.
    pub const ALL: [StoredPart; 2] = [StoredPart::Accounts, StoredPart::Settings];

    /// The name of its file.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            StoredPart::Accounts => "accounts.json",
            StoredPart::Settings => "settings.json",
        }
    }
}

/// What a store has at the start.
#[derive(Debug, Default, PartialEq)]
pub struct LoadedPart {
    /// `None` when nothing was stored, or nothing can be read.
    pub value: Option<Value>,
    /// The stored value could not be read. `value` is an earlier one, if there is any.
    pub was_unreadable: bool,
}

/// Stores one JSON value for each part. No secret is ever stored in it.
pub trait SettingsStore: Send + Sync {
    /// The value of a part that was saved last.
    fn load(&self, part: StoredPart) -> LoadedPart;
    /// Stores the value of a part for the next start.
    ///
    /// # Errors
    /// When it cannot be written. The previous value stays stored.
    fn save(&self, part: StoredPart, value: Value) -> io::Result<()>;
    /// Makes the stored value of a part the copy that is used when it is damaged. For a value that could be used.
    fn keep_copy(&self, part: StoredPart);
    /// The copy of a part. `None` when there is none, or it cannot be read.
    fn copy(&self, part: StoredPart) -> Option<Value>;
    /// Keeps a copy of the stored value for a person to look at, because a part of it cannot be used.
    fn set_aside(&self, part: StoredPart);
    /// Deletes what was saved, with its files.
    ///
    /// # Errors
    /// When it cannot be deleted.
    fn clear(&self) -> io::Result<()>;
}

/// Keeps the parts until the program ends.
#[derive(Default)]
pub struct MemoryStore(Mutex<[Option<Value>; StoredPart::ALL.len()]>);

impl MemoryStore {
    fn values(&self) -> MutexGuard<'_, [Option<Value>; StoredPart::ALL.len()]> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SettingsStore for MemoryStore {
    fn load(&self, part: StoredPart) -> LoadedPart {
        LoadedPart { value: self.values()[part as usize].clone(), was_unreadable: false }
    }

    fn save(&self, part: StoredPart, value: Value) -> io::Result<()> {
        self.values()[part as usize] = Some(value);
        Ok(())
    }

    fn keep_copy(&self, _: StoredPart) {}

    fn copy(&self, _: StoredPart) -> Option<Value> {
        None
    }

    fn set_aside(&self, _: StoredPart) {}

    fn clear(&self) -> io::Result<()> {
        *self.values() = Default::default();
        Ok(())
    }
}

/// Why a folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Another program has the folder open.
    #[error("another program uses this data folder")]
    InUse,
    /// The folder cannot be created.
    #[error("the data folder cannot be used")]
    Unusable(#[source] io::Error),
}

/// Keeps each part in a file, `{"qabyl": {...}}`, that only this user can read. The folder belongs to one store at a time.
///
/// A file is replaced as a whole: after a kill or on a full disk it has the value before or after the change. A copy is
/// beside it: of each change of the accounts, of the settings at the last start. A file that cannot be read is renamed to
/// `*.bad`, and the copy is used.
#[derive(Debug)]
pub struct FileStore {
    folder: PathBuf,
    /// Locked until the store is dropped or the process ends. `None` in a file system without locks.
    _lock: Option<File>,
}

impl FileStore {
    /// Takes the folder for this program. The folder and a lock file in it are created. A folder in which no file can be
    /// created, because the disk is full or read-only, is used without a lock.
    ///
    /// # Errors
    /// [`FolderError::InUse`] while another store has it, in this process or in another one.
    pub fn open(folder: &Path) -> Result<Self, FolderError> {
        private_files::create_folder(folder).map_err(FolderError::Unusable)?;
        let store = Self { folder: folder.to_owned(), _lock: lock(folder)? };
        for file in StoredPart::ALL.map(|part| store.file(part)) {
            for file in [last_good(&file), bad(&file), file] {
                private_files::protect(&file);
                private_files::remove_leftover(&file);
            }
        }
        Ok(store)
    }

    fn file(&self, part: StoredPart) -> PathBuf {
        self.folder.join(part.file_name())
    }

    fn write_copy(&self, part: StoredPart, text: &str) {
        if let Err(error) = private_files::replace(&last_good(&self.file(part)), text.as_bytes()) {
            tracing::warn!(%error, "the copy of {} could not be written", part.file_name());
        }
    }

    /// Puts the copy in the place of the file.
    fn restore(&self, part: StoredPart) -> Option<Value> {
        let file = self.file(part);
        let (text, value) = read(&last_good(&file)).ok().flatten()?;
        if let Err(error) = private_files::replace(&file, text.as_bytes()) {
            tracing::warn!(%error, "{} could not be restored from its copy", part.file_name());
        }
        Some(value)
    }
}

impl SettingsStore for FileStore {
    fn load(&self, part: StoredPart) -> LoadedPart {
        let file = self.file(part);
        match read(&file) {
            Ok(Some((_, value))) => LoadedPart { value: Some(value), was_unreadable: false },
            Ok(None) => LoadedPart { was_unreadable: last_good(&file).exists(), value: self.restore(part) },
            Err(error) => {
                tracing::warn!(kind = %error.kind(), "{} cannot be read", part.file_name());
                if let Err(error) = fs::rename(&file, bad(&file)) {
                    tracing::warn!(%error, "the unreadable {} could not be renamed", part.file_name());
                }
                LoadedPart { value: self.restore(part), was_unreadable: true }
            }
        }
    }

    fn save(&self, part: StoredPart, value: Value) -> io::Result<()> {
        let (file, text) = (self.file(part), json!({ KEY: value }).to_string());
        private_files::replace(&file, text.as_bytes())?;
        if part == StoredPart::Accounts {
            self.write_copy(part, &text);
        }
        Ok(())
    }

    fn keep_copy(&self, part: StoredPart) {
        if let Ok(Some((text, _))) = read(&self.file(part)) {
            self.write_copy(part, &text);
        }
    }

    fn copy(&self, part: StoredPart) -> Option<Value> {
        read(&last_good(&self.file(part))).ok().flatten().map(|(_, value)| value)
    }

    fn set_aside(&self, part: StoredPart) {
        let file = self.file(part);
        let copied =
            private_files::read(&file).and_then(|contents| private_files::replace(&bad(&file), &contents));
        if let Err(error) = copied {
            tracing::warn!(%error, "{} could not be set aside", part.file_name());
        }
    }

    fn clear(&self) -> io::Result<()> {
        let outcomes = StoredPart::ALL.map(|part| {
            let file = self.file(part);
            [
                private_files::remove(&file),
                private_files::remove(&last_good(&file)),
                private_files::remove(&bad(&file)),
            ]
        });
        // All are tried, and the first failure is returned.
        outcomes.into_iter().flatten().collect()
    }
}

/// Locks the lock file of a folder. `None` when the folder is read-only, or its file system has no locks.
fn lock(folder: &Path) -> Result<Option<File>, FolderError> {
    let mut options = OpenOptions::new();
    let file = private_files::open(&folder.join(LOCK), options.write(true).create(true).truncate(false));
    let locked = file.map_err(TryLockError::Error).and_then(|file| file.try_lock().map(|()| file));
    match locked {
        Ok(file) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(FolderError::InUse),
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "the data folder cannot be locked: a second start is not noticed");
            Ok(None)
        }
    }
}

/// The stored value of a part, or its copy. It changes no file and needs no lock. `None` when neither can be read.
pub(super) fn peek(folder: &Path, part: StoredPart) -> Option<Value> {
    let file = folder.join(part.file_name());
    [&file, &last_good(&file)].into_iter().find_map(|file| read(file).ok().flatten()).map(|(_, value)| value)
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(suffix);
    name.into()
}

/// The copy of a file that was readable.
fn last_good(file: &Path) -> PathBuf {
    beside(file, ".last")
}

/// A file that could not be read.
fn bad(file: &Path) -> PathBuf {
    beside(file, ".bad")
}

/// The text of a settings file and the settings in it. `None` when there is no file.
fn read(file: &Path) -> io::Result<Option<(String, Value)>> {
    let text = match private_files::read_text(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        text => text?,
    };
    let mut content: Value = serde_json::from_str(&text)?;
    let settings = content.get_mut(KEY).map(Value::take).filter(Value::is_object);
    let settings = settings.ok_or_else(|| io::Error::other("the file has no settings"))?;
    Ok(Some((text, settings)))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn store() -> (TempDir, FileStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::open(folder.path()).unwrap();
        (folder, store)
    }

    fn loaded(value: &Value) -> LoadedPart {
        LoadedPart { value: Some(value.clone()), was_unreadable: false }
    }

    fn file_names(folder: &TempDir) -> Vec<String> {
        let names = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn saved_parts_are_loaded_and_do_not_touch_each_other() {
        let (folder, store) = store();
        for part in StoredPart::ALL {
            assert_eq!(store.load(part), LoadedPart::default());
            for number in 0..3 {
                let value = json!({ "number": number });
                store.save(part, value.clone()).unwrap();
                assert_eq!(store.load(part), loaded(&value));
            }
        }
        let accounts = fs::read(folder.path().join("accounts.json")).unwrap();
        let inode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().modified().unwrap();
        let (before, last_before) = (inode("accounts.json"), inode("accounts.json.last"));
        store.save(StoredPart::Settings, json!({ "number": 9 })).unwrap();
        assert_eq!(fs::read(folder.path().join("accounts.json")).unwrap(), accounts);
        assert_eq!((inode("accounts.json"), inode("accounts.json.last")), (before, last_before));
    }

    #[test]
    fn unreadable_file_is_set_aside_and_the_copy_is_used() {
        let value = json!({ "account": "Clinic" });
        for part in StoredPart::ALL {
            for broken in ["", "{\"qabyl\": {\"acc", "[]", "{\"qabyl\": 5}", "\u{0}\u{0}"] {
                let (_folder, store) = store();
                store.save(part, value.clone()).unwrap();
                store.keep_copy(part);
                fs::write(store.file(part), broken).unwrap();
                let expected = LoadedPart { value: Some(value.clone()), was_unreadable: true };
                assert_eq!(store.load(part), expected, "{broken:?}");
                assert_eq!(fs::read_to_string(bad(&store.file(part))).unwrap(), broken);
                assert_eq!(store.load(part), loaded(&value), "{broken:?}, at the start after that");
            }
        }
    }

    #[test]
    fn account_added_since_the_start_is_in_the_copy() {
        let (_folder, store) = store();
        store.load(StoredPart::Accounts);
        for number in 1..=2 {
            store.save(StoredPart::Accounts, json!({ "accounts": number })).unwrap();
        }
        fs::write(store.file(StoredPart::Accounts), "").unwrap();
        assert_eq!(store.load(StoredPart::Accounts).value, Some(json!({ "accounts": 2 })));
    }

    #[test]
    fn missing_file_is_restored_from_the_copy() {
        let (_folder, store) = store();
        let settings = json!({ "number": 1 });
        store.save(StoredPart::Settings, settings.clone()).unwrap();
        store.keep_copy(StoredPart::Settings);
        fs::remove_file(store.file(StoredPart::Settings)).unwrap();
        let expected = LoadedPart { value: Some(settings.clone()), was_unreadable: true };
        assert_eq!(store.load(StoredPart::Settings), expected);
        assert_eq!(store.load(StoredPart::Settings), loaded(&settings));
    }

    #[test]
    fn unreadable_file_without_a_copy_gives_nothing() {
        let (_folder, store) = store();
        fs::write(store.file(StoredPart::Settings), "{").unwrap();
        assert_eq!(store.load(StoredPart::Settings), LoadedPart { value: None, was_unreadable: true });
    }

    #[test]
    fn folder_in_the_place_of_a_file_is_set_aside() {
        let (_folder, store) = store();
        let file = store.file(StoredPart::Settings);
        fs::create_dir(&file).unwrap();
        assert_eq!(store.load(StoredPart::Settings), LoadedPart { value: None, was_unreadable: true });
        store.save(StoredPart::Settings, json!({})).unwrap();
        store.clear().unwrap();
        assert!(!file.exists());
    }

    /// Without the check of the kind of file this test does not end.
    #[cfg(unix)]
    #[test]
    fn pipe_or_device_in_the_place_of_a_file_is_set_aside() {
        let (folder, store) = store();
        let value = json!({ "account": "Clinic" });
        for part in StoredPart::ALL {
            let file = store.file(part);
            store.save(part, value.clone()).unwrap();
            store.keep_copy(part);
            fs::remove_file(&file).unwrap();
            assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
            assert_eq!(peek(folder.path(), part), Some(value.clone()));
            let expected = LoadedPart { value: Some(value.clone()), was_unreadable: true };
            assert_eq!(store.load(part), expected);
            assert_eq!(store.load(part), loaded(&value), "at the start after that");

            fs::remove_file(&file).unwrap();
            fs::remove_file(last_good(&file)).unwrap();
            std::os::unix::fs::symlink("/dev/null", &file).unwrap();
            assert_eq!(peek(folder.path(), part), None);
            assert_eq!(store.load(part), LoadedPart { value: None, was_unreadable: true });
        }
        store.clear().unwrap();
        drop(store);
        // A pipe in the place of the lock: the folder is used without one.
        let lock = folder.path().join(LOCK);
        fs::remove_file(&lock).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&lock).status().unwrap().success());
        FileStore::open(folder.path()).unwrap();
    }

    #[test]
    fn files_that_a_kill_has_left_are_deleted_at_the_next_start() {
        let (folder, store) = store();
        for part in StoredPart::ALL {
            store.save(part, json!({})).unwrap();
            store.keep_copy(part);
            for file in [store.file(part), last_good(&store.file(part)), bad(&store.file(part))] {
                fs::write(beside(&file, ".new"), "left by a killed program").unwrap();
            }
        }
        drop(store);
        let store = FileStore::open(folder.path()).unwrap();
        let kept = ["accounts.json", "accounts.json.last", "lock", "settings.json", "settings.json.last"];
        assert_eq!(file_names(&folder), kept);
        assert_eq!(store.load(StoredPart::Accounts), loaded(&json!({})));
    }

    #[test]
    fn folder_has_one_store_at_a_time() {
        let (folder, store) = store();
        store.save(StoredPart::Settings, json!({ "number": 1 })).unwrap();
        assert!(matches!(FileStore::open(folder.path()), Err(FolderError::InUse)));
        drop(store);
        let store = FileStore::open(folder.path()).unwrap();
        assert_eq!(store.load(StoredPart::Settings), loaded(&json!({ "number": 1 })));
    }

    #[test]
    fn path_below_a_file_is_unusable() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let error = FileStore::open(&folder.path().join("file").join("data")).unwrap_err();
        assert!(matches!(error, FolderError::Unusable(_)));
    }

    #[test]
    fn clear_leaves_only_the_lock() {
        let (folder, store) = store();
        for part in StoredPart::ALL {
            store.save(part, json!({})).unwrap();
            store.keep_copy(part);
            store.set_aside(part);
            fs::write(beside(&store.file(part), ".new"), "left by a killed program").unwrap();
        }
        assert_eq!(file_names(&folder).len(), 9);
        store.clear().unwrap();
        assert_eq!(file_names(&folder), ["lock"]);
        store.clear().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn every_file_is_readable_by_this_user_only() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        // An earlier version wrote the files for everybody.
        for name in ["accounts.json", "settings.json", "lock"] {
            fs::write(folder.path().join(name), "{\"qabyl\": {}}").unwrap();
            fs::set_permissions(folder.path().join(name), fs::Permissions::from_mode(0o644)).unwrap();
        }
        let store = FileStore::open(folder.path()).unwrap();
        for part in StoredPart::ALL {
            store.load(part);
        }
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(folder.path()), 0o700);
        for name in file_names(&folder) {
            assert_eq!(mode(&folder.path().join(&name)), 0o600, "{name}");
        }
    }
}
