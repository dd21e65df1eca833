//! Conversion between civil time and instants. No other module adds an offset.
//!
//! Rules are civil ("opens at minute 540 on Mondays"), and overlaps are computed with instants. A clock
//! change skips some wall times and repeats others. This module handles both cases by free-time
//! rules 7 and 8.

use chrono::{
    DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
    Timelike,
};
use chrono_tz::{OffsetComponents, Tz};

use crate::model::{Instant, Interval};

/// The longest gap in any zone is a little more than a day. After this many hours the wall time is read as
/// UTC, so that the loop always ends.
const MAX_GAP_HOURS: usize = 48;

/// The instant at which the clocks of `tz` show `minute` of `date` (free-time rule 7).
///
/// `minute` counts from local midnight, and 1440 is the midnight of the next date. A wall time in a gap is
/// moved forward by whole hours until it exists. When two instants have the same wall time, the result is the
/// one in daylight saving time, or else the later one.
pub fn to_instant(tz: Tz, date: NaiveDate, minute: u16) -> Instant {
    let midnight = date.and_time(NaiveTime::MIN);
    let wall = midnight.checked_add_signed(TimeDelta::minutes(minute.into())).unwrap_or(midnight);
    instant_of_wall_time(tz, wall, daylight_else_later)
}

/// The local day as instants (free-time rule 8). It is 23 or 25 hours long when the clock changes.
///
/// A day whose midnight does not exist starts late, and it ends equally late, on the next date.
pub fn day_bounds(tz: Tz, date: NaiveDate) -> Interval {
    let start = to_instant(tz, date, 0);
    let start_offset = tz.offset_from_utc_datetime(&start.naive_utc());
    let wall = start.with_timezone(&tz).naive_local();
    let end = instant_of_wall_time(
        tz,
        wall.checked_add_signed(TimeDelta::hours(24)).unwrap_or(wall),
        |earlier, later| {
            if *earlier.offset() == start_offset {
                earlier
            } else if *later.offset() == start_offset {
                later
            } else {
                daylight_else_later(earlier, later)
            }
        },
    );
    Interval { start, end }
}

/// The first instant of a date. A date ends where the next one starts, so that neighbouring days have neither
/// a gap nor an overlap even when the clock skips midnight.
pub fn day_start(tz: Tz, date: NaiveDate) -> Instant {
    to_instant(tz, date, 0)
}

/// All dates from `first` to `last`, both included.
pub fn dates(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    first.iter_days().take_while(move |date| *date <= last)
}

/// `date` moved by `days`. At the end of chrono's calendar it stays where it is.
pub fn add_days(date: NaiveDate, days: i64) -> NaiveDate {
    let distance = Days::new(days.unsigned_abs());
    let moved = if days < 0 { date.checked_sub_days(distance) } else { date.checked_add_days(distance) };
    moved.unwrap_or(date)
}

/// The local date at an instant.
pub fn date_of(tz: Tz, at: Instant) -> NaiveDate {
    at.with_timezone(&tz).date_naive()
}

/// The hour of the wall clock at an instant, 0..=23.
pub fn hour_of(tz: Tz, at: Instant) -> u32 {
    at.with_timezone(&tz).hour()
}

/// The wall clock at an instant, as `HH:MM`.
pub fn wall_label(tz: Tz, at: Instant) -> String {
    let wall = at.with_timezone(&tz);
    format!("{:02}:{:02}", wall.hour(), wall.minute())
}

/// How many seconds the clocks of `tz` are ahead of UTC at an instant.
pub fn offset_seconds(tz: Tz, at: Instant) -> i32 {
    tz.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

/// The instant of a wall time. When two instants have this wall time, `choose` selects one. A wall time in a
/// gap is moved forward by whole hours.
fn instant_of_wall_time(
    tz: Tz,
    mut wall: NaiveDateTime,
    choose: impl Fn(DateTime<Tz>, DateTime<Tz>) -> DateTime<Tz>,
) -> Instant {
    for _ in 0..MAX_GAP_HOURS {
        match tz.from_local_datetime(&wall) {
            MappedLocalTime::Single(at) => return at.to_utc(),
            MappedLocalTime::Ambiguous(earlier, later) => return choose(earlier, later).to_utc(),
            MappedLocalTime::None => match wall.checked_add_signed(TimeDelta::hours(1)) {
                Some(next) => wall = next,
                None => break,
            },
        }
    }
    wall.and_utc()
}

/// Free-time rule 7c.
fn daylight_else_later(earlier: DateTime<Tz>, later: DateTime<Tz>) -> DateTime<Tz> {
    let daylight = |at: &DateTime<Tz>| !at.offset().dst_offset().is_zero();
    if daylight(&earlier) && !daylight(&later) { earlier } else { later }
}
