//! Free time: what a moment is, the finder, and ticked times as a text.

use calendar::chat::ChatLanguage;
use calendar::view::types::{DateTimeLabel, DayPart, FinderView, GroupBy, OfferedTime, Whom};
use serde::{Deserialize, Serialize};

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
    pub max_rows: u32,
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
pub struct SelectedTime {
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
    pub times: Vec<SelectedTime>,
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
