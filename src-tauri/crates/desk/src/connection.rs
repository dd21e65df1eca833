//! The account: checking an address and a token, using them, forgetting them.

use onelink::{Address, ErrorCode as Wire, Token};

use crate::api::{
    AccountChoice, AccountHead, CheckConnection, Connect, Connection, DeskError, DeskErrorCode, ErrorCode,
    OtherAccount, Settings, StartState, SwitchAccount,
};
use crate::books::unit_of;
use crate::errors;
use crate::free_time;
use crate::kept_data::check_cache;
use crate::proxy::proxy_state;
use crate::screen::moment_label;
use crate::state::{Access, Account, FIRST_ZONE, State};
use crate::unlock::storage_state;
use crate::{Desk, Inner};
use calendar::civil;
use calendar::view::types::ViewKind;

/// The account of every practice server.
const SAMPLE_ACCOUNT: u64 = 1;

impl Desk {
    pub(crate) async fn start(&self) -> Result<StartState, DeskError> {
        let locked = self.is_locked();
        if !locked {
            self.seek_access().await?;
        }
        let now = self.now();
        let state = self.state();
        let last_date = state
            .kept
            .account
            .as_ref()
            .and_then(|account| {
                let today = civil::date_of(account.zone(), now);
                state.kept.last_date.filter(|(_, on)| *on == today)
            })
            .map(|(date, _)| date.to_string());
        let zone = state.kept.account.as_ref().map_or(FIRST_ZONE, Account::zone);
        Ok(StartState {
            version: self.inner.version.clone(),
            settings: state.kept.settings.clone(),
            storage: storage_state(self.inner.secrets.storage()),
            account: account_head(&state).filter(|_| !locked),
            others: if locked { Vec::new() } else { state.kept.others.iter().map(other_account).collect() },
            last_view: state.kept.last_view,
            last_date,
            proxy: proxy_state(&state).filter(|_| !locked),
            crashed: state.crash.map(|at| moment_label(zone, at, now)),
        })
    }

    /// Finds what opens the account: the token in the keychain, or a practice server for sample data.
    async fn seek_access(&self) -> Result<(), DeskError> {
        let (account, generation) = {
            let mut state = self.state();
            if state.access_sought {
                return Ok(());
            }
            state.access_sought = true;
            (state.kept.account.clone(), state.generation)
        };
        let Some(account) = account else { return Ok(()) };
        let access = if account.sample {
            Some(self.start_sample().await?)
        } else {
            let key = account.key();
            let token = self.blocking(move |inner| inner.secrets.token(&key)).await?;
            // A keychain that does not answer now is no reason to forget the account: the cache is shown meanwhile.
            let token = token.unwrap_or_else(|error| {
                tracing::warn!(%error, "the keychain did not give the token");
                None
            });
            token.and_then(|token| {
                Some(Access {
                    address: Address::parse(&account.address).ok()?,
                    token: Token::new(&token).ok()?,
                })
            })
        };
        let mut state = self.state();
        // The account may have been left, or all of it wiped, while the keychain was asked.
        if state.generation == generation {
            state.access = access;
        }
        Ok(())
    }

    async fn start_sample(&self) -> Result<Access, DeskError> {
        let token = format!("practice-{:x}", self.now().timestamp_micros());
        let server = practice::start(practice::Options {
            port: 0,
            token: token.clone(),
            scenario: practice::Scenario::Clinic,
            fault: None,
            now: self.now(),
            edits: Vec::new(),
        })
        .await
        .map_err(|error| errors::storage("start the practice server", &error))?;
        let access = Access {
            address: Address::parse(&server.address()).map_err(bad_address)?,
            token: Token::new(&token).map_err(|_| bad_token())?,
        };
        self.state().sample = Some(server);
        Ok(access)
    }

    pub(crate) async fn check_connection(&self, request: CheckConnection) -> Result<Connection, DeskError> {
        let address = Address::parse(&request.address).map_err(bad_address)?;
        let token = Token::new(&request.token).map_err(|_| bad_token())?;
        let access = Access { address: address.clone(), token };
        let profile = match self.client().profile(&access.address, &access.token).await {
            Ok(profile) => Ok(profile.accounts),
            Err(error) if may_type_the_number(error.code()) => Err(error),
            Err(error) => return Err(error.into()),
        };
        let (accounts, accounts_refused) = match profile {
            Ok(accounts) => (accounts, None),
            Err(error) => (Vec::new(), Some(DeskError::from(error))),
        };
        let names = accounts.iter().map(|account| (account.id, account.name.clone())).collect();
        self.state().checked = Some((access, names));
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
        let Some((access, names)) = self.state().checked.clone() else {
            return Err(DeskError::desk(DeskErrorCode::NothingChecked, "no address and token were checked"));
        };
        let name = names.into_iter().find(|(id, _)| *id == request.account_id).map(|(_, name)| name);
        let mut account = Account {
            address: access.address.as_str().to_owned(),
            id: request.account_id,
            name: name.unwrap_or_default(),
            sample: false,
            zone: None,
        };
        // Nothing is changed before the new account has answered: what was on screen stays when it does not.
        let today = civil::date_of(FIRST_ZONE, self.now());
        let unit = unit_of(ViewKind::Week, today, FIRST_ZONE);
        let fetched = self.fetch(&access, &account, unit, None).await.map_err(|refusal| refusal.error)?;
        let Some(book) = fetched else {
            return Err(DeskError::desk(
                DeskErrorCode::BadRequest,
                "an answer without a body to a first question",
            ));
        };
        account.zone = Some(book.calendar.clinic_zone().name().to_owned());
        let key = account.key();
        let token = zeroize::Zeroizing::new(access.token.expose().to_owned());
        self.blocking(move |inner| inner.secrets.set_token(&key, &token))
            .await?
            .map_err(|error| errors::storage("keep the token", &error))?;
        let samples = {
            let mut state = self.state();
            let samples = state.put_aside();
            state.change_account(Some(account), Some(access));
            state.sample = None;
            state.books.insert(book);
            samples
        };
        self.forget_samples(samples).await?;
        self.save()?;
        self.inner.poll_changed.notify_one();
        self.start().await
    }

    pub(crate) async fn explore_sample(&self) -> Result<StartState, DeskError> {
        let access = self.start_sample().await?;
        let account = Account {
            address: String::new(),
            id: SAMPLE_ACCOUNT,
            name: String::new(),
            sample: true,
            zone: None,
        };
        {
            let mut state = self.state();
            // Samples of before are samples still.
            let _ = state.put_aside();
            state.change_account(Some(account), Some(access));
        }
        self.save()?;
        self.inner.poll_changed.notify_one();
        self.start().await
    }

    pub(crate) async fn switch_account(&self, request: SwitchAccount) -> Result<StartState, DeskError> {
        self.check_unlocked()?;
        let samples = {
            let mut state = self.state();
            let wanted = |other: &Account| other.address == request.address && other.id == request.account_id;
            let Some(account) = state.kept.others.iter().find(|other| wanted(other)).cloned() else {
                return Err(DeskError::desk(DeskErrorCode::NoAccount, "no such account on this computer"));
            };
            let samples = state.put_aside();
            state.change_account(Some(account), None);
            state.sample = None;
            // Its token is in the keychain.
            state.access_sought = false;
            samples
        };
        self.forget_samples(samples).await?;
        self.save()?;
        self.inner.poll_changed.notify_one();
        self.start().await
    }

    pub(crate) async fn sign_out(&self) -> Result<StartState, DeskError> {
        let left = {
            let mut state = self.state();
            let left = state.kept.account.clone();
            if let Some(account) = &left {
                state.kept.hidden.remove(&account.key().to_string());
            }
            // Whoever has another account goes on with the one left last.
            let next = state.kept.others.first().cloned();
            state.change_account(next, None);
            state.access_sought = state.kept.account.is_none();
            state.sample = None;
            left
        };
        if let Some(left) = left {
            self.forget(left).await?;
        }
        self.save()?;
        self.start().await
    }

    async fn forget_samples(&self, samples: Option<Account>) -> Result<(), DeskError> {
        match samples {
            Some(account) => self.forget(account).await,
            None => Ok(()),
        }
    }

    /// Removes the account's token and its cached calendar.
    async fn forget(&self, account: Account) -> Result<(), DeskError> {
        let key = account.key();
        self.blocking(move |inner: &Inner| {
            inner.forget(|| {
                inner.secrets.forget(&key).map_err(|error| errors::storage("forget the token", &error))?;
                inner.cache.wipe_account(&key).map_err(|error| errors::storage("empty the cache", &error))
            })
        })
        .await?
    }

    pub(crate) async fn set_settings(&self, settings: Settings) -> Result<Settings, DeskError> {
        if !matches!(settings.time_step_min, 5 | 10 | 15 | 30 | 60) {
            return Err(DeskError::desk(DeskErrorCode::BadRequest, "no such time step"));
        }
        if !(10..=600).contains(&settings.poll_seconds) {
            return Err(DeskError::desk(DeskErrorCode::BadRequest, "polls are 10 to 600 seconds apart"));
        }
        if settings.privacy.after_min.is_some_and(|minutes| !(1..=60).contains(&minutes)) {
            return Err(DeskError::desk(DeskErrorCode::BadRequest, "names are hidden after 1 to 60 minutes"));
        }
        free_time::check_chat(&settings.chat)?;
        check_cache(&settings.cache)?;
        let before = std::mem::replace(&mut self.state().kept.settings, settings.clone());
        self.save()?;
        if before.cache != settings.cache {
            self.enforce_cache_limits().await;
        }
        Ok(settings)
    }

    /// Writes what outlives the program.
    pub(crate) fn save(&self) -> Result<(), DeskError> {
        let value = serde_json::to_value(&self.state().kept)
            .map_err(|error| errors::storage("put the settings into words", &error))?;
        self.inner.store.save(value).map_err(|error| errors::storage("save the settings", &error))
    }
}

/// The account as the screen names it.
pub(crate) fn account_head(state: &State) -> Option<AccountHead> {
    let account = state.kept.account.as_ref()?;
    Some(AccountHead {
        name: account.name.clone(),
        address: account.address.clone(),
        account_id: account.id,
        sample: account.sample,
        token_missing: state.access.is_none(),
    })
}

fn other_account(account: &Account) -> OtherAccount {
    OtherAccount { name: account.name.clone(), address: account.address.clone(), account_id: account.id }
}

/// Answers to the profile question after which the calendar may still be open to the token.
fn may_type_the_number(code: Wire) -> bool {
    matches!(
        code,
        Wire::NotFound
            | Wire::Forbidden
            | Wire::FeatureDisabled
            | Wire::RoleRefused
            | Wire::BotToken
            | Wire::Unauthorized
            | Wire::NotAMember
            | Wire::WrongShape
    )
}

fn bad_address(error: onelink::AddressError) -> DeskError {
    use onelink::AddressError as Error;
    let code = match error {
        Error::Insecure => Wire::InsecureAddress,
        Error::HasUserInfo => Wire::AddressHasUserInfo,
        _ => Wire::BadAddress,
    };
    DeskError { code: ErrorCode::OneLink(code), message: error.to_string(), details: None }
}

fn bad_token() -> DeskError {
    DeskError {
        code: ErrorCode::OneLink(Wire::BadTokenText),
        message: "the token cannot stand in a header".to_owned(),
        details: None,
    }
}
