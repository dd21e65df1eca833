//! One day, and one resource on one day.

use serde::Serialize;

use super::label::{DateLabel, Span};
use crate::model::{AppointmentType, PaymentStatus, Status, Tenge};

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// The time scale of one day.
#[derive(Eq)]
pub struct Axis {
    /// Elapsed minutes of the whole day: 1440, except on days with a clock change.
    pub length_min: i32,
    /// The start of the part that is visible at first, in whole hours.
    pub visible_from_min: i32,
    /// The end of that part.
    pub visible_to_min: i32,
    /// One grid line for each time step, in order.
    pub rows: Vec<AxisRow>,
    /// Elapsed minutes of the present moment, when it is on this day.
    pub now_min: Option<i32>,
    /// `HH:MM` of the present moment on the clinic's wall clock, when it is on this day.
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
    /// Whether the line is at a full hour of the wall clock.
    pub hour: bool,
}
}

/// Why time is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum ClosedKind {
    /// Outside the working hours.
    OutsideHours,
    Break,
    TimeOff,
    Holiday,
    /// The hours are kept in MedElement.
    HoursElsewhere,
    /// Taken by appointments that the filter hides.
    Filtered,
}

view_type! {
/// A stretch of closed time.
#[derive(Eq)]
pub struct ClosedSpan {
    pub kind: ClosedKind,
    /// The title of the break or holiday, or the title or kind of the time off.
    pub title: Option<String>,
    /// Whether the time off is for the whole account.
    pub whole_account: bool,
    pub span: Span,
}
}

view_type! {
/// Why a day is not an ordinary working day.
#[derive(Eq)]
pub struct DayNote {
    pub kind: DayNoteKind,
    pub title: Option<String>,
}
}

/// The reason in a [`DayNote`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum DayNoteKind {
    /// A holiday.
    Holiday,
    /// Time off for all of the working time.
    TimeOff,
    /// No working hours on this weekday.
    NotWorking,
    /// An override on this date.
    SpecialHours,
    /// The hours are kept in MedElement.
    HoursElsewhere,
}

view_type! {
/// An appointment as a block of the grid.
#[derive(Eq)]
pub struct AppointmentBox {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    pub span: Span,
    /// The date of the start, when it is before this day. The appointment then continues here.
    pub start_date: Option<DateLabel>,
    /// The date of the end, when it is after this day. The appointment then goes on there.
    pub end_date: Option<DateLabel>,
    /// Where its block starts on the axis. The block has room for a line of text, so it can be longer than the
    /// span. At the end of the day it then starts earlier.
    pub block_from_min: i32,
    /// Minutes on the axis that its block takes.
    pub block_min: i32,
    /// The length of the whole appointment, also of its part on other days.
    pub duration_min: i32,
    /// From 0, below `lanes`.
    pub lane: u32,
    /// The number of lanes in its cluster of overlapping appointments.
    pub lanes: u32,
    /// The position in [`DayCell::groups`] of the box that stands for it. Its lane is that of the box.
    pub group: Option<u32>,
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
/// A box that stands for several appointments, because they are too many to be side by side.
#[derive(Eq)]
pub struct AppointmentGroup {
    /// From the first start to the last end.
    pub span: Span,
    /// As [`AppointmentBox::block_from_min`].
    pub block_from_min: i32,
    /// As [`AppointmentBox::block_min`].
    pub block_min: i32,
    pub lane: u32,
    pub lanes: u32,
    /// Appointments that are not cancelled.
    pub appointments: u32,
    pub cancelled: u32,
    /// The status of all that are not cancelled. Absent when they differ.
    pub status: Option<Status>,
    /// The service of all that are not cancelled. Absent when they differ.
    pub service_name: Option<String>,
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
/// The totals of one resource's day, or of a whole day.
#[derive(Eq, Default)]
pub struct DayTotals {
    /// Appointments that start on this day and are not cancelled.
    pub appointments: u32,
    /// Appointments that started on an earlier day, continue here and are not cancelled.
    pub continuing: u32,
    pub cancelled: u32,
    /// Working minutes without breaks and time off.
    pub work_min: i32,
    /// The part of `work_min` that appointments block.
    pub busy_min: i32,
    /// The part of `work_min` that can still be offered.
    pub free_min: i32,
    /// How many appointments of the requested duration can still be made, one after the other.
    pub starts: u32,
    /// `busy_min` as a percentage of `work_min`, 0..=100. Absent without working time.
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
    /// Working hours on the wall clock, with an en dash: `09:00–13:00, 14:00–18:00`. Empty without working
    /// hours.
    pub hours_label: String,
    pub closed: Vec<ClosedSpan>,
    pub appointments: Vec<AppointmentBox>,
    pub groups: Vec<AppointmentGroup>,
    pub free: Vec<FreeInterval>,
    pub note: Option<DayNote>,
    pub totals: DayTotals,
}
}

view_type! {
/// A date with its axis.
#[derive(Eq)]
pub struct DayHead {
    pub date: DateLabel,
    pub holiday: Option<String>,
    pub axis: Axis,
    pub totals: DayTotals,
}
}
