//! SelectedTime times: what became of them, and their text.

use calendar::chat::{ChatLanguage, Template, compose};
use calendar::model::{Interval, Payload};
use calendar::view::types::MomentKind;
use calendar::view::{SelectedTime, ViewKind, chat_lines, offered_times, period_range};
use calendar::{Calendar, KnownRange};
use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::support::{ANNA, BORIS, anna_in, appointment, at, daily, daily_break, date, resource};

const ZONE: Tz = Tz::Asia__Almaty;
const NOW: &str = "2025-11-24T04:40:00Z";

fn ticked(resource_id: i64, start: &str, minutes: i64) -> SelectedTime {
    let start = at(start);
    SelectedTime { resource_id, interval: Interval::new(start, start + TimeDelta::minutes(minutes)) }
}

struct Stage {
    range: Interval,
    calendar: Calendar,
}

impl Stage {
    fn new(payload: Payload) -> Stage {
        Stage {
            range: period_range(ViewKind::Week, date("2025-11-24"), ZONE),
            calendar: Calendar::new(payload),
        }
    }

    fn known(&self) -> [KnownRange<'_>; 1] {
        [KnownRange { range: self.range, calendar: &self.calendar }]
    }

    fn gone(&self, tick: SelectedTime) -> Option<MomentKind> {
        offered_times(&[tick], &self.known(), ZONE, at(NOW)).remove(0).gone
    }

    fn text(&self, ticks: &[SelectedTime], most: usize) -> String {
        let lines = chat_lines(ticks, &self.known(), ZONE, at(NOW), most);
        compose(&lines, &Template::default_of(ChatLanguage::Ru), ChatLanguage::Ru, date("2025-11-24"))
    }
}

#[test]
fn what_can_no_longer_be_offered_says_what_is_there_instead() {
    let mut payload = anna_in("Asia/Almaty");
    payload.break_rules = daily_break(ANNA, 780, 840, "Обед");
    payload.appointments = vec![appointment(1, ANNA, "2025-11-24T06:00:00Z", "2025-11-24T06:30:00Z")];
    let stage = Stage::new(payload);
    assert_eq!(stage.gone(ticked(ANNA, "2025-11-24T05:00:00Z", 60)), None);
    assert_eq!(stage.gone(ticked(ANNA, "2025-11-24T06:00:00Z", 30)), Some(MomentKind::Taken));
    // Its first half hour is still free.
    assert_eq!(stage.gone(ticked(ANNA, "2025-11-24T05:30:00Z", 60)), Some(MomentKind::Taken));
    assert_eq!(stage.gone(ticked(ANNA, "2025-11-24T07:45:00Z", 30)), Some(MomentKind::Break));
    assert_eq!(stage.gone(ticked(ANNA, "2025-11-24T12:45:00Z", 30)), Some(MomentKind::OutsideHours));
    assert_eq!(stage.gone(ticked(ANNA, "2025-11-24T04:30:00Z", 30)), Some(MomentKind::Past));
    assert_eq!(stage.gone(ticked(99, "2025-11-24T05:00:00Z", 30)), Some(MomentKind::NotOffered));
    // Of a day of which nothing is known a time stands as it was ticked.
    assert_eq!(stage.gone(ticked(ANNA, "2026-02-02T06:00:00Z", 30)), None);
}

#[test]
fn an_appointment_across_touching_work_rules_is_not_bookable_and_says_so() {
    let touching = [daily(ANNA, 540, 600), daily(ANNA, 600, 660)].concat();
    let stage = Stage::new(Payload { work_rules: touching, ..anna_in("Asia/Almaty") });
    assert_eq!(stage.gone(ticked(ANNA, "2025-11-24T04:45:00Z", 15)), None);
    assert!(stage.gone(ticked(ANNA, "2025-11-24T04:45:00Z", 30)).is_some());
}

#[test]
fn a_line_for_each_day_and_person_in_the_order_of_time() {
    let mut resources = vec![resource(ANNA, "Asia/Almaty"), resource(BORIS, "Asia/Almaty")];
    resources[0].name = "Айгуль С.".into();
    resources[0].specialty = Some("Терапевт".into());
    resources[1].name = "Борис К.".into();
    let work_rules = [daily(ANNA, 540, 1080), daily(BORIS, 540, 1080)].concat();
    let stage = Stage::new(Payload { resources, work_rules, ..Payload::default() });
    let ticks = [
        ticked(BORIS, "2025-11-25T04:00:00Z", 30),
        ticked(ANNA, "2025-11-24T06:30:00Z", 30),
        ticked(ANNA, "2025-11-24T05:00:00Z", 30),
        ticked(ANNA, "2025-11-24T05:00:00Z", 30),
        ticked(ANNA, "2025-11-25T04:00:00Z", 30),
    ];
    assert_eq!(
        stage.text(&ticks, 20),
        "Пн 24 ноября: 10:00, 11:30 - Айгуль С., терапевт\n\
         Вт 25 ноября: 09:00 - Айгуль С., терапевт\n\
         Вт 25 ноября: 09:00 - Борис К."
    );
    assert_eq!(stage.text(&ticks, 1), "Пн 24 ноября: 10:00 - Айгуль С., терапевт");
}

#[test]
fn the_text_holds_nothing_that_is_gone() {
    let mut payload = anna_in("Asia/Almaty");
    payload.appointments = vec![appointment(1, ANNA, "2025-11-24T05:00:00Z", "2025-11-24T05:30:00Z")];
    let stage = Stage::new(payload);
    let ticks = [ticked(ANNA, "2025-11-24T05:00:00Z", 30), ticked(ANNA, "2025-11-24T06:00:00Z", 30)];
    assert_eq!(stage.text(&ticks, 1), "Пн 24 ноября: 11:00 - Anna");
    assert_eq!(chat_lines(&ticks[..1], &stage.known(), ZONE, at(NOW), 5), []);
}
