//! Section B: zones.

use calendar::civil::{date_of, day_bounds, to_instant, wall_label};
use calendar::free::free_intervals;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::account::{MONDAY, calendar, date, days, rule};
use crate::fixture::instant;

#[test]
fn rule_06_zone_name_is_a_rails_name_then_an_exact_id_then_utc() {
    let lists =
        |zone: &str| [("resources", json!([{"timezone": zone}])), ("work_rules", json!([rule(540, 600)]))];
    for (zone, from) in [
        ("Almaty", "2026-03-09T04:00:00Z"),
        ("Asia/Almaty", "2026-03-09T04:00:00Z"),
        // Rails maps this name to Asia/Dhaka.
        ("Astana", "2026-03-09T03:00:00Z"),
        ("Eastern Time (US & Canada)", "2026-03-09T13:00:00Z"),
        ("US/Eastern", "2026-03-09T13:00:00Z"),
        ("asia/almaty", "2026-03-09T09:00:00Z"),
        ("+05:00", "2026-03-09T09:00:00Z"),
        ("", "2026-03-09T09:00:00Z"),
    ] {
        let free = free_intervals(&calendar(&lists(zone)), days("2026-03-08", "2026-03-10"));
        assert_eq!(free[0].interval.start, instant(from), "{zone}");
    }
}

#[test]
fn rule_07a_wall_time_that_exists_once_is_its_only_instant() {
    for (tz, day, minute, expected) in [
        (Tz::Asia__Almaty, MONDAY, 540, "2026-03-09T04:00:00Z"),
        (Tz::Asia__Almaty, MONDAY, 1440, "2026-03-09T19:00:00Z"),
        (Tz::Asia__Kathmandu, MONDAY, 0, "2026-03-08T18:15:00Z"),
        (Tz::Europe__Berlin, "2026-12-31", 1440, "2026-12-31T23:00:00Z"),
        // The last minute before a skipped hour and the first one after it. Then the same for a repeated
        // hour.
        (Tz::Europe__Berlin, "2026-03-29", 119, "2026-03-29T00:59:00Z"),
        (Tz::Europe__Berlin, "2026-03-29", 180, "2026-03-29T01:00:00Z"),
        (Tz::Europe__Berlin, "2025-10-26", 119, "2025-10-25T23:59:00Z"),
        (Tz::Europe__Berlin, "2025-10-26", 180, "2025-10-26T02:00:00Z"),
    ] {
        assert_eq!(to_instant(tz, date(day), minute), instant(expected), "{tz} {day} {minute}");
    }
}

#[test]
fn rule_07b_skipped_wall_time_moves_by_whole_hours() {
    for (tz, day, minute, expected) in [
        (Tz::Europe__Berlin, "2026-03-29", 150, "2026-03-29T01:30:00Z"),
        // Only half an hour is skipped, but the time moves by an hour.
        (Tz::Australia__Lord_Howe, "2025-10-05", 135, "2025-10-04T16:15:00Z"),
        // Two hours are skipped, so the time moves by two hours.
        (Tz::Antarctica__Troll, "2026-03-29", 90, "2026-03-29T01:30:00Z"),
        (Tz::Australia__Lord_Howe, "2025-10-05", 120, "2025-10-04T16:00:00Z"),
        (Tz::Australia__Lord_Howe, "2025-10-05", 150, "2025-10-04T15:30:00Z"),
        // The whole date is skipped, so every time of it moves to the next date.
        (Tz::Pacific__Apia, "2011-12-30", 630, "2011-12-30T10:30:00Z"),
        (Tz::Pacific__Apia, "2011-12-30", 30, "2011-12-30T10:30:00Z"),
        // Midnight is skipped. It is given as the end of the previous date.
        (Tz::Asia__Beirut, "2024-03-30", 1440, "2024-03-30T22:00:00Z"),
    ] {
        assert_eq!(to_instant(tz, date(day), minute), instant(expected), "{tz} {day} {minute}");
    }
}

#[test]
fn rule_07c_repeated_wall_time_is_in_daylight_saving_time_or_the_later_one() {
    for (tz, day, minute, expected) in [
        (Tz::Europe__Berlin, "2025-10-26", 150, "2025-10-26T00:30:00Z"),
        (Tz::America__New_York, "2025-11-02", 90, "2025-11-02T05:30:00Z"),
        // Almaty changed from +06 to +05. Both are standard time.
        (Tz::Asia__Almaty, "2024-02-29", 1410, "2024-02-29T18:30:00Z"),
    ] {
        assert_eq!(to_instant(tz, date(day), minute), instant(expected), "{tz} {day} {minute}");
    }
}

#[test]
fn rule_07c_almaty_changes_its_offset_at_the_end_of_2024_02_29() {
    let tz = Tz::Asia__Almaty;
    assert_eq!(to_instant(tz, date("2024-02-29"), 540), instant("2024-02-29T03:00:00Z"));
    assert_eq!(to_instant(tz, date("2024-03-01"), 540), instant("2024-03-01T04:00:00Z"));
    assert_eq!(wall_label(tz, instant("2024-02-29T17:59:00Z")), "23:59");
    assert_eq!(wall_label(tz, instant("2024-02-29T18:00:00Z")), "23:00");
    assert_eq!(date_of(tz, instant("2024-02-29T18:59:59Z")), date("2024-02-29"));
    assert_eq!(date_of(tz, instant("2024-02-29T19:00:00Z")), date("2024-03-01"));
}

#[test]
fn rule_08_days_have_their_true_length() {
    let length_min = |tz, day| day_bounds(tz, date(day)).length().num_minutes();
    assert_eq!(length_min(Tz::Asia__Almaty, MONDAY), 24 * 60);
    assert_eq!(length_min(Tz::Asia__Almaty, "2024-02-29"), 25 * 60);
    assert_eq!(length_min(Tz::Europe__Berlin, "2026-03-29"), 23 * 60);
    assert_eq!(length_min(Tz::Europe__Berlin, "2025-10-26"), 25 * 60);
    assert_eq!(length_min(Tz::Australia__Lord_Howe, "2026-04-05"), 24 * 60 + 30);
    // The day has no midnight: it starts at 01:00 and ends at 01:00.
    let beirut = day_bounds(Tz::Asia__Beirut, date("2024-03-31"));
    assert_eq!(beirut.start, instant("2024-03-30T22:00:00Z"));
    assert_eq!(beirut.end, instant("2024-03-31T22:00:00Z"));
}

#[test]
fn rule_08_repeated_end_is_in_the_same_offset_period_as_the_start() {
    // Havana sets the clock back from 01:00 to 00:00, so the midnight after this day is repeated.
    let saturday = day_bounds(Tz::America__Havana, date("2025-11-01"));
    assert_eq!(
        saturday.end,
        instant("2025-11-02T04:00:00Z"),
        "the earlier midnight is in daylight saving time, as the day is"
    );
    // Casey set the clock back from 03:00 to 00:00, both in standard time. Rule 7 gives the later midnight.
    let casey = Tz::Antarctica__Casey;
    assert_eq!(day_bounds(casey, date("2023-03-08")).end, instant("2023-03-08T13:00:00Z"));
    assert_eq!(to_instant(casey, date("2023-03-08"), 1440), instant("2023-03-08T16:00:00Z"));
    assert_eq!(day_bounds(casey, date("2023-03-09")).start, instant("2023-03-08T16:00:00Z"));
}

#[test]
fn clinics_zone_is_that_of_most_active_resources() {
    let zone = |resources: Value| calendar(&[("resources", resources)]).clinic_zone();
    assert_eq!(zone(json!([])), Tz::Asia__Almaty);
    assert_eq!(zone(json!([{"timezone": "nowhere"}])), Tz::Asia__Almaty);
    let tie = json!([{"timezone": "Europe/Berlin"}, {"timezone": "Asia/Tokyo"}]);
    assert_eq!(zone(tie), Tz::Europe__Berlin);
    let two_in_tokyo =
        json!([{"timezone": "Europe/Berlin"}, {"timezone": "Asia/Tokyo"}, {"timezone": "Tokyo"}]);
    assert_eq!(zone(two_in_tokyo), Tz::Asia__Tokyo, "different names of one zone are counted together");
    let inactive = json!([{"timezone": "Asia/Tokyo", "active": false}, {"timezone": "Europe/Berlin"}]);
    assert_eq!(zone(inactive), Tz::Europe__Berlin);
}

#[test]
fn unknown_zone_is_reported_by_name() {
    let calendar = calendar(&[("resources", json!([{"timezone": "Asia/Nowhere"}]))]);
    let zone = calendar.zone_of(calendar.resource(1).unwrap());
    assert_eq!((zone.tz, zone.unknown.as_deref()), (Tz::UTC, Some("Asia/Nowhere")));
}
