//! The working and closed time of resources, and the totals.

use crate::support::*;
use calendar::Calendar;
use calendar::ResourceOrder;
use calendar::model::{OpenEnum, Payload, Status, WorkdayOverride};
use calendar::view::{DayNote, DayNoteKind, ViewKind, day_note, resource_heads};
use chrono_tz::Tz;
use serde_json::json;

const ALMATY: Tz = Tz::Asia__Almaty;
const WEDNESDAY: &str = "2026-03-11";

fn note(kind: DayNoteKind, title: Option<&str>) -> DayNote {
    DayNote { kind, title: title.map(str::to_owned) }
}

/// An hour of 2026-03-11 in Almaty (UTC+5), as UTC text.
fn utc(local_hour: u32) -> String {
    format!("2026-03-11T{:02}:00:00Z", local_hour - 5)
}

#[test]
fn break_and_appointments_are_not_free() {
    let mut payload = anna_in("Asia/Almaty");
    payload.break_rules = daily_break(ANNA, 780, 840, "Lunch");
    payload.appointments = vec![
        appointment(1, ANNA, &utc(9), &utc(10)),
        with_status(Status::NoShow, appointment(2, ANNA, &utc(15), &utc(16))),
        with_status(Status::Other("new".into()), appointment(3, ANNA, &utc(15), &utc(17))),
        with_status(Status::Cancelled, appointment(4, ANNA, &utc(15), &utc(16))),
        appointment(5, ANNA, &utc(19), &utc(20)), // after the working hours
    ];
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, ALMATY);
    let cell = views.only_cell(WEDNESDAY);
    assert_eq!(cell.hours_label, "09:00–18:00");
    assert_eq!(closed(&cell), ["outside 00:00-09:00", "outside 18:00-24:00", "break 13:00-14:00 Lunch"]);
    assert_eq!(free(&cell), ["10:00-13:00", "14:00-15:00", "17:00-18:00"]);
    assert_eq!(cell.totals, totals(4, 1, [480, 180, 300], Some(38)));
    assert_eq!(cell.note, None);
    let lanes: Vec<(i64, u32, u32)> = cell
        .appointments
        .iter()
        .map(|appointment| (appointment.id, appointment.lane, appointment.lanes))
        .collect();
    assert_eq!(lanes, [(1, 0, 1), (2, 1, 2), (3, 0, 2), (4, 0, 1), (5, 0, 1)]);
    let statuses: Vec<&str> = cell.appointments.iter().map(|appointment| appointment.status.word()).collect();
    assert_eq!(statuses, ["scheduled", "no_show", "new", "cancelled", "scheduled"]);
    assert_eq!(views.day(WEDNESDAY).days[0].totals, cell.totals);
}

#[test]
fn overlapping_and_adjacent_work_rules_are_joined() {
    let mut payload = anna_in("Asia/Almaty");
    payload.work_rules =
        [daily(ANNA, 540, 780), daily(ANNA, 720, 900), daily(ANNA, 900, 960), daily(ANNA, 1020, 1080)]
            .concat();
    payload.appointments =
        vec![appointment(1, ANNA, &utc(9), &utc(11)), appointment(2, ANNA, &utc(10), &utc(12))];
    let calendar = Calendar::new(payload);
    let cell = Views::new(&calendar, ALMATY).only_cell(WEDNESDAY);
    assert_eq!(cell.hours_label, "09:00–16:00, 17:00–18:00");
    assert_eq!(closed(&cell), ["outside 00:00-09:00", "outside 16:00-17:00", "outside 18:00-24:00"]);
    assert_eq!(cell.totals, totals(2, 0, [480, 180, 300], Some(38)));
}

#[test]
fn past_time_is_not_free() {
    let calendar = Calendar::new(anna_in("Asia/Almaty"));
    let mut views = Views::new(&calendar, ALMATY);
    views.now = at("2026-03-11T05:20:00Z");
    let cell = views.only_cell(WEDNESDAY);
    assert_eq!(free(&cell), ["10:20-18:00"]);
    assert_eq!(cell.totals, totals(0, 0, [540, 0, 460], Some(0)));
    assert_eq!(free(&views.only_cell("2026-03-10")), Vec::<String>::new());
}

#[test]
fn holiday_closes_the_whole_day_and_an_override_opens_it() {
    let mut payload = anna_in("Asia/Almaty");
    payload.holidays = vec![holiday(1, WEDNESDAY, "Nauryz")];
    let calendar = Calendar::new(payload.clone());
    let views = Views::new(&calendar, ALMATY);
    let cell = views.only_cell(WEDNESDAY);
    assert_eq!(closed(&cell), ["holiday 00:00-24:00 Nauryz"]);
    assert_eq!(cell.note, Some(note(DayNoteKind::Holiday, Some("Nauryz"))));
    assert_eq!((cell.hours_label.as_str(), cell.totals), ("", totals(0, 0, [0, 0, 0], None)));
    assert_eq!(views.day(WEDNESDAY).days[0].holiday.as_deref(), Some("Nauryz"));
    assert_eq!(views.day("2026-03-12").days[0].holiday, None);

    payload.workday_overrides = vec![WorkdayOverride {
        id: 1,
        resource_id: ANNA,
        date: date(WEDNESDAY),
        start_minute: 600,
        end_minute: 840,
        break_start_minute: Some(660),
        break_end_minute: Some(690),
        break_title: Some("Tea".to_owned()),
        ..WorkdayOverride::default()
    }];
    let calendar = Calendar::new(payload);
    let cell = Views::new(&calendar, ALMATY).only_cell(WEDNESDAY);
    assert_eq!(closed(&cell), ["outside 00:00-10:00", "outside 14:00-24:00", "break 11:00-11:30 Tea"]);
    assert_eq!(cell.note, Some(note(DayNoteKind::SpecialHours, None)));
    assert_eq!(cell.totals, totals(0, 0, [210, 0, 210], Some(0)));
}

#[test]
fn time_off_is_clipped_to_the_day_and_noted_when_it_covers_all_working_time() {
    let mut payload = anna_in("Asia/Almaty");
    payload.break_rules = daily_break(ANNA, 780, 840, "Lunch");
    payload.time_offs = vec![
        time_off(1, Some(ANNA), "2026-03-09T06:00:00Z", &utc(13)),
        time_off(2, None, &utc(14), &utc(18)),
        time_off(3, Some(BORIS), &utc(9), &utc(18)),
    ];
    payload.time_offs[0].title = Some(" ".to_owned());
    payload.time_offs[1].title = Some("Disinfection".to_owned());
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, ALMATY);
    let cell = views.only_cell(WEDNESDAY);
    assert_eq!(
        closed(&cell),
        [
            "outside 00:00-09:00",
            "outside 18:00-24:00",
            "break 13:00-14:00 Lunch",
            "off 00:00-13:00 vacation",
            "account-off 14:00-18:00 Disinfection"
        ]
    );
    assert_eq!(cell.note, Some(note(DayNoteKind::TimeOff, Some("vacation"))));
    assert_eq!(cell.totals, totals(0, 0, [0, 0, 0], None));
    assert_eq!(day_note(&calendar, calendar.resource(ANNA).unwrap(), date(WEDNESDAY), ALMATY), cell.note);
    let month = views.month(WEDNESDAY);
    let away: Vec<String> = month
        .weeks
        .concat()
        .into_iter()
        .filter(|cell| cell.off.len() == 1)
        .map(|cell| cell.date.iso)
        .collect();
    assert_eq!(
        away,
        ["2026-03-10", "2026-03-11"],
        "on the 9th the time off covers only a part of the working time"
    );

    let thursday = views.only_cell("2026-03-12");
    assert_eq!((thursday.note, thursday.totals.work_min), (None, 480));
}

#[test]
fn weekday_without_a_rule_is_a_day_off() {
    let mut payload = anna_in("Asia/Almaty");
    payload.work_rules.retain(|rule| rule.weekday != 3);
    let calendar = Calendar::new(payload);
    let cell = Views::new(&calendar, ALMATY).only_cell(WEDNESDAY);
    assert_eq!(closed(&cell), ["outside 00:00-24:00"]);
    assert_eq!(cell.note, Some(note(DayNoteKind::NotWorking, None)));
}

#[test]
fn hours_kept_in_medelement_are_unknown() {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources[0].custom_attributes.insert("medelement_specialist_code".to_owned(), json!("42"));
    payload.appointments = vec![appointment(1, ANNA, &utc(10), &utc(11))];
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, ALMATY);
    let grid = views.day(WEDNESDAY);
    assert!(grid.rows[0].resource.hours_elsewhere && !grid.rows[0].resource.inactive);
    let cell = &grid.rows[0].cells[0];
    assert_eq!(closed(cell), ["elsewhere 00:00-24:00"]);
    assert_eq!(cell.note, Some(note(DayNoteKind::HoursElsewhere, None)));
    assert_eq!((cell.hours_label.as_str(), cell.free.len()), ("", 0));
    assert_eq!(cell.totals, totals(1, 0, [0, 0, 0], None));
}

#[test]
fn inactive_resource_is_displayed_only_with_appointments() {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.push(resource(BORIS, "Asia/Almaty"));
    payload.resources[1].active = false;
    payload.work_rules.extend(daily(BORIS, 540, 1080));
    payload.appointments = vec![
        with_status(Status::Cancelled, appointment(1, BORIS, &utc(10), &utc(11))),
        appointment(2, BORIS, "2026-03-12T05:00:00Z", "2026-03-12T06:00:00Z"),
    ];
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, ALMATY);
    let names = |grid: &calendar::view::GridView| -> Vec<String> {
        grid.rows.iter().map(|row| row.resource.name.clone()).collect()
    };
    assert_eq!(names(&views.day(WEDNESDAY)), ["Anna"]);
    let thursday = views.day("2026-03-12");
    assert_eq!(names(&thursday), ["Anna", "Boris"]);
    assert_eq!(names(&views.week(WEDNESDAY)), ["Anna", "Boris"]);
    let boris = &thursday.rows[1];
    assert!(boris.resource.inactive);
    assert_eq!(boris.cells[0].free, []);
    assert_eq!(
        boris.cells[0].totals,
        totals(1, 0, [0, 0, 0], None),
        "an inactive resource has no working time"
    );
    assert_eq!(thursday.days[0].totals, totals(1, 0, [540, 0, 540], Some(0)));
    let heads = resource_heads(&calendar, ALMATY, &ResourceOrder::Server);
    assert_eq!(heads.iter().map(|head| head.inactive).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn hidden_resource_is_in_no_view() {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.push(resource(BORIS, "Asia/Almaty"));
    payload.work_rules.extend(daily(BORIS, 300, 1380));
    payload.appointments = vec![
        appointment(1, ANNA, &utc(10), &utc(11)),
        appointment(2, BORIS, &utc(10), &utc(11)),
        appointment(3, 77, &utc(10), &utc(11)),
    ];
    let calendar = Calendar::new(payload);
    let unfiltered = Views::new(&calendar, ALMATY);
    let views = Views { filter: hiding([BORIS, 77]), ..Views::new(&calendar, ALMATY) };
    assert_eq!(unfiltered.day(WEDNESDAY).rows.len(), 3);
    assert_eq!(unfiltered.day(WEDNESDAY).days[0].totals.appointments, 3);

    let day = views.day(WEDNESDAY);
    assert_eq!(day.rows.len(), 1);
    assert_eq!(day.days[0].totals, totals(1, 0, [540, 60, 480], Some(11)));
    assert_eq!((day.days[0].axis.visible_from_min, day.days[0].axis.visible_to_min), (540, 1080));
    let month: Vec<_> = views.month(WEDNESDAY).weeks.concat();
    let wednesday = month.iter().find(|cell| cell.date.iso == WEDNESDAY).unwrap();
    assert_eq!(wednesday.scheduled, 1);
    assert_eq!(wednesday.totals, totals(1, 0, [540, 60, 480], Some(11)));
    assert_eq!(views.list(WEDNESDAY).sections[2].row_count, 1);
}

#[test]
fn appointment_of_a_missing_resource_is_displayed() {
    let mut payload = anna_in("Asia/Almaty");
    payload.appointments =
        vec![appointment(1, 77, &utc(10), &utc(11)), appointment(2, 55, &utc(10), &utc(11))];
    payload.appointments[0].resource_name = Some("Dr. Gone".to_owned());
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, ALMATY);
    let day = views.day(WEDNESDAY);
    let rows: Vec<(i64, &str, bool, usize)> = day
        .rows
        .iter()
        .map(|row| {
            let resource = &row.resource;
            (resource.id, resource.name.as_str(), resource.inactive, row.cells[0].appointments.len())
        })
        .collect();
    assert_eq!(rows, [(ANNA, "Anna", false, 0), (55, "#55", true, 1), (77, "Dr. Gone", true, 1)]);
    assert_eq!((closed(&day.rows[1].cells[0]).len(), day.rows[1].cells[0].note.clone()), (0, None));
    assert_eq!(resource_heads(&calendar, ALMATY, &ResourceOrder::Server).len(), 3);
}

#[test]
fn hours_of_another_zone_are_converted_to_the_clinics_zone() {
    // 09:00 in Berlin is 13:00 in Almaty on this date.
    let calendar = Calendar::new(anna_in("Europe/Berlin"));
    let views = Views::new(&calendar, ALMATY);
    let day = views.day(WEDNESDAY);
    assert_eq!(day.rows[0].resource.other_zone.as_deref(), Some("Europe/Berlin"));
    let cell = &day.rows[0].cells[0];
    assert_eq!(cell.hours_label, "13:00–22:00");
    assert_eq!(free(cell), ["13:00-22:00"]);
    assert_eq!(cell.totals, totals(0, 0, [540, 0, 540], Some(0)));

    // 09:00 in New York is 18:00 in Almaty on this date, and 18:00 is 03:00 of the next date.
    let calendar = Calendar::new(anna_in("America/New_York"));
    let cell = Views::new(&calendar, ALMATY).only_cell(WEDNESDAY);
    assert_eq!(cell.hours_label, "00:00–03:00, 18:00–24:00");
    assert_eq!(closed(&cell), ["outside 03:00-18:00"]);
    assert_eq!(cell.totals.work_min, 540);
}

#[test]
fn holiday_in_another_zone_closes_its_own_date() {
    let mut payload = anna_in("America/New_York");
    payload.holidays = vec![holiday(1, WEDNESDAY, "Nauryz")];
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, ALMATY);
    // The 11th in New York lasts from 09:00 of the 11th to 09:00 of the 12th in Almaty.
    let wednesday = views.only_cell(WEDNESDAY);
    assert_eq!(closed(&wednesday), ["outside 03:00-09:00", "holiday 09:00-24:00 Nauryz"]);
    assert_eq!((wednesday.hours_label.as_str(), wednesday.note.clone()), ("00:00–03:00", None));
    let thursday = views.only_cell("2026-03-12");
    assert_eq!(closed(&thursday), ["outside 09:00-18:00", "holiday 00:00-09:00 Nauryz"]);
}

#[test]
fn zone_with_the_same_wall_clock_is_not_another_zone() {
    let calendar = Calendar::new(anna_in("Asia/Qyzylorda"));
    let views = Views::new(&calendar, ALMATY);
    assert_eq!(views.day(WEDNESDAY).rows[0].resource.other_zone, None);
    assert_eq!(
        views.day("2024-02-01").rows[0].resource.other_zone.as_deref(),
        Some("Asia/Qyzylorda"),
        "the clock of Almaty was an hour ahead until 2024-03-01"
    );
    assert!(
        views.week("2024-02-26").rows[0].resource.other_zone.is_some(),
        "the clocks differ on some days of this week"
    );
}

#[test]
fn unknown_zone_is_reported_by_name() {
    let calendar = Calendar::new(anna_in("Asia/Atlantis"));
    let head = resource_heads(&calendar, ALMATY, &ResourceOrder::Server).remove(0);
    assert_eq!(head.unknown_zone.as_deref(), Some("Asia/Atlantis"));
    let day = Views::new(&calendar, ALMATY).day(WEDNESDAY);
    assert!(day.rows[0].resource.other_zone.is_some());
    assert_eq!(day.rows[0].cells[0].hours_label, "14:00–23:00");
}

#[test]
fn resource_heads_have_the_servers_order_and_only_valid_colors() {
    let mut payload = Payload::default();
    for (id, color) in
        [(3, Some("#4F46E5")), (1, Some("red; background:url(x)")), (2, None), (3, Some("#000000"))]
    {
        let mut row = resource(id, "Asia/Almaty");
        row.color = color.map(str::to_owned);
        payload.resources.push(row);
    }
    let heads = resource_heads(&Calendar::new(payload), ALMATY, &ResourceOrder::Server);
    let heads: Vec<(i64, Option<&str>)> = heads.iter().map(|head| (head.id, head.color.as_deref())).collect();
    assert_eq!(heads, [(3, Some("#4F46E5")), (1, None), (2, None)]);
}

#[test]
fn month_counts_by_status_and_start_date() {
    let mut payload = anna_in("Asia/Almaty");
    let statuses = [
        Status::Scheduled,
        Status::Confirmed,
        Status::Confirmed,
        Status::Completed,
        Status::NoShow,
        Status::Cancelled,
    ];
    payload.appointments = (1..)
        .zip(statuses)
        .map(|(id, status)| with_status(status, appointment(id, ANNA, &utc(10), &utc(11))))
        .chain([
            with_status(Status::Other("waiting".into()), appointment(90, ANNA, &utc(12), &utc(13))),
            appointment(91, ANNA, "2026-03-31T18:59:00Z", "2026-03-31T20:00:00Z"), // 23:59 on the 31st
        ])
        .collect();
    let calendar = Calendar::new(payload);
    let month = Views::new(&calendar, ALMATY).month(WEDNESDAY);
    assert!(month.weeks.iter().all(|week| week.len() == 7 && week[0].date.weekday == 1));
    let cells = month.weeks.concat();
    let on = |day: &str| cells.iter().find(|cell| cell.date.iso == day).unwrap();
    let cell = on(WEDNESDAY);
    assert_eq!((cell.scheduled, cell.confirmed, cell.completed, cell.no_show), (1, 2, 1, 1));
    assert_eq!(cell.totals, totals(6, 1, [540, 120, 420], Some(22)));
    assert_eq!((on("2026-03-31").scheduled, on("2026-04-01").scheduled), (1, 0));
    assert_eq!((on("2026-02-28").in_month, on("2026-03-01").in_month), (false, true));
}

#[test]
fn list_is_ordered_by_start_then_resource() {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.insert(0, resource(BORIS, "Asia/Almaty"));
    payload.appointments = vec![
        appointment(1, ANNA, &utc(12), &utc(13)),
        appointment(2, ANNA, &utc(10), &utc(11)),
        appointment(3, BORIS, &utc(10), &utc(12)),
        with_status(Status::Cancelled, appointment(4, ANNA, &utc(9), &utc(10))),
    ];
    let calendar = Calendar::new(payload);
    let list = Views::new(&calendar, ALMATY).list(WEDNESDAY);
    assert_eq!(list.sections.len(), 7);
    let ids: Vec<i64> = list.rows.iter().map(|row| row.id).collect();
    assert_eq!(ids, [4, 3, 2, 1]);
    assert_eq!(list.rows[1].resource_id, BORIS);
    let resources: Vec<_> = list.resources.iter().map(|resource| (resource.id, &*resource.name)).collect();
    assert_eq!(resources, [(BORIS, "Boris"), (ANNA, "Anna")]);
    assert_eq!(list.sections.iter().map(|day| day.row_count).collect::<Vec<_>>(), [0, 0, 4, 0, 0, 0, 0]);
}

#[test]
fn client_name_is_the_whole_name_or_the_joined_parts() {
    let mut payload = anna_in("Asia/Almaty");
    let mut with_whole_name = appointment(1, ANNA, &utc(9), &utc(10));
    with_whole_name.client_name = Some(" Aigul S. ".to_owned());
    with_whole_name.client_comment = Some("  ".to_owned());
    let mut with_parts = appointment(2, ANNA, &utc(10), &utc(11));
    with_parts.client_name = Some(" ".to_owned());
    (with_parts.client_last_name, with_parts.client_first_name) =
        (Some("Serikova ".to_owned()), Some("Aigul".to_owned()));
    with_parts.client_comment = Some("late".to_owned());
    with_parts.service_names = vec!["Cut".to_owned(), "Dye".to_owned()];
    with_parts.service_name_snapshot = Some("Cut".to_owned());
    let mut without_name = appointment(3, ANNA, &utc(11), &utc(12));
    without_name.service_name_snapshot = Some("Massage".to_owned());
    payload.appointments = vec![with_whole_name, with_parts, without_name];
    let calendar = Calendar::new(payload);
    let cell = Views::new(&calendar, ALMATY).only_cell(WEDNESDAY);
    let labels: Vec<_> = cell
        .appointments
        .iter()
        .map(|appointment| {
            (appointment.client_name.as_deref(), appointment.service_name.as_deref(), appointment.has_comment)
        })
        .collect();
    assert_eq!(
        labels,
        [
            (Some("Aigul S."), None, false),
            (Some("Serikova Aigul"), Some("Cut, Dye"), true),
            (None, Some("Massage"), false)
        ]
    );
}

#[test]
fn empty_calendar_has_all_four_views() {
    let calendar = Calendar::new(Payload::default());
    let views = Views::new(&calendar, ALMATY);
    assert_eq!((views.day(WEDNESDAY).rows.len(), views.week(WEDNESDAY).days.len()), (0, 7));
    assert_eq!((views.month(WEDNESDAY).weeks.len(), views.list(WEDNESDAY).sections.len()), (6, 7));
    let json =
        serde_json::to_value(calendar::view::build(&calendar, &views.request(ViewKind::Day, WEDNESDAY)))
            .unwrap();
    assert_eq!(
        (json["kind"].as_str(), json["days"][0]["axis"]["lengthMin"].as_i64()),
        (Some("day"), Some(1440))
    );
}
