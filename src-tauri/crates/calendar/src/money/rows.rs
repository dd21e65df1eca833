//! The rows of the tables of the money view.

use super::books::Books;
use super::debts::debts;
use super::report::{MoneyRequest, Shown};
use super::sum::CountedSum;
use super::{expenses, payments};
use crate::KnownRange;
use crate::civil;
use crate::model::{
    Appointment, Compensation, ExpenseStatus, Instant, OpenEnum, PaymentKind, PaymentMethod, Tenge,
};
use crate::money::ledger::Ledger;
use crate::order::{positions, sort_by_values, text_positions};
use crate::search::phone;
use crate::view::date_time_label;
use crate::view::types::{
    DebtKind, MoneyColumn, MoneyRow, MoneyRowAppointment, MoneyRowOrder, MoneyRows, MoneyTable,
};

/// A row before it gets its labels.
#[derive(Default)]
struct Row<'a> {
    id: i64,
    appointment_id: i64,
    appointment: Option<&'a Appointment>,
    amount: Tenge,
    at: Option<Instant>,
    method: Option<&'a PaymentMethod>,
    kind: Option<&'a PaymentKind>,
    employee_id: Option<i64>,
    debt: Option<DebtKind>,
    age_days: Option<u32>,
    expense_status: Option<&'a ExpenseStatus>,
    should_be: Option<Tenge>,
    terms: Option<Compensation>,
    resource_id: Option<i64>,
}

/// The rows of a table between two dates, and their sum. A table has no rows when the data do not say what it shows.
pub fn money_rows(
    newest_first: &[KnownRange<'_>],
    request: &MoneyRequest,
    table: &MoneyTable,
    order: &MoneyRowOrder,
) -> MoneyRows {
    let books = Books::new(newest_first);
    let shown = Shown::new(&books, request);
    let mut rows = rows_of(&books.ledger, &shown, request, table);
    let mut total = CountedSum::default();
    for row in &rows {
        total.add(row.amount);
    }
    rows.sort_by_key(|row| (row.at.or(row.appointment.map(|of| of.starts_at)), row.id));
    let values = values(&books, &rows, order.sort);
    sort_by_values(&mut rows, values, order.descending);
    let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let window = rows.iter().skip(size(order.rows.first)).take(size(order.rows.count));
    MoneyRows {
        total: total.view(),
        first: order.rows.first,
        rows: window.map(|row| view(&books, request, row)).collect(),
    }
}

fn rows_of<'a>(
    ledger: &Ledger<'a>,
    shown: &Shown<'a>,
    request: &MoneyRequest,
    table: &MoneyTable,
) -> Vec<Row<'a>> {
    match table {
        MoneyTable::Payments { methods, kinds, employees } => payments::entries(ledger, shown, request.basis)
            .unwrap_or_default()
            .into_iter()
            .filter(|entry| allows(methods.as_deref(), entry.method))
            .filter(|entry| allows(kinds.as_deref(), entry.kind))
            .filter(|entry| allows(employees.as_deref(), entry.employee_id().as_ref()))
            .map(|entry| Row {
                id: entry.row.map_or(entry.appointment_id, |row| row.id),
                appointment_id: entry.appointment_id,
                appointment: entry.appointment,
                amount: entry.amount,
                at: entry.row.and_then(|row| row.created_at),
                method: entry.method,
                kind: entry.kind,
                employee_id: entry.employee_id(),
                resource_id: entry.appointment.map(|appointment| appointment.resource_id),
                ..Row::default()
            })
            .collect(),
        MoneyTable::Debts { .. } if !ledger.knows_received() => Vec::new(),
        MoneyTable::Debts { kinds } => debts(ledger, shown, request)
            .into_iter()
            .filter(|debt| kinds.contains(&debt.kind))
            .map(|debt| {
                let appointment = shown.appointment(debt.appointment_id);
                Row {
                    id: debt.appointment_id,
                    appointment_id: debt.appointment_id,
                    appointment,
                    amount: debt.amount,
                    debt: Some(debt.kind),
                    age_days: debt.age_days,
                    resource_id: appointment.map(|appointment| appointment.resource_id),
                    ..Row::default()
                }
            })
            .collect(),
        MoneyTable::Expenses { basis, resource, paid, paid_by } => expenses::listed(ledger, shown, *basis)
            .into_iter()
            .map(|(expense, appointment)| (expense, appointment, expenses::resource_id(expense, appointment)))
            .filter(|(_, _, resource_id)| resource.is_none() || resource == resource_id)
            .filter(|(expense, ..)| paid.is_none_or(|paid| paid == expenses::is_paid_out(expense)))
            .filter(|(expense, ..)| allows(paid_by.as_deref(), expense.paid_by_id.as_ref()))
            .map(|(expense, appointment, resource_id)| Row {
                id: expense.id,
                appointment_id: expense.appointment_id,
                appointment,
                amount: expense.amount,
                at: expense.paid_at,
                employee_id: expense.paid_by_id,
                expense_status: expense.status.as_ref(),
                should_be: appointment.and_then(|appointment| expenses::should_be(expense, appointment)),
                terms: appointment.and_then(Appointment::compensation),
                resource_id,
                ..Row::default()
            })
            .collect(),
        MoneyTable::NotAccrued { resource } => shown
            .dated
            .iter()
            .filter(|appointment| resource.is_none_or(|id| id == appointment.resource_id))
            .filter_map(|&appointment| {
                Some(Row {
                    id: appointment.id,
                    appointment_id: appointment.id,
                    appointment: Some(appointment),
                    amount: expenses::not_accrued_yet(ledger, appointment)?,
                    terms: appointment.compensation(),
                    resource_id: Some(appointment.resource_id),
                    ..Row::default()
                })
            })
            .collect(),
    }
}

/// Whether a value is among the chosen ones. Without a choice, every value is.
fn allows<T: PartialEq>(choice: Option<&[Option<T>]>, value: Option<&T>) -> bool {
    choice.is_none_or(|choice| choice.iter().any(|chosen| chosen.as_ref() == value))
}

/// The number by which each row is sorted. For a text it is the position of the text among all texts of the column.
fn values(books: &Books, rows: &[Row], column: MoneyColumn) -> Vec<Option<i64>> {
    let appointments = rows.iter().map(|row| row.appointment);
    let amounts = |amount: &dyn Fn(&Row) -> Option<Tenge>| -> Vec<Option<i64>> {
        rows.iter().map(|row| amount(row).map(|amount| amount.0)).collect()
    };
    match column {
        MoneyColumn::Time => rows.iter().map(|row| Some(row.at?.timestamp_millis())).collect(),
        MoneyColumn::Appointment => appointments.map(|of| Some(of?.starts_at.timestamp_millis())).collect(),
        MoneyColumn::Amount => amounts(&|row| Some(row.amount)),
        MoneyColumn::ShouldBe => amounts(&|row| row.should_be),
        MoneyColumn::Price => amounts(&|row| row.appointment?.service_amount),
        MoneyColumn::Received => amounts(&|row| books.ledger.received_if_known(row.appointment?)),
        MoneyColumn::Age => rows.iter().map(|row| row.age_days.map(i64::from)).collect(),
        MoneyColumn::Employee => rows.iter().map(|row| row.employee_id).collect(),
        MoneyColumn::Method => positions(&rows.iter().map(|row| row.method).collect::<Vec<_>>(), Ord::cmp),
        MoneyColumn::Kind => {
            positions(&rows.iter().map(|row| row.kind.map(OpenEnum::word)).collect::<Vec<_>>(), Ord::cmp)
        }
        MoneyColumn::Status => positions(
            &rows
                .iter()
                .map(|row| {
                    let debt = row.debt.map(|kind| format!("{kind:?}"));
                    debt.or_else(|| Some(row.expense_status?.word().to_owned()))
                        .or_else(|| Some(row.appointment?.status.word().to_owned()))
                })
                .collect::<Vec<_>>(),
            Ord::cmp,
        ),
        MoneyColumn::Client => text_positions(appointments.map(|of| of?.client_display_name())),
        MoneyColumn::Service => text_positions(appointments.map(|of| of?.services_label())),
        MoneyColumn::Phone => {
            let digits = appointments.map(|of| {
                Some(phone::with_country_code(of?.client_phone.as_deref()?))
                    .filter(|digits| !digits.is_empty())
            });
            positions(&digits.collect::<Vec<_>>(), Ord::cmp)
        }
        MoneyColumn::Resource => text_positions(
            rows.iter().map(|row| Some(books.resource_name(row.resource_id?, row.appointment))),
        ),
    }
}

fn view(books: &Books, request: &MoneyRequest, row: &Row) -> MoneyRow {
    let today = civil::date_of(request.zone, request.now);
    let label = |at: Instant| date_time_label(request.zone, at, today);
    MoneyRow {
        id: row.id,
        appointment_id: row.appointment_id,
        amount: row.amount,
        time: row.at.map(label),
        method: row.method.cloned(),
        kind: row.kind.cloned(),
        employee_id: row.employee_id,
        debt: row.debt,
        age_days: row.age_days,
        expense_status: row.expense_status.cloned(),
        should_be: row.should_be,
        terms: row.terms,
        resource_name: row.resource_id.map(|id| books.resource_name(id, row.appointment)),
        appointment: row.appointment.map(|appointment| MoneyRowAppointment {
            start: label(appointment.starts_at),
            client_name: appointment.client_display_name(),
            client_phone: appointment.client_phone.clone(),
            international_phone: appointment.client_phone.as_deref().and_then(phone::international),
            service_name: appointment.services_label(),
            status: appointment.status.clone(),
            payment_status: appointment.payment_status.clone(),
            price: appointment.service_amount,
            received: books.ledger.received_if_known(appointment),
        }),
    }
}
