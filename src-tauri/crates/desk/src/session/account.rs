//! The accounts: the one in use, its token, the change to another one, sign-out.

use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use onelink::{Address, Token};
use sealed_cache::{AccountKey, NoKeychain, Storage};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::{Epoch, Session, SessionState, StoredState, Written, account_changed};
use crate::api::{DeskError, DeskErrorCode, ErrorCode};
use crate::errors::{self, blocking};

/// The zone until a payload has named the clinic's. Most One-Link accounts are in it.
pub(crate) const DEFAULT_ZONE: Tz = Tz::Asia__Almaty;

/// The account id of every practice server.
const SAMPLE_ACCOUNT: u64 = 1;

/// An account that was connected.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Account {
    /// Empty for sample data: their server has another port at each start.
    pub address: String,
    #[serde(rename = "accountId")]
    pub id: u64,
    pub name: String,
    pub sample: bool,
    /// The clinic's zone as its last payload named it, an IANA name.
    pub zone: Option<String>,
    /// The user of the token, as the profile named it when the account was connected. Absent when the server refused the
    /// profile, and for accounts that earlier versions have connected.
    pub user_id: Option<i64>,
    /// The name of that user.
    pub user_name: Option<String>,
    /// The fields of a newer version.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Account {
    fn sample() -> Self {
        let (user_id, user_name) = practice::USER;
        Self {
            id: SAMPLE_ACCOUNT,
            sample: true,
            user_id: Some(user_id),
            user_name: Some(user_name.to_owned()),
            ..Self::default()
        }
    }

    /// The account's name in the keychain and in the cache.
    pub fn key(&self) -> AccountKey {
        let origin = if self.sample { "sample".to_owned() } else { self.address.clone() };
        AccountKey { origin, account_id: self.id }
    }

    pub fn zone(&self) -> Tz {
        self.zone.as_deref().and_then(|name| name.parse().ok()).unwrap_or(DEFAULT_ZONE)
    }
}

/// What a request for the account's calendar needs.
#[derive(Clone)]
pub(crate) struct Access {
    pub address: Address,
    pub token: Token,
}

/// An address and a token that the server accepted.
#[derive(Clone)]
pub(crate) struct CheckedConnection {
    pub access: Access,
    /// Id and name of each account that the server listed.
    pub account_names: Vec<(u64, String)>,
    /// The user of the token, with an empty name if the server sent none. `None` when the server refused the profile.
    pub user: Option<(i64, String)>,
}

impl SessionState {
    /// The token of an account, if it could not be stored.
    fn unstored_token(&self, key: &AccountKey) -> Option<Token> {
        self.unstored_tokens.iter().find(|(other, _)| other == key).map(|(_, token)| token.clone())
    }

    /// Uses another account, or none. The calendars in memory belong to the previous account. `sync` discards them, because
    /// their epoch is older.
    fn use_access(&mut self, access: Option<Access>, looked_up: bool) {
        self.access = access;
        self.access_looked_up = looked_up;
        self.checks += 1;
        self.checked = None;
        self.epoch.account += 1;
        self.account_changes.send_replace(());
    }

    /// Closes the connections, whose memory contains the token, as soon as the running requests have ended.
    fn renew_connections(&mut self) {
        self.direct_client = self.direct_client.with_new_connections();
        if let Some(proxy) = &mut self.proxy {
            proxy.client = proxy.client.with_new_connections();
        }
    }
}

impl Session {
    /// Begins the check of an address and a token. The earlier one is not used any more.
    pub fn begin_check(&self) -> u64 {
        let mut state = self.state();
        state.checks += 1;
        state.checked = None;
        state.checks
    }

    /// Remembers what was checked, unless a later check has begun or the account was changed.
    pub fn finish_check(&self, number: u64, checked: CheckedConnection) {
        let mut state = self.state();
        if state.checks == number {
            state.checked = Some(checked);
        }
    }

    pub fn checked(&self) -> Option<CheckedConnection> {
        self.state().checked.clone()
    }

    /// Finds the access to the account once: the token in the keychain, or a practice server for sample data.
    pub async fn look_up_access(self: &Arc<Self>) -> Result<(), DeskError> {
        let _one_at_a_time = self.access_lookup.lock().await;
        let (account, epoch) = {
            let state = self.state();
            if state.access_looked_up {
                return Ok(());
            }
            (state.stored.account.clone(), state.epoch)
        };
        let Some(account) = account else { return Ok(()) };
        let access = if account.sample {
            let (server, access) = self.start_sample_server().await?;
            let mut state = self.state();
            if state.epoch == epoch {
                state.sample_server = Some(server);
                state.access = Some(access);
                state.access_looked_up = true;
            }
            return Ok(());
        } else {
            let (session, key) = (Arc::clone(self), account.key());
            let unstored = self.state().unstored_token(&key);
            let token = match unstored {
                Some(token) => Ok(Some(Zeroizing::new(token.expose().to_owned()))),
                None => blocking(move || session.storage.secrets.token(&key)).await?,
            };
            // Without the token the account stays, and its cached calendar is shown.
            let token = token.unwrap_or_else(|error| {
                tracing::warn!(%error, "the keychain did not return the token");
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
        // The account may have changed while the keychain was asked.
        if state.epoch == epoch {
            state.access = access;
            state.access_looked_up = true;
        }
        Ok(())
    }

    async fn start_sample_server(&self) -> Result<(practice::Server, Access), DeskError> {
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
            address: Address::parse(&server.address())?,
            token: Token::new(&token).map_err(|_| errors::bad_token())?,
        };
        Ok((server, access))
    }

    /// Uses an account whose calendar was fetched with `access`, and stores its token. `epoch` is the one in which the user
    /// asked for it. An account that cannot be stored is used until the program ends, and the screen is told.
    ///
    /// # Errors
    /// `NothingChecked` after a sign-out or a wipe; then nothing has changed.
    pub async fn use_account(
        self: &Arc<Self>,
        account: Account,
        access: Access,
        epoch: Epoch,
    ) -> Result<(), DeskError> {
        // The token is stored on the writer's thread too, so that no wipe comes between the check and the end.
        let sample = self
            .write(move |session| {
                if session.state().epoch.account != epoch.account {
                    return Err(account_changed());
                }
                let (secrets, key) = (&session.storage.secrets, account.key());
                let token_stored = secrets.set_token(&key, access.token.expose());
                session.state().unstored_tokens.retain(|(other, _)| *other != key);
                let token = access.token.clone();
                let mut sample = None;
                session.update_even_unsaved(
                    |stored| sample = stored.use_account(Some(account)),
                    |state| {
                        state.use_access(Some(access), true);
                        state.sample_server = None;
                    },
                );
                if let Err(error) = token_stored {
                    session.state().unstored_tokens.push((key, token));
                    session.report(errors::account_not_stored(&error));
                }
                Ok(sample)
            })
            .await?;
        self.delete_data_of(sample).await
    }

    /// Uses sample data.
    pub async fn use_sample(self: &Arc<Self>) -> Result<(), DeskError> {
        let (server, access) = self.start_sample_server().await?;
        self.write(move |session| {
            session.update_even_unsaved(
                |stored| {
                    // Earlier sample data are replaced by these.
                    let _ = stored.use_account(Some(Account::sample()));
                },
                |state| {
                    state.use_access(Some(access), true);
                    state.sample_server = Some(server);
                },
            );
            Ok(())
        })
        .await
    }

    /// Uses another account of this computer. Its token is looked up afterwards.
    pub async fn switch_account(self: &Arc<Self>, address: String, id: u64) -> Result<(), DeskError> {
        self.check_unlocked()?;
        let sample = self
            .write(move |session| {
                let account = session.stored().other(&address, id).ok_or_else(|| {
                    DeskError::desk(DeskErrorCode::NoAccount, "this account is not on this computer")
                })?;
                let mut sample = None;
                session.update_even_unsaved(
                    |stored| sample = stored.use_account(Some(account)),
                    |state| {
                        state.use_access(None, false);
                        state.sample_server = None;
                    },
                );
                Ok(sample)
            })
            .await?;
        self.delete_data_of(sample).await
    }

    /// Removes the account in use with its data. The account that was used before it, if any, is used next.
    ///
    /// # Errors
    /// `Locked` while the data are under a passphrase that was not entered: they could not be deleted.
    pub async fn sign_out(self: &Arc<Self>) -> Result<(), DeskError> {
        self.check_unlocked()?;
        let is_without_passphrase =
            self.storage.secrets.storage() == Storage::Memory { reason: NoKeychain::WithoutPassphrase };
        if is_without_passphrase && self.stored().account.is_some_and(|account| !account.sample) {
            let message = "the data of the account are under a passphrase that was not entered";
            return Err(DeskError::desk(DeskErrorCode::Locked, message));
        }
        let removed = self
            .write(|session| {
                let mut removed = None;
                let removed_key = session.stored().account.map(|account| account.key());
                session.update_and(
                    |stored| removed = stored.remove_account(),
                    |state| {
                        let key = removed_key.as_ref();
                        state.unstored_tokens.retain(|(other, _)| Some(other) != key);
                        let has_account = state.stored.account.is_some();
                        state.use_access(None, !has_account);
                        state.renew_connections();
                        state.sample_server = None;
                    },
                )?;
                Ok(removed)
            })
            .await?;
        self.delete_data_of(removed).await
    }

    /// Forgets the access, so that token and cache are read again, as after a start: the secrets are readable now.
    pub async fn reset_access(self: &Arc<Self>) -> Result<(), DeskError> {
        self.write(|session| {
            session.state().use_access(None, false);
            Ok(())
        })
        .await
    }

    /// Deletes everything of this program on this computer and starts as for a new user. `delete_others` deletes the files
    /// that do not belong to the session.
    ///
    /// # Errors
    /// `WipeIncomplete` with the first failure, after everything was tried.
    pub async fn wipe(
        self: &Arc<Self>,
        delete_others: impl FnOnce() -> Vec<Result<(), DeskError>> + Send + 'static,
    ) -> Result<(), DeskError> {
        self.write(move |session| {
            {
                let mut state = session.state();
                state.stored = StoredState::new(session.system_language);
                state.problem = None;
                state.unstored_tokens.clear();
                state.use_access(None, true);
                state.proxy = None;
                state.renew_connections();
                state.epoch.connection += 1;
                state.sample_server = None;
            }
            *session.written() = Written::loaded(Default::default());
            session.storage.wipe(session.store.as_ref(), delete_others)
        })
        .await
    }

    /// Uses another zone for the account's calendar, also when it cannot be stored.
    pub async fn set_zone(self: &Arc<Self>, key: AccountKey, zone: Tz) -> Result<(), DeskError> {
        self.write(move |session| {
            let change = |stored: &mut StoredState| {
                if let Some(account) = stored.account.as_mut().filter(|account| account.key() == key) {
                    account.zone = Some(zone.name().to_owned());
                }
            };
            session.update(change).inspect_err(|_| change(&mut session.state().stored))
        })
        .await
    }

    /// Stores which period is displayed, for the next start.
    pub fn set_last_period(
        self: &Arc<Self>,
        view: calendar::view::types::ViewKind,
        date: NaiveDate,
        today: NaiveDate,
    ) {
        self.write_in_background("the displayed period", move |stored| {
            stored.last_view = view;
            stored.last_date = Some((date, today));
        });
    }

    async fn delete_data_of(self: &Arc<Self>, account: Option<Account>) -> Result<(), DeskError> {
        let Some(account) = account else { return Ok(()) };
        let session = Arc::clone(self);
        blocking(move || session.storage.delete_account(&account.key())).await?
    }
}

/// Codes of a failed profile request after which the token may still open the calendar.
pub(crate) fn may_enter_account_id(code: ErrorCode) -> bool {
    use onelink::ErrorCode as Code;
    matches!(
        code,
        ErrorCode::OneLink(
            Code::NotFound
                | Code::Forbidden
                | Code::FeatureDisabled
                | Code::RoleRefused
                | Code::BotToken
                | Code::Unauthorized
                | Code::NotAMember
                | Code::WrongShape
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::tests::session;
    use crate::session::{LoadedPart, MemoryStore, StoredPart};

    fn account_and_access() -> (Account, Access) {
        let address = Address::parse("https://clinic.example").unwrap();
        let account = Account { address: address.as_str().to_owned(), id: 7, ..Account::default() };
        (account, Access { address, token: Token::new("q7Hk2mZr9TxW4bNc").unwrap() })
    }

    #[tokio::test]
    async fn wipe_and_sign_out_drop_every_secret_in_memory() {
        for wipes in [true, false] {
            let session = session(MemoryStore::default());
            let (account, access) = account_and_access();
            let key = account.key();
            session.use_account(account, access.clone(), session.epoch()).await.unwrap();
            let proxy = onelink::ProxyAddress::parse("http://desk:hunter2@10.0.0.1:3128").unwrap();
            session.set_proxy(Some(proxy)).await.unwrap();
            let number = session.begin_check();
            session.finish_check(number, CheckedConnection { access, account_names: Vec::new(), user: None });
            assert_eq!(session.tokens().len(), 2);
            if wipes {
                session.wipe(Vec::new).await.unwrap();
                assert!(
                    session.storage.secrets.proxy().unwrap().is_none() && session.state().proxy.is_none()
                );
            } else {
                session.sign_out().await.unwrap();
            }
            assert!(session.tokens().is_empty() && session.storage.secrets.token(&key).unwrap().is_none());
        }
    }

    #[tokio::test]
    async fn account_that_connects_during_a_wipe_is_not_used() {
        let session = session(MemoryStore::default());
        let (account, access) = account_and_access();
        let (key, epoch) = (account.key(), session.epoch());
        session.wipe(Vec::new).await.unwrap();
        let error = session.use_account(account, access, epoch).await.unwrap_err();
        assert_eq!(error.code.to_string(), "nothing_checked");
        assert!(session.storage.secrets.token(&key).unwrap().is_none());
        assert!(session.stored().account.is_none());
        assert!(StoredPart::ALL.iter().all(|part| session.store.load(*part) == LoadedPart::default()));
    }
}
