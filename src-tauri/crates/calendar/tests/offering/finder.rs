//! What the finder finds.

use calendar::model::{Interval, Payload};
use calendar::view::ViewKind;
use calendar::view::types::{DayPart, FinderView, GroupBy, MomentKind, Whom};
use calendar::view::{FinderRequest, find, period_range};
use calendar::{Calendar, Filter, KnownRange};
use chrono_tz::Tz;

use crate::support::{ANNA, BORIS, appointment, at, daily, date, hiding, holiday, resource};

const ZONE: Tz = Tz::Asia__Almaty;
/// A Monday in Almaty, 09:40.
const NOW: &str = "2025-11-24T04:40:00Z";

/// Anna from 9 to 11, Boris from 10 to 12, Monday to Friday.
fn two() -> Payload {
    let mut work_rules = [daily(ANNA, 540, 660), daily(BORIS, 600, 720)].concat();
    work_rules.retain(|rule| (1..=5).contains(&rule.weekday));
    let mut resources = vec![resource(ANNA, "Asia/Almaty"), resource(BORIS, "Asia/Almaty")];
    resources[0].specialty = Some("Терапевт".into());
    resources[1].specialty = Some("ЛОР".into());
    Payload { resources, work_rules, ..Payload::default() }
}

struct Asked<'a> {
    filter: Filter,
    whom: Whom,
    change: Box<dyn Fn(&mut FinderRequest) + 'a>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Asked { filter: Filter::default(), whom: Whom::Any, change: Box::new(|_| {}) }
    }
}

fn ask(known: &[(Interval, Calendar)], asked: &Asked) -> FinderView {
    let known: Vec<KnownRange> =
        known.iter().map(|(range, calendar)| KnownRange { range: *range, calendar }).collect();
    let mut request = FinderRequest {
        duration_min: Some(30),
        whom: &asked.whom,
        from: date("2025-11-24"),
        working_days: 1,
        part: DayPart::Any,
        notice_min: 0,
        step_min: None,
        group_by: GroupBy::Day,
        max_rows: 40,
        now: at(NOW),
        zone: ZONE,
        filter: &asked.filter,
    };
    (asked.change)(&mut request);
    find(&known, &request)
}

fn weeks(payload: &Payload, first: &str, weeks: i64) -> (Interval, Calendar) {
    let start = period_range(ViewKind::Week, date(first), ZONE).start;
    (Interval::new(start, start + chrono::TimeDelta::weeks(weeks)), Calendar::new(payload.clone()))
}

fn found(payload: &Payload, asked: &Asked) -> FinderView {
    ask(&[weeks(payload, "2025-11-24", 2)], asked)
}

/// `24 Anna: 10:00 10:30` for each row.
fn rows(view: &FinderView) -> Vec<String> {
    view.groups
        .iter()
        .flat_map(|group| &group.rows)
        .map(|row| {
            let starts: Vec<&str> = row.start_times.iter().map(|start| start.label.as_str()).collect();
            format!("{} {}: {}", row.date.day, row.resource.name, starts.join(" "))
        })
        .collect()
}

fn first(view: &FinderView) -> Vec<String> {
    view.first
        .iter()
        .map(|first| format!("{} {} {}", first.date.day, first.start_time.label, first.resource.name))
        .collect()
}

fn with<'a>(change: impl Fn(&mut FinderRequest) + 'a) -> Asked<'a> {
    Asked { change: Box::new(change), ..Asked::default() }
}

#[test]
fn the_first_three_are_three_times() {
    let view = found(&two(), &Asked::default());
    assert_eq!(rows(&view), ["24 Anna: 09:40 10:00 10:30", "24 Boris: 10:00 10:30 11:00 11:30"]);
    // At 10:00 and 10:30 both are free; one of them is told, the first in the server's order.
    assert_eq!(first(&view), ["24 09:40 Anna", "24 10:00 Anna", "24 10:30 Anna"]);
    assert_eq!((view.from.iso.as_str(), view.until.iso.as_str()), ("2025-11-24", "2025-11-24"));
    assert_eq!(view.first[0].start_time.start, "2025-11-24T04:40:00Z");
    assert_eq!(view.first[0].start_time.end, "2025-11-24T05:10:00Z");
    assert_eq!(view.first[0].start_time.end_label, "10:10");
}

#[test]
fn only_days_on_which_somebody_asked_for_works_are_counted() {
    let mut payload = two();
    payload.holidays = vec![holiday(1, "2025-11-25", "Holiday")];
    let view = found(&payload, &with(|request| request.working_days = 5));
    let days: Vec<&str> = view.groups.iter().map(|group| group.date.as_ref().unwrap().iso.as_str()).collect();
    assert_eq!(days, ["2025-11-24", "2025-11-26", "2025-11-27", "2025-11-28", "2025-12-01"]);
    assert_eq!(view.until.iso, "2025-12-01");

    // Boris does not work on Fridays: asked for him alone, the fifth of his days is later.
    payload.work_rules.retain(|rule| rule.resource_id == ANNA || rule.weekday != 5);
    let boris = Asked { whom: Whom::Some { ids: vec![BORIS] }, ..with(|request| request.working_days = 5) };
    assert_eq!(found(&payload, &boris).until.iso, "2025-12-02");
}

#[test]
fn a_past_date_means_today() {
    let view = found(&two(), &with(|request| request.from = date("2025-11-01")));
    assert_eq!(view.from.iso, "2025-11-24");
    let later = found(&two(), &with(|request| request.from = date("2025-11-26")));
    assert_eq!(rows(&later)[0], "26 Anna: 09:00 09:30 10:00 10:30");
}

#[test]
fn parts_of_the_day_meet_at_twelve_and_seventeen() {
    let payload = Payload {
        resources: vec![resource(ANNA, "Asia/Almaty")],
        work_rules: daily(ANNA, 690, 1080),
        ..Payload::default()
    };
    let of = |part| {
        let view = found(&payload, &with(move |request| request.part = part));
        view.groups[0].rows[0].start_times.iter().map(|start| start.label.clone()).collect::<Vec<_>>()
    };
    assert_eq!(of(DayPart::Morning), ["11:30"]);
    assert_eq!(of(DayPart::Afternoon).first().map(String::as_str), Some("12:00"));
    assert_eq!(of(DayPart::Afternoon).last().map(String::as_str), Some("16:30"));
    assert_eq!(of(DayPart::Evening), ["17:00", "17:30"]);
}

#[test]
fn notice_keeps_a_distance_from_now() {
    let view = found(&two(), &with(|request| request.notice_min = 60));
    assert_eq!(rows(&view), ["24 Boris: 10:40 11:00 11:30"]);
}

#[test]
fn whom_chooses_people_and_specialties_and_the_filter_hides() {
    let of = |whom: Whom, hidden: &[i64]| {
        let asked = Asked { whom, filter: hiding(hidden.iter().copied()), ..Asked::default() };
        let view = found(&two(), &asked);
        view.groups.iter().flat_map(|group| &group.rows).map(|row| row.resource.id).collect::<Vec<_>>()
    };
    assert_eq!(of(Whom::Any, &[]), [ANNA, BORIS]);
    assert_eq!(of(Whom::Some { ids: vec![BORIS, 99] }, &[]), [BORIS]);
    assert_eq!(of(Whom::Specialty { name: "Терапевт".into() }, &[]), [ANNA]);
    assert_eq!(of(Whom::Any, &[ANNA]), [BORIS]);
    assert_eq!(of(Whom::Some { ids: vec![ANNA] }, &[ANNA]), Vec::<i64>::new());
    assert_eq!(found(&two(), &Asked::default()).specialties, ["ЛОР", "Терапевт"]);
}

#[test]
fn who_has_no_free_time_to_tell_is_named_with_the_reason() {
    let mut payload = two();
    payload.resources[0].custom_attributes.insert("medelement_specialist_code".into(), "12".into());
    payload.resources[1].active = false;
    let view = found(&payload, &Asked::default());
    // Nobody asked for the one who was switched off.
    let told: Vec<_> = view.not_offered.iter().map(|each| (each.resource.id, each.why)).collect();
    assert_eq!(told, [(ANNA, MomentKind::HoursElsewhere)]);
    assert!(view.groups.is_empty() && view.first.is_empty() && view.resources.is_empty());

    let asked = Asked { whom: Whom::Some { ids: vec![BORIS] }, ..Asked::default() };
    let told: Vec<_> =
        found(&payload, &asked).not_offered.iter().map(|each| (each.resource.id, each.why)).collect();
    assert_eq!(told, [(BORIS, MomentKind::NotOffered)]);
}

#[test]
fn by_resource_who_can_soonest_comes_first() {
    let mut payload = two();
    payload.appointments = vec![appointment(1, ANNA, "2025-11-24T04:00:00Z", "2025-11-24T06:00:00Z")];
    let view = found(
        &payload,
        &with(|request| {
            request.group_by = GroupBy::Resource;
            request.working_days = 5;
        }),
    );
    let resources: Vec<&str> =
        view.groups.iter().map(|group| group.resource.as_ref().unwrap().name.as_str()).collect();
    assert_eq!(resources, ["Boris", "Anna"]);
    let days: Vec<u32> = view.groups[1].rows.iter().map(|row| row.date.day).collect();
    assert_eq!(days, [25, 26, 27], "three days of each are enough to compare");
}

#[test]
fn what_does_not_fit_is_counted() {
    let of = |group_by| {
        found(
            &two(),
            &with(move |request| {
                request.max_rows = 1;
                request.group_by = group_by;
            }),
        )
    };
    for group_by in [GroupBy::Day, GroupBy::Resource] {
        let view = of(group_by);
        assert_eq!((rows(&view).len(), view.more), (1, true));
    }
    let view = found(
        &Payload {
            resources: vec![resource(ANNA, "Asia/Almaty")],
            work_rules: daily(ANNA, 600, 720),
            ..Payload::default()
        },
        &with(|request| {
            request.step_min = Some(5);
            request.duration_min = Some(5);
        }),
    );
    let row = &view.groups[0].rows[0];
    assert_eq!((row.start_times.len(), row.more, view.more), (16, 8, false));
}

#[test]
fn the_search_ends_where_nothing_is_known() {
    let one_week = [weeks(&two(), "2025-11-24", 1)];
    let view = ask(&one_week, &with(|request| request.working_days = 10));
    assert_eq!(view.unknown_from.map(|date| date.iso).as_deref(), Some("2025-12-01"));
    assert_eq!(view.until.iso, "2025-11-30");
    assert_eq!(view.groups.len(), 5);

    let nothing = ask(&[], &Asked::default());
    assert_eq!(nothing.unknown_from.map(|date| date.iso).as_deref(), Some("2025-11-24"));
    assert!(nothing.groups.is_empty());
}

#[test]
fn of_two_ranges_the_newer_has_the_say_and_days_go_on_in_the_other() {
    let mut taken = two();
    taken.appointments = vec![appointment(1, ANNA, "2025-11-24T04:00:00Z", "2025-11-24T06:00:00Z")];
    let known = [weeks(&taken, "2025-11-24", 1), weeks(&two(), "2025-11-24", 2)];
    let view = ask(&known, &with(|request| request.working_days = 6));
    assert_eq!(rows(&view)[0], "24 Boris: 10:00 10:30 11:00 11:30");
    assert_eq!(rows(&view).last().map(String::as_str), Some("1 Boris: 10:00 10:30 11:00 11:30"));
}

#[test]
fn lengths_to_choose_from_are_those_of_the_appointments() {
    let mut payload = two();
    let of = |id, minutes: i64, service: &str| {
        let mut each = appointment(id, ANNA, "2025-11-25T04:00:00Z", "2025-11-25T04:00:00Z");
        each.ends_at += chrono::TimeDelta::minutes(minutes);
        each.service_name_snapshot = Some(service.to_owned());
        each
    };
    payload.appointments = vec![
        of(1, 45, "Массаж"),
        of(2, 45, "Массаж"),
        of(3, 45, "Приём"),
        of(4, 20, "Приём"),
        of(5, 2, "Ошибка"),
    ];
    payload.appointments.push(calendar::model::Appointment {
        status: calendar::model::Status::Cancelled,
        ..of(6, 90, "Отмена")
    });
    let view = found(&payload, &with(|request| request.duration_min = None));
    let lengths: Vec<_> = view.durations.iter().map(|each| (each.minutes, each.service.as_deref())).collect();
    assert_eq!(lengths, [(20, Some("Приём")), (45, Some("Массаж"))]);
    assert_eq!(view.duration_min, 45);
    assert_eq!(found(&two(), &with(|request| request.duration_min = None)).duration_min, 30);
}

#[test]
fn days_and_labels_are_the_clinics_whatever_clock_a_resource_keeps() {
    // 08:00 in Berlin is 12:00 in Almaty, in winter.
    let payload = Payload {
        resources: vec![resource(ANNA, "Europe/Berlin")],
        work_rules: daily(ANNA, 480, 600),
        range: Some(period_range(ViewKind::Week, date("2025-11-24"), ZONE)),
        ..Payload::default()
    };
    let view = found(&payload, &Asked::default());
    assert_eq!(rows(&view), ["24 Anna: 12:00 12:30 13:00 13:30"]);
    assert_eq!(view.resources[0].other_zone.as_deref(), Some("Europe/Berlin"));
}

#[test]
fn a_search_can_begin_on_any_day_of_the_coming_month_and_on_the_one_it_begins_on() {
    let choices = |from: &'static str| {
        let asked = Asked { change: Box::new(move |request| request.from = date(from)), ..Asked::default() };
        let view = ask(&[], &asked);
        (view.from.iso, view.from_choices.into_iter().map(|label| label.iso).collect::<Vec<_>>())
    };
    // A date that has passed is today.
    let (from, dates) = choices("2025-11-01");
    assert_eq!((from.as_str(), dates.len()), ("2025-11-24", 32));
    assert_eq!((dates[0].as_str(), dates[31].as_str()), ("2025-11-24", "2025-12-25"));
    assert_eq!(choices("2025-12-25").1, dates);
    let (_, further) = choices("2026-02-10");
    assert_eq!((further.len(), further[32].as_str()), (33, "2026-02-10"));
}
