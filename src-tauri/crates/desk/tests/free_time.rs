//! Free time through the commands: the moments of a day, the finder, and the selected times as a text for a client.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use calendar::model::Instant;
use chrono::TimeDelta;
use practice::{Dataset, Fault, SampleEdit, Scenario};
use serde_json::{Value, json};

use support::*;

/// The request of the finder when it is opened.
fn finder_request() -> Value {
    json!({
        "durationMin": null, "whom": { "kind": "any" }, "second": null, "from": null, "workingDays": 5, "part": "any",
        "noticeMin": 0, "stepMin": null, "groupBy": "day", "span": "workingDays", "moreFirst": false, "maxRows": 40,
    })
}

fn selected_time(start_time: &Value) -> Value {
    json!({
        "resourceId": start_time["resourceId"], "start": start_time["start"], "end": start_time["end"],
    })
}

/// The first three start times of the finder, as selected times.
async fn select_first_three(desk: &TestDesk) -> Vec<Value> {
    let found = desk.call("find_free", finder_request()).await;
    let first = found["view"]["first"].as_array().unwrap();
    assert_eq!(first.len(), 3);
    first.iter().map(|each| selected_time(&each["start"]["startTime"])).collect()
}

impl TestDesk {
    async fn offer(&self, times: &[Value], check: bool) -> Value {
        self.call("offer", json!({ "times": times, "check": check })).await
    }
}

/// Whether the resource has no appointment at this time in the sample data.
fn is_free_in(dataset: &Dataset, time: &Value) -> bool {
    let instant = |key: &str| -> Instant { time[key].as_str().unwrap().parse().unwrap() };
    let (start, end) = (instant("start"), instant("end"));
    let appointments = dataset.appointments_overlapping(start, end);
    appointments
        .iter()
        .all(|appointment| appointment.resource_id != time["resourceId"] || appointment.status == "cancelled")
}

#[tokio::test]
async fn start_times_of_the_finder_are_free_in_the_servers_data() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let found = desk.call("find_free", finder_request()).await;
    let mut count = 0;
    for group in found["view"]["groups"].as_array().unwrap() {
        for row in group["rows"].as_array().unwrap() {
            for start in row["starts"].as_array().unwrap() {
                let start_time = &start["startTime"];
                assert!(is_free_in(server.dataset(), start_time), "{start_time}");
                assert!(start_time["start"].as_str().unwrap() >= NOW);
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count} start times");
    let reasons: Vec<&str> = found["view"]["notOffered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| each["why"].as_str().unwrap())
        .collect();
    assert!(reasons.iter().all(|reason| *reason == "hoursElsewhere"), "{reasons:?}");
}

#[tokio::test]
async fn finder_fetches_missing_days_and_then_searches_them() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let mut request = finder_request();
    request["from"] = json!("2026-12-21");
    request["workingDays"] = json!(20);
    let first = desk.call("find_free", request.clone()).await;
    assert_eq!(first["fetching"], true);
    assert_eq!(first["view"]["unknownFrom"]["iso"], "2026-12-21");
    let found = loop {
        desk.events.recv().await.unwrap();
        let found = desk.call("find_free", request.clone()).await;
        if found["view"]["unknownFrom"].is_null() {
            break found;
        }
    };
    assert_eq!(found["fetching"], false);
    assert!(found["view"]["until"]["iso"].as_str().unwrap() > "2027-01-10");
}

#[tokio::test]
async fn finder_sends_no_request_after_a_failure() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    server.set_fault(Some(Fault::NotFound));
    let mut request = finder_request();
    request["from"] = json!("2026-12-21");
    assert_eq!(desk.call("find_free", request.clone()).await["fetching"], true);
    desk.open_until("day", |screen| !screen["freshness"]["problem"].is_null()).await;
    let requests_before = server.requests();
    for _ in 0..5 {
        assert_eq!(desk.call("find_free", request.clone()).await["fetching"], false);
    }
    assert_eq!(server.requests(), requests_before);
}

#[tokio::test]
async fn text_from_fresh_data_needs_no_request() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let times = select_first_three(&desk).await;
    let requests_before = server.requests();
    desk.clock.forward(TimeDelta::seconds(59));
    let offer = desk.offer(&times, true).await;
    assert_eq!(server.requests(), requests_before);
    assert_eq!(offer["notCheckedSince"], Value::Null);
    assert_eq!(offer["text"].as_str().unwrap().lines().count(), 3, "{offer}");
    assert!(offer["text"].as_str().unwrap().starts_with("Вт 24 ноября: "));
}

#[tokio::test]
async fn old_data_are_checked_and_a_time_that_is_not_free_any_more_is_left_out() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let times = select_first_three(&desk).await;
    let before = desk.offer(&times, false).await;
    let taken = &times[1];
    let server = restart_server(
        server,
        vec![SampleEdit::TimeOff {
            resource_id: taken["resourceId"].as_i64().unwrap(),
            from: now(),
            to: now() + TimeDelta::days(1),
        }],
    )
    .await;
    desk.clock.forward(TimeDelta::seconds(61));
    let unchecked = desk.offer(&times, false).await;
    assert_eq!(unchecked["text"], before["text"], "without a check the data are the same as before");
    let offer = desk.offer(&times, true).await;
    assert!(server.requests() > 0);
    assert_eq!(offer["notCheckedSince"], Value::Null);
    let reasons: Vec<&Value> = offer["times"].as_array().unwrap().iter().map(|time| &time["gone"]).collect();
    assert_eq!(reasons[1], "timeOff", "{reasons:?}");
    assert_eq!(offer["text"].as_str().unwrap().lines().count(), 2);
    assert_eq!(offer["leftOut"], 0);
}

#[tokio::test]
async fn unchanged_calendar_is_confirmed_by_a_304() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let times = select_first_three(&desk).await;
    desk.clock.forward(TimeDelta::seconds(90));
    let requests_before = server.requests();
    let offer = desk.offer(&times, true).await;
    assert!(server.requests() > requests_before);
    assert_eq!(offer["notCheckedSince"], Value::Null);
}

#[tokio::test]
async fn text_without_a_server_reports_the_time_of_the_last_check() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let times = select_first_three(&desk).await;
    server.stop().await;
    desk.clock.forward(TimeDelta::minutes(5));
    let offer = desk.offer(&times, true).await;
    assert_eq!(offer["notCheckedSince"]["time"], "10:30");
    assert!(!offer["text"].as_str().unwrap().is_empty());
    // The note stays beside the button until the server responds again.
    let later = desk.offer(&times, false).await;
    assert_eq!(later["notCheckedSince"]["time"], "10:30");
}

#[tokio::test]
async fn text_is_returned_without_a_check_when_the_server_does_not_respond() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let times = select_first_three(&desk).await;
    server.set_fault(Some(Fault::Hang));
    desk.clock.forward(TimeDelta::minutes(5));
    let offer =
        tokio::time::timeout(std::time::Duration::from_secs(10), desk.offer(&times, true)).await.unwrap();
    assert_eq!(offer["notCheckedSince"]["time"], "10:30");
    assert!(!offer["text"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn text_uses_the_language_the_template_and_the_limit_of_the_settings() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let times = select_first_three(&desk).await;
    let start = desk.start().await;
    let mut settings = start["settings"].clone();
    assert_eq!(settings["chat"]["language"], "ru");
    settings["chat"] = json!({ "language": "en", "templates": { "ru": null, "kk": null, "en": "{name}: {date} {times}" }, "maxTimes": 2 });
    desk.call("set_settings", settings.clone()).await;
    let offer = desk.offer(&times, false).await;
    let text = offer["text"].as_str().unwrap();
    assert!(text.starts_with("Tue: ") && text.contains(": 24 November "), "{text}");
    assert_eq!((text.lines().count(), &offer["leftOut"]), (2, &json!(1)));

    for (max_times, template) in [(0, "{date}"), (21, "{date}"), (3, "{client}"), (3, "{date")] {
        settings["chat"] = json!({ "language": "ru", "templates": { "ru": template, "kk": null, "en": null }, "maxTimes": max_times });
        assert_eq!(desk.error_code("set_settings", settings.clone()).await, "settings_refused");
    }
    let start = desk.start().await;
    assert_eq!(start["settings"]["chat"]["maxTimes"], 2);
}

#[tokio::test]
async fn preview_is_an_example_text_or_the_problem_of_the_template() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let preview = async |template: &str| {
        desk.call("preview_template", json!({ "kind": "offer", "language": "ru", "template": template }))
            .await
    };
    let valid = preview("{день} {дата}: {время} - {имя}").await;
    let text = valid["text"].as_str().unwrap();
    assert!(text.starts_with("Ср 25 ноября: 10:00, 11:30 - "), "{text}");
    assert_eq!(valid["problem"], Value::Null);
    assert!(valid["placeholders"].as_array().unwrap().contains(&json!("имя кратко")));
    assert_eq!(preview("{дата} {врач}").await["problem"], json!({ "kind": "unknown", "word": "врач" }));
    assert_eq!(preview("{дата").await["problem"], json!({ "kind": "unpaired", "sign": "{" }));
    assert_eq!(preview(&"я".repeat(501)).await["problem"], json!({ "kind": "tooLong" }));
}

#[tokio::test]
async fn text_contains_no_client_data() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let found = desk.call("find_free", finder_request()).await;
    let times: Vec<Value> = found["view"]["groups"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|group| group["rows"].as_array().unwrap())
        .flat_map(|row| row["starts"].as_array().unwrap())
        .map(|start| selected_time(&start["startTime"]))
        .collect();
    let mut settings = desk.start().await["settings"].clone();
    settings["chat"]["maxTimes"] = json!(20);
    desk.call("set_settings", settings).await;
    let text = desk.offer(&times, false).await["text"].as_str().unwrap().to_owned();
    let (first, last) = server.dataset().dates();
    for date in first.iter_days().take_while(|date| *date <= last) {
        for appointment in server.dataset().appointments_on(date) {
            assert!(!text.contains(&appointment.client_name), "{}", appointment.client_name);
            assert!(appointment.client_phone.as_ref().is_none_or(|phone| !text.contains(phone)));
        }
    }
}

#[tokio::test]
async fn cell_of_the_week_is_the_one_of_the_day() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let day = desk.open("day").await;
    let week = desk.open("week").await;
    for row in day["body"]["rows"].as_array().unwrap() {
        let id = &row["resource"]["id"];
        let cell = desk.call("cell", json!({ "resourceId": id, "date": "2026-11-24" })).await;
        assert_eq!(cell, row["cells"][0]);
        let of_week =
            week["body"]["rows"].as_array().unwrap().iter().find(|row| row["resource"]["id"] == *id);
        let pieces = of_week.unwrap()["cells"][1]["pieces"].as_array().unwrap();
        let mut in_week: Vec<i64> = pieces
            .iter()
            .flat_map(|piece| piece["ids"].as_array().unwrap())
            .map(|id| id.as_i64().unwrap())
            .collect();
        in_week.sort_unstable();
        let mut in_cell: Vec<i64> = cell["appointments"]
            .as_array()
            .unwrap()
            .iter()
            .map(|appointment| appointment["id"].as_i64().unwrap())
            .collect();
        in_cell.sort_unstable();
        assert_eq!(in_week, in_cell);
    }
    let unknown_resource = json!({ "resourceId": 999_999, "date": "2026-11-24" });
    assert_eq!(desk.error_code("cell", unknown_resource).await, "not_fetched");
}

#[tokio::test]
async fn moments_cover_every_minute_of_a_day() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    let screen = desk.open("day").await;
    for row in screen["body"]["rows"].as_array().unwrap() {
        let id = &row["resource"]["id"];
        let cell = desk
            .call(
                "moments",
                json!({ "resourceId": id, "date": "2026-11-24", "durationMin": null, "stepMin": null }),
            )
            .await;
        let moments = cell["moments"].as_array().unwrap();
        let minutes: i64 = moments.iter().map(|moment| moment["span"]["lengthMin"].as_i64().unwrap()).sum();
        assert_eq!(minutes, 1440);
        let free: Vec<&Value> = moments
            .iter()
            .filter(|moment| moment["kind"] == "free")
            .map(|moment| &moment["span"]["start"])
            .collect();
        let displayed: Vec<&Value> =
            row["cells"][0]["free"].as_array().unwrap().iter().map(|free| &free["span"]["start"]).collect();
        assert_eq!(free, displayed, "the free moments are the free intervals of the view");
    }
    let unknown_resource =
        json!({ "resourceId": 999_999, "date": "2026-11-24", "durationMin": null, "stepMin": null });
    assert_eq!(desk.error_code("moments", unknown_resource).await, "not_fetched");
}

#[tokio::test]
async fn request_without_an_account_or_with_a_wrong_value_is_refused() {
    let desk = desk_in_memory();
    for (name, request) in [
        ("find_free", finder_request()),
        ("offer", json!({ "times": [], "check": true })),
        ("search", json!({ "text": "" })),
        ("preview_template", json!({ "kind": "offer", "language": "ru", "template": "" })),
    ] {
        assert_eq!(desk.error_code(name, request).await, "no_account", "{name}");
    }
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    for minutes in [0, 4, 721] {
        let mut request = finder_request();
        request["durationMin"] = json!(minutes);
        assert_eq!(desk.error_code("find_free", request).await, "bad_request");
    }
    let time = json!([{ "resourceId": 1, "start": "tomorrow", "end": "2026-11-24T06:00:00Z" }]);
    assert_eq!(desk.error_code("offer", json!({ "times": time, "check": false })).await, "bad_date");
}

#[tokio::test]
async fn times_of_impossible_years_are_refused() {
    let mut desk = desk_in_memory();
    let server = start_server(Scenario::Clinic).await;
    desk.connect(&server).await;
    desk.open_until("day", has_body).await;
    let usual = "2026-11-24T11:00:00Z";
    for extreme in
        ["+262142-12-31T23:59:59Z", "-262143-01-01T00:00:00Z", "1969-12-31T23:59:59Z", "9999-12-31T23:59:59Z"]
    {
        for (start, end) in [(extreme, usual), (usual, extreme), (extreme, extreme)] {
            let times =
                json!({ "times": [{ "resourceId": 101, "start": start, "end": end }], "check": false });
            assert_eq!(desk.error_code("offer", times).await, "bad_date", "{start} {end}");
        }
    }
}
