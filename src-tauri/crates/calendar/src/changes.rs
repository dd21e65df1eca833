//! What became of visits between two looks at the calendar.

use std::collections::{HashMap, HashSet};

use crate::model::{Appointment, Interval};
use crate::view::{KnownRange, client_name, is_cancelled, resource_name, service_names};

/// What happened to a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// It was not there before.
    New,
    /// It is at another time or with another resource.
    Moved,
    /// It was called off, or is gone altogether.
    Cancelled,
}

/// When and with whom a visit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// From its start to its end.
    pub span: Interval,
    /// With whom.
    pub resource_id: i64,
    /// As the account names them.
    pub resource_name: String,
}

/// A visit that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitChange {
    /// The visit's id.
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

/// What `new` tells of visits that `known` told otherwise, by the visits' start; of several known ranges that cover a
/// time the first has the say.
///
/// A visit at a time of which nothing was known is no news, and neither is one whose end, status or money alone
/// changed.
pub fn changes(known: &[KnownRange], new: KnownRange) -> Vec<VisitChange> {
    let before = visits_known(known, new.range);
    let covered = |at| known.iter().any(|each| each.range.contains(at));
    let mut found = Vec::new();
    let mut still_there = HashSet::with_capacity(before.len());
    for visit in new.calendar.visits() {
        still_there.insert(visit.id);
        let change = match before.get(&visit.id) {
            None if covered(visit.starts_at) && !is_cancelled(visit) => Some((ChangeKind::New, None)),
            None => None,
            Some((_, was)) if is_cancelled(visit) => {
                (!is_cancelled(was)).then_some((ChangeKind::Cancelled, None))
            }
            Some((source, was)) => {
                let moved = was.starts_at != visit.starts_at || was.resource_id != visit.resource_id;
                if is_cancelled(was) {
                    // Called off by mistake, and back again.
                    Some((ChangeKind::New, None))
                } else {
                    moved.then(|| (ChangeKind::Moved, Some(place(*source, was))))
                }
            }
        };
        if let Some((kind, was)) = change {
            found.push(told(kind, new, visit, was));
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

/// The visits of `known` that touch `range`, each as the first range tells it that has the say on its time.
fn visits_known<'a>(
    known: &[KnownRange<'a>],
    range: Interval,
) -> HashMap<i64, (KnownRange<'a>, &'a Appointment)> {
    let mut visits = HashMap::new();
    for (place, source) in known.iter().enumerate() {
        if !source.range.overlaps(&range) {
            continue;
        }
        for visit in source.calendar.visits() {
            let newer_knows = known[..place].iter().any(|newer| newer.range.contains(visit.starts_at));
            if !newer_knows {
                visits.entry(visit.id).or_insert((*source, visit));
            }
        }
    }
    visits
}

fn told(kind: ChangeKind, source: KnownRange, visit: &Appointment, was: Option<Place>) -> VisitChange {
    let services = service_names(visit);
    VisitChange {
        id: visit.id,
        kind,
        place: place(source, visit),
        was,
        client_name: client_name(visit),
        service_name: (!services.is_empty()).then(|| services.join(", ")),
    }
}

fn place(source: KnownRange, visit: &Appointment) -> Place {
    Place {
        span: Interval::new(visit.starts_at, visit.ends_at),
        resource_id: visit.resource_id,
        resource_name: resource_name(source.calendar, visit),
    }
}
