//! The order of the rows of a section.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::{ListData, Listed};
use crate::model::{Appointment, OpenEnum, Tenge};
use crate::order::{positions, sort_by_values, text_positions};
use crate::search::phone;
use crate::text::non_blank;
use crate::view::types::{ListArrangement, ListColumn};

/// Sorts the rows of a section, which are in the order of time. Rows with equal values stay in this order. Rows without a
/// value come last in both directions.
pub(super) fn sort(data: &ListData, arrangement: &ListArrangement, rows: &mut Vec<Listed>) {
    let descending = arrangement.descending;
    if arrangement.sort == ListColumn::Time {
        if descending {
            rows.sort_by_key(|row| Reverse(row.appointment.starts_at));
        }
        return;
    }
    let values = values(data, arrangement.sort, rows);
    sort_by_values(rows, values, descending);
}

/// The number by which each row is sorted. For a text it is the position of the text among all texts of the column.
fn values(data: &ListData, column: ListColumn, rows: &[Listed]) -> Vec<Option<i64>> {
    let appointments = rows.iter().map(|row| row.appointment);
    let money =
        |row: &Listed, amount: Option<Tenge>| amount.filter(|_| row.starts_here).map(|amount| amount.0);
    match column {
        ListColumn::Time => appointments.map(|of| Some(of.starts_at.timestamp_millis())).collect(),
        ListColumn::Duration => {
            appointments.map(|of| Some(of.interval().length().num_milliseconds())).collect()
        }
        ListColumn::Created => appointments.map(|of| Some(of.created_at?.timestamp_millis())).collect(),
        // Those with a comment first.
        ListColumn::Comment => appointments
            .map(|of| Some(i64::from(non_blank(of.client_comment.as_deref()).is_none())))
            .collect(),
        ListColumn::Amount => rows.iter().map(|row| money(row, row.appointment.service_amount)).collect(),
        ListColumn::Received => {
            rows.iter().map(|row| money(row, data.ledger.received_if_known(row.appointment))).collect()
        }
        ListColumn::Outstanding => {
            rows.iter().map(|row| money(row, data.ledger.outstanding_if_known(row.appointment))).collect()
        }
        ListColumn::Client => text_positions(appointments.map(Appointment::client_display_name)),
        ListColumn::Service => text_positions(appointments.map(Appointment::services_label)),
        ListColumn::Source => {
            text_positions(appointments.map(|of| non_blank(of.source.as_deref()).map(str::to_owned)))
        }
        ListColumn::Resource => {
            let resources = data.period.resources.iter();
            let names: HashMap<i64, &str> =
                resources.map(|resource| (resource.id, resource.head.name.as_str())).collect();
            let name = |id: i64| names.get(&id).map(|name| (*name).to_owned());
            text_positions(appointments.map(|of| name(of.resource_id)))
        }
        ListColumn::Phone => {
            let digits =
                |field: &str| Some(phone::with_country_code(field)).filter(|digits| !digits.is_empty());
            let digits = appointments.map(|of| digits(of.client_phone.as_deref()?));
            positions(&digits.collect::<Vec<_>>(), Ord::cmp)
        }
        ListColumn::Status => {
            let statuses = appointments.map(|of| Some(&of.status).filter(|status| !status.word().is_empty()));
            positions(&statuses.collect::<Vec<_>>(), Ord::cmp)
        }
        ListColumn::Type => {
            positions(&appointments.map(|of| of.appointment_type.as_ref()).collect::<Vec<_>>(), Ord::cmp)
        }
        ListColumn::Payment => {
            let statuses =
                rows.iter().map(|row| row.appointment.payment_status.as_ref().filter(|_| row.starts_here));
            positions(&statuses.collect::<Vec<_>>(), Ord::cmp)
        }
    }
}
