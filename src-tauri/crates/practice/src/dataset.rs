//! A sample account with all its rows.

mod weekly;

use std::sync::OnceLock;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::edit::{self, SampleEdit};
use crate::rows::{
    Field, SampleAppointment, SampleBreakRule, SampleExpense, SampleHoliday, SampleOverride, SamplePayment,
    SampleResource, SampleTimeOff, SampleWorkRule,
};
use crate::scenario::Scenario;
use crate::schedule_exceptions::{self, ResourceSchedule, is_holiday, weekday};
use crate::templates::{self, ResourceTemplate, Service};
use crate::{appointments, civil};

/// The id of the account that the server serves.
pub const ACCOUNT_ID: i64 = 1;

/// Which data about money the server sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finance {
    /// All data.
    Sent,
    /// Empty lists, and `null` for fields.
    Null,
    /// Lists and fields are absent.
    Absent,
}

impl Finance {
    pub(crate) fn field<T>(self, value: Option<T>) -> Field<T> {
        match self {
            Self::Sent => value.into(),
            Self::Null => Field::Null,
            Self::Absent => Field::Absent,
        }
    }
}

/// A sample account: all its rows for some months around `now`.
///
/// The appointments of a date are generated when they are first needed. They depend on the scenario, the date and `now`
/// alone, never on the order in which dates are requested.
#[derive(Debug)]
pub struct Dataset {
    scenario: Scenario,
    pub(crate) now: DateTime<Utc>,
    pub(crate) finance: Finance,
    /// How many days before its start an appointment is created: the minimum and the maximum.
    pub(crate) lead_days: (i64, i64),
    pub(crate) templates: Vec<ResourceTemplate>,
    /// The time zone of each template.
    zones: Vec<Tz>,
    resources: Vec<SampleResource>,
    work_rules: Vec<SampleWorkRule>,
    break_rules: Vec<SampleBreakRule>,
    holidays: Vec<SampleHoliday>,
    overrides: Vec<SampleOverride>,
    time_offs: Vec<SampleTimeOff>,
    first_date: NaiveDate,
    /// The appointments of each date from `first_date` on.
    days: Vec<OnceLock<Vec<SampleAppointment>>>,
    edits: Vec<SampleEdit>,
}

/// Sums over the appointments of some dates, in whole tenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SampleMoney {
    /// The sum of `service_amount`, without cancelled appointments.
    pub planned_tenge: i64,
    /// The sum of `prepaid_amount` and `settlement_amount`, with cancelled appointments.
    pub received_tenge: i64,
    /// The sum of the expenses.
    pub expenses_tenge: i64,
    /// The sum of the expenses that are not paid yet.
    pub expenses_unpaid_tenge: i64,
}

/// The working time of a resource on one date, and the breaks and time off in it.
pub(crate) struct WorkingTime {
    open: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    closed: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl WorkingTime {
    /// Whether an appointment fits: it is inside one interval of working time, and no break or time off overlaps it.
    pub(crate) fn fits(&self, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> bool {
        self.open.iter().any(|(from, to)| *from <= starts_at && ends_at <= *to)
            && self.closed.iter().all(|(from, to)| ends_at <= *from || *to <= starts_at)
    }
}

impl Dataset {
    /// The sample account of this scenario, dated around `now`.
    pub fn new(scenario: Scenario, now: DateTime<Utc>) -> Self {
        // The clocks change at least every seven months, so 220 days on both sides include a change in each direction.
        let (days_back, days_ahead, lead_days) = match scenario {
            Scenario::Dst => (220, 220, (230, 260)),
            _ => (60, 90, (35, 95)),
        };
        let finance = match scenario {
            Scenario::NoFinance => Finance::Null,
            Scenario::FinanceGone => Finance::Absent,
            _ => Finance::Sent,
        };
        let templates = templates::of_scenario(scenario);
        let zones: Vec<Tz> = templates.iter().map(|template| civil::zone(template.timezone)).collect();
        let holidays = schedule_exceptions::holidays(scenario, now);
        let schedules: Vec<ResourceSchedule> = templates
            .iter()
            .zip(&zones)
            .enumerate()
            .map(|(index, (template, zone))| ResourceSchedule {
                id: Self::resource_id(index),
                zone: *zone,
                weekdays: template.shifts.iter().flat_map(|shift| shift.weekdays).copied().collect(),
            })
            .collect();
        let exceptions = schedule_exceptions::around_today(&schedules, &holidays, now);
        let today = civil::date(zones.first().copied().unwrap_or(Tz::Asia__Almaty), now);
        let (work_rules, break_rules) = weekly::rules(&templates);
        Self {
            scenario,
            now,
            finance,
            lead_days,
            resources: weekly::resources(&templates),
            work_rules,
            break_rules,
            holidays,
            overrides: exceptions.overrides,
            time_offs: exceptions.time_offs,
            first_date: today - Days::new(days_back),
            days: (0..=days_back + days_ahead).map(|_| OnceLock::new()).collect(),
            edits: Vec::new(),
            templates,
            zones,
        }
    }

    /// The same account with these edits.
    #[must_use]
    pub fn with_edits(mut self, edits: &[SampleEdit]) -> Self {
        edit::add_time_off(edits, &mut self.time_offs, self.now);
        self.edits = edits.to_vec();
        self
    }

    /// The scenario of the account.
    pub const fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// Whether the server sends payments and expenses.
    pub fn has_finance(&self) -> bool {
        self.finance == Finance::Sent
    }

    /// The time around which the data are dated.
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Resources in the order of the server: by name, then id.
    pub fn resources(&self) -> &[SampleResource] {
        &self.resources
    }

    /// Weekly working hours by weekday, start, then id.
    pub fn work_rules(&self) -> &[SampleWorkRule] {
        &self.work_rules
    }

    /// Weekly breaks by weekday, start, then id.
    pub fn break_rules(&self) -> &[SampleBreakRule] {
        &self.break_rules
    }

    /// All holidays by date, then title.
    pub fn holidays(&self) -> &[SampleHoliday] {
        &self.holidays
    }

    /// All overrides by date, then resource.
    pub fn workday_overrides(&self) -> &[SampleOverride] {
        &self.overrides
    }

    /// All time off by start.
    pub fn time_offs(&self) -> &[SampleTimeOff] {
        &self.time_offs
    }

    /// The first and the last date that can have appointments.
    pub fn dates(&self) -> (NaiveDate, NaiveDate) {
        let last = u64::try_from(self.days.len()).unwrap_or(1) - 1;
        (self.first_date, self.first_date + Days::new(last))
    }

    /// Whether a holiday closes the account on this date.
    pub fn is_holiday(&self, date: NaiveDate) -> bool {
        is_holiday(&self.holidays, date)
    }

    /// The appointments that start on `date` in the time zone of their resource, by start, then id. Cancelled ones are
    /// included.
    pub fn appointments_on(&self, date: NaiveDate) -> &[SampleAppointment] {
        let day = usize::try_from(date.signed_duration_since(self.first_date).num_days()).ok();
        let Some(day) = day.and_then(|day| self.days.get(day)) else { return &[] };
        day.get_or_init(|| {
            let mut appointments: Vec<SampleAppointment> = (0..self.templates.len())
                .flat_map(|resource_index| appointments::generate(self, resource_index, date))
                .collect();
            appointments.extend(self.bookings_on(date));
            edit::edit_appointments(&self.edits, &mut appointments, self.now);
            appointments.sort_by_key(|appointment| (appointment.starts_at, appointment.id));
            appointments
        })
    }

    /// The appointments that the edits add on `date`.
    fn bookings_on(&self, date: NaiveDate) -> impl Iterator<Item = SampleAppointment> {
        self.edits.iter().enumerate().filter_map(move |(number, edit)| {
            let SampleEdit::Booked { resource_id, from, to } = *edit else { return None };
            let index = (0..self.templates.len()).find(|index| Self::resource_id(*index) == resource_id)?;
            let is_of_date = civil::date(self.zones[index], from) == date;
            is_of_date.then(|| appointments::booked(self, index, from, to, number))
        })
    }

    /// The appointments that overlap the half-open range, by start, then id.
    pub fn appointments_overlapping(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Vec<&SampleAppointment> {
        let (first, last) = self.dates();
        // The date of a resource differs from the date in UTC by one day at most, and an appointment can end after midnight.
        let margin = TimeDelta::days(2) + edit::longest_booking(&self.edits);
        let first = from.checked_sub_signed(margin).map_or(first, |instant| first.max(instant.date_naive()));
        let last = to.checked_add_signed(margin).map_or(last, |instant| last.min(instant.date_naive()));
        let mut rows: Vec<&SampleAppointment> = first
            .iter_days()
            .take_while(|date| *date <= last)
            .flat_map(|date| self.appointments_on(date))
            .filter(|row| row.starts_at < to && row.ends_at > from)
            .collect();
        rows.sort_by_key(|row| (row.starts_at, row.id));
        rows
    }

    /// The sums over the appointments on the dates `first..=last`.
    pub fn money(&self, first: NaiveDate, last: NaiveDate) -> SampleMoney {
        let mut money = SampleMoney::default();
        for row in
            first.iter_days().take_while(|date| *date <= last).flat_map(|date| self.appointments_on(date))
        {
            if row.takes_time() {
                money.planned_tenge += row.service_amount;
            }
            money.received_tenge += row.received_tenge();
            if let Some(expense) = row.expense.value() {
                money.expenses_tenge += expense.amount;
                if expense.status != "paid" {
                    money.expenses_unpaid_tenge += expense.amount;
                }
            }
        }
        money
    }

    /// The payments of these appointments by time, then id.
    pub(crate) fn payments<'a>(appointments: &[&'a SampleAppointment]) -> Vec<&'a SamplePayment> {
        let mut rows: Vec<_> =
            appointments.iter().flat_map(|appointment| appointment.payment_rows()).collect();
        rows.sort_by_key(|row| (row.created_at, row.id));
        rows
    }

    /// The expenses of these appointments by time, then id.
    pub(crate) fn expenses<'a>(appointments: &[&'a SampleAppointment]) -> Vec<&'a SampleExpense> {
        let mut rows: Vec<_> =
            appointments.iter().filter_map(|appointment| appointment.expense.value()).collect();
        rows.sort_by_key(|row| (row.created_at, row.id));
        rows
    }

    /// The working time of a resource on a date in its time zone (free-time rule 10, without appointments).
    pub(crate) fn working_time(&self, resource_index: usize, date: NaiveDate) -> WorkingTime {
        let zone = self.zones[resource_index];
        let resource_id = Self::resource_id(resource_index);
        let interval = |start, end| (civil::instant(zone, date, start), civil::instant(zone, date, end));
        let override_row =
            self.overrides.iter().find(|row| row.resource_id == resource_id && row.date == date);
        let (open, mut closed) = if let Some(row) = override_row {
            let break_minutes = row.break_start_minute.zip(row.break_end_minute);
            let breaks = break_minutes.map(|(start, end)| interval(start, end)).into_iter().collect();
            (vec![interval(row.start_minute, row.end_minute)], breaks)
        } else if self.is_holiday(date) {
            (Vec::new(), Vec::new())
        } else {
            let shifts = self.templates[resource_index]
                .shifts
                .iter()
                .filter(|shift| shift.weekdays.contains(&weekday(date)));
            let breaks = shifts.clone().filter_map(|shift| shift.break_time);
            (
                shifts.map(|shift| interval(shift.start_minute, shift.end_minute)).collect(),
                breaks
                    .map(|shift_break| interval(shift_break.start_minute, shift_break.end_minute))
                    .collect(),
            )
        };
        let time_off = self
            .time_offs
            .iter()
            .filter(|row| edit::is_planned(row) && row.resource_id.is_none_or(|id| id == resource_id));
        closed.extend(time_off.map(|row| (row.starts_at, row.ends_at)));
        WorkingTime { open, closed }
    }

    pub(crate) fn zone_of(&self, resource_index: usize) -> Tz {
        self.zones[resource_index]
    }

    /// The random seed of the scenario. Scenarios that show the same clinic have the same seed.
    pub(crate) const fn seed(&self) -> i64 {
        match self.scenario {
            Scenario::Clinic
            | Scenario::NoFinance
            | Scenario::FinanceGone
            | Scenario::MedElement
            | Scenario::Empty => 26,
            Scenario::Salon => 2,
            Scenario::Busy => 3,
            Scenario::Dst => 4,
        }
    }

    /// The id of the resource with this index in the templates.
    pub(crate) fn resource_id(index: usize) -> i64 {
        101 + i64::try_from(index).unwrap_or(0)
    }

    /// The id of a service. It depends on the name alone.
    pub(crate) fn service_id(service: &Service) -> i64 {
        let letters = service.name.chars().map(|letter| i64::from(u32::from(letter)));
        1_000 + letters.fold(7, |sum, letter| (sum * 31 + letter) % 899_981)
    }
}
