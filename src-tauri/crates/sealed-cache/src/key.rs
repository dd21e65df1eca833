use std::fmt;

use zeroize::Zeroizing;

pub(crate) const KEY_BYTES: usize = 32;

/// A key that seals. The cache's is random, made once and kept among the secrets; that of a passphrase file is derived.
/// Wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct CacheKey(Zeroizing<[u8; KEY_BYTES]>);

impl CacheKey {
    /// A new random key.
    pub(crate) fn make() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    /// The key as the keychain gave it; `None` when it has not the length of a key.
    pub(crate) fn from_stored(stored: &[u8]) -> Option<Self> {
        let bytes: [u8; KEY_BYTES] = stored.try_into().ok()?;
        Some(Self(Zeroizing::new(bytes)))
    }

    /// A key whose 32 bytes `fill` writes in place.
    pub(crate) fn derive<E>(fill: impl FnOnce(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// The key of the golden files, which must open for ever.
    #[cfg(test)]
    pub(crate) fn golden() -> Self {
        Self(Zeroizing::new(*b"golden key of the sealed cache 1"))
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CacheKey(..)")
    }
}
