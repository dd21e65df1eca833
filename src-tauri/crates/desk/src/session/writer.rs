//! One thread that runs every write, in the order of the requests.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use serde_json::Value;
use tokio::sync::oneshot;

use super::{Session, SessionState, StoredPart, StoredState};
use crate::api::DeskError;
use crate::errors;

type Job = Box<dyn FnOnce() + Send>;

/// The thread. It ends when its `Session` is dropped and its last job has run.
pub(super) struct Writer {
    jobs: Sender<Job>,
}

impl Writer {
    pub fn start() -> io::Result<Self> {
        let (jobs, queue) = channel::<Job>();
        thread::Builder::new().name("settings".to_owned()).spawn(move || {
            for job in queue {
                // The caller of a job that panics gets an error; the jobs after it still run.
                let _ = catch_unwind(AssertUnwindSafe(job));
            }
        })?;
        Ok(Self { jobs })
    }
}

impl Session {
    /// Runs `work` on the writer's thread, after all work that was requested before.
    ///
    /// # Errors
    /// The error of `work`; `Crashed` when it panicked.
    pub async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let (done, outcome) = oneshot::channel();
        let session = Arc::clone(self);
        let job: Job = Box::new(move || {
            let result = work(&session);
            // The caller may hold the last other reference and expect that its drop frees the session.
            drop(session);
            let _ = done.send(result);
        });
        // Sending fails only when the thread has ended. The job is then dropped, and `outcome` fails.
        let _ = self.writer.jobs.send(job);
        outcome.await.unwrap_or_else(|_| Err(errors::crashed("a write ended early")))
    }

    /// Requests a change of what is stored and does not wait for it. It is skipped when the account in use has changed by
    /// then.
    pub fn write_in_background(
        self: &Arc<Self>,
        what: &'static str,
        change: impl FnOnce(&mut StoredState) + Send + 'static,
    ) {
        let session = Arc::clone(self);
        let account_epoch = self.state().epoch.account;
        let job: Job = Box::new(move || {
            if session.state().epoch.account == account_epoch
                && let Err(error) = session.update(change)
            {
                tracing::warn!(%error, "could not store {what}");
            }
        });
        let _ = self.writer.jobs.send(job);
    }

    /// Waits until every write that was requested before has ended. What could not be stored is tried once more.
    pub async fn flush(self: &Arc<Self>) {
        if let Err(error) = self.write(|session| session.update(|_| {})).await {
            tracing::warn!(%error, "a change could not be stored");
        }
    }

    /// Changes what is stored. Only for work on the writer's thread.
    ///
    /// # Errors
    /// When it cannot be written; then nothing has changed.
    pub(super) fn update(&self, change: impl FnOnce(&mut StoredState)) -> Result<(), DeskError> {
        self.update_and(change, |_| {})
    }

    /// The same as [`Session::update`]. `then` changes the rest of the state under the same lock.
    pub(super) fn update_and(
        &self,
        change: impl FnOnce(&mut StoredState),
        then: impl FnOnce(&mut SessionState),
    ) -> Result<(), DeskError> {
        let next = self.next(change);
        self.save(&next)?;
        self.apply(next, then);
        Ok(())
    }

    /// The same as [`Session::update_and`], for a change that takes effect also when it cannot be written: the user works
    /// with the account, and is told that it is not stored. The next write stores it.
    pub(super) fn update_even_unsaved(
        &self,
        change: impl FnOnce(&mut StoredState),
        then: impl FnOnce(&mut SessionState),
    ) {
        let next = self.next(change);
        let saved = self.save(&next);
        self.apply(next, then);
        if let Err(error) = saved {
            self.report(errors::account_not_stored(&error));
        }
    }

    /// What is stored, after `change`. No other thread changes it, so it is the same after the write.
    fn next(&self, change: impl FnOnce(&mut StoredState)) -> StoredState {
        let mut next = self.stored();
        change(&mut next);
        next
    }

    fn apply(&self, next: StoredState, then: impl FnOnce(&mut SessionState)) {
        let mut state = self.state();
        state.stored = next;
        then(&mut state);
    }

    /// Writes the parts that differ from what was written last.
    fn save(&self, next: &StoredState) -> Result<(), DeskError> {
        self.store_unstored_tokens();
        let mut written = self.written();
        if *next == self.stored() && written.is_complete {
            return Ok(());
        }
        written.is_complete = false;
        for part in StoredPart::ALL {
            let value = next.part(part);
            if written.parts[part as usize].as_ref() != Some(&value) {
                self.store
                    .save(part, value.clone())
                    .map_err(|error| errors::storage("store the settings", &error))?;
                written.parts[part as usize] = Some(value);
            }
        }
        written.is_complete = true;
        Ok(())
    }
}

impl Session {
    /// Stores the tokens that could not be stored before. Those that cannot be stored now are tried again later.
    fn store_unstored_tokens(&self) {
        let unstored = self.state().unstored_tokens.clone();
        for (key, token) in unstored {
            if self.storage.secrets.set_token(&key, token.expose()).is_ok() {
                self.state().unstored_tokens.retain(|(other, _)| *other != key);
            }
        }
    }
}

/// What the store has. Only the writer's thread uses it.
pub(super) struct Written {
    /// The values of the parts. `None` when it is not known.
    parts: [Option<Value>; StoredPart::ALL.len()],
    /// Whether the state in memory is stored. After a failed write it may not be.
    is_complete: bool,
}

impl Written {
    /// The store has these values, and the state in memory was read from them.
    pub fn loaded(parts: [Option<Value>; StoredPart::ALL.len()]) -> Self {
        Self { parts, is_complete: true }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::api::Theme;
    use crate::session::MemoryStore;
    use crate::session::tests::session;

    #[tokio::test]
    async fn panic_in_a_write_is_reported_and_later_writes_run() {
        let session = session(MemoryStore::default());
        let result = session.write::<()>(|_| panic!("a write that panics")).await;
        assert_eq!(result.unwrap_err().code.to_string(), "crashed");
        session.write(|session| session.update(|stored| stored.settings.theme = Theme::Dark)).await.unwrap();
        assert_eq!(session.settings().theme, Theme::Dark);
    }

    #[tokio::test]
    async fn background_write_is_skipped_after_a_change_of_account() {
        let session = session(MemoryStore::default());
        session.use_sample().await.unwrap();
        // The writer waits in this work, so that the background write runs after the change of account.
        let (release, released) = mpsc::channel::<()>();
        let blocked = tokio::spawn({
            let session = Arc::clone(&session);
            async move {
                session
                    .write(move |_| {
                        released.recv().unwrap();
                        Ok(())
                    })
                    .await
            }
        });
        tokio::task::yield_now().await;
        session.write_in_background("a test value", |stored| stored.settings.theme = Theme::Dark);
        session.state().epoch.account += 1;
        release.send(()).unwrap();
        blocked.await.unwrap().unwrap();
        session.flush().await;
        assert_eq!(session.settings().theme, Theme::System);
    }
}
