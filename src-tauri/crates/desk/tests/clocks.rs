//! A clock of the computer that is wrong, or that is corrected while the program runs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use chrono::{DateTime, TimeDelta, Utc};
use desk::clock::Clock;
use practice::{DateHeader, Fault, Scenario, Server};
use serde_json::{Value, json};
use tempfile::TempDir;

use support::*;

/// A folder with the day of [`NOW`] in its cache.
async fn folder_with_a_cached_day() -> (TempDir, Server) {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    let mut desk = desk_in(folder.path());
    desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    desk.connect(&server).await;
    desk.open_until("day", has_body).await;
    desk.close().await;
    (folder, server)
}

async fn open_today(desk: &TestDesk) -> Value {
    desk.open_at("day", TODAY).await
}

#[tokio::test]
async fn nothing_is_deleted_at_a_start_with_a_wrong_clock_and_ages_from_the_future_are_unknown() {
    let (folder, server) = folder_with_a_cached_day().await;
    let wrong_times = [
        ("2015-01-01T00:00:00Z".parse::<DateTime<Utc>>().unwrap(), None),
        (now() - TimeDelta::days(2), None),
        (now() + TimeDelta::days(400), Some(400 * 24 * 60)),
    ];
    for (wrong, age_min) in wrong_times {
        server.set_fault(Some(Fault::ServerError));
        let mut desk = desk_in_at(folder.path(), wrong);
        desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
        let polling = tokio::spawn((*desk).clone().poll());
        let screen = desk.open_until("day", |screen| !screen["freshness"]["problem"].is_null()).await;
        polling.abort();
        assert!(screen["freshness"]["ageMin"].is_null(), "nothing is cached for that day");
        let screen = open_today(&desk).await;
        assert!(appointment_ids(&screen).len() > 40, "{wrong}");
        assert_eq!(screen["freshness"]["ageMin"], json!(age_min), "{wrong}");
        assert_ne!(screen["freshness"]["state"], "fresh", "{wrong}");
        assert_eq!(screen["freshness"]["checked"]["time"], "10:30", "{wrong}");
        desk.close().await;
    }

    // The server confirms the time. The age is known again, and what is too old is deleted.
    server.set_fault(Some(Fault::WrongShape));
    let desk = desk_in_at(folder.path(), now() - TimeDelta::days(2));
    desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    server.set_date_header(DateHeader::Fixed(now() + TimeDelta::hours(3)));
    open_today(&desk).await;
    desk.idle().await;
    // One answer is not enough: its time could be a mistake.
    desk.refresh_and_wait().await;
    assert_eq!(open_today(&desk).await["freshness"]["ageMin"], 180);
    server.set_date_header(DateHeader::Fixed(now() + TimeDelta::days(30)));
    desk.refresh_and_wait().await;
    assert_ne!(desk.call("cache_usage", Value::Null).await["periods"], 0);
    desk.refresh_and_wait().await;
    let mut settings = desk.start().await["settings"].clone();
    settings["cache"]["daysBack"] = json!(13);
    desk.call("set_settings", settings).await;
    assert_eq!(desk.call("cache_usage", Value::Null).await["periods"], 0);
}

#[tokio::test]
async fn data_fetched_with_a_wrong_clock_have_the_time_of_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    server.set_date_header(DateHeader::Fixed(now()));
    let mut desk = desk_in_at(folder.path(), "2015-01-01T00:00:00Z".parse().unwrap());
    desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    desk.connect(&server).await;
    // The week of 2015 was fetched. From its answer the program knows the time, and fetches the present week.
    let screen =
        desk.open_until("day", |screen| has_body(screen) && screen["freshness"]["state"] == "fresh").await;
    assert_eq!(
        (&screen["period"]["date"]["iso"], &screen["period"]["hasToday"]),
        (&json!(TODAY), &json!(true))
    );
    desk.close().await;

    server.set_fault(Some(Fault::ServerError));
    let desk = desk_in_at(folder.path(), now() + TimeDelta::minutes(5));
    desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    let screen = open_today(&desk).await;
    assert!(appointment_ids(&screen).len() > 40);
    assert_eq!(screen["freshness"]["ageMin"], 5);
}

#[tokio::test]
async fn free_time_is_that_of_the_servers_present_when_the_clock_is_slow() {
    let server = start_server(Scenario::Clinic).await;
    server.set_date_header(DateHeader::Fixed(now()));
    let right = connected_desk(&server).await;
    let slow = desk_in_memory();
    slow.clock.correct(TimeDelta::hours(-5));
    let slow = connect_and_settle(slow, &server).await;
    let request = json!({
        "durationMin": 30, "whom": { "kind": "any" }, "from": null, "workingDays": 3, "part": "any",
        "noticeMin": 0, "stepMin": null, "groupBy": "day", "span": "workingDays", "moreFirst": false, "maxRows": 30,
    });
    let found = right.call("find_free", request.clone()).await;
    assert_eq!(slow.call("find_free", request).await, found);
    assert!(!found["view"]["groups"].as_array().unwrap().is_empty(), "{found}");
}

#[tokio::test]
async fn corrected_clock_is_noticed_at_the_next_look_and_the_server_is_asked_at_once() {
    for correction in [TimeDelta::hours(-3), TimeDelta::minutes(-2), TimeDelta::hours(8)] {
        let server = start_server(Scenario::Clinic).await;
        let mut desk = connected_desk(&server).await;
        desk.do_due_work();
        desk.clock.forward(TimeDelta::seconds(5));
        desk.do_due_work();
        desk.idle().await;
        desk.take_events();
        let requests_before = server.requests();

        desk.clock.correct(correction);
        desk.clock.forward(TimeDelta::seconds(5));
        let wait = desk.do_due_work().unwrap();
        assert!(wait <= std::time::Duration::from_mins(1), "{correction}: {wait:?}");
        desk.idle().await;
        assert!(server.requests() > requests_before, "{correction}");
        assert!(!desk.take_events().is_empty(), "the screen moves the line of the present time");
        assert_eq!(desk.open("day").await["freshness"]["state"], "fresh", "{correction}");
    }
}

#[tokio::test]
async fn age_and_polls_go_on_while_the_server_is_away_and_the_clock_is_set_back() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    server.set_fault(Some(Fault::ServerError));
    desk.clock.forward(TimeDelta::minutes(20));
    desk.clock.correct(TimeDelta::minutes(-90));
    desk.do_due_work();
    desk.idle().await;
    let freshness = desk.open_at("day", TODAY).await["freshness"].clone();
    assert_eq!(freshness["ageMin"], 20);
    assert_ne!(freshness["state"], "fresh");
    let requests_before = server.requests();
    for _ in 0..20 {
        desk.clock.forward(TimeDelta::minutes(1));
        desk.do_due_work();
        desk.idle().await;
    }
    assert!(
        server.requests() > requests_before + 2,
        "{} polls in 20 minutes",
        server.requests() - requests_before
    );
}

#[tokio::test]
async fn selected_times_are_checked_again_after_the_clock_was_set_back() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let requests_before = server.requests();
    desk.clock.forward(TimeDelta::minutes(3));
    desk.clock.correct(TimeDelta::minutes(-30));
    let time = json!({ "resourceId": 1, "start": "2026-11-24T11:00:00Z", "end": "2026-11-24T11:30:00Z" });
    desk.call("offer", json!({ "times": [time], "check": true })).await;
    assert!(server.requests() > requests_before);
    assert!(desk.clock.now() < now());
}
