//! The week view: a row for each resource, or the columns of a single one.

use super::grid;
use super::request::ViewRequest;
use super::types::{
    AppointmentBox, DayCell, GridView, ResourceRow, ViewBody, WeekCell, WeekPiece, WeekRow, WeekView,
};
use crate::Calendar;

pub(super) fn build(calendar: &Calendar, request: &ViewRequest) -> ViewBody {
    let grid = grid::build(calendar, request);
    if grid.rows.len() == 1 {
        return ViewBody::WeekColumns(grid);
    }
    let GridView { days, rows, .. } = grid;
    ViewBody::Week(WeekView { days, rows: rows.into_iter().map(week_row).collect() })
}

fn week_row(ResourceRow { resource, cells }: ResourceRow) -> WeekRow {
    WeekRow { resource, cells: cells.into_iter().map(week_cell).collect() }
}

fn week_cell(cell: DayCell) -> WeekCell {
    let pieces = pieces(&cell);
    let DayCell { resource_id, date, closed, free, note, totals, .. } = cell;
    WeekCell { resource_id, date, closed, free, pieces, note, totals }
}

/// A piece for each group, then one for each appointment that is in none.
fn pieces(cell: &DayCell) -> Vec<WeekPiece> {
    let mut pieces: Vec<WeekPiece> = cell
        .groups
        .iter()
        .map(|group| WeekPiece {
            ids: Vec::new(),
            from_min: group.span.from_min,
            length_min: group.span.length_min,
            lane: group.lane,
            lanes: group.lanes,
            status: group.status.clone(),
            start_label: None,
            client_name: None,
        })
        .collect();
    for appointment in &cell.appointments {
        let group = appointment.group.and_then(|group| pieces.get_mut(usize::try_from(group).ok()?));
        match group {
            Some(group) => {
                if group.ids.is_empty() {
                    group.start_label = start_label(appointment);
                }
                group.ids.push(appointment.id);
            }
            None => pieces.push(WeekPiece {
                ids: vec![appointment.id],
                from_min: appointment.span.from_min,
                length_min: appointment.span.length_min,
                lane: appointment.lane,
                lanes: appointment.lanes,
                status: Some(appointment.status.clone()),
                start_label: start_label(appointment),
                client_name: appointment.client_name.clone(),
            }),
        }
    }
    pieces
}

fn start_label(appointment: &AppointmentBox) -> Option<String> {
    appointment.start_date.is_none().then(|| appointment.span.start_label.clone())
}
