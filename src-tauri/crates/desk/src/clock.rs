//! The one place that asks what time it is.

use calendar::model::Instant;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Instant;
}

/// The computer's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
    fn now(&self) -> Instant {
        chrono::Utc::now()
    }
}

/// A clock that was set to another time at the start and runs on from there.
pub struct ShiftedClock {
    shift: chrono::TimeDelta,
}

impl ShiftedClock {
    /// A clock that shows `now` now.
    #[must_use]
    pub fn set_to(now: Instant) -> Self {
        Self { shift: now - SystemClock.now() }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Instant {
        SystemClock.now() + self.shift
    }
}
