//! "Save diagnostics": one readable text that is displayed first and then saved exactly so.
//!
//! The first part is a list of facts about the program. Their values cannot name a person. The second part has the panic
//! notes and the end of the log, scrubbed once more. It is written into the program's own folder only.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use calendar::model::{Instant, Skipped};
use chrono::{SecondsFormat, SubsecRound};
use onelink::error_chain;
use sealed_cache::Cache;
use serde::Serialize;

use crate::Desk;
use crate::api::{DeskError, DeskErrorCode, Diagnostics, PageFailure, SavedDiagnostics, StorageState};
use crate::errors::{self, blocking};
use crate::record::{Recorder, panic_notes, scrub};
use crate::session::{Account, ActiveAccount, storage_state};
use crate::sync::fetch_range;

/// The size of the log's end in the text, in bytes.
const MAX_LOG_BYTES: u64 = 256 * 1024;

/// The longest name of an error of the page.
const MAX_ERROR_NAME_BYTES: usize = 48;
/// How many calls of an error of the page are in the log.
const MAX_CALLS: usize = 8;

const HEAD: &str = "Qabyl diagnostics\n\
                    No names, phones, appointments, addresses or tokens are in here. This file was sent nowhere.\n";

impl Desk {
    pub(crate) async fn diagnostics(&self) -> Result<Diagnostics, DeskError> {
        let now = self.session.now();
        let facts = self.facts(now);
        let tokens = self.session.tokens();
        let (session, recorder) = (Arc::clone(&self.session), Arc::clone(&self.recorder));
        let text = blocking(move || {
            let mut text =
                format!("{HEAD}\n{facts}{}{}", cache_fact(&session.storage.cache), notes_and_log(&recorder));
            // A token of any form, also one that does not look like a token.
            for token in tokens {
                text = text.replace(token.expose(), "[token]");
            }
            text
        })
        .await?;
        self.recorder.display(text.clone(), now);
        Ok(Diagnostics { text })
    }

    pub(crate) async fn save_diagnostics(&self) -> Result<SavedDiagnostics, DeskError> {
        let recorder = Arc::clone(&self.recorder);
        let path = blocking(move || recorder.save_displayed())
            .await?
            .map_err(|error| errors::storage("save the diagnostics", &error))?
            .ok_or_else(|| DeskError::desk(DeskErrorCode::NoDiagnostics, "no diagnostics were displayed"))?;
        Ok(SavedDiagnostics { path: path.display().to_string() })
    }

    #[expect(clippy::unused_async, reason = "the dispatcher awaits every command")]
    pub(crate) async fn page_failed(&self, failure: PageFailure) -> Result<(), DeskError> {
        let is_error_name = |name: &str| {
            name.len() <= MAX_ERROR_NAME_BYTES
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let error = if is_error_name(&failure.error) { failure.error.as_str() } else { "an unnamed error" };
        let calls: Vec<_> = failure
            .calls
            .iter()
            .take(MAX_CALLS)
            .map(|call| format!("line {} column {}", call.line, call.column))
            .collect();
        tracing::error!(part = ?failure.part, error, calls = calls.join(", "), "the page failed");
        Ok(())
    }

    pub(crate) async fn crash_seen(&self) -> Result<(), DeskError> {
        match self.recorder.take_unseen_crash() {
            Some(at) => self.session.set_crash_seen(at).await,
            None => Ok(()),
        }
    }

    fn facts(&self, now: Instant) -> String {
        let stored = self.session.stored();
        let settings = &stored.settings;
        let mut facts = Facts::default();
        facts.add("made", utc_time(now));
        facts.add("version", &self.program.version);
        facts.add("system", scrub(&self.program.system));
        facts.add("language", SerializedWord(settings.language));
        facts.add("theme", SerializedWord(settings.theme));
        facts.add("polls", format_args!("every {} s while visible", settings.poll_seconds));
        let cache = &settings.cache;
        facts.add(
            "keeps",
            format_args!("{} days back, {} ahead, {} MiB", cache.days_back, cache.days_ahead, cache.max_mib),
        );
        facts.add(
            "names",
            match settings.privacy.after_min {
                Some(minutes) => format!("hidden after {minutes} min"),
                None => "hidden on request".to_owned(),
            },
        );
        facts.add("secrets", secrets_fact(&storage_state(self.session.storage.secrets.storage())));
        match self.session.proxy_state() {
            Some(proxy) => {
                facts.add("proxy", format_args!("typed, password: {}", SerializedWord(proxy.credentials)));
            }
            None => facts.add("proxy", "the system's"),
        }
        let kinds: Vec<_> = stored.account.iter().chain(&stored.others).map(server_kind).collect();
        match kinds.len() {
            0 => facts.add("accounts", "none"),
            count => facts.add("accounts", format_args!("{count}: {}", kinds.join(", "))),
        }
        if let Ok(active) = self.session.active() {
            self.add_account_facts(&mut facts, &active, now);
        }
        facts.0
    }

    /// The state of the account in use.
    fn add_account_facts(&self, facts: &mut Facts, active: &ActiveAccount, now: Instant) {
        let zone = active.account.zone();
        facts.add("zone", zone.name());
        facts.add("token", if active.access.is_some() { "there" } else { "not there" });
        let Some(sync) = self.sync.facts(active) else { return };
        let failure = sync.failure.map_or("none".to_owned(), |failure| {
            format!("{}, {} in a row", failure.error.code, failure.in_a_row)
        });
        facts.add("failure", failure);
        let next_poll = sync.next_poll.map(|due| due.saturating_sub(self.session.uptime()).as_secs());
        facts.add("next poll", next_poll.map_or("not set".to_owned(), |seconds| format!("in {seconds} s")));
        facts.add("fetching", sync.fetching);
        facts.add("in memory", counted(sync.snapshots, "period"));
        let Some(range) = sync.displayed.map(|(kind, date)| fetch_range(kind, date, zone)) else {
            facts.add("shown", "nothing yet");
            return;
        };
        let snapshot = self.sync.snapshots(active).into_iter().find(|snapshot| snapshot.range == range);
        let freshness = self.sync.freshness(active, range, snapshot.as_ref(), now);
        let age = freshness
            .age_min
            .map_or("never fetched".to_owned(), |minutes| format!("checked {minutes} min ago"));
        let source = if freshness.from_cache { ", from the cache" } else { "" };
        facts.add("shown", format_args!("{}, {age}{source}", SerializedWord(freshness.state)));
        if let Some(snapshot) = snapshot {
            let payload = snapshot.calendar.payload();
            facts.add(
                "read",
                format_args!(
                    "{}, {}",
                    counted(payload.resources.len(), "resource"),
                    counted(payload.appointments.len(), "appointment")
                ),
            );
            facts.add("unreadable", skipped_fact(&payload.skipped));
        }
    }
}

fn cache_fact(cache: &Cache) -> String {
    let mut facts = Facts::default();
    match cache.size() {
        Ok(size) => facts.add(
            "cache",
            format_args!(
                "{}, {} KiB, {}",
                counted(size.records, "period"),
                size.sealed_bytes.div_ceil(1024),
                if size.on_disk { "sealed on disk" } else { "in memory" }
            ),
        ),
        Err(error) => facts.add("cache", scrub(&error_chain(&error))),
    }
    facts.0
}

/// The panic notes and the end of the log.
fn notes_and_log(recorder: &Recorder) -> String {
    let mut text = String::new();
    let notes = panic_notes(recorder.log());
    let _ = write!(text, "{:<12}{}\n\n", "panics", notes.len());
    for note in notes {
        let note_text = note.read().unwrap_or_else(|error| format!("cannot be read: {error}"));
        let _ = write!(text, "== panic of {}\n{}\n\n", utc_time(note.at), scrub(note_text.trim_end()));
    }
    let log = recorder.log().tail(MAX_LOG_BYTES).unwrap_or_else(|error| format!("cannot be read: {error}"));
    let _ = write!(text, "== end of the log\n{}", scrub(&log));
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

/// One line for each fact: its name, then the fact.
#[derive(Default)]
struct Facts(String);

impl Facts {
    fn add(&mut self, name: &str, fact: impl fmt::Display) {
        let _ = writeln!(self.0, "{name:<12}{fact}");
    }
}

/// A word of a closed set, as it is serialized.
struct SerializedWord<T>(T);

impl<T: Serialize> fmt::Display for SerializedWord<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.serialize(formatter)
    }
}

fn utc_time(at: Instant) -> String {
    at.trunc_subsecs(0).to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn secrets_fact(storage: &StorageState) -> String {
    match storage {
        StorageState::Keychain => "in the keychain".to_owned(),
        StorageState::Passphrase => "under a passphrase".to_owned(),
        StorageState::Locked => "under a passphrase that was not entered yet".to_owned(),
        StorageState::Memory { reason } => format!("in memory ({})", SerializedWord(reason)),
    }
}

/// `1 period`, `2 periods`.
fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The kind of an account's server, without its address.
fn server_kind(account: &Account) -> &'static str {
    if account.sample {
        return "sample data";
    }
    match onelink::Address::parse(&account.address) {
        Ok(address) if address.is_loopback() => "this computer",
        Ok(_) => "https",
        Err(_) => "not an address",
    }
}

/// The number of skipped rows by list and reason, without their contents.
fn skipped_fact(skipped: &[Skipped]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in skipped {
        // The list of `appointments[17].starts_at`.
        let list = row.path.split('[').next().unwrap_or_default();
        *counts.entry(format!("{} {}", scrub(list), SerializedWord(row.reason))).or_default() += 1;
    }
    let counts: Vec<_> = counts.into_iter().map(|(what, count)| format!("{count} {what}")).collect();
    if counts.is_empty() { "none".to_owned() } else { counts.join(", ") }
}
