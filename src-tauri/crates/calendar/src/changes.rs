//! The changes of appointments between two snapshots.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::KnownRange;
use crate::model::{Appointment, Interval};

/// What happened to an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum ChangeKind {
    /// It was not there before.
    New,
    /// It is at another time or with another resource.
    Moved,
    /// It was cancelled or deleted.
    Cancelled,
}

/// The time and the resource of an appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeAndResource {
    /// From its start to its end.
    pub interval: Interval,
    /// The resource.
    pub resource_id: i64,
    /// The resource's name.
    pub resource_name: String,
}

/// An appointment that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentChange {
    /// The appointment's id.
    pub id: i64,
    /// What happened.
    pub kind: ChangeKind,
    /// Its present time and resource. For a deleted appointment, the last known ones.
    pub at: TimeAndResource,
    /// Its earlier time and resource. Only for [`ChangeKind::Moved`].
    pub moved_from: Option<TimeAndResource>,
    /// The client's name.
    pub client_name: Option<String>,
    /// The names of the services.
    pub service_name: Option<String>,
}

/// The differences between the appointments of `new` and of `known`, ordered by start. For each time, the
/// first range of `known` that covers it is used.
///
/// An appointment at a time that `known` does not cover is not a change. A different end, status or payment
/// alone is not a change either.
pub fn changes(known: &[KnownRange], new: KnownRange) -> Vec<AppointmentChange> {
    let before = known_appointments(known, new.range);
    let is_covered = |at| known.iter().any(|each| each.range.contains(at));
    let mut found = Vec::new();
    let mut present_ids = HashSet::with_capacity(before.len());
    for appointment in new.calendar.appointments() {
        present_ids.insert(appointment.id);
        let change = match before.get(&appointment.id) {
            None if is_covered(appointment.starts_at) && !appointment.is_cancelled() => {
                Some((ChangeKind::New, None))
            }
            None => None,
            Some((_, earlier)) if appointment.is_cancelled() => {
                (!earlier.is_cancelled()).then_some((ChangeKind::Cancelled, None))
            }
            Some((source, earlier)) => {
                let moved = earlier.starts_at != appointment.starts_at
                    || earlier.resource_id != appointment.resource_id;
                if earlier.is_cancelled() {
                    // A cancelled appointment that is restored counts as new.
                    Some((ChangeKind::New, None))
                } else {
                    moved.then(|| (ChangeKind::Moved, Some(time_and_resource(*source, earlier))))
                }
            }
        };
        if let Some((kind, moved_from)) = change {
            found.push(change_of(kind, new, appointment, moved_from));
        }
    }
    for (id, (source, earlier)) in &before {
        if !present_ids.contains(id) && new.range.contains(earlier.starts_at) && !earlier.is_cancelled() {
            found.push(change_of(ChangeKind::Cancelled, *source, earlier, None));
        }
    }
    found.sort_by_key(|change| (change.at.interval.start, change.id));
    found
}

/// The appointments of the ranges that overlap `range`, each from the first range of `known` that covers its
/// start.
fn known_appointments<'a>(
    known: &[KnownRange<'a>],
    range: Interval,
) -> HashMap<i64, (KnownRange<'a>, &'a Appointment)> {
    let mut appointments = HashMap::new();
    for (index, source) in known.iter().enumerate() {
        if !source.range.overlaps(&range) {
            continue;
        }
        for appointment in source.calendar.appointments() {
            let outdated = known[..index].iter().any(|newer| newer.range.contains(appointment.starts_at));
            if !outdated {
                appointments.entry(appointment.id).or_insert((*source, appointment));
            }
        }
    }
    appointments
}

fn change_of(
    kind: ChangeKind,
    source: KnownRange,
    appointment: &Appointment,
    moved_from: Option<TimeAndResource>,
) -> AppointmentChange {
    AppointmentChange {
        id: appointment.id,
        kind,
        at: time_and_resource(source, appointment),
        moved_from,
        client_name: appointment.client_display_name(),
        service_name: appointment.services_label(),
    }
}

fn time_and_resource(source: KnownRange, appointment: &Appointment) -> TimeAndResource {
    TimeAndResource {
        interval: appointment.interval(),
        resource_id: appointment.resource_id,
        resource_name: source.calendar.resource_name(appointment),
    }
}
