//! F. For whoever changes the code.

use calendar::civil::{day_bounds, to_instant};
use calendar::free::{slots, slots_unique};
use calendar::model::Interval;
use calendar::zone::resolve;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::account::{MONDAY, at, calendar, date, days, rule, starts};
use crate::fixture::{contents, instant, path};

#[test]
fn rule_21_every_row_of_the_servers_resolution_round_34_changes_of_clocks() {
    let rows: Vec<Value> = serde_json::from_slice(&contents(&path("vectors/local_resolution.json"))).unwrap();
    assert_eq!(rows.len(), 1224);
    for row in rows {
        let tz = resolve(row["zone"].as_str().unwrap()).tz;
        let date = row["date"].as_str().unwrap().parse().unwrap();
        if row["kind"] == "day_bounds" {
            let bound = |at: usize| instant(row["utc"][at].as_str().unwrap());
            assert_eq!(day_bounds(tz, date), Interval { start: bound(0), end: bound(1) }, "{row}");
        } else {
            let minute = u16::try_from(row["minute"].as_u64().unwrap()).unwrap();
            assert_eq!(to_instant(tz, date, minute), instant(row["utc"].as_str().unwrap()), "{row}");
        }
    }
}

/// The zone data must say which of two periods is daylight time: where both or neither is, the later counts.
#[test]
fn rule_21_the_zone_data_tells_daylight_time_from_a_change_of_standard_time() {
    // Both go back by an hour in the night; only Berlin's earlier hour is daylight time.
    assert_eq!(to_instant(Tz::Europe__Berlin, date("2025-10-26"), 150), instant("2025-10-26T00:30:00Z"));
    assert_eq!(to_instant(Tz::Asia__Qostanay, date("2024-02-29"), 1410), instant("2024-02-29T18:30:00Z"));
}

#[test]
fn rule_22_each_slot_once_and_in_order_without_merging_rules() {
    let calendar = calendar(&[("work_rules", json!([rule(600, 660), rule(540, 600), rule(540, 570)]))]);
    let range = days(MONDAY, MONDAY);
    let unique = slots_unique(&calendar, range, Some(30));
    let expected = [
        "09:00", "09:05", "09:10", "09:15", "09:20", "09:25", "09:30", "10:00", "10:05", "10:10", "10:15",
        "10:20", "10:25", "10:30",
    ];
    assert_eq!(starts(&unique), expected, "nothing across 10:00");
    let all = slots(&calendar, range, Some(30));
    assert_eq!(all.len(), unique.len() + 1, "09:00 came twice");
    assert_eq!(all[0].interval.start, at("10:00"), "the server's order is that of the rules");
}
