//! Pictures of the screens, from the real window with sample data: `pictures --app PATH --out FOLDER [--only NAME]`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use journeys::{Display, Theme, Window};
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
        "settings",
        &[Step::Explore, Step::Click("[data-action=settings]"), Step::Wait("[data-panel=settings]")],
    ),
];

enum Step {
    /// Sample data, until the day's view is painted.
    Explore,
    Click(&'static str),
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

    let window = Window::open(app, &data, &folder.path().join("home"), display).await?;
    window.find("[data-screen=first]").await?;
    for step in steps {
        match step {
            Step::Explore => {
                window.click("[data-action=explore]").await?;
                window.find("[data-view=day] [data-date]").await?;
            }
            Step::Click(css) => window.click(css).await?,
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

fn word(theme: Theme) -> &'static str {
    match theme {
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}
