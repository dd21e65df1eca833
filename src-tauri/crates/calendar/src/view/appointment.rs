//! An appointment in the view's words.

use super::day::Day;
use super::lanes::LanePosition;
use super::types::AppointmentBox;
use crate::model::Appointment;
use crate::text::non_blank;

/// The appointment's box on a day it touches.
pub(super) fn appointment_box(
    appointment: &Appointment,
    day: &Day,
    position: LanePosition,
) -> AppointmentBox {
    AppointmentBox {
        id: appointment.id,
        resource_id: appointment.resource_id,
        span: day.span(appointment.interval()),
        lane: position.lane,
        lanes: position.lanes,
        client_name: appointment.client_display_name(),
        client_phone: appointment.client_phone.clone(),
        service_name: appointment.services_label(),
        status: appointment.status.clone(),
        appointment_type: appointment.appointment_type.clone(),
        payment_status: appointment.payment_status.clone(),
        service_amount: appointment.service_amount,
        has_comment: non_blank(appointment.client_comment.as_deref()).is_some(),
    }
}
