//! A payload with indexes by resource, weekday and date.
#![expect(clippy::arithmetic_side_effects, reason = "counts of rows")]

use std::collections::{HashMap, HashSet};

use chrono::{Datelike, NaiveDate, Weekday};
use chrono_tz::Tz;

use crate::model::{
    Appointment, BreakRule, Holiday, Instant, Interval, Payload, Resource, TimeOff, WorkRule, WorkdayOverride,
};
use crate::zone::{self, Zone};

/// The API's default zone.
const DEFAULT_ZONE: Tz = Tz::Asia__Almaty;

/// A payload and its indexes. The indexes hold positions in the payload's lists, so that every result has the
/// server's order.
#[derive(Debug)]
pub struct Calendar {
    payload: Payload,
    /// In payload order. Of several appointments with the same id, only the first one.
    appointments: Vec<IndexedAppointment>,
    by_resource: HashMap<i64, ResourceIndex>,
    /// Each zone name of the payload, resolved once.
    zones: HashMap<String, Zone>,
    /// By month and day, because a yearly holiday applies in every year.
    holidays: HashMap<(u32, u32), Vec<usize>>,
    /// The time offs of the whole account, for a resource without an index.
    account_time_offs: Vec<usize>,
    clinic_zone: Zone,
}

/// Positions of one resource's rows in the payload's lists.
#[derive(Debug, Default)]
struct ResourceIndex {
    resource: Option<usize>,
    /// Active rules by weekday from Sunday, ordered by id.
    work_rules: [Vec<usize>; 7],
    break_rules: [Vec<usize>; 7],
    overrides: HashMap<NaiveDate, usize>,
    /// Time offs of the resource and of the whole account, in payload order.
    time_offs: Vec<usize>,
    /// By start, then payload order.
    by_start: Vec<IndexedAppointment>,
    /// `latest_ends[n]` is the latest end among the first `n + 1` of `by_start`. It never decreases, so that
    /// the first appointment that can overlap a range is found by binary search.
    latest_ends: Vec<Instant>,
}

/// The fields of an appointment that most queries need. They are stored side by side, because a whole row
/// takes about a kilobyte and reading one is a cache miss.
#[derive(Debug, Clone, Copy)]
struct IndexedAppointment {
    position: usize,
    id: i64,
    resource_id: i64,
    interval: Interval,
    cancelled: bool,
}

impl IndexedAppointment {
    fn new(position: usize, row: &Appointment) -> IndexedAppointment {
        IndexedAppointment {
            position,
            id: row.id,
            resource_id: row.resource_id,
            interval: row.interval(),
            cancelled: row.is_cancelled(),
        }
    }
}

impl Calendar {
    /// Indexes a payload.
    pub fn new(payload: Payload) -> Calendar {
        let mut by_resource: HashMap<i64, ResourceIndex> = HashMap::with_capacity(payload.resources.len());
        let mut zones = HashMap::new();
        for (position, resource) in payload.resources.iter().enumerate() {
            by_resource.entry(resource.id).or_default().resource.get_or_insert(position);
            if !zones.contains_key(&resource.timezone) {
                zones.insert(resource.timezone.clone(), zone::resolve(&resource.timezone));
            }
        }
        let account_time_offs: Vec<usize> =
            positions(&payload.time_offs, |time_off| time_off.resource_id.is_none()).collect();

        for (position, rule) in payload.work_rules.iter().enumerate().filter(|(_, rule)| rule.active) {
            let index = by_resource.entry(rule.resource_id).or_default();
            if let Some(rules) = index.work_rules.get_mut(usize::from(rule.weekday)) {
                rules.push(position);
            }
        }
        for (position, rule) in payload.break_rules.iter().enumerate().filter(|(_, rule)| rule.active) {
            let index = by_resource.entry(rule.resource_id).or_default();
            if let Some(rules) = index.break_rules.get_mut(usize::from(rule.weekday)) {
                rules.push(position);
            }
        }
        for (position, workday) in payload.workday_overrides.iter().enumerate() {
            by_resource
                .entry(workday.resource_id)
                .or_default()
                .overrides
                .entry(workday.date)
                .or_insert(position);
        }
        for (position, time_off) in payload.time_offs.iter().enumerate() {
            if let Some(resource_id) = time_off.resource_id {
                by_resource.entry(resource_id).or_default().time_offs.push(position);
            }
        }
        // This is a separate pass because a simple loop lets the processor fetch the next rows in advance.
        let mut appointments: Vec<IndexedAppointment> = payload
            .appointments
            .iter()
            .enumerate()
            .map(|(position, row)| IndexedAppointment::new(position, row))
            .collect();
        for indexed in &appointments {
            let index = by_resource.entry(indexed.resource_id).or_default();
            index.by_start.push(*indexed);
        }
        let mut seen_ids = HashSet::with_capacity(appointments.len());
        appointments.retain(|indexed| seen_ids.insert(indexed.id));
        for index in by_resource.values_mut() {
            index.sort(&payload, &account_time_offs);
        }

        let mut holidays: HashMap<(u32, u32), Vec<usize>> = HashMap::new();
        for (position, holiday) in payload.holidays.iter().enumerate() {
            holidays.entry((holiday.date.month(), holiday.date.day())).or_default().push(position);
        }
        let clinic_zone = Zone { tz: shared_zone(&payload, &zones), unknown: None };
        Calendar { payload, appointments, by_resource, zones, holidays, account_time_offs, clinic_zone }
    }

    /// The decoded payload.
    pub fn payload(&self) -> &Payload {
        &self.payload
    }

    /// The resource with an id. When the server sent several, the first one.
    pub fn resource(&self, id: i64) -> Option<&Resource> {
        self.payload.resources.get(self.by_resource.get(&id)?.resource?)
    }

    /// The name of an appointment's resource.
    pub fn resource_name(&self, appointment: &Appointment) -> String {
        match self.resource(appointment.resource_id) {
            Some(resource) => resource.name.clone(),
            None => appointment.name_of_missing_resource(appointment.resource_id),
        }
    }

    /// Each appointment once, in payload order. Of two appointments with the same id only the first.
    ///
    /// Views and sums use it. Free time ignores ids (free-time rule 12), so both appointments block it.
    pub fn appointments(&self) -> impl Iterator<Item = &Appointment> {
        self.appointments.iter().map(|indexed| &self.payload.appointments[indexed.position])
    }

    /// The [appointments](Self::appointments) that overlap `range`.
    pub fn appointments_within(&self, range: Interval) -> impl Iterator<Item = &Appointment> {
        self.appointments
            .iter()
            .filter(move |indexed| indexed.interval.overlaps(&range))
            .map(|indexed| &self.payload.appointments[indexed.position])
    }

    /// The appointments of a resource that overlap `range`, including cancelled ones, by start.
    ///
    /// A binary search finds the first and the last candidate, so few other appointments are read.
    pub fn appointments_of_within(
        &self,
        resource_id: i64,
        range: Interval,
    ) -> impl Iterator<Item = &Appointment> {
        self.indexed_within(resource_id, range).map(|indexed| &self.payload.appointments[indexed.position])
    }

    /// The intervals in which appointments block the resource within `range` (free-time rule 12), by start.
    /// They may overlap each other and extend beyond the range.
    pub(crate) fn blocked_within(&self, resource_id: i64, range: Interval) -> impl Iterator<Item = Interval> {
        self.indexed_within(resource_id, range)
            .filter(|indexed| !indexed.cancelled)
            .map(|indexed| indexed.interval)
    }

    fn indexed_within(&self, resource_id: i64, range: Interval) -> impl Iterator<Item = &IndexedAppointment> {
        let by_start = self.by_resource.get(&resource_id).map_or(&[][..], |index| {
            let first = index.latest_ends.partition_point(|&end| end <= range.start);
            let rest = &index.by_start[first..];
            let count = rest.partition_point(|indexed| indexed.interval.start < range.end);
            &rest[..count]
        });
        by_start.iter().filter(move |indexed| indexed.interval.end > range.start)
    }

    /// The time offs of a resource and of the whole account, in payload order.
    pub fn time_offs_of(&self, resource_id: i64) -> impl Iterator<Item = &TimeOff> {
        let positions =
            self.by_resource.get(&resource_id).map_or(&self.account_time_offs, |index| &index.time_offs);
        positions.iter().map(|&position| &self.payload.time_offs[position])
    }

    /// The active work rules of a resource on a weekday, ordered by id as on the server (free-time rule 11).
    pub fn work_rules_on(&self, resource_id: i64, weekday: Weekday) -> impl Iterator<Item = &WorkRule> {
        let positions = self
            .by_resource
            .get(&resource_id)
            .map_or(&[][..], |index| &index.work_rules[weekday.num_days_from_sunday() as usize]);
        positions.iter().map(|&position| &self.payload.work_rules[position])
    }

    /// The active break rules of a resource on a weekday, ordered by id.
    pub fn break_rules_on(&self, resource_id: i64, weekday: Weekday) -> impl Iterator<Item = &BreakRule> {
        let positions = self
            .by_resource
            .get(&resource_id)
            .map_or(&[][..], |index| &index.break_rules[weekday.num_days_from_sunday() as usize]);
        positions.iter().map(|&position| &self.payload.break_rules[position])
    }

    /// The override of a resource on a date.
    pub fn override_on(&self, resource_id: i64, date: NaiveDate) -> Option<&WorkdayOverride> {
        let position = *self.by_resource.get(&resource_id)?.overrides.get(&date)?;
        self.payload.workday_overrides.get(position)
    }

    /// The holidays of a date, including those declared working days, in payload order (free-time rule 10b).
    pub fn holidays_on(&self, date: NaiveDate) -> impl Iterator<Item = &Holiday> {
        let positions = self.holidays.get(&(date.month(), date.day())).map_or(&[][..], Vec::as_slice);
        positions
            .iter()
            .map(|&position| &self.payload.holidays[position])
            .filter(move |holiday| holiday.recurring_yearly || holiday.date == date)
    }

    /// The zone of one of this calendar's resources.
    pub fn zone_of(&self, resource: &Resource) -> &Zone {
        self.zones.get(&resource.timezone).unwrap_or(&self.clinic_zone)
    }

    /// The zone that most active resources share. With several such zones, the first in the payload. Without
    /// any, Asia/Almaty.
    ///
    /// Resources with an unknown zone do not count. They are in UTC, but their wall clock is not.
    pub fn clinic_zone(&self) -> Tz {
        self.clinic_zone.tz
    }
}

impl ResourceIndex {
    /// Puts all rows in their order and computes the latest ends.
    fn sort(&mut self, payload: &Payload, account_time_offs: &[usize]) {
        for rules in &mut self.work_rules {
            rules.sort_by_key(|&at| payload.work_rules[at].id);
        }
        for rules in &mut self.break_rules {
            rules.sort_by_key(|&at| payload.break_rules[at].id);
        }
        self.time_offs.extend_from_slice(account_time_offs);
        self.time_offs.sort_unstable();
        self.by_start.sort_by_key(|indexed| indexed.interval.start);
        let mut latest = Instant::MIN_UTC;
        self.latest_ends.extend(self.by_start.iter().map(|indexed| {
            latest = latest.max(indexed.interval.end);
            latest
        }));
    }
}

fn positions<T>(rows: &[T], mut wanted: impl FnMut(&T) -> bool) -> impl Iterator<Item = usize> {
    rows.iter().enumerate().filter(move |(_, row)| wanted(row)).map(|(position, _)| position)
}

fn shared_zone(payload: &Payload, zones: &HashMap<String, Zone>) -> Tz {
    let mut counts: Vec<(Tz, usize)> = Vec::new();
    for resource in payload.resources.iter().filter(|resource| resource.active) {
        let Some(Zone { tz, unknown: None }) = zones.get(&resource.timezone) else { continue };
        match counts.iter_mut().find(|(counted, _)| counted == tz) {
            Some((_, count)) => *count += 1,
            None => counts.push((*tz, 1)),
        }
    }
    // `max_by_key` returns the last of equal elements. In reversed order that is the first in the payload.
    counts.into_iter().rev().max_by_key(|&(_, count)| count).map_or(DEFAULT_ZONE, |(tz, _)| tz)
}
