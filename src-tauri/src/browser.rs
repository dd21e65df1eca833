//! Opens pages of the One-Link dashboard in the user's browser.

use std::ffi::OsString;
use std::io;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// A start command that still runs after this time has itself become the browser.
const START_TIMEOUT: Duration = Duration::from_secs(5);

/// Opens `url` with the default browser of the system.
///
/// `environment` holds the original values of the variables that this program changed. The browser gets the original values,
/// because with the changed ones it would look for its profile in the data folder of this program.
pub(crate) fn open(url: &str, environment: &[(&'static str, Option<OsString>)]) -> io::Result<()> {
    let commands = open::commands(url).into_iter().map(|mut command| {
        for (name, value) in environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command
    });
    run_first_that_succeeds(commands.collect())
}

/// Runs the commands in order until one succeeds. Returns the error of the last one if all fail.
fn run_first_that_succeeds(commands: Vec<Command>) -> io::Result<()> {
    let (sender, receiver) = mpsc::channel();
    // The thread waits until the command ends, even if it has become the browser, so that no zombie process remains.
    std::thread::spawn(move || {
        let mut outcome = Err(io::Error::new(
            io::ErrorKind::NotFound,
            "this system has no program that opens web addresses",
        ));
        for mut command in commands {
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            outcome = match command.status() {
                Ok(status) if status.success() => Ok(()),
                Ok(status) => Err(io::Error::other(status.to_string())),
                Err(error) => Err(error),
            };
            if outcome.is_ok() {
                break;
            }
        }
        // The receiver is gone if the timeout has passed.
        let _ = sender.send(outcome);
    });
    match receiver.recv_timeout(START_TIMEOUT) {
        Ok(outcome) => outcome,
        Err(RecvTimeoutError::Timeout) => Ok(()),
        Err(RecvTimeoutError::Disconnected) => {
            Err(io::Error::other("the attempt to open the browser ended without a result"))
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn failed_command_is_followed_by_the_next() {
        let folder = std::env::temp_dir().join(format!("qabyl-browser-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let create_file = |name: &str| shell(&format!("touch '{}'", folder.join(name).display()));
        let missing = Command::new(folder.join("no such program"));
        run_first_that_succeeds(vec![missing, shell("exit 3"), create_file("second"), create_file("third")])
            .unwrap();
        assert!(folder.join("second").exists() && !folder.join("third").exists());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn last_error_is_returned_if_all_commands_fail() {
        assert!(run_first_that_succeeds(vec![shell("exit 3")]).unwrap_err().to_string().contains('3'));
        assert_eq!(run_first_that_succeeds(Vec::new()).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
