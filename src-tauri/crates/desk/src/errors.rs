//! From the errors of the other crates to [`DeskError`].

use std::error::Error;
use std::fmt;

use onelink::{AddressError, error_chain};
use serde::Serialize;

use crate::api::{DeskError, DeskErrorCode, ErrorCode};
use crate::session::FolderError;

impl fmt::Display for ErrorCode {
    /// The code as it is serialized.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

impl DeskError {
    pub(crate) fn desk(code: DeskErrorCode, message: impl Into<String>) -> Self {
        Self { code: ErrorCode::Desk(code), message: message.into(), details: None, row_limit: None }
    }

    pub(crate) fn one_link(code: onelink::ErrorCode, message: impl Into<String>) -> Self {
        Self { code: ErrorCode::OneLink(code), message: message.into(), details: None, row_limit: None }
    }

    /// The program could not open the desk.
    #[must_use]
    pub fn not_opened(reason: &str) -> Self {
        Self::desk(DeskErrorCode::StorageFailed, format!("the desk was not opened: {reason}"))
    }

    /// Whether the server could not be reached at all, as opposed to a response with an error.
    pub(crate) fn is_offline(&self) -> bool {
        use onelink::ErrorCode as Code;
        matches!(
            self.code,
            ErrorCode::OneLink(
                Code::Dns
                    | Code::Refused
                    | Code::Unreachable
                    | Code::Tls
                    | Code::TlsExpired
                    | Code::TlsUnknownAuthority
                    | Code::TlsWrongHost
                    | Code::TlsNoAuthorities
                    | Code::Proxy
                    | Code::ConnectTimeout
                    | Code::ReadTimeout
                    | Code::NotJson
                    | Code::EmptyBody
                    | Code::Truncated
                    | Code::Redirected
                    | Code::ServerError
            )
        )
    }
}

impl From<onelink::Error> for DeskError {
    fn from(error: onelink::Error) -> Self {
        Self {
            details: error.server_text().map(str::to_owned),
            ..Self::one_link(error.code(), error.message())
        }
    }
}

impl From<AddressError> for DeskError {
    fn from(error: AddressError) -> Self {
        let code = match error {
            AddressError::Insecure => onelink::ErrorCode::InsecureAddress,
            AddressError::HasUserInfo => onelink::ErrorCode::AddressHasUserInfo,
            _ => onelink::ErrorCode::BadAddress,
        };
        Self::one_link(code, error.to_string())
    }
}

/// The error of a token that cannot be sent in a header.
pub(crate) fn bad_token() -> DeskError {
    DeskError::one_link(onelink::ErrorCode::BadTokenText, "the token cannot be sent in a header")
}

/// An error of the disk or the keychain. Its text names files and entries, never their contents.
pub(crate) fn storage(action: &str, error: &dyn Error) -> DeskError {
    let error = error_chain(error);
    tracing::warn!(error, "could not {action}");
    DeskError::desk(DeskErrorCode::StorageFailed, format!("could not {action}: {error}"))
}

/// The settings file could not be read at the start.
pub(crate) fn settings_unreadable() -> DeskError {
    DeskError::desk(DeskErrorCode::SettingsUnreadable, "the settings file could not be read")
}

/// The account in use, or its token, could not be stored.
pub(crate) fn account_not_stored(error: &dyn Error) -> DeskError {
    let error = error_chain(error);
    tracing::warn!(error, "the account in use could not be stored");
    DeskError::desk(DeskErrorCode::AccountNotStored, format!("the account could not be stored: {error}"))
}

impl From<FolderError> for DeskError {
    fn from(error: FolderError) -> Self {
        let code = match error {
            FolderError::InUse => DeskErrorCode::FolderInUse,
            FolderError::Unusable(_) => DeskErrorCode::FolderUnusable,
        };
        Self::desk(code, error_chain(&error))
    }
}

/// Work that panicked. The panic's message is in its note only: it can quote client data.
pub(crate) fn crashed(message: &str) -> DeskError {
    tracing::error!("{message}");
    DeskError::desk(DeskErrorCode::Crashed, message)
}

/// Runs work that blocks or computes for long, away from the async workers.
///
/// # Errors
/// `Crashed` when it panicked.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| crashed("a task ended before its work was done"))
}
