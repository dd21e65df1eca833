//! Section C, from hours to free time: the subtraction and its result (rules 11 to 15).

use calendar::Calendar;
use calendar::civil::{day_bounds, wall_label};
use calendar::free::{free_intervals, hours_known, is_offered, offered, slots, slots_unique};
use calendar::hours::day_hours;
use calendar::model::{Instant, Interval};
use chrono::TimeDelta;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::account::{
    MONDAY, at, calendar, date, days, days_in, free_labels, free_labels_in, free_on_monday, labels,
    labels_in, rule, starts,
};
use crate::fixture::instant;

#[test]
fn rule_11_work_rules_are_not_joined_and_are_ordered_by_id() {
    let with_id = |id: i64, start, end| {
        let mut rule = rule(start, end);
        rule["id"] = json!(id);
        rule
    };
    let lists = [("work_rules", json!([with_id(9, 540, 780), with_id(3, 780, 840), with_id(5, 720, 800)]))];
    assert_eq!(free_on_monday(&lists), ["13:00-14:00", "12:00-13:20", "09:00-13:00"]);
    let calendar = calendar(&lists);
    let monday = days(MONDAY, MONDAY);
    let (all, unique) = (slots(&calendar, monday, Some(60)), slots_unique(&calendar, monday, Some(60)));
    assert_eq!(starts(&all)[..3], ["13:00", "12:00", "12:05"]);
    assert_eq!(all.len(), 43);
    assert_eq!(unique.len(), 42, "the slot from 12:00 to 13:00 is a duplicate");
    assert!(unique.is_sorted_by_key(|slot| slot.interval.start));
    assert!(!starts(&unique).contains(&"12:30".to_owned()), "no slot spans two rules");
}

#[test]
fn rule_12_every_appointment_that_is_not_cancelled_blocks() {
    for (status, blocks) in [
        (json!("scheduled"), true),
        (json!("confirmed"), true),
        (json!("completed"), true),
        (json!("no_show"), true),
        (json!("cancelled"), false),
        (json!("new_status"), true),
        (json!(null), true),
    ] {
        let appointment = json!([{"starts_at": at("09:00"), "ends_at": at("10:00"), "status": status}]);
        let free = free_on_monday(&[("work_rules", json!([rule(540, 600)])), ("appointments", appointment)]);
        assert_eq!(free.is_empty(), blocks, "{status}");
    }
    let since_the_day_before = json!([{"starts_at": "2026-03-08T10:00:00Z", "ends_at": at("09:20")}]);
    let lists = [("work_rules", json!([rule(540, 600)])), ("appointments", since_the_day_before)];
    assert_eq!(free_on_monday(&lists), ["09:20-10:00"]);
}

#[test]
fn rule_12_long_appointment_blocks_although_many_later_ones_end_before_it() {
    let mut appointments = vec![json!({"starts_at": "2026-03-01T00:00:00Z", "ends_at": at("09:30")})];
    for hour in 1..8 {
        appointments.push(json!({
            "starts_at": format!("2026-03-0{hour}T01:00:00Z"), "ends_at": format!("2026-03-0{hour}T02:00:00Z")
        }));
    }
    let lists = [("work_rules", json!([rule(540, 600)])), ("appointments", json!(appointments))];
    assert_eq!(free_on_monday(&lists), ["09:30-10:00"]);
    let calendar = calendar(&lists);
    assert_eq!(calendar.appointments_of_within(1, days(MONDAY, MONDAY)).count(), 1);
    assert_eq!(calendar.payload().appointments.len(), 8);
}

#[test]
fn rule_13_break_that_touches_the_hours_has_no_effect() {
    let lists = [
        ("work_rules", json!([rule(540, 720)])),
        (
            "break_rules",
            json!([
                {"weekday": 1, "start_minute": 480, "end_minute": 540},
                {"weekday": 1, "start_minute": 720, "end_minute": 780},
                {"weekday": 1, "start_minute": 600, "end_minute": 615},
            ]),
        ),
        ("appointments", json!([{"starts_at": at("10:15"), "ends_at": at("11:00")}])),
    ];
    assert_eq!(free_on_monday(&lists), ["09:00-10:00", "11:00-12:00"]);
}

#[test]
fn rule_13_break_inverted_by_a_gap_leaves_overlapping_pieces() {
    // Berlin skips 02:00-03:00, so the break of 02:30-03:15 becomes 03:30-03:15.
    let calendar = calendar(&[
        ("resources", json!([{"id": 1, "timezone": "Europe/Berlin"}])),
        ("work_rules", json!([{"weekday": 0, "start_minute": 60, "end_minute": 300}])),
        ("break_rules", json!([{"weekday": 0, "start_minute": 150, "end_minute": 195}])),
    ]);
    let free = free_intervals(&calendar, day_bounds(Tz::Europe__Berlin, date("2026-03-29")));
    let berlin = |at| wall_label(Tz::Europe__Berlin, at);
    let labels: Vec<_> =
        free.iter().map(|free| (berlin(free.interval.start), berlin(free.interval.end))).collect();
    let expected = [("01:00", "03:30"), ("03:15", "05:00")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(labels, expected);
    let merged =
        offered(&calendar, calendar.resource(1).unwrap(), days("2026-03-28", "2026-03-30"), Instant::MIN_UTC);
    assert_eq!(merged.len(), 1, "the screen has one interval");
}

#[test]
fn rule_13_break_emptied_by_a_gap_splits_the_piece() {
    // Berlin skips 02:00-03:00, so the break of 02:15-03:15 becomes 03:15-03:15.
    let calendar = calendar(&[
        ("resources", json!([{"id": 1, "timezone": "Europe/Berlin"}])),
        ("work_rules", json!([{"weekday": 0, "start_minute": 60, "end_minute": 300}])),
        ("break_rules", json!([{"weekday": 0, "start_minute": 135, "end_minute": 195}])),
    ]);
    let berlin = Tz::Europe__Berlin;
    let range = days_in(berlin, "2026-03-29", "2026-03-29");
    assert_eq!(free_labels_in(berlin, &calendar, range), ["01:00-03:15", "03:15-05:00"]);
}

#[test]
fn rule_13_order_of_breaks_with_an_inverted_one_changes_pieces_but_not_offered_time() {
    // The inverted break becomes 03:30-03:15. The other break is 03:20-03:25. Breaks are subtracted in the
    // order of their ids.
    let with_break_ids = |inverted: i64, ordinary: i64| {
        calendar(&[
            ("resources", json!([{"id": 1, "timezone": "Europe/Berlin"}])),
            ("work_rules", json!([{"weekday": 0, "start_minute": 60, "end_minute": 300}])),
            (
                "break_rules",
                json!([
                    {"id": inverted, "weekday": 0, "start_minute": 150, "end_minute": 195},
                    {"id": ordinary, "weekday": 0, "start_minute": 200, "end_minute": 205},
                ]),
            ),
        ])
    };
    let berlin = Tz::Europe__Berlin;
    let range = days_in(berlin, "2026-03-29", "2026-03-29");
    let (inverted_first, inverted_last) = (with_break_ids(1, 2), with_break_ids(2, 1));
    let free = |calendar| free_labels_in(berlin, calendar, range);
    assert_eq!(free(&inverted_first), ["01:00-03:20", "03:25-03:30", "03:15-03:20", "03:25-05:00"]);
    assert_eq!(free(&inverted_last), ["01:00-03:20", "03:25-05:00"]);
    let offered_labels = |calendar: &Calendar| {
        labels_in(berlin, offered(calendar, calendar.resource(1).unwrap(), range, Instant::MIN_UTC))
    };
    assert_eq!(offered_labels(&inverted_first), offered_labels(&inverted_last));
}

#[test]
fn rule_13_hours_inverted_by_a_gap_are_removed() {
    let calendar = calendar(&[
        ("resources", json!([{"id": 1, "timezone": "Europe/Berlin"}])),
        ("work_rules", json!([{"weekday": 0, "start_minute": 150, "end_minute": 195}])),
    ]);
    let resource = calendar.resource(1).unwrap();
    assert_eq!(day_hours(&calendar, resource, date("2026-03-29")).working, []);
    assert_eq!(day_hours(&calendar, resource, date("2026-04-05")).working.len(), 1);
}

#[test]
fn rule_14_free_intervals_are_clipped_and_not_joined_at_midnight() {
    let rules = json!([
        {"weekday": 1, "start_minute": 1260, "end_minute": 1440},
        {"weekday": 2, "start_minute": 0, "end_minute": 120},
    ]);
    let calendar = calendar(&[("work_rules", rules)]);
    assert_eq!(free_labels(&calendar, days(MONDAY, "2026-03-10")), ["21:00-00:00", "00:00-02:00"]);
    let range = Interval { start: at("21:07"), end: at("21:40") };
    assert_eq!(free_labels(&calendar, range), ["21:07-21:40"]);
}

#[test]
fn rule_15_slots_begin_at_the_start_of_the_free_interval() {
    let lists = [
        ("work_rules", json!([rule(540, 600)])),
        ("appointments", json!([{"starts_at": at("09:00"), "ends_at": at("09:07")}])),
    ];
    let calendar = calendar(&lists);
    assert_eq!(starts(&slots(&calendar, days(MONDAY, MONDAY), Some(45))), ["09:07", "09:12"]);
}

#[test]
fn rule_15_slots_are_five_elapsed_minutes_apart_on_a_clock_change() {
    let calendar = calendar(&[
        ("resources", json!([{"id": 1, "timezone": "Europe/Berlin", "slot_duration_min": 60}])),
        ("work_rules", json!([{"weekday": 0, "start_minute": 90, "end_minute": 210}])),
    ]);
    // 01:30-03:30 lasts one hour when 02:00-03:00 is skipped, and three hours when it is repeated.
    for (day, expected) in [("2026-03-29", 1), ("2025-10-26", 25), ("2026-04-05", 13)] {
        let range = days_in(Tz::Europe__Berlin, day, day);
        let found = slots(&calendar, range, None);
        assert_eq!(found.len(), expected, "{day}");
        let steps = found.windows(2).map(|pair| pair[1].interval.start - pair[0].interval.start);
        assert!(steps.into_iter().all(|step| step == TimeDelta::minutes(5)), "{day}");
    }
}

#[test]
fn rule_15_slot_may_start_within_a_minute() {
    let appointment = json!([{"starts_at": at("09:00"), "ends_at": "2026-03-09T04:07:31Z"}]);
    let calendar = calendar(&[("work_rules", json!([rule(540, 600)])), ("appointments", appointment)]);
    let found = slots(&calendar, days(MONDAY, MONDAY), Some(50));
    assert_eq!(found[0].interval.start, instant("2026-03-09T04:07:31Z"));
    assert_eq!(found.len(), 1, "52 minutes and 29 seconds are free");
}

#[test]
fn offered_time_excludes_the_past_and_resources_that_are_not_offered() {
    let with_attributes = |attributes: Value, active: bool| {
        calendar(&[
            ("resources", json!([{"id": 1, "active": active, "custom_attributes": attributes}])),
            ("work_rules", json!([rule(540, 780), rule(780, 1080)])),
        ])
    };
    let offered_labels = |calendar: &Calendar, now: &str| {
        labels(offered(calendar, calendar.resource(1).unwrap(), days(MONDAY, MONDAY), at(now)))
    };
    let offered_resource = with_attributes(json!({}), true);
    assert_eq!(
        offered_labels(&offered_resource, "00:00"),
        ["09:00-18:00"],
        "intervals that touch are joined"
    );
    assert_eq!(offered_labels(&offered_resource, "10:10"), ["10:10-18:00"]);
    assert_eq!(offered_labels(&offered_resource, "18:00"), [""; 0]);

    for (calendar, are_hours_known) in [
        (with_attributes(json!({}), false), true),
        (with_attributes(json!({"deleted_from_scheduling": true}), true), true),
        (with_attributes(json!({"deleted_from_scheduling": "true"}), true), true),
        (with_attributes(json!({"medelement_specialist_code": "A-17"}), true), false),
        (with_attributes(json!({"medelement_specialist_code": 17}), true), false),
    ] {
        let resource = calendar.resource(1).unwrap();
        assert_eq!(offered_labels(&calendar, "00:00"), [""; 0], "{resource:?}");
        assert!(!is_offered(resource));
        assert_eq!(hours_known(resource), are_hours_known, "{resource:?}");
        assert_eq!(
            free_intervals(&calendar, days(MONDAY, MONDAY)).len(),
            2,
            "the server ignores these attributes"
        );
    }
    for no_effect in [
        json!({"medelement_specialist_code": null, "deleted_from_scheduling": null}),
        json!({"medelement_specialist_code": "", "deleted_from_scheduling": false}),
        json!({"medelement_specialist_code": " ", "deleted_from_scheduling": "0"}),
    ] {
        assert!(is_offered(with_attributes(no_effect, true).resource(1).unwrap()));
    }
}
