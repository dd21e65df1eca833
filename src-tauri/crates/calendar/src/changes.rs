//! What became of appointments between two looks at the calendar.

use std::collections::{HashMap, HashSet};

use crate::model::{Appointment, Interval};
use crate::view::{KnownRange, client_name, is_cancelled, resource_name, service_names};

/// What happened to an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
pub struct Place {
    /// From its start to its end.
    pub span: Interval,
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
    pub place: Place,
    /// Where it was before it moved.
    pub was: Option<Place>,
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
            None if covered(appointment.starts_at) && !is_cancelled(appointment) => {
                Some((ChangeKind::New, None))
            }
            None => None,
            Some((_, was)) if is_cancelled(appointment) => {
                (!is_cancelled(was)).then_some((ChangeKind::Cancelled, None))
            }
            Some((source, was)) => {
                let moved =
                    was.starts_at != appointment.starts_at || was.resource_id != appointment.resource_id;
                if is_cancelled(was) {
                    // Called off by mistake, and back again.
                    Some((ChangeKind::New, None))
                } else {
                    moved.then(|| (ChangeKind::Moved, Some(place(*source, was))))
                }
            }
        };
        if let Some((kind, was)) = change {
            found.push(told(kind, new, appointment, was));
        }
    }
    for (id, (source, was)) in &before {
        if !still_there.contains(id) && new.range.contains(was.starts_at) && !is_cancelled(was) {
            found.push(told(ChangeKind::Cancelled, *source, was, None));
        }
    }
    found.sort_by_key(|change| (change.place.span.start, change.id));
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

fn told(
    kind: ChangeKind,
    source: KnownRange,
    appointment: &Appointment,
    was: Option<Place>,
) -> AppointmentChange {
    let services = service_names(appointment);
    AppointmentChange {
        id: appointment.id,
        kind,
        place: place(source, appointment),
        was,
        client_name: client_name(appointment),
        service_name: (!services.is_empty()).then(|| services.join(", ")),
    }
}

fn place(source: KnownRange, appointment: &Appointment) -> Place {
    Place {
        span: Interval::new(appointment.starts_at, appointment.ends_at),
        resource_id: appointment.resource_id,
        resource_name: resource_name(source.calendar, appointment),
    }
}
