//! After the user has entered the token, it is only in the keychain and in requests to its server. It is in no file, in no message to the
//! window, and in no process's arguments or environment.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use journeys::{
    Journey, Window, contains_secret, ensure_no_file_contains, ensure_only_files, run, start_server,
};
use practice::{Fault, Scenario, Server};

const TOKEN: &str = "journey-Token-77a0c41d9e";
/// A wrong token. It must stay secret too, because it can be another password that the user entered by mistake.
const WRONG_TOKEN: &str = "journey-Mistyped-3b6f08";
const SECRETS: [&str; 2] = [TOKEN, WRONG_TOKEN];

const ESCAPE: &str = "\u{e00c}";

/// Records everything that the shell sends to the page: the responses of commands, and events.
const RECORD_MESSAGES: &str = "\
    window.messages = [];\
    const originalFetch = window.fetch;\
    window.fetch = async (...request) => {\
        const response = await originalFetch(...request);\
        response.clone().text().then((text) => window.messages.push(text));\
        return response;\
    };\
    const { invoke, transformCallback } = window.__TAURI_INTERNALS__;\
    const handler = transformCallback((event) => window.messages.push(JSON.stringify(event)));\
    invoke('plugin:event|listen', { event: 'desk', target: { kind: 'Any' }, handler });";

/// A replacement of the user's browser. It writes its address last, so that the other file is complete when the address is there.
const BROWSER: &str = "#!/bin/sh\nenv > \"$HOME/environment\"\nprintf '%s' \"$1\" > \"$HOME/opened\"\n";

#[tokio::test]
async fn token_is_stored_in_the_keychain_only() -> Result<()> {
    run("token-secrecy", true, use_the_whole_program_twice).await
}

async fn use_the_whole_program_twice(journey: &mut Journey) -> Result<()> {
    let (data, home) = (journey.program.data.clone(), journey.program.home.clone());
    let browser = home.join("bin").join("xdg-open");
    fs::create_dir_all(home.join("bin"))?;
    fs::write(&browser, BROWSER)?;
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755))?;
    let server = start_server(Scenario::Clinic, TOKEN).await?;

    journey.open().await?;
    let window = journey.window()?;
    window.find("[data-screen=first]").await?;
    window.script(RECORD_MESSAGES).await?;
    window.fill("input[name=address]", &server.address()).await?;
    window.fill("input[name=token]", WRONG_TOKEN).await?;
    window.click("[data-action=check]").await?;
    window.find("[data-error=invalid_token]").await?;
    window.connect(&server.address(), TOKEN).await?;
    window.find("[data-view=day] [data-date]").await?;
    open_every_screen(window).await?;
    cause_failures(window, &server).await?;
    window.click(".account").await?;
    window.click("[data-page=calendar]").await?;
    wait_until_written(&home.join("opened")).await?;
    ensure_messages_without_secrets(window, &["lastView", "screenChanged", "invalid_token", "timeStepMin"])
        .await?;
    let page = window.script("return document.documentElement.outerHTML").await?.to_string();
    ensure!(!contains_any_secret(page.as_bytes()), "the secret is in the page");
    ensure_processes_without_secrets(&data)?;
    journey.close().await?;

    // The second run reads the token from the keychain.
    let requests_before = server.requests();
    journey.open().await?;
    let window = journey.window()?;
    window.find("[data-view=day] [data-date]").await?;
    window.script(RECORD_MESSAGES).await?;
    window.script("window.__TAURI_INTERNALS__.invoke('call', { name: 'start', request: 'null' })").await?;
    window.click("[data-action=refresh]").await?;
    window.find("[data-freshness=fresh]").await?;
    open_every_screen(window).await?;
    ensure_messages_without_secrets(window, &["lastView", "timeStepMin"]).await?;
    ensure_processes_without_secrets(&data)?;
    ensure!(server.requests() > requests_before, "the second run sent no request");
    journey.close().await?;

    for secret in SECRETS {
        ensure_no_file_contains(&data, secret)?;
        ensure_no_file_contains(&home, secret)?;
    }
    let opened = fs::read_to_string(home.join("opened"))?;
    ensure!(opened == format!("{}/app/accounts/1/scheduling/calendar", server.address()), "opened {opened}");
    // The browser must not inherit the variables that put the program's own caches into its data folder.
    let data_folder = data.display().to_string();
    let environment = fs::read_to_string(home.join("environment"))?;
    let mut inherited =
        environment.lines().filter(|line| line.starts_with("XDG_") && line.contains(&data_folder));
    ensure!(inherited.next().is_none(), "the browser would use the program's data folder:\n{environment}");
    ensure_only_files(&home, &["driver.log", "bin/xdg-open", "opened", "environment"])
}

fn contains_any_secret(bytes: &[u8]) -> bool {
    SECRETS.iter().any(|secret| contains_secret(bytes, secret))
}

/// Opens each view, panel and dialog once.
async fn open_every_screen(window: &Window) -> Result<()> {
    for view in ["week", "month", "list", "day"] {
        window.click(&format!("[data-action=view-{view}]")).await?;
        window.find(&format!("[data-view={view}] [data-date]")).await?;
    }
    window.click("[data-action=money]").await?;
    window.find("[data-panel=money] [data-sum=taken]").await?;
    window.click("[data-action=finder]").await?;
    window.find("[data-panel=finder] [data-finder-start]").await?;
    window.press(ESCAPE).await?;
    window.click("[data-action=search]").await?;
    window.fill("[data-panel=search] input", "а").await?;
    window.find("[data-panel=search] [data-hit]").await?;
    window.press(ESCAPE).await?;
    window.click("[data-action=settings]").await?;
    for section in ["data", "look", "chat", "about", "connection"] {
        window.click(&format!("[data-panel=settings] [data-value={section}]")).await?;
        window.find(&format!("[data-panel=settings] [role=tabpanel][data-value={section}]")).await?;
        if section == "about" {
            save_diagnostics(window).await?;
        }
    }
    window.press(ESCAPE).await
}

/// Saves the diagnostics into the data folder, where they are searched with the other files.
async fn save_diagnostics(window: &Window) -> Result<()> {
    window.click("[data-action=diagnostics]").await?;
    window.click("[data-panel=diagnostics] [data-action=save-diagnostics]").await?;
    let path = window.find("[data-panel=diagnostics] [data-saved]").await?.text().await?;
    let saved = fs::read_to_string(&path)?;
    ensure!(saved.contains("invalid_token") || saved.contains("starts on"), "{path} contains no log");
    let displayed = window.script("return document.querySelector('[data-diagnostics]').value").await?;
    ensure!(displayed.as_str() == Some(saved.as_str()), "{path} differs from the displayed diagnostics");
    window.press(ESCAPE).await?;
    window
        .wait_until("the dialog is closed", "return !document.querySelector('[data-panel=diagnostics]')")
        .await
}

/// Makes the server fail in several ways and waits for the message of each failure.
async fn cause_failures(window: &Window, server: &Server) -> Result<()> {
    for (fault, code) in [
        (Fault::InvalidToken, "invalid_token"),
        (Fault::HeaderLost, "header_lost"),
        (Fault::Redirect, "redirected"),
        (Fault::WrongShape, "wrong_shape"),
    ] {
        server.set_fault(Some(fault));
        window.click("[data-action=refresh]").await?;
        window.wait_until(code, "return !document.querySelector('[data-freshness=fresh]')").await?;
        window.click("[data-freshness]").await?;
        window.find(&format!("[data-error={code}]")).await.context(code)?;
        window.press(ESCAPE).await?;
    }
    ensure!(server.redirects_followed() == 0, "the redirect was followed with the token");
    server.set_fault(None);
    window.click("[data-action=refresh]").await?;
    window.find("[data-freshness=fresh]").await?;
    Ok(())
}

/// Checks that no recorded message contains a secret, and that each of the `expected` texts was recorded.
async fn ensure_messages_without_secrets(window: &Window, expected: &[&str]) -> Result<()> {
    let messages: Vec<String> = serde_json::from_value(window.script("return window.messages").await?)?;
    for text in expected {
        ensure!(messages.iter().any(|message| message.contains(text)), "no message contains {text}");
    }
    for message in &messages {
        ensure!(!contains_any_secret(message.as_bytes()), "the secret is in the message {message}");
    }
    Ok(())
}

/// Checks the arguments and the environment of the program and its webview processes. They inherit `QABYL_DATA_DIR`.
fn ensure_processes_without_secrets(data: &Path) -> Result<()> {
    let variable = format!("QABYL_DATA_DIR={}\0", data.display());
    let mut names = BTreeSet::new();
    for process in fs::read_dir("/proc")? {
        let process = process?.path();
        // Some processes have ended in the meantime, and those of other users cannot be read.
        let (Ok(arguments), Ok(environment)) =
            (fs::read(process.join("cmdline")), fs::read(process.join("environ")))
        else {
            continue;
        };
        if !environment.windows(variable.len()).any(|window| window == variable.as_bytes()) {
            continue;
        }
        names.insert(fs::read_to_string(process.join("comm")).unwrap_or_default().trim().to_owned());
        ensure!(!contains_any_secret(&arguments), "the secret is in the arguments of {}", process.display());
        ensure!(
            !contains_any_secret(&environment),
            "the secret is in the environment of {}",
            process.display()
        );
    }
    ensure!(names.len() > 1 && names.contains("qabyl"), "the program's processes were not found: {names:?}");
    Ok(())
}

/// Waits until another process has written a file.
async fn wait_until_written(file: &Path) -> Result<()> {
    tokio::time::timeout(Duration::from_secs(30), async {
        while fs::metadata(file).map_or(0, |file| file.len()) == 0 {
            // The program does not wait for the browser, so no event tells when it has written.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .with_context(|| format!("{} was not written", file.display()))
}
