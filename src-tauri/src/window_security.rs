//! Tests of the security configuration of the window. A change that weakens the configuration must also change these tests.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read_json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn files_in(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn pages_load_only_their_own_files_and_run_only_their_own_scripts() {
    let config = read_json(&root().join("tauri.conf.json"));
    let app = config["app"].as_object().unwrap();
    assert_eq!(app["withGlobalTauri"], json!(false));
    assert_eq!(
        app["windows"],
        json!([]),
        "the window is created in Rust, where its navigation is restricted"
    );
    // The whole value is compared, so that any new source, asset protocol or development policy fails this test.
    assert_eq!(
        app["security"],
        json!({
            "csp": {
                "default-src": "'none'",
                "script-src": "'self'",
                "style-src": "'self'",
                "img-src": "'self' data:",
                "font-src": "'self'",
                "connect-src": "ipc: http://ipc.localhost",
                "base-uri": "'none'",
                "form-action": "'none'",
            },
            "freezePrototype": true,
        })
    );
    assert_eq!(config.get("plugins"), None);
}

#[test]
fn window_may_only_call_the_command_listen_to_events_and_write_the_clipboard() {
    let folder = root().join("src-tauri").join("capabilities");
    assert_eq!(files_in(&folder), BTreeSet::from(["main.json".to_owned()]));
    let capability = read_json(&folder.join("main.json"));
    assert_eq!(capability["windows"], json!(["main"]));
    assert_eq!(
        capability["permissions"],
        json!([
            "allow-call",
            "core:event:allow-listen",
            "core:event:allow-unlisten",
            "clipboard-manager:allow-write-text"
        ])
    );
    for key in ["remote", "webviews", "local"] {
        assert_eq!(capability.get(key), None, "{key}");
    }
    let permissions = root().join("src-tauri").join("permissions");
    let allowed: Vec<_> = files_in(&permissions)
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(permissions.join(file)).unwrap();
            text.lines().filter(|line| line.starts_with("commands.")).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(allowed, ["commands.allow = [\"call\"]"]);
}

#[test]
fn release_build_has_no_developer_tools() {
    // Tauri includes them in debug builds, and in release builds only with this feature.
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(!manifest.contains("devtools"));
}
