//! List: the week's appointments, one below another.

use super::ViewRequest;
use super::appointment::appointment_box;
use super::lanes::Place;
use super::scene::Scene;
use super::types::{DayTotals, ListDay, ListRow, ListView};
use crate::Calendar;

/// A row stands alone.
const ALONE: Place = Place { lane: 0, lanes: 1 };

pub(super) fn build(calendar: &Calendar, request: &ViewRequest) -> ListView {
    let scene = Scene::new(calendar, request);
    ListView { days: (0..scene.days.len()).map(|day| list_day(&scene, day)).collect() }
}

fn list_day(scene: &Scene, index: usize) -> ListDay {
    let day = &scene.days[index];
    let mut totals = DayTotals::default();
    let mut appointments = Vec::new();
    for (position, column) in scene.columns.iter().enumerate() {
        let cell = scene.cell(position, index);
        totals += &cell.totals;
        appointments.extend(cell.appointments.iter().map(|appointment| (*appointment, &column.head)));
    }
    // Stable: of equal starts the resources keep their order.
    appointments.sort_by_key(|(appointment, _)| appointment.starts_at);
    let rows = appointments
        .into_iter()
        .map(|(appointment, resource)| ListRow {
            appointment: appointment_box(appointment, day, ALONE),
            resource_name: resource.name.clone(),
            resource_color: resource.color.clone(),
        })
        .collect();
    ListDay { date: day.label(scene.today), holiday: scene.holiday(day), totals, rows }
}
