//! The clock. No other module reads the computer's time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use calendar::model::Instant;
use chrono::TimeDelta;

/// A source of the present time.
pub trait Clock: Send + Sync {
    /// The present time.
    fn now(&self) -> Instant;
}

/// The computer's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "every other module gets its time from this clock")]
    fn now(&self) -> Instant {
        chrono::Utc::now()
    }
}

/// A clock that was set to another time and runs from there. Clones share one time.
#[derive(Clone)]
pub struct ShiftedClock {
    shift_ms: Arc<AtomicI64>,
}

impl ShiftedClock {
    /// A clock whose present time is `now`.
    #[must_use]
    pub fn set_to(now: Instant) -> Self {
        let shift_ms = (now - SystemClock.now()).num_milliseconds();
        Self { shift_ms: Arc::new(AtomicI64::new(shift_ms)) }
    }

    /// Moves the clock forward.
    pub fn forward(&self, duration: TimeDelta) {
        self.shift_ms.fetch_add(duration.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Instant {
        SystemClock.now() + TimeDelta::milliseconds(self.shift_ms.load(Ordering::SeqCst))
    }
}
