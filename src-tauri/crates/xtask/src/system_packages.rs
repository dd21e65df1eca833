//! What the system itself must have: compared with what it has, and installed where we know how.

use std::fs;

use crate::failure::Failure;
use crate::process::Step;
use crate::project::{on_path, variable};

/// What building the program needs.
pub const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];

/// What the invisible desktop of the journeys and the pictures needs.
pub const DESKTOP: &[&str] = &[
    "xvfb",
    "webkit2gtk-driver",
    "xclip",
    "dbus",
    "gnome-keyring",
    "libglib2.0-bin",
    "fonts-inter",
    "fonts-noto-core",
];

/// What the browser's tests need, where no browser is installed yet.
pub const BROWSER: &[&str] = &["chromium", "fonts-inter", "fonts-noto-core"];

/// What the tools of the `AppImage` need.
pub const APPIMAGE: &[&str] = &["file", "librsvg2-dev", "xdg-utils"];

/// Sees to it that these packages are installed. On systems whose packages we do not install, says what is needed
/// if it is missing, and goes on.
pub fn ensure(wanted: &[&str]) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") || wanted.is_empty() {
        // Compiling xtask took what these systems need: the Xcode command line tools, the C++ build tools.
        return Ok(());
    }
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if !is_debian(&release) || on_path("dpkg-query").is_none() {
        return say_what_is_needed(wanted);
    }
    // It ends with 1 when it does not know a package, which is an answer too; hence the shell's `|| true`.
    let query =
        "dpkg-query --show --showformat='${Package} ${db:Status-Status}\\n' \"$@\" 2>/dev/null || true";
    let installed = Step::new("sh", "asking dpkg")
        .quiet()
        .args(["-c", query, "sh"])
        .args(wanted.iter().copied())
        .read()?;
    let missing = missing(wanted, &installed);
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

/// The packages wanted that dpkg does not call installed, each once.
fn missing<'a>(wanted: &[&'a str], dpkg_answer: &str) -> Vec<&'a str> {
    let mut missing: Vec<&str> = Vec::new();
    for package in wanted {
        let is_installed =
            dpkg_answer.lines().any(|line| line.split_once(' ') == Some((package, "installed")));
        if !is_installed && !missing.contains(package) {
            missing.push(package);
        }
    }
    missing
}

fn install(missing: &[&str]) -> Result<(), Failure> {
    let names = missing.join(" ");
    println!("These system packages are missing: {names}");
    let is_root = Step::new("id", "asking who we are").quiet().args(["-u"]).read()?.trim() == "0";
    let by_hand = format!("Please install them: sudo apt-get install {names}");
    if !is_root && on_path("sudo").is_none() {
        return Err(Failure::unmet("They are installed by root, and there is no sudo here.", by_hand));
    }
    let apt = |what: &str, arguments: &[&str]| {
        let (program, prefix): (&str, &[&str]) = if is_root { ("env", &[]) } else { ("sudo", &["env"]) };
        Step::new(program, what)
            .args(prefix)
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
            .args(arguments)
            .next(by_hand.clone())
    };
    apt("updating the list of packages (apt-get update)", &["update", "--quiet"]).run()?;
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    apt("installing them (apt-get install)", &[&install[..], missing].concat()).run()
}

fn say_what_is_needed(wanted: &[&str]) -> Result<(), Failure> {
    let has_webkit = Step::new("sh", "asking pkg-config")
        .args(["-c", "pkg-config --exists webkit2gtk-4.1 2>/dev/null"])
        .quiet()
        .run_to_status()?
        .success();
    if !has_webkit {
        println!(
            "This Linux is not known here. The program needs a C compiler, pkg-config and WebKitGTK 4.1 with its \
             headers (Fedora: gcc pkgconf webkit2gtk4.1-devel; Arch: base-devel webkit2gtk-4.1). \
             Debian's names: {}",
            wanted.join(" ")
        );
    }
    Ok(())
}

/// The browser of the browser's tests: the one that is named, or one that is installed.
pub fn browser() -> Option<std::path::PathBuf> {
    variable("CHROMIUM").map(Into::into).or_else(|| {
        ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
            .into_iter()
            .find_map(on_path)
    })
}

/// Whether `/etc/os-release` is that of Debian or of one that comes from it.
fn is_debian(release: &str) -> bool {
    release.lines().filter_map(|line| line.split_once('=')).any(|(key, value)| {
        let mut names = value.trim().trim_matches('"').split(' ');
        matches!(key, "ID" | "ID_LIKE") && names.any(|name| name == "debian" || name == "ubuntu")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_dpkg_calls_installed_is_there() {
        let answer =
            "xvfb installed\ndbus config-files\nlibwebkit2gtk-4.1-dev installed\nfonts not-installed\n";
        assert_eq!(missing(&["xvfb", "libwebkit2gtk-4.1-dev"], answer), Vec::<&str>::new());
        assert_eq!(missing(&["dbus", "fonts", "xvfb", "unknown"], answer), ["dbus", "fonts", "unknown"]);
    }

    #[test]
    fn a_package_that_two_lists_want_is_missing_once() {
        assert_eq!(missing(&["fonts-inter", "xvfb", "fonts-inter"], ""), ["fonts-inter", "xvfb"]);
    }

    #[test]
    fn a_name_that_only_begins_the_same_is_another_package() {
        assert_eq!(missing(&["dbus"], "dbus-x11 installed\n"), ["dbus"]);
    }

    #[test]
    fn debian_and_its_children_are_told_from_others() {
        assert!(is_debian("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n"));
        assert!(is_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\nNAME=\"not debian\"\n"));
        assert!(!is_debian(""));
    }
}
