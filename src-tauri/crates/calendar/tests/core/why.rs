//! What every moment of a resource is, state by state and where they meet.

use calendar::Calendar;
use calendar::free::{offered, slots};
use calendar::model::{Instant, Interval};
use calendar::why::{MomentState, Stretch, state_at, stretches};
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::account::{MONDAY, at, calendar, days, days_in, every_day, free_labels_in, labels_in, rule};
use crate::fixture::instant;

/// `09:00-10:00 free`, with the row or title behind the state where it has one.
fn told(tz: Tz, found: &[Stretch]) -> Vec<String> {
    let words = found.iter().map(|stretch| match &stretch.state {
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
        .zip(words)
        .map(|(label, word)| format!("{label} {word}"))
        .collect()
}

fn told_of(calendar: &Calendar, range: Interval, now: Instant) -> Vec<String> {
    let resource = calendar.resource(1).unwrap();
    let found = stretches(calendar, resource, range, now);
    holds(calendar, &found, range, now);
    told(calendar.zone_of(resource).tz, &found)
}

/// What must be true whatever the account.
fn holds(calendar: &Calendar, found: &[Stretch], range: Interval, now: Instant) {
    assert_eq!((found[0].interval.start, found[found.len() - 1].interval.end), (range.start, range.end));
    assert!(found.windows(2).all(|pair| pair[0].interval.end == pair[1].interval.start));
    let free =
        found.iter().filter(|stretch| stretch.state == MomentState::Free).map(|stretch| stretch.interval);
    let resource = calendar.resource(1).unwrap();
    assert_eq!(free.collect::<Vec<_>>(), offered(calendar, resource, range, now));
}

/// Monday, long before it comes.
fn monday(lists: &[(&str, Value)]) -> Vec<String> {
    told_of(&calendar(lists), days(MONDAY, MONDAY), Instant::MIN_UTC)
}

fn nine_to_six() -> (&'static str, Value) {
    ("work_rules", every_day(540, 1080))
}

fn appointment(id: i64, from: &str, to: &str, status: &str) -> Value {
    json!({"id": id, "starts_at": at(from), "ends_at": at(to), "status": status})
}

#[test]
fn an_ordinary_day() {
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
    assert_eq!(monday(&lists), expected);
}

#[test]
fn what_has_passed_is_told_from_what_was_closed() {
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
    assert_eq!(told_of(&calendar(&lists), days(MONDAY, MONDAY), at("12:07")), expected);
}

#[test]
fn an_appointment_is_told_before_anything_else() {
    let appointments =
        json!([appointment(1, "07:00", "08:00", "no_show"), appointment(2, "13:10", "13:20", "confirmed")]);
    let rest = [
        ("break_rules", json!([{"weekday": 1, "start_minute": 780, "end_minute": 840}])),
        ("time_offs", json!([{"resource_id": null, "starts_at": at("06:00"), "ends_at": at("07:30")}])),
        ("appointments", appointments),
    ];
    let open = [
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
    let mut lists = rest.to_vec();
    lists.push(nine_to_six());
    assert_eq!(monday(&lists), open);

    for (resource, word) in [
        (json!({"custom_attributes": {"medelement_specialist_code": "A-17"}}), "elsewhere"),
        (json!({"active": false, "custom_attributes": {"medelement_specialist_code": "A-17"}}), "elsewhere"),
        (json!({"active": false}), "not offered"),
        (json!({"custom_attributes": {"deleted_from_scheduling": true}}), "not offered"),
    ] {
        let mut shut = lists.clone();
        shut.push(("resources", json!([resource])));
        let expected = [
            format!("00:00-06:00 {word}"),
            "06:00-07:00 all off 1".to_owned(),
            "07:00-08:00 taken 1".to_owned(),
            format!("08:00-13:10 {word}"),
            "13:10-13:20 taken 2".to_owned(),
            format!("13:20-00:00 {word}"),
        ];
        assert_eq!(monday(&shut), expected, "{resource}");
    }
}

#[test]
fn of_rows_that_overlap_the_one_that_started_first_is_told_then_the_lower_id() {
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
    assert_eq!(told_of(&calendar(&lists), range, Instant::MIN_UTC), expected);
}

#[test]
fn rows_of_equal_fields_stay_two_and_one_row_is_one() {
    let twice = json!([
        {"id": 1, "starts_at": at("10:00"), "ends_at": at("11:00")},
        {"id": 1, "starts_at": at("11:00"), "ends_at": at("12:00")},
    ]);
    let lists = [nine_to_six(), ("appointments", twice)];
    let range = Interval { start: at("10:00"), end: at("12:00") };
    let told = told_of(&calendar(&lists), range, Instant::MIN_UTC);
    assert_eq!(told, ["10:00-11:00 taken 1", "11:00-12:00 taken 1"]);

    let over_nights = json!([{"starts_at": at("10:00"), "ends_at": "2026-03-11T05:00:00Z"}]);
    let range = days(MONDAY, "2026-03-11");
    let calendar = calendar(&[nine_to_six(), ("time_offs", over_nights)]);
    let told = told_of(&calendar, range, Instant::MIN_UTC);
    assert_eq!(told[1..4], ["09:00-10:00 free", "10:00-10:00 off 1", "10:00-18:00 free"]);
}

#[test]
fn hours_that_overlap_or_touch_are_one_and_breaks_outside_of_them_are_none() {
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
    assert_eq!(monday(&lists), expected);
}

#[test]
fn holidays_close_dates_and_special_hours_open_them() {
    let holidays = json!([
        {"date": MONDAY, "title": "Spring"},
        {"date": "2020-03-10", "title": "Rest", "recurring_yearly": true},
        {"date": "2026-03-11", "title": "Moved"},
        {"date": "2026-03-11", "working_day_override": true},
    ]);
    let special = json!([{"date": "2026-03-10", "start_minute": 600, "end_minute": 720,
        "break_start_minute": 630, "break_end_minute": 645, "break_title": "Tea"}]);
    let lists = [nine_to_six(), ("holidays", holidays), ("workday_overrides", special)];
    let expected = [
        "00:00-00:00 holiday Spring",
        "00:00-10:00 outside",
        "10:00-10:30 free",
        "10:30-10:45 break Tea",
        "10:45-12:00 free",
        // Tuesday's evening and Wednesday's morning are one.
        "12:00-09:00 outside",
        "09:00-18:00 free",
        "18:00-00:00 outside",
    ];
    assert_eq!(told_of(&calendar(&lists), days(MONDAY, "2026-03-11"), Instant::MIN_UTC), expected);
}

#[test]
fn days_on_which_clocks_change() {
    let told = |zone: &str, tz: Tz, day: &str, lists: &[(&str, Value)]| {
        let mut lists = lists.to_vec();
        lists.push(("resources", json!([{"timezone": zone}])));
        told_of(&calendar(&lists), days_in(tz, day, day), Instant::MIN_UTC)
    };
    let night = ("work_rules", every_day(60, 300));
    // 02:00-03:00 is skipped: the break moves to 03:30-03:15, and is none.
    let pause = ("break_rules", json!([{"weekday": 0, "start_minute": 150, "end_minute": 195}]));
    assert_eq!(
        told("Europe/Berlin", Tz::Europe__Berlin, "2026-03-29", &[night.clone(), pause]),
        ["00:00-01:00 outside", "01:00-05:00 free", "05:00-00:00 outside"]
    );
    // 02:00-03:00 comes twice: the break, by its first.
    let pause = ("break_rules", json!([{"weekday": 0, "start_minute": 120, "end_minute": 150}]));
    let berlin = told("Europe/Berlin", Tz::Europe__Berlin, "2025-10-26", &[night, pause]);
    assert_eq!(
        berlin,
        [
            "00:00-01:00 outside",
            "01:00-02:00 free",
            "02:00-02:30 break -",
            "02:30-05:00 free",
            "05:00-00:00 outside"
        ]
    );
    // A day without midnight, closed: it starts at 01:00, and the range of the day by rule 8 reaches to 01:00.
    let closed = [nine_to_six(), ("holidays", json!([{"date": "2024-03-31", "title": "H"}]))];
    assert_eq!(
        told("Asia/Beirut", Tz::Asia__Beirut, "2024-03-31", &closed),
        ["01:00-00:00 holiday H", "00:00-01:00 outside"]
    );
    // Almaty's day of 25 hours is one date.
    let closed = [nine_to_six(), ("holidays", json!([{"date": "2024-02-29", "title": "H"}]))];
    let told_almaty = told("Almaty", Tz::Asia__Almaty, "2024-02-29", &closed);
    assert_eq!(told_almaty, ["00:00-00:00 holiday H"]);
    // The date that Apia skipped has no time, so that its holiday closes nothing. Its hours move to the first
    // of the next date, and are free there though that is closed.
    let skipped = [
        ("workday_overrides", json!([{"date": "2011-12-30", "start_minute": 540, "end_minute": 615}])),
        ("holidays", json!([{"date": "2011-12-29"}, {"date": "2011-12-30"}, {"date": "2011-12-31"}])),
        ("resources", json!([{"timezone": "Pacific/Apia"}])),
    ];
    let range = days_in(Tz::Pacific__Apia, "2011-12-29", "2011-12-31");
    assert_eq!(
        told_of(&calendar(&skipped), range, Instant::MIN_UTC),
        ["00:00-00:00 holiday -", "00:00-00:15 free", "00:15-00:00 holiday -"]
    );
}

#[test]
fn an_appointment_past_the_bounds_of_its_day_is_not_offered_again() {
    let utc = |calendar: &Calendar, range| {
        told(Tz::UTC, &stretches(calendar, calendar.resource(1).unwrap(), range, Instant::MIN_UTC))
    };
    // Casey went back from 03:00 to 00:00: hours until midnight end at the second one, the day at the first.
    let late = calendar(&[
        ("resources", json!([{"timezone": "Antarctica/Casey"}])),
        ("workday_overrides", json!([{"date": "2023-03-08", "start_minute": 1200, "end_minute": 1440}])),
        ("appointments", json!([{"starts_at": "2023-03-08T13:30:00Z", "ends_at": "2023-03-08T14:00:00Z"}])),
    ]);
    let range = Interval { start: instant("2023-03-08T09:00:00Z"), end: instant("2023-03-08T17:00:00Z") };
    assert_eq!(
        utc(&late, range),
        ["09:00-13:30 free", "13:30-14:00 taken 1", "14:00-16:00 free", "16:00-17:00 outside"]
    );
    assert_eq!(
        free_labels_in(Tz::UTC, &late, range),
        ["09:00-16:00"],
        "the server sees no appointment there"
    );
    assert_eq!(slots(&late, range, Some(420)).len(), 1);

    // Kathmandu skipped 00:00-00:15: the day begins an hour later, hours from 00:15 at 00:15.
    let early = calendar(&[
        ("resources", json!([{"timezone": "Asia/Kathmandu"}])),
        ("workday_overrides", json!([{"date": "1986-01-01", "start_minute": 15, "end_minute": 120}])),
        ("appointments", json!([{"starts_at": "1985-12-31T18:40:00Z", "ends_at": "1985-12-31T19:00:00Z"}])),
    ]);
    let range = Interval { start: instant("1985-12-31T18:30:00Z"), end: instant("1985-12-31T20:15:00Z") };
    assert_eq!(utc(&early, range), ["18:30-18:40 free", "18:40-19:00 taken 1", "19:00-20:15 free"]);
    assert_eq!(free_labels_in(Tz::UTC, &early, range), ["18:30-20:15"]);
}

#[test]
fn a_date_holds_until_the_next_has_begun_whatever_the_wall_shows() {
    // Casey's wall shows the 9th from 13:00Z on, then again from 16:00Z, where that date begins.
    let casey = calendar(&[
        ("resources", json!([{"timezone": "Antarctica/Casey"}])),
        ("holidays", json!([{"date": "2023-03-08", "title": "H"}])),
    ]);
    let range = Interval { start: instant("2023-03-08T14:00:00Z"), end: instant("2023-03-08T17:00:00Z") };
    let resource = casey.resource(1).unwrap();
    let found = stretches(&casey, resource, range, Instant::MIN_UTC);
    assert_eq!(told(Tz::UTC, &found), ["14:00-16:00 holiday H", "16:00-17:00 outside"]);
    let moment = state_at(&casey, resource, instant("2023-03-08T15:00:00Z"), Instant::MIN_UTC);
    assert_eq!(moment.state, found[0].state);
}

#[test]
fn an_empty_range_is_nothing() {
    let calendar = calendar(&[nine_to_six()]);
    let resource = calendar.resource(1).unwrap();
    for (from, to) in [("10:00", "10:00"), ("10:00", "09:00")] {
        let range = Interval { start: at(from), end: at(to) };
        assert_eq!(stretches(&calendar, resource, range, Instant::MIN_UTC), []);
    }
}

#[test]
fn one_moment_is_a_piece_of_its_date() {
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
        assert_eq!(told(Tz::Asia__Almaty, &[stretch]), [expected], "{moment}");
    }
}

#[test]
fn one_moment_of_an_hour_that_comes_twice() {
    // 23:00-24:00 of 2024-02-29 comes twice in Almaty, both before that date ends.
    let calendar = calendar(&[("work_rules", every_day(0, 1440))]);
    let resource = calendar.resource(1).unwrap();
    for second_hour in ["2024-02-29T17:30:00Z", "2024-02-29T18:30:00Z"] {
        let stretch = state_at(&calendar, resource, instant(second_hour), Instant::MIN_UTC);
        assert_eq!(stretch.interval, days("2024-02-29", "2024-02-29"));
    }
}
