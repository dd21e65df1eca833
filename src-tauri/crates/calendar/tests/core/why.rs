//! The states of a resource's moments.

use calendar::Calendar;
use calendar::free::{offered, slots};
use calendar::model::{Instant, Interval};
use calendar::why::{MomentState, Stretch, state_at, stretches};
use calendar::zone::resolve;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::account::{MONDAY, at, calendar, days, days_in, every_day, free_labels_in, labels_in, rule};
use crate::fixture::instant;

/// A label for each stretch, such as `09:00-10:00 free`. Some have the id or the title of their row.
fn state_labels(tz: Tz, found: &[Stretch]) -> Vec<String> {
    let names = found.iter().map(|stretch| match &stretch.state {
        MomentState::Free => "free".to_owned(),
        MomentState::Taken(appointment) => format!("taken {}", appointment.id),
        MomentState::Break { title } => format!("break {}", title.as_deref().unwrap_or("-")),
        MomentState::TimeOff(off) => {
            format!("{} {}", if off.resource_id.is_some() { "off" } else { "all off" }, off.id)
        }
        MomentState::Holiday { title } => format!("holiday {}", title.as_deref().unwrap_or("-")),
        MomentState::OutsideHours => "outside".to_owned(),
        MomentState::HoursElsewhere => "elsewhere".to_owned(),
        MomentState::NotOffered => "not offered".to_owned(),
        MomentState::Past => "past".to_owned(),
    });
    labels_in(tz, found.iter().map(|stretch| stretch.interval))
        .into_iter()
        .zip(names)
        .map(|(label, name)| format!("{label} {name}"))
        .collect()
}

fn checked_states(calendar: &Calendar, range: Interval, now: Instant) -> Vec<String> {
    let resource = calendar.resource(1).unwrap();
    let found = stretches(calendar, resource, range, now);
    assert_consistent(calendar, &found, range, now);
    state_labels(calendar.zone_of(resource).tz, &found)
}

/// Checks that the stretches cover the range without gaps, and that the free ones equal the offered time.
fn assert_consistent(calendar: &Calendar, found: &[Stretch], range: Interval, now: Instant) {
    assert_eq!((found[0].interval.start, found[found.len() - 1].interval.end), (range.start, range.end));
    assert!(found.windows(2).all(|pair| pair[0].interval.end == pair[1].interval.start));
    let free =
        found.iter().filter(|stretch| stretch.state == MomentState::Free).map(|stretch| stretch.interval);
    let resource = calendar.resource(1).unwrap();
    assert_eq!(free.collect::<Vec<_>>(), offered(calendar, resource, range, now));
}

/// The states of Monday. The present moment is long before it.
fn states_on_monday(lists: &[(&str, Value)]) -> Vec<String> {
    checked_states(&calendar(lists), days(MONDAY, MONDAY), Instant::MIN_UTC)
}

fn nine_to_six() -> (&'static str, Value) {
    ("work_rules", every_day(540, 1080))
}

fn appointment(id: i64, from: &str, to: &str, status: &str) -> Value {
    json!({"id": id, "starts_at": at(from), "ends_at": at(to), "status": status})
}

#[test]
fn working_day_has_the_state_of_each_row() {
    let lists = [
        nine_to_six(),
        ("break_rules", json!([{"weekday": 1, "start_minute": 780, "end_minute": 840, "title": "Lunch"}])),
        (
            "appointments",
            json!([
                appointment(1, "10:00", "11:00", "scheduled"),
                appointment(2, "15:00", "16:00", "cancelled")
            ]),
        ),
        ("time_offs", json!([{"id": 7, "starts_at": at("17:00"), "ends_at": at("17:30")}])),
    ];
    let expected = [
        "00:00-09:00 outside",
        "09:00-10:00 free",
        "10:00-11:00 taken 1",
        "11:00-13:00 free",
        "13:00-14:00 break Lunch",
        "14:00-17:00 free",
        "17:00-17:30 off 7",
        "17:30-18:00 free",
        "18:00-00:00 outside",
    ];
    assert_eq!(states_on_monday(&lists), expected);
}

#[test]
fn only_free_time_becomes_past() {
    let lists = [
        nine_to_six(),
        ("break_rules", json!([{"weekday": 1, "start_minute": 600, "end_minute": 660}])),
        ("appointments", json!([appointment(1, "09:00", "09:30", "completed")])),
    ];
    let expected = [
        "00:00-09:00 outside",
        "09:00-09:30 taken 1",
        "09:30-10:00 past",
        "10:00-11:00 break -",
        "11:00-12:07 past",
        "12:07-18:00 free",
        "18:00-00:00 outside",
    ];
    assert_eq!(checked_states(&calendar(&lists), days(MONDAY, MONDAY), at("12:07")), expected);
}

#[test]
fn appointment_and_time_off_take_precedence_over_other_states() {
    let appointments =
        json!([appointment(1, "07:00", "08:00", "no_show"), appointment(2, "13:10", "13:20", "confirmed")]);
    let rows = [
        ("break_rules", json!([{"weekday": 1, "start_minute": 780, "end_minute": 840}])),
        ("time_offs", json!([{"resource_id": null, "starts_at": at("06:00"), "ends_at": at("07:30")}])),
        ("appointments", appointments),
    ];
    let expected = [
        "00:00-06:00 outside",
        "06:00-07:00 all off 1",
        "07:00-08:00 taken 1",
        "08:00-09:00 outside",
        "09:00-13:00 free",
        "13:00-13:10 break -",
        "13:10-13:20 taken 2",
        "13:20-14:00 break -",
        "14:00-18:00 free",
        "18:00-00:00 outside",
    ];
    let mut lists = rows.to_vec();
    lists.push(nine_to_six());
    assert_eq!(states_on_monday(&lists), expected);

    for (resource, state) in [
        (json!({"custom_attributes": {"medelement_specialist_code": "A-17"}}), "elsewhere"),
        (json!({"active": false, "custom_attributes": {"medelement_specialist_code": "A-17"}}), "elsewhere"),
        (json!({"active": false}), "not offered"),
        (json!({"custom_attributes": {"deleted_from_scheduling": true}}), "not offered"),
    ] {
        let mut not_offered = lists.clone();
        not_offered.push(("resources", json!([resource])));
        let expected = [
            format!("00:00-06:00 {state}"),
            "06:00-07:00 all off 1".to_owned(),
            "07:00-08:00 taken 1".to_owned(),
            format!("08:00-13:10 {state}"),
            "13:10-13:20 taken 2".to_owned(),
            format!("13:20-00:00 {state}"),
        ];
        assert_eq!(states_on_monday(&not_offered), expected, "{resource}");
    }
}

#[test]
fn overlapping_rows_are_ordered_by_start_then_by_id() {
    let appointments = json!([
        appointment(9, "10:00", "11:00", "scheduled"),
        appointment(3, "10:00", "10:30", "scheduled"),
        appointment(1, "10:15", "11:30", "scheduled"),
        appointment(2, "10:45", "11:15", "scheduled"),
        appointment(4, "11:30", "12:00", "scheduled"),
    ]);
    let offs = json!([
        {"id": 8, "starts_at": at("12:00"), "ends_at": at("14:00")},
        {"id": 5, "resource_id": null, "starts_at": at("12:00"), "ends_at": at("15:00")},
    ]);
    let expected = [
        "10:00-10:30 taken 3",
        "10:30-11:00 taken 9",
        "11:00-11:30 taken 1",
        "11:30-12:00 taken 4",
        "12:00-15:00 all off 5",
        "15:00-18:00 free",
    ];
    let lists = [nine_to_six(), ("appointments", appointments), ("time_offs", offs)];
    let range = Interval { start: at("10:00"), end: at("18:00") };
    assert_eq!(checked_states(&calendar(&lists), range, Instant::MIN_UTC), expected);
}

#[test]
fn rows_with_equal_ids_stay_separate_and_parts_of_one_row_are_joined() {
    let equal_ids = json!([
        {"id": 1, "starts_at": at("10:00"), "ends_at": at("11:00")},
        {"id": 1, "starts_at": at("11:00"), "ends_at": at("12:00")},
    ]);
    let lists = [nine_to_six(), ("time_offs", equal_ids)];
    let range = Interval { start: at("10:00"), end: at("12:00") };
    let states = checked_states(&calendar(&lists), range, Instant::MIN_UTC);
    assert_eq!(states, ["10:00-11:00 off 1", "11:00-12:00 off 1"]);

    let several_days = json!([{"starts_at": at("10:00"), "ends_at": "2026-03-11T05:00:00Z"}]);
    let range = days(MONDAY, "2026-03-11");
    let calendar = calendar(&[nine_to_six(), ("time_offs", several_days)]);
    let states = checked_states(&calendar, range, Instant::MIN_UTC);
    assert_eq!(states[1..4], ["09:00-10:00 free", "10:00-10:00 off 1", "10:00-18:00 free"]);
}

#[test]
fn overlapping_hours_are_joined_and_breaks_outside_are_ignored() {
    let lists = [
        ("work_rules", json!([rule(540, 780), rule(720, 840), rule(840, 960)])),
        (
            "break_rules",
            json!([
                {"id": 1, "weekday": 1, "start_minute": 750, "end_minute": 810, "title": "B"},
                {"id": 2, "weekday": 1, "start_minute": 720, "end_minute": 770, "title": "A"},
                {"id": 3, "weekday": 1, "start_minute": 930, "end_minute": 1000, "title": "C"},
                {"id": 4, "weekday": 1, "start_minute": 100, "end_minute": 200, "title": "D"},
            ]),
        ),
    ];
    let expected = [
        "00:00-09:00 outside",
        "09:00-12:00 free",
        "12:00-12:50 break A",
        "12:50-13:30 break B",
        "13:30-15:30 free",
        "15:30-16:00 break C",
        "16:00-00:00 outside",
    ];
    assert_eq!(states_on_monday(&lists), expected);
}

#[test]
fn holiday_closes_a_date_and_an_override_opens_it() {
    let holidays = json!([
        {"date": MONDAY, "title": "Spring"},
        {"date": "2020-03-10", "title": "Rest", "recurring_yearly": true},
        {"date": "2026-03-11", "title": "Moved"},
        {"date": "2026-03-11", "working_day_override": true},
    ]);
    let overrides = json!([{"date": "2026-03-10", "start_minute": 600, "end_minute": 720,
        "break_start_minute": 630, "break_end_minute": 645, "break_title": "Tea"}]);
    let lists = [nine_to_six(), ("holidays", holidays), ("workday_overrides", overrides)];
    let expected = [
        "00:00-00:00 holiday Spring",
        "00:00-10:00 outside",
        "10:00-10:30 free",
        "10:30-10:45 break Tea",
        "10:45-12:00 free",
        // This stretch begins on Tuesday and ends on Wednesday.
        "12:00-09:00 outside",
        "09:00-18:00 free",
        "18:00-00:00 outside",
    ];
    assert_eq!(checked_states(&calendar(&lists), days(MONDAY, "2026-03-11"), Instant::MIN_UTC), expected);
}

/// The states of one date in another zone.
fn states_in(zone_name: &str, day: &str, lists: &[(&str, Value)]) -> Vec<String> {
    let mut lists = lists.to_vec();
    lists.push(("resources", json!([{"timezone": zone_name}])));
    checked_states(&calendar(&lists), days_in(resolve(zone_name).tz, day, day), Instant::MIN_UTC)
}

#[test]
fn break_inverted_by_a_skipped_hour_has_no_state() {
    // Berlin skips 02:00-03:00, so the break of 02:30-03:15 becomes 03:30-03:15.
    let lists = [
        ("work_rules", every_day(60, 300)),
        ("break_rules", json!([{"weekday": 0, "start_minute": 150, "end_minute": 195}])),
    ];
    assert_eq!(
        states_in("Europe/Berlin", "2026-03-29", &lists),
        ["00:00-01:00 outside", "01:00-05:00 free", "05:00-00:00 outside"]
    );
}

#[test]
fn break_in_a_repeated_hour_is_in_the_first_copy() {
    // Berlin repeats 02:00-03:00.
    let lists = [
        ("work_rules", every_day(60, 300)),
        ("break_rules", json!([{"weekday": 0, "start_minute": 120, "end_minute": 150}])),
    ];
    assert_eq!(
        states_in("Europe/Berlin", "2025-10-26", &lists),
        [
            "00:00-01:00 outside",
            "01:00-02:00 free",
            "02:00-02:30 break -",
            "02:30-05:00 free",
            "05:00-00:00 outside"
        ]
    );
}

#[test]
fn holiday_on_a_day_without_midnight_ends_at_the_next_midnight() {
    // Beirut skips midnight, so the bounds of this day end at 01:00 of the next date (free-time rule 8). The
    // rules of the next date apply from its midnight.
    let lists = [nine_to_six(), ("holidays", json!([{"date": "2024-03-31", "title": "H"}]))];
    assert_eq!(
        states_in("Asia/Beirut", "2024-03-31", &lists),
        ["01:00-00:00 holiday H", "00:00-01:00 outside"]
    );
}

#[test]
fn holiday_covers_a_day_of_25_hours() {
    let lists = [nine_to_six(), ("holidays", json!([{"date": "2024-02-29", "title": "H"}]))];
    assert_eq!(states_in("Almaty", "2024-02-29", &lists), ["00:00-00:00 holiday H"]);
}

#[test]
fn hours_of_a_skipped_date_are_free_on_the_next_date_even_on_a_holiday() {
    // Apia skipped 2011-12-30. Its hours move to the beginning of the 31st.
    let lists = [
        ("workday_overrides", json!([{"date": "2011-12-30", "start_minute": 540, "end_minute": 615}])),
        ("holidays", json!([{"date": "2011-12-29"}, {"date": "2011-12-30"}, {"date": "2011-12-31"}])),
        ("resources", json!([{"timezone": "Pacific/Apia"}])),
    ];
    let range = days_in(Tz::Pacific__Apia, "2011-12-29", "2011-12-31");
    assert_eq!(
        checked_states(&calendar(&lists), range, Instant::MIN_UTC),
        ["00:00-00:00 holiday -", "00:00-00:15 free", "00:15-00:00 holiday -"]
    );
}

#[test]
fn time_of_an_appointment_outside_the_bounds_of_its_day_is_not_offered() {
    let states_in_utc = |calendar: &Calendar, range| {
        state_labels(Tz::UTC, &stretches(calendar, calendar.resource(1).unwrap(), range, Instant::MIN_UTC))
    };
    // Casey set the clock back from 03:00 to 00:00. The day ends at the first midnight, but hours until
    // midnight end at the second one.
    let late = calendar(&[
        ("resources", json!([{"timezone": "Antarctica/Casey"}])),
        ("workday_overrides", json!([{"date": "2023-03-08", "start_minute": 1200, "end_minute": 1440}])),
        ("appointments", json!([{"starts_at": "2023-03-08T13:30:00Z", "ends_at": "2023-03-08T14:00:00Z"}])),
    ]);
    let range = Interval { start: instant("2023-03-08T09:00:00Z"), end: instant("2023-03-08T17:00:00Z") };
    assert_eq!(
        states_in_utc(&late, range),
        ["09:00-13:30 free", "13:30-14:00 taken 1", "14:00-16:00 free", "16:00-17:00 outside"]
    );
    assert_eq!(
        free_labels_in(Tz::UTC, &late, range),
        ["09:00-16:00"],
        "the server ignores the appointment there"
    );
    assert_eq!(slots(&late, range, Some(420)).len(), 1);

    // Kathmandu skipped 00:00-00:15. The day starts at 01:00, but hours from 00:15 start at 00:15.
    let early = calendar(&[
        ("resources", json!([{"timezone": "Asia/Kathmandu"}])),
        ("workday_overrides", json!([{"date": "1986-01-01", "start_minute": 15, "end_minute": 120}])),
        ("appointments", json!([{"starts_at": "1985-12-31T18:40:00Z", "ends_at": "1985-12-31T19:00:00Z"}])),
    ]);
    let range = Interval { start: instant("1985-12-31T18:30:00Z"), end: instant("1985-12-31T20:15:00Z") };
    assert_eq!(states_in_utc(&early, range), ["18:30-18:40 free", "18:40-19:00 taken 1", "19:00-20:15 free"]);
    assert_eq!(free_labels_in(Tz::UTC, &early, range), ["18:30-20:15"]);
}

#[test]
fn rules_of_a_date_apply_until_the_next_date_starts() {
    // The wall clock in Casey displays the 9th from 13:00Z, and again from 16:00Z. The date starts at 16:00Z.
    let casey = calendar(&[
        ("resources", json!([{"timezone": "Antarctica/Casey"}])),
        ("holidays", json!([{"date": "2023-03-08", "title": "H"}])),
    ]);
    let range = Interval { start: instant("2023-03-08T14:00:00Z"), end: instant("2023-03-08T17:00:00Z") };
    let resource = casey.resource(1).unwrap();
    let found = stretches(&casey, resource, range, Instant::MIN_UTC);
    assert_eq!(state_labels(Tz::UTC, &found), ["14:00-16:00 holiday H", "16:00-17:00 outside"]);
    let moment = state_at(&casey, resource, instant("2023-03-08T15:00:00Z"), Instant::MIN_UTC);
    assert_eq!(moment.state, found[0].state);
}

#[test]
fn empty_range_has_no_stretches() {
    let calendar = calendar(&[nine_to_six()]);
    let resource = calendar.resource(1).unwrap();
    for (from, to) in [("10:00", "10:00"), ("10:00", "09:00")] {
        let range = Interval { start: at(from), end: at(to) };
        assert_eq!(stretches(&calendar, resource, range, Instant::MIN_UTC), []);
    }
}

#[test]
fn stretch_at_an_instant_is_clipped_to_the_date() {
    let lists = [
        nine_to_six(),
        ("time_offs", json!([{"starts_at": "2026-03-01T00:00:00Z", "ends_at": at("10:00")}])),
        ("appointments", json!([appointment(4, "10:00", "11:00", "scheduled")])),
    ];
    let calendar = calendar(&lists);
    let resource = calendar.resource(1).unwrap();
    for (moment, expected) in [
        ("00:00", "00:00-10:00 off 1"),
        ("09:59", "00:00-10:00 off 1"),
        ("10:00", "10:00-11:00 taken 4"),
        ("11:00", "11:00-12:00 past"),
        ("12:00", "12:00-18:00 free"),
        ("23:59", "18:00-00:00 outside"),
    ] {
        let stretch = state_at(&calendar, resource, at(moment), at("12:00"));
        assert_eq!(state_labels(Tz::Asia__Almaty, &[stretch]), [expected], "{moment}");
    }
}

#[test]
fn stretch_at_both_copies_of_a_repeated_hour_is_the_whole_date() {
    // Almaty repeats 23:00-24:00.
    let calendar = calendar(&[("work_rules", every_day(0, 1440))]);
    let resource = calendar.resource(1).unwrap();
    for at in ["2024-02-29T17:30:00Z", "2024-02-29T18:30:00Z"] {
        let stretch = state_at(&calendar, resource, instant(at), Instant::MIN_UTC);
        assert_eq!(stretch.interval, days("2024-02-29", "2024-02-29"));
    }
}
