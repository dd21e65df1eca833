//! Month: a cell a day, counts only.

use super::ViewRequest;
use super::period::named_period;
use super::scene::Scene;
use super::types::{DayTotals, MonthCell, MonthView, ViewKind};
use crate::Calendar;
use crate::model::Status;

const DAYS_OF_WEEK: usize = 7;

pub(super) fn build(calendar: &Calendar, request: &ViewRequest) -> MonthView {
    let scene = Scene::new(calendar, request);
    let cells: Vec<MonthCell> = (0..scene.days.len()).map(|day| month_cell(&scene, request, day)).collect();
    MonthView { weeks: cells.chunks(DAYS_OF_WEEK).map(<[MonthCell]>::to_vec).collect() }
}

fn month_cell(scene: &Scene, request: &ViewRequest, index: usize) -> MonthCell {
    let day = &scene.days[index];
    let (first, last) = named_period(ViewKind::Month, request.date);
    let mut cell = MonthCell {
        date: day.label(scene.today),
        in_month: (first..=last).contains(&day.date),
        holiday: scene.holiday(day),
        totals: DayTotals::default(),
        scheduled: 0,
        confirmed: 0,
        completed: 0,
        no_show: 0,
        away: 0,
    };
    for column in 0..scene.columns.len() {
        let resource_day = scene.cell(column, index);
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
