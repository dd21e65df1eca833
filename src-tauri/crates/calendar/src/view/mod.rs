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
pub(crate) mod day;
mod details;
mod finder;
mod grid;
mod hours;
mod interval_set;
pub(crate) mod label;
mod lanes;
mod list;
mod mini_month;
mod moments;
mod month;
mod offer;
pub(crate) mod period;
mod period_data;
pub(crate) mod request;
mod resource;
#[allow(missing_docs, reason = "fields carry the screen's words; those that need more have it")]
pub mod types;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::Calendar;
use crate::model::Resource;

pub use change_lines::change_lines;
pub use details::details;
pub use finder::{FinderRequest, find};
pub use label::date_label;
pub use lanes::{LanePosition, lanes};
pub use mini_month::mini_month;
pub use moments::moments;
pub use offer::{SelectedTime, chat_lines, offered_times};
pub use period::{named_period, period, period_range, step};
pub use request::ViewRequest;
pub use resource::resource_heads;
pub use types::*;

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
