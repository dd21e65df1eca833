//! When are you free, asked of the desk: moments, the finder, ticked times, search.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod stage;

use calendar::model::Instant;
use chrono::TimeDelta;
use practice::{Dataset, Fault, Options, Scenario, Server, Turn};
use serde_json::{Value, json};
use stage::*;

/// As the finder opens.
fn question() -> Value {
    json!({
        "durationMin": null, "whom": { "kind": "any" }, "from": null, "workingDays": 5, "part": "any",
        "noticeMin": 0, "stepMin": null, "groupBy": "day", "maxRows": 40,
    })
}

fn ticked(start: &Value) -> Value {
    json!({ "resourceId": start["resourceId"], "start": start["start"], "end": start["end"] })
}

/// The finder's first three, as they would be ticked.
async fn first_three(stage: &Stage) -> Vec<Value> {
    let found = stage.call("find_free", question()).await;
    let first = found["view"]["first"].as_array().unwrap();
    assert_eq!(first.len(), 3);
    first.iter().map(|each| ticked(&each["start"])).collect()
}

async fn shown(server: &Server) -> Stage {
    let mut stage = stage();
    stage.connect(server).await;
    stage.open_until("day", has_body).await;
    stage.desk.idle().await;
    stage
}

impl Stage {
    async fn offer(&self, times: &[Value], check: bool) -> Value {
        self.call("offer", json!({ "times": times, "check": check })).await
    }
}

/// Whether nothing in the sample data stands in the way of an appointment.
fn truly_free(dataset: &Dataset, time: &Value) -> bool {
    let instant = |key: &str| -> Instant { time[key].as_str().unwrap().parse().unwrap() };
    let (start, end) = (instant("start"), instant("end"));
    let appointments = dataset.appointments_overlapping(start, end);
    appointments
        .iter()
        .all(|appointment| appointment.resource_id != time["resourceId"] || appointment.status == "cancelled")
}

/// Another practice server in the place of this one, with somebody away.
async fn restarted(server: Server, turns: Vec<Turn>) -> Server {
    let port = server.address().rsplit(':').next().unwrap().parse().unwrap();
    server.stop().await;
    practice::start(Options {
        port,
        token: TOKEN.to_owned(),
        scenario: Scenario::Clinic,
        fault: None,
        now: now(),
        turns,
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn the_finders_starts_are_free_in_what_the_server_holds() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    let found = stage.call("find_free", question()).await;
    let mut starts = 0;
    for group in found["view"]["groups"].as_array().unwrap() {
        for row in group["rows"].as_array().unwrap() {
            for start in row["startTimes"].as_array().unwrap() {
                assert!(truly_free(server.dataset(), start), "{start}");
                assert!(start["start"].as_str().unwrap() >= NOW);
                starts += 1;
            }
        }
    }
    assert!(starts > 100, "{starts} starts");
    let names: Vec<&str> = found["view"]["notOffered"]
        .as_array()
        .unwrap()
        .iter()
        .map(|each| each["why"].as_str().unwrap())
        .collect();
    assert!(names.iter().all(|why| *why == "hoursElsewhere"), "{names:?}");
}

#[tokio::test]
async fn days_that_are_not_known_are_fetched_and_then_found() {
    let server = server(Scenario::Clinic).await;
    let mut stage = shown(&server).await;
    let mut far = question();
    far["from"] = json!("2026-12-21");
    far["workingDays"] = json!(20);
    let first = stage.call("find_free", far.clone()).await;
    assert_eq!(first["fetching"], true);
    assert_eq!(first["view"]["unknownFrom"]["iso"], "2026-12-21");
    let found = loop {
        stage.events.recv().await.unwrap();
        let found = stage.call("find_free", far.clone()).await;
        if found["view"]["unknownFrom"].is_null() {
            break found;
        }
    };
    assert_eq!(found["fetching"], false);
    assert!(found["view"]["until"]["iso"].as_str().unwrap() > "2027-01-10");
}

#[tokio::test]
async fn a_server_that_fails_is_not_asked_again_by_the_finder() {
    let server = server(Scenario::Clinic).await;
    let mut stage = shown(&server).await;
    server.set_fault(Some(Fault::NotFound));
    let mut far = question();
    far["from"] = json!("2026-12-21");
    assert_eq!(stage.call("find_free", far.clone()).await["fetching"], true);
    stage.open_until("day", |screen| !screen["freshness"]["problem"].is_null()).await;
    let asked = server.requests();
    for _ in 0..5 {
        assert_eq!(stage.call("find_free", far.clone()).await["fetching"], false);
    }
    assert_eq!(server.requests(), asked);
}

#[tokio::test]
async fn a_text_of_fresh_data_asks_nobody() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    let times = first_three(&stage).await;
    let asked = server.requests();
    stage.clock.forward(TimeDelta::seconds(59));
    let offer = stage.offer(&times, true).await;
    assert_eq!(server.requests(), asked);
    assert_eq!(offer["notCheckedSince"], Value::Null);
    assert_eq!(offer["text"].as_str().unwrap().lines().count(), 3, "{offer}");
    assert!(offer["text"].as_str().unwrap().starts_with("Вт 24 ноября: "));
}

#[tokio::test]
async fn older_data_are_checked_and_what_is_gone_is_left_out() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    let times = first_three(&stage).await;
    let before = stage.offer(&times, false).await;
    let gone = &times[1];
    let server = restarted(
        server,
        vec![Turn::Away {
            resource_id: gone["resourceId"].as_i64().unwrap(),
            from: now(),
            to: now() + TimeDelta::days(1),
        }],
    )
    .await;
    stage.clock.forward(TimeDelta::seconds(61));
    let unchecked = stage.offer(&times, false).await;
    assert_eq!(unchecked["text"], before["text"], "without the check nobody was asked");
    let offer = stage.offer(&times, true).await;
    assert!(server.requests() > 0);
    assert_eq!(offer["notCheckedSince"], Value::Null);
    let kinds: Vec<&Value> = offer["times"].as_array().unwrap().iter().map(|time| &time["gone"]).collect();
    assert_eq!(kinds[1], "timeOff", "{kinds:?}");
    assert_eq!(offer["text"].as_str().unwrap().lines().count(), 2);
    assert_eq!(offer["leftOut"], 0);
}

#[tokio::test]
async fn an_unchanged_calendar_is_confirmed_by_a_304() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    let times = first_three(&stage).await;
    stage.clock.forward(TimeDelta::seconds(90));
    let asked = server.requests();
    let offer = stage.offer(&times, true).await;
    assert!(server.requests() > asked);
    assert_eq!(offer["notCheckedSince"], Value::Null);
}

#[tokio::test]
async fn without_a_server_the_text_is_given_and_its_age_is_told() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    let times = first_three(&stage).await;
    server.stop().await;
    stage.clock.forward(TimeDelta::minutes(5));
    let offer = stage.offer(&times, true).await;
    assert_eq!(offer["notCheckedSince"]["time"], "10:30");
    assert!(!offer["text"].as_str().unwrap().is_empty());
    // The note stays beside the button until the server was heard again.
    let later = stage.offer(&times, false).await;
    assert_eq!(later["notCheckedSince"]["time"], "10:30");
}

#[tokio::test]
async fn a_server_that_hangs_does_not_keep_the_client_waiting() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    let times = first_three(&stage).await;
    server.set_fault(Some(Fault::Hang));
    stage.clock.forward(TimeDelta::minutes(5));
    let offer =
        tokio::time::timeout(std::time::Duration::from_secs(10), stage.offer(&times, true)).await.unwrap();
    assert_eq!(offer["notCheckedSince"]["time"], "10:30");
    assert!(!offer["text"].as_str().unwrap().is_empty());
}

#[tokio::test]
async fn the_text_follows_the_users_language_template_and_number() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    let times = first_three(&stage).await;
    let start = stage.call("start", Value::Null).await;
    let mut settings = start["settings"].clone();
    assert_eq!(settings["chat"]["language"], "ru");
    settings["chat"] = json!({ "language": "en", "templates": { "ru": null, "kk": null, "en": "{name}: {date} {times}" }, "most": 2 });
    stage.call("set_settings", settings.clone()).await;
    let offer = stage.offer(&times, false).await;
    let text = offer["text"].as_str().unwrap();
    assert!(text.starts_with("Tue: ") && text.contains(": 24 November "), "{text}");
    assert_eq!((text.lines().count(), &offer["leftOut"]), (2, &json!(1)));

    for (most, template) in [(0, "{date}"), (21, "{date}"), (3, "{client}"), (3, "{date")] {
        settings["chat"] = json!({ "language": "ru", "templates": { "ru": template, "kk": null, "en": null }, "most": most });
        let refused = stage.try_call("set_settings", settings.clone()).await.unwrap_err();
        assert_eq!(refused["code"], "bad_request");
    }
    let kept = stage.call("start", Value::Null).await;
    assert_eq!(kept["settings"]["chat"]["most"], 2);
}

#[tokio::test]
async fn a_preview_shows_the_template_or_what_is_wrong_with_it() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    let preview = async |template: &str| {
        stage.call("preview_template", json!({ "language": "ru", "template": template })).await
    };
    let good = preview("{день} {дата}: {время} - {имя}").await;
    let text = good["text"].as_str().unwrap();
    assert!(text.starts_with("Ср 25 ноября: 10:00, 11:30 - "), "{text}");
    assert_eq!(good["problem"], Value::Null);
    assert!(good["placeholders"].as_array().unwrap().contains(&json!("имя кратко")));
    assert_eq!(preview("{дата} {врач}").await["problem"], json!({ "kind": "unknown", "word": "врач" }));
    assert_eq!(preview("{дата").await["problem"], json!({ "kind": "unpaired", "sign": "{" }));
    assert_eq!(preview(&"я".repeat(501)).await["problem"], json!({ "kind": "tooLong" }));
}

#[tokio::test]
async fn nothing_of_any_client_is_in_the_text() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    let found = stage.call("find_free", question()).await;
    let times: Vec<Value> = found["view"]["groups"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|group| group["rows"].as_array().unwrap())
        .flat_map(|row| row["startTimes"].as_array().unwrap())
        .map(ticked)
        .collect();
    let mut settings = stage.call("start", Value::Null).await["settings"].clone();
    settings["chat"]["most"] = json!(20);
    stage.call("set_settings", settings).await;
    let text = stage.offer(&times, false).await["text"].as_str().unwrap().to_owned();
    let (first, last) = server.dataset().dates();
    for date in first.iter_days().take_while(|date| *date <= last) {
        for appointment in server.dataset().appointments_on(date) {
            assert!(!text.contains(&appointment.client_name), "{}", appointment.client_name);
            assert!(appointment.client_phone.as_ref().is_none_or(|phone| !text.contains(phone)));
        }
    }
}

#[tokio::test]
async fn moments_say_what_each_minute_of_a_day_is() {
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    let screen = stage.call("open", json!({ "view": "day", "date": null })).await;
    for row in screen["body"]["rows"].as_array().unwrap() {
        let id = &row["resource"]["id"];
        let cell = stage
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
        let painted: Vec<&Value> =
            row["cells"][0]["free"].as_array().unwrap().iter().map(|free| &free["span"]["start"]).collect();
        assert_eq!(free, painted, "what is said to be free is what is painted");
    }
    let nobody = json!({ "resourceId": 999_999, "date": "2026-11-24", "durationMin": null, "stepMin": null });
    assert_eq!(stage.try_call("moments", nobody).await.unwrap_err()["code"], "not_fetched");
}

#[tokio::test]
async fn search_finds_what_was_fetched_and_what_lies_sealed() {
    let server = server(Scenario::Clinic).await;
    let mut stage = shown(&server).await;
    let appointment = server
        .dataset()
        .appointments_on("2026-11-26".parse().unwrap())
        .iter()
        .find(|appointment| appointment.client_phone.is_some())
        .unwrap()
        .clone();
    let find = async |stage: &Stage, text: &str| {
        let results = stage.call("search", json!({ "text": text })).await;
        let hits = |key: &str| results[key].as_array().unwrap().clone();
        [hits("coming"), hits("past")].concat()
    };
    let phone = appointment.client_phone.as_ref().unwrap();
    let last_four = &phone[phone.len() - 4..];
    for text in
        [&appointment.client_name.to_lowercase(), phone.as_str(), last_four, &appointment.id.to_string()]
    {
        let hits = find(&stage, text).await;
        let hit = hits.iter().find(|hit| hit["id"] == appointment.id);
        assert_eq!(hit.unwrap()["date"]["iso"], "2026-11-26", "{text}");
    }

    // More weeks than stay in memory: the first ones are found in the cache.
    let mut date: chrono::NaiveDate = "2026-11-24".parse().unwrap();
    for _ in 0..5 {
        date = date + chrono::Days::new(7);
        let request = json!({ "view": "week", "date": date.to_string() });
        while !has_body(&stage.call("open", request.clone()).await) {
            stage.events.recv().await.unwrap();
        }
    }
    server.stop().await;
    assert!(find(&stage, &appointment.id.to_string()).await.iter().any(|hit| hit["id"] == appointment.id));
    stage.call("sign_out", Value::Null).await;
    assert_eq!(stage.try_call("search", json!({ "text": "а" })).await.unwrap_err()["code"], "no_account");
}

#[tokio::test]
async fn every_question_needs_an_account_and_bad_ones_are_refused() {
    let stage = stage();
    for (name, request) in [
        ("find_free", question()),
        ("offer", json!({ "times": [], "check": true })),
        ("search", json!({ "text": "" })),
        ("preview_template", json!({ "language": "ru", "template": "" })),
    ] {
        assert_eq!(stage.try_call(name, request).await.unwrap_err()["code"], "no_account", "{name}");
    }
    let server = server(Scenario::Clinic).await;
    let stage = shown(&server).await;
    for minutes in [0, 4, 721] {
        let mut wrong = question();
        wrong["durationMin"] = json!(minutes);
        assert_eq!(stage.try_call("find_free", wrong).await.unwrap_err()["code"], "bad_request");
    }
    let time = json!([{ "resourceId": 1, "start": "tomorrow", "end": "2026-11-24T06:00:00Z" }]);
    assert_eq!(
        stage.try_call("offer", json!({ "times": time, "check": false })).await.unwrap_err()["code"],
        "bad_date"
    );
}
