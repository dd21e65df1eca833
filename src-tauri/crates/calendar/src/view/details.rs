//! The details of one appointment.

use chrono_tz::Tz;

use super::day::Day;
use super::label::{date_label, date_time_label};
use super::resource::head_of_appointment;
use super::types::{AppointmentDetails, ExpenseLine, PaymentLine};
use crate::model::Instant;
use crate::money::ledger::Ledger;
use crate::{Calendar, civil};

/// The details of one appointment, in `zone`. `None` when it is not in the calendar.
///
/// Its span is on the axis of the day on which it starts.
pub fn details(
    calendar: &Calendar,
    appointment_id: i64,
    zone: Tz,
    now: Instant,
) -> Option<AppointmentDetails> {
    let appointment = calendar.appointments().find(|appointment| appointment.id == appointment_id)?;
    let today = civil::date_of(zone, now);
    let day = Day::new(zone, civil::date_of(zone, appointment.starts_at));
    let ledger = Ledger::of_appointment(calendar, appointment);
    let interval_min = appointment.interval().length().num_minutes();
    Some(AppointmentDetails {
        id: appointment.id,
        date: day.label(today),
        span: day.span(appointment.interval()),
        end_date: day.later_end(appointment.interval(), today),
        resource: head_of_appointment(calendar, appointment, zone),
        status: appointment.status.clone(),
        appointment_type: appointment.appointment_type.clone(),
        client_name: appointment.client_display_name(),
        client_phone: appointment.client_phone.clone(),
        client_identifier: appointment.client_identifier.clone(),
        client_birth_date: appointment.client_birth_date.map(|date| date_label(date, today)),
        client_gender: appointment.client_gender.clone(),
        client_comment: appointment.client_comment.clone(),
        source: appointment.source.clone(),
        service_names: appointment.service_display_names().into_iter().map(str::to_owned).collect(),
        duration_min: i32::try_from(appointment.duration_min.unwrap_or(interval_min)).unwrap_or(i32::MAX),
        payment_status: appointment.payment_status.clone(),
        service_amount: appointment.service_amount,
        received: ledger.received_if_known(appointment),
        outstanding: ledger.outstanding_if_known(appointment),
        payments: ledger
            .payments_of(appointment.id)
            .map(|payment| PaymentLine {
                amount: payment.amount,
                method: payment.payment_method.clone(),
                kind: payment.payment_kind.clone(),
                taken: payment.created_at.map(|at| date_time_label(zone, at, today)),
            })
            .collect(),
        expense: ledger
            .expenses_of(appointment.id)
            .next()
            .map(|expense| ExpenseLine { amount: expense.amount, status: expense.status.clone() }),
        updated: appointment.updated_at.map(|at| date_time_label(zone, at, today)),
        conversation_display_id: appointment.conversation_display_id,
        contact_id: appointment.contact_id,
        from_cache: false,
    })
}
