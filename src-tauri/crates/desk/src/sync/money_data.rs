//! The data of the money view and the money panel: the weeks of the period and all weeks that the cache keeps, because a
//! payment is in the answer about the week of its appointment, on whatever date the money was taken.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use calendar::civil;
use calendar::model::{Instant, Interval};
use calendar::search::joined;
use calendar::view::types::ViewKind;
use chrono::NaiveDate;

use super::fetch::read_cached;
use super::missing_weeks::covered_weeks;
use super::{CalendarSync, Snapshot, fetch_range};
use crate::api::DeskError;
use crate::errors::blocking;
use crate::session::ActiveAccount;

/// The snapshots that were read from the cache for money, by range, with the time of their fetch. They are dropped when
/// the view and the panel are closed.
#[derive(Clone, Default)]
pub(super) struct MoneySnapshots(HashMap<Interval, (Instant, Snapshot)>);

impl MoneySnapshots {
    /// The newest snapshot that has an appointment.
    pub fn with_appointment(&self, id: i64) -> Option<&Snapshot> {
        let snapshots = self.0.values().map(|(_, snapshot)| snapshot);
        snapshots
            .filter(|snapshot| snapshot.calendar.appointments().any(|appointment| appointment.id == id))
            .max_by_key(|snapshot| snapshot.checked.order())
    }
}

/// What the money view is computed from.
pub(crate) struct MoneyData {
    /// The one confirmed last first.
    pub snapshots: Vec<Snapshot>,
    /// The ranges of the snapshots, in the order of time. Those that touch are one.
    pub covered: Vec<Interval>,
    /// Some of the missing weeks are being fetched.
    pub fetching: bool,
    /// Some of the weeks are missing and are not being fetched.
    pub incomplete: bool,
}

impl CalendarSync {
    /// The data for the money between two dates. What is missing is fetched in the background; each week ends with a
    /// `screenChanged`.
    pub async fn money_data(
        self: &Arc<Self>,
        active: &ActiveAccount,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<MoneyData, DeskError> {
        let zone = active.account.zone();
        let cache = self.session.settings().cache;
        // The weeks of the period come first: they are fetched first.
        let mut weeks: Vec<Interval> =
            civil::dates(first, last).map(|date| fetch_range(ViewKind::Week, date, zone)).collect();
        weeks.dedup();
        for week in covered_weeks(self.session.now(), zone, &cache, 0) {
            if !weeks.contains(&week) {
                weeks.push(week);
            }
        }
        let snapshots = self.snapshots_of(active, &weeks).await?;
        let covered = joined(snapshots.iter().map(|snapshot| snapshot.range).collect());
        weeks.retain(|week| !covered.iter().any(|range| range.encloses(week)));
        let fetching = self.fetch_missing_weeks(active, &weeks);
        Ok(MoneyData { snapshots, covered, fetching, incomplete: !fetching && !weeks.is_empty() })
    }

    /// The money view and the money panel are closed.
    pub fn drop_money_data(&self, active: &ActiveAccount) {
        if let Some(mut state) = self.state_of(active.epoch) {
            state.money = MoneySnapshots::default();
        }
    }

    /// The newest snapshots that cover the weeks, from memory or from the cache.
    async fn snapshots_of(
        &self,
        active: &ActiveAccount,
        weeks: &[Interval],
    ) -> Result<Vec<Snapshot>, DeskError> {
        let mut read = self.state_of(active.epoch).map(|state| state.money.clone()).unwrap_or_default();
        let in_memory = self.snapshots(active);
        let (session, account, weeks) = (Arc::clone(&self.session), active.account.key(), weeks.to_vec());
        let (chosen, used) = blocking(move || {
            let mut cached = session
                .storage
                .cache
                .list(&account)
                .inspect_err(|error| tracing::warn!(%error, "the cache could not be listed"))
                .unwrap_or_default();
            cached.sort_by_key(|head| Reverse(head.checked_at));
            let mut chosen: Vec<Snapshot> = Vec::new();
            let mut used = HashMap::new();
            for week in weeks {
                if chosen.iter().any(|snapshot| snapshot.covers(week)) {
                    continue;
                }
                if let Some(snapshot) = in_memory.iter().find(|snapshot| snapshot.covers(week)) {
                    chosen.push(snapshot.clone());
                    continue;
                }
                let covers = |from, to| Interval::new(from, to).encloses(&week);
                let Some(head) = cached.iter().find(|head| covers(head.from, head.to)) else { continue };
                let range = Interval::new(head.from, head.to);
                let known = read.0.remove(&range).filter(|(fetched_at, _)| *fetched_at == head.fetched_at);
                let snapshot =
                    known.map(|(_, snapshot)| snapshot).or_else(|| read_cached(&session, &account, range));
                if let Some(snapshot) = snapshot {
                    used.insert(range, (head.fetched_at, snapshot.clone()));
                    chosen.push(snapshot);
                }
            }
            chosen.sort_by_key(|snapshot| Reverse(snapshot.checked.order()));
            (chosen, used)
        })
        .await?;
        if let Some(mut state) = self.state_of(active.epoch) {
            state.money = MoneySnapshots(used);
        }
        Ok(chosen)
    }
}
