//! What stays on this computer: under a passphrase, within the limits, and not at all after a wipe.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use practice::{Fault, Scenario};
use serde_json::{Value, json};
use tempfile::TempDir;

use stage::*;

const WORDS: &str = "three words, or four";

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn found_in(folder: &Path, needle: &str) -> Vec<String> {
    let holds = |name: &String| {
        let bytes = fs::read(folder.join(name)).unwrap();
        bytes.windows(needle.len()).any(|window| window == needle.as_bytes())
    };
    files(folder).into_iter().filter(holds).collect()
}

/// A folder that was used with a passphrase and a real account.
async fn used_folder() -> (TempDir, practice::Server) {
    let folder = tempfile::tempdir().unwrap();
    let server = server(Scenario::Clinic).await;
    let mut stage = stage_in(folder.path());
    // Connecting fetches the week; nothing goes on behind it that could still write when another desk is at the folder.
    stage.connect(&server).await;
    let start = stage.call("set_passphrase", json!({ "passphrase": WORDS })).await;
    assert_eq!(start["storage"], json!({ "kind": "passphrase" }));
    (folder, server)
}

async fn periods(stage: &Stage) -> u64 {
    stage.call("cache_usage", Value::Null).await["periods"].as_u64().unwrap()
}

/// All about an appointment of today whose client's number the server knows.
async fn details(stage: &Stage, server: &practice::Server) -> Value {
    let today = server.dataset().appointments_on("2026-11-24".parse().unwrap());
    let id = today.iter().find(|appointment| appointment.client_identifier.is_some()).unwrap().id;
    stage.call("appointment", json!({ "id": id })).await
}

#[tokio::test]
async fn without_a_keychain_the_reason_is_told_and_nothing_is_written_but_the_settings() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(Scenario::Clinic).await;
    let mut stage = stage_in(folder.path());
    let start = stage.call("start", Value::Null).await;
    assert_eq!(start["storage"], json!({ "kind": "memory", "reason": "chosen" }));
    assert!(files(folder.path()).is_empty());
    stage.connect(&server).await;
    stage.open_until("day", has_body).await;
    assert_eq!(files(folder.path()), ["settings.json"]);
    assert!(found_in(folder.path(), TOKEN).is_empty());
    let kept = stage.call("cache_usage", Value::Null).await;
    assert_eq!(kept["onDisk"], false);
    assert!(kept["periods"].as_u64().unwrap() >= 1 && kept["bytes"].as_u64().unwrap() > 1000, "{kept}");
}

#[tokio::test]
async fn a_passphrase_keeps_the_calendar_and_is_asked_for_at_start() {
    let (folder, server) = used_folder().await;
    assert!(files(folder.path()).contains(&"secrets.sealed".to_owned()));
    for secret in [TOKEN, WORDS] {
        assert!(found_in(folder.path(), secret).is_empty(), "{:?}", found_in(folder.path(), secret));
    }
    server.set_fault(Some(Fault::ServerError));

    let mut stage = stage_in(folder.path());
    let start = stage.call("start", Value::Null).await;
    assert_eq!(start["storage"], json!({ "kind": "locked" }));
    assert_eq!(start["account"], Value::Null);
    for (command, request) in [
        ("open", json!({ "view": "day", "date": null })),
        ("search", json!({ "text": "а" })),
        ("money", json!({ "view": "day", "date": null })),
    ] {
        let refused = stage.try_call(command, request).await.unwrap_err();
        assert_eq!(refused["code"], "locked", "{command}");
    }
    let wrong = stage.try_call("unlock", json!({ "passphrase": "other words entirely" })).await.unwrap_err();
    assert_eq!(wrong["code"], "wrong_passphrase");
    assert!(!wrong.to_string().contains("other words"), "{wrong}");
    assert_eq!(stage.call("start", Value::Null).await["storage"]["kind"], "locked");

    let start = stage.call("unlock", json!({ "passphrase": WORDS })).await;
    assert_eq!(start["storage"], json!({ "kind": "passphrase" }));
    assert_eq!(start["account"]["tokenMissing"], false);
    let screen = stage.open_until("day", has_body).await;
    assert!(appointment_ids(&screen).len() > 40, "from the cache, for the server answers nothing");
    assert_eq!(screen["freshness"]["fromCache"], true);

    // The token is there too: when the server answers again, so do the facts that are not kept.
    let offline = details(&stage, &server).await;
    assert_eq!(offline["fromCache"], true);
    assert_eq!(offline["clientIdentifier"], Value::Null);
    // The request that `open` made has failed; one that is still on its way would stand in for the refresh.
    stage.open_until("day", |screen| !screen["freshness"]["problem"].is_null()).await;
    server.set_fault(None);
    stage.call("refresh", Value::Null).await;
    stage.open_until("day", |screen| screen["freshness"]["fromCache"] == false).await;
    let online = details(&stage, &server).await;
    assert_eq!(online["fromCache"], false);
    assert_ne!(online["clientIdentifier"], Value::Null, "{online}");
}

#[tokio::test]
async fn going_on_without_the_passphrase_keeps_what_is_under_it() {
    let (folder, _server) = used_folder().await;
    let before = fs::read(folder.path().join("secrets.sealed")).unwrap();
    let stage = stage_in(folder.path());
    let start = stage.call("start_without_passphrase", Value::Null).await;
    assert_eq!(start["storage"], json!({ "kind": "memory", "reason": "without_passphrase" }));
    assert_eq!(start["account"]["tokenMissing"], true);
    let screen = stage.call("open", json!({ "view": "day", "date": null })).await;
    assert_eq!(screen["body"], Value::Null);
    assert_eq!(fs::read(folder.path().join("secrets.sealed")).unwrap(), before);
    // And it can still be given.
    let start = stage.call("unlock", json!({ "passphrase": WORDS })).await;
    assert_eq!(start["account"]["tokenMissing"], false);
    let screen = stage.call("open", json!({ "view": "day", "date": null })).await;
    assert!(has_body(&screen));
}

#[tokio::test]
async fn a_passphrase_is_refused_where_it_is_too_short_or_of_no_use() {
    let stage = stage();
    let short = stage.try_call("set_passphrase", json!({ "passphrase": "short" })).await.unwrap_err();
    assert_eq!(short["code"], "passphrase_too_short");
    assert!(!short["message"].as_str().unwrap().contains("short\""));
    let nothing_locked = stage.try_call("unlock", json!({ "passphrase": WORDS })).await.unwrap_err();
    assert_eq!(nothing_locked["code"], "bad_request");
}

#[tokio::test]
async fn a_wipe_leaves_nothing_and_the_program_goes_on() {
    let (folder, server) = used_folder().await;
    let mut stage = stage_in(folder.path());
    stage.call("unlock", json!({ "passphrase": WORDS })).await;
    stage.open_until("week", has_body).await;
    let mut settings = stage.call("start", Value::Null).await["settings"].clone();
    let first = settings.clone();
    settings["language"] = json!("kk");
    settings["cache"]["daysBack"] = json!(3);
    stage.call("set_settings", settings).await;
    assert!(files(folder.path()).len() >= 3, "{:?}", files(folder.path()));

    let start = stage.call("wipe", Value::Null).await;
    assert_eq!(files(folder.path()), [""; 0]);
    assert_eq!(start["account"], Value::Null);
    assert_eq!(start["settings"], first);
    assert_eq!(start["storage"], json!({ "kind": "memory", "reason": "chosen" }));
    let kept = stage.call("cache_usage", Value::Null).await;
    assert_eq!((kept["periods"].as_u64(), kept["bytes"].as_u64()), (Some(0), Some(0)));
    stage.call("start", Value::Null).await;
    assert_eq!(files(folder.path()), [""; 0], "looking brings nothing back");

    stage.connect(&server).await;
    let screen = stage.open_until("day", has_body).await;
    assert!(appointment_ids(&screen).len() > 40);
    assert_eq!(details(&stage, &server).await["fromCache"], false);
}

#[tokio::test]
async fn forgotten_words_end_in_a_wipe() {
    let (folder, _server) = used_folder().await;
    let stage = stage_in(folder.path());
    assert_eq!(stage.call("start", Value::Null).await["storage"]["kind"], "locked");
    let start = stage.call("wipe", Value::Null).await;
    assert_eq!(start["storage"], json!({ "kind": "memory", "reason": "chosen" }));
    assert_eq!(files(folder.path()), [""; 0]);
}

#[tokio::test]
async fn limits_take_effect_at_once() {
    let (folder, _server) = used_folder().await;
    let stage = stage_in(folder.path());
    stage.call("unlock", json!({ "passphrase": WORDS })).await;
    let mut settings = stage.call("start", Value::Null).await["settings"].clone();
    assert_eq!(settings["cache"], json!({ "daysBack": 14, "daysAhead": 45, "maxMib": 256 }));
    for (name, value) in
        [("daysBack", 0), ("daysBack", 61), ("daysAhead", 6), ("maxMib", 31), ("maxMib", 1025)]
    {
        let mut wrong = settings.clone();
        wrong["cache"][name] = json!(value);
        let error = stage.try_call("set_settings", wrong).await.unwrap_err();
        assert_eq!(error["code"], "settings_refused", "{name} {value}");
    }
    stage.clock.forward(TimeDelta::days(10));
    assert_eq!(periods(&stage).await, 1);
    settings["cache"]["daysBack"] = json!(9);
    stage.call("set_settings", settings.clone()).await;
    assert_eq!(periods(&stage).await, 0);
    let start = stage_in(folder.path()).call("start", Value::Null).await;
    assert_eq!(start["settings"], settings);
}

#[tokio::test]
async fn what_grew_too_old_goes_at_start() {
    let (folder, _server) = used_folder().await;
    for (later, kept) in [(TimeDelta::days(13), 1), (TimeDelta::days(15), 0)] {
        let stage = stage_in_at(folder.path(), now() + later);
        stage.call("unlock", json!({ "passphrase": WORDS })).await;
        assert_eq!(periods(&stage).await, kept, "{later}");
    }
}

#[tokio::test]
async fn what_grew_too_old_goes_also_without_a_fetch() {
    let (folder, _server) = used_folder().await;
    let stage = stage_in(folder.path());
    stage.call("unlock", json!({ "passphrase": WORDS })).await;
    assert_eq!(periods(&stage).await, 1);
    stage.clock.forward(TimeDelta::days(15));
    let poll = tokio::spawn(stage.desk.clone().poll());
    while periods(&stage).await > 0 {
        tokio::task::yield_now().await;
    }
    poll.abort();
}

#[tokio::test]
async fn pages_of_the_dashboard_are_of_the_accounts_own_origin() {
    let server = server(Scenario::Clinic).await;
    let mut stage = stage();
    stage.connect(&server).await;
    let screen = stage.open_until("week", has_body).await;
    stage.desk.idle().await;
    let mut with_chat = Vec::new();
    let mut without = Vec::new();
    for id in appointment_ids(&screen) {
        let details = stage.call("appointment", json!({ "id": id })).await;
        if details["conversationDisplayId"].is_null() { &mut without } else { &mut with_chat }.push(details);
    }
    let appointment = &with_chat[0];
    let page = |kind: &str| json!({ "kind": kind, "appointmentId": appointment["id"] });
    stage.call("open_page", json!({ "kind": "calendar" })).await;
    stage.call("open_page", page("chat")).await;
    stage.call("open_page", page("client")).await;
    let dashboard = format!("{}/app/accounts/1", server.address());
    assert_eq!(
        *stage.opened.lock().unwrap(),
        [
            format!("{dashboard}/scheduling/calendar"),
            format!("{dashboard}/conversations/{}", appointment["conversationDisplayId"]),
            format!("{dashboard}/contacts/{}", appointment["contactId"]),
        ]
    );

    // What has no page opens none, and no address can be asked for.
    let refused = [
        json!({ "kind": "chat", "appointmentId": without[0]["id"] }),
        json!({ "kind": "chat", "appointmentId": -1 }),
        json!({ "kind": "page", "url": "https://elsewhere.example" }),
    ];
    for request in refused {
        stage.try_call("open_page", request).await.unwrap_err();
    }
    assert_eq!(stage.opened.lock().unwrap().len(), 3);
    stage.browser.store(false, Ordering::SeqCst);
    let error = stage.try_call("open_page", page("client")).await.unwrap_err();
    assert_eq!(
        (&error["code"], &error["details"]),
        (&json!("browser_failed"), &json!(format!("{dashboard}/contacts/{}", appointment["contactId"])))
    );

    stage.call("explore_sample", Value::Null).await;
    stage.try_call("open_page", json!({ "kind": "calendar" })).await.unwrap_err();
}
