//! What the settings file holds, and how a file of any version is read.
//!
//! A value that cannot be read falls back to its default alone. So the accounts survive a broken setting, and a file of a
//! newer version is read as far as it is understood.

use std::collections::BTreeMap;

use calendar::Filter;
use calendar::chat::ChatLanguage;
use calendar::model::Instant;
use calendar::view::types::ViewKind;
use chrono::NaiveDate;
use sealed_cache::AccountKey;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::account::Account;
use super::lenient::overlay;
use super::proxy::StoredProxy;
use super::settings::replace_invalid;
use crate::api::{ChatSettings, Language, Settings};

/// The version of the file's schema. Files without a version are of version 0.
const VERSION: u32 = 1;

/// What outlives the program in the settings file. It holds no secret.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredState {
    version: u32,
    pub settings: Settings,
    pub account: Option<Account>,
    /// The other accounts of this computer, the one used last first.
    pub others: Vec<Account>,
    pub last_view: ViewKind,
    /// The date displayed last, and the clinic's date at that time.
    pub last_date: Option<(NaiveDate, NaiveDate)>,
    /// The filter of each account, by the account's key.
    filters: BTreeMap<String, Filter>,
    /// The proxy that the user entered; `None` for the system's.
    pub proxy: Option<StoredProxy>,
    /// The newest crash that the user has seen.
    pub crash_seen: Option<Instant>,
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
            version: VERSION,
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
            proxy: None,
            crash_seen: None,
        }
    }

    /// Reads the content of a settings file of this version or any other.
    pub fn from_value(value: Value, system_language: Language) -> Self {
        let Value::Object(mut fields) = value else {
            tracing::warn!("the settings file holds no object; the defaults are used");
            return Self::new(system_language);
        };
        migrate(&mut fields);
        let mut reader = Reader { fields, unreadable: Vec::new() };
        let default = Self::new(system_language);
        let state = Self {
            version: VERSION,
            settings: reader.settings(&default.settings),
            account: reader.account(),
            others: reader.others(),
            last_view: reader.field("lastView", default.last_view),
            last_date: reader.field("lastDate", default.last_date),
            filters: reader.filters(),
            proxy: reader.field("proxy", default.proxy),
            crash_seen: reader.field("crashSeen", default.crash_seen),
        };
        for path in reader.unreadable {
            // The path only: the value may be an account's name.
            tracing::warn!("the stored value of {path} cannot be read; the default is used");
        }
        state
    }

    pub fn to_value(&self) -> Value {
        // A struct of strings, numbers and lists always has a JSON value.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// The filter of the account in use.
    pub fn filter(&self) -> Filter {
        let key = self.account.as_ref().map(|account| account.key().to_string());
        key.and_then(|key| self.filters.get(&key)).cloned().unwrap_or_default()
    }

    /// Changes the filter of the account in use.
    pub fn set_filter(&mut self, filter: Filter) {
        if let Some(account) = &self.account {
            self.filters.insert(account.key().to_string(), filter);
        }
    }

    /// Whether an account is on this computer.
    pub fn has_account(&self, key: &AccountKey) -> bool {
        self.account.iter().chain(&self.others).any(|account| account.key() == *key)
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

    /// Removes the account in use and its filter, and uses the account that was used before it.
    pub fn remove_account(&mut self) -> Option<Account> {
        let removed = self.account.take();
        if let Some(removed) = &removed {
            self.filters.remove(&removed.key().to_string());
        }
        self.account = (!self.others.is_empty()).then(|| self.others.remove(0));
        self.last_date = None;
        removed
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
}

impl Reader {
    fn field<T: Serialize + DeserializeOwned>(&mut self, name: &str, default: T) -> T {
        match self.fields.remove(name) {
            None => default,
            Some(value) => overlay(default, &value, name, &mut self.unreadable),
        }
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
        }
        is_usable.then_some(account)
    }

    fn filters(&mut self) -> BTreeMap<String, Filter> {
        let value = self.fields.remove("filters").unwrap_or_else(|| json!({}));
        let Value::Object(values) = value else {
            self.unreadable.push("filters".to_owned());
            return BTreeMap::new();
        };
        let mut filter = |value: &Value| overlay(Filter::default(), value, "filters", &mut self.unreadable);
        values.iter().map(|(key, value)| (key.clone(), filter(value))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that version 0 wrote.
    const VERSION_0: &str = include_str!("../../fixtures/settings_v0.json");

    fn read(value: Value) -> StoredState {
        StoredState::from_value(value, Language::Ru)
    }

    fn version_0() -> Value {
        serde_json::from_str(VERSION_0).unwrap()
    }

    #[test]
    fn file_of_version_0_is_migrated_without_loss() {
        let state = read(version_0());
        assert_eq!(state.settings.language, Language::Kk);
        assert_eq!(state.settings.chat.max_times, 4);
        assert_eq!(state.settings.cache.max_mib, 128);
        assert_eq!(state.account.as_ref().unwrap().address, "https://clinic.example");
        assert_eq!(state.others[0].id, 12);
        assert_eq!(state.filter().hidden_resources.into_iter().collect::<Vec<_>>(), [3, 5]);
        assert_eq!(state.last_view, ViewKind::Month);
        assert!(state.last_date.is_some() && state.proxy.is_some() && state.crash_seen.is_some());
    }

    #[test]
    fn written_state_is_read_back_unchanged() {
        let state = read(version_0());
        assert_eq!(read(state.to_value()), state);
        assert_eq!(state.to_value()["version"], VERSION);
        let new = StoredState::new(Language::En);
        assert_eq!(StoredState::from_value(new.to_value(), Language::Ru), new);
    }

    #[test]
    fn unreadable_value_falls_back_alone() {
        let good = read(version_0());
        for (pointer, broken) in [
            ("/settings/language", json!("uz")),
            ("/settings/timeStepMin", json!(7)),
            ("/settings/pollSeconds", json!(-1)),
            ("/settings/chat/most", json!("four")),
            ("/settings/chat/templates/ru", json!("{unknown}")),
            ("/settings/cache", json!([])),
            ("/settings/cache/mostMib", json!(0)),
            ("/settings/privacy/afterMin", json!(1000)),
            ("/settings", json!("none")),
            ("/lastView", json!("year")),
            ("/lastDate/0", json!("300000-01-01")),
            ("/crashSeen", json!(5)),
            ("/proxy/address", json!(5)),
        ] {
            let mut value = version_0();
            *value.pointer_mut(pointer).unwrap() = broken.clone();
            let state = read(value);
            assert_eq!((&state.account, &state.others), (&good.account, &good.others), "{pointer}");
            assert_eq!(state.filter(), good.filter(), "{pointer}");
            assert_ne!(state, good, "{pointer}");
            if pointer != "/settings" && pointer != "/settings/language" {
                assert_eq!(state.settings.language, Language::Kk, "{pointer}");
            }
        }
    }

    #[test]
    fn unreadable_account_field_keeps_the_account() {
        let mut value = version_0();
        value["account"]["name"] = json!(null);
        value["account"]["zone"] = json!(7);
        value["others"][0]["zone"] = json!([]);
        let state = read(value);
        assert_eq!(state.account.as_ref().unwrap().address, "https://clinic.example");
        assert_eq!((state.account.as_ref().unwrap().name.as_str(), state.others.len()), ("", 1));
    }

    #[test]
    fn unusable_account_is_skipped_and_the_others_are_kept() {
        let mut value = version_0();
        let good = value["others"][0].clone();
        value["others"] = json!([{ "address": "https://x.example", "accountId": "many" }, good, 5]);
        let state = read(value);
        assert_eq!((state.others.len(), state.others[0].id), (1, 12));
    }

    #[test]
    fn file_of_a_newer_version_keeps_accounts_filter_and_known_settings() {
        let good = read(version_0());
        let mut value = good.to_value();
        value["version"] = json!(9);
        value["settings"]["theme"] = json!({ "name": "dark", "contrast": 2 });
        value["settings"]["sound"] = json!(true);
        value["account"]["colour"] = json!("#123456");
        value["plugins"] = json!([1, 2]);
        let key = good.account.as_ref().unwrap().key().to_string();
        value["filters"][&key]["fieldOfANewerVersion"] = json!(["text"]);
        let state = read(value);
        assert_eq!((&state.account, state.filter()), (&good.account, good.filter()));
        assert_eq!(state.settings.language, good.settings.language);
    }

    #[test]
    fn value_of_another_kind_gives_the_defaults() {
        for value in [json!(null), json!([]), json!("text"), json!({})] {
            assert_eq!(read(value), StoredState::new(Language::Ru));
        }
    }
}
