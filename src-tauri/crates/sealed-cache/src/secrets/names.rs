//! The names under which a data folder has entries in the keychain.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::error::SecretsError;
use crate::private_files;

/// One name on each line. The first is the one in use. Under the others entries of earlier versions may be left.
const FILE: &str = "keychain-names";
const ID_BYTES: usize = 16;

/// How the entries of a data folder are named in the keychain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeychainNames {
    /// The identifier of the program. The names begin with it.
    pub program: String,
    /// The names that earlier versions of the program can have used for this folder. Their entries are moved.
    pub of_earlier_versions: Vec<String>,
}

/// The names of one data folder.
///
/// A random id in the folder makes the name, so that the folder keeps its entries when it is moved or its path is written in
/// another way. A copy of the folder has the same id, and so the same entries.
pub(super) struct FolderNames {
    file: PathBuf,
    of_earlier_versions: Vec<String>,
    state: Mutex<State>,
}

#[derive(Clone)]
struct State {
    current: String,
    /// Under these names entries may be left.
    earlier: Vec<String>,
    is_stored: bool,
}

impl FolderNames {
    /// Reads the names of a folder, or makes a new one, which is stored before the first entry.
    pub fn open(dir: &Path, names: &KeychainNames) -> Result<Self, SecretsError> {
        let file = dir.join(FILE);
        let state = match read(&file, &names.program) {
            Some(state) => state,
            None => State { current: new_name(&names.program)?, earlier: Vec::new(), is_stored: false },
        };
        let of_earlier_versions = names.of_earlier_versions.clone();
        Ok(Self { file, of_earlier_versions, state: Mutex::new(state) })
    }

    /// The name of new entries.
    pub fn current(&self) -> String {
        self.state().current.clone()
    }

    /// The other names under which entries may be left.
    pub fn earlier(&self) -> Vec<String> {
        let mut names = self.state().earlier.clone();
        names.extend(
            self.of_earlier_versions.iter().filter(|name| !names.contains(name)).cloned().collect::<Vec<_>>(),
        );
        names
    }

    /// Stores the names, before an entry is stored under the current one.
    pub fn store(&self) -> Result<(), SecretsError> {
        self.change(|_| {})
    }

    /// Remembers that entries may be left under a name.
    pub fn remember(&self, name: &str) -> Result<(), SecretsError> {
        self.change(|earlier| {
            if !earlier.iter().any(|known| known == name) {
                earlier.push(name.to_owned());
            }
        })
    }

    /// No entry is left under a name.
    pub fn forget(&self, name: &str) -> Result<(), SecretsError> {
        if self.state().earlier.iter().any(|known| known == name) {
            self.change(|earlier| earlier.retain(|known| known != name))?;
        }
        Ok(())
    }

    /// Deletes the file. No entry is left under any name.
    pub fn remove(&self) -> Result<(), SecretsError> {
        let mut state = self.state();
        private_files::remove(&self.file).map_err(SecretsError::File)?;
        private_files::remove_if_exists(&damaged(&self.file)).map_err(SecretsError::File)?;
        state.earlier.clear();
        state.is_stored = false;
        Ok(())
    }

    fn change(&self, change: impl FnOnce(&mut Vec<String>)) -> Result<(), SecretsError> {
        let mut state = self.state();
        let mut next = State { is_stored: true, ..state.clone() };
        change(&mut next.earlier);
        if !state.is_stored || next.earlier != state.earlier {
            let names: Vec<&str> =
                [&next.current].into_iter().chain(&next.earlier).map(String::as_str).collect();
            private_files::replace(&self.file, names.join("\n").as_bytes()).map_err(SecretsError::File)?;
        }
        *state = next;
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the file. `None` when there is none. A damaged file is renamed: its entries cannot be found, and the tokens have to
/// be entered again.
fn read(file: &Path, program: &str) -> Option<State> {
    private_files::protect(file);
    private_files::remove_leftover(file);
    let text = match private_files::read_text(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        text => text.unwrap_or_default(),
    };
    let mut names = text.lines().map(str::to_owned);
    let is_name = |name: &String| {
        name.strip_prefix(program)
            .is_some_and(|id| id.len() > 1 && id.bytes().all(|byte| byte.is_ascii_graphic()))
    };
    if let Some(current) = names.next().filter(is_name) {
        return Some(State { current, earlier: names.filter(is_name).collect(), is_stored: true });
    }
    tracing::warn!("the file of the keychain's names is damaged and is set aside");
    if let Err(error) = fs::rename(file, damaged(file)) {
        tracing::warn!(%error, "the damaged file of the keychain's names could not be renamed");
    }
    None
}

fn damaged(file: &Path) -> PathBuf {
    file.with_extension("bad")
}

fn new_name(program: &str) -> Result<String, SecretsError> {
    let mut id = [0; ID_BYTES];
    getrandom::fill(&mut id).map_err(SecretsError::NoRandomness)?;
    Ok(format!("{program}.{:032x}", u128::from_le_bytes(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> KeychainNames {
        KeychainNames {
            program: "kz.qabyl.test".to_owned(),
            of_earlier_versions: vec!["kz.qabyl.test.00aa".to_owned()],
        }
    }

    #[test]
    fn name_is_stored_with_the_first_entry_and_is_the_same_at_the_next_start() {
        let dir = tempfile::tempdir().unwrap();
        let open = || FolderNames::open(dir.path(), &names()).unwrap();
        assert_ne!(open().current(), open().current(), "nothing is stored yet");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
        let first = open();
        first.store().unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = dir.path().join(FILE);
            fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
            open();
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(open().current(), first.current());
        assert!(first.current().starts_with("kz.qabyl.test."));
    }

    #[test]
    fn names_with_entries_are_kept_until_none_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let open = || FolderNames::open(dir.path(), &names()).unwrap();
        let first = open();
        first.remember("kz.qabyl.test.00bb").unwrap();
        assert_eq!(open().earlier(), ["kz.qabyl.test.00bb", "kz.qabyl.test.00aa"]);
        open().forget("kz.qabyl.test.00bb").unwrap();
        assert_eq!(open().earlier(), ["kz.qabyl.test.00aa"]);
        assert_eq!(open().current(), first.current());
        first.remove().unwrap();
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    }

    #[test]
    fn damaged_file_is_set_aside() {
        for damaged in ["", "\n", "another.program.1234", "kz.qabyl.test", "\u{0}\u{0}\u{0}"] {
            let dir = tempfile::tempdir().unwrap();
            fs::write(dir.path().join(FILE), damaged).unwrap();
            let names = FolderNames::open(dir.path(), &names()).unwrap();
            assert!(!names.state().is_stored, "{damaged:?}");
            assert_eq!(fs::read_to_string(dir.path().join("keychain-names.bad")).unwrap(), damaged);
        }
    }
}
