//! The list is saved in a file through the dialog of the system.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use journeys::{Journey, run};

#[tokio::test]
async fn list_is_saved_where_the_dialog_of_the_system_says() -> Result<()> {
    run("export", true, save_list).await
}

async fn save_list(journey: &mut Journey) -> Result<()> {
    journey.open().await?;
    let window = journey.window()?;
    window.click("[data-screen=first] [data-action=explore]").await?;
    window.find("[data-view=day] [data-date]").await?;
    window.click("[data-action=view-list]").await?;
    window.find("[data-view=list] [data-date]").await?;
    window.click("[data-action=export]").await?;
    window.click("[data-action=export-csv]").await?;
    window.confirm_dialog().await?;
    let done = window.find("[data-export-done]").await?.text().await?;

    // The user has no folder of documents, so the dialog begins in the home folder.
    let file = tables_in(&journey.program.home)?.pop().context("no file was saved")?;
    let name = file.file_name().context("the file has no name")?.to_string_lossy();
    ensure!(done.contains(&*name), "the page says {done:?}, and the file is {name:?}");
    let text = std::fs::read_to_string(&file)?;
    ensure!(text.starts_with('\u{feff}') && text.lines().count() > 10, "{} lines", text.lines().count());
    ensure!(tables_in(&journey.program.data)?.is_empty(), "the data folder has a table");
    journey.close().await
}

/// The files of values in a folder.
fn tables_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let files = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    Ok(files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "csv")).collect())
}
