//! Conversion of civil times to instants, as the server does it (free-time rules 6, 7 and 8).
//!
//! The `calendar` crate has the same conversion. The sample data do not use it, because tests compare the results of that
//! crate with the sample data, and the two must not share an error.

use chrono::{
    DateTime, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::{OffsetComponents, Tz};

/// The time zone of a resource. An unknown name means UTC.
pub(crate) fn zone(name: &str) -> Tz {
    name.parse().unwrap_or(Tz::UTC)
}

/// The instant of a minute of the day on a civil date. Minute 1440 is midnight of the next date.
pub(crate) fn instant(zone: Tz, date: NaiveDate, minute: i64) -> DateTime<Utc> {
    let days = u64::try_from(minute / 1440).unwrap_or(0);
    let midnight = NaiveDateTime::new(date + Days::new(days), NaiveTime::MIN);
    let mut local = midnight + TimeDelta::minutes(minute % 1440);
    loop {
        match zone.from_local_datetime(&local) {
            MappedLocalTime::Single(time) => return time.to_utc(),
            MappedLocalTime::Ambiguous(earlier, later) => {
                let in_dst = |time: &DateTime<Tz>| !time.offset().dst_offset().is_zero();
                let choice = if in_dst(&earlier) && !in_dst(&later) { earlier } else { later };
                return choice.to_utc();
            }
            MappedLocalTime::None => local += TimeDelta::minutes(60),
        }
    }
}

/// The civil date of an instant in a time zone.
pub(crate) fn date(zone: Tz, instant: DateTime<Utc>) -> NaiveDate {
    instant.with_timezone(&zone).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant_text(zone: Tz, date: &str, minute: i64) -> String {
        instant(zone, date.parse().unwrap(), minute).to_rfc3339()
    }

    #[test]
    fn skipped_civil_time_moves_forward_by_an_hour() {
        assert_eq!(instant_text(Tz::Europe__Berlin, "2026-03-29", 150), "2026-03-29T01:30:00+00:00");
        assert_eq!(instant_text(Tz::Australia__Lord_Howe, "2025-10-05", 135), "2025-10-04T16:15:00+00:00");
    }

    #[test]
    fn repeated_civil_time_is_the_one_in_daylight_saving_time() {
        assert_eq!(instant_text(Tz::Europe__Berlin, "2026-10-25", 150), "2026-10-25T00:30:00+00:00");
    }

    #[test]
    fn repeated_civil_time_without_daylight_saving_time_is_the_later_one() {
        assert_eq!(instant_text(Tz::Asia__Almaty, "2024-02-29", 23 * 60 + 30), "2024-02-29T18:30:00+00:00");
    }

    #[test]
    fn minute_1440_is_midnight_of_the_next_date() {
        assert_eq!(instant_text(Tz::Asia__Almaty, "2026-03-09", 1440), "2026-03-09T19:00:00+00:00");
    }
}
