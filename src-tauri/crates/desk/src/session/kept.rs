//! What users have entered for an account and no server has: counts of the cash, and names of employees. It is kept in the
//! sealed cache, as JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use calendar::model::{Instant, Tenge};
use chrono::NaiveDate;
use sealed_cache::AccountKey;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Epoch, Session, Storage, account_changed};
use crate::api::{CashNotes, DeskError};
use crate::errors::{self, blocking};

/// The kinds of kept values, as the cache names them.
const CASH_COUNT: &str = "cash_count";
const EMPLOYEE: &str = "employee";

/// A count of the cash, as it is stored. Fields of a newer version are ignored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StoredCashCount {
    pub saved_at: Instant,
    /// The day whose cash was counted.
    pub date: NaiveDate,
    pub expected: Option<Tenge>,
    pub counted: Tenge,
    #[serde(default)]
    pub notes: Vec<CashNotes>,
    #[serde(default)]
    pub by: String,
    #[serde(default)]
    pub comment: String,
}

/// The name of an employee, as it is stored. Fields of a newer version are ignored.
#[derive(Serialize, Deserialize)]
struct StoredEmployee {
    name: String,
}

/// The kept values of one kind by their ids, and whether they outlive the program.
pub(crate) struct KeptValues<T> {
    pub values: BTreeMap<i64, T>,
    pub on_disk: bool,
}

impl Storage {
    /// The kept values of a kind. One that cannot be read is skipped, and stays where it is.
    fn kept<T: DeserializeOwned>(
        &self,
        account: &AccountKey,
        kind: &'static str,
    ) -> Result<KeptValues<T>, DeskError> {
        let kept =
            self.cache.kept(account, kind).map_err(|error| errors::storage("read what is kept", &error))?;
        let mut values = BTreeMap::new();
        for kept in kept {
            let value = kept.body.as_deref().and_then(|body| serde_json::from_slice(body).ok());
            if let Some((id, value)) = kept.name.parse().ok().zip(value) {
                values.insert(id, value);
            } else {
                // Neither the value nor serde's message: they can contain a name or a sum.
                tracing::warn!(kind, "a kept value cannot be read and is skipped");
            }
        }
        Ok(KeptValues { values, on_disk: self.cache.keeps_on_disk() })
    }

    fn keep(
        &self,
        account: &AccountKey,
        kind: &'static str,
        id: i64,
        value: &impl Serialize,
    ) -> Result<(), DeskError> {
        let failed = |error: &dyn std::error::Error| errors::storage("keep what was entered", error);
        let body = serde_json::to_vec(value).map_err(|error| failed(&error))?;
        self.cache.keep(account, kind, &id.to_string(), &body).map_err(|error| failed(&error))
    }

    /// The id of a new count: the microseconds since 1970, or more if there is a later count already. So a count never replaces
    /// another one, also not one that cannot be read, or one that was kept while the passphrase was not entered.
    fn next_count_id(&self, account: &AccountKey, now: Instant) -> Result<i64, DeskError> {
        let kept = self
            .cache
            .kept(account, CASH_COUNT)
            .map_err(|error| errors::storage("read what is kept", &error))?;
        let latest = kept.iter().filter_map(|kept| kept.name.parse::<i64>().ok()).max();
        let now_us = now.timestamp_micros();
        Ok(latest.map_or(now_us, |latest| now_us.max(latest.saturating_add(1))))
    }
}

impl Session {
    /// The counts of the cash of an account.
    ///
    /// # Errors
    /// `StorageFailed` when the cache cannot be read.
    pub async fn cash_counts(
        self: &Arc<Self>,
        account: AccountKey,
    ) -> Result<KeptValues<StoredCashCount>, DeskError> {
        let session = Arc::clone(self);
        blocking(move || session.storage.kept(&account, CASH_COUNT)).await?
    }

    /// Adds a count of the cash of the account that was in use in `epoch`.
    ///
    /// # Errors
    /// `StorageFailed` when it cannot be written, `NothingChecked` when another account is in use by then. Then nothing has
    /// changed.
    pub async fn add_cash_count(
        self: &Arc<Self>,
        account: AccountKey,
        epoch: Epoch,
        count: StoredCashCount,
    ) -> Result<(), DeskError> {
        self.write_kept(epoch, move |storage| {
            let id = storage.next_count_id(&account, count.saved_at)?;
            storage.keep(&account, CASH_COUNT, id, &count)
        })
        .await
    }

    /// The names of the employees of an account, by their ids.
    ///
    /// # Errors
    /// `StorageFailed` when the cache cannot be read.
    pub async fn employee_names(
        self: &Arc<Self>,
        account: AccountKey,
    ) -> Result<BTreeMap<i64, String>, DeskError> {
        let session = Arc::clone(self);
        let kept = blocking(move || session.storage.kept::<StoredEmployee>(&account, EMPLOYEE)).await??;
        Ok(kept.values.into_iter().map(|(id, employee)| (id, employee.name)).collect())
    }

    /// Names an employee of the account that was in use in `epoch`. An empty name removes the one that was kept.
    ///
    /// # Errors
    /// As [`Session::add_cash_count`].
    pub async fn name_employee(
        self: &Arc<Self>,
        account: AccountKey,
        epoch: Epoch,
        id: i64,
        name: String,
    ) -> Result<(), DeskError> {
        self.write_kept(epoch, move |storage| {
            if !name.is_empty() {
                return storage.keep(&account, EMPLOYEE, id, &StoredEmployee { name });
            }
            storage
                .cache
                .remove_kept(&account, EMPLOYEE, &id.to_string())
                .map_err(|error| errors::storage("remove what is kept", &error))
        })
        .await
    }

    /// Runs `work` on the writer's thread, so that nothing is kept for an account that was signed out or wiped before.
    async fn write_kept(
        self: &Arc<Self>,
        epoch: Epoch,
        work: impl FnOnce(&Storage) -> Result<(), DeskError> + Send + 'static,
    ) -> Result<(), DeskError> {
        self.write(move |session| {
            if session.epoch().account != epoch.account {
                return Err(account_changed());
            }
            work(&session.storage)
        })
        .await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::MemoryStore;
    use crate::session::tests::session;

    fn count(counted: i64) -> StoredCashCount {
        StoredCashCount {
            saved_at: "2026-11-24T14:00:00Z".parse().unwrap(),
            date: "2026-11-24".parse().unwrap(),
            expected: None,
            counted: Tenge(counted),
            notes: Vec::new(),
            by: String::new(),
            comment: String::new(),
        }
    }

    #[tokio::test]
    async fn unreadable_value_is_skipped_and_neither_replaced_nor_deleted() {
        let session = session(MemoryStore::default());
        session.use_sample().await.unwrap();
        let active = session.active().unwrap();
        let (account, epoch) = (active.account.key(), active.epoch);
        session.add_cash_count(account.clone(), epoch, count(1)).await.unwrap();
        let first = count(1).saved_at.timestamp_micros();
        // The one that is saved next at the same time would have this id.
        let damaged = (first + 1).to_string();
        for name in [damaged.as_str(), "no number"] {
            session.storage.cache.keep(&account, CASH_COUNT, name, b"{\"counted\":").unwrap();
        }
        session.add_cash_count(account.clone(), epoch, count(2)).await.unwrap();
        let values = session.cash_counts(account.clone()).await.unwrap().values;
        let counted: Vec<_> = values.iter().map(|(id, count)| (*id, count.counted.0)).collect();
        assert_eq!(counted, [(first, 1), (first + 2, 2)]);
        assert_eq!(session.storage.cache.kept(&account, CASH_COUNT).unwrap().len(), 4);
    }

    #[tokio::test]
    async fn value_of_a_newer_version_is_read() {
        let session = session(MemoryStore::default());
        session.use_sample().await.unwrap();
        let account = session.active().unwrap().account.key();
        let count = br#"{"savedAt":"2026-11-24T14:00:00Z","date":"2026-11-24","expected":null,"counted":5,"currency":"KZT",
            "notes":[{"note":5,"count":1,"torn":true}]}"#;
        session.storage.cache.keep(&account, CASH_COUNT, "7", count).unwrap();
        session.storage.cache.keep(&account, EMPLOYEE, "11", br#"{"name":"A","colour":1}"#).unwrap();
        let counts = session.cash_counts(account.clone()).await.unwrap();
        assert!(!counts.on_disk);
        let count = &counts.values[&7];
        assert_eq!((count.counted, count.notes.len(), count.by.as_str()), (Tenge(5), 1, ""));
        assert_eq!(session.employee_names(account).await.unwrap(), [(11, "A".to_owned())].into());
    }

    #[tokio::test]
    async fn count_for_an_account_that_was_signed_out_meanwhile_is_not_kept() {
        let session = session(MemoryStore::default());
        session.use_sample().await.unwrap();
        let active = session.active().unwrap();
        let account = active.account.key();
        session.sign_out().await.unwrap();
        let error = session.add_cash_count(account.clone(), active.epoch, count(1)).await.unwrap_err();
        assert_eq!(error.code.to_string(), "nothing_checked");
        assert!(session.cash_counts(account).await.unwrap().values.is_empty());
    }
}
