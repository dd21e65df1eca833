//! The request for a view.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::types::ViewKind;
use crate::Filter;
use crate::model::Instant;

/// What to show.
#[derive(Debug, Clone, Copy)]
pub struct ViewRequest<'a> {
    /// Which of the four views.
    pub kind: ViewKind,
    /// A date of the period to show.
    pub date: NaiveDate,
    /// The present moment; what lies before it is not offered.
    pub now: Instant,
    /// The clinic's zone: the axis and every label are its.
    pub zone: Tz,
    /// Elapsed minutes between grid lines: 5, 10, 15, 30 or 60.
    pub step_min: u32,
    /// What is hidden is in no row, no count and no sum.
    pub filter: &'a Filter,
}
