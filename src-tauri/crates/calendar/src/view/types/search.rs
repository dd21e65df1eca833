//! The results of a search.

use serde::Serialize;

use super::label::DateLabel;
use crate::model::{Status, Tenge};

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// The appointments that a search found in the snapshots and the cache.
#[derive(Eq)]
pub struct SearchResults {
    /// Appointments that are not over, by rank, then the earliest first.
    pub coming: Vec<SearchHit>,
    /// Appointments that are over, by rank, then the latest first.
    pub past: Vec<SearchHit>,
    /// How many more were found than are listed.
    pub more_coming: u32,
    pub more_past: u32,
    /// The first and the last date of the searched data. Absent without data.
    pub searched: Option<(DateLabel, DateLabel)>,
    /// Between these dates are days without data.
    pub has_gaps: bool,
}
}

view_type! {
/// An appointment that was found.
#[derive(Eq)]
pub struct SearchHit {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    /// How well it fits the text; the least is the best. 0: its own number, 1: as typed, 2: with other letters of the
    /// same sound, 3: in another alphabet, 4: in the other keyboard layout.
    pub rank: u32,
    pub date: DateLabel,
    /// `HH:MM` on the clinic's wall clock.
    pub start_label: String,
    pub end_label: String,
    /// The date of the end, when it is after `date`.
    pub end_date: Option<DateLabel>,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    pub resource_name: String,
    pub client_name: Option<String>,
    pub client_phone: Option<String>,
    /// The phone with `+` and digits only, to be copied.
    pub international_phone: Option<String>,
    pub service_name: Option<String>,
    pub status: Status,
    /// Whether the filter hides the appointment from the views.
    pub hidden: bool,
    pub marks: SearchMarks,
}
}

view_type! {
/// The other appointments of an appointment's client.
#[derive(Eq, Default)]
pub struct ClientAppointments {
    /// What is coming is first, the earliest first; then what is over, the latest first.
    pub appointments: Vec<ClientAppointment>,
    /// How many more there are than are listed.
    pub more: u32,
    /// What the client still owes for those that are over, with the appointment itself.
    pub debt: Tenge,
}
}

view_type! {
/// Another appointment of a client.
#[derive(Eq)]
pub struct ClientAppointment {
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub id: i64,
    pub date: DateLabel,
    /// `HH:MM` on the clinic's wall clock.
    pub start_label: String,
    /// It has ended.
    pub over: bool,
    #[cfg_attr(feature = "bindings", ts(type = "number"))]
    pub resource_id: i64,
    pub resource_name: String,
    pub service_name: Option<String>,
    pub status: Status,
    pub outstanding: Option<Tenge>,
    /// Whether the filter hides the appointment from the views.
    pub hidden: bool,
}
}

view_type! {
/// The parts of a hit's texts that the search found: the start and the end of each in UTF-16 units, in order and without
/// overlaps.
#[derive(Eq, Default)]
pub struct SearchMarks {
    pub client: Vec<(u32, u32)>,
    pub service: Vec<(u32, u32)>,
    pub phone: Vec<(u32, u32)>,
}
}
