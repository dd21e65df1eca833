//! The appointments of one resource on one date.
//!
//! A draft of the day is drawn from the weekly hours alone, so it is the same whenever it is asked for. Appointments that fall
//! on a holiday, an absence or outside special hours are then left out, and so are those that nobody has booked yet.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use crate::absences::weekday;
use crate::dataset::{ACCOUNT_ID, Dataset, Finance};
use crate::money::{self, Bill, DESK_USERS};
use crate::people::{self, Client};
use crate::random::Random;
use crate::roster::{Service, Specialist};
use crate::rows::{Field, SampleAppointment, SampleService};
use crate::wall;

/// An appointment that was booked less than this ago is not shown yet: by then whatever is paid ahead has been paid.
pub(crate) const PREPAID_WITHIN: TimeDelta = TimeDelta::hours(3);

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

/// The last of [`COMMENTS`] explains why less is asked than the service costs.
const DISCOUNT: &str = COMMENTS[COMMENTS.len() - 1];

const SOURCES: [&str; 10] =
    ["manual", "manual", "manual", "whatsapp", "whatsapp", "phone", "phone", "instagram", "site", "ai_agent"];

/// An appointment as it is drawn, in minutes of the resource's wall clock.
struct Draft<'a> {
    start_minute: i64,
    duration_min: i64,
    service: &'a Service,
    cancelled: bool,
}

/// Percent of appointments that are called off.
const CANCELLED: i64 = 8;
/// Percent of appointments beside which another one is squeezed in.
const SQUEEZED_IN: i64 = 3;

/// At most this many appointments of one resource on one date have an id of their own.
const ID_STEP: i64 = 100;
/// At most this many resources have ids of their own on one date.
const PLACES: i64 = 64;

/// Draws a day from the weekly hours: appointment after appointment, with free time between them by the resource's load.
fn draw<'a>(specialist: &'a Specialist, date: NaiveDate, random: &mut Random) -> Vec<Draft<'a>> {
    let shortest_min = specialist.services.iter().map(|service| service.duration_min).min().unwrap_or(1440);
    let mut drafts = Vec::new();
    let mut passed_min = 0;
    let mut booked_min = 0;
    for (start, end) in weekly_pieces(specialist, date) {
        let mut minute = start;
        while minute + shortest_min <= end {
            let service = weighted(specialist.services, random);
            let longer = if random.chance(6) { 10 } else { 0 };
            let duration_min = service.duration_min + longer;
            // The further the day lags behind its load, the likelier an appointment: days differ, but not wildly.
            let lag_min = specialist.load_percent * (passed_min + minute - start) / 100 - booked_min;
            let wanted = specialist.load_percent > 0 && random.chance((55 + 2 * lag_min).clamp(10, 95));
            if !wanted {
                minute += specialist.slot_duration_min;
                continue;
            }
            if minute + duration_min > end {
                minute += 5;
                continue;
            }
            let cancelled = random.chance(CANCELLED);
            drafts.push(Draft { start_minute: minute, duration_min, service, cancelled });
            if random.chance(SQUEEZED_IN) {
                let start_minute = minute + duration_min / 2 / 5 * 5;
                if start_minute + duration_min <= end {
                    drafts.push(Draft { start_minute, duration_min, service, cancelled: false });
                }
            }
            // The time of an appointment that was called off is often given to someone else.
            if !(cancelled && random.chance(55)) {
                booked_min += duration_min;
                minute += duration_min + if random.chance(10) { 5 } else { 0 };
            }
        }
        passed_min += end - start;
    }
    drafts.truncate(usize::try_from(ID_STEP).unwrap_or(0));
    drafts
}

/// Shifts of that weekday without their breaks.
fn weekly_pieces(specialist: &Specialist, date: NaiveDate) -> Vec<(i64, i64)> {
    let mut pieces = Vec::new();
    for shift in specialist.shifts.iter().filter(|shift| shift.weekdays.contains(&weekday(date))) {
        match shift.pause {
            Some(pause) => {
                pieces
                    .extend([(shift.start_minute, pause.start_minute), (pause.end_minute, shift.end_minute)]);
            }
            None => pieces.push((shift.start_minute, shift.end_minute)),
        }
    }
    pieces
}

fn weighted<'a>(services: &'a [Service], random: &mut Random) -> &'a Service {
    let mut ticket = random.between(0, services.iter().map(|service| service.weight).sum::<i64>() - 1);
    services
        .iter()
        .find(|service| {
            ticket -= service.weight;
            ticket < 0
        })
        .unwrap_or(&services[0])
}

/// The appointments of the resource at `place` of the roster on that date of its own calendar.
pub(crate) fn of_resource(dataset: &Dataset, place: usize, date: NaiveDate) -> Vec<SampleAppointment> {
    let specialist = &dataset.roster[place];
    let zone = dataset.zone_of(place);
    let place_number = i64::try_from(place).unwrap_or(0);
    let day_number = date.signed_duration_since(NaiveDate::default()).num_days();
    let hours = dataset.hours(place, date);
    let mut day_random = Random::of(&[dataset.seed(), place_number, day_number]);
    draw(specialist, date, &mut day_random)
        .into_iter()
        .zip(0..)
        .filter_map(|(draft, number)| {
            let starts_at = wall::instant(zone, date, draft.start_minute);
            let ends_at = starts_at + TimeDelta::minutes(draft.duration_min);
            if !hours.take(starts_at, ends_at) {
                return None;
            }
            let mut random = Random::of(&[dataset.seed(), place_number, day_number, number, 1]);
            let lead_days = random.between(dataset.booked_ahead.0, dataset.booked_ahead.1);
            let booked_at =
                starts_at - TimeDelta::days(lead_days) - TimeDelta::minutes(random.between(0, 90));
            if booked_at + PREPAID_WITHIN > dataset.now {
                return None;
            }
            // Ids stay below 2^31 even four to an appointment (payments), and grow with the date.
            let id = (day_number - FIRST_DAY) * ID_STEP * PLACES + place_number * ID_STEP + number;
            Some(appointment(
                dataset,
                place,
                &draft,
                &Booking { id, starts_at, ends_at, booked_at, lead_days },
                random,
            ))
        })
        .collect()
}

/// 2020-01-01 in days since 1970-01-01.
const FIRST_DAY: i64 = 18_262;

struct Booking {
    id: i64,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    booked_at: DateTime<Utc>,
    lead_days: i64,
}

fn appointment(
    dataset: &Dataset,
    place: usize,
    draft: &Draft<'_>,
    booking: &Booking,
    mut random: Random,
) -> SampleAppointment {
    let specialist = &dataset.roster[place];
    let Booking { id, starts_at, ends_at, booked_at, lead_days } = *booking;
    let resource_id = Dataset::resource_id(place);
    let status = status(draft, starts_at, ends_at, dataset.now, &mut random);
    let client = people::someone(&mut random, specialist.sees_children);
    let service = draft.service;
    let client_comment = random.chance(16).then(|| *random.pick(&COMMENTS));
    let amount = if client_comment == Some(DISCOUNT) { service.price * 9 / 10 } else { service.price };
    let first_appointment = random.chance(48);
    let appointment_type = if first_appointment {
        "primary"
    } else if random.chance(86) {
        "secondary"
    } else {
        "other"
    };
    let source = *random.pick(&SOURCES);
    // Terms that have since changed hold for what was booked under them.
    let compensation = match specialist.former_compensation {
        Some(former) if lead_days > dataset.booked_ahead.1 - 12 => former,
        _ => specialist.compensation,
    };
    let bill = Bill {
        appointment_id: id,
        resource_id,
        zone: dataset.zone_of(place),
        status,
        amount,
        compensation,
        booked_at,
        ends_at,
    };
    let account = money::account(&bill, dataset.now, &mut random);
    let service_known = random.chance(94);
    let service_id = Dataset::service_id(service);
    let known = service_known.then_some(service);
    let chat = matches!(source, "whatsapp" | "instagram" | "ai_agent") && random.chance(80);
    let contact = chat || random.chance(55);
    let written_at_end = matches!(status, "completed" | "no_show");
    SampleAppointment {
        id,
        account_id: ACCOUNT_ID,
        resource_id,
        resource_name: specialist.name.clone(),
        contact_id: contact.then_some(5_000 + client.number),
        service_id: known.map(|_| service_id),
        service_ids: known.map(|_| service_id).into_iter().collect(),
        services: known.map(|known| listed(known, service_id)).into_iter().collect(),
        company_id: None,
        conversation_id: chat.then_some(70_000 + client.number),
        conversation_display_id: chat.then_some(200 + client.number),
        created_by_id: matches!(source, "manual" | "phone").then(|| *random.pick(&DESK_USERS)),
        owner_id: None,
        service_name_snapshot: known.map(|known| known.name),
        service_type_snapshot: known.map(|known| known.kind),
        service_duration_min_snapshot: known.map(|known| known.duration_min),
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
        client_birth_date: (specialist.sees_children || random.chance(40)).then_some(client.birth_date),
        client_gender: random.chance(70).then_some(gender(&client)),
        client_comment,
        source,
        external_ref: (source == "site").then(|| format!("site-{id}")),
        idempotency_key: (source == "ai_agent").then(|| format!("agent-{id}")),
        service_amount: amount,
        compensation_type_snapshot: compensation.word(),
        compensation_value_snapshot: compensation.value(),
        compensation_percent_snapshot: compensation.percent(),
        prepaid_amount: dataset.finance.field(Some(account.prepaid)),
        prepaid_payment_method: dataset.finance.field(account.prepaid_method),
        settlement_amount: dataset.finance.field(Some(account.settlement)),
        settlement_payment_method: dataset.finance.field(account.settlement_method),
        payment_status: match dataset.finance {
            Finance::Kept => Field::Value(account.payment_status),
            Finance::Nulls | Finance::Gone => Field::Absent,
        },
        custom_attributes: custom_attributes(source, &mut random),
        payments: match dataset.finance {
            Finance::Kept => Field::Value(account.payments),
            Finance::Nulls => Field::Value(Vec::new()),
            Finance::Gone => Field::Absent,
        },
        expense: dataset.finance.field(account.expense),
        created_at: booked_at,
        updated_at: if written_at_end { ends_at } else { booked_at },
    }
}

/// What has become of an appointment by `now`. Whether it was called off does not depend on that.
fn status(
    draft: &Draft<'_>,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    now: DateTime<Utc>,
    random: &mut Random,
) -> &'static str {
    let came = random.chance(94);
    let has_confirmed = random.chance(if starts_at - now < TimeDelta::days(2) { 66 } else { 40 });
    if draft.cancelled {
        "cancelled"
    } else if ends_at <= now {
        if came { "completed" } else { "no_show" }
    } else if has_confirmed || starts_at <= now {
        "confirmed"
    } else {
        "scheduled"
    }
}

const fn gender(client: &Client) -> &'static str {
    if client.female { "female" } else { "male" }
}

const fn listed(service: &Service, id: i64) -> SampleService {
    SampleService {
        id,
        name: service.name,
        service_type: service.kind,
        duration_min: service.duration_min,
        amount: service.price,
    }
}

fn custom_attributes(source: &str, random: &mut Random) -> Map<String, Value> {
    let mut attributes = Map::new();
    if source == "instagram" && random.chance(40) {
        attributes.insert("promo".to_owned(), json!("Осень-10"));
    }
    attributes
}
