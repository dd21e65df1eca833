//! Tokens, a proxy's password and the cache key: in the keychain or, without one, in memory or in a file under a passphrase.

mod entries;
mod keychain;
mod passphrase;
pub(crate) mod passphrase_file;
#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::account::AccountKey;
use crate::key::CacheKey;
use crate::seal::SealError;
use entries::{Entries, InMemory};
use keychain::Keychain;
pub use passphrase::{Passphrase, PassphraseError};
use passphrase_file::{Cost, Named, PassphraseFile};

/// Where the secrets live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In the keychain of the operating system: they outlive the program.
    Keychain,
    /// In a file under a passphrase, which was given: they outlive the program.
    Passphrase,
    /// In a file under a passphrase that was not given yet. What is kept meanwhile ends with this process.
    Locked,
    /// In this process: they end with it.
    Memory {
        /// Why not in the keychain.
        reason: NoKeychain,
    },
}

/// Why there is no keychain to use; each has its own words on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoKeychain {
    /// Nothing on this computer offers one (on Linux: no session bus, or no Secret Service on it).
    NoService,
    /// There is a Secret Service, and no default keyring in it: one must be made first.
    NoDefaultKeyring,
    /// It is locked, and was not unlocked when it asked.
    Locked,
    /// It did not answer in time.
    NoAnswer,
    /// It answered, and did not keep what it was given.
    Refused,
    /// The caller chose to keep everything in memory.
    Chosen,
    /// They are in a file under a passphrase, and the user went on without giving it.
    WithoutPassphrase,
}

impl NoKeychain {
    /// Whether the key of an earlier run may still be there, only out of reach at the moment.
    pub(crate) const fn key_may_return(self) -> bool {
        matches!(self, Self::Locked | Self::NoAnswer | Self::WithoutPassphrase)
    }
}

/// What the keychain said. Never holds a secret: where the platform's error carries one it is left out.
#[derive(Debug, thiserror::Error)]
pub enum KeychainFault {
    /// It is locked, or access was denied.
    #[error("access to the keychain was denied")]
    Denied(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The platform failed.
    #[error("the keychain failed")]
    Platform(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The value or the entry's name is longer than the platform takes.
    #[error("longer than the keychain takes")]
    TooLong,
    /// Two entries have the name of one.
    #[error("more than one entry has this name")]
    Ambiguous,
    /// Something else that the keychain library reports.
    #[error("the keychain could not be used")]
    Unusable,
}

/// Why a secret could not be read, kept or forgotten.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The keychain did not answer, or nobody unlocked it, in time.
    #[error("the keychain did not answer in time")]
    NoAnswer,
    /// The keychain answered with a fault.
    #[error("the keychain refused")]
    Refused(#[source] KeychainFault),
    /// An entry holds something else than was put there.
    #[error("an entry in the keychain is damaged")]
    Damaged,
    /// The system gave no random numbers.
    #[error("the system gave no random numbers")]
    NoRandomness(#[source] getrandom::Error),
    /// The file under the passphrase cannot be read, written or deleted.
    #[error("the secrets' file cannot be used")]
    File(#[source] std::io::Error),
    /// The secrets cannot be sealed.
    #[error("the secrets cannot be sealed")]
    NotSealed(#[source] SealError),
}

const CACHE_KEY: &str = "cache-key";
const ACCOUNTS: &str = "accounts";
const PROXY: &str = "proxy";
/// Stored, read back and deleted to see whether a keychain keeps what it is given.
const PROBE: &str = "probe";

fn token_entry(account: &AccountKey) -> String {
    format!("token:{account}")
}

/// The secrets of one data folder; clones are the same secrets.
///
/// Every call blocks, and one to a locked keychain waits for the person in front of it (at most
/// a minute): call from a thread that may wait.
#[derive(Clone)]
pub struct Secrets(Arc<Inner>);

struct Inner {
    /// The name in the keychain; `None`: the keychain is not to be used.
    service: Option<String>,
    /// Where the file under a passphrase is, or would be.
    dir: PathBuf,
    place: Mutex<Place>,
    /// Held while the list of accounts and the entries it names, or the place of all of them, change together.
    change: Mutex<()>,
}

/// Where the secrets are at the moment.
#[derive(Clone)]
struct Place {
    entries: Arc<dyn Entries>,
    storage: Storage,
}

impl Place {
    fn in_memory(reason: NoKeychain) -> Self {
        Self { entries: Arc::<InMemory>::default(), storage: Storage::Memory { reason } }
    }

    /// The keychain, else memory.
    fn find(service: Option<&str>) -> Self {
        let Some(service) = service else { return Self::in_memory(NoKeychain::Chosen) };
        match Keychain::open(service) {
            Ok(keychain) => Self { entries: Arc::new(keychain), storage: Storage::Keychain },
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
    /// Opens the keychain, or falls back to memory with the reason. When an earlier run left its secrets in `dir` under a
    /// passphrase, the keychain is not asked: they are [locked](Storage::Locked).
    ///
    /// `service` names the program and the data folder: two folders must not share a name, else forgetting one
    /// forgets the other. Without a name no keychain is used. Takes up to 3 s when nothing answers, and up to a minute when a
    /// person is asked to unlock.
    pub fn open(service: Option<&str>, dir: &Path) -> Self {
        let place = if passphrase_file::is_there(dir) {
            Place { storage: Storage::Locked, ..Place::in_memory(NoKeychain::WithoutPassphrase) }
        } else {
            Place::find(service)
        };
        Self::over(place, service, dir)
    }

    /// Secrets that end with the process.
    #[cfg(test)]
    pub(crate) fn in_memory() -> Self {
        Self::over(Place::in_memory(NoKeychain::Chosen), None, Path::new("no folder"))
    }

    #[cfg(test)]
    pub(crate) fn put_golden_key(&self) {
        self.entries().set(CACHE_KEY, CacheKey::golden().bytes()).expect("memory takes everything");
    }

    /// Stands for a keychain that holds `key`, so that files can be tested where there is none.
    #[cfg(test)]
    pub(crate) fn as_if_kept(key: &CacheKey) -> Self {
        let place = Place { storage: Storage::Keychain, ..Place::in_memory(NoKeychain::Chosen) };
        place.entries.set(CACHE_KEY, key.bytes()).expect("memory takes everything");
        Self::over(place, None, Path::new("no folder"))
    }

    fn over(place: Place, service: Option<&str>, dir: &Path) -> Self {
        Self(Arc::new(Inner {
            service: service.map(str::to_owned),
            dir: dir.to_owned(),
            place: Mutex::new(place),
            change: Mutex::new(()),
        }))
    }

    /// Where the secrets live.
    pub fn storage(&self) -> Storage {
        self.place().storage
    }

    /// Puts what is in memory under a new passphrase, or what is under one under another. From then on every start begins
    /// [locked](Storage::Locked). Takes as long as Argon2 needs, some tenths of a second.
    ///
    /// # Errors
    /// When the passphrase is too short, the keychain is in use, or the file cannot be written; nothing has changed then.
    pub fn set_passphrase(&self, passphrase: &Passphrase) -> Result<(), PassphraseError> {
        self.set_passphrase_at(passphrase, Cost::PRESENT)
    }

    pub(crate) fn set_passphrase_at(
        &self,
        passphrase: &Passphrase,
        cost: Cost,
    ) -> Result<(), PassphraseError> {
        if !passphrase.is_long_enough() {
            return Err(PassphraseError::TooShort);
        }
        let _change = self.changing();
        match self.storage() {
            Storage::Keychain => return Err(PassphraseError::NotInUse),
            Storage::Locked | Storage::Memory { reason: NoKeychain::WithoutPassphrase } => {
                return Err(PassphraseError::AnotherInUse);
            }
            Storage::Passphrase | Storage::Memory { .. } => {}
        }
        let entries = self.all()?;
        let file = PassphraseFile::create(&self.0.dir, passphrase, cost, entries)?;
        self.move_to(Place { entries: Arc::new(file), storage: Storage::Passphrase });
        Ok(())
    }

    /// Opens the secrets of an earlier run. What was kept in memory meanwhile goes under the passphrase too: it is the newer
    /// one. Takes as long as Argon2 needs; that is the wait between two tries, and there is no other.
    ///
    /// # Errors
    /// When nothing is under a passphrase, or this one does not open it; nothing has changed then.
    pub fn unlock(&self, passphrase: &Passphrase) -> Result<(), PassphraseError> {
        let _change = self.changing();
        if !matches!(
            self.storage(),
            Storage::Locked | Storage::Memory { reason: NoKeychain::WithoutPassphrase }
        ) {
            return Err(PassphraseError::NotInUse);
        }
        let file = PassphraseFile::open(&self.0.dir, passphrase)?;
        let meanwhile: Vec<_> = self
            .accounts()?
            .into_iter()
            .filter_map(|account| Some((self.token(&account).ok()??, account)))
            .collect();
        let proxy = self.proxy()?;
        self.move_to(Place { entries: Arc::new(file), storage: Storage::Passphrase });
        for (token, account) in meanwhile {
            self.set_token_while_changing(&account, &token)?;
        }
        if let Some(proxy) = proxy {
            self.entries().set(PROXY, proxy.as_bytes())?;
        }
        Ok(())
    }

    /// Goes on in memory; what is under the passphrase stays there for another start. Nothing happens unless it is
    /// [locked](Storage::Locked).
    pub fn start_without_passphrase(&self) {
        let _change = self.changing();
        let mut place = self.0.place.lock().unwrap_or_else(PoisonError::into_inner);
        if place.storage == Storage::Locked {
            place.storage = Storage::Memory { reason: NoKeychain::WithoutPassphrase };
        }
    }

    /// The access token of an account, if one is kept.
    ///
    /// # Errors
    /// When the keychain cannot be read or holds something that is no text.
    pub fn token(&self, account: &AccountKey) -> Result<Option<Zeroizing<String>>, SecretsError> {
        self.text(&token_entry(account))
    }

    fn text(&self, entry: &str) -> Result<Option<Zeroizing<String>>, SecretsError> {
        let Some(stored) = self.entries().get(entry)? else { return Ok(None) };
        let text = std::str::from_utf8(&stored).map_err(|_| SecretsError::Damaged)?;
        Ok(Some(Zeroizing::new(text.to_owned())))
    }

    /// Keeps an account's access token in place of an earlier one.
    ///
    /// # Errors
    /// When the keychain does not take it.
    pub fn set_token(&self, account: &AccountKey, token: &str) -> Result<(), SecretsError> {
        let _change = self.changing();
        self.set_token_while_changing(account, token)
    }

    fn set_token_while_changing(&self, account: &AccountKey, token: &str) -> Result<(), SecretsError> {
        // A list that cannot be read is begun anew: being unable to sign in would be worse than an entry left over.
        let mut accounts = match self.accounts() {
            Err(SecretsError::Damaged) => Vec::new(),
            other => other?,
        };
        // Listed first: an entry that is not listed would be left behind by `forget_all`.
        if !accounts.contains(account) {
            accounts.push(account.clone());
            self.list_accounts(&accounts)?;
        }
        self.entries().set(&token_entry(account), token.as_bytes())
    }

    /// Deletes an account's token; nothing happens when there is none.
    ///
    /// # Errors
    /// When the keychain does not let it go.
    pub fn forget(&self, account: &AccountKey) -> Result<(), SecretsError> {
        let _change = self.changing();
        self.entries().delete(&token_entry(account))?;
        let mut accounts = self.accounts()?;
        accounts.retain(|listed| listed != account);
        self.list_accounts(&accounts)
    }

    /// The address of a proxy with its name and password, if one is kept.
    ///
    /// # Errors
    /// When the keychain cannot be read or holds something that is no text.
    pub fn proxy(&self) -> Result<Option<Zeroizing<String>>, SecretsError> {
        self.text(PROXY)
    }

    /// Keeps a proxy's address with its name and password in place of an earlier one; `None` forgets that.
    ///
    /// # Errors
    /// When the keychain does not take it, or does not let it go.
    pub fn set_proxy(&self, proxy: Option<&str>) -> Result<(), SecretsError> {
        let _change = self.changing();
        match proxy {
            Some(proxy) => self.entries().set(PROXY, proxy.as_bytes()),
            None => self.entries().delete(PROXY),
        }
    }

    /// Deletes every entry made for this data folder, by this run or an earlier one, the cache key and the file under the
    /// passphrase. What is kept afterwards begins anew: in the keychain if there is one, else in memory.
    ///
    /// # Errors
    /// The first failure, after everything else was tried; what could not be deleted stays listed for another try. Also
    /// when a keychain is locked or silent: it may hold entries of an earlier run.
    pub fn forget_all(&self) -> Result<(), SecretsError> {
        let _change = self.changing();
        let place = self.place();
        let mut outcomes = vec![forget_entries(place.entries.as_ref()), passphrase_file::remove(&self.0.dir)];
        if may_have_been_elsewhere(place.storage) {
            let place = Place::find(self.0.service.as_deref());
            outcomes.push(match place.storage {
                Storage::Keychain => forget_entries(place.entries.as_ref()),
                Storage::Memory { reason: NoKeychain::Locked | NoKeychain::NoAnswer } => {
                    Err(SecretsError::NoAnswer)
                }
                _ => Ok(()),
            });
            self.move_to(place);
        }
        outcomes.into_iter().collect()
    }

    /// The key that seals the cache; made at random the first time it is asked for.
    ///
    /// # Errors
    /// When the keychain cannot be read or does not take a new key.
    pub fn cache_key(&self) -> Result<CacheKey, SecretsError> {
        let _change = self.changing();
        if let Some(key) = self.known_cache_key()? {
            return Ok(key);
        }
        let key = CacheKey::make().map_err(SecretsError::NoRandomness)?;
        self.entries().set(CACHE_KEY, key.bytes())?;
        Ok(key)
    }

    /// The key that seals the cache, if one was made already.
    ///
    /// # Errors
    /// When the keychain cannot be read.
    pub(crate) fn known_cache_key(&self) -> Result<Option<CacheKey>, SecretsError> {
        let Some(stored) = self.entries().get(CACHE_KEY)? else { return Ok(None) };
        let key = CacheKey::from_stored(&stored);
        if key.is_none() {
            tracing::warn!("the cache key among the secrets is damaged and of no use");
        }
        Ok(key)
    }

    /// The accounts that have, or had a moment ago, a token.
    fn accounts(&self) -> Result<Vec<AccountKey>, SecretsError> {
        listed_accounts(self.entries().as_ref())
    }

    fn list_accounts(&self, accounts: &[AccountKey]) -> Result<(), SecretsError> {
        list_accounts(self.entries().as_ref(), accounts)
    }

    /// All that there is.
    fn all(&self) -> Result<Named, SecretsError> {
        let entries = self.entries();
        let mut names = [CACHE_KEY, ACCOUNTS, PROXY].map(str::to_owned).to_vec();
        names.extend(self.accounts()?.iter().map(token_entry));
        names
            .into_iter()
            .filter_map(|name| entries.get(&name).map(|value| Some((name, value?))).transpose())
            .collect()
    }

    fn place(&self) -> Place {
        self.0.place.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn entries(&self) -> Arc<dyn Entries> {
        self.place().entries
    }

    fn move_to(&self, place: Place) {
        *self.0.place.lock().unwrap_or_else(PoisonError::into_inner) = place;
    }

    fn changing(&self) -> MutexGuard<'_, ()> {
        self.0.change.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether entries of an earlier run may lie in a keychain that was not asked, or did not answer, at the start of this one.
fn may_have_been_elsewhere(storage: Storage) -> bool {
    match storage {
        Storage::Keychain => false,
        Storage::Passphrase | Storage::Locked => true,
        Storage::Memory { reason } => reason.key_may_return(),
    }
}

fn listed_accounts(entries: &dyn Entries) -> Result<Vec<AccountKey>, SecretsError> {
    let Some(stored) = entries.get(ACCOUNTS)? else { return Ok(Vec::new()) };
    let text = std::str::from_utf8(&stored).map_err(|_| SecretsError::Damaged)?;
    text.lines().map(|line| line.parse().map_err(|_| SecretsError::Damaged)).collect()
}

fn list_accounts(entries: &dyn Entries, accounts: &[AccountKey]) -> Result<(), SecretsError> {
    if accounts.is_empty() {
        return entries.delete(ACCOUNTS);
    }
    let lines: Vec<String> = accounts.iter().map(AccountKey::to_string).collect();
    entries.set(ACCOUNTS, lines.join("\n").as_bytes())
}

/// Deletes everything that was ever put there; the first failure, after everything else was tried.
fn forget_entries(entries: &dyn Entries) -> Result<(), SecretsError> {
    let listed = listed_accounts(entries);
    let mut outcomes = Vec::new();
    let mut left = Vec::new();
    for account in listed.as_deref().unwrap_or_default() {
        let outcome = entries.delete(&token_entry(account));
        if outcome.is_err() {
            left.push(account.clone());
        }
        outcomes.push(outcome);
    }
    outcomes.extend([CACHE_KEY, PROXY, PROBE].map(|name| entries.delete(name)));
    outcomes.push(list_accounts(entries, &left));
    outcomes.push(listed.map(drop));
    outcomes.into_iter().collect()
}
