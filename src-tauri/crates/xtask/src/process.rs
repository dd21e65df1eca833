//! Steps: starting programs, waiting for them, and leaving none behind.
//!
//! A child ends with its [`Running`]. Programs that a child starts and forgets are found, on Linux, by a mark in
//! their environment and ended too; the other systems end them with the console or the session.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use crate::failure::Failure;

/// Set in the environment of every step; its value is our process id.
const MARK: &str = "QABYL_XTASK";

/// How long a program may take to end when asked, before it is made to.
const GRACE: Duration = Duration::from_secs(5);

static STOPPING: AtomicBool = AtomicBool::new(false);
static LIVE: Mutex<Vec<u32>> = Mutex::new(Vec::new());

/// Makes Ctrl+C, SIGTERM and SIGHUP end what was started; the command then stops with
/// [`Failure::Interrupted`] and cleans up on its way out.
pub fn end_with_us() -> Result<(), Failure> {
    ctrlc::set_handler(|| {
        STOPPING.store(true, Ordering::SeqCst);
        ask_to_end(&live().clone());
        #[cfg(target_os = "linux")]
        ask_to_end(&linux::marked());
    })
    .map_err(|error| Failure::unmet(format!("Ctrl+C cannot be caught: {error}."), "Start it from a shell."))
}

/// Ends what steps left running, and says so: a step should end what it starts.
pub fn end_leftovers() {
    #[cfg(target_os = "linux")]
    linux::end_marked();
}

fn live() -> std::sync::MutexGuard<'static, Vec<u32>> {
    // A list of numbers is whole even if a thread panicked beside it.
    LIVE.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn stopping() -> bool {
    STOPPING.load(Ordering::SeqCst)
}

/// One outside program, as it will be started.
pub struct Step {
    command: Command,
    what: String,
    next: String,
    quiet: bool,
    input: Option<&'static str>,
}

impl Step {
    /// `what` is the line that announces it ("compiling the program").
    pub fn new(program: impl AsRef<OsStr>, what: impl Into<String>) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        command.env(MARK, std::process::id().to_string());
        Self {
            command,
            what: what.into(),
            next: "Its own words are above.".into(),
            quiet: false,
            input: None,
        }
    }

    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    pub fn folder(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn without_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// What to do if it fails.
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = next.into();
        self
    }

    /// Is not announced.
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// What the program reads; without it there is nothing to read.
    pub fn input(mut self, text: &'static str) -> Self {
        self.command.stdin(Stdio::piped());
        self.input = Some(text);
        self
    }

    /// Its complaints go to a file: useful after a failure, noise otherwise.
    pub fn complaints_to(mut self, path: &Path) -> Result<Self, Failure> {
        let file = File::create(path).map_err(Failure::file(path))?;
        self.command.stderr(file);
        Ok(self)
    }

    pub fn output_to_nowhere(mut self) -> Self {
        self.command.stdout(Stdio::null());
        self
    }

    /// What the program starts may outlive us: a browser that a user opened from the window, say.
    pub fn leaves_its_children(mut self) -> Self {
        self.command.env_remove(MARK);
        self
    }

    /// Runs it to its end.
    pub fn run(self) -> Result<(), Failure> {
        let (what, next) = (self.what.clone(), self.next.clone());
        let status = self.run_to_status()?;
        if status.success() { Ok(()) } else { Err(Failure::Ended { step: capitalized(&what), status, next }) }
    }

    /// Runs it to its end, whatever that is.
    pub fn run_to_status(self) -> Result<ExitStatus, Failure> {
        self.start()?.wait()
    }

    /// Runs it to its end and hands back what it printed.
    pub fn read(mut self) -> Result<String, Failure> {
        self.command.stdout(Stdio::piped());
        let (what, next) = (self.what.clone(), self.next.clone());
        let (running, stdout) = self.spawn()?;
        let mut text = String::new();
        if let Some(mut stdout) = stdout {
            stdout.read_to_string(&mut text).map_err(Failure::file(&what))?;
        }
        let status = running.wait()?;
        if status.success() {
            Ok(text)
        } else {
            Err(Failure::Ended { step: capitalized(&what), status, next })
        }
    }

    /// Starts it; it ends with the value.
    pub fn start(self) -> Result<Running, Failure> {
        Ok(self.spawn()?.0)
    }

    /// Starts it and waits for its first line of output, by which some servers say that they are ready and where.
    pub fn start_and_read_line(mut self, limit: Duration) -> Result<(Running, String), Failure> {
        self.command.stdout(Stdio::piped());
        let what = self.what.clone();
        let next = self.next.clone();
        let (running, stdout) = self.spawn()?;
        let (sender, first_line) = mpsc::channel();
        if let Some(stdout) = stdout {
            thread::spawn(move || {
                let mut lines = BufReader::new(stdout);
                let mut line = String::new();
                if lines.read_line(&mut line).is_ok() && !line.is_empty() {
                    // The other end has given up waiting: then it has already said so.
                    drop(sender.send(line.trim().to_owned()));
                }
                // Read on, or the program would be stopped by its own output.
                drop(io::copy(&mut lines, &mut io::sink()));
            });
        }
        match first_line.recv_timeout(limit) {
            Ok(line) => Ok((running, line)),
            Err(_) if stopping() => Err(Failure::Interrupted),
            Err(_) => Err(Failure::unmet(format!("{what}: it did not say that it is ready."), next)),
        }
    }

    fn spawn(mut self) -> Result<(Running, Option<ChildStdout>), Failure> {
        if stopping() {
            return Err(Failure::Interrupted);
        }
        if !self.quiet {
            println!("» {}", self.what);
        }
        let mut child = self.command.spawn().map_err(|source| Failure::CannotStart {
            program: self.command.get_program().to_string_lossy().into_owned(),
            source,
            next: self.next,
        })?;
        if let (Some(text), Some(mut stdin)) = (self.input, child.stdin.take()) {
            // A program that ended before reading tells so by its exit.
            drop(stdin.write_all(text.as_bytes()));
        }
        let stdout = child.stdout.take();
        Ok((Running::watch(child), stdout))
    }
}

/// A program that runs. It is ended when the value goes.
pub struct Running {
    pid: u32,
    ended: Receiver<io::Result<ExitStatus>>,
    seen: bool,
}

impl Running {
    fn watch(mut child: Child) -> Self {
        let pid = child.id();
        live().push(pid);
        if stopping() {
            // The signal came while it was being started.
            ask_to_end(&[pid]);
        }
        let (sender, ended) = mpsc::channel();
        thread::spawn(move || {
            let status = child.wait();
            live().retain(|live| *live != pid);
            // Nobody may be waiting any more.
            drop(sender.send(status));
        });
        Self { pid, ended, seen: false }
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Result<ExitStatus, Failure> {
        let status = self.ended.recv();
        self.seen = true;
        match status {
            _ if stopping() => Err(Failure::Interrupted),
            Ok(Ok(status)) => Ok(status),
            Ok(Err(source)) => {
                Err(Failure::File { path: PathBuf::from(format!("process {}", self.pid)), source })
            }
            Err(_) => Err(Failure::unmet("A process was lost.", "Please run it again.")),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.seen || self.ended.try_recv().is_ok() {
            return;
        }
        ask_to_end(&[self.pid]);
        if self.ended.recv_timeout(GRACE).is_err() {
            make_end(&[self.pid]);
            drop(self.ended.recv_timeout(GRACE));
        }
    }
}

#[cfg(unix)]
fn ask_to_end(pids: &[u32]) {
    signal("TERM", pids);
}

#[cfg(unix)]
fn make_end(pids: &[u32]) {
    signal("KILL", pids);
}

/// The shell's own `kill`: every Unix has it, and calling the system directly would be `unsafe`.
#[cfg(unix)]
fn signal(name: &str, pids: &[u32]) {
    if pids.is_empty() {
        return;
    }
    let mut shell = Command::new("sh");
    shell.args(["-c", "kill -s \"$@\"", "sh", name]).args(pids.iter().map(u32::to_string));
    // One that has ended by itself in the meantime is as good.
    drop(shell.stdin(Stdio::null()).stderr(Stdio::null()).status());
}

#[cfg(windows)]
fn ask_to_end(pids: &[u32]) {
    make_end(pids);
}

/// Windows knows no polite way for a program without a window; `/T` takes its children along.
#[cfg(windows)]
fn make_end(pids: &[u32]) {
    for pid in pids {
        let mut taskkill = Command::new("taskkill");
        taskkill.args(["/T", "/F", "/PID"]).arg(pid.to_string());
        drop(taskkill.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status());
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::thread;
    use std::time::{Duration, Instant};

    use super::{GRACE, MARK, ask_to_end, make_end};

    /// The processes that carry our mark: everything that descends from a step, whoever its parent is by now.
    pub fn marked() -> Vec<u32> {
        let mark = format!("{MARK}={}", std::process::id());
        let Ok(processes) = fs::read_dir("/proc") else { return Vec::new() };
        processes
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            // One that is not ours to read is not ours to end.
            .filter(|pid| fs::read(format!("/proc/{pid}/environ")).is_ok_and(|block| carries(&block, &mark)))
            .collect()
    }

    pub fn end_marked() {
        let mut left = marked();
        if left.is_empty() {
            return;
        }
        let names: Vec<String> = left.iter().filter_map(|pid| name(*pid)).collect();
        println!("» ending what was left running: {}", names.join(", "));
        ask_to_end(&left);
        let asked = Instant::now();
        while !left.is_empty() && asked.elapsed() < GRACE {
            // They are not our children, so their end is not told to us.
            thread::sleep(Duration::from_millis(20));
            left = marked();
        }
        make_end(&left);
    }

    fn name(pid: u32) -> Option<String> {
        fs::read_to_string(format!("/proc/{pid}/comm")).ok().map(|name| name.trim().to_owned())
    }

    /// Whether an environment block (`A=1\0B=2\0`) has this entry.
    pub fn carries(block: &[u8], entry: &str) -> bool {
        block.split(|byte| *byte == 0).any(|found| found == entry.as_bytes())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(10);

    #[test]
    fn an_entry_is_found_only_whole() {
        let block = b"A=1\0QABYL_XTASK=123\0B=2\0";
        assert!(linux::carries(block, "QABYL_XTASK=123"));
        assert!(!linux::carries(block, "QABYL_XTASK=12"));
        assert!(!linux::carries(block, "XTASK=123"));
        assert!(!linux::carries(b"", "A=1"));
    }

    #[test]
    fn a_failed_step_says_what_and_how() {
        let failure =
            Step::new("sh", "trying").args(["-c", "exit 3"]).next("Try again.").run().expect_err("3");
        assert_eq!(failure.to_string(), "Trying failed (exit status: 3).\nTry again.");
    }

    #[test]
    fn a_missing_program_is_named() {
        let failure = Step::new("no-such-program", "trying").next("Install it.").run().expect_err("missing");
        assert!(matches!(&failure, Failure::CannotStart { program, .. } if program == "no-such-program"));
        assert!(failure.to_string().ends_with("Install it."));
    }

    #[test]
    fn a_step_reads_its_input_and_nothing_else() {
        assert_eq!(Step::new("cat", "reading").read().expect("no input"), "");
        assert_eq!(Step::new("cat", "reading").input("words").read().expect("input"), "words");
    }

    /// The daemon of this test is in a session of its own and its parent has ended: only the mark tells it.
    #[test]
    fn a_program_ends_with_its_value_and_its_daemon_with_the_leftovers() {
        let script = "setsid sh -c 'echo $$; exec sleep 600' & exec sleep 600";
        let step = Step::new("sh", "sleeping").args(["-c", script]);
        let (running, daemon) = step.start_and_read_line(SOON).expect("it starts");
        let daemon: u32 = daemon.parse().expect("a process id");
        let parent = running.pid;
        drop(running);
        assert!(!linux::marked().contains(&parent), "the child has ended");
        assert!(linux::marked().contains(&daemon), "its daemon has not");
        end_leftovers();
        assert!(!linux::marked().contains(&daemon), "now it has");
    }

    #[test]
    fn a_server_that_says_nothing_is_not_awaited_for_ever() {
        let step = Step::new("sh", "a silent server").args(["-c", "exec sleep 600"]).next("Look at it.");
        let Err(failure) = step.start_and_read_line(Duration::from_millis(50)) else { panic!("it spoke") };
        assert!(failure.to_string().contains("a silent server"), "{failure}");
    }
}
