//! The Secret Service before it is used: is there one, has it a keyring, is it locked? `keyring` answers these three
//! with the same error, and a locked one only after a prompt.

use secret_service::EncryptionType;
use secret_service::blocking::SecretService;

use super::NoKeychain;
use super::keychain::Readiness;

pub(super) fn readiness() -> Result<Readiness, NoKeychain> {
    // Plain, because no secret passes here and the key exchange takes its time.
    let service = SecretService::connect(EncryptionType::Plain).map_err(|error| {
        tracing::info!("no Secret Service: {error}");
        NoKeychain::NoService
    })?;
    let keyring = service.get_default_collection().map_err(|error| match error {
        secret_service::Error::NoResult => NoKeychain::NoDefaultKeyring,
        error => {
            tracing::warn!("the Secret Service does not tell its default keyring: {error}");
            NoKeychain::Refused
        }
    })?;
    match keyring.is_locked() {
        Ok(false) => Ok(Readiness::Open),
        Ok(true) => Ok(Readiness::MayAskThePerson),
        Err(error) => {
            tracing::warn!("the Secret Service does not tell whether it is locked: {error}");
            Err(NoKeychain::Refused)
        }
    }
}
