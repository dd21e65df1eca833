//! The request for a view.

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::types::ViewKind;
use crate::model::Instant;
use crate::{Filter, ResourceOrder};

/// Which view to build.
#[derive(Debug, Clone, Copy)]
pub struct ViewRequest<'a> {
    /// Which of the four views.
    pub kind: ViewKind,
    /// A date in the period that is displayed.
    pub date: NaiveDate,
    /// The present moment. Time before it is not offered.
    pub now: Instant,
    /// The clinic's zone. The axis and all labels are in it.
    pub zone: Tz,
    /// Elapsed minutes between grid lines: 5, 10, 15, 30 or 60.
    pub step_min: u32,
    /// How much height the grid of the day has, in percent of the usual one.
    pub density_percent: u32,
    /// The appointment whose start times are counted, in minutes.
    pub duration_min: u32,
    /// The order of the resources.
    pub order: &'a ResourceOrder,
    /// Hidden resources and appointments are in no row, no count and no sum.
    pub filter: &'a Filter,
}
