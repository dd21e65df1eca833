//! The day view and the week view: a cell for each resource and day.

use chrono::NaiveDate;

use super::appointment::{appointment_box, group_box};
use super::crowds::{Layout, layout, together};
use super::day::{Day, Window};
use super::label::iso_date;
use super::period_data::{CellData, PeriodData};
use super::request::ViewRequest;
use super::types::{
    AppointmentBox, AppointmentGroup, DayCell, DayHead, DayTotals, FreeInterval, GridView, ResourceRow,
};
use crate::Calendar;
use crate::model::{Appointment, Interval};

/// The cells of all resources on all days of the request's period.
pub fn build(calendar: &Calendar, request: &ViewRequest) -> GridView {
    let data = PeriodData::new(calendar, request);
    let hour_px = hour_px(request);
    let least_min = least_block_min(hour_px);
    let mut totals = vec![DayTotals::default(); data.days.len()];
    let mut contents: Vec<Option<Interval>> = vec![None; data.days.len()];
    let mut rows = Vec::with_capacity(data.resources.len());
    for (position, resource) in data.resources.iter().enumerate() {
        let mut cells = Vec::with_capacity(data.days.len());
        for day in 0..data.days.len() {
            let cell = data.cell(position, day);
            totals[day] += &cell.totals;
            contents[day] = contents[day].into_iter().chain(content(&cell, least_min)).reduce(Interval::hull);
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
    GridView { hour_px, days, rows }
}

/// The cell of one resource on the first day of the request's period. `None` if the view has no such resource.
pub fn cell(calendar: &Calendar, request: &ViewRequest, resource_id: i64) -> Option<DayCell> {
    let data = PeriodData::new(calendar, request);
    let position = data.resources.iter().position(|resource| resource.id == resource_id)?;
    let least_min = least_block_min(hour_px(request));
    Some(day_cell(resource_id, data.cell(position, 0), least_min, data.today))
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

/// The pixels that a line of text needs, with the gap below its block.
const LINE_PX: u32 = 13;

/// The height of an hour in pixels. A finer step needs more room: with the finest one, a line of text fits into five
/// minutes, and otherwise into ten.
fn hour_px(request: &ViewRequest) -> u32 {
    let usual = match request.step_min {
        0..=5 => 156,
        6..=10 => 96,
        _ => 80,
    };
    usual * request.density_percent.clamp(50, 200) / 100
}

/// The least minutes of a block, so that a line of text fits.
fn least_block_min(hour_px: u32) -> i64 {
    i64::from((LINE_PX * 60).div_ceil(hour_px))
}

/// The appointments of a cell. Those whose blocks overlap are in lanes side by side, and too many are in a group.
///
/// Cancelled appointments take no room from the others: they have lanes of their own, and are drawn at the edge of the
/// column. Those that overlap are one group.
fn boxes(
    day: &Day,
    appointments: &[&Appointment],
    least_min: i64,
    today: NaiveDate,
) -> (Vec<AppointmentBox>, Vec<AppointmentGroup>) {
    let blocks: Vec<Interval> =
        appointments.iter().map(|appointment| block(day, appointment, least_min)).collect();
    let (cancelled, coming): (Vec<usize>, Vec<usize>) =
        (0..appointments.len()).partition(|&index| appointments[index].is_cancelled());
    let Layout { places, groups } = Layout::of_parts(
        appointments.len(),
        [
            (coming.as_slice(), layout(&picked(&blocks, &coming))),
            (&cancelled, together(&picked(&blocks, &cancelled))),
        ],
    );
    let boxes = appointments.iter().zip(places).zip(&blocks);
    (
        boxes
            .map(|((appointment, place), block)| appointment_box(appointment, day, place, *block, today))
            .collect(),
        groups.iter().map(|group| group_box(group, appointments, day)).collect(),
    )
}

/// The time that an appointment takes on the axis. A cancelled one is drawn without a text.
fn block(day: &Day, appointment: &Appointment, least_min: i64) -> Interval {
    day.block(appointment.interval(), if appointment.is_cancelled() { 1 } else { least_min })
}

fn picked(blocks: &[Interval], indexes: &[usize]) -> Vec<Interval> {
    indexes.iter().map(|&index| blocks[index]).collect()
}

/// The time that must be visible: working hours and the blocks of all appointments. Cancelled appointments are
/// drawn too.
fn content(cell: &CellData, least_min: i64) -> Option<Interval> {
    let blocks = cell.appointments.iter().map(|appointment| block(cell.day, appointment, least_min));
    let working = cell.hours.working.iter().filter_map(|interval| cell.day.clip(*interval));
    working.chain(blocks).reduce(Interval::hull)
}
