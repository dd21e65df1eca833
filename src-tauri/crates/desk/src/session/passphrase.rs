//! A passphrase in place of a keychain: the user sets it, and enters it at each start.

use std::sync::Arc;

use sealed_cache::{NoKeychain, Passphrase, PassphraseError, Storage};
use zeroize::Zeroizing;

use super::Session;
use crate::api::{DeskError, DeskErrorCode, MemoryReason, StorageState};
use crate::errors::{self, blocking};

impl Session {
    /// Stores the secrets under a passphrase.
    pub async fn set_passphrase(self: &Arc<Self>, passphrase: Zeroizing<String>) -> Result<(), DeskError> {
        let (session, passphrase) = (Arc::clone(self), Passphrase::new(passphrase));
        blocking(move || {
            session.storage.secrets.set_passphrase(&passphrase).map_err(|error| refused(&error))?;
            session.storage.follow_secrets();
            Ok(())
        })
        .await?
    }

    /// Opens the secrets under the passphrase.
    pub async fn unlock(self: &Arc<Self>, passphrase: Zeroizing<String>) -> Result<(), DeskError> {
        let (session, passphrase) = (Arc::clone(self), Passphrase::new(passphrase));
        blocking(move || {
            session.storage.secrets.unlock(&passphrase).map_err(|error| refused(&error))?;
            session.storage.follow_secrets();
            Ok::<(), DeskError>(())
        })
        .await??;
        self.write(|session| {
            session.connect_unlocked_proxy();
            Ok(())
        })
        .await?;
        self.reset_access().await
    }

    /// Continues without the secrets under the passphrase. They stay where they are.
    pub fn start_without_passphrase(&self) {
        self.storage.secrets.start_without_passphrase();
    }

    /// Refuses until the passphrase was entered: nothing of an account is shown before.
    ///
    /// # Errors
    /// `Locked`.
    pub fn check_unlocked(&self) -> Result<(), DeskError> {
        if self.is_locked() {
            return Err(DeskError::desk(DeskErrorCode::Locked, "the passphrase was not entered yet"));
        }
        Ok(())
    }

    pub fn is_locked(&self) -> bool {
        self.storage.secrets.storage() == Storage::Locked
    }
}

/// Where the secrets are, as the screen shows it.
pub(crate) fn storage_state(storage: Storage) -> StorageState {
    match storage {
        Storage::Keychain => StorageState::Keychain,
        Storage::Passphrase => StorageState::Passphrase,
        Storage::Locked => StorageState::Locked,
        Storage::Memory { reason } => StorageState::Memory {
            reason: match reason {
                NoKeychain::NoService => MemoryReason::NoService,
                NoKeychain::NoDefaultKeyring => MemoryReason::NoDefaultKeyring,
                NoKeychain::Locked => MemoryReason::Locked,
                NoKeychain::NoAnswer => MemoryReason::NoAnswer,
                NoKeychain::Refused => MemoryReason::Refused,
                NoKeychain::Chosen => MemoryReason::Chosen,
                NoKeychain::WithoutPassphrase => MemoryReason::WithoutPassphrase,
            },
        },
    }
}

fn refused(error: &PassphraseError) -> DeskError {
    let code = match error {
        PassphraseError::TooShort => DeskErrorCode::PassphraseTooShort,
        PassphraseError::Wrong => DeskErrorCode::WrongPassphrase,
        PassphraseError::Damaged => DeskErrorCode::SecretsDamaged,
        PassphraseError::NotInUse | PassphraseError::AnotherInUse => DeskErrorCode::BadRequest,
        PassphraseError::Secrets(_) => return errors::storage("use the file of the secrets", error),
    };
    DeskError::desk(code, error.to_string())
}
