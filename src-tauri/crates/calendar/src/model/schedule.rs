//! Resources and their working time.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::open_enums::CompensationType;
use super::units::{Instant, Interval};
use crate::text::non_blank;

/// A specialist, room or device that appointments are made with.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resource {
    pub id: i64,
    pub account_id: Option<i64>,
    pub user_id: Option<i64>,
    /// Empty when the server sent none.
    pub name: String,
    pub specialty: Option<String>,
    pub photo_url: Option<String>,
    pub description: Option<String>,
    /// `#RRGGBB`.
    pub color: Option<String>,
    /// The zone's name from the server, unchanged. [`crate::zone::resolve`] interprets it.
    pub timezone: String,
    /// 5..=720 by the API's rules, and 30 when the server sent none.
    pub slot_duration_min: i64,
    pub compensation_type: Option<CompensationType>,
    /// Percent for [`CompensationType::Percent`], whole tenge for the other types.
    pub compensation_value: Option<i64>,
    /// Only for [`CompensationType::FixedPlusPercent`].
    pub compensation_percent: Option<i64>,
    pub active: bool,
    /// Only those that [`crate::free`] reads.
    pub custom_attributes: Map<String, Value>,
    pub created_at: Option<Instant>,
    pub updated_at: Option<Instant>,
}

/// Working hours of a resource on one weekday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkRule {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    /// 0 = Sunday ... 6 = Saturday.
    pub weekday: u8,
    /// Minutes since local midnight.
    pub start_minute: u16,
    /// Minutes since local midnight. 1440 is the midnight of the next date.
    pub end_minute: u16,
    pub active: bool,
}

/// A break of a resource on one weekday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BreakRule {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    /// 0 = Sunday ... 6 = Saturday.
    pub weekday: u8,
    pub start_minute: u16,
    pub end_minute: u16,
    pub title: Option<String>,
    pub active: bool,
}

/// A date on which the account is closed, or, with `working_day_override`, on which it works in spite of a
/// holiday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holiday {
    pub id: i64,
    pub account_id: Option<i64>,
    pub date: NaiveDate,
    pub title: Option<String>,
    pub recurring_yearly: bool,
    pub working_day_override: bool,
}

/// Special hours of one resource on one date. They replace its weekly rules and any holiday.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkdayOverride {
    pub id: i64,
    pub account_id: Option<i64>,
    pub resource_id: i64,
    pub date: NaiveDate,
    pub start_minute: u16,
    pub end_minute: u16,
    pub break_start_minute: Option<u16>,
    pub break_end_minute: Option<u16>,
    pub break_title: Option<String>,
}

/// An absence of one resource or of the whole account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeOff {
    pub id: i64,
    pub account_id: Option<i64>,
    /// `None` for the whole account.
    pub resource_id: Option<i64>,
    /// Free text: `vacation`, `sick_leave`, `other`, ...
    pub kind: Option<String>,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub title: Option<String>,
    pub notes: Option<String>,
}

/// A slot from the server's response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    pub resource_id: i64,
    pub starts_at: Instant,
    pub ends_at: Instant,
    pub status: Option<String>,
}

impl TimeOff {
    /// From its start to its end.
    pub fn interval(&self) -> Interval {
        Interval { start: self.starts_at, end: self.ends_at }
    }

    /// The title, or else the kind.
    pub fn title_or_kind(&self) -> Option<&str> {
        non_blank(self.title.as_deref()).or(non_blank(self.kind.as_deref()))
    }
}
