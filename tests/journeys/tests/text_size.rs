//! The text size: the keys change the zoom of the window, it is there at the next start, and a small window grows with it.
#![cfg(target_os = "linux")]

use anyhow::{Context, Result, ensure};
use journeys::{Journey, Rect, Window, run};

/// Holds Ctrl down. `\u{e000}` releases it.
const CTRL: char = '\u{e009}';

#[tokio::test]
async fn text_size_follows_the_keys_and_outlives_a_restart() -> Result<()> {
    run("text-size", true, change_and_restart).await
}

async fn change_and_restart(journey: &mut Journey) -> Result<()> {
    journey.use_screen("1600x1000")?;
    journey.open().await?;
    let window = journey.window()?;
    // On the first screen: the settings exist without an account.
    window.find("[data-screen=first]").await?;
    let full = inner_width(window).await?;
    press(window, '=').await?;
    wait_for_width(window, full / 1.1).await?;
    // A click of the driver misses a button of an enlarged page: it uses the places of a page of the usual size.
    window.script("document.querySelector('[data-screen=first] [data-action=explore]').click()").await?;
    open_day(window).await?;
    // A window that would show less than the pages need grows, and stays on the screen.
    window.move_to(Rect { x: 590, y: 300, width: 1000, height: 680 }).await?;
    press(window, '=').await?;
    wait_for_width(window, 900.0).await?;
    let place = window.place().await?;
    ensure!(place.x + place.width <= 1600 && place.y + place.height <= 1000, "{place:?} is off the screen");
    journey.close().await?;

    journey.open().await?;
    let window = journey.window()?;
    open_day(window).await?;
    wait_for_width(window, 900.0).await?;
    ensure!(window.place().await? == place, "the window is at {:?}, not at {place:?}", window.place().await?);
    press(window, '0').await?;
    wait_for_width(window, 1125.0).await?;
    journey.close().await
}

async fn press(window: &Window, key: char) -> Result<()> {
    window.press(&format!("{CTRL}{key}\u{e000}")).await
}

async fn open_day(window: &Window) -> Result<()> {
    window.find("[data-view=day] [data-date]").await?;
    Ok(())
}

/// The width of the page in its own pixels, which are larger with a larger text.
async fn inner_width(window: &Window) -> Result<f64> {
    window.script("return innerWidth").await?.as_f64().context("the page has no width")
}

/// Waits until the page has this width, give or take a pixel of rounding.
async fn wait_for_width(window: &Window, expected: f64) -> Result<()> {
    let script = format!("return Math.abs(innerWidth - {expected}) <= 1");
    window.wait_until(&format!("the page is {expected:.0} pixels wide"), &script).await
}
