//! What the desk remembers between two starts, and where its secrets live.
//!
//! A front desk must show the calendar with the network down, so the last good payloads are kept on disk; they
//! name clients, so they are kept *sealed*. The key that opens them and the access tokens are in the keychain of the
//! operating system. Without a keychain there is no file: token and cache stay in memory, unless the user sets a
//! passphrase; then token and key are in a file of their own under it, and each start begins by asking for it.
//!
//! # Terms
//!
//! - *keychain*: macOS Keychain, Windows Credential Manager, or the Secret Service (gnome-keyring, `KWallet`).
//! - *entry*: one secret in the keychain, or under the passphrase. An account's token is one, the cache key is one, a proxy's
//!   address with its password is one, and one lists the accounts so that [`Secrets::forget_all`] finds every entry it made,
//!   also after a restart.
//! - *account*: an [`AccountKey`], the server's origin and the account's number there.
//! - *range*: the half-open span of instants a payload was asked for.
//! - *record*: a payload with its account, range, `ETag` and times ([`Record`]).
//! - *sealed*: compressed, then encrypted and authenticated (XChaCha20-Poly1305, random nonce), with the record's
//!   account, range and fetch time in the authenticated data: a sealed payload opens in its own row or not at all.
//! - *locked*: under a passphrase that was not given yet. Not the keychain's lock, which is [`NoKeychain::Locked`].
//! - *private fields*: what must not reach the disk even sealed ([`without_private_fields`]).
//!
//! # What must hold
//!
//! - A record that cannot be opened is dropped and counts as absent; a damaged file is made anew. Neither is an error:
//!   the payload is fetched again.
//! - Before the first record there is neither a file nor a key, and after [`Cache::wipe`] and [`Secrets::forget_all`] there
//!   is none again, of this run or an earlier one.
//! - The file opens after a kill at any moment and is never older than the last `put` that returned.
//! - Origins, account numbers, ranges and times are readable in the file (they are what records are found by);
//!   nothing of a payload is.
//! - No secret is printed: not by `Debug`, not by an error, not by the log.
//!
//! # Not in here
//!
//! No HTTP, no decoding of payloads, no clock (`now` is an argument or a record's own time), no async: every call
//! blocks, and those on [`Secrets`] can wait for a person to unlock the keychain. Call them off the event loop.

mod account;
mod cache;
mod key;
mod private_fields;
mod record;
mod seal;
mod secrets;
#[cfg(test)]
mod tests;

pub use account::{AccountKey, NotAnAccountKey};
pub use cache::{Cache, CacheError};
pub use key::CacheKey;
pub use private_fields::{PRIVATE_FIELDS, PrivateFieldsError, without_private_fields};
pub use record::{CacheLimits, CacheSize, Record, RecordHead};
pub use seal::SealError;
pub use secrets::{KeychainFault, NoKeychain, Passphrase, PassphraseError, Secrets, SecretsError, Storage};
