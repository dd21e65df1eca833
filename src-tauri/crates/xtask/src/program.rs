//! The program itself: building it, starting it, painting and packing it, and its TypeScript bindings.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::desktop::Desktop;
use crate::failure::Failure;
use crate::process::Step;
use crate::project::{self, Project, has_display, node_script};
use crate::{node, system_packages};

const NO_COMPILER: &str = "The compiler's words are above. If it misses a system library: Windows needs the C++ \
                           build tools and WebView2, macOS `xcode-select --install`, Linux WebKitGTK 4.1 \
                           (https://tauri.app/start/prerequisites).";

/// Builds the program and runs it to its end.
pub fn run(project: &Project, arguments: &[String]) -> Result<ExitCode, Failure> {
    set_up(project)?;
    if !has_display() {
        println!(
            "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): painting a picture instead."
        );
        paint(project, Some("day"), &project.target.join("pictures"))?;
        return Ok(ExitCode::SUCCESS);
    }
    build(project)?;
    let status = Step::new(project.binary("qabyl"), "running Qabyl; it ends with its window")
        .args(arguments)
        .leaves_its_children()
        .run_to_status()?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Starts Vite and the program, which reload at each change.
pub fn dev(project: &Project, arguments: &[String]) -> Result<ExitCode, Failure> {
    system_packages::ensure(system_packages::BUILD)?;
    node::ensure_packages(&project.ui())?;
    if !has_display() {
        return Err(Failure::unmet(
            "There is no display here to show a window on.",
            "Try `cargo xtask run`.",
        ));
    }
    tauri(project, "running Qabyl with reloading (tauri dev)", "dev").args(arguments).run()?;
    Ok(ExitCode::SUCCESS)
}

/// Paints the pictures of the documents.
pub fn pictures(project: &Project, only: Option<&str>) -> Result<ExitCode, Failure> {
    set_up(project)?;
    paint(project, only, &project.root.join("docs").join("pictures"))?;
    Ok(ExitCode::SUCCESS)
}

/// Builds this system's packages.
pub fn bundle(project: &Project, all: bool, arguments: &[String]) -> Result<ExitCode, Failure> {
    system_packages::ensure(system_packages::BUILD)?;
    if all {
        system_packages::ensure(system_packages::APPIMAGE)?;
    }
    node::ensure_packages(&project.ui())?;
    tauri(project, "building the packages (tauri build)", "build")
        .args(["--bundles", bundles(std::env::consts::OS, all)])
        .args(arguments)
        .run()?;
    println!(
        "They are in {}, or below the folder of the --target.",
        project.target.join("release/bundle").display()
    );
    Ok(ExitCode::SUCCESS)
}

/// The packages of a system. The `AppImage` is apart because its tools are downloaded while it is built.
fn bundles(system: &str, all: bool) -> &'static str {
    match system {
        "windows" => "nsis,msi",
        "macos" => "dmg",
        _ if all => "deb,rpm,appimage",
        _ => "deb,rpm",
    }
}

/// Writes the TypeScript bindings.
pub fn write_bindings(project: &Project) -> Result<ExitCode, Failure> {
    let path = bindings_path(project);
    fs::write(&path, current_bindings(project)?).map_err(Failure::file(&path))?;
    println!("{} is written.", path.display());
    Ok(ExitCode::SUCCESS)
}

/// Compares the committed bindings with the list of commands.
pub fn check_bindings(project: &Project) -> Result<(), Failure> {
    let path = bindings_path(project);
    let committed = fs::read_to_string(&path).map_err(Failure::file(&path))?;
    let current = current_bindings(project)?;
    match first_difference(&committed, &current) {
        None => Ok(()),
        Some(line) => Err(Failure::unmet(
            format!(
                "ui/src/bindings.ts is not what the list of commands says: the first difference is in line {line}."
            ),
            "`cargo xtask bindings` writes it anew; commit it.",
        )),
    }
}

fn bindings_path(project: &Project) -> PathBuf {
    project.ui().join("src").join("bindings.ts")
}

fn current_bindings(project: &Project) -> Result<String, Failure> {
    project
        .cargo("compiling the list of commands", &["build", "--quiet", "--example", "bindings"])
        .args(project::EVERYTHING)
        .next("The compiler's words are above.")
        .run()?;
    Step::new(project.binary("examples/bindings"), "asking the desk for its bindings").read()
}

/// The number of the first line that differs, from 1. A checkout may have turned the ends of lines.
fn first_difference(committed: &str, current: &str) -> Option<usize> {
    if committed.replace("\r\n", "\n") == current {
        return None;
    }
    let same = committed.lines().zip(current.lines()).take_while(|(one, other)| one == other).count();
    Some(same + 1)
}

/// What building the program needs.
fn set_up(project: &Project) -> Result<(), Failure> {
    system_packages::ensure(system_packages::BUILD)?;
    node::ensure_window(project)
}

fn build(project: &Project) -> Result<(), Failure> {
    project.cargo("compiling the program (the first time takes minutes)", &["build"]).next(NO_COMPILER).run()
}

/// Compiles every program that a test starts.
pub fn build_all(project: &Project) -> Result<(), Failure> {
    project
        .cargo("compiling the programs that the tests start", &["build", "--bins"])
        // With an example cargo counts the features of dev-dependencies in, as it does for the tests.
        .args(["--example", "bindings"])
        .args(project::EVERYTHING)
        .next(NO_COMPILER)
        .run()
}

/// Opens the window on an invisible desktop and saves its pictures; the painter prints the path of each.
fn paint(project: &Project, only: Option<&str>, out: &std::path::Path) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::unmet(
            "Pictures are painted on Linux.",
            "There the window is driven by WebKitWebDriver.",
        ));
    }
    system_packages::ensure(system_packages::DESKTOP)?;
    build(project)?;
    let arguments = ["build", "--package", "journeys", "--bin", "pictures"];
    project.cargo("compiling the painter of pictures", &arguments).next(NO_COMPILER).run()?;
    let desktop = Desktop::start()?;
    let mut painter =
        Step::new(project.binary("pictures"), "opening the window with sample data and painting it")
            .args(["--out".as_ref(), out.as_os_str()])
            .args(["--app".as_ref(), project.binary("qabyl").as_os_str()])
            .folder(&project.root);
    if let Some(name) = only {
        painter = painter.args(["--only", name]);
    }
    desktop.around(painter).run()?;
    Ok(())
}

/// The Tauri command line, started where `tauri.conf.json` is.
fn tauri(project: &Project, what: &str, command: &str) -> Step {
    Step::new(node_script(&project.ui(), "tauri"), what)
        .args([command])
        .folder(&project.root)
        .next(NO_COMPILER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_gets_its_packages() {
        assert_eq!(bundles("linux", false), "deb,rpm");
        assert_eq!(bundles("linux", true), "deb,rpm,appimage");
        assert_eq!(bundles("windows", true), "nsis,msi");
        assert_eq!(bundles("macos", false), "dmg");
    }

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\r\nb\r\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
        assert_eq!(first_difference("a\nb", "a\nb\n"), Some(3));
    }
}
