//! Views of more data than can be drawn.

use calendar::model::{Appointment, Payload, TimeOff};
use calendar::view::{ViewBody, ViewKind, ViewRequest, build_within_limit};
use calendar::{Calendar, Filter, ResourceOrder};
use chrono_tz::Tz;

use crate::support::{ANNA, anna_in, appointment, at, date, hiding};

fn view(payload: Payload, kind: ViewKind, filter: &Filter) -> Option<ViewBody> {
    let request = ViewRequest {
        kind,
        date: date("2026-03-11"),
        now: at("2026-03-11T04:00:00Z"),
        zone: Tz::Asia__Almaty,
        step_min: 30,
        density_percent: 100,
        duration_min: 30,
        order: &ResourceOrder::Server,
        filter,
    };
    build_within_limit(&Calendar::new(payload), &request)
}

/// Appointments from the year 1 to the year 9999.
fn endless_appointments(count: i64) -> Payload {
    let appointments = (1..=count).map(|id| Appointment {
        starts_at: at("0001-01-01T00:00:00Z"),
        ends_at: at("9999-12-31T00:00:00Z"),
        ..appointment(id, ANNA, "2026-03-11T04:00:00Z", "2026-03-11T05:00:00Z")
    });
    Payload { appointments: appointments.collect(), ..anna_in("Asia/Almaty") }
}

#[test]
fn endless_appointment_is_drawn_once_a_day_of_the_period() {
    for (kind, days) in [(ViewKind::Day, 1), (ViewKind::Week, 7)] {
        let Some(ViewBody::Day(grid) | ViewBody::WeekColumns(grid)) =
            view(endless_appointments(1), kind, &Filter::default())
        else {
            panic!("a grid")
        };
        assert_eq!(grid.rows[0].cells.iter().map(|cell| cell.appointments.len()).sum::<usize>(), days);
    }
}

#[test]
fn view_with_more_boxes_than_can_be_drawn_is_refused_and_a_smaller_one_is_built() {
    let all = Filter::default();
    // A box a day: 3,000 in the day, 21,000 in week and list.
    assert!(view(endless_appointments(3_000), ViewKind::Day, &all).is_some());
    assert!(view(endless_appointments(3_000), ViewKind::Week, &all).is_none());
    assert!(view(endless_appointments(3_000), ViewKind::List, &all).is_none());
    assert!(view(endless_appointments(3_000), ViewKind::Month, &all).is_some(), "the month has totals only");
    assert!(view(endless_appointments(3_000), ViewKind::Week, &hiding([ANNA])).is_some());
}

#[test]
fn absences_count_as_boxes_once_for_each_resource() {
    let payload = |resource_id| Payload {
        time_offs: (1..=21_000)
            .map(|id| TimeOff {
                id,
                resource_id,
                starts_at: at("2026-03-11T04:00:00Z"),
                ends_at: at("2026-03-11T05:00:00Z"),
                account_id: None,
                kind: None,
                title: None,
                notes: None,
            })
            .collect(),
        ..anna_in("Asia/Almaty")
    };
    for resource_id in [Some(ANNA), None] {
        assert!(view(payload(resource_id), ViewKind::Day, &Filter::default()).is_none());
    }
}
