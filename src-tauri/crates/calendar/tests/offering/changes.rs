//! Changes between two snapshots.

use calendar::changes::{ChangeKind, changes};
use calendar::model::{Appointment, Interval, Payload, Status};
use calendar::{Calendar, KnownRange};

use crate::support::{ANNA, BORIS, anna_in, appointment, at, resource};

/// The calendar of one range.
struct Snapshot {
    range: Interval,
    calendar: Calendar,
}

impl Snapshot {
    fn known_range(&self) -> KnownRange<'_> {
        KnownRange { range: self.range, calendar: &self.calendar }
    }
}

fn snapshot(from: &str, to: &str, appointments: Vec<Appointment>) -> Snapshot {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.push(resource(BORIS, "Asia/Almaty"));
    Snapshot {
        range: Interval::new(at(from), at(to)),
        calendar: Calendar::new(Payload { appointments, ..payload }),
    }
}

fn week(appointments: Vec<Appointment>) -> Snapshot {
    snapshot("2025-11-23T19:00:00Z", "2025-11-30T19:00:00Z", appointments)
}

/// A label for each change, such as `moved 1 from Anna 24 05:00`.
fn change_labels(known: &[&Snapshot], new: &Snapshot) -> Vec<String> {
    let known: Vec<KnownRange> = known.iter().map(|each| each.known_range()).collect();
    changes(&known, new.known_range())
        .into_iter()
        .map(|change| {
            let kind = match change.kind {
                ChangeKind::New => "new",
                ChangeKind::Moved => "moved",
                ChangeKind::Cancelled => "cancelled",
            };
            let moved_from = change.moved_from.map(|from| {
                format!(" from {} {}", from.resource_name, from.interval.start.format("%d %H:%M"))
            });
            format!("{kind} {}{}", change.id, moved_from.unwrap_or_default())
        })
        .collect()
}

/// Appointment 1 of Anna, 30 minutes long.
fn appointment_at(start: &str) -> Appointment {
    let mut appointment = appointment(1, ANNA, start, start);
    appointment.ends_at += chrono::TimeDelta::minutes(30);
    appointment
}

fn cancelled(appointment: Appointment) -> Appointment {
    Appointment { status: Status::Cancelled, ..appointment }
}

const MONDAY: &str = "2025-11-24T05:00:00Z";
const TUESDAY: &str = "2025-11-25T05:00:00Z";

#[test]
fn new_moved_and_cancelled_appointments_are_listed() {
    let before = week(vec![appointment_at(MONDAY)]);
    assert_eq!(change_labels(&[&week(vec![])], &before), ["new 1"]);
    assert_eq!(
        change_labels(&[&before], &week(vec![appointment_at(TUESDAY)])),
        ["moved 1 from Anna 24 05:00"]
    );
    let with_boris = Appointment { resource_id: BORIS, ..appointment_at(MONDAY) };
    assert_eq!(change_labels(&[&before], &week(vec![with_boris])), ["moved 1 from Anna 24 05:00"]);
    assert_eq!(change_labels(&[&before], &week(vec![cancelled(appointment_at(MONDAY))])), ["cancelled 1"]);
    assert_eq!(change_labels(&[&before], &week(vec![])), ["cancelled 1"]);
    assert_eq!(change_labels(&[&week(vec![cancelled(appointment_at(MONDAY))])], &before), ["new 1"]);
}

#[test]
fn differences_other_than_time_resource_and_cancellation_are_not_changes() {
    let before = week(vec![appointment_at(MONDAY)]);
    assert_eq!(change_labels(&[&before], &before), [""; 0]);
    let paid = Appointment {
        payment_status: Some("paid".into()),
        status: Status::Completed,
        ..appointment_at(MONDAY)
    };
    assert_eq!(change_labels(&[&before], &week(vec![paid])), [""; 0]);
    // The appointment is new and already cancelled, or it was cancelled before.
    assert_eq!(change_labels(&[&week(vec![])], &week(vec![cancelled(appointment_at(MONDAY))])), [""; 0]);
    assert_eq!(
        change_labels(
            &[&week(vec![cancelled(appointment_at(MONDAY))])],
            &week(vec![cancelled(appointment_at(TUESDAY))])
        ),
        [""; 0]
    );
    assert_eq!(change_labels(&[&week(vec![cancelled(appointment_at(MONDAY))])], &week(vec![])), [""; 0]);
}

#[test]
fn appointment_at_a_time_without_known_data_is_not_a_change() {
    assert_eq!(change_labels(&[], &week(vec![appointment_at(MONDAY)])), [""; 0]);
    let monday = snapshot("2025-11-23T19:00:00Z", "2025-11-24T19:00:00Z", vec![]);
    assert_eq!(change_labels(&[&monday], &week(vec![appointment_at(TUESDAY)])), [""; 0]);
    // The new range does not contain Tuesday, so the appointment may still exist.
    let with_tuesday = week(vec![appointment_at(TUESDAY)]);
    assert_eq!(change_labels(&[&with_tuesday], &monday), [""; 0]);
}

#[test]
fn change_that_a_newer_known_range_has_is_not_listed() {
    let old_month = snapshot("2025-10-26T19:00:00Z", "2025-11-30T19:00:00Z", vec![appointment_at(MONDAY)]);
    let newer_week = week(vec![appointment_at(TUESDAY)]);
    let new_month = snapshot("2025-10-26T19:00:00Z", "2025-11-30T19:00:00Z", vec![appointment_at(TUESDAY)]);
    assert_eq!(change_labels(&[&newer_week, &old_month], &new_month), [""; 0]);
    assert_eq!(change_labels(&[&old_month], &new_month), ["moved 1 from Anna 24 05:00"]);
}
