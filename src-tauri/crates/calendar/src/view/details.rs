//! All that is known of one visit.

use chrono_tz::Tz;

use super::column::head_of_visit;
use super::day::Day;
use super::label::{date_label, date_time_label};
use super::types::{AppointmentDetails, ExpenseLine, PaymentLine};
use super::visit::{client_name, interval_of, service_names, status_word};
use crate::model::Instant;
use crate::money::Ledger;
use crate::{Calendar, civil};

/// One visit for the panel, on the wall clock of `zone`; `None` when it is not in the calendar (any more).
///
/// Its span is placed on the day on which it starts.
pub fn details(
    calendar: &Calendar,
    appointment_id: i64,
    zone: Tz,
    now: Instant,
) -> Option<AppointmentDetails> {
    let visit = calendar.visits().find(|visit| visit.id == appointment_id)?;
    let today = civil::date_of(zone, now);
    let day = Day::new(zone, civil::date_of(zone, visit.starts_at));
    let ledger = Ledger::of_visit(calendar, visit);
    let whole_min = interval_of(visit).length().num_minutes();
    Some(AppointmentDetails {
        id: visit.id,
        date: day.label(today),
        span: day.span(interval_of(visit)),
        resource: head_of_visit(calendar, visit, zone),
        status: status_word(&visit.status).to_owned(),
        appointment_type: visit.appointment_type.clone(),
        client_name: client_name(visit),
        client_phone: visit.client_phone.clone(),
        client_identifier: visit.client_identifier.clone(),
        client_birth_date: visit.client_birth_date.map(|date| date_label(date, today)),
        client_gender: visit.client_gender.clone(),
        client_comment: visit.client_comment.clone(),
        source: visit.source.clone(),
        service_names: service_names(visit).into_iter().map(str::to_owned).collect(),
        duration_min: i32::try_from(visit.duration_min.unwrap_or(whole_min)).unwrap_or(i32::MAX),
        payment_status: visit.payment_status.clone(),
        service_amount: visit.service_amount,
        received: ledger.received_if_told(visit),
        outstanding: ledger.outstanding_if_told(visit),
        payments: ledger
            .payments_of(visit.id)
            .map(|payment| PaymentLine {
                amount: payment.amount,
                method: payment.payment_method.clone(),
                kind: payment.payment_kind.clone(),
                taken: payment.created_at.map(|at| date_time_label(zone, at, today)),
            })
            .collect(),
        expense: ledger
            .expenses_of(visit.id)
            .next()
            .map(|expense| ExpenseLine { amount: expense.amount, status: expense.status.clone() }),
        updated: visit.updated_at.map(|at| date_time_label(zone, at, today)),
        conversation_display_id: visit.conversation_display_id,
        contact_id: visit.contact_id,
        from_cache: false,
    })
}
