//! From the crates' errors to the screen's.

use std::error::Error;
use std::fmt;

use serde::Serialize;

use crate::api::{DeskError, DeskErrorCode, ErrorCode};

impl fmt::Display for ErrorCode {
    /// The code as it is serialized.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(formatter)
    }
}

impl DeskError {
    pub(crate) fn desk(code: DeskErrorCode, message: impl Into<String>) -> Self {
        Self { code: ErrorCode::Desk(code), message: message.into(), details: None }
    }

    /// The desk's opening was given up: the program is ending.
    #[must_use]
    pub fn never_opened() -> Self {
        Self::desk(DeskErrorCode::StorageFailed, "the desk was never opened")
    }

    /// Whether the server could not be reached at all, as against having answered with an error.
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
            code: ErrorCode::OneLink(error.code()),
            message: error.message().to_owned(),
            details: error.server_text().map(str::to_owned),
        }
    }
}

/// The desk's own disk or keychain. What they say is of files and entries, never of what is in them.
pub(crate) fn storage(what: &str, error: &dyn Error) -> DeskError {
    let error = with_causes(error);
    tracing::warn!(error, "could not {what}");
    DeskError::desk(DeskErrorCode::StorageFailed, format!("could not {what}: {error}"))
}

/// What a panic said is in its note and nowhere else: it can quote whatever it failed on.
pub(crate) fn crashed(error: &tokio::task::JoinError) -> DeskError {
    tracing::error!(panicked = error.is_panic(), "a task ended before its work was done");
    DeskError::desk(DeskErrorCode::BadRequest, "the work was not finished")
}

/// An error and what caused it, as one line.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    std::iter::successors(Some(error), |&error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
