//! The small month in the sidebar, in which the user selects a date.

use chrono::NaiveDate;

use super::day::Day;
use super::label::{date_label, iso_date};
use super::period::{named_period, period};
use super::period_data::PeriodData;
use super::request::ViewRequest;
use super::types::{DayLoad, DayTotals, MiniDay, MiniMonth, ViewKind};
use crate::civil::dates;
use crate::{Calendar, hours};

/// The whole weeks of a month, Monday first. Without a calendar no date is marked as a holiday. An invalid
/// month is replaced by the month of `today`.
pub fn mini_month(
    calendar: Option<&Calendar>,
    year: i32,
    month: u32,
    selected: (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> MiniMonth {
    let date = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(today);
    let (first, last) = period(ViewKind::Month, date);
    let (month_first, month_last) = named_period(ViewKind::Month, date);
    let days: Vec<MiniDay> = dates(first, last)
        .map(|date| MiniDay {
            date: date_label(date, today),
            in_month: (month_first..=month_last).contains(&date),
            holiday: calendar.is_some_and(|calendar| hours::holiday_of(calendar, date).is_some()),
            selected: (selected.0..=selected.1).contains(&date),
        })
        .collect();
    let label = date_label(month_first, today);
    MiniMonth {
        year: label.year,
        month: label.month,
        weeks: days.chunks(7).map(<[MiniDay]>::to_vec).collect(),
    }
}

/// How full each day of the request's period is. It is equal to what the view of this period says.
pub fn day_loads(calendar: &Calendar, request: &ViewRequest) -> Vec<DayLoad> {
    let data = PeriodData::new(calendar, request);
    let load = |(index, day): (usize, &Day)| {
        let mut load = DayLoad { date: iso_date(day.date), totals: DayTotals::default(), closed: true };
        for resource in 0..data.resources.len() {
            let cell = data.cell(resource, index);
            load.totals += &cell.totals;
            load.closed &= cell.hours.is_closed();
        }
        load
    };
    data.days.iter().enumerate().map(load).collect()
}
