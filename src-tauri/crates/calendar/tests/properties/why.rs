//! What every moment is, of any account.

use calendar::Calendar;
use calendar::free::offered;
use calendar::model::{Instant, Resource};
use calendar::why::{MomentState, Stretch, state_at, stretches};
use proptest::prelude::*;

use crate::account::{Account, Grain, Standing, accounts, moment};
use crate::clock::Second;
use crate::count::{Count, Day, within};

fn word(state: &MomentState) -> &'static str {
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

/// The same question, asked of one moment after the other.
struct Reasons<'a> {
    count: Count<'a>,
    standing: Standing,
    now: Second,
    past: Vec<Day>,
    to_come: Vec<Day>,
    around: Vec<Day>,
}

impl<'a> Reasons<'a> {
    fn new(account: &'a Account, position: usize) -> Reasons<'a> {
        let person = &account.people[position];
        let count = Count::new(account, person);
        Reasons {
            standing: person.standing,
            now: account.now,
            past: count.dates(account.from, account.to.min(account.now)),
            to_come: count.dates(account.from.max(account.now), account.to),
            around: count.dates_around(account.from, account.to),
            count,
        }
    }

    fn of(&self, at: Second) -> &'static str {
        let open = |days: &[Day]| days.iter().any(|day| self.count.is_open(day, at));
        let closed = || {
            let own = self.around.iter().rev().find(|day| day.bounds.0 <= at).unwrap();
            if own.holiday {
                "holiday"
            } else if self.around.iter().any(|day| day.work_at(at) > 0 && day.is_break(at)) {
                "break"
            } else {
                "outside"
            }
        };
        match self.standing {
            _ if self.count.is_taken(at) => "taken",
            _ if self.count.is_away(at) => "time off",
            Standing::HoursElsewhere => "elsewhere",
            Standing::Inactive | Standing::Deleted => "not offered",
            Standing::Works if at < self.now && open(&self.past) => "past",
            Standing::Works if at >= self.now && open(&self.to_come) => "free",
            Standing::Works => closed(),
        }
    }
}

fn each<'a>(account: &'a Account, calendar: &'a Calendar) -> Vec<(&'a Resource, Vec<Stretch<'a>>)> {
    let of = |resource| (resource, stretches(calendar, resource, account.range(), account.now()));
    calendar.payload().resources.iter().map(of).collect()
}

fn any_account() -> impl Strategy<Value = Account> {
    prop_oneof![2 => accounts(Grain::Minutes), 1 => accounts(Grain::Seconds)]
}

fn agrees(account: &Account, step: usize) -> Result<(), TestCaseError> {
    let calendar = account.calendar();
    for (position, (_, found)) in each(account, &calendar).into_iter().enumerate() {
        if found.is_empty() {
            continue;
        }
        let reasons = Reasons::new(account, position);
        let spans: Vec<_> = found
            .iter()
            .map(|stretch| {
                let span = (stretch.interval.start.timestamp(), stretch.interval.end.timestamp());
                (span, word(&stretch.state))
            })
            .collect();
        let mut place = 0;
        for at in (account.from..account.to).step_by(step) {
            while !within(spans[place].0, at) {
                place += 1;
            }
            prop_assert_eq!(
                spans[place].1,
                reasons.of(at),
                "{} of {}",
                moment(at),
                account.people[position].id
            );
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn each_minute_is_what_it_is_when_asked_alone(account in accounts(Grain::Minutes)) {
        agrees(&account, 60)?;
    }

    #[test]
    fn each_second_is_what_it_is_when_asked_alone(account in accounts(Grain::Seconds)) {
        agrees(&account, 1)?;
    }

    #[test]
    fn the_range_is_covered_whole_and_neighbours_differ(account in any_account()) {
        let calendar = account.calendar();
        for (_, found) in each(&account, &calendar) {
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
    fn free_is_what_is_offered(account in any_account()) {
        let calendar = account.calendar();
        for (resource, found) in each(&account, &calendar) {
            let free: Vec<_> = found
                .iter()
                .filter(|stretch| stretch.state == MomentState::Free)
                .map(|stretch| stretch.interval)
                .collect();
            prop_assert_eq!(free, offered(&calendar, resource, account.range(), account.now()));
        }
    }

    #[test]
    fn the_row_behind_is_the_one_that_started_first_of_those_that_block(account in any_account()) {
        let calendar = account.calendar();
        for (resource, found) in each(&account, &calendar) {
            for Stretch { interval, state } in found {
                let (rows, id) = match state {
                    MomentState::Taken(appointment) => (&account.appointments, appointment.id),
                    MomentState::TimeOff(off) => (&account.absences, off.id),
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

    /// Except where a clock change pushes hours into the next date: those are seen from a range that begins on
    /// their own, so that the question is the same only when it is asked of the same dates.
    #[test]
    fn one_moment_is_what_its_day_says(account in any_account(), offset in 0..5000_i64) {
        let calendar = account.calendar();
        let at = moment(account.from + offset * 60);
        for resource in &calendar.payload().resources {
            let alone = state_at(&calendar, resource, at, account.now());
            prop_assert!(alone.interval.contains(at));
            let again = state_at(&calendar, resource, alone.interval.start, account.now());
            prop_assert_eq!(&alone, &again);
            let last = alone.interval.end - chrono::TimeDelta::seconds(1);
            prop_assert_eq!(&alone, &state_at(&calendar, resource, last, account.now()));
        }
    }

    #[test]
    fn before_time_nothing_is_past_and_after_it_nothing_free(account in any_account()) {
        let calendar = account.calendar();
        for resource in &calendar.payload().resources {
            let shut = |now| stretches(&calendar, resource, account.range(), now);
            prop_assert!(shut(Instant::MIN_UTC).iter().all(|stretch| stretch.state != MomentState::Past));
            prop_assert!(shut(Instant::MAX_UTC).iter().all(|stretch| stretch.state != MomentState::Free));
        }
    }
}
