//! Somewhere to show the window.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};

/// The display that the environment names, or a virtual one for as long as this lives.
pub struct Display {
    name: Option<String>,
    server: Option<Child>,
}

impl Display {
    /// Takes the display that is there, or starts Xvfb.
    ///
    /// # Errors
    /// When there is none and Xvfb does not start.
    pub fn find() -> Result<Self> {
        let there = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if there("DISPLAY") || there("WAYLAND_DISPLAY") {
            return Ok(Self { name: None, server: None });
        }
        // Xvfb picks a free number and says it on the descriptor when it accepts.
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb did not start; is the package xvfb installed?")?;
        let output = server.stdout.take().context("Xvfb has no output")?;
        let mut number = String::new();
        BufReader::new(output).read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "Xvfb ended before it showed a display");
        Ok(Self { name: Some(format!(":{}", number.trim())), server: Some(server) })
    }

    pub(crate) fn give_to(&self, command: &mut Command) {
        if let Some(name) = &self.name {
            command.env("DISPLAY", name);
        }
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}
