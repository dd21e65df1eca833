//! The fetched ranges in memory.

use std::cmp::Reverse;
use std::sync::Arc;

use calendar::model::{Instant, Interval};
use calendar::view;
use calendar::view::types::ViewKind;
use calendar::{Calendar, KnownRange};
use chrono::NaiveDate;
use chrono_tz::Tz;

/// The number of ranges in memory: enough to go back and forth. A large clinic's month takes some 30 MB.
const MAX_SNAPSHOTS: usize = 8;

/// The calendar of one range, as the server or the cache returned it.
#[derive(Clone)]
pub(crate) struct Snapshot {
    pub range: Interval,
    pub calendar: Arc<Calendar>,
    pub etag: Option<String>,
    /// When the server last confirmed it.
    pub checked_at: Instant,
    /// It was read from the sealed cache, which does not contain identification numbers, birth dates and comments.
    pub from_cache: bool,
}

impl Snapshot {
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
        let (position, _) = covering.max_by_key(|(_, snapshot)| snapshot.checked_at)?;
        let snapshot = self.0.remove(position);
        self.0.push(snapshot.clone());
        Some(snapshot)
    }

    /// All snapshots, the one confirmed last first.
    pub fn newest_first(&self) -> Vec<Snapshot> {
        let mut snapshots = self.0.clone();
        snapshots.sort_by_key(|snapshot| Reverse(snapshot.checked_at));
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
        let is_newer = |known: &Snapshot| !known.from_cache || known.checked_at > snapshot.checked_at;
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
    pub fn confirm(&mut self, range: Interval, checked_at: Instant) {
        if let Some(snapshot) = self.0.iter_mut().find(|snapshot| snapshot.range == range) {
            snapshot.checked_at = checked_at;
        }
    }

    /// The newest snapshot that has an appointment.
    pub fn with_appointment(&self, id: i64) -> Option<&Snapshot> {
        let has_it = |snapshot: &&Snapshot| {
            snapshot.calendar.payload().appointments.iter().any(|appointment| appointment.id == id)
        };
        self.0.iter().filter(has_it).max_by_key(|snapshot| snapshot.checked_at)
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
    use calendar::model::Payload;

    use super::*;

    fn snapshot(checked_at: &str, from_cache: bool) -> Snapshot {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        Snapshot {
            range: Interval { start: at("2026-11-23T00:00:00Z"), end: at("2026-11-30T00:00:00Z") },
            calendar: Arc::new(Calendar::new(Payload::default())),
            etag: None,
            checked_at: at(checked_at),
            from_cache,
        }
    }

    #[test]
    fn server_response_replaces_any_snapshot_and_the_cache_only_an_older_cached_one() {
        let mut snapshots = Snapshots::default();
        let mut after = |inserted: Snapshot| {
            snapshots.insert(inserted);
            let [known] = &snapshots.0[..] else { panic!("one range, one snapshot") };
            (known.checked_at.to_string(), known.from_cache)
        };
        let expected = |hour: &str, from_cache: bool| (format!("2026-11-24 {hour}:00:00 UTC"), from_cache);
        assert_eq!(after(snapshot("2026-11-24T10:00:00Z", true)), expected("10", true));
        assert_eq!(after(snapshot("2026-11-24T09:00:00Z", true)), expected("10", true));
        // The clock was set back by two hours, then the server responds.
        assert_eq!(after(snapshot("2026-11-24T08:00:00Z", false)), expected("08", false));
        assert_eq!(after(snapshot("2026-11-24T10:00:00Z", true)), expected("08", false));
        assert_eq!(after(snapshot("2026-11-24T07:00:00Z", false)), expected("07", false));
    }
}
