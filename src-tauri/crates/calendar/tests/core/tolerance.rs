//! A broken field costs at most its row, is reported, and leaves every other row as it was.

use std::sync::LazyLock;

use calendar::decode::{DecodeError, decode};
use calendar::model::{Payload, SkipReason, Skipped, Status, Tenge};
use serde_json::{Map, Value, json};

use crate::fixture::{contents, path};

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

/// Three rows of each kind, with every field that the decoder knows.
fn body() -> Value {
    static BODY: LazyLock<Value> = LazyLock::new(three_of_each);
    BODY.clone()
}

fn three_of_each() -> Value {
    let rows: Value = serde_json::from_slice(&contents(&path("decode/every_field.json"))).unwrap();
    let mut payload = json!({"view": "week", "range": {"from": "2026-03-09", "to": "2026-03-16"}});
    for list in LISTS {
        payload[list] = (1..=3)
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

fn read(body: &Value) -> Payload {
    decode(body.to_string().as_bytes()).unwrap()
}

/// The payload without the second row of a list and without reports: what must not change.
fn others(payload: &Payload, list: &str, gone: bool) -> Payload {
    let mut payload = payload.clone();
    payload.skipped.clear();
    payload.unread_fields.clear();
    if !gone {
        match list {
            "resources" => drop(payload.resources.remove(1)),
            "work_rules" => drop(payload.work_rules.remove(1)),
            "break_rules" => drop(payload.break_rules.remove(1)),
            "holidays" => drop(payload.holidays.remove(1)),
            "workday_overrides" => drop(payload.workday_overrides.remove(1)),
            "time_offs" => drop(payload.time_offs.remove(1)),
            "appointments" => drop(payload.appointments.remove(1)),
            "payments" => drop(payload.payments.remove(1)),
            "expenses" => drop(payload.expenses.remove(1)),
            _ => drop(payload.slots.remove(1)),
        }
    }
    payload
}

/// `/name`, `/payments/0/amount`, `/expense/amount`, ...: the fields of a row as JSON pointers.
fn fields(row: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    for (key, value) in row {
        found.push(format!("/{key}"));
        match (key.as_str(), value) {
            ("payments", Value::Array(rows)) => {
                let nested = rows[0].as_object().unwrap().keys();
                found.extend(nested.map(|nested| format!("/payments/0/{nested}")));
            }
            ("expense", Value::Object(row)) => {
                found.extend(row.keys().map(|nested| format!("/expense/{nested}")));
            }
            _ => {}
        }
    }
    found
}

/// A pointer into the second row, as a report writes it.
fn reported_path(list: &str, pointer: &str) -> String {
    format!("{list}[1]{}", pointer.replace("/payments/0", ".payments[0]").replace('/', "."))
}

/// The body with a field of the second row put to `value`, or taken away.
fn with(list: &str, pointer: &str, value: Option<&Value>) -> Value {
    let mut body = body();
    let row = &mut body["payload"][list][1];
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = row.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => drop(parent.insert(key.to_owned(), value.clone())),
        None => drop(parent.remove(key)),
    }
    body
}

/// Each way to break each field, with what came of it.
fn for_each_break(mut check: impl FnMut(&str, &str, Option<&Value>, &Payload)) {
    let values = [
        json!(null),
        json!(true),
        json!(5),
        json!(-5),
        json!(1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!("soon"),
        json!("2026-13-45"),
        json!([]),
        json!([[1, {"a": []}], null, "x"]),
        json!({}),
        json!({"a": {"b": [1]}}),
    ];
    let whole = read(&body());
    for list in LISTS {
        let untouched = others(&whole, list, false);
        for pointer in fields(body()["payload"][list][1].as_object().unwrap()) {
            for value in values.iter().map(Some).chain([None]) {
                let payload = read(&with(list, &pointer, value));
                let lost = row_count(&payload, list) < 3;
                assert_eq!(
                    others(&payload, list, lost),
                    untouched,
                    "{list} {pointer} {value:?}: other rows changed"
                );
                check(list, &pointer, value, &payload);
            }
        }
    }
}

fn row_count(payload: &Payload, list: &str) -> usize {
    match list {
        "resources" => payload.resources.len(),
        "work_rules" => payload.work_rules.len(),
        "break_rules" => payload.break_rules.len(),
        "holidays" => payload.holidays.len(),
        "workday_overrides" => payload.workday_overrides.len(),
        "time_offs" => payload.time_offs.len(),
        "appointments" => payload.appointments.len(),
        "payments" => payload.payments.len(),
        "expenses" => payload.expenses.len(),
        _ => payload.slots.len(),
    }
}

#[test]
fn a_whole_body_is_read_without_a_report() {
    let payload = read(&body());
    assert_eq!((payload.skipped.as_slice(), payload.unread_fields.as_slice()), (&[][..], &[][..]));
    for list in LISTS {
        assert_eq!(row_count(&payload, list), 3, "{list}");
    }
    let visit = &payload.appointments[1];
    assert_eq!(visit.service_names, ["Айгуль"]);
    assert_eq!(visit.service_ids, [4, 5]);
    assert_eq!(visit.payments.len(), 2);
}

#[test]
fn any_broken_field_costs_at_most_its_row_and_is_reported_with_it() {
    for_each_break(|list, pointer, value, payload| {
        let context = format!("{list} {pointer} {value:?}");
        let reports: Vec<&Skipped> = payload.skipped.iter().chain(&payload.unread_fields).collect();
        // Elements of lists have reports of their own.
        let about = reported_path(list, pointer);
        for report in &reports {
            // Hours that end before they start are reported by their end.
            let crossed = report.reason == SkipReason::OutOfRange
                && ["minute", "s_at"].iter().any(|end| report.path.ends_with(end));
            assert!(report.path.starts_with(&about) || crossed, "{context}: {report:?}");
            let has_id = pointer != "/id" && list != "slots";
            assert!(report.id.is_some() || !has_id, "{context}: {report:?}");
        }
        let lost = row_count(payload, list) < 3;
        if lost {
            assert_eq!(payload.skipped.len(), 1, "{context}: a lost record counts once: {reports:?}");
        }
        if value.is_none_or(Value::is_null) {
            assert!(
                reports.iter().all(|report| report.reason == SkipReason::Missing),
                "{context}: {reports:?}"
            );
        }
    });
}

#[test]
fn a_field_of_a_kind_that_it_never_has_is_always_reported() {
    for_each_break(|list, pointer, value, payload| {
        let field = pointer.rsplit('/').next().unwrap();
        let strange = match value {
            Some(Value::Object(_)) => !matches!(field, "custom_attributes" | "expense"),
            Some(Value::Array(_)) => !matches!(field, "payments" | "service_ids" | "services"),
            _ => false,
        };
        if strange {
            let about = reported_path(list, pointer);
            let reason = if matches!(field, "payments" | "service_ids" | "services") {
                SkipReason::NotAList
            } else {
                SkipReason::WrongType
            };
            let reports: Vec<_> = payload.skipped.iter().chain(&payload.unread_fields).collect();
            assert_eq!(reports.len(), 1, "{list} {pointer} {value:?}: {reports:?}");
            assert_eq!((&reports[0].path, reports[0].reason), (&about, reason), "{list} {pointer}");
        }
    });
}

#[test]
fn what_each_kind_of_record_cannot_do_without() {
    let mut needed: Vec<String> = Vec::new();
    for_each_break(|list, pointer, value, payload| {
        if value.is_none() && (row_count(payload, list) < 3 || !payload.skipped.is_empty()) {
            needed.push(format!("{list}{pointer}"));
        }
    });
    needed.sort_unstable();
    let mut expected = [
        "resources/id",
        "work_rules/id",
        "work_rules/resource_id",
        "work_rules/weekday",
        "work_rules/start_minute",
        "work_rules/end_minute",
        "break_rules/id",
        "break_rules/resource_id",
        "break_rules/weekday",
        "break_rules/start_minute",
        "break_rules/end_minute",
        "holidays/id",
        "holidays/date",
        "workday_overrides/id",
        "workday_overrides/resource_id",
        "workday_overrides/date",
        "workday_overrides/start_minute",
        "workday_overrides/end_minute",
        "time_offs/id",
        "time_offs/starts_at",
        "time_offs/ends_at",
        "appointments/id",
        "appointments/resource_id",
        "appointments/starts_at",
        "appointments/ends_at",
        "appointments/payments/0/id",
        "appointments/payments/0/amount",
        "appointments/expense/id",
        "appointments/expense/amount",
        "payments/id",
        "payments/appointment_id",
        "payments/amount",
        "expenses/id",
        "expenses/appointment_id",
        "expenses/amount",
        "slots/resource_id",
        "slots/starts_at",
        "slots/ends_at",
    ];
    expected.sort_unstable();
    assert_eq!(needed, expected);
}

#[test]
fn a_field_that_gives_the_rest_another_meaning_must_be_understood() {
    for (list, pointer) in [
        ("time_offs", "/resource_id"),
        ("work_rules", "/active"),
        ("break_rules", "/active"),
        ("holidays", "/recurring_yearly"),
        ("holidays", "/working_day_override"),
        ("workday_overrides", "/break_start_minute"),
        ("workday_overrides", "/break_end_minute"),
    ] {
        let payload = read(&with(list, pointer, Some(&json!("perhaps"))));
        assert_eq!(row_count(&payload, list), 2, "{list} {pointer}");
    }
    // An unreadable zone must not pass for the default one.
    let payload = read(&with("resources", "/timezone", Some(&json!(5))));
    assert_eq!(payload.resources[1].timezone, "");
}

#[test]
fn nonsense_of_the_right_kind_is_out_of_range() {
    for (list, pointer, value, path) in [
        ("work_rules", "/weekday", json!(7), "weekday"),
        ("work_rules", "/weekday", json!(-1), "weekday"),
        ("work_rules", "/start_minute", json!(1441), "start_minute"),
        ("work_rules", "/end_minute", json!(540), "end_minute"),
        ("break_rules", "/end_minute", json!(0), "end_minute"),
        ("workday_overrides", "/end_minute", json!(540), "end_minute"),
        ("workday_overrides", "/break_end_minute", json!(600), "break_end_minute"),
        ("holidays", "/date", json!("2026-02-30"), "date"),
        ("time_offs", "/ends_at", json!("2026-03-09T03:00:00Z"), "ends_at"),
        ("appointments", "/starts_at", json!("2026-13-45"), "starts_at"),
        ("appointments", "/ends_at", json!("2026-03-09T04:00:00Z"), "ends_at"),
        ("payments", "/amount", json!(1_000_000_000_001_i64), "amount"),
        ("payments", "/amount", json!(10.5), "amount"),
        ("payments", "/amount", json!("10.5"), "amount"),
        ("appointments", "/id", json!(u64::MAX), "id"),
    ] {
        let payload = read(&with(list, pointer, Some(&value)));
        let id = (path != "id").then_some(2);
        let report = Skipped { path: format!("{list}[1].{path}"), id, reason: SkipReason::OutOfRange };
        assert_eq!(payload.skipped, [report], "{list} {pointer} {value}");
    }
}

#[test]
fn rows_that_are_no_objects_are_lost_alone() {
    for list in LISTS {
        for (value, reason) in [
            (json!(null), SkipReason::Missing),
            (json!(1), SkipReason::WrongType),
            (json!("x"), SkipReason::WrongType),
            (json!([{"id": 1}]), SkipReason::WrongType),
        ] {
            let mut body = body();
            body["payload"][list][1] = value;
            let payload = read(&body);
            let report = Skipped { path: format!("{list}[1]"), id: None, reason };
            assert_eq!(payload.skipped, [report]);
            assert_eq!(others(&payload, list, true), others(&read(&self::body()), list, false));
        }
    }
}

#[test]
fn a_list_may_be_absent_or_null_but_not_something_else() {
    for list in LISTS {
        let mut absent = body();
        absent["payload"].as_object_mut().unwrap().remove(list);
        let mut null = body();
        null["payload"][list] = json!(null);
        for body in [absent, null] {
            let payload = read(&body);
            assert_eq!((row_count(&payload, list), payload.skipped.len()), (0, 0), "{list}");
        }
        for wrong in [json!({}), json!("x"), json!(0), json!({"0": {"id": 1}})] {
            let mut body = body();
            body["payload"][list] = wrong;
            let payload = read(&body);
            let report = Skipped { path: list.to_owned(), id: None, reason: SkipReason::NotAList };
            assert_eq!((row_count(&payload, list), payload.skipped), (0, vec![report]), "{list}");
        }
    }
}

#[test]
fn whether_the_money_keys_are_there_is_told() {
    let mut body = body();
    let keys = |body: &Value| {
        let payload = read(body);
        (payload.has_payments_key, payload.has_expenses_key)
    };
    assert_eq!(keys(&body), (true, true));
    body["payload"]["payments"] = json!([]);
    body["payload"]["expenses"] = json!(null);
    assert_eq!(keys(&body), (true, true));
    body["payload"].as_object_mut().unwrap().remove("payments");
    body["payload"].as_object_mut().unwrap().remove("expenses");
    assert_eq!(keys(&body), (false, false));
}

#[test]
fn values_in_other_clothes_are_understood() {
    let kept = |list: &str, pointer: &str, value: Value| {
        let payload = read(&with(list, pointer, Some(&value)));
        assert_eq!((payload.skipped.len(), payload.unread_fields.len()), (0, 0), "{list} {pointer} {value}");
        payload
    };
    for id in [json!("2"), json!(2.0), json!(" 2 ")] {
        assert_eq!(kept("appointments", "/id", id).appointments[1].id, 2);
    }
    for amount in [json!(1500), json!("1500"), json!(1500.0), json!("1500.00"), json!(1.5e3)] {
        assert_eq!(kept("payments", "/amount", amount.clone()).payments[1].amount, Tenge(1500));
        let payload = kept("appointments", "/service_amount", amount);
        assert_eq!(payload.appointments[1].service_amount, Some(Tenge(1500)));
    }
    assert_eq!(kept("payments", "/amount", json!(null)).payments[1].amount, Tenge(0));
    let payload = kept("appointments", "/service_amount", json!(null));
    assert_eq!(payload.appointments[1].service_amount, Some(Tenge(0)), "null is zero");
    let payload = read(&with("appointments", "/service_amount", None));
    assert_eq!(payload.appointments[1].service_amount, None, "absent is not");
    for flag in [json!(false), json!("false"), json!(0)] {
        assert!(!kept("work_rules", "/active", flag).work_rules[1].active);
    }
    assert!(read(&with("work_rules", "/active", None)).work_rules[1].active);
    let payload = kept("appointments", "/status", json!("teleported"));
    assert_eq!(payload.appointments[1].status, Status::Other("teleported".to_owned()));
    let payload =
        kept("appointments", "/services", json!(["a", {"name": "b", "price": 1}, {"id": 3, "name": "c"}]));
    assert_eq!(payload.appointments[1].service_names, ["a", "b", "c"]);
    let starts_at = |text: &str| kept("appointments", "/starts_at", json!(text)).appointments[1].starts_at;
    let plain = starts_at("2026-03-09T04:00:00Z");
    assert_eq!(starts_at("2026-03-09T09:00:00+05:00"), plain);
    assert_eq!(starts_at("2026-03-09T04:00:00.987Z"), plain);
    assert_eq!(starts_at("2026-03-09T04:00:00"), plain);
}

#[test]
fn defaults_of_what_is_not_there() {
    let payload =
        decode(br#"{"payload":{"resources":[{"id":1},{"id":2,"timezone":null,"active":null}]}}"#).unwrap();
    for resource in &payload.resources {
        assert_eq!(resource.timezone, "Asia/Almaty");
        assert!(resource.active);
        assert_eq!(resource.slot_duration_min, 30);
    }
    let paths: Vec<_> = payload.unread_fields.iter().map(|report| report.path.as_str()).collect();
    assert_eq!(paths, ["resources[0].name", "resources[1].name"], "a nameless resource is worth a word");
}

#[test]
fn elements_of_lists_in_a_row_are_reported_one_by_one() {
    let payload = read(&with("appointments", "/service_ids", Some(&json!([4, null, "x", 5]))));
    assert_eq!(payload.appointments[1].service_ids, [4, 5]);
    let report = |path: &str, reason| Skipped { path: path.to_owned(), id: Some(2), reason };
    let reports = [
        report("appointments[1].service_ids[1]", SkipReason::Missing),
        report("appointments[1].service_ids[2]", SkipReason::WrongType),
    ];
    assert_eq!(payload.unread_fields, reports);
    let payments = json!([{"id": 8, "amount": 100}, 5, {"id": 9}]);
    let payload = read(&with("appointments", "/payments", Some(&payments)));
    assert_eq!(payload.appointments[1].payments.len(), 1);
    assert_eq!(payload.appointments[1].payments[0].appointment_id, 2, "filled in from the visit");
    let lost: Vec<_> = payload.skipped.iter().map(|report| (report.path.as_str(), report.id)).collect();
    assert_eq!(
        lost,
        [("appointments[1].payments[1]", Some(2)), ("appointments[1].payments[2].amount", Some(9)),]
    );
}

#[test]
fn a_nested_expense_is_completed_from_its_visit() {
    let payload = read(&with("appointments", "/expense", Some(&json!({"id": 8, "amount": 100}))));
    let expense = payload.appointments[1].expense.as_ref().unwrap();
    assert_eq!((expense.appointment_id, expense.resource_id), (2, Some(1)));
}

#[test]
fn of_a_key_that_comes_twice_the_last_counts_and_unknown_keys_do_not() {
    let text = r#"{"request": [1], "payload": {"resources": [{"id": {}, "name": 5, "id": 1, "name": "A",
        "na\u006de": "B", "novel": {"deep": [{}]}}], "resources": [{"id": "x"}], "novel": [{"id": 2}],
        "resources": [{"id": 3, "name": 7, "name": "C"}]}}"#;
    let payload = decode(text.as_bytes()).unwrap();
    assert_eq!((payload.resources[0].id, payload.resources[0].name.as_str()), (3, "C"));
    assert_eq!((payload.resources.len(), payload.skipped.len(), payload.unread_fields.len()), (1, 0, 0));
    let text = r#"{"resources": [{"id": 1, "na\u006de": "B"}]}"#;
    assert_eq!(decode(text.as_bytes()).unwrap().resources[0].name, "B");
}

#[test]
fn the_inner_object_alone_will_do() {
    let body = body();
    assert_eq!(read(&body["payload"]), read(&body));
    let empty = decode(br#"{"payload": {}}"#).unwrap();
    assert_eq!(empty, Payload::default());
}

#[test]
fn what_is_no_calendar() {
    for text in [
        "[]",
        "5",
        "null",
        "\"x\"",
        "{}",
        r#"{"error": "Not found"}"#,
        r#"{"payload": []}"#,
        r#"{"payload": null}"#,
        r#"{"payments": []}"#,
        r#"{"payload": "x", "resources": []}"#,
    ] {
        assert_eq!(decode(text.as_bytes()), Err(DecodeError::WrongShape), "{text}");
    }
    for (text, line, column) in [
        ("<!doctype html>", 1, 1),
        ("Retry later", 1, 1),
        ("{\"payload\": {\n  \"resources\": [}", 2, 17),
        ("{\"payload\": {}} x", 1, 17),
    ] {
        assert_eq!(decode(text.as_bytes()), Err(DecodeError::NotJson { line, column }), "{text}");
    }
    assert_eq!(decode(b"{\n\"a\xff\": 1}"), Err(DecodeError::NotJson { line: 2, column: 3 }));
    assert_eq!(decode(b""), Err(DecodeError::Truncated));
    assert_eq!(decode("\u{feff}{\"payload\":{}}".as_bytes()), Ok(Payload::default()));
}

#[test]
fn a_body_cut_anywhere_is_truncated() {
    let whole = body().to_string();
    for end in 0..whole.len() {
        assert_eq!(decode(&whole.as_bytes()[..end]), Err(DecodeError::Truncated), "cut at {end}");
    }
}

#[test]
fn what_the_json_reader_itself_cannot_hold_costs_a_field() {
    let text = |value: &str| {
        format!(r#"{{"payload": {{"resources": [{{"id": 1, "name": {value}}}, {{"id": 2, "name": "B"}}]}}}}"#)
    };
    let payload = decode(text("\"\\ud83d A \\ud83d\\ude00\"").as_bytes()).unwrap();
    assert_eq!(payload.resources[0].name, "\u{fffd} A 😀");
    let payload = decode(text("\"A\", \"slot_duration_min\": 1e999").as_bytes()).unwrap();
    assert_eq!((payload.resources.len(), payload.resources[0].slot_duration_min), (2, 30));
    assert_eq!(payload.unread_fields[0].path, "resources[0].slot_duration_min");
    // Deeper than the JSON reader goes by itself: in a field, in attributes, in something unknown.
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    for field in [
        deep.clone(),
        format!("\"A\", \"custom_attributes\": {{\"k\": {deep}}}"),
        format!("\"A\", \"new\": {deep}"),
    ] {
        let payload = decode(text(&field).as_bytes()).unwrap();
        assert_eq!((payload.resources.len(), payload.resources[1].name.as_str()), (2, "B"));
    }
}

#[test]
fn no_byte_can_make_it_panic() {
    // One row of each kind will do.
    let rows: Value = serde_json::from_slice(&contents(&path("decode/every_field.json"))).unwrap();
    let mut whole = body();
    for list in LISTS {
        whole["payload"][list] = json!([rows[list]]);
    }
    let whole = whole.to_string().into_bytes();
    for at in 0..whole.len() {
        for byte in [0, b'"', b'}', b'9', b'e', b'\\', 0xff, whole[at] ^ 1] {
            let mut broken = whole.clone();
            broken[at] = byte;
            // Whatever comes of it: that it comes is the point.
            drop(decode(&broken));
        }
    }
}
