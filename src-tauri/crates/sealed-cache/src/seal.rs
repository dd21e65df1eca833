//! The sealed format, version 1:
//!
//! ```text
//! "QBYL"  version  nonce     ciphertext and tag
//! 4       1        24        length of the plaintext + 16
//! ```
//!
//! The header is in the authenticated data too, with a namespace (what kind of thing is sealed) and the identity of the
//! row it belongs to. A new version adds a branch to [`open`]; version 1 must open for ever (see the golden files).

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::key::CacheKey;

const MAGIC: &[u8; 4] = b"QBYL";
const VERSION: u8 = 1;
const NONCE_BYTES: usize = 24;
const HEADER_BYTES: usize = MAGIC.len() + 1;

/// Why something could not be sealed or opened. The text says no more than that; the variant is for the log.
#[derive(Debug, thiserror::Error)]
#[error("the sealed data could not be read or made")]
pub enum SealError {
    /// Shorter than a header and a nonce.
    Truncated,
    /// It does not begin as a sealed record does.
    NotSealed,
    /// Sealed by a program newer than this one.
    UnknownVersion(u8),
    /// Another key, another row's identity, or bytes that were changed.
    NotAuthentic,
    /// It opened, and what is inside is not what is put inside.
    Malformed,
    /// Too long for the cipher.
    TooLong,
    /// The payload could not be compressed or expanded.
    Compression(#[source] std::io::Error),
    /// The system gave no random numbers.
    NoRandomness(#[source] getrandom::Error),
}

/// What is sealed: a sealed thing of one kind never opens as another.
#[derive(Clone, Copy)]
pub(crate) enum Namespace {
    CalendarPayload,
    /// A known text by which a database file tells whether it was sealed with the key at hand.
    KeyCheck,
    /// The secrets under a passphrase.
    PassphraseFile,
}

impl Namespace {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::CalendarPayload => b"qabyl/calendar-payload",
            Self::KeyCheck => b"qabyl/key-check",
            Self::PassphraseFile => b"qabyl/passphrase-file",
        }
    }
}

/// Authenticated but not encrypted: where the sealed thing belongs.
pub(crate) struct Identity(Vec<u8>);

impl Identity {
    pub(crate) fn new(namespace: Namespace) -> Self {
        Self(Vec::new()).text(namespace.name())
    }

    /// Length first, so that no two different lists of fields make the same bytes.
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
    XChaCha20Poly1305::new(&Key::from(*key.bytes()))
}

/// Seals `plaintext` for the row that `identity` names.
pub(crate) fn seal(key: &CacheKey, identity: &Identity, plaintext: &[u8]) -> Result<Vec<u8>, SealError> {
    let mut nonce = [0; NONCE_BYTES];
    getrandom::fill(&mut nonce).map_err(SealError::NoRandomness)?;
    let ciphertext = cipher(key)
        .encrypt(&XNonce::from(nonce), Payload { msg: plaintext, aad: &identity.with_header() })
        .map_err(|_| SealError::TooLong)?;
    Ok([MAGIC.as_slice(), &[VERSION], &nonce, &ciphertext].concat())
}

/// Opens what [`seal`] made with the same key and identity.
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
    cipher(key)
        .decrypt(&XNonce::from(*nonce), Payload { msg: ciphertext, aad: &identity.with_header() })
        .map(Zeroizing::new)
        .map_err(|_| SealError::NotAuthentic)
}
