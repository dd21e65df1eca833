//! Section C, from hours to free time: the hours of a date (rules 9 and 10).

use calendar::free::free_intervals;
use calendar::hours::{HoursSource, day_hours, holiday_of};
use calendar::model::Interval;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::account::{MONDAY, calendar, date, days, days_in, every_day, free_on_monday, labels, rule};
use crate::fixture::instant;

#[test]
fn rule_09_dates_are_in_the_resources_zone_and_the_end_is_exclusive() {
    // Monday in Almaty begins at 19:00 UTC on Sunday.
    let calendar = calendar(&[("work_rules", every_day(0, 1440))]);
    let dates = |from: &str, to: &str| -> Vec<NaiveDate> {
        let range = Interval { start: instant(from), end: instant(to) };
        free_intervals(&calendar, range).iter().map(|free| free.date).collect()
    };
    assert_eq!(dates("2026-03-08T19:00:00Z", "2026-03-09T19:00:00Z"), [date(MONDAY)]);
    assert_eq!(dates("2026-03-08T18:59:59Z", "2026-03-08T19:00:01Z"), [date("2026-03-08"), date(MONDAY)]);
    assert_eq!(dates("2026-03-09T19:00:00Z", "2026-03-08T19:00:00Z"), [], "the range is inverted");
}

#[test]
fn rule_09_date_skipped_by_the_zone_is_included() {
    // Apia skipped 2011-12-30.
    let calendar = calendar(&[
        ("resources", json!([{"timezone": "Pacific/Apia"}])),
        ("workday_overrides", json!([{"date": "2011-12-30", "start_minute": 600, "end_minute": 630}])),
    ]);
    let range = days_in(Tz::Pacific__Apia, "2011-12-29", "2011-12-31");
    let free = free_intervals(&calendar, range);
    assert_eq!((free.len(), free[0].date), (1, date("2011-12-30")));
    assert_eq!(
        free[0].interval.start,
        instant("2011-12-30T10:00:00Z"),
        "the skipped hours move to the start of the 31st"
    );
    let from_the_31st = Interval { start: free[0].interval.start, ..range };
    assert_eq!(free_intervals(&calendar, from_the_31st), []);
}

#[test]
fn rule_09_last_date_is_that_of_the_last_second() {
    // St. John's set the clock back from 00:01 of the 4th to 23:01 of the 3rd, so the 4th begins twice. The
    // first range ends at its second beginning, and the last second before it is on the 3rd.
    let calendar = calendar(&[
        ("resources", json!([{"timezone": "America/St_Johns"}])),
        ("workday_overrides", json!([{"date": "2007-11-04", "start_minute": 0, "end_minute": 600}])),
    ]);
    let count_until = |end: &str| {
        let range = Interval { start: instant("2007-11-03T12:00:00Z"), end: instant(end) };
        free_intervals(&calendar, range).len()
    };
    assert_eq!(count_until("2007-11-04T03:30:00Z"), 0);
    assert_eq!(count_until("2007-11-04T03:30:01Z"), 1);
}

#[test]
fn rule_10a_override_replaces_rules_breaks_and_holidays() {
    let lists = |override_break: Value| {
        let mut override_row = json!({"date": MONDAY, "start_minute": 720, "end_minute": 900});
        override_row.as_object_mut().unwrap().extend(override_break.as_object().unwrap().clone());
        [
            ("work_rules", json!([rule(540, 1080)])),
            ("break_rules", json!([{"weekday": 1, "start_minute": 780, "end_minute": 840}])),
            ("holidays", json!([{"date": MONDAY}])),
            ("workday_overrides", json!([override_row])),
        ]
    };
    assert_eq!(free_on_monday(&lists(json!({}))), ["12:00-15:00"]);
    let with_break = json!({"break_start_minute": 750, "break_end_minute": 765, "break_title": "Tea"});
    assert_eq!(free_on_monday(&lists(with_break.clone())), ["12:00-12:30", "12:45-15:00"]);
    let without_end = json!({"break_start_minute": 750, "break_end_minute": null});
    assert_eq!(free_on_monday(&lists(without_end)), ["12:00-15:00"]);

    let calendar = calendar(&lists(with_break));
    let hours = day_hours(&calendar, calendar.resource(1).unwrap(), date(MONDAY));
    assert_eq!(hours.source, HoursSource::Override);
    assert_eq!(labels(hours.working), ["12:00-15:00"]);
    assert_eq!(hours.breaks[0].title.as_deref(), Some("Tea"));
}

#[test]
fn rule_10b_holidays_close_a_date_and_one_working_day_opens_it() {
    let is_open = |holidays: Value| {
        !free_on_monday(&[("work_rules", json!([rule(540, 600)])), ("holidays", holidays)]).is_empty()
    };
    assert!(is_open(json!([])));
    assert!(!is_open(json!([{"date": MONDAY}])));
    assert!(is_open(json!([{"date": "2025-03-09"}])));
    assert!(!is_open(json!([{"date": "2025-03-09", "recurring_yearly": true}])));
    assert!(
        !is_open(json!([{"date": "2031-03-09", "recurring_yearly": true}])),
        "also in the years before its own date"
    );
    assert!(is_open(json!([{"date": MONDAY, "working_day_override": true}])));
    let with_working_day = json!([{"date": MONDAY}, {"date": "2020-03-09", "recurring_yearly": true},
        {"date": MONDAY, "working_day_override": true}]);
    assert!(is_open(with_working_day), "one working day overrides all holidays of the date");
    let other_year = json!([{"date": MONDAY}, {"date": "2025-03-09", "working_day_override": true}]);
    assert!(!is_open(other_year), "a working day of another year has no effect");
}

#[test]
fn rule_10b_yearly_leap_day_closes_leap_years_only() {
    let calendar =
        calendar(&[("holidays", json!([{"date": "2024-02-29", "recurring_yearly": true, "title": "Leap"}]))]);
    let is_closed = |day| holiday_of(&calendar, date(day)).is_some();
    assert!(is_closed("2028-02-29"));
    assert!(!is_closed("2026-02-28"));
    assert!(!is_closed("2026-03-01"));
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
fn rule_10c_only_active_rules_and_breaks_of_the_weekday_apply() {
    let row = |weekday: u8, start: u16, end: u16, active: bool| json!({"weekday": weekday, "start_minute": start, "end_minute": end, "active": active});
    let lists = [
        (
            "work_rules",
            json!([
                row(1, 540, 720, true),
                row(1, 720, 780, false),
                row(2, 840, 900, true),
                row(1, 840, 900, true)
            ]),
        ),
        ("break_rules", json!([row(1, 600, 615, true), row(1, 630, 645, false), row(2, 660, 675, true)])),
    ];
    assert_eq!(free_on_monday(&lists), ["09:00-10:00", "10:15-12:00", "14:00-15:00"]);
}
