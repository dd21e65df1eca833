//! The money of the appointments in a period, by appointment date, and the [`report`] between two dates.
//!
//! Some servers send only a part of the data about money, or none. [`MoneyState`] says how much the payload
//! has, so that an unknown amount is never displayed as zero. In [`money`] a payment counts on the date of its
//! appointment, not on the date of the payment; in the [`report`] the [`PaymentBasis`](crate::view::types::PaymentBasis) says which date it is.
//!
//! Terms: *planned* is the sum of the service amounts, *received* is prepaid plus settlement amount,
//! *outstanding* is what clients still owe, and an *expense* is owed to a resource for a paid appointment.
//!
//! Not here: currencies, cents, rounding for display.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "a body within the limit has fewer than four million amounts, each at most 10^12 tenge"
)]

mod books;
mod debts;
mod expenses;
mod issues;
pub(crate) mod ledger;
mod payments;
mod report;
mod rows;
mod shares;
mod sum;

pub use debts::Debt;
pub use report::{MoneyReport, MoneyRequest, overview, report};
pub use rows::money_rows;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::{Appointment, Expense, ExpenseStatus, PaymentStatus, Tenge};
use crate::view::day::Days;
use crate::view::period::named_period;
use crate::view::request::ViewRequest;
use crate::view::types::{ExpenseTotals, MoneyDay, MoneyResource, MoneyState, MoneyView, UnpaidAppointment};
use crate::{Calendar, civil};

use ledger::{Ledger, is_due};
use shares::{PaymentShares, SharesOf};
use sum::Sum;

/// The money of the appointments whose start date, in the request's zone, lies in the period: the day, the
/// week, or the month without the days of neighbouring months.
///
/// The received sums include cancelled and missed appointments, because that money was not given back.
pub fn money(calendar: &Calendar, request: &ViewRequest) -> MoneyView {
    let ledger = Ledger::new(calendar);
    let (first, last) = named_period(request.kind, request.date);
    let days = Days::new(request.zone, first, last);
    let today = civil::date_of(request.zone, request.now);

    let mut total = Tally::default();
    let mut by_day = vec![Tally::default(); days.len()];
    let mut by_resource = ResourceTallies::default();
    let mut payments = PaymentShares::default();
    let mut by_payment_status = SharesOf::<PaymentStatus>::default();
    let mut unpaid = Vec::new();
    let mut issues = Vec::new();
    for appointment in calendar.appointments() {
        if !request.filter.shows(appointment) {
            continue;
        }
        let Some(day) = days.index_of(appointment.starts_at) else { continue };
        let tally = Tally::of_appointment(&ledger, appointment);
        total.add(tally);
        by_day[day].add(tally);
        by_resource.of(appointment.resource_id, appointment).add(tally);
        for expense in ledger.expenses_of(appointment.id) {
            if expense.resource_id.is_some_and(|id| !request.filter.shows_resource(id)) {
                continue;
            }
            total.add_expense(expense);
            by_resource
                .of(expense.resource_id.unwrap_or(appointment.resource_id), appointment)
                .add_expense(expense);
        }
        payments.add_of_appointment(&ledger, appointment);
        if !appointment.is_cancelled() {
            let price = appointment.service_amount.unwrap_or_default();
            by_payment_status.add(appointment.payment_status.as_ref(), price);
        }
        if let Some(outstanding) = ledger.unpaid(appointment) {
            unpaid.push((outstanding, appointment, day));
        }
        issues.extend(issues::of_appointment(&ledger, appointment));
    }
    issues.extend(issues::orphans(&ledger, request.filter));
    unpaid.sort_by_key(|(outstanding, appointment, _)| {
        (Reverse(*outstanding), appointment.starts_at, appointment.id)
    });

    let state = ledger.state;
    MoneyView {
        state,
        appointments: total.appointments,
        planned: total.planned.total(),
        received: total.received(state),
        outstanding: total.outstanding(state),
        expenses: total.expenses(state),
        by_day: days
            .iter()
            .zip(by_day)
            .map(|(day, tally)| MoneyDay {
                date: day.label(today),
                appointments: tally.appointments,
                planned: tally.planned.total(),
                received: tally.received(state),
            })
            .collect(),
        by_resource: by_resource.into_view(calendar, state),
        by_method: payments.by_method.into_view(),
        by_kind: payments.by_kind.into_view(),
        by_payment_status: by_payment_status.into_view(),
        unpaid_appointments: unpaid
            .into_iter()
            .map(|(outstanding, appointment, day)| UnpaidAppointment {
                appointment_id: appointment.id,
                date: days[day].label(today),
                start_label: civil::wall_label(request.zone, appointment.starts_at),
                client_name: appointment.client_display_name(),
                resource_name: calendar.resource_name(appointment),
                outstanding,
            })
            .collect(),
        issues,
    }
}

/// Sums of some appointments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    appointments: u32,
    planned: Sum,
    received: Sum,
    outstanding: Sum,
    expenses: ExpenseSums,
}

impl Tally {
    pub(crate) fn of_appointment(ledger: &Ledger, appointment: &Appointment) -> Tally {
        let mut tally = Tally { appointments: u32::from(!appointment.is_cancelled()), ..Tally::default() };
        if is_due(appointment) {
            tally.planned += appointment.service_amount.unwrap_or_default();
        }
        tally.received += ledger.received(appointment);
        tally.outstanding += ledger.outstanding(appointment);
        tally
    }

    pub(crate) fn add(&mut self, other: Tally) {
        self.appointments += other.appointments;
        self.planned += other.planned.total();
        self.received += other.received.total();
        self.outstanding += other.outstanding.total();
    }

    fn add_expense(&mut self, expense: &Expense) {
        self.expenses.add(expense);
    }

    pub(crate) fn planned(&self) -> Tenge {
        self.planned.total()
    }

    pub(crate) fn received(&self, state: MoneyState) -> Option<Tenge> {
        (state != MoneyState::NotProvided).then(|| self.received.total())
    }

    pub(crate) fn outstanding(&self, state: MoneyState) -> Option<Tenge> {
        (state != MoneyState::NotProvided).then(|| self.outstanding.total())
    }

    fn of_resource(&self, resource_id: i64, name: String, state: MoneyState) -> MoneyResource {
        MoneyResource {
            resource_id,
            name,
            appointments: self.appointments,
            planned: self.planned.total(),
            received: self.received(state),
            outstanding: self.outstanding(state),
            expenses: self.expenses(state),
        }
    }

    fn expenses(&self, state: MoneyState) -> Option<ExpenseTotals> {
        (state == MoneyState::Recorded).then(|| self.expenses.totals())
    }
}

/// Sums of expenses by the date of their appointments.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct ExpenseSums {
    accrued: Sum,
    paid: Sum,
}

impl ExpenseSums {
    fn add(&mut self, expense: &Expense) {
        self.accrued += expense.amount;
        if is_paid_out(expense) {
            self.paid += expense.amount;
        }
    }

    fn totals(&self) -> ExpenseTotals {
        let (total, paid) = (self.accrued.total(), self.paid.total());
        ExpenseTotals { total, paid, unpaid: Tenge(total.0.saturating_sub(paid.0)) }
    }
}

/// Whether the resource has received the expense.
fn is_paid_out(expense: &Expense) -> bool {
    expense.status == Some(ExpenseStatus::Paid)
}

/// Sums by resource. Each has one appointment, for the name of a resource that is not in the payload.
#[derive(Default)]
struct ResourceTallies<'a> {
    by_id: BTreeMap<i64, (Tally, &'a Appointment)>,
}

impl<'a> ResourceTallies<'a> {
    fn of(&mut self, resource_id: i64, appointment: &'a Appointment) -> &mut Tally {
        &mut self.by_id.entry(resource_id).or_insert((Tally::default(), appointment)).0
    }

    /// In the server's order, then resources that are not in the payload, by id.
    fn into_view(mut self, calendar: &Calendar, state: MoneyState) -> Vec<MoneyResource> {
        let mut view = Vec::with_capacity(self.by_id.len());
        for resource in &calendar.payload().resources {
            if let Some((tally, _)) = self.by_id.remove(&resource.id) {
                view.push(tally.of_resource(resource.id, resource.name.clone(), state));
            }
        }
        for (id, (tally, appointment)) in self.by_id {
            view.push(tally.of_resource(id, appointment.name_of_missing_resource(id), state));
        }
        view
    }
}
