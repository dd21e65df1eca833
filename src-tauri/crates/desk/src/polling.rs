//! When to ask again: while somebody looks, a little irregularly, and more and more seldom when it fails.

use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use chrono::TimeDelta;

use crate::Desk;

/// The longest wait after failures.
const AT_MOST_SECONDS: i64 = 300;
/// A computer that slept finds out so soon after it wakes: its sleep is no part of a timer's time.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);

/// How long to wait after so many failures in a row, give or take a tenth, so that the desks of one office spread out.
pub(crate) fn next_poll_after(every_seconds: u32, failures: u32) -> TimeDelta {
    let every = i64::from(every_seconds);
    let seconds = every.saturating_mul(1_i64 << failures.min(8)).min(AT_MOST_SECONDS.max(every));
    let random = RandomState::new().hash_one(failures) % 2001;
    let jitter_per_mille = i64::try_from(random).unwrap_or(0) / 10 - 100;
    TimeDelta::milliseconds(seconds * 1000 + seconds * jitter_per_mille)
}

impl Desk {
    /// Does what is due whenever it is, for as long as the task runs.
    pub async fn poll(self) {
        tokio::join!(self.keep_within_limits(), self.do_what_is_due());
    }

    async fn do_what_is_due(&self) {
        loop {
            // A panic costs this look; it must not cost those after it.
            let due = catch_unwind(AssertUnwindSafe(|| self.tick())).unwrap_or(Some(LONGEST_SLEEP));
            match due {
                None => self.inner.poll_changed.notified().await,
                Some(wait) => tokio::select! {
                    () = self.inner.poll_changed.notified() => {}
                    () = tokio::time::sleep(wait.min(LONGEST_SLEEP)) => {}
                },
            }
        }
    }

    /// Waits until no fetch is on its way, nor one that follows from it; for whoever drives the desk by [`Desk::tick`].
    pub async fn idle(&self) {
        // The sender lives as long as the desk, so waiting cannot fail.
        let _ = self.inner.under_way.subscribe().wait_for(|fetches| *fetches == 0).await;
    }

    /// Does what is due now: polls the server, and each minute tells the screen that ages and the line of now moved on.
    ///
    /// Returns how long nothing more is due by the desk's clock; `None` when nothing is until something happens, because
    /// nobody looks or there is no account.
    pub fn tick(&self) -> Option<Duration> {
        let now = self.now();
        let (poll, minute, wait) = {
            let mut state = self.state();
            if !state.visible || state.kept.account.is_none() {
                return None;
            }
            let minute = state.next_minute.is_some_and(|due| due <= now);
            if minute || state.next_minute.is_none() {
                let past_minute = now.timestamp_millis().rem_euclid(60_000);
                state.next_minute = Some(now + TimeDelta::milliseconds(60_000 - past_minute));
            }
            if state.next_poll.is_none() && state.fetching.is_empty() {
                // What is shown came from elsewhere: the first fetch of a new account, the cache.
                let failures = state.failure.as_ref().map_or(0, |failure| failure.in_a_row);
                state.next_poll = Some(now + next_poll_after(state.kept.settings.poll_seconds, failures));
            }
            let poll = state.fetching.is_empty() && state.next_poll.is_some_and(|due| due <= now);
            if poll {
                // Set anew when the answer comes; until then no second poll may start.
                state.next_poll = None;
            }
            let next_poll = state.next_poll.filter(|_| state.fetching.is_empty());
            let wait = [state.next_minute, next_poll].into_iter().flatten().min().map(|due| due - now);
            (poll, minute, wait)
        };
        if poll && let Ok(Some(unit)) = self.shown_unit() {
            self.fetch_behind(unit);
        }
        if minute {
            self.screen_changed();
        }
        Some(wait.and_then(|wait| wait.to_std().ok()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_with_failures_up_to_five_minutes_and_a_tenth() {
        for (every, failures, seconds) in [
            (30, 0, 30),
            (30, 1, 60),
            (30, 2, 120),
            (30, 3, 240),
            (30, 4, 300),
            (30, 40, 300),
            (600, 0, 600),
            (600, 9, 600),
        ] {
            for _ in 0..50 {
                let wait = next_poll_after(every, failures).num_milliseconds();
                assert!(
                    (seconds * 900..=seconds * 1100).contains(&wait),
                    "{every} s, {failures} failures: {wait} ms"
                );
            }
        }
    }
}
