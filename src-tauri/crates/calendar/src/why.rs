//! What any moment of a resource is: free, taken, or closed, and by what.
//!
//! [`free`](crate::free) says when somebody can come, this module why not at another time. It adds no rule of
//! its own: [`MomentState::Free`] is [`free::offered`](crate::free::offered) to the second, and [`MomentState::Past`] is
//! what that was before it had passed.
//!
//! The dates are those of the resource's zone. A date's rules hold from its first instant to the next date's
//! (free-time rules 7 and 8), so that the hour which a clock shows twice at midnight belongs to one date, and
//! a date that the zone skipped has no time at all. Hours that a change of the clock pushes into the next date
//! are open there, whatever that date is.

use chrono_tz::Tz;

use crate::Calendar;
use crate::civil::{add_days, date_of, day_start};
use crate::free::{hours_known, is_offered, open_time};
use crate::hours::{DayHours, HoursSource, day_hours};
use crate::interval::merge;
use crate::model::{Appointment, Instant, Interval, Resource, TimeOff};

/// A piece of time that is the same throughout.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch<'a> {
    /// When; never empty.
    pub interval: Interval,
    /// What it is.
    pub state: MomentState<'a>,
}

/// What a moment is. Of several that hold, the first of this list is told, which is the one that has to go
/// before another matters.
#[derive(Debug, Clone, PartialEq)]
pub enum MomentState<'a> {
    /// An appointment that is not cancelled; also in the past, outside the hours, of an inactive resource. Of appointments
    /// that overlap the one that started first, then the one with the lower id.
    Taken(&'a Appointment),
    /// An absence, chosen like an appointment; without a `resource_id` it is the whole account's.
    TimeOff(&'a TimeOff),
    /// The hours are kept in MedElement: nobody here knows whether it is free.
    HoursElsewhere,
    /// The resource is inactive or deleted from scheduling.
    NotOffered,
    /// The date is closed (free-time rule 10b), and no special hours open it.
    Holiday {
        /// Its name.
        title: Option<String>,
    },
    /// A break, within working hours.
    Break {
        /// The server's words for it.
        title: Option<String>,
    },
    /// Nobody works then.
    OutsideHours,
    /// Would be free, had it not passed.
    Past,
    /// Can be promised.
    Free,
}

/// What each moment of `range` is for a resource: all of it, in order, without gap or overlap. Neighbours
/// differ in their state or in the row behind it. Nothing when the range is empty.
///
/// As with the server's slots (free-time rule 9) only the dates of `range` are looked at. It matters where a
/// clock change pushes hours into the next date: they are seen from a range that begins on their own.
pub fn stretches<'a>(
    calendar: &'a Calendar,
    resource: &'a Resource,
    range: Interval,
    now: Instant,
) -> Vec<Stretch<'a>> {
    if range.is_empty() {
        return Vec::new();
    }
    let mut layers = LayeredRange { bare: vec![range], found: Vec::new() };

    let appointments = calendar
        .appointments_of_within(resource.id, range)
        .filter(|appointment| !appointment.is_cancelled())
        .map(|appointment| (appointment.interval(), appointment.id, appointment));
    layers.lay(
        first_come(appointments.collect()).map(|(span, appointment)| (span, MomentState::Taken(appointment))),
    );

    let absences = calendar
        .time_offs_of(resource.id)
        .map(|off| (off.interval(), off.id, off))
        .filter(|(span, ..)| span.overlaps(&range));
    layers.lay(first_come(absences.collect()).map(|(span, off)| (span, MomentState::TimeOff(off))));

    if !hours_known(resource) {
        layers.lay([(range, MomentState::HoursElsewhere)]);
    } else if !is_offered(resource) {
        layers.lay([(range, MomentState::NotOffered)]);
    } else {
        // Open time lies above what closes a date, or else hours that a clock change pushes into a holiday
        // would be offered and yet be called closed. Elsewhere the layers do not meet.
        let past = open_time(calendar, resource, Interval::new(range.start, range.end.min(now)));
        layers.lay(past.into_iter().map(|span| (span, MomentState::Past)));
        let free = open_time(calendar, resource, Interval::new(range.start.max(now), range.end));
        layers.lay(free.into_iter().map(|span| (span, MomentState::Free)));
        let Closed { holidays, breaks } = closed(calendar, resource, range);
        layers.lay(holidays.into_iter().map(|(span, title)| (span, MomentState::Holiday { title })));
        layers.lay(first_come(breaks).map(|(span, title)| (span, MomentState::Break { title })));
        layers.lay([(range, MomentState::OutsideHours)]);
    }
    layers.finish()
}

/// What the moment `at` is for a resource, as a piece of its date there: what lasts longer is cut at the
/// date's first instant and at the next date's.
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

/// What closes dates, and parts of them.
struct Closed {
    /// In order, apart from each other.
    holidays: Vec<(Interval, Option<String>)>,
    /// With the position of the rule on its date; only what lies within working hours.
    breaks: Vec<(Interval, i64, Option<String>)>,
}

fn closed(calendar: &Calendar, resource: &Resource, range: Interval) -> Closed {
    let tz = calendar.zone_of(resource).tz;
    let mut closed = Closed { holidays: Vec::new(), breaks: Vec::new() };
    // One date more at each end: near a clock change the wall may show a date whose rules do not hold yet.
    let first = add_days(date_of(tz, range.start), -1);
    let last = add_days(date_of(tz, range.end), 1);
    for date in first.iter_days().take_while(|date| *date <= last) {
        let DayHours { working, breaks, source } = day_hours(calendar, resource, date);
        if let HoursSource::Holiday { title } = source {
            let whole = Interval::new(day_start(tz, date), day_start(tz, add_days(date, 1)));
            closed.holidays.extend(whole.clip(&range).map(|span| (span, title)));
            continue;
        }
        let working = merge(working);
        for (position, pause) in (0..).zip(breaks) {
            let parts = working.iter().filter_map(|work| pause.interval.clip(work)?.clip(&range));
            closed.breaks.extend(parts.map(|span| (span, position, pause.title.clone())));
        }
    }
    closed
}

/// The day whose rules hold at an instant; it holds the instant.
fn day_of_rules(tz: Tz, at: Instant) -> Interval {
    let shown = date_of(tz, at);
    let starts = [-1, 0, 1, 2].map(|days| day_start(tz, add_days(shown, days)));
    let start = starts.into_iter().rev().find(|start| *start <= at);
    let end = starts.into_iter().find(|start| *start > at);
    // Only the first and last days that there are lack a bound.
    Interval::new(start.unwrap_or(at), end.unwrap_or(Instant::MAX_UTC))
}

/// The same time without overlaps, in order: what started first stays whole, then what has the lower rank.
fn first_come<T: Clone>(mut spans: Vec<(Interval, i64, T)>) -> impl Iterator<Item = (Interval, T)> {
    spans.sort_by_key(|(span, rank, _)| (span.start, *rank));
    let mut reached = Instant::MIN_UTC;
    spans.into_iter().filter_map(move |(span, _, what)| {
        let rest = Interval::new(span.start.max(reached), span.end);
        reached = reached.max(span.end);
        (!rest.is_empty()).then_some((rest, what))
    })
}

/// A range under layers: what is laid first lies on top.
struct LayeredRange<'a> {
    /// Not covered yet: in order, apart from each other.
    bare: Vec<Interval>,
    /// In no order.
    found: Vec<Stretch<'a>>,
}

impl<'a> LayeredRange<'a> {
    /// Puts a layer under the others; its spans come in order and do not overlap.
    fn lay(&mut self, layer: impl IntoIterator<Item = (Interval, MomentState<'a>)>) {
        let mut bare = std::mem::take(&mut self.bare).into_iter();
        let mut next = bare.next();
        for (span, state) in layer {
            while let Some(piece) = next.filter(|piece| piece.start < span.end) {
                if let Some(interval) = piece.clip(&span) {
                    self.found.push(Stretch { interval, state: state.clone() });
                }
                let before = Interval::new(piece.start, piece.end.min(span.start));
                self.bare.extend((!before.is_empty()).then_some(before));
                let after = Interval::new(piece.start.max(span.end), piece.end);
                next = if after.is_empty() { bare.next() } else { Some(after) };
            }
        }
        self.bare.extend(next);
        self.bare.extend(bare);
    }

    /// In order, neighbours of the same state and row as one.
    fn finish(mut self) -> Vec<Stretch<'a>> {
        self.found.sort_unstable_by_key(|stretch| stretch.interval);
        let mut joined: Vec<Stretch<'a>> = Vec::with_capacity(self.found.len());
        for stretch in self.found {
            match joined.last_mut().filter(|before| is_same(&before.state, &stretch.state)) {
                Some(before) => before.interval.end = stretch.interval.end,
                None => joined.push(stretch),
            }
        }
        joined
    }
}

/// The same row, where there is one: two appointments can have equal fields.
fn is_same(one: &MomentState, other: &MomentState) -> bool {
    match (one, other) {
        (MomentState::Taken(one), MomentState::Taken(other)) => std::ptr::eq(*one, *other),
        (MomentState::TimeOff(one), MomentState::TimeOff(other)) => std::ptr::eq(*one, *other),
        (one, other) => one == other,
    }
}
