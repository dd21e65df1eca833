//! The list view: the appointments of the week, day by day.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::day::{Day, whole_minutes};
use super::period_data::PeriodData;
use super::request::ViewRequest;
use super::types::{DayTotals, ListDay, ListResource, ListRow, ListRowTimes, ListView, RowWindow};
use crate::Calendar;
use crate::model::Appointment;
use crate::text::non_blank;

/// The rows before today in the first window: they are in sight when fewer rows follow than a screen has.
const ROWS_BEFORE_TODAY: u32 = 40;
/// The rows of the first window: a high screen, and what is drawn beside it.
const FIRST_ROWS: u32 = 120;

/// Without a window: the rows where the list opens, at today or at its start.
pub(super) fn build(calendar: &Calendar, request: &ViewRequest, window: Option<RowWindow>) -> ListView {
    let data = PeriodData::new(calendar, request);
    let listed = appointments(&data);
    let days: Vec<ListDay> =
        listed.iter().enumerate().map(|(index, rows)| list_day(&data, index, rows.len())).collect();
    let window = window.unwrap_or_else(|| first_window(&days));
    ListView {
        resources: resources(&data, &listed),
        first: window.first,
        rows: window_rows(&data, &listed, window),
        days,
    }
}

/// The rows of a window of the list.
pub(super) fn rows(calendar: &Calendar, request: &ViewRequest, window: RowWindow) -> Vec<ListRow> {
    let data = PeriodData::new(calendar, request);
    window_rows(&data, &appointments(&data), window)
}

/// The appointments of each day, in the order of the list.
fn appointments<'a>(data: &PeriodData<'a>) -> Vec<Vec<&'a Appointment>> {
    let of_day = |day: usize| {
        let mut appointments: Vec<&Appointment> = (0..data.resources.len())
            .flat_map(|resource| data.appointments(resource, day))
            .copied()
            .collect();
        // The sort is stable: equal starts keep the order of resources.
        appointments.sort_by_key(|appointment| appointment.starts_at);
        appointments
    };
    (0..data.days.len()).map(of_day).collect()
}

fn list_day(data: &PeriodData, index: usize, row_count: usize) -> ListDay {
    let day = &data.days[index];
    let mut totals = DayTotals::default();
    for resource in 0..data.resources.len() {
        totals += &data.cell(resource, index).totals;
    }
    ListDay { date: day.label(data.today), holiday: data.holiday(day), totals, row_count: number(row_count) }
}

fn resources(data: &PeriodData, listed: &[Vec<&Appointment>]) -> Vec<ListResource> {
    let used: HashSet<i64> = listed.iter().flatten().map(|appointment| appointment.resource_id).collect();
    let heads = data.resources.iter().map(|resource| &resource.head).filter(|head| used.contains(&head.id));
    heads
        .map(|head| ListResource { id: head.id, name: head.name.clone(), color: head.color.clone() })
        .collect()
}

fn first_window(days: &[ListDay]) -> RowWindow {
    let today = days.iter().position(|day| day.date.today).unwrap_or(0);
    let before: u32 = days.iter().take(today).map(|day| day.row_count).sum();
    RowWindow { first: before.saturating_sub(ROWS_BEFORE_TODAY), count: FIRST_ROWS }
}

fn window_rows(data: &PeriodData, listed: &[Vec<&Appointment>], window: RowWindow) -> Vec<ListRow> {
    let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    data.days
        .iter()
        .zip(listed)
        .flat_map(|(day, appointments)| appointments.iter().map(move |appointment| (day, *appointment)))
        .skip(size(window.first))
        .take(size(window.count))
        .map(|(day, appointment)| list_row(appointment, day, data.today))
        .collect()
}

/// An appointment on one of its days. Its price is in the row of the day on which it starts.
fn list_row(appointment: &Appointment, day: &Day, today: NaiveDate) -> ListRow {
    let interval = appointment.interval();
    let start_date = day.earlier_start(interval, today);
    let starts_here = start_date.is_none();
    ListRow {
        id: appointment.id,
        resource_id: appointment.resource_id,
        span: ListRowTimes {
            start_label: day.wall_label(interval.start),
            end_label: day.end_label(interval.end),
        },
        start_date,
        end_date: day.later_end(interval, today),
        duration_min: whole_minutes(interval),
        client_name: appointment.client_display_name(),
        client_phone: appointment.client_phone.clone(),
        service_name: appointment.services_label(),
        status: appointment.status.clone(),
        payment_status: appointment.payment_status.clone().filter(|_| starts_here),
        service_amount: appointment.service_amount.filter(|_| starts_here),
        has_comment: non_blank(appointment.client_comment.as_deref()).is_some(),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
