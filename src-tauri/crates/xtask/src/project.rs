//! The folders of the project, cargo's target folder, and the facts that are read from the environment.
//! No other module of this crate reads the environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::step::Step;

/// The crates that a check compiles, and their features. Cargo unifies the features of all crates that one command
/// names, so every check names the same crates and can use what the others compiled. Otherwise Tauri would be compiled
/// several times. xtask is excluded: its binary is in use, and its few dependencies are compiled separately.
pub const EVERYTHING: [&str; 5] = ["--workspace", "--exclude", "xtask", "--features", "desk/bindings"];

pub struct Project {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// The folder into which cargo builds.
    pub target: PathBuf,
    /// The cargo that started xtask, so that the user's choice of a toolchain is respected.
    pub cargo: OsString,
}

impl Project {
    pub fn find() -> Result<Self, Failure> {
        // Cargo sets the variable. Without it, the binary was started directly.
        let crate_folder =
            variable("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = crate_folder
            .ancestors()
            .find(|folder| folder.join("tauri.conf.json").is_file())
            .ok_or_else(|| {
                Failure::unmet(
                    format!("No parent folder of {} contains tauri.conf.json.", crate_folder.display()),
                    "Run `cargo xtask` inside the project.",
                )
            })?
            .to_path_buf();
        let cargo = variable("CARGO").unwrap_or_else(|| "cargo".into());
        let metadata = Step::new(&cargo, "reading cargo's metadata")
            .quiet()
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .folder(&root)
            .read()?;
        let target = target_folder(&metadata).ok_or_else(|| {
            Failure::unmet(
                "The output of `cargo metadata` contains no target folder.",
                "Check that `cargo --version` prints 1.90 or newer.",
            )
        })?;
        Ok(Self { root, target, cargo })
    }

    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    pub fn browser_tests(&self) -> PathBuf {
        self.root.join("tests").join("browser")
    }

    /// The path of a program in the debug build.
    pub fn binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A cargo command in the project's folder.
    pub fn cargo(&self, description: &str, arguments: &[&str]) -> Step {
        Step::new(&self.cargo, description)
            .args(arguments)
            .folder(&self.root)
            .advice("See the messages of cargo above.")
    }
}

/// A variable of the environment. An empty one counts as unset.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether a window can be shown. Windows and macOS are assumed to have a display.
pub fn has_display() -> bool {
    !cfg!(target_os = "linux") || variable("DISPLAY").is_some() || variable("WAYLAND_DISPLAY").is_some()
}

/// Finds a program in the folders of `PATH`.
pub fn find_program(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&variable("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// The path of a script that npm installed with a package.
pub fn node_script(package_folder: &Path, name: &str) -> PathBuf {
    package_folder.join("node_modules").join(".bin").join(node_command(name))
}

/// The file name of npm or of a script that it installed. On Windows they are `.cmd` files.
pub fn node_command(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}

fn target_folder(metadata: &str) -> Option<PathBuf> {
    let metadata: serde_json::Value = serde_json::from_str(metadata).ok()?;
    Some(metadata["target_directory"].as_str()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn target_folder_is_read_from_the_metadata() {
        let unix = r#"{"packages":[],"target_directory":"/home/a b/target","version":1}"#;
        assert_eq!(target_folder(unix), Some("/home/a b/target".into()));
        let windows = r#"{"target_directory":"C:\\Users\\a\\target","version":1}"#;
        assert_eq!(target_folder(windows), Some(r"C:\Users\a\target".into()));
    }

    #[test]
    fn metadata_without_a_target_folder_is_refused() {
        assert_eq!(target_folder("{}"), None);
        assert_eq!(target_folder(r#"{"target_directory":"/home"#), None);
    }
}
