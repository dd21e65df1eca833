//! The texts that the program writes about itself: the log, panic notes and saved diagnostics.
//!
//! This module uses no other part of the desk. No code writes a client's data, a token, an address or a text of the server
//! into these files. [`scrub`] removes such data if a text contains them by mistake.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use calendar::model::Instant;
use sealed_cache::private_files;

mod dated_files;
mod log;
mod panic_notes;
mod scrub;

pub use log::Log;
use panic_notes::delete_panic_notes;
pub use panic_notes::leave_panic_notes;
pub(crate) use panic_notes::panic_notes;
pub use scrub::scrub;

const DIAGNOSTICS_FOLDER: &str = "diagnostics";
/// The number of stored files of diagnostics.
const MAX_DIAGNOSTICS: usize = 5;

/// The log, the panic notes and the diagnostics of one data folder.
pub(crate) struct Recorder {
    log: Arc<Log>,
    data_dir: PathBuf,
    state: Mutex<RecorderState>,
}

#[derive(Default)]
struct RecorderState {
    /// The newest panic of an earlier run that the user has not seen yet.
    unseen_crash: Option<Instant>,
    /// The diagnostics that were displayed last. Exactly this text is saved.
    displayed: Option<DisplayedDiagnostics>,
}

#[derive(Clone)]
struct DisplayedDiagnostics {
    text: String,
    at: Instant,
}

impl Recorder {
    /// `seen_crash` is the newest crash that the user has seen.
    pub fn new(log: Arc<Log>, data_dir: &Path, seen_crash: Option<Instant>) -> Self {
        // Files of an earlier version, or copied from another computer.
        log.protect_files();
        dated_files::protect_all(&data_dir.join(DIAGNOSTICS_FOLDER), is_diagnostics);
        let newest = panic_notes(&log).first().map(|note| note.at);
        let unseen_crash = newest.filter(|at| seen_crash.is_none_or(|seen| seen < *at));
        let state = RecorderState { unseen_crash, displayed: None };
        Self { log, data_dir: data_dir.to_owned(), state: Mutex::new(state) }
    }

    pub fn log(&self) -> &Log {
        &self.log
    }

    /// The newest crash before this start; `None` when there is none or the user has seen it.
    pub fn unseen_crash(&self) -> Option<Instant> {
        self.state().unseen_crash
    }

    /// Returns the unseen crash and marks it as seen.
    pub fn take_unseen_crash(&self) -> Option<Instant> {
        self.state().unseen_crash.take()
    }

    /// Remembers the diagnostics that are displayed, so that exactly this text is saved.
    pub fn display(&self, text: String, at: Instant) {
        self.state().displayed = Some(DisplayedDiagnostics { text, at });
    }

    /// Writes the diagnostics that were displayed last. `None` when none were displayed. Blocks on the disk.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_displayed(&self) -> io::Result<Option<PathBuf>> {
        let Some(displayed) = self.state().displayed.clone() else { return Ok(None) };
        let folder = self.data_dir.join(DIAGNOSTICS_FOLDER);
        // The name is the time of the text: the same text is saved into the same file.
        let name = displayed.at.format("qabyl-diagnostics-%Y-%m-%dT%H-%M-%SZ.txt").to_string();
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        let mut file = private_files::open(&path, options.create(true).truncate(true).write(true))?;
        file.write_all(displayed.text.as_bytes())?;
        file.sync_all()?;
        dated_files::delete_oldest(&folder, MAX_DIAGNOSTICS, is_diagnostics)?;
        std::path::absolute(path).map(Some)
    }

    /// Forgets the crash and the displayed diagnostics. The files stay.
    pub fn reset(&self) {
        *self.state() = RecorderState::default();
    }

    /// Deletes the log and the panic notes. The next line begins a new log.
    ///
    /// # Errors
    /// The first failure, after both were tried.
    pub fn delete_log_and_panic_notes(&self) -> io::Result<()> {
        let notes_deleted = delete_panic_notes(&self.log);
        // The log is the last one: it also deletes the folder when it is empty.
        let log_deleted = self.log.wipe();
        notes_deleted.and(log_deleted)
    }

    /// Deletes the saved diagnostics.
    pub fn remove_diagnostics(&self) -> io::Result<()> {
        dated_files::delete_all(&self.data_dir.join(DIAGNOSTICS_FOLDER), is_diagnostics)
    }

    fn state(&self) -> MutexGuard<'_, RecorderState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_diagnostics(name: &str) -> bool {
    name.strip_prefix("qabyl-diagnostics-").is_some_and(|rest| rest.strip_suffix(".txt").is_some())
}
