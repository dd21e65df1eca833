//! The data that all views use: the days, the resources, and the appointments of each cell.

use std::collections::HashMap;
use std::ops::AddAssign;

use chrono::{NaiveDate, TimeDelta};

use super::day::{Day, Days};
use super::hours::{ResourceDay, time_offs_of};
use super::period::period;
use super::request::ViewRequest;
use super::resource::{ViewResource, comparison_instants, view_resources};
use super::types::{DayTotals, ViewKind};
use crate::interval::merge;
use crate::model::{Appointment, Instant, Interval, Resource, TimeOff};
use crate::start_times::{StartTimeRequest, start_times};
use crate::{Calendar, civil, free, hours};

pub(super) struct PeriodData<'a> {
    calendar: &'a Calendar,
    pub(super) now: Instant,
    pub(super) today: NaiveDate,
    pub(super) days: Days,
    pub(super) resources: Vec<ViewResource<'a>>,
    /// The appointments of each cell by start. The index is `resource * days + day`.
    appointments: Vec<Vec<&'a Appointment>>,
    /// The time that appointments take which the filter hides by another condition than their resource, for each resource.
    filtered: Vec<Vec<Interval>>,
    /// The time offs in the period, for each resource.
    time_offs: Vec<Vec<&'a TimeOff>>,
    /// The offered free time in the period, for each resource.
    free: Vec<Vec<Interval>>,
    /// How many appointments of the requested duration each cell can still take.
    starts: Vec<Vec<u32>>,
}

/// One resource on one day.
pub(super) struct CellData<'s, 'a> {
    pub(super) day: &'s Day,
    pub(super) appointments: &'s [&'a Appointment],
    pub(super) hours: ResourceDay<'a>,
    pub(super) free: Vec<Interval>,
    /// Time of appointments that the filter hides.
    pub(super) filtered: Vec<Interval>,
    pub(super) totals: DayTotals,
}

/// The most boxes of a view: appointments and absences, each once a day. With more, neither the transfer nor the page would be
/// done within two seconds. A week of a clinic with sixty resources and a thousand appointments a day has 7,000.
pub(super) const MAX_BOXES: usize = 20_000;

/// How many appointments and absences a view would draw. The month draws none.
pub(super) fn box_count(calendar: &Calendar, request: &ViewRequest) -> usize {
    let (first, last) = period(request.kind, request.date);
    let days = Days::new(request.zone, first, last);
    let Some(range) = days.range().filter(|_| request.kind != ViewKind::Month) else { return 0 };
    let resource_count = calendar.payload().resources.len();
    let shown = calendar.appointments_within(range).filter(|appointment| request.filter.shows(appointment));
    let appointments: usize =
        shown.map(|appointment| days.overlapped_by(appointment.interval()).count()).sum();
    let time_offs = calendar.payload().time_offs.iter().filter_map(|time_off| {
        let shown = match time_off.resource_id {
            Some(id) => usize::from(request.filter.shows_resource(id)),
            None => resource_count,
        };
        let interval = Interval::new(time_off.starts_at, time_off.ends_at).clip(&range)?;
        Some(days.overlapped_by(interval).count() * shown)
    });
    appointments + time_offs.sum::<usize>()
}

impl<'a> PeriodData<'a> {
    pub(super) fn new(calendar: &'a Calendar, request: &ViewRequest) -> PeriodData<'a> {
        let (first, last) = period(request.kind, request.date);
        let days = Days::new(request.zone, first, last);
        let range = days.range().unwrap_or(Interval::new(request.now, request.now));

        let in_period: Vec<&Appointment> = calendar
            .appointments_within(range)
            .filter(|appointment| request.filter.shows(appointment))
            .collect();
        let instants = comparison_instants(&days.iter().map(Day::bounds).collect::<Vec<_>>());
        let mut resources =
            view_resources(calendar, request.zone, request.order, &instants, in_period.iter().copied());
        resources.retain(|resource| request.filter.shows_resource(resource.id));
        if matches!(request.kind, ViewKind::Day | ViewKind::Week) {
            remove_inactive_without_appointments(&mut resources, &in_period);
        }

        let position: HashMap<i64, usize> =
            resources.iter().enumerate().map(|(position, resource)| (resource.id, position)).collect();
        let mut appointments = vec![Vec::new(); resources.len() * days.len()];
        for appointment in in_period {
            if let Some(resource) = position.get(&appointment.resource_id) {
                for day in days.overlapped_by(appointment.interval()) {
                    appointments[resource * days.len() + day].push(appointment);
                }
            }
        }
        for cell in &mut appointments {
            cell.sort_by_key(|appointment| (appointment.starts_at, appointment.id));
        }

        let time_offs = resources.iter().map(|resource| time_offs_of(calendar, resource.id, range)).collect();
        let free = resources
            .iter()
            .map(|resource| match resource.resource {
                Some(resource) if free::is_offered(resource) => {
                    free::offered(calendar, resource, range, request.now)
                }
                _ => Vec::new(),
            })
            .collect();
        let starts = resources
            .iter()
            .map(|resource| starts_by_day(calendar, resource.resource, &days, range, request))
            .collect();
        let filtered = filtered(calendar, request, range, &position);
        let today = civil::date_of(request.zone, request.now);
        PeriodData {
            calendar,
            now: request.now,
            today,
            days,
            resources,
            appointments,
            filtered,
            time_offs,
            free,
            starts,
        }
    }

    pub(super) fn cell(&self, resource: usize, day: usize) -> CellData<'_, 'a> {
        let cell_day = &self.days[day];
        let appointments = self.appointments(resource, day);
        let hours = ResourceDay::new(
            self.calendar,
            self.resources[resource].resource,
            cell_day,
            &self.time_offs[resource],
        );
        let free = parts_in(&self.free[resource], cell_day);
        let filtered = parts_in(&self.filtered[resource], cell_day);
        // An appointment that the filter hides takes its time, too.
        let blocked = self.calendar.blocked_within(self.resources[resource].id, cell_day.bounds()).collect();
        let starts = self.starts[resource][day];
        let totals = DayTotals { starts, ..totals(cell_day, appointments, blocked, &hours, &free) };
        CellData { day: cell_day, appointments, hours, free, filtered, totals }
    }

    /// The appointments that overlap a cell, by start.
    pub(super) fn appointments(&self, resource: usize, day: usize) -> &[&'a Appointment] {
        &self.appointments[resource * self.days.len() + day]
    }

    /// The title of the holiday that closes the day. Empty when the holiday has no title.
    pub(super) fn holiday(&self, day: &Day) -> Option<String> {
        hours::holiday_of(self.calendar, day.date).map(|holiday| holiday.title.clone().unwrap_or_default())
    }
}

/// For each day, how many appointments of the requested duration can still be made. The first start time is taken, then the
/// first one after its end, and so on.
fn starts_by_day(
    calendar: &Calendar,
    resource: Option<&Resource>,
    days: &Days,
    range: Interval,
    request: &ViewRequest,
) -> Vec<u32> {
    let mut counts = vec![0; days.len()];
    let duration_min = i64::from(request.duration_min);
    let start_time_request = StartTimeRequest { duration_min, step_min: None, earliest: request.now };
    let mut end = range.start;
    for start in resource.map_or_else(Vec::new, |of| start_times(calendar, of, range, &start_time_request)) {
        if start >= end
            && let Some(day) = days.index_of(start)
        {
            counts[day] += 1;
            end = start + TimeDelta::minutes(duration_min);
        }
    }
    counts
}

/// The parts of sorted, disjoint intervals on a day.
fn parts_in(intervals: &[Interval], day: &Day) -> Vec<Interval> {
    let first = intervals.partition_point(|piece| piece.end <= day.bounds().start);
    intervals[first..].iter().map_while(|piece| day.clip(*piece)).collect()
}

/// For each resource, the time of its appointments that the filter hides. Cancelled ones take no time.
fn filtered(
    calendar: &Calendar,
    request: &ViewRequest,
    range: Interval,
    position: &HashMap<i64, usize>,
) -> Vec<Vec<Interval>> {
    let mut filtered = vec![Vec::new(); position.len()];
    if request.filter.has_conditions() {
        for appointment in calendar.appointments_within(range) {
            if let Some(resource) = position.get(&appointment.resource_id)
                && !appointment.is_cancelled()
                && !request.filter.shows_kind(appointment)
            {
                filtered[*resource].push(appointment.interval());
            }
        }
    }
    filtered.into_iter().map(merge).collect()
}

/// Removes inactive resources that have no appointment, or only cancelled ones.
fn remove_inactive_without_appointments(resources: &mut Vec<ViewResource>, appointments: &[&Appointment]) {
    resources.retain(|resource| {
        let blocks_resource = |appointment: &&Appointment| {
            appointment.resource_id == resource.id && !appointment.is_cancelled()
        };
        !resource.head.inactive || appointments.iter().any(blocks_resource)
    });
}

fn totals(
    day: &Day,
    appointments: &[&Appointment],
    blocked: Vec<Interval>,
    hours: &ResourceDay,
    free: &[Interval],
) -> DayTotals {
    let mut totals = DayTotals::default();
    for appointment in appointments {
        match (day.contains(appointment.starts_at), appointment.is_cancelled()) {
            (true, true) => totals.cancelled += 1,
            (true, false) => totals.appointments += 1,
            (false, false) => totals.continuing += 1,
            (false, true) => {}
        }
    }
    totals.work_min = hours.work_min();
    totals.busy_min = hours.busy_min(blocked);
    totals.free_min = super::interval_set::minutes(free);
    totals.load_percent = load_percent(totals.busy_min, totals.work_min);
    totals
}

/// Rounded, 0..=100. `None` without working time.
fn load_percent(busy_min: i32, work_min: i32) -> Option<u32> {
    let (busy_min, work_min) = (i64::from(busy_min), i64::from(work_min));
    (work_min > 0).then(|| u32::try_from((busy_min * 200 + work_min) / (work_min * 2)).unwrap_or(0))
}

impl AddAssign<&DayTotals> for DayTotals {
    fn add_assign(&mut self, other: &DayTotals) {
        self.appointments += other.appointments;
        self.continuing += other.continuing;
        self.cancelled += other.cancelled;
        self.work_min += other.work_min;
        self.busy_min += other.busy_min;
        self.free_min += other.free_min;
        self.starts += other.starts;
        self.load_percent = load_percent(self.busy_min, self.work_min);
    }
}
