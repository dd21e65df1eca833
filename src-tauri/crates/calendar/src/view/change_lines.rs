//! Changes on the clinic's clock.

use chrono_tz::Tz;

use super::label::date_label;
use super::types::{ChangeLine, ChangePlace, ChangeWord};
use crate::changes::{AppointmentChange, ChangeKind, Place};
use crate::civil;
use crate::model::Instant;

/// Changes for the screen, in their order.
pub fn change_lines(changes: &[AppointmentChange], zone: Tz, now: Instant) -> Vec<ChangeLine> {
    let today = civil::date_of(zone, now);
    let told = |place: &Place| ChangePlace {
        date: date_label(civil::date_of(zone, place.span.start), today),
        start_label: civil::wall_label(zone, place.span.start),
        resource_id: place.resource_id,
        resource_name: place.resource_name.clone(),
    };
    changes
        .iter()
        .map(|change| ChangeLine {
            id: change.id,
            kind: match change.kind {
                ChangeKind::New => ChangeWord::New,
                ChangeKind::Moved => ChangeWord::Moved,
                ChangeKind::Cancelled => ChangeWord::Cancelled,
            },
            place: told(&change.place),
            was: change.was.as_ref().map(told),
            client_name: change.client_name.clone(),
            service_name: change.service_name.clone(),
        })
        .collect()
}
