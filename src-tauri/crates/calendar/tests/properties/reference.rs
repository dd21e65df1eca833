//! A slow reference for free time. It checks each moment alone, without operations on intervals.

use chrono::{Datelike, NaiveDate};

use crate::account::{Account, GeneratedResource, WeeklyRow};
use crate::clock::{Clock, UnixSeconds, add_days};

/// The start and the end.
type Span = (UnixSeconds, UnixSeconds);

pub fn within(span: Span, at: UnixSeconds) -> bool {
    span.0 <= at && at < span.1
}

/// The free time of one resource by the server's rules.
pub struct Reference<'a> {
    account: &'a Account,
    resource: &'a GeneratedResource,
    pub clock: Clock,
}

/// The hours of one date (free-time rule 10), in the time of the clock.
pub struct ReferenceDay {
    pub date: NaiveDate,
    pub bounds: Span,
    pub work: Vec<Span>,
    /// In the order of the payload. A clock change can move an end before its start.
    pub breaks: Vec<Span>,
    pub holiday: bool,
}

impl<'a> Reference<'a> {
    pub fn new(account: &'a Account, resource: &'a GeneratedResource) -> Reference<'a> {
        const DAY: UnixSeconds = 24 * 3600;
        let first = account.from.min(account.now).div_euclid(DAY) * DAY;
        let clock = Clock::new(resource.zone.tz, first - 5 * DAY, account.to + 6 * DAY);
        Reference { account, resource, clock }
    }

    /// The dates of a range (free-time rule 9).
    pub fn dates(&self, from: UnixSeconds, to: UnixSeconds) -> Vec<ReferenceDay> {
        if from >= to {
            return Vec::new();
        }
        let last = self.clock.date(to - 1);
        self.clock
            .date(from)
            .iter_days()
            .take_while(|date| *date <= last)
            .map(|date| self.day(date))
            .collect()
    }

    /// The dates of a range, and one more at each end.
    pub fn dates_around(&self, from: UnixSeconds, to: UnixSeconds) -> Vec<ReferenceDay> {
        let last = add_days(self.clock.date(to - 1), 1);
        let first = add_days(self.clock.date(from), -1);
        first.iter_days().take_while(|date| *date <= last).map(|date| self.day(date)).collect()
    }

    /// The hours of a date (free-time rule 10).
    fn day(&self, date: NaiveDate) -> ReferenceDay {
        let span =
            |(start, end): (u16, u16)| (self.clock.instant(date, start), self.clock.instant(date, end));
        let mut day =
            ReferenceDay { date, bounds: self.clock.day(date), work: vec![], breaks: vec![], holiday: false };
        let is_own = |resource_id: i64| resource_id == self.resource.id;
        if let Some(row) =
            self.account.overrides.iter().find(|row| is_own(row.resource_id) && row.date == date)
        {
            day.work.push(span((row.start, row.end)));
            day.breaks.extend(row.break_minutes.map(span));
            return day;
        }
        let mut holidays = self
            .account
            .holidays
            .iter()
            .filter(|row| {
                let same_day = (row.date.month(), row.date.day()) == (date.month(), date.day());
                same_day && (row.recurring_yearly || row.date.year() == date.year())
            })
            .peekable();
        if holidays.peek().is_some() && holidays.all(|row| !row.working_day_override) {
            day.holiday = true;
            return day;
        }
        let weekday = u8::try_from(date.weekday().num_days_from_sunday()).unwrap();
        let spans_of = |rows: &[WeeklyRow]| -> Vec<Span> {
            rows.iter()
                .filter(|row| row.active && is_own(row.resource_id) && row.weekday == weekday)
                .map(|row| span((row.start, row.end)))
                .collect()
        };
        (day.work, day.breaks) = (spans_of(&self.account.work_rules), spans_of(&self.account.break_rules));
        day
    }

    pub fn has_appointment(&self, at: UnixSeconds) -> bool {
        self.account.appointments.iter().any(|appointment| appointment.blocks(self.resource.id, at))
    }

    pub fn has_time_off(&self, at: UnixSeconds) -> bool {
        self.account.time_offs.iter().any(|time_off| time_off.blocks(self.resource.id, at))
    }

    /// How many work rules of the date make the moment free (rules 11 to 13).
    pub fn free_count(&self, day: &ReferenceDay, at: UnixSeconds) -> usize {
        let blocked = within(day.bounds, at) && (self.has_appointment(at) || self.has_time_off(at));
        if blocked || day.is_break(at) { 0 } else { day.work_count(at) }
    }

    /// Whether the moment is working time of the date that nothing blocks. Unlike
    /// [`free_count`](Self::free_count), it also respects appointments and time offs outside the bounds of
    /// the day.
    pub fn is_open(&self, day: &ReferenceDay, at: UnixSeconds) -> bool {
        day.work_count(at) > 0 && !day.is_break(at) && !self.has_appointment(at) && !self.has_time_off(at)
    }
}

impl ReferenceDay {
    pub fn work_count(&self, at: UnixSeconds) -> usize {
        self.work.iter().filter(|span| within(**span, at)).count()
    }

    pub fn is_break(&self, at: UnixSeconds) -> bool {
        self.breaks.iter().any(|span| within(*span, at))
    }

    /// Whether a gap moved the end of a break before its start, so that pieces overlap (rule 13).
    pub fn has_inverted_break(&self) -> bool {
        self.breaks.iter().any(|(start, end)| end < start)
    }
}
