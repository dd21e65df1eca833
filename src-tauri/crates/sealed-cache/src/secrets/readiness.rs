//! Whether the keychain can be used, found out before the first call that can open a prompt.

use super::storage::NoKeychain;

/// Whether the next call to the keychain can open a prompt.
pub(super) enum Readiness {
    NoPrompt,
    MayPrompt,
}

/// On Linux: whether there is a Secret Service, whether it has a default keyring, and whether that is locked. `keyring`
/// returns the same error for all three, and for a locked keyring only after a prompt.
#[cfg(all(unix, not(target_os = "macos")))]
pub(super) fn readiness() -> Result<Readiness, NoKeychain> {
    use secret_service::EncryptionType;
    use secret_service::blocking::SecretService;

    // Without encryption, because no secret is transferred here and the key exchange takes time.
    let service = SecretService::connect(EncryptionType::Plain).map_err(|error| {
        tracing::info!("no Secret Service: {error}");
        NoKeychain::NoService
    })?;
    let keyring = service.get_default_collection().map_err(|error| match error {
        secret_service::Error::NoResult => NoKeychain::NoDefaultKeyring,
        error => {
            tracing::warn!("the Secret Service did not return its default keyring: {error}");
            NoKeychain::Refused
        }
    })?;
    match keyring.is_locked() {
        Ok(false) => Ok(Readiness::NoPrompt),
        Ok(true) => Ok(Readiness::MayPrompt),
        Err(error) => {
            tracing::warn!("the Secret Service did not return whether its keyring is locked: {error}");
            Err(NoKeychain::Refused)
        }
    }
}

/// macOS can ask the user when a program whose signature changed reads its own entry. Windows never asks.
#[cfg(not(all(unix, not(target_os = "macos"))))]
#[expect(clippy::unnecessary_wraps, reason = "on Linux the keychain can be missing, here it cannot")]
pub(super) fn readiness() -> Result<Readiness, NoKeychain> {
    Ok(if cfg!(target_os = "macos") { Readiness::MayPrompt } else { Readiness::NoPrompt })
}
