//! What every view starts from: the days, the resources, and each appointment put where it belongs, in one pass.

use std::collections::HashMap;
use std::ops::AddAssign;

use chrono::NaiveDate;

use super::ViewRequest;
use super::appointment::{interval_of, is_cancelled};
use super::column::{Column, columns, moments};
use super::day::{Day, Days};
use super::hours::{ResourceDay, time_offs_of};
use super::period::period;
use super::types::{DayTotals, ViewKind};
use crate::model::{Appointment, Instant, Interval, TimeOff};
use crate::{Calendar, civil, free, hours};

pub(super) struct Scene<'a> {
    calendar: &'a Calendar,
    pub(super) now: Instant,
    pub(super) today: NaiveDate,
    pub(super) days: Days,
    pub(super) columns: Vec<Column<'a>>,
    /// By column, then day: the appointments that touch the cell, by start.
    appointments: Vec<Vec<&'a Appointment>>,
    /// By column: the absences of the period.
    time_offs: Vec<Vec<&'a TimeOff>>,
    /// By column: what the period can still offer.
    free: Vec<Vec<Interval>>,
}

/// One resource on one day.
pub(super) struct Cell<'s, 'a> {
    pub(super) day: &'s Day,
    pub(super) appointments: &'s [&'a Appointment],
    pub(super) hours: ResourceDay<'a>,
    pub(super) free: Vec<Interval>,
    pub(super) totals: DayTotals,
}

impl<'a> Scene<'a> {
    pub(super) fn new(calendar: &'a Calendar, request: &ViewRequest) -> Scene<'a> {
        let (first, last) = period(request.kind, request.date);
        let days = Days::new(request.zone, first, last);
        let range = days.range().unwrap_or(Interval::new(request.now, request.now));

        let in_period: Vec<&Appointment> = calendar
            .appointments_within(range)
            .filter(|appointment| request.filter.shows(appointment))
            .collect();
        let instants = moments(&days.iter().map(Day::bounds).collect::<Vec<_>>());
        let mut columns = columns(calendar, request.zone, &instants, in_period.iter().copied());
        columns.retain(|column| request.filter.shows_resource(column.id));
        if matches!(request.kind, ViewKind::Day | ViewKind::Week) {
            drop_idle(&mut columns, &in_period);
        }

        let position: HashMap<i64, usize> =
            columns.iter().enumerate().map(|(position, column)| (column.id, position)).collect();
        let mut appointments = vec![Vec::new(); columns.len() * days.len()];
        for appointment in in_period {
            if let Some(column) = position.get(&appointment.resource_id) {
                for day in days.touched_by(interval_of(appointment)) {
                    appointments[column * days.len() + day].push(appointment);
                }
            }
        }
        for cell in &mut appointments {
            cell.sort_by_key(|appointment| (appointment.starts_at, appointment.id));
        }

        let time_offs = columns.iter().map(|column| time_offs_of(calendar, column.id, range)).collect();
        let free = columns
            .iter()
            .map(|column| match column.resource {
                Some(resource) if free::is_offered(resource) => {
                    free::offered(calendar, resource, range, request.now)
                }
                _ => Vec::new(),
            })
            .collect();
        let today = civil::date_of(request.zone, request.now);
        Scene { calendar, now: request.now, today, days, columns, appointments, time_offs, free }
    }

    pub(super) fn cell(&self, column: usize, day: usize) -> Cell<'_, 'a> {
        let at = &self.days[day];
        let appointments = self.appointments(column, day);
        let hours =
            ResourceDay::new(self.calendar, self.columns[column].resource, at, &self.time_offs[column]);
        let free = &self.free[column];
        let first = free.partition_point(|piece| piece.end <= at.bounds().start);
        let free: Vec<Interval> = free[first..].iter().map_while(|piece| at.clip(*piece)).collect();
        let totals = totals(at, appointments, &hours, &free);
        Cell { day: at, appointments, hours, free, totals }
    }

    /// The appointments that touch a cell, by start.
    pub(super) fn appointments(&self, column: usize, day: usize) -> &[&'a Appointment] {
        &self.appointments[column * self.days.len() + day]
    }

    /// The title of the holiday that closes the day; empty when it has none.
    pub(super) fn holiday(&self, day: &Day) -> Option<String> {
        hours::holiday_of(self.calendar, day.date).map(|holiday| holiday.title.clone().unwrap_or_default())
    }
}

/// Leaves out resources that are switched off and have no live appointment to show.
fn drop_idle(columns: &mut Vec<Column>, appointments: &[&Appointment]) {
    columns.retain(|column| {
        let is_theirs =
            |appointment: &&Appointment| appointment.resource_id == column.id && !is_cancelled(appointment);
        !column.head.inactive || appointments.iter().any(is_theirs)
    });
}

fn totals(day: &Day, appointments: &[&Appointment], hours: &ResourceDay, free: &[Interval]) -> DayTotals {
    let mut totals = DayTotals::default();
    for appointment in appointments.iter().filter(|appointment| day.contains(appointment.starts_at)) {
        if is_cancelled(appointment) {
            totals.cancelled += 1;
        } else {
            totals.appointments += 1;
        }
    }
    let blocking = appointments
        .iter()
        .filter(|appointment| !is_cancelled(appointment))
        .map(|appointment| interval_of(appointment))
        .collect();
    totals.work_min = hours.work_min();
    totals.booked_min = hours.booked_min(blocking);
    totals.free_min = super::cover::minutes(free);
    totals.load_percent = load_percent(totals.booked_min, totals.work_min);
    totals
}

/// Rounded, 0..=100; `None` without working time.
fn load_percent(booked_min: i32, work_min: i32) -> Option<u32> {
    let (booked_min, work_min) = (i64::from(booked_min), i64::from(work_min));
    (work_min > 0).then(|| u32::try_from((booked_min * 200 + work_min) / (work_min * 2)).unwrap_or(0))
}

impl AddAssign<&DayTotals> for DayTotals {
    fn add_assign(&mut self, other: &DayTotals) {
        self.appointments += other.appointments;
        self.cancelled += other.cancelled;
        self.work_min += other.work_min;
        self.booked_min += other.booked_min;
        self.free_min += other.free_min;
        self.load_percent = load_percent(self.booked_min, self.work_min);
    }
}
