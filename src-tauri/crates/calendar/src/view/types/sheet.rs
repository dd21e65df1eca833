//! Days in rows, as they are printed.

use serde::Serialize;

use super::day::{ClosedKind, DayNote, DayTotals};
use super::label::DateLabel;
use super::resource::ResourceHead;
use crate::model::{AppointmentType, PaymentStatus, Status, Tenge};

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// The days of a period. Each resource has a cell for each of them.
#[derive(Eq)]
pub struct Sheet {
    pub days: Vec<SheetDay>,
    pub resources: Vec<SheetResource>,
}
}

view_type! {
/// A date of the sheet.
#[derive(Eq)]
pub struct SheetDay {
    pub date: DateLabel,
    pub holiday: Option<String>,
}
}

view_type! {
/// A resource with its days, in the order of [`Sheet::days`].
#[derive(Eq)]
pub struct SheetResource {
    pub resource: ResourceHead,
    pub cells: Vec<SheetCell>,
}
}

view_type! {
/// One resource on one date.
#[derive(Eq)]
pub struct SheetCell {
    /// As in the day view. Empty without working hours.
    pub hours_label: String,
    pub note: Option<DayNote>,
    pub totals: DayTotals,
    /// Appointments, free time and closed time inside the working hours, by start.
    pub rows: Vec<SheetRow>,
}
}

view_type! {
/// A line of the sheet. The times are labels of the clinic's wall clock, clipped to the day except for an appointment's.
#[derive(Eq)]
#[serde(tag = "kind", rename_all_fields = "camelCase")]
pub enum SheetRow {
    Appointment(Box<SheetAppointment>),
    Free { start_label: String, end_label: String, length_min: i32 },
    Closed {
        reason: ClosedKind,
        /// The title of the break or holiday, or the title or kind of the time off.
        title: Option<String>,
        start_label: String,
        end_label: String,
    },
}
}

view_type! {
/// An appointment on one of its days.
#[derive(Eq)]
pub struct SheetAppointment {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub start_label: String,
    pub end_label: String,
    /// The date of the start, when it is before this day.
    pub start_date: Option<DateLabel>,
    /// The date of the end, when it is after this day.
    pub end_date: Option<DateLabel>,
    pub client_name: Option<String>,
    pub client_phone: Option<String>,
    pub service_name: Option<String>,
    pub status: Status,
    pub appointment_type: Option<AppointmentType>,
    pub payment_status: Option<PaymentStatus>,
    pub service_amount: Option<Tenge>,
    /// What the client still owes. Absent when it is unknown.
    pub outstanding: Option<Tenge>,
    /// Absent also when the data are from the cache, which has no comments.
    pub comment: Option<String>,
}
}
