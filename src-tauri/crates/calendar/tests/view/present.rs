//! The appointments around the present moment.

use calendar::model::{Payload, Status};
use calendar::view::types::{PresentAppointments, PresentList};
use calendar::{Calendar, Filter};
use chrono_tz::Tz;

use crate::support::{ANNA, BORIS, Views, appointment, at, daily, hiding, resource};

/// 10:00 in Almaty.
const NOW: &str = "2025-11-24T05:00:00Z";

/// Appointments with these statuses, and with these times in UTC on the day of `NOW`.
fn calendar(appointments: &[(i64, i64, &str, &str, Status)]) -> Calendar {
    let appointments = appointments
        .iter()
        .map(|(id, resource_id, start, end, status)| {
            let time = |label: &str| format!("2025-11-24T{label}:00Z");
            let mut appointment = appointment(*id, *resource_id, &time(start), &time(end));
            appointment.status = status.clone();
            appointment
        })
        .collect();
    Calendar::new(Payload {
        resources: vec![resource(ANNA, "Asia/Almaty"), resource(BORIS, "Asia/Almaty")],
        work_rules: [daily(ANNA, 540, 1080), daily(BORIS, 540, 1080)].concat(),
        appointments,
        ..Payload::default()
    })
}

fn present(calendar: &Calendar, filter: Filter, day: &str) -> Option<PresentAppointments> {
    Views { now: at(NOW), filter, ..Views::new(calendar, Tz::Asia__Almaty) }.day(day).present
}

fn ids(list: &PresentList) -> Vec<i64> {
    list.first.iter().map(|appointment| appointment.id).collect()
}

#[test]
fn appointments_are_current_overdue_or_next_by_their_times() {
    let calendar = calendar(&[
        // Over, and not completed.
        (1, ANNA, "04:00", "04:30", Status::Confirmed),
        (2, BORIS, "04:30", "05:00", Status::Scheduled),
        // Now. An appointment begins with its first moment.
        (3, ANNA, "04:50", "05:20", Status::Confirmed),
        (4, BORIS, "05:00", "05:20", Status::Scheduled),
        // Within half an hour, and later.
        (5, ANNA, "05:20", "05:40", Status::Confirmed),
        (6, BORIS, "05:30", "06:00", Status::Confirmed),
        (7, ANNA, "05:31", "06:00", Status::Confirmed),
    ]);
    let present = present(&calendar, Filter::default(), "2025-11-24").unwrap();
    assert_eq!(ids(&present.current), [3, 4]);
    assert_eq!(ids(&present.overdue), [2, 1]);
    assert_eq!(ids(&present.next), [5, 6]);
    let first = &present.current.first[0];
    assert_eq!((first.start_label.as_str(), first.end_label.as_str()), ("09:50", "10:20"));
    assert_eq!(first.resource.name, "Anna");
}

#[test]
fn appointments_with_another_status_are_not_around_the_present() {
    let calendar = calendar(&[
        (1, ANNA, "04:50", "05:20", Status::Completed),
        (2, ANNA, "04:50", "05:20", Status::Cancelled),
        (3, ANNA, "04:00", "04:30", Status::NoShow),
        (4, ANNA, "05:10", "05:30", Status::Other("archived".into())),
    ]);
    let present = present(&calendar, Filter::default(), "2025-11-24").unwrap();
    assert_eq!((present.current.count, present.overdue.count, present.next.count), (0, 0, 0));
}

#[test]
fn another_day_has_no_present_and_the_filter_holds() {
    let calendar = calendar(&[(1, ANNA, "04:50", "05:20", Status::Confirmed)]);
    assert_eq!(present(&calendar, Filter::default(), "2025-11-25"), None);
    let hidden = present(&calendar, hiding([ANNA]), "2025-11-24").unwrap();
    assert_eq!(hidden.current.count, 0);
}

#[test]
fn many_appointments_are_counted_and_the_first_are_listed() {
    let many: Vec<_> = (0..100).map(|id| (id, ANNA, "04:50", "05:20", Status::Confirmed)).collect();
    let present = present(&calendar(&many), Filter::default(), "2025-11-24").unwrap();
    assert_eq!((present.current.count, present.current.first.len()), (100, 40));
}
