//! A practice in Berlin, for tests of the days on which the clocks change.
//!
//! The clocks change on a Sunday at night. The night duty therefore has a break in the hour that is skipped or repeated. The
//! day duty shows an error of one hour in the afternoon if the program adds minutes to midnight.

use super::{
    EVERY_DAY, MONDAY_TO_FRIDAY, ResourceTemplate, Service, Shift, at, service, shift, shift_with_break,
};
use crate::rows::Compensation;

const PRACTICE: &[Service] = &[
    service("Sprechstunde", "consultation", 30, 12_000, 6),
    service("Kontrolle", "consultation", 20, 7_500, 3),
    service("Приём терапевта", "consultation", 40, 14_000, 2),
];
const NIGHT: &[Service] =
    &[service("Notdienst", "consultation", 30, 25_000, 5), service("Infusion", "procedure", 60, 18_000, 2)];
const CALLS: &[Service] = &[service("Video call", "consultation", 30, 10_000, 1)];

const NIGHT_DUTY: &[Shift] = &[
    shift_with_break(EVERY_DAY, 0, at(7, 0), (at(2, 30), at(3, 15), "Ruhepause")),
    shift(EVERY_DAY, at(22, 0), 1440),
];
const DAY_DUTY: &[Shift] =
    &[shift_with_break(EVERY_DAY, at(8, 0), at(18, 0), (at(12, 0), at(13, 0), "Mittag"))];
const WEEKDAYS: &[Shift] =
    &[shift_with_break(MONDAY_TO_FRIDAY, at(9, 0), at(17, 0), (at(12, 30), at(13, 0), "Mittag"))];

pub(super) fn templates() -> Vec<ResourceTemplate> {
    let berlin = |name: &str, specialty, shifts, services| ResourceTemplate {
        name: name.to_owned(),
        timezone: "Europe/Berlin",
        compensation: Compensation::Percent(40),
        load_percent: 66,
        ..ResourceTemplate::new(specialty, shifts, services)
    };
    vec![
        ResourceTemplate {
            color: Some("#2563EB"),
            ..berlin("Bauer Ingrid", "Nachtdienst", NIGHT_DUTY, NIGHT)
        },
        ResourceTemplate {
            color: Some("#0D9488"),
            slot_duration_min: 20,
            ..berlin("Hoffmann Jens", "Tagdienst", DAY_DUTY, PRACTICE)
        },
        ResourceTemplate {
            color: Some("#D97706"),
            slot_duration_min: 20,
            ..berlin("Штейн Ольга", "Терапевт", WEEKDAYS, PRACTICE)
        },
        ResourceTemplate {
            timezone: "America/New_York",
            color: Some("#BE185D"),
            ..berlin("Miller Grace", "Video consultation", DAY_DUTY, CALLS)
        },
        ResourceTemplate {
            timezone: "Mars/Olympus",
            color: Some("#7C3AED"),
            ..berlin("Olympus Raum 4", "Room with an unknown zone", WEEKDAYS, PRACTICE)
        },
    ]
}
