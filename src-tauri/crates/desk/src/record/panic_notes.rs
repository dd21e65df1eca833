//! What a panic leaves: a readable note beside the log, so that the next start can offer it.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

use calendar::model::Instant;
use chrono::{NaiveDateTime, SubsecRound};

use super::log::Log;
use super::private_files;
use super::scrub::scrub;
use crate::clock::{Clock, SystemClock};

/// Notes kept.
const MAX_NOTES: usize = 5;
/// What of a note is read again: its head says what matters, and its backtrace can be long.
const MAX_BYTES: u64 = 16 * 1024;
/// A message can quote what it failed on, however long that is.
const MAX_MESSAGE_CHARS: usize = 1000;
const NAME: &str = "panic-%Y-%m-%dT%H-%M-%SZ.txt";

/// Leaves a note beside the log for each panic from now on, in any thread; what was done at a panic before is done after it.
///
/// `program` says which one it is, on which system.
pub fn leave_panic_notes(log: &Log, program: String) {
    let folder = log.folder().to_owned();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // A panic in here would end the program, and the log's lock may be held by whoever panicked: neither is touched.
        let _ = leave(&folder, &program, panic);
        before(panic);
    }));
}

fn leave(folder: &Path, program: &str, panic: &PanicHookInfo<'_>) -> io::Result<()> {
    let at = SystemClock.now().trunc_subsecs(0);
    // Of the panics of one second the first is the cause, and its note stays.
    let mut file = private_files::open(
        &folder.join(at.format(NAME).to_string()),
        OpenOptions::new().write(true).create_new(true),
    )?;
    let mut note = String::new();
    let _ = writeln!(note, "{program}");
    let _ = writeln!(note, "when     {}", at.format("%Y-%m-%dT%H:%M:%SZ"));
    let _ = writeln!(note, "thread   {}", scrub(std::thread::current().name().unwrap_or("without a name")));
    if let Some(place) = panic.location() {
        let _ = writeln!(note, "place    {}", scrub(&place.to_string()));
    }
    let _ = writeln!(note, "message  {}", scrub(&message(panic)));
    file.write_all(note.as_bytes())?;
    // Looking up the names takes a while, and what was written is there if somebody ends the program meanwhile.
    let backtrace = Backtrace::force_capture();
    file.write_all(format!("\n{}", scrub(&backtrace.to_string())).as_bytes())?;
    private_files::keep_last(folder, MAX_NOTES, is_note)
}

fn message(panic: &PanicHookInfo<'_>) -> String {
    let payload = panic.payload();
    let text = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("(not a text)");
    text.chars().take(MAX_MESSAGE_CHARS).collect()
}

/// A note that is there.
pub(crate) struct PanicNote {
    pub at: Instant,
    file: PathBuf,
}

impl PanicNote {
    /// Its beginning.
    pub fn read(&self) -> io::Result<String> {
        let mut text = Vec::new();
        fs::File::open(&self.file)?.take(MAX_BYTES).read_to_end(&mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

/// The notes beside the log, the newest first.
pub(crate) fn panic_notes(log: &Log) -> Vec<PanicNote> {
    let files = private_files::of_kind(log.folder(), is_note).unwrap_or_default();
    let mut notes: Vec<_> = files
        .into_iter()
        .filter_map(|file| Some(PanicNote { at: moment(file.file_name()?.to_str()?)?, file }))
        .collect();
    notes.reverse();
    notes
}

pub(crate) fn is_note(name: &str) -> bool {
    moment(name).is_some()
}

fn moment(name: &str) -> Option<Instant> {
    Some(NaiveDateTime::parse_from_str(name, NAME).ok()?.and_utc())
}
