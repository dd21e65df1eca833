//! View models: what the screen paints, with every time ready.
//!
//! The axis of a view is the day of *one* zone, the clinic's: elapsed minutes since the local midnight that starts the
//! day, and labels of the clinic's wall clock. A resource in another zone keeps its own hours, and they are drawn
//! where they fall on the clinic's clock.
//!
//! Terms: a *period* is the dates a view shows; a *column* is a resource of the view; a *cell* is one resource on one
//! date; a *lane* is a place side by side for appointments that overlap; *closed* time is time that is not for work, with
//! the reason.
//!
//! Not here: how hours and free time come about ([`crate::hours`], [`crate::free`]), and money ([`crate::money`]).

mod appointment;
mod change_lines;
mod column;
mod cover;
mod day;
mod details;
mod finder;
mod grid;
mod hours;
mod label;
mod lanes;
mod list;
mod mini_month;
mod moments;
mod month;
mod offer;
mod period;
mod scene;
#[allow(missing_docs, reason = "fields carry the screen's words; those that need more have it")]
pub mod types;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::model::{Instant, Resource};
use crate::{Calendar, Filter};

pub use change_lines::change_lines;
pub use column::resource_heads;
pub use details::details;
pub use finder::{FinderRequest, KnownRange, find, finder_range};
pub use label::date_label;
pub use lanes::{Place, lanes};
pub use mini_month::mini_month;
pub use moments::moments;
pub use offer::{Ticked, chat_lines, offered_times};
pub use period::{named_period, period, period_range, step};
pub use types::*;

pub(crate) use appointment::{client_name, is_cancelled, service_names};
pub(crate) use column::{missing_resource_name, resource_name};
pub(crate) use day::Days;

/// What to show.
#[derive(Debug, Clone, Copy)]
pub struct ViewRequest<'a> {
    /// Which of the four views.
    pub kind: ViewKind,
    /// A date of the period to show.
    pub date: NaiveDate,
    /// The present moment; what lies before it is not offered.
    pub now: Instant,
    /// The clinic's zone: the axis and every label are its.
    pub zone: Tz,
    /// Elapsed minutes between grid lines: 5, 10, 15, 30 or 60.
    pub step_min: u32,
    /// What is hidden is in no row, no count and no sum.
    pub filter: &'a Filter,
}

/// The picture of the period that holds the request's date.
pub fn build(calendar: &Calendar, request: &ViewRequest) -> ViewBody {
    match request.kind {
        ViewKind::Day => ViewBody::Day(grid::build(calendar, request)),
        ViewKind::Week => ViewBody::Week(grid::build(calendar, request)),
        ViewKind::Month => ViewBody::Month(month::build(calendar, request)),
        ViewKind::List => ViewBody::List(list::build(calendar, request)),
    }
}

/// Why a resource's whole date is as it is, such as who is off today; `None` on an ordinary working day.
///
/// The date is the clinic's (`zone`), so that the answer agrees with the day view.
pub fn day_note(calendar: &Calendar, resource: &Resource, date: NaiveDate, zone: Tz) -> Option<DayNote> {
    let day = day::Day::new(zone, date);
    let time_offs = hours::time_offs_of(calendar, resource.id, day.bounds());
    hours::ResourceDay::new(calendar, Some(resource), &day, &time_offs).note()
}
