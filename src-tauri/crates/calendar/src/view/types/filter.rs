//! The values that a filter can choose from.

use serde::Serialize;

use crate::model::{AppointmentType, PaymentStatus, Status};

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// The values of the appointments in a period, the most common ones first.
#[derive(Eq, Default)]
pub struct FilterChoices {
    pub statuses: Vec<FilterChoice<Status>>,
    pub payments: Vec<FilterChoice<PaymentStatus>>,
    pub types: Vec<FilterChoice<AppointmentType>>,
    pub sources: Vec<FilterChoice<String>>,
    pub services: Vec<FilterChoice<String>>,
    /// Appointments for which the client still owes money.
    pub unpaid: u32,
}
}

view_type! {
/// A value, and how many appointments have it.
#[derive(Eq)]
pub struct FilterChoice<Value> {
    pub value: Value,
    pub count: u32,
}
}
