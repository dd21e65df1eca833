//! Free time of any account.

use calendar::free::{FreeInterval, free_intervals, free_intervals_of, offered, slots, slots_unique};
use calendar::hours::day_hours;
use calendar::model::{Appointment, Instant, Interval, Resource, TimeOff};
use calendar::{Calendar, civil};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::account::{Account, Busy, Feast, Grain, Standing, Weekly, accounts, moment};
use crate::clock::Second;
use crate::count::Count;

fn any_account() -> impl Strategy<Value = Account> {
    prop_oneof![4 => accounts(Grain::Minutes), 1 => accounts(Grain::Seconds)]
}

fn each_resource(calendar: &Calendar) -> impl Iterator<Item = &Resource> {
    calendar.payload().resources.iter()
}

fn pieces(free: &[FreeInterval]) -> Vec<Interval> {
    free.iter().map(|free| free.interval).collect()
}

/// Whether every moment of some pieces lies in one of the others, both in whatever order and overlap.
fn covers(outer: &[Interval], inner: &[Interval]) -> bool {
    inner.iter().all(|piece| {
        let mut reached = piece.start;
        while reached < piece.end {
            match outer.iter().filter(|outer| outer.contains(reached)).map(|outer| outer.end).max() {
                Some(end) => reached = end,
                None => return false,
            }
        }
        true
    })
}

fn seconds(pieces: &[Interval]) -> i64 {
    pieces.iter().map(|piece| (piece.end - piece.start).num_seconds()).sum()
}

/// Every moment of the range, `step` seconds apart, in and out of the free intervals of each date as the
/// count has it.
fn agrees_with_the_count(account: &Account, step: usize) -> Result<(), TestCaseError> {
    let calendar = account.calendar();
    for (person, resource) in account.people.iter().zip(each_resource(&calendar)) {
        let count = Count::new(account, person);
        let found = free_intervals_of(&calendar, resource, account.range());
        let days = count.dates(account.from, account.to);
        prop_assert!(found.iter().all(|free| days.iter().any(|day| day.date == free.date)));
        prop_assert!(found.is_sorted_by_key(|free| free.date));
        let spans = |date| -> Vec<(Second, Second)> {
            let of_date = found.iter().filter(|free| free.date == date);
            of_date.map(|free| (free.interval.start.timestamp(), free.interval.end.timestamp())).collect()
        };
        for day in days {
            let spans = spans(day.date);
            for at in (account.from..account.to).step_by(step) {
                let here = spans.iter().filter(|span| span.0 <= at && at < span.1).count();
                let expected = count.free_by(&day, at);
                let place = || format!("{} of {}, rules of {}", moment(at), person.id, day.date);
                if day.has_inverted_break() {
                    prop_assert_eq!(here > 0, expected > 0, "{}", place());
                } else {
                    prop_assert_eq!(here, expected, "{}", place());
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn free_time_is_what_a_count_of_minutes_finds(account in accounts(Grain::Minutes)) {
        agrees_with_the_count(&account, 60)?;
    }

    #[test]
    fn free_time_is_what_a_count_of_seconds_finds(account in accounts(Grain::Seconds)) {
        agrees_with_the_count(&account, 1)?;
    }

    /// As a set, moment by moment, and in seconds.
    #[test]
    fn free_and_blocked_time_is_all_the_working_time(account in any_account()) {
        let calendar = account.calendar();
        let range = account.range();
        for resource in each_resource(&calendar) {
            let tz = calendar.zone_of(resource).tz;
            let found = free_intervals_of(&calendar, resource, range);
            let around = civil::date_of(tz, range.start).iter_days().take(6);
            for date in around.filter(|date| *date <= civil::date_of(tz, range.end - TimeDelta::seconds(1))) {
                let hours = day_hours(&calendar, resource, date);
                let day = civil::day_bounds(tz, date);
                let mut blocked: Vec<Interval> = hours.breaks.iter().map(|pause| pause.interval).collect();
                let appointments = calendar.payload().appointments.iter()
                    .filter(|appointment| appointment.resource_id == resource.id && !appointment.is_cancelled())
                    .map(Appointment::interval);
                let absences = calendar.time_offs_of(resource.id).map(TimeOff::interval);
                blocked.extend(appointments.chain(absences).map(|busy| {
                    Interval::new(busy.start.max(day.start), busy.end.min(day.end))
                }));
                let free: Vec<Interval> =
                    found.iter().filter(|free| free.date == date).map(|free| free.interval).collect();

                // Between two neighbouring bounds nothing changes, so that one moment speaks for all.
                let mut cuts: Vec<Instant> = [&hours.working, &blocked, &free]
                    .into_iter()
                    .flatten()
                    .flat_map(|span| [span.start, span.end])
                    .chain([range.start, range.end])
                    .filter(|cut| range.start <= *cut && *cut <= range.end)
                    .collect();
                cuts.sort_unstable();
                let (mut of_work, mut of_free, mut of_blocked) = (0, 0, 0);
                for piece in cuts.windows(2).map(|pair| Interval::new(pair[0], pair[1])) {
                    let inside = |spans: &[Interval]| spans.iter().any(|span| span.contains(piece.start));
                    let length = piece.length().num_seconds();
                    if length == 0 {
                        continue;
                    }
                    let (works, blocks) = (inside(&hours.working), inside(&blocked));
                    prop_assert_eq!(inside(&free), works && !blocks, "{:?}, rules of {}", piece, date);
                    of_work += if works { length } else { 0 };
                    of_blocked += if works && blocks { length } else { 0 };
                    of_free += if inside(&free) { length } else { 0 };
                }
                prop_assert_eq!(of_free + of_blocked, of_work);
            }
        }
    }

    #[test]
    fn what_is_offered_overlaps_nothing_that_blocks(account in any_account()) {
        let calendar = account.calendar();
        for (person, resource) in account.people.iter().zip(each_resource(&calendar)) {
            let offered = offered(&calendar, resource, account.range(), account.now());
            prop_assert!(offered.windows(2).all(|pair| pair[0].end < pair[1].start), "in order and apart");
            for piece in offered {
                prop_assert!(!piece.is_empty());
                prop_assert!(account.range().start <= piece.start && piece.end <= account.range().end);
                prop_assert!(account.now() <= piece.start);
                let busy = account.appointments.iter().chain(&account.absences);
                let blocks = busy
                    .filter(|busy| busy.status != "cancelled" && busy.person.is_none_or(|id| id == person.id))
                    .find(|busy| piece.overlaps(&Interval::new(moment(busy.from), moment(busy.to))));
                prop_assert!(blocks.is_none(), "{:?} and {:?}", piece, blocks);
            }
        }
    }

    /// Of the whole range asked about at once: where a clock change pushes hours into the next date, a range that
    /// begins there does not see them, by rule 9.
    #[test]
    fn what_is_offered_is_free_by_the_servers_rules(account in any_account()) {
        let calendar = account.calendar();
        for (person, resource) in account.people.iter().zip(each_resource(&calendar)) {
            let free = pieces(&free_intervals_of(&calendar, resource, account.range()));
            let at_once = offered(&calendar, resource, account.range(), Instant::MIN_UTC);
            prop_assert!(covers(&free, &at_once));
            if person.standing != Standing::Works {
                prop_assert_eq!(at_once, []);
            }
        }
    }

    /// The server computes them all the same.
    #[test]
    fn whoever_is_not_offered_has_slots_and_offers_nothing(account in accounts(Grain::Minutes)) {
        let calendar = account.calendar();
        let mut working = account.clone();
        for person in &mut working.people {
            person.standing = Standing::Works;
        }
        prop_assert_eq!(slots(&calendar, account.range(), None), slots(&working.calendar(), account.range(), None));
        for (person, resource) in account.people.iter().zip(each_resource(&calendar)) {
            let shown = offered(&calendar, resource, account.range(), Instant::MIN_UTC);
            prop_assert!(person.standing == Standing::Works || shown.is_empty());
        }
    }

    #[test]
    fn what_blocks_adds_no_free_time(account in any_account(), busy in 0..4_u8, which in any::<prop::sample::Index>(),
        minutes in (0..1439_u16, 1..600_u16), offset in -600..6000_i64, length in 1..900_i64) {
        let before = account.calendar();
        let mut after = account.clone();
        let person = which.get(&account.people).id;
        let from = account.from + offset * 60;
        let date = moment(from).date_naive();
        let row = Busy { id: 999, person: Some(person), from, to: from + length * 60, status: "confirmed" };
        match busy {
            0 => after.appointments.insert(which.index(account.appointments.len() + 1), row),
            1 => after.absences.insert(which.index(account.absences.len() + 1), Busy { person: None, ..row }),
            2 => after.breaks.push(Weekly {
                id: i64::from(minutes.0) % 200,
                person,
                weekday: u8::try_from(offset.rem_euclid(7)).unwrap(),
                start: minutes.0,
                end: (minutes.0 + minutes.1).min(1440),
                active: true,
            }),
            _ => after.holidays.push(Feast { id: 999, date, yearly: offset % 2 == 0, works: false }),
        }
        let calendar = after.calendar();
        for (resource, was) in each_resource(&calendar).zip(each_resource(&before)) {
            let free = pieces(&free_intervals_of(&calendar, resource, account.range()));
            let free_before = pieces(&free_intervals_of(&before, was, account.range()));
            prop_assert!(covers(&free_before, &free));
            let shown = offered(&calendar, resource, account.range(), account.now());
            let shown_before = offered(&before, was, account.range(), account.now());
            prop_assert!(covers(&shown_before, &shown));
            prop_assert!(seconds(&shown) <= seconds(&shown_before));
        }
    }

    #[test]
    fn cancelling_takes_no_free_time_away(account in any_account(), which in any::<prop::sample::Index>()) {
        prop_assume!(!account.appointments.is_empty());
        let mut after = account.clone();
        let cancelled = &mut after.appointments[which.index(account.appointments.len())];
        let (id, was) = (cancelled.person, Interval::new(moment(cancelled.from), moment(cancelled.to)));
        cancelled.status = "cancelled";
        let (before, after) = (account.calendar(), after.calendar());
        for (resource, earlier) in each_resource(&after).zip(each_resource(&before)) {
            let free = pieces(&free_intervals_of(&after, resource, account.range()));
            let free_before = pieces(&free_intervals_of(&before, earlier, account.range()));
            prop_assert!(covers(&free, &free_before));
            // What is new is the appointment's, and nobody else's.
            let mut known = free_before;
            known.push(was);
            prop_assert!(covers(&known, &free));
            prop_assert!(id == Some(resource.id) || seconds(&known) - seconds(&[was]) == seconds(&free));
        }
    }

    /// The pieces, their order and the slots of each resource stay the same, since rules go by their ids; the
    /// resources' own order is the result's.
    #[test]
    fn the_order_of_rows_changes_only_the_order_of_resources((account, shuffled) in shuffled(any_account())) {
        let (calendar, other) = (account.calendar(), shuffled.calendar());
        for resource in each_resource(&calendar) {
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
        let of_each: Vec<FreeInterval> = each_resource(&other)
            .flat_map(|resource| free_intervals_of(&calendar, calendar.resource(resource.id).unwrap(), account.range()))
            .collect();
        prop_assert_eq!(free_intervals(&other, account.range()), of_each);
        let sorted = |calendar: &Calendar| {
            let mut slots = slots(calendar, account.range(), Some(45));
            slots.sort_by_key(|slot| (slot.resource_id, slot.interval));
            slots
        };
        prop_assert_eq!(sorted(&calendar), sorted(&other));
    }

    /// Without ids to go by, the order of breaks can change the pieces where a gap has inverted one (rule 13); what
    /// they cover stays.
    #[test]
    fn without_ids_the_order_of_rows_changes_no_moment((account, shuffled) in shuffled(any_account())) {
        let nameless = |account: &Account| {
            let mut account = account.clone();
            for row in account.work.iter_mut().chain(&mut account.breaks) {
                row.id = 1;
            }
            account.calendar()
        };
        let (calendar, other) = (nameless(&account), nameless(&shuffled));
        for resource in each_resource(&calendar) {
            let same = other.resource(resource.id).unwrap();
            let here = pieces(&free_intervals_of(&calendar, resource, account.range()));
            let there = pieces(&free_intervals_of(&other, same, account.range()));
            prop_assert!(covers(&here, &there) && covers(&there, &here));
            prop_assert_eq!(
                offered(&calendar, resource, account.range(), account.now()),
                offered(&other, same, account.range(), account.now())
            );
        }
    }

    /// Rule 15, and rule 22 of them.
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
        let rows = |slots: Vec<calendar::free::FreeSlot>| -> Vec<(i64, Second, Second)> {
            slots
                .iter()
                .map(|slot| (slot.resource_id, slot.interval.start.timestamp(), slot.interval.end.timestamp()))
                .collect()
        };
        let unique = rows(slots_unique(&calendar, account.range(), Some(duration_min)));
        prop_assert_eq!(&rows(slots(&calendar, account.range(), Some(duration_min))), &expected);
        let order = |id: i64| account.people.iter().position(|person| person.id == id);
        expected.sort_by_key(|(id, start, _)| (order(*id), *start));
        expected.dedup();
        prop_assert_eq!(unique, expected);
    }
}

/// Random accounts are of use only when they meet what can go wrong.
#[test]
fn the_accounts_have_free_time_and_odd_days() {
    let mut runner = TestRunner::deterministic();
    let (mut with_free_time, mut inverted, mut beyond_the_day, mut long_days, mut short_days) =
        (0, 0, 0, 0, 0);
    for _ in 0..400 {
        let account = accounts(Grain::Minutes).new_tree(&mut runner).unwrap().current();
        let free = free_intervals(&account.calendar(), account.range());
        with_free_time += usize::from(!free.is_empty());
        for person in &account.people {
            for day in Count::new(&account, person).dates(account.from, account.to) {
                inverted += usize::from(day.has_inverted_break());
                beyond_the_day += usize::from(day.work.iter().any(|work| work.1 > day.bounds.1));
                let length = day.bounds.1 - day.bounds.0;
                long_days += usize::from(length > 24 * 3600);
                short_days += usize::from(length < 24 * 3600);
            }
        }
    }
    assert!(with_free_time > 200, "{with_free_time} with free time");
    let odd = [inverted, beyond_the_day, long_days, short_days];
    assert!(odd.iter().all(|count| *count > 0), "{odd:?}");
}

/// An account, and the same with the rows of every list in another order.
fn shuffled(accounts: impl Strategy<Value = Account>) -> impl Strategy<Value = (Account, Account)> {
    accounts.prop_flat_map(|account| {
        let lists = (
            Just(account.people.clone()).prop_shuffle(),
            Just(account.work.clone()).prop_shuffle(),
            Just(account.breaks.clone()).prop_shuffle(),
            Just(account.holidays.clone()).prop_shuffle(),
            Just(account.special.clone()).prop_shuffle(),
            Just(account.absences.clone()).prop_shuffle(),
            Just(account.appointments.clone()).prop_shuffle(),
        );
        (Just(account), lists).prop_map(
            |(account, (people, work, breaks, holidays, special, absences, appointments))| {
                let other = Account {
                    people,
                    work,
                    breaks,
                    holidays,
                    special,
                    absences,
                    appointments,
                    ..account.clone()
                };
                (account, other)
            },
        )
    })
}
