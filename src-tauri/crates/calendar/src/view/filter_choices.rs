//! The values that a filter can choose from.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::types::{FilterChoice, FilterChoices};
use crate::Calendar;
use crate::filter::FilterFields;
use crate::model::Interval;

/// The values of the appointments that start in `range`, each with their number. The most common ones come first.
pub fn filter_choices(calendar: &Calendar, range: Interval) -> FilterChoices {
    let (mut statuses, mut payments, mut types) = (Counts::new(), Counts::new(), Counts::new());
    let (mut sources, mut services) = (Counts::new(), Counts::new());
    let mut unpaid = 0;
    let appointments = calendar.appointments_within(range);
    for appointment in appointments.filter(|appointment| range.contains(appointment.starts_at)) {
        let fields = FilterFields::of(appointment);
        count(&mut statuses, Some(fields.status));
        count(&mut payments, fields.payment_status);
        count(&mut types, fields.appointment_type);
        count(&mut sources, fields.source);
        count(&mut services, fields.services);
        unpaid += u32::from(fields.unpaid);
    }
    FilterChoices {
        statuses: choices(statuses),
        payments: choices(payments),
        types: choices(types),
        sources: choices(sources),
        services: choices(services),
        unpaid,
    }
}

type Counts<Value> = BTreeMap<Value, u32>;

fn count<Value: Ord>(counts: &mut Counts<Value>, values: impl IntoIterator<Item = Value>) {
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
}

fn choices<Value>(counts: Counts<Value>) -> Vec<FilterChoice<Value>> {
    let mut choices: Vec<FilterChoice<Value>> =
        counts.into_iter().map(|(value, count)| FilterChoice { value, count }).collect();
    choices.sort_by_key(|choice| Reverse(choice.count));
    choices
}
