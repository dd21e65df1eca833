//! The week of several resources.

use serde::Serialize;

use super::day::{ClosedSpan, DayHead, DayNote, DayTotals, FreeInterval};
use super::resource::ResourceHead;
use crate::model::Status;

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// A row for each resource and a cell for each day.
#[derive(Eq)]
pub struct WeekView {
    pub days: Vec<DayHead>,
    pub rows: Vec<WeekRow>,
}
}

view_type! {
/// A resource with its cells, one for each day.
#[derive(Eq)]
pub struct WeekRow {
    pub resource: ResourceHead,
    pub cells: Vec<WeekCell>,
}
}

view_type! {
/// One resource on one date, with what the week draws of it. The command `cell` gives the whole.
#[derive(Eq)]
pub struct WeekCell {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// `YYYY-MM-DD`.
    pub date: String,
    pub closed: Vec<ClosedSpan>,
    pub free: Vec<FreeInterval>,
    pub pieces: Vec<WeekPiece>,
    pub note: Option<DayNote>,
    pub totals: DayTotals,
}
}

view_type! {
/// An appointment, or a group of them, on the timeline of a cell.
#[derive(Eq)]
pub struct WeekPiece {
    /// The appointments, in order. A group has more than one.
    #[cfg_attr(feature = "bindings", ts(type = "number[]"))]
    pub ids: Vec<i64>,
    pub from_min: i32,
    pub length_min: i32,
    pub lane: u32,
    pub lanes: u32,
    /// The status of all of them. Absent when they differ.
    pub status: Option<Status>,
    /// `HH:MM` of the first start. Absent when it is on an earlier day.
    pub start_label: Option<String>,
    /// Absent for a group.
    pub client_name: Option<String>,
}
}
