//! The groups and rows in which the finder lists the found start times.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::scope::{FoundStart, SearchScope};
use crate::view::types::{FinderGroup, FinderRow, FinderStartTime};

/// How many start times of one resource's day are listed.
const MAX_START_TIMES: usize = 16;
/// How many days of one resource are listed when the groups are resources.
const MAX_DAYS_OF_RESOURCE: usize = 3;
/// How many start times are listed before the groups.
const FIRST_COUNT: usize = 3;

/// The groups, and whether there are more rows than they contain.
pub(super) type Groups = (Vec<FinderGroup>, bool);

/// The three earliest start times, each at a different time. At the same time the resource that comes first
/// in the server's order is taken. `found` is sorted.
pub(super) fn first_three(
    scope: &SearchScope,
    found: &[FoundStart],
    today: NaiveDate,
) -> Vec<FinderStartTime> {
    let mut first: Vec<&FoundStart> = Vec::new();
    for day in found.chunk_by(|a, b| a.day == b.day) {
        let mut by_time: Vec<&FoundStart> = day.iter().collect();
        by_time.sort_by_key(|found| (found.interval.start, found.resource));
        by_time.dedup_by_key(|found| found.interval.start);
        first.extend(by_time.into_iter().take(FIRST_COUNT - first.len()));
        if first.len() == FIRST_COUNT {
            break;
        }
    }
    first
        .into_iter()
        .map(|found| FinderStartTime {
            date: scope.date(found, today),
            resource: scope.resource(found).clone(),
            start_time: scope.start_time(found),
        })
        .collect()
}

/// One group for each day, with one row for each resource. `found` is sorted.
pub(super) fn by_day(scope: &SearchScope, found: &[FoundStart], today: NaiveDate, max_rows: usize) -> Groups {
    let mut groups = Vec::new();
    let mut rows_left = max_rows;
    let mut more = false;
    for day in found.chunk_by(|a, b| a.day == b.day) {
        let all: Vec<&[FoundStart]> = day.chunk_by(|a, b| a.resource == b.resource).collect();
        more |= all.len() > rows_left;
        let rows: Vec<FinderRow> =
            all.into_iter().take(rows_left).filter_map(|found| row(scope, found, today)).collect();
        rows_left -= rows.len();
        if let Some(row) = rows.first() {
            groups.push(FinderGroup { date: Some(row.date.clone()), resource: None, rows });
        }
    }
    (groups, more)
}

/// One group for each resource, with one row for each day. The resource with the earliest start time comes first.
/// `found` is sorted.
pub(super) fn by_resource(
    scope: &SearchScope,
    found: &[FoundStart],
    today: NaiveDate,
    max_rows: usize,
) -> Groups {
    let mut by_resource: HashMap<usize, Vec<FoundStart>> = HashMap::new();
    for start in found {
        by_resource.entry(start.resource).or_default().push(*start);
    }
    let mut resources: Vec<Vec<FoundStart>> = by_resource.into_values().collect();
    resources.sort_by_key(|found| (found[0].interval.start, found[0].resource));

    let mut groups = Vec::new();
    let mut rows_left = max_rows;
    let mut more = false;
    for found in resources {
        more |= rows_left == 0;
        let rows: Vec<FinderRow> = found
            .chunk_by(|a, b| a.day == b.day)
            .take(rows_left.min(MAX_DAYS_OF_RESOURCE))
            .filter_map(|found| row(scope, found, today))
            .collect();
        rows_left -= rows.len();
        if let Some(row) = rows.first() {
            groups.push(FinderGroup { date: None, resource: Some(row.resource.clone()), rows });
        }
    }
    (groups, more)
}

/// The start times of one resource on one day. `None` when there are none.
fn row(scope: &SearchScope, found: &[FoundStart], today: NaiveDate) -> Option<FinderRow> {
    let first = found.first()?;
    Some(FinderRow {
        date: scope.date(first, today),
        resource: scope.resource(first).clone(),
        start_times: found.iter().take(MAX_START_TIMES).map(|found| scope.start_time(found)).collect(),
        more: u32::try_from(found.len().saturating_sub(MAX_START_TIMES)).unwrap_or(u32::MAX),
    })
}
