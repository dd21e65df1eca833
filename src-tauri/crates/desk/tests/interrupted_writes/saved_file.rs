//! The disk fails or is full while a file is saved over an earlier one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use desk::MemoryStore;
use serde_json::json;

use super::support::*;
use super::{FAULT_LIBRARY, FOLDER, report};

const NAME: &str = "saved.csv";
const EARLIER: &str = "an earlier file";

#[tokio::test]
#[ignore = "run by the other test in a process of its own"]
async fn save_one_file() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let data = tempfile::tempdir().unwrap();
    let (mut parts, clock) = parts_in(data.path(), Box::new(MemoryStore::default()), now());
    parts.save_dialog = Box::new(move |_| Ok(Some(folder.join(NAME))));
    let desk = desk_from_parts(parts, clock, default_client());
    let table = json!({
        "title": "", "aboutTitle": "", "about": [], "totalTitle": "",
        "columns": [{ "title": "new", "kind": "text", "total": false }],
        "rows": [],
    });
    let saved = desk.try_call("save_table", json!({ "format": "csv", "name": "", "table": table })).await;
    let outcome =
        saved.map_or_else(|error| error["code"].as_str().unwrap().to_owned(), |_| "saved".to_owned());
    report(format_args!("outcome {outcome}"));
}

/// Saves in a process of its own. Returns the code of the error, or `saved`.
fn save_in(folder: &Path, variables: &[(&str, String)]) -> String {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["saved_file::save_one_file", "--exact", "--ignored", "--nocapture"])
        .env(FOLDER, folder)
        .env("FAULT_FOLDER", folder)
        .env("LD_PRELOAD", &FAULT_LIBRARY.1)
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text.lines().find_map(|line| line.strip_prefix("outcome ")).unwrap().to_owned()
}

#[test]
fn disk_that_fails_or_is_full_leaves_the_earlier_file_and_no_other_one() {
    let folder = tempfile::tempdir().unwrap();
    let calls = tempfile::NamedTempFile::new().unwrap();
    assert_eq!(save_in(folder.path(), &[("FAULT_REPORT", calls.path().display().to_string())]), "saved");
    let calls: u32 = fs::read_to_string(calls.path()).unwrap().trim().parse().unwrap();
    assert!(calls >= 4, "creating, writing and syncing the file, and syncing its folder: {calls} calls");

    let mut failures = 0;
    for (mode, code) in [("fail", "file_not_saved"), ("full", "file_no_room")] {
        for point in 1..=calls {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join(NAME);
            fs::write(&file, EARLIER).unwrap();
            let variables = [("FAULT_AT", point.to_string()), ("FAULT_MODE", mode.to_owned())];
            let outcome = save_in(folder.path(), &variables);
            let contents = fs::read_to_string(&file).unwrap();
            // Only the sync of the folder can fail without harm: the file is there then.
            if outcome == "saved" {
                assert_eq!(contents, "\u{feff}new\r\n", "{mode} at call {point}");
            } else {
                assert_eq!((outcome.as_str(), contents.as_str()), (code, EARLIER), "{mode} at call {point}");
                failures += 1;
            }
            assert_eq!(file_names_in(folder.path()), [NAME], "{mode} at call {point}");
        }
    }
    assert!(failures >= 6, "{failures} failures in {calls} calls");
}
