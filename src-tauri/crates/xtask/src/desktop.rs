//! A virtual desktop for tests and pictures of the window: a display (Xvfb), a D-Bus session bus, an unlocked keychain
//! (gnome-keyring) and an empty home folder. The tests read and write nothing of the real user.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::Failure;
use crate::project::variable;
use crate::step::{Running, Step};
use crate::termination;

/// How long a server of the desktop may take to start. It usually takes 50 ms.
const START_TIMEOUT: Duration = Duration::from_secs(20);

/// The servers run and the home folder exists until the value is dropped.
pub struct Desktop {
    environment: Vec<(&'static str, OsString)>,
    running: Vec<Running>,
    home: PathBuf,
}

impl Desktop {
    pub fn start() -> Result<Self, Failure> {
        let home = std::env::temp_dir().join(format!("qabyl-desktop-{}", std::process::id()));
        let runtime = home.join("runtime");
        create_private_folder(&home)?;
        let mut desktop = Self { environment: Vec::new(), running: Vec::new(), home };
        create_private_folder(&runtime)?;

        // Cargo and rustup must find the toolchain although HOME changes.
        let real_home = variable("HOME").map(PathBuf::from).unwrap_or_default();
        for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            let value = variable(name).unwrap_or_else(|| real_home.join(folder).into());
            desktop.environment.push((name, value));
        }
        desktop.environment.push(("HOME", desktop.home.clone().into()));
        desktop.environment.push(("XDG_RUNTIME_DIR", runtime.into()));
        desktop.environment.push(("GDK_BACKEND", "x11".into()));
        // Prevents the bus from starting services that the tests do not need.
        desktop.environment.push(("GIO_USE_VFS", "local".into()));
        desktop.environment.push(("GSETTINGS_BACKEND", "memory".into()));
        desktop.environment.push(("NO_AT_BRIDGE", "1".into()));

        desktop.start_display()?;
        desktop.start_bus()?;
        desktop.start_keychain()?;
        Ok(desktop)
    }

    /// Makes a step use this desktop instead of the user's.
    pub fn apply_to(&self, mut step: Step) -> Step {
        for name in [
            "WAYLAND_DISPLAY",
            "XAUTHORITY",
            "XDG_CONFIG_HOME",
            "XDG_DATA_HOME",
            "XDG_CACHE_HOME",
            "XDG_STATE_HOME",
        ] {
            step = step.without_env(name);
        }
        for (name, value) in &self.environment {
            step = step.env(name, value);
        }
        step
    }

    fn start_display(&mut self) -> Result<(), Failure> {
        let log = self.home.join("xvfb.log");
        // With -displayfd, Xvfb chooses a free display number and prints it when it is ready.
        let arguments = ["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"];
        let step = Step::new("Xvfb", "starting a virtual display").args(arguments).stderr_to(&log)?;
        let (display, number) = step
            .advice("Check that the package xvfb is installed and that `Xvfb -displayfd 1` prints a number.")
            .quiet()
            .start_and_read_line(START_TIMEOUT)?;
        self.running.push(display);
        self.environment.push(("DISPLAY", format!(":{number}").into()));
        Ok(())
    }

    fn start_bus(&mut self) -> Result<(), Failure> {
        let log = self.home.join("bus.log");
        let arguments = ["--session", "--nofork", "--nopidfile", "--print-address=1"];
        let step = Step::new("dbus-daemon", "starting a session bus").args(arguments).stderr_to(&log)?;
        let (bus, address) = self
            .apply_to(step)
            .advice(
                "Check that the package dbus is installed and that `dbus-daemon --session --print-address` prints an \
                 address.",
            )
            .quiet()
            .start_and_read_line(START_TIMEOUT)?;
        self.running.push(bus);
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address.into()));
        Ok(())
    }

    fn start_keychain(&mut self) -> Result<(), Failure> {
        let log = self.home.join("keychain.log");
        let advice = "Check that the package gnome-keyring is installed.";
        let step = Step::new("gnome-keyring-daemon", "starting a keychain")
            .args(["--foreground", "--unlock", "--components=secrets"])
            // The password of this keychain, which exists only during the tests.
            .input("qabyl")
            .discard_stdout()
            .stderr_to(&log)?;
        self.running.push(self.apply_to(step).advice(advice).quiet().start()?);
        let timeout = START_TIMEOUT.as_secs().to_string();
        let wait = Step::new("gdbus", "waiting for the keychain").args([
            "wait",
            "--session",
            "--timeout",
            &timeout,
            "org.freedesktop.secrets",
        ]);
        self.apply_to(wait).advice(advice).quiet().run()
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        // The servers end in the reverse order of their start, because each uses those before it.
        while let Some(running) = self.running.pop() {
            drop(running);
        }
        termination::end_leftovers();
        // If removing fails, the system removes its temporary folder later.
        drop(fs::remove_dir_all(&self.home));
    }
}

/// Creates a folder that only this user can access, as `XDG_RUNTIME_DIR` has to be. It must not exist yet.
fn create_private_folder(path: &Path) -> Result<(), Failure> {
    #[cfg_attr(not(unix), expect(unused_mut, reason = "only Unix has a mode to set"))]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(Failure::file(path))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn private_folder_is_new_and_only_for_the_user() {
        use std::os::unix::fs::PermissionsExt;
        let path = std::env::temp_dir().join(format!("qabyl-xtask-private-{}", std::process::id()));
        create_private_folder(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert!(create_private_folder(&path).is_err(), "an existing folder is refused");
        fs::remove_dir(&path).unwrap();
    }
}
