//! How old the data on screen are, and whether the server answers.

use calendar::civil;
use calendar::model::{Instant, Interval};
use calendar::view::date_time_label;
use chrono::TimeDelta;

use super::{CalendarSync, Snapshot};
use crate::api::{Freshness, FreshnessState};
use crate::session::ActiveAccount;

/// Data confirmed within this time are called fresh: a few polls may be late.
const FRESH_TIME: TimeDelta = TimeDelta::seconds(150);

impl CalendarSync {
    /// The freshness of a period whose range is `range` and whose data are `snapshot`.
    pub fn freshness(
        &self,
        active: &ActiveAccount,
        range: Interval,
        snapshot: Option<&Snapshot>,
        now: Instant,
    ) -> Freshness {
        let (failure, refreshing) = self
            .state_of(active.epoch)
            .map(|state| (state.failure.clone(), state.fetching.contains_key(&range)))
            .unwrap_or_default();
        let age = snapshot.and_then(|snapshot| snapshot.checked.age(&self.session));
        let state = match (&failure, age) {
            (Some(failure), _) if failure.error.is_offline() => FreshnessState::Offline,
            (None, Some(age)) if age <= FRESH_TIME => FreshnessState::Fresh,
            _ => FreshnessState::Stale,
        };
        let zone = active.account.zone();
        let today = civil::date_of(zone, now);
        Freshness {
            state,
            checked: snapshot.map(|snapshot| date_time_label(zone, snapshot.checked.at, today)),
            age_min: age.map(|age| u32::try_from(age.num_minutes()).unwrap_or(u32::MAX)),
            refreshing,
            problem: failure.map(|failure| failure.error),
            clock_ahead_min: self.session.clock_ahead_min(),
            from_cache: snapshot.is_some_and(|snapshot| snapshot.from_cache),
        }
    }
}
