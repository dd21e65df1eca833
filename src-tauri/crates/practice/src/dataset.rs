//! A whole sample account, and the truth about it that tests hold the program against.

use std::sync::OnceLock;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::Map;

use crate::absences::{self, Worker, is_holiday, weekday};
use crate::roster::{self, Service, Specialist};
use crate::rows::{
    Field, SampleAppointment, SampleBreakRule, SampleExpense, SampleHoliday, SampleOverride, SamplePayment,
    SampleResource, SampleTimeOff, SampleWorkRule,
};
use crate::scenario::Scenario;
use crate::{appointments, wall};

/// The account that the server answers for.
pub const ACCOUNT_ID: i64 = 1;

/// Something that happened after the appointments were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Somebody turned out to be away: their appointments stand, and nobody new can come.
    Away {
        /// Who.
        resource_id: i64,
        /// From when.
        from: DateTime<Utc>,
        /// Until when.
        to: DateTime<Utc>,
    },
    /// This appointment was called off.
    Cancelled(i64),
    /// This appointment was put off by so many minutes, on the same date.
    Moved {
        /// Which.
        id: i64,
        /// Forward, or back when negative.
        by_min: i64,
    },
    /// This appointment has not been made yet.
    NotYet(i64),
}

/// The first of the ids of sudden absences; planned ones have lower ones.
const FIRST_SUDDEN_ID: i64 = 901;

/// What the server says about money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Finance {
    /// Everything.
    Kept,
    /// Empty lists and `null`.
    Nulls,
    /// Not even the keys.
    Gone,
}

impl Finance {
    pub(crate) fn field<T>(self, value: Option<T>) -> Field<T> {
        match self {
            Self::Kept => value.into(),
            Self::Nulls => Field::Null,
            Self::Gone => Field::Absent,
        }
    }
}

/// A sample account: all its rows for some months round `now`.
///
/// Appointments are made when a date is first asked for; what is made depends on the scenario, the date and `now`
/// alone, never on the order of questions.
#[derive(Debug)]
pub struct Dataset {
    scenario: Scenario,
    pub(crate) now: DateTime<Utc>,
    pub(crate) finance: Finance,
    /// How many days before an appointment it is booked: at least, at most.
    pub(crate) booked_ahead: (i64, i64),
    pub(crate) roster: Vec<Specialist>,
    zones: Vec<Tz>,
    resources: Vec<SampleResource>,
    work_rules: Vec<SampleWorkRule>,
    break_rules: Vec<SampleBreakRule>,
    holidays: Vec<SampleHoliday>,
    overrides: Vec<SampleOverride>,
    time_offs: Vec<SampleTimeOff>,
    first_date: NaiveDate,
    days: Vec<OnceLock<Vec<SampleAppointment>>>,
    turns: Vec<Turn>,
}

/// Sums over some dates, by the date of the appointment, in whole tenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SampleMoney {
    /// `service_amount` of every appointment that was not cancelled.
    pub planned: i64,
    /// `prepaid_amount` + `settlement_amount` of every appointment, cancelled or not.
    pub received: i64,
    /// What the business owes its resources.
    pub expenses: i64,
    /// The part of `expenses` that is not paid out yet.
    pub expenses_unpaid: i64,
}

/// The working time of a resource on one date, and what interrupts it.
pub(crate) struct Hours {
    working: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    closed: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Hours {
    /// Whether an appointment fits: inside one piece of working time, and touched by no break or absence.
    pub(crate) fn take(&self, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> bool {
        self.working.iter().any(|(from, to)| *from <= starts_at && ends_at <= *to)
            && self.closed.iter().all(|(from, to)| ends_at <= *from || *to <= starts_at)
    }
}

impl Dataset {
    /// The sample account of that scenario, dated round `now`.
    pub fn new(scenario: Scenario, now: DateTime<Utc>) -> Self {
        // The clocks change every seven months at most, so the zones' scenario reaches further.
        let (days_back, days_ahead, booked_ahead) = match scenario {
            Scenario::Dst => (220, 220, (230, 260)),
            _ => (60, 90, (35, 95)),
        };
        let finance = match scenario {
            Scenario::NoFinance => Finance::Nulls,
            Scenario::FinanceGone => Finance::Gone,
            _ => Finance::Kept,
        };
        let roster = roster::of(scenario);
        let zones: Vec<Tz> = roster.iter().map(|specialist| wall::zone(specialist.timezone)).collect();
        let holidays = absences::holidays(scenario, now);
        let workers: Vec<Worker> = roster
            .iter()
            .zip(&zones)
            .enumerate()
            .map(|(place, (specialist, zone))| Worker {
                id: Self::resource_id(place),
                zone: *zone,
                weekdays: specialist.shifts.iter().flat_map(|shift| shift.weekdays).copied().collect(),
            })
            .collect();
        let absences = absences::round_today(&workers, &holidays, now);
        let today = wall::date(zones.first().copied().unwrap_or(Tz::Asia__Almaty), now);
        let (work_rules, break_rules) = rules(&roster);
        Self {
            scenario,
            now,
            finance,
            booked_ahead,
            resources: resources(&roster),
            work_rules,
            break_rules,
            holidays,
            overrides: absences.overrides,
            time_offs: absences.time_offs,
            first_date: today - Days::new(days_back),
            days: (0..=days_back + days_ahead).map(|_| OnceLock::new()).collect(),
            turns: Vec::new(),
            roster,
            zones,
        }
    }

    /// The same account after these turns.
    #[must_use]
    pub fn with_turns(mut self, turns: &[Turn]) -> Self {
        let absences = turns.iter().filter_map(|turn| match *turn {
            Turn::Away { resource_id, from, to } => Some((resource_id, from, to)),
            Turn::Cancelled(_) | Turn::Moved { .. } | Turn::NotYet(_) => None,
        });
        self.time_offs.extend(absences.zip(FIRST_SUDDEN_ID..).map(|((resource_id, from, to), id)| {
            SampleTimeOff {
                id,
                account_id: ACCOUNT_ID,
                resource_id: Some(resource_id),
                kind: "sick_leave",
                starts_at: from,
                ends_at: to,
                title: "Больничный",
                notes: None,
                custom_attributes: Map::new(),
                created_at: self.now,
                updated_at: self.now,
            }
        }));
        self.time_offs.sort_by_key(|row| (row.starts_at, row.id));
        self.turns = turns.to_vec();
        self
    }

    /// What the turns make of a day's appointments.
    fn turn(&self, appointments: &mut Vec<SampleAppointment>) {
        for turn in &self.turns {
            match *turn {
                Turn::Away { .. } => {}
                Turn::NotYet(id) => appointments.retain(|appointment| appointment.id != id),
                Turn::Cancelled(id) => {
                    for appointment in appointments.iter_mut().filter(|appointment| appointment.id == id) {
                        appointment.status = "cancelled";
                        appointment.updated_at = self.now;
                    }
                }
                Turn::Moved { id, by_min } => {
                    for appointment in appointments.iter_mut().filter(|appointment| appointment.id == id) {
                        appointment.starts_at += TimeDelta::minutes(by_min);
                        appointment.ends_at += TimeDelta::minutes(by_min);
                        appointment.updated_at = self.now;
                    }
                }
            }
        }
    }

    /// Which sample account it is.
    pub const fn scenario(&self) -> Scenario {
        self.scenario
    }

    /// Whether the server tells what was received and what is owed.
    pub fn has_finance(&self) -> bool {
        self.finance == Finance::Kept
    }

    /// The moment round which the data are dated.
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Resources in the server's order: by name, then id.
    pub fn resources(&self) -> &[SampleResource] {
        &self.resources
    }

    /// Weekly working hours by weekday, start, id.
    pub fn work_rules(&self) -> &[SampleWorkRule] {
        &self.work_rules
    }

    /// Weekly breaks by weekday, start, id.
    pub fn break_rules(&self) -> &[SampleBreakRule] {
        &self.break_rules
    }

    /// All holidays by date, title.
    pub fn holidays(&self) -> &[SampleHoliday] {
        &self.holidays
    }

    /// All special hours by date, resource.
    pub fn workday_overrides(&self) -> &[SampleOverride] {
        &self.overrides
    }

    /// All absences by start.
    pub fn time_offs(&self) -> &[SampleTimeOff] {
        &self.time_offs
    }

    /// The first and the last date that can have appointments.
    pub fn dates(&self) -> (NaiveDate, NaiveDate) {
        let last = u64::try_from(self.days.len()).unwrap_or(1) - 1;
        (self.first_date, self.first_date + Days::new(last))
    }

    /// Whether the account is closed on that date by a holiday.
    pub fn is_holiday(&self, date: NaiveDate) -> bool {
        is_holiday(&self.holidays, date)
    }

    /// Appointments that start on `date` by the wall clock of their resource, by start, then id; cancelled ones too.
    pub fn appointments_on(&self, date: NaiveDate) -> &[SampleAppointment] {
        let day = usize::try_from(date.signed_duration_since(self.first_date).num_days()).ok();
        let Some(day) = day.and_then(|day| self.days.get(day)) else { return &[] };
        day.get_or_init(|| {
            let mut appointments: Vec<SampleAppointment> = (0..self.roster.len())
                .flat_map(|place| appointments::of_resource(self, place, date))
                .collect();
            self.turn(&mut appointments);
            appointments.sort_by_key(|appointment| (appointment.starts_at, appointment.id));
            appointments
        })
    }

    /// Appointments that overlap the half-open range of instants, by start, then id.
    pub fn appointments_overlapping(
        &self,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Vec<&SampleAppointment> {
        let (first, last) = self.dates();
        // A resource's date is at most a day away from UTC's, and an appointment can last past midnight.
        let reach = TimeDelta::days(2);
        let first = from.checked_sub_signed(reach).map_or(first, |moment| first.max(moment.date_naive()));
        let last = to.checked_add_signed(reach).map_or(last, |moment| last.min(moment.date_naive()));
        let mut rows: Vec<&SampleAppointment> = first
            .iter_days()
            .take_while(|date| *date <= last)
            .flat_map(|date| self.appointments_on(date))
            .filter(|row| row.starts_at < to && row.ends_at > from)
            .collect();
        rows.sort_by_key(|row| (row.starts_at, row.id));
        rows
    }

    /// Sums over the dates `first..=last`.
    pub fn money(&self, first: NaiveDate, last: NaiveDate) -> SampleMoney {
        let mut money = SampleMoney::default();
        for row in
            first.iter_days().take_while(|date| *date <= last).flat_map(|date| self.appointments_on(date))
        {
            if row.takes_time() {
                money.planned += row.service_amount;
            }
            money.received += row.received();
            if let Some(expense) = row.expense.value() {
                money.expenses += expense.amount;
                if expense.status != "paid" {
                    money.expenses_unpaid += expense.amount;
                }
            }
        }
        money
    }

    /// Payment rows of these appointments by time, then id.
    pub(crate) fn payments<'a>(appointments: &[&'a SampleAppointment]) -> Vec<&'a SamplePayment> {
        let mut rows: Vec<_> =
            appointments.iter().flat_map(|appointment| appointment.payment_rows()).collect();
        rows.sort_by_key(|row| (row.created_at, row.id));
        rows
    }

    /// Expense rows of these appointments by time, then id.
    pub(crate) fn expenses<'a>(appointments: &[&'a SampleAppointment]) -> Vec<&'a SampleExpense> {
        let mut rows: Vec<_> =
            appointments.iter().filter_map(|appointment| appointment.expense.value()).collect();
        rows.sort_by_key(|row| (row.created_at, row.id));
        rows
    }

    /// When that resource can be visited on a date of its own calendar (free-time rule 10, without appointments).
    pub(crate) fn hours(&self, place: usize, date: NaiveDate) -> Hours {
        let zone = self.zones[place];
        let resource_id = Self::resource_id(place);
        let span = |start, end| (wall::instant(zone, date, start), wall::instant(zone, date, end));
        let special = self.overrides.iter().find(|row| row.resource_id == resource_id && row.date == date);
        let (working, mut closed) = if let Some(special) = special {
            let pause = special.break_start_minute.zip(special.break_end_minute);
            let pauses = pause.map(|(start, end)| span(start, end)).into_iter().collect();
            (vec![span(special.start_minute, special.end_minute)], pauses)
        } else if self.is_holiday(date) {
            (Vec::new(), Vec::new())
        } else {
            let shifts =
                self.roster[place].shifts.iter().filter(|shift| shift.weekdays.contains(&weekday(date)));
            let pauses = shifts.clone().filter_map(|shift| shift.pause);
            (
                shifts.map(|shift| span(shift.start_minute, shift.end_minute)).collect(),
                pauses.map(|pause| span(pause.start_minute, pause.end_minute)).collect(),
            )
        };
        let planned = self.time_offs.iter().filter(|row| row.id < FIRST_SUDDEN_ID);
        let off = planned.filter(|row| row.resource_id.is_none_or(|id| id == resource_id));
        closed.extend(off.map(|row| (row.starts_at, row.ends_at)));
        Hours { working, closed }
    }

    pub(crate) fn zone_of(&self, place: usize) -> Tz {
        self.zones[place]
    }

    /// What sets the scenario's chances apart; those that show the same clinic share it.
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

    /// The id of the resource at `place` of the roster.
    pub(crate) fn resource_id(place: usize) -> i64 {
        101 + i64::try_from(place).unwrap_or(0)
    }

    /// A service's id: the same for the same name.
    pub(crate) fn service_id(service: &Service) -> i64 {
        let letters = service.name.chars().map(|letter| i64::from(u32::from(letter)));
        1_000 + letters.fold(7, |sum, letter| (sum * 31 + letter) % 899_981)
    }
}

/// When the account was set up; a day well before any date that is shown.
fn founded() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(19_650) + TimeDelta::minutes(9 * 60)
}

fn resources(roster: &[Specialist]) -> Vec<SampleResource> {
    let mut rows: Vec<SampleResource> = roster
        .iter()
        .enumerate()
        .map(|(place, specialist)| {
            let id = Dataset::resource_id(place);
            SampleResource {
                id,
                account_id: ACCOUNT_ID,
                user_id: (place % 3 != 2).then_some(id - 80),
                name: specialist.name.clone(),
                specialty: specialist.specialty.to_owned(),
                photo_url: specialist.has_photo.then(|| format!("https://photos.example/staff/{id}.jpg")),
                description: specialist.description,
                color: specialist.color,
                timezone: specialist.timezone,
                slot_duration_min: specialist.slot_duration_min,
                compensation_type: specialist.compensation.word(),
                compensation_value: specialist.compensation.value(),
                compensation_percent: specialist.compensation.percent(),
                active: specialist.active,
                custom_attributes: specialist.custom_attributes(),
                created_at: founded(),
                updated_at: founded(),
            }
        })
        .collect();
    rows.sort_by(|one, other| (&one.name, one.id).cmp(&(&other.name, other.id)));
    rows
}

fn rules(roster: &[Specialist]) -> (Vec<SampleWorkRule>, Vec<SampleBreakRule>) {
    let mut work = Vec::new();
    let mut breaks = Vec::new();
    for (place, specialist) in roster.iter().enumerate() {
        let resource_id = Dataset::resource_id(place);
        for shift in specialist.shifts {
            for weekday in shift.weekdays.iter().copied() {
                work.push(SampleWorkRule {
                    id: 1_001 + i64::try_from(work.len()).unwrap_or(0),
                    account_id: ACCOUNT_ID,
                    resource_id,
                    weekday,
                    start_minute: shift.start_minute,
                    end_minute: shift.end_minute,
                    active: true,
                    created_at: founded(),
                    updated_at: founded(),
                });
                if let Some(pause) = shift.pause {
                    breaks.push(SampleBreakRule {
                        id: 2_001 + i64::try_from(breaks.len()).unwrap_or(0),
                        account_id: ACCOUNT_ID,
                        resource_id,
                        weekday,
                        start_minute: pause.start_minute,
                        end_minute: pause.end_minute,
                        title: pause.title,
                        active: true,
                        created_at: founded(),
                        updated_at: founded(),
                    });
                }
            }
        }
    }
    work.sort_by_key(|row| (row.weekday, row.start_minute, row.id));
    breaks.sort_by_key(|row| (row.weekday, row.start_minute, row.id));
    (work, breaks)
}
