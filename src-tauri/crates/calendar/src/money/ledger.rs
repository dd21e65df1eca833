//! The payment and expense rows of a payload, by appointment, without duplicates.

use std::collections::{HashMap, HashSet};

use super::sum::{Sum, remainder};
use crate::Calendar;
use crate::model::{Appointment, Expense, Payment, PaymentStatus, Status, Tenge};
use crate::view::types::MoneyState;

/// A calendar, and those of its appointments that count.
pub(super) struct Source<'a> {
    pub(super) calendar: &'a Calendar,
    pub(super) appointments: Vec<&'a Appointment>,
}

impl Source<'_> {
    /// Whether a row of the calendar counts: its appointment does, or is not in the calendar.
    fn row_test(&self) -> impl Fn(i64) -> bool {
        let count = self.calendar.appointments().count();
        let mut replaced = HashSet::new();
        if self.appointments.len() < count {
            replaced.extend(self.calendar.appointments().map(|appointment| appointment.id));
            for appointment in &self.appointments {
                replaced.remove(&appointment.id);
            }
        }
        move |appointment_id| !replaced.contains(&appointment_id)
    }
}

/// The rows of both top-level lists of payments and expenses, plus nested rows missing there.
pub(crate) struct Ledger<'a> {
    pub(crate) state: MoneyState,
    /// Whether the payload has any payment row. Without any, a missing row is not an error.
    pub(super) has_payments: bool,
    /// Whether the payload has any expense row. Without any, a missing row is not an error.
    pub(super) has_expenses: bool,
    /// Whether any appointment has a prepaid or settlement amount other than zero.
    has_amounts: bool,
    payments: HashMap<i64, Vec<&'a Payment>>,
    expenses: HashMap<i64, Vec<&'a Expense>>,
    /// Payments whose appointment is not in the payload.
    pub(super) orphan_payments: Vec<&'a Payment>,
    /// Expenses whose appointment is not in the payload.
    pub(super) orphan_expenses: Vec<&'a Expense>,
}

impl<'a> Ledger<'a> {
    pub(crate) fn new(calendar: &'a Calendar) -> Ledger<'a> {
        Ledger::of_sources(&[Source { calendar, appointments: calendar.appointments().collect() }])
    }

    /// The rows of several calendars, each once. Of an appointment that is in several, the rows are those of the source that
    /// lists it.
    pub(super) fn of_sources(sources: &[Source<'a>]) -> Ledger<'a> {
        let mut payments = Distinct::default();
        let mut expenses = Distinct::default();
        let mut ids = HashSet::new();
        let mut has_amounts = false;
        for source in sources {
            let payload = source.calendar.payload();
            let has_row = source.row_test();
            payments.extend(
                payload.payments.iter().filter(|row| has_row(row.appointment_id)),
                |row: &Payment| row.id,
            );
            expenses.extend(
                payload.expenses.iter().filter(|row| has_row(row.appointment_id)),
                |row: &Expense| row.id,
            );
            for appointment in &source.appointments {
                ids.insert(appointment.id);
                has_amounts |= has_any_amount(appointment);
                payments.extend(&appointment.payments, |row| row.id);
                expenses.extend(&appointment.expense, |row| row.id);
            }
        }
        let (has_payments, has_expenses) = (!payments.rows.is_empty(), !expenses.rows.is_empty());
        let (payments, orphan_payments) = by_appointment(payments.rows, &ids, |row| row.appointment_id);
        let (expenses, orphan_expenses) = by_appointment(expenses.rows, &ids, |row| row.appointment_id);
        Ledger {
            state: state(has_payments || has_expenses, has_amounts),
            has_payments,
            has_expenses,
            has_amounts,
            payments,
            expenses,
            orphan_payments,
            orphan_expenses,
        }
    }

    /// As [`Ledger::new`], but only with the rows of one appointment. The state is that of the whole payload.
    pub(crate) fn of_appointment(calendar: &'a Calendar, appointment: &'a Appointment) -> Ledger<'a> {
        let payload = calendar.payload();
        let has_payments = !payload.payments.is_empty()
            || calendar.appointments().any(|appointment| !appointment.payments.is_empty());
        let has_expenses = !payload.expenses.is_empty()
            || calendar.appointments().any(|appointment| appointment.expense.is_some());
        let has_amounts = calendar.appointments().any(has_any_amount);
        let mut payments = Distinct::default();
        payments.extend(&payload.payments, |row: &Payment| row.id);
        payments.extend(&appointment.payments, |row| row.id);
        payments.rows.retain(|row| row.appointment_id == appointment.id);
        let mut expenses = Distinct::default();
        expenses.extend(&payload.expenses, |row: &Expense| row.id);
        expenses.extend(&appointment.expense, |row| row.id);
        expenses.rows.retain(|row| row.appointment_id == appointment.id);
        Ledger {
            state: state(has_payments || has_expenses, has_amounts),
            has_payments,
            has_expenses,
            has_amounts,
            payments: HashMap::from([(appointment.id, payments.rows)]),
            expenses: HashMap::from([(appointment.id, expenses.rows)]),
            orphan_payments: Vec::new(),
            orphan_expenses: Vec::new(),
        }
    }

    pub(crate) fn payments_of(&self, appointment_id: i64) -> impl Iterator<Item = &'a Payment> {
        self.payments.get(&appointment_id).into_iter().flatten().copied()
    }

    pub(crate) fn expenses_of(&self, appointment_id: i64) -> impl Iterator<Item = &'a Expense> {
        self.expenses.get(&appointment_id).into_iter().flatten().copied()
    }

    /// All payments, with those whose appointment is not in the payload.
    pub(super) fn payments(&self) -> impl Iterator<Item = &'a Payment> {
        self.payments.values().flatten().chain(&self.orphan_payments).copied()
    }

    /// All expenses, with those whose appointment is not in the payload.
    pub(super) fn expenses(&self) -> impl Iterator<Item = &'a Expense> {
        self.expenses.values().flatten().chain(&self.orphan_expenses).copied()
    }

    /// Whether the payload says of any appointment what was received. A payload with nothing but expenses does
    /// not.
    pub(super) fn knows_received(&self) -> bool {
        self.has_payments || self.has_amounts
    }

    /// The money received for an appointment: its amounts when the server sent them, or else the sum of its
    /// payments.
    pub(super) fn received(&self, appointment: &Appointment) -> Tenge {
        amounts(appointment).unwrap_or_else(|| self.sum_of_payments(appointment.id))
    }

    pub(super) fn sum_of_payments(&self, appointment_id: i64) -> Tenge {
        Sum::of(self.payments_of(appointment_id).map(|row| row.amount)).total()
    }

    /// What the client still owes. Zero for a cancelled or missed appointment, and for a cancelled payment.
    pub(super) fn outstanding(&self, appointment: &Appointment) -> Tenge {
        if is_due(appointment) && appointment.payment_status != Some(PaymentStatus::Cancelled) {
            remainder(appointment.service_amount.unwrap_or_default(), self.received(appointment))
        } else {
            Tenge(0)
        }
    }

    /// What the client still owes for an appointment that is not fully paid. `None` for any other one, and when the server
    /// sends no money.
    pub(crate) fn unpaid(&self, appointment: &Appointment) -> Option<Tenge> {
        let outstanding = self.outstanding(appointment);
        (outstanding > Tenge(0) && self.state != MoneyState::NotProvided).then_some(outstanding)
    }

    /// The money received for an appointment. `None` when the server did not send it.
    pub(crate) fn received_if_known(&self, appointment: &Appointment) -> Option<Tenge> {
        let known = match self.state {
            MoneyState::NotProvided => false,
            MoneyState::AmountsOnly => amounts(appointment).is_some(),
            MoneyState::Recorded => amounts(appointment).is_some() || self.has_payments,
        };
        known.then(|| self.received(appointment))
    }

    /// What the client still owes. `None` when the price or the received money is unknown.
    pub(crate) fn outstanding_if_known(&self, appointment: &Appointment) -> Option<Tenge> {
        self.received_if_known(appointment)
            .and(appointment.service_amount)
            .map(|_| self.outstanding(appointment))
    }
}

/// Whether the service has to be paid for: the appointment is neither cancelled nor missed.
pub(crate) fn is_due(appointment: &Appointment) -> bool {
    !matches!(appointment.status, Status::Cancelled | Status::NoShow)
}

/// Prepaid plus settlement amount. `None` when the server sent neither key.
pub(crate) fn amounts(appointment: &Appointment) -> Option<Tenge> {
    if appointment.prepaid_amount.is_none() && appointment.settlement_amount.is_none() {
        return None;
    }
    Some(Sum::of(appointment.prepaid_amount.into_iter().chain(appointment.settlement_amount)).total())
}

fn has_any_amount(appointment: &Appointment) -> bool {
    [appointment.prepaid_amount, appointment.settlement_amount]
        .into_iter()
        .flatten()
        .any(|amount| amount != Tenge(0))
}

fn state(has_rows: bool, has_amounts: bool) -> MoneyState {
    if has_rows {
        MoneyState::Recorded
    } else if has_amounts {
        MoneyState::AmountsOnly
    } else {
        MoneyState::NotProvided
    }
}

/// Rows with distinct ids. Of several rows with the same id, the first one is used.
struct Distinct<'a, Row> {
    ids: HashSet<i64>,
    rows: Vec<&'a Row>,
}

impl<Row> Default for Distinct<'_, Row> {
    fn default() -> Self {
        Distinct { ids: HashSet::new(), rows: Vec::new() }
    }
}

impl<'a, Row> Distinct<'a, Row> {
    fn extend(&mut self, rows: impl IntoIterator<Item = &'a Row>, id: impl Fn(&Row) -> i64) {
        self.rows.extend(rows.into_iter().filter(|row| self.ids.insert(id(row))));
    }
}

/// Rows by appointment, and the rows whose appointment is not in the payload.
fn by_appointment<'a, Row>(
    rows: Vec<&'a Row>,
    appointments: &HashSet<i64>,
    appointment_of: impl Fn(&Row) -> i64,
) -> (HashMap<i64, Vec<&'a Row>>, Vec<&'a Row>) {
    let mut by_appointment: HashMap<i64, Vec<&Row>> = HashMap::new();
    let mut orphans = Vec::new();
    for row in rows {
        let appointment = appointment_of(row);
        if appointments.contains(&appointment) {
            by_appointment.entry(appointment).or_default().push(row);
        } else {
            orphans.push(row);
        }
    }
    (by_appointment, orphans)
}
