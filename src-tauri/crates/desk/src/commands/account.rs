//! The start, and the accounts: checking a connection, connecting, switching, signing out.

use std::sync::Arc;

use calendar::view::date_time_label;
use calendar::view::types::{ListArrangement, ViewKind};
use calendar::{Filter, ResourceOrder, civil};
use onelink::{Address, ProxyAddress, Token};

use crate::Desk;
use crate::api::{
    AccountChoice, CacheUsage, CheckConnection, Connect, Connection, DeskError, DeskErrorCode, SetPassphrase,
    SetProxy, StartState, SwitchAccount, Unlock,
};
use crate::errors::{self, blocking};
use crate::session::{
    Access, Account, ActiveAccount, CheckedConnection, DEFAULT_ZONE, may_enter_account_id, not_wiped,
    storage_state,
};
use crate::sync::{fetch_range, fetch_snapshot};

impl Desk {
    pub(crate) async fn start(&self) -> Result<StartState, DeskError> {
        let locked = self.session.is_locked();
        if !locked {
            self.session.look_up_access().await?;
        }
        // The account or the connection may be another one than before.
        self.sync.reschedule();
        let now = self.session.now();
        let stored = self.session.stored();
        let zone = stored.account.as_ref().map_or(DEFAULT_ZONE, Account::zone);
        let today = civil::date_of(zone, now);
        let last_date = stored.last_date.filter(|(_, displayed_on)| *displayed_on == today);
        Ok(StartState {
            version: self.program.version.clone(),
            settings: stored.settings,
            storage: storage_state(self.session.storage.secrets.storage()),
            account: self.session.active().ok().map(|active| active.head()),
            others: if locked { Vec::new() } else { self.session.other_accounts() },
            last_view: stored.last_view,
            last_date: last_date.map(|(date, _)| date.to_string()),
            proxy: self.session.proxy_state().filter(|_| !locked),
            settings_problem: self.session.take_problem(),
            crashed: self.recorder.unseen_crash().map(|at| date_time_label(zone, at, today)),
        })
    }

    pub(crate) async fn check_connection(&self, request: CheckConnection) -> Result<Connection, DeskError> {
        let address = Address::parse(&request.address)?;
        let token = Token::new(&request.token).map_err(|_| errors::bad_token())?;
        let access = Access { address: address.clone(), token };
        let (number, epoch) = (self.session.begin_check(), self.session.epoch());
        let client = self.session.client();
        let profile = client.profile(&access.address, &access.token);
        let profile = self.session.while_account_is_used(epoch, profile).await?;
        let (accounts, user, accounts_refused) = match profile.map_err(DeskError::from) {
            Ok(profile) => {
                let user_id = i64::try_from(profile.id).ok();
                (profile.accounts, user_id.map(|id| (id, profile.name)), None)
            }
            Err(error) if may_enter_account_id(error.code) => (Vec::new(), None, Some(error)),
            Err(error) => return Err(error),
        };
        let account_names = accounts.iter().map(|account| (account.id, account.name.clone())).collect();
        self.session.finish_check(number, CheckedConnection { access, account_names, user });
        Ok(Connection {
            address: address.as_str().to_owned(),
            accounts: accounts
                .into_iter()
                .map(|account| AccountChoice { id: account.id, name: account.name, role: account.role })
                .collect(),
            accounts_refused,
            account_hint: address.account_hint(),
        })
    }

    pub(crate) async fn connect(&self, request: Connect) -> Result<StartState, DeskError> {
        let Some(CheckedConnection { access, account_names, user }) = self.session.checked() else {
            let message = "no address and token were checked";
            return Err(DeskError::desk(DeskErrorCode::NothingChecked, message));
        };
        let name = account_names.into_iter().find(|(id, _)| *id == request.account_id).map(|(_, name)| name);
        let (user_id, user_name) = user.unzip();
        let mut account = Account {
            address: access.address.as_str().to_owned(),
            id: request.account_id,
            name: name.unwrap_or_default(),
            user_id,
            user_name: user_name.filter(|name| !name.is_empty()),
            ..Account::default()
        };
        let epoch = self.session.epoch();
        // The account in use stays until the new one has answered.
        let today = civil::date_of(DEFAULT_ZONE, self.session.now());
        let range = fetch_range(ViewKind::Week, today, DEFAULT_ZONE);
        let checked = ActiveAccount {
            account: account.clone(),
            access: Some(access.clone()),
            filter: Filter::default(),
            order: ResourceOrder::default(),
            list_arrangement: ListArrangement::default(),
            client: self.session.client(),
            epoch,
        };
        let snapshot = fetch_snapshot(&self.session, &checked, &access, range, None)
            .await
            .map_err(|error| error.error)?;
        let Some(snapshot) = snapshot else {
            let code = onelink::ErrorCode::NotModifiedWithoutCache;
            let message = "the server says that nothing has changed, to a request without an ETag".to_owned();
            return Err(DeskError::one_link(code, message));
        };
        account.zone = Some(snapshot.calendar.clinic_zone().name().to_owned());
        self.session.use_account(account, access, epoch).await?;
        if let Ok(active) = self.session.active() {
            self.sync.add_snapshot(&active, snapshot);
        }
        self.start().await
    }

    pub(crate) async fn explore_sample(&self) -> Result<StartState, DeskError> {
        self.session.use_sample().await?;
        self.start().await
    }

    pub(crate) async fn switch_account(&self, request: SwitchAccount) -> Result<StartState, DeskError> {
        self.session.switch_account(request.address, request.account_id).await?;
        self.start().await
    }

    pub(crate) async fn sign_out(&self) -> Result<StartState, DeskError> {
        self.session.sign_out().await?;
        self.start().await
    }

    pub(crate) async fn wipe(&self) -> Result<StartState, DeskError> {
        let recorder = Arc::clone(&self.recorder);
        recorder.reset();
        let wiped = self
            .session
            .wipe(move || {
                vec![
                    recorder.remove_diagnostics().map_err(|error| not_wiped("the diagnostics", &error)),
                    // The log is deleted last, because the other deletions write to it.
                    recorder.delete_log_and_panic_notes().map_err(|error| not_wiped("the log", &error)),
                ]
            })
            .await;
        self.sync.reschedule();
        wiped?;
        self.start().await
    }

    pub(crate) async fn set_passphrase(&self, request: SetPassphrase) -> Result<StartState, DeskError> {
        self.session.set_passphrase(request.passphrase).await?;
        self.start().await
    }

    pub(crate) async fn unlock(&self, request: Unlock) -> Result<StartState, DeskError> {
        self.session.unlock(request.passphrase).await?;
        self.sync.enforce_cache_limits().await;
        self.start().await
    }

    pub(crate) async fn start_without_passphrase(&self) -> Result<StartState, DeskError> {
        self.session.start_without_passphrase();
        self.start().await
    }

    pub(crate) async fn set_proxy(&self, request: SetProxy) -> Result<StartState, DeskError> {
        self.session.check_unlocked()?;
        let proxy = if request.proxy.trim().is_empty() {
            None
        } else {
            Some(ProxyAddress::parse(&request.proxy).map_err(onelink::Error::from)?)
        };
        self.session.set_proxy(proxy).await?;
        let start = self.start().await?;
        if let Ok(active) = self.session.active()
            && let Some(range) = self.sync.displayed_range(&active)
        {
            self.sync.fetch_in_background(&active, range);
        }
        Ok(start)
    }

    pub(crate) async fn cache_usage(&self) -> Result<CacheUsage, DeskError> {
        let session = Arc::clone(&self.session);
        let size = blocking(move || session.storage.cache.size())
            .await?
            .map_err(|error| errors::storage("measure the cache", &error))?;
        Ok(CacheUsage { periods: size.records, bytes: size.sealed_bytes, on_disk: size.on_disk })
    }
}
