//! The clock. No other module reads the computer's time.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use calendar::model::Instant;
use chrono::TimeDelta;

/// A source of the present time.
pub trait Clock: Send + Sync {
    /// The present time. It can be wrong, and it jumps when it is corrected.
    fn now(&self) -> Instant;
    /// The time since some moment before. Corrections of the clock do not change it. It may stand still while the computer
    /// sleeps.
    fn uptime(&self) -> Duration;
}

/// The computer's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "every other module gets its time from this clock")]
    fn now(&self) -> Instant {
        chrono::Utc::now()
    }

    fn uptime(&self) -> Duration {
        static START: LazyLock<std::time::Instant> = LazyLock::new(std::time::Instant::now);
        START.elapsed()
    }
}

/// A clock that was set to another time and runs from there. Clones share one time.
#[derive(Clone)]
pub struct ShiftedClock {
    shift_ms: Arc<AtomicI64>,
    /// How far it was moved forward.
    forward_ms: Arc<AtomicU64>,
}

impl ShiftedClock {
    /// A clock whose present time is `now`.
    #[must_use]
    pub fn set_to(now: Instant) -> Self {
        let shift_ms = (now - SystemClock.now()).num_milliseconds();
        Self { shift_ms: Arc::new(AtomicI64::new(shift_ms)), forward_ms: Arc::default() }
    }

    /// Moves the clock forward, as if this time had passed.
    pub fn forward(&self, duration: TimeDelta) {
        self.forward_ms.fetch_add(u64::try_from(duration.num_milliseconds()).unwrap_or(0), Ordering::SeqCst);
        self.correct(duration);
    }

    /// Corrects the clock by this time, which does not pass.
    pub fn correct(&self, duration: TimeDelta) {
        self.shift_ms.fetch_add(duration.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Instant {
        SystemClock.now() + TimeDelta::milliseconds(self.shift_ms.load(Ordering::SeqCst))
    }

    fn uptime(&self) -> Duration {
        SystemClock.uptime() + Duration::from_millis(self.forward_ms.load(Ordering::SeqCst))
    }
}
