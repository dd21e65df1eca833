//! The secrets in the memory of the process: none is left after a wipe, and no token after a sign-out.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

#[path = "../../sealed-cache/src/tests/memory_search.rs"]
mod memory_search;

use std::path::PathBuf;
use std::process::Command;

use practice::{Options, Scenario};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use memory_search::Masked;
use support::*;

/// As in the program: the HTTP library frees what it has sent without erasing it.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// The variables of the process that is searched: the command at its end, its data folder and the address of its server.
const LAST_COMMAND: &str = "QABYL_TEST_LAST_COMMAND";
const DATA_FOLDER: &str = "QABYL_TEST_DATA_FOLDER";
const SERVER: &str = "QABYL_TEST_SERVER";
/// The variables that contain the masked secrets of that process.
const TOKEN_BYTES: &str = "QABYL_TEST_TOKEN_BYTES";
const PASSWORD_BYTES: &str = "QABYL_TEST_PASSWORD_BYTES";
const PASSPHRASE_BYTES: &str = "QABYL_TEST_PASSPHRASE_BYTES";

/// The bytes of a random text, each with its highest bit set.
fn masked_text() -> Vec<u8> {
    (0..48).map(|_| fastrand::alphanumeric() as u8 | 0x80).collect()
}

/// What [`masked_text`] masks.
fn unmask(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len()));
    text.extend(bytes.iter().map(|byte| char::from(byte & 0x7f)));
    text
}

fn secret_of(variable_name: &str) -> Masked {
    let bytes: Vec<u8> = serde_json::from_str(&variable(variable_name)).unwrap();
    Masked::of(unmask(&bytes).as_bytes())
}

fn variable(name: &str) -> String {
    std::env::var_os(name).unwrap().into_string().unwrap()
}

/// Runs a command whose request contains a secret. No copy of the request is left.
async fn call_with(desk: &TestDesk, name: &str, before: &str, secret: &Masked, after: &str) {
    let mut request = Zeroizing::new(String::with_capacity(before.len() + 100 + after.len()));
    request.push_str(before);
    request.extend(secret.bytes().map(char::from));
    request.push_str(after);
    desk::commands::dispatch(desk, name, &request).await.unwrap();
}

/// Uses a token, a proxy password and a passphrase in every way, runs the last command, and searches its memory.
#[tokio::test]
#[ignore = "run by the other tests in a process of its own"]
async fn uses_secrets_and_searches_its_memory() {
    let [token, password, passphrase] = [TOKEN_BYTES, PASSWORD_BYTES, PASSPHRASE_BYTES].map(secret_of);
    let mut desk = desk_in(&PathBuf::from(variable(DATA_FOLDER)));
    let connection = format!("{{\"address\": \"{}\", \"token\": \"", variable(SERVER));
    call_with(&desk, "check_connection", &connection, &token, "\"}").await;
    desk.call("connect", json!({ "accountId": 1 })).await;
    call_with(&desk, "set_passphrase", "{\"passphrase\": \"", &passphrase, "\"}").await;
    call_with(&desk, "set_proxy", "{\"proxy\": \"http://desk:", &password, "@10.0.0.1:3128\"}").await;
    call_with(&desk, "check_connection", &connection, &token, "\"}").await;
    desk.open_until("day", has_body).await;
    desk.refresh_and_wait().await;
    assert!(token.copies() > 0 && password.copies() > 0, "the secrets are in use");

    let last_command = variable(LAST_COMMAND);
    desk.call(&last_command, Value::Null).await;
    desk.idle().await;
    // The tasks of the closed connections end in their next turns.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    // The proxy belongs to no account, so it is still in use after a sign-out.
    assert_eq!(password.copies() == 0, last_command == "wipe", "{:#?}", password.places());
    for secret in [token, passphrase] {
        assert_eq!(secret.copies(), 0, "{:#?}", secret.places());
    }
    println!("no secret is left");
}

async fn assert_no_secret_is_left_after(last_command: &str) {
    let [token, password, passphrase] = [masked_text(), masked_text(), masked_text()];
    let options = Options { token: unmask(&token).to_string(), ..server_options(Scenario::Clinic) };
    let server = practice::start(options).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut process = Command::new(std::env::current_exe().unwrap());
    process
        .args(["--ignored", "--exact", "uses_secrets_and_searches_its_memory", "--nocapture"])
        .env(LAST_COMMAND, last_command)
        .env(DATA_FOLDER, folder.path())
        .env(SERVER, server.address())
        .env(TOKEN_BYTES, json!(token).to_string())
        .env(PASSWORD_BYTES, json!(password).to_string())
        .env(PASSPHRASE_BYTES, json!(passphrase).to_string());
    let output = tokio::task::spawn_blocking(move || process.output().unwrap()).await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && printed.contains("no secret is left"), "{printed}");
}

#[tokio::test]
async fn no_secret_is_left_after_a_wipe() {
    assert_no_secret_is_left_after("wipe").await;
}

#[tokio::test]
async fn no_token_is_left_after_a_sign_out() {
    assert_no_secret_is_left_after("sign_out").await;
}
