//! The expected outcome of a value in each kind of field.

use std::sync::LazyLock;

use calendar::decode::parse_instant;
use calendar::model::SkipReason::{self, Missing, NotAList, OutOfRange, WrongType};
use serde_json::Value;

use super::every_field;

/// Required fields: without them the row is skipped.
const NEEDED: [(&str, &[&str]); 10] = [
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

/// Fields that may be absent. With an unreadable value the row is skipped, because it would get another
/// meaning.
const CLEAR: [(&str, &[&str]); 5] = [
    ("work_rules", &["active"]),
    ("break_rules", &["active"]),
    ("holidays", &["recurring_yearly", "working_day_override"]),
    ("workday_overrides", &["break_start_minute", "break_end_minute"]),
    ("time_offs", &["resource_id"]),
];

/// Fields whose absence is reported.
const EXPECTED: [(&str, &[&str]); 2] = [("resources", &["name"]), ("appointments", &["status"])];

fn listed(table: &[(&str, &[&str])], list: &str, field: &str) -> bool {
    table.iter().any(|(of, fields)| *of == list && fields.contains(&field))
}

/// The kind of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Between two numbers.
    Number(i64, i64),
    Money,
    Text,
    Moment,
    Date,
    Flag,
    Attributes,
    List,
    /// A nested row, in a list or in a field.
    Row,
    /// A name in a list: a string, or an object with a name.
    Named,
    /// The decoder does not read it.
    Unread,
}

/// The parent of a pointer, and its last key.
pub fn split(pointer: &str) -> (&str, &str) {
    pointer.rsplit_once('/').unwrap()
}

pub fn kind(list: &str, pointer: &str) -> Kind {
    static KNOWN: LazyLock<Value> = LazyLock::new(every_field);
    if pointer.contains("/custom_attributes/") {
        return Kind::Unread;
    }
    let (parent, field) = split(pointer);
    match (parent, field) {
        ("/payments", _) | ("", "expense") => return Kind::Row,
        ("/service_ids", _) => return Kind::Number(i64::MIN, i64::MAX),
        ("/services", _) => return Kind::Named,
        (_, "name") if parent.starts_with("/services/") => return Kind::Text,
        _ if parent.starts_with("/services/") => return Kind::Unread,
        _ => {}
    }
    let in_first = pointer.replace("/payments/1", "/payments/0");
    match (KNOWN[list].pointer(&in_first), field) {
        (None, _) => Kind::Unread,
        (_, "custom_attributes") => Kind::Attributes,
        (Some(Value::Array(_)), _) => Kind::List,
        (_, "weekday") => Kind::Number(0, 6),
        (_, "date" | "client_birth_date") => Kind::Date,
        _ if field.ends_with("_minute") => Kind::Number(0, 1440),
        _ if field.ends_with("amount") => Kind::Money,
        _ if field.ends_with("_at") => Kind::Moment,
        (Some(Value::Number(_)), _) => Kind::Number(i64::MIN, i64::MAX),
        (Some(Value::Bool(_)), _) => Kind::Flag,
        (Some(_), _) => Kind::Text,
    }
}

/// How the decoder should read a value for a kind of field.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    Something,
    Nothing,
    Bad(SkipReason),
}

fn found(kind: Kind, value: &Value) -> Found {
    let is = |good: bool| if good { Found::Something } else { Found::Bad(OutOfRange) };
    let whole = |number: &serde_json::Number, from: i64, to: i64| {
        is(number.as_i64().is_some_and(|number| (from..=to).contains(&number)))
    };
    // The only tested object is empty and has no name.
    if (value.is_null() && kind != Kind::Money) || (kind == Kind::Named && value.is_object()) {
        return Found::Nothing;
    }
    match (kind, value) {
        (Kind::Number(from, to), Value::Number(number)) => whole(number, from, to),
        (Kind::Number(from, to), Value::String(text)) if text.parse::<i64>().is_ok() => {
            whole(&text.parse().unwrap(), from, to)
        }
        (Kind::Money, Value::Number(number)) => whole(number, -1_000_000_000_000, 1_000_000_000_000),
        (Kind::Flag, Value::Number(number)) => whole(number, 0, 1),
        (Kind::Moment | Kind::Date, Value::String(text)) => is(text.parse::<chrono::NaiveDate>().is_ok()),
        (Kind::Money, Value::String(text)) if text.parse::<i64>().is_err() => Found::Bad(WrongType),
        (Kind::Money, Value::Null | Value::String(_))
        | (Kind::Text | Kind::Named, Value::String(_))
        | (Kind::Flag, Value::Bool(_))
        | (Kind::Attributes | Kind::Row, Value::Object(_))
        | (Kind::List, Value::Array(_)) => Found::Something,
        (Kind::List, _) => Found::Bad(NotAList),
        _ => Found::Bad(WrongType),
    }
}

/// The expected outcome of a row with one changed field.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No report.
    Silence,
    /// The field is absent and reported.
    FieldLost(String, SkipReason),
    /// The row, or a nested row, is skipped.
    RowLost { inner: bool, field: String, reason: SkipReason },
}

pub fn outcome(list: &str, pointer: &str, value: Option<&Value>, broken: &Value) -> Outcome {
    let (parent, field) = split(pointer);
    let place = pointer[1..].to_owned();
    let (rows, inner) = match parent {
        _ if parent.starts_with("/payments/") => ("payments", true),
        "/expense" => ("expenses", true),
        _ => (list, false),
    };
    let kind = kind(list, pointer);
    if kind == Kind::Unread {
        return Outcome::Silence;
    }
    let found = value.map(|value| found(kind, value));
    let row_lost = |field: String, reason| Outcome::RowLost { inner, field, reason };
    // A problem of a name is reported for its list element.
    if parent.starts_with("/services/") && kind == Kind::Text {
        let element = parent[1..].to_owned();
        return match found {
            Some(Found::Something) => Outcome::Silence,
            Some(Found::Bad(reason)) => Outcome::FieldLost(element, reason),
            Some(Found::Nothing) | None => Outcome::FieldLost(element, Missing),
        };
    }
    if parent == "/services" || parent == "/service_ids" {
        return match found {
            Some(Found::Bad(reason)) => Outcome::FieldLost(place, reason),
            Some(Found::Nothing) => Outcome::FieldLost(place, Missing),
            Some(Found::Something) | None => Outcome::Silence,
        };
    }
    if kind == Kind::Row {
        let without = |field: String, reason| Outcome::RowLost { inner: true, field, reason };
        return match found {
            Some(Found::Something) => without(format!("{place}/id"), Missing),
            Some(Found::Bad(reason)) => without(place, reason),
            Some(Found::Nothing) if field != "expense" => without(place, Missing),
            Some(Found::Nothing) | None => Outcome::Silence,
        };
    }
    // A nested row need not contain the id of its owner.
    let needed = listed(&NEEDED, rows, field) && !(inner && field == "appointment_id");
    match found {
        Some(Found::Something) => match crossed(broken).filter(|_| !inner) {
            Some(end) => row_lost(end.to_owned(), OutOfRange),
            None => Outcome::Silence,
        },
        Some(Found::Nothing) | None if needed => row_lost(place, Missing),
        Some(Found::Nothing) | None if !inner && listed(&EXPECTED, rows, field) => {
            Outcome::FieldLost(place, Missing)
        }
        Some(Found::Nothing) | None => Outcome::Silence,
        Some(Found::Bad(NotAList)) => Outcome::RowLost { inner: true, field: place, reason: NotAList },
        Some(Found::Bad(reason)) if needed || listed(&CLEAR, rows, field) => row_lost(place, reason),
        Some(Found::Bad(reason)) => Outcome::FieldLost(place, reason),
    }
}

/// The name of an end that is not after its start.
fn crossed(row: &Value) -> Option<&'static str> {
    let minute = |field: &str| match &row[field] {
        Value::String(text) => text.parse().ok(),
        number => number.as_i64(),
    };
    let moment = |field: &str| row[field].as_str().and_then(parse_instant).map(|at| at.timestamp());
    let pairs = [
        ("end_minute", minute("start_minute"), minute("end_minute")),
        ("break_end_minute", minute("break_start_minute"), minute("break_end_minute")),
        ("ends_at", moment("starts_at"), moment("ends_at")),
    ];
    pairs.into_iter().find(|(_, start, end)| end.is_some() && end <= start).map(|(end, ..)| end)
}
