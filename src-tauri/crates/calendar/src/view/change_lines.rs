//! Changes on the clinic's clock.

use chrono_tz::Tz;

use super::label::date_label;
use super::types::{ChangeLine, TimeAndResourceLabel};
use crate::changes::{AppointmentChange, TimeAndResource};
use crate::civil;
use crate::model::Instant;

/// Changes for the screen, in their order.
pub fn change_lines(changes: &[AppointmentChange], zone: Tz, now: Instant) -> Vec<ChangeLine> {
    let today = civil::date_of(zone, now);
    let label = |at: &TimeAndResource| TimeAndResourceLabel {
        date: date_label(civil::date_of(zone, at.interval.start), today),
        start_label: civil::wall_label(zone, at.interval.start),
        resource_id: at.resource_id,
        resource_name: at.resource_name.clone(),
    };
    changes
        .iter()
        .map(|change| ChangeLine {
            id: change.id,
            kind: change.kind,
            at: label(&change.at),
            moved_from: change.moved_from.as_ref().map(label),
            client_name: change.client_name.clone(),
            service_name: change.service_name.clone(),
        })
        .collect()
}
