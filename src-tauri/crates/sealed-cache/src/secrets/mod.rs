//! Tokens and the cache key, in the keychain or, without one, in memory.

mod entries;
mod keychain;
#[cfg(all(unix, not(target_os = "macos")))]
mod secret_service;

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zeroize::Zeroizing;

use crate::account::AccountKey;
use crate::key::CacheKey;
use entries::{Entries, InMemory};
use keychain::Keychain;

/// Where the secrets live.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In the keychain of the operating system: they outlive the program.
    Keychain,
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
}

impl NoKeychain {
    /// Whether the key of an earlier run may still be there, only out of reach at the moment.
    pub(crate) const fn key_may_return(self) -> bool {
        matches!(self, Self::Locked | Self::NoAnswer)
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
}

const CACHE_KEY: &str = "cache-key";
const ACCOUNTS: &str = "accounts";

fn token_entry(account: &AccountKey) -> String {
    format!("token:{account}")
}

/// The secrets of one data folder.
///
/// Every call blocks, and one to a locked keychain waits for the person in front of it (at most
/// a minute): call from a thread that may wait.
pub struct Secrets {
    entries: Box<dyn Entries>,
    storage: Storage,
    /// Held while the list of accounts and the entries it names change together.
    change: Mutex<()>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secrets").field("storage", &self.storage).finish_non_exhaustive()
    }
}

impl Secrets {
    /// Opens the keychain, or falls back to memory with the reason.
    ///
    /// `service` names the program and the data folder: two folders must not share a name, else forgetting one
    /// forgets the other. Takes up to 3 s when nothing answers, and up to a minute when a person is asked to unlock.
    pub fn open(service: &str) -> Self {
        match Keychain::open(service) {
            Ok(keychain) => Self::over(Box::new(keychain), Storage::Keychain),
            Err(reason) => {
                tracing::warn!("no keychain ({reason:?}): secrets stay in memory");
                Self::over(Box::<InMemory>::default(), Storage::Memory { reason })
            }
        }
    }

    /// Secrets that end with the process, by choice.
    pub fn in_memory() -> Self {
        Self::over(Box::<InMemory>::default(), Storage::Memory { reason: NoKeychain::Chosen })
    }

    /// Stands for a keychain that holds `key`, so that files can be tested where there is none.
    #[cfg(test)]
    pub(crate) fn as_if_kept(key: &CacheKey) -> Self {
        let secrets = Self::over(Box::<InMemory>::default(), Storage::Keychain);
        secrets.entries.set(CACHE_KEY, key.bytes()).expect("memory takes everything");
        secrets
    }

    fn over(entries: Box<dyn Entries>, storage: Storage) -> Self {
        Self { entries, storage, change: Mutex::new(()) }
    }

    /// Where the secrets live.
    pub fn storage(&self) -> Storage {
        self.storage
    }

    /// The access token of an account, if one is kept.
    ///
    /// # Errors
    /// When the keychain cannot be read or holds something that is no text.
    pub fn token(&self, account: &AccountKey) -> Result<Option<Zeroizing<String>>, SecretsError> {
        let Some(stored) = self.entries.get(&token_entry(account))? else { return Ok(None) };
        let token = std::str::from_utf8(&stored).map_err(|_| SecretsError::Damaged)?;
        Ok(Some(Zeroizing::new(token.to_owned())))
    }

    /// Keeps an account's access token in place of an earlier one.
    ///
    /// # Errors
    /// When the keychain does not take it.
    pub fn set_token(&self, account: &AccountKey, token: &str) -> Result<(), SecretsError> {
        let _change = self.changing();
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
        self.entries.set(&token_entry(account), token.as_bytes())
    }

    /// Deletes an account's token; nothing happens when there is none.
    ///
    /// # Errors
    /// When the keychain does not let it go.
    pub fn forget(&self, account: &AccountKey) -> Result<(), SecretsError> {
        let _change = self.changing();
        self.entries.delete(&token_entry(account))?;
        let mut accounts = self.accounts()?;
        accounts.retain(|listed| listed != account);
        self.list_accounts(&accounts)
    }

    /// Deletes every entry made for this data folder, by this run or an earlier one, and the cache key.
    ///
    /// # Errors
    /// The first failure, after everything else was tried; what could not be deleted stays listed for another try.
    pub fn forget_all(&self) -> Result<(), SecretsError> {
        let _change = self.changing();
        let mut failure = None;
        let accounts = match self.accounts() {
            Ok(accounts) => accounts,
            Err(error) => {
                failure = Some(error);
                Vec::new()
            }
        };
        let mut left = Vec::new();
        for account in accounts {
            if let Err(error) = self.entries.delete(&token_entry(&account)) {
                failure.get_or_insert(error);
                left.push(account);
            }
        }
        for outcome in [self.entries.delete(CACHE_KEY), self.list_accounts(&left)] {
            if let Err(error) = outcome {
                failure.get_or_insert(error);
            }
        }
        failure.map_or(Ok(()), Err)
    }

    /// The key that seals the cache; made at random the first time it is asked for.
    ///
    /// # Errors
    /// When the keychain cannot be read or does not take a new key.
    pub fn cache_key(&self) -> Result<CacheKey, SecretsError> {
        let _change = self.changing();
        if let Some(stored) = self.entries.get(CACHE_KEY)? {
            if let Some(key) = CacheKey::from_stored(&stored) {
                return Ok(key);
            }
            tracing::warn!("the cache key in the keychain is damaged: making a new one");
        }
        let key = CacheKey::make().map_err(SecretsError::NoRandomness)?;
        self.entries.set(CACHE_KEY, key.bytes())?;
        Ok(key)
    }

    /// The accounts that have, or had a moment ago, a token.
    fn accounts(&self) -> Result<Vec<AccountKey>, SecretsError> {
        let Some(stored) = self.entries.get(ACCOUNTS)? else { return Ok(Vec::new()) };
        let text = std::str::from_utf8(&stored).map_err(|_| SecretsError::Damaged)?;
        text.lines().map(|line| line.parse().map_err(|_| SecretsError::Damaged)).collect()
    }

    fn list_accounts(&self, accounts: &[AccountKey]) -> Result<(), SecretsError> {
        if accounts.is_empty() {
            return self.entries.delete(ACCOUNTS);
        }
        let lines: Vec<String> = accounts.iter().map(AccountKey::to_string).collect();
        self.entries.set(ACCOUNTS, lines.join("\n").as_bytes())
    }

    fn changing(&self) -> MutexGuard<'_, ()> {
        self.change.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
