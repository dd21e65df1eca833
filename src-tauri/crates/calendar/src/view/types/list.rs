//! The list. It can have ten thousand rows, so the UI gets them in windows.

use serde::{Deserialize, Serialize};

use super::arrangement::ListArrangement;
use super::label::{DateLabel, DateTimeLabel};
use crate::model::{AppointmentType, PaymentStatus, Status, Tenge};

#[cfg(feature = "bindings")]
use ts_rs::TS;

/// Consecutive rows of the list. The rows of all sections are numbered from 0, in the order of the list.
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
/// List: the sections of the week, and the first window of rows.
#[derive(Eq)]
pub struct ListView {
    /// By which the sections and the rows are in this order.
    pub arrangement: ListArrangement,
    /// The days of the week, including empty ones, or the other sections of the arrangement. Each of these has rows, unless
    /// the list is empty: it is then one section of everything.
    pub sections: Vec<ListSection>,
    /// Of all sections. An appointment that is in several is counted once.
    pub totals: ListTotals,
    /// The resources of all rows, also of those outside the window.
    pub resources: Vec<ListResource>,
    /// The number of the first of `rows`.
    pub first: u32,
    /// By section, then in the order of the arrangement.
    pub rows: Vec<ListRow>,
}
}

view_type! {
/// Rows of the list under one heading.
#[derive(Eq)]
pub struct ListSection {
    pub head: ListSectionHead,
    pub totals: ListTotals,
    /// How many rows the section has. They follow the rows of the section before.
    pub row_count: u32,
}
}

view_type! {
/// What the rows of a section have in common.
#[derive(Eq)]
#[serde(tag = "kind", rename_all_fields = "camelCase")]
pub enum ListSectionHead {
    Day {
        date: DateLabel,
        holiday: Option<String>,
        /// As in the totals of the day.
        free_min: i32,
    },
    /// One of [`ListView::resources`].
    Resource {
        #[cfg_attr(feature = "bindings", ts(type = "number"))]
        id: i64,
    },
    Status { status: Status },
    /// All rows. The section has no heading.
    Everything,
}
}

view_type! {
/// Counts and sums of some rows of the list.
#[derive(Eq, Default)]
pub struct ListTotals {
    /// Appointments that start in the rows' days and are not cancelled.
    pub appointments: u32,
    /// Appointments that started on an earlier day, continue here and are not cancelled.
    pub continuing: u32,
    pub cancelled: u32,
    /// The different clients of the appointments that are not cancelled, as far as their contact, phone or name is known.
    pub clients: u32,
    /// As in the money panel. Absent when no row has a price.
    pub planned: Option<Tenge>,
    /// As in the money panel. Absent when the server does not send it.
    pub received: Option<Tenge>,
    /// As in the money panel. Absent when the server does not send it.
    pub outstanding: Option<Tenge>,
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
    /// The day of the row: the first one on which the appointment is in the section.
    pub date: DateLabel,
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
    pub appointment_type: Option<AppointmentType>,
    /// The server's word, or the text of the account.
    pub source: Option<String>,
    /// Absent when the appointment started on an earlier day.
    pub payment_status: Option<PaymentStatus>,
    /// Absent when the appointment started on an earlier day, so that no amount is in two rows.
    pub service_amount: Option<Tenge>,
    /// Absent when it is unknown, and as `service_amount`.
    pub received: Option<Tenge>,
    /// What the client still owes. Absent when it is unknown, and as `service_amount`.
    pub outstanding: Option<Tenge>,
    pub has_comment: bool,
    pub created: Option<DateTimeLabel>,
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
