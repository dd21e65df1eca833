//! The request to the finder.

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::model::Instant;
use crate::view::types::{DayPart, FinderSpan, GroupBy, SecondService, Whom};
use crate::{Filter, ResourceOrder};

/// What to find, and how to list it.
#[derive(Debug, Clone)]
pub struct FinderRequest<'a> {
    /// Minutes, 5 to 720. When absent, the most common duration in the data.
    pub duration_min: Option<u32>,
    /// Which resources to search.
    pub whom: &'a Whom,
    /// An appointment that follows the first one on the same day, at most half an hour after its end.
    pub second: Option<&'a SecondService>,
    /// Which dates to search.
    pub span: FinderSpan,
    /// For [`FinderSpan::WorkingDays`]: the first date. A past date means today.
    pub from: NaiveDate,
    /// For [`FinderSpan::WorkingDays`]: how many dates to search on which at least one of the resources works.
    pub working_days: u32,
    /// In which part of the day the start times must be.
    pub part: DayPart,
    /// Minutes from now to the earliest start time.
    pub notice_min: u32,
    /// Minutes between start times. When absent, each resource's own slot duration.
    pub step_min: Option<u32>,
    /// By day or by resource.
    pub group_by: GroupBy,
    /// Whether to propose a few start times of each half-day instead of one.
    pub more_first: bool,
    /// How many rows to list. A row is one resource on one day.
    pub max_rows: usize,
    /// The present moment.
    pub now: Instant,
    /// The clinic's zone. Days, parts of days and labels are in it.
    pub zone: Tz,
    /// The order of the resources. At the same time the first one is proposed.
    pub order: &'a ResourceOrder,
    /// Hidden resources are searched, too, and marked.
    pub filter: &'a Filter,
}
