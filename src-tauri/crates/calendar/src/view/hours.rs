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
    open: Vec<Interval>,
    /// Working hours without breaks and time off.
    work: Vec<Interval>,
    breaks: Vec<(Interval, Option<String>)>,
    holidays: Vec<(Interval, Option<String>)>,
    time_offs: Vec<(Interval, &'a TimeOff)>,
    special_hours: bool,
}

/// How reliable the hours are.
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
        let mut this = ResourceDay {
            bounds: day.bounds(),
            knowledge: resource.map_or(HoursKnowledge::Unknown, knowledge),
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

    /// Reads the rules of each date in the resource's zone that the clinic's day overlaps. There is only one
    /// when the zones are equal.
    fn read_rules(&mut self, calendar: &Calendar, resource: &Resource, day: &Day) {
        let zone = calendar.zone_of(resource).tz;
        let mut working = Vec::new();
        let mut breaks = Vec::new();
        let mut read = |date: NaiveDate, own_day: Interval| {
            let DayHours { working: rules, breaks: rule_breaks, source } =
                day_hours(calendar, resource, date);
            let before = working.len();
            working.extend(rules.into_iter().filter_map(|rule| day.clip(rule)));
            breaks.extend(
                rule_breaks.into_iter().filter_map(|span| Some((day.clip(span.interval)?, span.title))),
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
        for (break_interval, title) in breaks {
            let parts = intersect(&self.working, &[break_interval]);
            self.breaks.extend(parts.into_iter().map(|part| (part, title.clone())));
        }
        let breaks = merge(self.breaks.iter().map(|(part, _)| *part).collect());
        let absences = merge(self.time_offs.iter().map(|(absence, _)| *absence).collect());
        self.open = subtract(&self.working, &breaks);
        self.work = subtract(&self.open, &absences);
    }

    fn has_rules(&self) -> bool {
        matches!(self.knowledge, HoursKnowledge::Rules | HoursKnowledge::Inactive)
    }

    /// Working hours without breaks and time off. Empty for an inactive resource, so that it does not count
    /// as unused capacity.
    pub(super) fn work(&self) -> &[Interval] {
        if self.knowledge == HoursKnowledge::Rules { &self.work } else { &[] }
    }

    /// Whether time off covers all of the working time.
    pub(super) fn is_away(&self) -> bool {
        self.knowledge == HoursKnowledge::Rules && self.time_off_covers_all()
    }

    fn time_off_covers_all(&self) -> bool {
        !self.open.is_empty() && self.work.is_empty()
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

    /// All closed time, in the order of painting: the more specific reason is painted later.
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
        closed.extend(breaks.map(|(part, title)| span(ClosedKind::Break, *part, title.clone())));
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

    /// Minutes of [`ResourceDay::work`] in which `blocking` intervals lie.
    pub(super) fn busy_min(&self, blocking: Vec<Interval>) -> i32 {
        minutes(&intersect(self.work(), &merge(blocking)))
    }
}

/// The absences of a resource and of the whole account that overlap `range`, in the server's order.
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
