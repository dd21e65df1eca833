//! Pictures of the screens, from the real window with sample data: `pictures --app PATH --out FOLDER [--only NAME]`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use journeys::{Display, Program, Theme, Window};
use serde_json::json;

/// Every picture: its name and what leads from the day's view to it.
const SCREENS: &[(&str, &[Step])] = &[
    ("first", &[]),
    ("day", &[Step::Explore]),
    ("week", &[Step::Explore, Step::Click("[data-action=view-week]"), Step::Wait("[data-view=week]")]),
    ("month", &[Step::Explore, Step::Click("[data-action=view-month]"), Step::Wait("[data-view=month]")]),
    ("list", &[Step::Explore, Step::Click("[data-action=view-list]"), Step::Wait("[data-view=list]")]),
    (
        "appointment",
        &[Step::Explore, Step::Click("[data-appointment-id]"), Step::Wait("[data-panel=appointment]")],
    ),
    (
        "money",
        &[
            Step::Explore,
            Step::Click("[data-action=view-week]"),
            Step::Wait("[data-view=week]"),
            Step::Click("[data-action=money]"),
            Step::Wait("[data-panel=money] [data-sum]"),
        ],
    ),
    (
        "finder",
        &[
            Step::Explore,
            Step::Click("[data-action=finder]"),
            Step::Wait("[data-finder-first]"),
            Step::Click("li:nth-child(1) > [data-finder-first]"),
            Step::Click("li:nth-child(2) > [data-finder-first]"),
            Step::Wait("[data-chat-text]"),
        ],
    ),
    (
        "search",
        &[
            Step::Explore,
            Step::Click("[data-action=search]"),
            Step::Fill("input[name=search]", "асел"),
            Step::Wait("[data-hit]"),
        ],
    ),
    (
        "settings",
        &[Step::Explore, Step::Click("[data-action=settings]"), Step::Wait("[data-panel=settings]")],
    ),
];

enum Step {
    /// Sample data, until the day's view is painted.
    Explore,
    Click(&'static str),
    Fill(&'static str, &'static str),
    Wait(&'static str),
}

#[tokio::main]
async fn main() -> Result<()> {
    let (mut app, mut out, mut only) = (None, None, None);
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("{word} needs a value"));
        match word.as_str() {
            "--app" => app = Some(PathBuf::from(value()?)),
            "--out" => out = Some(PathBuf::from(value()?)),
            "--only" => only = Some(value()?),
            _ => bail!("no option {word}"),
        }
    }
    let app = app.context("--app PATH is needed")?;
    let out = out.context("--out FOLDER is needed")?;
    let display = Display::find()?;
    let mut taken = 0;
    for (name, steps) in SCREENS.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        for theme in [Theme::Light, Theme::Dark] {
            let file = out.join(format!("{name}-{}.png", word(theme)));
            take(&app, &display, theme, steps, &file).await.with_context(|| format!("the picture {name}"))?;
            #[expect(clippy::print_stdout, reason = "the paths are what the caller is told")]
            {
                println!("{}", file.display());
            }
            taken += 1;
        }
    }
    if taken == 0 {
        bail!("there is no picture of that name");
    }
    Ok(())
}

async fn take(app: &Path, display: &Display, theme: Theme, steps: &[Step], file: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data)?;
    let settings = json!({ "settings": { "language": "ru", "theme": word(theme), "timeStepMin": 30 } });
    std::fs::write(data.join("settings.json"), json!({ "qabyl": settings }).to_string())?;

    let home = folder.path().join("home");
    let window = Window::open(&Program { app: app.to_owned(), data, home, keychain: true }, display).await?;
    window.find("[data-screen=first]").await?;
    for step in steps {
        match step {
            Step::Explore => {
                window.click("[data-action=explore]").await?;
                window.find("[data-view=day] [data-date]").await?;
                leave_a_quiet_day(&window).await?;
            }
            Step::Click(css) => window.click(css).await?,
            Step::Fill(css, text) => window.fill(css, text).await?,
            Step::Wait(css) => {
                window.find(css).await?;
            }
        }
    }
    window
        .until(
            "movements come to rest",
            "return document.getAnimations().every((each) => each.playState !== 'running' || \
             each.effect?.getComputedTiming().endTime === Infinity)",
        )
        .await?;
    window.picture(file).await?;
    window.close().await
}

/// Sundays and holidays say little of a clinic: pages on to the next day on which most specialists work.
async fn leave_a_quiet_day(window: &Window) -> Result<()> {
    for _ in 0..14 {
        let appointments =
            window.script("return document.querySelectorAll('[data-appointment-id]').length").await?;
        if appointments.as_u64().is_some_and(|appointments| appointments > 30) {
            return Ok(());
        }
        let shown = window.script("return document.querySelector('[data-date]').dataset.date").await?;
        window.click("[data-action=next]").await?;
        let moved =
            format!("return document.querySelector('[data-view] [data-date]')?.dataset.date > {shown}");
        window.until("the next day is painted", &moved).await?;
    }
    bail!("no day of two weeks has thirty appointments")
}

fn word(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}
