//! The money view: payments, debts and expenses between two dates.

use serde::{Deserialize, Serialize};

use super::label::{DateLabel, DateTimeLabel};
use super::list::RowWindow;
use super::money::{ExpenseTotals, MoneyIssue, MoneyShare, MoneyState};
use crate::model::{Compensation, ExpenseStatus, PaymentKind, PaymentMethod, PaymentStatus, Status, Tenge};

#[cfg(feature = "bindings")]
use ts_rs::TS;

/// The date that payments go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum PaymentBasis {
    /// When the money was taken: `created_at` of the payment. The published page does not list this field.
    Taken,
    /// When the appointment starts.
    Appointment,
}

/// The date that expenses go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum ExpenseBasis {
    /// When the appointment starts.
    Accrued,
    /// `paid_at` of the expense. Unpaid expenses have none.
    PaidOut,
}

/// Why money is open for an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum DebtKind {
    /// The appointment is over, it was not missed, and nothing was received.
    LeftWithoutPaying,
    /// The appointment is over, it was not missed, and a part was received.
    PartPaid,
    /// The appointment is not over, and something is due.
    Expected,
    /// The client did not come and had paid something.
    NoShowWithPrepayment,
    /// The appointment is cancelled, and the money for it was not given back.
    CancelledWithMoney,
}

impl DebtKind {
    /// In the order of the screen.
    pub const ALL: [DebtKind; 5] = [
        DebtKind::LeftWithoutPaying,
        DebtKind::PartPaid,
        DebtKind::Expected,
        DebtKind::NoShowWithPrepayment,
        DebtKind::CancelledWithMoney,
    ];
}

/// Why the payments have no sum on the requested basis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
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

view_type! {
/// The sums of the money between two dates. The rows behind them come in windows.
#[derive(Eq)]
pub struct MoneyOverview {
    pub state: MoneyState,
    /// Absent when there is no sum of them; then `payments_unknown` is the reason.
    pub payments: Option<PaymentOverview>,
    pub payments_unknown: Option<PaymentsUnknown>,
    /// One for each kind, in the order of the screen. Absent when it is not known what was received.
    pub debts: Option<Vec<DebtTotals>>,
    /// Absent unless the server records money in rows.
    pub expenses: Option<ExpenseOverview>,
    /// Amounts that do not add up by the API's rules.
    pub issues: Vec<MoneyIssue>,
}
}

view_type! {
/// A number of rows and their sum.
#[derive(Eq, Default, Copy)]
pub struct MoneySum {
    pub count: u32,
    pub amount: Tenge,
}
}

view_type! {
/// The debts of one kind.
#[derive(Eq, Copy)]
pub struct DebtTotals {
    pub kind: DebtKind,
    /// How many appointments.
    pub count: u32,
    /// The sum of their amounts.
    pub amount: Tenge,
}
}

view_type! {
/// The payments by one of the two dates.
#[derive(Eq)]
pub struct PaymentOverview {
    /// The date that they go by.
    pub basis: PaymentBasis,
    /// All payments, or else the two amounts of each appointment.
    pub total: MoneySum,
    /// Of `total`, what was paid in cash.
    pub cash: MoneySum,
    /// Of `total`, what was paid by a method that has a name and is not cash.
    pub cashless: MoneySum,
    /// Of `total`, what has no method.
    pub without_method: MoneySum,
    pub prepayments: MoneySum,
    pub adjustments: MoneySum,
    /// There are payment rows. Without them, nothing says who recorded an amount.
    pub has_rows: bool,
    /// The largest amount first.
    pub by_method: Vec<MoneyShare<PaymentMethod>>,
    /// The largest amount first.
    pub by_kind: Vec<MoneyShare<PaymentKind>>,
    /// The largest amount first. Empty when the server sends amounts only.
    pub by_employee: Vec<RecordedBy>,
    /// The cells of a table of kinds and methods that are not empty.
    pub kinds_and_methods: Vec<KindAndMethod>,
    /// The cells of a table of employees and methods that are not empty.
    pub employees_and_methods: Vec<EmployeeAndMethod>,
    /// Each date from the first to the last one.
    pub by_day: Vec<PaymentDay>,
    /// From the first to the last hour in which money was taken. Only for a single date, by when the money was taken.
    pub by_hour: Vec<PaymentHour>,
}
}

view_type! {
/// The payments that one employee recorded.
#[derive(Eq, Copy)]
pub struct RecordedBy {
    /// `recorded_by_id`. Absent when the server sent none, as for a payment without an employee.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub employee_id: Option<i64>,
    /// How many payments.
    pub count: u32,
    /// Their sum.
    pub amount: Tenge,
}
}

view_type! {
/// The payments of one kind by one method.
#[derive(Eq)]
pub struct KindAndMethod {
    pub kind: Option<PaymentKind>,
    pub method: Option<PaymentMethod>,
    #[serde(flatten)]
    pub sum: MoneySum,
}
}

view_type! {
/// The payments that one employee recorded, by one method.
#[derive(Eq)]
pub struct EmployeeAndMethod {
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub employee_id: Option<i64>,
    pub method: Option<PaymentMethod>,
    #[serde(flatten)]
    pub sum: MoneySum,
}
}

view_type! {
/// The payments of one date.
#[derive(Eq)]
pub struct PaymentDay {
    pub date: DateLabel,
    /// The largest amount first.
    pub by_method: Vec<MoneyShare<PaymentMethod>>,
}
}

view_type! {
/// The payments that were taken in one hour of the clinic's wall clock.
#[derive(Eq)]
pub struct PaymentHour {
    /// 0..=23.
    pub hour: u32,
    /// The largest amount first.
    pub by_method: Vec<MoneyShare<PaymentMethod>>,
}
}

view_type! {
/// What is owed to the resources.
#[derive(Eq)]
pub struct ExpenseOverview {
    /// Of the appointments between the dates: accrued, paid of it, and what is left.
    pub accrued: ExpenseTotals,
    /// How many of the accrued expenses are paid.
    pub paid_count: u32,
    /// Paid out between the dates, whatever the date of the appointment is. Absent when an expense is paid and the
    /// server does not say when.
    pub paid_out: Option<MoneySum>,
    /// Completed appointments that are not fully paid, so that no expense exists, and what their clients owe.
    pub not_accrued: MoneySum,
    /// The resources that have appointments or expenses, in the account's order.
    pub by_resource: Vec<ResourceMoney>,
    /// The weeks in which something was paid out, from the first to the last date. Empty when `paid_out` is absent.
    pub payouts_by_week: Vec<PayoutWeek>,
    /// Who paid out expenses. The largest amount first.
    pub paid_by: Vec<RecordedBy>,
}
}

view_type! {
/// The appointments and the expenses of one resource.
#[derive(Eq)]
pub struct ResourceMoney {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    pub name: String,
    /// `#RRGGBB`.
    pub color: Option<String>,
    /// Those that are neither cancelled nor missed.
    pub appointments: u32,
    /// The sum of their service amounts.
    pub revenue: Tenge,
    /// Absent when the server does not send it.
    pub received: Option<Tenge>,
    /// The different terms of the appointments.
    pub terms: Vec<Compensation>,
    /// Accrued, paid of it, and what is left.
    pub totals: ExpenseTotals,
    /// How many expenses `totals` has.
    pub expenses: u32,
    /// Paid out between the dates. Absent as in [`ExpenseOverview::paid_out`].
    pub paid_out: Option<Tenge>,
    /// The last date of any payout among all data.
    pub last_payout: Option<DateLabel>,
    /// What the clinic keeps: received minus accrued.
    pub clinic_share: Option<Tenge>,
    /// Completed appointments that are not fully paid.
    pub not_accrued: u32,
}
}

view_type! {
/// The payouts of a week.
#[derive(Eq)]
pub struct PayoutWeek {
    /// The first day of the week that is between the dates.
    pub first: DateLabel,
    /// The last one.
    pub last: DateLabel,
    #[serde(flatten)]
    pub sum: MoneySum,
}
}

/// The rows of a table of the money view.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum MoneyTable {
    /// Payments. Each list names the values to show; an absent one shows all. A null in it is a row without the value.
    Payments {
        /// The methods to show.
        methods: Option<Vec<Option<PaymentMethod>>>,
        /// The kinds to show.
        kinds: Option<Vec<Option<PaymentKind>>>,
        /// The employees whose payments are shown.
        #[cfg_attr(feature = "bindings", ts(type = "Array<number | null> | null"))]
        employees: Option<Vec<Option<i64>>>,
    },
    /// Open money of appointments.
    Debts {
        /// The kinds to show.
        kinds: Vec<DebtKind>,
    },
    /// Expenses.
    Expenses {
        /// The date that they go by.
        basis: ExpenseBasis,
        /// Only those of this resource.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        resource: Option<i64>,
        /// Only those that are paid out, or only those that are not.
        paid: Option<bool>,
        /// The employees whose payouts are shown.
        #[cfg_attr(feature = "bindings", ts(type = "Array<number | null> | null"))]
        paid_by: Option<Vec<Option<i64>>>,
    },
    /// Completed appointments that are not fully paid, so that no expense exists.
    NotAccrued {
        /// Only those of this resource.
        #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
        resource: Option<i64>,
    },
}

/// A column by which the rows can be sorted. Rows without the value come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum MoneyColumn {
    /// When the money was taken or paid out.
    Time,
    /// The start of the appointment.
    Appointment,
    Amount,
    /// By the terms of the appointment.
    ShouldBe,
    Method,
    Kind,
    Employee,
    Client,
    Phone,
    Service,
    Resource,
    /// Of the appointment, or of the expense.
    Status,
    /// Days since the appointment.
    Age,
    /// The service amount.
    Price,
    Received,
}

/// The order and the window of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(TS))]
pub struct MoneyRowOrder {
    /// Rows with equal values are in the order of time.
    pub sort: MoneyColumn,
    /// The largest first.
    pub descending: bool,
    /// Which of the rows.
    pub rows: RowWindow,
}

view_type! {
/// Rows of a table of the money view.
#[derive(Eq)]
pub struct MoneyRows {
    /// All rows of the table, also those outside of the window.
    pub total: MoneySum,
    /// The number of the first of `rows`.
    pub first: u32,
    pub rows: Vec<MoneyRow>,
}
}

view_type! {
/// A payment, a debt, an expense or an appointment without an expense. What a kind of row does not have is absent.
#[derive(Eq)]
pub struct MoneyRow {
    /// The row's own id; for a debt that of the appointment.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub appointment_id: i64,
    pub amount: Tenge,
    /// When the money was taken or paid out.
    pub time: Option<DateTimeLabel>,
    pub method: Option<PaymentMethod>,
    pub kind: Option<PaymentKind>,
    /// Who recorded the payment, or who paid out the expense.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub employee_id: Option<i64>,
    pub debt: Option<DebtKind>,
    /// Days from the date of the appointment to today.
    pub age_days: Option<u32>,
    pub expense_status: Option<ExpenseStatus>,
    /// The expense by the terms. Absent when these are unknown, and for an expense that was paid out before the appointment
    /// stopped being paid: the server keeps it.
    pub should_be: Option<Tenge>,
    /// The terms as they were when the appointment was made.
    pub terms: Option<Compensation>,
    pub resource_name: Option<String>,
    /// Absent when the appointment is not among the data.
    pub appointment: Option<MoneyRowAppointment>,
}
}

view_type! {
/// The appointment of a row.
#[derive(Eq)]
pub struct MoneyRowAppointment {
    pub start: DateTimeLabel,
    pub client_name: Option<String>,
    pub client_phone: Option<String>,
    /// The phone as it is dialled from abroad, with `+`. Absent when the number is not certain.
    pub international_phone: Option<String>,
    pub service_name: Option<String>,
    pub status: Status,
    pub payment_status: Option<PaymentStatus>,
    pub price: Option<Tenge>,
    pub received: Option<Tenge>,
}
}
