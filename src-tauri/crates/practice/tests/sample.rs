//! The sample data are what a real account's could be.

mod common;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Instant;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use common::{NOW, moment};
use practice::{Dataset, SampleAppointment, SampleResource, Scenario};

fn clinic() -> Dataset {
    Dataset::new(Scenario::Clinic, moment(NOW))
}

fn all(dataset: &Dataset) -> Vec<&SampleAppointment> {
    let (first, last) = dataset.dates();
    first
        .iter_days()
        .take_while(|date| *date <= last)
        .flat_map(|date| dataset.appointments_on(date))
        .collect()
}

/// Minutes of the wall clock of a resource, and the date it shows; only for dates without a change of the clocks.
fn wall(resource: &SampleResource, moment: DateTime<Utc>) -> (NaiveDate, i64) {
    use chrono::Timelike;
    let zone: Tz = resource.timezone.parse().unwrap_or(Tz::UTC);
    let local = moment.with_timezone(&zone);
    (local.date_naive(), i64::from(local.hour() * 60 + local.minute()))
}

/// Nine dates to stand on, among them a Sunday, a Saturday, New Year's Eve and the eve of Nauryz.
const NOWS: [&str; 9] = [
    NOW,
    "2025-06-14T07:00:00Z",
    "2026-03-20T13:00:00Z",
    "2026-08-03T03:00:00Z",
    "2026-10-03T07:00:00Z",
    "2026-11-22T10:00:00Z",
    "2026-11-28T06:00:00Z",
    "2026-12-31T04:00:00Z",
    "2027-01-16T07:00:00Z",
];

#[test]
fn nobody_is_seen_outside_their_hours() {
    for scenario in [Scenario::Clinic, Scenario::Salon, Scenario::Busy] {
        let dataset = Dataset::new(scenario, moment(NOW));
        let resources: HashMap<i64, &SampleResource> =
            dataset.resources().iter().map(|row| (row.id, row)).collect();
        let range = if scenario == Scenario::Busy { 14 } else { 150 };
        let (first, _) = dataset.dates();
        for appointment in first.iter_days().take(range).flat_map(|date| dataset.appointments_on(date)) {
            let resource = resources[&appointment.resource_id];
            let (date, start) = wall(resource, appointment.starts_at);
            let end = start + appointment.duration_min;
            assert_eq!(
                appointment.ends_at - appointment.starts_at,
                TimeDelta::minutes(appointment.duration_min)
            );
            let weekday = i64::from(date.weekday().num_days_from_sunday());
            let special = dataset
                .workday_overrides()
                .iter()
                .find(|row| row.resource_id == resource.id && row.date == date);
            if let Some(special) = special {
                assert!(special.start_minute <= start && end <= special.end_minute, "{appointment:?}");
                if let (Some(from), Some(to)) = (special.break_start_minute, special.break_end_minute) {
                    assert!(end <= from || to <= start, "{appointment:?}");
                }
            } else {
                assert!(!dataset.is_holiday(date), "{appointment:?}");
                let mut works = dataset.work_rules().iter().filter(|row| {
                    row.resource_id == resource.id
                        && row.weekday == weekday
                        && row.start_minute <= start
                        && end <= row.end_minute
                });
                assert!(works.next().is_some(), "{appointment:?}");
                let paused = dataset.break_rules().iter().find(|row| {
                    row.resource_id == resource.id
                        && row.weekday == weekday
                        && row.start_minute < end
                        && start < row.end_minute
                });
                assert_eq!(paused, None, "{appointment:?}");
            }
            let off = dataset.time_offs().iter().find(|row| {
                row.resource_id.is_none_or(|id| id == resource.id)
                    && row.starts_at < appointment.ends_at
                    && appointment.starts_at < row.ends_at
            });
            assert_eq!(off, None, "{appointment:?}");
            assert!(resource.active);
        }
    }
}

#[test]
fn a_working_day_has_some_sixty_appointments_and_every_day_but_a_holiday_has_a_few() {
    for now in NOWS {
        let dataset = Dataset::new(Scenario::Clinic, moment(now));
        let (first, _) = dataset.dates();
        let today = wall(&dataset.resources()[0], moment(now)).0;
        let booked_out = today + Days::new(34);
        for date in
            first.iter_days().take_while(|date| *date <= booked_out).filter(|date| !dataset.is_holiday(*date))
        {
            let count = dataset.appointments_on(date).len();
            let expected = match date.weekday().num_days_from_sunday() {
                0 => 4..=20,
                6 => 30..=60,
                _ => 45..=75,
            };
            assert!(expected.contains(&count), "{date} at {now}: {count}");
        }
    }
}

#[test]
fn a_clinic_is_booked_but_not_full() {
    let dataset = clinic();
    let monday: NaiveDate = "2026-11-16".parse().unwrap();
    let (from, to) = (monday, monday + Days::new(6));
    for resource in dataset.resources().iter().filter(|resource| resource.active) {
        let minutes = |rules: Vec<(i64, i64)>| rules.iter().map(|(start, end)| end - start).sum::<i64>();
        let work = dataset.work_rules().iter().filter(|row| row.resource_id == resource.id);
        let pause = dataset.break_rules().iter().filter(|row| row.resource_id == resource.id);
        let open = minutes(work.map(|row| (row.start_minute, row.end_minute)).collect())
            - minutes(pause.map(|row| (row.start_minute, row.end_minute)).collect());
        let taken: i64 = from
            .iter_days()
            .take_while(|date| *date <= to)
            .flat_map(|date| dataset.appointments_on(date))
            .filter(|appointment| appointment.resource_id == resource.id && appointment.takes_time())
            .map(|appointment| appointment.duration_min)
            .sum();
        let load = taken * 100 / open;
        assert!((50..=88).contains(&load), "{}: {load} %", resource.name);
    }
}

#[test]
fn few_appointments_share_their_time() {
    let dataset = clinic();
    let mut by_resource: BTreeMap<i64, Vec<&SampleAppointment>> = BTreeMap::new();
    let appointments: Vec<_> =
        all(&dataset).into_iter().filter(|appointment| appointment.takes_time()).collect();
    for appointment in &appointments {
        by_resource.entry(appointment.resource_id).or_default().push(appointment);
    }
    let shared = by_resource
        .values()
        .flat_map(|appointments| appointments.windows(2))
        .filter(|pair| pair[0].ends_at > pair[1].starts_at)
        .count();
    let percent = shared * 100 / appointments.len();
    assert!((1..=8).contains(&percent), "{shared} of {}", appointments.len());
    let long = appointments.iter().filter(|appointment| appointment.duration_min >= 90).count();
    assert!(long > 10, "{long}");
}

#[test]
fn the_money_rules_hold_for_every_appointment() {
    for scenario in [Scenario::Clinic, Scenario::Salon, Scenario::Dst] {
        let dataset = Dataset::new(scenario, moment(NOW));
        let mut kinds: HashMap<&str, usize> = HashMap::new();
        let mut words: HashMap<&str, usize> = HashMap::new();
        for appointment in all(&dataset) {
            let received = appointment.received();
            let amount = appointment.service_amount;
            assert!(received >= 0 && received <= amount, "{appointment:?}");
            let word = *appointment.payment_status.value().unwrap();
            *words.entry(word).or_default() += 1;
            if word == "cancelled" {
                assert_eq!((appointment.status, received), ("cancelled", 0), "{appointment:?}");
            } else {
                let expected = match received {
                    0 => "awaiting_payment",
                    _ if received >= amount => "paid",
                    _ => "prepaid",
                };
                assert_eq!(word, expected, "{appointment:?}");
            }
            let of_kind = |kind: &str| -> Vec<i64> {
                let rows = appointment.payment_rows().iter().filter(|row| row.payment_kind == kind);
                rows.map(|row| row.amount).collect()
            };
            let (prepaid, adjusted) = (of_kind("prepaid"), of_kind("adjustment"));
            assert!(prepaid.len() <= 1 && adjusted.len() <= 1, "{appointment:?}");
            assert_eq!(
                prepaid.iter().sum::<i64>(),
                *appointment.prepaid_amount.value().unwrap(),
                "{appointment:?}"
            );
            let settled = of_kind("payment").iter().chain(&adjusted).sum::<i64>();
            assert_eq!(settled, *appointment.settlement_amount.value().unwrap(), "{appointment:?}");
            for row in appointment.payment_rows() {
                assert!(
                    row.amount > 0 && row.appointment_id == appointment.id && row.created_at <= moment(NOW),
                    "{row:?}"
                );
                *kinds.entry(row.payment_kind).or_default() += 1;
            }
            let share = |percent: i64| {
                // Half away from zero, in halves, as it is done on paper.
                (amount * percent * 2 + 100) / 200
            };
            let owed =
                match (appointment.compensation_type_snapshot, appointment.compensation_percent_snapshot) {
                    ("fixed", None) => appointment.compensation_value_snapshot,
                    ("percent", None) => share(appointment.compensation_value_snapshot),
                    ("fixed_plus_percent", Some(percent)) => {
                        appointment.compensation_value_snapshot + share(percent)
                    }
                    other => panic!("{other:?}"),
                };
            let expense = appointment.expense.value();
            assert_eq!(expense.map(|row| row.amount), (word == "paid").then_some(owed), "{appointment:?}");
            if let Some(expense) = expense {
                assert_eq!(
                    (expense.resource_id, expense.appointment_id),
                    (appointment.resource_id, appointment.id)
                );
                assert_eq!(expense.status == "paid", expense.paid_at.is_some());
                assert!(expense.paid_at.is_none_or(|paid_at| paid_at <= moment(NOW)), "{expense:?}");
            }
        }
        assert!(["prepaid", "payment", "adjustment"].iter().all(|kind| kinds[kind] > 20), "{kinds:?}");
        assert!(
            ["awaiting_payment", "prepaid", "paid", "cancelled"].iter().all(|word| words[word] > 20),
            "{words:?}"
        );
    }
}

#[test]
fn terms_that_changed_still_hold_for_what_was_booked_under_them() {
    let dataset = clinic();
    let resource = dataset.resources().iter().find(|row| row.name.starts_with("Захарова")).unwrap();
    let terms: HashSet<(&str, i64)> = all(&dataset)
        .iter()
        .filter(|appointment| appointment.resource_id == resource.id)
        .map(|appointment| (appointment.compensation_type_snapshot, appointment.compensation_value_snapshot))
        .collect();
    assert_eq!(terms, HashSet::from([("percent", 30), ("fixed", 3_000)]));
}

#[test]
fn sums_are_those_of_the_rows() {
    let dataset = clinic();
    let (first, last) = ("2026-11-23".parse().unwrap(), "2026-11-29".parse().unwrap());
    let money = dataset.money(first, last);
    let appointments: Vec<_> =
        first.iter_days().take(7).flat_map(|date: NaiveDate| dataset.appointments_on(date)).collect();
    let paid_in: i64 =
        appointments.iter().flat_map(|appointment| appointment.payment_rows()).map(|row| row.amount).sum();
    assert_eq!(money.received, paid_in);
    assert!(money.received < money.planned && money.received > money.planned / 10, "{money:?}");
    assert!(money.expenses_unpaid <= money.expenses && money.expenses < money.received, "{money:?}");
    let without = Dataset::new(Scenario::NoFinance, moment(NOW)).money(first, last);
    assert_eq!((without.planned, without.received, without.expenses), (money.planned, 0, 0));
}

#[test]
fn time_decides_what_has_become_of_an_appointment() {
    let dataset = clinic();
    let now = moment(NOW);
    let mut words: HashMap<&str, usize> = HashMap::new();
    for appointment in all(&dataset) {
        *words.entry(appointment.status).or_default() += 1;
        match appointment.status {
            "completed" | "no_show" => assert!(appointment.ends_at <= now, "{appointment:?}"),
            "scheduled" => assert!(appointment.starts_at > now, "{appointment:?}"),
            "confirmed" => assert!(appointment.ends_at > now, "{appointment:?}"),
            word => assert_eq!(word, "cancelled"),
        }
        assert!(appointment.created_at <= now && appointment.updated_at <= now, "{appointment:?}");
    }
    assert_eq!(words.len(), 5, "{words:?}");
    assert!(words["completed"] > 10 * words["no_show"], "{words:?}");
    assert!(words["cancelled"] * 5 < words["completed"], "{words:?}");
}

#[test]
fn another_now_changes_only_what_time_decides() {
    let today = clinic();
    let later = Dataset::new(Scenario::Clinic, moment("2026-11-27T06:10:00Z"));
    let untouched: Vec<NaiveDate> = "2026-11-16".parse::<NaiveDate>().unwrap().iter_days().take(6).collect();
    for date in untouched {
        let key = |appointment: &SampleAppointment| {
            (
                appointment.id,
                appointment.starts_at,
                appointment.ends_at,
                appointment.client_name.clone(),
                appointment.service_amount,
                appointment.created_at,
            )
        };
        let one: Vec<_> = today.appointments_on(date).iter().map(key).collect();
        let other: Vec<_> = later.appointments_on(date).iter().map(key).collect();
        assert_eq!(one, other, "{date}");
    }
}

#[test]
fn ids_are_unique() {
    for scenario in [Scenario::Clinic, Scenario::Dst] {
        let dataset = Dataset::new(scenario, moment(NOW));
        let appointments = all(&dataset);
        let unique = |ids: Vec<i64>, what: &str| {
            let count = ids.len();
            assert_eq!(ids.into_iter().collect::<HashSet<_>>().len(), count, "{what}");
        };
        unique(appointments.iter().map(|row| row.id).collect(), "appointments");
        unique(
            appointments.iter().flat_map(|row| row.payment_rows()).map(|row| row.id).collect(),
            "payments",
        );
        unique(
            appointments.iter().filter_map(|row| row.expense.value()).map(|row| row.id).collect(),
            "expenses",
        );
        unique(dataset.work_rules().iter().map(|row| row.id).collect(), "work rules");
        unique(dataset.break_rules().iter().map(|row| row.id).collect(), "breaks");
        unique(dataset.holidays().iter().map(|row| row.id).collect(), "holidays");
        unique(dataset.time_offs().iter().map(|row| row.id).collect(), "time off");
        unique(dataset.workday_overrides().iter().map(|row| row.id).collect(), "special hours");
        let largest = appointments.iter().flat_map(|row| row.payment_rows()).map(|row| row.id).max().unwrap();
        assert!(largest < i64::from(i32::MAX), "{largest}");
    }
    let busy = Dataset::new(Scenario::Busy, moment(NOW));
    let day = busy.appointments_on("2026-11-25".parse().unwrap());
    assert_eq!(day.iter().map(|row| row.id).collect::<HashSet<_>>().len(), day.len());
    assert!((700..=1_000).contains(&day.len()), "{}", day.len());
}

#[test]
fn this_week_and_the_next_show_something_of_each() {
    for now in NOWS {
        let dataset = Dataset::new(Scenario::Clinic, moment(now));
        let today = wall(&dataset.resources()[0], moment(now)).0;
        let monday = today - Days::new(today.weekday().num_days_from_monday().into());
        let last = monday + Days::new(13);
        let shown: Vec<_> = dataset
            .time_offs()
            .iter()
            .filter(|row| row.starts_at.date_naive() <= last && row.ends_at.date_naive() > monday)
            .collect();
        for kind in ["vacation", "sick_leave", "day_off", "training", "other"] {
            assert!(shown.iter().any(|row| row.kind == kind), "{kind} at {now}");
        }
        assert!(shown.iter().any(|row| row.resource_id.is_none()), "{now}");
        let special = dataset.workday_overrides().iter().filter(|row| (monday..=last).contains(&row.date));
        assert!(special.count() >= 1, "{now}");
        let keys: Vec<_> =
            dataset.workday_overrides().iter().map(|row| (row.resource_id, row.date)).collect();
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len(), "one a resource and date");
    }
}

#[test]
fn the_days_on_which_the_clocks_change_are_in_reach_and_worked() {
    for now in NOWS {
        let dataset = Dataset::new(Scenario::Dst, moment(now));
        let (first, last) = dataset.dates();
        let zone = Tz::Europe__Berlin;
        let offset = |date: NaiveDate| {
            let noon = date.and_hms_opt(12, 0, 0).unwrap().and_utc();
            noon.with_timezone(&zone).naive_local() - noon.naive_utc()
        };
        let changes: Vec<NaiveDate> = first
            .iter_days()
            .take_while(|date| *date <= last)
            .filter(|date| offset(*date) != offset(*date - Days::new(1)))
            .collect();
        assert!(
            changes.iter().any(|date| offset(*date) > offset(*date - Days::new(1))),
            "spring at {now}: {changes:?}"
        );
        assert!(
            changes.iter().any(|date| offset(*date) < offset(*date - Days::new(1))),
            "autumn at {now}: {changes:?}"
        );
        for date in changes {
            assert!(dataset.appointments_on(date).len() > 10, "{date} at {now}");
        }
    }
}

#[test]
fn a_start_is_quick() {
    let before = Instant::now();
    let dataset = clinic();
    let week: usize = "2026-11-23"
        .parse::<NaiveDate>()
        .unwrap()
        .iter_days()
        .take(7)
        .map(|date| dataset.appointments_on(date).len())
        .sum();
    assert!(week > 250);
    assert!(before.elapsed().as_millis() < 300, "{:?}", before.elapsed());
}
