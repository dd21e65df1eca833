use std::fmt;

use zeroize::Zeroizing;

use super::SecretsError;

/// What opens the secrets' file. Wiped from memory when dropped, printed by nothing.
pub struct Passphrase(Zeroizing<String>);

impl Passphrase {
    /// The fewest characters that a new passphrase has. Whoever has the file can try as many as they can pay for.
    pub const FEWEST_CHARACTERS: usize = 12;

    /// What was typed, as it was typed.
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(super) fn is_long_enough(&self) -> bool {
        self.0.trim().chars().count() >= Self::FEWEST_CHARACTERS
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

/// Why a passphrase did not do what it was given for.
#[derive(Debug, thiserror::Error)]
pub enum PassphraseError {
    /// Shorter than [`Passphrase::FEWEST_CHARACTERS`].
    #[error("the passphrase is too short")]
    TooShort,
    /// Not the one with which the file was sealed, or a byte of the file was changed.
    #[error("the passphrase does not open the secrets")]
    Wrong,
    /// The file is none that this program wrote, or was cut off.
    #[error("the secrets' file is damaged")]
    Damaged,
    /// The keychain keeps the secrets: there is nothing for a passphrase to do.
    #[error("the secrets are not under a passphrase")]
    NotInUse,
    /// The secrets of an earlier run are still under theirs, which was not given.
    #[error("the secrets are under another passphrase")]
    AnotherInUse,
    /// The file cannot be read or written.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
}
