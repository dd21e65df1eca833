//! What the panel of one appointment shows.

use serde::Serialize;

use super::label::{DateLabel, DateTimeLabel, Span};
use super::resource::ResourceHead;
use crate::model::{
    AppointmentType, ExpenseStatus, PaymentKind, PaymentMethod, PaymentStatus, Status, Tenge,
};

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// All that is known of one appointment, for the panel.
#[derive(Eq)]
pub struct AppointmentDetails {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub date: DateLabel,
    pub span: Span,
    pub resource: ResourceHead,
    pub status: Status,
    pub appointment_type: Option<AppointmentType>,
    pub client_name: Option<String>,
    pub client_phone: Option<String>,
    pub client_identifier: Option<String>,
    pub client_birth_date: Option<DateLabel>,
    pub client_gender: Option<String>,
    pub client_comment: Option<String>,
    pub source: Option<String>,
    pub service_names: Vec<String>,
    pub duration_min: i32,
    pub payment_status: Option<PaymentStatus>,
    pub service_amount: Option<Tenge>,
    /// Prepaid plus settlement; absent when the server sent neither.
    pub received: Option<Tenge>,
    pub outstanding: Option<Tenge>,
    pub payments: Vec<PaymentLine>,
    pub expense: Option<ExpenseLine>,
    /// `HH:MM` and the date on which the row was last changed.
    pub updated: Option<DateTimeLabel>,
    /// The chat's number in the dashboard's addresses; without it there is no link.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub conversation_display_id: Option<i64>,
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub contact_id: Option<i64>,
    /// Comes from the computer's cache, in which identification number, birth date and comment are not kept. Whoever
    /// holds the calendar knows that; a calendar does not.
    pub from_cache: bool,
}
}

view_type! {
/// A payment row.
#[derive(Eq)]
pub struct PaymentLine {
    pub amount: Tenge,
    pub method: Option<PaymentMethod>,
    pub kind: Option<PaymentKind>,
    pub taken: Option<DateTimeLabel>,
}
}

view_type! {
/// An expense row.
#[derive(Eq)]
pub struct ExpenseLine {
    pub amount: Tenge,
    pub status: Option<ExpenseStatus>,
}
}
