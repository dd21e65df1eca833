//! Selected times: whether they are still free, and their chat text.

use calendar::chat::{ChatLanguage, Template, TemplateKind, compose};
use calendar::model::{Interval, Payload};
use calendar::view::types::MomentKind;
use calendar::view::{SelectedSecond, SelectedTime, ViewKind, chat_lines, offered_times, period_range};
use calendar::{Calendar, KnownRange};
use chrono::TimeDelta;
use chrono_tz::Tz;

use crate::support::{ANNA, BORIS, anna_in, appointment, at, daily, daily_break, date, resource};

const ZONE: Tz = Tz::Asia__Almaty;
const NOW: &str = "2025-11-24T04:40:00Z";

fn selected(resource_id: i64, start: &str, minutes: i64) -> SelectedTime {
    let start = at(start);
    SelectedTime {
        resource_id,
        interval: Interval::new(start, start + TimeDelta::minutes(minutes)),
        then: None,
    }
}

/// A week with its calendar.
struct KnownWeek {
    range: Interval,
    calendar: Calendar,
}

impl KnownWeek {
    fn new(payload: Payload) -> KnownWeek {
        KnownWeek {
            range: period_range(ViewKind::Week, date("2025-11-24"), ZONE),
            calendar: Calendar::new(payload),
        }
    }

    fn known(&self) -> [KnownRange<'_>; 1] {
        [KnownRange { range: self.range, calendar: &self.calendar }]
    }

    fn reason_gone(&self, time: SelectedTime) -> Option<MomentKind> {
        offered_times(&[time], &self.known(), ZONE, at(NOW)).remove(0).gone
    }

    fn text(&self, times: &[SelectedTime], max_times: usize) -> String {
        let lines = chat_lines(times, &self.known(), ZONE, at(NOW), max_times);
        compose(
            &lines,
            &Template::default_of(TemplateKind::Offer, ChatLanguage::Ru),
            ChatLanguage::Ru,
            date("2025-11-24"),
        )
    }
}

#[test]
fn selected_time_that_is_not_free_has_the_reason() {
    let mut payload = anna_in("Asia/Almaty");
    payload.break_rules = daily_break(ANNA, 780, 840, "Обед");
    payload.appointments = vec![appointment(1, ANNA, "2025-11-24T06:00:00Z", "2025-11-24T06:30:00Z")];
    let week = KnownWeek::new(payload);
    assert_eq!(week.reason_gone(selected(ANNA, "2025-11-24T05:00:00Z", 60)), None);
    assert_eq!(week.reason_gone(selected(ANNA, "2025-11-24T06:00:00Z", 30)), Some(MomentKind::Taken));
    // Its first half hour is free, and its second one is taken.
    assert_eq!(week.reason_gone(selected(ANNA, "2025-11-24T05:30:00Z", 60)), Some(MomentKind::Taken));
    assert_eq!(week.reason_gone(selected(ANNA, "2025-11-24T07:45:00Z", 30)), Some(MomentKind::Break));
    assert_eq!(week.reason_gone(selected(ANNA, "2025-11-24T12:45:00Z", 30)), Some(MomentKind::OutsideHours));
    assert_eq!(week.reason_gone(selected(ANNA, "2025-11-24T04:30:00Z", 30)), Some(MomentKind::Past));
    assert_eq!(week.reason_gone(selected(99, "2025-11-24T05:00:00Z", 30)), Some(MomentKind::NotOffered));
    // There are no data for this day, so the time counts as free.
    assert_eq!(week.reason_gone(selected(ANNA, "2026-02-02T06:00:00Z", 30)), None);
}

#[test]
fn selected_time_across_adjacent_work_rules_is_not_free() {
    let adjacent = [daily(ANNA, 540, 600), daily(ANNA, 600, 660)].concat();
    let week = KnownWeek::new(Payload { work_rules: adjacent, ..anna_in("Asia/Almaty") });
    assert_eq!(week.reason_gone(selected(ANNA, "2025-11-24T04:45:00Z", 15)), None);
    assert!(week.reason_gone(selected(ANNA, "2025-11-24T04:45:00Z", 30)).is_some());
}

#[test]
fn chat_text_has_one_line_for_each_day_and_resource_in_order_of_time() {
    let mut resources = vec![resource(ANNA, "Asia/Almaty"), resource(BORIS, "Asia/Almaty")];
    resources[0].name = "Айгуль С.".into();
    resources[0].specialty = Some("Терапевт".into());
    resources[1].name = "Борис К.".into();
    let work_rules = [daily(ANNA, 540, 1080), daily(BORIS, 540, 1080)].concat();
    let week = KnownWeek::new(Payload { resources, work_rules, ..Payload::default() });
    let times = [
        selected(BORIS, "2025-11-25T04:00:00Z", 30),
        selected(ANNA, "2025-11-24T06:30:00Z", 30),
        selected(ANNA, "2025-11-24T05:00:00Z", 30),
        selected(ANNA, "2025-11-24T05:00:00Z", 30),
        selected(ANNA, "2025-11-25T04:00:00Z", 30),
    ];
    assert_eq!(
        week.text(&times, 20),
        "Пн 24 ноября: 10:00, 11:30 - Айгуль С., терапевт\n\
         Вт 25 ноября: 09:00 - Айгуль С., терапевт\n\
         Вт 25 ноября: 09:00 - Борис К."
    );
    assert_eq!(week.text(&times, 1), "Пн 24 ноября: 10:00 - Айгуль С., терапевт");
}

#[test]
fn chat_text_contains_only_times_that_are_still_free() {
    let mut payload = anna_in("Asia/Almaty");
    payload.appointments = vec![appointment(1, ANNA, "2025-11-24T05:00:00Z", "2025-11-24T05:30:00Z")];
    let week = KnownWeek::new(payload);
    let times = [selected(ANNA, "2025-11-24T05:00:00Z", 30), selected(ANNA, "2025-11-24T06:00:00Z", 30)];
    assert_eq!(week.text(&times, 1), "Пн 24 ноября: 11:00 - Anna");
    assert_eq!(chat_lines(&times[..1], &week.known(), ZONE, at(NOW), 5), []);
}

#[test]
fn two_appointments_in_a_row_have_a_line_of_their_own() {
    let mut payload = anna_in("Asia/Almaty");
    payload.resources.push(resource(BORIS, "Asia/Almaty"));
    payload.work_rules.extend(daily(BORIS, 540, 1080));
    let second = selected(BORIS, "2025-11-25T05:30:00Z", 30);
    let pair = SelectedTime {
        then: Some(SelectedSecond { resource_id: BORIS, interval: second.interval }),
        ..selected(ANNA, "2025-11-25T05:00:00Z", 30)
    };
    let single = selected(ANNA, "2025-11-25T06:00:00Z", 30);
    let week = KnownWeek::new(payload.clone());
    assert_eq!(
        week.text(&[single, pair], 6),
        "Вт 25 ноября: 10:00 - Anna, затем 10:30 - Boris\nВт 25 ноября: 11:00 - Anna"
    );
    assert_eq!(week.text(&[single, pair], 1), "Вт 25 ноября: 10:00 - Anna, затем 10:30 - Boris");
    let offered = offered_times(&[pair], &week.known(), ZONE, at(NOW)).remove(0);
    assert_eq!(offered.then.map(|then| then.label).as_deref(), Some("10:30"));

    // Without the second appointment the first one is not offered.
    payload.appointments = vec![appointment(1, BORIS, "2025-11-25T05:30:00Z", "2025-11-25T06:00:00Z")];
    let week = KnownWeek::new(payload);
    assert_eq!(week.reason_gone(pair), Some(MomentKind::Taken));
    assert_eq!(week.text(&[pair], 6), "");
}
