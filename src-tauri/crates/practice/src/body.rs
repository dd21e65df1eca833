//! The calendar's answer: which rows belong to a question, in which order, and the bytes they make.

use chrono::{DateTime, Days, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::dataset::{Dataset, Finance};
use crate::query::CalendarQuery;
use crate::rows::{
    SampleAppointment, SampleBreakRule, SampleExpense, SampleHoliday, SampleOverride, SamplePayment,
    SampleResource, SampleTimeOff, SampleWorkRule,
};
use crate::slots::{self, Slot, SlotsFailed};

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

/// Why a valid question has no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BodyFailed {
    #[error("an id in resource_ids is unknown")]
    UnknownResource,
    #[error("the rows could not be written")]
    Write(#[from] serde_json::Error),
    #[error("the slots could not be computed")]
    Slots(#[from] SlotsFailed),
}

/// The answer's bytes.
pub(crate) fn of(dataset: &Dataset, query: &CalendarQuery) -> Result<Vec<u8>, BodyFailed> {
    let mut payload = payload(dataset, query)?;
    if query.include_slots {
        // Statuses that were filtered out still take their time.
        let unfiltered = CalendarQuery { statuses: None, ..query.clone() };
        let rows = serde_json::to_vec(&Envelope { payload: self::payload(dataset, &unfiltered)? })?;
        payload.slots = slots::of(&rows, query)?;
    }
    Ok(serde_json::to_vec(&Envelope { payload })?)
}

fn payload<'a>(dataset: &'a Dataset, query: &CalendarQuery) -> Result<Payload<'a>, BodyFailed> {
    let ids = query.resource_ids.as_deref();
    if ids.unwrap_or_default().iter().any(|id| dataset.resources().iter().all(|resource| resource.id != *id))
    {
        return Err(BodyFailed::UnknownResource);
    }
    let asked = |resource_id: i64| ids.is_none_or(|ids| ids.contains(&resource_id));
    let wanted =
        |status: &str| query.statuses.as_ref().is_none_or(|words| words.iter().any(|word| word == status));
    let (from, to) = (query.from, query.to);
    let first_override = from.date_naive().checked_sub_days(Days::new(1)).unwrap_or(from.date_naive());
    let last_override = to.date_naive().checked_add_days(Days::new(1)).unwrap_or(to.date_naive());
    let mut appointments = dataset.appointments_overlapping(from, to);
    appointments.retain(|row| asked(row.resource_id) && wanted(row.status));
    let money = |finance| match finance {
        Finance::Kept => (Some(Dataset::payments(&appointments)), Some(Dataset::expenses(&appointments))),
        Finance::Nulls => (Some(Vec::new()), Some(Vec::new())),
        Finance::Gone => (None, None),
    };
    let (payments, expenses) = money(dataset.finance);
    Ok(Payload {
        view: query.view,
        range: Range { from, to },
        resources: dataset.resources().iter().filter(|row| asked(row.id)).collect(),
        work_rules: dataset.work_rules().iter().filter(|row| asked(row.resource_id)).collect(),
        break_rules: dataset.break_rules().iter().filter(|row| asked(row.resource_id)).collect(),
        holidays: dataset.holidays(),
        workday_overrides: dataset
            .workday_overrides()
            .iter()
            .filter(|row| asked(row.resource_id) && (first_override..=last_override).contains(&row.date))
            .collect(),
        time_offs: dataset
            .time_offs()
            .iter()
            .filter(|row| row.resource_id.is_none_or(asked) && row.starts_at < to && row.ends_at > from)
            .collect(),
        appointments,
        payments,
        expenses,
        slots: Vec::new(),
    })
}

/// How many rows [`Fault::BrokenRows`](crate::Fault::BrokenRows) adds to an answer, each unreadable in its own way; every
/// other row stays as it was (seven where finance is gone: without a list of payments there is nothing to break). In the order of the lists: a resource without an id, a work rule on weekday 9, a break whose
/// end comes before its start, a holiday on a date that does not exist, an absence that ends before it starts, an
/// appointment without a start, an appointment that is a text, and a payment whose amount is an object.
pub const BROKEN_ROWS: usize = 8;

/// Adds the rows of [`BROKEN_ROWS`].
pub(crate) fn broken(bytes: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
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
        // A server without finance has no list to break.
        if let Some(rows) = body["payload"].get_mut(list).and_then(Value::as_array_mut) {
            rows.push(row);
        }
    }
    serde_json::to_vec(&body)
}

/// Writes ids as strings, and amounts by turns as a string and with a fraction; both mean what they meant.
pub(crate) fn oddly_typed(bytes: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
    let mut body: Value = serde_json::from_slice(bytes)?;
    let mut as_text = false;
    make_odd(&mut body, &mut as_text);
    serde_json::to_vec(&body)
}

fn make_odd(value: &mut Value, as_text: &mut bool) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| make_odd(item, as_text)),
        Value::Object(fields) => make_fields_odd(fields, as_text),
        _ => {}
    }
}

fn make_fields_odd(fields: &mut Map<String, Value>, as_text: &mut bool) {
    for (name, value) in fields.iter_mut() {
        match value.as_i64() {
            Some(number) if name == "id" || name.ends_with("_id") => *value = json!(number.to_string()),
            Some(number) if name.ends_with("amount") => {
                *as_text = !*as_text;
                *value = if *as_text { json!(number.to_string()) } else { with_fraction(number) };
            }
            _ => make_odd(value, as_text),
        }
    }
}

/// `1500` as `1500.0`.
fn with_fraction(number: i64) -> Value {
    format!("{number}.0").parse::<f64>().map_or(json!(number), |amount| json!(amount))
}
