//! The program's window during one run.

use std::ffi::OsString;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

use crate::display::Display;
use crate::process::ProcessGroup;
#[cfg(target_os = "linux")]
use crate::x11;

/// The time limit for each change on screen. It is long, because a debug build on a busy machine is slow.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

/// Changes an almost transparent pixel in each frame until its element is removed.
const REPAINT: &str = "\
    const dot = document.createElement('div');\
    dot.id = 'repaint';\
    Object.assign(dot.style, { position: 'fixed', right: 0, bottom: 0, width: '1px', height: '1px', background: 'black' });\
    const repaint = (frame) => {\
        dot.style.opacity = frame % 2 ? '0.01' : '0.02';\
        if (dot.isConnected) requestAnimationFrame(() => repaint(frame + 1));\
    };\
    document.body.append(dot);\
    repaint(0);";

/// The program's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    /// The name of the theme in the settings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The program and its environment.
#[derive(Debug, Clone)]
pub struct Program {
    /// The executable.
    pub app: PathBuf,
    /// The folder of its files, `QABYL_DATA_DIR`.
    pub data: PathBuf,
    /// The user's home folder. Programs in its `bin` take precedence over those of the system.
    pub home: PathBuf,
    /// Whether the program can reach the Secret Service.
    pub keychain: bool,
}

impl Program {
    /// Sets the environment of the program for a command that is it or starts it.
    pub(crate) fn set_environment_of(&self, command: &mut Command) -> Result<()> {
        command
            .env("HOME", &self.home)
            .env("PATH", search_path(&self.home)?)
            .env("QABYL_DATA_DIR", &self.data)
            .env("LANG", "ru_RU.UTF-8");
        if !self.keychain {
            command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        }
        Ok(())
    }
}

/// Where a window is on the screen, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rect {
    pub x: u64,
    pub y: u64,
    pub width: u64,
    pub height: u64,
}

/// The program's window, controlled by the driver.
pub struct Window {
    client: Client,
    /// The name of the virtual display.
    #[cfg(target_os = "linux")]
    display: Option<String>,
    driver: ProcessGroup,
}

impl Window {
    /// Starts the program and waits until its page is loaded.
    ///
    /// # Errors
    /// When the driver or the program does not start.
    pub async fn open(program: &Program, display: &Display) -> Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?.port();
        std::fs::create_dir_all(&program.home)?;
        let mut command = Command::new("WebKitWebDriver");
        program.set_environment_of(&mut command)?;
        display.set_for(&mut command);
        command
            .arg(format!("--port={port}"))
            .arg("--host=127.0.0.1")
            .env("TAURI_AUTOMATION", "true")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(program.home.join("driver.log"))?);
        let mut driver = ProcessGroup::start(&mut command)?;
        wait_for_port(SocketAddr::from((Ipv4Addr::LOCALHOST, port)), &mut driver).await?;

        let browser = json!({ "binary": program.app, "args": [] });
        let capabilities = serde_json::Map::from_iter([("webkitgtk:browserOptions".to_owned(), browser)]);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .context("the driver did not start the program")?;
        Ok(Self {
            client,
            #[cfg(target_os = "linux")]
            display: display.name().map(str::to_owned),
            driver,
        })
    }

    /// Waits for an element that matches, and returns the first one.
    ///
    /// # Errors
    /// When there is none within the time limit.
    pub async fn find(&self, css: &str) -> Result<Element> {
        self.client
            .wait()
            .at_most(TIMEOUT)
            .for_element(Locator::Css(css))
            .await
            .with_context(|| format!("no element matches {css}"))
    }

    /// Waits for an element that matches, and clicks the first one.
    ///
    /// # Errors
    /// When there is none within the time limit, or it cannot be clicked.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.find(css).await?.click().await.with_context(|| format!("{css} cannot be clicked"))
    }

    /// Waits for a field that matches, and replaces its text.
    ///
    /// # Errors
    /// When there is none within the time limit, or it accepts no text.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        let field = self.find(css).await?;
        field.clear().await?;
        field.send_keys(text).await?;
        Ok(())
    }

    /// Sends keys to the focused element. `\u{e000}` releases the modifier keys.
    ///
    /// # Errors
    /// When no element has the focus.
    pub async fn press(&self, keys: &str) -> Result<()> {
        Ok(self.client.active_element().await?.send_keys(keys).await?)
    }

    /// Connects to the first account of a server with the form in the settings, and waits until the settings close.
    ///
    /// # Errors
    /// When the connection fails.
    pub async fn connect_from_settings(&self, address: &str, token: &str) -> Result<()> {
        self.click("[data-action=settings]").await?;
        self.click("[data-panel=settings] [data-action=change-connection]").await?;
        self.connect(address, token).await?;
        self.wait_until("the settings are closed", "return !document.querySelector('[data-panel=settings]')")
            .await
    }

    /// Connects to the only account of a server with the form on screen.
    ///
    /// # Errors
    /// When there is no form.
    pub async fn connect(&self, address: &str, token: &str) -> Result<()> {
        self.fill("input[name=address]", address).await?;
        self.fill("input[name=token]", token).await?;
        self.click("[data-action=check]").await
    }

    /// Runs a script in the page and returns its result.
    ///
    /// # Errors
    /// When the script throws an error or the driver does not respond.
    pub async fn script(&self, script: &str) -> Result<Value> {
        self.client.execute(script, Vec::new()).await.with_context(|| format!("the script failed: {script}"))
    }

    /// Waits until a script returns true.
    ///
    /// # Errors
    /// When it does not within the time limit. The error contains `condition`.
    pub async fn wait_until(&self, condition: &str, script: &str) -> Result<()> {
        let start = Instant::now();
        while self.script(script).await? != Value::Bool(true) {
            if start.elapsed() > TIMEOUT {
                bail!("not within {} s: {condition}", TIMEOUT.as_secs());
            }
            // The next check follows the next frame of the page.
            self.next_frame().await?;
        }
        Ok(())
    }

    /// Saves a picture of the page.
    ///
    /// # Errors
    /// When the driver does not respond, or the file cannot be written.
    pub async fn save_picture(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        // WebKitGTK takes the picture at the next repaint. A page without changes has none, so a pixel changes meanwhile.
        self.script(REPAINT).await?;
        let png = self.client.screenshot().await;
        self.script("document.getElementById('repaint')?.remove()").await?;
        let png = png?;
        std::fs::write(file, png).with_context(|| format!("{} was not written", file.display()))
    }

    /// Moves the window and changes its size as a user does, and waits until it is there.
    ///
    /// # Errors
    /// When it is not there within the time limit.
    pub async fn move_to(&self, rect: Rect) -> Result<()> {
        let [x, y, width, height] =
            [rect.x, rect.y, rect.width, rect.height].map(|pixels| u32::try_from(pixels).unwrap_or(u32::MAX));
        self.client.set_window_rect(x, y, width, height).await?;
        self.wait_for_place(rect).await
    }

    /// Waits until the window is at a place.
    ///
    /// # Errors
    /// When it is elsewhere at the end of the time limit.
    pub async fn wait_for_place(&self, expected: Rect) -> Result<()> {
        let start = Instant::now();
        loop {
            let place = self.place().await?;
            if place == expected {
                return Ok(());
            }
            if start.elapsed() > TIMEOUT {
                bail!("the window is at {place:?}, not at {expected:?}");
            }
            self.next_frame().await?;
        }
    }

    /// Where the window is.
    ///
    /// # Errors
    /// When the driver does not respond.
    pub async fn place(&self) -> Result<Rect> {
        let (x, y, width, height) = self.client.get_window_rect().await?;
        Ok(Rect { x, y, width, height })
    }

    /// Waits for the next frame of the page.
    pub(crate) async fn next_frame(&self) -> Result<()> {
        const NEXT_FRAME: &str = "const done = arguments[0]; requestAnimationFrame(() => done(null));";
        self.client.execute_async(NEXT_FRAME, Vec::new()).await?;
        Ok(())
    }

    /// Covers the window with one of another program.
    ///
    /// # Errors
    /// When the display is not one of X11.
    #[cfg(target_os = "linux")]
    pub fn cover(&self) -> Result<x11::Cover> {
        x11::Cover::new(self.display.as_deref())
    }

    /// Waits for a dialog of the system, and presses Enter in it until it is gone.
    ///
    /// # Errors
    /// When there is no dialog within the time limit, when it does not close, or when the display is not one of X11.
    #[cfg(target_os = "linux")]
    pub async fn confirm_dialog(&self) -> Result<()> {
        x11::confirm_dialog(self.display.as_deref(), self).await
    }

    /// Closes the window as a user does, and waits until the program has ended.
    ///
    /// # Errors
    /// When the program does not end, or the display is not one of X11.
    #[cfg(target_os = "linux")]
    pub async fn close(self) -> Result<()> {
        let display = self.display.clone();
        tokio::task::spawn_blocking(move || x11::close_window(display.as_deref(), TIMEOUT)).await??;
        drop(self.driver);
        Ok(())
    }

    /// Ends the program and its driver.
    ///
    /// # Errors
    /// When the driver does not respond.
    #[cfg(not(target_os = "linux"))]
    pub async fn close(self) -> Result<()> {
        self.client.clone().close().await?;
        drop(self.driver);
        Ok(())
    }

    /// Kills the program without giving it time to save anything.
    pub fn kill(mut self) {
        self.driver.kill();
    }
}

fn search_path(home: &Path) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    Ok(std::env::join_paths(std::iter::once(home.join("bin")).chain(std::env::split_paths(&path)))?)
}

async fn wait_for_port(address: SocketAddr, driver: &mut ProcessGroup) -> Result<()> {
    let start = Instant::now();
    loop {
        if TcpStream::connect(address).await.is_ok() {
            return Ok(());
        }
        if !driver.is_running() || start.elapsed() > TIMEOUT {
            bail!("WebKitWebDriver does not accept connections");
        }
        // The driver sends no event when it starts to listen.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
