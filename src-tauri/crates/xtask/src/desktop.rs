//! An invisible desktop for the window's tests and pictures: a screen (Xvfb), a session bus, an unlocked keychain
//! (gnome-keyring) and an empty home, so that nothing of the real user is read or written.

use std::ffi::OsString;
use std::fs::{self, DirBuilder};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::failure::Failure;
use crate::process::{self, Running, Step};
use crate::project::variable;

/// How long a server of the desktop may take to say that it is ready; it takes some 50 ms.
const READY: Duration = Duration::from_secs(20);

/// The desktop runs, and its home is there, for as long as the value lives.
pub struct Desktop {
    environment: Vec<(&'static str, OsString)>,
    running: Vec<Running>,
    home: PathBuf,
}

impl Desktop {
    pub fn start() -> Result<Self, Failure> {
        let home = std::env::temp_dir().join(format!("qabyl-desktop-{}", std::process::id()));
        let runtime = home.join("runtime");
        private_folder(&home)?;
        let mut desktop = Self { environment: Vec::new(), running: Vec::new(), home };
        private_folder(&runtime)?;

        // The toolchain stays where it is when the home moves.
        let real_home = variable("HOME").map(PathBuf::from).unwrap_or_default();
        for (name, folder) in [("CARGO_HOME", ".cargo"), ("RUSTUP_HOME", ".rustup")] {
            let value = variable(name).unwrap_or_else(|| real_home.join(folder).into());
            desktop.environment.push((name, value));
        }
        desktop.environment.push(("HOME", desktop.home.clone().into()));
        desktop.environment.push(("XDG_RUNTIME_DIR", runtime.into()));
        desktop.environment.push(("GDK_BACKEND", "x11".into()));
        // Services that the bus would start for us and that nothing here needs.
        desktop.environment.push(("GIO_USE_VFS", "local".into()));
        desktop.environment.push(("GSETTINGS_BACKEND", "memory".into()));
        desktop.environment.push(("NO_AT_BRIDGE", "1".into()));

        desktop.start_screen()?;
        desktop.start_bus()?;
        desktop.start_keychain()?;
        Ok(desktop)
    }

    /// The step, on this desktop instead of the user's.
    pub fn around(&self, mut step: Step) -> Step {
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

    fn start_screen(&mut self) -> Result<(), Failure> {
        let log = self.home.join("xvfb.log");
        // It chooses a free number and prints it when it listens.
        let arguments = ["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-noreset"];
        let step = Step::new("Xvfb", "starting an invisible screen").args(arguments).complaints_to(&log)?;
        let (screen, number) = step
            .next("Does `Xvfb -displayfd 1` print a number? Its package is xvfb.")
            .quiet()
            .start_and_read_line(READY)?;
        self.running.push(screen);
        self.environment.push(("DISPLAY", format!(":{number}").into()));
        Ok(())
    }

    fn start_bus(&mut self) -> Result<(), Failure> {
        let log = self.home.join("bus.log");
        let arguments = ["--session", "--nofork", "--nopidfile", "--print-address=1"];
        let step = Step::new("dbus-daemon", "starting a session bus").args(arguments).complaints_to(&log)?;
        let (bus, address) = self
            .around(step)
            .next("Does `dbus-daemon --session --print-address` print an address? Its package is dbus.")
            .quiet()
            .start_and_read_line(READY)?;
        self.running.push(bus);
        self.environment.push(("DBUS_SESSION_BUS_ADDRESS", address.into()));
        Ok(())
    }

    fn start_keychain(&mut self) -> Result<(), Failure> {
        let log = self.home.join("keychain.log");
        let next = "Is gnome-keyring installed? Its package is gnome-keyring.";
        let step = Step::new("gnome-keyring-daemon", "starting a keychain")
            .args(["--foreground", "--unlock", "--components=secrets"])
            // The password of a keychain that lives as long as the tests.
            .input("qabyl")
            .output_to_nowhere()
            .complaints_to(&log)?;
        self.running.push(self.around(step).next(next).quiet().start()?);
        let limit = READY.as_secs().to_string();
        let wait = Step::new("gdbus", "waiting for the keychain").args([
            "wait",
            "--session",
            "--timeout",
            &limit,
            "org.freedesktop.secrets",
        ]);
        self.around(wait).next(next).quiet().run()
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        // The last started goes first: nobody outlives what it talks to.
        while let Some(running) = self.running.pop() {
            drop(running);
        }
        process::end_leftovers();
        // What cannot be removed lies in the system's temporary folder.
        drop(fs::remove_dir_all(&self.home));
    }
}

/// A folder for this user alone, as the runtime folder has to be. It must not exist yet.
fn private_folder(path: &Path) -> Result<(), Failure> {
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
    fn the_runtime_folder_is_the_users_alone_and_new() {
        use std::os::unix::fs::PermissionsExt;
        let path = std::env::temp_dir().join(format!("qabyl-xtask-private-{}", std::process::id()));
        private_folder(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert!(private_folder(&path).is_err(), "somebody else's folder is not taken over");
        fs::remove_dir(&path).unwrap();
    }
}
