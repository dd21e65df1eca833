//! Appointments.

use chrono::NaiveDate;

use super::finance::{Compensation, Expense, Payment};
use super::open_enums::{AppointmentType, CompensationType, PaymentMethod, PaymentStatus, Status};
use super::units::{Instant, Interval, Tenge};
use crate::text::non_blank;

/// A reserved time of a client with a resource.
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
    /// An empty [`Status::Other`] when the server sent none. Such an appointment blocks.
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
    /// Names of the services, when the server lists them.
    pub service_names: Vec<String>,
    pub compensation_type_snapshot: Option<CompensationType>,
    /// Percent for [`CompensationType::Percent`], whole tenge for the other types. See
    /// [`Appointment::compensation`].
    pub compensation_value_snapshot: Option<i64>,
    pub compensation_percent_snapshot: Option<i64>,
    pub payment_status: Option<PaymentStatus>,
    /// `None` when the key was absent. `null` is zero (`docs/api.md`).
    pub service_amount: Option<Tenge>,
    /// `None` when the key was absent.
    pub prepaid_amount: Option<Tenge>,
    pub prepaid_payment_method: Option<PaymentMethod>,
    /// `None` when the key was absent.
    pub settlement_amount: Option<Tenge>,
    pub settlement_payment_method: Option<PaymentMethod>,
    pub external_ref: Option<String>,
    pub idempotency_key: Option<String>,
    /// Nested copies of the rows in [`payments`](super::Payload::payments).
    pub payments: Vec<Payment>,
    /// The nested copy of the row in [`expenses`](super::Payload::expenses).
    pub expense: Option<Expense>,
    pub created_at: Option<Instant>,
    pub updated_at: Option<Instant>,
}

impl Appointment {
    /// From its start to its end.
    pub fn interval(&self) -> Interval {
        Interval { start: self.starts_at, end: self.ends_at }
    }

    /// A cancelled appointment does not block the resource (free-time rule 12) and is counted separately.
    /// With every other status, known or unknown, the appointment blocks.
    pub fn is_cancelled(&self) -> bool {
        self.status == Status::Cancelled
    }

    /// The client's whole name, or else the name's parts joined.
    pub fn client_display_name(&self) -> Option<String> {
        if let Some(name) = non_blank(self.client_name.as_deref()) {
            return Some(name.to_owned());
        }
        let parts = [&self.client_last_name, &self.client_first_name, &self.client_middle_name];
        let parts: Vec<&str> = parts.into_iter().filter_map(|part| non_blank(part.as_deref())).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// The names of the services: the list when the server sent one, or else the snapshot of the one service.
    pub fn service_display_names(&self) -> Vec<&str> {
        let listed: Vec<&str> = self.service_names.iter().filter_map(|name| non_blank(Some(name))).collect();
        if listed.is_empty() {
            non_blank(self.service_name_snapshot.as_deref()).into_iter().collect()
        } else {
            listed
        }
    }

    /// The names of the services in one text.
    pub fn services_label(&self) -> Option<String> {
        let names = self.service_display_names();
        (!names.is_empty()).then(|| names.join(", "))
    }

    /// The name of a resource whose row is not in the payload: this appointment's copy of it, or else `#id`.
    pub fn name_of_missing_resource(&self, resource_id: i64) -> String {
        match non_blank(self.resource_name.as_deref()).filter(|_| self.resource_id == resource_id) {
            Some(name) => name.to_owned(),
            None => format!("#{resource_id}"),
        }
    }

    /// The compensation of the resource, from the fields of this row. `None` when a field is absent.
    pub fn compensation(&self) -> Option<Compensation> {
        let value = self.compensation_value_snapshot?;
        Some(match self.compensation_type_snapshot.as_ref()? {
            CompensationType::Percent => Compensation::Percent { percent: value },
            CompensationType::Fixed => Compensation::Fixed { amount: Tenge(value) },
            CompensationType::FixedPlusPercent => Compensation::FixedPlusPercent {
                amount: Tenge(value),
                percent: self.compensation_percent_snapshot?,
            },
            CompensationType::Other(_) => return None,
        })
    }
}
