//! One day in the clinic's zone: its axis, and the position of instants on it.

use std::ops::{Index, Range};

use chrono::{NaiveDate, TimeDelta, Timelike};
use chrono_tz::Tz;

use super::label::{date_label, minute_label, utc};
use super::types::{Axis, AxisRow, DateLabel, Span, StartTime};
use crate::civil::{self, add_days, dates, day_start};
use crate::model::{Instant, Interval};

const HOUR_MIN: i32 = 60;
const ORDINARY_DAY_MIN: i32 = 24 * HOUR_MIN;

/// The days of a period, in order.
pub(crate) struct Days {
    days: Vec<Day>,
}

impl Days {
    pub(crate) fn new(zone: Tz, first: NaiveDate, last: NaiveDate) -> Days {
        let mut start = day_start(zone, first);
        let days = dates(first, last)
            .map(|date| {
                let end = day_start(zone, add_days(date, 1)).max(start);
                let bounds = Interval::new(start, end);
                start = end;
                Day::with_bounds(zone, date, bounds)
            })
            .collect();
        Days { days }
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Day> {
        self.days.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.days.len()
    }

    /// From the first day's start to the last day's end. `None` without days.
    pub(super) fn range(&self) -> Option<Interval> {
        let (first, last) = (self.days.first()?, self.days.last()?);
        Some(Interval { start: first.bounds.start, end: last.bounds.end })
    }

    /// The index of the day that contains an instant.
    pub(crate) fn index_of(&self, at: Instant) -> Option<usize> {
        let index = self.days.partition_point(|day| day.bounds.end <= at);
        self.days.get(index).filter(|day| day.bounds.start <= at).map(|_| index)
    }

    /// The indexes of the days that an interval overlaps.
    pub(super) fn overlapped_by(&self, interval: Interval) -> Range<usize> {
        let first = self.days.partition_point(|day| day.bounds.end <= interval.start);
        let end = self.days.partition_point(|day| day.bounds.start < interval.end);
        first..end.max(first)
    }
}

impl Index<usize> for Days {
    type Output = Day;

    fn index(&self, index: usize) -> &Day {
        &self.days[index]
    }
}

/// One date of the clinic's zone.
pub(crate) struct Day {
    pub(super) date: NaiveDate,
    zone: Tz,
    bounds: Interval,
    /// Whether the wall clock equals the elapsed minutes, because the clock does not change on this day. Then
    /// labels need no look-up in the zone data.
    wall_clock_is_elapsed: bool,
}

impl Day {
    pub(crate) fn new(zone: Tz, date: NaiveDate) -> Day {
        let start = day_start(zone, date);
        let end = day_start(zone, add_days(date, 1)).max(start);
        Day::with_bounds(zone, date, Interval::new(start, end))
    }

    fn with_bounds(zone: Tz, date: NaiveDate, bounds: Interval) -> Day {
        let last_minute = bounds.end - TimeDelta::minutes(1);
        let wall_clock_is_elapsed = whole_minutes(bounds) == ORDINARY_DAY_MIN
            && wall_minute(zone, bounds.start) == 0
            && wall_minute(zone, last_minute) == ORDINARY_DAY_MIN - 1;
        Day { date, zone, bounds, wall_clock_is_elapsed }
    }

    pub(super) fn zone(&self) -> Tz {
        self.zone
    }

    pub(super) fn bounds(&self) -> Interval {
        self.bounds
    }

    pub(super) fn contains(&self, at: Instant) -> bool {
        self.bounds.contains(at)
    }

    /// The part of an interval that lies in this day.
    pub(super) fn clip(&self, interval: Interval) -> Option<Interval> {
        interval.clip(&self.bounds)
    }

    /// The date of the start of an interval, when it is before this day.
    pub(super) fn earlier_start(&self, interval: Interval, today: NaiveDate) -> Option<DateLabel> {
        let is_earlier = interval.start < self.bounds.start;
        is_earlier.then(|| date_label(civil::date_of(self.zone, interval.start), today))
    }

    /// The date of the end of an interval, when it is after this day. An end at midnight belongs to the day
    /// that it ends.
    pub(crate) fn later_end(&self, interval: Interval, today: NaiveDate) -> Option<DateLabel> {
        let is_later = interval.end > self.bounds.end;
        is_later.then(|| date_label(civil::date_of(self.zone, interval.end), today))
    }

    pub(crate) fn label(&self, today: NaiveDate) -> DateLabel {
        date_label(self.date, today)
    }

    fn length_min(&self) -> i32 {
        whole_minutes(self.bounds)
    }

    /// Elapsed minutes of an instant, clipped to the day.
    pub(super) fn minute_of(&self, at: Instant) -> i32 {
        let at = at.clamp(self.bounds.start, self.bounds.end);
        whole_minutes(Interval::new(self.bounds.start, at))
    }

    /// The part of an interval on this day as a block of `least_min` minutes at least. The block is inside the day.
    pub(super) fn block(&self, interval: Interval, least_min: i64) -> Interval {
        let Interval { start, end } =
            self.clip(interval).unwrap_or(Interval::new(interval.start, interval.start));
        let least = TimeDelta::minutes(least_min).min(self.bounds.length());
        let start = start.clamp(self.bounds.start, self.bounds.end - least);
        Interval { start, end: end.max(start + least) }
    }

    /// The start and the length of a block in elapsed minutes.
    pub(super) fn block_minutes(&self, block: Interval) -> (i32, i32) {
        let from_min = self.minute_of(block.start);
        (from_min, self.minute_of(block.end) - from_min)
    }

    /// `HH:MM` on the wall clock.
    pub(crate) fn wall_label(&self, at: Instant) -> String {
        if self.wall_clock_is_elapsed && self.contains(at) {
            minute_label(self.minute_of(at))
        } else {
            civil::wall_label(self.zone, at)
        }
    }

    /// As [`Day::wall_label`], with `24:00` for the end of the day.
    pub(crate) fn end_label(&self, at: Instant) -> String {
        if at == self.bounds.end { minute_label(ORDINARY_DAY_MIN) } else { self.wall_label(at) }
    }

    /// An interval on the axis. Its position is clipped to the day. Its times and labels are not.
    pub(super) fn span(&self, interval: Interval) -> Span {
        let from_min = self.minute_of(interval.start).min((self.length_min() - 1).max(0));
        Span {
            start: utc(interval.start),
            end: utc(interval.end),
            start_label: self.wall_label(interval.start),
            end_label: self.end_label(interval.end),
            from_min,
            length_min: (self.minute_of(interval.end) - from_min).max(1),
        }
    }

    /// A start time on this day.
    pub(super) fn start_time(&self, resource_id: i64, interval: Interval) -> StartTime {
        let Span { start, end, start_label, end_label, from_min, length_min } = self.span(interval);
        StartTime { resource_id, start, end, label: start_label, end_label, from_min, length_min }
    }

    /// Minutes of the wall clock since midnight. The end of the day is 1440.
    pub(super) fn wall_minute(&self, at: Instant) -> i32 {
        if at == self.bounds.end {
            ORDINARY_DAY_MIN
        } else if self.wall_clock_is_elapsed {
            self.minute_of(at)
        } else {
            wall_minute(self.zone, at)
        }
    }

    /// Elapsed minutes at which the wall clock shows a full hour, 0..=24.
    fn minute_of_hour(&self, hour: u16) -> i32 {
        if hour >= 24 {
            self.length_min()
        } else if self.wall_clock_is_elapsed {
            i32::from(hour) * HOUR_MIN
        } else {
            self.minute_of(civil::to_instant(self.zone, self.date, hour * 60))
        }
    }

    /// The axis, with a grid line every `step_min` elapsed minutes. The visible part contains `window` and
    /// `content`.
    pub(super) fn axis(
        &self,
        step_min: u32,
        window: Window,
        content: Option<Interval>,
        now: Instant,
    ) -> Axis {
        let length_min = self.length_min();
        let (visible_from_min, visible_to_min) = self.visible_part(window, content);
        let step = usize::try_from(step_min.max(1)).unwrap_or(usize::MAX);
        let rows = (0..length_min)
            .step_by(step)
            .map(|from_min| {
                let at = self.bounds.start + TimeDelta::minutes(i64::from(from_min));
                let wall_min = self.wall_minute(at);
                AxisRow { from_min, label: minute_label(wall_min), hour: wall_min % HOUR_MIN == 0 }
            })
            .collect();
        let now = Some(now).filter(|now| self.contains(*now));
        Axis {
            length_min,
            visible_from_min,
            visible_to_min,
            rows,
            now_min: now.map(|now| self.minute_of(now)),
            now_label: now.map(|now| self.wall_label(now)),
        }
    }

    /// The visible part in elapsed minutes of this day: the window, widened to contain `content`. Widening is
    /// needed when a clock change repeats an hour, because the window contains only one copy of the hour.
    fn visible_part(&self, window: Window, content: Option<Interval>) -> (i32, i32) {
        let length_min = self.length_min();
        let mut from_min = self.minute_of_hour(window.from_hour);
        let mut to_min = self.minute_of_hour(window.to_hour);
        if let Some(content) = content {
            let content_from_min = self.minute_of(content.start);
            let content_to_min = self.minute_of(content.end);
            if content_from_min < from_min {
                from_min = content_from_min - content_from_min % HOUR_MIN;
            }
            while to_min < content_to_min {
                to_min += HOUR_MIN;
            }
        }
        let min_length_min = i32::from(Window::MIN_HOURS) * HOUR_MIN;
        to_min = to_min.max(from_min + min_length_min).min(length_min);
        from_min = from_min.min(to_min - min_length_min).max(0);
        (from_min, to_min)
    }

    /// The whole hours of the wall clock that contain `content`.
    pub(super) fn hours_of(&self, content: Interval) -> Window {
        let hour = |minute: i32| u16::try_from(minute.clamp(0, ORDINARY_DAY_MIN) / HOUR_MIN).unwrap_or(24);
        Window {
            from_hour: hour(self.wall_minute(content.start)),
            to_hour: hour(self.wall_minute(content.end) + HOUR_MIN - 1),
        }
    }
}

/// The part of a day that is visible at first, in whole hours of the wall clock. It is the same for all days
/// of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    from_hour: u16,
    to_hour: u16,
}

impl Window {
    /// Used when there is nothing to display.
    const DEFAULT: Window = Window { from_hour: 8, to_hour: 20 };
    const MIN_HOURS: u16 = 8;

    /// The hours that contain all of `parts`.
    pub(super) fn around(parts: impl Iterator<Item = Window>) -> Window {
        let widest = parts.reduce(|a, b| Window {
            from_hour: a.from_hour.min(b.from_hour),
            to_hour: a.to_hour.max(b.to_hour),
        });
        let Window { from_hour, to_hour } = widest.unwrap_or(Window::DEFAULT);
        let to_hour = to_hour.max(from_hour + Window::MIN_HOURS).min(24);
        Window { from_hour: from_hour.min(to_hour - Window::MIN_HOURS), to_hour }
    }
}

/// Minutes of the wall clock since midnight.
fn wall_minute(zone: Tz, at: Instant) -> i32 {
    let wall = at.with_timezone(&zone);
    i32::try_from(wall.hour() * 60 + wall.minute()).unwrap_or(0)
}

/// The elapsed minutes of an interval, rounded down.
pub(super) fn whole_minutes(interval: Interval) -> i32 {
    i32::try_from(interval.length().num_minutes()).unwrap_or(i32::MAX)
}
