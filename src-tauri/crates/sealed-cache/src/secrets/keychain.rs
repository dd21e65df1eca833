//! The keychain of the operating system, called from one thread.
//!
//! There are three reasons for the thread. A call can hang (no bus, a prompt that nobody answers) and needs a timeout. The
//! D-Bus client runs its own event loop and must not be called from a thread that runs another one. And the keychains do not
//! guarantee that two threads can use the same entry.

use std::error::Error;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::contents::{self, CACHE_KEY, PROBE};
use super::entries::Entries;
use super::error::{KeychainFault, SecretsError};
use super::names::FolderNames;
use super::readiness::{Readiness, readiness};
use super::storage::NoKeychain;

/// Timeout at start when no prompt can open.
const OPEN_TIMEOUT: Duration = Duration::from_secs(3);

/// Timeout for the user to notice the prompt and to enter a password.
const PROMPT_TIMEOUT: Duration = Duration::from_mins(1);

type Job = Box<dyn FnOnce() + Send>;

#[derive(Clone)]
pub(super) struct Keychain {
    /// The name of its entries.
    service: String,
    /// The names of the data folder. They are stored before an entry is.
    names: Arc<FolderNames>,
    jobs: Sender<Job>,
}

/// No result within the timeout. The thread is still busy with the call.
struct TimedOut;

impl Keychain {
    /// Opens the keychain and checks that it stores what it gets.
    pub(super) fn open(names: &Arc<FolderNames>) -> Result<Self, NoKeychain> {
        let (jobs, queue) = mpsc::channel::<Job>();
        std::thread::Builder::new()
            .name("keychain".into())
            .spawn(move || queue.into_iter().for_each(|job| job()))
            .map_err(|_| NoKeychain::NoService)?;
        let keychain = Self { service: names.current(), names: Arc::clone(names), jobs };

        let started = Instant::now();
        let readiness = keychain.run(OPEN_TIMEOUT, readiness).unwrap_or(Err(NoKeychain::NoAnswer))?;
        let (timeout, reason_of_timeout) = match readiness {
            Readiness::NoPrompt => (OPEN_TIMEOUT.saturating_sub(started.elapsed()), NoKeychain::NoAnswer),
            Readiness::MayPrompt => (PROMPT_TIMEOUT, NoKeychain::Locked),
        };
        let service = keychain.service.clone();
        match keychain.run(timeout, move || probe(&service)) {
            Ok(Ok(())) => {
                keychain.move_earlier_entries();
                Ok(keychain)
            }
            Ok(Err(fault)) => {
                tracing::warn!(error = &fault as &dyn std::error::Error, "the keychain cannot be used");
                Err(reason_of(&fault))
            }
            Err(TimedOut) => Err(reason_of_timeout),
        }
    }

    /// Moves the entries under earlier names to the current one. What cannot be moved stays, and its name is remembered.
    fn move_earlier_entries(&self) {
        for name in self.names.earlier() {
            let earlier = Self { service: name.clone(), ..self.clone() };
            let moved = contents::all(&earlier).and_then(|found| {
                if !found.is_empty() {
                    // From here on a killed program finds both names at its next start.
                    self.names.remember(&name)?;
                    contents::copy_missing(&earlier, self)?;
                    contents::delete_all(&earlier)?;
                }
                self.names.forget(&name)
            });
            if let Err(error) = moved {
                tracing::warn!(
                    error = &error as &dyn Error,
                    "entries under an earlier name could not be moved"
                );
            }
        }
    }

    /// Deletes the entries under every name of the data folder.
    pub(super) fn delete_all(&self) -> Result<(), SecretsError> {
        let mut outcomes = vec![contents::delete_all(self)];
        for name in self.names.earlier() {
            let earlier = Self { service: name.clone(), ..self.clone() };
            outcomes.push(contents::delete_all(&earlier));
        }
        outcomes.into_iter().collect::<Result<(), _>>()?;
        self.names.remove()
    }

    /// Runs `call` on the thread of the keychain.
    fn run<T: Send + 'static>(
        &self,
        timeout: Duration,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, TimedOut> {
        let (result, receiver) = mpsc::sync_channel(1);
        // Sending the job fails only when the thread has ended; then `recv_timeout` returns at once. Sending the result fails
        // only after the timeout; then nobody needs it.
        let _ = self.jobs.send(Box::new(move || drop(result.send(call()))));
        receiver.recv_timeout(timeout).map_err(|_| TimedOut)
    }

    fn call<T: Send + 'static>(
        &self,
        call: impl FnOnce(&str) -> Result<T, KeychainFault> + Send + 'static,
    ) -> Result<T, SecretsError> {
        let service = self.service.clone();
        self.run(PROMPT_TIMEOUT, move || call(&service))
            .map_err(|TimedOut| SecretsError::NoAnswer)?
            .map_err(SecretsError::Refused)
    }
}

impl Entries for Keychain {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError> {
        let name = name.to_owned();
        self.call(move |service| get(service, &name))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), SecretsError> {
        self.names.store()?;
        let (name, secret) = (name.to_owned(), Zeroizing::new(secret.to_vec()));
        self.call(move |service| set(service, &name, &secret))
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        let name = name.to_owned();
        self.call(move |service| delete(service, &name))
    }
}

/// Checks that the keychain works. A stored cache key proves it; without one, a test entry is stored, read and deleted.
fn probe(service: &str) -> Result<(), KeychainFault> {
    if get(service, CACHE_KEY)?.is_some() {
        return Ok(());
    }
    let mut value = [0; 16];
    getrandom::fill(&mut value).map_err(|error| KeychainFault::Platform(Box::new(error)))?;
    set(service, PROBE, &value)?;
    let stored = get(service, PROBE)?;
    delete(service, PROBE)?;
    if stored.is_some_and(|stored| *stored == value) { Ok(()) } else { Err(KeychainFault::Unusable) }
}

fn get(service: &str, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainFault> {
    match keyring::Entry::new(service, name).and_then(|entry| entry.get_secret()) {
        Ok(secret) => Ok(Some(Zeroizing::new(secret))),
        Err(keyring::Error::NoEntry) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn set(service: &str, name: &str, secret: &[u8]) -> Result<(), KeychainFault> {
    Ok(keyring::Entry::new(service, name)?.set_secret(secret)?)
}

fn delete(service: &str, name: &str) -> Result<(), KeychainFault> {
    match keyring::Entry::new(service, name).and_then(|entry| entry.delete_credential()) {
        Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn reason_of(fault: &KeychainFault) -> NoKeychain {
    match fault {
        KeychainFault::Denied(_) => NoKeychain::Locked,
        _ => NoKeychain::Refused,
    }
}
