//! Appointments as a calendar file (RFC 5545).
//!
//! The times are instants in UTC. A program that shows them uses its own zone, so each appointment is at the right moment
//! everywhere, also where the zone data are older than the last change of the clinic's zone. A time with the name of a zone
//! would need a definition of the zone in the file, and programs treat such definitions differently. `X-WR-TIMEZONE` suggests
//! the clinic's zone for display.

use calendar::model::Instant;
use chrono_tz::Tz;
use icalendar::{Calendar, Component, Event, EventLike, Property};

use super::text::without_control_characters;

/// The beginning of `SEQUENCE`: it counts seconds and has room for 31 bits.
const SEQUENCE_START: i64 = 1_577_836_800;

/// Whether an appointment takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventStatus {
    Confirmed,
    Tentative,
    Cancelled,
}

/// An appointment with its words.
pub(crate) struct CalendarEvent {
    /// The account and the appointment. The same in every file, so that a program replaces what it has from an earlier one.
    pub(crate) account_id: u64,
    pub(crate) appointment_id: i64,
    pub(crate) start: Instant,
    pub(crate) end: Instant,
    pub(crate) status: EventStatus,
    /// The last change, or else what is known of it.
    pub(crate) updated: Instant,
    pub(crate) summary: String,
    pub(crate) location: String,
    pub(crate) description: String,
}

/// The bytes of a calendar file.
pub(crate) fn ics(title: &str, zone: Tz, events: impl IntoIterator<Item = CalendarEvent>) -> Vec<u8> {
    let mut calendar = Calendar::empty();
    for (key, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Qabyl//Qabyl//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("X-WR-TIMEZONE", zone.name()),
    ] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.append_property(text_property("X-WR-CALNAME", title));
    for event in events {
        calendar.push(written(&event));
    }
    calendar.to_string().into_bytes()
}

fn written(of: &CalendarEvent) -> Event {
    let mut event = Event::new();
    event
        .uid(&format!("appointment-{}-account-{}@qabyl", of.appointment_id, of.account_id))
        .timestamp(of.updated)
        .sequence(sequence(of.updated))
        .starts(of.start)
        .ends(of.end)
        .status(match of.status {
            EventStatus::Confirmed => icalendar::EventStatus::Confirmed,
            EventStatus::Tentative => icalendar::EventStatus::Tentative,
            EventStatus::Cancelled => icalendar::EventStatus::Cancelled,
        });
    for (key, value) in
        [("SUMMARY", &of.summary), ("LOCATION", &of.location), ("DESCRIPTION", &of.description)]
    {
        let property = text_property(key, value);
        if !property.value().is_empty() {
            event.append_property(property);
        }
    }
    if of.status == EventStatus::Cancelled {
        event.add_property("TRANSP", "TRANSPARENT");
    }
    event.done()
}

fn text_property(key: &str, value: &str) -> Property {
    Property::new(key, without_control_characters(value))
}

/// A number that grows with each change of an appointment.
fn sequence(updated: Instant) -> u32 {
    u32::try_from(updated.timestamp().saturating_sub(SEQUENCE_START).clamp(0, i32::MAX.into())).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    //! The files are read back with another library than the one that wrote them.

    use calcard::icalendar::{ICalendar, ICalendarComponentType, ICalendarProperty, ICalendarValue};

    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn event() -> CalendarEvent {
        CalendarEvent {
            account_id: 7,
            appointment_id: 4711,
            start: at("2024-02-29T20:30:00Z"),
            end: at("2024-02-29T21:30:00Z"),
            status: EventStatus::Confirmed,
            updated: at("2024-02-20T05:00:00Z"),
            summary: "А. О., Консультация; первичная\\n".to_owned(),
            location: "Айгуль С.".to_owned(),
            description: String::new(),
        }
    }

    fn file(events: Vec<CalendarEvent>) -> String {
        String::from_utf8(ics("Ак Тау, список", chrono_tz::Asia::Almaty, events)).unwrap()
    }

    fn parsed(file: &str) -> ICalendar {
        ICalendar::parse(file).unwrap()
    }

    /// The values of a property in the events of a file, in order.
    fn values(calendar: &ICalendar, name: &ICalendarProperty) -> Vec<ICalendarValue> {
        let events = calendar
            .components
            .iter()
            .filter(|component| component.component_type == ICalendarComponentType::VEvent);
        let entries = events.flat_map(|component| &component.entries).filter(|entry| &entry.name == name);
        entries.flat_map(|entry| entry.values.clone()).collect()
    }

    fn texts(calendar: &ICalendar, name: &ICalendarProperty) -> Vec<String> {
        let text = |value: &ICalendarValue| value.as_text().unwrap().to_owned();
        values(calendar, name).iter().map(text).collect()
    }

    /// The clocks of Almaty moved back at the following midnight. A program with old zone data shows another wall time, and
    /// the moment is right.
    #[test]
    fn times_are_instants_and_the_zone_is_a_suggestion() {
        let file = file(vec![event()]);
        assert!(file.contains("\r\nDTSTART:20240229T203000Z\r\n"), "{file}");
        assert!(file.contains("\r\nDTEND:20240229T213000Z\r\n"), "{file}");
        assert!(file.contains("\r\nX-WR-TIMEZONE:Asia/Almaty\r\n"), "{file}");
        assert!(!file.contains("TZID") && !file.contains("VTIMEZONE"), "{file}");
        let calendar = parsed(&file);
        let starts = values(&calendar, &ICalendarProperty::Dtstart);
        let [ICalendarValue::PartialDateTime(start)] = &starts[..] else { panic!("{starts:?}") };
        assert_eq!(start.to_timestamp(), Some(event().start.timestamp()));
    }

    #[test]
    fn texts_with_separators_are_read_back_as_they_are() {
        let mut other = event();
        other.summary = format!("{} \"Ә\"\r\nЕкі: {}\u{7}", "қ".repeat(100), "😀".repeat(60));
        let calendar = parsed(&file(vec![event(), other]));
        assert_eq!(
            texts(&calendar, &ICalendarProperty::Summary),
            [event().summary, format!("{} \"Ә\"\nЕкі: {}", "қ".repeat(100), "😀".repeat(60))]
        );
        assert_eq!(texts(&calendar, &ICalendarProperty::Location), ["Айгуль С.", "Айгуль С."]);
        assert!(values(&calendar, &ICalendarProperty::Description).is_empty(), "an empty text is not there");
    }

    /// RFC 5545, 3.1: no line is longer than 75 bytes, and no character is cut.
    #[test]
    fn lines_are_folded() {
        let mut long = event();
        long.description = "Ұзақ сөз, ".repeat(50);
        let file = file(vec![long]);
        assert!(file.ends_with("END:VCALENDAR\r\n"));
        let lines: Vec<_> = file.split("\r\n").collect();
        assert!(lines.iter().all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])), "{lines:?}");
    }

    #[test]
    fn appointment_keeps_its_uid_and_a_change_has_a_larger_sequence() {
        let (before, mut after) = (event(), event());
        after.updated = at("2026-11-24T05:00:00Z");
        after.start = at("2024-03-01T20:30:00Z");
        let calendar = parsed(&file(vec![before, after]));
        let uids = texts(&calendar, &ICalendarProperty::Uid);
        assert_eq!(uids, ["appointment-4711-account-7@qabyl"; 2]);
        let sequences = values(&calendar, &ICalendarProperty::Sequence);
        let [ICalendarValue::Integer(first), ICalendarValue::Integer(second)] = &sequences[..] else {
            panic!("{sequences:?}")
        };
        assert!(0 < *first && first < second && *second < i64::from(i32::MAX));
        assert_eq!(sequence(at("1999-01-01T00:00:00Z")), 0);
        assert_eq!(i64::from(sequence(at("2199-01-01T00:00:00Z"))), i64::from(i32::MAX));
    }

    #[test]
    fn cancelled_appointment_is_cancelled_and_takes_no_time() {
        let statuses = [EventStatus::Confirmed, EventStatus::Tentative, EventStatus::Cancelled];
        let text = file(statuses.map(|status| CalendarEvent { status, ..event() }).into());
        let lines: Vec<_> = text.lines().filter(|line| line.starts_with("STATUS:")).collect();
        assert_eq!(lines, ["STATUS:CONFIRMED", "STATUS:TENTATIVE", "STATUS:CANCELLED"]);
        assert_eq!(text.matches("TRANSP:TRANSPARENT").count(), 1);
    }

    #[test]
    fn file_without_appointments_is_a_calendar() {
        let calendar = parsed(&file(Vec::new()));
        assert_eq!(calendar.components.len(), 1);
    }
}
