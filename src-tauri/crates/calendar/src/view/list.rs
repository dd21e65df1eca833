//! The list view: the appointments of the week in rows, in the user's arrangement.

mod order;
mod sections;
mod totals;

use std::collections::HashSet;

use chrono::NaiveDate;

use super::day::whole_minutes;
use super::label::date_time_label;
use super::period_data::PeriodData;
use super::request::ViewRequest;
use super::types::{
    ListArrangement, ListResource, ListRow, ListRowTimes, ListSection, ListSectionHead, ListView, RowWindow,
};
use crate::Calendar;
use crate::model::Appointment;
use crate::money::ledger::Ledger;
use crate::text::non_blank;

use sections::{Section, sections};
use totals::totals;

/// The rows before today in the first window: they are in sight when fewer rows follow than a screen has.
const ROWS_BEFORE_TODAY: u32 = 40;
/// The rows of the first window: a high screen, and what is drawn beside it.
const FIRST_ROWS: u32 = 120;

/// The data of the list.
struct ListData<'a> {
    period: PeriodData<'a>,
    ledger: Ledger<'a>,
    /// The rows of each day in the order of time. At equal starts they are in the order of the resources.
    days: Vec<Vec<Listed<'a>>>,
}

/// An appointment in a row of the list: on one of its days.
#[derive(Clone, Copy)]
struct Listed<'a> {
    appointment: &'a Appointment,
    /// The index of the day.
    day: usize,
    /// Whether the appointment starts on this day. The money of an appointment is in this row only.
    starts_here: bool,
}

/// Without a window: the rows where the list opens, at today or at its start.
pub(super) fn build(
    calendar: &Calendar,
    request: &ViewRequest,
    arrangement: &ListArrangement,
    window: Option<RowWindow>,
) -> ListView {
    let data = ListData::new(calendar, request);
    let arranged = sections(&data, arrangement);
    let sections: Vec<ListSection> = arranged.iter().map(|section| data.section(section)).collect();
    let window = window.unwrap_or_else(|| first_window(&sections));
    ListView {
        arrangement: arrangement.clone(),
        totals: totals(&data, data.once_each()),
        resources: data.resources(),
        first: window.first,
        rows: data.window(&arranged, window),
        sections,
    }
}

/// The rows of a window of the list.
pub(super) fn rows(
    calendar: &Calendar,
    request: &ViewRequest,
    arrangement: &ListArrangement,
    window: RowWindow,
) -> Vec<ListRow> {
    let data = ListData::new(calendar, request);
    data.window(&sections(&data, arrangement), window)
}

fn rows_of_day<'a>(period: &PeriodData<'a>, day: usize) -> Vec<Listed<'a>> {
    let bounds = period.days[day].bounds();
    let row = |appointment: &&'a Appointment| Listed {
        appointment,
        day,
        starts_here: bounds.start <= appointment.starts_at,
    };
    let resources = 0..period.resources.len();
    let mut rows: Vec<Listed> =
        resources.flat_map(|resource| period.appointments(resource, day)).map(row).collect();
    rows.sort_by_key(|row| row.appointment.starts_at);
    rows
}

fn first_window(sections: &[ListSection]) -> RowWindow {
    let is_today =
        |section: &ListSection| matches!(&section.head, ListSectionHead::Day { date, .. } if date.today);
    let today = sections.iter().position(is_today).unwrap_or(0);
    let before: u32 = sections.iter().take(today).map(|section| section.row_count).sum();
    RowWindow { first: before.saturating_sub(ROWS_BEFORE_TODAY), count: FIRST_ROWS }
}

impl<'a> ListData<'a> {
    fn new(calendar: &'a Calendar, request: &ViewRequest) -> ListData<'a> {
        let period = PeriodData::new(calendar, request);
        let days = (0..period.days.len()).map(|day| rows_of_day(&period, day)).collect();
        ListData { period, ledger: Ledger::new(calendar), days }
    }

    /// Each appointment on the first of its days in the period, in the order of time.
    fn once_each(&self) -> impl Iterator<Item = Listed<'a>> {
        let first_day = |row: &Listed| self.period.days.overlapped_by(row.appointment.interval()).start;
        self.days.iter().flatten().filter(move |row| first_day(row) == row.day).copied()
    }

    fn section(&self, section: &Section) -> ListSection {
        ListSection {
            head: section.head.clone(),
            totals: totals(self, section.rows.iter().copied()),
            row_count: u32::try_from(section.rows.len()).unwrap_or(u32::MAX),
        }
    }

    fn resources(&self) -> Vec<ListResource> {
        let used: HashSet<i64> = self.once_each().map(|row| row.appointment.resource_id).collect();
        let heads = self.period.resources.iter().map(|resource| &resource.head);
        heads
            .filter(|head| used.contains(&head.id))
            .map(|head| ListResource { id: head.id, name: head.name.clone(), color: head.color.clone() })
            .collect()
    }

    fn window(&self, sections: &[Section], window: RowWindow) -> Vec<ListRow> {
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        sections
            .iter()
            .flat_map(|section| &section.rows)
            .skip(size(window.first))
            .take(size(window.count))
            .map(|row| self.row(row, self.period.today))
            .collect()
    }

    fn row(&self, row: &Listed, today: NaiveDate) -> ListRow {
        let Listed { appointment, day, starts_here } = *row;
        let day = &self.period.days[day];
        let interval = appointment.interval();
        ListRow {
            id: appointment.id,
            resource_id: appointment.resource_id,
            date: day.label(today),
            span: ListRowTimes {
                start_label: day.wall_label(interval.start),
                end_label: day.end_label(interval.end),
            },
            start_date: day.earlier_start(interval, today),
            end_date: day.later_end(interval, today),
            duration_min: whole_minutes(interval),
            client_name: appointment.client_display_name(),
            client_phone: appointment.client_phone.clone(),
            service_name: appointment.services_label(),
            status: appointment.status.clone(),
            appointment_type: appointment.appointment_type.clone(),
            source: non_blank(appointment.source.as_deref()).map(str::to_owned),
            payment_status: appointment.payment_status.clone().filter(|_| starts_here),
            service_amount: appointment.service_amount.filter(|_| starts_here),
            received: self.ledger.received_if_known(appointment).filter(|_| starts_here),
            outstanding: self.ledger.outstanding_if_known(appointment).filter(|_| starts_here),
            has_comment: non_blank(appointment.client_comment.as_deref()).is_some(),
            created: appointment.created_at.map(|at| date_time_label(day.zone(), at, today)),
        }
    }
}
