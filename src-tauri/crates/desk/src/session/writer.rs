//! One thread that runs every write, in the order of the requests.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use tokio::sync::oneshot;

use super::{Session, SessionState, StoredState};
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

    /// Waits until every write that was requested before has ended.
    pub async fn flush(self: &Arc<Self>) {
        let _ = self.write(|_| Ok(())).await;
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
        // No other thread changes `stored`, so it is the same after the write.
        let before = self.stored();
        let mut next = before.clone();
        change(&mut next);
        if next != before {
            self.store
                .save(next.to_value())
                .map_err(|error| errors::storage("store the settings", &error))?;
        }
        let mut state = self.state();
        state.stored = next;
        then(&mut state);
        Ok(())
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
