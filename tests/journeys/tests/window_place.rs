//! The window: inside a small screen at the first start, where it was at the next one, and in front at a second start.
#![cfg(target_os = "linux")]

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use journeys::{Journey, Rect, Window, run};
use serde_json::Value;

/// The time limit for the end of a second start. It is long, because a debug build on a busy machine is slow.
const TIMEOUT: Duration = Duration::from_secs(30);

#[tokio::test]
async fn window_comes_back_where_it_was() -> Result<()> {
    run("window-place", true, move_and_restart).await
}

async fn move_and_restart(journey: &mut Journey) -> Result<()> {
    let rect = Rect { x: 61, y: 47, width: 1010, height: 680 };
    journey.use_screen("1600x1000")?;
    journey.open().await?;
    let window = journey.window()?;
    open_sample(window).await?;
    let first = window.place().await?;
    ensure!(first != rect, "the window opens where the test wants to move it");
    window.move_to(rect).await?;
    journey.close().await?;

    journey.open().await?;
    journey.window()?.wait_for_place(rect).await?;
    journey.close().await?;

    // On a smaller screen it moves and shrinks until all of it is visible.
    journey.use_screen("1024x640")?;
    journey.open().await?;
    let window = journey.window()?;
    open_day(window).await?;
    ensure_inside_screen(window, 1024, 640).await?;
    journey.close().await
}

#[tokio::test]
async fn every_main_control_is_visible_on_a_small_screen() -> Result<()> {
    run("small-screen", true, use_small_screen).await
}

async fn use_small_screen(journey: &mut Journey) -> Result<()> {
    journey.use_screen("1366x768")?;
    journey.open().await?;
    let window = journey.window()?;
    open_sample(window).await?;
    ensure_inside_screen(window, 1366, 768).await?;
    window.press("f").await?;
    window.click("[data-panel=finder] [data-finder-first]").await?;
    for action in [
        "today",
        "previous",
        "next",
        "view-day",
        "view-month",
        "refresh",
        "search",
        "finder",
        "money",
        "privacy",
        "settings",
        "help",
        "copy",
        "clear-ticks",
    ] {
        ensure_visible(window, &format!("[data-action={action}]")).await?;
    }
    window.click("[data-action=copy]").await?;
    window.find("[data-copied]").await?;
    ensure!(!journey.clipboard_text()?.is_empty(), "the clipboard is empty");
    journey.close().await
}

#[tokio::test]
async fn second_start_shows_the_first_window_and_ends() -> Result<()> {
    run("second-start", true, start_twice).await
}

async fn start_twice(journey: &mut Journey) -> Result<()> {
    journey.use_screen("1600x1000")?;
    journey.open().await?;
    let window = journey.window()?;
    open_sample(window).await?;
    let place = window.place().await?;
    let cover = window.cover()?;
    let mut second = journey.start_again()?;
    let status =
        tokio::time::timeout(TIMEOUT, second.wait()).await.context("the second start does not end")??;
    ensure!(status.success(), "the second start ended with {status}");
    cover.wait_until_below(window).await?;
    open_day(window).await?;
    ensure!(window.place().await? == place, "the first window has moved");
    journey.close().await
}

async fn open_sample(window: &Window) -> Result<()> {
    window.click("[data-screen=first] [data-action=explore]").await?;
    open_day(window).await
}

async fn open_day(window: &Window) -> Result<()> {
    window.find("[data-view=day] [data-date]").await?;
    Ok(())
}

async fn ensure_inside_screen(window: &Window, width: u64, height: u64) -> Result<()> {
    let place = window.place().await?;
    ensure!(
        place.x + place.width <= width && place.y + place.height <= height,
        "{place:?} is not inside {width}x{height}"
    );
    Ok(())
}

/// Checks that all of the element is inside the window, and that nothing covers its middle.
async fn ensure_visible(window: &Window, css: &str) -> Result<()> {
    window.find(css).await?;
    let script = format!(
        "const element = document.querySelector('{css}'); \
         const {{ left, top, right, bottom }} = element.getBoundingClientRect(); \
         const inside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight; \
         const front = document.elementFromPoint((left + right) / 2, (top + bottom) / 2); \
         return inside && right > left && bottom > top && !!front && (element.contains(front) || front.contains(element))"
    );
    ensure!(window.script(&script).await? == Value::Bool(true), "{css} is not visible");
    Ok(())
}
