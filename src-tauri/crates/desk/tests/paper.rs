//! What is printed: the head and the foot of the pages, the rows of the days, and the system's print dialog.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::io;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use practice::Scenario;
use serde_json::json;

use support::*;

#[tokio::test]
async fn sheet_has_the_days_of_the_period_and_all_shown_resources() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    desk.open_until("week", has_body).await;
    let week = desk.call("sheet", json!({ "view": "week", "date": null })).await;
    assert_eq!(week["days"].as_array().unwrap().len(), 7);
    let resources = week["resources"].as_array().unwrap();
    assert_eq!(resources[0]["cells"].as_array().unwrap().len(), 7);
    let hidden = resources[0]["resource"]["id"].as_i64().unwrap();
    desk.call("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })).await;
    let filtered = desk.call("sheet", json!({ "view": "week", "date": null })).await;
    assert_eq!(filtered["resources"].as_array().unwrap().len(), resources.len() - 1);
}

#[tokio::test]
async fn sheet_of_a_period_that_is_not_here_is_an_error_and_the_period_is_fetched() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let request = json!({ "view": "week", "date": "2026-02-02" });
    let error = desk.try_call("sheet", request.clone()).await.unwrap_err();
    assert_eq!(error["code"], "not_fetched");
    let sheet = loop {
        desk.events.recv().await.unwrap();
        if let Ok(sheet) = desk.try_call("sheet", request.clone()).await {
            break sheet;
        }
    };
    assert_eq!(sheet["days"][0]["date"]["iso"], "2026-02-02");
}

#[tokio::test]
async fn head_has_the_present_moment_and_the_age_of_the_data() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    desk.open_until("day", has_body).await;
    let head = desk.call("paper_head", json!({ "view": "day", "date": null })).await;
    assert_eq!(head["printed"], head["freshness"]["checked"]);
    desk.clock.forward(TimeDelta::minutes(10));
    let later = desk.call("paper_head", json!({ "view": "day", "date": null })).await;
    assert_ne!(later["printed"], later["freshness"]["checked"]);
    assert_eq!(later["freshness"]["ageMin"], 10);
}

#[tokio::test]
async fn print_dialog_gets_the_orientation_and_a_failure_has_its_own_code() {
    let folder = tempfile::tempdir().unwrap();
    let (mut parts, clock) = parts_in(folder.path(), settings_file_in(folder.path()), now());
    let printed = Arc::<Mutex<Vec<bool>>>::default();
    let dialogs = Arc::clone(&printed);
    parts.printer = Box::new(move |landscape| {
        dialogs.lock().unwrap().push(landscape);
        if landscape { Err(io::Error::other("there is no printer")) } else { Ok(()) }
    });
    let desk = desk_from_parts(parts, clock, default_client());
    desk.call("print", json!({ "landscape": false })).await;
    let error = desk.try_call("print", json!({ "landscape": true })).await.unwrap_err();
    assert_eq!(error["code"], "print_failed");
    assert_eq!(*printed.lock().unwrap(), [false, true]);
}
