//! What changed since somebody last looked.

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
    /// Where it is now; where it was, when it is gone.
    pub at: TimeAndResourceLabel,
    /// Where it was before it moved.
    pub moved_from: Option<TimeAndResourceLabel>,
    pub client_name: Option<String>,
    pub service_name: Option<String>,
}
}

view_type! {
/// When and with whom an appointment is.
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
