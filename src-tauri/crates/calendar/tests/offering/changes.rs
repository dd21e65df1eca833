//! What changed between two fetches.

use calendar::changes::{ChangeKind, changes};
use calendar::model::{Appointment, Interval, Payload, Status};
use calendar::{Calendar, KnownRange};

use crate::support::{ANNA, BORIS, anna_in, appointment, at, resource};

struct Fetched(Interval, Calendar);

fn fetched(from: &str, to: &str, appointments: Vec<Appointment>) -> Fetched {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.push(resource(BORIS, "Asia/Almaty"));
    Fetched(Interval::new(at(from), at(to)), Calendar::new(Payload { appointments, ..payload }))
}

fn week(appointments: Vec<Appointment>) -> Fetched {
    fetched("2025-11-23T19:00:00Z", "2025-11-30T19:00:00Z", appointments)
}

/// `kind id` of each change, with where it was.
fn told(known: &[&Fetched], new: &Fetched) -> Vec<String> {
    let known: Vec<KnownRange> =
        known.iter().map(|each| KnownRange { range: each.0, calendar: &each.1 }).collect();
    changes(&known, KnownRange { range: new.0, calendar: &new.1 })
        .into_iter()
        .map(|change| {
            let kind = match change.kind {
                ChangeKind::New => "new",
                ChangeKind::Moved => "moved",
                ChangeKind::Cancelled => "cancelled",
            };
            let was = change
                .moved_from
                .map(|was| format!(" from {} {}", was.resource_name, was.interval.start.format("%d %H:%M")));
            format!("{kind} {}{}", change.id, was.unwrap_or_default())
        })
        .collect()
}

fn one(start: &str) -> Appointment {
    let mut each = appointment(1, ANNA, start, start);
    each.ends_at += chrono::TimeDelta::minutes(30);
    each
}

fn cancelled(appointment: Appointment) -> Appointment {
    Appointment { status: Status::Cancelled, ..appointment }
}

const MONDAY: &str = "2025-11-24T05:00:00Z";
const TUESDAY: &str = "2025-11-25T05:00:00Z";

#[test]
fn new_moved_and_cancelled_appointments_are_told() {
    let before = week(vec![one(MONDAY)]);
    assert_eq!(told(&[&week(vec![])], &before), ["new 1"]);
    assert_eq!(told(&[&before], &week(vec![one(TUESDAY)])), ["moved 1 from Anna 24 05:00"]);
    let elsewhere = Appointment { resource_id: BORIS, ..one(MONDAY) };
    assert_eq!(told(&[&before], &week(vec![elsewhere])), ["moved 1 from Anna 24 05:00"]);
    assert_eq!(told(&[&before], &week(vec![cancelled(one(MONDAY))])), ["cancelled 1"]);
    assert_eq!(told(&[&before], &week(vec![])), ["cancelled 1"]);
    assert_eq!(told(&[&week(vec![cancelled(one(MONDAY))])], &before), ["new 1"]);
}

#[test]
fn what_needs_nobodys_attention_is_not_told() {
    let before = week(vec![one(MONDAY)]);
    assert_eq!(told(&[&before], &before), [""; 0]);
    let paid = Appointment { payment_status: Some("paid".into()), status: Status::Completed, ..one(MONDAY) };
    assert_eq!(told(&[&before], &week(vec![paid])), [""; 0]);
    // It was cancelled before anybody saw it, or was cancelled all along.
    assert_eq!(told(&[&week(vec![])], &week(vec![cancelled(one(MONDAY))])), [""; 0]);
    assert_eq!(told(&[&week(vec![cancelled(one(MONDAY))])], &week(vec![cancelled(one(TUESDAY))])), [""; 0]);
    assert_eq!(told(&[&week(vec![cancelled(one(MONDAY))])], &week(vec![])), [""; 0]);
}

#[test]
fn times_of_which_nothing_was_known_hold_no_news() {
    assert_eq!(told(&[], &week(vec![one(MONDAY)])), [""; 0]);
    let monday = fetched("2025-11-23T19:00:00Z", "2025-11-24T19:00:00Z", vec![]);
    assert_eq!(told(&[&monday], &week(vec![one(TUESDAY)])), [""; 0]);
    // Nor is an appointment gone that lies outside what was fetched now.
    let all = week(vec![one(TUESDAY)]);
    assert_eq!(told(&[&all], &monday), [""; 0]);
}

#[test]
fn what_another_range_has_told_is_not_told_again() {
    let old_month = fetched("2025-10-26T19:00:00Z", "2025-11-30T19:00:00Z", vec![one(MONDAY)]);
    let week_since = week(vec![one(TUESDAY)]);
    let month_now = fetched("2025-10-26T19:00:00Z", "2025-11-30T19:00:00Z", vec![one(TUESDAY)]);
    assert_eq!(told(&[&week_since, &old_month], &month_now), [""; 0]);
    assert_eq!(told(&[&old_month], &month_now), ["moved 1 from Anna 24 05:00"]);
}
