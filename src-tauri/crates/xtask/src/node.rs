//! Node.js: its version, the npm packages, and the build of the UI in `ui/dist`.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::failure::Failure;
use crate::project::{Project, node_command};
use crate::step::Step;

/// A copy of the lock file from which `node_modules` was installed.
const STAMP: &str = "node_modules/.installed-from-package-lock.json";

const NODE_ADVICE: &str = "Please install Node.js 20.19, 22.12 or newer: https://nodejs.org";

const NPM_ADVICE: &str = "See the messages of npm above.";

/// Checks the version of Node.js, and installs `node_modules` of a folder unless they match its lock file.
pub fn ensure_packages(folder: &Path) -> Result<(), Failure> {
    check_version()?;
    let lock_path = folder.join("package-lock.json");
    let lock = fs::read(&lock_path).map_err(Failure::file(&lock_path))?;
    let stamp = folder.join(STAMP);
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    npm(folder, &format!("installing the packages of {name}/ (npm ci)"), &["ci", "--no-audit", "--no-fund"])
        // The tests use the browser of the system.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .advice("See the messages of npm above. The installation needs the network.")
        .run()?;
    fs::write(&stamp, lock).map_err(Failure::file(stamp))
}

/// Builds the UI into `ui/dist` unless the build is newer than all its sources.
pub fn ensure_ui(project: &Project) -> Result<(), Failure> {
    let ui = project.ui();
    ensure_packages(&ui)?;
    let built = modified(&ui.join("dist").join("index.html"));
    if built.is_some_and(|built| last_change(&ui).is_ok_and(|changed| changed <= built)) {
        return Ok(());
    }
    npm(&ui, "building the UI (npm run build)", &["run", "--silent", "build"]).run()
}

/// An npm command in the folder of a package.
pub fn npm(folder: &Path, description: &str, arguments: &[&str]) -> Step {
    Step::new(node_command("npm"), description).args(arguments).folder(folder).advice(NPM_ADVICE)
}

fn check_version() -> Result<(), Failure> {
    let version = Step::new("node", "reading the version of Node.js")
        .quiet()
        .args(["--version"])
        .advice(NODE_ADVICE)
        .read()?;
    if is_new_enough(&version) {
        Ok(())
    } else {
        Err(Failure::unmet(format!("Node.js {} is too old to build the UI.", version.trim()), NODE_ADVICE))
    }
}

/// Whether Vite supports the version: `^20.19.0 || >=22.12.0`.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim().trim_start_matches('v').split('.').map(str::parse::<u32>);
    let (Some(Ok(major)), Some(Ok(minor))) = (numbers.next(), numbers.next()) else { return false };
    match major {
        20 => minor >= 19,
        22 => minor >= 12,
        _ => major > 22,
    }
}

/// The time of the last change to the sources in a folder. A folder's own time changes when a file is removed.
fn last_change(folder: &Path) -> std::io::Result<SystemTime> {
    let mut newest = SystemTime::UNIX_EPOCH;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        // These are installed, built or generated.
        if ["node_modules", "dist", "paraglide"].iter().any(|skipped| name == *skipped) {
            continue;
        }
        newest = newest.max(entry.metadata()?.modified()?);
        if entry.file_type()?.is_dir() {
            newest = newest.max(last_change(&entry.path())?);
        }
    }
    Ok(newest)
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_vite_supports_are_accepted() {
        for version in ["v20.19.0\n", "v20.20.2", "v22.12.0", "v23.0.0", "v24.1.0"] {
            assert!(is_new_enough(version), "{version}");
        }
        for version in ["v18.20.0", "v20.18.3", "v21.7.0", "v22.11.0", "", "node", "v20"] {
            assert!(!is_new_enough(version), "{version}");
        }
    }

    #[test]
    fn only_sources_count_as_changes() {
        let folder = std::env::temp_dir().join(format!("qabyl-xtask-last-change-{}", std::process::id()));
        for name in ["src/paraglide", "node_modules", "dist"] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        fs::write(folder.join("src/main.ts"), "").unwrap();
        let at = |path: &str, seconds: u64| {
            let time = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            fs::File::open(folder.join(path)).unwrap().set_modified(time).unwrap();
        };
        fs::write(folder.join("src/paraglide/messages.js"), "").unwrap();
        at("src/main.ts", 100);
        at("src", 50);
        assert_eq!(
            last_change(&folder).unwrap(),
            SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(100)
        );
        // The folder's time changes when a file is removed.
        at("src", 200);
        assert_eq!(
            last_change(&folder).unwrap(),
            SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(200)
        );
        fs::remove_dir_all(&folder).unwrap();
    }
}
