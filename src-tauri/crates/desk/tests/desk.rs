//! The desk against practice servers, by the commands that the screen uses.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use std::collections::BTreeSet;
use std::sync::Arc;

use desk::{MemoryStore, SettingsStore};
use practice::{Fault, Scenario};
use serde_json::{Value, json};

use stage::*;

#[tokio::test]
async fn a_fresh_start_has_no_account_and_needs_no_network() {
    let stage = stage();
    let start = stage.call("start", Value::Null).await;
    assert_eq!(start["account"], Value::Null);
    let settings = json!({
        "language": "ru", "theme": "system", "timeStepMin": 30, "pollSeconds": 30,
        "chat": { "language": "ru", "templates": { "ru": null, "kk": null, "en": null }, "maxTimes": 6 },
        "cache": { "daysBack": 14, "daysAhead": 45, "maxMib": 256 },
        "privacy": { "afterMin": null },
    });
    assert_eq!(start["settings"], settings);
    let error = stage.try_call("open", json!({ "view": "day", "date": null })).await.unwrap_err();
    assert_eq!(error["code"], "no_account");
}

#[tokio::test]
async fn sample_data_shows_what_the_practice_server_holds() {
    let mut stage = stage();
    let start = stage.call("explore_sample", Value::Null).await;
    assert_eq!(start["account"]["sample"], true);
    let screen = stage.open_until("day", has_body).await;
    let data = practice::Dataset::new(Scenario::Clinic, now());
    let held: BTreeSet<i64> = data
        .appointments_on("2026-11-24".parse().unwrap())
        .iter()
        .map(|appointment| appointment.id)
        .collect();
    assert!(held.len() > 40);
    assert_eq!(appointment_ids(&screen), held);
    assert_eq!(screen["freshness"]["state"], "fresh");
    assert_eq!(screen["zone"], "Asia/Almaty");
}

#[tokio::test]
async fn the_first_answer_never_waits_for_the_network() {
    let mut stage = stage();
    let server = server(Scenario::Clinic).await;
    stage.connect(&server).await;
    server.set_fault(Some(Fault::Hang));
    // A month was never fetched: the frame of it comes at once, and says that it is being fetched.
    let screen = stage.call("open", json!({ "view": "month", "date": "2027-03-10" })).await;
    assert_eq!(screen["body"], Value::Null);
    assert_eq!(screen["freshness"]["refreshing"], true);
    assert_eq!(screen["period"]["first"]["iso"], "2027-03-01");
}

#[tokio::test]
async fn a_wrong_token_changes_nothing() {
    let mut stage = stage();
    stage.call("explore_sample", Value::Null).await;
    let before = stage.open_until("day", has_body).await;
    let server = server(Scenario::Salon).await;
    let wrong = json!({ "address": server.address(), "token": "not-the-token" });
    let error = stage.try_call("check_connection", wrong).await.unwrap_err();
    assert_eq!(error["code"], "invalid_token");
    assert!(!error.to_string().contains("not-the-token"));
    let after = stage.call("open", json!({ "view": "day", "date": null })).await;
    assert_eq!(after["account"], before["account"]);
    assert_eq!(appointment_ids(&after), appointment_ids(&before));
}

#[tokio::test]
async fn an_account_that_refuses_is_not_taken() {
    let mut stage = stage();
    stage.call("explore_sample", Value::Null).await;
    stage.open_until("day", has_body).await;
    let server = server(Scenario::Salon).await;
    stage.call("check_connection", json!({ "address": server.address(), "token": TOKEN })).await;
    let error = stage.try_call("connect", json!({ "accountId": 77 })).await.unwrap_err();
    assert_eq!(error["code"], "not_a_member");
    let start = stage.call("start", Value::Null).await;
    assert_eq!(start["account"]["sample"], true);
}

#[tokio::test]
async fn every_fault_leaves_the_screen_and_says_its_code() {
    let mut stage = stage();
    let server = server(Scenario::Clinic).await;
    stage.connect(&server).await;
    let good = appointment_ids(&stage.open_until("day", has_body).await);
    for (fault, code, state) in [
        (Fault::InvalidToken, "invalid_token", "stale"),
        (Fault::RoleRefused, "role_refused", "stale"),
        (Fault::Html, "not_json", "offline"),
        (Fault::EmptyBody, "empty_body", "offline"),
        (Fault::Truncated, "truncated", "offline"),
        (Fault::WrongShape, "wrong_shape", "stale"),
        (Fault::NotFound, "not_found", "stale"),
    ] {
        server.set_fault(Some(fault));
        stage.call("refresh", Value::Null).await;
        let screen = stage.open_until("day", |screen| screen["freshness"]["problem"]["code"] == code).await;
        assert_eq!(appointment_ids(&screen), good, "{code}");
        assert_eq!(screen["freshness"]["state"], state, "{code}");
        assert_eq!(screen["account"]["tokenMissing"], false, "{code}");
    }
    server.set_fault(None);
    stage.call("refresh", Value::Null).await;
    let screen = stage.open_until("day", |screen| screen["freshness"]["state"] == "fresh").await;
    assert_eq!(screen["freshness"]["problem"], Value::Null);
}

#[tokio::test]
async fn broken_rows_are_counted_and_the_rest_is_there() {
    let mut stage = stage();
    let server = server(Scenario::Clinic).await;
    stage.connect(&server).await;
    let good = appointment_ids(&stage.open_until("day", has_body).await);
    server.set_fault(Some(Fault::BrokenRows));
    stage.call("refresh", Value::Null).await;
    let screen = stage.open_until("day", |screen| !screen["unreadable"].as_array().unwrap().is_empty()).await;
    assert!(good.difference(&appointment_ids(&screen)).count() <= 5);
}

#[tokio::test]
async fn hidden_resources_are_gone_from_views_and_money_until_shown_again() {
    let mut stage = stage();
    let server = server(Scenario::Clinic).await;
    stage.connect(&server).await;
    let all = stage.open_until("week", has_body).await;
    let money = stage.call("money", json!({ "view": "week", "date": null })).await;
    let hidden = all["body"]["rows"][0]["resource"]["id"].clone();
    stage.call("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })).await;
    let fewer = stage.call("open", json!({ "view": "week", "date": null })).await;
    assert_eq!(
        fewer["body"]["rows"].as_array().unwrap().len(),
        all["body"]["rows"].as_array().unwrap().len() - 1
    );
    assert!(
        fewer["resources"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["resource"]["id"] == hidden && row["shown"] == false)
    );
    let less = stage.call("money", json!({ "view": "week", "date": null })).await;
    assert!(less["planned"].as_i64().unwrap() < money["planned"].as_i64().unwrap());
    stage.call("set_filter", json!({ "filter": { "hiddenResources": [] } })).await;
    let again = stage.call("open", json!({ "view": "week", "date": null })).await;
    // Not the whole body: free time starts at now, and now goes on.
    assert_eq!(appointment_ids(&again), appointment_ids(&all));
    assert!(appointment_ids(&fewer).len() < appointment_ids(&all).len());
}

#[tokio::test]
async fn one_range_is_asked_for_once_at_a_time() {
    let mut stage = stage();
    let server = server(Scenario::Clinic).await;
    stage.connect(&server).await;
    stage.open_until("day", has_body).await;
    stage.desk.idle().await;
    let before = server.requests();
    // No answer comes while it is asked for again and again.
    server.set_fault(Some(Fault::Hang));
    for _ in 0..20 {
        stage.call("refresh", Value::Null).await;
    }
    while server.requests() == before {
        tokio::task::yield_now().await;
    }
    stage.call("refresh", Value::Null).await;
    assert_eq!(server.requests(), before + 1);
}

#[tokio::test]
async fn day_week_and_list_share_what_was_fetched() {
    let mut stage = stage();
    let server = server(Scenario::Clinic).await;
    stage.connect(&server).await;
    stage.open_until("week", has_body).await;
    server.set_fault(Some(Fault::Hang));
    for (view, date) in
        [("day", "2026-11-23"), ("day", "2026-11-29"), ("list", "2026-11-25"), ("week", "2026-11-29")]
    {
        let screen = stage.call("open", json!({ "view": view, "date": date })).await;
        assert!(has_body(&screen), "{view} of {date}");
    }
}

#[tokio::test]
async fn another_account_hides_all_of_the_first() {
    let mut stage = stage();
    let clinic = server(Scenario::Clinic).await;
    stage.connect(&clinic).await;
    let first = stage.open_until("day", has_body).await;
    let salon = server(Scenario::Salon).await;
    stage.connect(&salon).await;
    let second = stage.open_until("day", has_body).await;
    assert!(appointment_ids(&first) != appointment_ids(&second));
    assert_eq!(second["account"]["address"], salon.address());
    // The first one is kept aside, and is gone on with when the second is signed out.
    let start = stage.call("sign_out", Value::Null).await;
    assert_eq!(start["account"]["address"], clinic.address());
    let start = stage.call("sign_out", Value::Null).await;
    assert_eq!((&start["account"], &start["others"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn accounts_are_switched_with_their_own_token_filter_and_calendar() {
    let mut stage = stage();
    let clinic = server(Scenario::Clinic).await;
    stage.connect(&clinic).await;
    let first = stage.open_until("day", has_body).await;
    let hidden = first["resources"][0]["resource"]["id"].as_i64().unwrap();
    stage.call("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })).await;
    let first = stage.call("open", json!({ "view": "day", "date": null })).await;

    let salon = server(Scenario::Salon).await;
    let start = stage.connect(&salon).await;
    let clinic_address = clinic.address();
    assert_eq!(
        start["others"],
        json!([{ "name": "Клиника «Жұлдыз»", "address": clinic_address, "accountId": 1 }])
    );
    stage.open_until("day", has_body).await;

    // The clinic's server is away: its calendar is there all the same, and its filter with it.
    clinic.stop().await;
    let to_clinic = json!({ "address": clinic_address, "accountId": 1 });
    let start = stage.call("switch_account", to_clinic.clone()).await;
    assert_eq!(start["account"]["tokenMissing"], false);
    assert_eq!(start["others"][0]["address"], salon.address());
    let again = stage.call("open", json!({ "view": "day", "date": null })).await;
    assert_eq!(appointment_ids(&again), appointment_ids(&first));

    let asked = salon.requests();
    let to_salon = json!({ "address": salon.address(), "accountId": 1 });
    stage.call("switch_account", to_salon).await;
    stage.open_until("day", |screen| has_body(screen) && screen["freshness"]["refreshing"] == false).await;
    assert!(salon.requests() > asked, "with its own token");
    assert_eq!(
        stage
            .try_call("switch_account", json!({ "address": "https://nobody.example", "accountId": 1 }))
            .await
            .unwrap_err()["code"],
        "no_account"
    );
}

#[tokio::test]
async fn a_zone_that_was_not_known_before_moves_the_days() {
    let mut stage = stage();
    let server = server(Scenario::Dst).await;
    stage.connect(&server).await;
    let screen = stage.open_until("day", has_body).await;
    assert_eq!(screen["zone"], "Europe/Berlin");
}

#[tokio::test]
async fn settings_and_the_view_outlive_the_program_and_the_token_is_not_among_them() {
    let store = Arc::new(MemoryStore::default());
    let server = server(Scenario::Clinic).await;
    {
        let mut stage = stage_with(&store);
        stage.connect(&server).await;
        stage.call("open", json!({ "view": "month", "date": "2026-12-05" })).await;
        let settings = json!({ "language": "kk", "theme": "dark", "timeStepMin": 15 });
        stage.call("set_settings", settings).await;
    }
    assert!(!store.load().unwrap().to_string().contains(TOKEN));
    let stage = stage_with(&store);
    let start = stage.call("start", Value::Null).await;
    assert_eq!(start["settings"]["language"], "kk");
    assert_eq!(start["lastView"], "month");
    assert_eq!(start["lastDate"], "2026-12-05");
    // These secrets lived in memory: the account is known, its token is not.
    assert_eq!(start["account"]["tokenMissing"], true);
}

#[tokio::test]
async fn what_cannot_be_understood_is_refused_without_quoting_it() {
    let stage = stage();
    let error = stage.try_call("no_such_command", Value::Null).await.unwrap_err();
    assert_eq!(error["code"], "bad_request");
    let error =
        stage.try_call("check_connection", json!({ "token": TOKEN, "adress": "" })).await.unwrap_err();
    assert_eq!(error["code"], "bad_request");
    assert!(!error.to_string().contains(TOKEN));
    for (address, code) in [
        ("", "bad_address"),
        ("http://example.kz", "insecure_address"),
        ("https://a:b@example.kz", "address_has_user_info"),
    ] {
        let error = stage
            .try_call("check_connection", json!({ "address": address, "token": TOKEN }))
            .await
            .unwrap_err();
        assert_eq!(error["code"], code, "{address}");
    }
    let error = stage
        .try_call("set_settings", json!({ "language": "ru", "theme": "dark", "timeStepMin": 7 }))
        .await
        .unwrap_err();
    assert_eq!(error["code"], "settings_refused");
}
