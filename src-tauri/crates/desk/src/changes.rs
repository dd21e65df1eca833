//! What changed since somebody last looked, until they have seen it.

use calendar::changes::VisitChange;
use calendar::model::Instant;
use chrono::TimeDelta;

use crate::Desk;
use crate::api::DeskError;

/// How long a changed visit is marked in the views.
const MARKED: TimeDelta = TimeDelta::minutes(5);
/// After a long absence a longer list would be read by nobody.
const MOST: usize = 100;

/// One change a visit, those noticed last first.
#[derive(Default)]
pub(crate) struct Changes(Vec<(Instant, VisitChange)>);

impl Changes {
    /// Takes in what a fetch has found; of a visit that changed twice the last change is told.
    pub fn notice(&mut self, found: Vec<VisitChange>, now: Instant) {
        self.0.retain(|(_, old)| found.iter().all(|new| new.id != old.id));
        self.0.splice(0..0, found.into_iter().map(|change| (now, change)));
        self.0.truncate(MOST);
    }

    pub fn unseen(&self) -> Vec<VisitChange> {
        self.0.iter().map(|(_, change)| change.clone()).collect()
    }

    /// The visits to mark in the views.
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
