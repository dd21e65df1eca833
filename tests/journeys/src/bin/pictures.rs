//! Saves pictures of the screens of the real window, with sample data and in both themes.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Parser;
use clap::builder::PossibleValuesParser;
use journeys::{Display, Program, Theme, Window};
use serde_json::json;

/// The name of each picture and the steps from the first screen to it.
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
        "money-view",
        &[
            Step::Explore,
            Step::Click("[data-action=view-week]"),
            Step::Wait("[data-view=week]"),
            Step::Click("[data-action=view-money]"),
            Step::Wait("[data-money-table] [data-row] [role=gridcell]"),
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
    ("print", &[Step::Explore, Step::Click("[data-action=print-open]"), Step::Wait("[data-paper-page]")]),
    (
        "print-cash",
        &[
            Step::Explore,
            Step::Click("[data-action=view-money]"),
            Step::Wait("[data-money-table] [data-row] [role=gridcell]"),
            Step::Click("[data-action=print-open]"),
            Step::Wait("[data-paper-section=signatures]"),
        ],
    ),
    (
        "settings",
        &[Step::Explore, Step::Click("[data-action=settings]"), Step::Wait("[data-panel=settings]")],
    ),
];

enum Step {
    /// Opens the sample data in the day view, on a day with many appointments.
    Explore,
    Click(&'static str),
    Fill(&'static str, &'static str),
    Wait(&'static str),
}

/// Saves pictures of the screens and prints their paths.
#[derive(Parser)]
struct Arguments {
    /// The program
    #[arg(long, value_name = "PATH")]
    app: PathBuf,
    /// The folder of the pictures
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// The only screen to save
    #[arg(long, value_name = "NAME", value_parser = screen_names())]
    only: Option<String>,
}

fn screen_names() -> PossibleValuesParser {
    PossibleValuesParser::new(SCREENS.iter().map(|(name, _)| *name))
}

#[tokio::main]
async fn main() -> Result<()> {
    let Arguments { app, out, only } = Arguments::parse();
    let display = Display::find_or_start()?;
    for (name, steps) in SCREENS.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        for theme in [Theme::Light, Theme::Dark] {
            let file = out.join(format!("{name}-{}.png", theme.name()));
            save_picture(&app, &display, theme, steps, &file)
                .await
                .with_context(|| format!("the picture {name} was not saved"))?;
            #[expect(clippy::print_stdout, reason = "the paths are the output of this program")]
            {
                println!("{}", file.display());
            }
        }
    }
    Ok(())
}

async fn save_picture(
    app: &Path,
    display: &Display,
    theme: Theme,
    steps: &[Step],
    file: &Path,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    std::fs::create_dir_all(&data)?;
    let settings = json!({ "settings": { "language": "ru", "theme": theme.name(), "timeStepMin": 30 } });
    std::fs::write(data.join("settings.json"), json!({ "qabyl": settings }).to_string())?;

    let home = folder.path().join("home");
    let window = Window::open(&Program { app: app.to_owned(), data, home, keychain: true }, display).await?;
    window.find("[data-screen=first]").await?;
    for step in steps {
        match step {
            Step::Explore => {
                window.click("[data-action=explore]").await?;
                window.find("[data-view=day] [data-date]").await?;
                go_to_busy_day(&window).await?;
            }
            Step::Click(css) => window.click(css).await?,
            Step::Fill(css, text) => window.fill(css, text).await?,
            Step::Wait(css) => {
                window.find(css).await?;
            }
        }
    }
    window
        .wait_until(
            "all animations are finished, or endless",
            "return document.getAnimations().every((each) => each.playState !== 'running' || \
             each.effect?.getComputedTiming().endTime === Infinity)",
        )
        .await?;
    window.save_picture(file).await?;
    window.close().await
}

/// Goes to the next day with many appointments. A picture of a Sunday or a holiday shows few of them.
async fn go_to_busy_day(window: &Window) -> Result<()> {
    for _ in 0..14 {
        let appointments =
            window.script("return document.querySelectorAll('[data-appointment-id]').length").await?;
        if appointments.as_u64().is_some_and(|appointments| appointments > 30) {
            return Ok(());
        }
        let date = window.script("return document.querySelector('[data-date]').dataset.date").await?;
        window.click("[data-action=next]").await?;
        let is_later =
            format!("return document.querySelector('[data-view] [data-date]')?.dataset.date > {date}");
        window.wait_until("the next day is displayed", &is_later).await?;
    }
    bail!("no day within two weeks has more than thirty appointments")
}
