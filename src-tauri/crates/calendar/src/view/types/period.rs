//! The four views, and the month to choose a date from.

use serde::{Deserialize, Serialize};

use super::day::{DayCell, DayHead, DayTotals};
use super::label::DateLabel;
use super::list::ListView;
use super::resource::ResourceHead;
use super::week::WeekView;

#[cfg(feature = "bindings")]
use ts_rs::TS;

/// The four views.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "bindings", derive(TS))]
pub enum ViewKind {
    /// A column for each resource.
    #[default]
    Day,
    /// A row for each resource and a cell for each day. With one resource, a column for each day.
    Week,
    /// A cell for each day.
    Month,
    /// The appointments of the week, in rows.
    List,
}

view_type! {
/// A resource with its cells, one for each day of the view.
#[derive(Eq)]
pub struct ResourceRow {
    pub resource: ResourceHead,
    pub cells: Vec<DayCell>,
}
}

view_type! {
/// A grid of columns: the day, or the week of one resource.
#[derive(Eq)]
pub struct GridView {
    /// The height of an hour in pixels. Blocks of short appointments are long enough for a line of text with it.
    pub hour_px: u32,
    pub days: Vec<DayHead>,
    pub rows: Vec<ResourceRow>,
}
}

view_type! {
/// A cell of the month.
#[derive(Eq)]
pub struct MonthCell {
    pub date: DateLabel,
    pub in_month: bool,
    pub holiday: Option<String>,
    pub totals: DayTotals,
    pub scheduled: u32,
    pub confirmed: u32,
    pub completed: u32,
    pub no_show: u32,
    /// The number of resources with time off for all of their working time.
    pub away: u32,
}
}

view_type! {
/// Month: whole weeks, Monday first.
#[derive(Eq)]
pub struct MonthView {
    pub weeks: Vec<Vec<MonthCell>>,
}
}

view_type! {
/// The content of the view.
#[derive(Eq)]
#[serde(tag = "kind")]
pub enum ViewBody {
    Day(GridView),
    Week(WeekView),
    /// The week of one resource.
    WeekColumns(GridView),
    Month(MonthView),
    List(ListView),
}
}

view_type! {
/// A month to choose a date from.
#[derive(Eq)]
pub struct MiniMonth {
    pub year: i32,
    /// 1..=12.
    pub month: u32,
    pub weeks: Vec<Vec<MiniDay>>,
}
}

view_type! {
/// A date of the mini-month.
#[derive(Eq)]
pub struct MiniDay {
    pub date: DateLabel,
    pub in_month: bool,
    pub holiday: bool,
    /// Whether the view shows this date.
    pub selected: bool,
}
}
