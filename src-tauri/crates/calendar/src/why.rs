//! The reason for any moment of a resource: free, taken by an appointment, or closed.
//!
//! [`free`](crate::free) computes the free time, and this module explains all other time. It has no free-time
//! rule of its own: [`MomentState::Free`] is exactly [`free::offered`](crate::free::offered), and
//! [`MomentState::Past`] is the same for past time.
//!
//! Dates are in the resource's zone. The rules of a date apply from its first instant to that of the next
//! date (free-time rules 7 and 8). So an hour that the clock repeats at midnight belongs to one date, and a
//! date that the zone skipped has no time. Working hours that a clock change moves into the next date are
//! free there, even when that date is closed.

use chrono_tz::Tz;

use crate::Calendar;
use crate::civil::{add_days, date_of, day_start};
use crate::free::{hours_known, is_offered, open_time};
use crate::hours::{DayHours, HoursSource, day_hours};
use crate::interval::merge;
use crate::model::{Appointment, Instant, Interval, Resource, TimeOff};

/// A stretch of time with one state.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch<'a> {
    /// Never empty.
    pub interval: Interval,
    /// The state of all of it.
    pub state: MomentState<'a>,
}

/// The state of a moment. When several states apply, the first of this list is used.
#[derive(Debug, Clone, PartialEq)]
pub enum MomentState<'a> {
    /// An appointment that is not cancelled. It can also be in the past, outside the working hours, or with
    /// an inactive resource. Of overlapping appointments the one that starts first, then the one with the
    /// lower id.
    Taken(&'a Appointment),
    /// A time off. Overlapping ones are selected in the same way as appointments. Without a `resource_id` it
    /// is for the whole account.
    TimeOff(&'a TimeOff),
    /// The hours are kept in MedElement, so free time is unknown.
    HoursElsewhere,
    /// The resource is inactive or deleted from scheduling.
    NotOffered,
    /// Free time that is past.
    Past,
    /// Free time that can be offered.
    Free,
    /// The date is closed (free-time rule 10b), and there is no override.
    Holiday {
        /// The holiday's name.
        title: Option<String>,
    },
    /// A break within working hours.
    Break {
        /// The break's title from the server.
        title: Option<String>,
    },
    /// Outside the working hours.
    OutsideHours,
}

/// The states of a resource over all of `range`, in order, without gaps or overlaps. Neighbouring stretches
/// differ in their state or in the row that causes it. Empty when the range is empty.
///
/// As for the server's slots (free-time rule 9), only the dates of `range` count. Working hours that a clock
/// change moves into the next date are therefore only found when the range includes their own date.
pub fn stretches<'a>(
    calendar: &'a Calendar,
    resource: &'a Resource,
    range: Interval,
    now: Instant,
) -> Vec<Stretch<'a>> {
    if range.is_empty() {
        return Vec::new();
    }
    let mut layers = LayeredRange { uncovered: vec![range], found: Vec::new() };

    let appointments = calendar
        .appointments_of_within(resource.id, range)
        .filter(|appointment| !appointment.is_cancelled())
        .map(|appointment| (appointment.interval(), appointment.id, appointment));
    layers.add_layer(
        without_overlaps(appointments.collect())
            .map(|(span, appointment)| (span, MomentState::Taken(appointment))),
    );

    let time_offs = calendar
        .time_offs_of(resource.id)
        .map(|off| (off.interval(), off.id, off))
        .filter(|(span, ..)| span.overlaps(&range));
    layers.add_layer(
        without_overlaps(time_offs.collect()).map(|(span, off)| (span, MomentState::TimeOff(off))),
    );

    if !hours_known(resource) {
        layers.add_layer([(range, MomentState::HoursElsewhere)]);
    } else if !is_offered(resource) {
        layers.add_layer([(range, MomentState::NotOffered)]);
    } else {
        // Free time comes before holidays, because hours that a clock change moves into a holiday are
        // offered. In all other cases these layers do not overlap.
        let past = open_time(calendar, resource, Interval::new(range.start, range.end.min(now)));
        layers.add_layer(past.into_iter().map(|span| (span, MomentState::Past)));
        let free = open_time(calendar, resource, Interval::new(range.start.max(now), range.end));
        layers.add_layer(free.into_iter().map(|span| (span, MomentState::Free)));
        let Closed { holidays, breaks } = closed(calendar, resource, range);
        layers.add_layer(holidays.into_iter().map(|(span, title)| (span, MomentState::Holiday { title })));
        layers.add_layer(without_overlaps(breaks).map(|(span, title)| (span, MomentState::Break { title })));
        layers.add_layer([(range, MomentState::OutsideHours)]);
    }
    layers.finish()
}

/// The stretch around the instant `at`, clipped to the date of the resource's zone.
pub fn state_at<'a>(
    calendar: &'a Calendar,
    resource: &'a Resource,
    at: Instant,
    now: Instant,
) -> Stretch<'a> {
    let day = day_of_rules(calendar.zone_of(resource).tz, at);
    let mut found = stretches(calendar, resource, day, now);
    let position = found.partition_point(|stretch| stretch.interval.end <= at);
    found.swap_remove(position)
}

/// Holidays and breaks in a range.
struct Closed {
    /// In order, without overlaps.
    holidays: Vec<(Interval, Option<String>)>,
    /// Only the parts within working hours, each with the position of the break on its date.
    breaks: Vec<(Interval, i64, Option<String>)>,
}

fn closed(calendar: &Calendar, resource: &Resource, range: Interval) -> Closed {
    let tz = calendar.zone_of(resource).tz;
    let mut closed = Closed { holidays: Vec::new(), breaks: Vec::new() };
    // One more date at each end, because near a clock change the rules of a neighbouring date can apply.
    let first = add_days(date_of(tz, range.start), -1);
    let last = add_days(date_of(tz, range.end), 1);
    for date in first.iter_days().take_while(|date| *date <= last) {
        let DayHours { working, breaks, source } = day_hours(calendar, resource, date);
        if let HoursSource::Holiday { title } = source {
            let day = Interval::new(day_start(tz, date), day_start(tz, add_days(date, 1)));
            closed.holidays.extend(day.clip(&range).map(|span| (span, title)));
            continue;
        }
        let working = merge(working);
        for (position, break_span) in (0..).zip(breaks) {
            let parts = working.iter().filter_map(|work| break_span.interval.clip(work)?.clip(&range));
            closed.breaks.extend(parts.map(|part| (part, position, break_span.title.clone())));
        }
    }
    closed
}

/// The day whose rules apply at an instant. It contains the instant.
fn day_of_rules(tz: Tz, at: Instant) -> Interval {
    let wall_date = date_of(tz, at);
    let starts = [-1, 0, 1, 2].map(|days| day_start(tz, add_days(wall_date, days)));
    let start = starts.into_iter().rev().find(|start| *start <= at);
    let end = starts.into_iter().find(|start| *start > at);
    // Only the first and the last day of the calendar have no bound.
    Interval::new(start.unwrap_or(at), end.unwrap_or(Instant::MAX_UTC))
}

/// Removes overlaps. The interval that starts first stays whole. Of intervals that start together, the one
/// with the lower rank stays whole. The result is in order.
fn without_overlaps<T: Clone>(mut spans: Vec<(Interval, i64, T)>) -> impl Iterator<Item = (Interval, T)> {
    spans.sort_by_key(|(span, rank, _)| (span.start, *rank));
    let mut covered_until = Instant::MIN_UTC;
    spans.into_iter().filter_map(move |(span, _, value)| {
        let rest = Interval::new(span.start.max(covered_until), span.end);
        covered_until = covered_until.max(span.end);
        (!rest.is_empty()).then_some((rest, value))
    })
}

/// A range that is covered by layers. A layer covers only the parts that the earlier layers left uncovered.
struct LayeredRange<'a> {
    /// In order, without overlaps.
    uncovered: Vec<Interval>,
    /// In no particular order.
    found: Vec<Stretch<'a>>,
}

impl<'a> LayeredRange<'a> {
    /// Adds a layer. Its intervals are in order and do not overlap.
    fn add_layer(&mut self, layer: impl IntoIterator<Item = (Interval, MomentState<'a>)>) {
        let mut uncovered = std::mem::take(&mut self.uncovered).into_iter();
        let mut next = uncovered.next();
        for (span, state) in layer {
            while let Some(piece) = next.filter(|piece| piece.start < span.end) {
                if let Some(interval) = piece.clip(&span) {
                    self.found.push(Stretch { interval, state: state.clone() });
                }
                let before = Interval::new(piece.start, piece.end.min(span.start));
                self.uncovered.extend((!before.is_empty()).then_some(before));
                let after = Interval::new(piece.start.max(span.end), piece.end);
                next = if after.is_empty() { uncovered.next() } else { Some(after) };
            }
        }
        self.uncovered.extend(next);
        self.uncovered.extend(uncovered);
    }

    /// The stretches in order. Neighbours with the same state and row are joined.
    fn finish(mut self) -> Vec<Stretch<'a>> {
        self.found.sort_unstable_by_key(|stretch| stretch.interval);
        let mut joined: Vec<Stretch<'a>> = Vec::with_capacity(self.found.len());
        for stretch in self.found {
            match joined.last_mut().filter(|before| is_same_state(&before.state, &stretch.state)) {
                Some(before) => before.interval.end = stretch.interval.end,
                None => joined.push(stretch),
            }
        }
        joined
    }
}

/// Whether two states are the same. Rows are compared by identity, because two rows can have equal fields.
fn is_same_state(one: &MomentState, other: &MomentState) -> bool {
    match (one, other) {
        (MomentState::Taken(one), MomentState::Taken(other)) => std::ptr::eq(*one, *other),
        (MomentState::TimeOff(one), MomentState::TimeOff(other)) => std::ptr::eq(*one, *other),
        (one, other) => one == other,
    }
}
