//! From a wall clock in a zone to an instant, as the server does it (free-time rules 6, 7 and 8).
//!
//! The sample data do not borrow this from the `calendar` crate: tests hold what that crate computes against the data
//! made here, so the two must not share a mistake.

use chrono::{
    DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::{OffsetComponents, Tz};

/// The zone of a name that the server keeps for a resource; a name it does not know means UTC.
pub(crate) fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

/// The instant of `minute` minutes after local midnight of `date`; 1440 is the next date's midnight.
pub(crate) fn instant(zone: Tz, date: NaiveDate, minute: i64) -> DateTime<Utc> {
    let days = u64::try_from(minute / 1440).unwrap_or(0);
    let midnight = NaiveDateTime::new(date + Days::new(days), NaiveTime::MIN);
    let mut local = midnight + TimeDelta::minutes(minute % 1440);
    loop {
        match zone.from_local_datetime(&local) {
            MappedLocalTime::Single(moment) => return moment.to_utc(),
            MappedLocalTime::Ambiguous(earlier, later) => {
                let in_dst = |moment: &DateTime<Tz>| !moment.offset().dst_offset().is_zero();
                let choice = if in_dst(&earlier) && !in_dst(&later) { earlier } else { later };
                return choice.to_utc();
            }
            MappedLocalTime::None => local += TimeDelta::minutes(60),
        }
    }
}

/// The date that a calendar on the wall of that zone shows at `moment`.
pub(crate) fn date(zone: Tz, moment: DateTime<Utc>) -> NaiveDate {
    moment.with_timezone(&zone).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(zone: Tz, date: &str, minute: i64) -> String {
        instant(zone, date.parse().unwrap(), minute).to_rfc3339()
    }

    #[test]
    fn a_wall_time_that_does_not_exist_moves_by_an_hour() {
        assert_eq!(at(Tz::Europe__Berlin, "2026-03-29", 150), "2026-03-29T01:30:00+00:00");
        assert_eq!(at(Tz::Australia__Lord_Howe, "2025-10-05", 135), "2025-10-04T16:15:00+00:00");
    }

    #[test]
    fn a_wall_time_that_comes_twice_is_the_one_in_summer_time() {
        assert_eq!(at(Tz::Europe__Berlin, "2026-10-25", 150), "2026-10-25T00:30:00+00:00");
    }

    #[test]
    fn without_summer_time_the_later_of_two_is_meant() {
        assert_eq!(at(Tz::Asia__Almaty, "2024-02-29", 23 * 60 + 30), "2024-02-29T18:30:00+00:00");
    }

    #[test]
    fn minute_1440_is_the_next_midnight() {
        assert_eq!(at(Tz::Asia__Almaty, "2026-03-09", 1440), "2026-03-09T19:00:00+00:00");
    }
}
