//! A second process writes without pause and is killed at random moments; the file must open and hold every record
//! that the process reported as kept.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::{Numbers, clinic, record, test_name};
use crate::{Cache, CacheKey, CacheLimits, Secrets};

/// Set in the process that writes: the folder, and the number of its first record.
const WRITER_DIR: &str = "SEALED_CACHE_WRITER_DIR";
const WRITER_FIRST: &str = "SEALED_CACHE_WRITER_FIRST";

const KILLS: u32 = 200;
const RANGES: u64 = 5;
const SEED: u64 = 0x9_11e9;

fn open(dir: &Path) -> Cache {
    Cache::open(dir, &Secrets::as_if_kept(&CacheKey::golden()), CacheLimits::default()).unwrap()
}

fn range_of(number: u64) -> i64 {
    i64::try_from(number % RANGES).unwrap()
}

fn write_until_killed(dir: &Path, first: u64) {
    let cache = open(dir);
    for number in first.. {
        cache.put(&record(range_of(number), number)).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "kept {number}").unwrap();
        out.flush().unwrap();
    }
}

/// The number that [`write_until_killed`] put into the record of a range, if there is one.
fn number_kept(cache: &Cache, range: i64) -> Option<u64> {
    let wanted = record(range, 0);
    let found = cache.find(&clinic(), (wanted.from, wanted.to)).unwrap()?;
    let body: serde_json::Value = serde_json::from_slice(&found.body).unwrap();
    body["payload"]["appointments"][0]["id"].as_u64()
}

#[test]
fn a_kill_at_any_moment_loses_nothing_that_was_kept() {
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
        // The writer may have kept one more than it could report.
        next += 1;

        let cache = open(dir.path());
        for (&range, &number) in &reported {
            let kept = number_kept(&cache, range);
            assert!(
                kept.is_some_and(|kept| kept >= number && kept < next),
                "seed {SEED:#x}, round {round}: range {range} holds {kept:?}, {number} was reported"
            );
        }
    }
    assert!(rounds_that_wrote >= KILLS / 2, "{rounds_that_wrote} of {KILLS} writers kept a record");
}

/// From when a writer's life is counted: from its start, so that it also dies while it opens the file, or from its first
/// record, so that however slow the computer is it dies writing.
#[derive(Clone, Copy)]
enum Since {
    Start,
    FirstRecord,
}

/// Starts a writer, kills it after `lifetime`, and gives the numbers it reported.
fn write_for(lifetime: Duration, since: Since, dir: &Path, first: u64) -> Vec<u64> {
    let mut writer = Command::new(std::env::current_exe().unwrap())
        .args([test_name!("a_kill_at_any_moment_loses_nothing_that_was_kept"), "--exact", "--nocapture"])
        .env(WRITER_DIR, dir)
        .env(WRITER_FIRST, first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(writer.stdout.take().unwrap());
    let (send, lines) = mpsc::channel();
    let reader = std::thread::spawn(move || {
        // The last line can be cut off by the kill: without its end it was not reported.
        let mut stdout = stdout;
        let mut line = String::new();
        while stdout.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
            if let Some(number) = line.trim().strip_prefix("kept ") {
                send.send(number.parse().unwrap()).unwrap();
            }
            line.clear();
        }
    });
    let mut reported = match since {
        Since::Start => Vec::new(),
        Since::FirstRecord => vec![lines.recv().expect("the writer ended by itself")],
    };
    let death = Instant::now() + lifetime;
    let ended = loop {
        match lines.recv_timeout(death.saturating_duration_since(Instant::now())) {
            Ok(number) => reported.push(number),
            Err(error) => break error,
        }
    };
    assert_eq!(ended, RecvTimeoutError::Timeout, "the writer ended by itself");
    writer.kill().unwrap();
    writer.wait().unwrap();
    reported.extend(lines);
    reader.join().unwrap();
    reported
}
