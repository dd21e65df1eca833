//! The reference for the decoder: the same body, read by a derived `Deserialize`.
//!
//! The structs have the fields of `calendar::model`, with types that serde reads by itself: times are
//! chrono's `DateTime<Utc>` and `NaiveDate`, and words are `String`. Only types are checked. One value of
//! another type makes the whole body unreadable, and every field that is not an `Option` is required. `Time`
//! and `Date` are type parameters, so that both can also be read as text. That is the least work that a typed
//! decoder can do.

#![expect(dead_code, reason = "the fields are never read")]
#![expect(clippy::struct_field_names, reason = "the fields have the API's names")]

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::{Map, Value};

/// With the types of `calendar` for times and dates.
pub type Typed = Body<DateTime<Utc>, NaiveDate>;

/// With times and dates as text.
pub type Textual = Body<String, String>;

#[derive(Deserialize)]
pub struct Body<Time, Date> {
    pub payload: Payload<Time, Date>,
}

#[derive(Deserialize)]
pub struct Payload<Time, Date> {
    pub range: Option<Range<Time>>,
    pub resources: Vec<Resource<Time>>,
    pub work_rules: Vec<WorkRule>,
    pub break_rules: Vec<BreakRule>,
    pub holidays: Vec<Holiday<Date>>,
    pub workday_overrides: Vec<WorkdayOverride<Date>>,
    pub time_offs: Vec<TimeOff<Time>>,
    pub appointments: Vec<Appointment<Time, Date>>,
    pub payments: Vec<Payment<Time>>,
    pub expenses: Vec<Expense<Time>>,
    pub slots: Vec<Slot<Time>>,
}

#[derive(Deserialize)]
pub struct Range<Time> {
    pub from: Time,
    pub to: Time,
}

#[derive(Deserialize)]
pub struct Resource<Time> {
    pub id: i64,
    pub account_id: Option<i64>,
    pub user_id: Option<i64>,
    pub name: String,
    pub specialty: Option<String>,
    pub photo_url: Option<String>,
    pub description: Option<String>,
    pub color: Option<String>,
    pub timezone: String,
    pub slot_duration_min: i64,
    pub compensation_type: Option<String>,
    pub compensation_value: Option<i64>,
    pub compensation_percent: Option<i64>,
    pub active: bool,
    pub custom_attributes: Map<String, Value>,
    pub created_at: Option<Time>,
    pub updated_at: Option<Time>,
}

#[derive(Deserialize)]
pub struct WorkRule {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    pub weekday: u8,
    pub start_minute: u16,
    pub end_minute: u16,
    pub active: bool,
}

#[derive(Deserialize)]
pub struct BreakRule {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    pub weekday: u8,
    pub start_minute: u16,
    pub end_minute: u16,
    pub title: Option<String>,
    pub active: bool,
}

#[derive(Deserialize)]
pub struct Holiday<Date> {
    pub id: i64,
    pub account_id: Option<i64>,
    pub date: Date,
    pub title: Option<String>,
    pub recurring_yearly: bool,
    pub working_day_override: bool,
    pub custom_attributes: Map<String, Value>,
}

#[derive(Deserialize)]
pub struct WorkdayOverride<Date> {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    pub date: Date,
    pub start_minute: u16,
    pub end_minute: u16,
    pub break_start_minute: Option<u16>,
    pub break_end_minute: Option<u16>,
    pub break_title: Option<String>,
    pub custom_attributes: Map<String, Value>,
}

#[derive(Deserialize)]
pub struct TimeOff<Time> {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: Option<i64>,
    pub kind: Option<String>,
    pub starts_at: Time,
    pub ends_at: Time,
    pub title: Option<String>,
    pub notes: Option<String>,
    pub custom_attributes: Map<String, Value>,
}

#[derive(Deserialize)]
pub struct Appointment<Time, Date> {
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
    pub starts_at: Time,
    pub ends_at: Time,
    pub duration_min: Option<i64>,
    pub status: String,
    pub appointment_type: Option<String>,
    pub client_name: Option<String>,
    pub client_first_name: Option<String>,
    pub client_last_name: Option<String>,
    pub client_middle_name: Option<String>,
    pub client_phone: Option<String>,
    pub client_identifier: Option<String>,
    pub client_birth_date: Option<Date>,
    pub client_gender: Option<String>,
    pub client_comment: Option<String>,
    pub source: Option<String>,
    pub service_name_snapshot: Option<String>,
    pub service_type_snapshot: Option<String>,
    pub service_duration_min_snapshot: Option<i64>,
    #[serde(default)]
    pub service_ids: Vec<i64>,
    #[serde(default)]
    pub services: Vec<String>,
    pub compensation_type_snapshot: Option<String>,
    pub compensation_value_snapshot: Option<i64>,
    pub compensation_percent_snapshot: Option<i64>,
    pub payment_status: Option<String>,
    pub service_amount: Option<i64>,
    pub prepaid_amount: Option<i64>,
    pub prepaid_payment_method: Option<String>,
    pub settlement_amount: Option<i64>,
    pub settlement_payment_method: Option<String>,
    pub external_ref: Option<String>,
    pub idempotency_key: Option<String>,
    pub custom_attributes: Map<String, Value>,
    pub payments: Vec<Payment<Time>>,
    pub expense: Option<Expense<Time>>,
    pub created_at: Option<Time>,
    pub updated_at: Option<Time>,
}

#[derive(Deserialize)]
pub struct Payment<Time> {
    pub id: i64,
    pub account_id: Option<i64>,
    pub appointment_id: i64,
    pub recorded_by_id: Option<i64>,
    pub amount: i64,
    pub payment_method: Option<String>,
    pub payment_kind: Option<String>,
    pub created_at: Option<Time>,
}

#[derive(Deserialize)]
pub struct Expense<Time> {
    pub id: i64,
    pub account_id: Option<i64>,
    pub appointment_id: i64,
    pub resource_id: Option<i64>,
    pub amount: i64,
    pub status: Option<String>,
    pub paid_at: Option<Time>,
    pub paid_by_id: Option<i64>,
    pub created_at: Option<Time>,
}

#[derive(Deserialize)]
pub struct Slot<Time> {
    pub resource_id: i64,
    pub starts_at: Time,
    pub ends_at: Time,
    pub status: Option<String>,
}
