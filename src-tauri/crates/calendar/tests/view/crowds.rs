//! Many appointments at one time.

use calendar::Calendar;
use calendar::model::{Appointment, Payload, Resource, Status};
use calendar::view::{DayCell, ViewKind, WeekPiece, cell};
use chrono_tz::Tz;

use crate::support::{ANNA, BORIS, Views, anna_in, appointment, with_status};

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
    assert_eq!((group.appointments, group.cancelled), (5, 0));
    assert_eq!((&group.status, &group.service_name), (&None, &None));
    assert_eq!(
        (cell.groups.len(), cell.appointments[3].group),
        (1, None),
        "the cancelled one is not in the group"
    );
}

#[test]
fn cancelled_appointments_take_no_lane_from_others() {
    let mut payload = group_of(5);
    for cancelled in [0, 2] {
        payload.appointments[cancelled].status = Status::Cancelled;
    }
    let [cell, _] = cells(payload);
    let place = |index: usize| {
        let appointment = &cell.appointments[index];
        (appointment.lane, appointment.lanes, appointment.group)
    };
    assert_eq!([place(1), place(3), place(4)], [(0, 3, None), (1, 3, None), (2, 3, None)]);
    // The two cancelled ones are together, beside the column.
    assert_eq!([place(0), place(2)], [(0, 1, Some(0)), (0, 1, Some(0))]);
    assert_eq!((cell.groups[0].appointments, cell.groups[0].cancelled), (0, 2));
}

#[test]
fn cancelled_appointments_that_do_not_overlap_are_separate() {
    let mut payload = group_of(2);
    for (member, start, end) in [(0, "06:00", "06:30"), (1, "06:30", "07:00")] {
        payload.appointments[member] = with_status(
            Status::Cancelled,
            appointment(
                i64::try_from(member).unwrap() + 1,
                ANNA,
                &format!("2026-11-24T{start}:00Z"),
                &format!("2026-11-24T{end}:00Z"),
            ),
        );
    }
    let [cell, _] = cells(payload);
    assert!(cell.groups.is_empty());
    assert!(cell.appointments.iter().all(|member| (member.lane, member.lanes) == (0, 1)));
}

#[test]
fn piece_of_the_week_is_an_appointment_or_a_group() {
    let mut payload = group_of(6);
    payload.resources.push(Resource { id: BORIS, ..payload.resources[0].clone() });
    payload.appointments.push(appointment(7, ANNA, "2026-11-24T04:00:00Z", "2026-11-24T04:30:00Z"));
    let calendar = Calendar::new(payload);
    let week = Views::new(&calendar, Tz::Asia__Almaty).week_rows("2026-11-24");
    let pieces = &week.rows[0].cells[1].pieces;
    let of = |piece: &WeekPiece| (piece.ids.clone(), piece.from_min, piece.length_min, piece.lanes);
    assert_eq!(
        pieces.iter().map(of).collect::<Vec<_>>(),
        [(vec![1, 2, 3, 4, 5, 6], 660, 60, 1), (vec![7], 540, 30, 1)]
    );
    assert_eq!(pieces[0].status, Some(Status::Scheduled));
    assert_eq!((week.rows.len(), week.rows[0].cells.len()), (2, 7));
}

#[test]
fn piece_has_its_start_on_this_day_and_its_client_and_a_group_has_no_client() {
    let mut payload = group_of(6);
    payload.resources.push(Resource { id: BORIS, ..payload.resources[0].clone() });
    payload.appointments.push(Appointment {
        client_name: Some("Ли Анна".to_owned()),
        ..appointment(7, ANNA, "2026-11-23T18:30:00Z", "2026-11-23T19:30:00Z")
    });
    let calendar = Calendar::new(payload);
    let week = Views::new(&calendar, Tz::Asia__Almaty).week_rows("2026-11-24");
    let texts = |day: usize| -> Vec<(Option<&str>, Option<&str>)> {
        let pieces = week.rows[0].cells[day].pieces.iter();
        pieces.map(|piece| (piece.start_label.as_deref(), piece.client_name.as_deref())).collect()
    };
    assert_eq!(texts(0), [(Some("23:30"), Some("Ли Анна"))]);
    assert_eq!(texts(1), [(Some("11:00"), None), (None, Some("Ли Анна"))]);
}

#[test]
fn cell_is_that_of_the_day_view_and_absent_for_an_unknown_resource() {
    let calendar = Calendar::new(group_of(3));
    let views = Views::new(&calendar, Tz::Asia__Almaty);
    let request = views.request(ViewKind::Day, "2026-11-24");
    assert_eq!(cell(&calendar, &request, ANNA), Some(views.only_cell("2026-11-24")));
    assert_eq!(cell(&calendar, &request, BORIS), None);
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
