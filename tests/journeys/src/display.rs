//! The display on which the window opens.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The display of the environment, or a virtual display that stops when this value is dropped.
pub struct Display {
    virtual_display: Option<VirtualDisplay>,
}

struct VirtualDisplay {
    name: String,
    server: Child,
}

impl Display {
    /// Uses the display of the environment, or starts Xvfb when there is none.
    ///
    /// # Errors
    /// When Xvfb does not start.
    pub fn find_or_start() -> Result<Self> {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
            return Ok(Self { virtual_display: None });
        }
        Self::start("1600x1000")
    }

    /// Starts Xvfb with a screen of a size such as `1366x768`.
    ///
    /// # Errors
    /// When Xvfb does not start.
    pub fn start(size: &str) -> Result<Self> {
        // Xvfb chooses a free display number and writes it to the descriptor when it accepts connections. Without -noreset
        // it forgets everything when the last program closes its window.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", &format!("{size}x24"), "-nolisten", "tcp", "-noreset"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb did not start; is the package xvfb installed?")?;
        let output = server.stdout.take().context("Xvfb has no output")?;
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "Xvfb stopped before it opened a display");
        let name = format!(":{}", number.trim());
        Ok(Self { virtual_display: Some(VirtualDisplay { name, server }) })
    }

    /// The name of the virtual display. `None` for the display of the environment.
    pub(crate) fn name(&self) -> Option<&str> {
        self.virtual_display.as_ref().map(|display| display.name.as_str())
    }

    /// Sets the display of a program that is not yet started.
    pub(crate) fn set_for(&self, command: &mut Command) {
        if let Some(display) = &self.virtual_display {
            command.env("DISPLAY", &display.name).env_remove("WAYLAND_DISPLAY");
        }
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
