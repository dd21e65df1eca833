//! Failures, by codes that the screen has words for.

use serde::Serialize;

/// Codes of the desk's own errors; those of a request are [`onelink::ErrorCode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum DeskErrorCode {
    /// No account is set up.
    NoAccount,
    /// The account is there, its token is not.
    TokenMissing,
    /// No such date.
    BadDate,
    /// The appointment is in nothing that was fetched.
    NoSuchAppointment,
    /// The period was never fetched.
    NotFetched,
    /// An account must be checked before it is used.
    NothingChecked,
    /// The settings or the keychain could not be written.
    StorageFailed,
    /// The passphrase is still to be given.
    Locked,
    /// It does not open what is under it.
    WrongPassphrase,
    /// Too few characters.
    PassphraseTooShort,
    /// What is under the passphrase is damaged: no passphrase will open it.
    SecretsDamaged,
    /// No browser took the address in the details.
    BrowserFailed,
    /// Something is left on this computer that should have been wiped.
    WipeIncomplete,
    /// The screen asked for something that this version does not have.
    BadRequest,
}

/// Every code that the screen can meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ErrorCode {
    OneLink(onelink::ErrorCode),
    Desk(DeskErrorCode),
}

api_type! {
/// A failure, for the screen to put into words by its code.
#[derive(Eq, thiserror::Error)]
#[error("{message}")]
pub struct DeskError {
    pub code: ErrorCode,
    /// English, for the log.
    pub message: String,
    /// What the server itself said, bounded; shown as text beside the program's own words.
    pub details: Option<String>,
}
}
