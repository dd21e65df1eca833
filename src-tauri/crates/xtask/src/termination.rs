//! Ending the programs that a command started, on Ctrl+C and when the command is done.
//!
//! [`crate::step::Running`] registers direct children here. On Linux, programs that a child started and left running are
//! found by a mark in their environment. macOS ends only direct children; Windows ends their descendants too.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::failure::Failure;

/// How long a program may take to end after SIGTERM before it is killed.
pub const GRACE_PERIOD: Duration = Duration::from_secs(5);

static REQUESTED: AtomicBool = AtomicBool::new(false);
static CHILDREN: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// The environment variable that marks every started program, and its value: the process id of xtask.
pub fn mark() -> (&'static str, String) {
    ("QABYL_XTASK", std::process::id().to_string())
}

/// Makes Ctrl+C, SIGTERM and SIGHUP end all started programs. The command then stops with [`Failure::Interrupted`].
pub fn handle_signals() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        REQUESTED.store(true, Ordering::SeqCst);
        let pids = children().clone();
        terminate(&pids);
        #[cfg(target_os = "linux")]
        terminate(&linux::marked());
    })
    .map_err(|error| {
        Failure::unmet(
            format!("The handler for Ctrl+C could not be installed: {error}."),
            "Start the command from a terminal.",
        )
    })
}

/// Whether the user or the system asked xtask to end.
pub fn requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}

/// Adds a child that has to end together with xtask.
pub fn register(pid: u32) {
    children().push(pid);
    if requested() {
        // The signal arrived while the child was being started.
        terminate(&[pid]);
    }
}

pub fn unregister(pid: u32) {
    children().retain(|child| *child != pid);
}

/// Ends the programs that finished steps left running, and prints their names.
pub fn end_leftovers() {
    #[cfg(target_os = "linux")]
    linux::end_marked();
}

fn children() -> MutexGuard<'static, Vec<u32>> {
    // The list is valid even if a thread panicked while it held the lock.
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Asks programs to end.
#[cfg(unix)]
pub fn terminate(pids: &[u32]) {
    signal("TERM", pids);
}

/// Ends programs without asking them.
#[cfg(unix)]
pub fn kill(pids: &[u32]) {
    signal("KILL", pids);
}

/// Uses the shell's `kill`, because a system call would need `unsafe`.
#[cfg(unix)]
fn signal(name: &str, pids: &[u32]) {
    if pids.is_empty() {
        return;
    }
    let mut shell = Command::new("sh");
    shell.args(["-c", "kill -s \"$@\"", "sh", name]).args(pids.iter().map(u32::to_string));
    // It fails only for a program that has ended in the meantime.
    drop(shell.stdin(Stdio::null()).stderr(Stdio::null()).status());
}

/// Windows has no signal that asks a program without a window to end.
#[cfg(windows)]
pub fn terminate(pids: &[u32]) {
    kill(pids);
}

/// Ends programs and their descendants (`/T`).
#[cfg(windows)]
pub fn kill(pids: &[u32]) {
    for pid in pids {
        let mut taskkill = Command::new("taskkill");
        taskkill.args(["/T", "/F", "/PID"]).arg(pid.to_string());
        drop(taskkill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status());
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::{GRACE_PERIOD, kill, mark, terminate};

    /// The processes whose environment has the mark: all descendants of steps, even those with another parent by now.
    pub fn marked() -> Vec<u32> {
        let (name, value) = mark();
        let entry = format!("{name}={value}");
        let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
        processes
            .filter_map(|process| process.ok()?.file_name().to_str()?.parse().ok())
            // The environment of another user's process cannot be read, and such a process is not ours.
            .filter(|pid| {
                fs::read(format!("/proc/{pid}/environ")).is_ok_and(|block| has_entry(&block, &entry))
            })
            .collect()
    }

    pub fn end_marked() {
        let mut pids = marked();
        if pids.is_empty() {
            return;
        }
        let names: Vec<String> = pids.iter().filter_map(|pid| name(*pid)).collect();
        println!("» ending programs that were left running: {}", names.join(", "));
        terminate(&pids);
        let start = Instant::now();
        while !pids.is_empty() && start.elapsed() < GRACE_PERIOD {
            // They are not our children, so the system does not report their end to us.
            thread::sleep(Duration::from_millis(20));
            pids = marked();
        }
        kill(&pids);
    }

    fn name(pid: u32) -> Option<String> {
        fs::read_to_string(format!("/proc/{pid}/comm")).ok().map(|name| name.trim().to_owned())
    }

    /// Whether an environment block (`A=1\0B=2\0`) has this entry.
    pub fn has_entry(block: &[u8], entry: &str) -> bool {
        block.split(|byte| *byte == 0).any(|found| found == entry.as_bytes())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::step::Step;

    #[test]
    fn environment_entry_matches_only_as_a_whole() {
        let block = b"A=1\0QABYL_XTASK=123\0B=2\0";
        assert!(linux::has_entry(block, "QABYL_XTASK=123"));
        assert!(!linux::has_entry(block, "QABYL_XTASK=12"));
        assert!(!linux::has_entry(block, "XTASK=123"));
        assert!(!linux::has_entry(b"", "A=1"));
    }

    /// The daemon of this test has a session of its own and its parent has ended. Only the mark identifies it.
    #[test]
    fn program_ends_with_its_value_and_its_daemon_with_the_leftovers() {
        // The daemon stays a shell: while a process executes another program, its environment reads as empty.
        let script = "setsid sh -c 'echo $$; sleep 600; :' & exec sleep 600";
        let step = Step::new("sh", "sleeping").args(["-c", script]);
        let (running, daemon) = step.start_and_read_line(Duration::from_secs(10)).expect("it starts");
        let daemon: u32 = daemon.parse().expect("a process id");
        let parent = running.pid();
        drop(running);
        assert!(!linux::marked().contains(&parent), "the child has ended");
        assert!(linux::marked().contains(&daemon), "the daemon still runs");
        end_leftovers();
        assert!(!linux::marked().contains(&daemon), "the daemon has ended");
    }
}
