//! Free time: the moments of a day, the finder, and selected times as a text.

use calendar::chat::{ChatLanguage, TemplateKind};
use calendar::view::types::{
    DateTimeLabel, DayPart, FinderSpan, FinderView, GroupBy, OfferedTime, SecondService, Whom,
};
use serde::{Deserialize, Serialize};

api_request! {
/// The moments of one day of one resource.
#[derive(Debug)]
pub struct OpenMoments {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The appointment's minutes, 5 to 720. Absent: the resource's own slot duration.
    pub duration_min: Option<u32>,
    /// Minutes between start times. Absent: the resource's own slot duration.
    pub step_min: Option<u32>,
}
}

api_request! {
/// What the finder searches for.
#[derive(Debug)]
pub struct FindFree {
    /// The appointment's minutes, 5 to 720. Absent: the most common duration in the data.
    pub duration_min: Option<u32>,
    pub whom: Whom,
    /// An appointment right after the first one.
    pub second: Option<SecondService>,
    /// Which dates to search.
    pub span: FinderSpan,
    /// The first date for `workingDays`, `YYYY-MM-DD`. Absent: the clinic's today.
    pub from: Option<String>,
    /// The number of working days to search for `workingDays`.
    pub working_days: u32,
    pub part: DayPart,
    /// Minutes from now to the first possible start time.
    pub notice_min: u32,
    /// Minutes between start times, 5 to 60. Absent: each resource's own slot duration.
    pub step_min: Option<u32>,
    pub group_by: GroupBy,
    /// Propose a few start times of each half-day instead of one.
    pub more_first: bool,
    /// The largest number of rows.
    pub max_rows: u32,
}
}

api_type! {
/// The result of the finder.
pub struct FoundFree {
    pub view: FinderView,
    /// Days that were never fetched are being fetched. A `screenChanged` follows.
    pub fetching: bool,
}
}

api_request! {
/// A start time that the user selected.
#[derive(Debug)]
pub struct SelectedTime {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    pub start: String,
    pub end: String,
    /// The second of two appointments in a row.
    #[cfg_attr(feature = "bindings", ts(optional))]
    pub then: Option<SelectedSecond>,
}
}

api_request! {
/// The second appointment of a selected time.
#[derive(Debug)]
pub struct SelectedSecond {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    pub start: String,
    pub end: String,
}
}

api_request! {
/// Selected times, to be written as a text.
#[derive(Debug)]
pub struct OfferTimes {
    pub times: Vec<SelectedTime>,
    /// Check the times with the server first when the data are older than a minute. Used before copying.
    pub check: bool,
}
}

api_type! {
/// Selected times as a text.
pub struct Offer {
    /// For the clipboard, without the times that are not free any more. Empty when none is free.
    pub text: String,
    /// All selected times, by time.
    pub times: Vec<OfferedTime>,
    /// The number of free times that exceed the largest number in the settings.
    pub left_out: u32,
    /// When the server last confirmed these times, if it could not confirm them now.
    pub not_checked_since: Option<DateTimeLabel>,
}
}

api_request! {
/// A template that the user is editing.
#[derive(Debug)]
pub struct PreviewTemplate {
    pub kind: TemplateKind,
    pub language: ChatLanguage,
    pub template: String,
}
}

api_type! {
/// An example of a template's text.
pub struct TemplatePreview {
    /// Absent when the template is invalid.
    pub text: Option<String>,
    pub problem: Option<TemplateProblem>,
    /// The placeholders in this language.
    pub placeholders: Vec<String>,
    /// The program's template in this language.
    pub default_template: String,
}
}

api_type! {
/// Why a template is invalid.
#[serde(tag = "kind")]
pub enum TemplateProblem {
    /// The word in braces is no placeholder.
    Unknown { word: String },
    /// A brace or bracket has no partner.
    Unpaired { sign: String },
    /// The template is too long.
    TooLong,
}
}
