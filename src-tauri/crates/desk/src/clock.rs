//! The one place that asks what time it is.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use calendar::model::Instant;
use chrono::TimeDelta;

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

/// A clock that was set to another time and runs on from there. Clones are the same clock.
#[derive(Clone)]
pub struct ShiftedClock {
    shift_ms: Arc<AtomicI64>,
}

impl ShiftedClock {
    /// A clock that shows `now` now.
    #[must_use]
    pub fn set_to(now: Instant) -> Self {
        let shift_ms = (now - SystemClock.now()).num_milliseconds();
        Self { shift_ms: Arc::new(AtomicI64::new(shift_ms)) }
    }

    /// Puts the clock forward.
    pub fn forward(&self, by: TimeDelta) {
        self.shift_ms.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Instant {
        SystemClock.now() + TimeDelta::milliseconds(self.shift_ms.load(Ordering::SeqCst))
    }
}
