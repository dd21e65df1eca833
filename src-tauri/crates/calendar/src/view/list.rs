//! List: the week's visits, one below another.

use super::ViewRequest;
use super::lanes::Place;
use super::scene::Scene;
use super::types::{DayTotals, ListDay, ListRow, ListView};
use super::visit::appointment_box;
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
    let mut visits = Vec::new();
    for (position, column) in scene.columns.iter().enumerate() {
        let cell = scene.cell(position, index);
        totals += &cell.totals;
        visits.extend(cell.visits.iter().map(|visit| (*visit, &column.head)));
    }
    // Stable: of equal starts the resources keep their order.
    visits.sort_by_key(|(visit, _)| visit.starts_at);
    let rows = visits
        .into_iter()
        .map(|(visit, resource)| ListRow {
            appointment: appointment_box(visit, day, ALONE),
            resource_name: resource.name.clone(),
            resource_color: resource.color.clone(),
        })
        .collect();
    ListDay { date: day.label(scene.today), holiday: scene.holiday(day), totals, rows }
}
