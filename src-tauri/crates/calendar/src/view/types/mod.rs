//! What the screen paints. Every time is ready: a wall-clock label and minutes on the axis; the UI multiplies by pixels.
//!
//! Minutes on an axis are *elapsed* minutes since the local midnight that starts the day, so a day of 23 or 25 hours
//! is drawn as long as it is.

use serde::{Deserialize, Serialize};

use crate::model::{AppointmentType, PaymentStatus, Status, Tenge};

#[cfg(feature = "bindings")]
use ts_rs::TS;

macro_rules! view_type {
    ($item:item) => {
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(rename_all = "camelCase")]
        #[cfg_attr(feature = "bindings", derive(TS))]
        $item
    };
}

mod changes;
mod details;
mod free_time;
mod money;
mod search;

pub use changes::{ChangeLine, ChangePlace, ChangeWord};
pub use details::{AppointmentDetails, DateTimeLabel, ExpenseLine, PaymentLine};
pub use free_time::{
    CellMoments, DayPart, DurationChoice, FinderGroup, FinderRow, FinderStartTime, FinderView, GroupBy,
    Moment, MomentKind, NotOffered, OfferedTime, StartTime, Whom,
};
pub use money::{
    ExpenseTotals, MoneyDay, MoneyIssue, MoneyIssueKind, MoneyResource, MoneyShare, MoneyState, MoneyView,
    UnpaidAppointment,
};
pub use search::{SearchHit, SearchResults};

/// The four ways to look at a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum ViewKind {
    /// A column a resource.
    #[default]
    Day,
    /// A row a resource, a cell a day; with one resource shown, a column a day.
    Week,
    /// A cell a day.
    Month,
    /// Rows grouped by day, over the week.
    List,
}

view_type! {
/// A civil date in parts, for the UI to put into words.
#[derive(Eq)]
pub struct DateLabel {
    /// `YYYY-MM-DD`.
    pub iso: String,
    pub year: i32,
    /// 1..=12.
    pub month: u32,
    /// 1..=31.
    pub day: u32,
    /// 1 = Monday ... 7 = Sunday.
    pub weekday: u32,
    pub today: bool,
}
}

view_type! {
/// A piece of time on one day's axis.
#[derive(Eq)]
pub struct Span {
    /// True start, UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    pub start: String,
    /// True end, UTC.
    pub end: String,
    /// `HH:MM` on the clinic's wall clock.
    pub start_label: String,
    /// `HH:MM` on the clinic's wall clock; `24:00` at the day's end.
    pub end_label: String,
    /// Elapsed minutes from the day's start, clipped to the day.
    pub from_min: i32,
    /// Minutes on the axis after clipping; at least 1.
    pub length_min: i32,
}
}

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

view_type! {
/// A resource as columns, rows and the sidebar show it.
#[derive(Eq)]
pub struct ResourceHead {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub name: String,
    pub specialty: Option<String>,
    /// `#RRGGBB`, checked.
    pub color: Option<String>,
    /// Switched off in the account, or deleted from scheduling: shown, never offered.
    pub inactive: bool,
    /// Hours are kept in MedElement: free time cannot be known.
    pub hours_elsewhere: bool,
    /// The resource's zone, when its wall clock differs from the clinic's.
    pub other_zone: Option<String>,
    /// The zone name that nobody knows, when the server's fallback (UTC) had to be used.
    pub unknown_zone: Option<String>,
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
    pub booked_min: i32,
    /// Of those, minutes that can still be offered (not past).
    pub free_min: i32,
    /// `booked_min` of `work_min`, 0..=100; absent without working time.
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

view_type! {
/// A resource with its cells, one a day of the view.
#[derive(Eq)]
pub struct ResourceRow {
    pub resource: ResourceHead,
    pub cells: Vec<DayCell>,
}
}

view_type! {
/// Day and week: the same shape, with one day or seven.
#[derive(Eq)]
pub struct GridView {
    pub days: Vec<DayHead>,
    pub rows: Vec<ResourceRow>,
}
}

view_type! {
/// A cell of the month.
#[derive(Eq)]
pub struct MonthCell {
    pub date: DateLabel,
    pub in_month: bool,
    pub holiday: Option<String>,
    pub totals: DayTotals,
    pub scheduled: u32,
    pub confirmed: u32,
    pub completed: u32,
    pub no_show: u32,
    /// Resources that are away by time off for all of their working time.
    pub away: u32,
}
}

view_type! {
/// Month: whole weeks, Monday first.
#[derive(Eq)]
pub struct MonthView {
    pub weeks: Vec<Vec<MonthCell>>,
}
}

view_type! {
/// A day of the list.
#[derive(Eq)]
pub struct ListDay {
    pub date: DateLabel,
    pub holiday: Option<String>,
    pub totals: DayTotals,
    /// By start, then resource order.
    pub rows: Vec<ListRow>,
}
}

view_type! {
/// An appointment of the list.
#[derive(Eq)]
pub struct ListRow {
    pub appointment: AppointmentBox,
    pub resource_name: String,
    pub resource_color: Option<String>,
}
}

view_type! {
/// List: the days of the week, empty ones too.
#[derive(Eq)]
pub struct ListView {
    pub days: Vec<ListDay>,
}
}

view_type! {
/// The picture in the middle of the window.
#[derive(Eq)]
#[serde(tag = "kind")]
pub enum ViewBody {
    Day(GridView),
    Week(GridView),
    Month(MonthView),
    List(ListView),
}
}

view_type! {
/// A month to pick a date from.
#[derive(Eq)]
pub struct MiniMonth {
    pub year: i32,
    /// 1..=12.
    pub month: u32,
    pub weeks: Vec<Vec<MiniDay>>,
}
}

view_type! {
/// A date of the mini-month.
#[derive(Eq)]
pub struct MiniDay {
    pub date: DateLabel,
    pub in_month: bool,
    pub holiday: bool,
    /// Inside the period that the view shows.
    pub selected: bool,
}
}
