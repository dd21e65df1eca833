//! The account, its connection, and its data on this computer.

use calendar::view::types::{DateTimeLabel, ViewKind};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{DeskError, Settings};

api_type! {
/// Everything that the first paint needs.
pub struct StartState {
    /// The program's version.
    pub version: String,
    pub settings: Settings,
    pub storage: StorageState,
    /// The account in use. Without one the first screen is shown. Absent until the passphrase was entered.
    pub account: Option<AccountHead>,
    /// The other accounts of this computer.
    pub others: Vec<OtherAccount>,
    /// The view displayed last. It is opened at once.
    pub last_view: ViewKind,
    /// The date displayed last, `YYYY-MM-DD`. Absent if it was stored on another day: a new day starts at today.
    pub last_date: Option<String>,
    /// The proxy that the user entered. Absent for the system's proxy, and until the passphrase was entered.
    pub proxy: Option<ProxyState>,
    /// When the program last crashed before this start, on the clinic's wall clock. Absent when the user has seen it.
    pub crashed: Option<DateTimeLabel>,
    /// Why the stored settings are not in use, or the account is not stored. It is told once.
    pub settings_problem: Option<DeskError>,
}
}

api_type! {
/// The proxy that the user entered. Its user name and password are never sent to the screen.
pub struct ProxyState {
    /// Without user name and password, such as `http://10.0.0.1:3128`.
    pub address: String,
    pub credentials: ProxyCredentials,
}
}

/// Whether a proxy's user name and password are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ProxyCredentials {
    /// The user entered none.
    None,
    /// They are among the secrets.
    Kept,
    /// They are not on this computer any more. The proxy is used without them.
    Missing,
}

api_type! {
/// Where the token and the cache's key are stored.
#[serde(tag = "kind")]
pub enum StorageState {
    /// In the system's keychain. The calendar is cached on disk, sealed.
    Keychain,
    /// In a file, under a passphrase that the user set. The calendar is cached on disk, sealed.
    Passphrase,
    /// Under a passphrase that was not entered yet. Until then nothing is shown.
    Locked,
    /// In memory. Token and calendar are lost when the program ends.
    Memory { reason: MemoryReason },
}
}

/// Why token and calendar are only in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum MemoryReason {
    /// The system has no keychain.
    NoService,
    /// The keychain service has no default keyring.
    NoDefaultKeyring,
    /// The keychain is locked, and the user did not unlock it.
    Locked,
    /// The keychain did not answer.
    NoAnswer,
    /// The keychain did not store the entry.
    Refused,
    /// The program was started in this mode.
    Chosen,
    /// The user continued without entering the passphrase. The secrets under it stay in the file.
    WithoutPassphrase,
}

api_request! {
/// The passphrase under which token and calendar are stored from now on.
pub struct SetPassphrase {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub passphrase: Zeroizing<String>,
}
}

api_request! {
/// The proxy as the user entered it, with or without user name and password. Empty for the system's proxy. From here on
/// it stays in Rust.
pub struct SetProxy {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub proxy: Zeroizing<String>,
}
}

api_request! {
/// The passphrase that the user set before.
pub struct Unlock {
    #[cfg_attr(feature = "bindings", ts(type = "string"))]
    pub passphrase: Zeroizing<String>,
}
}

api_type! {
/// The size of the cache.
pub struct CacheUsage {
    /// The number of cached periods (weeks and months).
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub periods: u64,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub bytes: u64,
    /// On disk, sealed. Otherwise in memory until the program ends.
    pub on_disk: bool,
}
}

api_type! {
/// A text about the state of the program, without client data, tokens and addresses.
pub struct Diagnostics {
    /// In English, ASCII only. It is saved exactly so.
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
    /// Empty when the server did not send one.
    pub name: String,
    /// The server's address; empty for sample data.
    pub address: String,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub account_id: u64,
    /// Sample data from the built-in practice server.
    pub sample: bool,
    /// The token is not on this computer. Only the cached calendar is displayed until the user enters the token again.
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
/// The server accepted the token.
pub struct Connection {
    /// The address without a path or a slash at its end.
    pub address: String,
    /// The accounts to choose from. Empty when the server refuses to list them.
    pub accounts: Vec<AccountChoice>,
    /// Why the list is empty. The user enters the account's id then.
    pub accounts_refused: Option<DeskError>,
    /// The account's id, when the entered address is one of the dashboard's and contains it.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub account_hint: Option<u64>,
}
}

api_type! {
/// An account that the token can read.
pub struct AccountChoice {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: u64,
    pub name: String,
    /// The user's role in it, in the server's words.
    pub role: Option<String>,
}
}

api_type! {
/// Another account of this computer.
pub struct OtherAccount {
    /// Empty when the server did not send one.
    pub name: String,
    pub address: String,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub account_id: u64,
}
}

api_request! {
/// The account to be used next, one of this computer's.
#[derive(Debug)]
pub struct SwitchAccount {
    pub address: String,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub account_id: u64,
}
}

api_request! {
/// The account to be used with the address and the token that were checked last.
pub struct Connect {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub account_id: u64,
}
}
