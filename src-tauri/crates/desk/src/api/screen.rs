//! The displayed calendar.

use calendar::model::Skipped;
use calendar::view::types::{
    ChangeLine, DateLabel, DateTimeLabel, DayNote, DurationChoice, ListArrangement, ListRow, MiniMonth,
    ResourceHead, RowWindow, SearchResults, ViewBody, ViewKind,
};
use calendar::{Filter, ResourceOrder, SavedFilter};
use serde::{Deserialize, Serialize};

use super::{AccountHead, DeskError};

api_request! {
/// A period and the view that displays it.
#[derive(Debug)]
pub struct OpenPeriod {
    pub view: ViewKind,
    /// `YYYY-MM-DD`. Absent: the clinic's today.
    pub date: Option<String>,
}
}

api_request! {
/// A period to be displayed.
#[derive(Debug)]
pub struct OpenScreen {
    pub view: ViewKind,
    /// `YYYY-MM-DD`. Absent: the clinic's today.
    pub date: Option<String>,
    /// The appointment whose start times are counted, 5 to 720 minutes. Absent: the most common duration in the data.
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub duration_min: Option<u32>,
    /// The rows of the list in sight. Absent: those where the list opens. The other views do not use it.
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub rows: Option<RowWindow>,
}
}

api_request! {
/// A window of the rows of a list.
#[derive(Debug)]
pub struct LoadListRows {
    /// As in `open`.
    pub date: Option<String>,
    pub rows: RowWindow,
}
}

api_type! {
/// A window of the rows of a list.
pub struct LoadedListRows {
    /// As [`Screen::revision`]. Only rows of the same revision belong together.
    pub revision: String,
    /// As requested, without those after the last row of the list.
    pub rows: Vec<ListRow>,
}
}

api_type! {
/// Everything in the window except its panels.
pub struct Screen {
    pub account: AccountHead,
    pub view: ViewKind,
    pub period: Period,
    pub mini_month: MiniMonth,
    /// The clinic's zone, an IANA name.
    pub zone: String,
    /// In the account's order.
    pub resources: Vec<SidebarResource>,
    pub order: ResourceOrder,
    /// The filter of the account in use.
    pub filter: Filter,
    /// The filters to which the user gave names.
    pub saved_filters: Vec<SavedFilter>,
    /// Durations to choose from, the shortest first.
    pub durations: Vec<DurationChoice>,
    /// The duration whose start times are counted.
    pub duration_min: u32,
    pub freshness: Freshness,
    /// The changes that the user has not seen yet, the latest first.
    pub changes: Vec<ChangeLine>,
    /// The ids of appointments that changed in the last minutes.
    #[cfg_attr(feature = "bindings", ts(type = "Array<number>"))]
    pub marked: Vec<i64>,
    /// The rows that could not be read, and the damaged texts.
    pub unreadable: Vec<Skipped>,
    /// How many more rows could not be read than are listed.
    pub more_unreadable: usize,
    /// Another text when the data behind the body, what the filter hides of them, or their order have changed.
    pub revision: String,
    /// Absent when this period was never fetched, for the reason in `freshness`, or is too large.
    pub body: Option<ViewBody>,
    /// The period has more appointments and absences than a view can draw.
    pub too_large: Option<DeskError>,
}
}

api_type! {
/// The dates of the displayed period.
pub struct Period {
    /// The requested date.
    pub date: DateLabel,
    pub first: DateLabel,
    pub last: DateLabel,
    /// A date in the period before, `YYYY-MM-DD`.
    pub previous: String,
    /// A date in the period after, `YYYY-MM-DD`.
    pub next: String,
    /// Whether today is in the period.
    pub has_today: bool,
    /// The clinic's today, `YYYY-MM-DD`.
    pub today: String,
}
}

api_type! {
/// A resource in the sidebar.
pub struct SidebarResource {
    pub resource: ResourceHead,
    /// The filter does not hide it.
    pub shown: bool,
    /// Why it does not work, or works special hours, on the requested date.
    pub note: Option<DayNote>,
}
}

/// How reliable the displayed data are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum FreshnessState {
    /// The server confirmed them within the last minutes.
    Fresh,
    /// They are older, or the server answered with an error.
    Stale,
    /// The server cannot be reached.
    Offline,
}

api_type! {
/// The age of the displayed data.
pub struct Freshness {
    pub state: FreshnessState,
    /// When the server last confirmed the data, on the clinic's wall clock. Absent when it never did.
    pub checked: Option<DateTimeLabel>,
    /// Whole minutes since then. Absent when that is unknown, because the computer's clock is or was wrong.
    pub age_min: Option<u32>,
    /// The data are being fetched.
    pub refreshing: bool,
    /// Why the last request failed.
    pub problem: Option<DeskError>,
    /// Whole minutes by which the computer's clock is ahead of the server's; negative when it is behind. Absent up to five
    /// minutes, and when the server's time is not known.
    pub clock_ahead_min: Option<i32>,
    /// The data are from this computer's cache, which has no identification numbers, birth dates and comments.
    pub from_cache: bool,
}
}

api_request! {
/// One day of one resource.
#[derive(Debug)]
pub struct OpenCell {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// As in `open`.
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub duration_min: Option<u32>,
}
}

api_request! {
/// A date as the user types it.
#[derive(Debug)]
pub struct TypedDate {
    pub text: String,
}
}

api_request! {
/// A month of the small calendar in the sidebar.
#[derive(Debug)]
pub struct OpenMiniMonth {
    pub year: i32,
    /// 1..=12.
    pub month: u32,
}
}

api_request! {
/// A month whose days are to be filled in.
#[derive(Debug)]
pub struct OpenMonthLoad {
    pub year: i32,
    /// 1..=12.
    pub month: u32,
    /// As in `open`.
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub duration_min: Option<u32>,
}
}

api_request! {
/// The whole filter of the account in use. A field that is left out hides nothing.
#[derive(Debug)]
pub struct SetFilter {
    pub filter: Filter,
}
}

api_request! {
/// The order of the resources of the account in use.
#[derive(Debug)]
pub struct SetOrder {
    pub order: ResourceOrder,
}
}

api_request! {
/// The arrangement of the list of the account in use. A field that is left out has its usual value.
#[derive(Debug)]
pub struct SetListArrangement {
    pub arrangement: ListArrangement,
}
}

api_request! {
/// All filters with names of the account in use.
#[derive(Debug)]
pub struct SaveFilters {
    /// In the order in which the menu lists them.
    pub saved: Vec<SavedFilter>,
}
}

api_request! {
/// The appointment whose details are requested.
#[derive(Debug)]
pub struct OpenAppointment {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
}
}

api_request! {
/// A page of the dashboard.
#[derive(Debug)]
#[serde(tag = "kind", rename_all_fields = "camelCase")]
pub enum DashboardPage {
    /// The page that shows the user's token, on the server whose address was typed into the connection form. An address that
    /// must not get the token is not opened either.
    Profile { address: String },
    /// The web calendar.
    Calendar,
    /// The chat of an appointment.
    Chat {
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        appointment_id: i64,
    },
    /// The card of an appointment's client.
    Client {
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        appointment_id: i64,
    },
}
}

/// A messenger in which a client can be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum Messenger {
    WhatsApp,
    Telegram,
}

api_request! {
/// A messenger, and the appointment whose client is to be written to.
#[derive(Debug)]
pub struct OpenMessenger {
    pub messenger: Messenger,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub appointment_id: i64,
}
}

api_type! {
/// A text that reminds a client of an appointment.
pub struct Reminder {
    /// For the clipboard, in the language of the chat texts.
    pub text: String,
}
}

api_request! {
/// The text to search for.
pub struct Search {
    /// A part of a client's name, a phone number, a service, or an appointment's id. An empty text only prepares the indexes.
    pub text: String,
    /// How many steps of six weeks the search looks further ahead than the cache keeps data.
    #[serde(default)]
    #[cfg_attr(feature = "bindings", ts(as = "Option<u32>", optional))]
    pub steps: u32,
}
}

api_type! {
/// The appointments that a search found so far.
pub struct FoundAppointments {
    pub results: SearchResults,
    /// Weeks that were never fetched are being fetched. A `screenChanged` follows.
    pub fetching: bool,
    /// Some weeks are missing and are not being fetched, because a request failed.
    pub incomplete: bool,
    /// The last date of a search that is one step wider. Absent when there is none.
    pub wider_until: Option<DateLabel>,
}
}

api_request! {
/// A search in the texts of a list.
pub struct MatchTexts {
    /// The search text, by the rules of the search for appointments. An empty text matches all.
    pub text: String,
    pub texts: Vec<String>,
}
}

api_request! {
/// Whether the user can see the window. Nothing is polled while the window is hidden.
#[derive(Debug)]
pub struct SetVisible {
    pub visible: bool,
}
}

/// An event that the desk sends to the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum DeskEvent {
    /// The data have changed: open the period again.
    ScreenChanged,
    /// Only the age of the data or the state of the connection has changed: request `freshness`.
    FreshnessChanged,
}

api_request! {
/// An error of the page. It has no text of the error, because that can quote client data.
pub struct PageFailure {
    pub part: PagePart,
    /// The name of the error, such as `TypeError`.
    pub error: String,
    /// Where in the page's scripts it happened, the innermost call first.
    pub calls: Vec<ScriptPosition>,
}
}

/// A part of the page that fails by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum PagePart {
    TopBar,
    Sidebar,
    View,
    Panel,
    Tray,
    Dialog,
    /// None of the others, or outside of all parts: the handler of a key, a response.
    Page,
}

api_request! {
/// A position in a script, from 1.
pub struct ScriptPosition {
    pub line: u32,
    pub column: u32,
}
}
