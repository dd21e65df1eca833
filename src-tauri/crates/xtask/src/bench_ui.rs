//! `cargo xtask bench ui`: what the UI costs in a browser, compared with a floor.
//!
//! Playwright does the measuring; what it measures and how is in `tests/browser/bench`. This module prepares it and
//! prints the table that it writes.

use std::fs;

use crate::arguments::UiBench;
use crate::failure::Failure;
use crate::project::Project;
use crate::{node, playwright, system_packages};

/// Measures, prints the table, and writes it and `ui.json` into `bench` below cargo's target folder.
pub fn bench(project: &Project, options: &UiBench) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::unmet(
            "The UI can be measured on Linux only, because its browser tests need Linux.",
            "Run the command on Linux.",
        ));
    }
    system_packages::ensure(&playwright::system_packages())?;
    node::ensure_ui(project)?;
    let folder = project.target.join("bench");
    let table = folder.join("ui.txt");
    // A run that fails early must not print the table of the one before.
    match fs::remove_file(&table) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::file(&table)(error))?,
        _ => {}
    }
    let measured = playwright::prepare(project, "measuring the UI in a browser (half an hour)")?
        .args(["--config", "bench/playwright.config.ts"])
        .env("QABYL_BENCH_FOLDER", &folder)
        .env("QABYL_BENCH_RUNS", options.runs.to_string())
        .env("QABYL_BENCH_ONLY", options.only.as_deref().unwrap_or_default())
        .advice("See the messages above. The rows that were measured are in the table.")
        .run();
    // With a row that could not be measured, the table has the others.
    if let Ok(table) = fs::read_to_string(&table) {
        println!("\n{table}");
        println!("Wrote {} and ui.json.", folder.join("ui.txt").display());
    }
    measured
}
