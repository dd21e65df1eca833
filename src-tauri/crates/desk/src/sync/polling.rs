//! When the server is asked again: at irregular intervals while the window is visible, less often while requests fail.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use super::CalendarSync;
use crate::errors::blocking;
use crate::session::cache_limits;

/// The longest wait after failures, in seconds.
const MAX_WAIT_SECONDS: i64 = 300;
/// The longest time between two checks of the clock. A timer does not count the time in which the computer sleeps.
const MAX_SLEEP: Duration = Duration::from_secs(5);
/// The time between two checks of the cache's limits. The limits are in days, so once an hour is enough.
const CACHE_CHECK_INTERVAL: Duration = Duration::from_secs(60 * 60);

/// How long to wait after so many failures in a row: up to a tenth more or less, so that the computers of one office do not
/// ask at the same time.
pub(super) fn next_poll_after(poll_seconds: u32, failures: u32) -> TimeDelta {
    let interval = i64::from(poll_seconds);
    let seconds = interval.saturating_mul(1_i64 << failures.min(8)).min(MAX_WAIT_SECONDS.max(interval));
    TimeDelta::milliseconds(seconds * 1000 + seconds * fastrand::i64(-100..=100))
}

impl CalendarSync {
    /// Polls the server and keeps the cache within its limits, as long as the task runs.
    pub async fn run(self: Arc<Self>) {
        tokio::join!(self.enforce_cache_limits_hourly(), self.run_due_work());
    }

    async fn run_due_work(self: &Arc<Self>) {
        loop {
            // A panic ends this iteration only; polling continues.
            let wait = catch_unwind(AssertUnwindSafe(|| self.do_due_work())).unwrap_or(Some(MAX_SLEEP));
            match wait {
                None => self.poll_changed.notified().await,
                Some(wait) => tokio::select! {
                    () = self.poll_changed.notified() => {}
                    () = tokio::time::sleep(wait.min(MAX_SLEEP)) => {}
                },
            }
        }
    }

    /// Does what is due: polls the server, and each minute tells the screen to move the ages and the line of the present
    /// time.
    ///
    /// Returns how long to wait for the next due work, by the desk's clock. `None` when nothing is due before something changes: the
    /// window is not visible, or there is no account.
    pub fn do_due_work(self: &Arc<Self>) -> Option<Duration> {
        let active = self.session.active().ok()?;
        let now = self.session.now();
        let poll_seconds = self.session.settings().poll_seconds;
        let (is_poll_due, is_minute_due, wait) = {
            let mut state = self.state_of(active.epoch)?;
            if !state.visible {
                return None;
            }
            let is_minute_due = state.next_minute.is_some_and(|due| due <= now);
            if is_minute_due || state.next_minute.is_none() {
                let past_minute_ms = now.timestamp_millis().rem_euclid(60_000);
                state.next_minute = Some(now + TimeDelta::milliseconds(60_000 - past_minute_ms));
            }
            let is_idle = state.fetching.is_empty();
            if state.next_poll.is_none() && is_idle {
                // No fetch has set the time: the data came from the first fetch of a new account, or from the cache.
                let failures = state.failure.as_ref().map_or(0, |failure| failure.in_a_row);
                state.next_poll = Some(now + next_poll_after(poll_seconds, failures));
            }
            let is_poll_due = is_idle && state.next_poll.is_some_and(|due| due <= now);
            if is_poll_due {
                // The end of the poll sets it again. No second poll begins before.
                state.next_poll = None;
            }
            let next_poll = state.next_poll.filter(|_| is_idle);
            let wait = [state.next_minute, next_poll].into_iter().flatten().min().map(|due| due - now);
            (is_poll_due, is_minute_due, wait)
        };
        if is_poll_due && let Some(range) = self.displayed_range(&active) {
            self.fetch_in_background(&active, range);
        }
        if is_minute_due {
            self.send_screen_changed();
        }
        Some(wait.and_then(|wait| wait.to_std().ok()).unwrap_or_default())
    }

    /// Waits until no fetch runs in the background, nor one that follows from it.
    pub async fn wait_until_idle(&self) {
        // It fails only when the sender is dropped, and `self` owns the sender.
        let _ = self.running_fetches.subscribe().wait_for(|count| *count == 0).await;
    }

    /// The user can or cannot see the window. A window that is visible again shows recent data.
    pub fn set_visible(self: &Arc<Self>, visible: bool) {
        let active = self.session.active().ok();
        let became_visible = {
            let mut state = self.state();
            let before = std::mem::replace(&mut state.visible, visible);
            visible && !before
        };
        if visible && let Some(active) = active {
            self.fetch_displayed_if_old(&active);
        }
        if became_visible {
            self.send_screen_changed();
        }
        self.reschedule();
    }

    async fn enforce_cache_limits_hourly(&self) {
        loop {
            self.enforce_cache_limits().await;
            tokio::time::sleep(CACHE_CHECK_INTERVAL).await;
        }
    }

    /// Deletes from the cache what is outside of the limits in the settings.
    pub async fn enforce_cache_limits(&self) {
        let (limits, now) = (cache_limits(&self.session.settings().cache), self.session.now());
        let session = Arc::clone(&self.session);
        let enforced = blocking(move || {
            session.storage.cache.set_limits(limits);
            session.storage.cache.enforce(now)
        });
        if let Ok(Err(error)) = enforced.await {
            tracing::warn!(%error, "the cache could not be brought within its limits");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wait_doubles_with_each_failure_up_to_five_minutes_and_varies_by_a_tenth() {
        for (poll_seconds, failures, seconds) in [
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
                let wait_ms = next_poll_after(poll_seconds, failures).num_milliseconds();
                assert!(
                    (seconds * 900..=seconds * 1100).contains(&wait_ms),
                    "{poll_seconds} s, {failures} failures: {wait_ms} ms"
                );
            }
        }
    }
}
