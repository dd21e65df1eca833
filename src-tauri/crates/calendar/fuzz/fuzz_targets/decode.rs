//! Any bytes as the body of an answer. The decoder may refuse them but not panic, says the same each time,
//! and what it makes of them can be worked with. `README.md` beside this folder says how to run it.
#![no_main]

use std::sync::LazyLock;

use calendar::Calendar;
use calendar::decode::{decode, parse_instant};
use calendar::free::{free_intervals, slots_unique};
use calendar::model::{Instant, Interval};
use calendar::why::stretches;
use libfuzzer_sys::fuzz_target;

/// The days of the seeds' rows.
static RANGE: LazyLock<Interval> = LazyLock::new(|| {
    let bound = |text| parse_instant(text).expect("a moment");
    Interval::new(bound("2026-03-08T19:00:00Z"), bound("2026-03-11T19:00:00Z"))
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
        let mut reached = range.start;
        for stretch in &found {
            assert_eq!(stretch.interval.start, reached);
            reached = stretch.interval.end;
        }
        assert_eq!(reached, range.end);
    }
});
