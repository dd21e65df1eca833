//! Stores calendar payloads sealed on this computer, and secrets in the keychain.
//!
//! The calendar must be available while the network is down, so the latest payloads are stored on disk. They contain names
//! of clients, so they are stored *sealed*. The key and the access tokens are in the keychain of the operating system.
//! Without a keychain nothing is written: token and payloads stay in memory, unless the user sets a passphrase. Then token
//! and key are in a file that is sealed with a key derived from the passphrase, and every start begins with asking for it.
//!
//! # Terms
//!
//! - *keychain*: macOS Keychain, Windows Credential Manager, or the Secret Service (gnome-keyring, `KWallet`).
//! - *entry*: one secret in the keychain or in the file under the passphrase. There is one for the token of each account, one
//!   for the cache key, one for the proxy's address with its password, and one with the list of accounts, by which
//!   [`Secrets::forget_all`] also finds the entries of earlier runs.
//! - *account*: an [`AccountKey`], which is the server's origin with the number of the account on it.
//! - *range*: the half-open interval of instants for which a payload was requested.
//! - *record*: a payload with its account, range, `ETag` and times ([`Record`]).
//! - *kept record*: a small value of an account that the user has entered, by kind and name ([`Cache::keep`]). It is not a
//!   copy of anything, so no limit of age or size applies to it. It is sealed as it is, bound to its account, kind and name.
//! - *sealed*: compressed, then encrypted and authenticated (XChaCha20-Poly1305, random nonce). The authenticated data contain
//!   the record's account, range and fetch time, so a sealed payload can be opened only in its own row. The time of the
//!   last confirmation is sealed by itself.
//! - *locked*: under a passphrase that the user has not entered yet. A locked keychain is [`NoKeychain::Locked`].
//! - *private fields*: fields that are never stored, not even sealed ([`without_private_fields`]).
//!
//! # Guarantees
//!
//! - Nothing is deleted for its age until the caller knows the present time ([`Cache::enforce`]).
//! - A file whose key is missing, or that a later version has written, is never deleted for that. It is set aside when another
//!   one must be made.
//! - A record that cannot be opened is deleted and counts as missing. A damaged file is replaced by an empty one. Neither is
//!   an error: the payload is fetched again. Kept records are lost with a damaged file, but one that cannot be opened stays.
//! - A kept record is deleted by its removal, by a wipe of its account and by a wipe, and by nothing else in a sound file.
//! - Neither file nor key exists before the first record. After [`Cache::wipe`] and [`Secrets::forget_all`] nothing of this or
//!   of an earlier run is left.
//! - After a kill at any moment the file can be opened and contains everything for which `put` or `keep` returned.
//! - The file shows origins, account numbers, ranges and times, and kinds and names of kept records, by which records are
//!   found. It shows nothing of a payload or of the body of a kept record.
//! - No secret is printed by `Debug`, by an error or by the log.
//!
//! # Not in this crate
//!
//! No HTTP, no decoding of payloads, no clock (`now` is an argument or a time of the record), no async. Every call blocks, and
//! calls of [`Secrets`] can wait for the user to unlock the keychain. Call them on a thread that may block.

mod account;
mod cache;
mod kept;
mod key;
mod private_fields;
pub mod private_files;
mod record;
mod seal;
mod secrets;
#[cfg(test)]
mod tests;

pub use account::{AccountKey, NotAnAccountKey};
pub use cache::{Cache, CacheError};
pub use kept::Kept;
pub use key::CacheKey;
pub use private_fields::{PRIVATE_FIELDS, PrivateFieldsError, without_private_fields};
pub use record::{CacheLimits, CacheSize, Record, RecordHead};
pub use seal::SealError;
pub use secrets::{
    KeychainFault, KeychainNames, NoKeychain, Passphrase, PassphraseError, Secrets, SecretsError, Storage,
};
