//! When the server confirmed data, and how old they are.

use std::time::Duration;

use calendar::model::Instant;
use chrono::TimeDelta;

use crate::session::Session;

/// A stamp may be this far in the future: the clocks of two computers are never equal.
const MAX_FUTURE: TimeDelta = TimeDelta::minutes(1);

/// The time at which the server confirmed data.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Check {
    pub at: Instant,
    /// The uptime at that time. `None` when it was in an earlier run of the program.
    uptime: Option<Duration>,
    /// The cache has records of a later time than the computer's clock showed, so the clock may be wrong.
    is_doubtful: bool,
}

impl Check {
    /// The server has confirmed the data just now.
    pub fn now(session: &Session) -> Self {
        Self { at: session.now(), uptime: Some(session.uptime()), is_doubtful: false }
    }

    /// The server confirmed data of the cache at this time. `latest` is the latest check of any data in the cache.
    pub fn stored(at: Instant, latest: Option<Instant>, session: &Session) -> Self {
        let is_doubtful = latest.is_some_and(|latest| latest - session.now() > MAX_FUTURE);
        Self { at, uptime: None, is_doubtful }
    }

    /// How long ago the server confirmed the data. `None` when that is unknown, because a clock was or is wrong.
    ///
    /// A corrected clock does not change the age of data of this run. Sleep of the computer counts.
    pub fn age(&self, session: &Session) -> Option<TimeDelta> {
        let by_clock = session.now() - self.at;
        match self.uptime {
            Some(uptime) => {
                let passed = TimeDelta::from_std(session.uptime().saturating_sub(uptime)).ok()?;
                Some(passed.max(by_clock))
            }
            None if self.is_doubtful && session.confirmed_now().is_none() => None,
            None if by_clock < -MAX_FUTURE => None,
            None => Some(by_clock.max(TimeDelta::zero())),
        }
    }

    /// Whether the data are older than `limit`, or of unknown age.
    pub fn is_older_than(&self, limit: TimeDelta, session: &Session) -> bool {
        self.age(session).is_none_or(|age| age > limit)
    }

    /// The later check has the greater key. A check of this run is later than one of an earlier run.
    pub fn order(&self) -> impl Ord + use<> {
        (self.uptime, self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, ShiftedClock, SystemClock};
    use crate::session::tests::session_with_clock;

    fn minutes(age: Option<TimeDelta>) -> Option<i64> {
        age.map(|age| age.num_minutes())
    }

    #[test]
    fn correction_of_the_clock_does_not_make_data_of_this_run_younger() {
        let clock = ShiftedClock::set_to(SystemClock.now());
        let session = session_with_clock(clock.clone());
        let check = Check::now(&session);
        clock.forward(TimeDelta::minutes(20));
        assert_eq!(minutes(check.age(&session)), Some(20));
        clock.correct(TimeDelta::hours(-3));
        assert_eq!(minutes(check.age(&session)), Some(20));
        // The computer has slept: the uptime stood still.
        clock.correct(TimeDelta::hours(11));
        assert_eq!(minutes(check.age(&session)), Some(8 * 60 + 20));
    }

    #[test]
    fn age_of_stored_data_from_the_future_is_unknown_until_the_clock_is_right() {
        let real = SystemClock.now();
        let session = session_with_clock(ShiftedClock::set_to(real - TimeDelta::days(2)));
        let future = Check::stored(real - TimeDelta::hours(5), Some(real), &session);
        let past = Check::stored(real - TimeDelta::days(3), Some(real), &session);
        assert_eq!((future.age(&session), past.age(&session)), (None, None));
        assert!(future.is_older_than(TimeDelta::days(10_000), &session));
        session.compare_clock(real);
        session.compare_clock(real);
        assert_eq!(minutes(future.age(&session)), Some(5 * 60));
        assert_eq!(minutes(past.age(&session)), Some(3 * 24 * 60));
    }

    #[test]
    fn check_of_this_run_is_later_than_a_stored_one_of_any_time() {
        let session = session_with_clock(SystemClock);
        let stored = Check::stored(session.now() + TimeDelta::days(9), None, &session);
        assert!(Check::now(&session).order() > stored.order());
        assert!(stored.order() > Check::stored(session.now(), None, &session).order());
    }
}
