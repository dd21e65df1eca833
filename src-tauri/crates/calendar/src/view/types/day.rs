//! One day, and one resource on one day.

use serde::Serialize;

use super::label::{DateLabel, Span};
use crate::model::{AppointmentType, PaymentStatus, Status, Tenge};

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// The vertical (or, in the week's rows, horizontal) scale of one day.
#[derive(Eq)]
pub struct Axis {
    /// Elapsed minutes of the whole day: 1440 but for days on which the clock changes.
    pub length_min: i32,
    /// Where the part worth showing begins (whole hours, from the data).
    pub visible_from_min: i32,
    /// Where it ends.
    pub visible_to_min: i32,
    /// Grid lines, one a time step, in order.
    pub rows: Vec<AxisRow>,
    /// Elapsed minutes of now, when now falls on this day.
    pub now_min: Option<i32>,
    /// `HH:MM` of now on the clinic's wall clock, when now falls on this day.
    pub now_label: Option<String>,
}
}

view_type! {
/// A grid line.
#[derive(Eq)]
pub struct AxisRow {
    pub from_min: i32,
    /// `HH:MM` on the wall clock.
    pub label: String,
    /// Whether the line starts a full hour of the wall clock.
    pub hour: bool,
}
}

/// Why a piece of time is not for work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum ClosedKind {
    /// No working hours then.
    OutsideHours,
    Break,
    TimeOff,
    Holiday,
    /// Hours are kept in MedElement.
    HoursElsewhere,
}

view_type! {
/// A stretch of closed time.
#[derive(Eq)]
pub struct ClosedSpan {
    pub kind: ClosedKind,
    /// The server's own words: the break's or holiday's title, the time off's title or kind.
    pub title: Option<String>,
    /// A time off of the whole account rather than of this resource.
    pub whole_account: bool,
    pub span: Span,
}
}

view_type! {
/// Why a whole day is as it is.
#[derive(Eq)]
pub struct DayNote {
    pub kind: DayNoteKind,
    pub title: Option<String>,
}
}

/// What a day's note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum DayNoteKind {
    /// Closed by a holiday.
    Holiday,
    /// Away for all of the working time.
    TimeOff,
    /// No working hours on this weekday.
    NotWorking,
    /// Special hours on this date.
    SpecialHours,
    /// Hours are kept in MedElement.
    HoursElsewhere,
}

view_type! {
/// An appointment as a box on the grid or a row of the list.
#[derive(Eq)]
pub struct AppointmentBox {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    pub span: Span,
    /// Which of `lanes` side-by-side lanes, from 0.
    pub lane: u32,
    /// How many lanes its cluster of overlapping appointments needs.
    pub lanes: u32,
    pub client_name: Option<String>,
    pub client_phone: Option<String>,
    pub service_name: Option<String>,
    pub status: Status,
    pub appointment_type: Option<AppointmentType>,
    pub payment_status: Option<PaymentStatus>,
    pub service_amount: Option<Tenge>,
    pub has_comment: bool,
}
}

view_type! {
/// Free time, merged for display.
#[derive(Eq)]
pub struct FreeInterval {
    pub span: Span,
}
}

view_type! {
/// Counts of one resource's day, or of a whole day.
#[derive(Eq, Default)]
pub struct DayTotals {
    /// Appointments that are not cancelled.
    pub appointments: u32,
    pub cancelled: u32,
    /// Working minutes without breaks and time off.
    pub work_min: i32,
    /// Of those, minutes taken by appointments that block.
    pub busy_min: i32,
    /// Of those, minutes that can still be offered (not past).
    pub free_min: i32,
    /// `busy_min` of `work_min`, 0..=100; absent without working time.
    pub load_percent: Option<u32>,
}
}

view_type! {
/// One resource on one date.
#[derive(Eq)]
pub struct DayCell {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// Working hours in words of the wall clock, such as `09:00-13:00, 14:00-18:00`; empty when none.
    pub hours_label: String,
    pub closed: Vec<ClosedSpan>,
    pub appointments: Vec<AppointmentBox>,
    pub free: Vec<FreeInterval>,
    pub note: Option<DayNote>,
    pub totals: DayTotals,
}
}

view_type! {
/// A date at the head of a column, with its own scale.
#[derive(Eq)]
pub struct DayHead {
    pub date: DateLabel,
    pub holiday: Option<String>,
    pub axis: Axis,
    pub totals: DayTotals,
}
}
