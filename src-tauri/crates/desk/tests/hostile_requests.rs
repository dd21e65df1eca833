//! Requests that no screen sends: of the wrong shape, with extreme numbers, dates and texts. Every one is answered with a
//! result or an error, and none ends the work of the desk.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use desk::commands::{NAMES, dispatch};
use practice::{Scenario, Server};
use serde_json::{Value, json};

use support::*;

/// The number of requests. `QABYL_HOSTILE_REQUESTS=100000` sends more.
const REQUESTS: usize = 2_000;

/// A request of each command as the screen sends it. A command that is not here has no request.
fn usual_request(name: &str, server: &Server) -> Value {
    let period = json!({ "view": "week", "date": TODAY });
    match name {
        // Only addresses of this computer, so that no other one is asked.
        "check_connection" => json!({ "address": server.address(), "token": TOKEN }),
        "connect" => json!({ "accountId": 1 }),
        "switch_account" => json!({ "address": server.address(), "accountId": 1 }),
        "set_passphrase" | "unlock" => json!({ "passphrase": "short" }),
        "open" => json!({ "view": "list", "date": TODAY, "rows": { "first": 10, "count": 100 } }),
        "list_rows" => json!({ "date": TODAY, "rows": { "first": 10, "count": 100 } }),
        "freshness" | "filter_choices" | "paper_head" | "sheet" => period,
        "print" => json!({ "landscape": true }),
        "typed_date" => json!({ "text": "+2н" }),
        "mini_month" => json!({ "year": 2026, "month": 11 }),
        "set_filter" => json!({ "filter": { "hiddenResources": [1, 2] } }),
        "set_order" => json!({ "order": "specialty" }),
        "set_list_arrangement" => json!({ "arrangement": {
            "sort": "client", "descending": true, "groupBy": "resource", "columns": ["time", "amount"],
        } }),
        "save_filters" => json!({ "saved": [{ "name": "УЗИ", "filter": { "statuses": ["scheduled"] } }] }),
        "appointment" | "client_appointments" | "reminder" => json!({ "id": 1 }),
        "open_messenger" => json!({ "messenger": "whatsapp", "appointmentId": 1 }),
        "open_page" => json!({ "kind": "profile", "address": server.address() }),
        "cell" => json!({ "resourceId": 1, "date": TODAY }),
        "moments" => json!({ "resourceId": 1, "date": TODAY, "durationMin": 30, "stepMin": 15 }),
        "find_free" => json!({
            "durationMin": 30, "whom": { "kind": "some", "ids": [1, 2] }, "from": TODAY, "workingDays": 5,
            "part": "any", "noticeMin": 60, "stepMin": 15, "groupBy": "day", "span": "workingDays", "moreFirst": false, "maxRows": 40,
        }),
        "offer" => json!({
            "times": [{ "resourceId": 1, "start": "2026-11-24T11:00:00Z", "end": "2026-11-24T11:30:00Z" }],
            "check": false,
        }),
        "preview_template" => {
            json!({ "kind": "reminder", "language": "ru", "template": "{weekday} {times}" })
        }
        "save_cash_count" => json!({
            "date": TODAY, "expected": 42_000, "counted": 1_500, "notes": [{ "note": 500, "count": 3 }],
            "by": "Айгуль", "comment": "",
        }),
        "save_table" => json!({ "format": "xlsx", "name": "Оплаты", "table": {
            "title": "Оплаты", "aboutTitle": "О файле", "about": ["Клиника"], "totalTitle": "Итого",
            "columns": [
                { "title": "Дата", "kind": "date", "total": false },
                { "title": "Принято", "kind": "dateTime", "total": false },
                { "title": "Сумма", "kind": "amount", "total": true },
            ],
            "rows": [[
                { "kind": "date", "value": TODAY },
                { "kind": "dateTime", "value": "2026-11-24T24:00" },
                { "kind": "number", "value": 5_000 },
            ]],
        } }),
        "save_appointments" => json!({
            "date": TODAY, "revision": "", "name": "Записи", "title": "Записи",
            "appointments": [{ "id": 1, "summary": "А. О.", "location": "", "description": "" }],
        }),
        "name_employee" => json!({ "id": 12, "name": "Айгуль" }),
        "search" => json!({ "text": "Ахметова 4567", "steps": 1 }),
        "match_texts" => json!({ "text": "Kasymov", "texts": ["Қасымов", "Ли"] }),
        "set_settings" => json!({ "language": "ru", "theme": "dark", "timeStepMin": 30, "pollSeconds": 30 }),
        "page_failed" => {
            json!({ "part": "view", "error": "TypeError", "calls": [{ "line": 1, "column": 2 }] })
        }
        "set_visible" => json!({ "visible": true }),
        _ => Value::Null,
    }
}

fn hostile_value(random: &mut fastrand::Rng) -> Value {
    let long = "Ж".repeat(random.usize(0..200_000));
    let values = [
        Value::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(u32::MAX),
        json!(1e308),
        json!(0.5),
        json!(""),
        json!("262142-12-31"),
        json!("-262143-01-01"),
        json!("0000-00-00"),
        json!("9999-12-31"),
        json!("0001-01-01"),
        json!("9999-12-31T23:59:59Z"),
        json!("+262142-12-31T23:59:59Z"),
        json!("\u{2066}\u{0}\u{ffff}"),
        json!("{{{weekday}"),
        json!("../../etc/passwd"),
        json!(long),
        json!([]),
        json!({}),
        json!(vec![0; random.usize(0..20_000)]),
        json!({ "kind": "specialty", "name": long }),
        json!([[[[[[[[[[[[]]]]]]]]]]]]),
    ];
    values[random.usize(0..values.len())].clone()
}

/// Replaces some fields of a request by other values, or the whole request.
fn made_hostile(request: Value, random: &mut fastrand::Rng) -> Value {
    if random.u8(0..8) == 0 {
        return hostile_value(random);
    }
    match request {
        Value::Object(fields) => {
            let mut changed = serde_json::Map::new();
            for (name, value) in fields {
                match random.u8(0..12) {
                    0 => {}
                    1 => drop(changed.insert(format!("{name}2"), value)),
                    2..=5 => drop(changed.insert(name, hostile_value(random))),
                    _ => drop(changed.insert(name, made_hostile(value, random))),
                }
            }
            Value::Object(changed)
        }
        Value::Array(items) => items.into_iter().map(|item| made_hostile(item, random)).collect(),
        _ if random.u8(0..6) == 0 => hostile_value(random),
        other => other,
    }
}

#[tokio::test]
async fn hostile_requests_are_answered_with_a_result_or_an_error_and_the_desk_goes_on() {
    let count = std::env::var_os("QABYL_HOSTILE_REQUESTS")
        .map_or(REQUESTS, |text| text.into_string().unwrap().parse().unwrap());
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    // Commands that ask another computer, or end the account.
    let is_sent = |name: &&&str| !["set_proxy", "wipe", "sign_out", "explore_sample"].contains(name);
    let names: Vec<&str> = NAMES.iter().filter(is_sent).copied().collect();
    for number in 0..count {
        let name = names[random.usize(0..names.len())];
        let usual = usual_request(name, &server);
        let request = if name == "check_connection" {
            json!({ "address": usual["address"], "token": hostile_value(&mut random) })
        } else {
            made_hostile(usual, &mut random)
        };
        let text = if random.u8(0..40) == 0 { "{\"".to_owned() } else { request.to_string() };
        let shown: String = text.chars().take(300).collect();
        match dispatch(&desk, name, &text).await {
            Ok(answer) => {
                // A screen of this clinic has less than a megabyte.
                assert!(
                    answer.len() < 8 * 1024 * 1024,
                    "request {number}, {name} {shown}: {} bytes",
                    answer.len()
                );
            }
            Err(error) => {
                assert_ne!(error.code.to_string(), "crashed", "request {number}, {name} {shown}: {error}");
            }
        }
    }
    assert_eq!(desk.error_code("no such command", Value::Null).await, "bad_request");
    desk.connect(&server).await;
    let screen = desk.open_until("day", has_body).await;
    assert!(appointment_ids(&screen).len() > 40);
}
