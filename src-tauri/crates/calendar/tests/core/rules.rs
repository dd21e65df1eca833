//! `docs/free-time-rules.md`, rule by rule, where a small example says more than a vector.
//!
//! Unless said otherwise: resource 1 in Almaty (UTC+5), Monday 2026-03-09, slots of 30 minutes.

use calendar::Calendar;
use calendar::civil::{date_of, day_bounds, to_instant, wall_label};
use calendar::decode::decode;
use calendar::free::{
    FreeSlot, duration_from_query, free_intervals, hours_known, is_offered, offered, slots, slots_unique,
};
use calendar::hours::{HoursSource, day_hours, holiday_of};
use calendar::model::{Instant, Interval};
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::fixture::instant;

const MONDAY: &str = "2026-03-09";

/// Resource 1 with the lists given; rows get ids and whose they are where they say nothing.
fn account(lists: &[(&str, Value)]) -> Value {
    let mut payload = json!({"resources": [{"id": 1, "timezone": "Asia/Almaty", "slot_duration_min": 30}]});
    for (list, rows) in lists {
        let mut rows = rows.clone();
        for (position, row) in rows.as_array_mut().unwrap().iter_mut().enumerate() {
            let row = row.as_object_mut().unwrap();
            row.entry("id").or_insert(json!(position + 1));
            if *list != "holidays" && *list != "resources" {
                row.entry("resource_id").or_insert(json!(1));
            }
        }
        payload[*list] = rows;
    }
    payload
}

fn calendar(lists: &[(&str, Value)]) -> Calendar {
    let payload = decode(account(lists).to_string().as_bytes()).unwrap();
    assert_eq!(payload.skipped, []);
    Calendar::new(payload)
}

/// Monday's rule.
fn rule(start: u16, end: u16) -> Value {
    json!({"weekday": 1, "start_minute": start, "end_minute": end})
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Whole local days in Almaty.
fn days(first: &str, last: &str) -> Interval {
    let tz = Tz::Asia__Almaty;
    Interval { start: day_bounds(tz, date(first)).start, end: day_bounds(tz, date(last)).end }
}

/// An instant of the Monday's wall clock in Almaty.
fn at(time: &str) -> Instant {
    instant(&format!("{MONDAY}T{time}:00+05:00"))
}

fn labels(intervals: impl IntoIterator<Item = Interval>) -> Vec<String> {
    let label = |at| wall_label(Tz::Asia__Almaty, at);
    intervals
        .into_iter()
        .map(|interval| format!("{}-{}", label(interval.start), label(interval.end)))
        .collect()
}

fn free_labels(calendar: &Calendar, range: Interval) -> Vec<String> {
    labels(free_intervals(calendar, range).into_iter().map(|free| free.interval))
}

fn free_on_monday(lists: &[(&str, Value)]) -> Vec<String> {
    free_labels(&calendar(lists), days(MONDAY, MONDAY))
}

fn starts(slots: &[FreeSlot]) -> Vec<String> {
    slots.iter().map(|slot| wall_label(Tz::Asia__Almaty, slot.interval.start)).collect()
}

#[test]
fn rule_1_an_empty_or_inverted_range_has_no_free_time() {
    let calendar = calendar(&[("work_rules", json!([rule(540, 600)]))]);
    for (from, to) in [("09:00", "09:00"), ("10:00", "09:00")] {
        let range = Interval { start: at(from), end: at(to) };
        assert_eq!(free_intervals(&calendar, range), []);
        assert_eq!(slots(&calendar, range, None), []);
    }
}

#[test]
fn rule_2_rows_of_others_play_no_part() {
    let busy = |resource_id: i64| {
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
    assert_eq!(busy(2), ["09:00-11:00"]);
    assert_eq!(busy(1), ["10:00-11:00"]);
    let account_wide = json!([{"resource_id": null, "starts_at": at("09:00"), "ends_at": at("10:30")}]);
    let lists = [("work_rules", json!([rule(540, 660)])), ("time_offs", account_wide)];
    assert_eq!(free_on_monday(&lists), ["10:30-11:00"]);
}

#[test]
fn rule_3_inactive_resources_count_and_inactive_rules_do_not() {
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
fn rule_4_the_duration_is_asked_for_or_the_resources_own_and_at_least_five() {
    let calendar = calendar(&[("work_rules", json!([rule(540, 575)]))]);
    let on_monday = |duration| starts(&slots(&calendar, days(MONDAY, MONDAY), duration));
    assert_eq!(on_monday(None), ["09:00", "09:05"]);
    assert_eq!(on_monday(Some(25)), ["09:00", "09:05", "09:10"]);
    assert_eq!(on_monday(Some(-15)), on_monday(Some(5)));
    assert_eq!(on_monday(Some(5)).len(), 7);
    assert_eq!(on_monday(Some(i64::MAX)), [""; 0]);
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
fn rule_7_a_skipped_time_moves_by_whole_hours() {
    for (tz, day, minute, expected) in [
        (Tz::Europe__Berlin, "2026-03-29", 150, "2026-03-29T01:30:00Z"),
        // Half an hour is skipped at 02:00, and still the time moves by an hour.
        (Tz::Australia__Lord_Howe, "2025-10-05", 135, "2025-10-04T16:15:00Z"),
        // Two hours are skipped: it moves twice.
        (Tz::Antarctica__Troll, "2026-03-29", 90, "2026-03-29T01:30:00Z"),
        // The whole day is.
        (Tz::Pacific__Apia, "2011-12-30", 630, "2011-12-30T10:30:00Z"),
        (Tz::Asia__Almaty, MONDAY, 1440, "2026-03-09T19:00:00Z"),
    ] {
        assert_eq!(to_instant(tz, date(day), minute), instant(expected), "{tz} {day} {minute}");
    }
}

#[test]
fn rule_7_of_two_instants_the_one_in_daylight_time_else_the_later() {
    for (tz, day, minute, expected) in [
        (Tz::Europe__Berlin, "2025-10-26", 150, "2025-10-26T00:30:00Z"),
        (Tz::America__New_York, "2025-11-02", 90, "2025-11-02T05:30:00Z"),
        // Almaty went from +06 to +05 without daylight time on either side.
        (Tz::Asia__Almaty, "2024-02-29", 1410, "2024-02-29T18:30:00Z"),
    ] {
        assert_eq!(to_instant(tz, date(day), minute), instant(expected), "{tz} {day} {minute}");
    }
}

#[test]
fn rule_7_almaty_changes_its_offset_at_the_end_of_2024_02_29() {
    let tz = Tz::Asia__Almaty;
    assert_eq!(to_instant(tz, date("2024-02-29"), 540), instant("2024-02-29T03:00:00Z"));
    assert_eq!(to_instant(tz, date("2024-03-01"), 540), instant("2024-03-01T04:00:00Z"));
    assert_eq!(wall_label(tz, instant("2024-02-29T17:59:00Z")), "23:59");
    assert_eq!(wall_label(tz, instant("2024-02-29T18:00:00Z")), "23:00");
    assert_eq!(date_of(tz, instant("2024-02-29T18:59:59Z")), date("2024-02-29"));
    assert_eq!(date_of(tz, instant("2024-02-29T19:00:00Z")), date("2024-03-01"));
}

#[test]
fn rule_8_days_are_as_long_as_their_clocks_say() {
    let hours = |tz, day| day_bounds(tz, date(day)).length().num_minutes();
    assert_eq!(hours(Tz::Asia__Almaty, MONDAY), 24 * 60);
    assert_eq!(hours(Tz::Asia__Almaty, "2024-02-29"), 25 * 60);
    assert_eq!(hours(Tz::Europe__Berlin, "2026-03-29"), 23 * 60);
    assert_eq!(hours(Tz::Europe__Berlin, "2025-10-26"), 25 * 60);
    assert_eq!(hours(Tz::Australia__Lord_Howe, "2026-04-05"), 24 * 60 + 30);
    // The day has no midnight: it starts at 01:00, and ends at 01:00.
    let beirut = day_bounds(Tz::Asia__Beirut, date("2024-03-31"));
    assert_eq!(beirut.start, instant("2024-03-30T22:00:00Z"));
    assert_eq!(beirut.end, instant("2024-03-31T22:00:00Z"));
}

#[test]
fn rule_9_dates_are_the_resources_own_and_the_last_instant_is_not_in() {
    // One second of Monday in Almaty is still Sunday in UTC.
    let every_day: Vec<Value> =
        (0..7).map(|day| json!({"id": day, "weekday": day, "start_minute": 0, "end_minute": 1440})).collect();
    let calendar = calendar(&[("work_rules", json!(every_day))]);
    let dates = |from: &str, to: &str| -> Vec<NaiveDate> {
        let range = Interval { start: instant(from), end: instant(to) };
        free_intervals(&calendar, range).iter().map(|free| free.date).collect()
    };
    assert_eq!(dates("2026-03-08T19:00:00Z", "2026-03-09T19:00:00Z"), [date(MONDAY)]);
    assert_eq!(dates("2026-03-08T18:59:59Z", "2026-03-08T19:00:01Z"), [date("2026-03-08"), date(MONDAY)]);
}

#[test]
fn rule_10a_an_override_beats_rules_breaks_and_holidays() {
    let lists = |own_break: Value| {
        let mut special = json!({"date": MONDAY, "start_minute": 720, "end_minute": 900});
        special.as_object_mut().unwrap().extend(own_break.as_object().unwrap().clone());
        [
            ("work_rules", json!([rule(540, 1080)])),
            ("break_rules", json!([{"weekday": 1, "start_minute": 780, "end_minute": 840}])),
            ("holidays", json!([{"date": MONDAY}])),
            ("workday_overrides", json!([special])),
        ]
    };
    assert_eq!(free_on_monday(&lists(json!({}))), ["12:00-15:00"]);
    let own = json!({"break_start_minute": 750, "break_end_minute": 765, "break_title": "Tea"});
    assert_eq!(free_on_monday(&lists(own.clone())), ["12:00-12:30", "12:45-15:00"]);
    let half = json!({"break_start_minute": 750, "break_end_minute": null});
    assert_eq!(free_on_monday(&lists(half)), ["12:00-15:00"]);

    let calendar = calendar(&lists(own));
    let hours = day_hours(&calendar, calendar.resource(1).unwrap(), date(MONDAY));
    assert_eq!(hours.source, HoursSource::Override);
    assert_eq!(labels(hours.working), ["12:00-15:00"]);
    assert_eq!(hours.breaks[0].title.as_deref(), Some("Tea"));
}

#[test]
fn rule_10b_holidays() {
    let open = |holidays: Value| {
        !free_on_monday(&[("work_rules", json!([rule(540, 600)])), ("holidays", holidays)]).is_empty()
    };
    assert!(open(json!([])));
    assert!(!open(json!([{"date": MONDAY}])));
    assert!(open(json!([{"date": "2025-03-09"}])));
    assert!(!open(json!([{"date": "2025-03-09", "recurring_yearly": true}])));
    assert!(
        !open(json!([{"date": "2031-03-09", "recurring_yearly": true}])),
        "years before its own date too"
    );
    assert!(open(json!([{"date": MONDAY, "working_day_override": true}])));
    let cancelled = json!([{"date": MONDAY}, {"date": "2020-03-09", "recurring_yearly": true},
        {"date": MONDAY, "working_day_override": true}]);
    assert!(open(cancelled), "one working day cancels all holidays of the date");
    let elsewhen = json!([{"date": MONDAY}, {"date": "2025-03-09", "working_day_override": true}]);
    assert!(!open(elsewhen), "a working day of another year cancels nothing");
}

#[test]
fn rule_10b_a_leap_day_comes_back_in_leap_years_only() {
    let calendar =
        calendar(&[("holidays", json!([{"date": "2024-02-29", "recurring_yearly": true, "title": "Leap"}]))]);
    let closed = |day| holiday_of(&calendar, date(day)).is_some();
    assert!(closed("2028-02-29"));
    assert!(!closed("2026-02-28"));
    assert!(!closed("2026-03-01"));
}

#[test]
fn rule_10c_weekday_0_is_sunday() {
    let sunday = json!([{"weekday": 0, "start_minute": 540, "end_minute": 600}]);
    let calendar = calendar(&[("work_rules", sunday)]);
    let week = free_intervals(&calendar, days(MONDAY, "2026-03-15"));
    assert_eq!(week.iter().map(|free| free.date).collect::<Vec<_>>(), [date("2026-03-15")]);
    let hours = day_hours(&calendar, calendar.resource(1).unwrap(), date(MONDAY));
    assert_eq!(hours.source, HoursSource::None);
}

#[test]
fn rule_11_work_rules_stay_apart_in_the_order_of_their_ids() {
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
    assert_eq!(unique.len(), 42, "12:00 to 13:00 came twice");
    assert!(unique.is_sorted_by_key(|slot| slot.interval.start));
    assert!(!starts(&unique).contains(&"12:30".to_owned()), "no slot spans two rules");
}

#[test]
fn rule_12_everything_but_a_cancelled_visit_blocks_and_days_clip_it() {
    for (status, blocks) in [
        (json!("scheduled"), true),
        (json!("confirmed"), true),
        (json!("completed"), true),
        (json!("no_show"), true),
        (json!("cancelled"), false),
        (json!("a word of tomorrow"), true),
        (json!(null), true),
    ] {
        let visit = json!([{"starts_at": at("09:00"), "ends_at": at("10:00"), "status": status}]);
        let free = free_on_monday(&[("work_rules", json!([rule(540, 600)])), ("appointments", visit)]);
        assert_eq!(free.is_empty(), blocks, "{status}");
    }
    let through_the_night = json!([{"starts_at": "2026-03-08T10:00:00Z", "ends_at": at("09:20")}]);
    let lists = [("work_rules", json!([rule(540, 600)])), ("appointments", through_the_night)];
    assert_eq!(free_on_monday(&lists), ["09:20-10:00"]);
}

#[test]
fn rule_12_a_long_visit_is_seen_behind_many_short_ones() {
    let mut visits = vec![json!({"starts_at": "2026-03-01T00:00:00Z", "ends_at": at("09:30")})];
    for hour in 1..8 {
        visits.push(json!({
            "starts_at": format!("2026-03-0{hour}T01:00:00Z"), "ends_at": format!("2026-03-0{hour}T02:00:00Z")
        }));
    }
    let lists = [("work_rules", json!([rule(540, 600)])), ("appointments", json!(visits))];
    assert_eq!(free_on_monday(&lists), ["09:30-10:00"]);
    let calendar = calendar(&lists);
    assert_eq!(calendar.appointments_within(1, days(MONDAY, MONDAY)).count(), 1);
    assert_eq!(calendar.appointments_of(1).count(), 8);
}

#[test]
fn rule_13_touching_does_not_block_and_breaks_outside_work_do_nothing() {
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
fn rule_13_a_break_that_a_gap_inverts_leaves_overlapping_pieces() {
    // Berlin skips 02:00-03:00: the break 02:30-03:15 becomes 03:30-03:15.
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
    assert_eq!(merged.len(), 1, "for the screen it is one");
}

#[test]
fn rule_13_hours_that_a_gap_inverts_give_nothing() {
    let calendar = calendar(&[
        ("resources", json!([{"id": 1, "timezone": "Europe/Berlin"}])),
        ("work_rules", json!([{"weekday": 0, "start_minute": 150, "end_minute": 195}])),
    ]);
    let resource = calendar.resource(1).unwrap();
    assert_eq!(day_hours(&calendar, resource, date("2026-03-29")).working, []);
    assert_eq!(day_hours(&calendar, resource, date("2026-04-05")).working.len(), 1);
}

#[test]
fn rule_14_pieces_are_clipped_and_never_joined_across_midnight() {
    let night = json!([
        {"weekday": 1, "start_minute": 1260, "end_minute": 1440},
        {"weekday": 2, "start_minute": 0, "end_minute": 120},
    ]);
    let calendar = calendar(&[("work_rules", night)]);
    assert_eq!(free_labels(&calendar, days(MONDAY, "2026-03-10")), ["21:00-00:00", "00:00-02:00"]);
    let range = Interval { start: at("21:07"), end: at("21:40") };
    assert_eq!(free_labels(&calendar, range), ["21:07-21:40"]);
}

#[test]
fn rule_15_the_grid_begins_where_the_free_time_does() {
    let lists = [
        ("work_rules", json!([rule(540, 600)])),
        ("appointments", json!([{"starts_at": at("09:00"), "ends_at": at("09:07")}])),
    ];
    let calendar = calendar(&lists);
    assert_eq!(starts(&slots(&calendar, days(MONDAY, MONDAY), Some(45))), ["09:07", "09:12"]);
}

#[test]
fn offered_time_is_neither_past_nor_elsewheres() {
    let attributes = |attributes: Value, active: bool| {
        calendar(&[
            ("resources", json!([{"id": 1, "active": active, "custom_attributes": attributes}])),
            ("work_rules", json!([rule(540, 780), rule(780, 1080)])),
        ])
    };
    let offered_labels = |calendar: &Calendar, now: &str| {
        labels(offered(calendar, calendar.resource(1).unwrap(), days(MONDAY, MONDAY), at(now)))
    };
    let open = attributes(json!({}), true);
    assert_eq!(offered_labels(&open, "00:00"), ["09:00-18:00"], "touching rules are one to the eye");
    assert_eq!(offered_labels(&open, "10:10"), ["10:10-18:00"]);
    assert_eq!(offered_labels(&open, "18:00"), [""; 0]);

    for (shut, known) in [
        (attributes(json!({}), false), true),
        (attributes(json!({"deleted_from_scheduling": true}), true), true),
        (attributes(json!({"deleted_from_scheduling": "true"}), true), true),
        (attributes(json!({"medelement_specialist_code": "A-17"}), true), false),
        (attributes(json!({"medelement_specialist_code": 17}), true), false),
    ] {
        let resource = shut.resource(1).unwrap();
        assert_eq!(offered_labels(&shut, "00:00"), [""; 0], "{resource:?}");
        assert!(!is_offered(resource));
        assert_eq!(hours_known(resource), known, "{resource:?}");
        assert_eq!(free_intervals(&shut, days(MONDAY, MONDAY)).len(), 2, "the server looks at none of it");
    }
    for harmless in [
        json!({"medelement_specialist_code": null, "deleted_from_scheduling": null}),
        json!({"medelement_specialist_code": "", "deleted_from_scheduling": false}),
        json!({"medelement_specialist_code": " ", "deleted_from_scheduling": "0"}),
    ] {
        assert!(is_offered(attributes(harmless, true).resource(1).unwrap()));
    }
}

#[test]
fn the_clinics_zone_is_that_of_most_active_resources() {
    let zone = |resources: Value| calendar(&[("resources", resources)]).clinic_zone();
    assert_eq!(zone(json!([])), Tz::Asia__Almaty);
    assert_eq!(zone(json!([{"timezone": "nowhere"}])), Tz::Asia__Almaty);
    let tie = json!([{"timezone": "Europe/Berlin"}, {"timezone": "Asia/Tokyo"}]);
    assert_eq!(zone(tie), Tz::Europe__Berlin);
    let most = json!([{"timezone": "Europe/Berlin"}, {"timezone": "Asia/Tokyo"}, {"timezone": "Tokyo"}]);
    assert_eq!(zone(most), Tz::Asia__Tokyo, "by the zone, not by its name");
    let inactive = json!([{"timezone": "Asia/Tokyo", "active": false}, {"timezone": "Europe/Berlin"}]);
    assert_eq!(zone(inactive), Tz::Europe__Berlin);
}

#[test]
fn an_unknown_zone_is_named() {
    let calendar = calendar(&[("resources", json!([{"timezone": "Asia/Nowhere"}]))]);
    let zone = calendar.zone_of(calendar.resource(1).unwrap());
    assert_eq!((zone.tz, zone.unknown.as_deref()), (Tz::UTC, Some("Asia/Nowhere")));
}
