//! Starts logging: information from the crates of this project, and warnings from all others. `desk` writes the file.

use std::path::Path;
use std::sync::Arc;

use desk::clock::SystemClock;
use desk::record::Log;
use desk::record::leave_panic_notes;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The crates of this project.
const OWN_CRATES: [&str; 6] = ["qabyl", "desk", "onelink", "sealed_cache", "calendar", "practice"];

/// Starts the log and the panic notes. The program also works if the log cannot be started.
pub(crate) fn start(data_dir: &Path, version: &str, system: &str) -> Arc<Log> {
    let log = Arc::new(Log::new(data_dir, Box::new(SystemClock)));
    leave_panic_notes(&log, format!("Qabyl {version}, {system}"));
    let levels = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_targets(OWN_CRATES.map(|target| (target, LevelFilter::INFO)));
    let lines = tracing_subscriber::fmt::layer().with_writer(Arc::clone(&log)).with_ansi(false);
    // It fails only if another subscriber is already set.
    let _ = tracing_subscriber::registry().with(levels).with(lines).try_init();
    tracing::info!("Qabyl {version} starts on {system}");
    log
}
