//! Appointments.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::finance::{Expense, Payment};
use super::open_enums::{AppointmentType, CompensationType, PaymentMethod, PaymentStatus, Status};
use super::units::{Instant, Tenge};

/// An appointment.
#[derive(Debug, Clone, PartialEq)]
pub struct Appointment {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    pub resource_name: Option<String>,
    pub contact_id: Option<i64>,
    pub service_id: Option<i64>,
    pub company_id: Option<i64>,
    pub conversation_id: Option<i64>,
    pub conversation_display_id: Option<i64>,
    pub communication_thread_display_id: Option<i64>,
    pub created_by_id: Option<i64>,
    pub owner_id: Option<i64>,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub duration_min: Option<i64>,
    /// An empty [`Status::Other`] when the server sent none: the appointment blocks.
    pub status: Status,
    pub appointment_type: Option<AppointmentType>,
    pub client_name: Option<String>,
    pub client_first_name: Option<String>,
    pub client_last_name: Option<String>,
    pub client_middle_name: Option<String>,
    pub client_phone: Option<String>,
    /// The national identification number (IIN).
    pub client_identifier: Option<String>,
    pub client_birth_date: Option<NaiveDate>,
    pub client_gender: Option<String>,
    pub client_comment: Option<String>,
    pub source: Option<String>,
    pub service_name_snapshot: Option<String>,
    pub service_type_snapshot: Option<String>,
    pub service_duration_min_snapshot: Option<i64>,
    pub service_ids: Vec<i64>,
    /// Names of the services, where the server lists them.
    pub service_names: Vec<String>,
    pub compensation_type_snapshot: Option<CompensationType>,
    pub compensation_value_snapshot: Option<i64>,
    pub compensation_percent_snapshot: Option<i64>,
    pub payment_status: Option<PaymentStatus>,
    /// `None`: the key was absent; `null` is zero by the API's rule.
    pub service_amount: Option<Tenge>,
    /// `None`: the key was absent.
    pub prepaid_amount: Option<Tenge>,
    pub prepaid_payment_method: Option<PaymentMethod>,
    /// `None`: the key was absent.
    pub settlement_amount: Option<Tenge>,
    pub settlement_payment_method: Option<PaymentMethod>,
    pub external_ref: Option<String>,
    pub idempotency_key: Option<String>,
    pub custom_attributes: Map<String, Value>,
    /// Nested copies of the rows in [`Payload::payments`].
    pub payments: Vec<Payment>,
    /// Nested copy of the row in [`Payload::expenses`].
    pub expense: Option<Expense>,
    pub created_at: Option<Instant>,
    pub updated_at: Option<Instant>,
}
