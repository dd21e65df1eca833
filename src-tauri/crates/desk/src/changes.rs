//! What changed since somebody last looked, until they have seen it.

use calendar::changes::AppointmentChange;
use calendar::model::Instant;
use chrono::TimeDelta;

use crate::Desk;
use crate::api::DeskError;

/// How long a changed appointment is marked in the views.
const MARKED: TimeDelta = TimeDelta::minutes(5);
/// After a long absence a longer list would be read by nobody.
const MOST: usize = 100;

/// One change an appointment, those noticed last first.
#[derive(Default)]
pub(crate) struct Changes(Vec<(Instant, AppointmentChange)>);

impl Changes {
    /// Takes in what a fetch has found; of an appointment that changed twice the last change is told.
    pub fn notice(&mut self, found: Vec<AppointmentChange>, now: Instant) {
        self.0.retain(|(_, old)| found.iter().all(|new| new.id != old.id));
        self.0.splice(0..0, found.into_iter().map(|change| (now, change)));
        self.0.truncate(MOST);
    }

    pub fn unseen(&self) -> Vec<AppointmentChange> {
        self.0.iter().map(|(_, change)| change.clone()).collect()
    }

    /// The appointments to mark in the views.
    pub fn marked(&self, now: Instant) -> Vec<i64> {
        self.0.iter().filter(|(noticed, _)| now - *noticed < MARKED).map(|(_, change)| change.id).collect()
    }
}

impl Desk {
    #[expect(clippy::unused_async, reason = "every command is awaited alike")]
    pub(crate) async fn changes_seen(&self) -> Result<(), DeskError> {
        self.account()?;
        self.state().changes = Changes::default();
        self.screen_changed();
        Ok(())
    }
}
