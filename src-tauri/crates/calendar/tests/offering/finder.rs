//! The finder.

use calendar::model::{Interval, Payload};
use calendar::view::ViewKind;
use calendar::view::types::{DayPart, FinderSpan, FinderView, GroupBy, MomentKind, SecondService, Whom};
use calendar::view::{FinderRequest, find, period_range};
use calendar::{Calendar, Filter, KnownRange, ResourceOrder};
use chrono_tz::Tz;

use crate::support::{ANNA, BORIS, appointment, at, daily, date, hiding, holiday, resource};

const ZONE: Tz = Tz::Asia__Almaty;
/// Monday, 09:40 in Almaty.
const NOW: &str = "2025-11-24T04:40:00Z";

/// Anna works from 9 to 11 and Boris from 10 to 12, both from Monday to Friday.
fn anna_and_boris() -> Payload {
    let mut work_rules = [daily(ANNA, 540, 660), daily(BORIS, 600, 720)].concat();
    work_rules.retain(|rule| (1..=5).contains(&rule.weekday));
    let mut resources = vec![resource(ANNA, "Asia/Almaty"), resource(BORIS, "Asia/Almaty")];
    resources[0].specialty = Some("Терапевт".into());
    resources[1].specialty = Some("ЛОР".into());
    Payload { resources, work_rules, ..Payload::default() }
}

/// A search. Unless `change` changes it, it is for 30 minutes on one working day.
struct FinderCase<'a> {
    filter: Filter,
    whom: Whom,
    second: Option<SecondService>,
    change: Box<dyn Fn(&mut FinderRequest) + 'a>,
}

impl Default for FinderCase<'_> {
    fn default() -> Self {
        FinderCase { filter: Filter::default(), whom: Whom::Any, second: None, change: Box::new(|_| {}) }
    }
}

fn find_in(known: &[(Interval, Calendar)], case: &FinderCase) -> FinderView {
    let known: Vec<KnownRange> =
        known.iter().map(|(range, calendar)| KnownRange { range: *range, calendar }).collect();
    let mut request = FinderRequest {
        duration_min: Some(30),
        whom: &case.whom,
        second: case.second.as_ref(),
        span: FinderSpan::WorkingDays,
        from: date("2025-11-24"),
        working_days: 1,
        part: DayPart::Any,
        notice_min: 0,
        step_min: None,
        group_by: GroupBy::Day,
        order: &ResourceOrder::Server,
        more_first: false,
        max_rows: 40,
        now: at(NOW),
        zone: ZONE,
        filter: &case.filter,
    };
    (case.change)(&mut request);
    find(&known, &request)
}

/// The payload as the data of whole weeks from the week of `date_in_week`.
fn data_of_weeks(payload: &Payload, date_in_week: &str, weeks: i64) -> (Interval, Calendar) {
    let start = period_range(ViewKind::Week, date(date_in_week), ZONE).start;
    (Interval::new(start, start + chrono::TimeDelta::weeks(weeks)), Calendar::new(payload.clone()))
}

fn find_in_two_weeks(payload: &Payload, case: &FinderCase) -> FinderView {
    find_in(&[data_of_weeks(payload, "2025-11-24", 2)], case)
}

/// A label for each row, such as `24 Anna: 10:00 10:30`.
fn row_labels(view: &FinderView) -> Vec<String> {
    view.groups
        .iter()
        .flat_map(|group| &group.rows)
        .map(|row| {
            let starts: Vec<&str> = row.starts.iter().map(|start| start.start_time.label.as_str()).collect();
            format!("{} {}: {}", row.date.day, row.resource.name, starts.join(" "))
        })
        .collect()
}

/// A label for each proposed start time, such as `24 09:40 Anna`.
fn first_labels(view: &FinderView) -> Vec<String> {
    view.first
        .iter()
        .map(|found| format!("{} {} {}", found.date.day, found.start.start_time.label, found.resource.name))
        .collect()
}

fn case_with<'a>(change: impl Fn(&mut FinderRequest) + 'a) -> FinderCase<'a> {
    FinderCase { change: Box::new(change), ..FinderCase::default() }
}

#[test]
fn first_start_times_are_one_of_each_half_day() {
    let view = find_in_two_weeks(&anna_and_boris(), &FinderCase::default());
    assert_eq!(row_labels(&view), ["24 Anna: 09:40 10:00 10:30", "24 Boris: 10:00 10:30 11:00 11:30"]);
    assert_eq!(first_labels(&view), ["24 09:40 Anna"]);
    assert_eq!((view.from.iso.as_str(), view.until.iso.as_str()), ("2025-11-24", "2025-11-24"));
    assert_eq!(view.first[0].start.start_time.start, "2025-11-24T04:40:00Z");
    assert_eq!(view.first[0].start.start_time.end, "2025-11-24T05:10:00Z");
    assert_eq!(view.first[0].start.start_time.end_label, "10:10");

    // Boris also works in the afternoon.
    let mut payload = anna_and_boris();
    payload.work_rules.extend(daily(BORIS, 780, 900));
    let three_days = case_with(|request| request.working_days = 3);
    let labels = first_labels(&find_in_two_weeks(&payload, &three_days));
    assert_eq!(labels, ["24 09:40 Anna", "24 13:00 Boris", "25 09:00 Anna"]);
}

#[test]
fn more_first_start_times_do_not_overlap() {
    let more = |step_min| {
        case_with(move |request| {
            request.more_first = true;
            request.duration_min = Some(50);
            request.step_min = step_min;
        })
    };
    for step_min in [None, Some(5)] {
        let view = find_in_two_weeks(&anna_and_boris(), &more(step_min));
        let times: Vec<_> = view
            .first
            .iter()
            .map(|each| (&each.start.start_time.start, &each.start.start_time.end))
            .collect();
        assert!(times.len() > 1, "{times:?}");
        assert!(times.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{times:?}");
    }
}

#[test]
fn afternoon_is_proposed_even_if_the_morning_has_many_start_times() {
    let payload = Payload {
        resources: vec![resource(ANNA, "Asia/Almaty")],
        work_rules: daily(ANNA, 480, 1080),
        ..Payload::default()
    };
    let case = case_with(|request| request.step_min = Some(5));
    assert_eq!(first_labels(&find_in_two_weeks(&payload, &case)), ["24 09:40 Anna", "24 12:00 Anna"]);
}

#[test]
fn spans_are_today_tomorrow_and_whole_weeks() {
    let mut payload = anna_and_boris();
    payload.work_rules.retain(|rule| rule.resource_id == ANNA && rule.weekday != 2);
    let found = |span, from: &'static str| {
        let case = case_with(move |request| {
            request.span = span;
            request.from = date(from);
            request.working_days = 1;
        });
        let view = find_in_two_weeks(&payload, &case);
        let days: Vec<u32> =
            view.groups.iter().flat_map(|group| &group.rows).map(|row| row.date.day).collect();
        (view.from.iso, view.until.iso, days)
    };
    let of = |from: &str, until: &str, days: &[u32]| (from.to_owned(), until.to_owned(), days.to_vec());
    // The date and the number of working days belong to the other kind of search.
    for from in ["2025-11-24", "2025-12-01"] {
        assert_eq!(found(FinderSpan::Today, from), of("2025-11-24", "2025-11-24", &[24]));
        assert_eq!(found(FinderSpan::Tomorrow, from), of("2025-11-25", "2025-11-25", &[]));
        assert_eq!(found(FinderSpan::ThisWeek, from), of("2025-11-24", "2025-11-30", &[24, 26, 27, 28]));
        assert_eq!(found(FinderSpan::NextWeek, from), of("2025-12-01", "2025-12-07", &[1, 3, 4, 5]));
    }
}

#[test]
fn only_working_days_of_requested_resources_are_counted() {
    let mut payload = anna_and_boris();
    payload.holidays = vec![holiday(1, "2025-11-25", "Holiday")];
    let view = find_in_two_weeks(&payload, &case_with(|request| request.working_days = 5));
    let days: Vec<&str> = view.groups.iter().map(|group| group.date.as_ref().unwrap().iso.as_str()).collect();
    assert_eq!(days, ["2025-11-24", "2025-11-26", "2025-11-27", "2025-11-28", "2025-12-01"]);
    assert_eq!(view.until.iso, "2025-12-01");

    // Boris does not work on Fridays, so his fifth working day is later.
    payload.work_rules.retain(|rule| rule.resource_id == ANNA || rule.weekday != 5);
    let boris =
        FinderCase { whom: Whom::Some { ids: vec![BORIS] }, ..case_with(|request| request.working_days = 5) };
    assert_eq!(find_in_two_weeks(&payload, &boris).until.iso, "2025-12-02");
}

#[test]
fn search_from_a_past_date_begins_today() {
    let view = find_in_two_weeks(&anna_and_boris(), &case_with(|request| request.from = date("2025-11-01")));
    assert_eq!(view.from.iso, "2025-11-24");
    let later = find_in_two_weeks(&anna_and_boris(), &case_with(|request| request.from = date("2025-11-26")));
    assert_eq!(row_labels(&later)[0], "26 Anna: 09:00 09:30 10:00 10:30");
}

#[test]
fn parts_of_the_day_are_divided_at_12_and_17() {
    let payload = Payload {
        resources: vec![resource(ANNA, "Asia/Almaty")],
        work_rules: daily(ANNA, 690, 1080),
        ..Payload::default()
    };
    let labels = |part| {
        let view = find_in_two_weeks(&payload, &case_with(move |request| request.part = part));
        view.groups[0].rows[0].starts.iter().map(|start| start.start_time.label.clone()).collect::<Vec<_>>()
    };
    assert_eq!(labels(DayPart::Morning), ["11:30"]);
    assert_eq!(labels(DayPart::Afternoon).first().map(String::as_str), Some("12:00"));
    assert_eq!(labels(DayPart::Afternoon).last().map(String::as_str), Some("16:30"));
    assert_eq!(labels(DayPart::Evening), ["17:00", "17:30"]);
}

#[test]
fn notice_delays_the_earliest_start_time() {
    let view = find_in_two_weeks(&anna_and_boris(), &case_with(|request| request.notice_min = 60));
    assert_eq!(row_labels(&view), ["24 Boris: 10:40 11:00 11:30"]);
}

#[test]
fn resources_are_selected_by_id_and_specialty() {
    let found_ids = |whom: Whom| {
        let case = FinderCase { whom, ..FinderCase::default() };
        let view = find_in_two_weeks(&anna_and_boris(), &case);
        view.groups.iter().flat_map(|group| &group.rows).map(|row| row.resource.id).collect::<Vec<_>>()
    };
    assert_eq!(found_ids(Whom::Any), [ANNA, BORIS]);
    assert_eq!(found_ids(Whom::Some { ids: vec![BORIS, 99] }), [BORIS]);
    assert_eq!(found_ids(Whom::Specialty { name: "Терапевт".into() }), [ANNA]);
    assert_eq!(find_in_two_weeks(&anna_and_boris(), &FinderCase::default()).specialties, ["ЛОР", "Терапевт"]);
}

#[test]
fn hidden_resources_are_searched_and_marked() {
    let marks = |hidden: &[i64]| {
        let case = FinderCase { filter: hiding(hidden.iter().copied()), ..FinderCase::default() };
        let view = find_in_two_weeks(&anna_and_boris(), &case);
        let rows = view.groups.iter().flat_map(|group| &group.rows);
        let marks: Vec<_> = rows.map(|row| (row.resource.id, row.hidden)).collect();
        for start in &view.first {
            assert_eq!(start.hidden, hidden.contains(&start.resource.id));
        }
        (view.hidden, marks)
    };
    assert_eq!(marks(&[]), (0, vec![(ANNA, false), (BORIS, false)]));
    assert_eq!(marks(&[ANNA]), (1, vec![(ANNA, true), (BORIS, false)]));
    assert_eq!(marks(&[ANNA, BORIS, 99]), (2, vec![(ANNA, true), (BORIS, true)]));
}

#[test]
fn search_for_resources_that_are_gone_says_that_there_is_nobody() {
    let nobody = |whom: Whom| {
        let case = FinderCase { whom, ..FinderCase::default() };
        find_in_two_weeks(&anna_and_boris(), &case).nobody
    };
    // Deleted, renamed.
    assert!(nobody(Whom::Some { ids: vec![99] }));
    assert!(nobody(Whom::Specialty { name: "Хирург".into() }));
    assert!(!nobody(Whom::Some { ids: vec![BORIS, 99] }));
    let mut payload = anna_and_boris();
    payload.resources[0].active = false;
    let case = FinderCase { whom: Whom::Some { ids: vec![ANNA] }, ..FinderCase::default() };
    assert!(!find_in_two_weeks(&payload, &case).nobody, "it is listed with the reason");
}

#[test]
fn resource_that_cannot_be_searched_is_listed_with_the_reason() {
    let mut payload = anna_and_boris();
    payload.resources[0].custom_attributes.insert("medelement_specialist_code".into(), "12".into());
    payload.resources[1].active = false;
    let view = find_in_two_weeks(&payload, &FinderCase::default());
    let listed: Vec<_> = view.not_offered.iter().map(|each| (each.resource.id, each.why)).collect();
    assert_eq!(
        listed,
        [(ANNA, MomentKind::HoursElsewhere)],
        "an inactive resource is only listed when it was requested by its id"
    );
    assert!(view.groups.is_empty() && view.first.is_empty() && view.resources.is_empty());

    let case = FinderCase { whom: Whom::Some { ids: vec![BORIS] }, ..FinderCase::default() };
    let listed: Vec<_> = find_in_two_weeks(&payload, &case)
        .not_offered
        .iter()
        .map(|each| (each.resource.id, each.why))
        .collect();
    assert_eq!(listed, [(BORIS, MomentKind::NotOffered)]);
}

#[test]
fn groups_by_resource_begin_with_the_resource_that_is_free_earliest() {
    let mut payload = anna_and_boris();
    payload.appointments = vec![appointment(1, ANNA, "2025-11-24T04:00:00Z", "2025-11-24T06:00:00Z")];
    let view = find_in_two_weeks(
        &payload,
        &case_with(|request| {
            request.group_by = GroupBy::Resource;
            request.working_days = 5;
        }),
    );
    let resources: Vec<&str> =
        view.groups.iter().map(|group| group.resource.as_ref().unwrap().name.as_str()).collect();
    assert_eq!(resources, ["Boris", "Anna"]);
    let days: Vec<u32> = view.groups[1].rows.iter().map(|row| row.date.day).collect();
    assert_eq!(days, [25, 26, 27], "each resource has three days");
}

#[test]
fn rows_and_start_times_beyond_the_limits_are_counted() {
    let with_one_row = |group_by| {
        find_in_two_weeks(
            &anna_and_boris(),
            &case_with(move |request| {
                request.max_rows = 1;
                request.group_by = group_by;
            }),
        )
    };
    for group_by in [GroupBy::Day, GroupBy::Resource] {
        let view = with_one_row(group_by);
        assert_eq!((row_labels(&view).len(), view.more), (1, true));
    }
    let view = find_in_two_weeks(
        &Payload {
            resources: vec![resource(ANNA, "Asia/Almaty")],
            work_rules: daily(ANNA, 600, 720),
            ..Payload::default()
        },
        &case_with(|request| {
            request.step_min = Some(5);
            request.duration_min = Some(5);
        }),
    );
    let row = &view.groups[0].rows[0];
    assert_eq!((row.starts.len(), row.more, view.more), (16, 8, false));
}

#[test]
fn search_ends_at_the_first_date_without_data() {
    let one_week = [data_of_weeks(&anna_and_boris(), "2025-11-24", 1)];
    let view = find_in(&one_week, &case_with(|request| request.working_days = 10));
    assert_eq!(view.unknown_from.map(|date| date.iso).as_deref(), Some("2025-12-01"));
    assert_eq!(view.until.iso, "2025-11-30");
    assert_eq!(view.groups.len(), 5);

    let without_data = find_in(&[], &FinderCase::default());
    assert_eq!(without_data.unknown_from.map(|date| date.iso).as_deref(), Some("2025-11-24"));
    assert!(without_data.groups.is_empty());
}

#[test]
fn first_range_that_covers_a_day_is_used_and_later_days_are_in_the_next_range() {
    let mut anna_is_taken = anna_and_boris();
    anna_is_taken.appointments = vec![appointment(1, ANNA, "2025-11-24T04:00:00Z", "2025-11-24T06:00:00Z")];
    let known =
        [data_of_weeks(&anna_is_taken, "2025-11-24", 1), data_of_weeks(&anna_and_boris(), "2025-11-24", 2)];
    let view = find_in(&known, &case_with(|request| request.working_days = 6));
    assert_eq!(row_labels(&view)[0], "24 Boris: 10:00 10:30 11:00 11:30");
    assert_eq!(row_labels(&view).last().map(String::as_str), Some("1 Boris: 10:00 10:30 11:00 11:30"));
}

#[test]
fn duration_choices_are_the_durations_of_the_appointments() {
    let mut payload = anna_and_boris();
    let with_duration = |id, minutes: i64, service: &str| {
        let mut appointment = appointment(id, ANNA, "2025-11-25T04:00:00Z", "2025-11-25T04:00:00Z");
        appointment.ends_at += chrono::TimeDelta::minutes(minutes);
        appointment.service_name_snapshot = Some(service.to_owned());
        appointment
    };
    payload.appointments = vec![
        with_duration(1, 45, "Массаж"),
        with_duration(2, 45, "Массаж"),
        with_duration(3, 45, "Приём"),
        with_duration(4, 20, "Приём"),
        with_duration(5, 2, "Ошибка"),
    ];
    payload.appointments.push(calendar::model::Appointment {
        status: calendar::model::Status::Cancelled,
        ..with_duration(6, 90, "Отмена")
    });
    let view = find_in_two_weeks(&payload, &case_with(|request| request.duration_min = None));
    let choices: Vec<_> = view.durations.iter().map(|each| (each.minutes, each.service.as_deref())).collect();
    assert_eq!(choices, [(20, Some("Приём")), (45, Some("Массаж"))]);
    assert_eq!(view.duration_min, 45);
    assert_eq!(
        find_in_two_weeks(&anna_and_boris(), &case_with(|request| request.duration_min = None)).duration_min,
        30
    );
}

#[test]
fn start_times_in_another_zone_are_labelled_in_the_clinics_zone() {
    // In winter 08:00 in Berlin is 12:00 in Almaty.
    let payload = Payload {
        resources: vec![resource(ANNA, "Europe/Berlin")],
        work_rules: daily(ANNA, 480, 600),
        range: Some(period_range(ViewKind::Week, date("2025-11-24"), ZONE)),
        ..Payload::default()
    };
    let view = find_in_two_weeks(&payload, &FinderCase::default());
    assert_eq!(row_labels(&view), ["24 Anna: 12:00 12:30 13:00 13:30"]);
    assert_eq!(view.resources[0].other_zone.as_deref(), Some("Europe/Berlin"));
}

#[test]
fn choices_of_the_first_date_are_the_next_month_and_a_later_requested_date() {
    let choices = |from: &'static str| {
        let case = FinderCase {
            change: Box::new(move |request| request.from = date(from)),
            ..FinderCase::default()
        };
        let view = find_in(&[], &case);
        (view.from.iso, view.from_choices.into_iter().map(|label| label.iso).collect::<Vec<_>>())
    };
    let (from, dates) = choices("2025-11-01");
    assert_eq!((from.as_str(), dates.len()), ("2025-11-24", 32));
    assert_eq!((dates[0].as_str(), dates[31].as_str()), ("2025-11-24", "2025-12-25"));
    assert_eq!(choices("2025-12-25").1, dates);
    let (_, with_later_date) = choices("2026-02-10");
    assert_eq!((with_later_date.len(), with_later_date[32].as_str()), (33, "2026-02-10"));
}

/// A label for each pair of the rows, such as `Anna 09:40 > Boris 10:10 +0`.
fn pair_labels(view: &FinderView) -> Vec<String> {
    let rows = view.groups.iter().flat_map(|group| &group.rows);
    rows.flat_map(|row| row.starts.iter().map(move |start| (row, start)))
        .map(|(row, start)| {
            let first = format!("{} {}", row.resource.name, start.start_time.label);
            match &start.then {
                Some(then) => {
                    format!("{first} > {} {} +{}", then.resource.name, then.start_time.label, then.wait_min)
                }
                None => first,
            }
        })
        .collect()
}

/// First Anna for 30 minutes, then `second`.
fn anna_and_then(second: SecondService, payload: &Payload) -> FinderView {
    let case = FinderCase {
        whom: Whom::Some { ids: vec![ANNA] },
        second: Some(second),
        ..case_with(|request| request.from = date("2025-11-25"))
    };
    find_in_two_weeks(payload, &case)
}

#[test]
fn second_service_with_another_resource_follows_the_first_one() {
    let boris = Whom::Specialty { name: "ЛОР".into() };
    let mut payload = anna_and_boris();
    payload.appointments = vec![appointment(1, BORIS, "2025-11-25T05:30:00Z", "2025-11-25T06:00:00Z")];
    let view = anna_and_then(SecondService { duration_min: 30, whom: Some(boris) }, &payload);
    // Boris begins at 10:00 and is taken from 10:30 to 11:00. Half an hour is the longest wait.
    assert_eq!(
        pair_labels(&view),
        [
            "Anna 09:00 > Boris 10:00 +30",
            "Anna 09:30 > Boris 10:00 +0",
            "Anna 10:00 > Boris 11:00 +30",
            "Anna 10:30 > Boris 11:00 +0"
        ]
    );
    assert_eq!(view.first.len(), 1, "the other pairs overlap the first one, or are of the same half-day");
    let then = view.first[0].start.then.as_ref().expect("a pair has a second start time");
    assert_eq!((then.start_time.resource_id, then.start_time.end_label.as_str()), (BORIS, "10:30"));
}

#[test]
fn second_service_that_is_too_late_is_not_found() {
    let mut payload = anna_and_boris();
    payload.work_rules = [daily(ANNA, 540, 600), daily(BORIS, 630, 720)].concat();
    let view = anna_and_then(
        SecondService { duration_min: 30, whom: Some(Whom::Some { ids: vec![BORIS] }) },
        &payload,
    );
    assert_eq!(pair_labels(&view), ["Anna 09:30 > Boris 10:30 +30"]);
}

#[test]
fn second_service_of_the_next_day_is_not_found() {
    let mut payload = anna_and_boris();
    payload.work_rules = [daily(ANNA, 1380, 1440), daily(BORIS, 0, 60)].concat();
    let view = anna_and_then(SecondService { duration_min: 30, whom: Some(Whom::Any) }, &payload);
    assert_eq!(pair_labels(&view), ["Anna 23:00 > Anna 23:30 +0"]);
}

#[test]
fn second_service_with_the_same_resource_is_one_interval() {
    let mut payload = anna_and_boris();
    payload.appointments = vec![appointment(1, ANNA, "2025-11-25T05:00:00Z", "2025-11-25T05:30:00Z")];
    let view = anna_and_then(SecondService { duration_min: 20, whom: None }, &payload);
    assert_eq!(pair_labels(&view), ["Anna 09:00"]);
    assert_eq!(view.first[0].start.start_time.end_label, "09:50");
}

#[test]
fn second_service_with_nobody_says_so() {
    let nobody = Whom::Specialty { name: "Хирург".into() };
    let view = anna_and_then(SecondService { duration_min: 30, whom: Some(nobody) }, &anna_and_boris());
    assert!(view.nobody && view.first.is_empty());
}
