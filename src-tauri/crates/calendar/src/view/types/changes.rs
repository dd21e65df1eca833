//! What changed since somebody last looked.

use serde::Serialize;

use super::DateLabel;

#[cfg(feature = "bindings")]
use ts_rs::TS;

/// What happened to an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum ChangeWord {
    /// It was not there before.
    New,
    /// It is at another time or with another resource.
    Moved,
    /// It was called off, or is gone.
    Cancelled,
}

view_type! {
/// An appointment that changed.
#[derive(Eq)]
pub struct ChangeLine {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub kind: ChangeWord,
    /// Where it is now; where it was, when it is gone.
    pub place: ChangePlace,
    /// Where it was before it moved.
    pub was: Option<ChangePlace>,
    pub client_name: Option<String>,
    pub service_name: Option<String>,
}
}

view_type! {
/// When and with whom an appointment is.
#[derive(Eq)]
pub struct ChangePlace {
    pub date: DateLabel,
    /// `HH:MM` on the clinic's wall clock.
    pub start_label: String,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    pub resource_name: String,
}
}
