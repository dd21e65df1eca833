//! Zones with odd clock changes, and a slow reference for free-time rules 7 and 8 that only converts from
//! instants to wall times.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{OffsetComponents, Tz};

/// Seconds since 1970, UTC.
pub type Second = i64;

const MINUTE: Second = 60;
const HOUR: Second = 3600;
const DAY: Second = 24 * HOUR;

/// The name of a zone, the zone, and dates of its clock changes.
pub type Place = (&'static str, Tz, &'static [&'static str]);

pub const PLACES: &[Place] = &[
    // Back by an hour between two standard times, and no other change since.
    ("Asia/Almaty", Tz::Asia__Almaty, &["2024-02-29", "2026-03-09"]),
    ("Almaty", Tz::Asia__Almaty, &["2024-03-01"]),
    ("Asia/Qyzylorda", Tz::Asia__Qyzylorda, &["2018-12-21", "2024-02-29"]),
    ("Europe/Volgograd", Tz::Europe__Volgograd, &["2018-10-28", "2020-12-27"]),
    // Dhaka: both the gap and the overlap end at midnight.
    ("Astana", Tz::Asia__Dhaka, &["2009-06-19", "2009-12-31"]),
    // Spring and autumn.
    ("Europe/Berlin", Tz::Europe__Berlin, &["2026-03-29", "2025-10-26"]),
    ("America/New_York", Tz::America__New_York, &["2026-03-08", "2025-11-02"]),
    ("Eastern Time (US & Canada)", Tz::America__New_York, &["2026-03-08"]),
    // By half an hour.
    ("Australia/Lord_Howe", Tz::Australia__Lord_Howe, &["2025-10-05", "2026-04-05"]),
    // By two hours.
    ("Antarctica/Troll", Tz::Antarctica__Troll, &["2026-03-29", "2025-10-26"]),
    // A date is skipped.
    ("Pacific/Apia", Tz::Pacific__Apia, &["2011-12-30", "2012-04-01"]),
    ("Pacific/Kwajalein", Tz::Pacific__Kwajalein, &["1993-08-21"]),
    // Midnight is skipped or repeated.
    ("Africa/Cairo", Tz::Africa__Cairo, &["2024-04-26", "2024-11-01"]),
    ("Asia/Beirut", Tz::Asia__Beirut, &["2024-03-31", "2024-10-27"]),
    ("America/Sao_Paulo", Tz::America__Sao_Paulo, &["2018-11-04", "2018-02-18"]),
    ("America/Havana", Tz::America__Havana, &["2025-03-09", "2025-11-02"]),
    // Offsets with minutes.
    ("Asia/Kathmandu", Tz::Asia__Kathmandu, &["2026-03-09"]),
    ("Pacific/Chatham", Tz::Pacific__Chatham, &["2025-09-28", "2026-04-05"]),
    ("America/Caracas", Tz::America__Caracas, &["2016-05-01", "2007-12-09"]),
    // Far from UTC.
    ("Pacific/Kiritimati", Tz::Pacific__Kiritimati, &["1994-12-31"]),
    ("UTC", Tz::UTC, &["2026-03-09"]),
    // Unknown names are UTC.
    ("asia/almaty", Tz::UTC, &["2026-03-09"]),
    ("+05:00", Tz::UTC, &["2024-02-29"]),
    ("", Tz::UTC, &["2026-12-31"]),
];

/// Zones in which hours end after their day, or begin before it.
pub const ODD_PLACES: &[Place] = &[
    // Back over midnight by hours between standard times: work until midnight ends after its day.
    ("Antarctica/Vostok", Tz::Antarctica__Vostok, &["2023-12-17"]),
    ("Antarctica/Casey", Tz::Antarctica__Casey, &["2023-03-09", "2010-03-05"]),
    // Forward by half an hour before midnight: work before midnight moves past the end of its day.
    ("Asia/Pyongyang", Tz::Asia__Pyongyang, &["2018-05-04", "2015-08-14"]),
    // The first quarter of an hour is skipped: midnight moves by an hour, and 00:15 does not move.
    ("Asia/Kathmandu", Tz::Asia__Kathmandu, &["1986-01-01"]),
    ("America/St_Johns", Tz::America__St_Johns, &["2008-03-09", "2007-11-04"]),
];

/// The clock of a zone over some days: the periods between changes of its offset.
pub struct Clock {
    periods: Vec<Period>,
}

struct Period {
    from: Second,
    to: Second,
    offset: Second,
    daylight: bool,
}

impl Clock {
    /// Exact when `from` is a whole hour and the clocks change at whole minutes, at most once an hour.
    pub fn new(tz: Tz, from: Second, to: Second) -> Clock {
        let at = |second: Second| {
            let utc = DateTime::from_timestamp(second, 0).unwrap().naive_utc();
            let offset = tz.offset_from_utc_datetime(&utc);
            (Second::from(offset.fix().local_minus_utc()), !offset.dst_offset().is_zero())
        };
        let mut periods: Vec<Period> = Vec::new();
        let mut extend =
            |second: Second, length: Second, (offset, daylight): (Second, bool)| match periods.last_mut() {
                Some(last) if (last.offset, last.daylight) == (offset, daylight) => last.to = second + length,
                _ => periods.push(Period { from: second, to: second + length, offset, daylight }),
            };
        let mut hour = from;
        while hour < to {
            if at(hour) == at(hour + HOUR - MINUTE) {
                extend(hour, HOUR, at(hour));
            } else {
                for minute in (hour..hour + HOUR).step_by(60) {
                    extend(minute, MINUTE, at(minute));
                }
            }
            hour += HOUR;
        }
        Clock { periods }
    }

    fn period(&self, at: Second) -> &Period {
        self.periods.iter().find(|period| period.from <= at && at < period.to).unwrap()
    }

    /// The wall time as seconds, as if it were UTC.
    fn wall(&self, at: Second) -> Second {
        at + self.period(at).offset
    }

    pub fn date(&self, at: Second) -> NaiveDate {
        DateTime::from_timestamp(self.wall(at), 0).unwrap().date_naive()
    }

    /// The instants with a wall time, with their periods.
    fn instants(&self, wall: Second) -> Vec<(Second, &Period)> {
        let of = |period: &'_ Period| wall - period.offset;
        let shows = |period: &&Period| period.from <= of(period) && of(period) < period.to;
        self.periods.iter().filter(shows).map(|period| (of(period), period)).collect()
    }

    /// Rule 7, from a wall time.
    fn settle(&self, mut wall: Second) -> Second {
        loop {
            match self.instants(wall)[..] {
                [] => wall += HOUR,
                [(at, _)] => return at,
                [(earlier, first), (later, second), ..] => {
                    return if first.daylight && !second.daylight { earlier } else { later };
                }
            }
            assert!(wall < self.periods.last().unwrap().to + 2 * DAY, "the walk is too short");
        }
    }

    /// Rule 7.
    pub fn instant(&self, date: NaiveDate, minute: u16) -> Second {
        self.settle(date.and_time(NaiveTime::MIN).and_utc().timestamp() + Second::from(minute) * MINUTE)
    }

    /// Rule 8.
    pub fn day(&self, date: NaiveDate) -> (Second, Second) {
        let start = self.instant(date, 0);
        let own = self.period(start);
        let wall = self.wall(start) + DAY;
        let same_period = self.instants(wall).into_iter().find(|(_, period)| period.from == own.from);
        (start, same_period.map_or_else(|| self.settle(wall), |(at, _)| at))
    }
}

pub fn midnight_utc(date: NaiveDate) -> NaiveDateTime {
    date.and_time(NaiveTime::MIN)
}

pub fn days_on(date: NaiveDate, days: i64) -> NaiveDate {
    date + TimeDelta::days(days)
}
