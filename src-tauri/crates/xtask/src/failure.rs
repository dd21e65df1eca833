//! Why a command stopped, and what the user can do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// The error type of this crate. Its text says what failed and then what the user can do.
#[derive(Debug)]
pub enum Failure {
    /// The user pressed Ctrl+C, or the system asked xtask to end.
    Interrupted,
    /// A program is not installed, or it may not be executed.
    CannotStart { program: String, source: io::Error, advice: String },
    /// A step ended with a status other than success.
    Ended { step: String, status: ExitStatus, advice: String },
    /// A condition that a command depends on is not met.
    Unmet { condition: String, advice: String },
    /// A file could not be read or written.
    File { path: PathBuf, source: io::Error },
}

impl Failure {
    pub fn unmet(condition: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::Unmet { condition: condition.into(), advice: advice.into() }
    }

    /// Makes a [`Failure::File`] from the error of a file operation: `.map_err(Failure::file(path))`.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |source| Self::File { path, source }
    }

    /// The exit code of xtask: 130 after Ctrl+C, as shells expect it, and 1 otherwise.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Interrupted => 130,
            _ => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => write!(f, "Interrupted. All started programs have ended."),
            Self::CannotStart { program, source, advice } => {
                write!(f, "`{program}` could not be started: {source}.\n{advice}")
            }
            Self::Ended { step, status, advice } => write!(f, "{step} failed ({status}).\n{advice}"),
            Self::Unmet { condition, advice } => write!(f, "{condition}\n{advice}"),
            Self::File { path, source } => write!(
                f,
                "The file or folder {} could not be read or written: {source}.\n\
                 Check that it exists and that you may access it.",
                path.display()
            ),
        }
    }
}
