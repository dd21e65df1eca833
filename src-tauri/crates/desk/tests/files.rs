//! Files that the user saves: where they are written, what is left after a failure, and whose times are in a calendar file.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use desk::{MemoryStore, SuggestedFile};
use practice::Scenario;
use serde_json::{Value, json};
use tempfile::TempDir;

use support::*;

/// What the desk has asked in the dialog.
type Asked = Arc<Mutex<Vec<SuggestedFile>>>;

/// A desk whose user chooses the file that `choose` returns.
fn desk_with_dialog(
    choose: impl Fn(&SuggestedFile) -> std::io::Result<Option<PathBuf>> + Send + Sync + 'static,
) -> (TestDesk, Asked) {
    let folder = tempfile::tempdir().unwrap();
    let (mut parts, clock) = parts_in(folder.path(), Box::new(MemoryStore::default()), now());
    let asked = Asked::default();
    let record = Arc::clone(&asked);
    parts.save_dialog = Box::new(move |suggested| {
        record.lock().unwrap().push(suggested.clone());
        choose(suggested)
    });
    (desk_from_parts(parts, clock, default_client()), asked)
}

/// A desk whose user saves in this folder under the suggested name.
fn desk_saving_in(folder: &Path) -> (TestDesk, Asked) {
    let folder = folder.to_owned();
    desk_with_dialog(move |suggested| Ok(Some(folder.join(&suggested.file_name))))
}

fn save_table(format: &str) -> Value {
    json!({
        "format": format,
        "name": "Оплаты: 24/11",
        "table": {
            "title": "Оплаты\n",
            "aboutTitle": "О файле",
            "about": ["Клиника"],
            "totalTitle": "Итого",
            "columns": [
                { "title": "Клиент", "kind": "text", "total": false },
                { "title": "Сумма", "kind": "amount", "total": true },
            ],
            "rows": [
                [{ "kind": "text", "value": "=1+1" }, { "kind": "number", "value": 5000 }],
                [null, { "kind": "number", "value": -1000 }],
            ],
        },
    })
}

const CSV: &str = "\u{feff}Клиент;Сумма\r\n'=1+1;5000\r\n;-1000\r\n";

fn names_in(folder: &TempDir) -> Vec<String> {
    file_names_in(folder.path())
}

#[tokio::test]
async fn table_is_saved_where_the_user_chooses_and_nowhere_else() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, asked) = desk_saving_in(folder.path());
    let saved = desk.call("save_table", save_table("csv")).await;
    assert_eq!(saved, json!({ "fileName": "Оплаты 24 11.csv" }));
    assert_eq!(fs::read_to_string(folder.path().join("Оплаты 24 11.csv")).unwrap(), CSV);
    let saved = desk.call("save_table", save_table("xlsx")).await;
    assert_eq!(saved, json!({ "fileName": "Оплаты 24 11.xlsx" }));
    assert_eq!(names_in(&folder), ["Оплаты 24 11.csv", "Оплаты 24 11.xlsx"]);
    let asked = asked.lock().unwrap();
    assert_eq!(asked[0].title, "Оплаты ", "the title of a dialog has no control characters");
    assert_eq!((asked[0].extension, asked[1].extension), ("csv", "xlsx"));
}

#[tokio::test]
async fn cancelled_dialog_writes_nothing_and_is_no_error() {
    let (desk, asked) = desk_with_dialog(|_| Ok(None));
    let saved = desk.call("save_table", save_table("csv")).await;
    assert_eq!(saved, json!({ "fileName": null }));
    assert_eq!(asked.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn dialog_that_fails_is_an_error() {
    let (desk, _) = desk_with_dialog(|_| Err(std::io::Error::other("there is no window system")));
    assert_eq!(desk.error_code("save_table", save_table("csv")).await, "file_not_saved");
}

#[tokio::test]
async fn earlier_file_of_the_name_is_replaced_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Оплаты 24 11.csv");
    fs::write(&file, "earlier".repeat(1000)).unwrap();
    let (desk, _) = desk_saving_in(folder.path());
    desk.call("save_table", save_table("csv")).await;
    assert_eq!(fs::read_to_string(&file).unwrap(), CSV);
    assert_eq!(names_in(&folder).len(), 1);
}

#[tokio::test]
async fn folder_that_is_gone_is_an_error_and_is_not_created() {
    let folder = tempfile::tempdir().unwrap();
    let gone = folder.path().join("gone");
    let (desk, _) = desk_saving_in(&gone);
    let error = desk.try_call("save_table", save_table("csv")).await.unwrap_err();
    assert_eq!(error["code"], "file_not_saved");
    assert!(!error.to_string().contains(gone.to_str().unwrap()), "{error}");
    assert!(!gone.exists());
}

#[tokio::test]
async fn folder_of_the_name_of_the_file_is_an_error_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let taken = folder.path().join("Оплаты 24 11.csv");
    fs::create_dir(&taken).unwrap();
    let (desk, _) = desk_saving_in(folder.path());
    assert_eq!(desk.error_code("save_table", save_table("csv")).await, "file_not_saved");
    assert!(taken.is_dir());
    assert_eq!(names_in(&folder).len(), 1, "no other file is left");
}

/// Nobody can create a file there, also not the administrator.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn folder_without_the_right_to_write_is_an_error_with_its_own_next_step() {
    let (desk, _) = desk_saving_in(Path::new("/sys/kernel"));
    assert_eq!(desk.error_code("save_table", save_table("csv")).await, "file_not_allowed");
}

#[tokio::test]
async fn table_with_uneven_rows_or_without_columns_is_refused_before_the_dialog() {
    let (desk, asked) = desk_with_dialog(|_| Ok(None));
    let mut uneven = save_table("csv");
    uneven["table"]["rows"][1] = json!([null]);
    let mut empty = save_table("csv");
    empty["table"]["columns"] = json!([]);
    empty["table"]["rows"] = json!([]);
    for request in [uneven, empty] {
        assert_eq!(desk.error_code("save_table", request).await, "bad_request");
    }
    assert!(asked.lock().unwrap().is_empty());
}

/// The request for all appointments of the list, with words of its rows.
async fn save_appointments(desk: &TestDesk) -> Value {
    let rows = desk.call("list_rows", json!({ "date": null, "rows": { "first": 0, "count": 500 } })).await;
    let words: Vec<Value> = rows["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| json!({ "id": row["id"], "summary": "А. О.", "location": "Кабинет", "description": "" }))
        .collect();
    json!({ "date": null, "revision": rows["revision"], "name": "Записи", "title": "Записи", "appointments": words })
}

async fn desk_with_list(folder: &Path) -> (practice::Server, TestDesk) {
    let server = start_server(Scenario::Salon).await;
    let (desk, _) = desk_saving_in(folder);
    let mut desk = connect_and_settle(desk, &server).await;
    desk.open_until("list", has_body).await;
    (server, desk)
}

#[tokio::test]
async fn calendar_file_has_the_words_of_the_screen_and_the_times_of_the_data() {
    let folder = tempfile::tempdir().unwrap();
    let (server, desk) = desk_with_list(folder.path()).await;
    let request = save_appointments(&desk).await;
    desk.call("save_appointments", request.clone()).await;
    let text = fs::read_to_string(folder.path().join("Записи.ics")).unwrap();
    let count = request["appointments"].as_array().unwrap().len();
    assert!(count > 0);
    assert_eq!(text.matches("BEGIN:VEVENT").count(), count);
    assert_eq!(text.matches("SUMMARY:А. О.").count(), count, "the desk adds no word");
    for appointment in server.dataset().appointments_on(TODAY.parse().unwrap()) {
        let start = appointment.starts_at.format("DTSTART:%Y%m%dT%H%M%SZ").to_string();
        let uid = format!("UID:appointment-{}-account-1@qabyl", appointment.id);
        let event = text.split("BEGIN:VEVENT").find(|event| event.contains(&uid)).unwrap();
        assert!(event.contains(&start), "{event}");
        // Neither the name nor the phone of the client, which the screen has not sent, nor the address of the server.
        for client in std::iter::once(&appointment.client_name).chain(&appointment.client_phone) {
            assert!(!text.contains(client.as_str()), "{client}");
        }
    }
    assert!(!text.contains("127.0.0.1") && !text.contains("http"));
}

#[tokio::test]
async fn words_of_other_data_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, desk) = desk_with_list(folder.path()).await;
    let request = save_appointments(&desk).await;
    let mut filter = desk.open("list").await["filter"].clone();
    filter["unpaid"] = json!(true);
    desk.call("set_filter", json!({ "filter": filter })).await;
    assert_eq!(desk.error_code("save_appointments", request).await, "data_changed");
    assert!(names_in(&folder).is_empty());
}

#[tokio::test]
async fn appointments_that_are_not_in_the_data_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let (_server, desk) = desk_with_list(folder.path()).await;
    let mut request = save_appointments(&desk).await;
    request["appointments"] =
        json!([{ "id": 987_654_321, "summary": "x", "location": "", "description": "" }]);
    desk.call("save_appointments", request).await;
    let text = fs::read_to_string(folder.path().join("Записи.ics")).unwrap();
    assert!(text.contains("END:VCALENDAR") && !text.contains("VEVENT"));
}
