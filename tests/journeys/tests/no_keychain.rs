//! Without a keychain the token and the calendar are kept in memory only, and the settings say so.
#![cfg(target_os = "linux")]

use anyhow::{Result, ensure};
use journeys::{Journey, run, start_server};
use practice::Scenario;

const TOKEN: &str = "journey-token-0d41c7a2";

#[tokio::test]
async fn without_keychain_neither_token_nor_calendar_is_stored() -> Result<()> {
    run("no-keychain", false, connect_and_restart).await
}

async fn connect_and_restart(journey: &mut Journey) -> Result<()> {
    let server = start_server(Scenario::Salon, TOKEN).await?;
    journey.open().await?;
    let window = journey.window()?;
    window.connect(&server.address(), TOKEN).await?;
    window.find("[data-view=day] [data-date]").await?;
    window.click("[data-action=settings]").await?;
    window.find("[data-panel=settings] [data-storage=memory]").await?;
    journey.close().await?;

    // After a restart the account is known, but its token and its calendar are not.
    journey.open().await?;
    let window = journey.window()?;
    window.find("[data-error=token_missing]").await?;
    let displayed = window.script("return document.querySelectorAll('[data-appointment-id]').length").await?;
    ensure!(displayed == 0, "{displayed} appointments are displayed");
    journey.close().await?;
    let names: Vec<String> = std::fs::read_dir(&journey.program.data)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    ensure!(!names.iter().any(|name| name.contains("sqlite")), "the cache is on disk: {names:?}");
    Ok(())
}
