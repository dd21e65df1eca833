//! Search in everything that is on this computer: the snapshots in memory and the sealed payloads in the cache. Weeks that the
//! cache keeps and that are not here yet are fetched in the background.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Weak};

use calendar::Calendar;
use calendar::civil;
use calendar::decode::decode;
use calendar::model::{Instant, Interval};
use calendar::search::{SearchIndex, client_appointments, joined, search};
use calendar::view::date_label;
use calendar::view::types::ClientAppointments;
use sealed_cache::AccountKey;

use super::missing_weeks::{MAX_STEPS, covered_weeks, last_date};
use super::{CalendarSync, Check, Snapshot};
use crate::api::{DeskError, FoundAppointments, Search};
use crate::errors::blocking;
use crate::session::{ActiveAccount, Session};

/// The search indexes by range. An index holds the fields that a search hit displays, not the payload.
#[derive(Default)]
pub(super) struct CachedIndexes(HashMap<Interval, CachedIndex>);

struct CachedIndex {
    source: IndexSource,
    checked: Check,
    index: SearchIndex,
}

/// What an index was made from. It is made again when the source is another one.
enum IndexSource {
    Snapshot(Weak<Calendar>),
    /// A cached payload, by the time of its fetch.
    Cached {
        fetched_at: Instant,
    },
}

impl CalendarSync {
    /// Searches all snapshots and cached payloads of the account, and fetches the weeks that are missing.
    pub async fn search(
        self: &Arc<Self>,
        active: &ActiveAccount,
        request: Search,
    ) -> Result<FoundAppointments, DeskError> {
        let now = self.session.now();
        let (zone, filter) = (active.account.zone(), active.filter.clone());
        let Search { text, steps } = request;
        let is_empty = text.trim().is_empty();
        let (results, covered) = self
            .with_indexes(active, move |newest_first| {
                let covered = joined(newest_first.iter().map(|index| index.range()).collect());
                (search(newest_first, &text, &filter, zone, now), covered)
            })
            .await?;
        let cache = self.session.settings().cache;
        let is_known =
            |week: &Interval| covered.iter().any(|range| range.start <= week.start && week.end <= range.end);
        let mut missing = covered_weeks(now, zone, &cache, steps);
        missing.retain(|week| !is_known(week));
        // An empty text finds nothing, so it needs no data.
        let fetching = !is_empty && self.fetch_missing_weeks(active, &missing);
        let today = civil::date_of(zone, now);
        Ok(FoundAppointments {
            results,
            fetching,
            incomplete: !is_empty && !fetching && !missing.is_empty(),
            wider_until: (steps < MAX_STEPS)
                .then(|| date_label(last_date(today, &cache, steps.saturating_add(1)), today)),
        })
    }

    /// The other appointments of an appointment's client, in all snapshots and cached payloads of the account.
    pub async fn client_appointments(
        &self,
        active: &ActiveAccount,
        appointment_id: i64,
    ) -> Result<ClientAppointments, DeskError> {
        let (zone, now, filter) = (active.account.zone(), self.session.now(), active.filter.clone());
        self.with_indexes(active, move |newest_first| {
            client_appointments(newest_first, appointment_id, &filter, zone, now)
        })
        .await
    }

    /// Brings the indexes up to date and passes them on, the one confirmed last first.
    async fn with_indexes<T: Send + 'static>(
        &self,
        active: &ActiveAccount,
        read: impl FnOnce(&[&SearchIndex]) -> T + Send + 'static,
    ) -> Result<T, DeskError> {
        let (indexes, requested) = self
            .state_of(active.epoch)
            .map(|state| (Arc::clone(&state.indexes), state.missing_weeks.requested()))
            .unwrap_or_default();
        let snapshots = self.snapshots(active);
        // While one search reads the disk, the next one waits instead of reading the same again.
        let mut indexes = indexes.lock_owned().await;
        let (session, account) = (Arc::clone(&self.session), active.account.key());
        blocking(move || {
            indexes.update(&session, &account, &snapshots, &requested);
            let mut newest_first: Vec<&CachedIndex> = indexes.0.values().collect();
            newest_first.sort_by_key(|cached| Reverse(cached.checked.order()));
            let newest_first: Vec<&SearchIndex> =
                newest_first.into_iter().map(|cached| &cached.index).collect();
            read(&newest_first)
        })
        .await
    }
}

impl CachedIndexes {
    /// Indexes what is in memory and in the cache. `requested` are ranges that stay indexed when neither has them any more.
    fn update(
        &mut self,
        session: &Session,
        account: &AccountKey,
        snapshots: &[Snapshot],
        requested: &[Interval],
    ) {
        let cache = &session.storage.cache;
        let cached = cache
            .list(account)
            .inspect_err(|error| tracing::warn!(%error, "the cache could not be searched"))
            .unwrap_or_default();
        self.0.retain(|range, _| {
            snapshots.iter().any(|snapshot| snapshot.range == *range)
                || requested.contains(range)
                || cached.iter().any(|head| Interval::new(head.from, head.to) == *range)
        });
        for snapshot in snapshots {
            let source = IndexSource::Snapshot(Arc::downgrade(&snapshot.calendar));
            self.update_range(snapshot.range, snapshot.checked, source, || {
                Some(SearchIndex::new(&snapshot.calendar, snapshot.range))
            });
        }
        for head in cached {
            let range = Interval::new(head.from, head.to);
            if snapshots.iter().any(|snapshot| snapshot.range == range) {
                continue;
            }
            let source = IndexSource::Cached { fetched_at: head.fetched_at };
            self.update_range(range, Check::stored(head.checked_at, None, session), source, || {
                let record = cache.find(account, (head.from, head.to), session.now()).ok()??;
                let payload = decode(&record.body).ok()?;
                Some(SearchIndex::new(&Calendar::new(payload), Interval::new(record.from, record.to)))
            });
        }
    }

    fn update_range(
        &mut self,
        range: Interval,
        checked: Check,
        source: IndexSource,
        make_index: impl FnOnce() -> Option<SearchIndex>,
    ) {
        if let Some(cached) = self.0.get_mut(&range)
            && cached.source.is_same(&source)
        {
            cached.checked = checked;
            return;
        }
        // The cache returns the newest payload that covers a range. A payload of a wider range is
        // indexed under its own range.
        match make_index().filter(|index| index.range() == range) {
            Some(index) => {
                self.0.insert(range, CachedIndex { source, checked, index });
            }
            None => {
                self.0.remove(&range);
            }
        }
    }
}

impl IndexSource {
    fn is_same(&self, other: &IndexSource) -> bool {
        match (self, other) {
            (Self::Snapshot(one), Self::Snapshot(other)) => one.ptr_eq(other),
            (Self::Cached { fetched_at: one }, Self::Cached { fetched_at: other }) => one == other,
            (Self::Snapshot(_), Self::Cached { .. }) | (Self::Cached { .. }, Self::Snapshot(_)) => false,
        }
    }
}
