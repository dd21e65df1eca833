//! The body of a calendar response: the selection and order of its rows, and its encoding.

use chrono::{DateTime, Days, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::dataset::{Dataset, Finance};
use crate::query::CalendarQuery;
use crate::rows::{
    SampleAppointment, SampleBreakRule, SampleExpense, SampleHoliday, SampleOverride, SamplePayment,
    SampleResource, SampleTimeOff, SampleWorkRule,
};
use crate::slots::{self, Slot, SlotsError};

#[derive(Serialize)]
struct Envelope<'a> {
    payload: Payload<'a>,
}

#[derive(Serialize)]
struct Payload<'a> {
    view: &'static str,
    range: Range,
    resources: Vec<&'a SampleResource>,
    work_rules: Vec<&'a SampleWorkRule>,
    break_rules: Vec<&'a SampleBreakRule>,
    holidays: &'a [SampleHoliday],
    workday_overrides: Vec<&'a SampleOverride>,
    time_offs: Vec<&'a SampleTimeOff>,
    appointments: Vec<&'a SampleAppointment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payments: Option<Vec<&'a SamplePayment>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expenses: Option<Vec<&'a SampleExpense>>,
    slots: Vec<Slot>,
}

#[derive(Serialize)]
struct Range {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
}

/// Why a valid request has no body.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyError {
    #[error("resource_ids contains an unknown id")]
    UnknownResource,
    #[error("the rows could not be encoded")]
    Encode(#[from] serde_json::Error),
    #[error("the slots could not be computed")]
    Slots(#[from] SlotsError),
}

/// Encodes the body of the response to `query`.
pub(crate) fn encode(dataset: &Dataset, query: &CalendarQuery) -> Result<Vec<u8>, BodyError> {
    let mut payload = payload(dataset, query)?;
    if query.include_slots {
        // Appointments that the status filter hides still occupy their time.
        let unfiltered = CalendarQuery { statuses: None, ..query.clone() };
        let rows = serde_json::to_vec(&Envelope { payload: self::payload(dataset, &unfiltered)? })?;
        payload.slots = slots::free_slots(&rows, query)?;
    }
    Ok(serde_json::to_vec(&Envelope { payload })?)
}

fn payload<'a>(dataset: &'a Dataset, query: &CalendarQuery) -> Result<Payload<'a>, BodyError> {
    let ids = query.resource_ids.as_deref();
    if ids.unwrap_or_default().iter().any(|id| dataset.resources().iter().all(|resource| resource.id != *id))
    {
        return Err(BodyError::UnknownResource);
    }
    let is_requested = |resource_id: i64| ids.is_none_or(|ids| ids.contains(&resource_id));
    let has_requested_status = |status: &str| {
        query.statuses.as_ref().is_none_or(|statuses| statuses.iter().any(|requested| requested == status))
    };
    let (from, to) = (query.from, query.to);
    let first_override = from.date_naive().checked_sub_days(Days::new(1)).unwrap_or(from.date_naive());
    let last_override = to.date_naive().checked_add_days(Days::new(1)).unwrap_or(to.date_naive());
    let mut appointments = dataset.appointments_overlapping(from, to);
    appointments.retain(|row| is_requested(row.resource_id) && has_requested_status(row.status));
    let (payments, expenses) = match dataset.finance {
        Finance::Sent => (Some(Dataset::payments(&appointments)), Some(Dataset::expenses(&appointments))),
        Finance::Null => (Some(Vec::new()), Some(Vec::new())),
        Finance::Absent => (None, None),
    };
    Ok(Payload {
        view: query.view,
        range: Range { from, to },
        resources: dataset.resources().iter().filter(|row| is_requested(row.id)).collect(),
        work_rules: dataset.work_rules().iter().filter(|row| is_requested(row.resource_id)).collect(),
        break_rules: dataset.break_rules().iter().filter(|row| is_requested(row.resource_id)).collect(),
        holidays: dataset.holidays(),
        workday_overrides: dataset
            .workday_overrides()
            .iter()
            .filter(|row| {
                is_requested(row.resource_id) && (first_override..=last_override).contains(&row.date)
            })
            .collect(),
        time_offs: dataset
            .time_offs()
            .iter()
            .filter(|row| {
                row.resource_id.is_none_or(is_requested) && row.starts_at < to && row.ends_at > from
            })
            .collect(),
        appointments,
        payments,
        expenses,
        slots: Vec::new(),
    })
}

/// The number of unreadable rows that [`Fault::BrokenRows`](crate::Fault::BrokenRows) adds to a response. All other rows stay
/// the same.
///
/// The rows, in the order of the lists: a resource without an id, a work rule on weekday 9, a break rule that ends before it
/// starts, a holiday on a date that does not exist, time off that ends before it starts, an appointment without a start, a
/// text instead of an appointment, and a payment whose amount is an object. A response without the list of payments does not
/// get the last one.
pub const BROKEN_ROWS: usize = 8;

/// Adds the unreadable rows described at [`BROKEN_ROWS`].
pub(crate) fn with_broken_rows(bytes: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
    let mut body: Value = serde_json::from_slice(bytes)?;
    let resource_id = body["payload"]["resources"][0]["id"].clone();
    let added: [(&str, Value); BROKEN_ROWS] = [
        ("resources", json!({"name": "Без номера", "timezone": "Asia/Almaty", "slot_duration_min": 30})),
        (
            "work_rules",
            json!({"id": 9_000_001, "resource_id": resource_id, "weekday": 9, "start_minute": 540, "end_minute": 1080, "active": true}),
        ),
        (
            "break_rules",
            json!({"id": 9_000_002, "resource_id": resource_id, "weekday": 1, "start_minute": 840, "end_minute": 780, "active": true}),
        ),
        (
            "holidays",
            json!({"id": 9_000_003, "date": "2026-13-45", "title": "?", "recurring_yearly": false, "working_day_override": false}),
        ),
        (
            "time_offs",
            json!({"id": 9_000_004, "resource_id": resource_id, "kind": "other", "starts_at": "2026-03-10T10:00:00Z", "ends_at": "2026-03-10T09:00:00Z"}),
        ),
        (
            "appointments",
            json!({"id": 9_000_005, "resource_id": resource_id, "starts_at": null, "ends_at": "2026-03-10T09:00:00Z", "status": "scheduled"}),
        ),
        ("appointments", json!("не запись")),
        (
            "payments",
            json!({"id": 9_000_006, "appointment_id": 9_000_005, "amount": {"value": 5000}, "payment_method": "cash", "payment_kind": "payment"}),
        ),
    ];
    for (list, row) in added {
        // The list of payments can be absent.
        if let Some(rows) = body["payload"].get_mut(list).and_then(Value::as_array_mut) {
            rows.push(row);
        }
    }
    serde_json::to_vec(&body)
}

/// Adds the appointments of [`Fault::EndlessAppointments`](crate::Fault::EndlessAppointments).
pub(crate) fn with_endless_appointments(bytes: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
    let mut body: Value = serde_json::from_slice(bytes)?;
    let resource_id = body["payload"]["resources"][0]["id"].clone();
    let added = (0..4000).map(|number| {
        json!({"id": 9_100_000 + number, "resource_id": resource_id, "starts_at": "1900-01-01T00:00:00Z", "ends_at": "9999-12-31T00:00:00Z", "status": "confirmed"})
    });
    if let Some(rows) = body["payload"]["appointments"].as_array_mut() {
        rows.extend(added);
    }
    serde_json::to_vec(&body)
}

/// Removes the list of the appointments.
pub(crate) fn without_appointments(bytes: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
    let mut body: Value = serde_json::from_slice(bytes)?;
    if let Some(lists) = body["payload"].as_object_mut() {
        lists.remove("appointments");
    }
    serde_json::to_vec(&body)
}

/// Changes ids to strings, and amounts alternately to strings and to numbers with a fraction. The meaning stays the same.
pub(crate) fn with_odd_types(bytes: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
    let mut body: Value = serde_json::from_slice(bytes)?;
    let mut amount_as_text = false;
    make_types_odd(&mut body, &mut amount_as_text);
    serde_json::to_vec(&body)
}

fn make_types_odd(value: &mut Value, amount_as_text: &mut bool) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| make_types_odd(item, amount_as_text)),
        Value::Object(fields) => make_fields_odd(fields, amount_as_text),
        _ => {}
    }
}

fn make_fields_odd(fields: &mut Map<String, Value>, amount_as_text: &mut bool) {
    for (name, value) in fields.iter_mut() {
        match value.as_i64() {
            Some(number) if name == "id" || name.ends_with("_id") => *value = json!(number.to_string()),
            Some(number) if name.ends_with("amount") => {
                *amount_as_text = !*amount_as_text;
                *value = if *amount_as_text { json!(number.to_string()) } else { with_fraction(number) };
            }
            _ => make_types_odd(value, amount_as_text),
        }
    }
}

/// `1500.0` for `1500`.
fn with_fraction(number: i64) -> Value {
    format!("{number}.0").parse::<f64>().map_or(json!(number), |amount| json!(amount))
}
