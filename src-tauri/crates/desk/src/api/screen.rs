//! The calendar on screen.

use calendar::model::Skipped;
use calendar::view::types::{
    ChangeLine, DateLabel, DateTimeLabel, DayNote, MiniMonth, ResourceHead, ViewBody, ViewKind,
};
use serde::{Deserialize, Serialize};

use super::{AccountHead, DeskError};

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
    /// Ids of appointments that changed in the last minutes.
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
/// One appointment.
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

api_request! {
/// What to search for.
pub struct Search {
    /// A part of a name, a phone number, an appointment's number, a service. Empty only prepares the next search.
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
