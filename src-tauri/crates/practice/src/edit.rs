//! Edits of the sample data: events after the appointments were created.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Map;

use crate::dataset::ACCOUNT_ID;
use crate::rows::{SampleAppointment, SampleTimeOff};

/// An event after the appointments were created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleEdit {
    /// A resource has unplanned time off. Its appointments stay, but it has no free time.
    TimeOff {
        /// The resource.
        resource_id: i64,
        /// The start of the time off.
        from: DateTime<Utc>,
        /// The end of the time off.
        to: DateTime<Utc>,
    },
    /// The appointment with this id was cancelled.
    Cancelled(i64),
    /// An appointment was moved within its date.
    Moved {
        /// The id of the appointment.
        id: i64,
        /// By how many minutes. Negative numbers move it back.
        by_min: i64,
    },
    /// The appointment with this id has not been created yet.
    NotCreated(i64),
    /// An appointment was made for any time, also outside the working hours and beside others.
    Booked {
        /// The resource.
        resource_id: i64,
        /// The start of the appointment.
        from: DateTime<Utc>,
        /// The end of the appointment. It can be on a later date.
        to: DateTime<Utc>,
    },
}

/// The first id of unplanned time off. Planned time off has lower ids.
const FIRST_UNPLANNED_ID: i64 = 901;

/// Whether the row existed when the appointments were created. Only such rows keep appointments out of their time.
pub(crate) fn is_planned(time_off: &SampleTimeOff) -> bool {
    time_off.id < FIRST_UNPLANNED_ID
}

/// Adds the unplanned time off of `edits`, and restores the order of the rows.
pub(crate) fn add_time_off(edits: &[SampleEdit], time_offs: &mut Vec<SampleTimeOff>, now: DateTime<Utc>) {
    let unplanned = edits.iter().filter_map(|edit| match *edit {
        SampleEdit::TimeOff { resource_id, from, to } => Some((resource_id, from, to)),
        SampleEdit::Cancelled(_)
        | SampleEdit::Moved { .. }
        | SampleEdit::NotCreated(_)
        | SampleEdit::Booked { .. } => None,
    });
    time_offs.extend(unplanned.zip(FIRST_UNPLANNED_ID..).map(|((resource_id, from, to), id)| {
        SampleTimeOff {
            id,
            account_id: ACCOUNT_ID,
            resource_id: Some(resource_id),
            kind: "sick_leave",
            starts_at: from,
            ends_at: to,
            title: "Больничный",
            notes: None,
            custom_attributes: Map::new(),
            created_at: now,
            updated_at: now,
        }
    }));
    time_offs.sort_by_key(|row| (row.starts_at, row.id));
}

/// The length of the longest appointment that the edits add.
pub(crate) fn longest_booking(edits: &[SampleEdit]) -> TimeDelta {
    let lengths = edits.iter().filter_map(|edit| match *edit {
        SampleEdit::Booked { from, to, .. } => Some(to - from),
        _ => None,
    });
    lengths.max().unwrap_or_default()
}

/// Applies `edits` to the appointments of one date.
pub(crate) fn edit_appointments(
    edits: &[SampleEdit],
    appointments: &mut Vec<SampleAppointment>,
    now: DateTime<Utc>,
) {
    for edit in edits {
        match *edit {
            SampleEdit::TimeOff { .. } | SampleEdit::Booked { .. } => {}
            SampleEdit::NotCreated(id) => appointments.retain(|appointment| appointment.id != id),
            SampleEdit::Cancelled(id) => {
                for appointment in appointments.iter_mut().filter(|appointment| appointment.id == id) {
                    appointment.status = "cancelled";
                    appointment.updated_at = now;
                }
            }
            SampleEdit::Moved { id, by_min } => {
                for appointment in appointments.iter_mut().filter(|appointment| appointment.id == id) {
                    appointment.starts_at += TimeDelta::minutes(by_min);
                    appointment.ends_at += TimeDelta::minutes(by_min);
                    appointment.updated_at = now;
                }
            }
        }
    }
}
