//! Where things are: the folders of the project, cargo's target folder, and the facts of the environment. The
//! environment is read here and nowhere else.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::process::Step;

/// Which crates a check compiles, and with which features. Cargo unites the features of what is named in one
/// command, so each check names the same and what one has compiled serves the next; named by themselves, the
/// crates would have Tauri compiled again and again. xtask is apart: it runs, and its own dependencies are few.
pub const EVERYTHING: [&str; 5] = ["--workspace", "--exclude", "xtask", "--features", "desk/bindings"];

pub struct Project {
    /// The folder of the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Where cargo puts what it builds.
    pub target: PathBuf,
    /// The cargo that started us, so that a toolchain chosen by the user stays chosen.
    pub cargo: OsString,
}

impl Project {
    pub fn find() -> Result<Self, Failure> {
        // Cargo names the crate's folder when it starts us; the other is for the binary started by hand.
        let crate_folder =
            variable("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
        let root = crate_folder
            .ancestors()
            .find(|folder| folder.join("tauri.conf.json").is_file())
            .ok_or_else(|| {
                Failure::unmet(
                    format!("No tauri.conf.json above {}.", crate_folder.display()),
                    "Start it with `cargo xtask` inside the project.",
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
            Failure::unmet("`cargo metadata` names no target folder.", "Is this cargo 1.90 or newer?")
        })?;
        Ok(Self { root, target, cargo })
    }

    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    pub fn browser_tests(&self) -> PathBuf {
        self.root.join("tests").join("browser")
    }

    /// A binary of the debug build.
    pub fn binary(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A cargo command in the project's folder.
    pub fn cargo(&self, what: &str, arguments: &[&str]) -> Step {
        Step::new(&self.cargo, what).args(arguments).folder(&self.root)
    }
}

/// A variable of the environment; an empty one counts as unset.
pub fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Whether a window can be shown here. Only on Linux is a computer without a screen ordinary.
pub fn has_display() -> bool {
    !cfg!(target_os = "linux") || variable("DISPLAY").is_some() || variable("WAYLAND_DISPLAY").is_some()
}

/// Whether a program of that name is on the path.
pub fn on_path(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&variable("PATH")?).map(|folder| folder.join(name)).find(|path| path.is_file())
}

/// A script of a Node package, by the name it has on this system.
pub fn node_script(package_folder: &Path, name: &str) -> PathBuf {
    package_folder.join("node_modules").join(".bin").join(node_command(name))
}

/// On Windows npm and the packages' scripts are `.cmd` files, which are not found by their bare names.
pub fn node_command(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}

/// The one field that is needed of `cargo metadata`; a JSON crate would cost more than the whole of xtask.
fn target_folder(metadata: &str) -> Option<PathBuf> {
    let key = "\"target_directory\":\"";
    let value = &metadata[metadata.find(key)? + key.len()..];
    let mut folder = String::new();
    let mut letters = value.chars();
    loop {
        match letters.next()? {
            '"' => return Some(folder.into()),
            // Cargo escapes nothing else in a path that it can print.
            '\\' => folder.push(letters.next()?),
            letter => folder.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_folder_is_read_from_the_metadata() {
        let unix = r#"{"packages":[],"target_directory":"/home/a b/target","version":1}"#;
        assert_eq!(target_folder(unix), Some("/home/a b/target".into()));
        let windows = r#"{"target_directory":"C:\\Users\\a\\target","version":1}"#;
        assert_eq!(target_folder(windows), Some(r"C:\Users\a\target".into()));
        let quoted = r#"{"target_directory":"/tmp/\"q\"","version":1}"#;
        assert_eq!(target_folder(quoted), Some("/tmp/\"q\"".into()));
    }

    #[test]
    fn metadata_without_the_field_or_cut_short_is_refused() {
        assert_eq!(target_folder("{}"), None);
        assert_eq!(target_folder(r#"{"target_directory":"/home"#), None);
    }
}
