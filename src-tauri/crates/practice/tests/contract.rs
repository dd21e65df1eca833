//! The contract of the API (`docs/api.md`), tested over HTTP.

mod common;

use std::collections::HashSet;

use chrono::{Days, NaiveDate, TimeDelta};
use common::{NOW, TOKEN, TestServer, WEEK, ids, instant, instant_field, rows, status_and_json};
use practice::{Scenario, start};
use serde_json::{Value, json};

#[tokio::test]
async fn payload_has_twelve_keys_and_repeats_view_and_range() {
    let test = TestServer::start(Scenario::Clinic).await;
    let response = test.calendar(WEEK).await;
    assert_eq!(response.headers()["content-type"], "application/json; charset=utf-8");
    let payload = test.payload(WEEK).await;
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
    assert_eq!(test.server.requests(), 2);
}

#[tokio::test]
async fn token_account_path_and_method_are_checked() {
    let test = TestServer::start(Scenario::Clinic).await;
    let url = format!("{}/api/v1/accounts/1/scheduling/calendar", test.server.address());
    let wrong = test.client.get(&url).header("api_access_token", "another").send().await.unwrap();
    assert_eq!(status_and_json(wrong).await, (401, json!({"error": "Invalid Access Token"})));
    let missing = status_and_json(test.client.get(&url).send().await.unwrap()).await;
    assert_eq!(missing.0, 401);
    assert!(missing.1["errors"][0].as_str().unwrap().starts_with("You need to sign in"), "{missing:?}");
    for account in ["2", "286", "one", "01x"] {
        let path = format!("/api/v1/accounts/{account}/scheduling/calendar?{WEEK}");
        let other = test.get(&path).send().await.unwrap();
        let body = json!({"error": "You are not authorized to access this account"});
        assert_eq!(status_and_json(other).await, (401, body), "{account}");
    }
    let unknown = test.get("/api/v1/accounts/1/conversations").send().await.unwrap();
    assert_eq!(unknown.status(), 404);
    let written = test.client.post(&url).header("api_access_token", TOKEN).send().await.unwrap();
    assert_eq!(written.status(), 405);
}

#[tokio::test]
async fn profile_lists_the_account_and_repeats_the_token() {
    let test = TestServer::start(Scenario::Clinic).await;
    let (status, profile) = status_and_json(test.profile().await).await;
    assert_eq!(status, 200);
    assert_eq!(profile["accounts"][0]["id"], 1);
    assert_eq!(profile["accounts"][0]["role"], "administrator");
    assert_eq!(profile["accounts"][0]["status"], "active");
    assert_eq!(profile["access_token"], TOKEN);
    assert!(profile["pubsub_token"].is_string());
    let url = format!("{}/api/v1/profile", test.server.address());
    assert_eq!(test.client.get(&url).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn invalid_parameter_is_reported_with_its_name() {
    let test = TestServer::start(Scenario::Clinic).await;
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
        let (status, body) = status_and_json(test.calendar(&query).await).await;
        assert_eq!((status, &body["code"]), (422, &json!("VALIDATION_ERROR")), "{query}");
        assert!(body["error"].as_str().unwrap().contains(parameter), "{query}: {body}");
        assert!(body["details"].get(parameter).is_some(), "{query}: {body}");
    }
    for view in ["day", "week", "month", "list"] {
        assert_eq!(test.payload(&format!("{range}&view={view}")).await["view"], view);
    }
    assert_eq!(test.payload(range).await["view"], "week");
}

#[tokio::test]
async fn range_is_instants_and_unescaped_plus_loses_the_offset() {
    let test = TestServer::start(Scenario::Clinic).await;
    for (from, to, expected_from) in [
        ("2026-11-23T00:00:00%2B05:00", "2026-11-24T00:00:00%2B05:00", "2026-11-22T19:00:00Z"),
        ("2026-11-23T00:00:00+05:00", "2026-11-24T00:00:00+05:00", "2026-11-23T00:00:00Z"),
        ("2026-11-23T00:00:00", "2026-11-24T00:00:00", "2026-11-23T00:00:00Z"),
        ("2026-11-23", "2026-11-24", "2026-11-23T00:00:00Z"),
    ] {
        let payload = test.payload(&format!("from={from}&to={to}")).await;
        assert_eq!(payload["range"]["from"], expected_from, "{from}");
        for row in rows(&payload, "appointments") {
            assert!(instant_field(row, "ends_at") > instant(expected_from), "{row}");
        }
    }
    let inverted = test.payload("from=2026-11-24&to=2026-11-23&include_slots=true").await;
    assert_eq!(inverted["slots"], json!([]));
    assert_eq!(inverted["appointments"], json!([]));
    assert_eq!(rows(&inverted, "resources").len(), 12);
}

#[tokio::test]
async fn only_rows_that_overlap_the_range_are_sent() {
    let test = TestServer::start(Scenario::Clinic).await;
    let dataset = test.server.dataset();
    let day: NaiveDate = "2026-11-25".parse().unwrap();
    let appointment =
        dataset.appointments_on(day).iter().find(|appointment| appointment.duration_min >= 20).unwrap();
    let format = "%Y-%m-%dT%H:%M:%SZ";
    let requested_ids = |from, to| {
        let query = format!("from={}&to={}", formatted(from, format), formatted(to, format));
        let test = &test;
        async move { ids(&test.payload(&query).await, "appointments") }
    };
    let minute = TimeDelta::minutes(1);
    assert!(
        requested_ids(appointment.starts_at + minute, appointment.starts_at + minute * 2)
            .await
            .contains(&appointment.id),
        "the range is inside the appointment"
    );
    assert!(
        requested_ids(appointment.ends_at - minute, appointment.ends_at).await.contains(&appointment.id),
        "the range is its last minute"
    );
    assert!(
        !requested_ids(appointment.ends_at, appointment.ends_at + minute).await.contains(&appointment.id),
        "the range starts at its end"
    );
    assert!(
        !requested_ids(appointment.starts_at - minute, appointment.starts_at).await.contains(&appointment.id),
        "the range ends at its start"
    );

    let payload = test.payload(WEEK).await;
    let (from, to) = (instant("2026-11-22T19:00:00Z"), instant("2026-11-29T19:00:00Z"));
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

fn formatted(instant: chrono::DateTime<chrono::Utc>, format: &str) -> String {
    instant.format(format).to_string()
}

#[tokio::test]
async fn overrides_are_sent_from_one_day_before_the_range_to_one_day_after_in_utc() {
    let test = TestServer::start(Scenario::Clinic).await;
    let override_row = test.server.dataset().workday_overrides()[0].clone();
    let is_sent = |from: NaiveDate, to: NaiveDate| {
        let query = format!("from={from}T12:00:00Z&to={to}T12:00:00Z");
        let test = &test;
        async move { ids(&test.payload(&query).await, "workday_overrides").contains(&override_row.id) }
    };
    let day = TimeDelta::days(1);
    assert!(is_sent(override_row.date + day, override_row.date + day * 2).await, "the day before `from`");
    assert!(
        !is_sent(override_row.date + day * 2, override_row.date + day * 3).await,
        "two days before `from`"
    );
    assert!(is_sent(override_row.date - day * 2, override_row.date - day).await, "the day after `to`");
    assert!(!is_sent(override_row.date - day * 3, override_row.date - day * 2).await, "two days after `to`");
}

#[tokio::test]
async fn lists_are_in_the_order_of_the_real_server() {
    let test = TestServer::start(Scenario::Busy).await;
    let payload = test.payload("from=2026-11-25&to=2026-11-27").await;
    // All times are in UTC and have the same format, so their texts have the same order.
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
async fn resource_ids_select_rows_and_an_unknown_id_is_not_found() {
    let test = TestServer::start(Scenario::Clinic).await;
    let payload = test.payload(&format!("{WEEK}&resource_ids=103,%20101")).await;
    assert_eq!(ids(&payload, "resources"), [101, 103]);
    for list in ["work_rules", "break_rules", "workday_overrides", "appointments", "expenses"] {
        for row in rows(&payload, list) {
            assert!([101, 103].contains(&row["resource_id"].as_i64().unwrap()), "{list}: {row}");
        }
    }
    assert!(
        rows(&payload, "time_offs").iter().any(|row| row["resource_id"].is_null()),
        "time off of the whole account"
    );
    assert!(!rows(&payload, "appointments").is_empty());
    for unknown in ["101,999", "abc", "0"] {
        let (status, body) =
            status_and_json(test.calendar(&format!("{WEEK}&resource_ids={unknown}")).await).await;
        assert_eq!((status, &body["code"]), (404, &json!("NOT_FOUND")), "{unknown}");
    }
    assert_eq!(rows(&test.payload(&format!("{WEEK}&resource_ids=")).await, "resources").len(), 12);
}

#[tokio::test]
async fn status_filter_hides_appointments_but_keeps_their_time_occupied() {
    let test = TestServer::start(Scenario::Clinic).await;
    let day = "from=2026-11-25T00:00:00Z&to=2026-11-26T00:00:00Z&include_slots=true";
    let all = test.payload(day).await;
    let filtered = test.payload(&format!("{day}&status=confirmed,cancelled")).await;
    let statuses: HashSet<&str> =
        rows(&filtered, "appointments").iter().map(|row| row["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, HashSet::from(["confirmed", "cancelled"]));
    assert!(rows(&filtered, "appointments").len() < rows(&all, "appointments").len());
    assert!(!rows(&all, "slots").is_empty());
    assert_eq!(filtered["slots"], all["slots"]);
}

#[tokio::test]
async fn known_etag_gets_304_without_a_body() {
    let test = TestServer::start(Scenario::Clinic).await;
    let path = format!("/api/v1/accounts/1/scheduling/calendar?{WEEK}");
    let first = test.get(&path).send().await.unwrap();
    let etag = first.headers()["etag"].to_str().unwrap().to_owned();
    assert!(etag.starts_with("W/\"") && etag.ends_with('"'), "{etag}");
    for known in [etag.clone(), etag.trim_start_matches("W/").to_owned(), format!("\"old\", {etag}")] {
        let again = test.get(&path).header("if-none-match", &known).send().await.unwrap();
        assert_eq!(again.status(), 304, "{known}");
        assert_eq!(again.headers()["etag"], etag.as_str());
        assert!(again.bytes().await.unwrap().is_empty());
    }
    let other = test.get(&path).header("if-none-match", "W/\"other\"").send().await.unwrap();
    assert_eq!(other.status(), 200);
    let other_range = test.get("/api/v1/accounts/1/scheduling/calendar?from=2026-11-23&to=2026-11-24");
    assert_ne!(other_range.send().await.unwrap().headers()["etag"], etag.as_str());
}

#[tokio::test]
async fn same_options_give_the_same_bytes() {
    for scenario in Scenario::ALL {
        let query = "from=2026-11-25T00:00:00Z&to=2026-11-26T00:00:00Z&include_slots=true";
        let one = TestServer::start(scenario).await;
        let other = TestServer::start(scenario).await;
        // The order of requests must not matter, so one server gets a request for another week first.
        other.payload("from=2026-11-09&to=2026-11-16").await;
        let first = one.calendar(query).await.bytes().await.unwrap();
        assert_eq!(first, other.calendar(query).await.bytes().await.unwrap(), "{scenario}");
    }
}

#[tokio::test]
async fn week_contains_the_appointments_of_its_days() {
    let test = TestServer::start(Scenario::Clinic).await;
    let week = test.payload(WEEK).await;
    let monday: NaiveDate = "2026-11-23".parse().unwrap();
    let mut appointments_of_days = Vec::new();
    for date in monday.iter_days().take(7) {
        let next = date + Days::new(1);
        let query = format!("view=day&from={date}T00:00:00%2B05:00&to={next}T00:00:00%2B05:00");
        appointments_of_days.extend_from_slice(rows(&test.payload(&query).await, "appointments"));
    }
    assert_eq!(rows(&week, "appointments"), appointments_of_days);
}

#[tokio::test]
async fn payments_and_expenses_are_those_of_the_sent_appointments() {
    let test = TestServer::start(Scenario::Clinic).await;
    let payload = test.payload(WEEK).await;
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
        let listed: HashSet<String> = rows(&payload, list).iter().map(Value::to_string).collect();
        assert!(!listed.is_empty());
        assert_eq!(listed, nested(field), "{list}");
        assert_eq!(listed.len(), rows(&payload, list).len(), "{list}: no duplicates");
    }
}

#[tokio::test]
async fn slots_overlap_no_appointment_and_no_time_off() {
    let test = TestServer::start(Scenario::Clinic).await;
    let dataset = test.server.dataset();
    let payload = test.payload(&format!("{WEEK}&include_slots=true&duration_min=40")).await;
    let slots = rows(&payload, "slots");
    assert!(slots.len() > 200, "{}", slots.len());
    let (from, to) = (instant("2026-11-22T19:00:00Z"), instant("2026-11-29T19:00:00Z"));
    let appointments = dataset.appointments_overlapping(from, to);
    for slot in slots {
        let (starts_at, ends_at) = (instant_field(slot, "starts_at"), instant_field(slot, "ends_at"));
        let resource_id = slot["resource_id"].as_i64().unwrap();
        assert_eq!(ends_at - starts_at, TimeDelta::minutes(40));
        assert_eq!(slot["status"], "available");
        let overlapping = appointments.iter().find(|appointment| {
            appointment.resource_id == resource_id
                && appointment.takes_time()
                && appointment.starts_at < ends_at
                && starts_at < appointment.ends_at
        });
        assert!(overlapping.is_none(), "{slot} {overlapping:?}");
        let time_off = dataset.time_offs().iter().find(|row| {
            row.resource_id.is_none_or(|id| id == resource_id)
                && row.starts_at < ends_at
                && starts_at < row.ends_at
        });
        assert!(time_off.is_none(), "{slot} {time_off:?}");
    }
}

#[tokio::test]
async fn slot_is_formatted_in_the_zone_of_the_rule_that_starts_its_free_interval() {
    let test = TestServer::start(Scenario::Clinic).await;
    // This resource has no appointments. On Monday it works from 9 to 17, with a break from 13 to 14.
    let without_appointments = "from=2026-11-23T04:00:00Z&to=2026-11-23T12:00:00Z&include_slots=true&duration_min=60&resource_ids=112";
    let payload = test.payload(without_appointments).await;
    let starts: Vec<&str> =
        rows(&payload, "slots").iter().map(|slot| slot["starts_at"].as_str().unwrap()).collect();
    assert_eq!(starts[0], "2026-11-23T09:00:00+05:00", "starts at a work rule; `from` is the same instant");
    assert!(starts.contains(&"2026-11-23T14:00:00+05:00"), "starts at the end of a break");
    assert!(starts.iter().all(|start| start.ends_with("+05:00")), "{starts:?}");
    assert_eq!(rows(&payload, "slots").last().unwrap()["ends_at"], "2026-11-23T17:00:00+05:00");

    let clipped = test.payload(&without_appointments.replace("T04:00:00Z", "T05:00:00Z")).await;
    assert_eq!(rows(&clipped, "slots")[0]["starts_at"], "2026-11-23T05:00:00Z", "starts at `from`");

    let busy = test.payload(&format!("{WEEK}&include_slots=true&duration_min=5")).await;
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
    assert!(after_an_appointment.count() > 100, "slots that start at the end of an appointment are in UTC");
}

#[tokio::test]
async fn finance_is_sent_or_null_or_absent_by_scenario() {
    let sent = TestServer::start(Scenario::Clinic).await.payload(WEEK).await;
    let null = TestServer::start(Scenario::NoFinance).await.payload(WEEK).await;
    let absent = TestServer::start(Scenario::FinanceGone).await.payload(WEEK).await;
    assert_eq!(ids(&sent, "appointments"), ids(&null, "appointments"));
    assert_eq!(ids(&sent, "appointments"), ids(&absent, "appointments"));
    assert_eq!((&null["payments"], &null["expenses"]), (&json!([]), &json!([])));
    assert!(absent.get("payments").is_none() && absent.get("expenses").is_none());
    for ((sent, null), absent) in
        rows(&sent, "appointments").iter().zip(rows(&null, "appointments")).zip(rows(&absent, "appointments"))
    {
        assert_eq!(sent["service_amount"], null["service_amount"]);
        assert_eq!(sent["service_amount"], absent["service_amount"]);
        for field in ["prepaid_amount", "settlement_amount"] {
            assert!(sent[field].is_i64());
            assert!(null.get(field).is_some_and(Value::is_null), "{field}");
            assert!(absent.get(field).is_none(), "{field}");
        }
        assert!(sent["payment_status"].is_string());
        assert!(null.get("payment_status").is_none() && absent.get("payment_status").is_none());
        assert_eq!(null["payments"], json!([]));
        assert!(absent.get("payments").is_none() && absent.get("expense").is_none());
    }
}

#[tokio::test]
async fn each_scenario_has_its_resources() {
    let medelement = TestServer::start(Scenario::MedElement).await.payload(WEEK).await;
    let with_hours_elsewhere = rows(&medelement, "resources")
        .iter()
        .filter(|row| row["custom_attributes"]["medelement_specialist_code"].is_string());
    assert_eq!(with_hours_elsewhere.count(), 4);
    assert_eq!(rows(&TestServer::start(Scenario::Busy).await.payload(WEEK).await, "resources").len(), 60);
    let empty = TestServer::start(Scenario::Empty).await.payload(&format!("{WEEK}&include_slots=true")).await;
    for list in ["resources", "work_rules", "time_offs", "workday_overrides", "appointments", "slots"] {
        assert_eq!(empty[list], json!([]), "{list}");
    }
    let dst = TestServer::start(Scenario::Dst).await.payload(WEEK).await;
    let zones: Vec<&str> =
        rows(&dst, "resources").iter().map(|row| row["timezone"].as_str().unwrap()).collect();
    assert!(zones.contains(&"America/New_York") && zones.contains(&"Mars/Olympus"), "{zones:?}");
    assert_eq!(zones.iter().filter(|zone| **zone == "Europe/Berlin").count(), 3);
}

#[tokio::test]
async fn date_header_is_empty_until_it_is_set() {
    let test = TestServer::start(Scenario::Clinic).await;
    let date = async || test.profile().await.headers()["date"].to_str().unwrap().to_owned();
    assert_eq!(date().await, "");
    test.server.set_date_header(practice::DateHeader::Fixed(common::instant("2026-03-09T04:05:06Z")));
    assert_eq!(date().await, "Mon, 09 Mar 2026 04:05:06 GMT");
    test.server.set_date_header(practice::DateHeader::Computer);
    assert!(date().await.ends_with(" GMT"));
}

#[tokio::test]
async fn port_in_use_is_an_error_and_stopping_frees_the_port() {
    let test = TestServer::start(Scenario::Clinic).await;
    let address = test.server.address();
    let port: u16 = address.rsplit(':').next().unwrap().parse().unwrap();
    let start_again = || start(practice::Options { port, ..common::options(Scenario::Clinic, NOW) });
    let Err(error) = start_again().await else { panic!("two servers listen on one port") };
    assert!(error.to_string().contains(&port.to_string()), "{error}");
    // The client keeps its connection open. Stopping does not wait for it.
    assert_eq!(test.profile().await.status(), 200);
    let TestServer { server, client } = test;
    server.stop().await;
    let after =
        client.get(format!("{address}/api/v1/profile")).header("api_access_token", TOKEN).send().await;
    assert!(after.is_err(), "{after:?}");
    let restarted = start_again().await.unwrap();
    assert_eq!(restarted.address(), address);
}

#[tokio::test]
async fn dropped_server_stops() {
    let test = TestServer::start(Scenario::Clinic).await;
    let address = test.server.address();
    assert_eq!(test.profile().await.status(), 200);
    drop(test);
    // The task of the server closes the listener later, so connect until the connection is refused.
    while tokio::net::TcpStream::connect(address.trim_start_matches("http://")).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
