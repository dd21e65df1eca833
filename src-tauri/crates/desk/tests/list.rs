//! The windows of the list: their bounds, and which data they belong to. The arrangement of the list, and where it is kept.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::sync::Arc;

use desk::{MemoryStore, SettingsStore, StoredPart};
use practice::{SampleEdit, Scenario, Server};
use serde_json::{Value, json};

use support::*;

async fn list_rows(desk: &TestDesk, first: u64, count: u64) -> Value {
    desk.call("list_rows", json!({ "date": null, "rows": { "first": first, "count": count } })).await
}

fn row_count(list: &Value) -> u64 {
    let sections = list["body"]["sections"].as_array().unwrap();
    sections.iter().map(|section| section["rowCount"].as_u64().unwrap()).sum()
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
    let monday = usize::try_from(list["body"]["sections"][0]["rowCount"].as_u64().unwrap()).unwrap();
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

async fn arrange(desk: &TestDesk, arrangement: Value) {
    desk.call("set_list_arrangement", json!({ "arrangement": arrangement })).await;
}

/// The rows of the week from the first to the last.
async fn all_rows(desk: &TestDesk, list: &Value) -> Vec<Value> {
    let mut together = Vec::new();
    for first in (0..row_count(list)).step_by(500) {
        let answer = list_rows(desk, first, 500).await;
        assert_eq!(answer["revision"], list["revision"]);
        together.extend(answer["rows"].as_array().unwrap().clone());
    }
    together
}

#[tokio::test]
async fn revision_changes_with_the_sort_and_the_sections_and_not_with_the_columns() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let mut revisions = vec![desk.open_until("list", has_body).await["revision"].clone()];
    for arrangement in [
        json!({ "sort": "client" }),
        json!({ "sort": "client", "descending": true }),
        json!({ "sort": "client", "descending": true, "groupBy": "resource" }),
        json!({ "sort": "client", "descending": true, "groupBy": "status" }),
    ] {
        arrange(&desk, arrangement).await;
        let rows = list_rows(&desk, 0, 500).await;
        assert_eq!(desk.open("list").await["revision"], rows["revision"]);
        assert!(!revisions.contains(&rows["revision"]));
        revisions.push(rows["revision"].clone());
    }
    let columns = json!({ "sort": "client", "descending": true, "groupBy": "status", "columns": ["phone"] });
    arrange(&desk, columns).await;
    let list = desk.open("list").await;
    assert_eq!(Some(&list["revision"]), revisions.last());
    assert_eq!(list["body"]["arrangement"]["columns"], json!(["phone"]));
    arrange(&desk, json!({})).await;
    assert_eq!(desk.open("list").await["revision"], revisions[0]);
}

#[tokio::test]
async fn windows_of_a_sorted_list_have_all_rows_in_its_order() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let by_time = desk.open_until("list", has_body).await;
    let mut all = ids(&json!({ "rows": all_rows(&desk, &by_time).await }));
    arrange(&desk, json!({ "sort": "amount", "descending": true, "groupBy": "nothing" })).await;
    let list = desk.open("list").await;
    assert_eq!(list["body"]["first"], 0);
    let rows = all_rows(&desk, &list).await;
    let amounts: Vec<Option<i64>> = rows.iter().map(|row| row["serviceAmount"].as_i64()).collect();
    assert!(amounts.is_sorted_by(|one, next| one >= next) && amounts[0] > Some(0), "{amounts:?}");
    let mut sorted = ids(&json!({ "rows": rows }));
    assert_ne!(sorted, all);
    sorted.sort_unstable();
    all.sort_unstable();
    all.dedup();
    assert_eq!(sorted, all);
}

#[tokio::test]
async fn totals_follow_the_filter() {
    let server = start_server(Scenario::Clinic).await;
    let mut desk = connected_desk(&server).await;
    let all = desk.open_until("list", has_body).await["body"]["totals"].clone();
    desk.call("set_filter", json!({ "filter": { "statuses": ["cancelled"] } })).await;
    let cancelled = desk.open("list").await["body"]["totals"].clone();
    assert_eq!((&cancelled["cancelled"], &cancelled["appointments"]), (&all["cancelled"], &json!(0)));
    assert_eq!((&cancelled["planned"], &cancelled["outstanding"]), (&json!(0), &json!(0)));
    desk.call("set_filter", json!({ "filter": { "unpaid": true } })).await;
    let unpaid = desk.open("list").await["body"]["totals"].clone();
    assert_eq!(unpaid["outstanding"], all["outstanding"]);
    assert!(unpaid["appointments"].as_i64() < all["appointments"].as_i64());
}

#[tokio::test]
async fn totals_of_an_account_without_data_about_money_have_no_sums_of_it() {
    let server = start_server(Scenario::NoFinance).await;
    let mut desk = connected_desk(&server).await;
    let totals = desk.open_until("list", has_body).await["body"]["totals"].clone();
    assert!(totals["appointments"].as_i64() > Some(0));
    assert_eq!((&totals["received"], &totals["outstanding"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn arrangement_belongs_to_the_account_and_outlives_the_program() {
    let store = Arc::new(MemoryStore::default());
    let server = start_server(Scenario::Clinic).await;
    let arrangement = json!({
        "sort": "outstanding", "descending": true, "groupBy": "resource", "columns": ["phone", "outstanding"],
    });
    {
        let mut desk = desk_with_store(&store);
        desk.connect(&server).await;
        desk.open_until("list", has_body).await;
        arrange(&desk, arrangement.clone()).await;
    }
    // The token was in memory, so the account is connected again.
    let mut desk = desk_with_store(&store);
    desk.connect(&server).await;
    assert_eq!(desk.open_until("list", has_body).await["body"]["arrangement"], arrangement);

    let salon = start_server(Scenario::Salon).await;
    desk.connect(&salon).await;
    let of_salon = desk.open_until("list", has_body).await["body"]["arrangement"].clone();
    assert_eq!((&of_salon["sort"], &of_salon["groupBy"]), (&json!("time"), &json!("day")));
    desk.call("sign_out", Value::Null).await;
    assert_eq!(desk.open_until("list", has_body).await["body"]["arrangement"], arrangement);
    desk.call("sign_out", Value::Null).await;
    let stored = store.load(StoredPart::Settings).value.unwrap();
    assert_eq!(stored["listArrangements"], json!({}));
}
