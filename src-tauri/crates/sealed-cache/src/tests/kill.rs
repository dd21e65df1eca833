//! A second process writes without pause and is killed, at random moments or in the middle of a write. The file must stay
//! readable and contain every record that the process reported as stored.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::{Numbers, clinic, later, record, test_name};
#[cfg(unix)]
use crate::Record;
use crate::{Cache, CacheKey, CacheLimits, Secrets};

/// Environment variables of the writing process: the folder, and the number of its first record.
const WRITER_DIR: &str = "SEALED_CACHE_WRITER_DIR";
const WRITER_FIRST: &str = "SEALED_CACHE_WRITER_FIRST";

const KILLS: u32 = 200;
const RANGES: u64 = 5;

/// How often a write is interrupted, and the range of file lengths at which it is, in blocks of 512 bytes.
#[cfg(unix)]
const CUTS: u32 = 60;
#[cfg(unix)]
const MIN_BLOCKS: u64 = 100;
#[cfg(unix)]
const MAX_BLOCKS: u64 = 2_000;
const SEED: u64 = 0x9_11e9;

fn open(dir: &Path) -> Cache {
    Cache::open(dir, &Secrets::like_keychain_with(&CacheKey::golden()), CacheLimits::default()).unwrap()
}

fn range_of(number: u64) -> i64 {
    i64::try_from(number % RANGES).unwrap()
}

fn write_until_killed(dir: &Path, first: u64) {
    let cache = open(dir);
    for number in first.. {
        cache.put(&record(range_of(number), number)).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "stored {number}").unwrap();
        out.flush().unwrap();
    }
}

/// The number that [`write_until_killed`] stored in the record of a range, if there is one.
fn stored_number(cache: &Cache, range: i64) -> Option<u64> {
    let wanted = record(range, 0);
    let found = cache.find(&clinic(), (wanted.from, wanted.to), later()).unwrap()?;
    let body: serde_json::Value = serde_json::from_slice(&found.body).unwrap();
    body["payload"]["appointments"][0]["id"].as_u64()
}

#[test]
fn kill_at_any_moment_loses_no_stored_record() {
    if let Some(dir) = std::env::var_os(WRITER_DIR) {
        let first = std::env::var_os(WRITER_FIRST).unwrap().into_string().unwrap().parse().unwrap();
        return write_until_killed(Path::new(&dir), first);
    }
    let dir = tempfile::tempdir().unwrap();
    let mut numbers = Numbers(SEED);
    let mut reported: HashMap<i64, u64> = HashMap::new();
    let mut next = 1;
    let mut rounds_that_wrote = 0;
    for round in 0..KILLS {
        let lifetime = Duration::from_micros(numbers.below(60_000));
        let before = next;
        let since = if round % 2 == 0 { Since::Start } else { Since::FirstRecord };
        for number in write_for(lifetime, since, dir.path(), next) {
            reported.insert(range_of(number), number);
            next = number + 1;
        }
        rounds_that_wrote += u32::from(next > before);
        // The writer can have stored one more record than it reported.
        next += 1;

        let cache = open(dir.path());
        for (&range, &number) in &reported {
            let stored = stored_number(&cache, range);
            assert!(
                stored.is_some_and(|stored| stored >= number && stored < next),
                "seed {SEED:#x}, round {round}: range {range} contains {stored:?}, but {number} was reported"
            );
        }
    }
    assert!(rounds_that_wrote >= KILLS / 2, "{rounds_that_wrote} of {KILLS} writers stored a record");
}

/// When the lifetime of a writer begins: at its start, so that it can also be killed while it opens the file, or at its first
/// record, so that it is killed while writing even on a slow computer.
#[derive(Clone, Copy)]
enum Since {
    Start,
    FirstRecord,
}

/// Starts a writer, kills it after `lifetime` and returns the numbers that it reported.
fn write_for(lifetime: Duration, since: Since, dir: &Path, first: u64) -> Vec<u64> {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args([test_name!("kill_at_any_moment_loses_no_stored_record"), "--exact", "--nocapture"])
        .env(WRITER_DIR, dir)
        .env(WRITER_FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(writer.stdout.take().unwrap());
    let (send, lines) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        // The kill can cut off the last line. A line without its end is not a report.
        let mut stdout = stdout;
        let mut line = String::new();
        while stdout.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
            if let Some(number) = line.trim().strip_prefix("stored ") {
                send.send(number.parse().unwrap()).unwrap();
            }
            line.clear();
        }
    });
    let mut reported = match since {
        Since::Start => Vec::new(),
        Since::FirstRecord => vec![lines.recv().expect("the writer ended before it was killed")],
    };
    let deadline = Instant::now() + lifetime;
    let ended = loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(number) => reported.push(number),
            Err(error) => break error,
        }
    };
    assert_eq!(ended, RecvTimeoutError::Timeout, "the writer ended before it was killed");
    writer.kill().unwrap();
    writer.wait().unwrap();
    reported.extend(lines);
    reader.join().unwrap();
    reported
}

/// A kill by another process rarely falls between two writes of one transaction. Here the operating system kills the writer
/// (`SIGXFSZ`) when a file reaches a maximum length, which can be anywhere in a transaction.
#[cfg(unix)]
#[test]
fn interrupted_write_loses_no_stored_record() {
    use std::os::unix::process::ExitStatusExt;

    if let Some(dir) = std::env::var_os(WRITER_DIR) {
        return write_large_records(Path::new(&dir));
    }
    let mut numbers = Numbers(SEED);
    let mut stored_records = 0;
    for round in 0..CUTS {
        let dir = tempfile::tempdir().unwrap();
        let blocks = MIN_BLOCKS + numbers.below(MAX_BLOCKS - MIN_BLOCKS);
        let output = Command::new("sh")
            .args(["-c", &format!("ulimit -c 0 && ulimit -f {blocks} && exec \"$0\" \"$@\"")])
            .arg(std::env::current_exe().unwrap())
            .args([test_name!("interrupted_write_loses_no_stored_record"), "--exact", "--nocapture"])
            .env(WRITER_DIR, dir.path())
            .output()
            .unwrap();
        assert!(
            output.status.signal().is_some(),
            "round {round}, {blocks} blocks: the writer ended before it was killed"
        );
        let cache = open(dir.path());
        let mut last = HashMap::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            if let Some(number) = line.strip_prefix("stored ") {
                let number: u64 = number.parse().unwrap();
                last.insert(range_of(number), number);
            }
        }
        stored_records += last.len();
        for (range, number) in last {
            let stored = stored_number(&cache, range);
            assert!(
                // The writer can have stored one more record of this range than it reported.
                stored.is_some_and(|stored| stored == number || stored == number + RANGES),
                "seed {SEED:#x}, round {round}, {blocks} blocks: range {range} contains {stored:?}, but {number} was reported"
            );
        }
    }
    assert!(stored_records > 100, "{stored_records} records were stored in {CUTS} rounds");
}

/// Writes records of about thirty pages each, so that the file soon reaches its maximum length.
#[cfg(unix)]
fn write_large_records(dir: &Path) {
    let cache = open(dir);
    let mut numbers = Numbers(SEED);
    for number in 1..=10 * RANGES {
        let noise: String =
            (0..200_000).map(|_| char::from(b'a' + u8::try_from(numbers.below(26)).unwrap())).collect();
        let body = format!(r#"{{"payload":{{"appointments":[{{"id":{number}}}],"noise":"{noise}"}}}}"#);
        cache.put(&Record { body: body.into_bytes(), ..record(range_of(number), number) }).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "stored {number}").unwrap();
        out.flush().unwrap();
    }
}
