//! The list. It can have ten thousand rows, so the UI gets them in windows.

use serde::{Deserialize, Serialize};

use super::day::DayTotals;
use super::label::DateLabel;
use crate::model::{PaymentStatus, Status, Tenge};

#[cfg(feature = "bindings")]
use ts_rs::TS;

/// Consecutive rows of the list. The rows of all days are numbered from 0, in the order of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(TS))]
pub struct RowWindow {
    /// The number of the first row. There can be fewer rows.
    pub first: u32,
    /// The number of rows. After the last row of the list there are no more.
    pub count: u32,
}

impl RowWindow {
    /// The most rows of one window: some screens high.
    pub const MAX_COUNT: u32 = 500;
}

view_type! {
/// List: the days of the week, including empty ones, and the first window of rows.
#[derive(Eq)]
pub struct ListView {
    pub days: Vec<ListDay>,
    /// The resources of all rows, also of those outside the window.
    pub resources: Vec<ListResource>,
    /// The number of the first of `rows`.
    pub first: u32,
    /// By day, then by start, then by the order of resources.
    pub rows: Vec<ListRow>,
}
}

view_type! {
/// A day of the list.
#[derive(Eq)]
pub struct ListDay {
    pub date: DateLabel,
    pub holiday: Option<String>,
    pub totals: DayTotals,
    /// How many rows the day has. They follow the rows of the day before.
    pub row_count: u32,
}
}

view_type! {
/// A resource in the rows of the list.
#[derive(Eq)]
pub struct ListResource {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub name: String,
    /// `#RRGGBB`.
    pub color: Option<String>,
}
}

view_type! {
/// An appointment on one of its days.
#[derive(Eq)]
pub struct ListRow {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    pub span: ListRowTimes,
    /// The date of the start, when it is before this day. The appointment then continues here.
    pub start_date: Option<DateLabel>,
    /// The date of the end, when it is after this day. The appointment then goes on there.
    pub end_date: Option<DateLabel>,
    /// The length of the whole appointment, also of its part on other days.
    pub duration_min: i32,
    pub client_name: Option<String>,
    pub client_phone: Option<String>,
    pub service_name: Option<String>,
    pub status: Status,
    /// Absent when the appointment started on an earlier day.
    pub payment_status: Option<PaymentStatus>,
    /// Absent when the appointment started on an earlier day, so that no amount is in two rows.
    pub service_amount: Option<Tenge>,
    pub has_comment: bool,
}
}

view_type! {
/// The times of an appointment, not clipped to the day.
#[derive(Eq)]
pub struct ListRowTimes {
    /// `HH:MM` on the clinic's wall clock.
    pub start_label: String,
    /// `HH:MM` on the clinic's wall clock. `24:00` at the end of the day.
    pub end_label: String,
}
}
