//! What became of appointments between two looks at the calendar.

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
    /// It was called off, or is gone altogether.
    Cancelled,
}

/// When and with whom an appointment is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeAndResource {
    /// From its start to its end.
    pub interval: Interval,
    /// With whom.
    pub resource_id: i64,
    /// As the account names them.
    pub resource_name: String,
}

/// An appointment that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentChange {
    /// The appointment's id.
    pub id: i64,
    /// What happened.
    pub kind: ChangeKind,
    /// Where it is now; where it was, when it is gone.
    pub at: TimeAndResource,
    /// Where it was before it moved.
    pub moved_from: Option<TimeAndResource>,
    /// The client's name.
    pub client_name: Option<String>,
    /// The service's name.
    pub service_name: Option<String>,
}

/// What `new` tells of appointments that `known` told otherwise, by the appointments' start; of several known ranges that cover a
/// time the first has the say.
///
/// An appointment at a time of which nothing was known is no news, and neither is one whose end, status or money alone
/// changed.
pub fn changes(known: &[KnownRange], new: KnownRange) -> Vec<AppointmentChange> {
    let before = appointments_known(known, new.range);
    let covered = |at| known.iter().any(|each| each.range.contains(at));
    let mut found = Vec::new();
    let mut still_there = HashSet::with_capacity(before.len());
    for appointment in new.calendar.appointments() {
        still_there.insert(appointment.id);
        let change = match before.get(&appointment.id) {
            None if covered(appointment.starts_at) && !appointment.is_cancelled() => {
                Some((ChangeKind::New, None))
            }
            None => None,
            Some((_, was)) if appointment.is_cancelled() => {
                (!was.is_cancelled()).then_some((ChangeKind::Cancelled, None))
            }
            Some((source, was)) => {
                let moved =
                    was.starts_at != appointment.starts_at || was.resource_id != appointment.resource_id;
                if was.is_cancelled() {
                    // Called off by mistake, and back again.
                    Some((ChangeKind::New, None))
                } else {
                    moved.then(|| (ChangeKind::Moved, Some(time_and_resource(*source, was))))
                }
            }
        };
        if let Some((kind, moved_from)) = change {
            found.push(change_of(kind, new, appointment, moved_from));
        }
    }
    for (id, (source, was)) in &before {
        if !still_there.contains(id) && new.range.contains(was.starts_at) && !was.is_cancelled() {
            found.push(change_of(ChangeKind::Cancelled, *source, was, None));
        }
    }
    found.sort_by_key(|change| (change.at.interval.start, change.id));
    found
}

/// The appointments of `known` that touch `range`, each as the first range tells it that has the say on its time.
fn appointments_known<'a>(
    known: &[KnownRange<'a>],
    range: Interval,
) -> HashMap<i64, (KnownRange<'a>, &'a Appointment)> {
    let mut appointments = HashMap::new();
    for (place, source) in known.iter().enumerate() {
        if !source.range.overlaps(&range) {
            continue;
        }
        for appointment in source.calendar.appointments() {
            let newer_knows = known[..place].iter().any(|newer| newer.range.contains(appointment.starts_at));
            if !newer_knows {
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
