//! The displayed period: its first paint, views, filter, unreadable rows and search, and the period at the next start.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use desk::{MemoryStore, SettingsStore, StoredPart};
use practice::{Fault, Scenario};
use serde_json::{Value, json};

use support::*;

#[tokio::test]
async fn opening_a_period_does_not_wait_for_the_network() {
    let desk = desk_in_memory();
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    server.set_fault(Some(Fault::Hang));
    // This month was never fetched, so it has no body yet.
    let screen = desk.open_at("month", "2027-03-10").await;
    assert_eq!(screen["body"], Value::Null);
    assert_eq!(screen["freshness"]["refreshing"], true);
    assert_eq!(screen["period"]["first"]["iso"], "2027-03-01");
}

#[tokio::test]
async fn resources_stay_while_another_period_is_fetched() {
    let mut desk = desk_in_memory();
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    let before = desk.open_until("day", has_body).await;
    server.set_fault(Some(Fault::Hang));
    let screen = desk.open_at("month", "2027-03-10").await;
    assert_eq!(screen["body"], Value::Null);
    let ids = |screen: &Value| {
        let rows = screen["resources"].as_array().unwrap();
        rows.iter().map(|row| row["resource"]["id"].clone()).collect::<Vec<_>>()
    };
    assert!(!ids(&before).is_empty());
    assert_eq!(ids(&screen), ids(&before));
    // Nothing is known of that date.
    assert!(screen["resources"].as_array().unwrap().iter().all(|row| row["note"].is_null()));
}

#[tokio::test]
async fn day_week_and_list_share_one_fetched_range() {
    let mut desk = desk_in_memory();
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    desk.open_until("week", has_body).await;
    server.set_fault(Some(Fault::Hang));
    for (view, date) in
        [("day", "2026-11-23"), ("day", "2026-11-29"), ("list", "2026-11-25"), ("week", "2026-11-29")]
    {
        assert!(has_body(&desk.open_at(view, date).await), "{view} of {date}");
    }
}

#[tokio::test]
async fn clinics_zone_of_the_first_payload_is_used() {
    let mut desk = desk_in_memory();
    let server = start_server(Scenario::Dst).await;
    desk.connect(&server).await;
    let screen = desk.open_until("day", has_body).await;
    assert_eq!(screen["zone"], "Europe/Berlin");
}

#[tokio::test]
async fn unreadable_rows_are_reported_and_the_others_are_displayed() {
    let mut desk = desk_in_memory();
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    let readable = appointment_ids(&desk.open_until("day", has_body).await);
    server.set_fault(Some(Fault::BrokenRows));
    desk.refresh().await;
    let screen = desk.open_until("day", |screen| !screen["unreadable"].as_array().unwrap().is_empty()).await;
    assert!(readable.difference(&appointment_ids(&screen)).count() <= 5);
}

#[tokio::test]
async fn period_that_is_too_large_to_draw_has_no_body_and_says_so_and_a_shorter_one_is_displayed() {
    let mut desk = desk_in_memory();
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    desk.open_until("week", has_body).await;
    server.set_fault(Some(Fault::EndlessAppointments));
    desk.refresh().await;
    let week = desk.open_until("week", |screen| !has_body(screen)).await;
    assert_eq!(week["tooLarge"]["code"], "view_too_large");
    // The data are new, only not drawn.
    assert_eq!((problem_code(&week), &week["freshness"]["state"]), (&Value::Null, &json!("fresh")));
    let day = desk.open_until("day", has_body).await;
    assert_eq!(day["tooLarge"], Value::Null);
    assert!(appointment_ids(&day).len() > 4000);
}

#[tokio::test]
async fn hidden_resource_is_left_out_of_views_and_money_until_it_is_shown_again() {
    let mut desk = desk_in_memory();
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    let all = desk.open_until("week", has_body).await;
    let of_week = json!({ "view": "week", "date": null, "last": null, "basis": "appointment" });
    let money_of_all = desk.call("open_money", of_week.clone()).await;
    let hidden = all["body"]["rows"][0]["resource"]["id"].clone();
    desk.call("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })).await;
    let filtered = desk.open("week").await;
    let row_count = |screen: &Value| screen["body"]["rows"].as_array().unwrap().len();
    assert_eq!(row_count(&filtered), row_count(&all) - 1);
    let resources = filtered["resources"].as_array().unwrap();
    assert!(resources.iter().any(|row| row["resource"]["id"] == hidden && row["shown"] == false));
    let money = desk.call("open_money", of_week).await;
    let taken = |money: &Value| money["overview"]["payments"]["total"]["amount"].as_i64().unwrap();
    assert!(taken(&money) < taken(&money_of_all));
    let has_hidden = |money: &Value| {
        let resources = money["overview"]["expenses"]["byResource"].as_array().unwrap();
        resources.iter().any(|row| row["resourceId"] == hidden)
    };
    assert_eq!((has_hidden(&money_of_all), has_hidden(&money)), (true, false));
    desk.call("set_filter", json!({ "filter": { "hiddenResources": [] } })).await;
    assert_eq!(appointment_ids(&desk.open("week").await), appointment_ids(&all));
    assert!(appointment_ids(&filtered).len() < appointment_ids(&all).len());
}

#[tokio::test]
async fn conditions_and_filters_with_names_belong_to_the_account() {
    let store = Arc::new(MemoryStore::default());
    let server = start_server(Scenario::Clinic).await;
    let filter =
        json!({ "statuses": ["scheduled", { "other": "new" }], "services": ["УЗИ"], "unpaid": true });
    {
        let mut desk = desk_with_store(&store);
        desk.connect(&server).await;
        desk.open_until("day", has_body).await;
        desk.call("set_filter", json!({ "filter": filter })).await;
        desk.call("save_filters", json!({ "saved": [{ "name": "Долги", "filter": filter }] })).await;
        for name in ["", " ", &"Ж".repeat(61)] {
            let saved = json!({ "saved": [{ "name": name, "filter": {} }] });
            assert_eq!(desk.error_code("save_filters", saved).await, "settings_refused");
        }
        let choices = desk.call("filter_choices", json!({ "view": "day", "date": null })).await;
        assert!(choices["statuses"].as_array().is_some_and(|statuses| !statuses.is_empty()), "{choices}");
    }
    let desk = desk_with_store(&store);
    let screen = desk.open("day").await;
    for (name, value) in filter.as_object().unwrap() {
        assert_eq!(screen["filter"][name], *value);
    }
    assert_eq!(screen["savedFilters"][0]["name"], "Долги");
    assert_eq!(screen["savedFilters"][0]["filter"], screen["filter"]);
    desk.call("sign_out", Value::Null).await;
    let stored = store.load(StoredPart::Settings).value.unwrap();
    assert_eq!((&stored["filters"], &stored["savedFilters"]), (&json!({}), &json!({})));
}

#[tokio::test]
async fn settings_and_period_are_restored_at_the_next_start_and_the_token_is_not_stored_with_them() {
    let store = Arc::new(MemoryStore::default());
    let server = start_server(Scenario::Clinic).await;
    {
        let desk = desk_with_store(&store);
        desk.connect(&server).await;
        desk.open_at("month", "2026-12-05").await;
        let settings = json!({ "language": "kk", "theme": "dark", "timeStepMin": 15 });
        desk.call("set_settings", settings).await;
    }
    for part in StoredPart::ALL {
        assert!(!store.load(part).value.unwrap().to_string().contains(TOKEN));
    }
    let desk = desk_with_store(&store);
    let start = desk.start().await;
    assert_eq!(start["settings"]["language"], "kk");
    assert_eq!(start["lastView"], "month");
    assert_eq!(start["lastDate"], "2026-12-05");
    // The secrets were in the memory of the first desk: the account is known, its token is not.
    assert_eq!(start["account"]["tokenMissing"], true);
}

#[tokio::test]
async fn search_finds_appointments_in_memory_and_in_the_cache() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let appointment = server
        .dataset()
        .appointments_on("2026-11-26".parse().unwrap())
        .iter()
        .find(|appointment| appointment.client_phone.is_some())
        .unwrap()
        .clone();
    let search = async |desk: &TestDesk, text: &str| {
        let results = desk.call("search", json!({ "text": text })).await["results"].clone();
        let hits = |key: &str| results[key].as_array().unwrap().clone();
        [hits("coming"), hits("past")].concat()
    };
    let phone = appointment.client_phone.as_ref().unwrap();
    let last_four_digits = &phone[phone.len() - 4..];
    let id = appointment.id.to_string();
    for text in [&appointment.client_name.to_lowercase(), phone.as_str(), last_four_digits, &id] {
        let hits = search(&desk, text).await;
        let hit = hits.iter().find(|hit| hit["id"] == appointment.id);
        assert_eq!(hit.unwrap()["date"]["iso"], "2026-11-26", "{text}");
    }

    // More ranges than are stored in memory: the first ones are only in the cache then.
    let mut date: chrono::NaiveDate = TODAY.parse().unwrap();
    for _ in 0..5 {
        date = date + chrono::Days::new(7);
        while !has_body(&desk.open_at("week", &date.to_string()).await) {
            desk.events.recv().await.unwrap();
        }
    }
    server.stop().await;
    assert!(search(&desk, &id).await.iter().any(|hit| hit["id"] == appointment.id));
    desk.call("sign_out", Value::Null).await;
    assert_eq!(desk.error_code("search", json!({ "text": "а" })).await, "no_account");
}

#[tokio::test]
async fn load_of_a_month_has_the_weeks_in_memory_and_fetches_nothing() {
    let mut desk = desk_in_memory();
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    desk.open_until("day", has_body).await;
    let request = |month: u32| json!({ "year": 2026, "month": month, "durationMin": 40 });
    let requests = server.requests();
    assert_eq!(desk.call("month_load", request(2)).await, json!([]));
    assert_eq!(server.requests(), requests);

    desk.open_until("month", has_body).await;
    let month = desk.call("open", json!({ "view": "month", "date": null, "durationMin": 40 })).await;
    let weeks = month["body"]["weeks"].as_array().unwrap().iter();
    let cells: Vec<Value> = weeks
        .flat_map(|week| week.as_array().unwrap())
        .map(
            |cell| json!({ "date": cell["date"]["iso"], "totals": cell["totals"], "closed": cell["closed"] }),
        )
        .collect();
    let loads = desk.call("month_load", request(11)).await;
    assert_eq!(loads, json!(cells));
    assert!(cells.iter().any(|cell| cell["totals"]["loadPercent"].as_u64() > Some(0)));

    assert_eq!(desk.error_code("month_load", json!({ "year": 2026, "month": 13 })).await, "bad_date");
    assert_eq!(
        desk.error_code("month_load", json!({ "year": 2026, "month": 1, "durationMin": 1 })).await,
        "bad_request"
    );
}

#[tokio::test]
async fn load_of_a_month_is_that_of_the_shown_resources() {
    let mut desk = desk_in_memory();
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    let week = desk.open_until("week", has_body).await;
    let request = json!({ "year": 2026, "month": 11 });
    let all = desk.call("month_load", request.clone()).await;
    let hidden = week["body"]["rows"][0]["resource"]["id"].clone();
    desk.call("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })).await;
    let shown = desk.call("month_load", request).await;
    let work_min = |loads: &Value| -> i64 {
        loads.as_array().unwrap().iter().map(|load| load["totals"]["workMin"].as_i64().unwrap()).sum()
    };
    assert!(0 < work_min(&shown) && work_min(&shown) < work_min(&all));
}
