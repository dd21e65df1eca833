//! The counts and sums of rows of the list.

use std::collections::HashSet;

use super::{ListData, Listed};
use crate::model::{Appointment, Tenge};
use crate::money::Tally;
use crate::search::phone;
use crate::view::types::ListTotals;

/// The totals of rows. The sums are those of the money report by the date of the appointment.
pub(super) fn totals<'a>(data: &ListData, rows: impl Iterator<Item = Listed<'a>>) -> ListTotals {
    let mut totals = ListTotals::default();
    let mut money = Tally::default();
    let mut has_prices = false;
    let mut clients = HashSet::new();
    for Listed { appointment, starts_here, .. } in rows {
        let cancelled = appointment.is_cancelled();
        if !cancelled {
            clients.extend(Client::of(appointment));
        }
        match (starts_here, cancelled) {
            (true, true) => totals.cancelled += 1,
            (true, false) => totals.appointments += 1,
            (false, false) => totals.continuing += 1,
            (false, true) => {}
        }
        if starts_here {
            money.add(Tally::of_appointment(&data.ledger, appointment));
            has_prices |= appointment.service_amount.is_some_and(|price| price != Tenge(0));
        }
    }
    let state = data.ledger.state;
    ListTotals {
        clients: u32::try_from(clients.len()).unwrap_or(u32::MAX),
        planned: has_prices.then(|| money.planned()),
        received: money.received(state),
        outstanding: money.outstanding(state),
        ..totals
    }
}

/// By what a client is recognized, the surest first.
#[derive(PartialEq, Eq, Hash)]
enum Client<'a> {
    Contact(i64),
    Phone(String),
    Name(&'a str),
}

impl Client<'_> {
    fn of(appointment: &Appointment) -> Option<Client<'_>> {
        let phone = || phone::international(appointment.client_phone.as_deref()?).map(Client::Phone);
        let name = || appointment.client_name.as_deref().map(Client::Name);
        appointment.contact_id.map(Client::Contact).or_else(phone).or_else(name)
    }
}
