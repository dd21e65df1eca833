//! The API's contract, asked over real HTTP.

mod common;

use std::collections::HashSet;

use chrono::{Days, NaiveDate, TimeDelta};
use common::{Desk, NOW, TOKEN, WEEK, ids, instant, moment, refusal, rows};
use practice::{Scenario, start};
use serde_json::{Value, json};

#[tokio::test]
async fn the_payload_has_the_twelve_keys_and_says_what_was_asked() {
    let desk = Desk::new(Scenario::Clinic).await;
    let response = desk.calendar(WEEK).await;
    assert_eq!(response.headers()["content-type"], "application/json; charset=utf-8");
    let payload = desk.payload(WEEK).await;
    let keys: HashSet<&str> = payload.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "view",
        "range",
        "resources",
        "work_rules",
        "break_rules",
        "holidays",
        "workday_overrides",
        "time_offs",
        "appointments",
        "payments",
        "expenses",
        "slots",
    ];
    assert_eq!(keys, HashSet::from(expected));
    assert_eq!(payload["view"], "week");
    assert_eq!(payload["range"], json!({"from": "2026-11-22T19:00:00Z", "to": "2026-11-29T19:00:00Z"}));
    assert_eq!(payload["slots"], json!([]));
    assert_eq!(desk.server.requests(), 2);
}

#[tokio::test]
async fn who_asks_is_checked_first() {
    let desk = Desk::new(Scenario::Clinic).await;
    let url = format!("{}/api/v1/accounts/1/scheduling/calendar", desk.server.address());
    let wrong = desk.client.get(&url).header("api_access_token", "another").send().await.unwrap();
    assert_eq!(refusal(wrong).await, (401, json!({"error": "Invalid Access Token"})));
    let missing = refusal(desk.client.get(&url).send().await.unwrap()).await;
    assert_eq!(missing.0, 401);
    assert!(missing.1["errors"][0].as_str().unwrap().starts_with("You need to sign in"), "{missing:?}");
    for account in ["2", "286", "one", "01x"] {
        let path = format!("/api/v1/accounts/{account}/scheduling/calendar?{WEEK}");
        let other = desk.get(&path).send().await.unwrap();
        let body = json!({"error": "You are not authorized to access this account"});
        assert_eq!(refusal(other).await, (401, body), "{account}");
    }
    let unknown = desk.get("/api/v1/accounts/1/conversations").send().await.unwrap();
    assert_eq!(unknown.status(), 404);
    let written = desk.client.post(&url).header("api_access_token", TOKEN).send().await.unwrap();
    assert_eq!(written.status(), 405);
}

#[tokio::test]
async fn the_profile_lists_the_account_and_holds_the_token_again() {
    let desk = Desk::new(Scenario::Clinic).await;
    let (status, profile) = refusal(desk.profile().await).await;
    assert_eq!(status, 200);
    assert_eq!(profile["accounts"][0]["id"], 1);
    assert_eq!(profile["accounts"][0]["role"], "administrator");
    assert_eq!(profile["accounts"][0]["status"], "active");
    assert_eq!(profile["access_token"], TOKEN);
    assert!(profile["pubsub_token"].is_string());
    let url = format!("{}/api/v1/profile", desk.server.address());
    assert_eq!(desk.client.get(&url).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let desk = Desk::new(Scenario::Clinic).await;
    let range = "from=2026-11-23&to=2026-11-24";
    for (query, parameter) in [
        (String::new(), "from"),
        ("to=2026-11-24".to_owned(), "from"),
        ("from=2026-11-23".to_owned(), "to"),
        ("from=soon&to=2026-11-24".to_owned(), "from"),
        ("from=2026-11-23&to=2026-99-24".to_owned(), "to"),
        (format!("{range}&view=year"), "view"),
        (format!("{range}&include_slots=true&duration_min=4"), "duration_min"),
        (format!("{range}&include_slots=true&duration_min=abc"), "duration_min"),
    ] {
        let (status, body) = refusal(desk.calendar(&query).await).await;
        assert_eq!((status, &body["code"]), (422, &json!("VALIDATION_ERROR")), "{query}");
        assert!(body["error"].as_str().unwrap().contains(parameter), "{query}: {body}");
        assert!(body["details"].get(parameter).is_some(), "{query}: {body}");
    }
    for view in ["day", "week", "month", "list"] {
        assert_eq!(desk.payload(&format!("{range}&view={view}")).await["view"], view);
    }
    assert_eq!(desk.payload(range).await["view"], "week");
}

#[tokio::test]
async fn a_range_is_instants_and_a_bare_plus_loses_its_offset() {
    let desk = Desk::new(Scenario::Clinic).await;
    for (from, to, means) in [
        ("2026-11-23T00:00:00%2B05:00", "2026-11-24T00:00:00%2B05:00", "2026-11-22T19:00:00Z"),
        ("2026-11-23T00:00:00+05:00", "2026-11-24T00:00:00+05:00", "2026-11-23T00:00:00Z"),
        ("2026-11-23T00:00:00", "2026-11-24T00:00:00", "2026-11-23T00:00:00Z"),
        ("2026-11-23", "2026-11-24", "2026-11-23T00:00:00Z"),
    ] {
        let payload = desk.payload(&format!("from={from}&to={to}")).await;
        assert_eq!(payload["range"]["from"], means, "{from}");
        for row in rows(&payload, "appointments") {
            assert!(instant(row, "ends_at") > moment(means), "{row}");
        }
    }
    let inverted = desk.payload("from=2026-11-24&to=2026-11-23&include_slots=true").await;
    assert_eq!(inverted["slots"], json!([]));
    assert_eq!(inverted["appointments"], json!([]));
    assert_eq!(rows(&inverted, "resources").len(), 12);
}

#[tokio::test]
async fn rows_that_overlap_the_range_come_and_no_others() {
    let desk = Desk::new(Scenario::Clinic).await;
    let dataset = desk.server.dataset();
    let day: NaiveDate = "2026-11-25".parse().unwrap();
    let appointment =
        dataset.appointments_on(day).iter().find(|appointment| appointment.duration_min >= 20).unwrap();
    let format = "%Y-%m-%dT%H:%M:%SZ";
    let ask = |from, to| {
        let query = format!("from={}&to={}", appointment_time(from, format), appointment_time(to, format));
        let desk = &desk;
        async move { ids(&desk.payload(&query).await, "appointments") }
    };
    let minute = TimeDelta::minutes(1);
    assert!(
        ask(appointment.starts_at + minute, appointment.starts_at + minute * 2)
            .await
            .contains(&appointment.id),
        "inside"
    );
    assert!(
        ask(appointment.ends_at - minute, appointment.ends_at).await.contains(&appointment.id),
        "its last minute"
    );
    assert!(
        !ask(appointment.ends_at, appointment.ends_at + minute).await.contains(&appointment.id),
        "touching its end"
    );
    assert!(
        !ask(appointment.starts_at - minute, appointment.starts_at).await.contains(&appointment.id),
        "touching its start"
    );

    let payload = desk.payload(WEEK).await;
    let (from, to) = (moment("2026-11-22T19:00:00Z"), moment("2026-11-29T19:00:00Z"));
    let expected: Vec<i64> =
        dataset.appointments_overlapping(from, to).iter().map(|appointment| appointment.id).collect();
    assert_eq!(ids(&payload, "appointments"), expected);
    let by_date = (0..7)
        .flat_map(|n| dataset.appointments_on("2026-11-23".parse::<NaiveDate>().unwrap() + Days::new(n)));
    assert_eq!(
        by_date.map(|appointment| appointment.id).collect::<HashSet<_>>(),
        expected.into_iter().collect()
    );
    let overlapping: Vec<i64> = dataset
        .time_offs()
        .iter()
        .filter(|row| row.starts_at < to && row.ends_at > from)
        .map(|row| row.id)
        .collect();
    assert_eq!(ids(&payload, "time_offs"), overlapping);
    assert!(overlapping.len() < dataset.time_offs().len());
    assert_eq!(rows(&payload, "holidays").len(), dataset.holidays().len());
}

fn appointment_time(moment: chrono::DateTime<chrono::Utc>, format: &str) -> String {
    moment.format(format).to_string()
}

#[tokio::test]
async fn special_hours_come_from_a_day_before_to_a_day_after_in_utc() {
    let desk = Desk::new(Scenario::Clinic).await;
    let special = desk.server.dataset().workday_overrides()[0].clone();
    let is_sent = |from: NaiveDate, to: NaiveDate| {
        let query = format!("from={from}T12:00:00Z&to={to}T12:00:00Z");
        let desk = &desk;
        async move { ids(&desk.payload(&query).await, "workday_overrides").contains(&special.id) }
    };
    let day = TimeDelta::days(1);
    assert!(is_sent(special.date + day, special.date + day * 2).await, "the day before `from`");
    assert!(!is_sent(special.date + day * 2, special.date + day * 3).await, "two days before `from`");
    assert!(is_sent(special.date - day * 2, special.date - day).await, "the day after `to`");
    assert!(!is_sent(special.date - day * 3, special.date - day * 2).await, "two days after `to`");
}

#[tokio::test]
async fn lists_have_the_servers_order() {
    let desk = Desk::new(Scenario::Busy).await;
    let payload = desk.payload("from=2026-11-25&to=2026-11-27").await;
    // All times of these lists are in UTC and of one length, so their texts sort as they do.
    for (list, fields) in [
        ("resources", ["name", "id", "id"]),
        ("work_rules", ["weekday", "start_minute", "id"]),
        ("break_rules", ["weekday", "start_minute", "id"]),
        ("holidays", ["date", "title", "id"]),
        ("workday_overrides", ["date", "resource_id", "id"]),
        ("time_offs", ["starts_at", "id", "id"]),
        ("appointments", ["starts_at", "id", "id"]),
        ("payments", ["created_at", "id", "id"]),
        ("expenses", ["created_at", "id", "id"]),
    ] {
        let keys: Vec<_> = rows(&payload, list)
            .iter()
            .map(|row| {
                fields.map(|field| (row[field].as_i64(), row[field].as_str().unwrap_or_default().to_owned()))
            })
            .collect();
        assert!(!keys.is_empty(), "{list}");
        assert!(keys.is_sorted(), "{list}");
    }
}

#[tokio::test]
async fn resource_ids_choose_and_an_unknown_one_is_not_found() {
    let desk = Desk::new(Scenario::Clinic).await;
    let payload = desk.payload(&format!("{WEEK}&resource_ids=103,%20101")).await;
    assert_eq!(ids(&payload, "resources"), [101, 103]);
    for list in ["work_rules", "break_rules", "workday_overrides", "appointments", "expenses"] {
        for row in rows(&payload, list) {
            assert!([101, 103].contains(&row["resource_id"].as_i64().unwrap()), "{list}: {row}");
        }
    }
    assert!(
        rows(&payload, "time_offs").iter().any(|row| row["resource_id"].is_null()),
        "the whole account's"
    );
    assert!(!rows(&payload, "appointments").is_empty());
    for unknown in ["101,999", "abc", "0"] {
        let (status, body) = refusal(desk.calendar(&format!("{WEEK}&resource_ids={unknown}")).await).await;
        assert_eq!((status, &body["code"]), (404, &json!("NOT_FOUND")), "{unknown}");
    }
    assert_eq!(rows(&desk.payload(&format!("{WEEK}&resource_ids=")).await, "resources").len(), 12);
}

#[tokio::test]
async fn a_status_filter_hides_appointments_but_not_the_time_they_take() {
    let desk = Desk::new(Scenario::Clinic).await;
    let day = "from=2026-11-25T00:00:00Z&to=2026-11-26T00:00:00Z&include_slots=true";
    let all = desk.payload(day).await;
    let some = desk.payload(&format!("{day}&status=confirmed,cancelled")).await;
    let words: HashSet<&str> =
        rows(&some, "appointments").iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(words, HashSet::from(["confirmed", "cancelled"]));
    assert!(rows(&some, "appointments").len() < rows(&all, "appointments").len());
    assert!(!rows(&all, "slots").is_empty());
    assert_eq!(some["slots"], all["slots"]);
}

#[tokio::test]
async fn an_etag_that_is_known_saves_the_body() {
    let desk = Desk::new(Scenario::Clinic).await;
    let path = format!("/api/v1/accounts/1/scheduling/calendar?{WEEK}");
    let first = desk.get(&path).send().await.unwrap();
    let etag = first.headers()["etag"].to_str().unwrap().to_owned();
    assert!(etag.starts_with("W/\"") && etag.ends_with('"'), "{etag}");
    for known in [etag.clone(), etag.trim_start_matches("W/").to_owned(), format!("\"old\", {etag}")] {
        let again = desk.get(&path).header("if-none-match", &known).send().await.unwrap();
        assert_eq!(again.status(), 304, "{known}");
        assert_eq!(again.headers()["etag"], etag.as_str());
        assert!(again.bytes().await.unwrap().is_empty());
    }
    let other = desk.get(&path).header("if-none-match", "W/\"other\"").send().await.unwrap();
    assert_eq!(other.status(), 200);
    let other_range = desk.get("/api/v1/accounts/1/scheduling/calendar?from=2026-11-23&to=2026-11-24");
    assert_ne!(other_range.send().await.unwrap().headers()["etag"], etag.as_str());
}

#[tokio::test]
async fn the_same_options_give_the_same_bytes() {
    for scenario in Scenario::ALL {
        let query = "from=2026-11-25T00:00:00Z&to=2026-11-26T00:00:00Z&include_slots=true";
        let one = Desk::new(scenario).await;
        let other = Desk::new(scenario).await;
        // The order of questions must not matter: one of them is asked about another week first.
        other.payload("from=2026-11-09&to=2026-11-16").await;
        let first = one.calendar(query).await.bytes().await.unwrap();
        assert_eq!(first, other.calendar(query).await.bytes().await.unwrap(), "{scenario}");
    }
}

#[tokio::test]
async fn a_week_holds_the_rows_of_its_days() {
    let desk = Desk::new(Scenario::Clinic).await;
    let week = desk.payload(WEEK).await;
    let monday: NaiveDate = "2026-11-23".parse().unwrap();
    let mut of_days = Vec::new();
    for date in monday.iter_days().take(7) {
        let next = date + Days::new(1);
        let query = format!("view=day&from={date}T00:00:00%2B05:00&to={next}T00:00:00%2B05:00");
        of_days.extend_from_slice(rows(&desk.payload(&query).await, "appointments"));
    }
    assert_eq!(rows(&week, "appointments"), of_days);
}

#[tokio::test]
async fn payments_and_expenses_are_those_of_the_appointments_sent() {
    let desk = Desk::new(Scenario::Clinic).await;
    let payload = desk.payload(WEEK).await;
    let nested = |field: &str| -> HashSet<String> {
        rows(&payload, "appointments")
            .iter()
            .flat_map(|appointment| match &appointment[field] {
                Value::Array(rows) => rows.clone(),
                Value::Null => Vec::new(),
                row => vec![row.clone()],
            })
            .map(|row| row.to_string())
            .collect()
    };
    for (list, field) in [("payments", "payments"), ("expenses", "expense")] {
        let top: HashSet<String> = rows(&payload, list).iter().map(Value::to_string).collect();
        assert!(!top.is_empty());
        assert_eq!(top, nested(field), "{list}");
        assert_eq!(top.len(), rows(&payload, list).len(), "{list}: no duplicates");
    }
}

#[tokio::test]
async fn slots_are_where_nothing_is_in_the_way() {
    let desk = Desk::new(Scenario::Clinic).await;
    let dataset = desk.server.dataset();
    let payload = desk.payload(&format!("{WEEK}&include_slots=true&duration_min=40")).await;
    let slots = rows(&payload, "slots");
    assert!(slots.len() > 200, "{}", slots.len());
    let (from, to) = (moment("2026-11-22T19:00:00Z"), moment("2026-11-29T19:00:00Z"));
    let appointments = dataset.appointments_overlapping(from, to);
    for slot in slots {
        let (starts_at, ends_at) = (instant(slot, "starts_at"), instant(slot, "ends_at"));
        let resource_id = slot["resource_id"].as_i64().unwrap();
        assert_eq!(ends_at - starts_at, TimeDelta::minutes(40));
        assert_eq!(slot["status"], "available");
        let taken = appointments.iter().find(|appointment| {
            appointment.resource_id == resource_id
                && appointment.takes_time()
                && appointment.starts_at < ends_at
                && starts_at < appointment.ends_at
        });
        assert!(taken.is_none(), "{slot} {taken:?}");
        let off = dataset.time_offs().iter().find(|row| {
            row.resource_id.is_none_or(|id| id == resource_id)
                && row.starts_at < ends_at
                && starts_at < row.ends_at
        });
        assert!(off.is_none(), "{slot} {off:?}");
    }
}

#[tokio::test]
async fn a_slot_is_printed_in_the_zone_of_what_opens_it() {
    let desk = Desk::new(Scenario::Clinic).await;
    // Nobody appointments this one: Monday is 9 to 17 with a break from 13 to 14.
    let quiet = "from=2026-11-23T04:00:00Z&to=2026-11-23T12:00:00Z&include_slots=true&duration_min=60&resource_ids=112";
    let payload = desk.payload(quiet).await;
    let starts: Vec<&str> =
        rows(&payload, "slots").iter().map(|slot| slot["starts_at"].as_str().unwrap()).collect();
    assert_eq!(starts[0], "2026-11-23T09:00:00+05:00", "a work rule, which wins over `from`");
    assert!(starts.contains(&"2026-11-23T14:00:00+05:00"), "the end of a break");
    assert!(starts.iter().all(|start| start.ends_with("+05:00")), "{starts:?}");
    assert_eq!(rows(&payload, "slots").last().unwrap()["ends_at"], "2026-11-23T17:00:00+05:00");

    let clipped = desk.payload(&quiet.replace("T04:00:00Z", "T05:00:00Z")).await;
    assert_eq!(rows(&clipped, "slots")[0]["starts_at"], "2026-11-23T05:00:00Z", "cut by `from`");

    let busy = desk.payload(&format!("{WEEK}&include_slots=true&duration_min=5")).await;
    let appointment_ends: HashSet<(i64, &str)> = rows(&busy, "appointments")
        .iter()
        .filter(|appointment| appointment["status"] != "cancelled")
        .map(|appointment| {
            (appointment["resource_id"].as_i64().unwrap(), appointment["ends_at"].as_str().unwrap())
        })
        .collect();
    let after_an_appointment = rows(&busy, "slots").iter().filter(|slot| {
        appointment_ends
            .contains(&(slot["resource_id"].as_i64().unwrap(), slot["starts_at"].as_str().unwrap()))
    });
    assert!(after_an_appointment.count() > 100, "free time that an appointment's end opens is in UTC");
}

#[tokio::test]
async fn the_three_answers_about_money() {
    let kept = Desk::new(Scenario::Clinic).await.payload(WEEK).await;
    let nulls = Desk::new(Scenario::NoFinance).await.payload(WEEK).await;
    let gone = Desk::new(Scenario::FinanceGone).await.payload(WEEK).await;
    assert_eq!(ids(&kept, "appointments"), ids(&nulls, "appointments"));
    assert_eq!(ids(&kept, "appointments"), ids(&gone, "appointments"));
    assert_eq!((&nulls["payments"], &nulls["expenses"]), (&json!([]), &json!([])));
    assert!(gone.get("payments").is_none() && gone.get("expenses").is_none());
    for ((kept, nulls), gone) in
        rows(&kept, "appointments").iter().zip(rows(&nulls, "appointments")).zip(rows(&gone, "appointments"))
    {
        assert_eq!(kept["service_amount"], nulls["service_amount"]);
        assert_eq!(kept["service_amount"], gone["service_amount"]);
        for field in ["prepaid_amount", "settlement_amount"] {
            assert!(kept[field].is_i64());
            assert!(nulls.get(field).is_some_and(Value::is_null), "{field}");
            assert!(gone.get(field).is_none(), "{field}");
        }
        assert!(kept["payment_status"].is_string());
        assert!(nulls.get("payment_status").is_none() && gone.get("payment_status").is_none());
        assert_eq!(nulls["payments"], json!([]));
        assert!(gone.get("payments").is_none() && gone.get("expense").is_none());
    }
}

#[tokio::test]
async fn the_scenarios_are_what_they_are_called() {
    let medelement = Desk::new(Scenario::MedElement).await.payload(WEEK).await;
    let elsewhere = rows(&medelement, "resources")
        .iter()
        .filter(|row| row["custom_attributes"]["medelement_specialist_code"].is_string());
    assert_eq!(elsewhere.count(), 4);
    assert_eq!(rows(&Desk::new(Scenario::Busy).await.payload(WEEK).await, "resources").len(), 60);
    let empty = Desk::new(Scenario::Empty).await.payload(&format!("{WEEK}&include_slots=true")).await;
    for list in ["resources", "work_rules", "time_offs", "workday_overrides", "appointments", "slots"] {
        assert_eq!(empty[list], json!([]), "{list}");
    }
    let dst = Desk::new(Scenario::Dst).await.payload(WEEK).await;
    let zones: Vec<&str> =
        rows(&dst, "resources").iter().map(|row| row["timezone"].as_str().unwrap()).collect();
    assert!(zones.contains(&"America/New_York") && zones.contains(&"Mars/Olympus"), "{zones:?}");
    assert_eq!(zones.iter().filter(|zone| **zone == "Europe/Berlin").count(), 3);
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error_and_stopping_frees_it() {
    let desk = Desk::new(Scenario::Clinic).await;
    let address = desk.server.address();
    let port: u16 = address.rsplit(':').next().unwrap().parse().unwrap();
    let again = || start(practice::Options { port, ..common::options(Scenario::Clinic, NOW) });
    let Err(error) = again().await else { panic!("two servers on one port") };
    assert!(error.to_string().contains(&port.to_string()), "{error}");
    // The client keeps its connection alive; stopping does not wait for it.
    assert_eq!(desk.profile().await.status(), 200);
    let Desk { server, client } = desk;
    server.stop().await;
    let after =
        client.get(format!("{address}/api/v1/profile")).header("api_access_token", TOKEN).send().await;
    assert!(after.is_err(), "{after:?}");
    let restarted = again().await.unwrap();
    assert_eq!(restarted.address(), address);
}

#[tokio::test]
async fn a_dropped_server_stops() {
    let desk = Desk::new(Scenario::Clinic).await;
    let address = desk.server.address();
    assert_eq!(desk.profile().await.status(), 200);
    drop(desk);
    // The listener closes a moment later, on the server's own task: ask until it refuses.
    while tokio::net::TcpStream::connect(address.trim_start_matches("http://")).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
