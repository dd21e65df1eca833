//! The fetched ranges in memory.

use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use calendar::model::Interval;
use calendar::view;
use calendar::view::types::ViewKind;
use calendar::{Calendar, KnownRange};
use chrono::NaiveDate;
use chrono_tz::Tz;

use super::Check;

/// The number of ranges in memory: enough to go back and forth. A large clinic's month takes some 30 MB.
const MAX_SNAPSHOTS: usize = 8;

/// The calendar of one range, as the server or the cache returned it.
#[derive(Clone)]
pub(crate) struct Snapshot {
    /// The number of the calendar in this run of the program.
    pub revision: u64,
    pub range: Interval,
    pub calendar: Arc<Calendar>,
    pub etag: Option<String>,
    /// When the server last confirmed it.
    pub checked: Check,
    /// It was read from the sealed cache, which does not contain identification numbers, birth dates and comments.
    pub from_cache: bool,
}

impl Snapshot {
    /// A new number for a snapshot. No earlier snapshot of this run has it.
    pub fn next_revision() -> u64 {
        static LAST: AtomicU64 = AtomicU64::new(0);
        LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
    }

    /// The form that the functions of `calendar` take.
    pub fn known_range(&self) -> KnownRange<'_> {
        KnownRange { range: self.range, calendar: self.calendar.as_ref() }
    }

    pub fn covers(&self, range: Interval) -> bool {
        self.range.start <= range.start && range.end <= self.range.end
    }
}

pub(crate) fn known_ranges(snapshots: &[Snapshot]) -> Vec<KnownRange<'_>> {
    snapshots.iter().map(Snapshot::known_range).collect()
}

/// The snapshots in memory, at most one for each range. The one used last is at the end.
#[derive(Default)]
pub(super) struct Snapshots(Vec<Snapshot>);

impl Snapshots {
    /// The newest snapshot that covers `range`. It becomes the one used last.
    pub fn covering(&mut self, range: Interval) -> Option<Snapshot> {
        let covering = self.0.iter().enumerate().filter(|(_, snapshot)| snapshot.covers(range));
        let (position, _) = covering.max_by_key(|(_, snapshot)| snapshot.checked.order())?;
        let snapshot = self.0.remove(position);
        self.0.push(snapshot.clone());
        Some(snapshot)
    }

    /// All snapshots, the one confirmed last first.
    pub fn newest_first(&self) -> Vec<Snapshot> {
        let mut snapshots = self.0.clone();
        snapshots.sort_by_key(|snapshot| Reverse(snapshot.checked.order()));
        snapshots
    }

    /// The snapshot of exactly this range.
    pub fn of_range(&self, range: Interval) -> Option<&Snapshot> {
        self.0.iter().find(|snapshot| snapshot.range == range)
    }

    /// Adds a snapshot in place of the one of the same range.
    ///
    /// A server's response replaces any snapshot, whatever their times are: the computer's clock may have been set back. A
    /// snapshot from the cache replaces only an older one from the cache.
    pub fn insert(&mut self, snapshot: Snapshot) {
        let is_newer =
            |known: &Snapshot| !known.from_cache || known.checked.order() > snapshot.checked.order();
        if snapshot.from_cache && self.of_range(snapshot.range).is_some_and(is_newer) {
            return;
        }
        self.0.retain(|known| known.range != snapshot.range);
        self.0.push(snapshot);
        if self.0.len() > MAX_SNAPSHOTS {
            self.0.remove(0);
        }
    }

    /// The server confirmed that nothing has changed.
    pub fn confirm(&mut self, range: Interval, checked: Check) {
        if let Some(snapshot) = self.0.iter_mut().find(|snapshot| snapshot.range == range) {
            snapshot.checked = checked;
        }
    }

    /// The newest snapshot that has an appointment.
    pub fn with_appointment(&self, id: i64) -> Option<&Snapshot> {
        let has_it = |snapshot: &&Snapshot| {
            snapshot.calendar.payload().appointments.iter().any(|appointment| appointment.id == id)
        };
        self.0.iter().filter(has_it).max_by_key(|snapshot| snapshot.checked.order())
    }
}

/// The range that is fetched for a period: whole weeks, so that day, week and list share one, or the weeks of a month.
pub(crate) fn fetch_range(view: ViewKind, date: NaiveDate, zone: Tz) -> Interval {
    let view = match view {
        ViewKind::Day | ViewKind::Week | ViewKind::List => ViewKind::Week,
        ViewKind::Month => ViewKind::Month,
    };
    view::period_range(view, date, zone)
}

#[cfg(test)]
mod tests {
    use calendar::model::{Instant, Payload};

    use super::*;
    use crate::clock::SystemClock;
    use crate::session::Session;
    use crate::session::tests::session_with_clock;

    fn snapshot(checked: Check, from_cache: bool) -> Snapshot {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        Snapshot {
            revision: Snapshot::next_revision(),
            range: Interval { start: at("2026-11-23T00:00:00Z"), end: at("2026-11-30T00:00:00Z") },
            calendar: Arc::new(Calendar::new(Payload::default())),
            etag: None,
            checked,
            from_cache,
        }
    }

    fn stored(hour: u32, session: &Session) -> Snapshot {
        let at = format!("2099-11-24T{hour:02}:00:00Z").parse().unwrap();
        snapshot(Check::stored(at, None, session), true)
    }

    #[test]
    fn server_response_replaces_any_snapshot_and_the_cache_only_an_older_cached_one() {
        let session = session_with_clock(SystemClock);
        let mut snapshots = Snapshots::default();
        let mut after = |inserted: Snapshot| {
            snapshots.insert(inserted);
            let [known] = &snapshots.0[..] else { panic!("one range, one snapshot") };
            (known.checked.at, known.from_cache)
        };
        let cached = |hour| (stored(hour, &session).checked.at, true);
        assert_eq!(after(stored(10, &session)), cached(10));
        assert_eq!(after(stored(9, &session)), cached(10));
        // The stamps of the cache are from the future, because the clock was wrong when they were made.
        let (first, second) = (Check::now(&session), Check::now(&session));
        assert_eq!(after(snapshot(first, false)), (first.at, false));
        assert_eq!(after(stored(11, &session)), (first.at, false));
        assert_eq!(after(snapshot(second, false)), (second.at, false));
    }
}
