//! Payments, debts and expenses between two dates.
//!
//! A sum says little without the date that it goes by. There are two such dates, and the report never mixes them:
//! payments go by the date that the request names ([`PaymentBasis`]); debts and accrued expenses go by the date
//! of the appointment; expenses that were paid out go by `paid_at`.
//!
//! The rows are those of the payload: the rows of its appointments, whatever day the money was received
//! (`docs/api.md`, "Money rows"). The report is therefore no cash book, not even when payments go by the date on
//! which they were taken.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::debts::{Debt, open_money};
use super::ledger::Ledger;
use super::shares::PaymentShares;
use super::sum::Sum;
use super::{ExpenseSums, is_paid_out, issues};
use crate::model::{
    Appointment, Compensation, Expense, ExpenseStatus, Instant, Interval, Payment, PaymentKind,
    PaymentMethod, PaymentStatus, Tenge,
};
use crate::view::types::{ExpenseTotals, MoneyIssue, MoneyShare, MoneyState};
use crate::{Calendar, Filter, civil};

/// The date that payments go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentBasis {
    /// When the money was taken: `created_at` of the payment. The published page does not list this field.
    Taken,
    /// When the appointment starts.
    Appointment,
}

/// Which report to make.
#[derive(Debug, Clone, Copy)]
pub struct MoneyRequest<'a> {
    /// The first date, in the zone.
    pub from: NaiveDate,
    /// The last date. It is part of the report.
    pub to: NaiveDate,
    /// The date that payments go by.
    pub basis: PaymentBasis,
    /// The present moment. It separates debts from what is expected.
    pub now: Instant,
    /// The clinic's zone.
    pub zone: Tz,
    /// Hidden resources and appointments are in no sum.
    pub filter: &'a Filter,
}

/// The money between two dates. What the server does not say is absent and never zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyReport {
    /// How much the server sends about money.
    pub state: MoneyState,
    /// The payments by the requested date, or why there is no sum of them.
    pub payments: Result<PaymentReport, PaymentsUnknown>,
    /// Open money by the date of the appointment, the oldest first. Absent when it is not known what was received.
    pub debts: Option<Vec<Debt>>,
    /// Absent unless the server records money in rows.
    pub expenses: Option<ExpenseReport>,
    /// Amounts of the appointments between the dates that do not add up, and all rows without an appointment.
    pub issues: Vec<MoneyIssue>,
}

/// Why the payments have no sum on the requested basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaymentsUnknown {
    /// The payload has neither payments nor amounts.
    #[error("the data do not say what was received")]
    NotProvided,
    /// There are only amounts, and these have no date of their own.
    #[error("the data have no payment rows, so they do not say when money was taken")]
    NoRows,
    /// A sum without these rows would be too small, and nobody would see it.
    #[error("{without_time} of {rows} payments do not say when they were taken")]
    NoTime {
        /// All payments of the payload.
        rows: u32,
        /// Those without `created_at`.
        without_time: u32,
    },
}

/// Payments by one of the two dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentReport {
    /// The date that they go by.
    pub basis: PaymentBasis,
    /// The sum of the payments, or else of the appointments' amounts.
    pub total: Tenge,
    /// How many payments. Absent when the server sends amounts only.
    pub rows: Option<u32>,
    /// The largest amount first.
    pub by_method: Vec<MoneyShare<PaymentMethod>>,
    /// The largest amount first.
    pub by_kind: Vec<MoneyShare<PaymentKind>>,
    /// The largest amount first. Empty when the server sends amounts only.
    pub by_employee: Vec<RecordedBy>,
}

/// The payments that one employee recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordedBy {
    /// `recorded_by_id`. Absent when the server sent none, as for a payment without an employee.
    pub employee_id: Option<i64>,
    /// How many payments.
    pub count: u32,
    /// Their sum.
    pub amount: Tenge,
}

/// Expenses: accrued by the date of the appointment, and paid out by `paid_at`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpenseReport {
    /// Of the appointments between the dates: accrued, paid of it, and what is left.
    pub accrued: ExpenseTotals,
    /// Paid out between the dates, whatever the date of the appointment is. Absent when an expense is paid and the
    /// server does not say when.
    pub paid_out: Option<Tenge>,
    /// The accrued expenses by resource, by id.
    pub by_resource: Vec<ResourceExpenses>,
    /// Each accrued expense, in the order of the appointments in the payload.
    pub rows: Vec<AccruedExpense>,
}

/// The accrued expenses of one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceExpenses {
    /// The resource, of the expense or else of its appointment.
    pub resource_id: i64,
    /// Accrued, paid of it, and what is left.
    pub totals: ExpenseTotals,
}

/// An expense, and what it should be by the terms of its appointment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccruedExpense {
    /// The expense.
    pub id: i64,
    /// Its appointment.
    pub appointment_id: i64,
    /// The resource, of the expense or else of the appointment.
    pub resource_id: i64,
    /// The amount that the server recorded.
    pub amount: Tenge,
    /// Whether it was paid out.
    pub status: Option<ExpenseStatus>,
    /// When it was paid out.
    pub paid_at: Option<Instant>,
    /// The amount by the terms. Absent when these are unknown, and for an expense that was paid out before the
    /// appointment stopped being paid: the server keeps it.
    pub should_be: Option<Tenge>,
    /// The terms as they were when the appointment was made.
    pub terms: Option<Compensation>,
}

/// The payments, debts and expenses between two dates, both included.
///
/// By the date of the appointment the numbers are those of [`money`](super::money()): the parts of the payments, what is
/// owed, accrued expenses, and issues.
pub fn report(calendar: &Calendar, request: &MoneyRequest) -> MoneyReport {
    let ledger = Ledger::new(calendar);
    let shown = Shown::new(calendar, request);
    let mut issues: Vec<MoneyIssue> =
        shown.dated.iter().flat_map(|appointment| issues::of_appointment(&ledger, appointment)).collect();
    issues.extend(issues::orphans(&ledger, request.filter));
    MoneyReport {
        state: ledger.state,
        payments: payments(&ledger, &shown, request.basis),
        debts: ledger.knows_received().then(|| debts(&ledger, &shown, request)),
        expenses: (ledger.state == MoneyState::Recorded).then(|| expenses(&ledger, &shown)),
        issues,
    }
}

/// What the filter and the dates of a request leave.
struct Shown<'a> {
    range: Interval,
    filter: &'a Filter,
    /// The appointments that start between the dates.
    dated: Vec<&'a Appointment>,
    /// The ids of the appointments of any date. Absent when the filter hides nothing.
    ids: Option<HashSet<i64>>,
}

impl<'a> Shown<'a> {
    fn new(calendar: &'a Calendar, request: &MoneyRequest<'a>) -> Shown<'a> {
        let start_of = |date| civil::day_start(request.zone, date);
        let range = Interval::new(start_of(request.from), start_of(civil::add_days(request.to, 1)));
        let filter = request.filter;
        let of_filter = || calendar.appointments().filter(|appointment| filter.shows(appointment));
        Shown {
            range,
            filter,
            dated: of_filter().filter(|appointment| range.contains(appointment.starts_at)).collect(),
            ids: (*filter != Filter::default())
                .then(|| of_filter().map(|appointment| appointment.id).collect()),
        }
    }

    /// Whether rows of an appointment count on whatever date. A row whose appointment is not in the payload counts
    /// only when nothing is hidden, because no filter can be applied to it.
    fn has(&self, appointment_id: i64) -> bool {
        self.ids.as_ref().is_none_or(|ids| ids.contains(&appointment_id))
    }

    fn has_resource_of(&self, expense: &Expense) -> bool {
        expense.resource_id.is_none_or(|id| self.filter.shows_resource(id))
    }

    fn is_dated(&self, at: Option<Instant>) -> bool {
        at.is_some_and(|at| self.range.contains(at))
    }
}

fn payments<'a>(
    ledger: &Ledger<'a>,
    shown: &Shown<'a>,
    basis: PaymentBasis,
) -> Result<PaymentReport, PaymentsUnknown> {
    if !ledger.knows_received() {
        return Err(PaymentsUnknown::NotProvided);
    }
    let mut shares = PaymentShares::default();
    let mut recorded = BTreeMap::new();
    match basis {
        PaymentBasis::Taken => {
            check_times(ledger)?;
            for row in ledger.payments() {
                if shown.is_dated(row.created_at) && shown.has(row.appointment_id) {
                    shares.add_row(row);
                    add_recorded(&mut recorded, row);
                }
            }
        }
        PaymentBasis::Appointment => {
            for &appointment in &shown.dated {
                shares.add_of_appointment(ledger, appointment);
                for row in ledger.payments_of(appointment.id) {
                    add_recorded(&mut recorded, row);
                }
            }
        }
    }
    let mut by_employee: Vec<RecordedBy> = recorded
        .into_iter()
        .map(|(employee_id, (count, sum))| RecordedBy { employee_id, count, amount: sum.total() })
        .collect();
    by_employee.sort_by_key(|recorded| Reverse(recorded.amount));
    Ok(PaymentReport {
        basis,
        total: shares.total.total(),
        rows: ledger.has_payments.then(|| by_employee.iter().map(|recorded| recorded.count).sum()),
        by_method: shares.by_method.into_view(),
        by_kind: shares.by_kind.into_view(),
        by_employee,
    })
}

/// Whether all payments say when they were taken.
fn check_times(ledger: &Ledger) -> Result<(), PaymentsUnknown> {
    if !ledger.has_payments {
        return Err(PaymentsUnknown::NoRows);
    }
    let (mut rows, mut without_time) = (0, 0);
    for row in ledger.payments() {
        rows += 1;
        without_time += u32::from(row.created_at.is_none());
    }
    if without_time > 0 { Err(PaymentsUnknown::NoTime { rows, without_time }) } else { Ok(()) }
}

fn add_recorded(recorded: &mut BTreeMap<Option<i64>, (u32, Sum)>, row: &Payment) {
    let (count, sum) = recorded.entry(row.recorded_by_id).or_default();
    *count += 1;
    *sum += row.amount;
}

fn debts(ledger: &Ledger, shown: &Shown, request: &MoneyRequest) -> Vec<Debt> {
    let today = civil::date_of(request.zone, request.now);
    let mut debts: Vec<(Instant, Debt)> = shown
        .dated
        .iter()
        .filter_map(|appointment| {
            let (kind, amount) = open_money(ledger, appointment, request.now)?;
            let age = today.signed_duration_since(civil::date_of(request.zone, appointment.starts_at));
            let age_days = u32::try_from(age.num_days()).ok();
            Some((appointment.starts_at, Debt { kind, appointment_id: appointment.id, amount, age_days }))
        })
        .collect();
    debts.sort_by_key(|(starts_at, debt)| (*starts_at, debt.appointment_id));
    debts.into_iter().map(|(_, debt)| debt).collect()
}

fn expenses(ledger: &Ledger, shown: &Shown) -> ExpenseReport {
    let mut sums = ExpenseSums::default();
    let mut by_resource: BTreeMap<i64, ExpenseSums> = BTreeMap::new();
    let mut rows = Vec::new();
    for appointment in &shown.dated {
        let of_appointment = ledger.expenses_of(appointment.id);
        for expense in of_appointment.filter(|expense| shown.has_resource_of(expense)) {
            let row = accrued_expense(appointment, expense);
            sums.add(expense);
            by_resource.entry(row.resource_id).or_default().add(expense);
            rows.push(row);
        }
    }
    ExpenseReport {
        accrued: sums.totals(),
        paid_out: paid_out(ledger, shown),
        by_resource: by_resource
            .into_iter()
            .map(|(resource_id, sums)| ResourceExpenses { resource_id, totals: sums.totals() })
            .collect(),
        rows,
    }
}

fn paid_out(ledger: &Ledger, shown: &Shown) -> Option<Tenge> {
    let mut sum = Sum::default();
    for expense in ledger.expenses().filter(|expense| is_paid_out(expense)) {
        let paid_at = expense.paid_at?;
        if shown.range.contains(paid_at)
            && shown.has(expense.appointment_id)
            && shown.has_resource_of(expense)
        {
            sum += expense.amount;
        }
    }
    Some(sum.total())
}

fn accrued_expense(appointment: &Appointment, expense: &Expense) -> AccruedExpense {
    // The server keeps an expense that was paid out when the appointment stops being paid.
    let is_kept = appointment.payment_status != Some(PaymentStatus::Paid) && is_paid_out(expense);
    AccruedExpense {
        id: expense.id,
        appointment_id: appointment.id,
        resource_id: expense.resource_id.unwrap_or(appointment.resource_id),
        amount: expense.amount,
        status: expense.status.clone(),
        paid_at: expense.paid_at,
        should_be: issues::expected_expense(appointment).filter(|_| !is_kept),
        terms: appointment.compensation(),
    }
}
