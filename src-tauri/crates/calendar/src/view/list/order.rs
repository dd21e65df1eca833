//! The order of the rows of a section.

use std::cmp::{Ordering, Reverse};
use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::{ListData, Listed};
use crate::model::{Appointment, OpenEnum, Tenge};
use crate::order::compare_texts;
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
    let mut by_value: Vec<(Option<i64>, Listed)> = values.into_iter().zip(rows.drain(..)).collect();
    // The complement of a number is smaller when the number is larger.
    by_value.sort_by_key(|(value, _)| {
        (value.is_none(), value.map(|value| if descending { !value } else { value }))
    });
    rows.extend(by_value.into_iter().map(|(_, row)| row));
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
        ListColumn::Client => texts(appointments.map(Appointment::client_display_name)),
        ListColumn::Service => texts(appointments.map(Appointment::services_label)),
        ListColumn::Source => {
            texts(appointments.map(|of| non_blank(of.source.as_deref()).map(str::to_owned)))
        }
        ListColumn::Resource => {
            let resources = data.period.resources.iter();
            let names: HashMap<i64, &str> =
                resources.map(|resource| (resource.id, resource.head.name.as_str())).collect();
            let name = |id: i64| names.get(&id).map(|name| (*name).to_owned());
            texts(appointments.map(|of| name(of.resource_id)))
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

fn texts(texts: impl Iterator<Item = Option<String>>) -> Vec<Option<i64>> {
    positions(&texts.collect::<Vec<_>>(), |one, other| compare_texts(one, other))
}

/// The position of each value among the distinct values of the column. Many rows have the same value, so it is faster to compare
/// the distinct values than the rows.
fn positions<Value: Eq + Hash>(
    values: &[Option<Value>],
    compare: impl Fn(&Value, &Value) -> Ordering,
) -> Vec<Option<i64>> {
    let mut distinct: Vec<&Value> = values.iter().flatten().collect::<HashSet<_>>().into_iter().collect();
    distinct.sort_by(|one, other| compare(one, other));
    let equal = distinct.chunk_by(|one, other| compare(one, other).is_eq());
    let positions: HashMap<&Value, i64> = (0..)
        .zip(equal)
        .flat_map(|(position, values)| values.iter().map(move |value| (*value, position)))
        .collect();
    values.iter().map(|value| positions.get(value.as_ref()?).copied()).collect()
}
