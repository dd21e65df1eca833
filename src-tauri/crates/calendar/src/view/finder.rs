//! The finder: the first free starts across days and resources.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

use super::appointment::{interval_of, is_cancelled, service_names};
use super::column::resource_heads;
use super::day::{Day, Days};
use super::label::{filled, utc};
use super::period::add_days;
use super::types::{
    DateLabel, DayPart, DurationChoice, FinderGroup, FinderRow, FinderStartTime, FinderView, GroupBy,
    MomentKind, NotOffered, ResourceHead, StartTime, Whom,
};
use crate::hours::day_hours;
use crate::model::{Instant, Interval};
use crate::starts::{Wish, starts};
use crate::{Calendar, Filter, civil};

/// No search looks further ahead, however few working days it meets.
const MAX_DAYS: i64 = 62;
/// The longest appointment that is looked for, in minutes.
const LONGEST_MIN: u32 = 720;
/// How long an appointment takes when nothing is known.
const USUAL_MIN: u32 = 30;
/// So many lengths to choose from fit beside each other.
const MAX_DURATIONS: usize = 6;
/// So many starts of one resource's day are listed.
const MAX_STARTS: usize = 16;
/// A search can begin on so many dates after today.
const MAX_DAYS_LATER: i64 = 31;
/// So many days of one resource are listed when resources are compared.
const MAX_DAYS_OF_RESOURCE: usize = 3;

/// Where the parts of the day meet, in minutes of the wall clock.
const NOON_MIN: i32 = 12 * 60;
const EVENING_MIN: i32 = 17 * 60;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct FinderRequest<'a> {
    /// Minutes, 5 to 720; the length most common in the data when absent.
    pub duration_min: Option<u32>,
    /// Whose.
    pub whom: &'a Whom,
    /// The first date; one that is past means today.
    pub from: NaiveDate,
    /// How many dates to look at on which anyone asked for works.
    pub working_days: u32,
    /// Which part of the day.
    pub part: DayPart,
    /// Minutes from now before the first start.
    pub notice_min: u32,
    /// Minutes between starts; each resource's own slot duration when absent.
    pub step_min: Option<u32>,
    /// By day or by resource.
    pub group_by: GroupBy,
    /// How many rows (a resource's day) to list.
    pub max_rows: usize,
    /// The present moment.
    pub now: Instant,
    /// The clinic's zone: days, parts of days and labels are its.
    pub zone: Tz,
    /// Hidden resources are not searched.
    pub filter: &'a Filter,
}

/// One range of known data.
#[derive(Debug, Clone, Copy)]
pub struct KnownRange<'a> {
    /// What it covers.
    pub range: Interval,
    /// Its data.
    pub calendar: &'a Calendar,
}

/// The dates that a search from `request.from` can need at most, as instants.
pub fn finder_range(from: NaiveDate, zone: Tz) -> Interval {
    Interval::new(super::day::day_start(zone, from), super::day::day_start(zone, add_days(from, MAX_DAYS)))
}

/// Looks for free starts in `known`, of which the first range that covers a day has the say on it.
pub fn find(known: &[KnownRange], request: &FinderRequest) -> FinderView {
    let today = civil::date_of(request.zone, request.now);
    let from = request.from.max(today);
    let durations = durations(first_source(known, request.zone, from).map(|at| known[at].calendar));
    let duration_min = request.duration_min.unwrap_or(durations.usual_min).clamp(5, LONGEST_MIN);
    let sight = sight_of(known, request, from);
    let mut found = sight.starts(request, duration_min);
    found.sort_unstable();

    let first = first_three(&sight, &found, today);
    let (groups, more) = match request.group_by {
        GroupBy::Day => by_day(&sight, &found, today, request.max_rows),
        GroupBy::Resource => by_resource(&sight, &found, today, request.max_rows),
    };
    FinderView {
        durations: durations.choices,
        specialties: sight.specialties,
        resources: sight.resources.iter().filter(|resource| is_told(resource)).cloned().collect(),
        duration_min,
        from_choices: from_choices(from, today),
        from: super::date_label(from, today),
        until: super::date_label(sight.last, today),
        first,
        groups,
        more,
        not_offered: sight.not_offered,
        unknown_from: sight.unknown_from.map(|date| super::date_label(date, today)),
    }
}

fn from_choices(from: NaiveDate, today: NaiveDate) -> Vec<DateLabel> {
    let last = add_days(today, MAX_DAYS_LATER);
    let further = Some(from).filter(|from| *from > last);
    let month = today.iter_days().take_while(|date| *date <= last);
    month.chain(further).map(|date| super::date_label(date, today)).collect()
}

/// The days and resources of a search.
struct Sight<'a> {
    days: Days,
    /// For each day the place of its data in `known`.
    sources: Vec<usize>,
    known: &'a [KnownRange<'a>],
    /// All that are not filtered out.
    resources: Vec<ResourceHead>,
    /// Of those the ones asked for who are offered, by place in `resources`.
    asked: Vec<usize>,
    specialties: Vec<String>,
    not_offered: Vec<NotOffered>,
    last: NaiveDate,
    unknown_from: Option<NaiveDate>,
}

/// Ordered by day, then resource, then time.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
struct Found {
    day: usize,
    resource: usize,
    start: Interval,
}

fn is_told(resource: &ResourceHead) -> bool {
    !resource.inactive && !resource.hours_elsewhere
}

fn sight_of<'a>(known: &'a [KnownRange], request: &FinderRequest, from: NaiveDate) -> Sight<'a> {
    let resources: Vec<ResourceHead> = first_source(known, request.zone, from)
        .map(|source| resource_heads(known[source].calendar, request.zone))
        .unwrap_or_default()
        .into_iter()
        .filter(|resource| request.filter.shows_resource(resource.id))
        .collect();
    let wanted = |resource: &ResourceHead| match request.whom {
        Whom::Any => true,
        Whom::Some { ids } => ids.contains(&resource.id),
        Whom::Specialty { name } => filled(resource.specialty.as_deref()) == Some(name.trim()),
    };
    let asked: Vec<usize> =
        (0..resources.len()).filter(|&at| wanted(&resources[at]) && is_told(&resources[at])).collect();
    let not_offered = resources
        .iter()
        .filter(|resource| wanted(resource) && !is_told(resource))
        // Of those that are switched off only one that was asked for by name needs an answer.
        .filter(|resource| {
            resource.hours_elsewhere && !resource.inactive || matches!(request.whom, Whom::Some { .. })
        })
        .map(|resource| NotOffered {
            resource: resource.clone(),
            why: if resource.hours_elsewhere { MomentKind::HoursElsewhere } else { MomentKind::NotOffered },
        })
        .collect();
    let mut specialties: Vec<String> = Vec::new();
    for resource in resources.iter().filter(|resource| is_told(resource)) {
        if let Some(name) = filled(resource.specialty.as_deref())
            && !specialties.iter().any(|listed| listed == name)
        {
            specialties.push(name.to_owned());
        }
    }
    specialties.sort_by_key(|name| name.to_lowercase());

    let mut sources = Vec::new();
    let mut last = from;
    let mut unknown_from = None;
    let mut working_days = 0;
    for date in from.iter_days().take(usize::try_from(MAX_DAYS).unwrap_or(usize::MAX)) {
        let Some(source) = source_of(known, request.zone, date) else {
            unknown_from = Some(date);
            break;
        };
        sources.push(source);
        last = date;
        let works = |&at: &usize| works_on(known[source].calendar, resources[at].id, date);
        working_days += u32::from(asked.iter().any(works));
        if working_days >= request.working_days.max(1) {
            break;
        }
    }
    let days = if sources.is_empty() {
        Days::new(request.zone, from, add_days(from, -1))
    } else {
        Days::new(request.zone, from, last)
    };
    Sight { days, sources, known, resources, asked, specialties, not_offered, last, unknown_from }
}

/// The place in `known` of the data that have the say on a day.
fn source_of(known: &[KnownRange], zone: Tz, date: NaiveDate) -> Option<usize> {
    let bounds = Day::new(zone, date).bounds();
    known.iter().position(|each| each.range.start <= bounds.start && bounds.end <= each.range.end)
}

/// Who there is, and how long appointments take, is told by the data of the first day; without them, by any. It must not
/// depend on what else happens to be known.
fn first_source(known: &[KnownRange], zone: Tz, from: NaiveDate) -> Option<usize> {
    source_of(known, zone, from).or((!known.is_empty()).then_some(0))
}

fn works_on(calendar: &Calendar, resource_id: i64, date: NaiveDate) -> bool {
    calendar
        .resource(resource_id)
        .is_some_and(|resource| !day_hours(calendar, resource, date).working.is_empty())
}

impl Sight<'_> {
    fn starts(&self, request: &FinderRequest, duration_min: u32) -> Vec<Found> {
        let wish = Wish {
            duration_min: duration_min.into(),
            step_min: request.step_min.map(i64::from),
            earliest: request.now + TimeDelta::minutes(request.notice_min.into()),
        };
        let duration = TimeDelta::minutes(duration_min.into());
        let mut found = Vec::new();
        let mut first = 0;
        while first < self.sources.len() {
            // One pass for all days whose data are in the same range.
            let source = self.sources[first];
            let until = self.sources[first..].iter().position(|other| *other != source);
            let until = until.map_or(self.sources.len(), |length| first + length);
            let known = self.known[source];
            let range = Interval::new(
                self.days[first].bounds().start,
                // An appointment may go on past the midnight after which the next range begins.
                (self.days[until - 1].bounds().end + duration).min(known.range.end),
            );
            for &position in &self.asked {
                let Some(resource) = known.calendar.resource(self.resources[position].id) else { continue };
                for start in starts(known.calendar, resource, range, &wish) {
                    if let Some(day) = self.days.index_of(start).filter(|day| (first..until).contains(day))
                        && is_in_part(request.part, &self.days[day], start)
                    {
                        found.push(Found {
                            day,
                            resource: position,
                            start: Interval::new(start, start + duration),
                        });
                    }
                }
            }
            first = until;
        }
        found
    }

    fn free_start(&self, found: &Found) -> StartTime {
        free_start(&self.days[found.day], self.resources[found.resource].id, found.start)
    }

    fn row(&self, starts: &[Found], today: NaiveDate) -> Option<FinderRow> {
        let head = starts.first()?;
        Some(FinderRow {
            date: self.date(head, today),
            resource: self.resources[head.resource].clone(),
            starts: starts.iter().take(MAX_STARTS).map(|found| self.free_start(found)).collect(),
            more: u32::try_from(starts.len().saturating_sub(MAX_STARTS)).unwrap_or(u32::MAX),
        })
    }

    fn date(&self, found: &Found, today: NaiveDate) -> DateLabel {
        self.days[found.day].label(today)
    }
}

/// A start on its day.
pub(super) fn free_start(day: &Day, resource_id: i64, span: Interval) -> StartTime {
    let shown = day.span(span);
    StartTime {
        resource_id,
        start: utc(span.start),
        end: utc(span.end),
        label: shown.start_label,
        end_label: shown.end_label,
        from_min: shown.from_min,
        length_min: shown.length_min,
    }
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

/// `found` is by day, resource and time; of equal times the resource who comes first in the server's order is told.
fn first_three(sight: &Sight, found: &[Found], today: NaiveDate) -> Vec<FinderStartTime> {
    let mut first: Vec<&Found> = Vec::new();
    for day in found.chunk_by(|a, b| a.day == b.day) {
        let mut of_day: Vec<&Found> = day.iter().collect();
        of_day.sort_by_key(|found| (found.start.start, found.resource));
        of_day.dedup_by_key(|found| found.start.start);
        first.extend(of_day.into_iter().take(3 - first.len()));
        if first.len() == 3 {
            break;
        }
    }
    first
        .into_iter()
        .map(|found| FinderStartTime {
            date: sight.date(found, today),
            resource: sight.resources[found.resource].clone(),
            start: sight.free_start(found),
        })
        .collect()
}

fn by_day(sight: &Sight, found: &[Found], today: NaiveDate, max_rows: usize) -> (Vec<FinderGroup>, bool) {
    let mut groups = Vec::new();
    let mut left = max_rows;
    let mut more = false;
    for day in found.chunk_by(|a, b| a.day == b.day) {
        let all: Vec<&[Found]> = day.chunk_by(|a, b| a.resource == b.resource).collect();
        more |= all.len() > left;
        let rows: Vec<FinderRow> =
            all.into_iter().take(left).filter_map(|starts| sight.row(starts, today)).collect();
        left -= rows.len();
        if let Some(row) = rows.first() {
            groups.push(FinderGroup { date: Some(row.date.clone()), resource: None, rows });
        }
    }
    (groups, more)
}

/// Who can soonest comes first.
fn by_resource(
    sight: &Sight,
    found: &[Found],
    today: NaiveDate,
    max_rows: usize,
) -> (Vec<FinderGroup>, bool) {
    let mut of_resource: HashMap<usize, Vec<Found>> = HashMap::new();
    for each in found {
        of_resource.entry(each.resource).or_default().push(*each);
    }
    let mut resources: Vec<Vec<Found>> = of_resource.into_values().collect();
    resources.sort_by_key(|starts| (starts[0].start.start, starts[0].resource));

    let mut groups = Vec::new();
    let mut left = max_rows;
    let mut more = false;
    for starts in resources {
        let all: Vec<&[Found]> = starts.chunk_by(|a, b| a.day == b.day).collect();
        let room = left.min(MAX_DAYS_OF_RESOURCE);
        more |= left == 0;
        let rows: Vec<FinderRow> =
            all.into_iter().take(room).filter_map(|starts| sight.row(starts, today)).collect();
        left -= rows.len();
        if let Some(row) = rows.first() {
            groups.push(FinderGroup { date: None, resource: Some(row.resource.clone()), rows });
        }
    }
    (groups, more)
}

struct Durations {
    choices: Vec<DurationChoice>,
    usual_min: u32,
}

/// The lengths most common in a calendar, with the service that most often takes so long.
fn durations(calendar: Option<&Calendar>) -> Durations {
    let mut lengths: HashMap<u32, (u32, HashMap<&str, u32>)> = HashMap::new();
    for appointment in
        calendar.into_iter().flat_map(Calendar::appointments).filter(|appointment| !is_cancelled(appointment))
    {
        let Ok(minutes) = u32::try_from(interval_of(appointment).length().num_minutes()) else { continue };
        if (5..=LONGEST_MIN).contains(&minutes) {
            let (count, services) = lengths.entry(minutes).or_default();
            *count += 1;
            if let [service] = service_names(appointment)[..] {
                *services.entry(service).or_default() += 1;
            }
        }
    }
    let mut common: Vec<(u32, u32, Option<String>)> = lengths
        .into_iter()
        .map(|(minutes, (count, services))| {
            let service = services.into_iter().max_by_key(|(name, count)| (*count, std::cmp::Reverse(*name)));
            (minutes, count, service.map(|(name, _)| name.to_owned()))
        })
        .collect();
    common.sort_by_key(|(minutes, count, _)| (std::cmp::Reverse(*count), *minutes));
    let usual_min = common.first().map_or(USUAL_MIN, |(minutes, ..)| *minutes);
    common.truncate(MAX_DURATIONS);
    common.sort_by_key(|(minutes, ..)| *minutes);
    let choices =
        common.into_iter().map(|(minutes, _, service)| DurationChoice { minutes, service }).collect();
    Durations { choices, usual_min }
}
