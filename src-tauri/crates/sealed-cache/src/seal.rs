//! The sealed format, version 1:
//!
//! ```text
//! "QBYL"  version  nonce     ciphertext and tag
//! 4       1        24        length of the plaintext + 16
//! ```
//!
//! The authenticated data contain the header, a namespace (the kind of data) and the identity of the row. A new version adds a
//! branch to [`open`]. Every later version of the program must open version 1 (see the golden files).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::key::CacheKey;

const MAGIC: &[u8; 4] = b"QBYL";
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;
const HEADER_BYTES: usize = MAGIC.len() + 1;
const TAG_BYTES: usize = 16;

/// Why data could not be sealed or opened. The message is the same for every reason; the variant is for the log.
#[derive(Debug, thiserror::Error)]
#[error("the sealed data could not be read or made")]
pub enum SealError {
    /// The data are shorter than a header with a nonce and a tag.
    Truncated,
    /// The data do not begin with the magic bytes.
    NotSealed,
    /// The data were sealed by a newer version of the program.
    UnknownVersion(u8),
    /// The key or the identity of the row is another one, or bytes were changed.
    NotAuthentic,
    /// The data were decrypted, but their content is invalid.
    Malformed,
    /// The data are too long for the cipher.
    TooLong,
    /// The payload could not be compressed or decompressed.
    Compression(#[source] std::io::Error),
    /// The operating system returned no random numbers.
    NoRandomness(#[source] getrandom::Error),
}

/// The kind of sealed data. Data of one kind cannot be opened as another kind.
#[derive(Clone, Copy)]
pub(crate) enum Namespace {
    CalendarPayload,
    /// The time at which the server confirmed a payload.
    Confirmation,
    /// A kept record.
    Kept,
    /// A known text in a database file, by which the program checks that it has the key of the file.
    KeyCheck,
    /// The file of secrets under a passphrase.
    PassphraseFile,
}

impl Namespace {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::CalendarPayload => b"qabyl/calendar-payload",
            Self::Confirmation => b"qabyl/confirmation",
            Self::Kept => b"qabyl/kept",
            Self::KeyCheck => b"qabyl/key-check",
            Self::PassphraseFile => b"qabyl/passphrase-file",
        }
    }
}

/// Data that are authenticated but not encrypted: the row or file to which the sealed data belong.
pub(crate) struct Identity(Vec<u8>);

impl Identity {
    pub(crate) fn new(namespace: Namespace) -> Self {
        Self(Vec::new()).text(namespace.name())
    }

    /// Adds a text after its length, so that two different lists of fields never give the same bytes.
    pub(crate) fn text(mut self, text: &[u8]) -> Self {
        self.0.extend_from_slice(&(text.len() as u64).to_le_bytes());
        self.0.extend_from_slice(text);
        self
    }

    pub(crate) fn number(mut self, number: i64) -> Self {
        self.0.extend_from_slice(&number.to_le_bytes());
        self
    }

    fn with_header(&self) -> Vec<u8> {
        [MAGIC.as_slice(), &[VERSION], &self.0].concat()
    }
}

fn cipher(key: &CacheKey) -> XChaCha20Poly1305 {
    // By reference: a copied key would not be erased.
    XChaCha20Poly1305::new(<&Key>::from(key.bytes()))
}

/// Seals `plaintext` for the row or file that `identity` names.
pub(crate) fn seal(key: &CacheKey, identity: &Identity, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(SealError::NoRandomness)?;
    let ciphertext = cipher(key)
        .encrypt(&XNonce::from(nonce), Payload { msg: plaintext, aad: &identity.with_header() })
        .map_err(|_| SealError::TooLong)?;
    Ok([MAGIC.as_slice(), &[VERSION], &nonce, &ciphertext].concat())
}

/// Opens data that [`seal`] sealed with the same key and identity.
pub(crate) fn open(
    key: &CacheKey,
    identity: &Identity,
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (header, rest) = sealed.split_at_checked(HEADER_BYTES).ok_or(SealError::Truncated)?;
    let version = match header.split_last() {
        Some((version, magic)) if magic == MAGIC => *version,
        _ => return Err(SealError::NotSealed),
    };
    if version != VERSION {
        return Err(SealError::UnknownVersion(version));
    }
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealError::Truncated)?;
    if ciphertext.len() < TAG_BYTES {
        return Err(SealError::Truncated);
    }
    cipher(key)
        .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: &identity.with_header() })
        .map(Zeroizing::new)
        .map_err(|_| SealError::NotAuthentic)
}
