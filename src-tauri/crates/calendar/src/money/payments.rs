//! The payments by one of the two dates.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::ledger::Ledger;
use super::report::{MoneyRequest, Shown, listed_dates};
use super::shares::{SharesOf, amounts_of, largest_first};
use super::sum::CountedSum;
use crate::civil;
use crate::model::{Appointment, Instant, OpenEnum, Payment, PaymentKind, PaymentMethod, Tenge};
use crate::view::date_label;
use crate::view::types::{
    EmployeeAndMethod, KindAndMethod, PaymentBasis, PaymentDay, PaymentHour, PaymentOverview,
    PaymentsUnknown, RecordedBy,
};

/// A payment, or one of the two amounts of an appointment when the server sends no payments.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) row: Option<&'a Payment>,
    pub(super) appointment_id: i64,
    pub(super) appointment: Option<&'a Appointment>,
    /// The date that it goes by.
    pub(super) at: Instant,
    pub(super) amount: Tenge,
    /// Absent also when the server sent an empty word.
    pub(super) method: Option<&'a PaymentMethod>,
    /// Absent also when the server sent an empty word.
    pub(super) kind: Option<&'a PaymentKind>,
}

impl Entry<'_> {
    pub(super) fn employee_id(&self) -> Option<i64> {
        self.row.and_then(|row| row.recorded_by_id)
    }
}

fn named<T: OpenEnum>(value: Option<&T>) -> Option<&T> {
    value.filter(|value| !value.word().is_empty())
}

/// The payments of a request on its basis.
pub(super) fn entries<'a>(
    ledger: &Ledger<'a>,
    shown: &Shown<'a>,
    basis: PaymentBasis,
) -> Result<Vec<Entry<'a>>, PaymentsUnknown> {
    if !ledger.knows_received() {
        return Err(PaymentsUnknown::NotProvided);
    }
    let of_row = |row: &'a Payment, at: Instant, appointment: Option<&'a Appointment>| Entry {
        row: Some(row),
        appointment_id: row.appointment_id,
        appointment,
        at,
        amount: row.amount,
        method: named(row.payment_method.as_ref()),
        kind: named(row.payment_kind.as_ref()),
    };
    if basis == PaymentBasis::Taken {
        check_times(ledger)?;
        return Ok(ledger
            .payments()
            .filter(|row| shown.has(row.appointment_id))
            .filter_map(|row| Some((row, row.created_at.filter(|at| shown.range.contains(*at))?)))
            .map(|(row, at)| of_row(row, at, shown.appointment(row.appointment_id)))
            .collect());
    }
    let mut entries = Vec::new();
    for &appointment in &shown.dated {
        let at = appointment.starts_at;
        if ledger.has_payments {
            entries.extend(ledger.payments_of(appointment.id).map(|row| of_row(row, at, Some(appointment))));
        } else {
            entries.extend(amounts_of(appointment).map(|(amount, method, kind)| Entry {
                row: None,
                appointment_id: appointment.id,
                appointment: Some(appointment),
                at,
                amount,
                method: named(method),
                kind: Some(kind),
            }));
        }
    }
    Ok(entries)
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

/// The sums of payments.
pub(super) fn overview(ledger: &Ledger, entries: &[Entry], request: &MoneyRequest) -> PaymentOverview {
    let mut total = CountedSum::default();
    let (mut cash, mut cashless, mut without_method) =
        (CountedSum::default(), CountedSum::default(), CountedSum::default());
    let (mut prepayments, mut adjustments) = (CountedSum::default(), CountedSum::default());
    let mut by_method = SharesOf::default();
    let mut by_kind = SharesOf::default();
    let mut by_employee: BTreeMap<Option<i64>, CountedSum> = BTreeMap::new();
    let mut kinds_and_methods: BTreeMap<(Option<&PaymentKind>, Option<&PaymentMethod>), CountedSum> =
        BTreeMap::new();
    let mut employees_and_methods: BTreeMap<(Option<i64>, Option<&PaymentMethod>), CountedSum> =
        BTreeMap::new();
    for entry in entries {
        let Entry { amount, method, kind, .. } = *entry;
        total.add(amount);
        match method {
            Some(PaymentMethod::Cash) => cash.add(amount),
            Some(_) => cashless.add(amount),
            None => without_method.add(amount),
        }
        match kind {
            Some(PaymentKind::Prepaid) => prepayments.add(amount),
            Some(PaymentKind::Adjustment) => adjustments.add(amount),
            Some(PaymentKind::Payment | PaymentKind::Other(_)) | None => {}
        }
        by_method.add(method, amount);
        by_kind.add(kind, amount);
        kinds_and_methods.entry((kind, method)).or_default().add(amount);
        if entry.row.is_some() {
            by_employee.entry(entry.employee_id()).or_default().add(amount);
            employees_and_methods.entry((entry.employee_id(), method)).or_default().add(amount);
        }
    }
    PaymentOverview {
        basis: request.basis,
        total: total.view(),
        cash: cash.view(),
        cashless: cashless.view(),
        without_method: without_method.view(),
        prepayments: prepayments.view(),
        adjustments: adjustments.view(),
        has_rows: ledger.has_payments,
        by_method: by_method.into_view(),
        by_kind: by_kind.into_view(),
        by_employee: recorded_by(by_employee),
        kinds_and_methods: kinds_and_methods
            .into_iter()
            .map(|((kind, method), sum)| KindAndMethod {
                kind: kind.cloned(),
                method: method.cloned(),
                sum: sum.view(),
            })
            .collect(),
        employees_and_methods: employees_and_methods
            .into_iter()
            .map(|((employee_id, method), sum)| EmployeeAndMethod {
                employee_id,
                method: method.cloned(),
                sum: sum.view(),
            })
            .collect(),
        by_day: by_day(entries, request),
        by_hour: by_hour(entries, request),
    }
}

/// The sums by employee, the largest amount first.
pub(super) fn recorded_by(sums: BTreeMap<Option<i64>, CountedSum>) -> Vec<RecordedBy> {
    let mut recorded: Vec<RecordedBy> = sums
        .into_iter()
        .map(|(employee_id, sum)| {
            let sum = sum.view();
            RecordedBy { employee_id, count: sum.count, amount: sum.amount }
        })
        .collect();
    largest_first(&mut recorded, |recorded| recorded.amount);
    recorded
}

fn by_day(entries: &[Entry], request: &MoneyRequest) -> Vec<PaymentDay> {
    let mut days: BTreeMap<NaiveDate, SharesOf<PaymentMethod>> =
        listed_dates(request).map(|date| (date, SharesOf::default())).collect();
    for entry in entries {
        days.entry(civil::date_of(request.zone, entry.at)).or_default().add(entry.method, entry.amount);
    }
    let today = civil::date_of(request.zone, request.now);
    days.into_iter()
        .map(|(date, shares)| PaymentDay { date: date_label(date, today), by_method: shares.into_view() })
        .collect()
}

fn by_hour(entries: &[Entry], request: &MoneyRequest) -> Vec<PaymentHour> {
    if request.from != request.to || request.basis != PaymentBasis::Taken {
        return Vec::new();
    }
    let mut hours: BTreeMap<u32, SharesOf<PaymentMethod>> = BTreeMap::new();
    for entry in entries {
        let hour = civil::hour_of(request.zone, entry.at);
        hours.entry(hour).or_default().add(entry.method, entry.amount);
    }
    let (Some(first), Some(last)) = (hours.keys().next().copied(), hours.keys().last().copied()) else {
        return Vec::new();
    };
    (first..=last)
        .map(|hour| PaymentHour {
            hour,
            by_method: hours.remove(&hour).map(SharesOf::into_view).unwrap_or_default(),
        })
        .collect()
}
