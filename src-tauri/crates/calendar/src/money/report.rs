//! Payments, debts and expenses between two dates.
//!
//! A sum says little without the date that it goes by. There are two such dates, and the report never mixes them:
//! payments go by the date that the request names ([`PaymentBasis`]); debts and accrued expenses go by the date
//! of the appointment; expenses that were paid out go by `paid_at`.
//!
//! The rows are those of the payload: the rows of its appointments, whatever day the money was received
//! (`docs/api.md`, "Money rows"). The report is therefore no cash book, not even when payments go by the date on
//! which they were taken.

use std::collections::HashMap;

use chrono::NaiveDate;
use chrono_tz::Tz;

use super::books::Books;
use super::debts::{Debt, debt_totals, debts};
use super::{expenses, issues, payments};
use crate::model::{Appointment, Expense, Instant, Interval};
use crate::view::types::{
    ExpenseOverview, MoneyIssue, MoneyOverview, MoneyState, PaymentBasis, PaymentOverview, PaymentsUnknown,
};
use crate::{Filter, KnownRange, ResourceOrder, civil};

/// Of more dates, only those with money are listed.
const MAX_LISTED_DAYS: i64 = 366;

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
    /// The order of the resources.
    pub order: &'a ResourceOrder,
}

/// The money between two dates. What the server does not say is absent and never zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyReport {
    /// How much the server sends about money.
    pub state: MoneyState,
    /// The payments by the requested date, or why there is no sum of them.
    pub payments: Result<PaymentOverview, PaymentsUnknown>,
    /// Open money by the date of the appointment, the oldest first. Absent when it is not known what was received.
    pub debts: Option<Vec<Debt>>,
    /// Absent unless the server records money in rows.
    pub expenses: Option<ExpenseOverview>,
    /// Amounts of the appointments between the dates that do not add up, and all rows without an appointment.
    pub issues: Vec<MoneyIssue>,
}

/// The payments, debts and expenses between two dates, both included, of all that is known: the newest range first.
pub fn report(newest_first: &[KnownRange<'_>], request: &MoneyRequest) -> MoneyReport {
    let books = Books::new(newest_first);
    let shown = Shown::new(&books, request);
    let ledger = &books.ledger;
    let mut issues: Vec<MoneyIssue> =
        shown.dated.iter().flat_map(|appointment| issues::of_appointment(ledger, appointment)).collect();
    issues.extend(issues::orphans(ledger, request.filter));
    MoneyReport {
        state: ledger.state,
        payments: payments::entries(ledger, &shown, request.basis)
            .map(|entries| payments::overview(ledger, &entries, request)),
        debts: ledger.knows_received().then(|| debts(ledger, &shown, request)),
        expenses: (ledger.state == MoneyState::Recorded).then(|| expenses::overview(&books, &shown, request)),
        issues,
    }
}

/// The sums of a [`report`], for the screen.
pub fn overview(newest_first: &[KnownRange<'_>], request: &MoneyRequest) -> MoneyOverview {
    let MoneyReport { state, payments, debts, expenses, issues } = report(newest_first, request);
    MoneyOverview {
        state,
        payments_unknown: payments.as_ref().err().copied(),
        payments: payments.ok(),
        debts: debts.map(|debts| debt_totals(&debts)),
        expenses,
        issues,
    }
}

/// The dates of a request, each of which is listed with its sums, also without money. None when there are too many.
pub(super) fn listed_dates(request: &MoneyRequest) -> impl Iterator<Item = NaiveDate> {
    let few = request.to.signed_duration_since(request.from).num_days() < MAX_LISTED_DAYS;
    civil::dates(request.from, request.to).take_while(move |_| few)
}

/// What the filter and the dates of a request leave.
pub(super) struct Shown<'a> {
    pub(super) range: Interval,
    filter: &'a Filter,
    /// The appointments that start between the dates.
    pub(super) dated: Vec<&'a Appointment>,
    /// The appointments of any date, by id.
    by_id: HashMap<i64, &'a Appointment>,
    hides_nothing: bool,
}

impl<'a> Shown<'a> {
    pub(super) fn new(books: &Books<'a>, request: &MoneyRequest<'a>) -> Shown<'a> {
        let start_of = |date| civil::day_start(request.zone, date);
        let range = Interval::new(start_of(request.from), start_of(civil::add_days(request.to, 1)));
        let filter = request.filter;
        let of_filter = || books.appointments.iter().copied().filter(|appointment| filter.shows(appointment));
        Shown {
            range,
            filter,
            dated: of_filter().filter(|appointment| range.contains(appointment.starts_at)).collect(),
            by_id: of_filter().map(|appointment| (appointment.id, appointment)).collect(),
            hides_nothing: *filter == Filter::default(),
        }
    }

    /// Whether rows of an appointment count on whatever date. A row whose appointment is not in the payload counts
    /// only when nothing is hidden, because no filter can be applied to it.
    pub(super) fn has(&self, appointment_id: i64) -> bool {
        self.hides_nothing || self.by_id.contains_key(&appointment_id)
    }

    pub(super) fn appointment(&self, id: i64) -> Option<&'a Appointment> {
        self.by_id.get(&id).copied()
    }

    pub(super) fn has_resource_of(&self, expense: &Expense) -> bool {
        expense.resource_id.is_none_or(|id| self.filter.shows_resource(id))
    }
}
