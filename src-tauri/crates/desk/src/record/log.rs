//! The log: one file a day, scrubbed, in a folder that only this user can open.
//!
//! Lines are not buffered, so a crash loses none. There are few lines, so this is fast enough. The first line opens the file.
//! A wipe closes it first, because Windows cannot delete an open file.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use sealed_cache::private_files;

use super::dated_files;
use super::panic_notes::is_note;
use super::scrub::scrub;
use crate::clock::Clock;

const FOLDER: &str = "logs";
/// The number of stored files. A day has one file, or two when it has many lines.
const MAX_FILES: usize = 7;
/// The largest size of a file. A full file is renamed to the day's earlier part, and a new file is begun.
const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// The log of one data folder. `&Log` implements [`Write`]; each call writes one complete line.
pub struct Log {
    folder: PathBuf,
    clock: Box<dyn Clock>,
    /// `None` until the first line and after a wipe.
    current: Mutex<Option<LogFile>>,
}

/// The open file of one day.
struct LogFile {
    day: NaiveDate,
    file: File,
    size_bytes: u64,
}

impl Log {
    /// The log of a data folder. The first line creates the folder and the file.
    #[must_use]
    pub fn new(data_dir: &Path, clock: Box<dyn Clock>) -> Self {
        Self { folder: data_dir.join(FOLDER), clock, current: Mutex::new(None) }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Excludes other users from the log and the panic notes beside it.
    pub(super) fn protect_files(&self) {
        dated_files::protect_all(&self.folder, |name| is_log(name) || is_note(name));
    }

    /// The last lines, of several days if necessary: at most `max_bytes` bytes.
    pub(crate) fn tail(&self, max_bytes: u64) -> io::Result<String> {
        let mut parts = Vec::new();
        let mut remaining_bytes = max_bytes;
        for path in dated_files::find(&self.folder, is_log)?.iter().rev() {
            let mut file = File::open(path)?;
            let size_bytes = file.metadata()?.len();
            let mut part = Vec::new();
            file.seek(SeekFrom::Start(size_bytes.saturating_sub(remaining_bytes)))?;
            file.take(remaining_bytes).read_to_end(&mut part)?;
            if size_bytes > remaining_bytes {
                // The part may begin in the middle of a line. This line is left out.
                let line_end = part.iter().position(|byte| *byte == b'\n');
                part.drain(..line_end.map_or(part.len(), |position| position + 1));
            }
            parts.push(String::from_utf8_lossy(&part).into_owned());
            remaining_bytes = remaining_bytes.saturating_sub(size_bytes);
            if remaining_bytes == 0 {
                break;
            }
        }
        Ok(parts.into_iter().rev().collect())
    }

    /// Deletes the log files, and the folder when nothing else is in it. The next line begins a new file.
    pub(super) fn wipe(&self) -> io::Result<()> {
        let mut current = self.current();
        *current = None;
        dated_files::delete_all(&self.folder, is_log)
    }

    fn current(&self) -> MutexGuard<'_, Option<LogFile>> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn append(&self, line: &str) -> io::Result<()> {
        let day = self.clock.now().date_naive();
        let line_bytes = line.len() as u64;
        let mut current = self.current();
        let is_finished = |file: &mut LogFile| file.day != day || file.size_bytes + line_bytes > MAX_BYTES;
        if let Some(finished) = current.take_if(is_finished)
            && finished.day == day
        {
            drop(finished);
            fs::rename(self.path(day, ""), self.path(day, ".earlier"))?;
        }
        let log_file = match &mut *current {
            Some(log_file) => log_file,
            empty => empty.insert(self.open_file(day)?),
        };
        log_file.file.write_all(line.as_bytes())?;
        log_file.size_bytes += line_bytes;
        Ok(())
    }

    fn open_file(&self, day: NaiveDate) -> io::Result<LogFile> {
        let file = private_files::open(&self.path(day, ""), OpenOptions::new().create(true).append(true))?;
        dated_files::delete_oldest(&self.folder, MAX_FILES, is_log)?;
        let size_bytes = file.metadata()?.len();
        Ok(LogFile { day, file, size_bytes })
    }

    /// `part` is empty, or `.earlier` for the first part of a day with many lines.
    fn path(&self, day: NaiveDate, part: &str) -> PathBuf {
        self.folder.join(format!("qabyl.{day}{part}.log"))
    }
}

fn is_log(name: &str) -> bool {
    name.strip_prefix("qabyl.").is_some_and(|rest| rest.strip_suffix(".log").is_some())
}

impl Write for &Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.append(&scrub(&String::from_utf8_lossy(line)))?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::clock::ShiftedClock;

    fn file_names(log: &Log) -> Vec<String> {
        let files = dated_files::find(&log.folder, |_| true).unwrap();
        files.iter().map(|file| file.file_name().unwrap().to_str().unwrap().to_owned()).collect()
    }

    fn log_in(folder: &Path) -> (Log, ShiftedClock) {
        let clock = ShiftedClock::set_to("2026-11-24T05:30:00Z".parse().unwrap());
        (Log::new(folder, Box::new(clock.clone())), clock)
    }

    #[test]
    fn each_day_has_a_file_and_seven_files_are_stored() {
        let folder = tempfile::tempdir().unwrap();
        let (log, clock) = log_in(folder.path());
        assert_eq!(log.tail(100).unwrap(), "");
        for day in 0..10 {
            writeln!(&log, "day {day}").unwrap();
            clock.forward(TimeDelta::days(1));
        }
        let names = file_names(&log);
        assert_eq!(names.len(), MAX_FILES);
        assert_eq!((names[0].as_str(), names[6].as_str()), ("qabyl.2026-11-27.log", "qabyl.2026-12-03.log"));
        assert_eq!(log.tail(1000).unwrap(), "day 3\nday 4\nday 5\nday 6\nday 7\nday 8\nday 9\n");
        assert_eq!(log.tail(15).unwrap(), "day 8\nday 9\n");
        assert_eq!(log.tail(12).unwrap(), "day 8\nday 9\n");
        assert_eq!(log.tail(5).unwrap(), "");
    }

    #[test]
    fn lines_are_scrubbed_and_readable_by_this_user_only() {
        let folder = tempfile::tempdir().unwrap();
        let (log, _) = log_in(folder.path());
        writeln!(&log, "2026-11-24T05:30:00Z INFO desk: Айгерим +7 701 123 45 67").unwrap();
        let file = log.path("2026-11-24".parse().unwrap(), "");
        assert_eq!(fs::read_to_string(&file).unwrap(), "2026-11-24T05:30:00Z INFO desk: [text] [number]\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&log.folder), mode(&file)), (0o700, 0o600));
        }
    }

    #[test]
    fn day_with_many_lines_keeps_its_last_two_files() {
        let folder = tempfile::tempdir().unwrap();
        let (log, _) = log_in(folder.path());
        let line = "a line of the log\n".repeat(1000);
        for _ in 0..250 {
            log.append(&line).unwrap();
        }
        writeln!(&log, "the end").unwrap();
        assert_eq!(file_names(&log), ["qabyl.2026-11-24.earlier.log", "qabyl.2026-11-24.log"]);
        for file in dated_files::find(&log.folder, is_log).unwrap() {
            assert!(fs::metadata(file).unwrap().len() <= MAX_BYTES);
        }
        let tail = log.tail(3 * 1024 * 1024).unwrap();
        assert!(tail.len() > 2 * 1024 * 1024, "the tail has lines of both files");
        assert!(tail.ends_with("of the log\nthe end\n"));
    }

    #[test]
    fn wipe_deletes_only_log_files_and_the_next_line_begins_a_new_file() {
        let folder = tempfile::tempdir().unwrap();
        let (log, _) = log_in(folder.path());
        log.wipe().unwrap();
        writeln!(&log, "before").unwrap();
        log.wipe().unwrap();
        assert!(!log.folder.exists());
        writeln!(&log, "after").unwrap();
        assert_eq!(log.tail(100).unwrap(), "after\n");
        fs::write(log.folder.join("another-file.txt"), "").unwrap();
        log.wipe().unwrap();
        assert_eq!(file_names(&log), ["another-file.txt"]);
    }
}
