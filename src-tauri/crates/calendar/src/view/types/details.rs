//! The panel of one appointment.

use serde::Serialize;

use super::label::{DateLabel, DateTimeLabel, Span};
use super::resource::ResourceHead;
use crate::model::{
    AppointmentType, ExpenseStatus, PaymentKind, PaymentMethod, PaymentStatus, Status, Tenge,
};

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// The details of one appointment.
#[derive(Eq)]
pub struct AppointmentDetails {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub date: DateLabel,
    pub span: Span,
    /// The date of the end, when it is after `date`.
    pub end_date: Option<DateLabel>,
    pub resource: ResourceHead,
    pub status: Status,
    /// Its time has passed.
    pub over: bool,
    pub appointment_type: Option<AppointmentType>,
    pub client_name: Option<String>,
    pub client_phone: Option<String>,
    /// The phone as it is dialled from abroad, with `+`. Absent when the number is not certain.
    pub international_phone: Option<String>,
    pub client_identifier: Option<String>,
    pub client_birth_date: Option<DateLabel>,
    pub client_gender: Option<String>,
    pub client_comment: Option<String>,
    pub source: Option<String>,
    pub service_names: Vec<String>,
    pub duration_min: i32,
    pub payment_status: Option<PaymentStatus>,
    pub service_amount: Option<Tenge>,
    /// Prepaid plus settlement amount. Absent when the server sent neither.
    pub received: Option<Tenge>,
    pub outstanding: Option<Tenge>,
    pub payments: Vec<PaymentLine>,
    pub expense: Option<ExpenseLine>,
    /// When the row was last changed.
    pub updated: Option<DateTimeLabel>,
    /// The chat's number in the dashboard's URLs. Without it there is no link.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub conversation_display_id: Option<i64>,
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub contact_id: Option<i64>,
    /// The remaining fields of the row that are not empty.
    pub fields: Vec<DetailField>,
    /// Whether the data come from the cache, which stores no identification number, birth date or comment.
    /// This crate always sets it to false, and the caller corrects it.
    pub from_cache: bool,
}
}

view_type! {
/// A field of an appointment's row, by its name in the API.
#[derive(Eq)]
pub struct DetailField {
    pub name: String,
    pub value: String,
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
