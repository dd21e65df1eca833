//! The weeks that a search or the money view needs and that are not on this computer. They are requested a few at a time.

use std::collections::HashMap;
use std::sync::Arc;

use calendar::civil;
use calendar::model::{Instant, Interval};
use calendar::view::types::ViewKind;
use chrono::{Days, NaiveDate};
use chrono_tz::Tz;

use super::{CalendarSync, fetch_range};
use crate::api::CacheSettings;
use crate::session::ActiveAccount;

/// How many weeks are requested at the same time.
const MAX_AT_ONCE: usize = 2;
/// How often a week is requested in one run. A week that the server cannot return is not requested for ever.
const MAX_REQUESTS: u32 = 2;
/// How many days further each step of a wider search looks.
const DAYS_PER_STEP: u64 = 42;
/// A search is at most so many steps wider.
pub(super) const MAX_STEPS: u32 = 8;

/// Weeks that are not on this computer: which of them wait to be requested, and how often each was requested.
#[derive(Default)]
pub(super) struct MissingWeeks {
    /// Not requested yet, the next one last.
    waiting: Vec<Interval>,
    /// How often each week was requested.
    requests: HashMap<Interval, u32>,
}

impl MissingWeeks {
    /// The weeks that were requested. Their indexes stay when the cache does not take them.
    pub fn requested(&self) -> Vec<Interval> {
        self.requests.keys().copied().collect()
    }

    /// Whether a range is one of the requested weeks.
    pub fn has_requested(&self, range: Interval) -> bool {
        self.requests.contains_key(&range)
    }

    /// After a failure nothing is requested: the polls find out when the server answers again.
    pub fn stop(&mut self) {
        self.waiting.clear();
    }

    fn may_request(&self, week: Interval) -> bool {
        self.requests.get(&week).is_none_or(|count| *count < MAX_REQUESTS)
    }
}

/// The last date of a search that is wider by so many steps.
pub(super) fn last_date(today: NaiveDate, cache: &CacheSettings, steps: u32) -> NaiveDate {
    let days = u64::from(cache.days_ahead) + DAYS_PER_STEP * u64::from(steps.min(MAX_STEPS));
    today + Days::new(days)
}

/// The weeks of the dates that a search of so many steps covers. Without a step, they are those that the cache keeps.
/// The coming weeks are first, the nearest before the others; then the past weeks, the latest before the others.
pub(super) fn covered_weeks(now: Instant, zone: Tz, cache: &CacheSettings, steps: u32) -> Vec<Interval> {
    let today = civil::date_of(zone, now);
    let first = today - Days::new(u64::from(cache.days_back));
    let last = last_date(today, cache, steps);
    let week = |date| fetch_range(ViewKind::Week, date, zone);
    let dates = first.iter_days().take_while(|date| *date <= last);
    let mut weeks: Vec<Interval> = dates.map(week).collect();
    weeks.dedup();
    let (past, mut ahead): (Vec<_>, Vec<_>) = weeks.into_iter().partition(|week| week.end <= now);
    ahead.extend(past.into_iter().rev());
    ahead
}

impl CalendarSync {
    /// Fetches the missing weeks, a few at a time. Returns whether some are being fetched.
    pub(super) fn fetch_missing_weeks(
        self: &Arc<Self>,
        active: &ActiveAccount,
        missing: &[Interval],
    ) -> bool {
        let has_arrived;
        {
            let Some(mut state) = self.state_of(active.epoch) else { return false };
            let may_begin = state.failure.is_none() && active.access.is_some();
            let state = &mut *state;
            // It arrived while the screen was being made. The event of its arrival makes the screen ask again.
            let is_here = |week: &Interval| state.snapshots.of_range(*week).is_some();
            has_arrived = missing.iter().any(is_here);
            let is_open = |week: &&Interval| {
                !is_here(week)
                    && !state.fetching.contains_key(week)
                    && state.missing_weeks.may_request(**week)
            };
            state.missing_weeks.waiting =
                if may_begin { missing.iter().filter(is_open).rev().copied().collect() } else { Vec::new() };
        }
        self.fetch_next_week(active);
        self.state_of(active.epoch).is_some_and(|state| {
            has_arrived
                || !state.missing_weeks.waiting.is_empty()
                || missing.iter().any(|week| state.fetching.contains_key(week))
        })
    }

    /// Requests the next missing weeks, if not enough are being fetched.
    pub(super) fn fetch_next_week(self: &Arc<Self>, active: &ActiveAccount) {
        while let Some(week) = self.next_missing_week(active) {
            self.fetch_in_background(active, week);
        }
    }

    fn next_missing_week(&self, active: &ActiveAccount) -> Option<Interval> {
        let mut state = self.state_of(active.epoch)?;
        let state = &mut *state;
        let running = state.fetching.keys().filter(|range| state.missing_weeks.has_requested(**range));
        if running.count() >= MAX_AT_ONCE {
            return None;
        }
        let week = state.missing_weeks.waiting.pop()?;
        *state.missing_weeks.requests.entry(week).or_default() += 1;
        Some(week)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_ahead_come_before_those_that_are_over_and_a_wider_search_has_more() {
        let now: Instant = "2026-11-24T05:30:00Z".parse().unwrap();
        let zone = chrono_tz::Asia::Almaty;
        let cache = CacheSettings { days_back: 14, days_ahead: 45, ..CacheSettings::default() };
        let first_dates = |steps| {
            let weeks = covered_weeks(now, zone, &cache, steps);
            weeks.iter().map(|week| civil::date_of(zone, week.start).to_string()).collect::<Vec<_>>()
        };
        let week = [
            "2026-11-23",
            "2026-11-30",
            "2026-12-07",
            "2026-12-14",
            "2026-12-21",
            "2026-12-28",
            "2027-01-04",
            "2026-11-16",
            "2026-11-09",
        ];
        assert_eq!(first_dates(0), week);
        assert_eq!(first_dates(1).len(), week.len() + 6);
        assert_eq!(first_dates(99), first_dates(MAX_STEPS));
    }
}
