//! What a search found.

use serde::Serialize;

use super::label::DateLabel;
use crate::model::Status;

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// The appointments that a search found among what is on this computer.
#[derive(Eq)]
pub struct SearchResults {
    /// Those that are not over, the soonest first.
    pub coming: Vec<SearchHit>,
    /// Those that are over, the latest first.
    pub past: Vec<SearchHit>,
    /// How many were found beyond those listed.
    pub more_coming: u32,
    pub more_past: u32,
    /// The first and last date of which anything is on this computer; absent when nothing is.
    pub searched: Option<(DateLabel, DateLabel)>,
}
}

view_type! {
/// An appointment that was found.
#[derive(Eq)]
pub struct SearchHit {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub date: DateLabel,
    /// `HH:MM` on the clinic's wall clock.
    pub start_label: String,
    pub end_label: String,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    pub resource_name: String,
    pub client_name: Option<String>,
    pub client_phone: Option<String>,
    pub service_name: Option<String>,
    pub status: Status,
    /// The filter hides the appointment from the views.
    pub hidden: bool,
}
}
