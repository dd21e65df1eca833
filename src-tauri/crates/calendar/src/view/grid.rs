//! The day view and the week view: a cell for each resource and day.

use chrono::NaiveDate;

use super::appointment::{appointment_box, group_box};
use super::crowds::{Layout, layout};
use super::day::{Day, Window};
use super::label::iso_date;
use super::period_data::{CellData, PeriodData};
use super::request::ViewRequest;
use super::types::{
    AppointmentBox, AppointmentGroup, DayCell, DayHead, DayTotals, FreeInterval, GridView, ResourceRow,
};
use crate::Calendar;
use crate::model::{Appointment, Interval};

pub(super) fn build(calendar: &Calendar, request: &ViewRequest) -> GridView {
    let data = PeriodData::new(calendar, request);
    let least_min = least_block_min(request.step_min);
    let mut totals = vec![DayTotals::default(); data.days.len()];
    let mut contents: Vec<Option<Interval>> = vec![None; data.days.len()];
    let mut rows = Vec::with_capacity(data.resources.len());
    for (position, resource) in data.resources.iter().enumerate() {
        let mut cells = Vec::with_capacity(data.days.len());
        for day in 0..data.days.len() {
            let cell = data.cell(position, day);
            totals[day] += &cell.totals;
            contents[day] = contents[day].into_iter().chain(content(&cell, least_min)).reduce(hull);
            cells.push(day_cell(resource.id, cell, least_min, data.today));
        }
        rows.push(ResourceRow { resource: resource.head.clone(), cells });
    }

    let days_with_content = data.days.iter().zip(&contents);
    let window =
        Window::around(days_with_content.filter_map(|(day, content)| Some(day.hours_of((*content)?))));
    let days = data
        .days
        .iter()
        .zip(totals)
        .zip(contents)
        .map(|((day, totals), content)| DayHead {
            date: day.label(data.today),
            holiday: data.holiday(day),
            axis: day.axis(request.step_min, window, content, data.now),
            totals,
        })
        .collect();
    GridView { days, rows }
}

fn day_cell(resource_id: i64, cell: CellData, least_min: i64, today: NaiveDate) -> DayCell {
    let CellData { day, appointments, hours, free, totals } = cell;
    let (appointments, groups) = boxes(day, appointments, least_min, today);
    DayCell {
        resource_id,
        date: iso_date(day.date),
        hours_label: hours.label(day),
        closed: hours.closed(day),
        appointments,
        groups,
        free: free.into_iter().map(|piece| FreeInterval { span: day.span(piece) }).collect(),
        note: hours.note(),
        totals,
    }
}

/// The least minutes of a block, so that a line of text fits. It depends on how many pixels the UI has for a
/// minute at each step (`ui/src/views/shared/scale.ts`): 2, 1.6 or 4/3. A line needs 18 of them.
const fn least_block_min(step_min: u32) -> i64 {
    match step_min {
        0..=5 => 9,
        6..=10 => 12,
        _ => 14,
    }
}

/// The appointments of a cell. Those whose blocks overlap are in lanes side by side, and too many are in a group.
fn boxes(
    day: &Day,
    appointments: &[&Appointment],
    least_min: i64,
    today: NaiveDate,
) -> (Vec<AppointmentBox>, Vec<AppointmentGroup>) {
    let blocks: Vec<Interval> =
        appointments.iter().map(|appointment| day.block(appointment.interval(), least_min)).collect();
    let Layout { places, groups } = layout(&blocks);
    let boxes = appointments.iter().zip(places).zip(&blocks);
    (
        boxes
            .map(|((appointment, place), block)| appointment_box(appointment, day, place, *block, today))
            .collect(),
        groups.iter().map(|group| group_box(group, appointments, day)).collect(),
    )
}

/// The time that must be visible: working hours and the blocks of all appointments. Cancelled appointments are
/// drawn too.
fn content(cell: &CellData, least_min: i64) -> Option<Interval> {
    let blocks =
        cell.appointments.iter().map(|appointment| cell.day.block(appointment.interval(), least_min));
    let working = cell.hours.working.iter().filter_map(|interval| cell.day.clip(*interval));
    working.chain(blocks).reduce(hull)
}

/// From the earlier start to the later end.
pub(super) fn hull(a: Interval, b: Interval) -> Interval {
    Interval::new(a.start.min(b.start), a.end.max(b.end))
}
