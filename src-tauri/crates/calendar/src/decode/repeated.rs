//! Rows of one list with the same id. The server can send a row twice when it changes while it is being read.

use std::collections::HashMap;

use crate::model::{Appointment, Payload, Resource, SkipReason, Skipped};

/// Keeps the newest of the rows with the same id, in the place of the first, and reports the others. The screen tells
/// rows apart by their ids.
pub(super) fn remove(payload: &mut Payload) {
    let mut repeated = Vec::new();
    let newest = |kept: &Appointment, other: &Appointment| other.updated_at >= kept.updated_at;
    remove_from(&mut payload.appointments, |row| row.id, newest, "appointments", &mut repeated);
    let newest = |kept: &Resource, other: &Resource| other.updated_at >= kept.updated_at;
    remove_from(&mut payload.resources, |row| row.id, newest, "resources", &mut repeated);
    payload.skipped.extend(repeated);
}

fn remove_from<T>(
    rows: &mut Vec<T>,
    id_of: impl Fn(&T) -> i64,
    is_newer: impl Fn(&T, &T) -> bool,
    list: &str,
    repeated: &mut Vec<Skipped>,
) {
    let mut positions: HashMap<i64, usize> = HashMap::with_capacity(rows.len());
    if rows.iter().enumerate().all(|(position, row)| positions.insert(id_of(row), position).is_none()) {
        return;
    }
    positions.clear();
    let mut kept: Vec<T> = Vec::with_capacity(rows.len());
    for (position, row) in rows.drain(..).enumerate() {
        let id = id_of(&row);
        if let Some(other) = positions.get(&id).and_then(|position| kept.get_mut(*position)) {
            if is_newer(other, &row) {
                *other = row;
            }
            repeated.push(Skipped {
                path: format!("{list}[{position}]"),
                id: Some(id),
                reason: SkipReason::Repeated,
            });
        } else {
            positions.insert(id, kept.len());
            kept.push(row);
        }
    }
    *rows = kept;
}
