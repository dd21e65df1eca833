//! Random accounts: few rows, close to each other and to a clock change, so that they interact.

use calendar::Calendar;
use calendar::model::{Instant, Interval};
use chrono::{DateTime, Datelike, NaiveDate};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::clock::{UNUSUAL_ZONES, UnixSeconds, ZONES, ZoneCase, add_days, utc_midnight};

#[derive(Debug, Clone)]
pub struct Account {
    pub resources: Vec<GeneratedResource>,
    pub work_rules: Vec<WeeklyRow>,
    pub break_rules: Vec<WeeklyRow>,
    pub holidays: Vec<HolidayRow>,
    pub overrides: Vec<OverrideRow>,
    pub time_offs: Vec<BlockingRow>,
    pub appointments: Vec<BlockingRow>,
    pub from: UnixSeconds,
    pub to: UnixSeconds,
    pub now: UnixSeconds,
}

#[derive(Debug, Clone)]
pub struct GeneratedResource {
    pub id: i64,
    pub zone: ZoneCase,
    pub state: ResourceState,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResourceState {
    Offered,
    Inactive,
    Deleted,
    HoursElsewhere,
}

/// A work rule or a break rule.
#[derive(Debug, Clone)]
pub struct WeeklyRow {
    pub id: i64,
    pub resource_id: i64,
    pub weekday: u8,
    pub start: u16,
    pub end: u16,
    pub active: bool,
}

#[derive(Debug, Clone)]
pub struct HolidayRow {
    pub id: i64,
    pub date: NaiveDate,
    pub recurring_yearly: bool,
    pub working_day_override: bool,
}

#[derive(Debug, Clone)]
pub struct OverrideRow {
    pub id: i64,
    pub resource_id: i64,
    pub date: NaiveDate,
    pub start: u16,
    pub end: u16,
    /// The start and the end of the break.
    pub break_minutes: Option<(u16, u16)>,
}

/// An appointment or a time off.
#[derive(Debug, Clone)]
pub struct BlockingRow {
    pub id: i64,
    /// `None` for the whole account.
    pub resource_id: Option<i64>,
    pub from: UnixSeconds,
    pub to: UnixSeconds,
    pub status: &'static str,
}

impl BlockingRow {
    pub fn blocks(&self, resource_id: i64, at: UnixSeconds) -> bool {
        self.status != "cancelled"
            && self.resource_id.is_none_or(|id| id == resource_id)
            && self.from <= at
            && at < self.to
    }
}

impl Account {
    pub fn range(&self) -> Interval {
        Interval::new(instant(self.from), instant(self.to))
    }

    pub fn now(&self) -> Instant {
        instant(self.now)
    }

    pub fn calendar(&self) -> Calendar {
        let payload = calendar::decode::decode(self.body().to_string().as_bytes()).unwrap();
        assert_eq!(payload.skipped, []);
        Calendar::new(payload)
    }

    fn body(&self) -> Value {
        let weekly_rows = |rows: &[WeeklyRow]| -> Value {
            rows.iter()
                .map(|row| {
                    json!({"id": row.id, "resource_id": row.resource_id, "weekday": row.weekday, "active": row.active,
                        "start_minute": row.start, "end_minute": row.end})
                })
                .collect()
        };
        let blocking_rows = |rows: &[BlockingRow]| -> Value {
            rows.iter()
                .map(|row| {
                    json!({"id": row.id, "resource_id": row.resource_id, "starts_at": instant(row.from),
                        "ends_at": instant(row.to), "status": row.status})
                })
                .collect()
        };
        let resource_row = |resource: &GeneratedResource| {
            let attributes = match resource.state {
                ResourceState::Offered | ResourceState::Inactive => json!({}),
                ResourceState::Deleted => json!({"deleted_from_scheduling": true}),
                ResourceState::HoursElsewhere => json!({"medelement_specialist_code": "A-17"}),
            };
            json!({"id": resource.id, "name": "A", "timezone": resource.zone.name, "custom_attributes": attributes,
                "active": resource.state != ResourceState::Inactive})
        };
        let holiday_row = |row: &HolidayRow| {
            json!({"id": row.id, "date": row.date, "recurring_yearly": row.recurring_yearly,
                "working_day_override": row.working_day_override})
        };
        let override_row = |row: &OverrideRow| {
            json!({"id": row.id, "resource_id": row.resource_id, "date": row.date,
                "start_minute": row.start, "end_minute": row.end,
                "break_start_minute": row.break_minutes.map(|(start, _)| start),
                "break_end_minute": row.break_minutes.map(|(_, end)| end)})
        };
        json!({"payload": {
            "resources": self.resources.iter().map(resource_row).collect::<Vec<_>>(),
            "work_rules": weekly_rows(&self.work_rules),
            "break_rules": weekly_rows(&self.break_rules),
            "holidays": self.holidays.iter().map(holiday_row).collect::<Vec<_>>(),
            "workday_overrides": self.overrides.iter().map(override_row).collect::<Vec<_>>(),
            "time_offs": blocking_rows(&self.time_offs),
            "appointments": blocking_rows(&self.appointments),
        }})
    }
}

pub fn instant(second: UnixSeconds) -> Instant {
    DateTime::from_timestamp(second, 0).unwrap()
}

/// The resolution of the times of appointments, time offs, the range and the present moment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// Whole minutes in a range of some days.
    Minutes,
    /// Seconds over two hours.
    Seconds,
}

/// The zone of the first resource, and the first date of the account: near one of the zone's dates, or any
/// date from 2000 to 2035.
fn zone_and_date(zones: impl Strategy<Value = ZoneCase>) -> impl Strategy<Value = (ZoneCase, NaiveDate)> {
    let days_since_2000 = prop::option::weighted(0.2, 0..13_000_i64);
    (zones, any::<Index>(), -2..=1_i64, days_since_2000).prop_map(
        |(zone, index, days_later, days_since_2000)| {
            let zone_date: NaiveDate = zone.dates[index.index(zone.dates.len())].parse().unwrap();
            let date = match days_since_2000 {
                Some(days) => add_days(NaiveDate::from_ymd_opt(2000, 1, 1).unwrap(), days),
                None => add_days(zone_date, days_later),
            };
            (zone, date)
        },
    )
}

/// The start and the end of working hours or a break: full and half hours, minutes near midnight, where
/// clocks change, or any minutes.
fn start_and_end() -> impl Strategy<Value = (u16, u16)> {
    let minute = || {
        prop_oneof![
            3 => (0..=48_u16).prop_map(|half_hours| half_hours * 30),
            2 => 0..=240_u16,
            1 => 1380..=1440_u16,
            1 => Just(1440),
            2 => 0..=1440_u16,
        ]
    };
    (minute(), minute()).prop_map(|(one, other)| {
        let (start, end) = (one.min(other), one.max(other));
        if start < end { (start, end) } else { (start.min(1439), start.min(1439) + 1) }
    })
}

/// The start, relative to the account's first date or range, and the length. Both are in seconds.
fn start_and_length(resolution: Resolution) -> BoxedStrategy<(UnixSeconds, UnixSeconds)> {
    match resolution {
        Resolution::Minutes => {
            let unit = prop_oneof![2 => Just(30 * 60), 1 => Just(60)];
            (unit, -3000..9000_i64, 1..900_i64)
                .prop_map(|(unit, start_min, length_min)| {
                    let round_down = |minutes: i64| (minutes * 60).div_euclid(unit) * unit;
                    (round_down(start_min), round_down(length_min).max(unit))
                })
                .boxed()
        }
        Resolution::Seconds => (-3000..9000_i64, 1..3000_i64).boxed(),
    }
}

const STATUSES: [&str; 7] =
    ["scheduled", "confirmed", "completed", "no_show", "cancelled", "cancelled", "new_status"];

fn resource_state() -> impl Strategy<Value = ResourceState> {
    prop_oneof![
        8 => Just(ResourceState::Offered),
        1 => Just(ResourceState::Inactive),
        1 => Just(ResourceState::Deleted),
        1 => Just(ResourceState::HoursElsewhere),
    ]
}

/// A day, counted from the account's first date.
fn day_offset() -> impl Strategy<Value = i64> {
    -1..=5_i64
}

pub fn accounts(resolution: Resolution) -> impl Strategy<Value = Account> {
    let zone = || prop_oneof![2 => select(ZONES), 1 => select(UNUSUAL_ZONES)];
    let weekly_row = || (any::<Index>(), day_offset(), start_and_end(), prop::bool::weighted(0.85));
    let blocking_row = || (any::<Index>(), start_and_length(resolution), select(&STATUSES[..]));
    let rows = (
        prop::collection::vec(weekly_row(), 0..14),
        prop::collection::vec(weekly_row(), 0..7),
        prop::collection::vec((day_offset(), -1..=1_i32, any::<bool>(), prop::bool::weighted(0.3)), 0..4),
        prop::collection::vec(
            (any::<Index>(), day_offset(), start_and_end(), prop::option::of(start_and_end())),
            0..4,
        ),
        prop::collection::vec((blocking_row(), prop::bool::weighted(0.3)), 0..4),
        prop::collection::vec(blocking_row(), 0..16),
    );
    let resources_and_times = (
        zone_and_date(zone()),
        prop::collection::vec((zone(), resource_state()), 0..2),
        resource_state(),
        (-900..900_i64, 0..5000_i64),
        -600..5000_i64,
    );
    (resources_and_times, rows).prop_map(move |((first, others, state, (offset, length), now), rows)| {
        let (zone, date) = first;
        let (work_rules, break_rules, holidays, overrides, time_offs, appointments) = rows;
        // Ids do not begin at 1 and do not increase, so that a position cannot be mistaken for an id.
        let row_id = |position: i64| 100 - position;
        let mut resources = vec![GeneratedResource { id: 50, zone, state }];
        resources.extend((0..).zip(others).map(|(position, (zone, state))| GeneratedResource {
            id: 7 + position,
            zone,
            state,
        }));
        let resource_id = |index: Index| index.get(&resources).id;
        let weekly_rows = |rows: Vec<(Index, i64, (u16, u16), bool)>| -> Vec<WeeklyRow> {
            (0..)
                .zip(rows)
                .map(|(position, (index, day, (start, end), active))| WeeklyRow {
                    id: row_id(position),
                    resource_id: resource_id(index),
                    weekday: u8::try_from(add_days(date, day).weekday().num_days_from_sunday()).unwrap(),
                    start,
                    end,
                    active,
                })
                .collect()
        };
        let midnight = utc_midnight(date);
        let (from, to, now) = match resolution {
            Resolution::Minutes => {
                let from = midnight + offset * 60;
                (from, from + length * 60, from + now * 60)
            }
            Resolution::Seconds => {
                let from = midnight + offset * 61;
                (from, from + length, from + now)
            }
        };
        // A range in seconds is short, so the rows must be placed near it.
        let origin = if resolution == Resolution::Seconds { from } else { midnight };
        let blocking_row =
            |position: i64, (index, (offset, length), status): (Index, (i64, i64), &'static str)| {
                let from = origin + offset;
                BlockingRow {
                    id: row_id(position),
                    resource_id: Some(resource_id(index)),
                    from,
                    to: from + length,
                    status,
                }
            };
        let mut used_keys = Vec::new();
        Account {
            work_rules: weekly_rows(work_rules),
            break_rules: weekly_rows(break_rules),
            holidays: (0..)
                .zip(holidays)
                .map(|(position, (day, years, recurring_yearly, working_day_override))| {
                    let date = add_days(date, day);
                    let years = if recurring_yearly { years } else { 0 };
                    let date = date.with_year(date.year() + years).unwrap_or(date);
                    HolidayRow { id: row_id(position), date, recurring_yearly, working_day_override }
                })
                .collect(),
            overrides: (0..)
                .zip(overrides)
                .map(|(position, (index, day, (start, end), break_minutes))| OverrideRow {
                    id: row_id(position),
                    resource_id: resource_id(index),
                    date: add_days(date, day),
                    start,
                    end,
                    break_minutes,
                })
                // The server has at most one for each resource and date (free-time rule 5).
                .filter(|row| {
                    let key = (row.resource_id, row.date);
                    !used_keys.contains(&key) && {
                        used_keys.push(key);
                        true
                    }
                })
                .collect(),
            time_offs: (0..)
                .zip(time_offs)
                .map(|(position, (row, whole_account))| {
                    let row = blocking_row(position, row);
                    BlockingRow { resource_id: row.resource_id.filter(|_| !whole_account), status: "", ..row }
                })
                .collect(),
            appointments: (0..)
                .zip(appointments)
                .map(|(position, row)| blocking_row(position, row))
                .collect(),
            resources,
            from,
            to,
            now,
        }
    })
}
