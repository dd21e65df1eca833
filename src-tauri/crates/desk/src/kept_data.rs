//! What is kept on this computer: how much of it, for how long, and how to get rid of all of it.

use std::error::Error;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use sealed_cache::{CacheError, CacheLimits, Record};

use crate::api::{CacheSettings, CacheUsage, DeskError, DeskErrorCode, StartState};
use crate::errors;
use crate::{Desk, Inner};

/// Ages are days; looking more often costs nothing and also finds the day after a night asleep.
const BETWEEN_LOOKS: Duration = Duration::from_secs(60 * 60);

/// How often something was forgotten. What was asked for before that is not kept any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Forgettings(u64);

impl Desk {
    pub(crate) async fn wipe(&self) -> Result<StartState, DeskError> {
        self.state().forget_everything(self.inner.system_language);
        self.inner.poll_changed.notify_one();
        self.blocking(Inner::wipe).await??;
        self.start().await
    }

    pub(crate) async fn kept_data(&self) -> Result<CacheUsage, DeskError> {
        let size = self
            .blocking(|inner| inner.cache.size())
            .await?
            .map_err(|error| errors::storage("measure the cache", &error))?;
        Ok(CacheUsage { periods: size.records, bytes: size.sealed_bytes, on_disk: size.on_disk })
    }

    /// Drops what grew too old, also when nothing is fetched for days; for as long as the task runs.
    pub(crate) async fn keep_within_limits(&self) {
        loop {
            self.enforce_cache_limits().await;
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    /// Brings what is kept within the limits that the user set.
    pub(crate) async fn enforce_cache_limits(&self) {
        let (limits, now) = (cache_limits(&self.state().kept.settings.cache), self.now());
        let enforced = self.blocking(move |inner| {
            inner.cache.set_limits(limits);
            inner.cache.enforce(now)
        });
        if let Ok(Err(error)) = enforced.await {
            tracing::warn!(%error, "the cache could not be brought within its limits");
        }
    }
}

impl Inner {
    /// To be asked before a request whose answer is to be kept.
    pub(crate) fn forgettings(&self) -> Forgettings {
        *self.forgetting()
    }

    /// Keeps an answer, unless something was forgotten since it was asked for: it may be what was.
    pub(crate) fn keep(&self, record: &Record, asked: Forgettings) -> Result<(), CacheError> {
        let forgettings = self.forgetting();
        if *forgettings == asked { self.cache.put(record) } else { Ok(()) }
    }

    /// Runs `forget` while nothing is being kept, and lets nothing that is on its way be kept after it.
    pub(crate) fn forget<T>(&self, forget: impl FnOnce() -> T) -> T {
        let mut forgettings = self.forgetting();
        forgettings.0 += 1;
        forget()
    }

    /// Held while something is kept, so that nothing is forgotten meanwhile.
    pub(crate) fn forgetting(&self) -> MutexGuard<'_, Forgettings> {
        self.forgettings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Leaves no file and no entry in the keychain; the first failure, after everything else was tried.
    fn wipe(&self) -> Result<(), DeskError> {
        self.forget(|| {
            let outcomes = [
                self.cache.wipe().map_err(|error| not_wiped("the cache", &error)),
                self.secrets.forget_all().map_err(|error| not_wiped("the secrets", &error)),
                self.store.clear().map_err(|error| not_wiped("the settings", &error)),
                self.remove_diagnostics().map_err(|error| not_wiped("the diagnostics", &error)),
                // The last: until here lines were written into it.
                self.log.wipe().map_err(|error| not_wiped("the log", &error)),
            ];
            outcomes.into_iter().collect()
        })
    }
}

fn not_wiped(what: &str, error: &dyn Error) -> DeskError {
    let error = errors::with_causes(error);
    tracing::warn!(error, "{what} could not be wiped");
    DeskError::desk(DeskErrorCode::WipeIncomplete, format!("{what} could not be wiped: {error}"))
}

pub(crate) fn cache_limits(settings: &CacheSettings) -> CacheLimits {
    CacheLimits {
        max_age_days_back: i64::from(settings.days_back),
        days_ahead: i64::from(settings.days_ahead),
        max_bytes: u64::from(settings.most_mib) * 1024 * 1024,
    }
}

pub(crate) fn check_cache(settings: &CacheSettings) -> Result<(), DeskError> {
    let CacheSettings { days_back, days_ahead, most_mib } = settings;
    if (1..=60).contains(days_back) && (7..=90).contains(days_ahead) && (32..=1024).contains(most_mib) {
        return Ok(());
    }
    Err(DeskError::desk(DeskErrorCode::BadRequest, "no such limits for what is kept"))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sealed_cache::AccountKey;

    use super::*;
    use crate::Parts;
    use crate::api::Language;
    use crate::clock::{Clock, SystemClock};
    use crate::log::Log;
    use crate::store::MemoryStore;

    #[test]
    fn what_was_asked_for_before_a_wipe_is_not_kept_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Desk::new(Parts {
            version: String::new(),
            data_dir: folder.path().to_owned(),
            keychain_name: String::new(),
            clock: Box::new(SystemClock),
            store: Box::new(MemoryStore::default()),
            browser: Box::new(|_| Ok(())),
            system_language: Language::Ru,
            log: Arc::new(Log::new(folder.path(), Box::new(SystemClock))),
            system: String::new(),
        })
        .unwrap();
        let now = SystemClock.now();
        let record = Record {
            account: AccountKey { origin: "https://desk.example".to_owned(), account_id: 7 },
            from: now,
            to: now,
            body: b"{}".to_vec(),
            etag: None,
            fetched_at: now,
            checked_at: now,
        };
        let kept = || desk.inner.cache.size().unwrap().records;
        let asked = desk.inner.forgettings();
        desk.inner.keep(&record, asked).unwrap();
        assert_eq!(kept(), 1);
        desk.inner.wipe().unwrap();
        desk.inner.keep(&record, asked).unwrap();
        assert_eq!(kept(), 0);
        desk.inner.keep(&record, desk.inner.forgettings()).unwrap();
        assert_eq!(kept(), 1);
    }
}
