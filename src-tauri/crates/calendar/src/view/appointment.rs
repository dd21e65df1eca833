//! An appointment as a block of a view.

use chrono::NaiveDate;

use super::crowds::{Group, Place};
use super::day::{Day, whole_minutes};
use super::types::{AppointmentBox, AppointmentGroup};
use crate::model::{Appointment, Interval, Status};
use crate::text::non_blank;

/// The appointment on one of its days, where it takes the time of `block`.
pub(super) fn appointment_box(
    appointment: &Appointment,
    day: &Day,
    place: Place,
    block: Interval,
    today: NaiveDate,
) -> AppointmentBox {
    let interval = appointment.interval();
    let (block_from_min, block_min) = day.block_minutes(block);
    AppointmentBox {
        id: appointment.id,
        resource_id: appointment.resource_id,
        span: day.span(interval),
        start_date: day.earlier_start(interval, today),
        end_date: day.later_end(interval, today),
        block_from_min,
        block_min,
        duration_min: whole_minutes(interval),
        lane: place.position.lane,
        lanes: place.position.lanes,
        group: place.group.and_then(|group| u32::try_from(group).ok()),
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

/// The box of a group on one of its days.
pub(super) fn group_box(group: &Group, appointments: &[&Appointment], day: &Day) -> AppointmentGroup {
    let members: Vec<&Appointment> = group.members.iter().map(|&index| appointments[index]).collect();
    let coming: Vec<&Appointment> = members.iter().copied().filter(|member| !member.is_cancelled()).collect();
    let status =
        if coming.is_empty() { Some(Status::Cancelled) } else { common(&coming, |one| one.status.clone()) };
    let (block_from_min, block_min) = day.block_minutes(group.interval);
    let parts = members.iter().filter_map(|member| day.clip(member.interval()));
    let span = parts.reduce(Interval::hull).unwrap_or(group.interval);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    AppointmentGroup {
        span: day.span(span),
        block_from_min,
        block_min,
        lane: group.position.lane,
        lanes: group.position.lanes,
        appointments: count(coming.len()),
        cancelled: count(members.len() - coming.len()),
        status,
        service_name: common(&coming, Appointment::services_label).flatten(),
    }
}

/// What all appointments have in common, if it is the same for all.
fn common<T: PartialEq>(appointments: &[&Appointment], value: impl Fn(&Appointment) -> T) -> Option<T> {
    let (first, others) = appointments.split_first()?;
    let of_first = value(first);
    others.iter().all(|other| value(other) == of_first).then_some(of_first)
}
