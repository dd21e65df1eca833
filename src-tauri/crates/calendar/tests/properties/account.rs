//! Random accounts: few rows, close to each other and to a clock change, so that they interact.

use calendar::Calendar;
use calendar::model::{Instant, Interval};
use chrono::{DateTime, Datelike, NaiveDate};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::clock::{ODD_PLACES, PLACES, Place, Second, days_on, midnight_utc};

#[derive(Debug, Clone)]
pub struct Account {
    pub resources: Vec<GeneratedResource>,
    pub work: Vec<Weekly>,
    pub breaks: Vec<Weekly>,
    pub holidays: Vec<Feast>,
    pub special: Vec<Special>,
    pub absences: Vec<Busy>,
    pub appointments: Vec<Busy>,
    pub from: Second,
    pub to: Second,
    pub now: Second,
}

#[derive(Debug, Clone)]
pub struct GeneratedResource {
    pub id: i64,
    pub place: Place,
    pub standing: Standing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Works,
    Inactive,
    Deleted,
    HoursElsewhere,
}

/// A work rule or a break rule.
#[derive(Debug, Clone)]
pub struct Weekly {
    pub id: i64,
    pub resource_id: i64,
    pub weekday: u8,
    pub start: u16,
    pub end: u16,
    pub active: bool,
}

#[derive(Debug, Clone)]
pub struct Feast {
    pub id: i64,
    pub date: NaiveDate,
    pub yearly: bool,
    pub works: bool,
}

#[derive(Debug, Clone)]
pub struct Special {
    pub id: i64,
    pub resource_id: i64,
    pub date: NaiveDate,
    pub start: u16,
    pub end: u16,
    pub pause: Option<(u16, u16)>,
}

/// An appointment or a time off.
#[derive(Debug, Clone)]
pub struct Busy {
    pub id: i64,
    /// `None`: the whole account.
    pub resource_id: Option<i64>,
    pub from: Second,
    pub to: Second,
    pub status: &'static str,
}

impl Busy {
    pub fn blocks(&self, resource_id: i64, at: Second) -> bool {
        self.status != "cancelled"
            && self.resource_id.is_none_or(|id| id == resource_id)
            && self.from <= at
            && at < self.to
    }
}

impl Account {
    pub fn range(&self) -> Interval {
        Interval::new(moment(self.from), moment(self.to))
    }

    pub fn now(&self) -> Instant {
        moment(self.now)
    }

    pub fn calendar(&self) -> Calendar {
        let payload = calendar::decode::decode(self.body().to_string().as_bytes()).unwrap();
        assert_eq!(payload.skipped, []);
        Calendar::new(payload)
    }

    fn body(&self) -> Value {
        let weekly = |rows: &[Weekly]| -> Value {
            rows.iter()
                .map(|row| {
                    json!({"id": row.id, "resource_id": row.resource_id, "weekday": row.weekday, "active": row.active,
                        "start_minute": row.start, "end_minute": row.end})
                })
                .collect()
        };
        let busy = |rows: &[Busy]| -> Value {
            rows.iter()
                .map(|row| {
                    json!({"id": row.id, "resource_id": row.resource_id, "starts_at": moment(row.from),
                        "ends_at": moment(row.to), "status": row.status})
                })
                .collect()
        };
        let resource_row = |resource: &GeneratedResource| {
            let attributes = match resource.standing {
                Standing::Works | Standing::Inactive => json!({}),
                Standing::Deleted => json!({"deleted_from_scheduling": true}),
                Standing::HoursElsewhere => json!({"medelement_specialist_code": "A-17"}),
            };
            json!({"id": resource.id, "name": "A", "timezone": resource.place.0, "custom_attributes": attributes,
                "active": resource.standing != Standing::Inactive})
        };
        let feast = |feast: &Feast| {
            json!({"id": feast.id, "date": feast.date, "recurring_yearly": feast.yearly,
                "working_day_override": feast.works})
        };
        let special = |special: &Special| {
            json!({"id": special.id, "resource_id": special.resource_id, "date": special.date,
                "start_minute": special.start, "end_minute": special.end,
                "break_start_minute": special.pause.map(|pause| pause.0),
                "break_end_minute": special.pause.map(|pause| pause.1)})
        };
        json!({"payload": {
            "resources": self.resources.iter().map(resource_row).collect::<Vec<_>>(),
            "work_rules": weekly(&self.work),
            "break_rules": weekly(&self.breaks),
            "holidays": self.holidays.iter().map(feast).collect::<Vec<_>>(),
            "workday_overrides": self.special.iter().map(special).collect::<Vec<_>>(),
            "time_offs": busy(&self.absences),
            "appointments": busy(&self.appointments),
        }})
    }
}

pub fn moment(second: Second) -> Instant {
    DateTime::from_timestamp(second, 0).unwrap()
}

/// The resolution of the times of appointments, absences, range and the present moment.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Whole minutes over some days.
    Minutes,
    /// Seconds over two hours.
    Seconds,
}

/// Where the account's time begins: near an odd date of the first resource's zone, or anywhere.
fn dates(places: impl Strategy<Value = Place>) -> impl Strategy<Value = (Place, NaiveDate)> {
    let far = 0..13_000_i64;
    (places, any::<Index>(), -2..=1_i64, prop::option::weighted(0.2, far)).prop_map(
        |(place, which, shift, far)| {
            let near: NaiveDate = place.2[which.index(place.2.len())].parse().unwrap();
            let date = match far {
                Some(days) => days_on(NaiveDate::from_ymd_opt(2000, 1, 1).unwrap(), days),
                None => days_on(near, shift),
            };
            (place, date)
        },
    )
}

/// Two minutes of a day, in order: half hours, the hours around midnight in which clocks change, or any.
fn minutes() -> impl Strategy<Value = (u16, u16)> {
    let minute = || {
        prop_oneof![
            3 => (0..=48_u16).prop_map(|half| half * 30),
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

/// Offset and length in the grain's unit.
fn spans(grain: Grain) -> BoxedStrategy<(Second, Second)> {
    match grain {
        Grain::Minutes => {
            let unit = prop_oneof![2 => Just(30 * 60), 1 => Just(60)];
            (unit, -3000..9000_i64, 1..900_i64)
                .prop_map(|(unit, offset, length)| {
                    let whole = |minutes: i64| (minutes * 60).div_euclid(unit) * unit;
                    (whole(offset), whole(length).max(unit))
                })
                .boxed()
        }
        Grain::Seconds => (-3000..9000_i64, 1..3000_i64).boxed(),
    }
}

const STATUSES: [&str; 7] =
    ["scheduled", "confirmed", "completed", "no_show", "cancelled", "cancelled", "a word of tomorrow"];

fn standing() -> impl Strategy<Value = Standing> {
    prop_oneof![
        8 => Just(Standing::Works),
        1 => Just(Standing::Inactive),
        1 => Just(Standing::Deleted),
        1 => Just(Standing::HoursElsewhere),
    ]
}

/// A day, counted from the account's first.
fn days() -> impl Strategy<Value = i64> {
    -1..=5_i64
}

pub fn accounts(grain: Grain) -> impl Strategy<Value = Account> {
    let place = || prop_oneof![2 => select(PLACES), 1 => select(ODD_PLACES)];
    let weekly = || (any::<Index>(), days(), minutes(), prop::bool::weighted(0.85));
    let busy = || (any::<Index>(), spans(grain), select(&STATUSES[..]));
    let rows = (
        prop::collection::vec(weekly(), 0..14),
        prop::collection::vec(weekly(), 0..7),
        prop::collection::vec((days(), -1..=1_i32, any::<bool>(), prop::bool::weighted(0.3)), 0..4),
        prop::collection::vec((any::<Index>(), days(), minutes(), prop::option::of(minutes())), 0..4),
        prop::collection::vec((busy(), prop::bool::weighted(0.3)), 0..4),
        prop::collection::vec(busy(), 0..16),
    );
    let head = (
        dates(place()),
        prop::collection::vec((place(), standing()), 0..2),
        standing(),
        (-900..900_i64, 0..5000_i64),
        -600..5000_i64,
    );
    (head, rows).prop_map(move |((first, others, standing, (offset, length), now), rows)| {
        let ((place, date), (work, breaks, holidays, special, absences, appointments)) = (first, rows);
        // Ids do not begin at 1 and do not increase, so that a position cannot be mistaken for an id.
        let ids = |position: i64| 100 - position;
        let mut resources = vec![GeneratedResource { id: 50, place, standing }];
        resources.extend((0..).zip(others).map(|(position, (place, standing))| GeneratedResource {
            id: 7 + position,
            place,
            standing,
        }));
        let id_of = |index: Index| index.get(&resources).id;
        let weekly = |rows: Vec<(Index, i64, (u16, u16), bool)>| -> Vec<Weekly> {
            (0..)
                .zip(rows)
                .map(|(position, (index, day, (start, end), active))| Weekly {
                    id: ids(position),
                    resource_id: id_of(index),
                    weekday: u8::try_from(days_on(date, day).weekday().num_days_from_sunday()).unwrap(),
                    start,
                    end,
                    active,
                })
                .collect()
        };
        let base = midnight_utc(date).and_utc().timestamp();
        let (from, to, now) = match grain {
            Grain::Minutes => {
                let from = base + offset * 60;
                (from, from + length * 60, from + now * 60)
            }
            Grain::Seconds => {
                let from = base + offset * 61;
                (from, from + length, from + now)
            }
        };
        // With a range of hours, rows begin at that range too.
        let origin = if grain == Grain::Seconds { from } else { base };
        let busy = |position: i64, (index, (offset, length), status): (Index, (i64, i64), &'static str)| {
            let from = origin + offset;
            Busy { id: ids(position), resource_id: Some(id_of(index)), from, to: from + length, status }
        };
        let mut taken = Vec::new();
        Account {
            work: weekly(work),
            breaks: weekly(breaks),
            holidays: (0..)
                .zip(holidays)
                .map(|(position, (day, years, yearly, works))| {
                    let date = days_on(date, day);
                    let years = if yearly { years } else { 0 };
                    let date = date.with_year(date.year() + years).unwrap_or(date);
                    Feast { id: ids(position), date, yearly, works }
                })
                .collect(),
            special: (0..)
                .zip(special)
                .map(|(position, (index, day, (start, end), pause))| Special {
                    id: ids(position),
                    resource_id: id_of(index),
                    date: days_on(date, day),
                    start,
                    end,
                    pause,
                })
                // The server has at most one for each resource and date (free-time rule 5).
                .filter(|special| {
                    let key = (special.resource_id, special.date);
                    !taken.contains(&key) && {
                        taken.push(key);
                        true
                    }
                })
                .collect(),
            absences: (0..)
                .zip(absences)
                .map(|(position, (row, all))| {
                    let row = busy(position, row);
                    Busy { resource_id: row.resource_id.filter(|_| !all), status: "", ..row }
                })
                .collect(),
            appointments: (0..).zip(appointments).map(|(position, row)| busy(position, row)).collect(),
            resources,
            from,
            to,
            now,
        }
    })
}
