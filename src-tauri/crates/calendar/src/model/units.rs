//! Instants, intervals and money.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A point of time, independent of any zone.
pub type Instant = DateTime<Utc>;

/// An amount of money in whole tenge. The API has no cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct Tenge(#[cfg_attr(feature = "bindings", ts(type = "number"))] pub i64);

/// A half-open interval, `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// The first instant inside.
    pub start: Instant,
    /// The first instant after it.
    pub end: Instant,
}
