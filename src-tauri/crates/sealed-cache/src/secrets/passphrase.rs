use std::fmt;

use zeroize::Zeroizing;

use super::error::SecretsError;

/// The passphrase of the file of secrets. It is wiped from memory when dropped, and never printed.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// Minimum length of a new passphrase, in characters. An attacker who has the file can try passphrases without limit.
    pub const MIN_CHARACTERS: usize = 12;

    /// Takes the text exactly as the user entered it.
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(super) fn is_long_enough(&self) -> bool {
        self.0.trim().chars().count() >= Self::MIN_CHARACTERS
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// Why a passphrase could not be set or did not unlock the secrets.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    /// It is shorter than [`Passphrase::MIN_CHARACTERS`].
    #[error("the passphrase is too short")]
    TooShort,
    /// The file was sealed with another passphrase, or a byte of it was changed.
    #[error("the passphrase does not open the secrets")]
    Wrong,
    /// The file is incomplete or was not written by this program.
    #[error("the file of secrets is damaged")]
    Damaged,
    /// There is no passphrase to enter, or the keychain is in use, so none can be set.
    #[error("the secrets are not under a passphrase")]
    NotInUse,
    /// The secrets of an earlier run are under another passphrase, which was not entered.
    #[error("the secrets are under another passphrase")]
    AnotherInUse,
    /// The file cannot be read or written.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
}
