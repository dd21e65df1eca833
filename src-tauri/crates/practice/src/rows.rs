//! The rows of the API, with its field names, types and field order (`docs/api.md`).
//!
//! Amounts are in whole tenge. The field names are those of the API, so they do not name the unit.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

/// A field that is a value, `null` or absent, depending on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field<T> {
    /// The key is absent.
    Absent,
    /// The value is `null`.
    Null,
    /// The value.
    Value(T),
}

impl<T> Field<T> {
    /// The value, if there is one.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    pub(crate) const fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Self::Value)
    }
}

impl<T: Serialize> Serialize for Field<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

/// The compensation of a resource for an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compensation {
    /// Tenge for each appointment.
    Fixed(i64),
    /// Percent of the amount of the appointment.
    Percent(i64),
    /// Tenge for each appointment, and percent of its amount.
    FixedPlusPercent {
        /// Tenge for each appointment.
        fixed_tenge: i64,
        /// Percent of the amount of the appointment.
        percent: i64,
    },
}

impl Compensation {
    /// The value of `compensation_type`.
    pub(crate) const fn api_type(self) -> &'static str {
        match self {
            Self::Fixed(_) => "fixed",
            Self::Percent(_) => "percent",
            Self::FixedPlusPercent { .. } => "fixed_plus_percent",
        }
    }

    /// The value of `compensation_value`: percent for [`Self::Percent`], otherwise tenge.
    pub(crate) const fn api_value(self) -> i64 {
        match self {
            Self::Percent(percent) => percent,
            Self::Fixed(tenge) | Self::FixedPlusPercent { fixed_tenge: tenge, .. } => tenge,
        }
    }

    /// The value of `compensation_percent`.
    pub(crate) const fn api_percent(self) -> Option<i64> {
        match self {
            Self::FixedPlusPercent { percent, .. } => Some(percent),
            Self::Fixed(_) | Self::Percent(_) => None,
        }
    }
}

/// A resource: a specialist, a room or a device.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SampleResource {
    pub id: i64,
    pub account_id: i64,
    pub user_id: Option<i64>,
    pub name: String,
    pub specialty: String,
    pub photo_url: Option<String>,
    pub description: Option<&'static str>,
    pub color: Option<&'static str>,
    pub timezone: &'static str,
    pub slot_duration_min: i64,
    pub compensation_type: &'static str,
    pub compensation_value: i64,
    pub compensation_percent: Option<i64>,
    pub active: bool,
    pub custom_attributes: Map<String, Value>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A work rule. Minutes are since local midnight, and weekday 0 is Sunday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampleWorkRule {
    pub id: i64,
    pub account_id: i64,
    pub resource_id: i64,
    pub weekday: i64,
    pub start_minute: i64,
    pub end_minute: i64,
    pub active: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A break rule. Minutes are since local midnight, and weekday 0 is Sunday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampleBreakRule {
    pub id: i64,
    pub account_id: i64,
    pub resource_id: i64,
    pub weekday: i64,
    pub start_minute: i64,
    pub end_minute: i64,
    pub title: Option<&'static str>,
    pub active: bool,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A holiday, or with `working_day_override` an exception from a holiday.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampleHoliday {
    pub id: i64,
    pub account_id: i64,
    pub date: NaiveDate,
    pub title: &'static str,
    pub recurring_yearly: bool,
    pub working_day_override: bool,
    pub custom_attributes: Map<String, Value>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// An override: the hours of one resource on one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampleOverride {
    pub id: i64,
    pub account_id: i64,
    pub resource_id: i64,
    pub date: NaiveDate,
    pub start_minute: i64,
    pub end_minute: i64,
    pub break_start_minute: Option<i64>,
    pub break_end_minute: Option<i64>,
    pub break_title: Option<&'static str>,
    pub custom_attributes: Map<String, Value>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// Time off of one resource, or of the whole account if `resource_id` is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampleTimeOff {
    pub id: i64,
    pub account_id: i64,
    pub resource_id: Option<i64>,
    pub kind: &'static str,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub title: &'static str,
    pub notes: Option<&'static str>,
    pub custom_attributes: Map<String, Value>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// A service of an appointment. Newer servers list them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampleService {
    pub id: i64,
    pub name: &'static str,
    pub service_type: &'static str,
    pub duration_min: i64,
    pub amount: i64,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SampleAppointment {
    pub id: i64,
    pub account_id: i64,
    pub resource_id: i64,
    pub resource_name: String,
    pub contact_id: Option<i64>,
    pub service_id: Option<i64>,
    pub service_ids: Vec<i64>,
    pub services: Vec<SampleService>,
    pub company_id: Option<i64>,
    pub conversation_id: Option<i64>,
    pub conversation_display_id: Option<i64>,
    pub created_by_id: Option<i64>,
    pub owner_id: Option<i64>,
    pub service_name_snapshot: Option<&'static str>,
    pub service_type_snapshot: Option<&'static str>,
    pub service_duration_min_snapshot: Option<i64>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub duration_min: i64,
    pub status: &'static str,
    pub appointment_type: &'static str,
    pub client_name: String,
    pub client_first_name: &'static str,
    pub client_last_name: &'static str,
    pub client_middle_name: Option<&'static str>,
    pub client_phone: Option<String>,
    pub client_identifier: Option<String>,
    pub client_birth_date: Option<NaiveDate>,
    pub client_gender: Option<&'static str>,
    pub client_comment: Option<&'static str>,
    pub source: &'static str,
    pub external_ref: Option<String>,
    pub idempotency_key: Option<String>,
    pub service_amount: i64,
    pub compensation_type_snapshot: &'static str,
    pub compensation_value_snapshot: i64,
    pub compensation_percent_snapshot: Option<i64>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub prepaid_amount: Field<i64>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub prepaid_payment_method: Field<&'static str>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub settlement_amount: Field<i64>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub settlement_payment_method: Field<&'static str>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub payment_status: Field<&'static str>,
    pub custom_attributes: Map<String, Value>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub payments: Field<Vec<SamplePayment>>,
    #[serde(skip_serializing_if = "Field::is_absent")]
    pub expense: Field<SampleExpense>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl SampleAppointment {
    /// Its payments. Empty if the server sends none.
    pub fn payment_rows(&self) -> &[SamplePayment] {
        self.payments.value().map_or(&[], Vec::as_slice)
    }

    /// The received amount in tenge.
    pub fn received_tenge(&self) -> i64 {
        self.prepaid_amount.value().unwrap_or(&0) + self.settlement_amount.value().unwrap_or(&0)
    }

    /// Whether it occupies its time. Only a cancelled appointment does not (free-time rule 12).
    pub fn takes_time(&self) -> bool {
        self.status != "cancelled"
    }
}

/// A payment for an appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SamplePayment {
    pub id: i64,
    pub account_id: i64,
    pub appointment_id: i64,
    pub recorded_by_id: Option<i64>,
    pub amount: i64,
    pub payment_method: &'static str,
    pub payment_kind: &'static str,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// An expense: money owed to a resource for a paid appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SampleExpense {
    pub id: i64,
    pub account_id: i64,
    pub appointment_id: i64,
    pub resource_id: i64,
    pub amount: i64,
    pub status: &'static str,
    pub paid_at: Option<DateTime<Utc>>,
    pub paid_by_id: Option<i64>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}
