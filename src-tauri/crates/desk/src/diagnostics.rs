//! "Save diagnostics": one readable text, shown before it is kept and kept as it was shown.
//!
//! Facts of the program and numbers, composed from values that cannot name anybody; then what it wrote about itself, scrubbed
//! once more. It is written into the program's own folder and nowhere else.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::PathBuf;

use calendar::model::{Instant, Skipped};
use chrono::{SecondsFormat, SubsecRound, TimeDelta};
use onelink::Token;
use serde::Serialize;

use crate::api::{DeskError, DeskErrorCode, Diagnostics, SavedDiagnostics, StorageState};
use crate::books::unit_of;
use crate::panic_notes::panic_notes;
use crate::proxy::proxy_state;
use crate::screen::freshness;
use crate::scrub::scrub;
use crate::state::{Account, State};
use crate::unlock::storage_state;
use crate::{Desk, Inner, errors, private_files};

const FOLDER: &str = "diagnostics";
/// Files kept.
const MAX_FILES: usize = 5;
/// As much of the log as somebody would read.
const MAX_LOG_BYTES: u64 = 256 * 1024;

const HEAD: &str = "Qabyl diagnostics\n\
                    No names, phones, appointments, addresses or tokens are in here. This file was sent nowhere.\n";

/// A text that was shown.
#[derive(Clone)]
pub(crate) struct Composed {
    text: String,
    at: Instant,
}

impl Desk {
    pub(crate) async fn diagnostics(&self) -> Result<Diagnostics, DeskError> {
        let now = self.now();
        let facts = self.facts(now);
        let tokens: Vec<Token> = {
            let state = self.state();
            let checked = state.checked.iter().map(|(access, _)| access);
            state.access.iter().chain(checked).map(|access| access.token.clone()).collect()
        };
        let text = self
            .blocking(move |inner| {
                let mut text = format!("{HEAD}\n{facts}{}{}", inner.cache_fact(), inner.written());
                // Whatever its shape is.
                for token in tokens {
                    text = text.replace(token.expose(), "[token]");
                }
                text
            })
            .await?;
        self.state().diagnostics = Some(Composed { text: text.clone(), at: now });
        Ok(Diagnostics { text })
    }

    pub(crate) async fn save_diagnostics(&self) -> Result<SavedDiagnostics, DeskError> {
        let Some(composed) = self.state().diagnostics.clone() else {
            return Err(DeskError::desk(DeskErrorCode::BadRequest, "no diagnostics were shown"));
        };
        let path = self
            .blocking(move |inner| inner.save_diagnostics(&composed))
            .await?
            .map_err(|error| errors::storage("save the diagnostics", &error))?;
        Ok(SavedDiagnostics { path: path.display().to_string() })
    }

    #[expect(clippy::unused_async, reason = "every command is awaited alike")]
    pub(crate) async fn crash_seen(&self) -> Result<(), DeskError> {
        let seen = {
            let mut state = self.state();
            let seen = state.crash.take();
            state.kept.crash_seen = seen.or(state.kept.crash_seen);
            seen
        };
        if seen.is_some() { self.save() } else { Ok(()) }
    }

    fn facts(&self, now: Instant) -> String {
        let state = self.state();
        let settings = &state.kept.settings;
        let mut facts = Facts::default();
        facts.add("made", moment(now));
        facts.add("version", &self.inner.version);
        facts.add("system", scrub(&self.inner.system));
        facts.add("language", Word(settings.language));
        facts.add("theme", Word(settings.theme));
        facts.add("polls", format_args!("every {} s while in sight", settings.poll_seconds));
        let cache = &settings.cache;
        facts.add(
            "keeps",
            format_args!("{} days back, {} ahead, {} MiB", cache.days_back, cache.days_ahead, cache.most_mib),
        );
        facts.add(
            "names",
            match settings.privacy.after_min {
                Some(minutes) => format!("hidden after {minutes} min"),
                None => "hidden when asked for".to_owned(),
            },
        );
        facts.add("secrets", secrets(&storage_state(self.inner.secrets.storage())));
        match proxy_state(&state) {
            Some(proxy) => facts.add("proxy", format_args!("typed, password: {}", Word(proxy.credentials))),
            None => facts.add("proxy", "the system's"),
        }
        let accounts: Vec<_> = state.kept.account.iter().chain(&state.kept.others).map(kind).collect();
        match accounts.len() {
            0 => facts.add("accounts", "none"),
            count => facts.add("accounts", format_args!("{count}: {}", accounts.join(", "))),
        }
        if let Some(account) = &state.kept.account {
            add_account(&mut facts, &state, account, now);
        }
        facts.0
    }
}

/// How the account in use is doing.
fn add_account(facts: &mut Facts, state: &State, account: &Account, now: Instant) {
    facts.add("zone", account.zone().name());
    facts.add("token", if state.access.is_some() { "there" } else { "not there" });
    let failure = state.failure.as_ref();
    facts.add(
        "failure",
        failure.map_or("none".to_owned(), |failure| {
            format!("{}, {} in a row", failure.error.code, failure.in_a_row)
        }),
    );
    let next = state.next_poll.map(|due| (due - now).max(TimeDelta::zero()).num_seconds());
    facts.add("next poll", next.map_or("not set".to_owned(), |seconds| format!("in {seconds} s")));
    facts.add("fetching", state.fetching.len());
    let books = state.books.newest_first();
    facts.add("in memory", counted(books.len(), "period"));
    let Some(unit) = state.shown.map(|(kind, date)| unit_of(kind, date, account.zone())) else {
        facts.add("shown", "nothing yet");
        return;
    };
    let book = state.books.of_unit(unit);
    let fresh = freshness(state, unit, book, account.zone(), now);
    let age =
        fresh.age_min.map_or("never fetched".to_owned(), |minutes| format!("checked {minutes} min ago"));
    let from = if fresh.from_cache { ", from the cache" } else { "" };
    facts.add("shown", format_args!("{}, {age}{from}", Word(fresh.state)));
    if let Some(book) = book {
        let payload = book.calendar.payload();
        facts.add(
            "read",
            format_args!(
                "{}, {}",
                counted(payload.resources.len(), "resource"),
                counted(payload.appointments.len(), "appointment")
            ),
        );
        facts.add("unreadable", unreadable(&payload.skipped));
    }
}

impl Inner {
    fn cache_fact(&self) -> String {
        let mut facts = Facts::default();
        match self.cache.size() {
            Ok(size) => facts.add(
                "cache",
                format_args!(
                    "{}, {} KiB, {}",
                    counted(size.records, "period"),
                    size.sealed_bytes.div_ceil(1024),
                    if size.on_disk { "sealed on disk" } else { "in memory" }
                ),
            ),
            Err(error) => facts.add("cache", scrub(&errors::with_causes(&error))),
        }
        facts.0
    }

    /// What the program wrote about itself: panic notes and the end of the log.
    fn written(&self) -> String {
        let mut text = String::new();
        let notes = panic_notes(&self.log);
        let _ = write!(text, "{:<12}{}\n\n", "panics", notes.len());
        for note in notes {
            let words = note.read().unwrap_or_else(|error| format!("cannot be read: {error}"));
            let _ = write!(text, "== panic of {}\n{}\n\n", moment(note.at), scrub(words.trim_end()));
        }
        let log = self.log.tail(MAX_LOG_BYTES).unwrap_or_else(|error| format!("cannot be read: {error}"));
        let _ = write!(text, "== end of the log\n{}", scrub(&log));
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text
    }

    /// The same text twice is one file.
    fn save_diagnostics(&self, composed: &Composed) -> io::Result<PathBuf> {
        let folder = self.data_dir.join(FOLDER);
        let path = folder.join(composed.at.format("qabyl-diagnostics-%Y-%m-%dT%H-%M-%SZ.txt").to_string());
        let mut how = OpenOptions::new();
        let mut file = private_files::open(&path, how.create(true).truncate(true).write(true))?;
        file.write_all(composed.text.as_bytes())?;
        file.sync_all()?;
        private_files::keep_last(&folder, MAX_FILES, is_diagnostics)?;
        std::path::absolute(path)
    }

    pub(crate) fn remove_diagnostics(&self) -> io::Result<()> {
        private_files::remove(&self.data_dir.join(FOLDER), is_diagnostics)
    }
}

fn is_diagnostics(name: &str) -> bool {
    name.strip_prefix("qabyl-diagnostics-").is_some_and(|rest| rest.strip_suffix(".txt").is_some())
}

/// A fact a line, with its name before it.
#[derive(Default)]
struct Facts(String);

impl Facts {
    fn add(&mut self, name: &str, fact: impl fmt::Display) {
        let _ = writeln!(self.0, "{name:<12}{fact}");
    }
}

/// A word of a closed set, as it is serialized.
struct Word<T>(T);

impl<T: Serialize> fmt::Display for Word<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(formatter)
    }
}

fn moment(at: Instant) -> String {
    at.trunc_subsecs(0).to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn secrets(storage: &StorageState) -> String {
    match storage {
        StorageState::Keychain => "in the keychain".to_owned(),
        StorageState::Passphrase => "under a passphrase".to_owned(),
        StorageState::Locked => "under a passphrase that was not given yet".to_owned(),
        StorageState::Memory { reason } => format!("in memory ({})", Word(reason)),
    }
}

/// `1 period`, `2 periods`.
fn counted(count: impl TryInto<u64>, what: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// Where an account's server is, without saying where.
fn kind(account: &Account) -> &'static str {
    if account.sample {
        return "sample data";
    }
    match onelink::Address::parse(&account.address) {
        Ok(address) if address.is_loopback() => "this computer",
        Ok(_) => "https",
        Err(_) => "not an address",
    }
}

/// How many records of each list were left out for each reason; none of what stood in them.
fn unreadable(skipped: &[Skipped]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for record in skipped {
        // Of `appointments[17].starts_at` the list.
        let list = record.path.split('[').next().unwrap_or_default();
        *counts.entry(format!("{} {}", scrub(list), Word(record.reason))).or_default() += 1;
    }
    let counts: Vec<_> = counts.into_iter().map(|(what, count)| format!("{count} {what}")).collect();
    if counts.is_empty() { "none".to_owned() } else { counts.join(", ") }
}
