//! The end of the day at the cash desk: counts of the cash, and names of employees.

use calendar::model::Tenge;
use calendar::view::types::{DateLabel, DateTimeLabel};
use serde::{Deserialize, Serialize};

/// How many notes or coins of one value were counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct CashNotes {
    /// The value of one, in tenge.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub note: i64,
    pub count: u32,
}

api_request! {
/// A count of the cash. The program stores it; it is never changed or deleted, except with its account.
pub struct NewCashCount {
    /// The day whose cash was counted, `YYYY-MM-DD`.
    pub date: String,
    /// The cash that the program computed. Absent when it is not known.
    pub expected: Option<Tenge>,
    /// The cash that is there. Not negative. The sum of `notes`, if there are any.
    pub counted: Tenge,
    /// At most 20. Empty when only the sum is known.
    pub notes: Vec<CashNotes>,
    /// Who has counted, at most 60 characters. May be empty.
    pub by: String,
    /// At most 500 characters. May be empty.
    pub comment: String,
}
}

api_type! {
/// The counts of the cash of the account in use.
pub struct CashCounts {
    /// The newest first, at most 1,000. Older ones stay stored.
    pub counts: Vec<CashCount>,
    /// They are on disk, sealed. Otherwise they are lost when the program ends: there is no keychain and no passphrase.
    pub stored: bool,
}
}

api_type! {
/// A count of the cash that was saved.
pub struct CashCount {
    /// A later count has a larger id.
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    /// The day whose cash was counted.
    pub date: DateLabel,
    /// On the clinic's wall clock.
    pub saved_at: DateTimeLabel,
    pub expected: Option<Tenge>,
    pub counted: Tenge,
    /// Counted minus expected: negative when money is missing. Absent without `expected`.
    pub difference: Option<Tenge>,
    pub notes: Vec<CashNotes>,
    pub by: String,
    pub comment: String,
}
}

/// The name of an employee of the account: a user of One-Link who records payments. The server sends only the id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub struct EmployeeName {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    /// At most 60 characters. In a request, an empty name removes the one that is stored.
    pub name: String,
}

api_type! {
/// The employees of the account in use, as far as they are known.
pub struct Employees {
    /// The user of the token. Absent when the server did not send it.
    #[cfg_attr(feature = "bindings", ts(type = "number | null"))]
    pub own_id: Option<i64>,
    /// The name of this user on the server.
    pub own_name: Option<String>,
    /// The names that were entered on this computer, by id.
    pub names: Vec<EmployeeName>,
}
}
