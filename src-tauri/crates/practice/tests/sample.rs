//! The sample data are plausible and consistent, as those of a real account.

mod common;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Instant;

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use common::{NOW, instant};
use practice::{Dataset, SampleAppointment, SampleResource, Scenario};

fn clinic() -> Dataset {
    Dataset::new(Scenario::Clinic, instant(NOW))
}

fn all_appointments(dataset: &Dataset) -> Vec<&SampleAppointment> {
    let (first, last) = dataset.dates();
    first
        .iter_days()
        .take_while(|date| *date <= last)
        .flat_map(|date| dataset.appointments_on(date))
        .collect()
}

/// The civil date and minute of the day of an instant, in the zone of a resource. Not for dates on which the clocks change.
fn civil(resource: &SampleResource, instant: DateTime<Utc>) -> (NaiveDate, i64) {
    use chrono::Timelike;
    let zone: Tz = resource.timezone.parse().unwrap_or(Tz::UTC);
    let local = instant.with_timezone(&zone);
    (local.date_naive(), i64::from(local.hour() * 60 + local.minute()))
}

/// Nine values of *now*, with a Sunday, a Saturday, New Year's Eve and the day before Nauryz.
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
fn appointments_are_inside_the_working_time_of_their_resource() {
    for scenario in [Scenario::Clinic, Scenario::Salon, Scenario::Busy] {
        let dataset = Dataset::new(scenario, instant(NOW));
        let resources: HashMap<i64, &SampleResource> =
            dataset.resources().iter().map(|row| (row.id, row)).collect();
        let days = if scenario == Scenario::Busy { 14 } else { 150 };
        let (first, _) = dataset.dates();
        for appointment in first.iter_days().take(days).flat_map(|date| dataset.appointments_on(date)) {
            let resource = resources[&appointment.resource_id];
            let (date, start) = civil(resource, appointment.starts_at);
            let end = start + appointment.duration_min;
            assert_eq!(
                appointment.ends_at - appointment.starts_at,
                TimeDelta::minutes(appointment.duration_min)
            );
            let weekday = i64::from(date.weekday().num_days_from_sunday());
            let override_row = dataset
                .workday_overrides()
                .iter()
                .find(|row| row.resource_id == resource.id && row.date == date);
            if let Some(override_row) = override_row {
                assert!(
                    override_row.start_minute <= start && end <= override_row.end_minute,
                    "{appointment:?}"
                );
                if let (Some(from), Some(to)) =
                    (override_row.break_start_minute, override_row.break_end_minute)
                {
                    assert!(end <= from || to <= start, "{appointment:?}");
                }
            } else {
                assert!(!dataset.is_holiday(date), "{appointment:?}");
                let mut rules = dataset.work_rules().iter().filter(|row| {
                    row.resource_id == resource.id
                        && row.weekday == weekday
                        && row.start_minute <= start
                        && end <= row.end_minute
                });
                assert!(rules.next().is_some(), "{appointment:?}");
                let overlapping_break = dataset.break_rules().iter().find(|row| {
                    row.resource_id == resource.id
                        && row.weekday == weekday
                        && row.start_minute < end
                        && start < row.end_minute
                });
                assert_eq!(overlapping_break, None, "{appointment:?}");
            }
            let time_off = dataset.time_offs().iter().find(|row| {
                row.resource_id.is_none_or(|id| id == resource.id)
                    && row.starts_at < appointment.ends_at
                    && appointment.starts_at < row.ends_at
            });
            assert_eq!(time_off, None, "{appointment:?}");
            assert!(resource.active);
        }
    }
}

#[test]
fn working_day_has_about_sixty_appointments_and_weekend_has_fewer() {
    for now in NOWS {
        let dataset = Dataset::new(Scenario::Clinic, instant(now));
        let (first, _) = dataset.dates();
        let today = civil(&dataset.resources()[0], instant(now)).0;
        // Appointments are created five weeks ahead or more, so up to this date all of them exist.
        let last_complete_date = today + Days::new(34);
        for date in first
            .iter_days()
            .take_while(|date| *date <= last_complete_date)
            .filter(|date| !dataset.is_holiday(*date))
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
fn load_of_each_resource_is_between_50_and_88_percent() {
    let dataset = clinic();
    let monday: NaiveDate = "2026-11-16".parse().unwrap();
    let (from, to) = (monday, monday + Days::new(6));
    for resource in dataset.resources().iter().filter(|resource| resource.active) {
        let minutes = |rules: Vec<(i64, i64)>| rules.iter().map(|(start, end)| end - start).sum::<i64>();
        let work = dataset.work_rules().iter().filter(|row| row.resource_id == resource.id);
        let breaks = dataset.break_rules().iter().filter(|row| row.resource_id == resource.id);
        let working_min = minutes(work.map(|row| (row.start_minute, row.end_minute)).collect())
            - minutes(breaks.map(|row| (row.start_minute, row.end_minute)).collect());
        let appointments_min: i64 = from
            .iter_days()
            .take_while(|date| *date <= to)
            .flat_map(|date| dataset.appointments_on(date))
            .filter(|appointment| appointment.resource_id == resource.id && appointment.takes_time())
            .map(|appointment| appointment.duration_min)
            .sum();
        let load_percent = appointments_min * 100 / working_min;
        assert!((50..=88).contains(&load_percent), "{}: {load_percent} %", resource.name);
    }
}

#[test]
fn few_appointments_overlap() {
    let dataset = clinic();
    let mut by_resource: BTreeMap<i64, Vec<&SampleAppointment>> = BTreeMap::new();
    let appointments: Vec<_> =
        all_appointments(&dataset).into_iter().filter(|appointment| appointment.takes_time()).collect();
    for appointment in &appointments {
        by_resource.entry(appointment.resource_id).or_default().push(appointment);
    }
    let overlapping = by_resource
        .values()
        .flat_map(|appointments| appointments.windows(2))
        .filter(|pair| pair[0].ends_at > pair[1].starts_at)
        .count();
    let percent = overlapping * 100 / appointments.len();
    assert!((1..=8).contains(&percent), "{overlapping} of {}", appointments.len());
    let long = appointments.iter().filter(|appointment| appointment.duration_min >= 90).count();
    assert!(long > 10, "{long}");
}

#[test]
fn every_appointment_follows_the_money_rules() {
    for scenario in [Scenario::Clinic, Scenario::Salon, Scenario::Dst] {
        let dataset = Dataset::new(scenario, instant(NOW));
        let mut kinds: HashMap<&str, usize> = HashMap::new();
        let mut payment_statuses: HashMap<&str, usize> = HashMap::new();
        for appointment in all_appointments(&dataset) {
            let received = appointment.received_tenge();
            let amount_tenge = appointment.service_amount;
            assert!(received >= 0 && received <= amount_tenge, "{appointment:?}");
            let payment_status = *appointment.payment_status.value().unwrap();
            *payment_statuses.entry(payment_status).or_default() += 1;
            if payment_status == "cancelled" {
                assert_eq!((appointment.status, received), ("cancelled", 0), "{appointment:?}");
            } else {
                let expected = match received {
                    0 => "awaiting_payment",
                    _ if received >= amount_tenge => "paid",
                    _ => "prepaid",
                };
                assert_eq!(payment_status, expected, "{appointment:?}");
            }
            let amounts_of = |kind: &str| -> Vec<i64> {
                let rows = appointment.payment_rows().iter().filter(|row| row.payment_kind == kind);
                rows.map(|row| row.amount).collect()
            };
            let (prepaid, adjusted) = (amounts_of("prepaid"), amounts_of("adjustment"));
            assert!(prepaid.len() <= 1 && adjusted.len() <= 1, "{appointment:?}");
            assert_eq!(
                prepaid.iter().sum::<i64>(),
                *appointment.prepaid_amount.value().unwrap(),
                "{appointment:?}"
            );
            let settled = amounts_of("payment").iter().chain(&adjusted).sum::<i64>();
            assert_eq!(settled, *appointment.settlement_amount.value().unwrap(), "{appointment:?}");
            for row in appointment.payment_rows() {
                assert!(
                    row.amount > 0 && row.appointment_id == appointment.id && row.created_at <= instant(NOW),
                    "{row:?}"
                );
                *kinds.entry(row.payment_kind).or_default() += 1;
            }
            let share = |percent: i64| {
                // Rounded half up.
                (amount_tenge * percent * 2 + 100) / 200
            };
            let expense_tenge =
                match (appointment.compensation_type_snapshot, appointment.compensation_percent_snapshot) {
                    ("fixed", None) => appointment.compensation_value_snapshot,
                    ("percent", None) => share(appointment.compensation_value_snapshot),
                    ("fixed_plus_percent", Some(percent)) => {
                        appointment.compensation_value_snapshot + share(percent)
                    }
                    other => panic!("{other:?}"),
                };
            let expense = appointment.expense.value();
            assert_eq!(
                expense.map(|row| row.amount),
                (payment_status == "paid").then_some(expense_tenge),
                "{appointment:?}"
            );
            if let Some(expense) = expense {
                assert_eq!(
                    (expense.resource_id, expense.appointment_id),
                    (appointment.resource_id, appointment.id)
                );
                assert_eq!(expense.status == "paid", expense.paid_at.is_some());
                assert!(expense.paid_at.is_none_or(|paid_at| paid_at <= instant(NOW)), "{expense:?}");
            }
        }
        assert!(["prepaid", "payment", "adjustment"].iter().all(|kind| kinds[kind] > 20), "{kinds:?}");
        assert!(
            ["awaiting_payment", "prepaid", "paid", "cancelled"]
                .iter()
                .all(|status| payment_statuses[status] > 20),
            "{payment_statuses:?}"
        );
    }
}

#[test]
fn former_compensation_applies_to_appointments_created_before_the_change() {
    let dataset = clinic();
    let resource = dataset.resources().iter().find(|row| row.name.starts_with("Захарова")).unwrap();
    let compensations: HashSet<(&str, i64)> = all_appointments(&dataset)
        .iter()
        .filter(|appointment| appointment.resource_id == resource.id)
        .map(|appointment| (appointment.compensation_type_snapshot, appointment.compensation_value_snapshot))
        .collect();
    assert_eq!(compensations, HashSet::from([("percent", 30), ("fixed", 3_000)]));
}

#[test]
fn sums_equal_the_sums_of_the_rows() {
    let dataset = clinic();
    let (first, last) = ("2026-11-23".parse().unwrap(), "2026-11-29".parse().unwrap());
    let money = dataset.money(first, last);
    let appointments: Vec<_> =
        first.iter_days().take(7).flat_map(|date: NaiveDate| dataset.appointments_on(date)).collect();
    let payments_tenge: i64 =
        appointments.iter().flat_map(|appointment| appointment.payment_rows()).map(|row| row.amount).sum();
    assert_eq!(money.received_tenge, payments_tenge);
    assert!(
        money.received_tenge < money.planned_tenge && money.received_tenge > money.planned_tenge / 10,
        "{money:?}"
    );
    assert!(
        money.expenses_unpaid_tenge <= money.expenses_tenge && money.expenses_tenge < money.received_tenge,
        "{money:?}"
    );
    let no_finance = Dataset::new(Scenario::NoFinance, instant(NOW)).money(first, last);
    assert_eq!(
        (no_finance.planned_tenge, no_finance.received_tenge, no_finance.expenses_tenge),
        (money.planned_tenge, 0, 0)
    );
}

#[test]
fn status_depends_on_now() {
    let dataset = clinic();
    let now = instant(NOW);
    let mut statuses: HashMap<&str, usize> = HashMap::new();
    for appointment in all_appointments(&dataset) {
        *statuses.entry(appointment.status).or_default() += 1;
        match appointment.status {
            "completed" | "no_show" => assert!(appointment.ends_at <= now, "{appointment:?}"),
            "scheduled" => assert!(appointment.starts_at > now, "{appointment:?}"),
            "confirmed" => assert!(appointment.ends_at > now, "{appointment:?}"),
            status => assert_eq!(status, "cancelled"),
        }
        assert!(appointment.created_at <= now && appointment.updated_at <= now, "{appointment:?}");
    }
    assert_eq!(statuses.len(), 5, "{statuses:?}");
    assert!(statuses["completed"] > 10 * statuses["no_show"], "{statuses:?}");
    assert!(statuses["cancelled"] * 5 < statuses["completed"], "{statuses:?}");
}

#[test]
fn another_now_keeps_times_clients_and_amounts() {
    let today = clinic();
    let later = Dataset::new(Scenario::Clinic, instant("2026-11-27T06:10:00Z"));
    let dates: Vec<NaiveDate> = "2026-11-16".parse::<NaiveDate>().unwrap().iter_days().take(6).collect();
    for date in dates {
        let constant_fields = |appointment: &SampleAppointment| {
            (
                appointment.id,
                appointment.starts_at,
                appointment.ends_at,
                appointment.client_name.clone(),
                appointment.service_amount,
                appointment.created_at,
            )
        };
        let one: Vec<_> = today.appointments_on(date).iter().map(constant_fields).collect();
        let other: Vec<_> = later.appointments_on(date).iter().map(constant_fields).collect();
        assert_eq!(one, other, "{date}");
    }
}

#[test]
fn ids_are_unique() {
    for scenario in [Scenario::Clinic, Scenario::Dst] {
        let dataset = Dataset::new(scenario, instant(NOW));
        let appointments = all_appointments(&dataset);
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
        unique(dataset.break_rules().iter().map(|row| row.id).collect(), "break rules");
        unique(dataset.holidays().iter().map(|row| row.id).collect(), "holidays");
        unique(dataset.time_offs().iter().map(|row| row.id).collect(), "time off");
        unique(dataset.workday_overrides().iter().map(|row| row.id).collect(), "overrides");
        let largest = appointments.iter().flat_map(|row| row.payment_rows()).map(|row| row.id).max().unwrap();
        assert!(largest < i64::from(i32::MAX), "{largest}");
    }
    let busy = Dataset::new(Scenario::Busy, instant(NOW));
    let day = busy.appointments_on("2026-11-25".parse().unwrap());
    assert_eq!(day.iter().map(|row| row.id).collect::<HashSet<_>>().len(), day.len());
    assert!((700..=1_000).contains(&day.len()), "{}", day.len());
}

#[test]
fn current_and_next_week_have_every_kind_of_time_off_and_an_override() {
    for now in NOWS {
        let dataset = Dataset::new(Scenario::Clinic, instant(now));
        let today = civil(&dataset.resources()[0], instant(now)).0;
        let monday = today - Days::new(today.weekday().num_days_from_monday().into());
        let last = monday + Days::new(13);
        let time_offs: Vec<_> = dataset
            .time_offs()
            .iter()
            .filter(|row| row.starts_at.date_naive() <= last && row.ends_at.date_naive() > monday)
            .collect();
        for kind in ["vacation", "sick_leave", "day_off", "training", "other"] {
            assert!(time_offs.iter().any(|row| row.kind == kind), "{kind} at {now}");
        }
        assert!(time_offs.iter().any(|row| row.resource_id.is_none()), "{now}");
        let overrides = dataset.workday_overrides().iter().filter(|row| (monday..=last).contains(&row.date));
        assert!(overrides.count() >= 1, "{now}");
        let keys: Vec<_> =
            dataset.workday_overrides().iter().map(|row| (row.resource_id, row.date)).collect();
        assert_eq!(
            keys.iter().collect::<HashSet<_>>().len(),
            keys.len(),
            "a resource has two overrides on one date"
        );
    }
}

#[test]
fn dst_data_include_both_clock_changes_with_appointments() {
    for now in NOWS {
        let dataset = Dataset::new(Scenario::Dst, instant(now));
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
fn first_week_is_generated_within_300_ms() {
    let started_at = Instant::now();
    let dataset = clinic();
    let appointments: usize = "2026-11-23"
        .parse::<NaiveDate>()
        .unwrap()
        .iter_days()
        .take(7)
        .map(|date| dataset.appointments_on(date).len())
        .sum();
    assert!(appointments > 250);
    assert!(started_at.elapsed().as_millis() < 300, "{:?}", started_at.elapsed());
}
