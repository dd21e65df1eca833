//! Files that the user saves: their contents as bytes, their names, and writing them where the user wants.
//!
//! The writers are pure functions. They get finished words and know no clock, account or screen.

mod csv;
mod file_name;
mod ics;
mod text;
mod write;
mod xlsx;

pub(crate) use csv::csv;
pub(crate) use file_name::file_name;
pub(crate) use ics::{CalendarEvent, EventStatus, ics};
pub(crate) use write::write;
pub(crate) use xlsx::xlsx;
