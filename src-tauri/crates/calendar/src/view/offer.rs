//! Selected times: whether they are still free, and their lines in a chat text.

use chrono_tz::Tz;

use super::label::{date_label, utc};
use super::moments::kind_of;
use super::types::{MomentKind, OfferedSecond, OfferedTime};
use crate::chat::{ChatLine, ThenTime, short_name};
use crate::model::{Instant, Interval, Resource};
use crate::start_times::is_free;
use crate::text::non_blank;
use crate::why::state_at;
use crate::{KnownRange, civil};

/// A time that the user selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SelectedTime {
    /// The resource of the appointment.
    pub resource_id: i64,
    /// The appointment that can be made.
    pub interval: Interval,
    /// The second of two appointments in a row. They are offered together or not at all.
    pub then: Option<SelectedSecond>,
}

/// The second appointment of a selected time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SelectedSecond {
    /// The resource of the appointment.
    pub resource_id: i64,
    /// The appointment that can be made.
    pub interval: Interval,
}

/// The selected times, each with the reason when it is no longer free. They are ordered by time, and at the
/// same time by the server's order of resources.
///
/// For each time, the first range of `known` that covers it is used. A time that no range covers counts as
/// free.
pub fn offered_times(
    selected: &[SelectedTime],
    known: &[KnownRange],
    zone: Tz,
    now: Instant,
) -> Vec<OfferedTime> {
    let today = civil::date_of(zone, now);
    in_order(selected, known)
        .into_iter()
        .map(|time| {
            let Interval { start, end } = time.interval;
            OfferedTime {
                resource_id: time.resource_id,
                start: utc(start),
                end: utc(end),
                date: date_label(civil::date_of(zone, start), today),
                label: civil::wall_label(zone, start),
                end_label: civil::wall_label(zone, end),
                resource_name: name_of(known, time.resource_id),
                then: time.then.map(|then| OfferedSecond {
                    label: civil::wall_label(zone, then.interval.start),
                    resource_name: name_of(known, then.resource_id),
                }),
                gone: reason_gone(known, &time, now),
            }
        })
        .collect()
}

/// The first `max_times` of the selected times that are still free, as lines: one for each date, resource and
/// duration. Two appointments in a row have a line of their own.
pub fn chat_lines(
    selected: &[SelectedTime],
    known: &[KnownRange],
    zone: Tz,
    now: Instant,
    max_times: usize,
) -> Vec<ChatLine> {
    let still_free =
        in_order(selected, known).into_iter().filter(|time| reason_gone(known, time, now).is_none());
    let mut lines: Vec<(i64, ChatLine)> = Vec::new();
    for time in still_free.take(max_times) {
        let date = civil::date_of(zone, time.interval.start);
        let duration_min = time.interval.length().num_minutes();
        let label = civil::wall_label(zone, time.interval.start);
        let same_line = |(id, line): &&mut (i64, ChatLine)| {
            *id == time.resource_id
                && line.date == date
                && line.duration_min == duration_min
                && line.then.is_none()
                && time.then.is_none()
        };
        if let Some((_, line)) = lines.iter_mut().find(same_line) {
            line.times.push(label);
            continue;
        }
        let resource = resource_of(known, time.resource_id);
        let specialty = resource.and_then(|resource| non_blank(resource.specialty.as_deref()));
        let line = ChatLine {
            service: None,
            date,
            times: vec![label],
            name: resource.map_or_else(String::new, |resource| resource.name.clone()),
            short_name: resource
                .map_or_else(String::new, |resource| short_name(&resource.name, names(known))),
            specialty: specialty.map(str::to_owned),
            duration_min,
            then: time.then.map(|then| ThenTime {
                time: civil::wall_label(zone, then.interval.start),
                name: name_of(known, then.resource_id),
            }),
            offset_seconds: civil::offset_seconds(zone, time.interval.start),
        };
        lines.push((time.resource_id, line));
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// By time, then by the server's order of resources, without duplicates.
fn in_order(selected: &[SelectedTime], known: &[KnownRange]) -> Vec<SelectedTime> {
    let position = |id: i64| {
        let resources = known.first().map(|known| &known.calendar.payload().resources);
        resources.and_then(|resources| resources.iter().position(|resource| resource.id == id))
    };
    let mut selected = selected.to_vec();
    selected.sort_by_cached_key(|time| {
        let second = time.then.map(|then| (then.interval.start, then.resource_id, then.interval.end));
        (time.interval.start, position(time.resource_id), time.resource_id, time.interval.end, second)
    });
    selected.dedup();
    selected
}

/// The names of all resources.
fn names<'a>(known: &[KnownRange<'a>]) -> impl Iterator<Item = &'a str> {
    let resources = known.iter().flat_map(|known| &known.calendar.payload().resources);
    resources.map(|resource| resource.name.as_str())
}

fn resource_of<'a>(known: &[KnownRange<'a>], resource_id: i64) -> Option<&'a Resource> {
    known.iter().find_map(|known| known.calendar.resource(resource_id))
}

fn name_of(known: &[KnownRange], resource_id: i64) -> String {
    resource_of(known, resource_id)
        .map_or_else(|| format!("#{resource_id}"), |resource| resource.name.clone())
}

/// Why the time can no longer be offered. `None` when it still can be, or when no range covers it.
fn reason_gone(known: &[KnownRange], time: &SelectedTime, now: Instant) -> Option<MomentKind> {
    let second = || time.then.and_then(|then| why_gone(known, then.resource_id, then.interval, now));
    why_gone(known, time.resource_id, time.interval, now).or_else(second)
}

fn why_gone(known: &[KnownRange], resource_id: i64, interval: Interval, now: Instant) -> Option<MomentKind> {
    let calendar = known.iter().find(|known| known.range.encloses(&interval))?.calendar;
    let Some(resource) = calendar.resource(resource_id) else {
        return Some(MomentKind::NotOffered);
    };
    if is_free(calendar, resource, interval, now) {
        return None;
    }
    // The beginning can still be free, so the reason is searched from the start to the end.
    let mut at = interval.start;
    while at < interval.end {
        let stretch = state_at(calendar, resource, at, now);
        match kind_of(&stretch.state) {
            MomentKind::Free if stretch.interval.end > at => at = stretch.interval.end,
            MomentKind::Free => break,
            kind => return Some(kind),
        }
    }
    Some(MomentKind::Taken)
}
