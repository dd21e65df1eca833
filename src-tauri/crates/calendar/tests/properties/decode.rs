//! Random bytes and edited bodies. The decoder never panics, and it reports every row that it skips.

use std::sync::LazyLock;

use calendar::decode::{DecodeError, decode, parse_instant};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

use crate::every_result::compute_every_result;

const LISTS: [&str; 10] = [
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

/// Two rows of each kind with every field.
fn body() -> &'static Value {
    static BODY: LazyLock<Value> = LazyLock::new(|| {
        let rows: Value =
            serde_json::from_str(include_str!("../../fixtures/decode/every_field.json")).unwrap();
        let mut payload = json!({"view": "week", "range": {"from": "2026-03-09", "to": "2026-03-16"}});
        for list in LISTS {
            payload[list] = json!([rows[list], rows[list]]);
        }
        json!({ "payload": payload })
    });
    &BODY
}

/// A random edit of a body. An [`Index`] is a position, and a number is a length.
#[derive(Debug, Clone)]
enum Edit {
    Truncate(Index),
    Remove(Index, usize),
    /// Copies bytes from the first position to the second.
    Copy(Index, usize, Index),
    Insert(Index, &'static str),
    Replace(Index, u8),
    /// Inserts many nested objects (`true`) or lists (`false`).
    InsertNested(Index, usize, bool),
}

const TOKENS: [&str; 24] = [
    "null",
    "true",
    "{}",
    "[]",
    "[",
    "}",
    "\"",
    "\\",
    ",",
    ":",
    "-",
    "1e999",
    "-1E400",
    "18446744073709551616",
    "\"\\ud800\"",
    "\\udc00",
    "\"2026-02-30\"",
    "\"9999-12-31T23:59:59+23:59\"",
    "\"0000-01-01T00:00:00+23:59\"",
    "\"id\":",
    "\"payload\":",
    "\"appointments\":[",
    "\u{feff}",
    "\u{0}",
];

fn edit() -> impl Strategy<Value = Edit> {
    let position = any::<Index>;
    prop_oneof![
        1 => position().prop_map(Edit::Truncate),
        2 => (position(), 1..200_usize).prop_map(|(at, length)| Edit::Remove(at, length)),
        2 => (position(), 1..400_usize, position()).prop_map(|(at, length, to)| Edit::Copy(at, length, to)),
        4 => (position(), select(&TOKENS[..])).prop_map(|(at, token)| Edit::Insert(at, token)),
        2 => (position(), any::<u8>()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        1 => (position(), 1..3000_usize, any::<bool>())
            .prop_map(|(at, depth, objects)| Edit::InsertNested(at, depth, objects)),
    ]
}

impl Edit {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let position = |at: &Index, bytes: &Vec<u8>| at.index(bytes.len() + 1);
        let span = |at: &Index, length: usize, bytes: &Vec<u8>| {
            let start = position(at, bytes);
            start..(start + length).min(bytes.len())
        };
        match self {
            Edit::Truncate(at) => bytes.truncate(position(at, bytes)),
            Edit::Remove(at, length) => drop(bytes.drain(span(at, *length, bytes))),
            Edit::Copy(at, length, to) => {
                let copied = bytes[span(at, *length, bytes)].to_vec();
                let to = position(to, bytes);
                bytes.splice(to..to, copied);
            }
            Edit::Insert(at, token) => {
                let at = position(at, bytes);
                bytes.splice(at..at, token.bytes());
            }
            Edit::Replace(at, byte) => {
                let at = position(at, bytes);
                if let Some(replaced) = bytes.get_mut(at) {
                    *replaced = *byte;
                }
            }
            Edit::InsertNested(at, depth, objects) => {
                // The nested values are inserted before the next value, so that the result is sometimes JSON.
                let from = position(at, bytes);
                let colon = bytes[from..].iter().position(|byte| *byte == b':');
                let at = from + colon.map_or(0, |colon| colon + 1);
                let (open, close) = if *objects { (r#"{"k":"#, "}") } else { ("[", "]") };
                let nested = format!("{}1{},\"k\":", open.repeat(*depth), close.repeat(*depth));
                bytes.splice(at..at, nested.into_bytes());
            }
        }
    }
}

/// Any JSON value. Some of the texts have a meaning for the decoder.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-5..1500_i64).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        "[0-9]{4}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-6][0-9](:[0-6][0-9])?(Z|[+-][0-2][0-9]:[0-6][0-9])?)?"
            .prop_map(Value::from),
        select(&["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-03-09T04:00:00Z", "9999-12-31"][..])
            .prop_map(Value::from),
        select(&["Asia/Almaty", "Astana", "cancelled", "true", "0", "12", "-1", "1500.0"][..])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((select(&["id", "name", "amount", "starts_at", "k"][..]), inner), 0..5)
                .prop_map(|fields| {
                    let fields = fields.into_iter().map(|(key, value)| (key.to_owned(), value));
                    Value::Object(fields.collect::<Map<_, _>>())
                }),
        ]
    })
}

/// The pointers of all lists, rows and fields of the body.
fn pointers() -> &'static [String] {
    fn find(value: &Value, pointer: &str, found: &mut Vec<String>) {
        found.push(pointer.to_owned());
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(key, inner)| find(inner, &format!("{pointer}/{key}"), found));
            }
            Value::Array(items) => {
                (0_usize..)
                    .zip(items)
                    .for_each(|(key, inner)| find(inner, &format!("{pointer}/{key}"), found));
            }
            _ => {}
        }
    }
    static POINTERS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let mut found = Vec::new();
        for list in LISTS {
            let pointer = format!("/payload/{list}");
            find(body().pointer(&pointer).unwrap(), &pointer, &mut found);
        }
        found
    });
    &POINTERS
}

/// A body with replaced or exchanged values. It is JSON, and it still is a calendar.
fn rearranged_body() -> impl Strategy<Value = Value> {
    let pointer = || select(pointers());
    let change = prop_oneof![
        (pointer(), pointer()).prop_map(|(one, other)| (one, other, None)),
        (pointer(), any_json()).prop_map(|(one, value)| (one, String::new(), Some(value))),
    ];
    prop::collection::vec(change, 1..12).prop_map(|changes| {
        let mut changed = body().clone();
        for (one, other, value) in changes {
            let value = value.or_else(|| changed.pointer(&other).cloned());
            if let Some((target, value)) = changed.pointer_mut(&one).zip(value) {
                let replaced = std::mem::replace(target, value);
                // The other value is gone when the replaced value contained it.
                if let Some(target) = changed.pointer_mut(&other).filter(|_| !other.is_empty()) {
                    *target = replaced;
                }
            }
        }
        changed
    })
}

macro_rules! counts {
    ($payload:ident: $($list:ident)*) => {
        [$((stringify!($list), $payload.$list.len())),*]
    };
}

proptest! {
    #[test]
    fn random_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(payload) = decode(&bytes) {
            compute_every_result(payload);
        }
    }

    #[test]
    fn random_text_of_json_characters_does_not_panic(text in r#"[\[\]{}",:0-9eE.+\-\\untrflsai ]{0,120}"#) {
        if let Ok(payload) = decode(text.as_bytes()) {
            compute_every_result(payload);
        }
    }

    #[test]
    fn edited_body_does_not_panic(edits in prop::collection::vec(edit(), 1..8), only_payload in any::<bool>()) {
        let body = if only_payload { &body()["payload"] } else { body() };
        let mut bytes = body.to_string().into_bytes();
        for edit in &edits {
            edit.apply(&mut bytes);
        }
        match decode(&bytes) {
            Ok(payload) => compute_every_result(payload),
            Err(DecodeError::NotJson { line, .. }) => {
                prop_assert!(serde_json::from_slice::<Value>(&bytes).is_err());
                prop_assert!(line >= 1);
            }
            Err(DecodeError::Truncated | DecodeError::WrongShape) => {}
            Err(DecodeError::TooManyRows(kind)) => prop_assert!(false, "the body has few rows: {kind:?}"),
        }
    }

    #[test]
    fn every_row_of_a_rearranged_body_is_read_or_reported_once(body in rearranged_body()) {
        let payload = decode(body.to_string().as_bytes()).unwrap();
        let counts = counts!(payload: resources work_rules break_rules holidays workday_overrides time_offs
            appointments payments expenses slots);
        for (list, read) in counts {
            let mut skipped = 0;
            for rest in payload.skipped.iter().filter_map(|report| report.path.strip_prefix(list)) {
                match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                    // These are nested rows, or lists in a row. The row itself was read.
                    Some((_, inner)) if inner.contains('[') || inner.starts_with(".expense") => {}
                    Some((_, ".payments" | ".service_ids" | ".services")) => {}
                    Some(_) => skipped += 1,
                    None => prop_assert_eq!(rest, "", "the report is about the whole list"),
                }
            }
            let row_count = body["payload"][list].as_array().map_or(0, Vec::len);
            prop_assert_eq!(read + skipped, row_count, "{}: {:?}", list, payload.skipped);
        }
        compute_every_result(payload);
    }

    #[test]
    fn printed_instant_parses_to_the_same_instant(text in r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]?[0-9:.,]{0,12}( ?[+-]?[0-9:Z]{0,6})?|.{0,30}") {
        if let Some(at) = parse_instant(&text) {
            prop_assert_eq!(parse_instant(&at.to_rfc3339()), Some(at));
        }
    }
}
