//! The appointments around the present moment.

use serde::Serialize;

use super::resource::ResourceHead;

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// The appointments of today that the reception looks after now. All are scheduled or confirmed.
#[derive(Eq)]
pub struct PresentAppointments {
    /// Those whose time is now, the earliest first.
    pub current: PresentList,
    /// Those whose time is over, and which are neither completed nor cancelled, the latest first.
    pub overdue: PresentList,
    /// Those that begin within half an hour, the earliest first.
    pub next: PresentList,
}
}

view_type! {
/// Appointments, of many the first ones only.
#[derive(Eq)]
pub struct PresentList {
    pub count: usize,
    pub first: Vec<PresentAppointment>,
}
}

view_type! {
/// An appointment around the present moment.
#[derive(Eq)]
pub struct PresentAppointment {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    /// `HH:MM` on the clinic's wall clock.
    pub start_label: String,
    pub end_label: String,
    pub client_name: Option<String>,
    pub resource: ResourceHead,
}
}
