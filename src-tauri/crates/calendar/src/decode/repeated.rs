//! Rows of one list with the same id. The server can send a row twice when it changes while it is being read.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::row::MAX_REPORTS;
use crate::model::{Appointment, Payload, Resource, SkipReason, Skipped};

/// Keeps the newest of the rows with the same id, in the place of the first, and reports the others. The screen tells
/// rows apart by their ids.
pub(super) fn remove(payload: &mut Payload) {
    let mut reports =
        Reports { list: "appointments", skipped: &mut payload.skipped, more: &mut payload.more_skipped };
    let newest = |kept: &Appointment, other: &Appointment| other.updated_at >= kept.updated_at;
    remove_from(&mut payload.appointments, |row| row.id, newest, &mut reports);
    reports.list = "resources";
    let newest = |kept: &Resource, other: &Resource| other.updated_at >= kept.updated_at;
    remove_from(&mut payload.resources, |row| row.id, newest, &mut reports);
}

/// The rows are moved in place, so that a large list is not in memory twice.
fn remove_from<T>(
    rows: &mut Vec<T>,
    id_of: impl Fn(&T) -> i64,
    is_newer: impl Fn(&T, &T) -> bool,
    reports: &mut Reports,
) {
    let mut positions: HashMap<i64, usize> = HashMap::with_capacity(rows.len());
    for position in 0..rows.len() {
        let id = id_of(&rows[position]);
        let next = positions.len();
        match positions.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(next);
                rows.swap(next, position);
            }
            Entry::Occupied(kept) => {
                if is_newer(&rows[*kept.get()], &rows[position]) {
                    rows.swap(*kept.get(), position);
                }
                reports.add(position, id);
            }
        }
    }
    rows.truncate(positions.len());
}

/// The reports of skipped rows. Beyond [`MAX_REPORTS`] they are only counted.
struct Reports<'a> {
    list: &'static str,
    skipped: &'a mut Vec<Skipped>,
    more: &'a mut usize,
}

impl Reports<'_> {
    fn add(&mut self, position: usize, id: i64) {
        if self.skipped.len() < MAX_REPORTS {
            let path = format!("{}[{position}]", self.list);
            self.skipped.push(Skipped { path, id: Some(id), reason: SkipReason::Repeated });
        } else {
            *self.more = self.more.saturating_add(1);
        }
    }
}
