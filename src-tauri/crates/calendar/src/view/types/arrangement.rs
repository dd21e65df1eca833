//! How the user arranges the list.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

#[cfg(feature = "bindings")]
use ts_rs::TS;

/// A column of the list. The rows can be sorted by each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum ListColumn {
    /// The date and the times.
    #[default]
    Time,
    /// The length of the whole appointment.
    Duration,
    /// As the server declares the words: scheduled, confirmed, completed, cancelled, missed.
    Status,
    /// The client's name.
    Client,
    /// The client's phone.
    Phone,
    /// The names of the services.
    Service,
    /// The type of the appointment.
    Type,
    /// The name of the resource.
    Resource,
    /// Where the appointment was made.
    Source,
    /// The payment status.
    Payment,
    /// The price.
    Amount,
    /// The money received.
    Received,
    /// What the client still owes.
    Outstanding,
    /// The mark of an appointment with a comment.
    Comment,
    /// When the appointment was made.
    Created,
}

/// What the sections of the list have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum ListGroupBy {
    /// One section for each day of the period. An appointment over midnight is in several.
    #[default]
    Day,
    /// One section for each resource with appointments.
    Resource,
    /// One section for each status of the appointments.
    Status,
    /// One section for the whole period.
    Nothing,
}

/// How the user arranges the list: its sections, the order in each, and the columns. The default is the order of time, day by
/// day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[cfg_attr(feature = "bindings", derive(TS))]
pub struct ListArrangement {
    /// The column by which the rows of each section are sorted. Equal values are in the order of time.
    pub sort: ListColumn,
    /// The largest value comes first. Rows without a value are last in both directions.
    pub descending: bool,
    /// What makes a section.
    pub group_by: ListGroupBy,
    /// The columns to show. The time and the client are always shown, and need not be named.
    #[cfg_attr(feature = "bindings", ts(type = "Array<ListColumn>"))]
    pub columns: BTreeSet<ListColumn>,
}

impl Default for ListArrangement {
    fn default() -> Self {
        Self {
            sort: ListColumn::Time,
            descending: false,
            group_by: ListGroupBy::Day,
            columns: BTreeSet::from([
                ListColumn::Time,
                ListColumn::Status,
                ListColumn::Client,
                ListColumn::Phone,
                ListColumn::Service,
                ListColumn::Resource,
                ListColumn::Payment,
                ListColumn::Amount,
            ]),
        }
    }
}
