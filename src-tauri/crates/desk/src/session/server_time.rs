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

/// A larger difference is not believed: it is no time of a server that works.
const MAX_BELIEVED_DIFFERENCE: TimeDelta = TimeDelta::days(50 * 365);

/// What the last answer of a server said about the time.
#[derive(Default)]
pub(super) struct ServerTime(Mutex<Option<Comparison>>);

/// A server's time beside the computer's.
#[derive(Clone, Copy)]
struct Comparison {
    server: Instant,
    computer: Instant,
    uptime: Duration,
    /// Two clocks agree: the server's and the computer's, or those of two answers.
    is_confirmed: bool,
}

impl Comparison {
    /// Whether the clock of this answer runs on from the one of an earlier answer.
    fn continues(&self, earlier: &Comparison) -> bool {
        let passed =
            self.uptime.checked_sub(earlier.uptime).and_then(|passed| TimeDelta::from_std(passed).ok());
        let expected = passed.and_then(|passed| earlier.server.checked_add_signed(passed));
        expected.is_some_and(|expected| (self.server - expected).abs() <= MAX_DIFFERENCE)
    }

    fn difference(&self) -> TimeDelta {
        self.server.signed_duration_since(self.computer)
    }

    /// How far the server is ahead of the computer. `None` when the computer's clock has jumped since then.
    fn server_ahead(&self, clock: &dyn Clock) -> Option<TimeDelta> {
        let passed = TimeDelta::from_std(clock.uptime().checked_sub(self.uptime)?).ok()?;
        let jump = clock.now().signed_duration_since(self.computer).checked_sub(&passed)?;
        (jump.abs() <= MAX_DIFFERENCE).then(|| self.difference())
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

    /// The present time, if two clocks have confirmed it in this run (the computer's and a server's, or a server's in two
    /// answers) and the computer's clock has not jumped since then.
    pub fn confirmed_now(&self) -> Option<Instant> {
        let ahead = self.server_ahead()?;
        let is_confirmed = self.server_time.comparison()?.is_confirmed;
        is_confirmed.then(|| self.clock.now().checked_add_signed(ahead)).flatten()
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
        let ahead = self.server_time.comparison()?.server_ahead(self.clock.as_ref())?;
        (ahead.abs() <= MAX_BELIEVED_DIFFERENCE).then_some(ahead)
    }

    /// Compares the clock with the time in an answer that has just arrived. Returns whether this answer
    /// confirms the present time, which was not confirmed before.
    pub fn compare_clock(&self, server: Instant) -> bool {
        let (computer, uptime) = (self.clock.now(), self.clock.uptime());
        let mut comparison = Comparison { server, computer, uptime, is_confirmed: false };
        let difference = comparison.difference();
        comparison.is_confirmed = difference.abs() <= MAX_DIFFERENCE
            || self.server_time.comparison().is_some_and(|earlier| comparison.continues(&earlier));
        let was_confirmed = self.confirmed_now().is_some();
        if difference.abs() > MAX_DIFFERENCE && !was_confirmed {
            tracing::warn!(
                seconds = difference.num_seconds(),
                "the computer's clock differs from the server's"
            );
        }
        *self.server_time.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(comparison);
        !was_confirmed && comparison.is_confirmed
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
            session.compare_clock(real);
            let ahead = session.clock_ahead_min();
            assert!(ahead == told || ahead == told.map(|told| told + 1), "{wrong}: {ahead:?}");
            // The user corrects the clock.
            clock.correct(-wrong);
            assert_eq!(session.clock_ahead_min(), None);
        }
    }

    #[test]
    fn one_wrong_time_of_the_server_confirms_nothing() {
        let clock = ShiftedClock::set_to(SystemClock.now());
        let session = session_with_clock(clock.clone());
        for years in [-56, 4, 7_000] {
            assert!(session.compare_clock(clock.now()) || session.confirmed_now().is_some());
            session.compare_clock(clock.now() + TimeDelta::days(365 * years));
            assert!(session.confirmed_now().is_none(), "{years}");
            let is_possible = years == 4;
            assert_eq!(about(session.now(), clock.now()), !is_possible, "{years}");
            clock.forward(TimeDelta::minutes(5));
            assert!(session.compare_clock(clock.now()), "the next answer confirms the time again");
        }
        // The same wrong time again, minutes later: a stored header, and not a clock.
        let stored = clock.now() + TimeDelta::days(45);
        for _ in 0..3 {
            session.compare_clock(stored);
            assert!(session.confirmed_now().is_none());
            clock.forward(TimeDelta::minutes(5));
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
