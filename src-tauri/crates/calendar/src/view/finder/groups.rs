//! The groups and rows in which the finder lists the found start times.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::scope::{FoundDay, FoundInterval, MAX_PROPOSALS, SearchScope};
use crate::view::types::{FinderGroup, FinderRow, FinderStartTime};

/// How many days of one resource are listed when the groups are resources.
const MAX_DAYS_OF_RESOURCE: usize = 3;
/// How many start times are proposed before the groups.
const FIRST_COUNT: usize = 3;

/// The groups, and whether there are more rows than they contain.
pub(super) type Groups = (Vec<FinderGroup>, bool);

/// The earliest start times that do not overlap: of each half-day one, or a few if `more` is true. At the same time the
/// resource that comes first in the requested order is taken. `found` is sorted.
pub(super) fn proposals(
    scope: &SearchScope,
    found: &[FoundDay],
    today: NaiveDate,
    more: bool,
) -> Vec<FinderStartTime> {
    let (of_half_day, in_all) =
        if more { (MAX_PROPOSALS, FIRST_COUNT * MAX_PROPOSALS) } else { (1, FIRST_COUNT) };
    let mut first: Vec<(&FoundDay, FoundInterval)> = Vec::new();
    for day in found.chunk_by(|a, b| a.day == b.day) {
        for afternoon in [false, true] {
            let mut by_time: Vec<(&FoundDay, FoundInterval)> = day
                .iter()
                .flat_map(|found| {
                    let proposed = found.proposals.iter().map(|proposal| proposal.interval);
                    found.first.iter().copied().chain(proposed).map(move |interval| (found, interval))
                })
                .filter(|(found, interval)| scope.is_afternoon(found.day, interval.start()) == afternoon)
                .collect();
            by_time.sort_by_key(|(found, interval)| (interval.start(), found.resource));
            by_time.dedup_by_key(|(found, interval)| (interval.start(), found.resource));
            let before = first.len();
            for (found, interval) in by_time {
                let is_after_last = first.last().is_none_or(|(_, last)| last.end() <= interval.start());
                if is_after_last && first.len() - before < of_half_day && first.len() < in_all {
                    first.push((found, interval));
                }
            }
        }
    }
    first
        .into_iter()
        .map(|(found, interval)| FinderStartTime {
            date: scope.date(found, today),
            resource: scope.resource(found).clone(),
            hidden: scope.is_hidden(found),
            start: scope.found_start(found, interval),
        })
        .collect()
}

/// One group for each day, with one row for each resource. `found` is sorted.
pub(super) fn by_day(scope: &SearchScope, found: &[FoundDay], today: NaiveDate, max_rows: usize) -> Groups {
    let mut groups = Vec::new();
    let mut rows_left = max_rows;
    let mut more = false;
    for day in found.chunk_by(|a, b| a.day == b.day) {
        more |= day.len() > rows_left;
        let rows: Vec<FinderRow> = day.iter().take(rows_left).map(|found| row(scope, found, today)).collect();
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
    found: &[FoundDay],
    today: NaiveDate,
    max_rows: usize,
) -> Groups {
    let mut by_resource: HashMap<usize, Vec<&FoundDay>> = HashMap::new();
    for day in found {
        by_resource.entry(day.resource).or_default().push(day);
    }
    let mut resources: Vec<Vec<&FoundDay>> = by_resource.into_values().collect();
    resources.sort_by_key(|days| (days[0].first.first().map(FoundInterval::start), days[0].resource));

    let mut groups = Vec::new();
    let mut rows_left = max_rows;
    let mut more = false;
    for days in resources {
        more |= rows_left == 0;
        let rows: Vec<FinderRow> = days
            .into_iter()
            .take(rows_left.min(MAX_DAYS_OF_RESOURCE))
            .map(|found| row(scope, found, today))
            .collect();
        rows_left -= rows.len();
        if let Some(row) = rows.first() {
            groups.push(FinderGroup { date: None, resource: Some(row.resource.clone()), rows });
        }
    }
    (groups, more)
}

fn row(scope: &SearchScope, found: &FoundDay, today: NaiveDate) -> FinderRow {
    FinderRow {
        date: scope.date(found, today),
        resource: scope.resource(found).clone(),
        hidden: scope.is_hidden(found),
        starts: found.first.iter().map(|interval| scope.found_start(found, *interval)).collect(),
        more: found.more,
    }
}
