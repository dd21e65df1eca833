//! Free time to offer: what any moment is, the starts of a cell, and what the finder found.

use serde::{Deserialize, Serialize};

use super::label::{DateLabel, Span};
use super::resource::ResourceHead;

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// A start that can be offered.
#[derive(Eq)]
pub struct StartTime {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    pub start: String,
    /// UTC; the start and the duration asked for.
    pub end: String,
    /// `HH:MM` on the clinic's wall clock.
    pub label: String,
    /// `HH:MM` of the end on the clinic's wall clock.
    pub end_label: String,
    /// Elapsed minutes from the start of its day.
    pub from_min: i32,
    pub length_min: i32,
}
}

/// What a moment of a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum MomentKind {
    Free,
    /// An appointment is there.
    Taken,
    Break,
    TimeOff,
    Holiday,
    /// No working hours then.
    OutsideHours,
    /// Hours are kept in MedElement.
    HoursElsewhere,
    /// Switched off in the account, or deleted from scheduling.
    NotOffered,
    /// It would be free, had it not gone by.
    Past,
}

view_type! {
/// A stretch of one resource's day that is all alike, and why.
#[derive(Eq)]
pub struct Moment {
    pub kind: MomentKind,
    /// The server's own words: the break's or holiday's title, the time off's title or kind, the client's name.
    pub title: Option<String>,
    /// A time off of the whole account rather than of this resource.
    pub whole_account: bool,
    /// The appointment that takes it.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub appointment_id: Option<i64>,
    pub span: Span,
}
}

view_type! {
/// One resource's day, moment by moment, with the starts that it can offer.
#[derive(Eq)]
pub struct CellMoments {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// From the day's start to its end without a gap, in order.
    pub moments: Vec<Moment>,
    /// How long an appointment was asked for.
    pub duration_min: u32,
    /// By time.
    pub start_times: Vec<StartTime>,
}
}

/// A part of the day, by the clinic's wall clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum DayPart {
    #[default]
    Any,
    /// Starts before 12:00.
    Morning,
    /// Starts from 12:00 and before 17:00.
    Afternoon,
    /// Starts from 17:00.
    Evening,
}

/// Whose free time is looked for, among those that are not filtered out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum Whom {
    #[default]
    Any,
    Some {
        #[cfg_attr(feature = "bindings", ts(type = "Array<number>"))]
        ids: Vec<i64>,
    },
    Specialty {
        name: String,
    },
}

/// What the finder's answer is grouped by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum GroupBy {
    #[default]
    Day,
    Resource,
}

view_type! {
/// A length of appointments that the data show.
#[derive(Eq)]
pub struct DurationChoice {
    pub minutes: u32,
    /// The service that most often takes so long.
    pub service: Option<String>,
}
}

view_type! {
/// The first free starts across days and resources.
#[derive(Eq)]
pub struct FinderView {
    /// Lengths to choose from, the shortest first.
    pub durations: Vec<DurationChoice>,
    /// Specialties to choose from, as the server words them.
    pub specialties: Vec<String>,
    /// Whom to choose from: those who are offered and not filtered out, in the server's order.
    pub resources: Vec<ResourceHead>,
    /// The duration looked for.
    pub duration_min: u32,
    /// Dates to begin with: today and a month of days after it, and the one in use.
    pub from_choices: Vec<DateLabel>,
    /// The first date looked at.
    pub from: DateLabel,
    /// The last date looked at.
    pub until: DateLabel,
    /// The three that come first, each at another time.
    pub first: Vec<FinderStartTime>,
    pub groups: Vec<FinderGroup>,
    /// There are more than these groups hold.
    pub more: bool,
    /// Those asked for whose free time cannot be told, and why.
    pub not_offered: Vec<NotOffered>,
    /// The first date of which nothing was fetched yet; the search ended before it.
    pub unknown_from: Option<DateLabel>,
}
}

view_type! {
/// A start with its day and resource.
#[derive(Eq)]
pub struct FinderStartTime {
    pub date: DateLabel,
    pub resource: ResourceHead,
    pub start_time: StartTime,
}
}

view_type! {
/// A day, or a resource.
#[derive(Eq)]
pub struct FinderGroup {
    /// When grouped by day.
    pub date: Option<DateLabel>,
    /// When grouped by resource.
    pub resource: Option<ResourceHead>,
    pub rows: Vec<FinderRow>,
}
}

view_type! {
/// One resource's starts on one day.
#[derive(Eq)]
pub struct FinderRow {
    pub date: DateLabel,
    pub resource: ResourceHead,
    /// By time; the first ones when there are many.
    pub start_times: Vec<StartTime>,
    /// How many more there are.
    pub more: u32,
}
}

view_type! {
/// A resource without free time to tell.
#[derive(Eq)]
pub struct NotOffered {
    pub resource: ResourceHead,
    /// [`MomentKind::HoursElsewhere`] or [`MomentKind::NotOffered`].
    pub why: MomentKind,
}
}

view_type! {
/// A ticked time, as it stands now.
#[derive(Eq)]
pub struct OfferedTime {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// UTC, as it was ticked.
    pub start: String,
    pub end: String,
    pub date: DateLabel,
    /// `HH:MM` on the clinic's wall clock.
    pub label: String,
    pub end_label: String,
    pub resource_name: String,
    /// What is there now, when it can no longer be offered.
    pub gone: Option<MomentKind>,
}
}
