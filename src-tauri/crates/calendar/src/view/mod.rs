//! View models: the data of a view, ready to display. All times have labels and minutes on an axis.
//!
//! All views use one zone, the clinic's. The axis is in elapsed minutes since the local midnight at which the
//! day starts, and labels are times of the clinic's wall clock. The hours of a resource in another zone are
//! converted to the clinic's zone.
//!
//! Terms: a *period* is the dates that a view displays, a *cell* is one resource on one date, a *lane* is one
//! of the side-by-side tracks of overlapping appointments, a *group* is one box for appointments that are too
//! many for lanes, and *closed* time is time that is not for work, with the reason.
//!
//! Not here: the rules of hours ([`crate::hours`]), free time ([`crate::free`]) and money ([`crate::money`]).
#![expect(
    clippy::arithmetic_side_effects,
    reason = "minutes of a day, counts of rows, and instants of four-digit years with durations of at most 720 minutes"
)]

mod appointment;
mod change_lines;
mod crowds;
pub(crate) mod day;
mod details;
mod filter_choices;
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
mod present;
pub(crate) mod request;
mod resource;
mod sheet;
#[allow(missing_docs, reason = "field names are clear; only those that need an explanation have docs")]
pub mod types;
mod week;

use chrono::NaiveDate;
use chrono_tz::Tz;

use crate::Calendar;
use crate::model::Resource;

pub use change_lines::change_lines;
pub use details::{details, reminder};
pub use filter_choices::filter_choices;
pub use finder::{Durations, FinderRequest, durations, find};
pub use grid::{build as grid, cell};
pub use label::{date_label, date_time_label};
pub use lanes::{LanePosition, lanes};
pub use mini_month::{day_loads, mini_month};
pub use moments::moments;
pub use offer::{SelectedSecond, SelectedTime, chat_lines, offered_times};
pub use period::{named_period, period, period_range, step};
pub use request::ViewRequest;
pub use resource::resource_heads;
pub use sheet::sheet_within_limit;
pub use types::*;

/// As [`build`]. `None` when the view would have more boxes than can be transferred and drawn.
pub fn build_within_limit(calendar: &Calendar, request: &ViewRequest) -> Option<ViewBody> {
    is_within_limit(calendar, request).then(|| build(calendar, request))
}

/// The list of the week that contains the request's date, with the rows of `window`. Without a window, it has the rows where
/// the list opens. `None` when it would have more rows than [`build_within_limit`] accepts.
pub fn list_within_limit(
    calendar: &Calendar,
    request: &ViewRequest,
    arrangement: &ListArrangement,
    window: Option<RowWindow>,
) -> Option<ListView> {
    let request = ViewRequest { kind: ViewKind::List, ..*request };
    is_within_limit(calendar, &request).then(|| list::build(calendar, &request, arrangement, window))
}

/// A window of the rows of the same list. `None` when the list has too many.
pub fn list_rows_within_limit(
    calendar: &Calendar,
    request: &ViewRequest,
    arrangement: &ListArrangement,
    window: RowWindow,
) -> Option<Vec<ListRow>> {
    let request = ViewRequest { kind: ViewKind::List, ..*request };
    is_within_limit(calendar, &request).then(|| list::rows(calendar, &request, arrangement, window))
}

fn is_within_limit(calendar: &Calendar, request: &ViewRequest) -> bool {
    period_data::box_count(calendar, request) <= period_data::MAX_BOXES
}

/// The view of the period that contains the request's date. The list has the usual arrangement.
pub fn build(calendar: &Calendar, request: &ViewRequest) -> ViewBody {
    match request.kind {
        ViewKind::Day => ViewBody::Day(grid::build(calendar, request)),
        ViewKind::Week => week::build(calendar, request),
        ViewKind::Month => ViewBody::Month(month::build(calendar, request)),
        ViewKind::List => ViewBody::List(list::build(calendar, request, &ListArrangement::default(), None)),
    }
}

/// The reason when a resource's date is not an ordinary working day, for example a time off. `None` on an
/// ordinary day.
///
/// The date is in the clinic's zone, so that the result agrees with the day view.
pub fn day_note(calendar: &Calendar, resource: &Resource, date: NaiveDate, zone: Tz) -> Option<DayNote> {
    let day = day::Day::new(zone, date);
    let time_offs = hours::time_offs_of(calendar, resource.id, day.bounds());
    hours::ResourceDay::new(calendar, Some(resource), &day, &time_offs).note()
}
