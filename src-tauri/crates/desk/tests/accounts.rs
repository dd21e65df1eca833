//! Accounts: checking a connection, connecting, switching, signing out, and the dashboard of the account in use.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use desk::MemoryStore;
use practice::{Fault, Scenario};
use serde_json::{Value, json};

use support::*;

#[tokio::test]
async fn first_start_has_no_account_and_the_default_settings() {
    let desk = desk_in_memory();
    let start = desk.start().await;
    assert_eq!(start["account"], Value::Null);
    let settings = json!({
        "language": "ru", "theme": "system", "timeStepMin": 30, "pollSeconds": 30,
        "textSizePercent": 100, "densityPercent": 100, "cancelled": "narrow",
        "chat": {
            "language": "ru", "templates": { "ru": null, "kk": null, "en": null },
            "reminders": { "ru": null, "kk": null, "en": null }, "maxTimes": 6,
        },
        "cache": { "daysBack": 14, "daysAhead": 45, "maxMib": 256 },
        "privacy": { "afterMin": null },
        "paper": {},
    });
    assert_eq!(start["settings"], settings);
    assert_eq!(desk.error_code("open", json!({ "view": "day", "date": null })).await, "no_account");
}

#[tokio::test]
async fn sample_data_are_the_practice_servers_data() {
    let mut desk = desk_in_memory();
    let start = desk.call("explore_sample", Value::Null).await;
    assert_eq!(start["account"]["sample"], true);
    let screen = desk.open_until("day", has_body).await;
    let dataset = practice::Dataset::new(Scenario::Clinic, now());
    let expected: Vec<i64> =
        dataset.appointments_on(TODAY.parse().unwrap()).iter().map(|appointment| appointment.id).collect();
    assert!(expected.len() > 40);
    assert_eq!(appointment_ids(&screen), expected.into_iter().collect());
    assert_eq!(screen["freshness"]["state"], "fresh");
    assert_eq!(screen["zone"], "Asia/Almaty");
}

#[tokio::test]
async fn wrong_token_is_refused_and_the_account_in_use_stays() {
    let mut desk = desk_in_memory();
    desk.call("explore_sample", Value::Null).await;
    let before = desk.open_until("day", has_body).await;
    let server = start_server(Scenario::Salon).await;
    let wrong = json!({ "address": server.address(), "token": "not-the-token" });
    let error = desk.try_call("check_connection", wrong).await.unwrap_err();
    assert_eq!(error["code"], "invalid_token");
    assert!(!error.to_string().contains("not-the-token"));
    let after = desk.open("day").await;
    assert_eq!(after["account"], before["account"]);
    assert_eq!(appointment_ids(&after), appointment_ids(&before));
}

#[tokio::test]
async fn account_that_refuses_the_user_is_not_used() {
    let mut desk = desk_in_memory();
    desk.call("explore_sample", Value::Null).await;
    desk.open_until("day", has_body).await;
    let server = start_server(Scenario::Salon).await;
    desk.call("check_connection", json!({ "address": server.address(), "token": TOKEN })).await;
    assert_eq!(desk.error_code("connect", json!({ "accountId": 77 })).await, "not_a_member");
    assert_eq!(desk.start().await["account"]["sample"], true);
}

#[tokio::test]
async fn address_or_request_that_cannot_be_used_is_refused_without_quoting_it() {
    let desk = desk_in_memory();
    assert_eq!(desk.error_code("no_such_command", Value::Null).await, "bad_request");
    let misspelled = json!({ "token": TOKEN, "adress": "" });
    let error = desk.try_call("check_connection", misspelled).await.unwrap_err();
    assert_eq!(error["code"], "bad_request");
    assert!(!error.to_string().contains(TOKEN));
    for (address, code) in [
        ("", "bad_address"),
        ("http://example.kz", "insecure_address"),
        ("https://a:b@example.kz", "address_has_user_info"),
    ] {
        let request = json!({ "address": address, "token": TOKEN });
        assert_eq!(desk.error_code("check_connection", request).await, code, "{address}");
    }
}

#[tokio::test]
async fn second_account_shows_nothing_of_the_first_until_it_is_signed_out() {
    let mut desk = desk_in_memory();
    let clinic = start_server(Scenario::Clinic).await;
    desk.connect(&clinic).await;
    let first = desk.open_until("day", has_body).await;
    let salon = start_server(Scenario::Salon).await;
    desk.connect(&salon).await;
    let second = desk.open_until("day", has_body).await;
    assert!(appointment_ids(&first) != appointment_ids(&second));
    assert_eq!(second["account"]["address"], salon.address());
    // The first account is still on the computer. It is used again after the second was signed out.
    let start = desk.call("sign_out", Value::Null).await;
    assert_eq!(start["account"]["address"], clinic.address());
    let start = desk.call("sign_out", Value::Null).await;
    assert_eq!((&start["account"], &start["others"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn switching_restores_the_token_the_filter_and_the_calendar_of_an_account() {
    let mut desk = desk_in_memory();
    let clinic = start_server(Scenario::Clinic).await;
    desk.connect(&clinic).await;
    let screen = desk.open_until("day", has_body).await;
    let hidden = screen["resources"][0]["resource"]["id"].as_i64().unwrap();
    desk.call("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })).await;
    let filtered = desk.open("day").await;

    let salon = start_server(Scenario::Salon).await;
    let start = desk.connect(&salon).await;
    let clinic_address = clinic.address();
    assert_eq!(
        start["others"],
        json!([{ "name": "Клиника «Жұлдыз»", "address": clinic_address, "accountId": 1 }])
    );
    desk.open_until("day", has_body).await;

    // The clinic's server is stopped. Its calendar comes from the cache, with its own filter.
    clinic.stop().await;
    let to_clinic = json!({ "address": clinic_address, "accountId": 1 });
    let start = desk.call("switch_account", to_clinic).await;
    assert_eq!(start["account"]["tokenMissing"], false);
    assert_eq!(start["others"][0]["address"], salon.address());
    let restored = desk.open("day").await;
    assert_eq!(appointment_ids(&restored), appointment_ids(&filtered));

    let requests_before = salon.requests();
    let to_salon = json!({ "address": salon.address(), "accountId": 1 });
    desk.call("switch_account", to_salon).await;
    desk.open_until("day", |screen| has_body(screen) && screen["freshness"]["refreshing"] == false).await;
    assert!(salon.requests() > requests_before, "the salon's token is used for the request");
    let unknown = json!({ "address": "https://nobody.example", "accountId": 1 });
    assert_eq!(desk.error_code("switch_account", unknown).await, "no_account");
}

#[tokio::test]
async fn command_without_the_token_fails_with_token_missing() {
    let store = Arc::new(MemoryStore::default());
    let server = start_server(Scenario::Clinic).await;
    {
        let desk = desk_with_store(&store);
        desk.connect(&server).await;
        desk.idle().await;
    }
    // The secrets were in the memory of the first desk, so the second has no token.
    let desk = desk_with_store(&store);
    assert_eq!(desk.start().await["account"]["tokenMissing"], true);
    assert_eq!(desk.error_code("refresh", Value::Null).await, "token_missing");
}

#[tokio::test]
async fn dashboard_page_is_opened_under_the_accounts_own_origin() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = desk_in_memory();
    desk.connect(&server).await;
    let screen = desk.open_until("week", has_body).await;
    desk.idle().await;
    let mut with_chat = Vec::new();
    let mut without_chat = Vec::new();
    for id in appointment_ids(&screen) {
        let details = desk.call("appointment", json!({ "id": id })).await;
        let has_chat = !details["conversationDisplayId"].is_null();
        if has_chat { &mut with_chat } else { &mut without_chat }.push(details);
    }
    let appointment = &with_chat[0];
    let page = |kind: &str| json!({ "kind": kind, "appointmentId": appointment["id"] });
    desk.call("open_page", json!({ "kind": "calendar" })).await;
    desk.call("open_page", page("chat")).await;
    desk.call("open_page", page("client")).await;
    let dashboard = format!("{}/app/accounts/1", server.address());
    let client_page = format!("{dashboard}/contacts/{}", appointment["contactId"]);
    assert_eq!(
        *desk.opened_pages.lock().unwrap(),
        [
            format!("{dashboard}/scheduling/calendar"),
            format!("{dashboard}/conversations/{}", appointment["conversationDisplayId"]),
            client_page.clone(),
        ]
    );

    // A page that does not exist is not opened, and a request cannot name an address.
    let refused = [
        json!({ "kind": "chat", "appointmentId": without_chat[0]["id"] }),
        json!({ "kind": "chat", "appointmentId": -1 }),
        json!({ "kind": "page", "url": "https://elsewhere.example" }),
    ];
    for request in refused {
        desk.try_call("open_page", request).await.unwrap_err();
    }
    assert_eq!(desk.opened_pages.lock().unwrap().len(), 3);
    desk.has_browser.store(false, Ordering::SeqCst);
    let error = desk.try_call("open_page", page("client")).await.unwrap_err();
    assert_eq!((&error["code"], &error["details"]), (&json!("browser_failed"), &json!(client_page)));

    desk.call("explore_sample", Value::Null).await;
    desk.try_call("open_page", json!({ "kind": "calendar" })).await.unwrap_err();
}

#[tokio::test]
async fn profile_is_opened_on_the_typed_server_before_there_is_an_account() {
    let desk = desk_in_memory();
    let profile = |address: &str| json!({ "kind": "profile", "address": address });
    for address in [
        "one-link.example",
        " https://One-Link.example/ ",
        "https://one-link.example/app/accounts/12/inbox?next=https://elsewhere.example#top",
        "http://127.0.0.1:3000",
    ] {
        desk.call("open_page", profile(address)).await;
    }
    assert_eq!(
        *desk.opened_pages.lock().unwrap(),
        [
            "https://one-link.example/app/profile/settings",
            "https://one-link.example/app/profile/settings",
            "https://one-link.example/app/accounts/12/profile/settings",
            "http://127.0.0.1:3000/app/profile/settings",
        ]
    );
    for (address, code) in [
        ("", "bad_address"),
        ("file:///etc/passwd", "bad_address"),
        ("javascript:alert(1)", "bad_address"),
        ("http://one-link.example", "insecure_address"),
        ("https://one-link.example@elsewhere.example", "address_has_user_info"),
    ] {
        assert_eq!(desk.error_code("open_page", profile(address)).await, code, "{address}");
    }
    assert_eq!(desk.opened_pages.lock().unwrap().len(), 4);
}

#[tokio::test]
async fn profile_of_the_account_in_use_is_opened_with_its_number() {
    let server = start_server(Scenario::Clinic).await;
    let desk = desk_in_memory();
    desk.connect(&server).await;
    desk.call("open_page", json!({ "kind": "profile", "address": server.address() })).await;
    desk.call("open_page", json!({ "kind": "profile", "address": "https://elsewhere.example" })).await;
    assert_eq!(
        *desk.opened_pages.lock().unwrap(),
        [
            format!("{}/app/accounts/1/profile/settings", server.address()),
            "https://elsewhere.example/app/profile/settings".to_owned(),
        ]
    );
}

#[tokio::test]
async fn messenger_is_opened_with_the_number_of_the_appointment_and_never_with_a_text_of_the_page() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = desk_in_memory();
    desk.connect(&server).await;
    let screen = desk.open_until("week", has_body).await;
    desk.idle().await;
    let mut with_phone = None;
    let mut without_phone = None;
    for id in appointment_ids(&screen) {
        let phone = desk.call("appointment", json!({ "id": id })).await["internationalPhone"].clone();
        if phone.is_null() { &mut without_phone } else { &mut with_phone }.get_or_insert((id, phone));
    }
    let ((id, phone), (without_phone, _)) = (with_phone.unwrap(), without_phone.unwrap());
    let phone = phone.as_str().unwrap();
    let open = |messenger: &str, id: i64| json!({ "messenger": messenger, "appointmentId": id });
    desk.call("open_messenger", open("whatsapp", id)).await;
    desk.call("open_messenger", open("telegram", id)).await;
    let digits = phone.strip_prefix('+').unwrap();
    assert_eq!(digits.len(), 11);
    assert_eq!(
        *desk.opened_pages.lock().unwrap(),
        [format!("https://wa.me/{digits}"), format!("https://t.me/+{digits}")]
    );
    for refused in [
        open("whatsapp", without_phone),
        open("whatsapp", -1),
        open("https://elsewhere.example", id),
        json!({ "messenger": "telegram", "phone": "+77010000000" }),
    ] {
        desk.try_call("open_messenger", refused).await.unwrap_err();
    }
    assert_eq!(desk.opened_pages.lock().unwrap().len(), 2);

    let others = desk.call("client_appointments", json!({ "id": id })).await;
    assert!(others["appointments"].is_array());
    let reminder = desk.call("reminder", json!({ "id": id })).await["text"].as_str().unwrap().to_owned();
    assert!(reminder.starts_with("Здравствуйте! Напоминаем: "), "{reminder}");
    let mut settings = desk.start().await["settings"].clone();
    settings["chat"]["reminders"]["ru"] = json!("Ждём вас {дата} в {время}");
    desk.call("set_settings", settings.clone()).await;
    let own = desk.call("reminder", json!({ "id": id })).await["text"].as_str().unwrap().to_owned();
    assert!(own.contains("Ждём вас "), "{own}");
    settings["chat"]["reminders"]["ru"] = json!("{клиент}");
    assert_eq!(desk.error_code("set_settings", settings).await, "settings_refused");
    assert_eq!(desk.error_code("reminder", json!({ "id": -1 })).await, "no_such_appointment");

    desk.call("explore_sample", Value::Null).await;
    let sample = desk.open_until("week", has_body).await;
    for id in appointment_ids(&sample).into_iter().take(20) {
        let error = desk.error_code("open_messenger", open("whatsapp", id)).await;
        assert_eq!(error, "bad_request", "invented numbers are not opened");
    }
    assert_eq!(desk.opened_pages.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn only_the_latest_check_of_a_connection_is_used() {
    let desk = desk_in_memory();
    let (first, second) = (start_server(Scenario::Clinic).await, start_server(Scenario::Salon).await);
    first.set_fault(Some(Fault::Slow));
    let check = |server: &practice::Server| json!({ "address": server.address(), "token": TOKEN });
    // The first check ends after the second.
    let (early, late) = tokio::join!(
        desk.call("check_connection", check(&first)),
        desk.call("check_connection", check(&second)),
    );
    assert_ne!(early["accounts"], late["accounts"]);
    let start = desk.call("connect", json!({ "accountId": 1 })).await;
    assert_eq!(start["account"]["address"], second.address());
}

#[tokio::test]
async fn concurrent_starts_all_have_the_token() {
    let store = Arc::new(MemoryStore::default());
    desk_with_store(&store).call("explore_sample", Value::Null).await;
    let desk = desk_with_store(&store);
    let (first, second, third) = tokio::join!(desk.start(), desk.start(), desk.start());
    for start in [first, second, third] {
        assert_eq!(start["account"]["tokenMissing"], false);
    }
}
