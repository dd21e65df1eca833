//! The windows of the list: their bounds, and which data they belong to.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use practice::{SampleEdit, Scenario, Server};
use serde_json::{Value, json};

use support::*;

async fn list_rows(desk: &TestDesk, first: u64, count: u64) -> Value {
    desk.call("list_rows", json!({ "date": null, "rows": { "first": first, "count": count } })).await
}

fn row_count(list: &Value) -> u64 {
    let days = list["body"]["days"].as_array().unwrap();
    days.iter().map(|day| day["rowCount"].as_u64().unwrap()).sum()
}

fn ids(answer: &Value) -> Vec<i64> {
    answer["rows"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn windows_have_all_rows_of_the_week_and_the_revision_of_the_screen() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let list = desk.open_until("list", has_body).await;
    let total = row_count(&list);
    let mut together = Vec::new();
    for first in (0..total).step_by(90) {
        let answer = list_rows(&desk, first, 90).await;
        assert_eq!(answer["revision"], list["revision"]);
        together.extend(ids(&answer));
    }
    assert_eq!(together.len() as u64, total);
    assert_eq!(ids(&list_rows(&desk, total - 5, 500).await), together[together.len() - 5..]);
    assert!(ids(&list_rows(&desk, u64::from(u32::MAX), 500).await).is_empty());

    // The screen has a part of them, and not all. Today is the second day of the week.
    let first = usize::try_from(list["body"]["first"].as_u64().unwrap()).unwrap();
    let in_screen = ids(&list["body"]);
    assert!(in_screen.len() < together.len());
    assert_eq!(in_screen, together[first..first + in_screen.len()]);
    let monday = usize::try_from(list["body"]["days"][0]["rowCount"].as_u64().unwrap()).unwrap();
    assert!((first..first + in_screen.len()).contains(&monday));

    let request = json!({ "view": "list", "date": null, "rows": { "first": 30, "count": 7 } });
    let again = desk.call("open", request).await;
    assert_eq!((again["body"]["first"].as_u64(), ids(&again["body"])), (Some(30), together[30..37].to_vec()));
}

#[tokio::test]
async fn window_out_of_bounds_is_a_bad_request() {
    let server = start_server(Scenario::Clinic).await;
    let desk = connected_desk(&server).await;
    for rows in [
        json!({ "first": 0, "count": 0 }),
        json!({ "first": 0, "count": 501 }),
        json!({ "first": 0, "count": u32::MAX }),
        json!({ "first": -1, "count": 10 }),
        json!({ "first": 0 }),
        Value::Null,
    ] {
        let request = json!({ "date": TODAY, "rows": rows });
        assert_eq!(desk.error_code("list_rows", request).await, "bad_request", "{rows}");
        if rows != Value::Null {
            let request = json!({ "view": "list", "date": TODAY, "rows": rows });
            assert_eq!(desk.error_code("open", request).await, "bad_request", "{rows}");
        }
    }
    let rows = json!({ "first": 0, "count": 500 });
    assert_eq!(desk.error_code("list_rows", json!({ "date": "2026-13-01", "rows": rows })).await, "bad_date");
    let other_year = json!({ "date": "2031-03-03", "rows": rows });
    assert_eq!(desk.error_code("list_rows", other_year).await, "not_fetched");
    desk.call("sign_out", Value::Null).await;
    assert_eq!(desk.error_code("list_rows", json!({ "date": null, "rows": rows })).await, "no_account");
}

#[tokio::test]
async fn revision_changes_with_the_data_and_the_filter_and_not_by_opening_again() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let before = desk.open_until("list", has_body).await;
    let revision = |answer: &Value| answer["revision"].as_str().unwrap().to_owned();
    assert_eq!(revision(&desk.open("list").await), revision(&before));

    let hidden = before["body"]["resources"][0]["id"].clone();
    desk.call("set_filter", json!({ "filter": { "hiddenResources": [hidden] } })).await;
    let rows = list_rows(&desk, 0, 500).await;
    assert_ne!(revision(&rows), revision(&before));
    assert!(rows["rows"].as_array().unwrap().iter().all(|row| row["resourceId"] != hidden));
    desk.call("set_filter", json!({ "filter": { "hiddenResources": [] } })).await;
    assert_eq!(revision(&list_rows(&desk, 0, 500).await), revision(&before));

    let id = ids(&before["body"])[0];
    let _server: Server = restart_server(server, vec![SampleEdit::Cancelled(id)]).await;
    desk.refresh_and_wait().await;
    let after = list_rows(&desk, 0, 500).await;
    assert_ne!(revision(&after), revision(&before));
    assert_eq!(revision(&desk.open("list").await), revision(&after));
    let row = after["rows"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap();
    assert_eq!(row["status"], "cancelled");
}

#[tokio::test]
async fn revision_changes_with_the_order_of_the_resources() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let before = desk.open_until("list", has_body).await;
    desk.call("set_order", json!({ "order": "specialty" })).await;
    let rows = list_rows(&desk, 0, 500).await;
    assert_ne!(rows["revision"], before["revision"]);
    assert_eq!(desk.open("list").await["revision"], rows["revision"]);
}
