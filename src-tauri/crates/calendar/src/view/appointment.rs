//! An appointment as a block of a view.

use chrono::NaiveDate;

use super::day::{Day, whole_minutes};
use super::lanes::LanePosition;
use super::types::AppointmentBox;
use crate::model::Appointment;
use crate::text::non_blank;

/// The appointment's block on one of its days.
pub(super) fn appointment_box(
    appointment: &Appointment,
    day: &Day,
    position: LanePosition,
    today: NaiveDate,
) -> AppointmentBox {
    let interval = appointment.interval();
    AppointmentBox {
        id: appointment.id,
        resource_id: appointment.resource_id,
        span: day.span(interval),
        start_date: day.earlier_start(interval, today),
        end_date: day.later_end(interval, today),
        duration_min: whole_minutes(interval),
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
