//! When the server is asked again: at irregular intervals while the window is visible, less often while requests fail.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use calendar::model::Instant;
use chrono::TimeDelta;

use super::{CalendarSync, fetch};

/// The longest wait after failures, in seconds.
const MAX_WAIT_SECONDS: i64 = 300;
/// The longest time between two checks of the clock. A timer does not count the time in which the computer sleeps.
const MAX_SLEEP: Duration = Duration::from_secs(5);
/// The time between two checks of the cache's limits. The limits are in days, so once an hour is enough.
const CACHE_CHECK_INTERVAL: Duration = Duration::from_hours(1);

/// How long to wait after so many failures in a row: up to a tenth more or less, so that the computers of one office do not
/// ask at the same time.
pub(super) fn next_poll_after(poll_seconds: u32, failures: u32) -> Duration {
    let interval = i64::from(poll_seconds);
    let seconds = interval.saturating_mul(1_i64 << failures.min(8)).min(MAX_WAIT_SECONDS.max(interval));
    let milliseconds = seconds * 1000 + seconds * fastrand::i64(-100..=100);
    Duration::from_millis(milliseconds.unsigned_abs())
}

/// Whether the clock moved by another time than the uptime between two looks at both, by more than a minute.
fn has_jumped(before: (Instant, Duration), after: (Instant, Duration)) -> bool {
    let passed = TimeDelta::from_std(after.1.saturating_sub(before.1)).unwrap_or(TimeDelta::MAX);
    let jump = (after.0 - before.0).checked_sub(&passed);
    jump.is_none_or(|jump| jump.abs() > TimeDelta::minutes(1))
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
        let (now, uptime) = (self.session.now(), self.session.uptime());
        let poll_seconds = self.session.settings().poll_seconds;
        let (is_poll_due, is_minute_due, wait) = {
            let mut state = self.state_of(active.epoch)?;
            if !state.visible {
                return None;
            }
            let has_jumped =
                state.last_look.replace((now, uptime)).is_some_and(|last| has_jumped(last, (now, uptime)));
            if has_jumped {
                // The computer has slept, or its clock was corrected.
                tracing::info!("the computer's clock has jumped");
                state.next_poll = Some(uptime);
            }
            let is_minute_due = has_jumped || state.next_minute.is_some_and(|due| due <= now);
            if is_minute_due || state.next_minute.is_none() {
                let past_minute_ms = now.timestamp_millis().rem_euclid(60_000);
                state.next_minute = Some(now + TimeDelta::milliseconds(60_000 - past_minute_ms));
            }
            let is_idle = state.fetching.is_empty();
            if state.next_poll.is_none() && is_idle {
                // No fetch has set the time: the data came from the first fetch of a new account, or from the cache.
                let failures = state.failure.as_ref().map_or(0, |failure| failure.in_a_row);
                state.next_poll = Some(uptime + next_poll_after(poll_seconds, failures));
            }
            let is_poll_due = is_idle && state.next_poll.is_some_and(|due| due <= uptime);
            if is_poll_due {
                // The end of the poll sets it again. No second poll begins before.
                state.next_poll = None;
            }
            let next_poll = state.next_poll.filter(|_| is_idle);
            let until_minute = state.next_minute.and_then(|due| (due - now).to_std().ok());
            let until_poll = next_poll.map(|due| due.saturating_sub(uptime));
            let wait = [until_minute, until_poll].into_iter().flatten().min();
            (is_poll_due, is_minute_due, wait)
        };
        if is_poll_due && let Some(range) = self.displayed_range(&active) {
            self.fetch_in_background(&active, range);
        }
        if is_minute_due {
            self.send_screen_changed();
        }
        Some(wait.unwrap_or_default())
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
        fetch::enforce_cache_limits(&self.session).await;
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
                let wait_ms = next_poll_after(poll_seconds, failures).as_millis();
                assert!(
                    (seconds * 900..=seconds * 1100).contains(&wait_ms),
                    "{poll_seconds} s, {failures} failures: {wait_ms} ms"
                );
            }
        }
    }
}
