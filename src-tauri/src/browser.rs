//! The user's own browser, for pages of the dashboard.

use std::ffi::OsString;
use std::io;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// A starter that is still there after this long has become the browser.
const STARTED: Duration = Duration::from_secs(5);

/// Opens `url` by the system's means. `environment` is what variables were before this program changed them for itself: a
/// browser started with ours would look for its profile in our folder.
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
    first_that_works(commands.collect())
}

fn first_that_works(commands: Vec<Command>) -> io::Result<()> {
    let (tell, told) = mpsc::channel();
    // It waits for the browser's end, if that is what its starter became, so that none is left as a zombie.
    std::thread::spawn(move || {
        let mut outcome = Err(io::Error::new(io::ErrorKind::NotFound, "nothing opens addresses here"));
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
        // Nobody may be waiting any more.
        let _ = tell.send(outcome);
    });
    match told.recv_timeout(STARTED) {
        Ok(outcome) => outcome,
        Err(RecvTimeoutError::Timeout) => Ok(()),
        Err(RecvTimeoutError::Disconnected) => Err(io::Error::other("the attempt to open it ended early")),
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
    fn what_fails_is_followed_by_the_next() {
        let folder = std::env::temp_dir().join(format!("qabyl-browser-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let marks = |name: &str| shell(&format!("touch '{}'", folder.join(name).display()));
        let missing = Command::new(folder.join("no such program"));
        first_that_works(vec![missing, shell("exit 3"), marks("second"), marks("third")]).unwrap();
        assert!(folder.join("second").exists() && !folder.join("third").exists());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn the_last_failure_is_told() {
        assert!(first_that_works(vec![shell("exit 3")]).unwrap_err().to_string().contains('3'));
        assert_eq!(first_that_works(Vec::new()).unwrap_err().kind(), io::ErrorKind::NotFound);
    }
}
