//! The search for start times.

use chrono::{Datelike, NaiveDate};

use super::MAX_DURATION_MIN;
use super::durations::durations;
use super::groups::{by_day, by_resource, proposals};
use super::request::FinderRequest;
use super::scope::{SearchScope, first_source, is_offered};
use crate::KnownRange;
use crate::civil::{add_days, date_of, dates};
use crate::view::label::date_label;
use crate::view::types::{DateLabel, FinderSpan, FinderView, GroupBy};

/// How many dates after today are listed as the first date of a search.
const MAX_DAYS_LATER: i64 = 31;

/// Finds start times in `known`. For each day, the first range that covers it is used.
pub fn find(known: &[KnownRange], request: &FinderRequest) -> FinderView {
    let today = date_of(request.zone, request.now);
    let (from, until) = bounds(request, today);
    let durations = durations(first_source(known, request.zone, from).map(|source| known[source].calendar));
    let duration_min = request.duration_min.unwrap_or(durations.usual_min).clamp(5, MAX_DURATION_MIN);
    let scope = SearchScope::new(known, request, from, until);
    let mut found = scope.start_times(request, duration_min);
    found.sort_unstable();

    let nobody = !known.is_empty() && scope.lacks_resources() && scope.not_offered.is_empty();
    let hidden = scope.hidden_count();
    let first = proposals(&scope, &found, today, request.more_first);
    let (groups, more) = match request.group_by {
        GroupBy::Day => by_day(&scope, &found, today, request.max_rows),
        GroupBy::Resource => by_resource(&scope, &found, today, request.max_rows),
    };
    FinderView {
        durations: durations.choices,
        specialties: scope.specialties,
        resources: scope.resources.into_iter().filter(is_offered).collect(),
        duration_min,
        from_choices: from_choices(from, today),
        from: date_label(from, today),
        until: date_label(scope.last, today),
        first,
        groups,
        more,
        nobody,
        hidden,
        not_offered: scope.not_offered,
        unknown_from: scope.unknown_from.map(|date| date_label(date, today)),
    }
}

/// The first date of a search, and the last one if it does not depend on working days.
fn bounds(request: &FinderRequest, today: NaiveDate) -> (NaiveDate, Option<NaiveDate>) {
    let monday = add_days(today, -i64::from(today.weekday().num_days_from_monday()));
    match request.span {
        FinderSpan::WorkingDays => (request.from.max(today), None),
        FinderSpan::Today => (today, Some(today)),
        FinderSpan::Tomorrow => (add_days(today, 1), Some(add_days(today, 1))),
        FinderSpan::ThisWeek => (today, Some(add_days(monday, 6))),
        FinderSpan::NextWeek => (add_days(monday, 7), Some(add_days(monday, 13))),
    }
}

/// Today and the month after it, and `from` when it is later.
fn from_choices(from: NaiveDate, today: NaiveDate) -> Vec<DateLabel> {
    let last = add_days(today, MAX_DAYS_LATER);
    let later = Some(from).filter(|from| *from > last);
    dates(today, last).chain(later).map(|date| date_label(date, today)).collect()
}
