//! What the program does, without a window.
//!
//! The desk answers the screen's commands from what is known already and fetches behind the answer: `open` never waits for the
//! network. It owns the account in use, the calendars in memory, the sealed cache, the settings and the polling. The shell serves it over
//! Tauri's IPC, the tests' host over loopback HTTP; neither adds anything of its own.
//!
//! Terms: a *book* is one fetched range, decoded; a *unit* is the range that is fetched for a period (whole weeks), so that day, week and
//! list share a book.
//!
//! Not here: hours, free time and view models (`calendar`), the wire (`onelink`), keys and files (`sealed-cache`), pixels (`ui`).

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sealed_cache::{Cache, Secrets};
use tokio::sync::{Notify, broadcast, watch};

pub mod api;
mod archive;
#[cfg(feature = "bindings")]
pub mod bindings;
mod books;
mod changes;
pub mod clock;
pub mod commands;
mod connection;
pub mod dashboard;
mod diagnostics;
mod errors;
mod free_time;
mod kept_data;
pub mod log;
pub mod panic_notes;
mod polling;
pub mod private_files;
mod proxy;
mod refresh;
mod screen;
pub mod scrub;
mod state;
pub mod store;
mod unlock;

use crate::api::{DeskError, DeskEvent, Language};
use crate::clock::Clock;
use crate::dashboard::Browser;
use crate::kept_data::Forgettings;
use crate::log::Log;
use crate::state::State;
use crate::store::SettingsStore;

/// The program's core; cheap to clone, every clone is the same desk.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    version: String,
    clock: Box<dyn Clock>,
    store: Box<dyn SettingsStore>,
    secrets: Secrets,
    cache: Cache,
    /// Held while something is kept or forgotten.
    forgettings: Mutex<Forgettings>,
    system_language: Language,
    log: Arc<Log>,
    system: String,
    data_dir: PathBuf,
    /// By the system's way; [`Desk::client`] is the one to ask with.
    client: onelink::Client,
    browser: Browser,
    events: broadcast::Sender<DeskEvent>,
    /// Woken when the time of the next poll may have changed.
    poll_changed: Notify,
    /// How many fetches are on their way behind an answer.
    under_way: watch::Sender<usize>,
    state: Mutex<State>,
}

/// What a desk is made of.
pub struct Parts {
    /// The program's version, for the screen.
    pub version: String,
    /// Where the sealed cache lives.
    pub data_dir: PathBuf,
    /// Under which name secrets are kept in the keychain; two data folders need two. Empty: in memory only.
    pub keychain_name: String,
    pub clock: Box<dyn Clock>,
    pub store: Box<dyn SettingsStore>,
    /// Opens pages of the dashboard.
    pub browser: Browser,
    /// The language until the user chooses one.
    pub system_language: Language,
    /// Whatever is written there; the desk reads it for the diagnostics and deletes it with everything else.
    pub log: Arc<Log>,
    /// The computer's system and what the window is made with, for the diagnostics; nothing of its user.
    pub system: String,
}

impl Desk {
    /// Opens the cache and reads what the user chose; touches no network. Blocks on the disk and the keychain, which
    /// can take as long as its user needs to unlock it.
    ///
    /// # Errors
    /// When the cache cannot be made at all; damaged data are no error, they are fetched again.
    pub fn new(parts: Parts) -> Result<Self, DeskError> {
        Self::over(parts, onelink::Client::new(onelink::Limits::default()))
    }

    /// The same over a client of the caller's, with bounds of its own for what a request may cost, or an authority that it
    /// trusts.
    ///
    /// # Errors
    /// As [`Desk::new`].
    pub fn over(parts: Parts, client: onelink::Client) -> Result<Self, DeskError> {
        let mut state = State::load(parts.store.as_ref(), parts.system_language);
        state.find_crash(&parts.log);
        let keychain = Some(parts.keychain_name.as_str()).filter(|name| !name.is_empty());
        let secrets = Secrets::open(keychain, &parts.data_dir);
        let limits = kept_data::cache_limits(&state.kept.settings.cache);
        let cache = Cache::open(&parts.data_dir, &secrets, limits)
            .map_err(|error| errors::storage("open the cache", &error))?;
        if let Err(error) = cache.enforce(parts.clock.now()) {
            tracing::warn!(%error, "the cache could not be brought within its limits");
        }
        let desk = Self {
            inner: Arc::new(Inner {
                version: parts.version,
                clock: parts.clock,
                store: parts.store,
                secrets,
                cache,
                forgettings: Mutex::default(),
                system_language: parts.system_language,
                log: parts.log,
                system: parts.system,
                data_dir: parts.data_dir,
                client,
                browser: parts.browser,
                events: broadcast::channel(16).0,
                poll_changed: Notify::new(),
                under_way: watch::Sender::new(0),
                state: Mutex::new(state),
            }),
        };
        desk.take_up_proxy();
        Ok(desk)
    }

    /// What the desk tells the screen unasked.
    pub fn events(&self) -> broadcast::Receiver<DeskEvent> {
        self.inner.events.subscribe()
    }

    fn now(&self) -> calendar::model::Instant {
        self.inner.clock.now()
    }

    /// The state, for a moment; never across an `await`.
    fn state(&self) -> MutexGuard<'_, State> {
        // Every change of the state is a single assignment or push, so a panic elsewhere leaves it whole.
        self.inner.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn screen_changed(&self) {
        self.tell(DeskEvent::ScreenChanged);
    }

    fn tell(&self, event: DeskEvent) {
        // Nobody listening is fine: the screen asks when it comes up.
        let _ = self.inner.events.send(event);
    }

    /// Runs `work` where it may block or compute for long.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> T + Send + 'static,
    ) -> Result<T, DeskError> {
        let inner = Arc::clone(&self.inner);
        tokio::task::spawn_blocking(move || work(&inner)).await.map_err(|error| errors::crashed(&error))
    }
}
