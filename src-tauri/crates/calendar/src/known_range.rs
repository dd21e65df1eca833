//! The data of one range.

use crate::Calendar;
use crate::model::Interval;

/// A range with its data. Where several ranges are given, the first that covers a time decides about it.
#[derive(Debug, Clone, Copy)]
pub struct KnownRange<'a> {
    /// The range that the data cover.
    pub range: Interval,
    /// The data.
    pub calendar: &'a Calendar,
}
