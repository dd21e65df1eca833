//! The environment of one test, and the report of its failure.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use practice::{Options, Scenario, Server};
use serde_json::Value;
use tempfile::TempDir;

use crate::display::Display;
use crate::window::{Program, Window};

const WINDOW_CLOSED: &str = "the window is closed";

/// The current time. The program under test uses the system's clock, so the expected data must use it too.
#[expect(clippy::disallowed_methods, reason = "the program under test uses the system's clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Starts a practice server on a free port.
///
/// # Errors
/// When it cannot listen on a port.
pub async fn start_server(scenario: Scenario, token: &str) -> Result<Server> {
    let options =
        Options { port: 0, token: token.to_owned(), scenario, fault: None, now: now(), edits: Vec::new() };
    Ok(practice::start(options).await?)
}

/// Runs the steps of the test `name` in a new [`Journey`]. After a failure the error names the folder with a picture of the window, its
/// page and the log.
///
/// # Errors
/// When a step fails, the variable `QABYL_APP` is not set, or there is no display.
pub async fn run(
    name: &str,
    keychain: bool,
    steps: impl AsyncFnOnce(&mut Journey) -> Result<()>,
) -> Result<()> {
    let mut journey = Journey::new(keychain)?;
    match steps(&mut journey).await {
        Ok(()) => Ok(()),
        Err(error) => {
            let report = journey.save_failure_report(name).await;
            Err(error
                .context(format!("failed; the picture, the page and the log are in {}", report.display())))
        }
    }
}

/// The program, its folders, a display, and the window while it is open. The folders are deleted on drop.
pub struct Journey {
    pub program: Program,
    display: Display,
    window: Option<Window>,
    _folder: TempDir,
}

impl Journey {
    /// An environment with empty folders for the program that `QABYL_APP` names. `keychain` tells whether the program can reach the
    /// Secret Service.
    fn new(keychain: bool) -> Result<Self> {
        let app = std::env::var_os("QABYL_APP")
            .map(PathBuf::from)
            .context("QABYL_APP must be the path of the program; `cargo xtask test journeys` sets it")?;
        let folder = tempfile::tempdir()?;
        let (data, home) = (folder.path().join("data"), folder.path().join("home"));
        let program = Program { app, data, home, keychain };
        Ok(Self { program, display: Display::find_or_start()?, window: None, _folder: folder })
    }

    /// Opens the next windows on a virtual screen of a size such as `1366x768`.
    ///
    /// # Errors
    /// When Xvfb does not start.
    pub fn use_screen(&mut self, size: &str) -> Result<()> {
        self.display = Display::start(size)?;
        Ok(())
    }

    /// Starts the program a second time, as a user does who does not see its window. The caller waits for its end.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start_again(&self) -> Result<tokio::process::Child> {
        let mut command = Command::new(&self.program.app);
        self.program.set_environment_of(&mut command)?;
        self.display.set_for(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        tokio::process::Command::from(command).kill_on_drop(true).spawn().context("the program did not start")
    }

    /// Starts the program and opens its window.
    ///
    /// # Errors
    /// When the program does not start.
    pub async fn open(&mut self) -> Result<()> {
        self.window = Some(Window::open(&self.program, &self.display).await?);
        Ok(())
    }

    /// The open window.
    ///
    /// # Errors
    /// When the window is closed.
    pub fn window(&self) -> Result<&Window> {
        self.window.as_ref().context(WINDOW_CLOSED)
    }

    /// Closes the window as a user does.
    ///
    /// # Errors
    /// When the window is closed, or the driver does not respond.
    pub async fn close(&mut self) -> Result<()> {
        self.window.take().context(WINDOW_CLOSED)?.close().await
    }

    /// Kills the program without giving it time to save anything.
    ///
    /// # Errors
    /// When the window is closed.
    pub fn kill(&mut self) -> Result<()> {
        self.window.take().context(WINDOW_CLOSED)?.kill();
        Ok(())
    }

    /// The text on the clipboard, read by another program.
    ///
    /// # Errors
    /// When the clipboard contains no text, or xclip is not installed.
    pub fn clipboard_text(&self) -> Result<String> {
        let mut xclip = Command::new("xclip");
        xclip.args(["-selection", "clipboard", "-out"]);
        self.display.set_for(&mut xclip);
        let output = xclip.output().context("xclip did not start; is the package xclip installed?")?;
        ensure!(
            output.status.success(),
            "the clipboard has no text: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Saves a picture of the window, its page and the log in a folder beside the program, and returns the folder.
    async fn save_failure_report(&self, name: &str) -> PathBuf {
        let folder = self.program.app.with_file_name(format!("failed-{name}"));
        let _ = std::fs::create_dir_all(&folder);
        if let Some(window) = &self.window {
            let _ = window.save_picture(&folder.join("window.png")).await;
            if let Ok(Value::String(page)) = window.script("return document.documentElement.outerHTML").await
            {
                let _ = std::fs::write(folder.join("page.html"), page);
            }
        }
        for log in std::fs::read_dir(self.program.data.join("logs")).into_iter().flatten().flatten() {
            let _ = std::fs::copy(log.path(), folder.join(log.file_name()));
        }
        folder
    }
}
