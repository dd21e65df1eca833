//! The decoder with damaged bodies. These are the cases that `fields` does not cover.

use calendar::decode::{DecodeError, RowKind, decode};
use calendar::model::{Payload, SkipReason, Skipped, Status, Tenge};
use chrono::Timelike;
use serde_json::{Value, json};

use crate::fields::{self, LISTS, every_field, others, row_count, three_of_each as body};

fn read(body: &Value) -> Payload {
    decode(body.to_string().as_bytes()).unwrap()
}

/// The body with a field of the second row set to `value`. `None` removes the field.
fn with_field(list: &str, pointer: &str, value: Option<&Value>) -> Value {
    fields::with_field(&body(), list, 1, pointer, value)
}

#[test]
fn complete_body_is_read_without_a_report() {
    let mut payload = read(&body());
    assert_eq!((payload.skipped.as_slice(), payload.unread_fields.as_slice()), (&[][..], &[][..]));
    for list in LISTS {
        assert_eq!(row_count(&mut payload, list), 3, "{list}");
    }
    let appointment = &payload.appointments[1];
    assert_eq!(appointment.service_names, ["Айгуль"]);
    assert_eq!(appointment.service_ids, [4, 5]);
    assert_eq!(appointment.payments.len(), 2);
}

#[test]
fn unreadable_zone_is_unknown_and_not_the_default() {
    let payload = read(&with_field("resources", "/timezone", Some(&json!(5))));
    assert_eq!(payload.resources[1].timezone, "");
    assert_eq!(read(&with_field("resources", "/timezone", None)).resources[1].timezone, "Asia/Almaty");
}

#[test]
fn slot_duration_out_of_bounds_becomes_the_nearest_bound() {
    for (sent, expected) in
        [(1_000_000_000_000_000_i64, 720), (721, 720), (720, 720), (5, 5), (4, 5), (0, 5), (-30, 5)]
    {
        let payload = read(&with_field("resources", "/slot_duration_min", Some(&json!(sent))));
        assert_eq!(payload.resources[1].slot_duration_min, expected, "{sent}");
    }
}

#[test]
fn impossible_value_of_the_right_type_is_reported_as_out_of_range() {
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
        let payload = read(&with_field(list, pointer, Some(&value)));
        let id = (path != "id").then_some(2);
        let report = Skipped { path: format!("{list}[1].{path}"), id, reason: SkipReason::OutOfRange };
        assert_eq!(payload.skipped, [report], "{list} {pointer} {value}");
    }
}

#[test]
fn row_that_is_not_an_object_is_skipped_and_the_others_are_kept() {
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
            assert_eq!(others(&payload, list, None), others(&read(&self::body()), list, Some(1)));
        }
    }
}

#[test]
fn absent_or_null_list_is_empty_and_any_other_value_is_reported() {
    for list in LISTS {
        let mut absent = body();
        absent["payload"].as_object_mut().unwrap().remove(list);
        let mut null = body();
        null["payload"][list] = json!(null);
        for body in [absent, null] {
            let mut payload = read(&body);
            assert_eq!((row_count(&mut payload, list), payload.skipped.len()), (0, 0), "{list}");
        }
        for wrong_value in [json!({}), json!("x"), json!(0), json!({"0": {"id": 1}})] {
            let mut body = body();
            body["payload"][list] = wrong_value;
            let mut payload = read(&body);
            let report = Skipped { path: list.to_owned(), id: None, reason: SkipReason::NotAList };
            assert_eq!((row_count(&mut payload, list), payload.skipped), (0, vec![report]), "{list}");
        }
    }
}

#[test]
fn skipped_row_has_one_report() {
    let mut body = body();
    let appointment = &mut body["payload"]["appointments"][1];
    appointment["contact_id"] = json!([]);
    appointment["payments"] = json!([5, {"id": 6}]);
    appointment["expense"] = json!("x");
    let payload = read(&body);
    assert_eq!((payload.skipped.len(), payload.unread_fields.len()), (3, 1), "the row itself is kept");
    // The required field comes before or after the other unreadable fields.
    for (field, value) in [("resource_id", json!(null)), ("ends_at", json!("2026-03-09T04:00:00Z"))] {
        let mut body = body.clone();
        body["payload"]["appointments"][1][field] = value;
        let payload = read(&body);
        let paths: Vec<_> = payload.skipped.iter().map(|report| report.path.as_str()).collect();
        assert_eq!(paths, [format!("appointments[1].{field}")]);
        assert_eq!((payload.appointments.len(), payload.unread_fields.len()), (2, 0));
    }
}

#[test]
fn unreadable_range_is_absent_and_the_rest_is_kept() {
    let with_range = |range: Option<Value>| {
        let mut body = body();
        match range {
            Some(range) => body["payload"]["range"] = range,
            None => drop(body["payload"].as_object_mut().unwrap().remove("range")),
        }
        read(&body)
    };
    let complete = read(&body());
    for no_range in [None, Some(json!(null)), Some(json!({})), Some(json!({"since": 1}))] {
        let payload = with_range(no_range);
        assert_eq!((payload.range, payload.unread_fields.len()), (None, 0));
    }
    for (range, reason) in [
        (json!("week"), SkipReason::WrongType),
        (json!([]), SkipReason::WrongType),
        (json!({"from": "2026-03-09"}), SkipReason::Missing),
        (json!({"from": null, "to": "2026-03-09"}), SkipReason::Missing),
        (json!({"from": "2026-03-09", "to": 5}), SkipReason::WrongType),
        (json!({"from": "soon", "to": "2026-03-09"}), SkipReason::OutOfRange),
    ] {
        let payload = with_range(Some(range));
        let report = Skipped { path: "range".to_owned(), id: None, reason };
        assert_eq!((payload.range, &payload.unread_fields[..]), (None, &[report][..]));
        assert_eq!(Payload { range: complete.range, unread_fields: vec![], ..payload }, complete);
    }
}

#[test]
fn payload_records_which_money_keys_the_body_has() {
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
fn values_in_other_notations_are_read() {
    let read_without_reports = |list: &str, pointer: &str, value: Value| {
        let payload = read(&with_field(list, pointer, Some(&value)));
        assert_eq!((payload.skipped.len(), payload.unread_fields.len()), (0, 0), "{list} {pointer} {value}");
        payload
    };
    for id in [json!("2"), json!(2.0), json!(" 2 ")] {
        assert_eq!(read_without_reports("appointments", "/id", id).appointments[1].id, 2);
    }
    for amount in [json!(1500), json!("1500"), json!(1500.0), json!("1500.00"), json!(1.5e3)] {
        assert_eq!(
            read_without_reports("payments", "/amount", amount.clone()).payments[1].amount,
            Tenge(1500)
        );
        let payload = read_without_reports("appointments", "/service_amount", amount);
        assert_eq!(payload.appointments[1].service_amount, Some(Tenge(1500)));
    }
    assert_eq!(read_without_reports("payments", "/amount", json!(null)).payments[1].amount, Tenge(0));
    let payload = read_without_reports("appointments", "/service_amount", json!(null));
    assert_eq!(payload.appointments[1].service_amount, Some(Tenge(0)), "null means zero");
    let payload = read(&with_field("appointments", "/service_amount", None));
    assert_eq!(payload.appointments[1].service_amount, None, "an absent amount is unknown");
    for flag in [json!(false), json!("false"), json!(0)] {
        assert!(!read_without_reports("work_rules", "/active", flag).work_rules[1].active);
    }
    assert!(read(&with_field("work_rules", "/active", None)).work_rules[1].active);
    let payload = read_without_reports("appointments", "/status", json!("teleported"));
    assert_eq!(payload.appointments[1].status, Status::Other("teleported".to_owned()));
    let payload = read_without_reports(
        "appointments",
        "/services",
        json!(["a", {"name": "b", "price": 1}, {"id": 3, "name": "c"}]),
    );
    assert_eq!(payload.appointments[1].service_names, ["a", "b", "c"]);
    let starts_at = |text: &str| {
        read_without_reports("appointments", "/starts_at", json!(text)).appointments[1].starts_at
    };
    let expected = starts_at("2026-03-09T04:00:00Z");
    assert_eq!(starts_at("2026-03-09T09:00:00+05:00"), expected);
    assert_eq!(starts_at("2026-03-09T04:00:00.987Z"), expected);
    assert_eq!(starts_at("2026-03-09T04:00:00"), expected);
}

#[test]
fn absent_field_has_its_default() {
    let payload =
        decode(br#"{"payload":{"resources":[{"id":1},{"id":2,"timezone":null,"active":null}]}}"#).unwrap();
    for resource in &payload.resources {
        assert_eq!(resource.timezone, "Asia/Almaty");
        assert!(resource.active);
        assert_eq!(resource.slot_duration_min, 30);
    }
    let paths: Vec<_> = payload.unread_fields.iter().map(|report| report.path.as_str()).collect();
    assert_eq!(paths, ["resources[0].name", "resources[1].name"], "only the absent names are reported");
}

#[test]
fn unreadable_list_elements_in_a_row_are_reported_one_by_one() {
    let payload = read(&with_field("appointments", "/service_ids", Some(&json!([4, null, "x", 5]))));
    assert_eq!(payload.appointments[1].service_ids, [4, 5]);
    let report = |path: &str, reason| Skipped { path: path.to_owned(), id: Some(2), reason };
    let reports = [
        report("appointments[1].service_ids[1]", SkipReason::Missing),
        report("appointments[1].service_ids[2]", SkipReason::WrongType),
    ];
    assert_eq!(payload.unread_fields, reports);
    let payments = json!([{"id": 8, "amount": 100}, 5, {"id": 9}]);
    let payload = read(&with_field("appointments", "/payments", Some(&payments)));
    assert_eq!(payload.appointments[1].payments.len(), 1);
    assert_eq!(payload.appointments[1].payments[0].appointment_id, 2, "the id comes from the appointment");
    let skipped: Vec<_> = payload.skipped.iter().map(|report| (report.path.as_str(), report.id)).collect();
    assert_eq!(
        skipped,
        [("appointments[1].payments[1]", Some(2)), ("appointments[1].payments[2].amount", Some(9)),]
    );
}

#[test]
fn nested_expense_is_completed_from_its_appointment() {
    let payload = read(&with_field("appointments", "/expense", Some(&json!({"id": 8, "amount": 100}))));
    let expense = payload.appointments[1].expense.as_ref().unwrap();
    assert_eq!((expense.appointment_id, expense.resource_id), (2, Some(1)));
}

#[test]
fn last_value_of_a_repeated_key_counts_and_unknown_keys_are_ignored() {
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
fn payload_object_without_the_outer_object_is_decoded() {
    let body = body();
    assert_eq!(read(&body["payload"]), read(&body));
    let empty = decode(br#"{"payload": {}}"#).unwrap();
    assert_eq!(empty, Payload::default());
}

#[test]
fn body_that_is_not_a_calendar_is_rejected() {
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
    assert_eq!(decode(b"{\n\"a\xff\": 1}"), Err(DecodeError::WrongShape));
    assert_eq!(decode(b"{\n\"a\": \xff}"), Err(DecodeError::NotJson { line: 2, column: 6 }));
    assert_eq!(decode(b""), Err(DecodeError::Truncated));
    assert_eq!(decode("\u{feff}{\"payload\":{}}".as_bytes()), Ok(Payload::default()));
}

#[test]
fn body_cut_at_any_byte_is_truncated() {
    let body = body().to_string();
    for end in 0..body.len() {
        assert_eq!(decode(&body.as_bytes()[..end]), Err(DecodeError::Truncated), "cut at {end}");
    }
}

#[test]
fn value_that_the_json_reader_rejects_does_not_affect_other_rows() {
    let text = |value: &str| {
        format!(r#"{{"payload": {{"resources": [{{"id": 1, "name": {value}}}, {{"id": 2, "name": "B"}}]}}}}"#)
    };
    let payload = decode(text("\"\\ud83d A \\ud83d\\ude00\"").as_bytes()).unwrap();
    assert_eq!(payload.resources[0].name, "\u{fffd} A 😀");
    let payload = decode(text("\"A\", \"slot_duration_min\": 1e999").as_bytes()).unwrap();
    assert_eq!((payload.resources.len(), payload.resources[0].slot_duration_min), (2, 30));
    assert_eq!(payload.unread_fields[0].path, "resources[0].slot_duration_min");
    // The value is nested deeper than the limit of the JSON reader.
    let nested = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    for field in [
        nested.clone(),
        format!("\"A\", \"custom_attributes\": {{\"k\": {nested}}}"),
        format!("\"A\", \"new\": {nested}"),
    ] {
        let payload = decode(text(&field).as_bytes()).unwrap();
        assert_eq!((payload.resources.len(), payload.resources[1].name.as_str()), (2, "B"));
    }
}

#[test]
fn changed_byte_does_not_panic() {
    let rows = every_field();
    let mut body = body();
    for list in LISTS {
        body["payload"][list] = json!([rows[list]]);
    }
    let body = body.to_string().into_bytes();
    for at in 0..body.len() {
        for byte in [0, b'"', b'}', b'9', b'e', b'\\', 0xff, body[at] ^ 1] {
            let mut changed = body.clone();
            changed[at] = byte;
            // Both a payload and an error are correct here.
            drop(decode(&changed));
        }
    }
}

#[test]
fn damaged_bytes_in_a_name_are_replaced_and_the_field_is_reported() {
    let mut body =
        br#"{"payload": {"resources": [{"id": 1, "name": "Ann?"}, {"id": 2, "name": "Boris"}]}}"#.to_vec();
    let position = body.iter().position(|byte| *byte == b'?').unwrap();
    body[position] = 0xd0;
    let repaired = calendar::decode::repaired_bytes(&body).unwrap();
    for bytes in [&body, &repaired] {
        let payload = decode(bytes).unwrap();
        let names: Vec<_> = payload.resources.iter().map(|resource| resource.name.as_str()).collect();
        assert_eq!(names, ["Ann\u{fffd}", "Boris"]);
        let report =
            Skipped { path: "resources[0].name".to_owned(), id: Some(1), reason: SkipReason::Damaged };
        assert_eq!((payload.unread_fields, payload.skipped), (vec![report], vec![]));
    }
    assert_eq!(calendar::decode::repaired_bytes("Анна".as_bytes()), None);
    assert_eq!(decode(&body[..=position]), Err(DecodeError::Truncated));
}

#[test]
fn long_texts_are_cut_at_a_character_and_reported() {
    let name = "Ж".repeat(5_000_000);
    let body = json!({ "payload": { "resources": [{ "id": 1, "name": name }], "appointments": [{
        "id": 2, "resource_id": 1, "starts_at": "2026-03-09T04:00:00Z", "ends_at": "2026-03-09T05:00:00Z",
        "status": name, "client_comment": "ж".repeat(3000), "services": [name],
    }] } });
    let payload = decode(body.to_string().as_bytes()).unwrap();
    let cut = format!("{}…", "Ж".repeat(510));
    assert_eq!((payload.resources[0].name.as_str(), cut.len()), (cut.as_str(), 1023));
    assert_eq!(payload.appointments[0].service_names, [cut]);
    assert_eq!(
        payload.appointments[0].client_comment.as_ref().unwrap().chars().count(),
        3000,
        "a comment is longer"
    );
    let reported: Vec<_> =
        payload.unread_fields.iter().map(|field| (field.path.as_str(), field.reason)).collect();
    assert_eq!(
        reported,
        [
            ("resources[0].name", SkipReason::TooLong),
            ("appointments[0].services[0]", SkipReason::TooLong),
            ("appointments[0].status", SkipReason::TooLong),
        ]
    );
}

#[test]
fn list_with_too_many_rows_is_an_error_and_reading_stops_there() {
    for (list, kind) in [
        ("resources", RowKind::Resources),
        ("work_rules", RowKind::WorkRules),
        ("break_rules", RowKind::BreakRules),
        ("holidays", RowKind::Holidays),
        ("workday_overrides", RowKind::WorkdayOverrides),
        ("time_offs", RowKind::TimeOffs),
        ("appointments", RowKind::Appointments),
        ("payments", RowKind::Payments),
        ("expenses", RowKind::Expenses),
        ("slots", RowKind::Slots),
    ] {
        let max = kind.max();
        let body = |rows: usize, end: &str| {
            format!(r#"{{"payload": {{"resources": [], "{list}": [{}{{}}]{end}"#, "{},".repeat(rows - 1))
        };
        let payload = decode(body(max, "}}").as_bytes()).unwrap();
        assert_eq!((payload.skipped.len(), payload.more_skipped), (100, max - 100), "{list}");
        // Whatever follows is not read.
        assert_eq!(decode(body(max + 1, "not JSON").as_bytes()), Err(DecodeError::TooManyRows(kind)));
    }
}

#[test]
fn rows_that_are_counted_across_lists_or_within_one_are_bounded() {
    let appointment = |id: usize, resource: usize, payments: &Value| {
        json!({ "id": id, "resource_id": resource, "starts_at": "2026-03-09T04:00:00Z",
            "ends_at": "2026-03-09T05:00:00Z", "payments": payments })
    };
    let many = |count: usize, row: &dyn Fn(usize) -> Value| (1..=count).map(row).collect::<Value>();
    let rule = |resource: usize| json!({ "id": 1, "resource_id": resource, "weekday": 1, "start_minute": 540, "end_minute": 600 });
    let payment = |id: usize| json!({ "id": id, "amount": 1 });
    let time_off = |id: usize| json!({ "id": id, "starts_at": "2026-03-09", "ends_at": "2026-03-10" });
    let payments = many(100, &payment);
    for (list, kind, rows, one_more) in [
        (
            "appointments",
            RowKind::Resources,
            many(1000, &|id| appointment(id, id, &json!([]))),
            appointment(1001, 1001, &json!([])),
        ),
        ("work_rules", RowKind::RulesOfDay, many(24, &|_| rule(1)), rule(1)),
        ("break_rules", RowKind::RulesOfDay, many(24, &|_| rule(1)), rule(1)),
        ("time_offs", RowKind::AccountTimeOffs, many(1000, &time_off), time_off(1001)),
        (
            "appointments",
            RowKind::Payments,
            many(1000, &|id| appointment(id, 1, &payments)),
            appointment(1001, 1, &json!([{ "id": 5, "amount": 1 }])),
        ),
        (
            "appointments",
            RowKind::PaymentsOfAppointment,
            json!([appointment(1, 1, &payments)]),
            appointment(2, 1, &many(101, &payment)),
        ),
    ] {
        let mut body = json!({ "payload": { "resources": [], list: rows } });
        assert!(decode(body.to_string().as_bytes()).is_ok(), "{kind:?}");
        body["payload"][list].as_array_mut().unwrap().push(one_more);
        assert_eq!(decode(body.to_string().as_bytes()), Err(DecodeError::TooManyRows(kind)));
    }
    // The rules of other resources and weekdays are counted separately.
    let body = json!({ "payload": { "resources": [], "work_rules": many(500, &rule) } });
    assert!(decode(body.to_string().as_bytes()).is_ok());
}

#[test]
fn reports_beyond_a_hundred_are_counted() {
    let row = |id: usize| {
        json!({ "id": id, "resource_id": 1, "starts_at": "2026-03-09T04:00:00Z",
            "ends_at": "2026-03-09T05:00:00Z" })
    };
    let repeated: Vec<Value> = (0..500).map(|_| row(1)).collect();
    let payload = read(&json!({ "payload": { "resources": [], "appointments": repeated } }));
    assert_eq!((payload.appointments.len(), payload.skipped.len(), payload.more_skipped), (1, 100, 399));
    // The reason of the row comes after a hundred reasons of its parts.
    let mut skipped = row(1);
    skipped["payments"] = vec![json!(5); 100].into();
    skipped["ends_at"] = skipped["starts_at"].clone();
    let payload = read(&json!({ "payload": { "resources": [], "appointments": [skipped] } }));
    let paths: Vec<_> = payload.skipped.iter().map(|report| report.path.as_str()).collect();
    assert_eq!((paths, payload.more_skipped), (vec!["appointments[0].ends_at"], 0));
}

#[test]
fn lists_and_attributes_inside_a_row_are_bounded() {
    let ids: Vec<u32> = (0..5000).collect();
    let body = json!({ "payload": { "resources": [{ "id": 1, "name": "A", "custom_attributes": {
            "novel": ids, "deleted_from_scheduling": { "a": ids, "b": 1 }, "medelement_specialist_code": ids,
        } }],
        "appointments": [{ "id": 2, "resource_id": 1, "starts_at": "2026-03-09T04:00:00Z",
        "ends_at": "2026-03-09T05:00:00Z", "status": "confirmed", "service_ids": ids }] } });
    let payload = decode(body.to_string().as_bytes()).unwrap();
    assert_eq!(payload.appointments[0].service_ids.len(), 100);
    assert_eq!(payload.unread_fields[0].path, "appointments[0].service_ids[100]");
    // Only whether they are empty matters.
    let kept = json!({ "deleted_from_scheduling": { "": null }, "medelement_specialist_code": [null] });
    assert_eq!(Value::from(payload.resources[0].custom_attributes.clone()), kept);
}

#[test]
fn newest_of_the_rows_with_one_id_is_kept_in_the_place_of_the_first() {
    let row = |id: i64, start: &str, updated: Option<&str>| {
        json!({ "id": id, "resource_id": 1, "starts_at": start, "ends_at": "2026-03-09T09:00:00Z",
            "status": "confirmed", "updated_at": updated })
    };
    let (early, late) = (Some("2026-03-01T00:00:00Z"), Some("2026-03-02T00:00:00Z"));
    for (rows, expected) in [
        (
            [
                row(1, "2026-03-09T04:00:00Z", early),
                row(2, "2026-03-09T05:00:00Z", None),
                row(1, "2026-03-09T06:00:00Z", late),
            ],
            6,
        ),
        (
            [
                row(1, "2026-03-09T04:00:00Z", late),
                row(2, "2026-03-09T05:00:00Z", None),
                row(1, "2026-03-09T06:00:00Z", early),
            ],
            4,
        ),
        (
            [
                row(1, "2026-03-09T04:00:00Z", None),
                row(2, "2026-03-09T05:00:00Z", None),
                row(1, "2026-03-09T06:00:00Z", None),
            ],
            6,
        ),
    ] {
        let resource = json!({ "id": 1, "name": "A" });
        let body = json!({ "payload": { "resources": [resource, resource], "appointments": rows } });
        let payload = decode(body.to_string().as_bytes()).unwrap();
        let kept: Vec<_> = payload.appointments.iter().map(|row| (row.id, row.starts_at.hour())).collect();
        assert_eq!(kept, [(1, expected), (2, 5)]);
        assert_eq!(payload.resources.len(), 1);
        let reports: Vec<_> = payload.skipped.iter().map(|row| (row.path.as_str(), row.reason)).collect();
        assert_eq!(
            reports,
            [("appointments[2]", SkipReason::Repeated), ("resources[1]", SkipReason::Repeated)]
        );
    }
}

#[test]
fn row_with_an_id_that_javascript_cannot_hold_is_skipped() {
    let row = |id: i64| json!({ "id": id, "name": "A" });
    let body = json!({ "payload": { "resources": [row(844_197_938_335_842_304), row(9_007_199_254_740_991), row(9_007_199_254_740_992)] } });
    let payload = decode(body.to_string().as_bytes()).unwrap();
    assert_eq!(payload.resources.len(), 1);
    assert!(
        payload.skipped.iter().all(|row| row.reason == SkipReason::OutOfRange) && payload.skipped.len() == 2
    );
}
