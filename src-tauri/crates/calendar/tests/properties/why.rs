//! The states of random accounts.

use calendar::Calendar;
use calendar::free::offered;
use calendar::model::{Instant, Resource};
use calendar::why::{MomentState, Stretch, state_at, stretches};
use proptest::prelude::*;

use crate::account::{Account, Resolution, ResourceState, accounts, instant};
use crate::clock::UnixSeconds;
use crate::reference::{Reference, ReferenceDay, within};

fn state_name(state: &MomentState) -> &'static str {
    match state {
        MomentState::Taken(_) => "taken",
        MomentState::TimeOff(_) => "time off",
        MomentState::HoursElsewhere => "elsewhere",
        MomentState::NotOffered => "not offered",
        MomentState::Holiday { .. } => "holiday",
        MomentState::Break { .. } => "break",
        MomentState::OutsideHours => "outside",
        MomentState::Past => "past",
        MomentState::Free => "free",
    }
}

/// A slow reference: it computes the state of one moment.
struct ReferenceStates<'a> {
    reference: Reference<'a>,
    resource_state: ResourceState,
    now: UnixSeconds,
    /// The dates of the part of the range that is past.
    past_days: Vec<ReferenceDay>,
    /// The dates of the other part.
    coming_days: Vec<ReferenceDay>,
    /// The dates of the range, and one more at each end.
    days: Vec<ReferenceDay>,
}

impl<'a> ReferenceStates<'a> {
    fn new(account: &'a Account, position: usize) -> ReferenceStates<'a> {
        let generated = &account.resources[position];
        let reference = Reference::new(account, generated);
        ReferenceStates {
            resource_state: generated.state,
            now: account.now,
            past_days: reference.dates(account.from, account.to.min(account.now)),
            coming_days: reference.dates(account.from.max(account.now), account.to),
            days: reference.dates_around(account.from, account.to),
            reference,
        }
    }

    fn state_at(&self, at: UnixSeconds) -> &'static str {
        let is_open = |days: &[ReferenceDay]| days.iter().any(|day| self.reference.is_open(day, at));
        let reason_closed = || {
            let current_day = self.days.iter().rev().find(|day| day.bounds.0 <= at).unwrap();
            if current_day.holiday {
                "holiday"
            } else if self.days.iter().any(|day| day.work_count(at) > 0 && day.is_break(at)) {
                "break"
            } else {
                "outside"
            }
        };
        match self.resource_state {
            _ if self.reference.has_appointment(at) => "taken",
            _ if self.reference.has_time_off(at) => "time off",
            ResourceState::HoursElsewhere => "elsewhere",
            ResourceState::Inactive | ResourceState::Deleted => "not offered",
            ResourceState::Offered if at < self.now && is_open(&self.past_days) => "past",
            ResourceState::Offered if at >= self.now && is_open(&self.coming_days) => "free",
            ResourceState::Offered => reason_closed(),
        }
    }
}

fn stretches_by_resource<'a>(
    account: &'a Account,
    calendar: &'a Calendar,
) -> Vec<(&'a Resource, Vec<Stretch<'a>>)> {
    let resources = calendar.payload().resources.iter();
    resources
        .map(|resource| (resource, stretches(calendar, resource, account.range(), account.now())))
        .collect()
}

fn any_account() -> impl Strategy<Value = Account> {
    prop_oneof![2 => accounts(Resolution::Minutes), 1 => accounts(Resolution::Seconds)]
}

fn check_against_reference(account: &Account, step: usize) -> Result<(), TestCaseError> {
    let calendar = account.calendar();
    for (position, (_, found)) in stretches_by_resource(account, &calendar).into_iter().enumerate() {
        if found.is_empty() {
            continue;
        }
        let reference = ReferenceStates::new(account, position);
        let named_spans: Vec<_> = found
            .iter()
            .map(|stretch| {
                let span = (stretch.interval.start.timestamp(), stretch.interval.end.timestamp());
                (span, state_name(&stretch.state))
            })
            .collect();
        let mut current = 0;
        for at in (account.from..account.to).step_by(step) {
            while !within(named_spans[current].0, at) {
                current += 1;
            }
            prop_assert_eq!(
                named_spans[current].1,
                reference.state_at(at),
                "{} of {}",
                instant(at),
                account.resources[position].id
            );
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn state_of_each_minute_equals_the_reference(account in accounts(Resolution::Minutes)) {
        check_against_reference(&account, 60)?;
    }

    #[test]
    fn state_of_each_second_equals_the_reference(account in accounts(Resolution::Seconds)) {
        check_against_reference(&account, 1)?;
    }

    #[test]
    fn stretches_cover_the_range_and_neighbours_have_different_states(account in any_account()) {
        let calendar = account.calendar();
        for (_, found) in stretches_by_resource(&account, &calendar) {
            let Some((first, last)) = found.first().zip(found.last()) else {
                prop_assert!(account.range().is_empty());
                continue;
            };
            prop_assert_eq!((first.interval.start, last.interval.end), (account.range().start, account.range().end));
            prop_assert!(found.iter().all(|stretch| !stretch.interval.is_empty()));
            for pair in found.windows(2) {
                prop_assert_eq!(pair[0].interval.end, pair[1].interval.start);
                prop_assert_ne!(&pair[0].state, &pair[1].state);
            }
        }
    }

    #[test]
    fn free_state_equals_offered_time(account in any_account()) {
        let calendar = account.calendar();
        for (resource, found) in stretches_by_resource(&account, &calendar) {
            let free: Vec<_> = found
                .iter()
                .filter(|stretch| stretch.state == MomentState::Free)
                .map(|stretch| stretch.interval)
                .collect();
            prop_assert_eq!(free, offered(&calendar, resource, account.range(), account.now()));
        }
    }

    #[test]
    fn state_refers_to_the_blocking_row_that_starts_first(account in any_account()) {
        let calendar = account.calendar();
        for (resource, found) in stretches_by_resource(&account, &calendar) {
            for Stretch { interval, state } in found {
                let (rows, id) = match state {
                    MomentState::Taken(appointment) => (&account.appointments, appointment.id),
                    MomentState::TimeOff(off) => (&account.time_offs, off.id),
                    _ => continue,
                };
                for at in [interval.start, interval.end - chrono::TimeDelta::seconds(1)] {
                    let covering = rows.iter().filter(|row| row.blocks(resource.id, at.timestamp()));
                    let first = covering.min_by_key(|row| (row.from, row.id)).map(|row| row.id);
                    prop_assert_eq!(first, Some(id), "{}", at);
                }
            }
        }
    }

    /// When a clock change moves hours into the next date, they are only found by a range that includes their
    /// own date. So all three queries must use the same dates.
    #[test]
    fn every_instant_of_a_stretch_has_the_same_stretch(account in any_account(), offset in 0..5000_i64) {
        let calendar = account.calendar();
        let at = instant(account.from + offset * 60);
        for resource in &calendar.payload().resources {
            let stretch = state_at(&calendar, resource, at, account.now());
            prop_assert!(stretch.interval.contains(at));
            let at_start = state_at(&calendar, resource, stretch.interval.start, account.now());
            prop_assert_eq!(&stretch, &at_start);
            let last = stretch.interval.end - chrono::TimeDelta::seconds(1);
            prop_assert_eq!(&stretch, &state_at(&calendar, resource, last, account.now()));
        }
    }

    #[test]
    fn no_stretch_is_past_at_the_first_instant_and_none_is_free_at_the_last(account in any_account()) {
        let calendar = account.calendar();
        for resource in &calendar.payload().resources {
            let stretches_at = |now| stretches(&calendar, resource, account.range(), now);
            prop_assert!(stretches_at(Instant::MIN_UTC).iter().all(|stretch| stretch.state != MomentState::Past));
            prop_assert!(stretches_at(Instant::MAX_UTC).iter().all(|stretch| stretch.state != MomentState::Free));
        }
    }
}
