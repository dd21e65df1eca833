//! The panel of one appointment.

use crate::support::*;
use calendar::Calendar;
use calendar::chat::{ChatLanguage, Template, TemplateKind};
use calendar::model::{Expense, OpenEnum, Payment, Tenge};
use calendar::view::{details, reminder};
use chrono_tz::Tz;

#[test]
fn details_have_the_fields_of_the_appointment_and_its_rows() {
    let mut payload = anna_in("Asia/Almaty");
    let mut row = appointment(7, ANNA, "2026-03-11T18:30:00Z", "2026-03-11T19:15:00Z");
    row.client_name = Some("Aigul S.".to_owned());
    row.client_birth_date = Some(date("1990-12-05"));
    row.payment_status = Some("prepaid".into());
    row.service_amount = Some(Tenge(9_000));
    row.prepaid_amount = Some(Tenge(2_500));
    row.settlement_amount = Some(Tenge(500));
    row.updated_at = Some(at("2026-03-01T20:05:00Z"));
    row.conversation_id = Some(1);
    payload.appointments = vec![row];
    let payment = Payment { id: 1, appointment_id: 7, amount: Tenge(3_000), ..Payment::default() };
    payload.payments = vec![
        Payment {
            created_at: Some(at("2026-03-10T04:00:00Z")),
            payment_kind: Some("prepaid".into()),
            ..payment.clone()
        },
        Payment { id: 2, appointment_id: 8, ..payment },
    ];
    payload.expenses = vec![Expense {
        id: 1,
        appointment_id: 7,
        amount: Tenge(900),
        status: Some("unpaid".into()),
        ..Expense::default()
    }];
    let calendar = Calendar::new(payload);
    let now = at("2026-03-11T05:00:00Z");
    let panel = details(&calendar, 7, Tz::Asia__Almaty, now).expect("the appointment");

    assert_eq!((panel.date.iso.as_str(), panel.date.today), ("2026-03-11", true));
    assert_eq!((panel.span.start_label.as_str(), panel.span.end_label.as_str()), ("23:30", "00:15"));
    assert_eq!(
        (panel.duration_min, panel.resource.name.as_str(), panel.status.word()),
        (45, "Anna", "scheduled")
    );
    assert_eq!((panel.received, panel.outstanding), (Some(Tenge(3_000)), Some(Tenge(6_000))));
    assert_eq!(panel.payments.len(), 1);
    let taken = panel.payments[0].taken.as_ref().expect("a time");
    assert_eq!((taken.date.iso.as_str(), taken.time.as_str()), ("2026-03-10", "09:00"));
    assert_eq!(panel.expense.map(|expense| expense.amount), Some(Tenge(900)));
    let updated = panel.updated.expect("a time");
    assert_eq!((updated.date.iso.as_str(), updated.time.as_str()), ("2026-03-02", "01:05"));
    assert_eq!(panel.client_birth_date.map(|label| label.iso).as_deref(), Some("1990-12-05"));
    assert_eq!(
        panel.conversation_display_id, None,
        "the conversation's own id must not be used for the link"
    );

    assert_eq!(details(&calendar, 8, Tz::Asia__Almaty, now), None);
}

#[test]
fn money_that_the_server_does_not_send_is_absent() {
    let mut payload = anna_in("Asia/Almaty");
    let mut row = appointment(7, 99, "2026-03-11T05:00:00Z", "2026-03-11T05:45:00Z");
    row.service_amount = Some(Tenge(9_000));
    row.prepaid_amount = Some(Tenge(0));
    payload.appointments = vec![row];
    let calendar = Calendar::new(payload);
    let panel = details(&calendar, 7, Tz::Asia__Almaty, at("2026-03-11T05:00:00Z")).expect("the appointment");
    assert_eq!((panel.received, panel.outstanding, panel.expense), (None, None, None));
    assert_eq!((panel.resource.id, panel.resource.name.as_str(), panel.resource.inactive), (99, "#99", true));
}

#[test]
fn reminder_has_the_time_the_resource_and_the_service_and_no_client_data() {
    let mut payload = anna_in("Asia/Almaty");
    let mut row = appointment(7, ANNA, "2026-03-11T18:30:00Z", "2026-03-11T19:15:00Z");
    row.client_name = Some("Aigul S.".to_owned());
    row.service_name_snapshot = Some("УЗИ".to_owned());
    row.client_phone = Some("+77011234567".to_owned());
    row.client_comment = Some("Aigul asks for a call".to_owned());
    payload.appointments = vec![row];
    let calendar = Calendar::new(payload);
    let now = at("2026-03-11T05:00:00Z");
    let of = |id, language, template: &str| {
        reminder(&calendar, id, &Template::parse(template).unwrap(), language, Tz::Asia__Almaty, now)
    };
    let text = |language| {
        of(7, language, &Template::default_text(TemplateKind::Reminder, language)).expect("the appointment")
    };
    assert_eq!(text(ChatLanguage::Ru), "Здравствуйте! Напоминаем: Ср, 11 марта в 23:30, Anna, УЗИ");
    assert_eq!(text(ChatLanguage::Kk), "Сәлеметсіз бе! Еске саламыз: Ср, 11 наурыз, сағат 23:30, Anna, УЗИ");
    assert_eq!(
        text(ChatLanguage::En),
        "Hello! A reminder of your appointment: Wed, 11 March at 23:30, Anna, УЗИ"
    );
    let own = of(7, ChatLanguage::Ru, "Ждём вас: {день} {дата}, {время}[, {специальность}] ({длительность})");
    assert_eq!(own.as_deref(), Some("Ждём вас: Ср 11 марта, 23:30 (45 мин)"));
    assert_eq!(of(8, ChatLanguage::Ru, "{время}"), None);
}

#[test]
fn remaining_fields_are_listed_by_their_names_without_empty_and_private_ones() {
    let mut payload = anna_in("Asia/Almaty");
    let mut row = appointment(7, ANNA, "2026-03-11T18:30:00Z", "2026-03-11T19:15:00Z");
    row.external_ref = Some("ME-17".to_owned());
    row.idempotency_key = Some("  ".to_owned());
    row.company_id = Some(3);
    row.service_ids = vec![4, 5];
    row.created_at = Some(at("2026-03-01T20:05:00Z"));
    row.client_identifier = Some("901205400123".to_owned());
    row.client_comment = Some("a comment".to_owned());
    payload.appointments = vec![row];
    let attributes = &mut payload.resources[0].custom_attributes;
    attributes.insert("deleted_from_scheduling".to_owned(), false.into());
    attributes.insert("medelement_specialist_code".to_owned(), "A-7".into());
    let panel = details(&Calendar::new(payload), 7, Tz::Asia__Almaty, at("2026-03-11T05:00:00Z"));
    let fields = panel.expect("the appointment").fields;
    let value = |name: &str| fields.iter().find(|field| field.name == name).map(|field| field.value.as_str());
    assert_eq!(value("external_ref"), Some("ME-17"));
    assert_eq!(value("company_id"), Some("3"));
    assert_eq!(value("service_ids"), Some("4, 5"));
    assert_eq!(value("created_at"), Some("2026-03-02 01:05"));
    assert_eq!(value("idempotency_key"), None);
    assert_eq!(value("custom_attributes.deleted_from_scheduling"), Some("false"));
    assert_eq!(value("custom_attributes.medelement_specialist_code"), Some("A-7"));
    assert!(fields.iter().all(|field| !field.value.contains("9012") && !field.value.contains("comment")));
}
