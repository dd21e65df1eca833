//! The sheet of a day is printed to a PDF with the print dialog of the system.
#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use journeys::{Journey, run};

const LIMIT: Duration = Duration::from_secs(60);

#[tokio::test]
async fn sheet_of_a_day_is_printed_by_the_dialog_of_the_system() -> Result<()> {
    run("print", true, print_day).await
}

async fn print_day(journey: &mut Journey) -> Result<()> {
    journey.open().await?;
    let window = journey.window()?;
    window.click("[data-screen=first] [data-action=explore]").await?;
    window.find("[data-view=day] [data-date]").await?;
    window.click("[data-action=print-open]").await?;
    window.find("[data-paper-preview] [data-paper-page]").await?;
    window.click("[data-action=print]").await?;
    // Without a printer, the dialog has only the one that prints to a file in the home folder.
    window.confirm_dialog().await?;

    let start = Instant::now();
    let printed = loop {
        if let Some(contents) = printed_in(&journey.program.home)? {
            break contents;
        }
        ensure!(start.elapsed() < LIMIT, "nothing was printed");
        window.next_frame().await?;
    };
    // A4, in points: the paper of the page setup, not that of the printer.
    let text = String::from_utf8_lossy(&printed);
    ensure!(text.contains("/MediaBox [ 0 0 595") || text.contains("/MediaBox [0 0 595"), "it is not A4");
    journey.close().await
}

/// The contents of a PDF that is complete.
fn printed_in(folder: &Path) -> Result<Option<Vec<u8>>> {
    let files =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    for file in files.into_iter().filter(|file| file.extension().is_some_and(|end| end == "pdf")) {
        let contents = std::fs::read(file)?;
        if contents.ends_with(b"%%EOF\n") || contents.ends_with(b"%%EOF") {
            return Ok(Some(contents));
        }
    }
    Ok(None)
}
