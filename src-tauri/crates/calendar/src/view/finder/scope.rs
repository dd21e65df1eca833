//! The days and resources of a search, and the start times found in them.

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::request::FinderRequest;
use crate::civil::add_days;
use crate::hours::day_hours;
use crate::model::{Instant, Interval};
use crate::order::compare_texts;
use crate::start_times::{StartTimeRequest, start_times};
use crate::text::non_blank;
use crate::view::day::{Day, Days};
use crate::view::resource::resource_heads;
use crate::view::types::{DateLabel, DayPart, MomentKind, NotOffered, ResourceHead, StartTime, Whom};
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
    pub(super) searched: Vec<usize>,
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
    pub first: Vec<Interval>,
    /// How many more there are.
    pub more: u32,
    /// The first ones of each half-day that do not overlap, in order.
    pub proposals: Vec<Proposal>,
}

/// A start time that can be proposed without looking at the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Proposal {
    pub interval: Interval,
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

    fn add(&mut self, interval: Interval, afternoon: bool) {
        let of_half = self.proposals.iter().filter(|proposal| proposal.afternoon == afternoon).count();
        let last_end = self.proposals.last().map(|proposal| proposal.interval.end);
        if of_half < MAX_PROPOSALS && last_end.is_none_or(|end| end <= interval.start) {
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
        let is_requested = |resource: &ResourceHead| match request.whom {
            Whom::Any => true,
            Whom::Some { ids } => ids.contains(&resource.id),
            Whom::Specialty { name } => non_blank(resource.specialty.as_deref()) == Some(name.trim()),
        };
        let searched: Vec<usize> = (0..resources.len())
            .filter(|&index| is_requested(&resources[index]) && is_offered(&resources[index]))
            .collect();
        let not_offered = resources
            .iter()
            .filter(|resource| is_requested(resource) && !is_offered(resource))
            // An inactive resource is listed only when it was requested by its id.
            .filter(|resource| {
                resource.hours_elsewhere && !resource.inactive || matches!(request.whom, Whom::Some { .. })
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
            specialties,
            not_offered,
            last,
            unknown_from,
        }
    }

    /// The start times of the scope. The days are in no particular order.
    pub(super) fn start_times(&self, request: &FinderRequest, duration_min: u32) -> Vec<FoundDay> {
        let start_time_request = StartTimeRequest {
            duration_min: duration_min.into(),
            step_min: request.step_min.map(i64::from),
            earliest: request.now + TimeDelta::minutes(request.notice_min.into()),
        };
        let duration = TimeDelta::minutes(duration_min.into());
        let mut found: Vec<FoundDay> = Vec::new();
        let mut first = 0;
        while first < self.sources.len() {
            // All days whose data are in the same range are searched in one pass.
            let source = self.sources[first];
            let length = self.sources[first..].iter().position(|other| *other != source);
            let end = length.map_or(self.sources.len(), |length| first + length);
            let known = self.known[source];
            let range = Interval::new(
                self.days[first].bounds().start,
                // An appointment may continue past the midnight at which the data of the next range begin.
                (self.days[end - 1].bounds().end + duration).min(known.range.end),
            );
            for &index in &self.searched {
                let Some(resource) = known.calendar.resource(self.resources[index].id) else { continue };
                for start in start_times(known.calendar, resource, range, &start_time_request) {
                    if let Some(day) = self.days.index_of(start).filter(|day| (first..end).contains(day))
                        && is_in_part(request.part, &self.days[day], start)
                    {
                        let interval = Interval::new(start, start + duration);
                        // The start times of a resource are in their order, so those of a day follow each other.
                        if found.last().is_none_or(|last| (last.day, last.resource) != (day, index)) {
                            found.push(FoundDay::new(day, index));
                        }
                        if let Some(last) = found.last_mut() {
                            last.add(interval, self.is_afternoon(day, start));
                        }
                    }
                }
            }
            first = end;
        }
        found
    }

    pub(super) fn start_time(&self, found: &FoundDay, interval: Interval) -> StartTime {
        self.days[found.day].start_time(self.resources[found.resource].id, interval)
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
        self.searched.iter().filter(|&&index| !self.filter.shows_resource(self.resources[index].id)).count()
    }
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
