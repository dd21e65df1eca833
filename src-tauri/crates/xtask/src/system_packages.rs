//! System packages: which ones the commands need, and how they are installed on Debian and its derivatives.

use std::fs;

use crate::failure::Failure;
use crate::project::{find_program, variable};
use crate::step::Step;

/// For building the crates other than the program.
pub const COMPILER: &[&str] = &["build-essential"];

/// For building the program.
pub const BUILD: &[&str] = &["build-essential", "pkg-config", "libwebkit2gtk-4.1-dev"];

/// For the virtual desktop of the journeys and the pictures.
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

/// For the tests in a browser, if no browser is installed.
pub const BROWSER: &[&str] = &["chromium", "fonts-inter", "fonts-noto-core"];

/// For the tools that build the AppImage.
pub const APPIMAGE: &[&str] = &["file", "librsvg2-dev", "xdg-utils"];

/// Installs those of the packages that are missing. On a Linux that is not derived from Debian, only prints what the
/// program needs. On Windows and macOS does nothing.
pub fn ensure(wanted: &[&str]) -> Result<(), Failure> {
    if !cfg!(target_os = "linux") || wanted.is_empty() {
        // xtask could be compiled, so the Xcode command line tools or the C++ build tools are installed.
        return Ok(());
    }
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    if !is_debian(&release) || find_program("dpkg-query").is_none() {
        return print_requirements(wanted);
    }
    // dpkg-query exits with 1 if it does not know one of the packages. Hence `|| true`.
    let query =
        "dpkg-query --show --showformat='${Package} ${db:Status-Status}\\n' \"$@\" 2>/dev/null || true";
    let installed = Step::new("sh", "listing the installed packages (dpkg-query)")
        .quiet()
        .args(["-c", query, "sh"])
        .args(wanted.iter().copied())
        .read()?;
    let missing = missing(wanted, &installed);
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

/// The wanted packages that dpkg does not report as installed, without duplicates.
fn missing<'a>(wanted: &[&'a str], dpkg_output: &str) -> Vec<&'a str> {
    let mut missing: Vec<&str> = Vec::new();
    for package in wanted {
        let is_installed =
            dpkg_output.lines().any(|line| line.split_once(' ') == Some((package, "installed")));
        if !is_installed && !missing.contains(package) {
            missing.push(package);
        }
    }
    missing
}

fn install(missing: &[&str]) -> Result<(), Failure> {
    let names = missing.join(" ");
    println!("These system packages are missing: {names}");
    let is_root = Step::new("id", "reading the user id").quiet().args(["-u"]).read()?.trim() == "0";
    let advice = format!("Please install them as root: apt-get install {names}");
    if !is_root && find_program("sudo").is_none() {
        return Err(Failure::unmet("Only root can install packages, and sudo is not available.", advice));
    }
    let apt = |description: &str, arguments: &[&str]| {
        let (program, prefix): (&str, &[&str]) = if is_root { ("env", &[]) } else { ("sudo", &["env"]) };
        Step::new(program, description)
            .args(prefix)
            .args(["DEBIAN_FRONTEND=noninteractive", "apt-get"])
            .args(arguments)
            .advice(advice.clone())
    };
    apt("updating the list of packages (apt-get update)", &["update", "--quiet"]).run()?;
    let install = ["install", "--yes", "--quiet", "--no-install-recommends"];
    apt("installing the missing packages (apt-get install)", &[&install[..], missing].concat()).run()
}

fn print_requirements(wanted: &[&str]) -> Result<(), Failure> {
    let has_webkit = Step::new("sh", "looking for WebKitGTK (pkg-config)")
        .args(["-c", "pkg-config --exists webkit2gtk-4.1 2>/dev/null"])
        .quiet()
        .run_to_status()?
        .success();
    if !has_webkit {
        println!(
            "WebKitGTK 4.1 was not found. The program needs a C compiler, pkg-config and WebKitGTK 4.1 with its \
             headers. Please install these packages (Fedora: gcc pkgconf webkit2gtk4.1-devel; \
             Arch: base-devel webkit2gtk-4.1; Debian: {}).",
            wanted.join(" ")
        );
    }
    Ok(())
}

/// The browser for the tests: the one that `CHROMIUM` names, or an installed one.
pub fn browser() -> Option<std::path::PathBuf> {
    variable("CHROMIUM").map(Into::into).or_else(|| {
        ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
            .into_iter()
            .find_map(find_program)
    })
}

/// Whether `/etc/os-release` describes Debian or a derivative of it.
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
    fn package_is_present_only_if_dpkg_reports_it_as_installed() {
        let output =
            "xvfb installed\ndbus config-files\nlibwebkit2gtk-4.1-dev installed\nfonts not-installed\n";
        assert_eq!(missing(&["xvfb", "libwebkit2gtk-4.1-dev"], output), Vec::<&str>::new());
        assert_eq!(missing(&["dbus", "fonts", "xvfb", "unknown"], output), ["dbus", "fonts", "unknown"]);
    }

    #[test]
    fn missing_package_of_two_lists_is_named_once() {
        assert_eq!(missing(&["fonts-inter", "xvfb", "fonts-inter"], ""), ["fonts-inter", "xvfb"]);
    }

    #[test]
    fn package_with_a_longer_name_is_another_package() {
        assert_eq!(missing(&["dbus"], "dbus-x11 installed\n"), ["dbus"]);
    }

    #[test]
    fn debian_and_its_derivatives_are_recognized() {
        assert!(is_debian("PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n"));
        assert!(is_debian("ID=ubuntu\nID_LIKE=debian\n"));
        assert!(is_debian("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n"));
        assert!(!is_debian("ID=fedora\nNAME=\"not debian\"\n"));
        assert!(!is_debian(""));
    }
}
