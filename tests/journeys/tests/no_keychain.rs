//! A computer without a keychain: token and calendar last as long as the program, which says so.
#![cfg(target_os = "linux")]

use anyhow::{Result, ensure};
use journeys::{Stage, serve};
use practice::Scenario;

const TOKEN: &str = "journey-token-0d41c7a2";

#[tokio::test]
async fn nothing_secret_and_no_calendar_reaches_the_disk() {
    let mut stage = Stage::new(false).unwrap();
    if let Err(error) = journey(&mut stage).await {
        panic!("{error:?}\nwhat was on screen and the log: {}", stage.keep_evidence("no-keychain").await);
    }
}

async fn journey(stage: &mut Stage) -> Result<()> {
    let server = serve(Scenario::Salon, TOKEN).await?;
    stage.open().await?;
    let window = stage.window()?;
    window.connect(&server.address(), TOKEN).await?;
    window.find("[data-view=day] [data-date]").await?;
    window.click("[data-action=settings]").await?;
    window.find("[data-panel=settings] [data-storage=memory]").await?;
    stage.close().await?;

    // The account is known at the next start, its token and its calendar are not.
    stage.open().await?;
    stage.window()?.find("[data-error=token_missing]").await?;
    let painted =
        stage.window()?.script("return document.querySelectorAll('[data-appointment-id]').length").await?;
    ensure!(painted == 0, "{painted} appointments were kept");
    stage.close().await?;
    let names: Vec<String> = std::fs::read_dir(&stage.program.data)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    ensure!(!names.iter().any(|name| name.contains("sqlite")), "a cache was left on disk: {names:?}");
    Ok(())
}
