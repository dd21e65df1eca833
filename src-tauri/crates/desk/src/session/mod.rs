//! The account in use and everything that outlives the program: settings, secrets, the proxy, the sealed cache.
//!
//! A [`Session`] owns its state and its lock. Everything that is stored is written on one thread, in the order of the
//! requests, and takes effect after it was stored: a failed write is reported and changes nothing.
//!
//! Not here: the calendars in memory and the requests (`sync`).

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use calendar::model::Instant;
use calendar::view::types::ListArrangement;
use calendar::{Filter, ResourceOrder};
use onelink::{Client, Token};
use sealed_cache::AccountKey;
use tokio::sync::watch;

use crate::api::{AccountHead, DeskError, DeskErrorCode, Language, OtherAccount, ProxyState, Settings};
use crate::clock::Clock;

mod account;
mod kept;
mod lenient;
mod passphrase;
mod proxy;
mod server_time;
mod settings;
mod storage;
mod store;
mod stored;
mod window;
mod writer;

pub(crate) use account::{Access, Account, CheckedConnection, DEFAULT_ZONE, may_enter_account_id};
pub(crate) use kept::StoredCashCount;
pub(crate) use passphrase::storage_state;
pub(crate) use settings::{parse_template, template_of};
pub(crate) use storage::{Storage, cache_limits, not_wiped};
pub use store::{FileStore, FolderError, LoadedPart, MemoryStore, SettingsStore, StoredPart};
pub(crate) use stored::{ReadState, StoredState};
pub use window::{WindowPlace, stored_text_size_percent, stored_window_place};

use crate::errors;
use proxy::ProxyConnection;
use server_time::ServerTime;
use writer::{Writer, Written};

/// The number of changes of account, and the number of changes of the connection to its server. A response to a request
/// of an earlier epoch is discarded. A later epoch is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) struct Epoch {
    pub account: u64,
    pub connection: u64,
}

/// The account in use at one moment.
#[derive(Clone)]
pub(crate) struct ActiveAccount {
    pub account: Account,
    /// `None` when the token is not on this computer.
    pub access: Option<Access>,
    pub filter: Filter,
    pub order: ResourceOrder,
    pub list_arrangement: ListArrangement,
    /// Uses the proxy that the user entered, else the system's.
    pub client: Client,
    pub epoch: Epoch,
}

impl ActiveAccount {
    /// The account as the screen shows it.
    pub fn head(&self) -> AccountHead {
        AccountHead {
            name: self.account.name.clone(),
            address: self.account.address.clone(),
            account_id: self.account.id,
            sample: self.account.sample,
            token_missing: self.access.is_none(),
        }
    }
}

/// What a session is made of.
pub(crate) struct SessionParts {
    pub clock: Arc<dyn Clock>,
    pub store: Box<dyn SettingsStore>,
    pub storage: Storage,
    pub system_language: Language,
    /// Uses the system's proxy.
    pub client: Client,
    pub loaded: LoadedState,
}

/// What a store had at the start.
pub(crate) struct LoadedState {
    stored: StoredState,
    written: Written,
    /// Why it is not all that was stored.
    problem: Option<DeskError>,
}

impl LoadedState {
    /// Reads the parts of a store.
    pub fn read(store: &dyn SettingsStore, system_language: Language) -> Self {
        let parts = StoredPart::ALL.map(|part| store.load(part));
        let was_unreadable = parts.iter().any(|part| part.was_unreadable);
        let [accounts, settings] = parts.map(|part| part.value);
        let written = Written::loaded([accounts.clone(), settings.clone()]);
        let accounts_part = if accounts.is_some() { StoredPart::Accounts } else { StoredPart::Settings };
        let read = |accounts| StoredState::from_parts(accounts, settings.clone(), system_language);
        let ReadState { mut state, has_unusable_account } = read(accounts);
        if has_unusable_account {
            store.set_aside(accounts_part);
            // The copy has the accounts from before the damage, and stays until the next change.
            let copy = store.copy(StoredPart::Accounts).map(|copy| read(Some(copy)));
            if let Some(copy) = copy.filter(|copy| !copy.has_unusable_account) {
                state = copy.state;
            }
        } else {
            store.keep_copy(StoredPart::Accounts);
        }
        store.keep_copy(StoredPart::Settings);
        let problem = (was_unreadable || has_unusable_account).then(errors::settings_unreadable);
        Self { stored: state, written, problem }
    }

    pub fn settings(&self) -> &Settings {
        &self.stored.settings
    }

    /// The newest crash that the user has seen.
    pub fn crash_seen(&self) -> Option<Instant> {
        self.stored.crash_seen
    }
}

/// The account in use and everything that is stored. See the module.
pub(crate) struct Session {
    clock: Arc<dyn Clock>,
    store: Box<dyn SettingsStore>,
    pub storage: Storage,
    system_language: Language,
    writer: Writer,
    written: Mutex<Written>,
    server_time: ServerTime,
    /// Held while the access is looked up, so that callers at the same time wait for its end.
    access_lookup: tokio::sync::Mutex<()>,
    state: Mutex<SessionState>,
}

struct SessionState {
    /// What is stored, or is to be stored by the next write.
    stored: StoredState,
    /// What the screen is to be told at the next `start`.
    problem: Option<DeskError>,
    /// Uses the system's proxy.
    direct_client: Client,
    /// The connection through the proxy that the user entered; `None` for the system's proxy.
    proxy: Option<ProxyConnection>,
    /// Tokens that could not be stored. The next write tries again.
    unstored_tokens: Vec<(AccountKey, Token)>,
    /// `None` without an account, or when its token is not on this computer.
    access: Option<Access>,
    /// The keychain was asked for the account's token, or there is no need to.
    access_looked_up: bool,
    /// The number of checks of an address and a token.
    checks: u64,
    /// The address and the token of the latest check, until they are used.
    checked: Option<CheckedConnection>,
    /// The server of the sample data.
    sample_server: Option<practice::Server>,
    epoch: Epoch,
    /// Notified when an epoch of the account ends.
    account_changes: watch::Sender<()>,
}

impl Session {
    /// Blocks on the keychain when the proxy has a password.
    pub fn new(parts: SessionParts) -> Result<Arc<Self>, DeskError> {
        let SessionParts { clock, store, storage, system_language, client, loaded } = parts;
        let LoadedState { stored, written, problem } = loaded;
        let session = Self {
            clock,
            store,
            storage,
            system_language,
            writer: Writer::start().map_err(|error| errors::storage("start the writer's thread", &error))?,
            written: Mutex::new(written),
            server_time: ServerTime::default(),
            access_lookup: tokio::sync::Mutex::default(),
            state: Mutex::new(SessionState {
                stored,
                problem,
                direct_client: client,
                proxy: None,
                unstored_tokens: Vec::new(),
                access: None,
                access_looked_up: false,
                checks: 0,
                checked: None,
                sample_server: None,
                epoch: Epoch::default(),
                account_changes: watch::Sender::new(()),
            }),
        };
        session.connect_stored_proxy();
        Ok(Arc::new(session))
    }

    /// The account in use.
    ///
    /// # Errors
    /// `Locked` until the passphrase was entered, `NoAccount` when there is none.
    pub fn active(&self) -> Result<ActiveAccount, DeskError> {
        self.check_unlocked()?;
        let state = self.state();
        let account = state.stored.account.clone().ok_or_else(no_account)?;
        Ok(ActiveAccount {
            account,
            access: state.access.clone(),
            filter: state.stored.filter(),
            order: state.stored.order(),
            list_arrangement: state.stored.list_arrangement(),
            client: client_of(&state),
            epoch: state.epoch,
        })
    }

    pub fn epoch(&self) -> Epoch {
        self.state().epoch
    }

    /// Waits for the response to a request of an epoch, until another account or none is in use: the response would be
    /// discarded, and the token of the request is not to stay in memory.
    ///
    /// # Errors
    /// `NothingChecked` when the account was changed.
    pub async fn while_account_is_used<T>(
        &self,
        epoch: Epoch,
        response: impl Future<Output = T>,
    ) -> Result<T, DeskError> {
        let mut changes = self.state().account_changes.subscribe();
        let account_ended =
            async { while self.epoch().account == epoch.account && changes.changed().await.is_ok() {} };
        tokio::select! {
            response = response => Ok(response),
            () = account_ended => Err(account_changed()),
        }
    }

    pub fn is_current(&self, epoch: Epoch) -> bool {
        self.epoch() == epoch
    }

    pub fn settings(&self) -> Settings {
        self.state().stored.settings.clone()
    }

    /// What is stored, at this moment.
    pub fn stored(&self) -> StoredState {
        self.state().stored.clone()
    }

    /// The other accounts of this computer as the screen shows them.
    pub fn other_accounts(&self) -> Vec<OtherAccount> {
        let other = |account: &Account| OtherAccount {
            name: account.name.clone(),
            address: account.address.clone(),
            account_id: account.id,
        };
        self.state().stored.others.iter().map(other).collect()
    }

    /// The proxy as the screen shows it.
    pub fn proxy_state(&self) -> Option<ProxyState> {
        let state = self.state();
        state.proxy.as_ref().zip(state.stored.proxy.as_ref()).map(|(proxy, stored)| proxy.state(stored))
    }

    /// The client that new requests use.
    pub fn client(&self) -> Client {
        client_of(&self.state())
    }

    /// The user has seen the crash.
    pub async fn set_crash_seen(self: &Arc<Self>, at: Instant) -> Result<(), DeskError> {
        self.write(move |session| session.update(|stored| stored.crash_seen = Some(at))).await
    }

    /// What the screen was not told yet about what is stored.
    pub fn take_problem(&self) -> Option<DeskError> {
        self.state().problem.take()
    }

    fn report(&self, problem: DeskError) {
        self.state().problem = Some(problem);
    }

    /// The tokens in memory, so that the diagnostics can be searched for them.
    pub fn tokens(&self) -> Vec<Token> {
        let state = self.state();
        let checked = state.checked.iter().map(|checked| &checked.access);
        let in_use = state.access.iter().chain(checked).map(|access| access.token.clone());
        in_use.chain(state.unstored_tokens.iter().map(|(_, token)| token.clone())).collect()
    }

    fn written(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The state, for a moment; never across an `await`.
    fn state(&self) -> MutexGuard<'_, SessionState> {
        // Every change of the state is complete when the lock is released, so a panic elsewhere leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn client_of(state: &SessionState) -> Client {
    state.proxy.as_ref().map_or(&state.direct_client, |proxy| &proxy.client).clone()
}

fn account_changed() -> DeskError {
    DeskError::desk(DeskErrorCode::NothingChecked, "the account was changed meanwhile")
}

fn no_account() -> DeskError {
    DeskError::desk(DeskErrorCode::NoAccount, "there is no account")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::clock::SystemClock;

    /// A session in memory, without an account.
    pub(crate) fn session(store: impl SettingsStore + 'static) -> Arc<Session> {
        session_with(store, SystemClock)
    }

    /// A session in memory with another clock.
    pub(crate) fn session_with_clock(clock: impl Clock + 'static) -> Arc<Session> {
        session_with(MemoryStore::default(), clock)
    }

    fn session_with(store: impl SettingsStore + 'static, clock: impl Clock + 'static) -> Arc<Session> {
        let folder = tempfile::tempdir().unwrap();
        let loaded = LoadedState::read(&store, Language::Ru);
        Session::new(SessionParts {
            clock: Arc::new(clock),
            store: Box::new(store),
            storage: Storage::open(folder.path(), None, &loaded.settings().cache),
            system_language: Language::Ru,
            client: Client::new(onelink::Limits::default()),
            loaded,
        })
        .unwrap()
    }

    #[tokio::test]
    async fn change_of_account_begins_a_new_epoch() {
        let session = session(MemoryStore::default());
        assert!(session.active().is_err());
        session.use_sample().await.unwrap();
        let first = session.active().unwrap();
        assert!(session.is_current(first.epoch));
        session.use_sample().await.unwrap();
        let second = session.active().unwrap();
        assert!(first.epoch < second.epoch && !session.is_current(first.epoch));
    }

    #[tokio::test]
    async fn change_of_proxy_begins_a_new_epoch_of_the_same_account() {
        let session = session(MemoryStore::default());
        session.use_sample().await.unwrap();
        let before = session.active().unwrap().epoch;
        let proxy = onelink::ProxyAddress::parse("http://10.0.0.1:3128").unwrap();
        session.set_proxy(Some(proxy)).await.unwrap();
        let after = session.active().unwrap().epoch;
        assert!(before < after && before.account == after.account);
    }
}
