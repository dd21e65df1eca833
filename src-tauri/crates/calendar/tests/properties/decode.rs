//! Random bytes and edited bodies: the decoder never panics, and reports what it skipped.

use std::sync::LazyLock;

use calendar::Calendar;
use calendar::decode::{DecodeError, decode, parse_instant};
use calendar::free::{free_intervals, slots_unique};
use calendar::model::{Instant, Interval, Payload};
use calendar::why::stretches;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Map, Value, json};

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

/// Checks that a decoded payload can be used.
fn is_usable(payload: Payload) {
    let bound = |text| parse_instant(text).unwrap();
    let range = Interval::new(bound("2026-03-08T19:00:00Z"), bound("2026-03-11T19:00:00Z"));
    let calendar = Calendar::new(payload);
    let free = free_intervals(&calendar, range);
    let in_range = |interval: Interval| range.start <= interval.start && interval.end <= range.end;
    assert!(free.iter().all(|free| in_range(free.interval) && !free.interval.is_empty()));
    assert!(slots_unique(&calendar, range, None).iter().all(|slot| in_range(slot.interval)));
    for resource in &calendar.payload().resources {
        let found = stretches(&calendar, resource, range, Instant::MIN_UTC);
        assert_eq!(found.first().map(|stretch| stretch.interval.start), Some(range.start));
    }
}

/// An edit of bytes.
#[derive(Debug, Clone)]
enum Edit {
    Cut(Index),
    Drop(Index, usize),
    Copy(Index, usize, Index),
    Put(Index, &'static str),
    Set(Index, u8),
    /// Opening brackets or braces, and as many closing ones.
    Bury(Index, usize, bool),
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
    let place = any::<Index>;
    prop_oneof![
        1 => place().prop_map(Edit::Cut),
        2 => (place(), 1..200_usize).prop_map(|(at, length)| Edit::Drop(at, length)),
        2 => (place(), 1..400_usize, place()).prop_map(|(at, length, to)| Edit::Copy(at, length, to)),
        4 => (place(), select(&TOKENS[..])).prop_map(|(at, token)| Edit::Put(at, token)),
        2 => (place(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
        1 => (place(), 1..3000_usize, any::<bool>()).prop_map(|(at, depth, braces)| Edit::Bury(at, depth, braces)),
    ]
}

impl Edit {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let within = |at: &Index, bytes: &Vec<u8>| at.index(bytes.len() + 1);
        let span = |at: &Index, length: usize, bytes: &Vec<u8>| {
            let start = within(at, bytes);
            start..(start + length).min(bytes.len())
        };
        match self {
            Edit::Cut(at) => bytes.truncate(within(at, bytes)),
            Edit::Drop(at, length) => drop(bytes.drain(span(at, *length, bytes))),
            Edit::Copy(at, length, to) => {
                let copied = bytes[span(at, *length, bytes)].to_vec();
                let to = within(to, bytes);
                bytes.splice(to..to, copied);
            }
            Edit::Put(at, token) => {
                let at = within(at, bytes);
                bytes.splice(at..at, token.bytes());
            }
            Edit::Set(at, byte) => {
                let at = within(at, bytes);
                if let Some(set) = bytes.get_mut(at) {
                    *set = *byte;
                }
            }
            Edit::Bury(at, depth, braces) => {
                // At the beginning of a value, so that the result is sometimes JSON.
                let from = within(at, bytes);
                let colon = bytes[from..].iter().position(|byte| *byte == b':');
                let at = from + colon.map_or(0, |colon| colon + 1);
                let (open, close) = if *braces { (r#"{"k":"#, "}") } else { ("[", "]") };
                let deep = format!("{}1{},\"k\":", open.repeat(*depth), close.repeat(*depth));
                bytes.splice(at..at, deep.into_bytes());
            }
        }
    }
}

/// Any JSON, with some texts that the decoder interprets.
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

/// The pointers of all values in the rows and lists of a body.
fn places() -> &'static [String] {
    fn find(value: &Value, at: &str, found: &mut Vec<String>) {
        found.push(at.to_owned());
        match value {
            Value::Object(fields) => {
                fields.iter().for_each(|(key, inner)| find(inner, &format!("{at}/{key}"), found));
            }
            Value::Array(items) => {
                (0_usize..).zip(items).for_each(|(key, inner)| find(inner, &format!("{at}/{key}"), found));
            }
            _ => {}
        }
    }
    static PLACES: LazyLock<Vec<String>> = LazyLock::new(|| {
        let mut found = Vec::new();
        for list in LISTS {
            let at = format!("/payload/{list}");
            find(body().pointer(&at).unwrap(), &at, &mut found);
        }
        found
    });
    &PLACES
}

/// A body with replaced or exchanged values. It is still JSON and a calendar.
fn rearranged() -> impl Strategy<Value = Value> {
    let place = || select(places());
    let change = prop_oneof![
        (place(), place()).prop_map(|(one, other)| (one, other, None)),
        (place(), any_json()).prop_map(|(one, value)| (one, String::new(), Some(value))),
    ];
    prop::collection::vec(change, 1..12).prop_map(|changes| {
        let mut changed = body().clone();
        for (one, other, value) in changes {
            let value = value.or_else(|| changed.pointer(&other).cloned());
            let first = changed.pointer_mut(&one).zip(value);
            if let Some((place, value)) = first {
                let was = std::mem::replace(place, value);
                // Unless one was inside of the other.
                if let Some(place) = changed.pointer_mut(&other).filter(|_| !other.is_empty()) {
                    *place = was;
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
    fn any_bytes_do_not_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(payload) = decode(&bytes) {
            is_usable(payload);
        }
    }

    #[test]
    fn any_json_like_text_does_not_panic(text in r#"[\[\]{}",:0-9eE.+\-\\untrflsai ]{0,120}"#) {
        if let Ok(payload) = decode(text.as_bytes()) {
            is_usable(payload);
        }
    }

    #[test]
    fn edited_body_does_not_panic(edits in prop::collection::vec(edit(), 1..8), bare in any::<bool>()) {
        let body = if bare { &body()["payload"] } else { body() };
        let mut bytes = body.to_string().into_bytes();
        for edit in &edits {
            edit.apply(&mut bytes);
        }
        match decode(&bytes) {
            Ok(payload) => is_usable(payload),
            Err(DecodeError::NotJson { line, .. }) => {
                prop_assert!(serde_json::from_slice::<Value>(&bytes).is_err());
                prop_assert!(line >= 1);
            }
            Err(DecodeError::Truncated | DecodeError::WrongShape) => {}
        }
    }

    /// Each row of the body is read or reported once.
    #[test]
    fn every_row_of_a_rearranged_body_is_read_or_reported(body in rearranged()) {
        let payload = decode(body.to_string().as_bytes()).unwrap();
        let counts = counts!(payload: resources work_rules break_rules holidays workday_overrides time_offs
            appointments payments expenses slots);
        for (list, read) in counts {
            let of_list = |path: &str| path.strip_prefix(list).map(str::to_owned);
            let mut lost = 0;
            for rest in payload.skipped.iter().filter_map(|report| of_list(&report.path)) {
                match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                    // A nested row of a row that was read, or a list of nested rows.
                    Some((_, inner)) if inner.contains('[') || inner.starts_with(".expense") => {}
                    Some((_, ".payments" | ".service_ids" | ".services")) => {}
                    Some(_) => lost += 1,
                    None => prop_assert_eq!(&rest, "", "not a list"),
                }
            }
            let sent = body["payload"][list].as_array().map_or(0, Vec::len);
            prop_assert_eq!(read + lost, sent, "{}: {:?}", list, payload.skipped);
        }
        is_usable(payload);
    }

    #[test]
    fn any_text_parses_to_an_instant_or_none(text in r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]?[0-9:.,]{0,12}( ?[+-]?[0-9:Z]{0,6})?|.{0,30}") {
        if let Some(at) = parse_instant(&text) {
            prop_assert_eq!(parse_instant(&at.to_rfc3339()), Some(at));
        }
    }
}
