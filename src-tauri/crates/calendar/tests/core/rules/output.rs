//! Section D: the server's output. This crate has the server's order, and the tests compare instants.

use calendar::Calendar;
use calendar::decode::decode;
use calendar::free::{slots, slots_unique};
use serde_json::{Value, json};

use crate::account::{MONDAY, account, at, calendar, days, free_on_monday, rule, starts};
use crate::fixture::{SavedResponse, fixture_path, instant};

#[test]
fn rule_16_slots_are_ordered_by_resource_then_rule_and_have_duplicates() {
    let rule_of = |resource_id: i64, id: i64, start: u16, end: u16| {
        let mut rule = rule(start, end);
        rule["resource_id"] = json!(resource_id);
        rule["id"] = json!(id);
        rule
    };
    let calendar = calendar(&[
        // The order is neither by id nor by name.
        ("resources", json!([{"id": 5, "name": "B"}, {"id": 9, "name": "C"}, {"id": 2, "name": "A"}])),
        (
            "work_rules",
            json!([
                rule_of(2, 1, 540, 570),
                rule_of(9, 3, 600, 630),
                rule_of(9, 2, 605, 635),
                rule_of(5, 4, 660, 690)
            ]),
        ),
    ]);
    let found = slots(&calendar, days(MONDAY, MONDAY), Some(20));
    let rows: Vec<(i64, String)> = found.iter().map(|slot| slot.resource_id).zip(starts(&found)).collect();
    let expected = [
        (5, "11:00"),
        (5, "11:05"),
        (5, "11:10"),
        (9, "10:05"),
        (9, "10:10"),
        (9, "10:15"),
        (9, "10:00"),
        (9, "10:05"),
        (9, "10:10"),
        (2, "09:00"),
        (2, "09:05"),
        (2, "09:10"),
    ];
    assert_eq!(rows, expected.map(|(resource, start)| (resource, start.to_owned())));
}

#[test]
fn rule_17_texts_with_an_offset_and_with_z_are_read_as_instants() {
    let saved = SavedResponse::open(&fixture_path("payloads/demo1_clinic.json.gz"));
    let texts: Vec<&str> = saved.json["payload"]["slots"]
        .as_array()
        .unwrap()
        .iter()
        .map(|slot| slot["starts_at"].as_str().unwrap())
        .collect();
    let in_utc = texts.iter().filter(|text| text.ends_with('Z')).count();
    assert!(0 < in_utc && in_utc < texts.len(), "{in_utc} of {} texts end in Z", texts.len());
    assert!(texts.iter().all(|text| !text.contains('.')), "no text has a fraction of a second");
    let range = saved.range();
    let read: Vec<_> = saved.payload.slots.iter().map(|slot| slot.starts_at).collect();
    let computed: Vec<_> =
        slots(&Calendar::new(saved.payload), range, None).iter().map(|slot| slot.interval.start).collect();
    assert_eq!(read, computed);
    assert!(texts.iter().zip(&read).all(|(text, read)| instant(text) == *read));
}

#[test]
fn rule_18_lists_keep_the_order_of_the_response() {
    let ids = [7, 3, 9];
    let row = |id: i64| {
        json!({"id": id, "resource_id": 1, "weekday": 1, "start_minute": 540, "end_minute": 600, "date": MONDAY,
            "starts_at": at("09:00"), "ends_at": at("10:00"), "appointment_id": 1, "amount": 5, "name": "A"})
    };
    let rows: Value = ids.map(row).into_iter().collect();
    let lists = [
        "resources",
        "work_rules",
        "break_rules",
        "holidays",
        "workday_overrides",
        "time_offs",
        "appointments",
        "payments",
        "expenses",
    ];
    let payload = decode(account(&lists.map(|list| (list, rows.clone()))).to_string().as_bytes()).unwrap();
    assert_eq!(payload.skipped, []);
    macro_rules! ids {
        ($($list:ident)*) => {
            [$(payload.$list.iter().map(|row| row.id).collect::<Vec<_>>()),*]
        };
    }
    let read = ids!(resources work_rules break_rules holidays workday_overrides time_offs appointments payments
        expenses);
    assert_eq!(read, [(); 9].map(|()| ids.to_vec()));
}

#[test]
fn rule_18_slots_are_computed_for_a_response_without_slots() {
    let body = account(&[("work_rules", json!([rule(540, 600)])), ("slots", json!([]))]);
    let payload = decode(json!({ "payload": body }).to_string().as_bytes()).unwrap();
    assert_eq!(payload.slots, []);
    assert_eq!(slots(&Calendar::new(payload), days(MONDAY, MONDAY), None).len(), 7);
}

#[test]
fn rule_19_response_without_resources_has_no_free_time() {
    let mut body = json!({
        "view": "list", "range": {"from": at("00:00"), "to": at("12:00")},
        "holidays": [{"id": 1, "date": MONDAY}],
        "time_offs": [{"id": 1, "resource_id": null, "starts_at": at("09:00"), "ends_at": at("10:00")}],
    });
    for list in ["resources", "work_rules", "break_rules", "workday_overrides", "appointments"] {
        body[list] = json!([]);
    }
    let payload = decode(json!({ "payload": body }).to_string().as_bytes()).unwrap();
    assert_eq!((payload.holidays.len(), payload.time_offs.len()), (1, 1));
    assert_eq!(slots_unique(&Calendar::new(payload), days(MONDAY, MONDAY), None), []);
}

#[test]
fn rule_19_view_in_the_response_changes_nothing() {
    let lists = [("work_rules", json!([rule(540, 600)]))];
    let mut body = account(&lists);
    for view in ["day", "week", "month", "list", "year"] {
        body["view"] = json!(view);
        let calendar = Calendar::new(decode(body.to_string().as_bytes()).unwrap());
        assert_eq!(crate::account::free_labels(&calendar, days(MONDAY, MONDAY)), free_on_monday(&lists));
    }
}
