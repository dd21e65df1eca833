//! What is stored, in two parts, and how parts of any version are read.
//!
//! A value that cannot be read falls back to its default alone. So the accounts survive a broken setting, and a file of a
//! newer version is read as far as it is understood. Its other fields are kept for that version.

use std::collections::BTreeMap;

use calendar::chat::ChatLanguage;
use calendar::model::Instant;
use calendar::view::types::{ListArrangement, ViewKind};
use calendar::{Filter, ResourceOrder, SavedFilter};
use chrono::NaiveDate;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::account::Account;
use super::lenient::overlay;
use super::proxy::StoredProxy;
use super::settings::replace_invalid;
use super::store::StoredPart;
use super::window::{self, WindowPlace};
use crate::api::{ChatSettings, Language, Settings};

/// The version of the schema of both parts. A part without a version is of version 0. Until version 1 the accounts were
/// among the settings.
const VERSION: u32 = 2;

/// The names of the fields in the part of the accounts.
const ACCOUNT_FIELDS: [&str; 2] = ["account", "others"];

/// What outlives the program, apart from secrets and calendars.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredState {
    pub settings: Settings,
    pub account: Option<Account>,
    /// The other accounts of this computer, the one used last first.
    pub others: Vec<Account>,
    pub last_view: ViewKind,
    /// The date displayed last, and the clinic's date at that time.
    pub last_date: Option<(NaiveDate, NaiveDate)>,
    /// The filter of each account, by the account's key.
    filters: BTreeMap<String, Filter>,
    /// The filters with names of each account, by the account's key.
    saved_filters: BTreeMap<String, Vec<SavedFilter>>,
    /// The order of the resources of each account, by the account's key.
    orders: BTreeMap<String, ResourceOrder>,
    /// How the list of each account is arranged, by the account's key.
    list_arrangements: BTreeMap<String, ListArrangement>,
    /// The proxy that the user entered; `None` for the system's.
    pub proxy: Option<StoredProxy>,
    /// The newest crash that the user has seen.
    pub crash_seen: Option<Instant>,
    /// Where the window was; `None` until it was closed with an account.
    pub window: Option<WindowPlace>,
    /// The fields of a newer version. An account has its own.
    #[serde(skip)]
    unknown: UnknownFields,
}

/// Fields that this version does not know. They are written back as they were read.
#[derive(Debug, Clone, PartialEq, Default)]
struct UnknownFields {
    parts: [Map<String, Value>; StoredPart::ALL.len()],
    settings: Map<String, Value>,
}

impl StoredState {
    /// The state of a program that was never started before.
    pub fn new(system_language: Language) -> Self {
        let chat_language = match system_language {
            Language::Ru => ChatLanguage::Ru,
            Language::Kk => ChatLanguage::Kk,
            Language::En => ChatLanguage::En,
        };
        Self {
            settings: Settings {
                language: system_language,
                chat: ChatSettings { language: chat_language, ..ChatSettings::default() },
                ..Settings::default()
            },
            account: None,
            others: Vec::new(),
            last_view: ViewKind::Day,
            last_date: None,
            filters: BTreeMap::new(),
            saved_filters: BTreeMap::new(),
            orders: BTreeMap::new(),
            list_arrangements: BTreeMap::new(),
            proxy: None,
            crash_seen: None,
            window: None,
            unknown: UnknownFields::default(),
        }
    }

    /// Reads the stored parts, which can be of this version or any other.
    pub fn from_parts(
        accounts: Option<Value>,
        settings: Option<Value>,
        system_language: Language,
    ) -> ReadState {
        let mut fields = fields_of(settings, StoredPart::Settings);
        migrate(&mut fields);
        // The part of the accounts is newer than accounts among the settings.
        let has_accounts_part = accounts.is_some();
        let mut account_fields = fields_of(accounts, StoredPart::Accounts);
        // Every version writes the field, also without an account.
        let lacks_account = has_accounts_part && !account_fields.contains_key("account");
        for name in ACCOUNT_FIELDS {
            if let Some(value) = account_fields.remove(name) {
                fields.insert(name.to_owned(), value);
            }
        }
        let mut reader =
            Reader { fields, unreadable: Vec::new(), unusable_accounts: usize::from(lacks_account) };
        let default = Self::new(system_language);
        let unknown_settings = reader.unknown_settings(&default.settings);
        let mut state = Self {
            settings: reader.settings(&default.settings),
            account: reader.account(),
            others: reader.others(),
            last_view: reader.field("lastView", default.last_view),
            last_date: reader.field("lastDate", default.last_date),
            filters: reader.of_accounts("filters"),
            saved_filters: reader.field("savedFilters", default.saved_filters),
            orders: reader.field("orders", default.orders),
            list_arrangements: reader.of_accounts("listArrangements"),
            proxy: reader.field("proxy", default.proxy),
            crash_seen: reader.field("crashSeen", default.crash_seen),
            window: reader.field(window::FIELD, default.window),
            unknown: UnknownFields::default(),
        };
        let mut parts = [account_fields, reader.fields];
        for fields in &mut parts {
            fields.remove("version");
        }
        state.unknown = UnknownFields { parts, settings: unknown_settings };
        for path in reader.unreadable {
            // The path only: the value may be an account's name.
            tracing::warn!("the stored value of {path} cannot be read; the default is used");
        }
        ReadState { state, has_unusable_account: reader.unusable_accounts > 0 }
    }

    /// The value of a part, to be stored.
    pub fn part(&self, part: StoredPart) -> Value {
        // A struct of strings, numbers and lists always has a JSON value.
        let mut value = serde_json::to_value(self).unwrap_or_default();
        if let Value::Object(fields) = &mut value {
            fields
                .retain(|name, _| (part == StoredPart::Accounts) == ACCOUNT_FIELDS.contains(&name.as_str()));
            fields.insert("version".to_owned(), json!(VERSION));
            if let Some(Value::Object(settings)) = fields.get_mut("settings") {
                settings.extend(self.unknown.settings.clone());
            }
            fields.extend(self.unknown.parts[part as usize].clone());
        }
        value
    }

    /// The key of the account in use.
    fn account_key(&self) -> Option<String> {
        self.account.as_ref().map(|account| account.key().to_string())
    }

    /// The filter of the account in use.
    pub fn filter(&self) -> Filter {
        self.account_key().and_then(|key| self.filters.get(&key)).cloned().unwrap_or_default()
    }

    /// Changes the filter of the account in use.
    pub fn set_filter(&mut self, filter: Filter) {
        if let Some(key) = self.account_key() {
            self.filters.insert(key, filter);
        }
    }

    /// The filters with names of the account in use.
    pub fn saved_filters(&self) -> Vec<SavedFilter> {
        self.account_key().and_then(|key| self.saved_filters.get(&key)).cloned().unwrap_or_default()
    }

    /// Replaces the filters with names of the account in use.
    pub fn set_saved_filters(&mut self, saved: Vec<SavedFilter>) {
        if let Some(key) = self.account_key() {
            self.saved_filters.insert(key, saved);
        }
    }

    /// The order of the resources of the account in use.
    pub fn order(&self) -> ResourceOrder {
        self.account_key().and_then(|key| self.orders.get(&key)).cloned().unwrap_or_default()
    }

    /// Changes the order of the resources of the account in use.
    pub fn set_order(&mut self, order: ResourceOrder) {
        if let Some(key) = self.account_key() {
            self.orders.insert(key, order);
        }
    }

    /// How the list of the account in use is arranged.
    pub fn list_arrangement(&self) -> ListArrangement {
        self.account_key().and_then(|key| self.list_arrangements.get(&key)).cloned().unwrap_or_default()
    }

    /// Arranges the list of the account in use.
    pub fn set_list_arrangement(&mut self, arrangement: ListArrangement) {
        if let Some(key) = self.account_key() {
            self.list_arrangements.insert(key, arrangement);
        }
    }

    /// One of the other accounts.
    pub fn other(&self, address: &str, id: u64) -> Option<Account> {
        self.others.iter().find(|other| other.address == address && other.id == id).cloned()
    }

    /// Uses an account. The previous one moves to the front of `others`. Sample data are not stored there, because their
    /// server has stopped. They are returned, so that their data can be deleted.
    #[must_use = "the data of replaced sample data are to be deleted"]
    pub fn use_account(&mut self, account: Option<Account>) -> Option<Account> {
        let before = self.account.take();
        let replaced_sample = match before {
            Some(before) if before.sample => Some(before),
            Some(before) => {
                self.others.retain(|other| other.key() != before.key());
                self.others.insert(0, before);
                None
            }
            None => None,
        };
        if let Some(account) = &account {
            self.others.retain(|other| other.key() != account.key());
        }
        self.account = account;
        self.last_date = None;
        replaced_sample
    }

    /// Removes the account in use and its filters and arrangements, and uses the account that was used before it.
    pub fn remove_account(&mut self) -> Option<Account> {
        let removed = self.account.take();
        if let Some(removed) = &removed {
            let key = removed.key().to_string();
            self.filters.remove(&key);
            self.saved_filters.remove(&key);
            self.orders.remove(&key);
            self.list_arrangements.remove(&key);
        }
        self.account = (!self.others.is_empty()).then(|| self.others.remove(0));
        self.last_date = None;
        removed
    }
}

/// The stored state, as it could be read.
pub(crate) struct ReadState {
    pub state: StoredState,
    /// An account has no address or no id, so it is not in `state`.
    pub has_unusable_account: bool,
}

fn fields_of(value: Option<Value>, part: StoredPart) -> Map<String, Value> {
    match value {
        Some(Value::Object(fields)) => fields,
        None => Map::new(),
        Some(_) => {
            tracing::warn!("{} holds no object; the defaults are used", part.file_name());
            Map::new()
        }
    }
}

/// Renames what had another name or shape in earlier versions.
fn migrate(fields: &mut Map<String, Value>) {
    let version = fields.get("version").and_then(Value::as_u64).unwrap_or(0);
    if version == 0 {
        // `hidden` was a list of resource ids for each account.
        if let Some(Value::Object(hidden)) = fields.remove("hidden") {
            let filters = hidden.into_iter().map(|(key, ids)| (key, json!({ "hiddenResources": ids })));
            fields.insert("filters".to_owned(), Value::Object(filters.collect()));
        }
        let settings = fields.get_mut("settings");
        if let Some(Value::Object(settings)) = settings {
            rename(settings, "chat", "most", "maxTimes");
            rename(settings, "cache", "mostMib", "maxMib");
        }
    }
}

fn rename(settings: &mut Map<String, Value>, group: &str, old: &str, new: &str) {
    if let Some(Value::Object(group)) = settings.get_mut(group)
        && let Some(value) = group.remove(old)
    {
        group.insert(new.to_owned(), value);
    }
}

/// Reads the fields of a file one by one and notes the paths of those that it cannot read.
struct Reader {
    fields: Map<String, Value>,
    unreadable: Vec<String>,
    unusable_accounts: usize,
}

impl Reader {
    fn field<T: Serialize + DeserializeOwned>(&mut self, name: &str, default: T) -> T {
        match self.fields.remove(name) {
            None => default,
            Some(value) => overlay(default, &value, name, &mut self.unreadable),
        }
    }

    /// The fields of the settings that this version does not know.
    fn unknown_settings(&self, default: &Settings) -> Map<String, Value> {
        let Some(Value::Object(stored)) = self.fields.get("settings") else { return Map::new() };
        let known = serde_json::to_value(default).unwrap_or_default();
        let is_unknown = |(name, _): &(&String, &Value)| known.get(name.as_str()).is_none();
        stored.iter().filter(is_unknown).map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    fn settings(&mut self, default: &Settings) -> Settings {
        let mut settings = self.field("settings", default.clone());
        let invalid = replace_invalid(&mut settings, default);
        self.unreadable.extend(invalid.into_iter().map(|name| format!("settings.{name}")));
        settings
    }

    fn account(&mut self) -> Option<Account> {
        let value = self.fields.remove("account").filter(|value| !value.is_null())?;
        self.account_of(&value, "account")
    }

    fn others(&mut self) -> Vec<Account> {
        let value = self.fields.remove("others").unwrap_or_else(|| json!([]));
        let Value::Array(values) = value else {
            self.unreadable.push("others".to_owned());
            self.unusable_accounts += 1;
            return Vec::new();
        };
        values.iter().filter_map(|value| self.account_of(value, "others")).collect()
    }

    /// An account needs its address and its id. The rest of it can be fetched again.
    fn account_of(&mut self, value: &Value, path: &str) -> Option<Account> {
        let account: Account = overlay(Account::default(), value, path, &mut self.unreadable);
        let is_usable = account.sample || !account.address.is_empty() && account.id > 0;
        if !is_usable {
            self.unreadable.push(path.to_owned());
            self.unusable_accounts += 1;
        }
        is_usable.then_some(account)
    }

    /// A value of each account, by the account's key.
    fn of_accounts<T: Default + Serialize + DeserializeOwned>(&mut self, name: &str) -> BTreeMap<String, T> {
        let value = self.fields.remove(name).unwrap_or_else(|| json!({}));
        let Value::Object(values) = value else {
            self.unreadable.push(name.to_owned());
            return BTreeMap::new();
        };
        let mut read = |value: &Value| overlay(T::default(), value, name, &mut self.unreadable);
        values.iter().map(|(key, value)| (key.clone(), read(value))).collect()
    }
}

#[cfg(test)]
mod tests;
