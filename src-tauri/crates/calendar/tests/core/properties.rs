//! What must hold of any calendar, on a few hundred made at random (the same ones each time).

use calendar::Calendar;
use calendar::free::{free_intervals, offered};
use calendar::interval::merge;
use calendar::model::{
    Appointment, BreakRule, Holiday, Instant, Interval, Payload, Resource, Status, TimeOff, WorkRule,
    WorkdayOverride,
};
use chrono::{Datelike, NaiveDate, TimeDelta, Timelike};
use chrono_tz::Tz;
use serde_json::json;

use crate::fixture::instant;

/// Numbers without a pattern, from a seed (the generator is Marsaglia's xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u16) -> u16 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u16::try_from(self.0 % u64::from(limit)).unwrap()
    }

    fn minutes(&mut self) -> (u16, u16) {
        let start = self.below(1380);
        (start, start + 1 + self.below(1440 - start))
    }

    fn instants(&mut self, range: Interval) -> (Instant, Instant) {
        let length = u16::try_from(range.length().num_minutes()).unwrap();
        let start = range.start + TimeDelta::minutes(i64::from(self.below(length)) - 600);
        (start, start + TimeDelta::minutes(1 + i64::from(self.below(900))))
    }
}

/// Ten days of Almaty's unchanging clock.
fn range() -> Interval {
    Interval { start: instant("2026-03-08T19:00:00Z"), end: instant("2026-03-18T19:00:00Z") }
}

fn payload(seed: u64, timezone: &str) -> Payload {
    let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let range = range();
    let mut payload = Payload::default();
    payload.resources.push(Resource {
        id: 1,
        timezone: timezone.to_owned(),
        active: true,
        ..Default::default()
    });
    for id in 0..i64::from(dice.below(12)) {
        let ((start_minute, end_minute), weekday) = (dice.minutes(), u8::try_from(dice.below(7)).unwrap());
        let active = dice.below(8) > 0;
        payload.work_rules.push(WorkRule {
            id,
            resource_id: 1,
            weekday,
            start_minute,
            end_minute,
            active,
            ..Default::default()
        });
    }
    for id in 0..i64::from(dice.below(6)) {
        let (start_minute, end_minute) = dice.minutes();
        let (weekday, active) = (u8::try_from(dice.below(7)).unwrap(), dice.below(8) > 0);
        payload.break_rules.push(BreakRule {
            id,
            resource_id: 1,
            weekday,
            start_minute,
            end_minute,
            active,
            ..Default::default()
        });
    }
    let day = |dice: &mut Dice| NaiveDate::from_ymd_opt(2026, 3, 9 + u32::from(dice.below(10))).unwrap();
    for id in 0..i64::from(dice.below(3)) {
        let (date, working_day_override) = (day(&mut dice), dice.below(4) == 0);
        payload.holidays.push(Holiday { id, date, working_day_override, ..Default::default() });
    }
    if dice.below(2) == 0 {
        let (start_minute, end_minute) = dice.minutes();
        let date = day(&mut dice);
        payload.workday_overrides.push(WorkdayOverride {
            id: 1,
            resource_id: 1,
            date,
            start_minute,
            end_minute,
            ..Default::default()
        });
    }
    for id in 0..i64::from(dice.below(4)) {
        let (starts_at, ends_at) = dice.instants(range);
        payload.time_offs.push(TimeOff {
            id,
            account_id: None,
            resource_id: (dice.below(2) == 0).then_some(1),
            kind: None,
            starts_at,
            ends_at,
            title: None,
            notes: None,
            custom_attributes: serde_json::Map::new(),
        });
    }
    for id in 0..i64::from(dice.below(25)) {
        let (starts_at, ends_at) = dice.instants(range);
        payload.appointments.push(visit(id, starts_at, ends_at, dice.below(5) == 0));
    }
    payload
}

fn visit(id: i64, starts_at: Instant, ends_at: Instant, cancelled: bool) -> Appointment {
    let status = if cancelled { "cancelled" } else { "confirmed" };
    let row = json!({"resources": [], "appointments": [
        {"id": id, "resource_id": 1, "starts_at": starts_at, "ends_at": ends_at, "status": status}
    ]});
    calendar::decode::decode(row.to_string().as_bytes()).unwrap().appointments.remove(0)
}

/// Free minutes by asking of each minute what its wall clock shows: no interval, no day's bounds.
fn free_minutes(payload: &Payload) -> Vec<Instant> {
    let range = range();
    let minutes = (0..range.length().num_minutes()).map(|minute| range.start + TimeDelta::minutes(minute));
    minutes.filter(|&at| works(payload, at) && !busy(payload, at)).collect()
}

fn works(payload: &Payload, at: Instant) -> bool {
    let wall = at.with_timezone(&Tz::Asia__Almaty);
    let (date, minute) = (wall.date_naive(), u16::try_from(wall.hour() * 60 + wall.minute()).unwrap());
    let inside = |start, end| start <= minute && minute < end;
    if let Some(special) = payload.workday_overrides.iter().find(|special| special.date == date) {
        return inside(special.start_minute, special.end_minute);
    }
    let mut today = payload.holidays.iter().filter(|holiday| holiday.date == date).peekable();
    if today.peek().is_some() && today.all(|holiday| !holiday.working_day_override) {
        return false;
    }
    let weekday = u8::try_from(date.weekday().num_days_from_sunday()).unwrap();
    let on = |active: bool, of: u8, start, end| active && of == weekday && inside(start, end);
    payload.work_rules.iter().any(|rule| on(rule.active, rule.weekday, rule.start_minute, rule.end_minute))
        && !payload
            .break_rules
            .iter()
            .any(|rule| on(rule.active, rule.weekday, rule.start_minute, rule.end_minute))
}

fn busy(payload: &Payload, at: Instant) -> bool {
    payload.time_offs.iter().any(|off| off.starts_at <= at && at < off.ends_at)
        || payload
            .appointments
            .iter()
            .any(|visit| visit.status != Status::Cancelled && visit.starts_at <= at && at < visit.ends_at)
}

fn minutes_of(free: &[Interval]) -> Vec<Instant> {
    let minutes = |piece: &Interval| {
        let start = piece.start;
        (0..piece.length().num_minutes())
            .map(move |minute| start + TimeDelta::minutes(minute))
            .collect::<Vec<_>>()
    };
    free.iter().flat_map(minutes).collect()
}

#[test]
fn free_time_is_what_a_count_of_minutes_finds() {
    let mut seen = 0;
    for seed in 0..150 {
        let payload = payload(seed, "Asia/Almaty");
        let expected = free_minutes(&payload);
        let calendar = Calendar::new(payload);
        let free = free_intervals(&calendar, range()).into_iter().map(|free| free.interval).collect();
        assert_eq!(minutes_of(&merge(free)), expected, "seed {seed}");
        let shown = offered(&calendar, &calendar.payload().resources[0], range(), Instant::MIN_UTC);
        assert_eq!(minutes_of(&shown), expected, "seed {seed}");
        seen += expected.len();
    }
    assert!(seen > 100_000, "the calendars have free time to speak of: {seen} minutes");
}

#[test]
fn another_visit_never_adds_free_time_and_is_never_in_it() {
    for seed in 0..60 {
        for timezone in ["Asia/Almaty", "America/New_York", "Asia/Kathmandu"] {
            let mut payload = payload(seed, timezone);
            let before = free_of(&payload);
            let (starts_at, ends_at) = Dice(seed + 7).instants(range());
            let visit = visit(999, starts_at, ends_at, false);
            payload.appointments.insert(payload.appointments.len() / 2, visit);
            let after = free_of(&payload);
            for piece in &after {
                assert!(!piece.overlaps(&Interval::new(starts_at, ends_at)), "seed {seed}, {timezone}");
                let within = |outer: &Interval| outer.start <= piece.start && piece.end <= outer.end;
                assert!(before.iter().any(within), "seed {seed}, {timezone}: {piece:?} is new");
            }
        }
    }
}

fn free_of(payload: &Payload) -> Vec<Interval> {
    let calendar = Calendar::new(payload.clone());
    free_intervals(&calendar, range()).into_iter().map(|free| free.interval).collect()
}
