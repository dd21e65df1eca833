//! An appointment in the view's words.

use super::day::Day;
use super::label::filled;
use super::lanes::Place;
use super::types::AppointmentBox;
use crate::model::{Appointment, Interval, Status};

/// The appointment's box on a day it touches.
pub(super) fn appointment_box(appointment: &Appointment, day: &Day, place: Place) -> AppointmentBox {
    AppointmentBox {
        id: appointment.id,
        resource_id: appointment.resource_id,
        span: day.span(interval_of(appointment)),
        lane: place.lane,
        lanes: place.lanes,
        client_name: client_name(appointment),
        client_phone: appointment.client_phone.clone(),
        service_name: service_name(appointment),
        status: appointment.status.clone(),
        appointment_type: appointment.appointment_type.clone(),
        payment_status: appointment.payment_status.clone(),
        service_amount: appointment.service_amount,
        has_comment: filled(appointment.client_comment.as_deref()).is_some(),
    }
}

pub(super) fn interval_of(appointment: &Appointment) -> Interval {
    Interval { start: appointment.starts_at, end: appointment.ends_at }
}

/// Cancelled appointments block nothing and count apart (free-time rule 12); every other word, known or not, is live.
pub(crate) fn is_cancelled(appointment: &Appointment) -> bool {
    appointment.status == Status::Cancelled
}

/// The client's name, in one piece or from its parts.
pub(crate) fn client_name(appointment: &Appointment) -> Option<String> {
    if let Some(name) = filled(appointment.client_name.as_deref()) {
        return Some(name.to_owned());
    }
    let parts =
        [&appointment.client_last_name, &appointment.client_first_name, &appointment.client_middle_name];
    let parts: Vec<&str> = parts.into_iter().filter_map(|part| filled(part.as_deref())).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The names of the appointment's services: the list where the server sends one, else the snapshot.
pub(crate) fn service_names(appointment: &Appointment) -> Vec<&str> {
    let listed: Vec<&str> = appointment.service_names.iter().filter_map(|name| filled(Some(name))).collect();
    if listed.is_empty() {
        filled(appointment.service_name_snapshot.as_deref()).into_iter().collect()
    } else {
        listed
    }
}

fn service_name(appointment: &Appointment) -> Option<String> {
    let names = service_names(appointment);
    (!names.is_empty()).then(|| names.join(", "))
}
