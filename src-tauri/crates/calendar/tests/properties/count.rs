//! A slow reference for free time: each moment is checked alone, without operations on intervals.

use chrono::{Datelike, NaiveDate};

use crate::account::{Account, GeneratedResource};
use crate::clock::{Clock, Second, days_on};

type Span = (Second, Second);

pub fn within(span: Span, at: Second) -> bool {
    span.0 <= at && at < span.1
}

/// The dates of a resource by the server's rules.
pub struct Count<'a> {
    account: &'a Account,
    resource: &'a GeneratedResource,
    pub clock: Clock,
}

/// One date's hours (free-time rule 10), as instants.
pub struct Day {
    pub date: NaiveDate,
    pub bounds: Span,
    pub work: Vec<Span>,
    /// Not cleaned up: a clock change can move an end before its start.
    pub breaks: Vec<Span>,
    pub holiday: bool,
}

impl<'a> Count<'a> {
    pub fn new(account: &'a Account, resource: &'a GeneratedResource) -> Count<'a> {
        const DAY: Second = 24 * 3600;
        let first = account.from.min(account.now).div_euclid(DAY) * DAY;
        let clock = Clock::new(resource.place.1, first - 5 * DAY, account.to + 6 * DAY);
        Count { account, resource, clock }
    }

    /// Rule 9.
    pub fn dates(&self, from: Second, to: Second) -> Vec<Day> {
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
    pub fn dates_around(&self, from: Second, to: Second) -> Vec<Day> {
        let last = days_on(self.clock.date(to - 1), 1);
        let first = days_on(self.clock.date(from), -1);
        first.iter_days().take_while(|date| *date <= last).map(|date| self.day(date)).collect()
    }

    /// Rule 10.
    fn day(&self, date: NaiveDate) -> Day {
        let on_wall =
            |(start, end): (u16, u16)| (self.clock.instant(date, start), self.clock.instant(date, end));
        let mut day =
            Day { date, bounds: self.clock.day(date), work: vec![], breaks: vec![], holiday: false };
        let mine = |resource_id: i64| resource_id == self.resource.id;
        if let Some(special) =
            self.account.special.iter().find(|special| mine(special.resource_id) && special.date == date)
        {
            day.work.push(on_wall((special.start, special.end)));
            day.breaks.extend(special.pause.map(on_wall));
            return day;
        }
        let mut feasts = self
            .account
            .holidays
            .iter()
            .filter(|feast| {
                let same_day = (feast.date.month(), feast.date.day()) == (date.month(), date.day());
                same_day && (feast.yearly || feast.date.year() == date.year())
            })
            .peekable();
        if feasts.peek().is_some() && feasts.all(|feast| !feast.works) {
            day.holiday = true;
            return day;
        }
        let weekday = u8::try_from(date.weekday().num_days_from_sunday()).unwrap();
        let spans = |rows: &[crate::account::Weekly]| -> Vec<Span> {
            rows.iter()
                .filter(|row| row.active && mine(row.resource_id) && row.weekday == weekday)
                .map(|row| on_wall((row.start, row.end)))
                .collect()
        };
        (day.work, day.breaks) = (spans(&self.account.work), spans(&self.account.breaks));
        day
    }

    pub fn is_taken(&self, at: Second) -> bool {
        self.account.appointments.iter().any(|appointment| appointment.blocks(self.resource.id, at))
    }

    pub fn is_away(&self, at: Second) -> bool {
        self.account.absences.iter().any(|absence| absence.blocks(self.resource.id, at))
    }

    /// How many work rules of the date make the moment free (rules 11 to 13).
    pub fn free_by(&self, day: &Day, at: Second) -> usize {
        let busy = within(day.bounds, at) && (self.is_taken(at) || self.is_away(at));
        if busy || day.is_break(at) { 0 } else { day.work_at(at) }
    }

    /// Whether the date makes the moment free and nothing occupies it.
    pub fn is_open(&self, day: &Day, at: Second) -> bool {
        day.work_at(at) > 0 && !day.is_break(at) && !self.is_taken(at) && !self.is_away(at)
    }
}

impl Day {
    pub fn work_at(&self, at: Second) -> usize {
        self.work.iter().filter(|work| within(**work, at)).count()
    }

    pub fn is_break(&self, at: Second) -> bool {
        self.breaks.iter().any(|pause| within(*pause, at))
    }

    /// Whether a gap moved the end of a break before its start, so that pieces overlap (rule 13).
    pub fn has_inverted_break(&self) -> bool {
        self.breaks.iter().any(|pause| pause.1 < pause.0)
    }
}
