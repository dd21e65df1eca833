//! Section F: for the implementation.

use calendar::civil::{day_bounds, to_instant};
use calendar::free::{slots, slots_unique};
use calendar::model::Interval;
use calendar::zone::resolve;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::account::{MONDAY, at, calendar, date, days, rule, starts};
use crate::fixture::{contents, fixture_path, instant};

#[test]
fn rule_21_local_times_around_34_clock_changes_resolve_as_on_the_server() {
    let rows: Vec<Value> =
        serde_json::from_slice(&contents(&fixture_path("vectors/local_resolution.json"))).unwrap();
    assert_eq!(rows.len(), 1224);
    for row in rows {
        let tz = resolve(row["zone"].as_str().unwrap()).tz;
        let date = row["date"].as_str().unwrap().parse().unwrap();
        if row["kind"] == "day_bounds" {
            let bound = |index: usize| instant(row["utc"][index].as_str().unwrap());
            assert_eq!(day_bounds(tz, date), Interval { start: bound(0), end: bound(1) }, "{row}");
        } else {
            let minute = u16::try_from(row["minute"].as_u64().unwrap()).unwrap();
            assert_eq!(to_instant(tz, date, minute), instant(row["utc"].as_str().unwrap()), "{row}");
        }
    }
}

#[test]
fn rule_21_zone_data_distinguish_daylight_saving_time_from_standard_time() {
    // Both zones repeat this hour. In Berlin the first copy is daylight saving time, so it is used. In
    // Qostanay neither copy is, so the later one is used.
    assert_eq!(to_instant(Tz::Europe__Berlin, date("2025-10-26"), 150), instant("2025-10-26T00:30:00Z"));
    assert_eq!(to_instant(Tz::Asia__Qostanay, date("2024-02-29"), 1410), instant("2024-02-29T18:30:00Z"));
}

#[test]
fn rule_22_slots_are_unique_and_ordered_and_rules_are_not_merged() {
    let calendar = calendar(&[("work_rules", json!([rule(600, 660), rule(540, 600), rule(540, 570)]))]);
    let range = days(MONDAY, MONDAY);
    let unique = slots_unique(&calendar, range, Some(30));
    let expected = [
        "09:00", "09:05", "09:10", "09:15", "09:20", "09:25", "09:30", "10:00", "10:05", "10:10", "10:15",
        "10:20", "10:25", "10:30",
    ];
    assert_eq!(starts(&unique), expected, "no slot spans 10:00");
    let all = slots(&calendar, range, Some(30));
    assert_eq!(all.len(), unique.len() + 1, "the slot at 09:00 is a duplicate");
    assert_eq!(all[0].interval.start, at("10:00"), "the server orders slots by rule");
}
