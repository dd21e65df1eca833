//! What a journey is played on: the program, its folders, a display, and the window while it is open.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use practice::{Options, Scenario, Server};
use serde_json::Value;
use tempfile::TempDir;

use crate::display::Display;
use crate::window::{Program, Window};

/// The program under test runs on the real clock, and what it is shown is dated by it.
#[expect(clippy::disallowed_methods, reason = "the program under test runs on the real clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A server for the program to connect to.
///
/// # Errors
/// When it cannot listen.
pub async fn serve(scenario: Scenario, token: &str) -> Result<Server> {
    let options =
        Options { port: 0, token: token.to_owned(), scenario, fault: None, now: now(), edits: Vec::new() };
    Ok(practice::start(options).await?)
}

/// The surroundings of one journey; its folders go with it.
pub struct Stage {
    pub program: Program,
    display: Display,
    window: Option<Window>,
    _folder: TempDir,
}

impl Stage {
    /// A stage for the program that `QABYL_APP` names, with empty folders.
    ///
    /// # Errors
    /// When the variable is not there, or there is no display.
    pub fn new(keychain: bool) -> Result<Self> {
        let app = std::env::var_os("QABYL_APP")
            .map(PathBuf::from)
            .context("QABYL_APP names the program; see `cargo xtask test journeys`")?;
        let folder = tempfile::tempdir()?;
        let (data, home) = (folder.path().join("data"), folder.path().join("home"));
        let program = Program { app, data, home, keychain };
        Ok(Self { program, display: Display::find()?, window: None, _folder: folder })
    }

    /// Starts the program.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn open(&mut self) -> Result<()> {
        self.window = Some(Window::open(&self.program, &self.display).await?);
        Ok(())
    }

    /// The open window.
    ///
    /// # Errors
    /// When there is none.
    pub fn window(&self) -> Result<&Window> {
        self.window.as_ref().context("the window is closed")
    }

    /// Closes the window as its user would.
    ///
    /// # Errors
    /// When there is none, or the driver does not answer.
    pub async fn close(&mut self) -> Result<()> {
        self.window.take().context("the window is closed")?.close().await
    }

    /// Ends the program at once.
    ///
    /// # Errors
    /// When it does not run.
    pub fn cut_power(&mut self) -> Result<()> {
        self.window.take().context("the window is closed")?.kill();
        Ok(())
    }

    /// What another program would paste.
    ///
    /// # Errors
    /// When the clipboard holds no text, or xclip is not installed.
    pub fn clipboard(&self) -> Result<String> {
        let mut paste = Command::new("xclip");
        paste.args(["-selection", "clipboard", "-out"]);
        self.display.give_to(&mut paste);
        let pasted = paste.output().context("xclip did not start; is the package xclip installed?")?;
        ensure!(pasted.status.success(), "nothing to paste: {}", String::from_utf8_lossy(&pasted.stderr));
        Ok(String::from_utf8(pasted.stdout)?)
    }

    /// Keeps a picture of the window, its page and the log in a folder beside the program, and names the folder.
    pub async fn keep_evidence(&self, journey: &str) -> String {
        let place = self.program.app.with_file_name(format!("failed-{journey}"));
        let _ = std::fs::create_dir_all(&place);
        if let Some(window) = &self.window {
            let _ = window.picture(&place.join("window.png")).await;
            if let Ok(Value::String(page)) = window.script("return document.documentElement.outerHTML").await
            {
                let _ = std::fs::write(place.join("page.html"), page);
            }
        }
        for log in std::fs::read_dir(self.program.data.join("logs")).into_iter().flatten().flatten() {
            let _ = std::fs::copy(log.path(), place.join(log.file_name()));
        }
        place.display().to_string()
    }
}
