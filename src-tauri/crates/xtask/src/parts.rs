//! `cargo xtask test`: runs the parts, measures how long each takes, and prints a summary.

use std::ffi::OsStr;
use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::arguments::{Filter, Selection};
use crate::desktop::Desktop;
use crate::failure::Failure;
use crate::project::{EVERYTHING, Project, node_script};
use crate::step::Step;
use crate::{node, playwright, program, supply, system_packages};

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
    /// In the order in which they run: the fast ones first, and the tests of the crates before those that use them.
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

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    /// Whether one crate, file or test of the part can be selected.
    pub fn has_filter(self) -> bool {
        matches!(self, Self::Ui | Self::Crates | Self::Browser | Self::Journeys)
    }

    /// The tests in a browser and in the window need Linux.
    fn runs_here(self) -> bool {
        cfg!(target_os = "linux") || !matches!(self, Self::Browser | Self::Journeys)
    }

    /// Whether the part compiles the program, which needs the headers of WebKitGTK and contains the built UI.
    fn compiles_the_program(self, filter: Option<&Filter>) -> bool {
        match self {
            Self::Clippy | Self::Journeys => true,
            Self::Crates => filter.is_none_or(|filter| filter.target == "qabyl"),
            Self::Format | Self::Bindings | Self::Ui | Self::Supply | Self::Browser => false,
        }
    }

    fn run(self, project: &Project, filter: Option<&Filter>) -> Result<(), Failure> {
        match self {
            Self::Format => format(project),
            Self::Clippy => clippy(project),
            Self::Bindings => program::check_bindings(project),
            Self::Ui => ui(project, filter),
            Self::Supply => supply::check(project),
            Self::Crates => crates(project, filter),
            Self::Browser => browser(project, filter),
            Self::Journeys => journeys(project, filter),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// The part needs another system.
    NotSupported,
    /// A part before it failed.
    NotReached,
}

/// Runs the selected parts and prints a summary.
pub fn test(project: &Project, selection: &Selection, keep_going: bool) -> Result<ExitCode, Failure> {
    let filter = selection.filter.as_ref();
    let start = Instant::now();
    let setup = outcome_of("setup", set_up(project, &selection.parts, filter))?;
    let mut rows = vec![("setup", setup, start.elapsed())];
    let mut stopped = setup == Outcome::Failed;
    for &part in &selection.parts {
        let part_start = Instant::now();
        let outcome = if stopped {
            Outcome::NotReached
        } else if part.runs_here() {
            println!("\n== {}", part.name());
            let outcome = outcome_of(part.name(), part.run(project, filter))?;
            stopped = outcome == Outcome::Failed && !keep_going;
            outcome
        } else {
            println!("\n== {}: skipped, it needs Linux", part.name());
            Outcome::NotSupported
        };
        rows.push((part.name(), outcome, part_start.elapsed()));
    }
    let (summary, failed) = summary(&rows, start.elapsed());
    println!("\n{summary}");
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints a failure and returns it as an outcome. Ctrl+C stays an error, which ends the run.
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

/// Installs the system packages that the parts need, and builds the UI if a part uses it.
fn set_up(project: &Project, parts: &[Part], filter: Option<&Filter>) -> Result<(), Failure> {
    let supported: Vec<Part> = parts.iter().copied().filter(|part| part.runs_here()).collect();
    let compiles_the_program = supported.iter().any(|part| part.compiles_the_program(filter));
    let mut packages: Vec<&str> = Vec::new();
    if compiles_the_program {
        packages.extend(system_packages::BUILD);
    }
    if supported.contains(&Part::Browser) {
        packages.extend(playwright::system_packages());
    }
    if supported.contains(&Part::Journeys) {
        packages.extend(system_packages::DESKTOP);
    }
    system_packages::ensure(&packages)?;
    if compiles_the_program || supported.contains(&Part::Browser) { node::ensure_ui(project) } else { Ok(()) }
}

fn format(project: &Project) -> Result<(), Failure> {
    project
        .cargo("checking the format of the Rust code", &["fmt", "--all", "--check", "--", "-l"])
        .advice("Run `cargo fmt --all` to format the files above.")
        .run()
}

fn clippy(project: &Project) -> Result<(), Failure> {
    let clippy = |description: &str, crates: &[&str], targets: &[String]| {
        project
            .cargo(description, &["clippy", "--all-targets"])
            .args(targets)
            .args(crates)
            .args(["--", "-D", "warnings"])
            .advice("See the messages of clippy above.")
            .run()
    };
    clippy("checking the Rust code (clippy)", &EVERYTHING, &journey_targets(project)?)?;
    clippy("checking the code of xtask (clippy)", &["--package", "xtask"], &[])
}

fn ui(project: &Project, filter: Option<&Filter>) -> Result<(), Failure> {
    let ui = project.ui();
    node::ensure_packages(&ui)?;
    let unit_tests =
        node::npm(&ui, "running the unit tests of the UI (vitest)", &["run", "--silent", "test"])
            .advice("See the failed tests above.");
    if let Some(Filter { target, test }) = filter {
        let name: Vec<&str> = test.iter().flat_map(|name| ["--testNamePattern", name]).collect();
        let list = Step::new(node_script(&ui, "vitest"), "listing the unit tests of the UI")
            .args(["list", target])
            .args(&name)
            .folder(&ui);
        // A listed test is "file > name".
        ensure_test_exists(list, " > ", test.as_deref())?;
        return unit_tests.args(["--", target]).args(name).run();
    }
    node::npm(&ui, "checking the types of the UI (svelte-check, tsc)", &["run", "--silent", "check"])
        .run()?;
    node::npm(&ui, "checking that svelte-check finds a wrong type", &["run", "--silent", "check:canary"])
        .run()?;
    node::npm(&ui, "checking the code of the UI (eslint, prettier)", &["run", "--silent", "lint"])
        .advice("See the messages above. Run `npm run format` in ui/ to correct the format.")
        .run()?;
    unit_tests.run()?;
    node::ensure_ui(project)
}

/// The journeys are not among these tests: their manifest sets `test = false`, because they need a desktop.
fn crates(project: &Project, filter: Option<&Filter>) -> Result<(), Failure> {
    let test = |description: &str, crates: &[&str]| {
        project
            .cargo(description, &["test", "--no-fail-fast"])
            .args(crates)
            .advice("See the failed tests above.")
    };
    if let Some(Filter { target, test: name }) = filter {
        // Only the crate is named, and not `EVERYTHING`: that would compile the tests of all crates.
        let package = ["--package", target];
        let list = list_cargo_tests(test("compiling the tests of the crate", &package), name.as_deref());
        ensure_test_exists(list, CARGO_TEST_MARK, name.as_deref())?;
        return test("testing the crate", &package).args(name).run();
    }
    test("testing the crates", &EVERYTHING).run()?;
    test("testing xtask", &["--package", "xtask"]).run()
}

/// If a test's name is given, lists the matching tests and fails if there are none: cargo and vitest would succeed.
/// A line of the list that contains `mark` is a test.
fn ensure_test_exists(list: Step, mark: &str, name: Option<&str>) -> Result<(), Failure> {
    let Some(name) = name else { return Ok(()) };
    if list.read()?.lines().any(|line| line.contains(mark)) {
        Ok(())
    } else {
        Err(Failure::unmet(
            format!("No test has a name that contains `{name}`."),
            "Leave the name out to run all tests of the crate or file. That prints their names.",
        ))
    }
}

/// Follows the name of a test in the list that `cargo test` prints.
const CARGO_TEST_MARK: &str = ": test";

/// Makes `cargo test` print the names of the tests instead of running them.
fn list_cargo_tests(tests: Step, name: Option<&str>) -> Step {
    tests.args(name).args(["--", "--list", "--format=terse"])
}

fn browser(project: &Project, filter: Option<&Filter>) -> Result<(), Failure> {
    let folder = project.browser_tests();
    let mut tests = playwright::prepare(project, "testing the UI in a browser")?;
    if let Some(Filter { target, test }) = filter {
        tests = tests.args([target]).args(test.iter().flat_map(|name| ["--grep", name]));
    } else {
        node::npm(&folder, "checking the types of the browser tests", &["run", "--silent", "check"]).run()?;
        node::npm(&folder, "checking the code of the browser tests", &["run", "--silent", "lint"])
            .advice("See the messages above. Run `npm run format` in tests/browser/ to correct the format.")
            .run()?;
    }
    tests.advice("See the failed tests above. Their screenshots are in tests/browser/test-results.").run()
}

fn journeys(project: &Project, filter: Option<&Filter>) -> Result<(), Failure> {
    let targets = match filter {
        Some(filter) => vec!["--test".to_owned(), filter.target.clone()],
        None => journey_targets(project)?,
    };
    let name = filter.and_then(|filter| filter.test.as_deref());
    let tests = |description: &str| project.cargo(description, &["test"]).args(EVERYTHING).args(&targets);
    program::build_for_tests(project, "compiling the program", &["--bin", "qabyl"])?;
    ensure_test_exists(list_cargo_tests(tests("compiling the journeys"), name), CARGO_TEST_MARK, name)?;
    let desktop = Desktop::start()?;
    let step = tests("testing the program in its real window")
        .args(name)
        .env("QABYL_APP", project.binary("qabyl"))
        .advice("See the failed journeys above. Each prints the paths of its picture and log.");
    desktop.apply_to(step).run()
}

/// `--test <name>` for each file of journeys. Cargo runs them, and clippy checks them, only if they are named.
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
        return Err(Failure::unmet(
            "The folder tests/journeys/tests contains no tests.",
            "If the tests were moved, correct the path in xtask.",
        ));
    }
    names.sort_unstable();
    Ok(names.into_iter().flat_map(|name| ["--test".to_owned(), name]).collect())
}

/// A table of the outcomes that ends with `N passed, N failed`, and the number of failures.
fn summary(rows: &[(&str, Outcome, Duration)], total: Duration) -> (String, usize) {
    let mut lines: Vec<String> = rows
        .iter()
        .map(|(name, outcome, duration)| {
            let (duration, text) = match outcome {
                Outcome::Passed => (seconds(*duration), "passed"),
                Outcome::Failed => (seconds(*duration), "FAILED"),
                Outcome::NotSupported => (String::new(), "skipped: it needs Linux"),
                Outcome::NotReached => (String::new(), "skipped: a part before it failed"),
            };
            format!("{name:<10}{duration:>9}  {text}")
        })
        .collect();
    let count = |wanted| rows.iter().filter(|(_, outcome, _)| *outcome == wanted).count();
    // The setup is no check, so it is not counted when it passes. When it fails, it is the failure of the run.
    let passed_setups =
        rows.iter().filter(|(name, outcome, _)| *name == "setup" && *outcome == Outcome::Passed).count();
    let (passed, failed) = (count(Outcome::Passed) - passed_setups, count(Outcome::Failed));
    lines.push(format!("{:<10}{:>9}", "total", seconds(total)));
    lines.push(format!("{passed} passed, {failed} failed"));
    (lines.join("\n"), failed)
}

fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summary_counts_the_parts_that_ran_and_names_the_others() {
        let s = Duration::from_secs;
        let rows = [
            ("setup", Outcome::Passed, s(1)),
            ("format", Outcome::Passed, s(2)),
            ("clippy", Outcome::Failed, s(90)),
            ("crates", Outcome::NotReached, s(0)),
            ("journeys", Outcome::NotSupported, s(0)),
        ];
        let (text, failed) = summary(&rows, Duration::from_millis(93_400));
        assert_eq!(failed, 1);
        assert_eq!(
            text,
            "setup         1.0 s  passed\n\
             format        2.0 s  passed\n\
             clippy       90.0 s  FAILED\n\
             crates               skipped: a part before it failed\n\
             journeys             skipped: it needs Linux\n\
             total        93.4 s\n\
             1 passed, 1 failed"
        );
    }

    #[test]
    fn failed_setup_counts_as_a_failure() {
        let rows =
            [("setup", Outcome::Failed, Duration::ZERO), ("format", Outcome::NotReached, Duration::ZERO)];
        let (text, failed) = summary(&rows, Duration::ZERO);
        assert_eq!(failed, 1);
        assert!(text.ends_with("\n0 passed, 1 failed"), "{text}");
    }

    #[test]
    fn names_of_parts_are_different() {
        let mut names: Vec<_> = Part::ALL.iter().map(|part| part.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Part::ALL.len());
    }
}
