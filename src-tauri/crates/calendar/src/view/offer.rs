//! Ticked times: whether they still stand, and as the lines of a text for a chat.

use chrono_tz::Tz;

use super::finder::KnownRange;
use super::label::{date_label, filled, utc};
use super::moments::kind_of;
use super::types::{MomentKind, OfferedTime};
use crate::chat::ChatLine;
use crate::civil;
use crate::model::{Instant, Interval, Resource};
use crate::starts::is_free;
use crate::why::state_at;

/// A time that the user ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ticked {
    /// Whose.
    pub resource_id: i64,
    /// The appointment that could be made.
    pub span: Interval,
}

/// The ticked times by time, of equal ones by the server's order of resources, each with what became of it.
///
/// The first of `known` that covers a time has the say; one that nothing covers stands as it was ticked.
pub fn offered_times(ticked: &[Ticked], known: &[KnownRange], zone: Tz, now: Instant) -> Vec<OfferedTime> {
    let today = civil::date_of(zone, now);
    in_order(ticked, known)
        .into_iter()
        .map(|tick| {
            let (start, end) = (tick.span.start, tick.span.end);
            let source = source_of(known, &tick);
            OfferedTime {
                resource_id: tick.resource_id,
                start: utc(start),
                end: utc(end),
                date: date_label(civil::date_of(zone, start), today),
                label: civil::wall_label(zone, start),
                end_label: civil::wall_label(zone, end),
                resource_name: resource_of(known, tick.resource_id)
                    .map_or_else(|| format!("#{}", tick.resource_id), |resource| resource.name.clone()),
                gone: source.and_then(|source| gone(source, &tick, now)),
            }
        })
        .collect()
}

/// The times that still stand, at most `most`, as lines: one a date and resource.
pub fn chat_lines(
    ticked: &[Ticked],
    known: &[KnownRange],
    zone: Tz,
    now: Instant,
    most: usize,
) -> Vec<ChatLine> {
    let standing = in_order(ticked, known)
        .into_iter()
        .filter(|tick| source_of(known, tick).is_none_or(|source| gone(source, tick, now).is_none()));
    let mut lines: Vec<(i64, ChatLine)> = Vec::new();
    for tick in standing.take(most) {
        let date = civil::date_of(zone, tick.span.start);
        let duration_min = tick.span.length().num_minutes();
        let time = civil::wall_label(zone, tick.span.start);
        let same = |(id, line): &&mut (i64, ChatLine)| {
            *id == tick.resource_id && line.date == date && line.duration_min == duration_min
        };
        if let Some((_, line)) = lines.iter_mut().find(same) {
            line.times.push(time);
            continue;
        }
        let resource = resource_of(known, tick.resource_id);
        let line = ChatLine {
            date,
            times: vec![time],
            name: resource.map_or_else(String::new, |resource| resource.name.clone()),
            specialty: resource.and_then(|resource| filled(resource.specialty.as_deref()).map(str::to_owned)),
            duration_min,
            offset_seconds: civil::offset_seconds(zone, tick.span.start),
        };
        lines.push((tick.resource_id, line));
    }
    lines.into_iter().map(|(_, line)| line).collect()
}

/// By time, then in the server's order; none twice.
fn in_order(ticked: &[Ticked], known: &[KnownRange]) -> Vec<Ticked> {
    let place = |id: i64| {
        let resources = known.first().map(|each| &each.calendar.payload().resources);
        resources.and_then(|resources| resources.iter().position(|resource| resource.id == id))
    };
    let mut ticked = ticked.to_vec();
    ticked.sort_by_cached_key(|tick| {
        (tick.span.start, place(tick.resource_id), tick.resource_id, tick.span.end)
    });
    ticked.dedup();
    ticked
}

fn source_of<'a>(known: &[KnownRange<'a>], tick: &Ticked) -> Option<KnownRange<'a>> {
    known.iter().find(|each| each.range.start <= tick.span.start && tick.span.end <= each.range.end).copied()
}

fn resource_of<'a>(known: &[KnownRange<'a>], resource_id: i64) -> Option<&'a Resource> {
    known.iter().find_map(|each| each.calendar.resource(resource_id))
}

/// What is there instead; `None` as long as the time can be offered.
fn gone(source: KnownRange, tick: &Ticked, now: Instant) -> Option<MomentKind> {
    let Some(resource) = source.calendar.resource(tick.resource_id) else {
        return Some(MomentKind::NotOffered);
    };
    if is_free(source.calendar, resource, tick.span, now) {
        return None;
    }
    // The start can still be free when something begins before the end.
    let mut at = tick.span.start;
    while at < tick.span.end {
        let stretch = state_at(source.calendar, resource, at, now);
        match kind_of(&stretch.state) {
            MomentKind::Free if stretch.interval.end > at => at = stretch.interval.end,
            MomentKind::Free => break,
            kind => return Some(kind),
        }
    }
    Some(MomentKind::Taken)
}
