//! When a resource works on a day of the clinic's clock, and why it does not.

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

/// A resource's day, clipped to the clinic's.
pub(super) struct ResourceDay<'a> {
    bounds: Interval,
    knowledge: HoursKnowledge,
    /// Working hours as the rules give them: breaks and time off not yet cut out.
    pub(super) working: Vec<Interval>,
    /// Working hours without breaks.
    open: Vec<Interval>,
    /// Working hours without breaks and time off.
    work: Vec<Interval>,
    breaks: Vec<(Interval, Option<String>)>,
    holidays: Vec<(Interval, Option<String>)>,
    time_offs: Vec<(Interval, &'a TimeOff)>,
    special_hours: bool,
}

/// How far the hours can be relied on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum HoursKnowledge {
    /// The rules are the hours.
    Rules,
    /// The rules are there, but nobody works by them: the resource is switched off.
    Inactive,
    /// Kept in MedElement.
    Elsewhere,
    /// The resource's row did not come.
    Nothing,
}

impl<'a> ResourceDay<'a> {
    /// `time_offs` are those of the resource and of the whole account.
    pub(super) fn new(
        calendar: &Calendar,
        resource: Option<&Resource>,
        day: &Day,
        time_offs: &[&'a TimeOff],
    ) -> ResourceDay<'a> {
        let mut this = ResourceDay {
            bounds: day.bounds(),
            knowledge: resource.map_or(HoursKnowledge::Nothing, knowledge),
            working: Vec::new(),
            open: Vec::new(),
            work: Vec::new(),
            breaks: Vec::new(),
            holidays: Vec::new(),
            time_offs: time_offs.iter().filter_map(|off| Some((day.clip(off.interval())?, *off))).collect(),
            special_hours: false,
        };
        if let Some(resource) = resource
            && this.has_rules()
        {
            this.read_rules(calendar, resource, day);
        }
        this
    }

    /// Reads the rules of each of the resource's own dates that the clinic's day touches: one, unless their clocks
    /// differ.
    fn read_rules(&mut self, calendar: &Calendar, resource: &Resource, day: &Day) {
        let zone = calendar.zone_of(resource).tz;
        let mut working = Vec::new();
        let mut breaks = Vec::new();
        let mut read = |date: NaiveDate, own_day: Interval| {
            let DayHours { working: rules, breaks: pauses, source } = day_hours(calendar, resource, date);
            let before = working.len();
            working.extend(rules.into_iter().filter_map(|rule| day.clip(rule)));
            breaks.extend(
                pauses.into_iter().filter_map(|pause| Some((day.clip(pause.interval)?, pause.title))),
            );
            match source {
                HoursSource::Holiday { title } => {
                    self.holidays.extend(day.clip(own_day).map(|part| (part, title)));
                }
                HoursSource::Override => self.special_hours |= working.len() > before,
                HoursSource::Rules | HoursSource::None => {}
            }
        };
        if zone == day.zone() {
            read(day.date, day.bounds());
        } else if !day.bounds().is_empty() {
            let first = civil::date_of(zone, day.bounds().start);
            let last = civil::date_of(zone, day.bounds().end - TimeDelta::seconds(1));
            for date in dates(first, last) {
                let own_day = Interval::new(day_start(zone, date), day_start(zone, add_days(date, 1)));
                read(date, own_day);
            }
        }
        self.working = merge(working);
        for (pause, title) in breaks {
            let parts = intersect(&self.working, &[pause]);
            self.breaks.extend(parts.into_iter().map(|part| (part, title.clone())));
        }
        let pauses = merge(self.breaks.iter().map(|(pause, _)| *pause).collect());
        let absences = merge(self.time_offs.iter().map(|(absence, _)| *absence).collect());
        self.open = subtract(&self.working, &pauses);
        self.work = subtract(&self.open, &absences);
    }

    fn has_rules(&self) -> bool {
        matches!(self.knowledge, HoursKnowledge::Rules | HoursKnowledge::Inactive)
    }

    /// Time in which appointments can be had: working hours without breaks and time off. A resource that is switched off
    /// has none, so that it does not pass for idle capacity.
    pub(super) fn work(&self) -> &[Interval] {
        if self.knowledge == HoursKnowledge::Rules { &self.work } else { &[] }
    }

    /// Away by time off for all of its working time.
    pub(super) fn is_away(&self) -> bool {
        self.knowledge == HoursKnowledge::Rules && self.time_off_covers_all()
    }

    fn time_off_covers_all(&self) -> bool {
        !self.open.is_empty() && self.work.is_empty()
    }

    /// Why the day is as it is; `None` on an ordinary working day.
    pub(super) fn note(&self) -> Option<DayNote> {
        let (kind, title) = match self.knowledge {
            HoursKnowledge::Nothing => return None,
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

    /// Working hours in words of the wall clock; breaks are not cut out.
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

    /// All time that is not for work, in the order in which it is painted: what says more lies on top.
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
                let explained = self.working.iter().chain(self.holidays.iter().map(|(part, _)| part));
                let explained = merge(explained.copied().collect());
                let outside = subtract(&[self.bounds], &explained);
                closed.extend(outside.into_iter().map(|part| span(ClosedKind::OutsideHours, part, None)));
            }
        }
        let holidays = self.holidays.iter();
        closed.extend(holidays.map(|(part, title)| span(ClosedKind::Holiday, *part, title.clone())));
        let breaks = self.breaks.iter();
        closed.extend(breaks.map(|(pause, title)| span(ClosedKind::Break, *pause, title.clone())));
        closed.extend(self.time_offs.iter().map(|(absence, off)| ClosedSpan {
            kind: ClosedKind::TimeOff,
            title: off.title_or_kind().map(str::to_owned),
            whole_account: off.resource_id.is_none(),
            span: day.span(*absence),
        }));
        closed
    }

    /// Minutes of [`ResourceDay::work`].
    pub(super) fn work_min(&self) -> i32 {
        minutes(self.work())
    }

    /// Minutes of [`ResourceDay::work`] that `blocking` takes.
    pub(super) fn busy_min(&self, blocking: Vec<Interval>) -> i32 {
        minutes(&intersect(self.work(), &merge(blocking)))
    }
}

/// The absences of a resource and of the whole account that touch `range`, in the server's order.
pub(super) fn time_offs_of(calendar: &Calendar, resource_id: i64, range: Interval) -> Vec<&TimeOff> {
    let touches = |off: &&TimeOff| off.interval().overlaps(&range);
    calendar.time_offs_of(resource_id).filter(touches).collect()
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
