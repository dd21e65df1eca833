//! Building the program, starting it, taking its pictures, packaging it, and its TypeScript bindings.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::desktop::Desktop;
use crate::failure::Failure;
use crate::project::{self, Project, has_display, node_script};
use crate::step::Step;
use crate::{node, system_packages};

pub const COMPILER_ADVICE: &str = "See the messages of the compiler above. If a system library is missing: Windows \
                                   needs the C++ build tools and WebView2, macOS `xcode-select --install`, Linux \
                                   WebKitGTK 4.1 (https://tauri.app/start/prerequisites).";

/// Builds the program, runs it to its end and returns its exit code.
pub fn run(project: &Project, arguments: &[OsString]) -> Result<ExitCode, Failure> {
    ensure_build_requirements(project)?;
    if !has_display() {
        println!(
            "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so only a picture of the window is taken.\n\
             To use the UI in a browser: cargo xtask dev --browser"
        );
        take_pictures(project, Some("day"), &project.target.join("pictures"))?;
        return Ok(ExitCode::SUCCESS);
    }
    build(project)?;
    let status = Step::new(project.binary("qabyl"), "running Qabyl until its window is closed")
        .args(arguments)
        .may_leave_children()
        .run_to_status()?;
    Ok(status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Takes the pictures of the documentation.
pub fn pictures(project: &Project, name: Option<&str>) -> Result<(), Failure> {
    ensure_build_requirements(project)?;
    take_pictures(project, name, &project.root.join("docs").join("pictures"))
}

/// Builds the packages for this system.
pub fn bundle(project: &Project, all: bool, arguments: &[OsString]) -> Result<(), Failure> {
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
        "The packages are in {} (with --target, in release/bundle of the target's folder).",
        project.target.join("release").join("bundle").display()
    );
    Ok(())
}

/// The package formats for a system. The AppImage is optional because its tools are downloaded during the build.
fn bundles(system: &str, all: bool) -> &'static str {
    match system {
        "windows" => "nsis,msi",
        "macos" => "dmg",
        _ if all => "deb,rpm,appimage",
        _ => "deb,rpm",
    }
}

/// Writes the TypeScript bindings.
pub fn write_bindings(project: &Project) -> Result<(), Failure> {
    let path = bindings_path(project);
    fs::write(&path, current_bindings(project)?).map_err(Failure::file(&path))?;
    println!("Wrote {}.", path.display());
    Ok(())
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
                "ui/src/bindings.ts does not match the list of commands. Line {line} is the first difference."
            ),
            "Run `cargo xtask bindings` and commit the file.",
        )),
    }
}

fn bindings_path(project: &Project) -> PathBuf {
    project.ui().join("src").join("bindings.ts")
}

fn current_bindings(project: &Project) -> Result<String, Failure> {
    build_for_tests(project, "compiling the list of commands", &[])?;
    Step::new(project.binary("examples/bindings"), "generating the bindings").read()
}

/// The number of the first line that differs, from 1. A checkout on Windows may have changed the line endings.
fn first_difference(committed: &str, current: &str) -> Option<usize> {
    if committed.replace("\r\n", "\n") == current {
        return None;
    }
    let equal_lines = committed.lines().zip(current.lines()).take_while(|(one, other)| one == other).count();
    Some(equal_lines + 1)
}

/// Installs the system packages for the build, and builds the UI, which the program contains.
fn ensure_build_requirements(project: &Project) -> Result<(), Failure> {
    system_packages::ensure(system_packages::BUILD)?;
    node::ensure_ui(project)
}

fn build(project: &Project) -> Result<(), Failure> {
    project
        .cargo("compiling the program (the first time takes minutes)", &["build"])
        .advice(COMPILER_ADVICE)
        .run()
}

/// Compiles targets with the features that the tests use, so that no crate is compiled twice. Crates that the targets
/// do not use are not compiled.
pub fn build_for_tests(project: &Project, description: &str, targets: &[&str]) -> Result<(), Failure> {
    project
        // With an example, cargo includes the features of dev-dependencies, as it does for the tests.
        .cargo(description, &["build", "--example", "bindings"])
        .args(targets)
        .args(project::EVERYTHING)
        .advice(COMPILER_ADVICE)
        .run()
}

/// Opens the program's window on a virtual desktop and saves pictures of it. The path of each picture is printed.
fn take_pictures(project: &Project, name: Option<&str>, folder: &Path) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::unmet(
            "Pictures can be taken on Linux only, because they need WebKitWebDriver.",
            "Run the command on Linux.",
        ));
    }
    system_packages::ensure(system_packages::DESKTOP)?;
    build_for_tests(
        project,
        "compiling the program and `pictures`, which drives its window (the first time takes minutes)",
        &["--bin", "qabyl", "--bin", "pictures"],
    )?;
    let desktop = Desktop::start()?;
    let mut step = Step::new(project.binary("pictures"), "taking pictures of the window with sample data")
        .args(["--out".as_ref(), folder.as_os_str()])
        .args(["--app".as_ref(), project.binary("qabyl").as_os_str()])
        .folder(&project.root);
    if let Some(name) = name {
        step = step.args(["--only", name]);
    }
    desktop.apply_to(step).run()
}

/// A command of the Tauri command-line tool, which has to be started in the folder of `tauri.conf.json`.
pub fn tauri(project: &Project, description: &str, command: &str) -> Step {
    Step::new(node_script(&project.ui(), "tauri"), description)
        .args([command])
        .folder(&project.root)
        .advice(COMPILER_ADVICE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_package_formats() {
        assert_eq!(bundles("linux", false), "deb,rpm");
        assert_eq!(bundles("linux", true), "deb,rpm,appimage");
        assert_eq!(bundles("windows", true), "nsis,msi");
        assert_eq!(bundles("macos", false), "dmg");
    }

    #[test]
    fn first_different_line_is_found() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\r\nb\r\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\n", "a\nb\n"), Some(2));
        assert_eq!(first_difference("a\nb", "a\nb\n"), Some(3));
    }
}
