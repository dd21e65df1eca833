use crate::seal::SealError;

/// An error of the keychain. It never contains a secret: where the platform's error contains one, that error is left out.
#[derive(Debug, thiserror::Error)]
pub enum KeychainFault {
    /// The keychain is locked, or it denied access.
    #[error("access to the keychain was denied")]
    Denied(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The platform failed.
    #[error("the keychain failed")]
    Platform(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The value or the name of the entry is longer than the platform allows.
    #[error("the entry is longer than the keychain allows")]
    TooLong,
    /// Several entries have the same name.
    #[error("more than one entry has this name")]
    Ambiguous,
    /// Another error of the keychain library.
    #[error("the keychain could not be used")]
    Unusable,
}

impl From<keyring::Error> for KeychainFault {
    fn from(error: keyring::Error) -> Self {
        match error {
            keyring::Error::NoStorageAccess(source) => Self::Denied(source),
            keyring::Error::PlatformFailure(source) => Self::Platform(source),
            keyring::Error::TooLong(..) => Self::TooLong,
            keyring::Error::Ambiguous(_) => Self::Ambiguous,
            // Two of the other errors contain the bytes of the secret, so none of them is passed on.
            _ => Self::Unusable,
        }
    }
}

/// Why a secret could not be read, stored or deleted.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The keychain did not answer, or the user did not unlock it, in time.
    #[error("the keychain did not answer in time")]
    NoAnswer,
    /// The keychain returned an error.
    #[error("the keychain returned an error")]
    Refused(#[source] KeychainFault),
    /// An entry contains something else than this program stores there.
    #[error("an entry in the keychain is damaged")]
    Damaged,
    /// The operating system returned no random numbers.
    #[error("the system returned no random numbers")]
    NoRandomness(#[source] getrandom::Error),
    /// The file under the passphrase cannot be read, written or deleted.
    #[error("the file of secrets cannot be used")]
    File(#[source] std::io::Error),
    /// The secrets cannot be sealed.
    #[error("the secrets cannot be sealed")]
    NotSealed(#[source] SealError),
}
