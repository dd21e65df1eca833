//! The present time, checked against the servers' time. The computer's clock can be wrong, and it can jump.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use calendar::model::Instant;
use chrono::TimeDelta;

use super::Session;
use crate::clock::Clock;

/// A difference up to this is normal: an answer takes some time to arrive, and few clocks are exact.
const MAX_DIFFERENCE: TimeDelta = TimeDelta::minutes(1);

/// The user is told of a larger difference: the other programs of the computer show a wrong time.
const MAX_UNTOLD_DIFFERENCE: TimeDelta = TimeDelta::minutes(5);

/// What the last answer of a server said about the time.
#[derive(Default)]
pub(super) struct ServerTime(Mutex<Option<Comparison>>);

/// A server's time beside the computer's.
#[derive(Clone, Copy)]
struct Comparison {
    server: Instant,
    computer: Instant,
    uptime: Duration,
}

impl Comparison {
    /// How far the server is ahead of the computer. `None` when the computer's clock has jumped since then.
    fn server_ahead(&self, clock: &dyn Clock) -> Option<TimeDelta> {
        let passed = TimeDelta::from_std(clock.uptime().checked_sub(self.uptime)?).ok()?;
        let jump = clock.now().signed_duration_since(self.computer).checked_sub(&passed)?;
        (jump.abs() <= MAX_DIFFERENCE).then(|| self.server.signed_duration_since(self.computer))
    }
}

impl ServerTime {
    fn comparison(&self) -> Option<Comparison> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Session {
    /// The present time: the server's, if the computer's clock is wrong by more than a minute.
    pub fn now(&self) -> Instant {
        let ahead = self.server_ahead().filter(|ahead| ahead.abs() > MAX_DIFFERENCE);
        let now = self.clock.now();
        ahead.and_then(|ahead| now.checked_add_signed(ahead)).unwrap_or(now)
    }

    /// The present time, if a server has confirmed it in this run and the computer's clock has not jumped since then.
    pub fn confirmed_now(&self) -> Option<Instant> {
        self.clock.now().checked_add_signed(self.server_ahead()?)
    }

    /// Whole minutes by which the computer's clock is ahead of the server's, if the user is told of the difference.
    pub fn clock_ahead_min(&self) -> Option<i32> {
        let ahead = self.server_ahead()?;
        let minutes = (-ahead.num_minutes()).clamp(i32::MIN.into(), i32::MAX.into());
        i32::try_from(minutes).ok().filter(|_| ahead.abs() > MAX_UNTOLD_DIFFERENCE)
    }

    /// The computer's uptime. See [`Clock::uptime`].
    pub fn uptime(&self) -> Duration {
        self.clock.uptime()
    }

    /// How far the server is ahead of the computer's clock. `None` when it is not known.
    fn server_ahead(&self) -> Option<TimeDelta> {
        self.server_time.comparison()?.server_ahead(self.clock.as_ref())
    }

    /// Compares the clock with the time in an answer that has just arrived. Returns whether the present time was not confirmed
    /// before.
    pub fn compare_clock(&self, server: Instant) -> bool {
        let comparison = Comparison { server, computer: self.clock.now(), uptime: self.clock.uptime() };
        let difference = comparison.server.signed_duration_since(comparison.computer);
        let is_first = self.server_ahead().is_none();
        if difference.abs() > MAX_DIFFERENCE && is_first {
            tracing::warn!(
                seconds = difference.num_seconds(),
                "the computer's clock differs from the server's"
            );
        }
        *self.server_time.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(comparison);
        is_first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{ShiftedClock, SystemClock};
    use crate::session::MemoryStore;
    use crate::session::tests::{session, session_with_clock};

    /// Whether two instants are the same, apart from the time that the test takes.
    fn about(one: Instant, other: Instant) -> bool {
        (one - other).abs() < TimeDelta::seconds(50)
    }

    #[test]
    fn computers_time_is_used_until_a_server_has_answered() {
        let session = session(MemoryStore::default());
        assert!(session.confirmed_now().is_none());
        assert!(about(session.now(), SystemClock.now()));
    }

    #[test]
    fn servers_time_is_used_when_the_clock_is_wrong_by_more_than_a_minute() {
        for wrong in
            [TimeDelta::days(-4_000), TimeDelta::days(-2), TimeDelta::minutes(-3), TimeDelta::days(400)]
        {
            let real = SystemClock.now();
            let clock = ShiftedClock::set_to(real + wrong);
            let session = session_with_clock(clock.clone());
            assert!(about(session.now(), real + wrong));
            session.compare_clock(real);
            assert!(about(session.now(), real) && about(session.confirmed_now().unwrap(), real), "{wrong}");
            clock.forward(TimeDelta::hours(2));
            assert!(about(session.now(), real + TimeDelta::hours(2)), "{wrong}");
        }
    }

    #[test]
    fn user_is_told_of_a_clock_that_is_wrong_by_more_than_five_minutes() {
        for (wrong, told) in [
            (TimeDelta::minutes(7), Some(7)),
            (TimeDelta::minutes(-7), Some(-7)),
            (TimeDelta::minutes(4), None),
            (TimeDelta::minutes(-4), None),
            (TimeDelta::days(-4_000), Some(-5_760_000)),
        ] {
            let real = SystemClock.now();
            let clock = ShiftedClock::set_to(real + wrong + TimeDelta::seconds(30));
            let session = session_with_clock(clock.clone());
            assert_eq!(session.clock_ahead_min(), None);
            session.compare_clock(real);
            let ahead = session.clock_ahead_min();
            assert!(ahead == told || ahead == told.map(|told| told + 1), "{wrong}: {ahead:?}");
            // The user corrects the clock.
            clock.correct(-wrong);
            assert_eq!(session.clock_ahead_min(), None);
        }
    }

    #[test]
    fn small_difference_is_ignored() {
        let session = session(MemoryStore::default());
        session.compare_clock(SystemClock.now() + TimeDelta::seconds(55));
        assert!((session.now() - SystemClock.now()).abs() < TimeDelta::seconds(5));
    }

    #[test]
    fn comparison_from_before_a_correction_of_the_clock_is_not_used() {
        for correction in [TimeDelta::hours(-3), TimeDelta::minutes(2)] {
            let clock = ShiftedClock::set_to(SystemClock.now());
            let session = session_with_clock(clock.clone());
            session.compare_clock(SystemClock.now() + TimeDelta::hours(1));
            clock.correct(correction);
            assert!(session.confirmed_now().is_none(), "{correction}");
            assert!(about(session.now(), SystemClock.now() + correction), "{correction}");
            session.compare_clock(SystemClock.now());
            assert!(about(session.now(), SystemClock.now()), "{correction}");
        }
    }
}
