//! Zones with unusual clock changes, and a slow reference for free-time rules 7 and 8 that only converts from
//! instants to wall times.

use chrono::{DateTime, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone};
use chrono_tz::{OffsetComponents, Tz};

/// Seconds since 1970 in UTC, also used for lengths.
pub type UnixSeconds = i64;

const MINUTE: UnixSeconds = 60;
const HOUR: UnixSeconds = 3600;
const DAY: UnixSeconds = 24 * HOUR;

/// A zone to test with.
#[derive(Debug, Clone, Copy)]
pub struct ZoneCase {
    /// The name in the payload.
    pub name: &'static str,
    /// The zone that the server uses for the name.
    pub tz: Tz,
    /// Dates near which the test accounts begin. Most are dates of clock changes.
    pub dates: &'static [&'static str],
}

const fn zone(name: &'static str, tz: Tz, dates: &'static [&'static str]) -> ZoneCase {
    ZoneCase { name, tz, dates }
}

pub const ZONES: &[ZoneCase] = &[
    // The clock was set back by an hour, from one standard time to another.
    zone("Asia/Almaty", Tz::Asia__Almaty, &["2024-02-29", "2026-03-09"]),
    zone("Almaty", Tz::Asia__Almaty, &["2024-03-01"]),
    zone("Asia/Qyzylorda", Tz::Asia__Qyzylorda, &["2018-12-21", "2024-02-29"]),
    zone("Europe/Volgograd", Tz::Europe__Volgograd, &["2018-10-28", "2020-12-27"]),
    // The zone is Dhaka. Both the skipped and the repeated hour end at midnight.
    zone("Astana", Tz::Asia__Dhaka, &["2009-06-19", "2009-12-31"]),
    // The clock changes by an hour in spring and in autumn.
    zone("Europe/Berlin", Tz::Europe__Berlin, &["2026-03-29", "2025-10-26"]),
    zone("America/New_York", Tz::America__New_York, &["2026-03-08", "2025-11-02"]),
    zone("Eastern Time (US & Canada)", Tz::America__New_York, &["2026-03-08"]),
    // The clock changes by half an hour.
    zone("Australia/Lord_Howe", Tz::Australia__Lord_Howe, &["2025-10-05", "2026-04-05"]),
    // The clock changes by two hours.
    zone("Antarctica/Troll", Tz::Antarctica__Troll, &["2026-03-29", "2025-10-26"]),
    // A date is skipped.
    zone("Pacific/Apia", Tz::Pacific__Apia, &["2011-12-30", "2012-04-01"]),
    zone("Pacific/Kwajalein", Tz::Pacific__Kwajalein, &["1993-08-21"]),
    // Midnight is skipped or repeated.
    zone("Africa/Cairo", Tz::Africa__Cairo, &["2024-04-26", "2024-11-01"]),
    zone("Asia/Beirut", Tz::Asia__Beirut, &["2024-03-31", "2024-10-27"]),
    zone("America/Sao_Paulo", Tz::America__Sao_Paulo, &["2018-11-04", "2018-02-18"]),
    zone("America/Havana", Tz::America__Havana, &["2025-03-09", "2025-11-02"]),
    // The offset from UTC is not a whole number of hours.
    zone("Asia/Kathmandu", Tz::Asia__Kathmandu, &["2026-03-09"]),
    zone("Pacific/Chatham", Tz::Pacific__Chatham, &["2025-09-28", "2026-04-05"]),
    zone("America/Caracas", Tz::America__Caracas, &["2016-05-01", "2007-12-09"]),
    // The largest offset from UTC, and no offset.
    zone("Pacific/Kiritimati", Tz::Pacific__Kiritimati, &["1994-12-31"]),
    zone("UTC", Tz::UTC, &["2026-03-09"]),
    // The name is unknown, so the server uses UTC.
    zone("asia/almaty", Tz::UTC, &["2026-03-09"]),
    zone("+05:00", Tz::UTC, &["2024-02-29"]),
    zone("", Tz::UTC, &["2026-12-31"]),
];

/// Zones in which hours end after their day, or begin before it.
pub const UNUSUAL_ZONES: &[ZoneCase] = &[
    // The clock was set back over midnight by several hours. Work until midnight ends after its day.
    zone("Antarctica/Vostok", Tz::Antarctica__Vostok, &["2023-12-17"]),
    zone("Antarctica/Casey", Tz::Antarctica__Casey, &["2023-03-09", "2010-03-05"]),
    // The clock was set forward by half an hour before midnight. Work before midnight moves past the end of
    // its day.
    zone("Asia/Pyongyang", Tz::Asia__Pyongyang, &["2018-05-04", "2015-08-14"]),
    // The first quarter of an hour is skipped. Midnight moves by an hour, and 00:15 does not move.
    zone("Asia/Kathmandu", Tz::Asia__Kathmandu, &["1986-01-01"]),
    zone("America/St_Johns", Tz::America__St_Johns, &["2008-03-09", "2007-11-04"]),
];

/// The clock of a zone over some days: the periods between changes of its offset.
pub struct Clock {
    periods: Vec<Period>,
}

struct Period {
    from: UnixSeconds,
    to: UnixSeconds,
    offset: UnixSeconds,
    daylight: bool,
}

impl Clock {
    /// Reads the offset of every hour, and of every minute in an hour with a change. `from` must be a whole
    /// hour. The clock must change at whole minutes and at most once an hour.
    pub fn new(tz: Tz, from: UnixSeconds, to: UnixSeconds) -> Clock {
        let offset_at = |second: UnixSeconds| {
            let utc = DateTime::from_timestamp(second, 0).unwrap().naive_utc();
            let offset = tz.offset_from_utc_datetime(&utc);
            (UnixSeconds::from(offset.fix().local_minus_utc()), !offset.dst_offset().is_zero())
        };
        let mut periods: Vec<Period> = Vec::new();
        let mut extend =
            |second: UnixSeconds, length: UnixSeconds, (offset, daylight): (UnixSeconds, bool)| match periods
                .last_mut()
            {
                Some(last) if (last.offset, last.daylight) == (offset, daylight) => last.to = second + length,
                _ => periods.push(Period { from: second, to: second + length, offset, daylight }),
            };
        let mut hour = from;
        while hour < to {
            if offset_at(hour) == offset_at(hour + HOUR - MINUTE) {
                extend(hour, HOUR, offset_at(hour));
            } else {
                for minute in (hour..hour + HOUR).step_by(60) {
                    extend(minute, MINUTE, offset_at(minute));
                }
            }
            hour += HOUR;
        }
        Clock { periods }
    }

    fn period(&self, at: UnixSeconds) -> &Period {
        self.periods.iter().find(|period| period.from <= at && at < period.to).unwrap()
    }

    /// The wall time as seconds, as if it were UTC.
    fn wall(&self, at: UnixSeconds) -> UnixSeconds {
        at + self.period(at).offset
    }

    pub fn date(&self, at: UnixSeconds) -> NaiveDate {
        DateTime::from_timestamp(self.wall(at), 0).unwrap().date_naive()
    }

    /// All instants at which the wall clock displays `wall`, each with its period.
    fn instants(&self, wall: UnixSeconds) -> Vec<(UnixSeconds, &Period)> {
        self.periods
            .iter()
            .map(|period| (wall - period.offset, period))
            .filter(|(at, period)| period.from <= *at && *at < period.to)
            .collect()
    }

    /// The instant of a wall time (free-time rule 7).
    fn resolve(&self, mut wall: UnixSeconds) -> UnixSeconds {
        loop {
            match self.instants(wall)[..] {
                [] => wall += HOUR,
                [(at, _)] => return at,
                [(earlier, first), (later, second), ..] => {
                    return if first.daylight && !second.daylight { earlier } else { later };
                }
            }
            assert!(
                wall < self.periods.last().unwrap().to + 2 * DAY,
                "the clock ends before this wall time exists"
            );
        }
    }

    /// The instant of a minute of a date (free-time rule 7).
    pub fn instant(&self, date: NaiveDate, minute: u16) -> UnixSeconds {
        self.resolve(utc_midnight(date) + UnixSeconds::from(minute) * MINUTE)
    }

    /// The bounds of a date (free-time rule 8).
    pub fn day(&self, date: NaiveDate) -> (UnixSeconds, UnixSeconds) {
        let start = self.instant(date, 0);
        let start_period = self.period(start);
        let wall = self.wall(start) + DAY;
        let same_period =
            self.instants(wall).into_iter().find(|(_, period)| period.from == start_period.from);
        (start, same_period.map_or_else(|| self.resolve(wall), |(at, _)| at))
    }
}

pub fn utc_midnight(date: NaiveDate) -> UnixSeconds {
    date.and_time(NaiveTime::MIN).and_utc().timestamp()
}

pub fn add_days(date: NaiveDate, days: i64) -> NaiveDate {
    date + TimeDelta::days(days)
}
