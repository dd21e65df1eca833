//! Panic notes: one readable file for each panic, beside the log. The next start reports them to the user.

use std::backtrace::Backtrace;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};

use calendar::model::Instant;
use chrono::{NaiveDateTime, SubsecRound};
use sealed_cache::private_files;

use super::dated_files;
use super::log::Log;
use super::scrub::scrub;
use crate::clock::{Clock, SystemClock};

/// The number of notes that are stored.
const MAX_NOTES: usize = 5;
/// The number of bytes that are read of a note. The important lines are its first ones; the backtrace can be long.
const MAX_READ_BYTES: u64 = 16 * 1024;
/// A panic message can quote a value of any length.
const MAX_MESSAGE_CHARS: usize = 1000;
/// The name of a note: the time of the panic in UTC.
const FILE_NAME: &str = "panic-%Y-%m-%dT%H-%M-%SZ.txt";

/// From now on, writes a note beside the log for each panic in any thread. The panic hook that was set before runs after it.
///
/// `program` is the first line of each note: the program's name and version, and the operating system.
pub fn leave_panic_notes(log: &Log, program: String) {
    let folder = log.folder().to_owned();
    let previous_hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        // A panic in this hook would end the program. So an error is ignored, and the log is not used: its lock may be held
        // by the thread that panicked.
        let _ = write_note(&folder, &program, panic);
        previous_hook(panic);
    }));
}

fn write_note(folder: &Path, program: &str, panic: &PanicHookInfo<'_>) -> io::Result<()> {
    let time = SystemClock.now().trunc_subsecs(0);
    // Several panics in one second: the first is the cause, and only its note is written.
    let mut file = private_files::open(
        &folder.join(time.format(FILE_NAME).to_string()),
        OpenOptions::new().write(true).create_new(true),
    )?;
    let mut note = String::new();
    let _ = writeln!(note, "{program}");
    let _ = writeln!(note, "when     {}", time.format("%Y-%m-%dT%H:%M:%SZ"));
    let _ = writeln!(note, "thread   {}", scrub(std::thread::current().name().unwrap_or("without a name")));
    if let Some(location) = panic.location() {
        let _ = writeln!(note, "place    {}", scrub(&location.to_string()));
    }
    let _ = writeln!(note, "message  {}", scrub(&message(panic)));
    file.write_all(note.as_bytes())?;
    // The backtrace takes long. If the program is killed meanwhile, the first lines are already on the disk.
    let backtrace = Backtrace::force_capture();
    file.write_all(format!("\n{}", scrub(&backtrace.to_string())).as_bytes())?;
    dated_files::delete_oldest(folder, MAX_NOTES, is_note)
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

/// A note on the disk.
pub(crate) struct PanicNote {
    pub at: Instant,
    file: PathBuf,
}

impl PanicNote {
    /// The beginning of the note, at most 16 KiB.
    pub fn read(&self) -> io::Result<String> {
        let mut text = Vec::new();
        fs::File::open(&self.file)?.take(MAX_READ_BYTES).read_to_end(&mut text)?;
        Ok(String::from_utf8_lossy(&text).into_owned())
    }
}

/// The notes beside the log, the newest first.
pub(crate) fn panic_notes(log: &Log) -> Vec<PanicNote> {
    let files = dated_files::find(log.folder(), is_note).unwrap_or_default();
    let mut notes: Vec<_> = files
        .into_iter()
        .filter_map(|file| Some(PanicNote { at: time_of_note(file.file_name()?.to_str()?)?, file }))
        .collect();
    notes.reverse();
    notes
}

/// Deletes the notes beside the log. The folder stays.
pub(super) fn delete_panic_notes(log: &Log) -> io::Result<()> {
    dated_files::delete_oldest(log.folder(), 0, is_note)
}

pub(super) fn is_note(name: &str) -> bool {
    time_of_note(name).is_some()
}

/// The time in the name of a note; `None` when it is not the name of a note.
fn time_of_note(name: &str) -> Option<Instant> {
    Some(NaiveDateTime::parse_from_str(name, FILE_NAME).ok()?.and_utc())
}
