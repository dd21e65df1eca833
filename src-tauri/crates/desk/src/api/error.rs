//! Errors, with codes that the screen translates.

use calendar::decode::RowKind;
use serde::Serialize;

/// The codes of the desk's own errors. The codes of a failed request are [`onelink::ErrorCode`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum DeskErrorCode {
    /// There is no account.
    NoAccount,
    /// The account's token is not on this computer.
    TokenMissing,
    /// The date does not exist, or cannot be displayed.
    BadDate,
    /// No snapshot has the appointment.
    NoSuchAppointment,
    /// The period was never fetched.
    NotFetched,
    /// The answer has more rows of one kind than a calendar can have. [`DeskError::row_limit`] says which.
    TooManyRows,
    /// The period has more appointments and absences than a view can draw.
    ViewTooLarge,
    /// An account must be checked before it is used.
    NothingChecked,
    /// The settings, the keychain or a file could not be written.
    StorageFailed,
    /// The account in use is there until the program ends: it or its token could not be stored. The next write tries again.
    AccountNotStored,
    /// Another program uses the data folder.
    FolderInUse,
    /// The data folder cannot be created.
    FolderUnusable,
    /// The passphrase was not entered yet.
    Locked,
    /// The passphrase does not open the secrets.
    WrongPassphrase,
    /// The passphrase has too few characters.
    PassphraseTooShort,
    /// The secrets under the passphrase are damaged. No passphrase opens them.
    SecretsDamaged,
    /// No browser could be started. The details are the address of the page.
    BrowserFailed,
    /// The system's dialog that prints could not be opened.
    PrintFailed,
    /// There is no room on the disk for a file that the user saves.
    FileNoRoom,
    /// A file that the user saves may not be written there, or another program has it open.
    FileNotAllowed,
    /// A file that the user saves could not be written for another reason, for example because its folder is gone.
    FileNotSaved,
    /// The data have changed since the request was made of them.
    DataChanged,
    /// Something could not be deleted in a wipe.
    WipeIncomplete,
    /// The file of the settings or of the accounts could not be read at the start, or an account in it. It was set aside.
    SettingsUnreadable,
    /// A setting is out of its bounds.
    SettingsRefused,
    /// No diagnostics were displayed that could be saved.
    NoDiagnostics,
    /// The work on a request panicked.
    Crashed,
    /// A part of the page failed. The page itself makes this error.
    PageFailed,
    /// The request is not one of this version's.
    BadRequest,
}

/// Every code that the screen can get.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ErrorCode {
    OneLink(onelink::ErrorCode),
    Desk(DeskErrorCode),
}

api_type! {
/// An error. The screen translates its code.
#[derive(Eq, thiserror::Error)]
#[error("{message}")]
pub struct DeskError {
    pub code: ErrorCode,
    /// In English, for the log.
    pub message: String,
    /// The server's own text, shortened. The screen shows it beside the translation.
    pub details: Option<String>,
    /// Only for [`DeskErrorCode::TooManyRows`].
    pub row_limit: Option<RowLimit>,
}
}

api_type! {
/// The limit that an answer has exceeded.
#[derive(Eq)]
pub struct RowLimit {
    pub rows: RowKind,
    /// The largest number of such rows.
    pub max: usize,
}
}

impl RowLimit {
    pub(crate) fn of(rows: RowKind) -> Self {
        Self { rows, max: rows.max() }
    }
}
