//! Searching the memory of this process for a secret. The tests of `desk` use this file too.

use std::fmt;
use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::FileExt;

/// A secret of which this value has no copy: each of its bytes is changed.
pub struct Masked(Vec<u8>);

impl Masked {
    const MASK: u8 = 0x80;

    pub fn of(secret: &[u8]) -> Self {
        Self(secret.iter().map(|byte| byte ^ Self::MASK).collect())
    }

    /// The secret, byte by byte.
    #[allow(dead_code, reason = "the tests of desk use it")]
    pub fn bytes(&self) -> impl Iterator<Item = u8> {
        self.0.iter().map(|byte| byte ^ Self::MASK)
    }

    /// The part that is searched for: the allocator writes over the beginning of memory that is freed.
    fn end(&self) -> &[u8] {
        assert!(self.0.len() >= 32, "a shorter secret would be found by chance");
        &self.0[16..]
    }

    fn end_is_at(&self, memory: &[u8]) -> bool {
        let end = self.end();
        memory.len() >= end.len() && memory.iter().zip(end).all(|(byte, masked)| byte ^ Self::MASK == *masked)
    }

    /// The number of places in the writable memory of this process (heap, stacks, static values) that contain the secret.
    pub fn copies(&self) -> usize {
        let mut copies = 0;
        self.search(|_, _| copies += 1);
        copies
    }

    /// The memory around each copy. To be printed only: it can contain further copies.
    pub fn places(&self) -> Vec<Place> {
        let mut places = Vec::new();
        self.search(|memory, copy| places.push(Place::new(memory, copy)));
        places
    }

    /// Calls `found` with the memory around each copy, and with its position there.
    fn search(&self, mut found: impl FnMut(&[u8], Range<usize>)) {
        const CHUNK: usize = 64 * 1024;

        let memory = File::open("/proc/self/mem").unwrap();
        let mut buffer = vec![0; CHUNK + 2 * AROUND + self.0.len()];
        let unused = buffer.clone();
        let buffer_start = buffer.as_ptr().addr();
        let own_copies = buffer_start..buffer_start + buffer.len();
        for region in writable_regions() {
            for chunk in region.clone().step_by(CHUNK) {
                // A chunk is read with what is around it.
                let start = chunk.saturating_sub(AROUND).max(region.start);
                let len = (region.end - start).min(buffer.len());
                // Another thread can have returned the region to the system.
                let Ok(read) = memory.read_at(&mut buffer[..len], start as u64) else { continue };
                // Most memory was never used. It is skipped, because unoptimised code searches it slowly.
                if buffer == unused {
                    continue;
                }
                for offset in chunk - start..read.min(chunk - start + CHUNK) {
                    if self.end_is_at(&buffer[offset..read]) && !own_copies.contains(&(start + offset)) {
                        found(&buffer[..read], offset..offset + self.end().len());
                    }
                }
                // What was read is not to be found again.
                buffer.fill(0);
            }
        }
    }
}

/// The number of bytes that are printed before and after a place.
const AROUND: usize = 64;

/// The memory around a secret.
pub struct Place {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Place {
    fn new(memory: &[u8], copy: Range<usize>) -> Self {
        Self {
            before: memory[copy.start.saturating_sub(AROUND)..copy.start].to_vec(),
            after: memory[copy.end..memory.len().min(copy.end + AROUND)].to_vec(),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}<end of the secret>{}", self.before.escape_ascii(), self.after.escape_ascii())
    }
}

fn writable_regions() -> Vec<Range<usize>> {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let region = |line: &str| {
        let (addresses, permissions) = line.split_once(' ').unwrap();
        let (start, end) = addresses.split_once('-').unwrap();
        let address = |text: &str| usize::from_str_radix(text, 16).unwrap();
        permissions.starts_with("rw").then(|| address(start)..address(end))
    };
    maps.lines().filter_map(region).collect()
}
