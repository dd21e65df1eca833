//! `cargo xtask`: builds, runs, tests, measures and packages the project.
//!
//! It is a crate and not a set of scripts, so that the same commands work on Linux, macOS and Windows and end the
//! programs that they start.
//!
//! Terms: a *step* is one program that a command starts; a *part* is a group of checks of `cargo xtask test`; the
//! *virtual desktop* is a display, a keychain and a home folder for the tests of the window.
//!
//! The checks themselves are in the crates, in `ui/` and in `tests/`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line program prints its results")]

mod arguments;
mod bench;
mod bench_ui;
#[cfg(test)]
mod claims;
mod desktop;
mod dev;
mod failure;
mod node;
mod parts;
mod playwright;
mod program;
mod project;
mod step;
mod supply;
mod system_packages;
mod termination;

use std::process::ExitCode;

use arguments::{Command, Measured, Selection};
use failure::Failure;
use project::Project;

fn main() -> ExitCode {
    let command = arguments::parse(std::env::args_os()).unwrap_or_else(|error| error.exit());
    let result = termination::handle_signals().and_then(|()| execute(command));
    termination::end_leftovers();
    result.unwrap_or_else(|failure| {
        eprintln!("\nxtask: {failure}");
        ExitCode::from(failure.exit_code())
    })
}

fn execute(command: Command) -> Result<ExitCode, Failure> {
    let project = Project::find()?;
    match command {
        Command::Run { arguments } => return program::run(&project, &arguments),
        Command::Dev { browser: false, arguments } => dev::in_window(&project, &arguments)?,
        Command::Dev { browser: true, arguments } => dev::in_browser(&project, &arguments)?,
        Command::Test { keep_going, words } => {
            let selection = Selection::parse(&words).unwrap_or_else(|error| error.exit());
            return parts::test(&project, &selection, keep_going);
        }
        Command::Bench { what: None | Some(Measured::Engine) } => bench::bench(&project)?,
        Command::Bench { what: Some(Measured::Ui(options)) } => bench_ui::bench(&project, &options)?,
        Command::Bindings => program::write_bindings(&project)?,
        Command::Pictures { name } => program::pictures(&project, name.as_deref())?,
        Command::Bundle { all, arguments } => program::bundle(&project, all, &arguments)?,
    }
    Ok(ExitCode::SUCCESS)
}
