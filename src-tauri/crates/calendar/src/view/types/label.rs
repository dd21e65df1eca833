//! Dates, times and spans as labels.

use serde::Serialize;

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// A civil date in its parts. The UI formats it.
#[derive(Eq)]
pub struct DateLabel {
    /// `YYYY-MM-DD`.
    pub iso: String,
    pub year: i32,
    /// 1..=12.
    pub month: u32,
    /// 1..=31.
    pub day: u32,
    /// 1 = Monday ... 7 = Sunday.
    pub weekday: u32,
    pub today: bool,
}
}

view_type! {
/// An interval on the axis of one day.
#[derive(Eq)]
pub struct Span {
    /// The start in UTC, not clipped, `YYYY-MM-DDTHH:MM:SSZ`.
    pub start: String,
    /// The end in UTC, not clipped.
    pub end: String,
    /// `HH:MM` on the clinic's wall clock.
    pub start_label: String,
    /// `HH:MM` on the clinic's wall clock. `24:00` at the end of the day.
    pub end_label: String,
    /// Elapsed minutes from the start of the day, clipped to the day.
    pub from_min: i32,
    /// Minutes on the axis after clipping, at least 1.
    pub length_min: i32,
}
}

view_type! {
/// A date and a time of day on the clinic's wall clock.
#[derive(Eq)]
pub struct DateTimeLabel {
    pub date: DateLabel,
    /// `HH:MM`.
    pub time: String,
}
}
