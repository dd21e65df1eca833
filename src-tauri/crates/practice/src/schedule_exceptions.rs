//! Exceptions from the weekly hours: the holidays, and overrides and time off around the current week.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use serde_json::Map;

use crate::civil;
use crate::dataset::ACCOUNT_ID;
use crate::rows::{SampleHoliday, SampleOverride, SampleTimeOff};
use crate::scenario::Scenario;

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

/// Recurring holidays of Berlin. The holidays of Kazakhstan include 25 October, on which the clocks can change.
const BERLIN_HOLIDAYS: [(u32, u32, &str); 5] = [
    (1, 1, "Neujahr"),
    (5, 1, "Tag der Arbeit"),
    (10, 3, "Tag der Deutschen Einheit"),
    (12, 25, "1. Weihnachtstag"),
    (12, 26, "2. Weihnachtstag"),
];

/// The holiday that is a working day of the sample account.
const WORKING_HOLIDAY: (u32, u32, &str) = (7, 6, "Работаем в День столицы");

/// The year in the dates of recurring holidays.
const FIRST_YEAR: i32 = 2024;

/// All holidays of the account, by date, then title.
pub(crate) fn holidays(scenario: Scenario, now: DateTime<Utc>) -> Vec<SampleHoliday> {
    let recurring_holidays = if scenario == Scenario::Dst { &BERLIN_HOLIDAYS[..] } else { &HOLIDAYS[..] };
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
    let recurring = recurring_holidays.iter().zip(301..).filter_map(|((month, day, title), id)| {
        Some(row(id, NaiveDate::from_ymd_opt(FIRST_YEAR, *month, *day)?, *title, false))
    });
    let (month, day, title) = WORKING_HOLIDAY;
    let working = (now.year() - 1..=now.year() + 1)
        .filter(|_| scenario != Scenario::Dst)
        .zip(331..)
        .filter_map(|(year, id)| Some(row(id, NaiveDate::from_ymd_opt(year, month, day)?, title, true)));
    let mut rows: Vec<SampleHoliday> = recurring.chain(working).collect();
    rows.sort_by(|one, other| (one.date, one.title, one.id).cmp(&(other.date, other.title, other.id)));
    rows
}

/// Whether a holiday closes the account on this date (free-time rule 10b).
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

/// The properties of a resource that its exceptions depend on.
pub(crate) struct ResourceSchedule {
    pub(crate) id: i64,
    pub(crate) zone: Tz,
    /// The weekdays with working hours. 0 is Sunday.
    pub(crate) weekdays: Vec<i64>,
}

/// Overrides and time off, dated around today, so that the current and the next week have examples of both.
pub(crate) struct ScheduleExceptions {
    /// By date, then resource.
    pub(crate) overrides: Vec<SampleOverride>,
    /// By start.
    pub(crate) time_offs: Vec<SampleTimeOff>,
}

/// A civil date and a minute of the day.
type CivilTime = (NaiveDate, i64);

/// Collects the exceptions. Methods name a resource by its index in the templates.
struct ExceptionPlan<'a> {
    resources: &'a [ResourceSchedule],
    holidays: &'a [SampleHoliday],
    exceptions: ScheduleExceptions,
}

impl ExceptionPlan<'_> {
    /// The resource with this index. Indexes that exceed the number of resources start again at the first.
    fn resource(&self, index: usize) -> &ResourceSchedule {
        &self.resources[index % self.resources.len()]
    }

    /// The first date from `from` on with weekly hours of the resource.
    fn working_date(&self, index: usize, from: NaiveDate) -> NaiveDate {
        let weekdays = &self.resource(index).weekdays;
        from.iter_days()
            .take(21)
            .find(|date| weekdays.contains(&weekday(*date)) && !is_holiday(self.holidays, *date))
            .unwrap_or(from)
    }

    /// Adds time off of a resource, or of the whole account if `index` is `None`.
    fn add_time_off(
        &mut self,
        index: Option<usize>,
        kind: &'static str,
        title: &'static str,
        from: CivilTime,
        to: CivilTime,
    ) {
        let zone = self.resource(index.unwrap_or(0)).zone;
        let starts_at = civil::instant(zone, from.0, from.1);
        let created_at = starts_at - TimeDelta::days(45);
        self.exceptions.time_offs.push(SampleTimeOff {
            id: 0,
            account_id: ACCOUNT_ID,
            resource_id: index.map(|index| self.resource(index).id),
            kind,
            starts_at,
            ends_at: civil::instant(zone, to.0, to.1),
            title,
            notes: (kind == "sick_leave").then_some("Позвонить записанным"),
            custom_attributes: Map::new(),
            created_at,
            updated_at: created_at,
        });
    }

    /// Adds an override with these hours and this break, in minutes of the day.
    fn add_override(
        &mut self,
        index: usize,
        date: NaiveDate,
        hours: (i64, i64),
        break_minutes: Option<(i64, i64)>,
    ) {
        let resource = self.resource(index);
        let created_at = civil::instant(resource.zone, date, 9 * 60) - TimeDelta::days(45);
        let row = SampleOverride {
            id: 0,
            account_id: ACCOUNT_ID,
            resource_id: resource.id,
            date,
            start_minute: hours.0,
            end_minute: hours.1,
            break_start_minute: break_minutes.map(|minutes| minutes.0),
            break_end_minute: break_minutes.map(|minutes| minutes.1),
            break_title: break_minutes.map(|_| "Кофе"),
            custom_attributes: Map::new(),
            created_at,
            updated_at: created_at,
        };
        self.exceptions.overrides.push(row);
    }
}

/// The overrides and time off of an account with these resources, in the order of the templates.
pub(crate) fn around_today(
    resources: &[ResourceSchedule],
    holidays: &[SampleHoliday],
    now: DateTime<Utc>,
) -> ScheduleExceptions {
    let exceptions = ScheduleExceptions { overrides: Vec::new(), time_offs: Vec::new() };
    let Some(first) = resources.first() else { return exceptions };
    let today = civil::date(first.zone, now);
    let tomorrow = today + Days::new(1);
    let monday = today - Days::new(today.weekday().num_days_from_monday().into());
    let next_monday = monday + Days::new(7);
    let mut plan = ExceptionPlan { resources, holidays, exceptions };

    for (index, start) in [(9, next_monday), (7, monday - Days::new(21)), (6, monday + Days::new(28))] {
        plan.add_time_off(Some(index), "vacation", "Отпуск", (start, 0), (start + Days::new(7), 0));
    }
    let sick_date = plan.working_date(6, tomorrow);
    plan.add_time_off(Some(6), "sick_leave", "Больничный", (sick_date, 0), (sick_date, 1440));
    let day_off = plan.working_date(7, next_monday + Days::new(2));
    plan.add_time_off(Some(7), "day_off", "Выходной", (day_off, 0), (day_off, 1440));
    let training_date = plan.working_date(5, next_monday + Days::new(3));
    plan.add_time_off(Some(5), "training", "Обучение", (training_date, 15 * 60), (training_date, 17 * 60));
    let meeting = plan.working_date(1, today.max(monday + Days::new(2)));
    let next_meeting =
        plan.working_date(1, meeting + Days::new(1)).max(plan.working_date(1, next_monday + Days::new(3)));
    for date in [meeting, next_meeting] {
        plan.add_time_off(None, "other", "Планёрка", (date, 17 * 60), (date, 18 * 60));
    }

    let short_day = plan.working_date(0, tomorrow + Days::new(1));
    plan.add_override(0, short_day, (10 * 60, 14 * 60), None);
    let long_day = plan.working_date(3, next_monday + Days::new(1));
    plan.add_override(3, long_day, (9 * 60, 19 * 60), Some((13 * 60, 13 * 60 + 30)));

    let ScheduleExceptions { mut overrides, mut time_offs } = plan.exceptions;
    overrides.sort_by_key(|row| (row.date, row.resource_id));
    for (row, id) in overrides.iter_mut().zip(401..) {
        row.id = id;
    }
    time_offs.sort_by_key(|row| row.starts_at);
    for (row, id) in time_offs.iter_mut().zip(501..) {
        row.id = id;
    }
    ScheduleExceptions { overrides, time_offs }
}

/// The number of the weekday in the API. 0 is Sunday.
pub(crate) fn weekday(date: NaiveDate) -> i64 {
    date.weekday().num_days_from_sunday().into()
}
