//! `cargo xtask`: everything that is done with the project, by its name: run, test, measure, bundle.
//!
//! Why a crate and not scripts: the same commands on Linux, macOS and Windows, and processes that end with us.
//!
//! Terms: a *step* is one outside program that is started, named in one line and judged by its exit; a *part* is
//! a group of checks of `cargo xtask test`; the *desktop* is an invisible screen with a keychain and a home of its
//! own, for the window's tests.
//!
//! Not in it: what the checks check. That is in the crates, in `ui/` and in `tests/`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line speaks through its output")]

mod arguments;
mod bench;
mod desktop;
mod failure;
mod node;
mod parts;
mod process;
mod program;
mod project;
mod supply;
mod system_packages;

use std::process::ExitCode;

use arguments::Command;
use failure::Failure;
use project::Project;

fn main() -> ExitCode {
    let command = match arguments::parse(std::env::args().skip(1)) {
        Ok(command) => command,
        Err(failure) => return report(&failure),
    };
    if let Command::Help = command {
        println!("{}", arguments::HELP);
        return ExitCode::SUCCESS;
    }
    let outcome = process::end_with_us().and_then(|()| {
        let project = Project::find()?;
        match command {
            Command::Help => Ok(ExitCode::SUCCESS),
            Command::Run { arguments } => program::run(&project, &arguments),
            Command::Dev { arguments } => program::dev(&project, &arguments),
            Command::Test { parts, keep_going } => parts::test(&project, &parts, keep_going),
            Command::Bench => bench::bench(&project),
            Command::Bindings => program::write_bindings(&project),
            Command::Pictures { only } => program::pictures(&project, only.as_deref()),
            Command::Bundle { all, arguments } => program::bundle(&project, all, &arguments),
        }
    });
    process::end_leftovers();
    match outcome {
        Ok(code) => code,
        Err(failure) => report(&failure),
    }
}

fn report(failure: &Failure) -> ExitCode {
    eprintln!("\nxtask: {failure}");
    ExitCode::from(failure.exit_code())
}
