//! The keychain of the operating system, from one thread.
//!
//! The thread is there for three reasons: a call can hang (no bus, a prompt that nobody answers) and must be given up on;
//! the D-Bus client drives its own event loop and must not be entered from a thread that drives another; and the
//! stores promise nothing about two threads at one entry.

use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use super::entries::Entries;
use super::{CACHE_KEY, KeychainFault, NoKeychain, PROBE, SecretsError};

/// For the keychain to answer at start when no person has to be asked.
const OPEN_LIMIT: Duration = Duration::from_secs(3);

/// For a person to find the prompt and type a password.
const PERSON_LIMIT: Duration = Duration::from_secs(60);

type Job = Box<dyn FnOnce() + Send>;

/// Whether the next call can raise a prompt.
pub(super) enum Readiness {
    Open,
    MayAskThePerson,
}

pub(super) struct Keychain {
    service: String,
    jobs: Sender<Job>,
}

/// No answer within the limit; the thread is still at it.
struct TimedOut;

impl Keychain {
    /// The keychain, if it keeps what it is given.
    pub(super) fn open(service: &str) -> Result<Self, NoKeychain> {
        let (jobs, queue) = mpsc::channel::<Job>();
        std::thread::Builder::new()
            .name("keychain".into())
            .spawn(move || queue.into_iter().for_each(|job| job()))
            .map_err(|_| NoKeychain::NoService)?;
        let keychain = Self { service: service.to_owned(), jobs };

        let started = Instant::now();
        let readiness = keychain.run(OPEN_LIMIT, readiness).unwrap_or(Err(NoKeychain::NoAnswer))?;
        let (limit, too_late) = match readiness {
            Readiness::Open => (OPEN_LIMIT.saturating_sub(started.elapsed()), NoKeychain::NoAnswer),
            Readiness::MayAskThePerson => (PERSON_LIMIT, NoKeychain::Locked),
        };
        let service = keychain.service.clone();
        match keychain.run(limit, move || probe(&service)) {
            Ok(Ok(())) => Ok(keychain),
            Ok(Err(fault)) => {
                let reason = reason_for(&fault);
                tracing::warn!("the keychain cannot be used: {}", with_sources(&fault));
                Err(reason)
            }
            Err(TimedOut) => Err(too_late),
        }
    }

    fn run<T: Send + 'static>(
        &self,
        limit: Duration,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, TimedOut> {
        let (answer, answered) = mpsc::sync_channel(1);
        // Both sends fail only when the other side has gone: here the wait below then ends at once, there nobody waits.
        let _ = self.jobs.send(Box::new(move || drop(answer.send(call()))));
        answered.recv_timeout(limit).map_err(|_| TimedOut)
    }

    fn ask<T: Send + 'static>(
        &self,
        call: impl FnOnce(&str) -> Result<T, KeychainFault> + Send + 'static,
    ) -> Result<T, SecretsError> {
        let service = self.service.clone();
        self.run(PERSON_LIMIT, move || call(&service))
            .map_err(|TimedOut| SecretsError::NoAnswer)?
            .map_err(SecretsError::Refused)
    }
}

impl Entries for Keychain {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError> {
        let name = name.to_owned();
        self.ask(move |service| get(service, &name))
    }

    fn set(&self, name: &str, secret: &[u8]) -> Result<(), SecretsError> {
        let (name, secret) = (name.to_owned(), Zeroizing::new(secret.to_vec()));
        self.ask(move |service| set(service, &name, &secret))
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        let name = name.to_owned();
        self.ask(move |service| delete(service, &name))
    }
}

#[cfg(all(unix, not(target_os = "macos")))]
fn readiness() -> Result<Readiness, NoKeychain> {
    super::secret_service::readiness()
}

/// A program whose signature changed is asked about by macOS when it reads its own entry; Windows asks nobody.
#[cfg(not(all(unix, not(target_os = "macos"))))]
#[expect(clippy::unnecessary_wraps, reason = "the Secret Service can be absent, these two cannot")]
fn readiness() -> Result<Readiness, NoKeychain> {
    Ok(if cfg!(target_os = "macos") { Readiness::MayAskThePerson } else { Readiness::Open })
}

/// A cache key that reads back proves the keychain; before there is one, something is stored, read back and deleted.
fn probe(service: &str) -> Result<(), KeychainFault> {
    if get(service, CACHE_KEY)?.is_some() {
        return Ok(());
    }
    let mut value = [0; 16];
    getrandom::fill(&mut value).map_err(|error| KeychainFault::Platform(Box::new(error)))?;
    set(service, PROBE, &value)?;
    let back = get(service, PROBE)?;
    delete(service, PROBE)?;
    if back.is_some_and(|back| *back == value) { Ok(()) } else { Err(KeychainFault::Unusable) }
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

impl From<keyring::Error> for KeychainFault {
    fn from(error: keyring::Error) -> Self {
        match error {
            keyring::Error::NoStorageAccess(source) => Self::Denied(source),
            keyring::Error::PlatformFailure(source) => Self::Platform(source),
            keyring::Error::TooLong(..) => Self::TooLong,
            keyring::Error::Ambiguous(_) => Self::Ambiguous,
            // Two of these carry the secret's bytes, so none is passed on.
            _ => Self::Unusable,
        }
    }
}

fn reason_for(fault: &KeychainFault) -> NoKeychain {
    match fault {
        KeychainFault::Denied(_) => NoKeychain::Locked,
        _ => NoKeychain::Refused,
    }
}

fn with_sources(error: &dyn std::error::Error) -> String {
    std::iter::successors(Some(error), |error| error.source())
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}
