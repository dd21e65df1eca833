//! What the desk knows at the moment, and the part of it that outlives the program.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use calendar::Filter;
use calendar::chat::ChatLanguage;
use calendar::model::{Instant, Interval};
use calendar::view::types::ViewKind;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::api::{
    CacheSettings, ChatSettings, DeskError, Language, PrivacySettings, Settings, Theme, poll_seconds,
};
use crate::archive::Archive;
use crate::books::Books;
use crate::changes::Changes;
use crate::diagnostics::Composed;
use crate::log::Log;
use crate::panic_notes::panic_notes;
use crate::proxy::{KeptProxy, Proxied};
use crate::store::SettingsStore;

/// The zone assumed until a payload tells the clinic's; most One-Link accounts are in it.
pub(crate) const FIRST_ZONE: Tz = Tz::Asia__Almaty;

/// What is kept from start to start, in plain sight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Kept {
    pub settings: Settings,
    #[serde(default)]
    pub account: Option<Account>,
    /// Accounts that can be switched to, the one left last first.
    #[serde(default)]
    pub others: Vec<Account>,
    #[serde(default)]
    pub last_view: ViewKind,
    /// The date shown last, and the clinic's date on which that was.
    #[serde(default)]
    pub last_date: Option<(NaiveDate, NaiveDate)>,
    /// The resources hidden by the filter, by account.
    #[serde(default)]
    pub hidden: BTreeMap<String, BTreeSet<i64>>,
    /// The proxy that was typed; absent for the system's.
    #[serde(default)]
    pub proxy: Option<KeptProxy>,
    /// The newest crash that the user knows of.
    #[serde(default)]
    pub crash_seen: Option<Instant>,
}

impl Kept {
    /// Of a program that was never started before.
    fn first(system_language: Language) -> Self {
        let chat_language = match system_language {
            Language::Ru => ChatLanguage::Ru,
            Language::Kk => ChatLanguage::Kk,
            Language::En => ChatLanguage::En,
        };
        Self {
            settings: Settings {
                language: system_language,
                theme: Theme::System,
                time_step_min: 30,
                poll_seconds: poll_seconds(),
                chat: ChatSettings { language: chat_language, ..ChatSettings::default() },
                cache: CacheSettings::default(),
                privacy: PrivacySettings::default(),
            },
            account: None,
            others: Vec::new(),
            last_view: ViewKind::Day,
            last_date: None,
            hidden: BTreeMap::new(),
            proxy: None,
            crash_seen: None,
        }
    }
}

/// An account that was connected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Account {
    /// Empty for sample data, whose server is at another port each time.
    pub address: String,
    #[serde(rename = "accountId")]
    pub id: u64,
    pub name: String,
    pub sample: bool,
    /// The clinic's zone as its last payload told it, an IANA name.
    pub zone: Option<String>,
}

impl Account {
    /// Who this is to the keychain and the cache.
    pub fn key(&self) -> sealed_cache::AccountKey {
        let origin = if self.sample { "sample".to_owned() } else { self.address.clone() };
        sealed_cache::AccountKey { origin, account_id: self.id }
    }

    pub fn zone(&self) -> Tz {
        self.zone.as_deref().and_then(|name| name.parse().ok()).unwrap_or(FIRST_ZONE)
    }
}

/// Where and with what to ask for the account's calendar.
#[derive(Clone)]
pub(crate) struct Access {
    pub address: onelink::Address,
    pub token: onelink::Token,
}

/// Why the last request failed.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub error: DeskError,
    /// How many requests failed in a row.
    pub in_a_row: u32,
}

pub(crate) struct State {
    pub kept: Kept,
    /// The way through the proxy that was typed; absent for the system's.
    pub proxied: Option<Proxied>,
    /// Absent without an account, or when its token is not on this computer.
    pub access: Option<Access>,
    /// Whether the keychain was already asked for the account's token.
    pub access_sought: bool,
    /// Address and token checked last, until they are used.
    pub checked: Option<(Access, Vec<(u64, String)>)>,
    /// The practice server behind sample data.
    pub sample: Option<practice::Server>,
    pub books: Books,
    pub changes: Changes,
    /// What was searched in this account, ready for the next search.
    pub archive: Arc<Mutex<Archive>>,
    /// What the screen shows.
    pub shown: Option<(ViewKind, NaiveDate)>,
    pub visible: bool,
    /// The units that are being fetched.
    pub fetching: HashSet<Interval>,
    pub failure: Option<Failure>,
    /// When the next poll is due.
    pub next_poll: Option<Instant>,
    /// When the ages on screen and the line of now are next moved.
    pub next_minute: Option<Instant>,
    /// The crash that this start found a note of, until the user knows of it.
    pub crash: Option<Instant>,
    /// The diagnostics shown last, to be saved as they were shown.
    pub diagnostics: Option<Composed>,
    /// Counts changes of account, and of the way to it: an answer to a question of an earlier one is dropped.
    pub generation: u64,
}

impl State {
    pub fn load(store: &dyn SettingsStore, system_language: Language) -> Self {
        let kept = store
            .load()
            .and_then(|value| {
                serde_json::from_value(value)
                    // Not what serde says: it quotes what it did not expect, and an account's name can be among it.
                    .inspect_err(|_| tracing::warn!("the settings cannot be read; starting anew"))
                    .ok()
            })
            .unwrap_or_else(|| Kept::first(system_language));
        Self {
            kept,
            proxied: None,
            access: None,
            access_sought: false,
            checked: None,
            sample: None,
            books: Books::default(),
            changes: Changes::default(),
            archive: Arc::default(),
            shown: None,
            visible: true,
            fetching: HashSet::new(),
            failure: None,
            next_poll: None,
            next_minute: None,
            crash: None,
            diagnostics: None,
            generation: 0,
        }
    }

    /// Looks for a crash before this start that the user does not know of.
    pub fn find_crash(&mut self, log: &Log) {
        let newest = panic_notes(log).first().map(|note| note.at);
        self.crash = newest.filter(|at| self.kept.crash_seen.is_none_or(|seen| seen < *at));
    }

    /// Keeps the account in use among the others. Sample data have no server to come back to: they are returned, to be
    /// forgotten.
    #[must_use]
    pub fn put_aside(&mut self) -> Option<Account> {
        let account = self.kept.account.take()?;
        if account.sample {
            return Some(account);
        }
        self.kept.others.retain(|other| other.key() != account.key());
        self.kept.others.insert(0, account);
        None
    }

    /// Leaves one account for another, or for none: nothing of the first may show through.
    pub fn change_account(&mut self, account: Option<Account>, access: Option<Access>) {
        if let Some(account) = &account {
            self.kept.others.retain(|other| other.key() != account.key());
        }
        self.kept.account = account;
        self.kept.last_date = None;
        self.access = access;
        self.access_sought = true;
        self.checked = None;
        self.books = Books::default();
        self.changes = Changes::default();
        self.archive = Arc::default();
        self.shown = None;
        self.fetching.clear();
        self.failure = None;
        self.next_poll = None;
        self.generation += 1;
    }

    /// As after a start: the token is sought again, and the calendar in the cache.
    pub fn begin_again(&mut self) {
        let (account, last_date) = (self.kept.account.take(), self.kept.last_date);
        self.change_account(account, None);
        self.kept.last_date = last_date;
        self.access_sought = false;
    }

    /// Goes another way from now on. What is on its way by the old one ends there and says nothing of the new one.
    pub fn go_through(&mut self, proxied: Option<Proxied>) {
        self.proxied = proxied;
        self.fetching.clear();
        self.generation += 1;
        // A token that is being sought counts as an answer of before.
        self.access_sought = self.access.is_some();
    }

    /// As at the first start ever.
    pub fn forget_everything(&mut self, system_language: Language) {
        self.change_account(None, None);
        self.sample = None;
        self.proxied = None;
        self.crash = None;
        self.diagnostics = None;
        self.kept = Kept::first(system_language);
    }

    /// The filter of the current account.
    pub fn filter(&self) -> Filter {
        let Some(account) = &self.kept.account else { return Filter::default() };
        let hidden = self.kept.hidden.get(&account.key().to_string());
        Filter { hidden_resources: hidden.cloned().unwrap_or_default() }
    }
}
