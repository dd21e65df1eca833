//! The list view: the appointments of the week, day by day.

use chrono::NaiveDate;

use super::appointment::appointment_box;
use super::crowds::Place;
use super::day::Day;
use super::lanes::LanePosition;
use super::period_data::PeriodData;
use super::request::ViewRequest;
use super::types::{AppointmentBox, DayTotals, ListDay, ListRow, ListView};
use crate::Calendar;
use crate::model::Appointment;

/// The rows of the list have no lanes.
const ONLY_LANE: Place = Place { position: LanePosition { lane: 0, lanes: 1 }, group: None };

pub(super) fn build(calendar: &Calendar, request: &ViewRequest) -> ListView {
    let data = PeriodData::new(calendar, request);
    ListView { days: (0..data.days.len()).map(|day| list_day(&data, day)).collect() }
}

fn list_day(data: &PeriodData, index: usize) -> ListDay {
    let day = &data.days[index];
    let mut totals = DayTotals::default();
    let mut appointments = Vec::new();
    for (position, resource) in data.resources.iter().enumerate() {
        let cell = data.cell(position, index);
        totals += &cell.totals;
        appointments.extend(cell.appointments.iter().map(|appointment| (*appointment, &resource.head)));
    }
    // The sort is stable: equal starts keep the order of resources.
    appointments.sort_by_key(|(appointment, _)| appointment.starts_at);
    let rows = appointments
        .into_iter()
        .map(|(appointment, resource)| ListRow {
            appointment: row_box(appointment, day, data.today),
            resource_name: resource.name.clone(),
            resource_color: resource.color.clone(),
        })
        .collect();
    ListDay { date: day.label(data.today), holiday: data.holiday(day), totals, rows }
}

/// An appointment in the list of a day. Its price is in the row of the day on which it starts.
fn row_box(appointment: &Appointment, day: &Day, today: NaiveDate) -> AppointmentBox {
    let row = appointment_box(appointment, day, ONLY_LANE, appointment.interval(), today);
    if row.start_date.is_some() {
        AppointmentBox { service_amount: None, payment_status: None, ..row }
    } else {
        row
    }
}
