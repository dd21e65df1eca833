//! The days and resources of a search, and the start times found in them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::request::FinderRequest;
use super::{MAX_DURATION_MIN, MAX_WAIT_MIN};
use crate::civil::add_days;
use crate::hours::day_hours;
use crate::model::{Instant, Interval};
use crate::order::compare_texts;
use crate::start_times::{StartTimeRequest, start_times};
use crate::text::non_blank;
use crate::view::day::{Day, Days, whole_minutes};
use crate::view::resource::resource_heads;
use crate::view::types::{
    DateLabel, DayPart, FoundStart, MomentKind, NotOffered, ResourceHead, SecondStart, Whom,
};
use crate::{Calendar, Filter, KnownRange};

/// A search looks at this many days at most, even when there are few working days among them.
const MAX_DAYS: usize = 62;

/// The bounds between the parts of the day, in minutes of the wall clock.
const NOON_MIN: i32 = 12 * 60;
const EVENING_MIN: i32 = 17 * 60;

/// The days and resources of a search.
pub(super) struct SearchScope<'a> {
    days: Days,
    /// The index in `known` of the range with the data of each day.
    sources: Vec<usize>,
    known: &'a [KnownRange<'a>],
    filter: &'a Filter,
    pub(super) resources: Vec<ResourceHead>,
    /// The resources to search, as indexes in `resources`: those that were requested and are offered.
    searched: Vec<usize>,
    /// The same for the second appointment, if one with another resource was requested.
    searched_second: Option<Vec<usize>>,
    /// The specialties of the offered resources, by name.
    pub(super) specialties: Vec<String>,
    pub(super) not_offered: Vec<NotOffered>,
    /// The last date to search.
    pub(super) last: NaiveDate,
    /// The first date without data. The search ends before it.
    pub(super) unknown_from: Option<NaiveDate>,
}

/// How many start times of a half-day are proposed, if more than one is requested.
pub(super) const MAX_PROPOSALS: usize = 3;
/// How many start times of one resource's day are listed.
const MAX_START_TIMES: usize = 16;

/// The start times of one resource on one day. The order is by day, then resource.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FoundDay {
    /// The index of the day in the scope.
    pub day: usize,
    /// The index of the resource in the scope.
    pub resource: usize,
    /// The first appointments that can be made; at least one is added. The others are only counted: there can be millions.
    pub first: Vec<FoundInterval>,
    /// How many more there are.
    pub more: u32,
    /// The first ones of each half-day that do not overlap, in order.
    pub proposals: Vec<Proposal>,
}

/// An appointment that can be made, and the second one if two were requested.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct FoundInterval {
    first: Interval,
    then: Option<SecondInterval>,
}

/// The second of two appointments in a row. The order is by time, then by resource.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct SecondInterval {
    interval: Interval,
    /// The index of the resource in the scope.
    resource: usize,
}

impl FoundInterval {
    pub(super) fn start(&self) -> Instant {
        self.first.start
    }

    /// The end of the last appointment.
    pub(super) fn end(&self) -> Instant {
        self.then.map_or(self.first.end, |then| then.interval.end)
    }
}

/// A start time that can be proposed without looking at the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Proposal {
    pub interval: FoundInterval,
    /// It is after noon, by the clinic's wall clock.
    pub afternoon: bool,
}

/// Whether the finder can offer the resource.
pub(super) fn is_offered(resource: &ResourceHead) -> bool {
    !resource.inactive && !resource.hours_elsewhere
}

/// The index in `known` of the range from which resources and durations are read: the range of the first day,
/// or else the first range. So other ranges do not change the list of resources.
pub(super) fn first_source(known: &[KnownRange], zone: Tz, from: NaiveDate) -> Option<usize> {
    source_of(known, zone, from).or((!known.is_empty()).then_some(0))
}

/// The index in `known` of the first range that covers a day.
fn source_of(known: &[KnownRange], zone: Tz, date: NaiveDate) -> Option<usize> {
    let bounds = Day::new(zone, date).bounds();
    known.iter().position(|known| known.range.encloses(&bounds))
}

fn works_on(calendar: &Calendar, resource_id: i64, date: NaiveDate) -> bool {
    calendar
        .resource(resource_id)
        .is_some_and(|resource| !day_hours(calendar, resource, date).working.is_empty())
}

impl FoundDay {
    fn new(day: usize, resource: usize) -> FoundDay {
        FoundDay { day, resource, first: Vec::new(), more: 0, proposals: Vec::new() }
    }

    fn add(&mut self, interval: FoundInterval, afternoon: bool) {
        let of_half = self.proposals.iter().filter(|proposal| proposal.afternoon == afternoon).count();
        let last_end = self.proposals.last().map(|proposal| proposal.interval.end());
        if of_half < MAX_PROPOSALS && last_end.is_none_or(|end| end <= interval.start()) {
            self.proposals.push(Proposal { interval, afternoon });
        }
        if self.first.len() < MAX_START_TIMES {
            self.first.push(interval);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }
}

impl<'a> SearchScope<'a> {
    pub(super) fn new(
        known: &'a [KnownRange],
        request: &FinderRequest<'a>,
        from: NaiveDate,
        until: Option<NaiveDate>,
    ) -> SearchScope<'a> {
        let resources: Vec<ResourceHead> = first_source(known, request.zone, from)
            .map(|source| resource_heads(known[source].calendar, request.zone, request.order))
            .unwrap_or_default();
        let searched = offered_of(&resources, request.whom);
        let second_whom = request.second.and_then(|second| second.whom.as_ref());
        let searched_second = second_whom.map(|whom| offered_of(&resources, whom));
        let not_offered = resources
            .iter()
            .filter(|resource| {
                [Some(request.whom), second_whom]
                    .into_iter()
                    .flatten()
                    .any(|whom| is_left_out(resource, whom))
            })
            .map(|resource| NotOffered {
                resource: resource.clone(),
                why: if resource.hours_elsewhere {
                    MomentKind::HoursElsewhere
                } else {
                    MomentKind::NotOffered
                },
            })
            .collect();
        let specialties = specialties(&resources);

        let mut sources = Vec::new();
        let mut last = from;
        let mut unknown_from = None;
        let mut working_days = 0;
        for date in from.iter_days().take(MAX_DAYS) {
            let Some(source) = source_of(known, request.zone, date) else {
                unknown_from = Some(date);
                break;
            };
            sources.push(source);
            last = date;
            let is_working = |&index: &usize| works_on(known[source].calendar, resources[index].id, date);
            working_days += u32::from(searched.iter().any(is_working));
            let is_last = match until {
                Some(until) => date >= until,
                None => working_days >= request.working_days.max(1),
            };
            if is_last {
                break;
            }
        }
        let days = if sources.is_empty() {
            Days::new(request.zone, from, add_days(from, -1))
        } else {
            Days::new(request.zone, from, last)
        };
        SearchScope {
            days,
            sources,
            known,
            filter: request.filter,
            resources,
            searched,
            searched_second,
            specialties,
            not_offered,
            last,
            unknown_from,
        }
    }

    /// Whether nobody can be searched for one of the appointments.
    pub(super) fn lacks_resources(&self) -> bool {
        self.searched.is_empty() || self.searched_second.as_ref().is_some_and(Vec::is_empty)
    }

    /// The start times of the scope. The days are in no particular order.
    pub(super) fn start_times(&self, request: &FinderRequest, duration_min: u32) -> Vec<FoundDay> {
        let second_min = request.second.map_or(0, |second| second.duration_min.clamp(5, MAX_DURATION_MIN));
        // With the same resource, both appointments are one interval.
        let first_min = match self.searched_second {
            None => duration_min.saturating_add(second_min),
            Some(_) => duration_min,
        };
        let mut found: Vec<FoundDay> = Vec::new();
        let mut first = 0;
        while first < self.sources.len() {
            // All days whose data are in the same range are searched in one pass.
            let source = self.sources[first];
            let length = self.sources[first..].iter().position(|other| *other != source);
            let end = length.map_or(self.sources.len(), |length| first + length);
            let seconds = self.searched_second.as_ref().map(|searched| {
                // One resource for each start time, so that the size does not depend on their number.
                let mut seconds = BTreeMap::new();
                for &resource in searched {
                    for interval in self.intervals(resource, first..end, request, second_min) {
                        seconds.entry(interval.start).or_insert(SecondInterval { interval, resource });
                    }
                }
                seconds
            });
            for &resource in &self.searched {
                for interval in self.intervals(resource, first..end, request, first_min) {
                    let start = interval.start;
                    let Some(day) = self.days.index_of(start).filter(|day| (first..end).contains(day)) else {
                        continue;
                    };
                    let then = seconds.as_ref().map(|seconds| self.second_after(interval, day, seconds));
                    if !is_in_part(request.part, &self.days[day], start) || then == Some(None) {
                        continue;
                    }
                    // The start times of a resource are in their order, so those of a day follow each other.
                    if found.last().is_none_or(|last| (last.day, last.resource) != (day, resource)) {
                        found.push(FoundDay::new(day, resource));
                    }
                    if let Some(last) = found.last_mut() {
                        let interval = FoundInterval { first: interval, then: then.flatten() };
                        last.add(interval, self.is_afternoon(day, start));
                    }
                }
            }
            first = end;
        }
        found
    }

    /// The appointments of a duration that a resource can have on days whose data are in the same range, by time.
    fn intervals(
        &self,
        resource: usize,
        days: Range<usize>,
        request: &FinderRequest,
        duration_min: u32,
    ) -> Vec<Interval> {
        let duration = TimeDelta::minutes(duration_min.into());
        let known = self.known[self.sources[days.start]];
        let range = Interval::new(
            self.days[days.start].bounds().start,
            // An appointment may continue past the midnight at which the data of the next range begin.
            (self.days[days.end - 1].bounds().end + duration).min(known.range.end),
        );
        let request = StartTimeRequest {
            duration_min: duration_min.into(),
            step_min: request.step_min.map(i64::from),
            earliest: request.now + TimeDelta::minutes(request.notice_min.into()),
        };
        let Some(resource) = known.calendar.resource(self.resources[resource].id) else { return Vec::new() };
        start_times(known.calendar, resource, range, &request)
            .into_iter()
            .map(|start| Interval::new(start, start + duration))
            .collect()
    }

    /// The first of the second appointments, by their starts, that follows a first one on the same day.
    fn second_after(
        &self,
        first: Interval,
        day: usize,
        seconds: &BTreeMap<Instant, SecondInterval>,
    ) -> Option<SecondInterval> {
        let latest = first.end + TimeDelta::minutes(MAX_WAIT_MIN);
        let (start, second) = seconds.range(first.end..=latest).next()?;
        (self.days.index_of(*start) == Some(day)).then_some(*second)
    }

    pub(super) fn found_start(&self, found: &FoundDay, interval: FoundInterval) -> FoundStart {
        let day = &self.days[found.day];
        FoundStart {
            start_time: day.start_time(self.resources[found.resource].id, interval.first),
            then: interval.then.map(|then| SecondStart {
                resource: self.resources[then.resource].clone(),
                wait_min: whole_minutes(Interval::new(interval.first.end, then.interval.start)),
                start_time: day.start_time(self.resources[then.resource].id, then.interval),
            }),
        }
    }

    pub(super) fn date(&self, found: &FoundDay, today: NaiveDate) -> DateLabel {
        self.days[found.day].label(today)
    }

    pub(super) fn resource(&self, found: &FoundDay) -> &ResourceHead {
        &self.resources[found.resource]
    }

    /// Whether an instant of a day of the scope is after noon, by the clinic's wall clock.
    pub(super) fn is_afternoon(&self, day: usize, at: Instant) -> bool {
        self.days[day].wall_minute(at) >= NOON_MIN
    }

    /// Whether the filter hides the resource from the views.
    pub(super) fn is_hidden(&self, found: &FoundDay) -> bool {
        !self.filter.shows_resource(self.resources[found.resource].id)
    }

    /// How many searched resources the filter hides from the views.
    pub(super) fn hidden_count(&self) -> usize {
        let searched: BTreeSet<usize> =
            self.searched.iter().chain(self.searched_second.iter().flatten()).copied().collect();
        searched.iter().filter(|&&index| !self.filter.shows_resource(self.resources[index].id)).count()
    }
}

fn is_requested(resource: &ResourceHead, whom: &Whom) -> bool {
    match whom {
        Whom::Any => true,
        Whom::Some { ids } => ids.contains(&resource.id),
        Whom::Specialty { name } => non_blank(resource.specialty.as_deref()) == Some(name.trim()),
    }
}

/// The requested resources that are offered, as indexes.
fn offered_of(resources: &[ResourceHead], whom: &Whom) -> Vec<usize> {
    let is_searched =
        |index: &usize| is_requested(&resources[*index], whom) && is_offered(&resources[*index]);
    (0..resources.len()).filter(is_searched).collect()
}

/// Whether the resource was requested and cannot be searched. An inactive resource must have been requested by its id.
fn is_left_out(resource: &ResourceHead, whom: &Whom) -> bool {
    is_requested(resource, whom)
        && !is_offered(resource)
        && (resource.hours_elsewhere && !resource.inactive || matches!(whom, Whom::Some { .. }))
}

fn specialties(resources: &[ResourceHead]) -> Vec<String> {
    let mut specialties: Vec<String> = Vec::new();
    for resource in resources.iter().filter(|resource| is_offered(resource)) {
        if let Some(name) = non_blank(resource.specialty.as_deref())
            && !specialties.iter().any(|listed| listed == name)
        {
            specialties.push(name.to_owned());
        }
    }
    specialties.sort_by(|one, other| compare_texts(one, other));
    specialties
}

fn is_in_part(part: DayPart, day: &Day, start: Instant) -> bool {
    let minute = day.wall_minute(start);
    match part {
        DayPart::Any => true,
        DayPart::Morning => minute < NOON_MIN,
        DayPart::Afternoon => (NOON_MIN..EVENING_MIN).contains(&minute),
        DayPart::Evening => minute >= EVENING_MIN,
    }
}
