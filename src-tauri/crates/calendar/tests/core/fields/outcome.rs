//! The expected outcome of each value in each kind of field.

use std::sync::LazyLock;

use calendar::decode::parse_instant;
use calendar::model::SkipReason::{self, Missing, NotAList, OutOfRange, WrongType};
use serde_json::Value;

use super::every_field;

/// The largest whole number that JavaScript represents exactly, with its neighbours.
const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// Required fields. Without a readable value the row is skipped.
const REQUIRED: [(&str, &[&str]); 10] = [
    ("resources", &["id"]),
    ("work_rules", &["id", "resource_id", "weekday", "start_minute", "end_minute"]),
    ("break_rules", &["id", "resource_id", "weekday", "start_minute", "end_minute"]),
    ("holidays", &["id", "date"]),
    ("workday_overrides", &["id", "resource_id", "date", "start_minute", "end_minute"]),
    ("time_offs", &["id", "starts_at", "ends_at"]),
    ("appointments", &["id", "resource_id", "starts_at", "ends_at"]),
    ("payments", &["id", "appointment_id", "amount"]),
    ("expenses", &["id", "appointment_id", "amount"]),
    ("slots", &["resource_id", "starts_at", "ends_at"]),
];

/// Fields that may be absent. With an unreadable value the row is skipped, because without the field it would
/// mean something else.
const STRICT: [(&str, &[&str]); 5] = [
    ("work_rules", &["active"]),
    ("break_rules", &["active"]),
    ("holidays", &["recurring_yearly", "working_day_override"]),
    ("workday_overrides", &["break_start_minute", "break_end_minute"]),
    ("time_offs", &["resource_id"]),
];

/// Optional fields whose absence is reported.
const EXPECTED: [(&str, &[&str]); 2] = [("resources", &["name"]), ("appointments", &["status"])];

fn is_in(table: &[(&str, &[&str])], list: &str, field: &str) -> bool {
    table.iter().any(|(name, fields)| *name == list && fields.contains(&field))
}

/// The kind of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A whole number between these two, both included.
    Number(i64, i64),
    Money,
    Text,
    Instant,
    Date,
    Flag,
    Attributes,
    List,
    /// A nested row, in a list or in a field.
    Row,
    /// A name in a list: a string, or an object with a `name`.
    Name,
    /// The decoder ignores the field.
    Ignored,
}

/// The parent of a pointer, and its last key.
pub fn split(pointer: &str) -> (&str, &str) {
    pointer.rsplit_once('/').unwrap()
}

pub fn field_kind(list: &str, pointer: &str) -> FieldKind {
    static ROWS: LazyLock<Value> = LazyLock::new(every_field);
    if pointer.contains("/custom_attributes/") {
        return FieldKind::Ignored;
    }
    let (parent, field) = split(pointer);
    match (parent, field) {
        ("/payments", _) | ("", "expense") => return FieldKind::Row,
        ("/service_ids", _) => return FieldKind::Number(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER),
        // Replaced by the nearest bound.
        (_, "slot_duration_min") => return FieldKind::Number(i64::MIN, i64::MAX),
        ("/services", _) => return FieldKind::Name,
        (_, "name") if parent.starts_with("/services/") => return FieldKind::Text,
        _ if parent.starts_with("/services/") => return FieldKind::Ignored,
        _ => {}
    }
    // The row in the fixture has one payment.
    let pointer_in_row = pointer.replace("/payments/1", "/payments/0");
    match (ROWS[list].pointer(&pointer_in_row), field) {
        (None, _) => FieldKind::Ignored,
        (_, "custom_attributes") if list == "resources" => FieldKind::Attributes,
        (_, "custom_attributes") => FieldKind::Ignored,
        (Some(Value::Array(_)), _) => FieldKind::List,
        (_, "weekday") => FieldKind::Number(0, 6),
        (_, "date" | "client_birth_date") => FieldKind::Date,
        _ if field.ends_with("_minute") => FieldKind::Number(0, 1440),
        _ if field.ends_with("amount") => FieldKind::Money,
        _ if field.ends_with("_at") => FieldKind::Instant,
        (Some(Value::Number(_)), _) => FieldKind::Number(-MAX_SAFE_INTEGER, MAX_SAFE_INTEGER),
        (Some(Value::Bool(_)), _) => FieldKind::Flag,
        (Some(_), _) => FieldKind::Text,
    }
}

/// How the decoder should read one value.
#[derive(Debug, PartialEq, Eq)]
enum Reading {
    Readable,
    /// As if the field were absent.
    Absent,
    Unreadable(SkipReason),
}

fn read_value(kind: FieldKind, value: &Value) -> Reading {
    let readable_if = |valid: bool| if valid { Reading::Readable } else { Reading::Unreadable(OutOfRange) };
    let whole_number = |number: &serde_json::Number, from: i64, to: i64| {
        readable_if(number.as_i64().is_some_and(|number| (from..=to).contains(&number)))
    };
    // The tested object has no name.
    if (value.is_null() && kind != FieldKind::Money) || (kind == FieldKind::Name && value.is_object()) {
        return Reading::Absent;
    }
    match (kind, value) {
        (FieldKind::Number(from, to), Value::Number(number)) => whole_number(number, from, to),
        (FieldKind::Number(from, to), Value::String(text)) if text.parse::<i64>().is_ok() => {
            whole_number(&text.parse().unwrap(), from, to)
        }
        (FieldKind::Money, Value::Number(number)) => {
            whole_number(number, -1_000_000_000_000, 1_000_000_000_000)
        }
        (FieldKind::Flag, Value::Number(number)) => whole_number(number, 0, 1),
        (FieldKind::Instant | FieldKind::Date, Value::String(text)) => {
            readable_if(text.parse::<chrono::NaiveDate>().is_ok())
        }
        (FieldKind::Money, Value::String(text)) if text.parse::<i64>().is_err() => {
            Reading::Unreadable(WrongType)
        }
        (FieldKind::Money, Value::Null | Value::String(_))
        | (FieldKind::Text | FieldKind::Name, Value::String(_))
        | (FieldKind::Flag, Value::Bool(_))
        | (FieldKind::Attributes | FieldKind::Row, Value::Object(_))
        | (FieldKind::List, Value::Array(_)) => Reading::Readable,
        (FieldKind::List, _) => Reading::Unreadable(NotAList),
        _ => Reading::Unreadable(WrongType),
    }
}

/// The expected outcome of a row with one changed field.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is no report.
    NoReport,
    /// The row is kept without the field, and the field is reported.
    FieldUnread(String, SkipReason),
    /// The row or a nested row is skipped.
    RowSkipped { nested: bool, field: String, reason: SkipReason },
}

/// The outcome of setting a field to `value`. `broken_row` is the whole row with this value.
pub fn expected_outcome(list: &str, pointer: &str, value: Option<&Value>, broken_row: &Value) -> Outcome {
    let (parent, field) = split(pointer);
    let field_path = pointer[1..].to_owned();
    let (rows, nested) = match parent {
        _ if parent.starts_with("/payments/") => ("payments", true),
        "/expense" => ("expenses", true),
        _ => (list, false),
    };
    let kind = field_kind(list, pointer);
    if kind == FieldKind::Ignored {
        return Outcome::NoReport;
    }
    let reading = value.map(|value| read_value(kind, value));
    let row_skipped = |field: String, reason| Outcome::RowSkipped { nested, field, reason };
    // An unreadable `name` in an object is reported with the path of the object.
    if parent.starts_with("/services/") && kind == FieldKind::Text {
        let element = parent[1..].to_owned();
        return match reading {
            Some(Reading::Readable) => Outcome::NoReport,
            Some(Reading::Unreadable(reason)) => Outcome::FieldUnread(element, reason),
            Some(Reading::Absent) | None => Outcome::FieldUnread(element, Missing),
        };
    }
    if parent == "/services" || parent == "/service_ids" {
        return match reading {
            Some(Reading::Unreadable(reason)) => Outcome::FieldUnread(field_path, reason),
            Some(Reading::Absent) => Outcome::FieldUnread(field_path, Missing),
            Some(Reading::Readable) | None => Outcome::NoReport,
        };
    }
    if kind == FieldKind::Row {
        let nested_row_skipped = |field: String, reason| Outcome::RowSkipped { nested: true, field, reason };
        return match reading {
            Some(Reading::Readable) => nested_row_skipped(format!("{field_path}/id"), Missing),
            Some(Reading::Unreadable(reason)) => nested_row_skipped(field_path, reason),
            Some(Reading::Absent) if field != "expense" => nested_row_skipped(field_path, Missing),
            Some(Reading::Absent) | None => Outcome::NoReport,
        };
    }
    // A nested row may lack the id of its appointment.
    let required = is_in(&REQUIRED, rows, field) && !(nested && field == "appointment_id");
    match reading {
        Some(Reading::Readable) => match end_before_start(broken_row).filter(|_| !nested) {
            Some(end) => row_skipped(end.to_owned(), OutOfRange),
            None => Outcome::NoReport,
        },
        Some(Reading::Absent) | None if required => row_skipped(field_path, Missing),
        Some(Reading::Absent) | None if !nested && is_in(&EXPECTED, rows, field) => {
            Outcome::FieldUnread(field_path, Missing)
        }
        Some(Reading::Absent) | None => Outcome::NoReport,
        Some(Reading::Unreadable(NotAList)) => {
            Outcome::RowSkipped { nested: true, field: field_path, reason: NotAList }
        }
        Some(Reading::Unreadable(reason)) if required || is_in(&STRICT, rows, field) => {
            row_skipped(field_path, reason)
        }
        Some(Reading::Unreadable(reason)) => Outcome::FieldUnread(field_path, reason),
    }
}

/// The name of the first end in a row that is not after its start.
fn end_before_start(row: &Value) -> Option<&'static str> {
    let minute = |field: &str| match &row[field] {
        Value::String(text) => text.parse().ok(),
        number => number.as_i64(),
    };
    let second = |field: &str| row[field].as_str().and_then(parse_instant).map(|at| at.timestamp());
    let pairs = [
        ("end_minute", minute("start_minute"), minute("end_minute")),
        ("break_end_minute", minute("break_start_minute"), minute("break_end_minute")),
        ("ends_at", second("starts_at"), second("ends_at")),
    ];
    pairs.into_iter().find(|(_, start, end)| end.is_some() && end <= start).map(|(end, ..)| end)
}
