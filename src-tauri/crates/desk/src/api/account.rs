//! The account, the way to its server, and what this computer keeps of it.

use calendar::view::types::{DateTimeLabel, ViewKind};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{DeskError, Settings};

api_type! {
/// All that the first paint needs.
pub struct StartState {
    /// The program's version.
    pub version: String,
    pub settings: Settings,
    pub storage: StorageState,
    /// The account in use; without one the first screen is shown. Absent while the passphrase is to be given.
    pub account: Option<AccountHead>,
    /// The accounts that can be switched to.
    pub others: Vec<OtherAccount>,
    /// The view shown last, to be opened at once.
    pub last_view: ViewKind,
    /// The date shown last, `YYYY-MM-DD`; absent when that was on another day: a new day begins with today.
    pub last_date: Option<String>,
    /// The proxy that the user typed; absent for the system's, and while the passphrase is to be given.
    pub proxy: Option<ProxyState>,
    /// When a part of the program crashed last before this start, on the clinic's wall clock, if that was not seen yet.
    pub crashed: Option<DateTimeLabel>,
}
}

api_type! {
/// A proxy that the user typed. Its name and password never come back to the screen.
pub struct ProxyState {
    /// Without them, such as `http://10.0.0.1:3128`.
    pub address: String,
    pub credentials: ProxyCredentials,
}
}

/// What has become of a proxy's name and password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ProxyCredentials {
    /// None were typed.
    None,
    /// They are where the secrets are.
    Kept,
    /// They were typed, and are not on this computer any more: the proxy is asked without them.
    Missing,
}

api_type! {
/// Where the token and the cache's key are kept.
#[serde(tag = "kind")]
pub enum StorageState {
    /// In the system's keychain; the calendar is kept, sealed, on disk.
    Keychain,
    /// Under a passphrase that the user set, in a file; the calendar is kept, sealed, on disk.
    Passphrase,
    /// Under a passphrase that is still to be given: until then nothing is shown.
    Locked,
    /// Token and calendar last until the program ends.
    Memory { reason: MemoryReason },
}
}

/// Why nothing is kept on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum MemoryReason {
    /// The system offers no keychain.
    NoService,
    /// There is a keychain service without a keyring to keep anything in.
    NoDefaultKeyring,
    /// The keychain is locked and was not unlocked when it asked.
    Locked,
    /// The keychain did not answer.
    NoAnswer,
    /// The keychain did not keep what it was given.
    Refused,
    /// The program was started so.
    Chosen,
    /// The user went on without giving the passphrase; what is under it stays there.
    WithoutPassphrase,
}

api_request! {
/// The passphrase under which token and calendar are to be kept.
pub struct SetPassphrase {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub passphrase: Zeroizing<String>,
}
}

api_request! {
/// The proxy as typed, perhaps with a name and a password; empty for the system's. It stays in Rust from here on.
pub struct SetProxy {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub proxy: Zeroizing<String>,
}
}

api_request! {
/// The passphrase that was set.
pub struct Unlock {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub passphrase: Zeroizing<String>,
}
}

api_type! {
/// How much of the calendar is kept.
pub struct CacheUsage {
    /// Weeks and months.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub periods: u64,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// Sealed on disk; otherwise in memory, until the program ends.
    pub on_disk: bool,
}
}

api_type! {
/// What helps somebody to find out what went wrong, with nothing of a client, a token or an address in it.
pub struct Diagnostics {
    /// English, ASCII; what is saved is this, byte for byte.
    pub text: String,
}
}

api_type! {
/// Where the diagnostics are.
pub struct SavedDiagnostics {
    pub path: String,
}
}

api_type! {
/// The account in use.
pub struct AccountHead {
    /// Empty when the server did not tell.
    pub name: String,
    /// The server's address; empty for sample data.
    pub address: String,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub account_id: u64,
    /// Sample data from the built-in practice server.
    pub sample: bool,
    /// The token is not on this computer (any more): the cached calendar is all there is until it is entered again.
    pub token_missing: bool,
}
}

api_request! {
/// Address and token as typed; the token stays in Rust from here on.
pub struct CheckConnection {
    pub address: String,
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub token: Zeroizing<String>,
}
}

api_type! {
/// The server knows the token.
pub struct Connection {
    /// The address as understood, without path or slash at the end.
    pub address: String,
    /// The accounts to choose from; empty when the server refuses to list them.
    pub accounts: Vec<AccountChoice>,
    /// Why the list is empty; the user types the number then.
    pub accounts_refused: Option<DeskError>,
    /// The account's number, when a dashboard address was pasted that holds it.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub account_hint: Option<u64>,
}
}

api_type! {
/// An account that the token opens.
pub struct AccountChoice {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: u64,
    pub name: String,
    /// The user's role in it, as the server words it.
    pub role: Option<String>,
}
}

api_type! {
/// An account of this computer that is not in use.
pub struct OtherAccount {
    /// Empty when the server did not tell.
    pub name: String,
    pub address: String,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub account_id: u64,
}
}

api_request! {
/// Use another account of this computer.
#[derive(Debug)]
pub struct SwitchAccount {
    pub address: String,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub account_id: u64,
}
}

api_request! {
/// Use this account with the address and token checked last.
pub struct Connect {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub account_id: u64,
}
}
