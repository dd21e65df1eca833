//! The token is typed once. After that it is in the keychain and on the way to its server, and nowhere else: in no file, no
//! message to the window, no process's arguments or environment.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use journeys::{Stage, Window, holds, no_file_holds, nothing_but, serve};
use practice::{Fault, Scenario, Server};

const TOKEN: &str = "journey-Token-77a0c41d9e";
/// Typed by mistake before the right one: somebody's password as likely as not.
const MISTYPED: &str = "journey-Mistyped-3b6f08";

const ESCAPE: &str = "\u{e00c}";

/// Takes down everything that the shell sends to the page: answers of commands, and events.
const LISTEN: &str = "\
    window.heard = [];\
    const ask = window.fetch;\
    window.fetch = async (...request) => {\
        const answer = await ask(...request);\
        answer.clone().text().then((text) => window.heard.push(text));\
        return answer;\
    };\
    const { invoke, transformCallback } = window.__TAURI_INTERNALS__;\
    const handler = transformCallback((event) => window.heard.push(JSON.stringify(event)));\
    invoke('plugin:event|listen', { event: 'desk', target: { kind: 'Any' }, handler });";

/// Stands for the user's browser.
const BROWSER: &str = "#!/bin/sh\nprintf '%s' \"$1\" > \"$HOME/opened\"\nenv > \"$HOME/environment\"\n";

#[tokio::test]
async fn the_token_is_nowhere_but_in_the_keychain() {
    let mut stage = Stage::new(true).unwrap();
    if let Err(error) = journey(&mut stage).await {
        panic!("{error:?}\nwhat was on screen and the log: {}", stage.keep_evidence("token-nowhere").await);
    }
}

async fn journey(stage: &mut Stage) -> Result<()> {
    let (data, home) = (stage.program.data.clone(), stage.program.home.clone());
    let browser = home.join("bin").join("xdg-open");
    fs::create_dir_all(home.join("bin"))?;
    fs::write(&browser, BROWSER)?;
    fs::set_permissions(&browser, fs::Permissions::from_mode(0o755))?;
    let server = serve(Scenario::Clinic, TOKEN).await?;

    stage.open().await?;
    let window = stage.window()?;
    window.find("[data-screen=first]").await?;
    window.script(LISTEN).await?;
    window.fill("input[name=address]", &server.address()).await?;
    window.fill("input[name=token]", MISTYPED).await?;
    window.click("[data-action=check]").await?;
    window.find("[data-error=invalid_token]").await?;
    window.connect(&server.address(), TOKEN).await?;
    window.find("[data-view=day] [data-date]").await?;
    everything_that_can_be_seen(window).await?;
    every_way_to_fail(window, &server).await?;
    window.click(".account").await?;
    window.click("[data-page=calendar]").await?;
    until_written(&home.join("opened")).await?;
    nothing_heard(window, &["lastView", "screenChanged", "invalid_token", "timeStepMin"]).await?;
    let page = window.script("return document.documentElement.outerHTML").await?.to_string();
    ensure!(!holds(page.as_bytes(), TOKEN) && !holds(page.as_bytes(), MISTYPED), "it is in the page");
    no_process_shows(&data)?;
    stage.close().await?;

    // Nobody types it again.
    let asked = server.requests();
    stage.open().await?;
    let window = stage.window()?;
    window.find("[data-view=day] [data-date]").await?;
    window.script(LISTEN).await?;
    window.script("window.__TAURI_INTERNALS__.invoke('call', { name: 'start', request: 'null' })").await?;
    window.click("[data-action=refresh]").await?;
    window.find("[data-freshness=fresh]").await?;
    everything_that_can_be_seen(window).await?;
    nothing_heard(window, &["lastView", "timeStepMin"]).await?;
    no_process_shows(&data)?;
    ensure!(server.requests() > asked, "the second run asked the server nothing");
    stage.close().await?;

    for secret in [TOKEN, MISTYPED] {
        no_file_holds(&data, secret)?;
        no_file_holds(&home, secret)?;
    }
    // The browser was shown a page of the account's own server, and is not told that its files were ours.
    ensure!(
        fs::read_to_string(home.join("opened"))?
            == format!("{}/app/accounts/1/scheduling/calendar", server.address())
    );
    let folder = data.display().to_string();
    let environment = fs::read_to_string(home.join("environment"))?;
    let ours = environment.lines().filter(|line| line.starts_with("XDG_") && line.contains(&folder));
    ensure!(ours.count() == 0, "the browser would keep its files in the program's folder:\n{environment}");
    nothing_but(&home, &["driver.log", "bin/xdg-open", "opened", "environment"])
}

/// Each view, panel and dialog once.
async fn everything_that_can_be_seen(window: &Window) -> Result<()> {
    for view in ["week", "month", "list", "day"] {
        window.click(&format!("[data-action=view-{view}]")).await?;
        window.find(&format!("[data-view={view}] [data-date]")).await?;
    }
    window.click("[data-action=money]").await?;
    window.find("[data-panel=money] [data-sum=received]").await?;
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

/// What would be handed to whoever helps is shown, and kept with the other files to be searched.
async fn save_diagnostics(window: &Window) -> Result<()> {
    window.click("[data-action=diagnostics]").await?;
    window.click("[data-panel=diagnostics] [data-action=save-diagnostics]").await?;
    let path = window.find("[data-panel=diagnostics] [data-saved]").await?.text().await?;
    let saved = fs::read_to_string(&path)?;
    ensure!(saved.contains("invalid_token") || saved.contains("starts on"), "{path} has no log in it");
    let shown = window.script("return document.querySelector('[data-diagnostics]').value").await?;
    ensure!(shown.as_str() == Some(saved.as_str()), "{path} is not what was shown");
    window.press(ESCAPE).await?;
    window.until("the dialog closes", "return !document.querySelector('[data-panel=diagnostics]')").await
}

async fn every_way_to_fail(window: &Window, server: &Server) -> Result<()> {
    for (fault, code) in [
        (Fault::InvalidToken, "invalid_token"),
        (Fault::HeaderLost, "header_lost"),
        (Fault::Redirect, "redirected"),
        (Fault::WrongShape, "wrong_shape"),
    ] {
        server.set_fault(Some(fault));
        window.click("[data-action=refresh]").await?;
        window.until(code, "return !document.querySelector('[data-freshness=fresh]')").await?;
        window.click("[data-freshness]").await?;
        window.find(&format!("[data-error={code}]")).await.context(code)?;
        window.press(ESCAPE).await?;
    }
    ensure!(server.redirects_followed() == 0, "the token went elsewhere");
    server.set_fault(None);
    window.click("[data-action=refresh]").await?;
    window.find("[data-freshness=fresh]").await?;
    Ok(())
}

/// Checks what the page was sent, and that these words were among it: an empty list would show nothing.
async fn nothing_heard(window: &Window, among: &[&str]) -> Result<()> {
    let heard: Vec<String> = serde_json::from_value(window.script("return window.heard").await?)?;
    for word in among {
        ensure!(heard.iter().any(|message| message.contains(word)), "no message with {word} was heard");
    }
    for message in &heard {
        for secret in [TOKEN, MISTYPED] {
            ensure!(!holds(message.as_bytes(), secret), "the page was sent {message}");
        }
    }
    Ok(())
}

/// Checks the program, and all that it started: the webview's processes have its environment.
fn no_process_shows(data: &Path) -> Result<()> {
    let ours = format!("QABYL_DATA_DIR={}\0", data.display());
    let mut names = BTreeSet::new();
    for process in fs::read_dir("/proc")? {
        let process = process?.path();
        // Processes come and go, and those of others cannot be read.
        let (Ok(arguments), Ok(environment)) =
            (fs::read(process.join("cmdline")), fs::read(process.join("environ")))
        else {
            continue;
        };
        if !environment.windows(ours.len()).any(|window| window == ours.as_bytes()) {
            continue;
        }
        names.insert(fs::read_to_string(process.join("comm")).unwrap_or_default().trim().to_owned());
        for secret in [TOKEN, MISTYPED] {
            ensure!(!holds(&arguments, secret), "it is in the arguments of {}", process.display());
            ensure!(!holds(&environment, secret), "it is in the environment of {}", process.display());
        }
    }
    ensure!(names.len() > 1 && names.contains("qabyl"), "the program's processes were not found: {names:?}");
    Ok(())
}

/// Waits until the browser has written down what it was shown.
async fn until_written(file: &Path) -> Result<()> {
    tokio::time::timeout(std::time::Duration::from_secs(30), async {
        while fs::metadata(file).map_or(0, |file| file.len()) == 0 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .with_context(|| format!("{} was not written", file.display()))
}
