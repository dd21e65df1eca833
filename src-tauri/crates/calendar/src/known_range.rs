//! The data of one range.

use crate::Calendar;
use crate::model::Interval;

/// A range with its data. Functions that get several ranges use, for each time, the first one that covers it.
#[derive(Debug, Clone, Copy)]
pub struct KnownRange<'a> {
    /// The range that the data cover.
    pub range: Interval,
    /// The data.
    pub calendar: &'a Calendar,
}
