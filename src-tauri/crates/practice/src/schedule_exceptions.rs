//! What bends the weekly hours: holidays of the calendar, and special hours and absences round the present week.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::Map;

use crate::dataset::ACCOUNT_ID;
use crate::rows::{SampleHoliday, SampleOverride, SampleTimeOff};
use crate::scenario::Scenario;
use crate::wall;

/// Recurring holidays of Kazakhstan: month, day, title.
const HOLIDAYS: [(u32, u32, &str); 13] = [
    (1, 1, "Новый год"),
    (1, 2, "Новый год"),
    (3, 8, "Международный женский день"),
    (3, 21, "Наурыз мейрамы"),
    (3, 22, "Наурыз мейрамы"),
    (3, 23, "Наурыз мейрамы"),
    (5, 1, "Праздник единства народа Казахстана"),
    (5, 7, "День защитника Отечества"),
    (5, 9, "День Победы"),
    (7, 6, "День столицы"),
    (8, 30, "День Конституции"),
    (10, 25, "День Республики"),
    (12, 16, "День Независимости"),
];

/// Recurring holidays of Berlin. Kazakhstan's would close the practice on 25 October, when the clocks can change.
const HOLIDAYS_OF_BERLIN: [(u32, u32, &str); 5] = [
    (1, 1, "Neujahr"),
    (5, 1, "Tag der Arbeit"),
    (10, 3, "Tag der Deutschen Einheit"),
    (12, 25, "1. Weihnachtstag"),
    (12, 26, "2. Weihnachtstag"),
];

/// The holiday on which the sample account works after all.
const WORKED_HOLIDAY: (u32, u32, &str) = (7, 6, "Работаем в День столицы");

/// The first year for which the account keeps holidays; recurring ones bear its date.
const FIRST_YEAR: i32 = 2024;

/// All holidays of the account, by date, then title.
pub(crate) fn holidays(scenario: Scenario, now: DateTime<Utc>) -> Vec<SampleHoliday> {
    let yearly = if scenario == Scenario::Dst { &HOLIDAYS_OF_BERLIN[..] } else { &HOLIDAYS[..] };
    let created_at = DateTime::UNIX_EPOCH + TimeDelta::days(19_700);
    let row = |id, date, title, working_day_override: bool| SampleHoliday {
        id,
        account_id: ACCOUNT_ID,
        date,
        title,
        recurring_yearly: !working_day_override,
        working_day_override,
        custom_attributes: Map::new(),
        created_at,
        updated_at: created_at,
    };
    let recurring = yearly.iter().zip(301..).filter_map(|((month, day, title), id)| {
        Some(row(id, NaiveDate::from_ymd_opt(FIRST_YEAR, *month, *day)?, *title, false))
    });
    let (month, day, title) = WORKED_HOLIDAY;
    let worked = (now.year() - 1..=now.year() + 1)
        .filter(|_| scenario != Scenario::Dst)
        .zip(331..)
        .filter_map(|(year, id)| Some(row(id, NaiveDate::from_ymd_opt(year, month, day)?, title, true)));
    let mut rows: Vec<SampleHoliday> = recurring.chain(worked).collect();
    rows.sort_by(|one, other| (one.date, one.title, one.id).cmp(&(other.date, other.title, other.id)));
    rows
}

/// Whether the account is closed on that date (free-time rule 10b).
pub(crate) fn is_holiday(holidays: &[SampleHoliday], date: NaiveDate) -> bool {
    let matches = |holiday: &&SampleHoliday| {
        if holiday.recurring_yearly {
            (holiday.date.month(), holiday.date.day()) == (date.month(), date.day())
        } else {
            holiday.date == date
        }
    };
    let mut matching = holidays.iter().filter(matches).peekable();
    matching.peek().is_some() && !matching.any(|holiday| holiday.working_day_override)
}

/// A resource as far as absences care.
pub(crate) struct Worker {
    pub(crate) id: i64,
    pub(crate) zone: Tz,
    /// The weekdays on which it has working hours; 0 = Sunday.
    pub(crate) weekdays: Vec<i64>,
}

/// Special hours and absences of the account, dated round today so that this week and the next show each of them.
pub(crate) struct Absences {
    /// By date, then resource.
    pub(crate) overrides: Vec<SampleOverride>,
    /// By start.
    pub(crate) time_offs: Vec<SampleTimeOff>,
}

/// A moment of a resource's wall clock: the date, and minutes since its midnight.
type Wall = (NaiveDate, i64);

struct Planner<'a> {
    workers: &'a [Worker],
    holidays: &'a [SampleHoliday],
    absences: Absences,
}

impl Planner<'_> {
    /// A small account has fewer resources than the plan below names; they take turns.
    fn worker(&self, place: usize) -> &Worker {
        &self.workers[place % self.workers.len()]
    }

    /// The first date from `from` on which the resource works by its weekly hours.
    fn working(&self, place: usize, from: NaiveDate) -> NaiveDate {
        let weekdays = &self.worker(place).weekdays;
        from.iter_days()
            .take(21)
            .find(|date| weekdays.contains(&weekday(*date)) && !is_holiday(self.holidays, *date))
            .unwrap_or(from)
    }

    fn time_off(
        &mut self,
        place: Option<usize>,
        kind: &'static str,
        title: &'static str,
        from: Wall,
        to: Wall,
    ) {
        let zone = self.worker(place.unwrap_or(0)).zone;
        let starts_at = wall::instant(zone, from.0, from.1);
        let created_at = starts_at - TimeDelta::days(45);
        self.absences.time_offs.push(SampleTimeOff {
            id: 0,
            account_id: ACCOUNT_ID,
            resource_id: place.map(|place| self.worker(place).id),
            kind,
            starts_at,
            ends_at: wall::instant(zone, to.0, to.1),
            title,
            notes: (kind == "sick_leave").then_some("Позвонить записанным"),
            custom_attributes: Map::new(),
            created_at,
            updated_at: created_at,
        });
    }

    fn special_hours(&mut self, place: usize, date: NaiveDate, hours: (i64, i64), pause: Option<(i64, i64)>) {
        let worker = self.worker(place);
        let created_at = wall::instant(worker.zone, date, 9 * 60) - TimeDelta::days(45);
        let row = SampleOverride {
            id: 0,
            account_id: ACCOUNT_ID,
            resource_id: worker.id,
            date,
            start_minute: hours.0,
            end_minute: hours.1,
            break_start_minute: pause.map(|pause| pause.0),
            break_end_minute: pause.map(|pause| pause.1),
            break_title: pause.map(|_| "Кофе"),
            custom_attributes: Map::new(),
            created_at,
            updated_at: created_at,
        };
        self.absences.overrides.push(row);
    }
}

/// Special hours and absences for an account with these resources, in the order of the roster.
pub(crate) fn round_today(workers: &[Worker], holidays: &[SampleHoliday], now: DateTime<Utc>) -> Absences {
    let absences = Absences { overrides: Vec::new(), time_offs: Vec::new() };
    let Some(first) = workers.first() else { return absences };
    let today = wall::date(first.zone, now);
    let tomorrow = today + Days::new(1);
    let monday = today - Days::new(today.weekday().num_days_from_monday().into());
    let next_monday = monday + Days::new(7);
    let mut plan = Planner { workers, holidays, absences };

    for (place, start) in [(9, next_monday), (7, monday - Days::new(21)), (6, monday + Days::new(28))] {
        plan.time_off(Some(place), "vacation", "Отпуск", (start, 0), (start + Days::new(7), 0));
    }
    let sick = plan.working(6, tomorrow);
    plan.time_off(Some(6), "sick_leave", "Больничный", (sick, 0), (sick, 1440));
    let free_day = plan.working(7, next_monday + Days::new(2));
    plan.time_off(Some(7), "day_off", "Выходной", (free_day, 0), (free_day, 1440));
    let course = plan.working(5, next_monday + Days::new(3));
    plan.time_off(Some(5), "training", "Обучение", (course, 15 * 60), (course, 17 * 60));
    let meeting = plan.working(1, today.max(monday + Days::new(2)));
    let next_meeting =
        plan.working(1, meeting + Days::new(1)).max(plan.working(1, next_monday + Days::new(3)));
    for date in [meeting, next_meeting] {
        plan.time_off(None, "other", "Планёрка", (date, 17 * 60), (date, 18 * 60));
    }

    let short = plan.working(0, tomorrow + Days::new(1));
    plan.special_hours(0, short, (10 * 60, 14 * 60), None);
    let long = plan.working(3, next_monday + Days::new(1));
    plan.special_hours(3, long, (9 * 60, 19 * 60), Some((13 * 60, 13 * 60 + 30)));

    let Absences { mut overrides, mut time_offs } = plan.absences;
    overrides.sort_by_key(|row| (row.date, row.resource_id));
    for (row, id) in overrides.iter_mut().zip(401..) {
        row.id = id;
    }
    time_offs.sort_by_key(|row| row.starts_at);
    for (row, id) in time_offs.iter_mut().zip(501..) {
        row.id = id;
    }
    Absences { overrides, time_offs }
}

/// 0 = Sunday, as the API counts.
pub(crate) fn weekday(date: NaiveDate) -> i64 {
    date.weekday().num_days_from_sunday().into()
}
