//! The four views, and the month to choose a date from.

use serde::{Deserialize, Serialize};

use super::day::{DayCell, DayHead, DayNote, DayTotals};
use super::label::DateLabel;
use super::list::ListView;
use super::present::PresentAppointments;
use super::resource::ResourceHead;
use super::week::WeekView;
use crate::model::Tenge;

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
    /// For the day, if it is today.
    pub present: Option<PresentAppointments>,
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
    /// The totals of the resources of each of [`MonthView::specialties`].
    pub specialty_totals: Vec<DayTotals>,
    pub scheduled: u32,
    pub confirmed: u32,
    pub completed: u32,
    pub no_show: u32,
    /// All shown resources are known not to work on this day.
    pub closed: bool,
    /// The resources that do not work on this day. Those with time off are first. On a holiday of the clinic nobody is listed.
    pub off: Vec<OffResource>,
    /// Absent when everything that is over is paid, and when the server sends no money.
    pub unpaid: Option<UnpaidTotals>,
}
}

view_type! {
/// A resource that does not work on a day.
#[derive(Eq)]
pub struct OffResource {
    /// The position in [`MonthView::resources`].
    pub resource: u32,
    pub reason: DayNote,
}
}

view_type! {
/// The appointments of a day that are over and not fully paid.
#[derive(Eq, Default, Copy)]
pub struct UnpaidTotals {
    pub appointments: u32,
    pub outstanding: Tenge,
}
}

view_type! {
/// A resource of the month.
#[derive(Eq)]
pub struct MonthResource {
    pub name: String,
    /// As in the texts for clients: `Айгуль С.`
    pub short_name: String,
    /// The position in [`MonthView::specialties`].
    pub specialty: Option<u32>,
}
}

view_type! {
/// Month: whole weeks, Monday first.
#[derive(Eq)]
pub struct MonthView {
    pub weeks: Vec<Vec<MonthCell>>,
    pub resources: Vec<MonthResource>,
    /// The specialties of the resources, in the order of the alphabet.
    pub specialties: Vec<String>,
}
}

view_type! {
/// How full a day is.
#[derive(Eq)]
pub struct DayLoad {
    /// `YYYY-MM-DD`.
    pub date: String,
    pub totals: DayTotals,
    /// As in [`MonthCell`].
    pub closed: bool,
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
