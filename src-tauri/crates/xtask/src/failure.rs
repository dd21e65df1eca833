//! Why a command stopped, and what its reader can do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::process::ExitStatus;

/// The one error of this crate. Each variant prints what failed, then what to do.
#[derive(Debug)]
pub enum Failure {
    /// The command line was not understood.
    Usage(String),
    /// Ctrl+C, or the system's wish to end.
    Interrupted,
    /// A program is not installed, or not allowed to start.
    CannotStart { program: String, source: io::Error, next: String },
    /// A step ended with something else than success.
    Ended { step: String, status: ExitStatus, next: String },
    /// Something the step needs is not there or not as it must be.
    Unmet { what: String, next: String },
    /// A file could not be read or written.
    File { path: PathBuf, source: io::Error },
}

impl Failure {
    pub fn unmet(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Unmet { what: what.into(), next: next.into() }
    }

    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |source| Self::File { path, source }
    }

    /// What the shell sees: 2 for a wrong command line and 130 for Ctrl+C, as is the custom.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Interrupted => 130,
            _ => 1,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(what) => write!(f, "{what}\nSee `cargo xtask --help`."),
            Self::Interrupted => write!(f, "stopped; what it had started has been ended."),
            Self::CannotStart { program, source, next } => {
                write!(f, "{program} could not be started: {source}.\n{next}")
            }
            Self::Ended { step, status, next } => write!(f, "{step} failed ({status}).\n{next}"),
            Self::Unmet { what, next } => write!(f, "{what}\n{next}"),
            Self::File { path, source } => write!(f, "{}: {source}.", path.display()),
        }
    }
}
