//! Generates the appointments of one resource on one date.
//!
//! First, drafts are generated from the weekly hours alone, so they do not depend on *now*. Then the drafts that do not fit the
//! working time of the date (holiday, override, time off) are left out, and those that were not created yet by *now*.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::civil;
use crate::clients::{self, Client};
use crate::dataset::{ACCOUNT_ID, Dataset, Finance};
use crate::money::{self, Charge, DESK_USERS};
use crate::random::Random;
use crate::rows::{Field, SampleAppointment, SampleService};
use crate::schedule_exceptions::weekday;
use crate::templates::{ResourceTemplate, Service};

/// The longest time between the creation of an appointment and its prepayment. Appointments appear after this time, so that no
/// payment is in the future.
pub(crate) const MAX_PREPAYMENT_DELAY: TimeDelta = TimeDelta::hours(3);

const COMMENTS: [&str; 10] = [
    "Первый раз у нас",
    "Позвонить за час до визита",
    "Принесёт прошлые снимки",
    "Аллергия на пенициллин",
    "Просит вечернее время",
    "Придёт с мамой",
    "10 минут кешігуі мүмкін",
    "Қазақша сөйлескен ыңғайлы",
    "Нужен чек для возмещения",
    "Повторный визит, скидка 10 %",
];

/// The comment about a discount. The amount of such an appointment is lower than the price of the service.
const DISCOUNT_COMMENT: &str = COMMENTS[COMMENTS.len() - 1];

/// The sources of appointments. A more frequent source is listed more often.
const SOURCES: [&str; 10] =
    ["manual", "manual", "manual", "whatsapp", "whatsapp", "phone", "phone", "instagram", "site", "ai_agent"];

/// A generated appointment before it is checked against the working time.
struct Draft<'a> {
    /// In civil time of the resource.
    start_minute: i64,
    duration_min: i64,
    service: &'a Service,
    cancelled: bool,
}

const CANCELLED_PERCENT: i64 = 8;
/// How many appointments get a second, overlapping one.
const OVERLAPPING_PERCENT: i64 = 3;

/// The maximum number of appointments of one resource on one date. More would not have unique ids.
const MAX_APPOINTMENTS_PER_DAY: i64 = 100;
/// The maximum number of resources. The appointments of more would not have unique ids.
const MAX_RESOURCES: i64 = 64;

/// Generates drafts from the weekly hours, with free time between them according to the load of the resource.
fn generate_drafts<'a>(
    template: &'a ResourceTemplate,
    date: NaiveDate,
    random: &mut Random,
) -> Vec<Draft<'a>> {
    let shortest_service_min =
        template.services.iter().map(|service| service.duration_min).min().unwrap_or(1440);
    let mut drafts = Vec::new();
    let mut passed_min = 0;
    let mut appointments_min = 0;
    for (start, end) in weekly_intervals(template, date) {
        let mut minute = start;
        while minute + shortest_service_min <= end {
            let service = random_service(template.services, random);
            let extra_min = if random.chance(6) { 10 } else { 0 };
            let duration_min = service.duration_min + extra_min;
            // The probability grows with the distance to the wanted load, so the days differ, but not too much.
            let missing_min = template.load_percent * (passed_min + minute - start) / 100 - appointments_min;
            let has_appointment =
                template.load_percent > 0 && random.chance((55 + 2 * missing_min).clamp(10, 95));
            if !has_appointment {
                minute += template.slot_duration_min;
                continue;
            }
            if minute + duration_min > end {
                minute += 5;
                continue;
            }
            let cancelled = random.chance(CANCELLED_PERCENT);
            drafts.push(Draft { start_minute: minute, duration_min, service, cancelled });
            if random.chance(OVERLAPPING_PERCENT) {
                let start_minute = minute + duration_min / 2 / 5 * 5;
                if start_minute + duration_min <= end {
                    drafts.push(Draft { start_minute, duration_min, service, cancelled: false });
                }
            }
            // Another client often gets the time of a cancelled appointment.
            if !(cancelled && random.chance(55)) {
                appointments_min += duration_min;
                minute += duration_min + if random.chance(10) { 5 } else { 0 };
            }
        }
        passed_min += end - start;
    }
    drafts.truncate(usize::try_from(MAX_APPOINTMENTS_PER_DAY).unwrap_or(0));
    drafts
}

/// The shifts of the weekday without their breaks, in minutes.
fn weekly_intervals(template: &ResourceTemplate, date: NaiveDate) -> Vec<(i64, i64)> {
    let mut intervals = Vec::new();
    for shift in template.shifts.iter().filter(|shift| shift.weekdays.contains(&weekday(date))) {
        match shift.break_time {
            Some(shift_break) => {
                intervals.extend([
                    (shift.start_minute, shift_break.start_minute),
                    (shift_break.end_minute, shift.end_minute),
                ]);
            }
            None => intervals.push((shift.start_minute, shift.end_minute)),
        }
    }
    intervals
}

/// A random service. The probability of a service depends on its weight.
fn random_service<'a>(services: &'a [Service], random: &mut Random) -> &'a Service {
    let mut remaining = random.between(0, services.iter().map(|service| service.weight).sum::<i64>() - 1);
    services
        .iter()
        .find(|service| {
            remaining -= service.weight;
            remaining < 0
        })
        .unwrap_or(&services[0])
}

/// Generates the appointments of a resource on a date in its time zone.
pub(crate) fn generate(dataset: &Dataset, resource_index: usize, date: NaiveDate) -> Vec<SampleAppointment> {
    let template = &dataset.templates[resource_index];
    let zone = dataset.zone_of(resource_index);
    let resource_number = i64::try_from(resource_index).unwrap_or(0);
    let day_number = date.signed_duration_since(NaiveDate::default()).num_days();
    let working_time = dataset.working_time(resource_index, date);
    let mut day_random = Random::from_seeds(&[dataset.seed(), resource_number, day_number]);
    generate_drafts(template, date, &mut day_random)
        .into_iter()
        .zip(0..)
        .filter_map(|(draft, number)| {
            let starts_at = civil::instant(zone, date, draft.start_minute);
            let ends_at = starts_at + TimeDelta::minutes(draft.duration_min);
            if !working_time.fits(starts_at, ends_at) {
                return None;
            }
            let mut random = Random::from_seeds(&[dataset.seed(), resource_number, day_number, number, 1]);
            let lead_days = random.between(dataset.lead_days.0, dataset.lead_days.1);
            let created_at =
                starts_at - TimeDelta::days(lead_days) - TimeDelta::minutes(random.between(0, 90));
            if created_at + MAX_PREPAYMENT_DELAY > dataset.now {
                return None;
            }
            let id = appointment_id(day_number, resource_number, number);
            Some(appointment(
                dataset,
                resource_index,
                &draft,
                &Creation { id, starts_at, ends_at, created_at, lead_days },
                random,
            ))
        })
        .collect()
}

/// An appointment that an edit adds. `number` is the position of the edit.
pub(crate) fn booked(
    dataset: &Dataset,
    resource_index: usize,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    number: usize,
) -> SampleAppointment {
    let resource_number = i64::try_from(resource_index).unwrap_or(0);
    let date = civil::date(dataset.zone_of(resource_index), starts_at);
    let day_number = date.signed_duration_since(NaiveDate::default()).num_days();
    // The generated appointments have the low numbers of the date.
    let number = MAX_APPOINTMENTS_PER_DAY - 1 - i64::try_from(number).unwrap_or(0) % MAX_APPOINTMENTS_PER_DAY;
    let random = Random::from_seeds(&[dataset.seed(), resource_number, day_number, number, 2]);
    let created_at = dataset.now - TimeDelta::days(1);
    let draft = Draft {
        start_minute: 0,
        duration_min: (ends_at - starts_at).num_minutes(),
        service: &dataset.templates[resource_index].services[0],
        cancelled: false,
    };
    let id = appointment_id(day_number, resource_number, number);
    let creation = Creation { id, starts_at, ends_at, created_at, lead_days: dataset.lead_days.0 };
    appointment(dataset, resource_index, &draft, &creation, random)
}

/// The id of an appointment. Ids grow with the date. Payment ids are four times as large, and also stay below 2^31.
fn appointment_id(day_number: i64, resource_number: i64, number: i64) -> i64 {
    (day_number - FIRST_DAY) * MAX_APPOINTMENTS_PER_DAY * MAX_RESOURCES
        + resource_number * MAX_APPOINTMENTS_PER_DAY
        + number
}

/// 2020-01-01 in days since 1970-01-01.
const FIRST_DAY: i64 = 18_262;

/// The id and the times of an appointment.
struct Creation {
    id: i64,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    lead_days: i64,
}

fn appointment(
    dataset: &Dataset,
    resource_index: usize,
    draft: &Draft<'_>,
    creation: &Creation,
    mut random: Random,
) -> SampleAppointment {
    let template = &dataset.templates[resource_index];
    let Creation { id, starts_at, ends_at, created_at, lead_days } = *creation;
    let resource_id = Dataset::resource_id(resource_index);
    let status = status(draft, starts_at, ends_at, dataset.now, &mut random);
    let client = clients::random_client(&mut random, template.sees_children);
    let service = draft.service;
    let client_comment = random.chance(16).then(|| *random.pick(&COMMENTS));
    let amount_tenge = if client_comment == Some(DISCOUNT_COMMENT) {
        service.price_tenge * 9 / 10
    } else {
        service.price_tenge
    };
    let is_first_appointment = random.chance(48);
    let appointment_type = if is_first_appointment {
        "primary"
    } else if random.chance(86) {
        "secondary"
    } else {
        "other"
    };
    let source = *random.pick(&SOURCES);
    // Appointments that were created before the compensation changed keep the former one.
    let compensation = match template.former_compensation {
        Some(former) if lead_days > dataset.lead_days.1 - 12 => former,
        _ => template.compensation,
    };
    let charge = Charge {
        appointment_id: id,
        resource_id,
        zone: dataset.zone_of(resource_index),
        status,
        amount_tenge,
        compensation,
        created_at,
        ends_at,
    };
    let money = money::appointment_money(&charge, dataset.now, &mut random);
    let service_known = random.chance(94);
    let service_id = Dataset::service_id(service);
    let known_service = service_known.then_some(service);
    let has_chat = matches!(source, "whatsapp" | "instagram" | "ai_agent") && random.chance(80);
    let has_contact = has_chat || random.chance(55);
    let updated_at_end = matches!(status, "completed" | "no_show");
    SampleAppointment {
        id,
        account_id: ACCOUNT_ID,
        resource_id,
        resource_name: template.name.clone(),
        contact_id: has_contact.then_some(5_000 + client.number),
        service_id: known_service.map(|_| service_id),
        service_ids: known_service.map(|_| service_id).into_iter().collect(),
        services: known_service.map(|service| service_row(service, service_id)).into_iter().collect(),
        company_id: None,
        conversation_id: has_chat.then_some(70_000 + client.number),
        conversation_display_id: has_chat.then_some(200 + client.number),
        created_by_id: matches!(source, "manual" | "phone").then(|| *random.pick(&DESK_USERS)),
        owner_id: None,
        service_name_snapshot: known_service.map(|service| service.name),
        service_type_snapshot: known_service.map(|service| service.kind),
        service_duration_min_snapshot: known_service.map(|service| service.duration_min),
        starts_at,
        ends_at,
        duration_min: draft.duration_min,
        status,
        appointment_type,
        client_name: format!("{} {}", client.first_name, client.last_name),
        client_first_name: client.first_name,
        client_last_name: client.last_name,
        client_middle_name: client.middle_name,
        client_phone: random.chance(94).then(|| client.phone.clone()),
        client_identifier: random.chance(30).then(|| client.identifier()),
        client_birth_date: (template.sees_children || random.chance(40)).then_some(client.birth_date),
        client_gender: random.chance(70).then_some(gender(&client)),
        client_comment,
        source,
        external_ref: (source == "site").then(|| format!("site-{id}")),
        idempotency_key: (source == "ai_agent").then(|| format!("agent-{id}")),
        service_amount: amount_tenge,
        compensation_type_snapshot: compensation.api_type(),
        compensation_value_snapshot: compensation.api_value(),
        compensation_percent_snapshot: compensation.api_percent(),
        prepaid_amount: dataset.finance.field(Some(money.prepaid_tenge)),
        prepaid_payment_method: dataset.finance.field(money.prepaid_method),
        settlement_amount: dataset.finance.field(Some(money.settlement_tenge)),
        settlement_payment_method: dataset.finance.field(money.settlement_method),
        payment_status: match dataset.finance {
            Finance::Sent => Field::Value(money.payment_status),
            Finance::Null | Finance::Absent => Field::Absent,
        },
        custom_attributes: custom_attributes(source, &mut random),
        payments: match dataset.finance {
            Finance::Sent => Field::Value(money.payments),
            Finance::Null => Field::Value(Vec::new()),
            Finance::Absent => Field::Absent,
        },
        expense: dataset.finance.field(money.expense),
        created_at,
        updated_at: if updated_at_end { ends_at } else { created_at },
    }
}

/// The status of an appointment at `now`. Whether it is cancelled does not depend on `now`.
fn status(
    draft: &Draft<'_>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    now: DateTime<Utc>,
    random: &mut Random,
) -> &'static str {
    let client_came = random.chance(94);
    let has_confirmed = random.chance(if starts_at - now < TimeDelta::days(2) { 66 } else { 40 });
    if draft.cancelled {
        "cancelled"
    } else if ends_at <= now {
        if client_came { "completed" } else { "no_show" }
    } else if has_confirmed || starts_at <= now {
        "confirmed"
    } else {
        "scheduled"
    }
}

const fn gender(client: &Client) -> &'static str {
    if client.female { "female" } else { "male" }
}

const fn service_row(service: &Service, id: i64) -> SampleService {
    SampleService {
        id,
        name: service.name,
        service_type: service.kind,
        duration_min: service.duration_min,
        amount: service.price_tenge,
    }
}

fn custom_attributes(source: &str, random: &mut Random) -> Map<String, Value> {
    let mut attributes = Map::new();
    if source == "instagram" && random.chance(40) {
        attributes.insert("promo".to_owned(), json!("Осень-10"));
    }
    attributes
}
