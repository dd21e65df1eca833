//! When to ask again: while somebody looks, a little irregularly, and more and more seldom when it fails.

use std::hash::{BuildHasher, RandomState};

use chrono::TimeDelta;

use crate::Desk;

/// Between two polls that work.
const EVERY_SECONDS: i64 = 30;
/// The longest wait after failures.
const AT_MOST_SECONDS: i64 = 300;

/// How long to wait after so many failures in a row, give or take a tenth, so that the desks of one office spread out.
pub(crate) fn next_poll_after(failures: u32) -> TimeDelta {
    let seconds = EVERY_SECONDS.saturating_mul(1_i64 << failures.min(8)).min(AT_MOST_SECONDS);
    let random = RandomState::new().hash_one(failures) % 2001;
    let jitter_per_mille = i64::try_from(random).unwrap_or(0) / 10 - 100;
    TimeDelta::milliseconds(seconds * 1000 + seconds * jitter_per_mille)
}

impl Desk {
    /// Polls, and tells the screen each minute that its ages have changed, for as long as the task runs.
    pub async fn poll(self) {
        loop {
            let now = self.now();
            let to_next_minute = TimeDelta::milliseconds(60_000 - now.timestamp_millis().rem_euclid(60_000));
            let (idle, to_next_poll) = {
                let state = self.state();
                let idle = !state.visible || state.kept.account.is_none();
                let fetching = !state.fetching.is_empty();
                (idle, state.next_poll.filter(|_| !fetching).map(|at| (at - now).max(TimeDelta::zero())))
            };
            if idle {
                self.inner.poll_changed.notified().await;
                continue;
            }
            let poll_is_first = to_next_poll.is_some_and(|wait| wait <= to_next_minute);
            let wait = to_next_poll.unwrap_or(to_next_minute).min(to_next_minute);
            tokio::select! {
                () = self.inner.poll_changed.notified() => {}
                () = tokio::time::sleep(wait.to_std().unwrap_or_default()) => {
                    if poll_is_first {
                        // Set anew when the answer comes; until then no second poll may start.
                        self.state().next_poll = None;
                        if let Ok(Some(unit)) = self.shown_unit() {
                            self.fetch_behind(unit);
                        }
                    } else {
                        self.screen_changed();
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_with_failures_up_to_five_minutes_and_a_tenth() {
        for (failures, seconds) in [(0, 30), (1, 60), (2, 120), (3, 240), (4, 300), (40, 300)] {
            for _ in 0..50 {
                let wait = next_poll_after(failures).num_milliseconds();
                assert!((seconds * 900..=seconds * 1100).contains(&wait), "{failures} failures: {wait} ms");
            }
        }
    }
}
