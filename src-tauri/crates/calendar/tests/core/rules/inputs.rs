//! Section A: the input.

use calendar::Calendar;
use calendar::decode::{decode, parse_instant};
use calendar::free::{duration_from_query, free_intervals, slots};
use calendar::model::{Interval, SkipReason};
use chrono_tz::Tz;
use serde_json::json;

use crate::account::{MONDAY, account, at, calendar, days, free_labels_in, free_on_monday, rule, starts};
use crate::fixture::instant;

#[test]
fn rule_01_empty_or_inverted_range_has_no_free_time() {
    let calendar = calendar(&[("work_rules", json!([rule(540, 600)]))]);
    for (from, to) in [("09:00", "09:00"), ("10:00", "09:00")] {
        let range = Interval { start: at(from), end: at(to) };
        assert_eq!(free_intervals(&calendar, range), []);
        assert_eq!(slots(&calendar, range, None), []);
    }
}

#[test]
fn rule_01_bound_without_offset_is_utc_and_a_lost_plus_drops_the_offset() {
    let utc = Some(instant("2026-03-09T00:00:00Z"));
    for text in ["2026-03-09T00:00:00", "2026-03-09", "2026-03-09T00:00:00 05:00"] {
        assert_eq!(parse_instant(text), utc, "{text}");
    }
    assert_eq!(parse_instant("2026-03-09T00:00:00+05:00"), Some(at("00:00")));
}

#[test]
fn rule_02_rows_of_other_resources_are_ignored() {
    let free_when_blocked = |resource_id: i64| {
        let row = json!({"resource_id": resource_id, "starts_at": at("09:00"), "ends_at": at("10:00")});
        free_on_monday(&[
            ("work_rules", json!([rule(540, 660)])),
            (
                "break_rules",
                json!([{"resource_id": 2, "weekday": 1, "start_minute": 600, "end_minute": 630}]),
            ),
            ("appointments", json!([row.clone()])),
            ("time_offs", json!([row])),
        ])
    };
    assert_eq!(free_when_blocked(2), ["09:00-11:00"]);
    assert_eq!(free_when_blocked(1), ["10:00-11:00"]);
    let account_wide = json!([{"resource_id": null, "starts_at": at("09:00"), "ends_at": at("10:30")}]);
    let lists = [("work_rules", json!([rule(540, 660)])), ("time_offs", account_wide)];
    assert_eq!(free_on_monday(&lists), ["10:30-11:00"]);
}

#[test]
fn rule_02_local_date_after_the_utc_range_has_its_override() {
    // Kiritimati is 14 hours ahead of UTC.
    let lists = [
        ("resources", json!([{"timezone": "Pacific/Kiritimati"}])),
        ("workday_overrides", json!([{"date": "2026-03-10", "start_minute": 60, "end_minute": 120}])),
    ];
    let range = Interval { start: instant("2026-03-09T10:00:00Z"), end: instant("2026-03-09T11:30:00Z") };
    assert_eq!(free_labels_in(Tz::Pacific__Kiritimati, &calendar(&lists), range), ["01:00-01:30"]);
}

#[test]
fn rule_03_inactive_resource_has_slots_and_inactive_rules_are_ignored() {
    let inactive = |start: u16, end: u16| {
        let mut rule = rule(start, end);
        rule["active"] = json!(false);
        rule
    };
    let lists = [
        ("resources", json!([{"id": 1, "active": false}])),
        ("work_rules", json!([rule(540, 600), inactive(600, 660)])),
        ("break_rules", json!([inactive(550, 560)])),
    ];
    assert_eq!(free_on_monday(&lists), ["09:00-10:00"]);
}

#[test]
fn rule_04_duration_is_the_requested_or_the_resources_own_and_at_least_5() {
    let calendar = calendar(&[("work_rules", json!([rule(540, 575)]))]);
    let starts_on_monday = |duration| starts(&slots(&calendar, days(MONDAY, MONDAY), duration));
    assert_eq!(starts_on_monday(None), ["09:00", "09:05"]);
    assert_eq!(starts_on_monday(Some(25)), ["09:00", "09:05", "09:10"]);
    assert_eq!(starts_on_monday(Some(-15)), starts_on_monday(Some(5)));
    assert_eq!(starts_on_monday(Some(5)).len(), 7);
    assert_eq!(starts_on_monday(Some(i64::MAX)), [""; 0]);
    for (text, duration) in [
        ("45", Some(45)),
        ("45.9", Some(45)),
        (" 20 min", Some(20)),
        ("abc", Some(0)),
        ("0", Some(0)),
        ("-15", Some(-15)),
        ("+7", Some(7)),
        ("", None),
        ("  ", None),
        ("99999999999999999999", Some(i64::MAX)),
    ] {
        assert_eq!(duration_from_query(text), duration, "{text:?}");
    }
}

#[test]
fn rule_05_row_that_breaks_a_guarantee_is_skipped_and_reported() {
    let invalid_rows = [
        ("work_rules", json!({"weekday": 7, "start_minute": 540, "end_minute": 600})),
        ("work_rules", json!({"weekday": -1, "start_minute": 540, "end_minute": 600})),
        ("work_rules", json!({"weekday": 1, "start_minute": 1440, "end_minute": 1440})),
        ("work_rules", json!({"weekday": 1, "start_minute": 0, "end_minute": 1441})),
        ("work_rules", json!({"weekday": 1, "start_minute": 600, "end_minute": 540})),
        ("break_rules", json!({"weekday": 1, "start_minute": 0, "end_minute": 0})),
        ("workday_overrides", json!({"date": MONDAY, "start_minute": 600, "end_minute": 600})),
        (
            "workday_overrides",
            json!({"date": MONDAY, "start_minute": 540, "end_minute": 600,
                "break_start_minute": 580, "break_end_minute": 570}),
        ),
        ("time_offs", json!({"starts_at": at("10:00"), "ends_at": at("10:00")})),
        ("appointments", json!({"starts_at": at("10:00"), "ends_at": at("09:00")})),
    ];
    for (list, row) in invalid_rows {
        let body = account(&[(list, json!([row]))]).to_string();
        let payload = decode(body.as_bytes()).unwrap();
        assert_eq!(payload.skipped.len(), 1, "{list} {row}");
        assert_eq!(payload.skipped[0].reason, SkipReason::OutOfRange, "{list} {row}");
        assert_eq!(free_intervals(&Calendar::new(payload), days(MONDAY, MONDAY)), [], "{list} {row}");
    }
    let valid_limits = json!([rule(0, 1), rule(1439, 1440)]);
    assert_eq!(free_on_monday(&[("work_rules", valid_limits)]), ["00:00-00:01", "23:59-00:00"]);
}

#[test]
fn rule_05_first_of_two_overrides_of_a_date_is_used() {
    let override_row = |start: u16| json!({"date": MONDAY, "start_minute": start, "end_minute": 720});
    let overrides = json!([override_row(600), override_row(540)]);
    assert_eq!(free_on_monday(&[("workday_overrides", overrides)]), ["10:00-12:00"]);
}
