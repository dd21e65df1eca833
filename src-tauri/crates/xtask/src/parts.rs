//! `cargo xtask test`: the parts, each timed, and what came of them.

use std::ffi::OsStr;
use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::desktop::Desktop;
use crate::failure::Failure;
use crate::project::{EVERYTHING, Project};
use crate::{node, program, supply, system_packages};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Format,
    Clippy,
    Bindings,
    Ui,
    Supply,
    Crates,
    Browser,
    Journeys,
}

impl Part {
    /// In the order in which they run: the quick ones first, and each needs what those before it have shown.
    pub const ALL: [Self; 8] = [
        Self::Format,
        Self::Clippy,
        Self::Bindings,
        Self::Ui,
        Self::Supply,
        Self::Crates,
        Self::Browser,
        Self::Journeys,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Bindings => "bindings",
            Self::Ui => "ui",
            Self::Supply => "supply",
            Self::Crates => "crates",
            Self::Browser => "browser",
            Self::Journeys => "journeys",
        }
    }

    /// Whether it runs on this system: the browser and the window are driven on Linux.
    fn runs_here(self) -> bool {
        cfg!(target_os = "linux") || !matches!(self, Self::Browser | Self::Journeys)
    }

    /// Whether it compiles the program, which takes the headers of `WebKitGTK` and the built window.
    fn compiles_the_program(self) -> bool {
        matches!(self, Self::Clippy | Self::Crates | Self::Browser | Self::Journeys)
    }

    fn run(self, project: &Project) -> Result<(), Failure> {
        match self {
            Self::Format => format(project),
            Self::Clippy => clippy(project),
            Self::Bindings => program::check_bindings(project),
            Self::Ui => ui(project),
            Self::Supply => supply::check(project),
            Self::Crates => crates(project),
            Self::Browser => browser(project),
            Self::Journeys => journeys(project),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// The system cannot run it.
    NotHere,
    /// Another one failed before it.
    NotReached,
}

/// Runs the parts and prints what came of each.
pub fn test(project: &Project, parts: &[Part], keep_going: bool) -> Result<ExitCode, Failure> {
    let started = Instant::now();
    let ready = outcome_of("setup", set_up(project, parts))?;
    let mut rows = vec![("setup", ready, started.elapsed())];
    let mut stopped = ready == Outcome::Failed;
    for &part in parts {
        let began = Instant::now();
        let outcome = if stopped {
            Outcome::NotReached
        } else if part.runs_here() {
            println!("\n== {}", part.name());
            let outcome = outcome_of(part.name(), part.run(project))?;
            stopped = outcome == Outcome::Failed && !keep_going;
            outcome
        } else {
            println!("\n== {}: not run here, it needs Linux", part.name());
            Outcome::NotHere
        };
        rows.push((part.name(), outcome, began.elapsed()));
    }
    let (summary, failed) = summary(&rows, started.elapsed());
    println!("\n{summary}");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A failure is printed and becomes a row, but Ctrl+C ends the run.
fn outcome_of(name: &str, result: Result<(), Failure>) -> Result<Outcome, Failure> {
    match result {
        Ok(()) => Ok(Outcome::Passed),
        Err(Failure::Interrupted) => Err(Failure::Interrupted),
        Err(failure) => {
            println!("\n{name}: {failure}");
            Ok(Outcome::Failed)
        }
    }
}

/// What the parts need of the system, of npm and of each other, asked once and before all of them.
fn set_up(project: &Project, parts: &[Part]) -> Result<(), Failure> {
    let here: Vec<Part> = parts.iter().copied().filter(|part| part.runs_here()).collect();
    let compiles = here.iter().any(|part| part.compiles_the_program());
    let mut packages: Vec<&str> = Vec::new();
    if compiles {
        packages.extend(system_packages::BUILD);
    }
    if here.contains(&Part::Browser) && system_packages::browser().is_none() {
        packages.extend(system_packages::BROWSER);
    }
    if here.contains(&Part::Journeys) {
        packages.extend(system_packages::DESKTOP);
    }
    system_packages::ensure(&packages)?;
    if compiles { node::ensure_window(project) } else { Ok(()) }
}

fn format(project: &Project) -> Result<(), Failure> {
    project
        .cargo("comparing the format of the Rust code", &["fmt", "--all", "--check", "--", "-l"])
        .next("`cargo fmt --all` mends the files above.")
        .run()
}

fn clippy(project: &Project) -> Result<(), Failure> {
    let clippy = |what: &str, crates: &[&str], targets: &[String]| {
        project
            .cargo(what, &["clippy", "--all-targets"])
            .args(targets)
            .args(crates)
            .args(["--", "-D", "warnings"])
            .next("Clippy's words are above.")
            .run()
    };
    clippy("reading the Rust code (clippy)", &EVERYTHING, &journey_targets(project)?)?;
    clippy("reading xtask's own (clippy)", &["--package", "xtask"], &[])
}

fn ui(project: &Project) -> Result<(), Failure> {
    let ui = project.ui();
    node::ensure_packages(&ui)?;
    node::npm(&ui, "checking the window's types (svelte-check, tsc)", &["run", "--silent", "check"]).run()?;
    node::npm(&ui, "checking that a wrong type would be found", &["run", "--silent", "check:canary"])
        .run()?;
    node::npm(&ui, "reading the window's code (eslint, prettier)", &["run", "--silent", "lint"])
        .next("`npm run format` in ui/ mends the format.")
        .run()?;
    node::ensure_window(project)
}

/// The journeys are not among these: their manifest says `test = false`, because they need a desktop.
fn crates(project: &Project) -> Result<(), Failure> {
    let test = |what: &str, crates: &[&str]| {
        project
            .cargo(what, &["test", "--no-fail-fast"])
            .args(crates)
            .next("The failed tests are above.")
            .run()
    };
    test("testing the crates", &EVERYTHING)?;
    test("testing xtask", &["--package", "xtask"])
}

fn browser(project: &Project) -> Result<(), Failure> {
    let folder = project.browser_tests();
    node::ensure_packages(&folder)?;
    let browser = system_packages::browser().ok_or_else(|| {
        Failure::unmet("There is no Chromium here.", "Install it, or name one in the variable CHROMIUM.")
    })?;
    program::build_all(project)?;
    node::npm(&folder, "checking the types of the browser's tests", &["run", "check"]).run()?;
    node::npm(&folder, "testing the window's pages in a browser", &["exec", "--no", "playwright", "test"])
        .env("QABYL_TEST_HOST", project.binary("test-host"))
        .env("CHROMIUM", browser)
        .next("Pictures of what failed are in tests/browser/test-results.")
        .run()
}

fn journeys(project: &Project) -> Result<(), Failure> {
    program::build_all(project)?;
    let desktop = Desktop::start()?;
    let step = project
        .cargo("driving the real window", &["test"])
        .args(journey_targets(project)?)
        .args(EVERYTHING)
        .env("QABYL_APP", project.binary("qabyl"))
        .next("Each failed journey names its picture and its log above.");
    desktop.around(step).run()
}

/// `--test <name>` for each file of journeys: they run, and are read by clippy, only when named.
fn journey_targets(project: &Project) -> Result<Vec<String>, Failure> {
    let folder = project.root.join("tests").join("journeys").join("tests");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(Failure::file(&folder))? {
        let path = entry.map_err(Failure::file(&folder))?.path();
        if let (Some(name), Some("rs")) =
            (path.file_stem().and_then(OsStr::to_str), path.extension().and_then(OsStr::to_str))
        {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        return Err(Failure::unmet("There is no journey in tests/journeys/tests.", "Was the folder moved?"));
    }
    names.sort_unstable();
    Ok(names.into_iter().flat_map(|name| ["--test".to_owned(), name]).collect())
}

/// The table of what came of each part, ending with `N passed, N failed`; and how many failed.
fn summary(rows: &[(&str, Outcome, Duration)], total: Duration) -> (String, usize) {
    let mut lines: Vec<String> = rows
        .iter()
        .map(|(name, outcome, took)| {
            let (took, words) = match outcome {
                Outcome::Passed => (seconds(*took), "passed"),
                Outcome::Failed => (seconds(*took), "FAILED"),
                Outcome::NotHere => (String::new(), "not run: it needs Linux"),
                Outcome::NotReached => (String::new(), "not run: stopped before it"),
            };
            format!("{name:<10}{took:>9}  {words}")
        })
        .collect();
    let count = |wanted| rows.iter().filter(|(_, outcome, _)| *outcome == wanted).count();
    // The set-up shows nothing by passing; by failing it stands for all that could not run.
    let ready =
        rows.iter().filter(|(name, outcome, _)| *name == "setup" && *outcome == Outcome::Passed).count();
    let (passed, failed) = (count(Outcome::Passed) - ready, count(Outcome::Failed));
    lines.push(format!("{:<10}{:>9}", "total", seconds(total)));
    lines.push(format!("{passed} passed, {failed} failed"));
    (lines.join("\n"), failed)
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_what_ran_and_says_what_did_not() {
        let s = Duration::from_secs;
        let rows = [
            ("setup", Outcome::Passed, s(1)),
            ("format", Outcome::Passed, s(2)),
            ("clippy", Outcome::Failed, s(90)),
            ("crates", Outcome::NotReached, s(0)),
            ("journeys", Outcome::NotHere, s(0)),
        ];
        let (text, failed) = summary(&rows, Duration::from_millis(93_400));
        assert_eq!(failed, 1);
        assert_eq!(
            text,
            "setup         1.0 s  passed\n\
             format        2.0 s  passed\n\
             clippy       90.0 s  FAILED\n\
             crates               not run: stopped before it\n\
             journeys             not run: it needs Linux\n\
             total        93.4 s\n\
             1 passed, 1 failed"
        );
    }

    #[test]
    fn a_setup_that_failed_is_a_failure() {
        let rows =
            [("setup", Outcome::Failed, Duration::ZERO), ("format", Outcome::NotReached, Duration::ZERO)];
        let (text, failed) = summary(&rows, Duration::ZERO);
        assert_eq!(failed, 1);
        assert!(text.ends_with("\n0 passed, 1 failed"), "{text}");
    }

    #[test]
    fn every_part_has_a_name_of_its_own() {
        let mut names: Vec<_> = Part::ALL.iter().map(|part| part.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Part::ALL.len());
    }
}
