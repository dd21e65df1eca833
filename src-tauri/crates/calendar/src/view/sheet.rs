//! The days of a period in rows, as they are printed.

use super::day::Day;
use super::period_data::{CellData, PeriodData};
use super::request::ViewRequest;
use super::types::{ClosedKind, Sheet, SheetAppointment, SheetCell, SheetDay, SheetResource, SheetRow, Span};
use crate::Calendar;
use crate::model::{Appointment, Instant};
use crate::money::ledger::Ledger;
use crate::text::non_blank;

/// The days of the request's period. `None` when they have more rows than a view can draw.
pub fn sheet_within_limit(calendar: &Calendar, request: &ViewRequest) -> Option<Sheet> {
    super::is_within_limit(calendar, request).then(|| sheet(calendar, request))
}

fn sheet(calendar: &Calendar, request: &ViewRequest) -> Sheet {
    let data = PeriodData::new(calendar, request);
    let ledger = Ledger::new(calendar);
    let days =
        data.days.iter().map(|day| SheetDay { date: day.label(data.today), holiday: data.holiday(day) });
    let resources = data.resources.iter().enumerate().map(|(position, resource)| SheetResource {
        resource: resource.head.clone(),
        cells: (0..data.days.len()).map(|day| cell(&data, &ledger, data.cell(position, day))).collect(),
    });
    Sheet { days: days.collect(), resources: resources.collect() }
}

fn cell(data: &PeriodData, ledger: &Ledger, cell: CellData) -> SheetCell {
    let CellData { day, appointments, hours, free, filtered, totals } = cell;
    let mut rows: Vec<(Instant, SheetRow)> = Vec::new();
    for closed in hours.closed(day).into_iter().filter(|closed| closed.kind != ClosedKind::OutsideHours) {
        let Span { start, start_label, end_label, .. } = closed.span;
        let Ok(at) = start.parse() else { continue };
        let row = SheetRow::Closed { reason: closed.kind, title: closed.title, start_label, end_label };
        rows.push((at, row));
    }
    for piece in filtered {
        let Span { start_label, end_label, .. } = day.span(piece);
        let reason = ClosedKind::Filtered;
        rows.push((piece.start, SheetRow::Closed { reason, title: None, start_label, end_label }));
    }
    for appointment in appointments {
        rows.push((
            appointment.starts_at,
            SheetRow::Appointment(Box::new(row_of(data, ledger, day, appointment))),
        ));
    }
    for piece in free {
        let Span { start_label, end_label, length_min, .. } = day.span(piece);
        rows.push((piece.start, SheetRow::Free { start_label, end_label, length_min }));
    }
    rows.sort_by_key(|(start, _)| *start);
    SheetCell {
        hours_label: hours.label(day),
        note: hours.note(),
        totals,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

fn row_of(data: &PeriodData, ledger: &Ledger, day: &Day, appointment: &Appointment) -> SheetAppointment {
    let interval = appointment.interval();
    let Span { start_label, end_label, .. } = day.span(interval);
    SheetAppointment {
        id: appointment.id,
        start_label,
        end_label,
        start_date: day.earlier_start(interval, data.today),
        end_date: day.later_end(interval, data.today),
        client_name: appointment.client_display_name(),
        client_phone: appointment.client_phone.clone(),
        service_name: appointment.services_label(),
        status: appointment.status.clone(),
        appointment_type: appointment.appointment_type.clone(),
        payment_status: appointment.payment_status.clone(),
        service_amount: appointment.service_amount,
        outstanding: ledger.outstanding_if_known(appointment),
        comment: non_blank(appointment.client_comment.as_deref()).map(str::to_owned),
    }
}
