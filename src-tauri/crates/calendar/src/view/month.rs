//! The month view: a cell for each day, with counts only.

use super::period::named_period;
use super::period_data::PeriodData;
use super::request::ViewRequest;
use super::types::{DayTotals, MonthCell, MonthView, ViewKind};
use crate::Calendar;
use crate::model::Status;

const DAYS_PER_WEEK: usize = 7;

pub(super) fn build(calendar: &Calendar, request: &ViewRequest) -> MonthView {
    let data = PeriodData::new(calendar, request);
    let cells: Vec<MonthCell> = (0..data.days.len()).map(|day| month_cell(&data, request, day)).collect();
    MonthView { weeks: cells.chunks(DAYS_PER_WEEK).map(<[MonthCell]>::to_vec).collect() }
}

fn month_cell(data: &PeriodData, request: &ViewRequest, index: usize) -> MonthCell {
    let day = &data.days[index];
    let (first, last) = named_period(ViewKind::Month, request.date);
    let mut cell = MonthCell {
        date: day.label(data.today),
        in_month: (first..=last).contains(&day.date),
        holiday: data.holiday(day),
        totals: DayTotals::default(),
        scheduled: 0,
        confirmed: 0,
        completed: 0,
        no_show: 0,
        away: 0,
    };
    for resource in 0..data.resources.len() {
        let resource_day = data.cell(resource, index);
        cell.totals += &resource_day.totals;
        cell.away += u32::from(resource_day.hours.is_away());
        for appointment in
            resource_day.appointments.iter().filter(|appointment| day.contains(appointment.starts_at))
        {
            match appointment.status {
                Status::Scheduled => cell.scheduled += 1,
                Status::Confirmed => cell.confirmed += 1,
                Status::Completed => cell.completed += 1,
                Status::NoShow => cell.no_show += 1,
                Status::Cancelled | Status::Other(_) => {}
            }
        }
    }
    cell
}
