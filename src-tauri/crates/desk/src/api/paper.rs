//! Printed documents.

use calendar::view::types::DateTimeLabel;
use serde::{Deserialize, Serialize};

use super::Freshness;

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum PaperKind {
    /// The appointments of each resource on one day.
    Day,
    /// The resources and the days of a week.
    Week,
    /// The rows of the list.
    List,
    /// The payments of the period, and the cash that was counted.
    Cash,
    /// What is owed to each resource.
    Payouts,
    /// The expenses of each resource, one by one.
    Payslips,
    /// The start times that the finder found.
    FreeTimes,
}

/// What a printed document has besides what it always has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(ts_rs::TS))]
pub enum PaperOption {
    /// The phones of the clients.
    Phones,
    /// Prices, and what is still to pay.
    Amounts,
    /// The comments of the appointments.
    Comments,
    /// An empty column to write on.
    Notes,
    /// A line for each free interval.
    FreeTime,
    /// Cancelled appointments.
    Cancelled,
    /// Each resource begins on a page of its own.
    OwnPages,
}

api_type! {
/// What the head and the foot of each printed page say.
pub struct PaperHead {
    /// The present moment on the clinic's wall clock.
    pub printed: DateTimeLabel,
    /// The age of the data that are printed.
    pub freshness: Freshness,
}
}

api_request! {
/// Prints the page that is in the window.
#[derive(Debug)]
pub struct Print {
    /// The pages are wider than high.
    pub landscape: bool,
}
}
