//! The money view.

use calendar::view::types::{
    DateLabel, MoneyOverview, MoneyRowOrder, MoneyRows, MoneyTable, PaymentBasis, ViewKind,
};
use serde::{Deserialize, Serialize};

api_request! {
/// The dates of the money view, and the date that payments go by.
#[derive(Debug)]
pub struct OpenMoney {
    /// The period of this view: a day, a week, or the days of a month.
    pub view: ViewKind,
    /// `YYYY-MM-DD`. Absent: the clinic's today. With `last` it is the first date.
    pub date: Option<String>,
    /// `YYYY-MM-DD`, at most a hundred days after `date`. Then `view` has no effect.
    pub last: Option<String>,
    pub basis: PaymentBasis,
}
}

api_type! {
/// The sums of the money view.
pub struct MoneyScreen {
    /// Rows belong to these sums only if their revision is equal.
    pub revision: String,
    pub first: DateLabel,
    pub last: DateLabel,
    /// The dates whose appointments are known, in the order of time. Payments, debts and expenses of others are not in any sum.
    pub covered: Vec<CoveredDates>,
    /// Some of the dates from `first` to `last` are not known.
    pub has_gaps: bool,
    /// Further dates are being fetched.
    pub fetching: bool,
    /// Further dates are missing and are not being fetched, because the connection has failed.
    pub incomplete: bool,
    pub overview: MoneyOverview,
}
}

api_type! {
/// Consecutive dates.
pub struct CoveredDates {
    pub first: DateLabel,
    pub last: DateLabel,
}
}

api_request! {
/// Rows of a table of the money view.
#[derive(Debug)]
pub struct LoadMoneyRows {
    pub money: OpenMoney,
    pub table: MoneyTable,
    pub order: MoneyRowOrder,
}
}

api_type! {
/// Rows of a table of the money view.
pub struct LoadedMoneyRows {
    /// As [`MoneyScreen::revision`].
    pub revision: String,
    pub rows: MoneyRows,
}
}
