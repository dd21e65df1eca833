//! Instants, intervals and money.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A moment in time, independent of any zone.
pub type Instant = DateTime<Utc>;

/// An amount of money in whole tenge; the API never speaks in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Tenge(#[cfg_attr(feature = "bindings", ts(type = "number"))] pub i64);

/// A half-open piece of time, `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// First instant inside.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
}
