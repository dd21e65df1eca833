//! Sets every field of every row to many wrong values. Only this field or this row may be lost, the report
//! must have its path and the reason, and all other rows must be unchanged.
//!
//! The expected outcome follows from the kind of the field. The decoder's own tables are not used.

mod outcome;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::LazyLock;

use calendar::decode::decode;
use calendar::model::{Payload, Skipped};
use serde_json::{Value, json};

use crate::fixture::{contents, fixture_path};

use outcome::{FieldKind, Outcome, expected_outcome, field_kind, split};

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
    serde_json::from_slice(&contents(&fixture_path("decode/every_field.json"))).unwrap()
}

/// A body with three rows of each kind, with every field that the decoder knows.
pub fn three_of_each() -> Value {
    static BODY: LazyLock<Value> = LazyLock::new(|| body_with_each(3));
    BODY.clone()
}

/// A body with `count` rows of each kind.
fn body_with_each(count: i64) -> Value {
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

/// A body with two rows of each list of a saved response. They contain nulls and unknown keys, and one of the
/// appointments is paid.
fn two_saved_rows_of_each() -> Value {
    let body: Value =
        serde_json::from_slice(&contents(&fixture_path("payloads/demo1_clinic.json.gz"))).unwrap();
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

/// Evaluates `$do` with the list `$list` of a payload.
macro_rules! with_list {
    ($list:expr, $payload:expr, $rows:ident => $do:expr) => {
        match $list {
            "resources" => with_list!(@ $payload.resources, $rows => $do),
            "work_rules" => with_list!(@ $payload.work_rules, $rows => $do),
            "break_rules" => with_list!(@ $payload.break_rules, $rows => $do),
            "holidays" => with_list!(@ $payload.holidays, $rows => $do),
            "workday_overrides" => with_list!(@ $payload.workday_overrides, $rows => $do),
            "time_offs" => with_list!(@ $payload.time_offs, $rows => $do),
            "appointments" => with_list!(@ $payload.appointments, $rows => $do),
            "payments" => with_list!(@ $payload.payments, $rows => $do),
            "expenses" => with_list!(@ $payload.expenses, $rows => $do),
            _ => with_list!(@ $payload.slots, $rows => $do),
        }
    };
    (@ $field:expr, $rows:ident => $do:expr) => {{
        let $rows = &mut $field;
        $do
    }};
}

pub fn row_count(payload: &mut Payload, list: &str) -> usize {
    with_list!(list, payload, rows => rows.len())
}

/// The payload without one row of a list, and without the reports.
pub fn others(payload: &Payload, list: &str, removed: Option<usize>) -> Payload {
    let mut payload = payload.clone();
    payload.skipped.clear();
    payload.unread_fields.clear();
    if let Some(row) = removed {
        with_list!(list, payload, rows => {
            rows.remove(row);
        });
    }
    payload
}

/// The fields of a row, read from its `Debug` output, with their values.
fn fields_of(row: &impl Debug) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut name = String::new();
    for line in format!("{row:#?}").lines() {
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
    let one = with_list!(list, one, rows => fields_of(&rows[row]));
    let other = with_list!(list, other, rows => fields_of(&rows[row]));
    one.into_iter().filter(|(field, value)| other[field] != *value).map(|(field, _)| field).collect()
}

/// Adds the JSON pointers of all values in `value`. Values inside of attributes are left out, because any
/// value is valid there.
fn add_pointers(value: &Value, parent: &str, found: &mut Vec<String>) {
    let mut add = |key: &str, inner: &Value| {
        let pointer = format!("{parent}/{key}");
        if !parent.contains("custom_attributes") {
            found.push(pointer.clone());
            add_pointers(inner, &pointer, found);
        }
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, inner)| add(key, inner)),
        Value::Array(items) => {
            (0_usize..).zip(items).for_each(|(position, inner)| add(&position.to_string(), inner));
        }
        _ => {}
    }
}

/// The path of a field in a report. For `payments/0/amount` it ends in `.payments[0].amount`.
fn report_path(list: &str, row: usize, field_path: &str) -> String {
    let mut path = format!("{list}[{row}]");
    for part in field_path.split('/') {
        if part.starts_with(|first: char| first.is_ascii_digit()) {
            path.extend(["[", part, "]"]);
        } else {
            path.extend([".", part]);
        }
    }
    path
}

/// The values to test. `None` removes the field.
fn wrong_values() -> Vec<Option<Value>> {
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

/// The body with a field of a row set to `value`. `None` removes the field.
pub fn with_field(body: &Value, list: &str, row: usize, pointer: &str, value: Option<&Value>) -> Value {
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

/// Sets every field of the first two rows of every list to every wrong value, and checks the payload. Returns
/// the number of cases.
fn check_all_cases(body: &Value) -> usize {
    let intact = read(body);
    assert_eq!((&intact.skipped[..], &intact.unread_fields[..]), (&[][..], &[][..]));
    let mut cases = 0;
    for list in LISTS {
        for row in 0..2 {
            let row_before = &body["payload"][list][row];
            let other_rows = others(&intact, list, Some(row));
            let mut pointers = Vec::new();
            add_pointers(row_before, "", &mut pointers);
            for pointer in pointers {
                let absent = read(&with_field(body, list, row, &pointer, None));
                for value in wrong_values() {
                    let broken_body = with_field(body, list, row, &pointer, value.as_ref());
                    let payload = read(&broken_body);
                    let case = Case { list, row, pointer: &pointer, value: value.as_ref(), row_before };
                    check(&case, &broken_body["payload"][list][row], &payload, &intact, &other_rows, &absent);
                    cases += 1;
                }
            }
        }
    }
    cases
}

#[derive(Debug)]
struct Case<'a> {
    list: &'a str,
    row: usize,
    pointer: &'a str,
    value: Option<&'a Value>,
    /// The row with its correct value.
    row_before: &'a Value,
}

/// Checks one case. `absent` is the payload without the field.
fn check(
    case: &Case,
    broken_row: &Value,
    payload: &Payload,
    intact: &Payload,
    other_rows: &Payload,
    absent: &Payload,
) {
    let &Case { list, row, pointer, value, row_before } = case;
    let (parent, field) = split(pointer);
    let outcome = expected_outcome(list, pointer, value, broken_row);
    let context = || format!("{list}[{row}]{pointer} = {value:?}: {outcome:?}");

    let is_skipped = matches!(outcome, Outcome::RowSkipped { nested: false, .. });
    assert!(
        others(payload, list, (!is_skipped).then_some(row)) == *other_rows,
        "{}: other rows changed",
        context()
    );

    // The report has the id of the innermost row with a readable id.
    let own_id = row_before["id"].as_i64();
    let nested_id = row_before.pointer(parent).and_then(|nested| nested["id"].as_i64());
    let id = match pointer {
        "/id" => None,
        _ if field_kind(list, pointer) == FieldKind::Row || field == "id" => own_id,
        _ => nested_id.filter(|_| parent.starts_with("/payments/") || parent == "/expense").or(own_id),
    };
    let report =
        |field_path: &str, reason| vec![Skipped { path: report_path(list, row, field_path), id, reason }];
    let (skipped, unread) = match &outcome {
        Outcome::NoReport => (vec![], vec![]),
        Outcome::FieldUnread(field_path, reason) => (vec![], report(field_path, *reason)),
        Outcome::RowSkipped { field, reason, .. } => (report(field, *reason), vec![]),
    };
    assert_eq!((&payload.skipped, &payload.unread_fields), (&skipped, &unread), "{}", context());

    if !is_skipped {
        let first = pointer[1..].split('/').next().unwrap();
        let own_field = if first == "services" { "service_names" } else { first };
        // A nested row takes absent ids from its appointment.
        let depends_on_it = |changed: &str| {
            list == "appointments"
                && ["id", "resource_id"].contains(&own_field)
                && ["payments", "expense"].contains(&changed)
        };
        let changed = differing(list, row, payload.clone(), intact.clone());
        assert!(
            changed.iter().all(|changed| changed == own_field || depends_on_it(changed)),
            "{}: {changed:?} changed",
            context()
        );
        // An unreadable field equals an absent one, except for a zone, which is then unknown.
        if matches!(outcome, Outcome::FieldUnread(..)) && parent.is_empty() && field != "timezone" {
            assert!(
                others(payload, list, None) == others(absent, list, None),
                "{}: differs from an absent field",
                context()
            );
        }
    }
}

#[test]
fn wrong_value_in_any_known_field_loses_only_this_field_or_row() {
    let cases = check_all_cases(&body_with_each(2));
    assert!(cases > 4000, "only {cases} cases");
}

#[test]
fn wrong_value_in_any_saved_field_loses_only_this_field_or_row() {
    let cases = check_all_cases(&two_saved_rows_of_each());
    assert!(cases > 4000, "only {cases} cases");
}

#[test]
fn row_of_another_list_does_not_affect_the_others() {
    let rows = every_field();
    let body = three_of_each();
    let intact = read(&body);
    for list in LISTS {
        for other in LISTS {
            let mut changed = body.clone();
            changed["payload"][list][1] = rows[other].clone();
            // The id of the row that it replaces.
            changed["payload"][list][1]["id"] = json!(2);
            let mut payload = read(&changed);
            let is_read = row_count(&mut payload, list) == 3;
            assert_eq!(
                others(&payload, list, is_read.then_some(1)),
                others(&intact, list, Some(1)),
                "a row of {other} in {list}"
            );
            assert_eq!(payload.skipped.len(), usize::from(!is_read), "a row of {other} in {list}");
        }
    }
}
