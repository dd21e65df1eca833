//! Many appointments at one time.

use calendar::Calendar;
use calendar::model::{Payload, Status};
use calendar::view::DayCell;
use chrono_tz::Tz;

use crate::support::{ANNA, Views, anna_in, appointment, with_status};

/// A group of `count` clients with Anna, 11:00-12:00, for the same service.
fn group_of(count: i64) -> Payload {
    let mut payload = anna_in("Asia/Almaty");
    payload.appointments = (1..=count)
        .map(|id| {
            let mut member = appointment(id, ANNA, "2026-11-24T06:00:00Z", "2026-11-24T07:00:00Z");
            member.service_name_snapshot = Some("Exercises".to_owned());
            member
        })
        .collect();
    payload
}

/// Anna's cell in the day view and in the week view.
fn cells(payload: Payload) -> [DayCell; 2] {
    let calendar = Calendar::new(payload);
    let views = Views::new(&calendar, Tz::Asia__Almaty);
    [views.only_cell("2026-11-24"), views.week("2026-11-24").rows.remove(0).cells.remove(1)]
}

#[test]
fn group_of_fifteen_is_one_box_with_the_count_in_day_and_week() {
    for cell in cells(group_of(15)) {
        assert_eq!(cell.groups.len(), 1);
        let group = &cell.groups[0];
        assert_eq!((group.appointments, group.cancelled, group.lane, group.lanes), (15, 0, 0, 1));
        assert_eq!((group.span.from_min, group.span.length_min), (660, 60));
        assert_eq!((group.span.start_label.as_str(), group.span.end_label.as_str()), ("11:00", "12:00"));
        assert_eq!(
            (&group.status, group.service_name.as_deref()),
            (&Some(Status::Scheduled), Some("Exercises"))
        );
        assert_eq!(cell.appointments.len(), 15, "all of them are in the list that the box opens");
        assert!(cell.appointments.iter().all(|member| member.group == Some(0) && member.lanes == 1));
    }
}

#[test]
fn up_to_three_are_side_by_side() {
    for cell in cells(group_of(3)) {
        assert!(cell.groups.is_empty());
        assert!(cell.appointments.iter().all(|member| member.group.is_none() && member.lanes == 3));
    }
}

#[test]
fn group_of_different_appointments_has_no_common_status_and_service() {
    let mut payload = group_of(6);
    payload.appointments[1].service_name_snapshot = None;
    payload.appointments[2].status = Status::Confirmed;
    payload.appointments[3].status = Status::Cancelled;
    let [cell, _] = cells(payload);
    let group = &cell.groups[0];
    assert_eq!((group.appointments, group.cancelled), (5, 1));
    assert_eq!((&group.status, &group.service_name), (&None, &None));
}

#[test]
fn cancelled_group_is_cancelled() {
    let mut payload = group_of(4);
    payload.appointments =
        payload.appointments.into_iter().map(|member| with_status(Status::Cancelled, member)).collect();
    let [cell, _] = cells(payload);
    assert_eq!((cell.groups[0].appointments, cell.groups[0].cancelled), (0, 4));
    assert_eq!(cell.groups[0].status, Some(Status::Cancelled));
}
