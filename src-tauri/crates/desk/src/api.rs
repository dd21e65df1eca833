//! What crosses to the screen: requests, responses and errors of the commands in [`crate::commands`].

use calendar::chat::ChatLanguage;
use calendar::model::Skipped;
use calendar::view::types::{
    ChangeLine, DateLabel, DateTimeLabel, DayNote, DayPart, FinderView, GroupBy, MiniMonth, OfferedTime,
    ResourceHead, ViewBody, ViewKind, Whom,
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

macro_rules! api_type {
    ($item:item) => {
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        $item
    };
}

macro_rules! api_request {
    ($item:item) => {
        #[derive(Clone, PartialEq, Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        #[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
        $item
    };
}

/// The program's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Language {
    Ru,
    Kk,
    En,
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// What the user chose; kept in plain sight, so nothing secret may ever stand here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Settings {
    pub language: Language,
    pub theme: Theme,
    /// Distance of the grid's lines: 5, 10, 15, 30 or 60 minutes.
    pub time_step_min: u32,
    /// How often the server is asked while the window is in sight, in seconds: 10 to 600.
    #[serde(default = "poll_seconds")]
    pub poll_seconds: u32,
    #[serde(default)]
    pub chat: ChatSettings,
    #[serde(default)]
    pub cache: CacheSettings,
    #[serde(default)]
    pub privacy: PrivacySettings,
}

/// When names and phones are hidden from whoever else can see the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct PrivacySettings {
    /// Minutes without a key or the pointer after which they are hidden, 1 to 60; absent means only when asked for.
    pub after_min: Option<u32>,
}

/// How much of the calendar is kept on this computer, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CacheSettings {
    /// Days after which a past period goes, 1 to 60.
    pub days_back: u32,
    /// Days ahead from which on nothing is kept, 7 to 90.
    pub days_ahead: u32,
    /// Mebibytes that all of it may take, 32 to 1024.
    pub most_mib: u32,
}

impl Default for CacheSettings {
    fn default() -> Self {
        Self { days_back: 14, days_ahead: 45, most_mib: 256 }
    }
}

/// How often the server is asked unless the user chose otherwise.
pub(crate) const fn poll_seconds() -> u32 {
    30
}

/// How ticked times are put into words for a client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ChatSettings {
    /// The client's language; independent of the program's.
    pub language: ChatLanguage,
    pub templates: ChatTemplates,
    /// How many times a text holds at most, 1 to 20.
    pub most: u32,
}

impl Default for ChatSettings {
    fn default() -> Self {
        Self { language: ChatLanguage::Ru, templates: ChatTemplates::default(), most: 6 }
    }
}

/// The user's own templates; where there is none the program's is used.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct ChatTemplates {
    pub ru: Option<String>,
    pub kk: Option<String>,
    pub en: Option<String>,
}

impl ChatTemplates {
    /// The user's own template for a language.
    #[must_use]
    pub fn of(&self, language: ChatLanguage) -> Option<&str> {
        match language {
            ChatLanguage::Ru => self.ru.as_deref(),
            ChatLanguage::Kk => self.kk.as_deref(),
            ChatLanguage::En => self.en.as_deref(),
        }
    }
}

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
pub struct KeptData {
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

api_request! {
/// Which period to show how.
#[derive(Debug)]
pub struct Open {
    pub view: ViewKind,
    /// `YYYY-MM-DD`; absent means the clinic's today.
    pub date: Option<String>,
}
}

api_type! {
/// The whole window but for its panels.
pub struct Screen {
    pub account: AccountHead,
    pub view: ViewKind,
    pub period: Period,
    pub mini_month: MiniMonth,
    /// The clinic's zone, an IANA name.
    pub zone: String,
    /// In the server's order.
    pub resources: Vec<SidebarResource>,
    pub freshness: Freshness,
    /// What changed since the user last said to have seen it, noticed last first.
    pub changes: Vec<ChangeLine>,
    /// Ids of visits that changed in the last minutes.
    #[cfg_attr(feature = "bindings", ts(type = "Array<number>"))]
    pub marked: Vec<i64>,
    /// Records that could not be read.
    pub unreadable: Vec<Skipped>,
    /// Absent as long as nothing of this period was ever fetched; `freshness` says why.
    pub body: Option<ViewBody>,
}
}

api_type! {
/// The dates shown.
pub struct Period {
    /// The date that was asked for.
    pub date: DateLabel,
    pub first: DateLabel,
    pub last: DateLabel,
    /// The date to ask for to go one period back, `YYYY-MM-DD`.
    pub previous: String,
    /// The date to ask for to go one period on.
    pub next: String,
    /// Whether today lies in the period.
    pub has_today: bool,
}
}

api_type! {
/// A resource in the sidebar.
pub struct SidebarResource {
    pub resource: ResourceHead,
    /// Not filtered out.
    pub shown: bool,
    /// Why it is off (or works special hours) on the date asked for.
    pub note: Option<DayNote>,
}
}

/// How far the data on screen can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum FreshnessState {
    /// Checked with the server within the last minutes.
    Fresh,
    /// Older than that, or the server answered with an error.
    Stale,
    /// The server cannot be reached.
    Offline,
}

api_type! {
/// The age of the data on screen.
pub struct Freshness {
    pub state: FreshnessState,
    /// When the server last confirmed the data, on the clinic's wall clock; absent when it never did.
    pub checked: Option<DateTimeLabel>,
    /// Whole minutes since then.
    pub age_min: Option<u32>,
    /// A request is on its way.
    pub refreshing: bool,
    /// Why the last request failed.
    pub problem: Option<DeskError>,
    /// The data came from this computer's cache, where personal numbers are not kept.
    pub from_cache: bool,
}
}

api_request! {
/// Whose month to show in the little calendar.
#[derive(Debug)]
pub struct OpenMiniMonth {
    pub year: i32,
    /// 1..=12.
    pub month: u32,
}
}

api_request! {
/// The resources that the filter hides, everywhere.
#[derive(Debug)]
pub struct HideResources {
    #[cfg_attr(feature = "bindings", ts(type = "Array<number>"))]
    pub hidden: Vec<i64>,
}
}

api_request! {
/// One visit.
#[derive(Debug)]
pub struct OpenAppointment {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
}
}

api_request! {
/// A page of the dashboard, opened in the user's browser.
#[derive(Debug)]
#[serde(tag = "kind", rename_all_fields = "camelCase")]
pub enum DashboardPage {
    /// The web calendar.
    Calendar,
    /// The chat of a visit.
    Chat {
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        appointment_id: i64,
    },
    /// The card of a visit's client.
    Client {
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        appointment_id: i64,
    },
}
}

api_request! {
/// One resource's day.
#[derive(Debug)]
pub struct OpenCell {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Minutes of the appointment looked for, 5 to 720; the resource's own slot length when absent.
    pub duration_min: Option<u32>,
    /// Minutes between starts; the resource's own slot length when absent.
    pub step_min: Option<u32>,
}
}

api_request! {
/// What the finder looks for.
#[derive(Debug)]
pub struct FindFree {
    /// Minutes, 5 to 720; the length most common in the data when absent.
    pub duration_min: Option<u32>,
    pub whom: Whom,
    /// `YYYY-MM-DD`; absent means the clinic's today.
    pub from: Option<String>,
    /// How many working days to look at.
    pub working_days: u32,
    pub part: DayPart,
    /// Minutes from now before the first start.
    pub notice_min: u32,
    /// Minutes between starts, 5 to 60; each resource's own slot length when absent.
    pub step_min: Option<u32>,
    pub group_by: GroupBy,
    /// How many rows to list.
    pub most_rows: u32,
}
}

api_type! {
/// What the finder found.
pub struct FoundFree {
    pub view: FinderView,
    /// The days that are not known yet are being fetched; a `screenChanged` follows.
    pub fetching: bool,
}
}

api_request! {
/// A time that the user ticked, as it was offered.
#[derive(Debug)]
pub struct TickedTime {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    pub start: String,
    pub end: String,
}
}

api_request! {
/// Ticked times, to be put into words.
#[derive(Debug)]
pub struct OfferTimes {
    pub times: Vec<TickedTime>,
    /// Asks the server first when what is known is older than a minute; for the moment before copying.
    pub check: bool,
}
}

api_type! {
/// Ticked times in words.
pub struct Offer {
    /// For the clipboard: without the times that are gone, and empty when all are.
    pub text: String,
    /// All ticked times in their order.
    pub times: Vec<OfferedTime>,
    /// How many that still stand are beyond the number that the user set.
    pub left_out: u32,
    /// Since when the server has not been heard about these times, when it could not be asked.
    pub not_checked_since: Option<DateTimeLabel>,
}
}

api_request! {
/// A template while it is being written.
#[derive(Debug)]
pub struct PreviewTemplate {
    pub language: ChatLanguage,
    pub template: String,
}
}

api_type! {
/// What a template would make.
pub struct TemplatePreview {
    /// Absent when the template cannot be understood.
    pub text: Option<String>,
    pub problem: Option<TemplateProblem>,
    /// What can stand in braces, in this language.
    pub placeholders: Vec<String>,
    /// The program's own template in this language.
    pub default_template: String,
}
}

api_type! {
/// Why a template cannot be understood.
#[serde(tag = "kind")]
pub enum TemplateProblem {
    /// A word in braces that is no placeholder.
    Unknown { word: String },
    /// A brace or bracket without its partner.
    Unpaired { sign: String },
    /// Longer than anybody would read.
    TooLong,
}
}

api_request! {
/// What to search for.
pub struct Search {
    /// A part of a name, a phone number, a visit's number, a service. Empty only prepares the next search.
    pub text: String,
}
}

api_request! {
/// Whether anybody can see the window: nothing is fetched while nobody can.
#[derive(Debug)]
pub struct SetVisible {
    pub visible: bool,
}
}

/// What the desk tells the screen unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum DeskEvent {
    /// The screen's data changed: open the view again.
    ScreenChanged,
    /// Only the data's age and the state of the connection did: `freshness` tells.
    FreshnessChanged,
}

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
    /// The visit is in nothing that was fetched.
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
