//! What is owed to the resources: accrued by the date of the appointment, and paid out by `paid_at`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::books::Books;
use super::issues;
use super::ledger::{Ledger, is_due};
use super::payments::recorded_by;
use super::report::{MoneyRequest, Shown, listed_dates};
use super::sum::{CountedSum, Sum};
use crate::civil;
use crate::model::{
    Appointment, Compensation, Expense, ExpenseStatus, Instant, PaymentStatus, Status, Tenge,
};
use crate::view::types::{
    DateLabel, ExpenseBasis, ExpenseOverview, ExpenseTotals, PayoutWeek, RecordedBy, ResourceMoney, ViewKind,
};
use crate::view::{date_label, named_period};

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
pub(super) fn is_paid_out(expense: &Expense) -> bool {
    expense.status == Some(ExpenseStatus::Paid)
}

/// The sums of one resource.
#[derive(Default)]
struct ResourceSums<'a> {
    appointments: u32,
    revenue: Sum,
    received: Sum,
    terms: BTreeSet<Compensation>,
    expenses: ExpenseSums,
    expense_count: u32,
    paid_out: Sum,
    last_payout: Option<Instant>,
    not_accrued: u32,
    /// For the name of a resource that is not in the payload.
    appointment: Option<&'a Appointment>,
    /// It has an appointment or an expense between the dates.
    is_listed: bool,
}

/// The expenses between two dates.
pub(super) fn overview(books: &Books, shown: &Shown, request: &MoneyRequest) -> ExpenseOverview {
    let ledger = &books.ledger;
    let mut accrued = ExpenseSums::default();
    let mut paid_count = 0;
    let mut not_accrued = CountedSum::default();
    let mut by_resource: BTreeMap<i64, ResourceSums> = BTreeMap::new();
    for &appointment in &shown.dated {
        let sums = by_resource.entry(appointment.resource_id).or_default();
        sums.is_listed = true;
        sums.appointment = Some(appointment);
        sums.received += ledger.received(appointment);
        if is_due(appointment) {
            sums.appointments += 1;
            sums.revenue += appointment.service_amount.unwrap_or_default();
            sums.terms.extend(appointment.compensation());
        }
        if let Some(owed) = not_accrued_yet(ledger, appointment) {
            sums.not_accrued += 1;
            not_accrued.add(owed);
        }
        for expense in ledger.expenses_of(appointment.id).filter(|expense| shown.has_resource_of(expense)) {
            let resource_id = expense.resource_id.unwrap_or(appointment.resource_id);
            let sums = by_resource.entry(resource_id).or_default();
            sums.is_listed = true;
            sums.expenses.add(expense);
            sums.expense_count += 1;
            accrued.add(expense);
            paid_count += u32::from(is_paid_out(expense));
        }
    }
    let payouts = payouts(ledger, shown, request.zone);
    for payout in &payouts {
        let Some(resource_id) = payout.resource_id else { continue };
        let sums = by_resource.entry(resource_id).or_default();
        sums.last_payout = sums.last_payout.max(payout.at);
        if payout.is_inside {
            sums.is_listed = true;
            sums.paid_out += payout.expense.amount;
        }
    }
    let times_are_known = payouts.iter().all(|payout| payout.at.is_some());
    let inside = || payouts.iter().filter(|payout| payout.is_inside);
    let mut paid_out = CountedSum::default();
    inside().for_each(|payout| paid_out.add(payout.expense.amount));
    ExpenseOverview {
        accrued: accrued.totals(),
        paid_count,
        paid_out: times_are_known.then(|| paid_out.view()),
        not_accrued: not_accrued.view(),
        by_resource: by_resource_view(books, request, by_resource, times_are_known),
        payouts_by_week: if times_are_known { payouts_by_week(inside(), request) } else { Vec::new() },
        paid_by: paid_by(&payouts),
    }
}

/// The resource that is owed an expense.
pub(super) fn resource_id(expense: &Expense, appointment: Option<&Appointment>) -> Option<i64> {
    expense.resource_id.or_else(|| Some(appointment?.resource_id))
}

/// What the client still owes for an appointment that took place. It is not paid, so that the resource has no expense yet.
pub(super) fn not_accrued_yet(ledger: &Ledger, appointment: &Appointment) -> Option<Tenge> {
    let is_open = appointment.status == Status::Completed
        && appointment.payment_status != Some(PaymentStatus::Paid)
        && ledger.expenses_of(appointment.id).next().is_none();
    Some(ledger.outstanding(appointment)).filter(|owed| is_open && *owed > Tenge(0))
}

/// An expense that was paid out on whatever date.
struct Payout<'a> {
    expense: &'a Expense,
    resource_id: Option<i64>,
    at: Option<Instant>,
    date: Option<NaiveDate>,
    /// It was paid out between the dates.
    is_inside: bool,
    /// Its appointment is between the dates.
    is_accrued_inside: bool,
}

fn payouts<'a>(ledger: &Ledger<'a>, shown: &Shown, zone: Tz) -> Vec<Payout<'a>> {
    let dated: HashSet<i64> = shown.dated.iter().map(|appointment| appointment.id).collect();
    ledger
        .expenses()
        .filter(|expense| is_paid_out(expense) && shown.has_resource_of(expense))
        .filter(|expense| shown.has(expense.appointment_id))
        .map(|expense| Payout {
            expense,
            resource_id: resource_id(expense, shown.appointment(expense.appointment_id)),
            at: expense.paid_at,
            date: expense.paid_at.map(|at| civil::date_of(zone, at)),
            is_inside: expense.paid_at.is_some_and(|at| shown.range.contains(at)),
            is_accrued_inside: dated.contains(&expense.appointment_id),
        })
        .collect()
}

fn payouts_by_week<'a>(
    inside: impl Iterator<Item = &'a Payout<'a>>,
    request: &MoneyRequest,
) -> Vec<PayoutWeek> {
    let week_of = |date| named_period(ViewKind::Week, date);
    let mut weeks: BTreeMap<(NaiveDate, NaiveDate), CountedSum> =
        listed_dates(request).map(|date| (week_of(date), CountedSum::default())).collect();
    for payout in inside {
        let Some(date) = payout.date else { continue };
        weeks.entry(week_of(date)).or_default().add(payout.expense.amount);
    }
    let label = label(request);
    weeks
        .into_iter()
        .map(|((monday, sunday), sum)| PayoutWeek {
            first: label(monday.max(request.from)),
            last: label(sunday.min(request.to)),
            sum: sum.view(),
        })
        .collect()
}

fn label(request: &MoneyRequest) -> impl Fn(NaiveDate) -> DateLabel {
    let today = civil::date_of(request.zone, request.now);
    move |date| date_label(date, today)
}

/// Who paid out the expenses that either basis shows.
fn paid_by(payouts: &[Payout]) -> Vec<RecordedBy> {
    let mut sums: BTreeMap<Option<i64>, CountedSum> = BTreeMap::new();
    for payout in payouts.iter().filter(|payout| payout.is_inside || payout.is_accrued_inside) {
        sums.entry(payout.expense.paid_by_id).or_default().add(payout.expense.amount);
    }
    recorded_by(sums)
}

fn by_resource_view(
    books: &Books,
    request: &MoneyRequest,
    mut sums: BTreeMap<i64, ResourceSums>,
    times_are_known: bool,
) -> Vec<ResourceMoney> {
    let knows_received = books.ledger.knows_received();
    let label = label(request);
    let view = |resource_id: i64, name: String, color: Option<String>, sums: ResourceSums| {
        let totals = sums.expenses.totals();
        let received = knows_received.then(|| sums.received.total());
        ResourceMoney {
            resource_id,
            name,
            color,
            appointments: sums.appointments,
            revenue: sums.revenue.total(),
            received,
            terms: sums.terms.into_iter().collect(),
            totals,
            expenses: sums.expense_count,
            paid_out: times_are_known.then(|| sums.paid_out.total()),
            last_payout: sums.last_payout.map(|at| label(civil::date_of(request.zone, at))),
            clinic_share: received.map(|received| Tenge(received.0.saturating_sub(totals.total.0))),
            not_accrued: sums.not_accrued,
        }
    };
    let mut listed = Vec::with_capacity(sums.len());
    for head in books.resources(request.zone, request.order) {
        if let Some(sums) = sums.remove(&head.id).filter(|sums| sums.is_listed) {
            listed.push(view(head.id, head.name, head.color, sums));
        }
    }
    for (id, sums) in sums.into_iter().filter(|(_, sums)| sums.is_listed) {
        listed.push(view(id, books.resource_name(id, sums.appointment), None, sums));
    }
    listed
}

/// The expenses that a basis shows, each with its appointment.
pub(super) fn listed<'a>(
    ledger: &Ledger<'a>,
    shown: &Shown<'a>,
    basis: ExpenseBasis,
) -> Vec<(&'a Expense, Option<&'a Appointment>)> {
    match basis {
        ExpenseBasis::Accrued => shown
            .dated
            .iter()
            .flat_map(|&appointment| {
                ledger.expenses_of(appointment.id).map(move |expense| (expense, Some(appointment)))
            })
            .filter(|(expense, _)| shown.has_resource_of(expense))
            .collect(),
        ExpenseBasis::PaidOut => ledger
            .expenses()
            .filter(|expense| is_paid_out(expense) && shown.has_resource_of(expense))
            .filter(|expense| expense.paid_at.is_some_and(|at| shown.range.contains(at)))
            .filter(|expense| shown.has(expense.appointment_id))
            .map(|expense| (expense, shown.appointment(expense.appointment_id)))
            .collect(),
    }
}

/// The expense by the terms of its appointment. The server keeps an expense that was paid out when the appointment stops being
/// paid; for that one there is none.
pub(super) fn should_be(expense: &Expense, appointment: &Appointment) -> Option<Tenge> {
    let is_kept = appointment.payment_status != Some(PaymentStatus::Paid) && is_paid_out(expense);
    issues::expected_expense(appointment).filter(|_| !is_kept)
}
