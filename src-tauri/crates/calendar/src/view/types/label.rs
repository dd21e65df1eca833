//! Dates, times and spans as labels.

use serde::Serialize;

#[cfg(feature = "bindings")]
use ts_rs::TS;

view_type! {
/// A civil date in parts, for the UI to put into words.
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
/// A piece of time on one day's axis.
#[derive(Eq)]
pub struct Span {
    /// True start, UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    pub start: String,
    /// True end, UTC.
    pub end: String,
    /// `HH:MM` on the clinic's wall clock.
    pub start_label: String,
    /// `HH:MM` on the clinic's wall clock; `24:00` at the day's end.
    pub end_label: String,
    /// Elapsed minutes from the day's start, clipped to the day.
    pub from_min: i32,
    /// Minutes on the axis after clipping; at least 1.
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
