//! The secrets in a file under a passphrase, for computers without a keychain. Version 1:
//!
//! ```text
//! "QBYP"  version  memory_kib  passes  lanes  salt   the entries, sealed
//! 4       1        4           4       4      16     see `seal`
//! ```
//!
//! The numbers are little-endian. Key: Argon2id (version 1.3) of the passphrase with the parameters and the salt in front of it, which
//! are in the authenticated data too. The entries are a list of name and value, each with its length (4 bytes) before it.
//! Version 1 must open for ever (see the golden file).

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::{Algorithm, Argon2, Block, Params, Version};
use zeroize::{Zeroize, Zeroizing};

use super::SecretsError;
use super::entries::Entries;
use super::passphrase::{Passphrase, PassphraseError};
use crate::key::{CacheKey, KEY_BYTES};
use crate::seal::{self, Identity, Namespace};

const FILE: &str = "secrets.sealed";
/// Written whole and then put in the place of the old one.
const NEXT: &str = "secrets.sealed.new";

const MAGIC: &[u8; 4] = b"QBYP";
const VERSION: u8 = 1;
const SALT_BYTES: usize = 16;
const HEADER_BYTES: usize = MAGIC.len() + 1 + 3 * 4 + SALT_BYTES;

/// What a file may ask for at most: a changed header must not take the computer's memory or its morning.
const MOST: Cost = Cost { memory_kib: 512 * 1024, passes: 16, lanes: 16 };

/// Names and values; the values are wiped when they go.
pub(super) type Named = BTreeMap<String, Zeroizing<Vec<u8>>>;

/// What one try costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// RFC 9106's second recommended choice, on one lane: a desk's computer takes some tenths of a second, a guesser the same.
    pub(crate) const PRESENT: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// For tests that open a file thousands of times.
    #[cfg(test)]
    pub(crate) const LEAST: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    const fn is_bearable(self) -> bool {
        self.memory_kib <= MOST.memory_kib && self.passes <= MOST.passes && self.lanes <= MOST.lanes
    }
}

/// What stands in front of the sealed entries, and the key that comes of it.
struct Lock {
    cost: Cost,
    salt: [u8; SALT_BYTES],
    key: CacheKey,
}

impl Lock {
    fn make(passphrase: &Passphrase, cost: Cost) -> Result<Self, PassphraseError> {
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt).map_err(SecretsError::NoRandomness)?;
        Self::derive(passphrase, cost, salt)
    }

    fn derive(passphrase: &Passphrase, cost: Cost, salt: [u8; SALT_BYTES]) -> Result<Self, PassphraseError> {
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

    fn close(&self, entries: &Named) -> Result<Vec<u8>, SecretsError> {
        let sealed = seal::seal(&self.key, &self.identity(), &write_entries(entries))
            .map_err(SecretsError::NotSealed)?;
        Ok([self.header(), sealed].concat())
    }
}

/// Cost and salt of a file, and where its sealed entries begin.
fn read_header(file: &[u8]) -> Option<(Cost, [u8; SALT_BYTES], &[u8])> {
    let (header, sealed) = file.split_at_checked(HEADER_BYTES)?;
    let rest = header.strip_prefix(MAGIC)?.strip_prefix(&[VERSION])?;
    let (memory_kib, rest) = rest.split_first_chunk()?;
    let (passes, rest) = rest.split_first_chunk()?;
    let (lanes, salt) = rest.split_first_chunk()?;
    let cost = Cost {
        memory_kib: u32::from_le_bytes(*memory_kib),
        passes: u32::from_le_bytes(*passes),
        lanes: u32::from_le_bytes(*lanes),
    };
    Some((cost, salt.try_into().ok()?, sealed)).filter(|_| cost.is_bearable())
}

fn write_entries(entries: &Named) -> Zeroizing<Vec<u8>> {
    let len = entries.iter().map(|(name, value)| name.len() + value.len() + 8).sum();
    // Room for all from the start: growing would leave copies of what is inside in freed memory.
    let mut text = Zeroizing::new(Vec::with_capacity(len));
    for part in entries.iter().flat_map(|(name, value)| [name.as_bytes(), value.as_slice()]) {
        // A secret is a token or a key; what is longer than four bytes can count was cut, and is refused when it is read.
        text.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_le_bytes());
        text.extend_from_slice(part);
    }
    text
}

fn read_entries(mut text: &[u8]) -> Option<Named> {
    let mut next = || -> Option<Option<&[u8]>> {
        if text.is_empty() {
            return Some(None);
        }
        let (len, rest) = text.split_first_chunk()?;
        let (part, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*len)).ok()?)?;
        text = rest;
        Some(Some(part))
    };
    let mut entries = Named::new();
    while let Some(name) = next()? {
        let value = next()??;
        entries.insert(std::str::from_utf8(name).ok()?.to_owned(), Zeroizing::new(value.to_vec()));
    }
    Some(entries)
}

/// The opened file: every change is on the disk when it returns.
pub(super) struct PassphraseFile {
    dir: PathBuf,
    lock: Lock,
    entries: Mutex<Named>,
}

impl PassphraseFile {
    /// Makes the file, or puts it in the place of an earlier one.
    pub(super) fn create(
        dir: &Path,
        passphrase: &Passphrase,
        cost: Cost,
        entries: Named,
    ) -> Result<Self, PassphraseError> {
        let lock = Lock::make(passphrase, cost)?;
        replace(dir, &lock.close(&entries)?)?;
        Ok(Self { dir: dir.to_owned(), lock, entries: Mutex::new(entries) })
    }

    /// Opens the file of an earlier run.
    pub(super) fn open(dir: &Path, passphrase: &Passphrase) -> Result<Self, PassphraseError> {
        let file = fs::read(dir.join(FILE)).map_err(SecretsError::File)?;
        let (cost, salt, sealed) = read_header(&file).ok_or(PassphraseError::Damaged)?;
        let lock = Lock::derive(passphrase, cost, salt)?;
        let text = seal::open(&lock.key, &lock.identity(), sealed).map_err(|error| {
            tracing::info!("the secrets' file did not open: {error:?}");
            match error {
                // Another passphrase, or a changed byte: nobody can tell the two apart.
                seal::SealError::NotAuthentic => PassphraseError::Wrong,
                _ => PassphraseError::Damaged,
            }
        })?;
        let entries = read_entries(&text).ok_or(PassphraseError::Damaged)?;
        Ok(Self { dir: dir.to_owned(), lock, entries: Mutex::new(entries) })
    }

    fn entries(&self) -> MutexGuard<'_, Named> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the disk does not take is not there afterwards either.
    fn change(&self, change: impl FnOnce(&mut Named)) -> Result<(), SecretsError> {
        let mut entries = self.entries();
        let mut changed = entries.clone();
        change(&mut changed);
        if changed != *entries {
            replace(&self.dir, &self.lock.close(&changed)?)?;
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

/// Whether an earlier run left its secrets under a passphrase.
pub(super) fn is_there(dir: &Path) -> bool {
    dir.join(FILE).exists()
}

pub(super) fn remove(dir: &Path) -> Result<(), SecretsError> {
    for name in [NEXT, FILE] {
        match fs::remove_file(dir.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(SecretsError::File(error)),
            _ => {}
        }
    }
    Ok(())
}

/// A kill at any moment leaves the old file or the new one, whole.
fn replace(dir: &Path, contents: &[u8]) -> Result<(), SecretsError> {
    let write = || -> io::Result<()> {
        let next = dir.join(NEXT);
        let mut file = open_private(dir, &next)?;
        file.write_all(contents)?;
        file.sync_all()?;
        fs::rename(&next, dir.join(FILE))?;
        sync_folder(dir)
    };
    write().map_err(SecretsError::File)
}

/// Opens a file for this user alone, its folder likewise.
#[cfg(unix)]
fn open_private(dir: &Path, file: &Path) -> io::Result<fs::File> {
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};

    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(file)
}

/// A user's own folders are closed to other users by what they inherit.
#[cfg(not(unix))]
fn open_private(dir: &Path, file: &Path) -> io::Result<fs::File> {
    fs::create_dir_all(dir)?;
    OpenOptions::new().create(true).truncate(true).write(true).open(file)
}

/// The new name is on the disk too.
#[cfg(unix)]
fn sync_folder(dir: &Path) -> io::Result<()> {
    fs::File::open(dir)?.sync_all()
}

/// Windows writes names through; a folder cannot be opened as a file there.
#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
