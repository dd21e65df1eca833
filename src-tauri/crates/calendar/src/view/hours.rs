//! The working and closed time of a resource on a day in the clinic's zone.

use chrono::{NaiveDate, TimeDelta};

use super::day::Day;
use super::interval_set::{intersect, minutes, subtract};
use super::resource::is_inactive;
use super::types::{ClosedKind, ClosedSpan, DayNote, DayNoteKind};
use crate::civil::{self, add_days, dates, day_start};
use crate::hours::{DayHours, HoursSource, day_hours};
use crate::interval::merge;
use crate::model::{Interval, Resource, TimeOff};
use crate::{Calendar, free};

/// A resource's working and closed time, clipped to a day in the clinic's zone.
pub(super) struct ResourceDay<'a> {
    bounds: Interval,
    knowledge: HoursKnowledge,
    /// Working hours by the rules, including breaks and time off.
    pub(super) working: Vec<Interval>,
    /// Working hours without breaks.
    without_breaks: Vec<Interval>,
    /// Working hours without breaks and time off.
    net_working: Vec<Interval>,
    breaks: Vec<(Interval, Option<String>)>,
    holidays: Vec<(Interval, Option<String>)>,
    time_offs: Vec<(Interval, &'a TimeOff)>,
    special_hours: bool,
}

/// Whether the hours of a resource are known, and whether they count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HoursKnowledge {
    /// The rules apply.
    Rules,
    /// There are rules, but the resource is inactive.
    Inactive,
    /// The hours are kept in MedElement.
    Elsewhere,
    /// The resource is not in the payload.
    Unknown,
}

impl<'a> ResourceDay<'a> {
    /// `time_offs` are those of the resource and of the whole account.
    pub(super) fn new(
        calendar: &Calendar,
        resource: Option<&Resource>,
        day: &Day,
        time_offs: &[&'a TimeOff],
    ) -> ResourceDay<'a> {
        let mut resource_day = ResourceDay {
            bounds: day.bounds(),
            knowledge: resource.map_or(HoursKnowledge::Unknown, knowledge),
            working: Vec::new(),
            without_breaks: Vec::new(),
            net_working: Vec::new(),
            breaks: Vec::new(),
            holidays: Vec::new(),
            time_offs: time_offs.iter().filter_map(|off| Some((day.clip(off.interval())?, *off))).collect(),
            special_hours: false,
        };
        if let Some(resource) = resource
            && resource_day.has_rules()
        {
            resource_day.read_rules(calendar, resource, day);
        }
        resource_day
    }

    /// Reads the rules of each date in the resource's zone that overlaps the clinic's day. When the zones are
    /// equal, there is only one such date.
    fn read_rules(&mut self, calendar: &Calendar, resource: &Resource, day: &Day) {
        let zone = calendar.zone_of(resource).tz;
        let mut working = Vec::new();
        let mut breaks = Vec::new();
        let mut add_date = |date: NaiveDate, bounds: Interval| {
            let DayHours { working: rules, breaks: rule_breaks, source } =
                day_hours(calendar, resource, date);
            let before = working.len();
            working.extend(rules.into_iter().filter_map(|rule| day.clip(rule)));
            breaks.extend(
                rule_breaks.into_iter().filter_map(|span| Some((day.clip(span.interval)?, span.title))),
            );
            match source {
                HoursSource::Holiday { title } => {
                    self.holidays.extend(day.clip(bounds).map(|part| (part, title)));
                }
                HoursSource::Override => self.special_hours |= working.len() > before,
                HoursSource::Rules | HoursSource::None => {}
            }
        };
        if zone == day.zone() {
            add_date(day.date, day.bounds());
        } else if !day.bounds().is_empty() {
            let first = civil::date_of(zone, day.bounds().start);
            let last = civil::date_of(zone, day.bounds().end - TimeDelta::seconds(1));
            for date in dates(first, last) {
                let bounds = Interval::new(day_start(zone, date), day_start(zone, add_days(date, 1)));
                add_date(date, bounds);
            }
        }
        self.working = merge(working);
        for (break_interval, title) in breaks {
            let parts = intersect(&self.working, &[break_interval]);
            self.breaks.extend(parts.into_iter().map(|part| (part, title.clone())));
        }
        let breaks = merge(self.breaks.iter().map(|(part, _)| *part).collect());
        let time_offs = merge(self.time_offs.iter().map(|(part, _)| *part).collect());
        self.without_breaks = subtract(&self.working, &breaks);
        self.net_working = subtract(&self.without_breaks, &time_offs);
    }

    fn has_rules(&self) -> bool {
        matches!(self.knowledge, HoursKnowledge::Rules | HoursKnowledge::Inactive)
    }

    /// Working hours without breaks and time off. Empty for an inactive resource, so that it does not count
    /// as unused capacity.
    pub(super) fn net_working(&self) -> &[Interval] {
        if self.knowledge == HoursKnowledge::Rules { &self.net_working } else { &[] }
    }

    /// Why the resource does not work although the clinic has no holiday: time off for all of the working time, or no
    /// working hours. `None` when it works, is inactive, or its hours are unknown.
    pub(super) fn off(&self) -> Option<DayNote> {
        let is_off = |note: &DayNote| matches!(note.kind, DayNoteKind::TimeOff | DayNoteKind::NotWorking);
        self.note().filter(is_off).filter(|_| self.knowledge == HoursKnowledge::Rules)
    }

    fn time_off_covers_all(&self) -> bool {
        !self.without_breaks.is_empty() && self.net_working.is_empty()
    }

    /// Why the day is not an ordinary working day. `None` when it is.
    pub(super) fn note(&self) -> Option<DayNote> {
        let (kind, title) = match self.knowledge {
            HoursKnowledge::Unknown => return None,
            HoursKnowledge::Elsewhere => (DayNoteKind::HoursElsewhere, None),
            HoursKnowledge::Rules | HoursKnowledge::Inactive => {
                if self.working.is_empty() {
                    match self.holidays.first() {
                        Some((_, title)) => (DayNoteKind::Holiday, title.clone()),
                        None => (DayNoteKind::NotWorking, None),
                    }
                } else if self.time_off_covers_all() {
                    (
                        DayNoteKind::TimeOff,
                        self.time_offs.iter().find_map(|(_, off)| off.title_or_kind().map(str::to_owned)),
                    )
                } else if self.special_hours {
                    (DayNoteKind::SpecialHours, None)
                } else {
                    return None;
                }
            }
        };
        Some(DayNote { kind, title })
    }

    /// Working hours as labels of the wall clock, such as `09:00–13:00, 14:00–18:00`. Breaks are not
    /// subtracted.
    pub(super) fn label(&self, day: &Day) -> String {
        let mut label = String::new();
        for Interval { start, end } in &self.working {
            if !label.is_empty() {
                label.push_str(", ");
            }
            label.push_str(&day.wall_label(*start));
            label.push('–');
            label.push_str(&day.end_label(*end));
        }
        label
    }

    /// All closed time, in the order of painting. A more specific reason is painted later, over the others.
    pub(super) fn closed(&self, day: &Day) -> Vec<ClosedSpan> {
        let span = |kind, interval, title| ClosedSpan {
            kind,
            title,
            whole_account: false,
            span: day.span(interval),
        };
        let mut closed = Vec::new();
        if !self.bounds.is_empty() {
            if self.knowledge == HoursKnowledge::Elsewhere {
                closed.push(span(ClosedKind::HoursElsewhere, self.bounds, None));
            } else if self.has_rules() {
                let with_other_reason = self.working.iter().chain(self.holidays.iter().map(|(part, _)| part));
                let with_other_reason = merge(with_other_reason.copied().collect());
                let outside = subtract(&[self.bounds], &with_other_reason);
                closed.extend(outside.into_iter().map(|part| span(ClosedKind::OutsideHours, part, None)));
            }
        }
        let holidays = self.holidays.iter();
        closed.extend(holidays.map(|(part, title)| span(ClosedKind::Holiday, *part, title.clone())));
        let breaks = self.breaks.iter();
        closed.extend(breaks.map(|(part, title)| span(ClosedKind::Break, *part, title.clone())));
        closed.extend(self.time_offs.iter().map(|(part, off)| ClosedSpan {
            kind: ClosedKind::TimeOff,
            title: off.title_or_kind().map(str::to_owned),
            whole_account: off.resource_id.is_none(),
            span: day.span(*part),
        }));
        closed
    }

    /// Whether the resource is known not to work on this day.
    pub(super) fn is_closed(&self) -> bool {
        self.knowledge != HoursKnowledge::Elsewhere && self.net_working().is_empty()
    }

    /// Minutes of [`ResourceDay::net_working`].
    pub(super) fn work_min(&self) -> i32 {
        minutes(self.net_working())
    }

    /// Minutes of [`ResourceDay::net_working`] that the intervals in `blocking` cover.
    pub(super) fn busy_min(&self, blocking: Vec<Interval>) -> i32 {
        minutes(&intersect(self.net_working(), &merge(blocking)))
    }
}

/// The time offs of a resource and of the whole account that overlap `range`, in the server's order.
pub(super) fn time_offs_of(calendar: &Calendar, resource_id: i64, range: Interval) -> Vec<&TimeOff> {
    let overlaps = |off: &&TimeOff| off.interval().overlaps(&range);
    calendar.time_offs_of(resource_id).filter(overlaps).collect()
}

fn knowledge(resource: &Resource) -> HoursKnowledge {
    if !free::hours_known(resource) {
        HoursKnowledge::Elsewhere
    } else if is_inactive(resource) {
        HoursKnowledge::Inactive
    } else {
        HoursKnowledge::Rules
    }
}
