//! The changes of appointments that the user has not seen yet.

use std::time::Duration;

use calendar::changes::AppointmentChange;

/// How long a changed appointment is marked in the views.
const MARK_TIME: Duration = Duration::from_mins(5);
/// The largest number of changes in the list. A longer list would not be read.
const MAX_CHANGES: usize = 100;

/// The latest change of each appointment with the uptime at which it was found. The latest is first.
#[derive(Default)]
pub(super) struct Changes(Vec<(Duration, AppointmentChange)>);

impl Changes {
    /// Adds the changes that a fetch has found. A later change of an appointment replaces the earlier one.
    pub fn add(&mut self, found: Vec<AppointmentChange>, uptime: Duration) {
        self.0.retain(|(_, old)| found.iter().all(|new| new.id != old.id));
        self.0.splice(0..0, found.into_iter().map(|change| (uptime, change)));
        self.0.truncate(MAX_CHANGES);
    }

    pub fn unseen(&self) -> Vec<AppointmentChange> {
        self.0.iter().map(|(_, change)| change.clone()).collect()
    }

    /// The ids of the appointments to be marked in the views at this uptime.
    pub fn marked(&self, uptime: Duration) -> Vec<i64> {
        let recent = self.0.iter().filter(|(found_at, _)| uptime.saturating_sub(*found_at) < MARK_TIME);
        recent.map(|(_, change)| change.id).collect()
    }
}
