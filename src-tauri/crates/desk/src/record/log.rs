//! The log: a file a day in a folder of its own, scrubbed, for this user alone.
//!
//! Each line is on the disk when it was written, so that a crash loses none; there are few of them. The file is opened by the
//! first line and closed by a wipe, for what is open cannot be deleted everywhere.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;

use super::scrub::scrub;
use super::{panic_notes, private_files};
use crate::clock::Clock;

const FOLDER: &str = "logs";
/// Files kept; a day has one, and a loud one two.
const MAX_FILES: usize = 7;
/// A file that grew to this begins anew, and the one before it is the day's earlier part.
const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// Where the program's own account of what it does is written. `&Log` is a writer that takes a line at a time.
pub struct Log {
    folder: PathBuf,
    clock: Box<dyn Clock>,
    open: Mutex<Option<Open>>,
}

struct Open {
    day: NaiveDate,
    file: File,
    bytes: u64,
}

impl Log {
    /// The log of a data folder. Nothing is made before the first line.
    #[must_use]
    pub fn new(data_dir: &Path, clock: Box<dyn Clock>) -> Self {
        Self { folder: data_dir.join(FOLDER), clock, open: Mutex::new(None) }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The last lines, of several days if need be: at most so many bytes.
    pub(crate) fn tail(&self, max_bytes: u64) -> io::Result<String> {
        let mut parts = Vec::new();
        let mut left = max_bytes;
        for path in private_files::of_kind(&self.folder, is_log)?.iter().rev() {
            let mut file = File::open(path)?;
            let bytes = file.metadata()?.len();
            let mut part = Vec::new();
            file.seek(SeekFrom::Start(bytes.saturating_sub(left)))?;
            file.take(left).read_to_end(&mut part)?;
            if bytes > left {
                // Without the line that was cut.
                let line_end = part.iter().position(|byte| *byte == b'\n');
                part.drain(..line_end.map_or(part.len(), |at| at + 1));
            }
            parts.push(String::from_utf8_lossy(&part).into_owned());
            left = left.saturating_sub(bytes);
            if left == 0 {
                break;
            }
        }
        Ok(parts.into_iter().rev().collect())
    }

    /// Deletes the log and the panic notes beside it. The next line begins anew.
    pub(crate) fn wipe(&self) -> io::Result<()> {
        let mut open = self.open();
        *open = None;
        private_files::remove(&self.folder, |name| is_log(name) || panic_notes::is_note(name))
    }

    fn open(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn append(&self, line: &str) -> io::Result<()> {
        let day = self.clock.now().date_naive();
        let bytes = line.len() as u64;
        let mut open = self.open();
        if let Some(full) = open.take_if(|open| open.day != day || open.bytes + bytes > MAX_BYTES)
            && full.day == day
        {
            drop(full);
            fs::rename(self.file(day, ""), self.file(day, ".earlier"))?;
        }
        let open = match &mut *open {
            Some(open) => open,
            none => none.insert(self.begin(day)?),
        };
        open.file.write_all(line.as_bytes())?;
        open.bytes += bytes;
        Ok(())
    }

    fn begin(&self, day: NaiveDate) -> io::Result<Open> {
        let file = private_files::open(&self.file(day, ""), OpenOptions::new().create(true).append(true))?;
        private_files::keep_last(&self.folder, MAX_FILES, is_log)?;
        let bytes = file.metadata()?.len();
        Ok(Open { day, file, bytes })
    }

    fn file(&self, day: NaiveDate, part: &str) -> PathBuf {
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

    fn names(log: &Log) -> Vec<String> {
        let files = private_files::of_kind(&log.folder, |_| true).unwrap();
        files.iter().map(|file| file.file_name().unwrap().to_str().unwrap().to_owned()).collect()
    }

    fn log_in(folder: &Path) -> (Log, ShiftedClock) {
        let clock = ShiftedClock::set_to("2026-11-24T05:30:00Z".parse().unwrap());
        (Log::new(folder, Box::new(clock.clone())), clock)
    }

    #[test]
    fn a_day_has_a_file_and_a_week_stays() {
        let folder = tempfile::tempdir().unwrap();
        let (log, clock) = log_in(folder.path());
        assert_eq!(log.tail(100).unwrap(), "");
        for day in 0..10 {
            writeln!(&log, "day {day}").unwrap();
            clock.forward(TimeDelta::days(1));
        }
        let names = names(&log);
        assert_eq!(names.len(), MAX_FILES);
        assert_eq!((names[0].as_str(), names[6].as_str()), ("qabyl.2026-11-27.log", "qabyl.2026-12-03.log"));
        assert_eq!(log.tail(1000).unwrap(), "day 3\nday 4\nday 5\nday 6\nday 7\nday 8\nday 9\n");
        assert_eq!(log.tail(15).unwrap(), "day 8\nday 9\n");
        assert_eq!(log.tail(12).unwrap(), "day 8\nday 9\n");
        assert_eq!(log.tail(5).unwrap(), "");
    }

    #[test]
    fn what_is_written_is_scrubbed_and_this_users_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (log, _) = log_in(folder.path());
        writeln!(&log, "2026-11-24T05:30:00Z INFO desk: Айгерим +7 701 123 45 67").unwrap();
        let file = log.file("2026-11-24".parse().unwrap(), "");
        assert_eq!(fs::read_to_string(&file).unwrap(), "2026-11-24T05:30:00Z INFO desk: [text] [number]\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!((mode(&log.folder), mode(&file)), (0o700, 0o600));
        }
    }

    #[test]
    fn a_loud_day_keeps_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let (log, _) = log_in(folder.path());
        let line = "a line that says so\n".repeat(1000);
        for _ in 0..250 {
            log.append(&line).unwrap();
        }
        writeln!(&log, "the end").unwrap();
        assert_eq!(names(&log), ["qabyl.2026-11-24.earlier.log", "qabyl.2026-11-24.log"]);
        for file in private_files::of_kind(&log.folder, is_log).unwrap() {
            assert!(fs::metadata(file).unwrap().len() <= MAX_BYTES);
        }
        let tail = log.tail(3 * 1024 * 1024).unwrap();
        assert!(tail.len() > 2 * 1024 * 1024, "both parts");
        assert!(tail.ends_with("says so\nthe end\n"));
    }

    #[test]
    fn a_wipe_takes_what_is_the_logs_and_the_next_line_begins_anew() {
        let folder = tempfile::tempdir().unwrap();
        let (log, _) = log_in(folder.path());
        log.wipe().unwrap();
        writeln!(&log, "before").unwrap();
        fs::write(log.folder.join("panic-2026-11-24T05-30-00Z.txt"), "note").unwrap();
        log.wipe().unwrap();
        assert!(!log.folder.exists());
        writeln!(&log, "after").unwrap();
        assert_eq!(log.tail(100).unwrap(), "after\n");
        fs::write(log.folder.join("somebody-elses.txt"), "").unwrap();
        log.wipe().unwrap();
        assert_eq!(names(&log), ["somebody-elses.txt"]);
    }
}
