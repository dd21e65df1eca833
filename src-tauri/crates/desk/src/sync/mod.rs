//! Fetching the calendar and knowing how fresh it is: requests, polls, the snapshots in memory, changes, search.
//!
//! A [`CalendarSync`] owns its state and its lock. The state belongs to one [`Epoch`] of the session: with a later account it
//! starts empty, so that nothing of one account is shown under another.
//!
//! Not here: the account, its token and what is stored (`session`).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use calendar::changes::AppointmentChange;
use calendar::model::{Instant, Interval};
use calendar::view::types::ViewKind;
use chrono::NaiveDate;
use tokio::sync::{Notify, broadcast, watch};

use crate::api::{DeskError, DeskEvent};
use crate::session::{ActiveAccount, Epoch, Session};

mod changes;
mod check;
mod fetch;
mod freshness;
mod missing_weeks;
mod money_data;
mod polling;
mod search_index;
mod snapshots;

use changes::Changes;
pub(crate) use check::Check;
pub(crate) use fetch::fetch_snapshot;
use missing_weeks::MissingWeeks;
pub(crate) use money_data::MoneyData;
use money_data::MoneySnapshots;
use search_index::CachedIndexes;
use snapshots::Snapshots;
pub(crate) use snapshots::{Snapshot, fetch_range, known_ranges};

/// The calendars in memory and the requests for them. See the module.
pub(crate) struct CalendarSync {
    session: Arc<Session>,
    events: broadcast::Sender<DeskEvent>,
    /// Notified when the time of the next poll may have changed.
    poll_changed: Notify,
    /// The number of fetches that run in the background.
    running_fetches: watch::Sender<usize>,
    state: Mutex<SyncState>,
}

#[derive(Default)]
struct SyncState {
    epoch: Epoch,
    /// The user can see the window.
    visible: bool,
    /// When the ages on screen and the line of the present time move next.
    next_minute: Option<Instant>,
    /// The uptime at which the next poll is due.
    next_poll: Option<Duration>,
    /// The clock and the uptime when due work was looked for last.
    last_look: Option<(Instant, Duration)>,
    /// The displayed period.
    displayed: Option<(ViewKind, NaiveDate)>,
    snapshots: Snapshots,
    changes: Changes,
    /// The search indexes of this account.
    indexes: Arc<tokio::sync::Mutex<CachedIndexes>>,
    missing_weeks: MissingWeeks,
    /// What the money view has read from the cache.
    money: MoneySnapshots,
    /// The ranges that are being fetched. A receiver gets `true`, or an error, when the fetch has ended.
    fetching: HashMap<Interval, watch::Receiver<bool>>,
    failure: Option<Failure>,
}

/// The reason why the last request failed.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub error: DeskError,
    /// How many requests have failed in a row.
    pub in_a_row: u32,
}

/// Facts for the diagnostics.
pub(crate) struct SyncFacts {
    pub failure: Option<Failure>,
    /// The uptime at which it is due.
    pub next_poll: Option<Duration>,
    pub fetching: usize,
    pub snapshots: usize,
    pub displayed: Option<(ViewKind, NaiveDate)>,
}

impl CalendarSync {
    pub fn new(session: Arc<Session>) -> Arc<Self> {
        Arc::new(Self {
            session,
            events: broadcast::channel(16).0,
            poll_changed: Notify::new(),
            running_fetches: watch::Sender::new(0),
            state: Mutex::new(SyncState { visible: true, ..SyncState::default() }),
        })
    }

    pub fn events(&self) -> broadcast::Receiver<DeskEvent> {
        self.events.subscribe()
    }

    pub fn send_screen_changed(&self) {
        self.send(DeskEvent::ScreenChanged);
    }

    fn send(&self, event: DeskEvent) {
        // It fails when there is no listener yet. The screen requests its data when it starts.
        let _ = self.events.send(event);
    }

    /// To be called after the account or the settings changed: the next poll may be due at another time.
    pub fn reschedule(&self) {
        self.poll_changed.notify_one();
    }

    /// Remembers the displayed period. Returns whether it is another one than before.
    pub fn set_displayed(&self, active: &ActiveAccount, view: ViewKind, date: NaiveDate) -> bool {
        let Some(mut state) = self.state_of(active.epoch) else { return false };
        state.displayed.replace((view, date)) != Some((view, date))
    }

    pub fn displayed(&self, active: &ActiveAccount) -> Option<(ViewKind, NaiveDate)> {
        self.state_of(active.epoch)?.displayed
    }

    /// The range behind the displayed period; `None` when no period was displayed yet.
    pub fn displayed_range(&self, active: &ActiveAccount) -> Option<Interval> {
        self.displayed(active).map(|(view, date)| fetch_range(view, date, active.account.zone()))
    }

    pub fn has_failure(&self, active: &ActiveAccount) -> bool {
        self.state_of(active.epoch).is_some_and(|state| state.failure.is_some())
    }

    pub fn is_fetching(&self, active: &ActiveAccount, range: Interval) -> bool {
        self.state_of(active.epoch).is_some_and(|state| state.fetching.contains_key(&range))
    }

    /// The snapshot that covers `range`, from memory or from the cache.
    pub async fn snapshot(&self, active: &ActiveAccount, range: Interval) -> Option<Snapshot> {
        let in_memory = self.state_of(active.epoch)?.snapshots.covering(range);
        match in_memory {
            Some(snapshot) => Some(snapshot),
            None => self.cached_snapshot(active, range).await,
        }
    }

    /// All snapshots in memory, the one confirmed last first.
    pub fn snapshots(&self, active: &ActiveAccount) -> Vec<Snapshot> {
        self.state_of(active.epoch).map(|state| state.snapshots.newest_first()).unwrap_or_default()
    }

    /// The newest snapshot in memory that has an appointment.
    pub fn snapshot_with(&self, active: &ActiveAccount, appointment_id: i64) -> Option<Snapshot> {
        let state = self.state_of(active.epoch)?;
        let in_memory = state.snapshots.with_appointment(appointment_id);
        in_memory.or_else(|| state.money.with_appointment(appointment_id)).cloned()
    }

    /// The changes that the user has not seen yet, and the ids of the appointments to be marked now.
    pub fn changes(&self, active: &ActiveAccount) -> (Vec<AppointmentChange>, Vec<i64>) {
        let state = self.state_of(active.epoch);
        state
            .map(|state| (state.changes.unseen(), state.changes.marked(self.session.uptime())))
            .unwrap_or_default()
    }

    /// The user has seen the changes.
    pub fn clear_changes(&self, active: &ActiveAccount) {
        if let Some(mut state) = self.state_of(active.epoch) {
            state.changes = Changes::default();
        }
        self.send_screen_changed();
    }

    pub fn facts(&self, active: &ActiveAccount) -> Option<SyncFacts> {
        let state = self.state_of(active.epoch)?;
        Some(SyncFacts {
            failure: state.failure.clone(),
            next_poll: state.next_poll,
            fetching: state.fetching.len(),
            snapshots: state.snapshots.newest_first().len(),
            displayed: state.displayed,
        })
    }

    /// The state of an epoch, for a moment; never across an `await`. `None` when the epoch has ended.
    ///
    /// After a change of account the state is empty; after a change of the connection the running fetches are forgotten,
    /// because their responses are discarded.
    fn state_of(&self, epoch: Epoch) -> Option<MutexGuard<'_, SyncState>> {
        let mut state = self.state();
        if epoch < state.epoch {
            return None;
        }
        if epoch.account > state.epoch.account {
            *state =
                SyncState { visible: state.visible, next_minute: state.next_minute, ..SyncState::default() };
        } else if epoch > state.epoch {
            state.fetching.clear();
        }
        state.epoch = epoch;
        Some(state)
    }

    fn state(&self) -> MutexGuard<'_, SyncState> {
        // Every change of the state is complete when the lock is released, so a panic elsewhere leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::MemoryStore;
    use crate::session::tests::session;

    fn sync_with_state() -> (Arc<CalendarSync>, Epoch) {
        let sync = CalendarSync::new(session(MemoryStore::default()));
        let epoch = Epoch { account: 1, connection: 0 };
        let date = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let range = fetch_range(ViewKind::Day, date, chrono_tz::UTC);
        let mut state = sync.state_of(epoch).unwrap();
        state.displayed = Some((ViewKind::Day, date));
        state.fetching.insert(range, watch::channel(false).1);
        drop(state);
        (sync, epoch)
    }

    #[test]
    fn state_of_another_account_is_empty() {
        let (sync, epoch) = sync_with_state();
        let state = sync.state_of(Epoch { account: epoch.account + 1, ..epoch }).unwrap();
        assert!(state.displayed.is_none() && state.fetching.is_empty() && state.visible);
    }

    #[test]
    fn another_connection_forgets_the_running_fetches_only() {
        let (sync, epoch) = sync_with_state();
        let state = sync.state_of(Epoch { connection: epoch.connection + 1, ..epoch }).unwrap();
        assert!(state.displayed.is_some() && state.fetching.is_empty());
    }

    #[test]
    fn ended_epoch_has_no_state() {
        let (sync, epoch) = sync_with_state();
        drop(sync.state_of(Epoch { account: epoch.account + 1, ..epoch }));
        assert!(sync.state_of(epoch).is_none());
    }
}
