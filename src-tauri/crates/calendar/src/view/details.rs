//! The details of one appointment.

use chrono_tz::Tz;

use super::day::Day;
use super::label::{date_label, date_time_label};
use super::resource::head_of_appointment;
use super::types::{AppointmentDetails, DetailField, ExpenseLine, PaymentLine};
use crate::chat::{self, ChatLanguage, ChatLine, Template, short_name};
use crate::model::{Appointment, Instant, Resource};
use crate::money::ledger::Ledger;
use crate::search::phone;
use crate::text::non_blank;
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
        over: appointment.ends_at <= now,
        appointment_type: appointment.appointment_type.clone(),
        client_name: appointment.client_display_name(),
        client_phone: appointment.client_phone.clone(),
        international_phone: appointment.client_phone.as_deref().and_then(phone::international),
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
        fields: fields(appointment, calendar.resource(appointment.resource_id), zone),
        from_cache: false,
    })
}

/// A text that reminds the client of an appointment. It contains the time, the resource and the service, and no data of the
/// client.
pub fn reminder(
    calendar: &Calendar,
    appointment_id: i64,
    template: &Template,
    language: ChatLanguage,
    zone: Tz,
    now: Instant,
) -> Option<String> {
    let appointment = calendar.appointments().find(|appointment| appointment.id == appointment_id)?;
    let (start, name) = (appointment.starts_at, calendar.resource_name(appointment));
    let date = civil::date_of(zone, start);
    let names = calendar.payload().resources.iter().map(|resource| resource.name.as_str());
    let line = ChatLine {
        date,
        times: vec![Day::new(zone, date).wall_label(start)],
        short_name: short_name(&name, names),
        specialty: calendar.resource(appointment.resource_id).and_then(|resource| resource.specialty.clone()),
        service: appointment.services_label(),
        then: None,
        name,
        duration_min: appointment.interval().length().num_minutes(),
        offset_seconds: civil::offset_seconds(zone, start),
    };
    Some(chat::compose(&[line], template, language, civil::date_of(zone, now)))
}

/// The fields of a row that the panel has no other place for, and the attributes of its resource. No private field is among
/// them.
fn fields(appointment: &Appointment, resource: Option<&Resource>, zone: Tz) -> Vec<DetailField> {
    let number = |number: Option<i64>| number.map(|number| number.to_string());
    let text = |text: &Option<String>| non_blank(text.as_deref()).map(str::to_owned);
    let moment = |at: Option<Instant>| {
        at.map(|at| {
            format!(
                "{} {}",
                civil::date_of(zone, at),
                Day::new(zone, civil::date_of(zone, at)).wall_label(at)
            )
        })
    };
    let service_ids: Vec<String> = appointment.service_ids.iter().map(i64::to_string).collect();
    let fields = [
        ("external_ref", text(&appointment.external_ref)),
        ("idempotency_key", text(&appointment.idempotency_key)),
        ("source", text(&appointment.source)),
        ("account_id", number(appointment.account_id)),
        ("company_id", number(appointment.company_id)),
        ("resource_id", Some(appointment.resource_id.to_string())),
        ("contact_id", number(appointment.contact_id)),
        ("conversation_id", number(appointment.conversation_id)),
        ("conversation_display_id", number(appointment.conversation_display_id)),
        ("communication_thread_display_id", number(appointment.communication_thread_display_id)),
        ("service_id", number(appointment.service_id)),
        ("service_ids", Some(service_ids.join(", ")).filter(|ids| !ids.is_empty())),
        ("service_type_snapshot", text(&appointment.service_type_snapshot)),
        ("service_duration_min_snapshot", number(appointment.service_duration_min_snapshot)),
        ("created_by_id", number(appointment.created_by_id)),
        ("owner_id", number(appointment.owner_id)),
        ("created_at", moment(appointment.created_at)),
        ("updated_at", moment(appointment.updated_at)),
    ];
    let present =
        |(name, value): (&str, Option<String>)| Some(DetailField { name: name.to_owned(), value: value? });
    let attributes = resource.into_iter().flat_map(|resource| &resource.custom_attributes);
    let attributes = attributes.map(|(name, value)| DetailField {
        name: format!("custom_attributes.{name}"),
        value: value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    });
    fields.into_iter().filter_map(present).chain(attributes).collect()
}
