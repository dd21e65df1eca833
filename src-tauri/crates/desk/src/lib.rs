//! What the program does, without a window.
//!
//! The desk answers the commands of the screen from the data that it has and fetches in the background: `open` never waits
//! for the network. The shell serves it over Tauri's IPC, the test host over loopback HTTP. Neither adds behaviour.
//!
//! Its parts: [`commands`] are the bodies of the commands. `session` has the account in use and everything that is stored.
//! `sync` fetches the calendar and has it in memory. [`record`] has the log, panic notes and diagnostics. The commands use
//! the other three, `sync` uses `session`, and `record` uses none. The types that cross to the screen are in [`api`].
//!
//! Not here: free time and view models (`calendar`), HTTP (`onelink`), keys and files (`sealed-cache`), pixels (`ui`).

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::broadcast;

pub mod api;
#[cfg(feature = "bindings")]
pub mod bindings;
pub mod clock;
pub mod commands;
mod errors;
mod files;
pub mod record;
mod session;
mod sync;

pub use sealed_cache::{KeychainNames, private_files};
pub use session::{
    FileStore, FolderError, LoadedPart, MemoryStore, SettingsStore, StoredPart, WindowPlace,
    stored_text_size_percent, stored_window_place,
};

use crate::api::{DeskError, DeskEvent, Language};
use crate::clock::Clock;
use crate::record::{Log, Recorder};
use crate::session::{LoadedState, Session, SessionParts, Storage};
use crate::sync::CalendarSync;

/// The program's core. A clone is the same desk.
#[derive(Clone)]
pub struct Desk {
    session: Arc<Session>,
    sync: Arc<CalendarSync>,
    recorder: Arc<Recorder>,
    program: Arc<Program>,
}

/// Shows an address in the user's browser. It may block until the browser has taken the address, and fails when there is no
/// browser.
pub type Browser = Box<dyn Fn(&str) -> io::Result<()> + Send + Sync>;

/// Opens the system's dialog that prints the page in the window. `true`: the pages are wider than high. It may return before
/// the dialog is closed, and fails when there is no such dialog.
pub type Printer = Box<dyn Fn(bool) -> io::Result<()> + Send + Sync>;

/// Asks the user where to save a file. It blocks until the user has answered, and returns `None` when the user has cancelled. It
/// fails when there is no such dialog.
pub type SaveDialog = Box<dyn Fn(&SuggestedFile) -> io::Result<Option<PathBuf>> + Send + Sync>;

/// A file that the user may save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedFile {
    /// What is saved, in the user's language, as the title of the dialog.
    pub title: String,
    /// The name with its extension. It has no character that a system forbids.
    pub file_name: String,
    /// Without the dot.
    pub extension: &'static str,
}

impl SuggestedFile {
    fn new(title: &str, name: &str, extension: &'static str) -> Self {
        let title = title.replace(char::is_control, " ");
        Self { title, file_name: files::file_name(name, extension), extension }
    }
}

/// The program that runs the desk.
struct Program {
    version: String,
    system: String,
    browser: Browser,
    printer: Printer,
    save_dialog: SaveDialog,
}

/// What a desk is made of.
pub struct Parts {
    /// The program's version, for the screen.
    pub version: String,
    /// The folder of all files.
    pub data_dir: PathBuf,
    /// The names of the secrets in the keychain. `None`: the secrets stay in memory.
    pub keychain: Option<KeychainNames>,
    pub clock: Box<dyn Clock>,
    pub store: Box<dyn SettingsStore>,
    /// Opens pages of the dashboard.
    pub browser: Browser,
    /// Prints documents.
    pub printer: Printer,
    /// Asks where to save a file.
    pub save_dialog: SaveDialog,
    /// The language until the user chooses one.
    pub system_language: Language,
    /// The program writes into it. The desk reads it for the diagnostics and deletes it in a wipe.
    pub log: Arc<Log>,
    /// The operating system and the webview, for the diagnostics. It names nothing of the user.
    pub system: String,
}

impl Desk {
    /// Opens the cache and reads the settings, without the network. Blocks on the disk and on the keychain, which can wait
    /// for the user to unlock it.
    ///
    /// # Errors
    /// When no thread can be started. Damaged data are no error: they are fetched again.
    pub fn new(parts: Parts) -> Result<Self, DeskError> {
        Self::with_client(parts, onelink::Client::new(onelink::Limits::default()))
    }

    /// A desk with a client of other limits, or one that trusts another certificate authority.
    ///
    /// # Errors
    /// As [`Desk::new`].
    pub fn with_client(parts: Parts, client: onelink::Client) -> Result<Self, DeskError> {
        let Parts {
            version,
            data_dir,
            keychain,
            clock,
            store,
            browser,
            printer,
            save_dialog,
            system_language,
            log,
            system,
        } = parts;
        let clock: Arc<dyn Clock> = Arc::from(clock);
        let loaded = LoadedState::read(store.as_ref(), system_language);
        let recorder = Recorder::new(log, &data_dir, loaded.crash_seen());
        let storage = Storage::open(&data_dir, keychain.as_ref(), &loaded.settings().cache);
        if let Err(error) = storage.cache.enforce(None) {
            tracing::warn!(%error, "the cache could not be brought within its limits");
        }
        let session = Session::new(SessionParts { clock, store, storage, system_language, client, loaded })?;
        let sync = CalendarSync::new(Arc::clone(&session));
        let program = Program { version, system, browser, printer, save_dialog };
        Ok(Self { session, sync, recorder: Arc::new(recorder), program: Arc::new(program) })
    }

    /// The events that the desk sends to the screen.
    pub fn events(&self) -> broadcast::Receiver<DeskEvent> {
        self.sync.events()
    }

    /// Polls the server and does other work when it is due, as long as the task runs.
    pub async fn poll(self) {
        self.sync.run().await;
    }

    /// Does the work that is due now, for a caller that drives the desk itself. Returns the time until more is due; `None`
    /// when nothing is due before something changes.
    pub fn do_due_work(&self) -> Option<Duration> {
        self.sync.do_due_work()
    }

    /// The text size in the settings now, in percent.
    pub fn text_size_percent(&self) -> u32 {
        self.session.settings().text_size_percent
    }

    /// Stores the place of the window for the next start, in the background. Without an account nothing is stored.
    pub fn set_window_place(&self, place: WindowPlace) {
        self.session.set_window_place(place);
    }

    /// Waits until everything that has changed is stored.
    pub async fn flush(&self) {
        self.session.flush().await;
    }

    /// Waits until no fetch runs in the background and everything that has changed is stored.
    pub async fn idle(&self) {
        self.sync.wait_until_idle().await;
        self.flush().await;
    }
}
