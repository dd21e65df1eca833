//! The secrets in a file under a passphrase, for computers without a keychain. Version 1:
//!
//! ```text
//! "QBYP"  version  memory_kib  passes  lanes  salt   sealed entries
//! 4       1        4           4       4      16     see `seal`
//! ```
//!
//! Numbers are little-endian. The key is derived from the passphrase by Argon2id (version 1.3) with the parameters and the
//! salt of the header. The header is part of the authenticated data. The entries are a list of names and values, each with
//! its length (4 bytes) before it. Every later version of the program must open version 1 (see the golden file).

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::{Zeroize, Zeroizing};

use super::contents::EntryMap;
use super::entries::Entries;
use super::error::SecretsError;
use super::passphrase::{Passphrase, PassphraseError};
use crate::key::{CacheKey, KEY_BYTES};
use crate::private_files;
use crate::seal::{self, Identity, Namespace};

const FILE: &str = "secrets.sealed";

const MAGIC: &[u8; 4] = b"QBYP";
const VERSION: u8 = 1;
const SALT_BYTES: usize = 16;
const HEADER_BYTES: usize = MAGIC.len() + 1 + 3 * 4 + SALT_BYTES;

/// Upper limits for the parameters in a file. A changed header must not use up the memory or take hours.
const MAX_COST: KdfCost = KdfCost { memory_kib: 512 * 1024, passes: 16, lanes: 16 };

/// The cost parameters of the key derivation function (Argon2id).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KdfCost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl KdfCost {
    /// The second recommended option of RFC 9106, but with one lane. Takes some tenths of a second on an office computer.
    pub(crate) const CURRENT: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// The smallest cost, for tests that open a file thousands of times.
    #[cfg(test)]
    pub(crate) const MIN: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    const fn is_within_limits(self) -> bool {
        self.memory_kib <= MAX_COST.memory_kib
            && self.passes <= MAX_COST.passes
            && self.lanes <= MAX_COST.lanes
    }
}

/// The header of a file and the key that is derived from it and the passphrase.
struct DerivedKey {
    cost: KdfCost,
    salt: [u8; SALT_BYTES],
    key: CacheKey,
}

impl DerivedKey {
    fn make(passphrase: &Passphrase, cost: KdfCost) -> Result<Self, PassphraseError> {
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt).map_err(SecretsError::NoRandomness)?;
        Self::derive(passphrase, cost, salt)
    }

    fn derive(
        passphrase: &Passphrase,
        cost: KdfCost,
        salt: [u8; SALT_BYTES],
    ) -> Result<Self, PassphraseError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(KEY_BYTES))
            .map_err(|_| PassphraseError::Damaged)?;
        let mut memory = vec![Block::default(); params.block_count()];
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let key = CacheKey::derive(|bytes| {
            argon.hash_password_into_with_memory(passphrase.as_bytes(), &salt, bytes, &mut memory)
        });
        memory.iter_mut().for_each(Zeroize::zeroize);
        Ok(Self { cost, salt, key: key.map_err(|_| PassphraseError::Damaged)? })
    }

    fn header(&self) -> Vec<u8> {
        [
            MAGIC.as_slice(),
            &[VERSION],
            &self.cost.memory_kib.to_le_bytes(),
            &self.cost.passes.to_le_bytes(),
            &self.cost.lanes.to_le_bytes(),
            &self.salt,
        ]
        .concat()
    }

    fn identity(&self) -> Identity {
        Identity::new(Namespace::PassphraseFile).text(&self.header())
    }

    fn seal_entries(&self, entries: &EntryMap) -> Result<Vec<u8>, SecretsError> {
        let sealed = seal::seal(&self.key, &self.identity(), &write_entries(entries))
            .map_err(SecretsError::NotSealed)?;
        Ok([self.header(), sealed].concat())
    }
}

/// The cost, the salt and the sealed entries of a file.
fn read_header(file: &[u8]) -> Option<(KdfCost, [u8; SALT_BYTES], &[u8])> {
    let (header, sealed) = file.split_at_checked(HEADER_BYTES)?;
    let rest = header.strip_prefix(MAGIC)?.strip_prefix(&[VERSION])?;
    let (memory_kib, rest) = rest.split_first_chunk()?;
    let (passes, rest) = rest.split_first_chunk()?;
    let (lanes, salt) = rest.split_first_chunk()?;
    let cost = KdfCost {
        memory_kib: u32::from_le_bytes(*memory_kib),
        passes: u32::from_le_bytes(*passes),
        lanes: u32::from_le_bytes(*lanes),
    };
    Some((cost, salt.try_into().ok()?, sealed)).filter(|_| cost.is_within_limits())
}

fn write_entries(entries: &EntryMap) -> Zeroizing<Vec<u8>> {
    let len = entries.iter().map(|(name, value)| name.len() + value.len() + 8).sum();
    // The whole capacity is reserved first: growing would leave copies of the secrets in freed memory.
    let mut text = Zeroizing::new(Vec::with_capacity(len));
    for part in entries.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_slice()]) {
        // Names and secrets are short. A length over 4 GiB would be stored wrong, and reading the file would fail.
        text.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        text.extend_from_slice(part);
    }
    text
}

fn read_entries(mut text: &[u8]) -> Option<EntryMap> {
    let mut next = || -> Option<Option<&[u8]>> {
        if text.is_empty() {
            return Some(None);
        }
        let (len, rest) = text.split_first_chunk()?;
        let (part, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*len)).ok()?)?;
        text = rest;
        Some(Some(part))
    };
    let mut entries = EntryMap::new();
    while let Some(name) = next()? {
        let value = next()??;
        entries.insert(std::str::from_utf8(name).ok()?.to_owned(), Zeroizing::new(value.to_vec()));
    }
    Some(entries)
}

/// An unlocked file. Every change is on the disk when the call returns.
pub(super) struct PassphraseFile {
    dir: PathBuf,
    key: DerivedKey,
    entries: Mutex<EntryMap>,
}

impl PassphraseFile {
    /// Creates the file, or replaces an earlier one.
    pub(super) fn create(
        dir: &Path,
        passphrase: &Passphrase,
        cost: KdfCost,
        entries: EntryMap,
    ) -> Result<Self, PassphraseError> {
        let key = DerivedKey::make(passphrase, cost)?;
        replace(dir, &key.seal_entries(&entries)?)?;
        Ok(Self { dir: dir.to_owned(), key, entries: Mutex::new(entries) })
    }

    /// Opens the file of an earlier run.
    pub(super) fn open(dir: &Path, passphrase: &Passphrase) -> Result<Self, PassphraseError> {
        let file = private_files::read(&dir.join(FILE)).map_err(SecretsError::File)?;
        let (cost, salt, sealed) = read_header(&file).ok_or(PassphraseError::Damaged)?;
        let key = DerivedKey::derive(passphrase, cost, salt)?;
        let text = seal::open(&key.key, &key.identity(), sealed).map_err(|error| {
            tracing::info!("the file of secrets could not be opened: {error:?}");
            match error {
                // A wrong passphrase and a changed byte cannot be distinguished.
                seal::SealError::NotAuthentic => PassphraseError::Wrong,
                _ => PassphraseError::Damaged,
            }
        })?;
        let entries = read_entries(&text).ok_or(PassphraseError::Damaged)?;
        Ok(Self { dir: dir.to_owned(), key, entries: Mutex::new(entries) })
    }

    fn entries(&self) -> MutexGuard<'_, EntryMap> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the entries. When the file cannot be written, they stay as they were.
    fn change(&self, change: impl FnOnce(&mut EntryMap)) -> Result<(), SecretsError> {
        let mut entries = self.entries();
        let mut changed = entries.clone();
        change(&mut changed);
        if changed != *entries {
            replace(&self.dir, &self.key.seal_entries(&changed)?)?;
            *entries = changed;
        }
        Ok(())
    }
}

impl Entries for PassphraseFile {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError> {
        Ok(self.entries().get(name).cloned())
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), SecretsError> {
        self.change(|entries| drop(entries.insert(name.to_owned(), Zeroizing::new(secret.to_vec()))))
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        self.change(|entries| drop(entries.remove(name)))
    }
}

/// Whether an earlier run stored its secrets under a passphrase.
pub(super) fn exists(dir: &Path) -> bool {
    let file = dir.join(FILE);
    private_files::protect(&file);
    private_files::remove_leftover(&file);
    file.exists()
}

pub(super) fn remove(dir: &Path) -> Result<(), SecretsError> {
    private_files::remove(&dir.join(FILE)).map_err(SecretsError::File)
}

fn replace(dir: &Path, contents: &[u8]) -> Result<(), SecretsError> {
    private_files::replace(&dir.join(FILE), contents).map_err(SecretsError::File)
}
