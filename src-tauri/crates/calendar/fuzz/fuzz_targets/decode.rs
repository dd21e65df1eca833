//! Decodes any bytes as the body of a response. The decoder may return an error, but it must not panic, and
//! its result must be the same each time. Free time and stretches of the payload are checked too.
//! `../README.md` says how to run it.
#![no_main]

use std::sync::LazyLock;

use calendar::Calendar;
use calendar::decode::{decode, parse_instant};
use calendar::free::{free_intervals, slots_unique};
use calendar::model::{Instant, Interval};
use calendar::why::stretches;
use libfuzzer_sys::fuzz_target;

/// The days in which the rows of the seeds are.
static RANGE: LazyLock<Interval> = LazyLock::new(|| {
    let instant = |text| parse_instant(text).expect("an instant");
    Interval::new(instant("2026-03-08T19:00:00Z"), instant("2026-03-11T19:00:00Z"))
});

fuzz_target!(|bytes: &[u8]| {
    let decoded = decode(bytes);
    assert_eq!(decoded, decode(bytes));
    let Ok(payload) = decoded else { return };
    let range = *RANGE;
    let calendar = Calendar::new(payload);
    for free in free_intervals(&calendar, range) {
        assert!(!free.interval.is_empty());
        assert_eq!(free.interval.clip(&range), Some(free.interval));
    }
    for slot in slots_unique(&calendar, range, None) {
        assert_eq!(slot.interval.clip(&range), Some(slot.interval));
    }
    for resource in &calendar.payload().resources {
        let found = stretches(&calendar, resource, range, Instant::MIN_UTC);
        let mut covered_until = range.start;
        for stretch in &found {
            assert_eq!(stretch.interval.start, covered_until);
            covered_until = stretch.interval.end;
        }
        assert_eq!(covered_until, range.end);
    }
});
