//! A passphrase in the place of a keychain: set by the user, asked for at start.

use sealed_cache::{NoKeychain, Passphrase, PassphraseError, Storage};

use crate::api::{DeskError, DeskErrorCode, MemoryReason, SetPassphrase, StartState, StorageState, Unlock};
use crate::errors;
use crate::{Desk, Inner};

impl Desk {
    pub(crate) async fn set_passphrase(&self, request: SetPassphrase) -> Result<StartState, DeskError> {
        let passphrase = Passphrase::new(request.passphrase);
        self.blocking(move |inner| {
            inner.secrets.set_passphrase(&passphrase).map_err(|error| not_unlocked(&error))?;
            inner.follow_secrets();
            Ok::<(), DeskError>(())
        })
        .await??;
        self.start().await
    }

    pub(crate) async fn unlock(&self, request: Unlock) -> Result<StartState, DeskError> {
        let passphrase = Passphrase::new(request.passphrase);
        let desk = self.clone();
        self.blocking(move |inner| {
            inner.secrets.unlock(&passphrase).map_err(|error| not_unlocked(&error))?;
            inner.follow_secrets();
            desk.take_up_unlocked_proxy();
            Ok::<(), DeskError>(())
        })
        .await??;
        // As after a start: the token and the calendar are where they were not before.
        self.state().begin_again();
        self.enforce_cache_limits().await;
        self.start().await
    }

    pub(crate) async fn start_without_passphrase(&self) -> Result<StartState, DeskError> {
        self.inner.secrets.start_without_passphrase();
        self.start().await
    }

    /// Refuses while the passphrase is still to be given: until then nothing of an account is shown.
    pub(crate) fn check_unlocked(&self) -> Result<(), DeskError> {
        if self.is_locked() {
            return Err(DeskError::desk(DeskErrorCode::Locked, "the passphrase was not given yet"));
        }
        Ok(())
    }

    pub(crate) fn is_locked(&self) -> bool {
        self.inner.secrets.storage() == Storage::Locked
    }
}

impl Inner {
    fn follow_secrets(&self) {
        // The secrets are where they should be; a calendar that could not be moved is fetched again.
        if let Err(error) = self.cache.follow_secrets() {
            tracing::warn!(%error, "the cache could not follow the secrets");
        }
    }
}

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

fn not_unlocked(error: &PassphraseError) -> DeskError {
    let code = match error {
        PassphraseError::TooShort => DeskErrorCode::PassphraseTooShort,
        PassphraseError::Wrong => DeskErrorCode::WrongPassphrase,
        PassphraseError::Damaged => DeskErrorCode::SecretsDamaged,
        PassphraseError::NotInUse | PassphraseError::AnotherInUse => DeskErrorCode::BadRequest,
        PassphraseError::Secrets(_) => return errors::storage("use the secrets' file", error),
    };
    DeskError::desk(code, error.to_string())
}
