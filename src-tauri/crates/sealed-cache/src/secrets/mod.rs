//! The secrets (tokens, a proxy with its password, the cache key): in the keychain or, without one, in memory or in a file
//! under a passphrase.

mod contents;
mod entries;
mod error;
mod keychain;
mod names;
mod passphrase;
pub(crate) mod passphrase_file;
mod readiness;
mod storage;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::account::AccountKey;
use crate::key::CacheKey;
use contents::{CACHE_KEY, PROXY};
use entries::{Entries, InMemory};
pub use error::{KeychainFault, SecretsError};
use keychain::Keychain;
use names::FolderNames;
pub use names::KeychainNames;
pub use passphrase::{Passphrase, PassphraseError};
use passphrase_file::{KdfCost, PassphraseFile};
pub use storage::{NoKeychain, Storage};

/// The secrets of one data folder. Clones share the same secrets.
///
/// Every call blocks. A call to a locked keychain waits for the user, one minute at most. Use a thread that may block.
#[derive(Clone)]
pub struct Secrets(Arc<SharedSecrets>);

/// The part of [`Secrets`] that its clones share.
struct SharedSecrets {
    /// The names in the keychain. `None`: the keychain is not used.
    names: Option<Arc<FolderNames>>,
    /// The folder of the file under a passphrase.
    dir: PathBuf,
    store: Mutex<SecretStore>,
    /// Held during a change of several entries, or of the store itself.
    change: Mutex<()>,
}

/// The entries that are in use at the moment.
#[derive(Clone)]
struct SecretStore {
    entries: Arc<dyn Entries>,
    storage: Storage,
    /// The keychain, if it is in use.
    keychain: Option<Keychain>,
}

impl SecretStore {
    fn in_memory(reason: NoKeychain) -> Self {
        Self { entries: Arc::<InMemory>::default(), storage: Storage::Memory { reason }, keychain: None }
    }

    /// The keychain or, when it cannot be used, memory.
    fn open(names: Option<&Arc<FolderNames>>) -> Self {
        let Some(names) = names else { return Self::in_memory(NoKeychain::Chosen) };
        match Keychain::open(names) {
            Ok(keychain) => Self {
                entries: Arc::new(keychain.clone()),
                storage: Storage::Keychain,
                keychain: Some(keychain),
            },
            Err(reason) => {
                tracing::warn!("no keychain ({reason:?}): secrets stay in memory");
                Self::in_memory(reason)
            }
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").field("storage", &self.storage()).finish_non_exhaustive()
    }
}

impl Secrets {
    /// Opens the keychain. When it cannot be used, the secrets are in memory, and [`storage`](Self::storage) returns the
    /// reason. When an earlier run stored its secrets in `dir` under a passphrase, the keychain is not opened: they are
    /// [locked](Storage::Locked).
    ///
    /// The entries have the name of the program and an id that is stored in `dir` with the first entry. Entries under names
    /// of earlier versions are moved. Without `keychain` no keychain is used. Takes up to 3 s when the keychain does not
    /// answer, and up to a minute when the user is asked to unlock it.
    pub fn open(keychain: Option<&KeychainNames>, dir: &Path) -> Self {
        let names = keychain.and_then(|names| match FolderNames::open(dir, names) {
            Ok(names) => Some(Arc::new(names)),
            Err(error) => {
                tracing::warn!(%error, "the keychain is not used: its entries would have no name");
                None
            }
        });
        let store = if passphrase_file::exists(dir) {
            SecretStore { storage: Storage::Locked, ..SecretStore::in_memory(NoKeychain::WithoutPassphrase) }
        } else {
            SecretStore::open(names.as_ref())
        };
        Self::with_store(store, names, dir)
    }

    /// Secrets in memory only.
    #[cfg(test)]
    pub(crate) fn in_memory() -> Self {
        Self::with_store(SecretStore::in_memory(NoKeychain::Chosen), None, Path::new("no folder"))
    }

    #[cfg(test)]
    pub(crate) fn put_golden_key(&self) {
        self.entries().set(CACHE_KEY, CacheKey::golden().bytes()).expect("memory stores everything");
    }

    /// Secrets in memory that report the keychain as their storage and hold `key`. For tests of files on computers without a
    /// keychain.
    #[cfg(test)]
    pub(crate) fn like_keychain_with(key: &CacheKey) -> Self {
        let store = SecretStore { storage: Storage::Keychain, ..SecretStore::in_memory(NoKeychain::Chosen) };
        store.entries.set(CACHE_KEY, key.bytes()).expect("memory stores everything");
        Self::with_store(store, None, Path::new("no folder"))
    }

    fn with_store(store: SecretStore, names: Option<Arc<FolderNames>>, dir: &Path) -> Self {
        Self(Arc::new(SharedSecrets {
            names,
            dir: dir.to_owned(),
            store: Mutex::new(store),
            change: Mutex::new(()),
        }))
    }

    /// Where the secrets are stored.
    pub fn storage(&self) -> Storage {
        self.store().storage
    }

    /// Moves the secrets from memory into a file under a new passphrase, or changes the passphrase of that file. From then
    /// on every start begins [locked](Storage::Locked). Deriving the key takes some tenths of a second.
    ///
    /// # Errors
    /// When the passphrase is too short, the keychain is in use, or the file cannot be written. Nothing has changed then.
    pub fn set_passphrase(&self, passphrase: &Passphrase) -> Result<(), PassphraseError> {
        self.set_passphrase_with(passphrase, KdfCost::CURRENT)
    }

    pub(crate) fn set_passphrase_with(
        &self,
        passphrase: &Passphrase,
        cost: KdfCost,
    ) -> Result<(), PassphraseError> {
        if !passphrase.is_long_enough() {
            return Err(PassphraseError::TooShort);
        }
        let _change = self.lock_changes();
        match self.storage() {
            Storage::Keychain => return Err(PassphraseError::NotInUse),
            Storage::Locked | Storage::Memory { reason: NoKeychain::WithoutPassphrase } => {
                return Err(PassphraseError::AnotherInUse);
            }
            Storage::Passphrase | Storage::Memory { .. } => {}
        }
        let entries = contents::all(self.entries().as_ref())?;
        let file = PassphraseFile::create(&self.0.dir, passphrase, cost, entries)?;
        self.set_store(SecretStore { entries: Arc::new(file), storage: Storage::Passphrase, keychain: None });
        Ok(())
    }

    /// Opens the secrets of an earlier run. Secrets that were stored in memory since the start are newer and replace those in
    /// the file. Deriving the key takes some tenths of a second; there is no other wait between two tries.
    ///
    /// # Errors
    /// When there is no file under a passphrase, or this passphrase does not open it. Nothing has changed then.
    pub fn unlock(&self, passphrase: &Passphrase) -> Result<(), PassphraseError> {
        let _change = self.lock_changes();
        let memory = self.store();
        if !matches!(
            memory.storage,
            Storage::Locked | Storage::Memory { reason: NoKeychain::WithoutPassphrase }
        ) {
            return Err(PassphraseError::NotInUse);
        }
        let memory = memory.entries.as_ref();
        let file = Arc::new(PassphraseFile::open(&self.0.dir, passphrase)?);
        let tokens: Vec<_> = contents::accounts(memory)?
            .into_iter()
            .filter_map(|account| Some((contents::token(memory, &account).ok()??, account)))
            .collect();
        let proxy = contents::text(memory, PROXY)?;
        self.set_store(SecretStore { entries: file.clone(), storage: Storage::Passphrase, keychain: None });
        for (token, account) in tokens {
            contents::set_token(file.as_ref(), &account, &token)?;
        }
        if let Some(proxy) = proxy {
            file.set(PROXY, proxy.as_bytes())?;
        }
        Ok(())
    }

    /// Continues in memory. The file under the passphrase stays for another start. Does nothing unless the secrets are
    /// [locked](Storage::Locked).
    pub fn start_without_passphrase(&self) {
        let _change = self.lock_changes();
        let mut store = self.0.store.lock().unwrap_or_else(PoisonError::into_inner);
        if store.storage == Storage::Locked {
            store.storage = Storage::Memory { reason: NoKeychain::WithoutPassphrase };
        }
    }

    /// The access token of an account, if there is one.
    ///
    /// # Errors
    /// When the keychain cannot be read or the entry is not text.
    pub fn token(&self, account: &AccountKey) -> Result<Option<Zeroizing<String>>, SecretsError> {
        contents::token(self.entries().as_ref(), account)
    }

    /// Stores the access token of an account in place of an earlier one.
    ///
    /// # Errors
    /// When the keychain does not store it.
    pub fn set_token(&self, account: &AccountKey, token: &str) -> Result<(), SecretsError> {
        let _change = self.lock_changes();
        contents::set_token(self.entries().as_ref(), account, token)
    }

    /// Deletes the token of an account, if there is one.
    ///
    /// # Errors
    /// When the keychain does not delete it.
    pub fn forget(&self, account: &AccountKey) -> Result<(), SecretsError> {
        let _change = self.lock_changes();
        contents::delete_token(self.entries().as_ref(), account)
    }

    /// The address of a proxy with its name and password, if there is one.
    ///
    /// # Errors
    /// When the keychain cannot be read or the entry is not text.
    pub fn proxy(&self) -> Result<Option<Zeroizing<String>>, SecretsError> {
        contents::text(self.entries().as_ref(), PROXY)
    }

    /// Stores the address of a proxy with its name and password in place of an earlier one. `None` deletes it.
    ///
    /// # Errors
    /// When the keychain does not store or delete it.
    pub fn set_proxy(&self, proxy: Option<&str>) -> Result<(), SecretsError> {
        let _change = self.lock_changes();
        match proxy {
            Some(proxy) => self.entries().set(PROXY, proxy.as_bytes()),
            None => self.entries().delete(PROXY),
        }
    }

    /// Deletes every entry of this data folder, of this and of earlier runs, with the cache key and the file under the
    /// passphrase. New secrets are then stored in the keychain or, without one, in memory.
    ///
    /// # Errors
    /// The first error, after it tried to delete everything else. What could not be deleted stays listed for another try.
    /// Also when a keychain is locked or does not answer, because it can hold entries of an earlier run.
    pub fn forget_all(&self) -> Result<(), SecretsError> {
        let _change = self.lock_changes();
        let mut store = self.store();
        let mut outcomes =
            vec![contents::delete_all(store.entries.as_ref()), passphrase_file::remove(&self.0.dir)];
        if keychain_may_hold_entries(store.storage) {
            store = SecretStore::open(self.0.names.as_ref());
            if let Storage::Memory { reason: NoKeychain::Locked | NoKeychain::NoAnswer } = store.storage {
                outcomes.push(Err(SecretsError::NoAnswer));
            }
            self.set_store(store.clone());
        }
        outcomes.extend(store.keychain.map(|keychain| keychain.delete_all()));
        outcomes.into_iter().collect()
    }

    /// The key of the cache. It is created at random by the first call.
    ///
    /// # Errors
    /// When the keychain cannot be read or does not store a new key.
    pub fn cache_key(&self) -> Result<CacheKey, SecretsError> {
        let _change = self.lock_changes();
        if let Some(key) = self.known_cache_key()? {
            return Ok(key);
        }
        let key = CacheKey::make().map_err(SecretsError::NoRandomness)?;
        self.entries().set(CACHE_KEY, key.bytes())?;
        Ok(key)
    }

    /// The key of the cache, if there is one.
    ///
    /// # Errors
    /// When the keychain cannot be read.
    pub(crate) fn known_cache_key(&self) -> Result<Option<CacheKey>, SecretsError> {
        let Some(stored) = self.entries().get(CACHE_KEY)? else { return Ok(None) };
        let key = CacheKey::from_stored(&stored);
        if key.is_none() {
            tracing::warn!("the stored cache key is damaged and cannot be used");
        }
        Ok(key)
    }

    fn store(&self) -> SecretStore {
        self.0.store.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn entries(&self) -> Arc<dyn Entries> {
        self.store().entries
    }

    fn set_store(&self, store: SecretStore) {
        *self.0.store.lock().unwrap_or_else(PoisonError::into_inner) = store;
    }

    fn lock_changes(&self) -> MutexGuard<'_, ()> {
        self.0.change.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a keychain that is not in use can hold entries of an earlier run.
fn keychain_may_hold_entries(storage: Storage) -> bool {
    match storage {
        Storage::Keychain => false,
        Storage::Passphrase | Storage::Locked => true,
        Storage::Memory { reason } => reason.key_may_return(),
    }
}
