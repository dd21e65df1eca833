//! Moments, start times and the finder.

use serde::{Deserialize, Serialize};

use super::label::{DateLabel, Span};
use super::resource::ResourceHead;

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// A start time.
#[derive(Eq)]
pub struct StartTime {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    pub start: String,
    /// UTC: the start plus the requested duration.
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

/// The state of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum MomentKind {
    Free,
    /// Taken by an appointment.
    Taken,
    Break,
    TimeOff,
    Holiday,
    /// Outside the working hours.
    OutsideHours,
    /// The hours are kept in MedElement.
    HoursElsewhere,
    /// The resource is inactive or deleted from scheduling.
    NotOffered,
    /// Free time that is past.
    Past,
}

view_type! {
/// A stretch of a resource's day with one reason.
#[derive(Eq)]
pub struct Moment {
    pub kind: MomentKind,
    /// The title of the break or holiday, the title or kind of the time off, or the client's name.
    pub title: Option<String>,
    /// Whether the time off is for the whole account.
    pub whole_account: bool,
    /// The appointment, for [`MomentKind::Taken`].
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub appointment_id: Option<i64>,
    pub span: Span,
}
}

view_type! {
/// The moments and start times of one resource's day.
#[derive(Eq)]
pub struct CellMoments {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// In order, from the start of the day to its end, without gaps.
    pub moments: Vec<Moment>,
    /// The duration for which start times were computed.
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
    /// Start times before 12:00.
    Morning,
    /// Start times from 12:00 and before 17:00.
    Afternoon,
    /// Start times from 17:00.
    Evening,
}

/// Which resources to search.
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

/// A second appointment right after the first one.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(TS))]
pub struct SecondService {
    /// Minutes, 5 to 720.
    pub duration_min: u32,
    /// Null: the resource of the first appointment. Both are then one interval.
    pub whom: Option<Whom>,
}

/// Which dates the finder searches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum FinderSpan {
    /// A number of working days from a date.
    #[default]
    WorkingDays,
    /// The clinic's today.
    Today,
    Tomorrow,
    /// From today to Sunday.
    ThisWeek,
    /// From Monday to Sunday.
    NextWeek,
}

/// How the finder groups its results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum GroupBy {
    #[default]
    Day,
    Resource,
}

view_type! {
/// A duration that appointments in the data have.
#[derive(Eq)]
pub struct DurationChoice {
    pub minutes: u32,
    /// The most common service with this duration.
    pub service: Option<String>,
}
}

view_type! {
/// The first start times across days and resources.
#[derive(Eq)]
pub struct FinderView {
    /// Durations to choose from, the shortest first.
    pub durations: Vec<DurationChoice>,
    /// Specialties to choose from, as the server sends them.
    pub specialties: Vec<String>,
    /// Resources to choose from, in the account's order: those that are offered.
    pub resources: Vec<ResourceHead>,
    /// The duration of the search.
    pub duration_min: u32,
    /// Dates at which a search can begin: today, the month after it, and `from`.
    pub from_choices: Vec<DateLabel>,
    /// The first searched date.
    pub from: DateLabel,
    /// The last searched date.
    pub until: DateLabel,
    /// The earliest ones: of each half-day one, or a few if more were requested. They do not overlap.
    pub first: Vec<FinderStartTime>,
    pub groups: Vec<FinderGroup>,
    /// Whether there are more rows than these groups have.
    pub more: bool,
    /// The requested resources that cannot be searched.
    pub not_offered: Vec<NotOffered>,
    /// No resource was searched and none is in `not_offered`: the requested ones do not exist any more.
    pub nobody: bool,
    /// How many of the searched resources the filter hides from the views.
    pub hidden: usize,
    /// The first date without fetched data. The search ended before it.
    pub unknown_from: Option<DateLabel>,
}
}

view_type! {
/// A start time with its day and resource.
#[derive(Eq)]
pub struct FinderStartTime {
    pub date: DateLabel,
    pub resource: ResourceHead,
    /// The filter hides the resource from the views.
    pub hidden: bool,
    pub start: FoundStart,
}
}

view_type! {
/// A start time that the finder found.
#[derive(Eq)]
pub struct FoundStart {
    pub start_time: StartTime,
    /// The second appointment, if one with another resource was requested.
    pub then: Option<SecondStart>,
}
}

view_type! {
/// The second of two appointments in a row.
#[derive(Eq)]
pub struct SecondStart {
    pub resource: ResourceHead,
    /// Minutes between the end of the first appointment and the start of this one.
    pub wait_min: i32,
    pub start_time: StartTime,
}
}

view_type! {
/// The results of one day or of one resource.
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
/// The start times of one resource on one day.
#[derive(Eq)]
pub struct FinderRow {
    pub date: DateLabel,
    pub resource: ResourceHead,
    /// The filter hides the resource from the views.
    pub hidden: bool,
    /// By time. Only the first ones when there are many.
    pub starts: Vec<FoundStart>,
    /// How many more there are.
    pub more: u32,
}
}

view_type! {
/// A resource that cannot be searched.
#[derive(Eq)]
pub struct NotOffered {
    pub resource: ResourceHead,
    /// [`MomentKind::HoursElsewhere`] or [`MomentKind::NotOffered`].
    pub why: MomentKind,
}
}

view_type! {
/// The second of two appointments in a row.
#[derive(Eq)]
pub struct OfferedSecond {
    /// `HH:MM` on the clinic's wall clock.
    pub label: String,
    pub resource_name: String,
}
}

view_type! {
/// A selected time in its present state.
#[derive(Eq)]
pub struct OfferedTime {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// UTC, as selected.
    pub start: String,
    pub end: String,
    pub date: DateLabel,
    /// `HH:MM` on the clinic's wall clock.
    pub label: String,
    pub end_label: String,
    pub resource_name: String,
    /// The second of two appointments in a row.
    pub then: Option<OfferedSecond>,
    /// Why it can no longer be offered.
    pub gone: Option<MomentKind>,
}
}
