//! The appointments around the present moment.

use std::cmp::Reverse;

use chrono::TimeDelta;

use super::period_data::PeriodData;
use super::types::{PresentAppointment, PresentAppointments, PresentList};
use crate::model::{Appointment, Status};

/// How long before its start an appointment is listed.
const NEXT: TimeDelta = TimeDelta::minutes(30);
/// As many appointments of each list as a screen has room for.
const MAX_LISTED: usize = 40;

/// An appointment of today, and the position of its resource.
type Entry<'a> = (usize, &'a Appointment);

/// The appointments of the first day of the period around the present moment. `None` if that day is not today.
pub(super) fn present(data: &PeriodData) -> Option<PresentAppointments> {
    let day = (0..data.days.len()).next().filter(|day| data.days[*day].contains(data.now))?;
    let mut appointments: Vec<Entry> = (0..data.resources.len())
        .flat_map(|resource| {
            data.appointments(resource, day).iter().map(move |appointment| (resource, *appointment))
        })
        .filter(|(_, appointment)| matches!(appointment.status, Status::Scheduled | Status::Confirmed))
        .collect();
    // The sort is stable: equal starts keep the order of resources.
    appointments.sort_by_key(|(_, appointment)| appointment.starts_at);

    let (begun, coming): (Vec<Entry>, Vec<Entry>) =
        appointments.into_iter().partition(|(_, appointment)| appointment.starts_at <= data.now);
    let (mut overdue, current): (Vec<Entry>, Vec<Entry>) =
        begun.into_iter().partition(|(_, appointment)| appointment.ends_at <= data.now);
    overdue.sort_by_key(|(_, appointment)| Reverse(appointment.ends_at));
    let next: Vec<Entry> =
        coming.into_iter().filter(|(_, appointment)| appointment.starts_at <= data.now + NEXT).collect();
    let list = |entries: Vec<Entry>| PresentList {
        count: entries.len(),
        first: entries.into_iter().take(MAX_LISTED).map(|entry| line(data, day, entry)).collect(),
    };
    Some(PresentAppointments { current: list(current), overdue: list(overdue), next: list(next) })
}

fn line(data: &PeriodData, day: usize, (resource, appointment): Entry) -> PresentAppointment {
    let day = &data.days[day];
    PresentAppointment {
        id: appointment.id,
        start_label: day.wall_label(appointment.starts_at),
        end_label: day.end_label(appointment.ends_at),
        client_name: appointment.client_display_name(),
        resource: data.resources[resource].head.clone(),
    }
}
