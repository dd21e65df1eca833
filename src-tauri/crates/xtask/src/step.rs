//! One program that a command starts: how it is started, announced, awaited and judged by its exit status.
//!
//! A program ends together with its [`Running`] value. [`crate::termination`] ends everything on Ctrl+C.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use crate::failure::Failure;
use crate::termination;

/// A program with its arguments, before it is started.
pub struct Step {
    command: Command,
    description: String,
    advice: String,
    quiet: bool,
    input: Input,
}

/// What the program reads from its standard input.
enum Input {
    Nothing,
    Text(&'static str),
    /// Nothing, but the end of the input comes only when the [`Running`] value is dropped.
    HeldOpen,
}

impl Step {
    /// `description` is the line that announces the step, for example "compiling the program".
    pub fn new(program: impl AsRef<OsStr>, description: impl Into<String>) -> Self {
        let mut command = Command::new(program);
        command.stdin(Stdio::null());
        let (name, value) = termination::mark();
        command.env(name, value);
        Self {
            command,
            description: description.into(),
            advice: "See its messages above.".into(),
            quiet: false,
            input: Input::Nothing,
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

    /// Sets what the user can do if the step fails. It is printed after the error.
    pub fn advice(mut self, advice: impl Into<String>) -> Self {
        self.advice = advice.into();
        self
    }

    /// Does not announce the step.
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Sets the text that the program reads. Without it, the program's input is empty.
    pub fn input(mut self, text: &'static str) -> Self {
        self.command.stdin(Stdio::piped());
        self.input = Input::Text(text);
        self
    }

    /// Keeps the program's input open until its [`Running`] value is dropped. Some servers end when their input ends.
    pub fn hold_input_open(mut self) -> Self {
        self.command.stdin(Stdio::piped());
        self.input = Input::HeldOpen;
        self
    }

    /// Writes the program's error output to a file. It is useful only after a failure.
    pub fn stderr_to(mut self, path: &Path) -> Result<Self, Failure> {
        let file = File::create(path).map_err(Failure::file(path))?;
        self.command.stderr(file);
        Ok(self)
    }

    pub fn discard_stdout(mut self) -> Self {
        self.command.stdout(Stdio::null());
        self
    }

    /// Lets programs that this program starts outlive xtask, for example a browser that the user opened.
    pub fn may_leave_children(mut self) -> Self {
        self.command.env_remove(termination::mark().0);
        self
    }

    /// Runs the program to its end. A status other than success is a [`Failure::Ended`].
    pub fn run(self) -> Result<(), Failure> {
        let (description, advice) = (self.description.clone(), self.advice.clone());
        let status = self.run_to_status()?;
        check(status, &description, advice)
    }

    /// Runs the program to its end and returns its status, whatever it is.
    pub fn run_to_status(self) -> Result<ExitStatus, Failure> {
        self.start()?.wait()
    }

    /// Runs the program to its end and returns what it printed.
    pub fn read(mut self) -> Result<String, Failure> {
        self.command.stdout(Stdio::piped());
        let (description, advice) = (self.description.clone(), self.advice.clone());
        let (running, stdout) = self.spawn()?;
        let mut text = String::new();
        if let Some(mut stdout) = stdout {
            stdout
                .read_to_string(&mut text)
                .map_err(|error| cannot_observe("output", &description, &error))?;
        }
        check(running.wait()?, &description, advice)?;
        Ok(text)
    }

    /// Starts the program. It ends when the returned value is dropped.
    pub fn start(self) -> Result<Running, Failure> {
        Ok(self.spawn()?.0)
    }

    /// Starts the program and waits for its first line of output. Servers print it when they are ready.
    pub fn start_and_read_line(mut self, timeout: Duration) -> Result<(Running, String), Failure> {
        self.command.stdout(Stdio::piped());
        let description = self.description.clone();
        let advice = self.advice.clone();
        let (running, stdout) = self.spawn()?;
        let (sender, first_line) = mpsc::channel();
        if let Some(stdout) = stdout {
            thread::spawn(move || {
                let mut lines = BufReader::new(stdout);
                let mut line = String::new();
                if lines.read_line(&mut line).is_ok() && !line.is_empty() {
                    // Sending fails only after the timeout, which is reported as an error already.
                    drop(sender.send(line.trim().to_owned()));
                }
                // A program whose output nobody reads would block.
                drop(io::copy(&mut lines, &mut io::sink()));
            });
        }
        match first_line.recv_timeout(timeout) {
            Ok(line) => Ok((running, line)),
            Err(_) if termination::requested() => Err(Failure::Interrupted),
            Err(_) => Err(Failure::unmet(
                format!("{} failed: the program did not report that it is ready.", capitalized(&description)),
                advice,
            )),
        }
    }

    fn spawn(mut self) -> Result<(Running, Option<ChildStdout>), Failure> {
        if termination::requested() {
            return Err(Failure::Interrupted);
        }
        if !self.quiet {
            println!("» {}", self.description);
        }
        let mut child = self.command.spawn().map_err(|source| Failure::CannotStart {
            program: self.command.get_program().to_string_lossy().into_owned(),
            source,
            advice: self.advice,
        })?;
        let mut held_input = None;
        match (self.input, child.stdin.take()) {
            (Input::Text(text), Some(mut stdin)) => {
                // Writing fails only when the program has ended. Its exit status reports that.
                drop(stdin.write_all(text.as_bytes()));
            }
            (Input::HeldOpen, stdin) => held_input = stdin,
            _ => {}
        }
        let stdout = child.stdout.take();
        Ok((Running::new(child, self.description, held_input), stdout))
    }
}

fn check(status: ExitStatus, description: &str, advice: String) -> Result<(), Failure> {
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Ended { step: capitalized(description), status, advice })
    }
}

fn cannot_observe(what: &str, description: &str, error: &dyn std::error::Error) -> Failure {
    Failure::unmet(
        format!("{} failed: the program's {what} could not be read ({error}).", capitalized(description)),
        "Please try again.",
    )
}

/// A started program. It is ended when the value is dropped.
pub struct Running {
    description: String,
    pid: u32,
    status: Receiver<io::Result<ExitStatus>>,
    status_received: bool,
    held_input: Option<ChildStdin>,
}

impl Running {
    fn new(mut child: Child, description: String, held_input: Option<ChildStdin>) -> Self {
        let pid = child.id();
        termination::register(pid);
        let (sender, status) = mpsc::channel();
        thread::spawn(move || {
            let status = child.wait();
            termination::unregister(pid);
            // Sending fails only when the value was dropped. Then nobody needs the status.
            drop(sender.send(status));
        });
        Self { description, pid, status, status_received: false, held_input }
    }

    #[cfg(test)]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Waits until the program ends.
    pub fn wait(mut self) -> Result<ExitStatus, Failure> {
        let status = self.status.recv();
        self.status_received = true;
        match status {
            _ if termination::requested() => Err(Failure::Interrupted),
            Ok(Ok(status)) => Ok(status),
            Ok(Err(error)) => Err(cannot_observe("exit status", &self.description, &error)),
            Err(error) => Err(cannot_observe("exit status", &self.description, &error)),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.held_input.take());
        if self.status_received || self.status.try_recv().is_ok() {
            return;
        }
        termination::terminate(&[self.pid]);
        if self.status.recv_timeout(termination::GRACE_PERIOD).is_err() {
            termination::kill(&[self.pid]);
            drop(self.status.recv_timeout(termination::GRACE_PERIOD));
        }
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(10);

    /// A step that [`termination::end_leftovers`] does not end: another test calls it at the same time.
    fn unmarked(program: &str, description: &str) -> Step {
        Step::new(program, description).may_leave_children()
    }

    #[test]
    fn failed_step_names_its_description_and_status() {
        let step = unmarked("sh", "trying").args(["-c", "exit 3"]).advice("Try again.");
        let failure = step.run().expect_err("the status is 3");
        assert_eq!(failure.to_string(), "Trying failed (exit status: 3).\nTry again.");
    }

    #[test]
    fn missing_program_is_named() {
        let step = unmarked("no-such-program", "trying").advice("Install it.");
        let failure = step.run().expect_err("it is missing");
        assert!(matches!(&failure, Failure::CannotStart { program, .. } if program == "no-such-program"));
        assert!(failure.to_string().ends_with("Install it."));
    }

    #[test]
    fn step_reads_only_its_given_input() {
        assert_eq!(unmarked("cat", "reading").read().expect("no input"), "");
        assert_eq!(unmarked("cat", "reading").input("words").read().expect("input"), "words");
    }

    #[test]
    fn held_input_ends_when_the_value_is_dropped() {
        let file = std::env::temp_dir().join(format!("qabyl-xtask-input-{}", std::process::id()));
        // The program ignores SIGTERM, so only the end of its input can end it.
        let script = "trap '' TERM; echo ready; cat; echo ended > \"$0\"";
        let step = unmarked("sh", "waiting for the end of the input").args(["-c", script]).args([&file]);
        let (running, line) = step.hold_input_open().start_and_read_line(TIMEOUT).expect("it starts");
        assert_eq!(line, "ready");
        assert!(!file.exists(), "the program waits for the end of its input");
        drop(running);
        assert_eq!(std::fs::read_to_string(&file).expect("it ended by itself"), "ended\n");
        std::fs::remove_file(&file).expect("the file is there");
    }

    #[test]
    fn silent_server_fails_after_the_timeout() {
        let step = unmarked("sh", "starting a silent server").args(["-c", "exec sleep 600"]);
        let result = step.advice("See its log.").start_and_read_line(Duration::from_millis(50));
        let Err(failure) = result else { panic!("it printed a line") };
        assert_eq!(
            failure.to_string(),
            "Starting a silent server failed: the program did not report that it is ready.\nSee its log."
        );
    }
}
