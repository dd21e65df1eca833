//! Free time of random accounts.

use calendar::free::{FreeInterval, free_intervals, free_intervals_of, offered, slots, slots_unique};
use calendar::hours::day_hours;
use calendar::model::{Appointment, Instant, Interval, Resource, TimeOff};
use calendar::{Calendar, civil};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::account::{
    Account, BlockingRow, HolidayRow, Resolution, ResourceState, WeeklyRow, accounts, instant,
};
use crate::clock::UnixSeconds;
use crate::reference::Reference;

fn any_account() -> impl Strategy<Value = Account> {
    prop_oneof![4 => accounts(Resolution::Minutes), 1 => accounts(Resolution::Seconds)]
}

fn resources_of(calendar: &Calendar) -> impl Iterator<Item = &Resource> {
    calendar.payload().resources.iter()
}

fn intervals(free: &[FreeInterval]) -> Vec<Interval> {
    free.iter().map(|free| free.interval).collect()
}

/// Whether `outer` contains every moment of `inner`. The intervals of both may overlap and be in any order.
fn covers(outer: &[Interval], inner: &[Interval]) -> bool {
    inner.iter().all(|interval| {
        let mut covered_until = interval.start;
        while covered_until < interval.end {
            let covering = outer.iter().filter(|outer| outer.contains(covered_until));
            match covering.map(|outer| outer.end).max() {
                Some(end) => covered_until = end,
                None => return false,
            }
        }
        true
    })
}

fn seconds(intervals: &[Interval]) -> i64 {
    intervals.iter().map(|interval| interval.length().num_seconds()).sum()
}

/// Compares the free intervals of each date with the reference, at moments `step` seconds apart.
fn check_against_reference(account: &Account, step: usize) -> Result<(), TestCaseError> {
    let calendar = account.calendar();
    for (generated, resource) in account.resources.iter().zip(resources_of(&calendar)) {
        let reference = Reference::new(account, generated);
        let found = free_intervals_of(&calendar, resource, account.range());
        let days = reference.dates(account.from, account.to);
        prop_assert!(found.iter().all(|free| days.iter().any(|day| day.date == free.date)));
        prop_assert!(found.is_sorted_by_key(|free| free.date));
        let spans = |date| -> Vec<(UnixSeconds, UnixSeconds)> {
            let found = found.iter().filter(|free| free.date == date);
            found.map(|free| (free.interval.start.timestamp(), free.interval.end.timestamp())).collect()
        };
        for day in days {
            let spans = spans(day.date);
            for at in (account.from..account.to).step_by(step) {
                let found_count = spans.iter().filter(|span| span.0 <= at && at < span.1).count();
                let expected = reference.free_count(&day, at);
                let context = || format!("{} of {}, rules of {}", instant(at), generated.id, day.date);
                if day.has_inverted_break() {
                    prop_assert_eq!(found_count > 0, expected > 0, "{}", context());
                } else {
                    prop_assert_eq!(found_count, expected, "{}", context());
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn free_time_of_each_minute_equals_the_reference(account in accounts(Resolution::Minutes)) {
        check_against_reference(&account, 60)?;
    }

    #[test]
    fn free_time_of_each_second_equals_the_reference(account in accounts(Resolution::Seconds)) {
        check_against_reference(&account, 1)?;
    }

    /// Compares both the moments and the sums of seconds.
    #[test]
    fn free_and_blocked_time_cover_the_working_time(account in any_account()) {
        let calendar = account.calendar();
        let range = account.range();
        for resource in resources_of(&calendar) {
            let tz = calendar.zone_of(resource).tz;
            let found = free_intervals_of(&calendar, resource, range);
            let last = civil::date_of(tz, range.end - TimeDelta::seconds(1));
            let dates = civil::date_of(tz, range.start).iter_days().take(6);
            for date in dates.filter(|date| *date <= last) {
                let hours = day_hours(&calendar, resource, date);
                let day = civil::day_bounds(tz, date);
                let mut blocked: Vec<Interval> =
                    hours.breaks.iter().map(|break_span| break_span.interval).collect();
                let appointments = calendar.payload().appointments.iter()
                    .filter(|appointment| appointment.resource_id == resource.id && !appointment.is_cancelled())
                    .map(Appointment::interval);
                let time_offs = calendar.time_offs_of(resource.id).map(TimeOff::interval);
                blocked.extend(appointments.chain(time_offs).map(|blocked| {
                    Interval::new(blocked.start.max(day.start), blocked.end.min(day.end))
                }));
                let free: Vec<Interval> =
                    found.iter().filter(|free| free.date == date).map(|free| free.interval).collect();

                // Between two neighbouring bounds nothing changes, so one moment is checked.
                let mut bounds: Vec<Instant> = [&hours.working, &blocked, &free]
                    .into_iter()
                    .flatten()
                    .flat_map(|span| [span.start, span.end])
                    .chain([range.start, range.end])
                    .filter(|bound| range.start <= *bound && *bound <= range.end)
                    .collect();
                bounds.sort_unstable();
                let (mut work_seconds, mut free_seconds, mut blocked_seconds) = (0, 0, 0);
                for part in bounds.windows(2).map(|pair| Interval::new(pair[0], pair[1])) {
                    let is_in = |intervals: &[Interval]| intervals.iter().any(|span| span.contains(part.start));
                    let length = part.length().num_seconds();
                    if length == 0 {
                        continue;
                    }
                    let (is_work, is_blocked) = (is_in(&hours.working), is_in(&blocked));
                    prop_assert_eq!(is_in(&free), is_work && !is_blocked, "{:?}, rules of {}", part, date);
                    work_seconds += if is_work { length } else { 0 };
                    blocked_seconds += if is_work && is_blocked { length } else { 0 };
                    free_seconds += if is_in(&free) { length } else { 0 };
                }
                prop_assert_eq!(free_seconds + blocked_seconds, work_seconds);
            }
        }
    }

    #[test]
    fn offered_time_overlaps_no_blocking_row(account in any_account()) {
        let calendar = account.calendar();
        for (generated, resource) in account.resources.iter().zip(resources_of(&calendar)) {
            let offered = offered(&calendar, resource, account.range(), account.now());
            prop_assert!(
                offered.windows(2).all(|pair| pair[0].end < pair[1].start),
                "the intervals are ordered and disjoint"
            );
            for interval in offered {
                prop_assert!(!interval.is_empty());
                prop_assert!(account.range().encloses(&interval));
                prop_assert!(account.now() <= interval.start);
                let rows = account.appointments.iter().chain(&account.time_offs);
                let blocking = rows
                    .filter(|row| row.status != "cancelled" && row.resource_id.is_none_or(|id| id == generated.id))
                    .find(|row| interval.overlaps(&Interval::new(instant(row.from), instant(row.to))));
                prop_assert!(blocking.is_none(), "{:?} and {:?}", interval, blocking);
            }
        }
    }

    /// The range is not split into dates. When a clock change moves hours into the next date, a range that
    /// begins on the next date does not include them (free-time rule 9).
    #[test]
    fn offered_time_is_free_by_the_servers_rules(account in any_account()) {
        let calendar = account.calendar();
        for (generated, resource) in account.resources.iter().zip(resources_of(&calendar)) {
            let free = intervals(&free_intervals_of(&calendar, resource, account.range()));
            let offered_time = offered(&calendar, resource, account.range(), Instant::MIN_UTC);
            prop_assert!(covers(&free, &offered_time));
            if generated.state != ResourceState::Offered {
                prop_assert_eq!(offered_time, []);
            }
        }
    }

    #[test]
    fn resource_that_is_not_offered_has_the_servers_slots_but_no_offered_time(
        account in accounts(Resolution::Minutes)
    ) {
        let calendar = account.calendar();
        let mut all_offered = account.clone();
        for generated in &mut all_offered.resources {
            generated.state = ResourceState::Offered;
        }
        prop_assert_eq!(
            slots(&calendar, account.range(), None),
            slots(&all_offered.calendar(), account.range(), None)
        );
        for (generated, resource) in account.resources.iter().zip(resources_of(&calendar)) {
            let offered_time = offered(&calendar, resource, account.range(), Instant::MIN_UTC);
            prop_assert!(generated.state == ResourceState::Offered || offered_time.is_empty());
        }
    }

    #[test]
    fn blocking_row_adds_no_free_time(
        account in any_account(), kind in 0..4_u8, index in any::<prop::sample::Index>(),
        minutes in (0..1439_u16, 1..600_u16), offset in -600..6000_i64, length in 1..900_i64
    ) {
        let before = account.calendar();
        let mut after = account.clone();
        let resource_id = index.get(&account.resources).id;
        let from = account.from + offset * 60;
        let date = instant(from).date_naive();
        let row = BlockingRow {
            id: 999,
            resource_id: Some(resource_id),
            from,
            to: from + length * 60,
            status: "confirmed",
        };
        match kind {
            0 => after.appointments.insert(index.index(account.appointments.len() + 1), row),
            1 => after.time_offs.insert(
                index.index(account.time_offs.len() + 1),
                BlockingRow { resource_id: None, ..row },
            ),
            2 => after.break_rules.push(WeeklyRow {
                id: i64::from(minutes.0) % 200,
                resource_id,
                weekday: u8::try_from(offset.rem_euclid(7)).unwrap(),
                start: minutes.0,
                end: (minutes.0 + minutes.1).min(1440),
                active: true,
            }),
            _ => after.holidays.push(HolidayRow {
                id: 999,
                date,
                recurring_yearly: offset % 2 == 0,
                working_day_override: false,
            }),
        }
        let calendar = after.calendar();
        for (resource, resource_before) in resources_of(&calendar).zip(resources_of(&before)) {
            let free = intervals(&free_intervals_of(&calendar, resource, account.range()));
            let free_before = intervals(&free_intervals_of(&before, resource_before, account.range()));
            prop_assert!(covers(&free_before, &free));
            let offered_after = offered(&calendar, resource, account.range(), account.now());
            let offered_before = offered(&before, resource_before, account.range(), account.now());
            prop_assert!(covers(&offered_before, &offered_after));
            prop_assert!(seconds(&offered_after) <= seconds(&offered_before));
        }
    }

    #[test]
    fn cancelling_an_appointment_removes_no_free_time(
        account in any_account(), index in any::<prop::sample::Index>()
    ) {
        prop_assume!(!account.appointments.is_empty());
        let mut after = account.clone();
        let cancelled = &mut after.appointments[index.index(account.appointments.len())];
        let (id, cancelled_interval) =
            (cancelled.resource_id, Interval::new(instant(cancelled.from), instant(cancelled.to)));
        cancelled.status = "cancelled";
        let (before, after) = (account.calendar(), after.calendar());
        for (resource, resource_before) in resources_of(&after).zip(resources_of(&before)) {
            let free = intervals(&free_intervals_of(&after, resource, account.range()));
            let free_before = intervals(&free_intervals_of(&before, resource_before, account.range()));
            prop_assert!(covers(&free, &free_before));
            // The added free time lies inside the cancelled appointment.
            let seconds_before = seconds(&free_before);
            let mut possible = free_before;
            possible.push(cancelled_interval);
            prop_assert!(covers(&possible, &free));
            prop_assert!(id == Some(resource.id) || seconds_before == seconds(&free));
        }
    }

    /// The free intervals and slots of each resource stay the same, because rules are ordered by id. The
    /// results of different resources have the order of the resources.
    #[test]
    fn row_order_changes_only_the_order_of_resources((account, shuffled) in shuffled(any_account())) {
        let (calendar, other) = (account.calendar(), shuffled.calendar());
        for resource in resources_of(&calendar) {
            let same = other.resource(resource.id).unwrap();
            prop_assert_eq!(
                free_intervals_of(&calendar, resource, account.range()),
                free_intervals_of(&other, same, account.range())
            );
            prop_assert_eq!(
                offered(&calendar, resource, account.range(), account.now()),
                offered(&other, same, account.range(), account.now())
            );
        }
        let by_resource: Vec<FreeInterval> = resources_of(&other)
            .flat_map(|resource| free_intervals_of(&calendar, calendar.resource(resource.id).unwrap(), account.range()))
            .collect();
        prop_assert_eq!(free_intervals(&other, account.range()), by_resource);
        let sorted = |calendar: &Calendar| {
            let mut slots = slots(calendar, account.range(), Some(45));
            slots.sort_by_key(|slot| (slot.resource_id, slot.interval));
            slots
        };
        prop_assert_eq!(sorted(&calendar), sorted(&other));
    }

    /// When all rules have the same id, the order of breaks can change the free intervals if a clock change
    /// inverted a break (free-time rule 13). The moments that they cover stay the same.
    #[test]
    fn row_order_with_equal_ids_changes_no_free_moment((account, shuffled) in shuffled(any_account())) {
        let with_equal_ids = |account: &Account| {
            let mut account = account.clone();
            for row in account.work_rules.iter_mut().chain(&mut account.break_rules) {
                row.id = 1;
            }
            account.calendar()
        };
        let (calendar, other) = (with_equal_ids(&account), with_equal_ids(&shuffled));
        for resource in resources_of(&calendar) {
            let same = other.resource(resource.id).unwrap();
            let free = intervals(&free_intervals_of(&calendar, resource, account.range()));
            let other_free = intervals(&free_intervals_of(&other, same, account.range()));
            prop_assert!(covers(&free, &other_free) && covers(&other_free, &free));
            prop_assert_eq!(
                offered(&calendar, resource, account.range(), account.now()),
                offered(&other, same, account.range(), account.now())
            );
        }
    }

    /// Free-time rules 15 and 22.
    #[test]
    fn slots_are_the_starts_that_fit_into_a_free_interval(account in any_account(), duration_min in -10..200_i64) {
        let calendar = account.calendar();
        let length = duration_min.max(5) * 60;
        let mut expected = Vec::new();
        for free in free_intervals(&calendar, account.range()) {
            let (start, end) = (free.interval.start.timestamp(), free.interval.end.timestamp());
            let starts = (start..end).step_by(300).filter(|start| start + length <= end);
            expected.extend(starts.map(|start| (free.resource_id, start, start + length)));
        }
        let slot_rows = |slots: Vec<calendar::free::FreeSlot>| -> Vec<(i64, UnixSeconds, UnixSeconds)> {
            slots
                .iter()
                .map(|slot| (slot.resource_id, slot.interval.start.timestamp(), slot.interval.end.timestamp()))
                .collect()
        };
        let unique = slot_rows(slots_unique(&calendar, account.range(), Some(duration_min)));
        prop_assert_eq!(&slot_rows(slots(&calendar, account.range(), Some(duration_min))), &expected);
        let resource_position = |id: i64| account.resources.iter().position(|generated| generated.id == id);
        expected.sort_by_key(|(id, start, _)| (resource_position(*id), *start));
        expected.dedup();
        prop_assert_eq!(unique, expected);
    }
}

/// The other tests are only useful when the generated accounts contain the difficult cases.
#[test]
fn generated_accounts_contain_free_time_and_days_with_clock_changes() {
    let mut runner = TestRunner::deterministic();
    let (mut with_free_time, mut inverted_breaks, mut work_after_the_day) = (0, 0, 0);
    let (mut long_days, mut short_days) = (0, 0);
    for _ in 0..400 {
        let account = accounts(Resolution::Minutes).new_tree(&mut runner).unwrap().current();
        let free = free_intervals(&account.calendar(), account.range());
        with_free_time += usize::from(!free.is_empty());
        for generated in &account.resources {
            for day in Reference::new(&account, generated).dates(account.from, account.to) {
                inverted_breaks += usize::from(day.has_inverted_break());
                work_after_the_day += usize::from(day.work.iter().any(|(_, end)| *end > day.bounds.1));
                let length = day.bounds.1 - day.bounds.0;
                long_days += usize::from(length > 24 * 3600);
                short_days += usize::from(length < 24 * 3600);
            }
        }
    }
    assert!(with_free_time > 200, "{with_free_time} accounts with free time");
    let counts = [inverted_breaks, work_after_the_day, long_days, short_days];
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}

/// An account, and a copy with the rows of every list in another order.
fn shuffled(accounts: impl Strategy<Value = Account>) -> impl Strategy<Value = (Account, Account)> {
    accounts.prop_flat_map(|account| {
        let lists = (
            Just(account.resources.clone()).prop_shuffle(),
            Just(account.work_rules.clone()).prop_shuffle(),
            Just(account.break_rules.clone()).prop_shuffle(),
            Just(account.holidays.clone()).prop_shuffle(),
            Just(account.overrides.clone()).prop_shuffle(),
            Just(account.time_offs.clone()).prop_shuffle(),
            Just(account.appointments.clone()).prop_shuffle(),
        );
        (Just(account), lists).prop_map(
            |(
                account,
                (resources, work_rules, break_rules, holidays, overrides, time_offs, appointments),
            )| {
                let other = Account {
                    resources,
                    work_rules,
                    break_rules,
                    holidays,
                    overrides,
                    time_offs,
                    appointments,
                    ..account.clone()
                };
                (account, other)
            },
        )
    })
}
