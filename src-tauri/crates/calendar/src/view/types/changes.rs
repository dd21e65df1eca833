//! The list of changes.

use serde::Serialize;

use super::label::DateLabel;
use crate::changes::ChangeKind;

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// An appointment that changed.
#[derive(Eq)]
pub struct ChangeLine {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub kind: ChangeKind,
    /// Its present time and resource. For a deleted appointment, the last known ones.
    pub at: TimeAndResourceLabel,
    /// Its earlier time and resource, when it was moved.
    pub moved_from: Option<TimeAndResourceLabel>,
    pub client_name: Option<String>,
    pub service_name: Option<String>,
}
}

view_type! {
/// The time and the resource of an appointment.
#[derive(Eq)]
pub struct TimeAndResourceLabel {
    pub date: DateLabel,
    /// `HH:MM` on the clinic's wall clock.
    pub start_label: String,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    pub resource_name: String,
}
}
