//! The end of the day at the cash desk: counts of the cash, and names of employees.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

#[cfg(unix)]
use std::fs;

use chrono::TimeDelta;
use practice::{Fault, SampleAppointment, Scenario, Server};
use serde_json::{Value, json};
use tempfile::TempDir;

use support::*;

const BY: &str = "Гүлнар Сейітова";

fn new_count() -> Value {
    json!({
        "date": TODAY, "expected": 42_000, "counted": 41_500,
        "notes": [{ "note": 20_000, "count": 2 }, { "note": 500, "count": 3 }],
        "by": format!(" {BY} "), "comment": "без 500 ₸",
    })
}

fn with(mut request: Value, field: &str, value: Value) -> Value {
    request[field] = value;
    request
}

/// A folder with a passphrase, and a desk on it that is connected to a clinic.
async fn connected_folder() -> (TempDir, Server, TestDesk) {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    let desk = desk_in(folder.path());
    desk.connect(&server).await;
    desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    (folder, server, desk)
}

async fn counts(desk: &TestDesk) -> Value {
    desk.call("cash_counts", Value::Null).await
}

/// What was counted, the newest first.
async fn counted(desk: &TestDesk) -> Vec<i64> {
    let counts = counts(desk).await["counts"].as_array().unwrap().clone();
    counts.iter().map(|count| count["counted"].as_i64().unwrap()).collect()
}

async fn names(desk: &TestDesk) -> Value {
    desk.call("employees", Value::Null).await["names"].clone()
}

#[tokio::test]
async fn saved_counts_have_their_difference_and_survive_a_restart() {
    let (folder, _server, desk) = connected_folder().await;
    assert_eq!(counts(&desk).await, json!({ "counts": [], "stored": true }));
    let saved = desk.call("save_cash_count", new_count()).await;
    let first = &saved["counts"][0];
    for (field, expected) in [
        ("expected", json!(42_000)),
        ("counted", json!(41_500)),
        ("difference", json!(-500)),
        ("notes", new_count()["notes"].clone()),
        ("by", json!(BY)),
        ("comment", json!("без 500 ₸")),
    ] {
        assert_eq!(first[field], expected, "{field}");
    }
    assert_eq!((&first["date"]["iso"], &first["date"]["today"]), (&json!(TODAY), &json!(true)));
    assert_eq!(
        (&first["savedAt"]["date"]["iso"], &first["savedAt"]["time"]),
        (&json!(TODAY), &json!("10:30"))
    );

    // A second count of the same day, in the same moment, leaves the first one as it is.
    let second = json!({
        "date": "2026-11-23", "expected": null, "counted": 0, "notes": [], "by": "", "comment": "",
    });
    let both = desk.call("save_cash_count", second).await;
    assert_eq!((&both["counts"][1], both["counts"].as_array().unwrap().len()), (first, 2));
    assert_eq!(
        (&both["counts"][0]["difference"], &both["counts"][0]["date"]["iso"]),
        (&Value::Null, &json!("2026-11-23"))
    );
    assert_eq!(both["stored"], true);
    desk.call("name_employee", json!({ "id": 12, "name": BY })).await;
    assert_eq!(desk.files_containing(folder.path(), BY).await, [""; 0]);
    desk.close().await;

    let desk = desk_in_at(folder.path(), now() + TimeDelta::days(400));
    for command in ["cash_counts", "employees"] {
        assert_eq!(desk.error_code(command, Value::Null).await, "locked", "{command}");
    }
    desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!(counted(&desk).await, [0, 41_500]);
    assert_eq!(counts(&desk).await["counts"][1]["id"], first["id"]);
    assert_eq!(names(&desk).await, json!([{ "id": 12, "name": BY }]));
}

#[tokio::test]
async fn count_that_cannot_be_right_is_refused_and_nothing_is_saved() {
    let server = start_server(Scenario::Clinic).await;
    let desk = desk_in_memory();
    assert_eq!(desk.error_code("save_cash_count", new_count()).await, "no_account");
    desk.connect(&server).await;
    let note = |note: i64, count: u32| json!([{ "note": note, "count": count }]);
    let sum_only = with(new_count(), "notes", json!([]));
    for (request, code) in [
        (with(new_count(), "counted", json!(41_501)), "bad_request"),
        (with(new_count(), "notes", note(i64::MAX, 2)), "bad_request"),
        (with(new_count(), "notes", note(0, 0)), "bad_request"),
        (with(new_count(), "notes", note(-41_500, 1)), "bad_request"),
        (with(new_count(), "notes", json!(vec![json!({ "note": 1, "count": 0 }); 21])), "bad_request"),
        (with(sum_only.clone(), "counted", json!(-1)), "bad_request"),
        (with(sum_only.clone(), "counted", json!(i64::MAX)), "bad_request"),
        (with(sum_only.clone(), "counted", json!(0.5)), "bad_request"),
        (with(sum_only.clone(), "expected", json!(i64::MIN)), "bad_request"),
        (with(sum_only.clone(), "by", json!("я".repeat(61))), "bad_request"),
        (with(sum_only.clone(), "comment", json!("я".repeat(501))), "bad_request"),
        (with(sum_only.clone(), "id", json!(1)), "bad_request"),
        (with(sum_only.clone(), "date", json!("24.11.2026")), "bad_date"),
        (with(sum_only.clone(), "date", json!("0001-01-01")), "bad_date"),
    ] {
        assert_eq!(desk.error_code("save_cash_count", request.clone()).await, code, "{request}");
    }
    assert_eq!(counted(&desk).await, [0; 0]);
    let longest = with(with(sum_only, "by", json!("я".repeat(60))), "comment", json!("я".repeat(500)));
    desk.call("save_cash_count", longest).await;
    assert_eq!(counted(&desk).await, [41_500]);
}

#[tokio::test]
async fn without_a_keychain_counts_last_until_the_end_and_a_passphrase_stores_them() {
    let folder = tempfile::tempdir().unwrap();
    let server = start_server(Scenario::Clinic).await;
    let desk = desk_in(folder.path());
    desk.connect(&server).await;
    assert_eq!(counts(&desk).await["stored"], false);
    assert_eq!(desk.call("save_cash_count", new_count()).await["stored"], false);
    desk.close().await;
    let desk = desk_in(folder.path());
    desk.connect(&server).await;
    assert_eq!(counts(&desk).await, json!({ "counts": [], "stored": false }));
    desk.call("save_cash_count", new_count()).await;
    desk.call("set_passphrase", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!((counted(&desk).await, &counts(&desk).await["stored"]), (vec![41_500], &json!(true)));
    desk.close().await;

    // Counts that are made while the passphrase is not entered are added to the stored ones afterwards.
    let desk = desk_in_at(folder.path(), now() + TimeDelta::days(1));
    desk.call("start_without_passphrase", Value::Null).await;
    let second = with(with(new_count(), "notes", json!([])), "counted", json!(7));
    assert_eq!(desk.call("save_cash_count", second).await["stored"], false);
    desk.call("unlock", json!({ "passphrase": PASSPHRASE })).await;
    assert_eq!((counted(&desk).await, &counts(&desk).await["stored"]), (vec![7, 41_500], &json!(true)));
}

#[tokio::test]
async fn sign_out_and_wipe_delete_counts_and_names() {
    let (folder, server, desk) = connected_folder().await;
    for command in ["sign_out", "wipe"] {
        desk.call("save_cash_count", new_count()).await;
        desk.call("name_employee", json!({ "id": 12, "name": BY })).await;
        assert_eq!(counted(&desk).await, [41_500]);
        desk.call(command, Value::Null).await;
        assert_eq!(desk.error_code("cash_counts", Value::Null).await, "no_account", "{command}");
        desk.connect(&server).await;
        assert_eq!((counted(&desk).await, names(&desk).await), (Vec::new(), json!([])), "{command}");
    }
    desk.call("wipe", Value::Null).await;
    assert_eq!(desk.file_names_in(folder.path()).await, [""; 0]);
}

#[tokio::test]
async fn counts_and_names_belong_to_the_account() {
    let desk = desk_in_memory();
    let clinic = start_server(Scenario::Clinic).await;
    desk.connect(&clinic).await;
    desk.call("save_cash_count", new_count()).await;
    desk.call("name_employee", json!({ "id": 12, "name": BY })).await;
    let salon = start_server(Scenario::Salon).await;
    desk.connect(&salon).await;
    assert_eq!((counted(&desk).await, names(&desk).await), (Vec::new(), json!([])));
    desk.call("name_employee", json!({ "id": 12, "name": "Другая" })).await;
    desk.call("sign_out", Value::Null).await;
    assert_eq!((counted(&desk).await, names(&desk).await), (vec![41_500], json!([{ "id": 12, "name": BY }])));
}

#[cfg(unix)]
#[tokio::test]
async fn count_that_cannot_be_written_is_an_error_and_is_not_listed() {
    let (folder, _server, desk) = connected_folder().await;
    desk.idle().await;
    // The database is gone, and a folder in the place of its log prevents a new one.
    let log = folder.path().join("cache.sqlite3-wal");
    for name in ["cache.sqlite3", "cache.sqlite3-wal"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    fs::create_dir(&log).unwrap();
    for (command, request) in
        [("save_cash_count", new_count()), ("name_employee", json!({ "id": 12, "name": BY }))]
    {
        let error = desk.try_call(command, request).await.unwrap_err();
        assert_eq!(error["code"], "storage_failed", "{command}");
        assert!(!error.to_string().contains("Гүлнар"), "{error}");
    }
    fs::remove_dir(&log).unwrap();
    assert_eq!((counted(&desk).await, names(&desk).await), (Vec::new(), json!([])));
    desk.call("save_cash_count", new_count()).await;
    assert_eq!(counted(&desk).await, [41_500]);
}

#[tokio::test]
async fn employees_are_named_and_the_user_of_the_token_is_known() {
    let server = start_server(Scenario::Clinic).await;
    let desk = desk_in_memory();
    desk.connect(&server).await;
    let (own_id, own_name) = practice::USER;
    assert_eq!(
        desk.call("employees", Value::Null).await,
        json!({ "ownId": own_id, "ownName": own_name, "names": [] })
    );
    for (id, name) in [(14, "Асель"), (12, "  Гүлнар "), (14, "Әсел")] {
        desk.call("name_employee", json!({ "id": id, "name": name })).await;
    }
    assert_eq!(names(&desk).await, json!([{ "id": 12, "name": "Гүлнар" }, { "id": 14, "name": "Әсел" }]));
    let too_long = json!({ "id": 12, "name": "я".repeat(61) });
    assert_eq!(desk.error_code("name_employee", too_long).await, "bad_request");
    desk.call("name_employee", json!({ "id": 11, "name": " " })).await;
    let after = desk.call("name_employee", json!({ "id": 12, "name": " " })).await;
    assert_eq!(after["names"], json!([{ "id": 14, "name": "Әсел" }]));

    // A server that refuses the profile does not tell who the user is.
    server.set_fault(Some(Fault::NoProfile));
    desk.connect(&server).await;
    let unknown = desk.call("employees", Value::Null).await;
    assert_eq!((&unknown["ownId"], &unknown["ownName"]), (&Value::Null, &Value::Null));
    assert_eq!(unknown["names"], after["names"]);
}

#[tokio::test]
async fn a_part_of_the_sample_payments_is_recorded_by_the_sample_user() {
    let desk = desk_in_memory();
    desk.call("explore_sample", Value::Null).await;
    let own_id = desk.call("employees", Value::Null).await["ownId"].as_i64().unwrap();
    let dataset = practice::Dataset::new(Scenario::Clinic, now());
    let yesterday = dataset.appointments_on("2026-11-23".parse().unwrap());
    let payments = || yesterday.iter().flat_map(SampleAppointment::payment_rows);
    let own = payments().filter(|payment| payment.recorded_by_id == Some(own_id)).count();
    assert!(own > 0 && own < payments().count(), "{own}");
}
