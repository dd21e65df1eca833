//! The day view and the week view: a cell for each resource and day.

use chrono::NaiveDate;

use super::appointment::{appointment_box, group_box};
use super::crowds::{Layout, layout, together};
use super::day::{Day, Window};
use super::label::iso_date;
use super::period_data::{CellData, PeriodData};
use super::present::present;
use super::request::ViewRequest;
use super::types::{
    AppointmentBox, AppointmentGroup, ClosedKind, ClosedSpan, DayCell, DayHead, DayTotals, FreeInterval,
    GridView, ResourceRow, ViewKind,
};
use crate::Calendar;
use crate::model::{Appointment, Interval};

/// The cells of all resources on all days of the request's period.
pub fn build(calendar: &Calendar, request: &ViewRequest) -> GridView {
    let data = PeriodData::new(calendar, request);
    let scale = Scale::of(request);
    let mut totals = vec![DayTotals::default(); data.days.len()];
    let mut contents: Vec<Option<Interval>> = vec![None; data.days.len()];
    let mut rows = Vec::with_capacity(data.resources.len());
    for (position, resource) in data.resources.iter().enumerate() {
        let mut cells = Vec::with_capacity(data.days.len());
        for day in 0..data.days.len() {
            let cell = data.cell(position, day);
            totals[day] += &cell.totals;
            contents[day] = contents[day].into_iter().chain(content(&cell, scale)).reduce(Interval::hull);
            cells.push(day_cell(resource.id, cell, scale, data.today));
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
    let present = if request.kind == ViewKind::Day { present(&data) } else { None };
    GridView { hour_px: scale.hour_px, days, rows, present }
}

/// The cell of one resource on the first day of the request's period. `None` if the view has no such resource.
pub fn cell(calendar: &Calendar, request: &ViewRequest, resource_id: i64) -> Option<DayCell> {
    let data = PeriodData::new(calendar, request);
    let position = data.resources.iter().position(|resource| resource.id == resource_id)?;
    Some(day_cell(resource_id, data.cell(position, 0), Scale::of(request), data.today))
}

fn day_cell(resource_id: i64, cell: CellData, scale: Scale, today: NaiveDate) -> DayCell {
    let CellData { day, appointments, hours, free, filtered, totals } = cell;
    let (appointments, groups) = boxes(day, appointments, scale, today);
    let filtered = filtered.into_iter().map(|piece| ClosedSpan {
        kind: ClosedKind::Filtered,
        title: None,
        whole_account: false,
        span: day.span(piece),
    });
    DayCell {
        resource_id,
        date: iso_date(day.date),
        hours_label: hours.label(day),
        closed: hours.closed(day).into_iter().chain(filtered).collect(),
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

/// How the appointments of a grid are drawn.
#[derive(Clone, Copy)]
struct Scale {
    hour_px: u32,
    /// Cancelled appointments are strips at the edge of the column. They are blocks if the filter shows no others. The UI
    /// draws them by the same rule.
    strips: bool,
}

impl Scale {
    fn of(request: &ViewRequest) -> Scale {
        Scale { hour_px: hour_px(request), strips: !request.filter.shows_only_cancelled() }
    }

    fn is_strip(self, appointment: &Appointment) -> bool {
        self.strips && appointment.is_cancelled()
    }

    /// The time that an appointment takes on the axis. A line of text fits into a block.
    fn block(self, day: &Day, appointment: &Appointment) -> Interval {
        let least_min =
            if self.is_strip(appointment) { 1 } else { i64::from((LINE_PX * 60).div_ceil(self.hour_px)) };
        day.block(appointment.interval(), least_min)
    }
}

/// The appointments of a cell. Those whose blocks overlap are in lanes side by side, and too many are in a group.
///
/// Cancelled appointments take no room from the others: they have lanes of their own, and are drawn at the edge of the
/// column. Those that overlap are one group.
fn boxes(
    day: &Day,
    appointments: &[&Appointment],
    scale: Scale,
    today: NaiveDate,
) -> (Vec<AppointmentBox>, Vec<AppointmentGroup>) {
    let blocks: Vec<Interval> =
        appointments.iter().map(|appointment| scale.block(day, appointment)).collect();
    let (cancelled, coming): (Vec<usize>, Vec<usize>) =
        (0..appointments.len()).partition(|&index| scale.is_strip(appointments[index]));
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

fn picked(blocks: &[Interval], indexes: &[usize]) -> Vec<Interval> {
    indexes.iter().map(|&index| blocks[index]).collect()
}

/// The time that must be visible: working hours and the blocks of all appointments. Cancelled appointments are
/// drawn too.
fn content(cell: &CellData, scale: Scale) -> Option<Interval> {
    let blocks = cell.appointments.iter().map(|appointment| scale.block(cell.day, appointment));
    let working = cell.hours.working.iter().filter_map(|interval| cell.day.clip(*interval));
    working.chain(blocks).reduce(Interval::hull)
}
