//! Every field of every row with every kind of wrong value: only that field or that row is lost, the report
//! has its path and the reason, and everything else is unchanged.
//!
//! The expected outcome is derived from the kind of the field, without the decoder's tables.

mod outcome;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::LazyLock;

use calendar::decode::decode;
use calendar::model::{Payload, Skipped};
use serde_json::{Value, json};

use crate::fixture::{contents, path};

use outcome::{Kind, Outcome, kind, outcome, split};

pub const LISTS: [&str; 10] = [
    "resources",
    "work_rules",
    "break_rules",
    "holidays",
    "workday_overrides",
    "time_offs",
    "appointments",
    "payments",
    "expenses",
    "slots",
];

/// One row of each kind, with every field that the decoder knows.
pub fn every_field() -> Value {
    serde_json::from_slice(&contents(&path("decode/every_field.json"))).unwrap()
}

/// Three rows of each kind, with every field that the decoder knows.
pub fn three_of_each() -> Value {
    static BODY: LazyLock<Value> = LazyLock::new(|| of_each(3));
    BODY.clone()
}

fn of_each(count: i64) -> Value {
    let rows = every_field();
    let mut payload = json!({"view": "week", "range": {"from": "2026-03-09", "to": "2026-03-16"}});
    for list in LISTS {
        payload[list] = (1..=count)
            .map(|id| {
                let mut row = rows[list].clone();
                if let Some(row_id) = row.get_mut("id") {
                    *row_id = json!(id);
                }
                row
            })
            .collect();
    }
    json!({ "payload": payload })
}

/// Two rows of each list of a clinic's week from a server, with nulls and unknown keys.
/// One of the appointments is paid.
fn two_of_each_that_a_server_sent() -> Value {
    let body: Value = serde_json::from_slice(&contents(&path("payloads/demo1_clinic.json.gz"))).unwrap();
    let mut payload = body["payload"].clone();
    for list in LISTS {
        let rows = payload[list].as_array_mut().unwrap();
        if let Some(paid) = rows.iter().position(|row| row["expense"].is_object()) {
            rows.swap(0, paid);
        }
        rows.truncate(2);
    }
    json!({ "payload": payload })
}

fn read(body: &Value) -> Payload {
    decode(body.to_string().as_bytes()).unwrap()
}

macro_rules! each_list {
    ($list:expr, $payload:expr, $rows:ident => $do:expr) => {
        match $list {
            "resources" => each_list!(@ $payload.resources, $rows => $do),
            "work_rules" => each_list!(@ $payload.work_rules, $rows => $do),
            "break_rules" => each_list!(@ $payload.break_rules, $rows => $do),
            "holidays" => each_list!(@ $payload.holidays, $rows => $do),
            "workday_overrides" => each_list!(@ $payload.workday_overrides, $rows => $do),
            "time_offs" => each_list!(@ $payload.time_offs, $rows => $do),
            "appointments" => each_list!(@ $payload.appointments, $rows => $do),
            "payments" => each_list!(@ $payload.payments, $rows => $do),
            "expenses" => each_list!(@ $payload.expenses, $rows => $do),
            _ => each_list!(@ $payload.slots, $rows => $do),
        }
    };
    (@ $field:expr, $rows:ident => $do:expr) => {{
        let $rows = &mut $field;
        $do
    }};
}

pub fn row_count(payload: &mut Payload, list: &str) -> usize {
    each_list!(list, payload, rows => rows.len())
}

/// The payload without one row of a list and without reports. It must not change.
pub fn others(payload: &Payload, list: &str, gone: Option<usize>) -> Payload {
    let mut payload = payload.clone();
    payload.skipped.clear();
    payload.unread_fields.clear();
    if let Some(row) = gone {
        each_list!(list, payload, rows => {
            rows.remove(row);
        });
    }
    payload
}

/// The fields of a row with their values.
fn fields_of(record: &impl Debug) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut name = String::new();
    for line in format!("{record:#?}").lines() {
        let field = line.strip_prefix("    ").filter(|rest| rest.starts_with(char::is_alphabetic));
        if let Some((field, _)) = field.and_then(|field| field.split_once(':')) {
            field.clone_into(&mut name);
        }
        fields.entry(name.clone()).or_insert_with(String::new).push_str(line);
    }
    fields
}

/// The fields in which a row of two payloads differs.
fn differing(list: &str, row: usize, mut one: Payload, mut other: Payload) -> Vec<String> {
    let one = each_list!(list, one, rows => fields_of(&rows[row]));
    let other = each_list!(list, other, rows => fields_of(&rows[row]));
    one.into_iter().filter(|(field, value)| other[field] != *value).map(|(field, _)| field).collect()
}

/// The JSON pointers of all values, except those inside of attributes, where any value is valid.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut appointment = |key: &str, inner: &Value| {
        let place = format!("{at}/{key}");
        if !at.contains("custom_attributes") {
            found.push(place.clone());
            places(inner, &place, found);
        }
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, inner)| appointment(key, inner)),
        Value::Array(items) => {
            (0_usize..).zip(items).for_each(|(position, inner)| appointment(&position.to_string(), inner));
        }
        _ => {}
    }
}

/// `payments/0/amount` as a report writes it.
fn reported(list: &str, row: usize, place: &str) -> String {
    let mut path = format!("{list}[{row}]");
    for part in place.split('/') {
        if part.starts_with(|first: char| first.is_ascii_digit()) {
            path.extend(["[", part, "]"]);
        } else {
            path.extend([".", part]);
        }
    }
    path
}

fn values() -> Vec<Option<Value>> {
    let values = [
        json!(null),
        json!(true),
        json!(12),
        json!(-1),
        json!(1.5),
        json!(1e308),
        json!(u64::MAX),
        json!(i64::MIN),
        json!("x"),
        json!(""),
        json!("12"),
        json!("2026-13-45"),
        json!("9999-12-31"),
        json!([]),
        json!({}),
    ];
    values.into_iter().map(Some).chain([None]).collect()
}

/// The body with a field of a row set to a value, or removed.
pub fn with(body: &Value, list: &str, row: usize, pointer: &str, value: Option<&Value>) -> Value {
    let mut body = body.clone();
    let (parent, key) = split(pointer);
    match body["payload"][list][row].pointer_mut(parent).unwrap() {
        Value::Object(fields) => match value {
            Some(value) => drop(fields.insert(key.to_owned(), value.clone())),
            None => drop(fields.remove(key)),
        },
        Value::Array(items) => {
            let position: usize = key.parse().unwrap();
            match value {
                Some(value) => items[position] = value.clone(),
                None => drop(items.remove(position)),
            }
        }
        _ => panic!("{pointer} is in neither an object nor a list"),
    }
    body
}

/// Sets every field of the first two rows of every list to every wrong value. Returns the number of cases.
fn break_everything(body: &Value) -> usize {
    let whole = read(body);
    assert_eq!((&whole.skipped[..], &whole.unread_fields[..]), (&[][..], &[][..]));
    let mut ways = 0;
    for list in LISTS {
        for row in 0..2 {
            let before = &body["payload"][list][row];
            let untouched = others(&whole, list, Some(row));
            let mut pointers = Vec::new();
            places(before, "", &mut pointers);
            for pointer in pointers {
                let absent = read(&with(body, list, row, &pointer, None));
                for value in values() {
                    let broken = with(body, list, row, &pointer, value.as_ref());
                    let payload = read(&broken);
                    let case = Case { list, row, pointer: &pointer, value: value.as_ref(), before };
                    check(&case, &broken["payload"][list][row], &payload, &whole, &untouched, &absent);
                    ways += 1;
                }
            }
        }
    }
    ways
}

#[derive(Debug)]
struct Case<'a> {
    list: &'a str,
    row: usize,
    pointer: &'a str,
    value: Option<&'a Value>,
    before: &'a Value,
}

fn check(
    case: &Case,
    broken: &Value,
    payload: &Payload,
    whole: &Payload,
    untouched: &Payload,
    absent: &Payload,
) {
    let &Case { list, row, pointer, value, before } = case;
    let (parent, field) = split(pointer);
    let outcome = outcome(list, pointer, value, broken);
    let context = || format!("{list}[{row}]{pointer} = {value:?}: {outcome:?}");

    let is_lost = matches!(outcome, Outcome::RowLost { inner: false, .. });
    assert!(
        others(payload, list, (!is_lost).then_some(row)) == *untouched,
        "{}: other rows changed",
        context()
    );

    // The innermost row with a readable id.
    let own_id = before["id"].as_i64();
    let inner_id = before.pointer(parent).and_then(|inner| inner["id"].as_i64());
    let id = match pointer {
        "/id" => None,
        _ if kind(list, pointer) == Kind::Row || field == "id" => own_id,
        _ => inner_id.filter(|_| parent.starts_with("/payments/") || parent == "/expense").or(own_id),
    };
    let report = |place: &str, reason| vec![Skipped { path: reported(list, row, place), id, reason }];
    let (skipped, unread) = match &outcome {
        Outcome::Silence => (vec![], vec![]),
        Outcome::FieldLost(place, reason) => (vec![], report(place, *reason)),
        Outcome::RowLost { field, reason, .. } => (report(field, *reason), vec![]),
    };
    assert_eq!((&payload.skipped, &payload.unread_fields), (&skipped, &unread), "{}", context());

    if !is_lost {
        let first = pointer[1..].split('/').next().unwrap();
        let own = if first == "services" { "service_names" } else { first };
        // A nested row takes absent fields from its appointment.
        let follows = |changed: &str| {
            list == "appointments"
                && ["id", "resource_id"].contains(&own)
                && ["payments", "expense"].contains(&changed)
        };
        let changed = differing(list, row, payload.clone(), whole.clone());
        assert!(
            changed.iter().all(|changed| changed == own || follows(changed)),
            "{}: {changed:?} changed",
            context()
        );
        // An unreadable field equals an absent one, except for a zone, which is then unknown.
        if matches!(outcome, Outcome::FieldLost(..)) && parent.is_empty() && field != "timezone" {
            assert!(
                others(payload, list, None) == others(absent, list, None),
                "{}: not as absent",
                context()
            );
        }
    }
}

#[test]
fn every_known_field_broken_in_every_way() {
    let ways = break_everything(&of_each(2));
    assert!(ways > 4000, "{ways} ways");
}

#[test]
fn every_field_from_a_server_broken_in_every_way() {
    let ways = break_everything(&two_of_each_that_a_server_sent());
    assert!(ways > 4000, "{ways} ways");
}

#[test]
fn row_of_another_list_does_not_affect_the_others() {
    let rows = every_field();
    let body = three_of_each();
    let whole = read(&body);
    for list in LISTS {
        for other in LISTS {
            let mut strange = body.clone();
            strange["payload"][list][1] = rows[other].clone();
            let mut payload = read(&strange);
            let kept = row_count(&mut payload, list) == 3;
            assert_eq!(
                others(&payload, list, kept.then_some(1)),
                others(&whole, list, Some(1)),
                "{other} among {list}"
            );
            assert_eq!(payload.skipped.len(), usize::from(!kept), "{other} among {list}");
        }
    }
}
