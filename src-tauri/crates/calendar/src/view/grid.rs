//! The day view and the week view: a cell for each resource and day.

use chrono::{NaiveDate, TimeDelta};

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
    let mut totals = vec![DayTotals::default(); data.days.len()];
    let mut contents: Vec<Option<Interval>> = vec![None; data.days.len()];
    let mut rows = Vec::with_capacity(data.resources.len());
    for (position, resource) in data.resources.iter().enumerate() {
        let mut cells = Vec::with_capacity(data.days.len());
        for day in 0..data.days.len() {
            let cell = data.cell(position, day);
            totals[day] += &cell.totals;
            contents[day] = contents[day].into_iter().chain(content(&cell)).reduce(hull);
            cells.push(day_cell(resource.id, cell, data.today));
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

fn day_cell(resource_id: i64, cell: CellData, today: NaiveDate) -> DayCell {
    let CellData { day, appointments, hours, free, totals } = cell;
    let (appointments, groups) = boxes(day, appointments, today);
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

/// The appointments of a cell. Overlapping ones are in lanes side by side, and too many are in a group.
fn boxes(
    day: &Day,
    appointments: &[&Appointment],
    today: NaiveDate,
) -> (Vec<AppointmentBox>, Vec<AppointmentGroup>) {
    let intervals: Vec<Interval> = appointments.iter().map(|appointment| on_day(day, appointment)).collect();
    let Layout { places, groups } = layout(&intervals);
    let boxes = appointments.iter().zip(places);
    (
        boxes.map(|(appointment, place)| appointment_box(appointment, day, place, today)).collect(),
        groups.iter().map(|group| group_box(group, appointments, day)).collect(),
    )
}

/// The part of an appointment that is drawn on a day.
fn on_day(day: &Day, appointment: &Appointment) -> Interval {
    let interval = appointment.interval();
    day.clip(interval).unwrap_or(interval)
}

/// The time that must be visible: working hours and all appointments. Cancelled appointments are drawn too.
fn content(cell: &CellData) -> Option<Interval> {
    let appointments = cell.appointments.iter().map(|appointment| {
        let Interval { start, end } = appointment.interval();
        // No block is shorter than a minute (see `Span::length_min`).
        Interval { start, end: end.max(start + TimeDelta::minutes(1)) }
    });
    let intervals = cell.hours.working.iter().copied().chain(appointments);
    intervals.filter_map(|interval| cell.day.clip(interval)).reduce(hull)
}

fn hull(a: Interval, b: Interval) -> Interval {
    Interval::new(a.start.min(b.start), a.end.max(b.end))
}
