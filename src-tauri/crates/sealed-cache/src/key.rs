use std::fmt;

use zeroize::Zeroizing;

pub(crate) const KEY_BYTES: usize = 32;

/// A key for sealing. The key of the cache is random and stored with the secrets. The key of a passphrase file is derived from
/// the passphrase. It is wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct CacheKey(Zeroizing<[u8; KEY_BYTES]>);

impl CacheKey {
    /// Creates a random key.
    pub(crate) fn make() -> Result<Self, getrandom::Error> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    /// Reads a stored key. `None` when it has the wrong length.
    pub(crate) fn from_stored(stored: &[u8]) -> Option<Self> {
        let bytes: [u8; KEY_BYTES] = stored.try_into().ok()?;
        Some(Self(Zeroizing::new(bytes)))
    }

    /// Creates a key whose 32 bytes are written by `fill`.
    pub(crate) fn derive<E>(fill: impl FnOnce(&mut [u8]) -> Result<(), E>) -> Result<Self, E> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        fill(bytes.as_mut_slice())?;
        Ok(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// The key of the golden files.
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
